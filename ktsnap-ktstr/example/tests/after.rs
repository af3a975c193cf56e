//! The harness runs the scheduler, takes four snapshots during the run, and checks the series on the host.

use example::{DISPATCH, after};
use ktstr::prelude::*;

fn check(result: &VmResult) -> Result<()> {
    after::check(&result.periodic_series())
}

#[ktstr_test(scheduler = DISPATCH, llcs = 2, cores = 2, threads = 1, duration_s = 10, num_snapshots = 4, post_vm = check)]
fn few_tasks_leave_their_llc(ctx: &Ctx) -> Result<AssertResult> {
    execute_defs(ctx, vec![CgroupDef::named("cg_0").workers(6)])
}
