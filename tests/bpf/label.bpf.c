// SPDX-License-Identifier: GPL-2.0-only
/*
 * What takes a field of bytes. Text that another writes, a task's name for
 * example, so that it need not be UTF-8, beside a counter that must be readable
 * whatever the text is; and integers of 128 bits.
 */
#include "types.h"
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

char label[16];
char labels[2][8];
volatile u64 nr_seen;
unsigned __int128 totals[2] SEC(".bss.totals");

SEC("syscall")
int see(const char *name)
{
	totals[0] += nr_seen;
	label[0] = labels[0][0] = name[0];
	return ++nr_seen;
}
