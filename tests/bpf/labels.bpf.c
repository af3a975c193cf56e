// SPDX-License-Identifier: GPL-2.0-only
//
// Rows with a name, in the row or in a parallel array. Not all rows are in use.

#include "types.h"

#include <bpf/bpf_helpers.h>

#define NR_LAYERS	6
#define MAX_NAMES	8
#define NR_SLOTS	4

enum layer_state {
	LAYER_FREE,
	LAYER_IDLE,
	LAYER_BUSY = 4,
};

struct layer {
	u64 nr_tasks;
	u64 hist[4];
	char name[16];
	s32 id;
	u32 generation : 31;
	u32 is_open : 1;
	enum layer_state state;
	u8 in_use;
};

/* The same layers as globals, as entries of a map, in one value, and in a value for each CPU. */
struct layer layers[NR_LAYERS];
u32 nr_layers;
u64 nr_seen;
u64 waits[NR_LAYERS];
u64 moves[NR_LAYERS][2];
char names[MAX_NAMES][16];
char few_names[4][16];
bool used[NR_LAYERS];
u32 numbers[NR_LAYERS];

struct layer_set {
	struct layer layers[NR_LAYERS];
	char names[NR_LAYERS][16];
	u64 waits[NR_LAYERS];
	bool used[NR_LAYERS];
	u32 nr_layers;
};

struct layer_set set;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NR_LAYERS);
	__type(key, u32);
	__type(value, struct layer);
} layer_map SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct layer_set);
} layer_sets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct layer_set);
} cpu_sets SEC(".maps");

/* A layer for each CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct layer);
} cpu_layers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct layer);
} cpu_pairs SEC(".maps");

/* Layers by the process that made them. */
struct {
	__uint(type, 1 /* BPF_MAP_TYPE_HASH */);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct layer);
} layer_of_pid SEC(".maps");

/* User space gives the last array a slot for each CPU before it loads the object. */
char slot_names[NR_SLOTS][16] SEC(".data.slots");
struct layer slots[NR_SLOTS] SEC(".data.slots");

SEC("syscall") int run(void *ctx)
{
	u32 layer = nr_seen++ % NR_LAYERS;

	layers[layer].nr_tasks++;
	waits[layer]++;
	moves[layer][0]++;
	numbers[layer] = layer;
	names[layer][0] = few_names[layer % 4][0] = 'l';
	used[layer] = true;
	set.nr_layers = nr_layers = layer;
	slot_names[0][0] = 's';
	slots[0].nr_tasks++;
	return 0;
}

char _license[] SEC("license") = "GPL";
