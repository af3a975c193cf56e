/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The few kernel declarations that dispatch.bpf.c needs, instead of a vmlinux.h
 * of three megabytes: rebuilding then needs no kernel.
 *
 * Nothing here has to match a particular kernel. Fields of task_struct are
 * relocated at load time (CO-RE), and libbpf copies the members of
 * sched_ext_ops into the kernel's own struct by name, so both may list only
 * what is used, in any order.
 */
#ifndef KTSNAP_EXAMPLES_SCX_H
#define KTSNAP_EXAMPLES_SCX_H

#include "types.h"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define ENOMEM		12

/* Built-in queues; the top bit marks them. */
#define SCX_DSQ_GLOBAL	((1ULL << 63) | 1)
#define SCX_DSQ_LOCAL	((1ULL << 63) | 2)
#define SCX_KICK_IDLE	1ULL

/* Never looked into, but libbpf takes no forward declaration for a kernel struct. */
struct cpumask {
};

struct task_struct {
	const struct cpumask *cpus_ptr;
} __attribute__((preserve_access_index));

struct scx_init_task_args;

struct sched_ext_ops {
	s32 (*select_cpu)(struct task_struct *p, s32 prev_cpu, u64 wake_flags);
	void (*enqueue)(struct task_struct *p, u64 enq_flags);
	void (*running)(struct task_struct *p);
	void (*stopping)(struct task_struct *p, bool runnable);
	s32 (*init_task)(struct task_struct *p, struct scx_init_task_args *args);
	void (*enable)(struct task_struct *p);
	void (*disable)(struct task_struct *p);
	u32 timeout_ms;
	char name[128];
};

extern s32 scx_bpf_select_cpu_dfl(struct task_struct *p, s32 prev_cpu,
				  u64 wake_flags, bool *is_idle) __ksym;
extern s32 scx_bpf_pick_idle_cpu(const struct cpumask *cpus_allowed, u64 flags) __ksym;
extern void scx_bpf_dsq_insert(struct task_struct *p, u64 dsq_id, u64 slice,
			       u64 enq_flags) __ksym;
extern void scx_bpf_kick_cpu(s32 cpu, u64 flags) __ksym;

#define SCX_OP(name, args...)	SEC("struct_ops/" #name) BPF_PROG(name, ##args)

#endif
