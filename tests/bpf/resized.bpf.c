// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arrays that user space lengthens before it loads the object, as scx's
 * RESIZE_ARRAY does: the last array of a section, of any element type. Each is
 * declared as short as it can be.
 */
#include "types.h"
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

/* Below 8: the programs mask with 7, so that the verifier knows the bounds. */
const volatile u32 nr_slots = 1;

u64 slot_started[1] SEC(".data.slot_started");
bool slot_busy[1] SEC(".bss.slot_busy");
char text_dump[1] SEC(".data.text_dump");

/* Elements of several kinds, after variables that stay where they are. */
struct slot_stats {
	u64 runs;
	u32 by_kind[2];
};
u64 nr_updates SEC(".data.slot_stats");
struct slot_stats slot_stats[2] SEC(".data.slot_stats");

u32 moves[1][3] SEC(".data.moves");

/* Only `tail` can be resized. */
u64 head[2] SEC(".data.two");
u64 tail[2] SEC(".data.two");

/* A plain section's last array can be resized, too. */
u64 total;
u32 hist[4];

SEC("syscall")
int run(void *ctx)
{
	volatile u64 *started = slot_started;
	volatile bool *busy = slot_busy;
	volatile char *text = text_dump;
	u32 i;

	barrier_var(started);
	barrier_var(busy);
	barrier_var(text);
	for (i = 0; i < nr_slots && i < 8; i++) {
		started[i & 7] += i + 1;
		busy[i & 7] = i & 1;
		text[i & 7] = 'a' + i;
		total++;
		hist[i & 3]++;
	}
	nr_updates++;
	slot_stats[0].runs++;
	moves[0][2]++;
	head[1]++;
	tail[1]++;
	return 0;
}
