/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The few kernel declarations that the schedulers here need, instead of a vmlinux.h
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
#define SCX_SLICE_DFL	20000000ULL
#define SCX_KICK_IDLE	1ULL
#define SCX_ENQ_WAKEUP	1ULL

#define PF_KTHREAD	0x00200000
#define TASK_COMM_LEN	16
#define NICE_0_PRIO	120

/* The kernel's has a bit for every CPU that it was built for; these are the first 64. */
struct cpumask {
	unsigned long bits[1];
};

/* One with an owner. Its mask comes first, so a pointer to it is one to a cpumask, too. */
struct bpf_cpumask {
	struct cpumask cpumask;
};

struct task_struct {
	unsigned int flags;
	int static_prio;
	int nr_cpus_allowed;
	const struct cpumask *cpus_ptr;
	s32 pid;
	s32 tgid;
	char comm[TASK_COMM_LEN];
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
	s32 (*init)(void);
	u32 timeout_ms;
	char name[128];
};

extern s32 scx_bpf_select_cpu_dfl(struct task_struct *p, s32 prev_cpu,
				  u64 wake_flags, bool *is_idle) __ksym;
extern s32 scx_bpf_pick_idle_cpu(const struct cpumask *cpus_allowed, u64 flags) __ksym;
extern void scx_bpf_dsq_insert(struct task_struct *p, u64 dsq_id, u64 slice,
			       u64 enq_flags) __ksym;
extern void scx_bpf_kick_cpu(s32 cpu, u64 flags) __ksym;
extern u32 scx_bpf_nr_cpu_ids(void) __ksym;
extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
extern void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;

/*
 * A section of its own, for kptrs. Hidden, since libbpf maps a section with visible
 * globals into user space, which a kptr must not be.
 */
#define private(name)	SEC(".data." #name) __hidden

#define SCX_OP(name, args...)	SEC("struct_ops/" #name) BPF_PROG(name, ##args)

#endif
