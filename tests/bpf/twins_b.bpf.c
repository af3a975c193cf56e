// SPDX-License-Identifier: GPL-2.0-only
/*
 * The other half of twins.bpf.o: see twins_a.bpf.c.
 */
#include "types.h"
#include <bpf/bpf_helpers.h>

u64 only_b;
static volatile u64 cnt;
static volatile u64 split = 5;

SEC("syscall")
int touch_b(void *ctx)
{
	only_b++;
	split++;
	return ++cnt;
}
