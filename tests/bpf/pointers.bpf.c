// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pointers to structs, wherever a scheduler has them: in a global, an array, a
 * struct, in the target of another pointer, and in the values of maps.
 */
#include "types.h"
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

#define NR_DOMS		4
#define NR_BUCKETS	3

struct bucket {
	u64 duty;
	u32 nr;
};

struct dom_ctx {
	u32 id;
	u64 load;
	s64 drift;
	char name[8];
	struct bucket buckets[NR_BUCKETS];
	u64 hist[NR_BUCKETS];
	u32 online : 1;
	u32 prio : 7;
	struct dom_ctx *parent;
	struct hidden *hidden;
};
typedef struct dom_ctx *dom_ptr;

dom_ptr dom_ctxs[NR_DOMS];
struct dom_ctx *busiest;
struct {
	u64 nr;
	struct dom_ctx *dom;
} last_move;
u64 nr_moves;

/* No path follows these. */
struct hidden *hidden;
void *untyped;
u64 *number;
struct dom_ctx **table;
typedef struct {
	u64 load;
} untagged_t;
untagged_t *untagged;

struct cpu_ctx {
	u64 nr_runs;
	struct dom_ctx *dom;
};
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct cpu_ctx);
} cpu_ctxs SEC(".maps");

struct llc {
	u32 id;
	struct dom_ctx *dom;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct llc);
} llcs SEC(".maps");

SEC("syscall")
int run(u64 *ctx)
{
	u32 zero = 0;
	struct cpu_ctx *cpuc;
	struct llc *llc;

	nr_moves++;
	last_move.nr = *ctx;
	last_move.dom = busiest = dom_ctxs[*ctx % NR_DOMS];
	cpuc = bpf_map_lookup_elem(&cpu_ctxs, &zero);
	if (cpuc)
		cpuc->dom = busiest;
	llc = bpf_map_lookup_elem(&llcs, &zero);
	if (llc)
		llc->dom = busiest;
	return (untyped != 0) + (number != 0) + (table != 0) + (hidden != 0) + (untagged != 0);
}
