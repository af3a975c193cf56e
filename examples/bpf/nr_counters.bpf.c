// SPDX-License-Identifier: GPL-2.0-only
/*
 * The counters of scx_bpfland 1.1.4, and nothing else of it: one plain global
 * each, as most schedulers keep them. Stands in for that scheduler's object, so
 * that reports of it can be read here without carrying it.
 */
#include "types.h"
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

volatile u64 nr_kthread_dispatches;
volatile u64 nr_direct_dispatches;
volatile u64 nr_shared_dispatches;
volatile u64 nr_idle_select_path_picks;
volatile u64 nr_idle_enqueue_path_picks;
volatile u64 nr_idle_prev_cpu_picks;
volatile u64 nr_idle_primary_picks;
volatile u64 nr_idle_spill_picks;
volatile u64 nr_idle_pick_failures;
volatile u64 nr_idle_primary_domain_misses;
volatile u64 nr_idle_global_misses;
volatile u64 nr_waker_cpu_biases;
volatile u64 nr_keep_running_reuses;
volatile u64 nr_keep_running_queue_empty;
volatile u64 nr_keep_running_smt_blocked;
volatile u64 nr_keep_running_queued_work;
volatile u64 nr_dispatch_cpu_dsq_consumes;
volatile u64 nr_dispatch_node_dsq_consumes;
/* A gauge, not a counter: tasks on a CPU now. */
volatile u64 nr_running;
