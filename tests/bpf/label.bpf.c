// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text that another writes, a task's name for example, so that it need not be
 * UTF-8, beside a counter that must be readable whatever the text is.
 */
#include "types.h"
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

char label[16];
char labels[2][8];
volatile u64 nr_seen;

SEC("syscall")
int see(const char *name)
{
	label[0] = labels[0][0] = name[0];
	return ++nr_seen;
}
