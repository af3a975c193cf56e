// SPDX-License-Identifier: GPL-2.0-only
//
// What makes groups of CPUs, elements and entries, and rows that are not all in use.

#include "types.h"

#include <bpf/bpf_helpers.h>

#define NR_CELLS	4
#define NR_LAYERS	6

enum place {
	PLACE_SHARED,
	PLACE_OWNED,
	PLACE_OPEN = 7,
};

/* As in scx_mitosis: the time of each cell's tasks on this CPU, and the cell that the CPU belongs to. */
struct cpu_ctx {
	u64 running_ns[NR_CELLS];
	u64 moves[NR_CELLS][2];
	u64 nr_runs;
	u32 cell;
	enum place place;
	s16 node;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct cpu_ctx);
} cpu_ctxs SEC(".maps");

struct layer {
	u64 nr_tasks;
	char name[16];
	u32 nr_cpus;
	u8 in_use;
	bool is_open;
	enum place place;
};

/* The same layers, once as globals and once as entries. */
struct layer layers[NR_LAYERS];
u32 nr_layers;
u64 waits[NR_LAYERS];
u64 nr_tasks;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NR_LAYERS);
	__type(key, u32);
	__type(value, struct layer);
} layer_map SEC(".maps");

struct layer_set {
	struct layer layers[NR_LAYERS];
	u32 nr_layers;
};

/* All layers in one value. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct layer_set);
} layer_sets SEC(".maps");

/* Layers by the process that made them. */
struct {
	__uint(type, 1 /* BPF_MAP_TYPE_HASH */);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct layer);
} layer_of_pid SEC(".maps");

SEC("syscall") int run(void *ctx)
{
	u32 layer = nr_tasks++ % NR_LAYERS;

	layers[layer].nr_tasks++;
	waits[layer]++;
	nr_layers = layer;
	return 0;
}

char _license[] SEC("license") = "GPL";
