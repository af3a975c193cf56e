// SPDX-License-Identifier: GPL-2.0-only
//
// Arrays with an index next to them: a member of the same struct, or a variable of the same section.

#include "types.h"

#include <bpf/bpf_helpers.h>

#define NR_CELLS	4
#define NR_SLOTS	8

/* An index that is also the name of a member. */
enum both {
	chosen = 2,
	BOTH_LAST = 3,
};

enum mode {
	MODE_IDLE,
	MODE_BUSY,
	NR_MODES,
};

struct slot {
	u64 ns;
	u32 nr;
	s32 next;
};

/* As in scx_mitosis: the time of each cell's tasks on this CPU, and the cell that owns the CPU. */
struct cpu_ctx {
	u64 running_ns[NR_CELLS];
	u64 moves[NR_CELLS][3];
	struct slot slots[NR_SLOTS];
	u64 mode_ns[NR_MODES];
	u32 cell;
	s16 last;
	enum mode mode;
	u32 chosen;
	u32 kind:2;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct cpu_ctx);
} cpu_ctxs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct cpu_ctx);
} task_ctxs SEC(".maps");

struct ring {
	struct slot slots[NR_SLOTS];
	u64 first_ns;
	s32 head;
	u8 tail;
};

volatile u64 ring[NR_SLOTS];
volatile u32 head;
volatile s64 tail;
volatile u64 grid[3][NR_CELLS];
struct ring rings[2];
struct ring only;
volatile enum mode mode;
volatile u64 mode_ns[NR_MODES];
volatile u64 nr_written;
volatile enum both both;

const volatile u32 weights[NR_CELLS] = { 10, 20, 30, 40 };
const volatile u32 base = 2;

SEC("syscall") int run(void *ctx)
{
	u32 key = 0, slot = nr_written++ % NR_SLOTS;
	struct cpu_ctx *cctx = bpf_map_lookup_elem(&cpu_ctxs, &key);

	if (cctx)
		cctx->running_ns[cctx->cell % NR_CELLS] += weights[base % NR_CELLS];
	ring[slot] = nr_written;
	grid[slot % 3][slot % NR_CELLS]++;
	mode_ns[mode % NR_MODES]++;
	rings[slot % 2].slots[slot].ns++;
	only.slots[slot].nr++;
	tail = head;
	head = slot;
	both = BOTH_LAST;
	return 0;
}

char _license[] SEC("license") = "GPL";
