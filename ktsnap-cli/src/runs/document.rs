//! Runs as JSON.

use ktsnap_core::runs::{Run, RunReport, Runs, Sidecar};
use serde_json::{Value, json};

pub(super) fn document(runs: &Runs) -> Value {
    let others = runs.others.iter().map(|other| json!({"path": other.path.to_string_lossy(), "reason": other.reason}));
    json!({
        "runs": runs.runs.iter().map(run).collect::<Vec<_>>(),
        "others": others.collect::<Vec<_>>(),
    })
}

fn run(run: &Run) -> Value {
    let sidecar = run.sidecar();
    let error = sidecar.as_ref().err().map(ToString::to_string);
    let sidecar = sidecar.ok();
    let host = sidecar.and_then(|sidecar| sidecar.host.as_ref());
    json!({
        "directory": run.directory.to_string_lossy(),
        "path": run.path().to_string_lossy(),
        "test": run.test,
        "hash": run.hash,
        "result": sidecar.and_then(Sidecar::result).map(|result| result.to_string()),
        "sidecar_error": error,
        "scheduler": sidecar.and_then(|sidecar| sidecar.scheduler.as_ref()),
        "scheduler_commit": sidecar.and_then(|sidecar| sidecar.scheduler_commit.as_ref()),
        "topology": sidecar.and_then(|sidecar| sidecar.topology.as_ref()),
        "kernel_version": sidecar.and_then(|sidecar| sidecar.kernel_version.as_ref()),
        "kernel_commit": sidecar.and_then(|sidecar| sidecar.kernel_commit.as_ref()),
        "project_commit": sidecar.and_then(|sidecar| sidecar.project_commit.as_ref()),
        "work_type": sidecar.and_then(|sidecar| sidecar.work_type.as_ref()),
        "payload": sidecar.and_then(|sidecar| sidecar.payload.as_ref()),
        "written": sidecar.and_then(|sidecar| sidecar.timestamp.as_ref()),
        "run_id": sidecar.and_then(|sidecar| sidecar.run_id.as_ref()),
        "run_source": sidecar.and_then(|sidecar| sidecar.run_source.as_ref()),
        "expected_failure": sidecar.and_then(|sidecar| sidecar.expected_failure),
        "periodic_fired": sidecar.and_then(|sidecar| sidecar.periodic_fired),
        "periodic_target": sidecar.and_then(|sidecar| sidecar.periodic_target),
        "host": host.map(|host| json!({
            "kernel_release": host.kernel_release,
            "arch": host.arch,
            "cpu_model": host.cpu_model,
            "online_cpus": host.online_cpus,
            "total_memory_kib": host.total_memory_kib,
        })),
        "reports": run.reports.iter().map(report).collect::<Vec<_>>(),
        "earlier": run.earlier.iter().map(report).collect::<Vec<_>>(),
        "missing": run.missing(),
        "attachments": run.attachments.iter().map(|file| file.to_string_lossy()).collect::<Vec<_>>(),
    })
}

fn report(report: &RunReport) -> Value {
    json!({
        "file": report.file.to_string_lossy(),
        "kind": report.kind.to_string(),
        "repro": report.is_repro,
        "attempt": report.attempt,
        "phase": report.phase.map(|phase| phase.to_string()),
        "planned_ms": report.planned.map(|planned| planned.as_millis()),
    })
}
