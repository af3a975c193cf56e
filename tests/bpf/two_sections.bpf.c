// SPDX-License-Identifier: GPL-2.0-only
//
// Two ELF sections of one name: `wanted_ports` is writable in `.rodata`, where the
// constants are. -DMENDED=... gives one section, in the two ways that the error names.

typedef unsigned int u32;
typedef unsigned long long u64;

#define SEC(name) __attribute__((section(name), used))

const volatile u32 wanted_id = 7;
const volatile u64 least_us = 9;
#if MENDED == 1
SEC(".rodata") const volatile int wanted_ports[8] = {1, 2, 3};
#elif MENDED == 2
const volatile int wanted_ports[8] = {1, 2, 3};
#else
SEC(".rodata") int wanted_ports[8] = {1, 2, 3};
#endif
u64 nr_hits;

SEC("syscall") int run(void *ctx)
{
	nr_hits += wanted_id + least_us + wanted_ports[2];
	return 0;
}
