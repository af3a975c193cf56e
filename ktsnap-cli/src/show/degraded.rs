//! A document without a report.

use std::io::Write;

use ktsnap_core::report::DegradedFailureDumpReport;
use serde_json::json;

use super::machine;
use crate::failure::Failure;
use crate::screen::Screen;

/// Shows a document without a report: the reason for which the harness could not capture one.
pub(super) fn write(report: &DegradedFailureDumpReport, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
    if screen.json {
        let document = json!({
            "schema": "degraded",
            "reason": report.reason,
            "watchpoint_hit": report.watchpoint_hit,
            "bss_latch_state": report.bss_latch_state,
            "exit_kind": report.exit_kind,
            "elapsed_ms": report.elapsed_ms,
        });
        return screen.write_json(out, &document);
    }
    let mut lines = vec![
        format!("degraded: no snapshot succeeded: {}", report.reason.trim()),
        format!("tried for {} ms; the state of the probe was `{}`", report.elapsed_ms, report.bss_latch_state),
    ];
    let kind = report.exit_kind.map(machine::exit_kind);
    lines.push(match (report.watchpoint_hit, kind) {
        (true, Some(kind)) => format!("a watchpoint saw the scheduler exit: {kind}"),
        (true, None) => "a watchpoint saw the scheduler exit".to_owned(),
        (false, Some(kind)) => format!("the scheduler exited: {kind}"),
        (false, None) => "no exit of the scheduler was observed".to_owned(),
    });
    for line in lines {
        screen.line(&line, out)?;
    }
    Ok(())
}
