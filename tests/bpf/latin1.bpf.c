// SPDX-License-Identifier: GPL-2.0-only
//
// A line of code, and so a string of BTF, with a comment in Latin-1.

#define SEC(name) __attribute__((section(name), used))

unsigned long long nr_runs;

SEC("syscall") int run(void *ctx)
{
	nr_runs++; /* général */
	return 0;
}
