// SPDX-License-Identifier: GPL-2.0-only
/*
 * No scheduler: a program that user space runs by BPF_PROG_RUN, on any kernel. It
 * has a map of each kind that a capture reads, and some that it only names, so that
 * reading a loaded object can be tested where there is no sched_ext.
 */
#include "types.h"
#include <bpf/bpf_helpers.h>

/* uapi/linux/bpf.h */
enum {
	BPF_MAP_TYPE_PERCPU_HASH	= 5,
	BPF_MAP_TYPE_LRU_HASH		= 9,
	BPF_MAP_TYPE_LRU_PERCPU_HASH	= 10,
	BPF_MAP_TYPE_QUEUE		= 22,
	BPF_MAP_TYPE_RINGBUF		= 27,

	BPF_ANY				= 0,
};

char _license[] SEC("license") = "GPL";

enum host_stat {
	HOST_EVEN,
	HOST_ODD,
	NR_HOST_STATS,
};

struct pair {
	u64 sum;
	u32 nr;
	s16 last;
	bool odd;
};

struct step {
	u64 by;
};

volatile u64 nr_steps;
volatile u64 total;
volatile s32 balance = 100;
volatile bool was_odd;
volatile u32 by_bit[8];
volatile enum host_stat last_stat;
struct pair pairs[2];
/* What nobody asks for must cost nothing. */
volatile u64 unread[1 << 20];

const volatile u32 limit = 1000;

/* Sections of their own: one with a global, and one with statics alone, which
 * libbpf gives no flag to be mapped by. */
volatile u64 custom SEC(".data.custom") = 7;
static volatile u64 hidden SEC(".data.hidden") = 9;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct pair);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, NR_HOST_STATS);
	__type(key, u32);
	__type(value, u64);
} stats SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct pair);
} cpu_pairs SEC(".maps");

/* By sizes alone, as scx_rusty declares its counters. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, NR_HOST_STATS);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u64));
} plain SEC(".maps");

#define HASH(name, kind)			\
	struct {				\
		__uint(type, kind);		\
		__uint(max_entries, 16);	\
		__type(key, u32);		\
		__type(value, struct pair);	\
	} name SEC(".maps")

HASH(by_number, BPF_MAP_TYPE_HASH);
HASH(by_number_lru, BPF_MAP_TYPE_LRU_HASH);
HASH(by_number_cpu, BPF_MAP_TYPE_PERCPU_HASH);
HASH(by_nr_cpu_lru, BPF_MAP_TYPE_LRU_PERCPU_HASH);

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4);
	__type(value, u64);
} waiting SEC(".maps");

static void count(struct pair *pair, u64 by, bool odd)
{
	pair->sum += by;
	pair->nr++;
	pair->last = -(s16)by;
	pair->odd = odd;
}

/* In a hash the value may not be there yet. */
#define COUNT_IN(map, key)						\
	do {								\
		struct pair none = {}, *found;				\
		found = bpf_map_lookup_elem(&map, &key);		\
		if (!found) {						\
			bpf_map_update_elem(&map, &key, &none, BPF_ANY);	\
			found = bpf_map_lookup_elem(&map, &key);	\
		}							\
		if (found)						\
			count(found, by, odd);				\
	} while (0)

SEC("syscall")
int host_step(struct step *step)
{
	u64 by = step->by, *counter, event = nr_steps;
	bool odd = by & 1;
	u32 stat = odd ? HOST_ODD : HOST_EVEN, zero = 0, key = by & 7, slot = by & 3;

	nr_steps++;
	total += by;
	balance -= by;
	was_odd = odd;
	by_bit[key]++;
	last_stat = stat;
	count(&pairs[stat & 1], by, odd);
	custom++;
	hidden++;

	counter = bpf_map_lookup_elem(&stats, &stat);
	if (counter)
		*counter += 1;
	counter = bpf_map_lookup_elem(&plain, &stat);
	if (counter)
		*counter += by;
	COUNT_IN(slots, slot);
	COUNT_IN(cpu_pairs, zero);
	COUNT_IN(by_number, key);
	COUNT_IN(by_number_lru, key);
	COUNT_IN(by_number_cpu, key);
	COUNT_IN(by_nr_cpu_lru, key);
	bpf_ringbuf_output(&events, &event, sizeof(event), 0);
	bpf_map_push_elem(&waiting, &event, 0);
	return limit > nr_steps && unread[0] == 0;
}
