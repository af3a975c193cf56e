// SPDX-License-Identifier: GPL-2.0-only
//
// `elsewhere` is a variable of extern_b.bpf.c. Alone, this object does not say where it is.

#define SEC(name) __attribute__((section(name)))

extern int elsewhere SEC(".data.shared");
int here SEC(".data.shared") = 3;

SEC("syscall") int run(void *ctx)
{
	return elsewhere + here;
}
