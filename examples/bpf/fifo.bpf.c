// SPDX-License-Identifier: GPL-2.0-only
/*
 * The smallest scheduler that does something: every task into one queue. It is
 * there to be the second of two in one binary, and to be compiled by a build.rs.
 */
#include "scx.h"

char _license[] SEC("license") = "GPL";

/* Tasks put into the queue, and how often one of them was woken there. */
volatile u64 nr_enqueued;
volatile u64 nr_wakeups;

void SCX_OP(fifo_enqueue, struct task_struct *p, u64 enq_flags)
{
	__sync_fetch_and_add(&nr_enqueued, 1);
	if (enq_flags & SCX_ENQ_WAKEUP)
		__sync_fetch_and_add(&nr_wakeups, 1);
	scx_bpf_dsq_insert(p, SCX_DSQ_GLOBAL, SCX_SLICE_DFL, enq_flags);
}

SEC(".struct_ops")
struct sched_ext_ops fifo_ops = {
	.enqueue	= (void *)fifo_enqueue,
	.name		= "fifo",
};
