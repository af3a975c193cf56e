// SPDX-License-Identifier: GPL-2.0-only
//
// Maps with keys: each type of hash map, and storages, with keys and values of each
// type that a struct can mirror.

#include "types.h"

#include <bpf/bpf_helpers.h>

/* uapi/linux/bpf.h */
enum {
	BPF_MAP_TYPE_PERCPU_HASH	= 5,
	BPF_MAP_TYPE_LRU_HASH		= 9,
	BPF_MAP_TYPE_LRU_PERCPU_HASH	= 10,
};

enum hash_state {
	HASH_IDLE,
	HASH_BUSY = 3,
};

struct hash_stats {
	u64 nr_runs;
	u32 weight;
	enum hash_state state;
	u64 slots[4];
};

struct cell_id {
	u32 cgroup;
	u16 cell;
	u16 pad;
};

union hash_key {
	u32 number;
	char text[4];
};

#define MAP(name, kind, entries, key_type, value_type)	\
	struct {					\
		__uint(type, kind);			\
		__uint(max_entries, entries);		\
		__type(key, key_type);			\
		__type(value, value_type);		\
	} name SEC(".maps")

typedef char comm_t[16];

MAP(task_runs, BPF_MAP_TYPE_HASH, 8192, u32, u64);
MAP(task_stats, BPF_MAP_TYPE_HASH, 8192, s32, struct hash_stats);
MAP(cell_stats, BPF_MAP_TYPE_HASH, 64, struct cell_id, struct hash_stats);
MAP(state_counts, BPF_MAP_TYPE_HASH, 8, enum hash_state, u64);
MAP(comm_runs, BPF_MAP_TYPE_HASH, 64, comm_t, u64);
MAP(union_runs, BPF_MAP_TYPE_HASH, 64, union hash_key, u64);
MAP(recent_runs, BPF_MAP_TYPE_LRU_HASH, 64, u64, u64);
MAP(cpu_runs, BPF_MAP_TYPE_PERCPU_HASH, 64, u32, u64);
MAP(cpu_hash_stats, BPF_MAP_TYPE_PERCPU_HASH, 64, u32, struct hash_stats);
MAP(cpu_recent, BPF_MAP_TYPE_LRU_PERCPU_HASH, 64, u32, u64);

// Without types, as libbpf also accepts.
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__uint(key_size, 4);
	__uint(value_size, 8);
} untyped_runs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct hash_stats);
} task_storage SEC(".maps");

// The two maps with keys in captures/ktstr-rich-*.json.
struct rich_point {
	s32 x, y;
};

enum rich_state {
	RICH_IDLE,
	RICH_BUSY,
};

struct rich_ctx {
	u64 weight;
	u32 nr;
	bool on;
	enum rich_state state;
	struct rich_point pos;
	u64 rest[14];
};

struct task_local {
	u64 enq_at;
	u32 enqs;
	bool seen;
};

MAP(rich_tasks, BPF_MAP_TYPE_HASH, 4096, u32, struct rich_ctx);

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct task_local);
} rich_task_stor SEC(".maps");

u64 nr_entries;

SEC("syscall") int run(void *ctx)
{
	nr_entries++;
	return 0;
}
