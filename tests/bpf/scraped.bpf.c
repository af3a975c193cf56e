// SPDX-License-Identifier: GPL-2.0-only
/*
 * No scheduler: a program with what a scrape of `ktsnap serve` reads of a scheduler.
 * 20 globals, a per-CPU map of 29 counters as scx_p2dq has it, one with twice as
 * many, and 16 rows of 30 counters, as many as scx_layered has layers.
 */
#include "types.h"
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

struct row {
	u64 counts[30];
};

volatile u64 nr_same;
volatile u64 nr_cross;
volatile u64 nr_kick;
volatile u64 nr_local;
volatile u64 nr_shared;
volatile u64 nr_idle;
volatile u64 nr_slice;
volatile u64 nr_wake;
volatile u64 nr_spill;
volatile u64 nr_steal;
volatile u64 nr_pull;
volatile u64 nr_push;
volatile u64 nr_drop;
volatile u64 nr_skip;
volatile u64 nr_retry;
volatile u64 nr_split;
volatile u64 nr_merge;
volatile u64 nr_hit;
volatile u64 nr_miss;
volatile u64 nr_late;

#define STATS(name, kind, nr, of)		\
	struct {				\
		__uint(type, kind);		\
		__uint(max_entries, nr);	\
		__type(key, u32);		\
		__type(value, of);		\
	} name SEC(".maps")

STATS(stats, BPF_MAP_TYPE_PERCPU_ARRAY, 29, u64);
STATS(stats_twice, BPF_MAP_TYPE_PERCPU_ARRAY, 58, u64);
STATS(rows, BPF_MAP_TYPE_ARRAY, 16, struct row);

SEC("syscall")
int scraped(void *ctx)
{
	u32 zero = 0;
	u64 *counter;
	struct row *row;

	nr_same++;
	nr_cross++;
	nr_kick++;
	nr_local++;
	nr_shared++;
	nr_idle++;
	nr_slice++;
	nr_wake++;
	nr_spill++;
	nr_steal++;
	nr_pull++;
	nr_push++;
	nr_drop++;
	nr_skip++;
	nr_retry++;
	nr_split++;
	nr_merge++;
	nr_hit++;
	nr_miss++;
	nr_late++;
	counter = bpf_map_lookup_elem(&stats, &zero);
	if (counter)
		*counter += 1;
	counter = bpf_map_lookup_elem(&stats_twice, &zero);
	if (counter)
		*counter += 1;
	row = bpf_map_lookup_elem(&rows, &zero);
	if (row)
		row->counts[0]++;
	return 0;
}
