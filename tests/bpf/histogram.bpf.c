// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arrays that count ranges of values, wherever a scheduler has them: in a
 * global, a struct, an array per CPU, a map's value, and the entries of a map.
 * The functions say what each bucket counts.
 */
#include "types.h"
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

#define NR_LLCS		2
#define NR_CPUS		4
#define NR_BUCKETS	8

/* Waits in microseconds, by the logarithm to base 2. */
u64 wait_us[NR_BUCKETS];
/* Depths of a queue, four a bucket. */
u32 depth[5];
/* Latencies in nanoseconds, up to 10000, 25000 and 50000. */
u64 latency_ns[4];
/* Sizes, by the number of bits. */
u8 bits[6];
u64 total;
s64 drift[4];

struct llc {
	u64 id;
	u64 hop_ns[NR_BUCKETS];
};
struct llc llcs[NR_LLCS];

/* hist[cpu][kind][bucket], in units of 256 ns. */
u64 hist[NR_CPUS][2][NR_BUCKETS];

struct cpu_ctx {
	u64 nr_runs;
	u64 run_us[NR_BUCKETS];
	u32 slice_us[5];
	u64 by_llc[NR_LLCS][4];
};
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct cpu_ctx);
} cpu_ctxs SEC(".maps");

/* A bucket a key, for each CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} sleep_hist SEC(".maps");

/* A value without a type: NR_BUCKETS counters. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(u32));
	__uint(value_size, NR_BUCKETS * sizeof(u64));
} raw_hist SEC(".maps");

/* Bucket 0 counts 0 and 1, bucket n what has 2^n to 2^(n + 1). */
static __always_inline u32 log2_bucket(u64 value)
{
	u32 bucket = 0;

	while (value > 1 && bucket < NR_BUCKETS - 1) {
		value >>= 1;
		bucket++;
	}
	return bucket;
}

static __always_inline u32 latency_bucket(u64 ns)
{
	if (ns <= 10000)
		return 0;
	if (ns <= 25000)
		return 1;
	if (ns <= 50000)
		return 2;
	return 3;
}

SEC("syscall")
int run(u64 *ctx)
{
	u64 ns = *ctx, *counter;
	u32 zero = 0, key = latency_bucket(ns), cpu = bpf_get_smp_processor_id() % NR_CPUS;
	struct cpu_ctx *cpuc;

	wait_us[log2_bucket(ns / 1000)]++;
	depth[ns / 4 < 4 ? ns / 4 : 4]++;
	latency_ns[latency_bucket(ns)]++;
	bits[ns & 3]++;
	drift[ns & 3]--;
	total++;
	llcs[cpu % NR_LLCS].hop_ns[log2_bucket(ns)]++;
	hist[cpu][ns & 1][log2_bucket(ns >> 8)]++;
	cpuc = bpf_map_lookup_elem(&cpu_ctxs, &zero);
	if (cpuc) {
		cpuc->nr_runs++;
		cpuc->run_us[log2_bucket(ns / 1000)]++;
		cpuc->slice_us[ns / 4 < 4 ? ns / 4 : 4]++;
		cpuc->by_llc[cpu % NR_LLCS][latency_bucket(ns)]++;
	}
	counter = bpf_map_lookup_elem(&sleep_hist, &key);
	if (counter)
		(*counter)++;
	counter = bpf_map_lookup_elem(&raw_hist, &zero);
	if (counter)
		counter[log2_bucket(ns)]++;
	return 0;
}
