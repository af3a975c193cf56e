//! The harness runs scx_mitosis with two cgroups whose cpusets cover the machine.

use ktstr::prelude::*;

declare_scheduler!(MITOSIS, {
    name = "mitosis",
    binary = "scx_mitosis",
    topology = (1, 2, 4, 2),
    sched_args = [
        "--cpu-controller-disabled",
        "--cell-parent-cgroup", "/ktstr",
        "--enable-borrowing",
        "--cell0-min-cpus", "1",
    ],
});

fn check(result: &VmResult) -> Result<()> {
    scx::cell0::check(&result.periodic_series())
}

#[ktstr_test(
    scheduler = MITOSIS,
    workload_root_cgroup = "/ktstr",
    memory_mib = 256,
    duration_s = 30,
    num_snapshots = 6,
    post_vm = check,
)]
fn cell_0_keeps_a_cpu(ctx: &Ctx) -> Result<AssertResult> {
    let half =
        |name, cpus| CgroupDef::named(name).cpuset(CpusetSpec::exact(cpus)).workers(1).work_type(WorkType::SpinWait);
    execute_steps(ctx, vec![Step::with_defs(vec![half("lower", 0..8), half("upper", 8..16)], HoldSpec::FULL)])
}
