//! The harness runs two tenants under scx_mitosis, detaches it, and runs them again.

use ktstr::prelude::*;
use scx::isolation;

const MITOSIS: Scheduler = Scheduler::named("mitosis").binary_discover("scx_mitosis").sched_args(&[
    "--cell-parent-cgroup",
    "/test.slice",
    "--cpu-controller-disabled",
    "--dynamic-affinity-cpu-selection",
    "--enable-borrowing",
    "--enable-rebalancing",
    "--enable-slice-shrinking",
    "--enable-llc-awareness",
]);

fn both_tenants() -> Step {
    let tenant = |name, workers| CgroupDef::named(name).workers(workers).work_type(WorkType::SpinWait);
    Step::with_defs(vec![tenant("small", 2), tenant("large", 30)], HoldSpec::frac(0.5))
}

fn check(result: &VmResult) -> Result<()> {
    isolation::tenants(result)?;
    isolation::cells(&result.periodic_series())
}

#[ktstr_test(
    scheduler = MITOSIS,
    workload_root_cgroup = "/test.slice",
    llcs = 4,
    cores = 4,
    threads = 1,
    memory_mib = 512,
    duration_s = 20,
    watchdog_timeout_s = 10,
    num_snapshots = 12,
    auto_repro = false,
    post_vm = check,
)]
fn a_cell_keeps_a_tenant_apart(ctx: &Ctx) -> Result<AssertResult> {
    let detached = both_tenants().set_ops(vec![Op::detach_scheduler()]);
    execute_steps(ctx, vec![both_tenants(), detached])
}
