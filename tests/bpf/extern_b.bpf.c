// SPDX-License-Identifier: GPL-2.0-only
//
// The definition that extern_a.bpf.c lacks.

#define SEC(name) __attribute__((section(name)))

int before SEC(".data.shared") = 1;
int elsewhere SEC(".data.shared") = 4;

SEC("syscall") int add(void *ctx)
{
	return before++ + elsewhere++;
}
