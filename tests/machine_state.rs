//! `Snapshot::machine`, over real reports: every number is compared with the JSON, and what was not captured is an error.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::fs;

use ktsnap::report::DsqKind;
use ktsnap::view::{MachineError, MachineState};
use ktsnap::{FailureDumpReport, Snapshot};
use serde_json::{Value, json};

const REPORTS: [&str; 4] = [
    "captures/ktstr-rich-late_run.json",
    "captures/ktstr-rich-periodic_000.json",
    "captures/ktstr-no-scheduler.json",
    "examples/captures/dispatch-swap.json",
];

/// A report, read by ktsnap and as plain JSON.
fn read(file: &str) -> (FailureDumpReport, Value) {
    let text = fs::read_to_string(file).unwrap();
    (FailureDumpReport::from_json(&text).unwrap(), serde_json::from_str(&text).unwrap())
}

/// A report with these fields besides its schema.
fn with(fields: &Value) -> FailureDumpReport {
    let mut document = json!({"schema": "single", "maps": []});
    document.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    FailureDumpReport::from_json(&document.to_string()).unwrap()
}

/// The elements of a list in the JSON, none if it is absent.
fn list<'v>(json: &'v Value, name: &str) -> Vec<&'v Value> {
    json[name].as_array().into_iter().flatten().collect()
}

fn queue(id: u64, origin: &str, nr: u32) -> Value {
    json!({"id": id, "origin": origin, "nr": nr, "seq": 0, "task_kvas": []})
}

const LOCAL: u64 = 1 << 63 | 2;
const GLOBAL: u64 = 1 << 63 | 1;

/// Asserts that a list is missing, and that the reason is the JSON's.
#[track_caller]
fn is_missing<T: std::fmt::Debug>(read: Result<T, MachineError>, reason: &Value) {
    match read {
        Err(MachineError::NotCaptured { reason: said, .. }) => assert_eq!(said.as_deref(), reason.as_str()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn numbers_are_those_of_the_json_and_what_is_absent_is_an_error_with_its_reason() {
    for file in REPORTS {
        let (report, json) = read(file);
        let machine = Snapshot::new(&report).machine();

        for program in list(&json, "prog_runtime_stats") {
            let read = machine.program(program["name"].as_str().unwrap()).unwrap();
            assert_eq!((read.cnt, read.nsecs), (program["cnt"].as_u64().unwrap(), program["nsecs"].as_u64().unwrap()));
            let mean = program["nsecs"].as_f64().unwrap() / program["cnt"].as_f64().unwrap();
            assert_eq!(read.mean_ns().ok(), (read.cnt > 0).then_some(mean), "{file} {}", read.name);
        }
        if json["prog_runtime_stats"].is_null() {
            is_missing(machine.programs(), &json["prog_runtime_stats_unavailable"]);
        }

        for time in list(&json, "per_cpu_time") {
            let read = machine.cpu_time(u32::try_from(time["cpu"].as_u64().unwrap()).unwrap()).unwrap();
            assert_eq!(read.cpustat_idle_ns, time["cpustat_idle_ns"].as_u64().unwrap());
        }
        if json["per_cpu_time"].is_null() {
            is_missing(machine.cpu_times(), &Value::Null);
        }

        match json["scx_sched_state"].as_object() {
            Some(state) => {
                let read = machine.scheduler().unwrap();
                assert_eq!(u64::from(read.exit_kind), state["exit_kind"].as_u64().unwrap());
                assert_eq!(read.exit_name(), Some("SCX_EXIT_NONE"));
            }
            None => is_missing(machine.scheduler(), &json["scx_walker_unavailable"]),
        }

        is_missing(machine.tasks(), &json["task_enrichments_unavailable"]);
        is_missing(machine.run_queues(), &json["scx_walker_unavailable"]);
        is_missing(machine.allocators(), &json["sdt_alloc_unavailable"]);
        is_missing(machine.local_dsq(0), &json["scx_walker_unavailable"]);
        is_missing(machine.hardware_counters(0), &Value::Null);
        for (cpu, registers) in list(&json, "vcpu_regs").into_iter().enumerate() {
            let read = machine.registers(cpu).unwrap();
            assert_eq!(read.instruction_pointer, registers["instruction_pointer"].as_u64().unwrap());
        }
    }
}

#[test]
fn the_kinds_of_queues_that_were_captured_are_read_and_all_queues_are_not() {
    let (report, json) = read(REPORTS[0]);
    let machine = Snapshot::new(&report).machine();
    for kind in [DsqKind::User, DsqKind::Bypass, DsqKind::Global] {
        let begins = kind.to_string();
        let queues = list(&json, "dsq_states");
        let expected = queues.iter().filter(|queue| queue["origin"].as_str().unwrap().starts_with(&begins));
        let expected: Vec<_> = expected.map(|queue| queue["seq"].as_u64().unwrap()).collect();
        let read: Vec<_> = machine.dsqs_of(kind).unwrap().iter().map(|queue| u64::from(queue.seq)).collect();
        assert_eq!(read, expected, "{kind}");
    }
    assert_eq!(machine.dsq(0).unwrap().seq, 56);
    let reason = json["scx_walker_unavailable"].as_str().unwrap();
    assert_eq!(
        machine.dsqs().unwrap_err().to_string(),
        format!(
            "the report has only some of the dispatch queues: 2 bypass, 1 global, 1 user ({reason}); read the kinds that it \
             has with `dsqs_of`"
        )
    );
    assert!(matches!(machine.dsq(LOCAL | 1), Err(MachineError::Several { count: 2, .. })), "one per CPU");
    assert_eq!(
        machine.dsq(7).unwrap_err().to_string(),
        format!(
            "the report has no dispatch queue 0x7; it has bypass cpu 0, bypass cpu 1, global node 0, 0x0, and it is \
             incomplete: {reason}"
        )
    );
}

/// What `dsqs`, and `dsqs_of` for the scheduler's queues, say.
fn queues(machine: MachineState<'_>) -> (Option<usize>, Option<usize>) {
    (machine.dsqs().ok().map(<[_]>::len), machine.dsqs_of(DsqKind::User).ok().map(|queues| queues.len()))
}

#[test]
fn a_scheduler_without_queues_has_none_only_if_its_queues_were_read() {
    let all = json!([queue(LOCAL, "local cpu 0", 2), queue(GLOBAL, "global node 0", 0)]);
    let complete = with(&json!({"dsq_states": all}));
    assert_eq!(queues(Snapshot::new(&complete).machine()), (Some(2), Some(0)));
    assert_eq!(Snapshot::new(&complete).machine().local_dsq(0).unwrap().nr, 2);

    // The capture ran out of time when it read the maps, after the queues.
    let no_time_for_maps = with(&json!({"dsq_states": all, "dump_truncated_at_us": 5}));
    assert_eq!(queues(Snapshot::new(&no_time_for_maps).machine()), (Some(2), Some(0)));

    // The kernel's queues exist without a scheduler.
    let local = json!([queue(LOCAL, "local cpu 0", 0)]);
    for unknown in [
        json!({"dsq_states": local}),
        json!({"dsq_states": all, "scx_walker_unavailable": "partial"}),
        json!({"dsq_states": local, "dump_truncated_at_us": 5}),
        json!({"dsq_states": local, "scx_sched_state":
            {"aborting": true, "bypass_depth": 1, "exit_kind": 1026, "source": "bss_snapshot"}}),
        json!({}),
    ] {
        assert_eq!(queues(Snapshot::new(&with(&unknown)).machine()), (None, None), "{unknown}");
    }
    let exited = with(&json!({"scx_sched_state":
        {"aborting": true, "bypass_depth": 1, "exit_kind": 1026, "source": "bss_snapshot"}}));
    let error = Snapshot::new(&exited).machine().dsqs_of(DsqKind::User).unwrap_err().to_string();
    assert!(error.starts_with("the report has no user dispatch queues (the scheduler exited before the freeze); "));
}

#[test]
fn two_copies_of_a_program_are_not_one() {
    let program = |cnt: u64| json!({"name": "x_enqueue", "cnt": cnt, "nsecs": u64::MAX, "misses": 0});
    let report = with(&json!({"prog_runtime_stats": [program(1), program(2)]}));
    let machine = Snapshot::new(&report).machine();
    assert_eq!(
        machine.program("x_enqueue").unwrap_err().to_string(),
        "the report has 2 of program `x_enqueue`; choose one of them in `programs()`"
    );
    assert_eq!(machine.programs().unwrap()[1].mean_ns(), Ok(9_223_372_036_854_775_807.5));
}

#[test]
fn a_vcpu_that_was_not_read_differs_from_one_that_does_not_exist() {
    let registers = json!({"instruction_pointer": u64::MAX, "stack_pointer": 0, "page_table_root": 0});
    let report = with(&json!({"vcpu_regs": [registers, null]}));
    let machine = Snapshot::new(&report).machine();
    assert_eq!(machine.registers(0).unwrap().instruction_pointer, u64::MAX);
    assert!(matches!(machine.registers(1), Err(MachineError::NotCaptured { reason: Some(_), .. })));
    assert!(matches!(machine.registers(2), Err(MachineError::NotFound { .. })));
}

#[test]
fn a_placeholder_says_so_and_only_the_first_line_of_its_reason_is_printed() {
    let report = FailureDumpReport::placeholder("no vCPU stopped\n[    0.1] console");
    let machine = Snapshot::new(&report).machine();
    let error = machine.dsqs().unwrap_err().to_string();
    assert!(error.starts_with("the report has no dispatch queues (no vCPU stopped); "), "{error}");
    assert!(!error.contains("console"), "{error}");
    let error = machine.cpu_times().unwrap_err().to_string();
    assert!(error.contains("(it is a placeholder: nothing was captured)"), "{error}");
    is_missing(Snapshot::new(&with(&json!({}))).machine().cpu_times(), &Value::Null);
}

#[test]
fn all_queues_need_local_and_global_ones() {
    let without_local = with(&json!({"dsq_states": [queue(GLOBAL, "global node 0", 0), queue(7, "user", 1)]}));
    let machine = Snapshot::new(&without_local).machine();
    assert_eq!(queues(machine), (None, Some(1)));
    let error = machine.dsqs().unwrap_err().to_string();
    assert!(error.contains("only some of the dispatch queues: 1 global, 1 user"), "{error}");
    let unknown = with(&json!({"dsq_states": [queue(7, "of a new kind", 1)]}));
    let error = Snapshot::new(&unknown).machine().dsqs().unwrap_err().to_string();
    assert!(error.contains("those of unknown kinds"), "{error}");
}

#[test]
fn a_queue_is_found_by_its_id() {
    let all = json!([queue(LOCAL, "local cpu 0", 2), queue(7, "user", 3), queue(8, "user", 4)]);
    let report = with(&json!({"dsq_states": all}));
    let machine = Snapshot::new(&report).machine();
    assert_eq!((machine.dsq(7).unwrap().nr, machine.dsq(8).unwrap().nr), (3, 4));
    assert_eq!(
        machine.dsq(9).unwrap_err().to_string(),
        "the report has no dispatch queue 0x9; it has local cpu 0, 0x7, 0x8"
    );
    let twice = with(&json!({"dsq_states": [queue(7, "user", 3), queue(7, "user", 4)]}));
    let twice = Snapshot::new(&twice).machine();
    assert!(matches!(twice.dsq(7), Err(MachineError::Several { count: 2, .. })));
}

#[test]
fn ranges_are_incomplete_if_an_allocator_could_not_be_read() {
    let range = json!({"instance_name": "a", "start_low32": 1, "size": 2, "capacity": 3});
    let report = |skipped: u64| with(&json!({"scx_static_ranges": {"ranges": [range], "skipped": skipped}}));
    let complete = report(0);
    assert_eq!(Snapshot::new(&complete).machine().static_ranges().unwrap().len(), 1);
    let partial = report(1);
    assert!(matches!(Snapshot::new(&partial).machine().static_ranges(), Err(MachineError::Incomplete { .. })));
}

#[test]
fn the_cpus_that_exist_are_listed() {
    let registers = json!({"instruction_pointer": 1, "stack_pointer": 0, "page_table_root": 0});
    let report = with(&json!({"vcpu_regs": [registers, registers]}));
    let wanted = "registers of CPU 2".to_owned();
    let among = vec!["0".to_owned(), "1".to_owned()];
    let error = Snapshot::new(&report).machine().registers(2).unwrap_err();
    assert_eq!(error, MachineError::NotFound { wanted, among, reason: None });
}
