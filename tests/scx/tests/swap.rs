//! The harness runs a scheduler, pins its `.bss`, and replaces it with a copy.

use std::time::Duration;

use ktstr::prelude::*;
use scx::swap;

const FIRST: Scheduler = Scheduler::named("first").binary(SchedulerSpec::Discover("dispatch"));
const SECOND: Scheduler = Scheduler::named("second").binary(SchedulerSpec::Discover("dispatch"));

fn check(result: &VmResult) -> Result<()> {
    swap::check(&result.periodic_series())
}

#[ktstr_test(
    scheduler = FIRST,
    staged_schedulers = [SECOND],
    llcs = 1,
    cores = 2,
    threads = 1,
    memory_mib = 512,
    duration_s = 15,
    watchdog_timeout_s = 30,
    num_snapshots = 8,
    cleanup_budget_ms = 5000,
    post_vm = check,
)]
fn counters_are_those_of_the_running_copy(ctx: &Ctx) -> Result<AssertResult> {
    let pinned = Step::with_op(Op::pin_bpf_map(swap::BSS), HoldSpec::fixed(Duration::from_secs(2)));
    let replaced = Step::with_op(Op::replace_scheduler(&SECOND), HoldSpec::fixed(Duration::from_secs(12)));
    execute_steps(ctx, vec![pinned, replaced])
}
