// SPDX-License-Identifier: GPL-2.0-only
/*
 * dispatch: a small sched_ext scheduler that counts what it does.
 *
 * One queue for the whole machine: whichever CPU is free takes the task that
 * has waited longest. That is fair and simple, and it moves tasks away from
 * warm caches, which is what the counters are there to show. nr_mig_same and
 * nr_mig_cross split the moves by last-level cache (LLC).
 *
 * It holds one global of most shapes that a scheduler's counters have, so that
 * reading them can be shown on something that runs.
 */
#include "scx.h"

char _license[] SEC("license") = "GPL";

/* Which way a task went. The last one is a count, not a way. */
enum dsp_stat {
	DSP_LOCAL,	/* straight to the queue of an idle CPU */
	DSP_SHARED,	/* to the queue that all CPUs share */
	DSP_KICK,	/* an idle CPU was woken to look at the shared queue */
	NR_DSP_STATS,
};

struct wait_stats {
	u64 total_ns;
	u64 max_ns;
	u32 nr;
};

/* .rodata: set before the scheduler is loaded, constant from then on. */
const volatile u32 slice_us = 5000;

/* .data: user space may change it while the scheduler runs. */
u64 min_slice_ns = 500000;
/* The CPU that last took a task from another LLC; -1 until that happens. */
volatile s32 last_cross_cpu = -1;

/* .bss: volatile, since any CPU writes them and a reader looks at any time. */
volatile u64 nr_enqueued;
volatile u64 nr_mig_same, nr_mig_cross;
volatile u32 nr_tasks;			/* a gauge: tasks under this scheduler now */
volatile s64 lag_ns;			/* time granted minus time used: either sign */
volatile bool saw_cross;
volatile enum dsp_stat last_dsp;
volatile u64 dsp_stats[NR_DSP_STATS];
struct wait_stats waits;
static volatile u64 nr_stopping;

struct task_ctx {
	u64 queued_at;		/* 0: it did not wait, it only went on running */
	u64 started_at;
	s32 cpu;		/* where it ran last; -1: it has not run yet */
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct task_ctx);
} task_ctxs SEC(".maps");

struct cpu_stats {
	u64 nr_runs;
	u64 busy_ns;
};

/* One slot a CPU, so no atomics: only its own CPU writes to it. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct cpu_stats);
} cpu_stats SEC(".maps");

/* Waits by length: slot n counts those of 2^n microseconds and more. */
#define NR_WAIT_SLOTS	16
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NR_WAIT_SLOTS);
	__type(key, u32);
	__type(value, u64);
} wait_hist SEC(".maps");

/*
 * The kernel scheduler's own per-CPU answer to "which LLC is this CPU in".
 * Asking it spares us a topology table that user space would have to fill in.
 */
extern const int sd_llc_id __ksym;

#define add(counter, n)	__sync_fetch_and_add(&(counter), (n))

static bool same_llc(s32 a, s32 b)
{
	const int *llc_a = bpf_per_cpu_ptr(&sd_llc_id, a);
	const int *llc_b = bpf_per_cpu_ptr(&sd_llc_id, b);

	return llc_a && llc_b && *llc_a == *llc_b;
}

static struct task_ctx *ctx_of(struct task_struct *p)
{
	return bpf_task_storage_get(&task_ctxs, p, 0, 0);
}

static void insert(struct task_struct *p, u64 dsq_id, u64 enq_flags, enum dsp_stat stat)
{
	u64 slice = slice_us * 1000ULL;
	struct task_ctx *tctx = ctx_of(p);

	/* A knob set too low would leave no time for anything but switching. */
	if (slice < min_slice_ns)
		slice = min_slice_ns;
	if (tctx)
		tctx->queued_at = bpf_ktime_get_ns();

	last_dsp = stat;
	add(dsp_stats[stat], 1);
	add(lag_ns, slice);
	scx_bpf_dsq_insert(p, dsq_id, slice, enq_flags);
}

s32 SCX_OP(dispatch_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	bool is_idle = false;
	s32 cpu = scx_bpf_select_cpu_dfl(p, prev_cpu, wake_flags, &is_idle);

	/* Inserting here skips enqueue(): a CPU that waits needs no queue. */
	if (is_idle)
		insert(p, SCX_DSQ_LOCAL, 0, DSP_LOCAL);
	return cpu;
}

void SCX_OP(dispatch_enqueue, struct task_struct *p, u64 enq_flags)
{
	s32 cpu;

	add(nr_enqueued, 1);
	insert(p, SCX_DSQ_GLOBAL, enq_flags, DSP_SHARED);

	/* No CPU looks at the shared queue while it sleeps. */
	cpu = scx_bpf_pick_idle_cpu(p->cpus_ptr, 0);
	if (cpu >= 0) {
		add(dsp_stats[DSP_KICK], 1);
		scx_bpf_kick_cpu(cpu, SCX_KICK_IDLE);
	}
}

static void account_wait(u64 ns)
{
	u64 us = ns / 1000, *count;
	u32 slot = 0;

	add(waits.total_ns, ns);
	add(waits.nr, 1);
	/* Two CPUs may race here and the smaller one win: good enough for a maximum. */
	if (ns > waits.max_ns)
		waits.max_ns = ns;

	while (us > 1 && slot < NR_WAIT_SLOTS - 1) {
		us >>= 1;
		slot++;
	}
	count = bpf_map_lookup_elem(&wait_hist, &slot);
	if (count)
		add(*count, 1);
}

void SCX_OP(dispatch_running, struct task_struct *p)
{
	struct task_ctx *tctx = ctx_of(p);
	s32 cpu = bpf_get_smp_processor_id();
	u64 now = bpf_ktime_get_ns();

	if (!tctx)
		return;

	/* A task that has not run before has no cache to leave behind. */
	if (tctx->cpu >= 0 && tctx->cpu != cpu) {
		if (same_llc(tctx->cpu, cpu)) {
			add(nr_mig_same, 1);
		} else {
			add(nr_mig_cross, 1);
			saw_cross = true;
			last_cross_cpu = cpu;
		}
	}
	tctx->cpu = cpu;
	tctx->started_at = now;

	if (tctx->queued_at && now > tctx->queued_at)
		account_wait(now - tctx->queued_at);
	tctx->queued_at = 0;
}

void SCX_OP(dispatch_stopping, struct task_struct *p, bool runnable)
{
	struct task_ctx *tctx = ctx_of(p);
	struct cpu_stats *stats;
	u32 key = 0;
	u64 ran;

	add(nr_stopping, 1);
	if (!tctx || !tctx->started_at)
		return;

	ran = bpf_ktime_get_ns() - tctx->started_at;
	tctx->started_at = 0;
	add(lag_ns, -ran);

	stats = bpf_map_lookup_elem(&cpu_stats, &key);
	if (stats) {
		stats->nr_runs++;
		stats->busy_ns += ran;
	}
}

/* May fail the fork, so this is where the task's memory is made. */
s32 SCX_OP(dispatch_init_task, struct task_struct *p, struct scx_init_task_args *args)
{
	struct task_ctx *tctx = bpf_task_storage_get(&task_ctxs, p, 0,
						     BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!tctx)
		return -ENOMEM;
	tctx->cpu = -1;
	return 0;
}

void SCX_OP(dispatch_enable, struct task_struct *p)
{
	add(nr_tasks, 1);
}

void SCX_OP(dispatch_disable, struct task_struct *p)
{
	add(nr_tasks, -1);
}

SEC(".struct_ops")
struct sched_ext_ops dispatch_ops = {
	.select_cpu	= (void *)dispatch_select_cpu,
	.enqueue	= (void *)dispatch_enqueue,
	.running	= (void *)dispatch_running,
	.stopping	= (void *)dispatch_stopping,
	.init_task	= (void *)dispatch_init_task,
	.enable		= (void *)dispatch_enable,
	.disable	= (void *)dispatch_disable,
	/* Back to the kernel's own scheduler if a task waits this long. */
	.timeout_ms	= 10000,
	.name		= "dispatch",
};
