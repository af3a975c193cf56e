// SPDX-License-Identifier: GPL-2.0-only
/*
 * Half of twins.bpf.o. After linking, the static `cnt` stands twice in .bss, and
 * `split` once in .bss (this one) and once in .data (the other half's).
 */
#include "types.h"
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

u64 only_a;
static volatile u64 cnt;
static volatile u64 split;

SEC("syscall")
int touch_a(void *ctx)
{
	only_a++;
	split++;
	return ++cnt;
}
