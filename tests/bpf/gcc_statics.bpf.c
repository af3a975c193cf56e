// SPDX-License-Identifier: GPL-2.0-only
//
// The BTF of gcc says byte 0 for each static.

typedef unsigned long long u64;

#define SEC(name) __attribute__((section(name), used))

u64 nr_runs;
static volatile u64 hits;
static volatile u64 misses;
static volatile int knob = 3;
static volatile int other = 5;
volatile int step = 4;

SEC("syscall") int run(void *ctx)
{
	hits++;
	misses += knob;
	nr_runs++;
	return step + other;
}
