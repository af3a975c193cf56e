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

/* What a task that wakes up found. */
enum wake_stat {
	WAKE_STAYED,	/* the CPU where it ran before was idle */
	WAKE_MOVED,	/* another CPU was idle */
	WAKE_BUSY,	/* no CPU was: it has to queue */
	NR_WAKE_STATS,
};

struct wait_stats {
	u64 total_ns;
	u64 max_ns;
	u32 nr;
};

/* One word, so that a reader never sees half of it. */
struct enq_info {
	u32 wakeup : 1;		/* it slept before; otherwise its slice ran out */
	u32 stat : 3;		/* enum dsp_stat */
	u32 cpu : 12;		/* where the decision was made */
	s32 nice : 6;
	bool kthread : 1;
};

/* The kernel numbers the LLCs from 0; those past the end share the last slot. */
#define MAX_LLCS	4
/* Each on cache lines of its own, since different CPUs write to them. */
struct llc_stats {
	u64 nr_in;		/* tasks that came from another LLC, */
	u64 nr_out;		/* and that went to another */
	u64 max_wait_ns;
	s32 nr_running;		/* a gauge: its CPUs that run a task of ours now */
	s16 last_cpu;		/* of its CPUs, the one that started a task last */
} __attribute__((aligned(64)));

struct place {
	s16 cpu;
	u8 llc;
};

/* One move of a task to another LLC. */
struct cross_move {
	struct place from, to;
	union {
		u64 tgid_pid;	/* as bpf_get_current_pid_tgid() has them */
		struct {
			u32 pid;
			u32 tgid;
		};
	};
	enum dsp_stat stat;	/* how it was queued, which says what `why` holds: */
	union move_cause {
		u64 waited_ns;	/* DSP_SHARED: it waited for any CPU */
		u16 nr_allowed;	/* DSP_LOCAL: one was idle among this many */
	} why;
	s8 nice;
};

/* .rodata: set before the scheduler is loaded, constant from then on. */
const volatile u32 slice_us = 5000;
/* For who reads the counters, since BPF has no floating point: worse is too much. */
const volatile double max_cross_fraction = 0.7;

/* .data: user space may change it while the scheduler runs. */
u64 min_slice_ns = 500000;
/* The CPU that last took a task from another LLC; -1 until that happens. */
volatile s32 last_cross_cpu = -1;
/* For who reads cpu_stats: the share of its time that a CPU may be busy. */
float max_busy = 0.95f;

/* CPUs that ever took a task from another LLC. */
private(cpumask) struct bpf_cpumask __kptr *cross_cpus;

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
/* Of the task behind waits.max_ns. */
char slowest_comm[TASK_COMM_LEN];
/* To find it in a dump of memory: never followed, it may be gone by then. */
struct task_struct *last_task;
/* cross_cpus for user space, which can't follow that pointer. */
struct cpumask cross_cpus_seen;
struct enq_info last_enq;
struct cross_move last_cross;
volatile u64 moves[MAX_LLCS][MAX_LLCS];		/* from, to */
struct llc_stats per_llc[MAX_LLCS];
volatile enum wake_stat last_wake;
/* How the last tasks were queued: number n is in slot n % NR_RECENT. */
#define NR_RECENT	8
volatile u64 nr_inserted;
volatile enum dsp_stat recent[NR_RECENT];

struct task_ctx {
	u64 queued_at;		/* 0: it did not wait, it only went on running */
	u64 started_at;
	s32 cpu;		/* where it ran last; -1: it has not run yet */
	enum dsp_stat stat;	/* how it was queued last */
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

/* dsp_stats again, by the CPU that decided. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, NR_DSP_STATS);
	__type(key, u32);	/* enum dsp_stat; the kernel takes no enum here */
	__type(value, u64);
} stats SEC(".maps");

/* By enum wake_stat. With sizes alone, as many schedulers do: BTF knows no type. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, NR_WAKE_STATS);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u64));
} wake_stats SEC(".maps");

/* Waits by length: slot n counts those of 2^n microseconds and more. */
#define NR_WAIT_SLOTS	16
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, NR_WAIT_SLOTS);
	__type(key, u32);
	__type(value, u64);
} wait_hist SEC(".maps");

/* Waits by the queue where they were spent, DSP_LOCAL or DSP_SHARED. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, DSP_SHARED + 1);
	__type(key, u32);
	__type(value, struct wait_stats);
} queue_waits SEC(".maps");

struct instance {
	u64 started_ns;
	u32 nr_cpus;
};

/* Tells one run from the next. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct instance);
} instance SEC(".maps");

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

static u32 llc_slot(s32 cpu)
{
	const int *llc = bpf_per_cpu_ptr(&sd_llc_id, cpu);
	u32 slot = llc ? *llc : 0;

	return slot < MAX_LLCS ? slot : MAX_LLCS - 1;
}

static s32 nice_of(const struct task_struct *p)
{
	return p->static_prio - NICE_0_PRIO;
}

/* Adds one to this CPU's value of the key in a per-CPU array of u64. */
static void count_here(void *map, u32 key)
{
	u64 *count = bpf_map_lookup_elem(map, &key);

	if (count)
		(*count)++;
}

static void count_dsp(enum dsp_stat stat)
{
	add(dsp_stats[stat], 1);
	count_here(&stats, stat);
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
	if (tctx) {
		tctx->queued_at = bpf_ktime_get_ns();
		tctx->stat = stat;
	}

	last_dsp = stat;
	recent[add(nr_inserted, 1) % NR_RECENT] = stat;
	last_enq = (struct enq_info){
		.wakeup = stat == DSP_LOCAL || (enq_flags & SCX_ENQ_WAKEUP),
		.stat = stat,
		.cpu = bpf_get_smp_processor_id(),
		.nice = nice_of(p),
		.kthread = p->flags & PF_KTHREAD,
	};
	count_dsp(stat);
	add(lag_ns, slice);
	scx_bpf_dsq_insert(p, dsq_id, slice, enq_flags);
}

s32 SCX_OP(dispatch_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	bool is_idle = false;
	s32 cpu = scx_bpf_select_cpu_dfl(p, prev_cpu, wake_flags, &is_idle);
	enum wake_stat found = !is_idle ? WAKE_BUSY : cpu == prev_cpu ? WAKE_STAYED : WAKE_MOVED;

	last_wake = found;
	count_here(&wake_stats, found);

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
		count_dsp(DSP_KICK);
		scx_bpf_kick_cpu(cpu, SCX_KICK_IDLE);
	}
}

static void add_wait(struct wait_stats *to, u64 ns)
{
	add(to->total_ns, ns);
	add(to->nr, 1);
	/* Two CPUs may race here and the smaller one win: good enough for a maximum. */
	if (ns > to->max_ns)
		to->max_ns = ns;
}

static void account_wait(struct task_struct *p, struct llc_stats *llc, u32 queue, u64 ns)
{
	u64 us = ns / 1000, *count;
	struct wait_stats *queue_wait;
	u32 slot = 0;

	if (ns > waits.max_ns)
		bpf_probe_read_kernel(slowest_comm, sizeof(slowest_comm), p->comm);
	add_wait(&waits, ns);
	if (ns > llc->max_wait_ns)
		llc->max_wait_ns = ns;

	queue_wait = bpf_map_lookup_elem(&queue_waits, &queue);
	if (queue_wait)
		add_wait(queue_wait, ns);

	while (us > 1 && slot < NR_WAIT_SLOTS - 1) {
		us >>= 1;
		slot++;
	}
	count = bpf_map_lookup_elem(&wait_hist, &slot);
	if (count)
		add(*count, 1);
}

/* A CPU of another LLC took the task: the move that costs. */
static void account_cross(struct task_struct *p, const struct task_ctx *tctx, s32 cpu, u64 waited_ns)
{
	u32 from = llc_slot(tctx->cpu), to = llc_slot(cpu);
	struct cross_move move = {
		.from = { .cpu = tctx->cpu, .llc = from },
		.to = { .cpu = cpu, .llc = to },
		.pid = p->pid,
		.tgid = p->tgid,
		.stat = tctx->stat,
		.nice = nice_of(p),
	};
	struct bpf_cpumask *mask = cross_cpus;

	if (move.stat == DSP_SHARED)
		move.why.waited_ns = waited_ns;
	else
		move.why.nr_allowed = p->nr_cpus_allowed;
	last_cross = move;

	add(nr_mig_cross, 1);
	add(per_llc[from].nr_out, 1);
	add(per_llc[to].nr_in, 1);
	saw_cross = true;
	last_cross_cpu = cpu;
	if (mask) {
		bpf_cpumask_set_cpu(cpu, mask);
		cross_cpus_seen = mask->cpumask;
	}
}

void SCX_OP(dispatch_running, struct task_struct *p)
{
	struct task_ctx *tctx = ctx_of(p);
	s32 cpu = bpf_get_smp_processor_id();
	u64 now = bpf_ktime_get_ns(), waited_ns = 0;
	struct llc_stats *llc = &per_llc[llc_slot(cpu)];

	last_task = p;
	if (!tctx)
		return;

	if (tctx->queued_at && now > tctx->queued_at) {
		waited_ns = now - tctx->queued_at;
		account_wait(p, llc, tctx->stat, waited_ns);
	}
	tctx->queued_at = 0;

	/* A task that has not run before has no cache to leave behind. */
	if (tctx->cpu >= 0 && tctx->cpu != cpu) {
		add(moves[llc_slot(tctx->cpu)][llc_slot(cpu)], 1);
		if (same_llc(tctx->cpu, cpu))
			add(nr_mig_same, 1);
		else
			account_cross(p, tctx, cpu, waited_ns);
	}
	tctx->cpu = cpu;
	tctx->started_at = now;
	llc->last_cpu = cpu;
	add(llc->nr_running, 1);
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
	/* Not this CPU's: another one may stop a task to change something about it. */
	add(per_llc[llc_slot(tctx->cpu)].nr_running, -1);

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

s32 SCX_OP(dispatch_init)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	struct instance *self;
	u32 key = 0;

	if (!mask)
		return -ENOMEM;
	/* The map owns it from here on, and frees it. */
	mask = bpf_kptr_xchg(&cross_cpus, mask);
	if (mask)
		bpf_cpumask_release(mask);

	self = bpf_map_lookup_elem(&instance, &key);
	if (self) {
		self->started_ns = bpf_ktime_get_ns();
		self->nr_cpus = scx_bpf_nr_cpu_ids();
	}
	return 0;
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
	.init		= (void *)dispatch_init,
	/* Back to the kernel's own scheduler if a task waits this long. */
	.timeout_ms	= 10000,
	.name		= "dispatch",
};
