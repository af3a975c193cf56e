//! Reads from the rendered values of single variables, without their map.

use ktsnap::report::RenderedValue;
use ktsnap::{FailureDumpReport, SchemaError, Snapshot, SnapshotError, SnapshotSchema};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
    nr: u32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Bss {
    nr_enqueued: u64,
    lag_ns: i64,
    saw_cross: bool,
    waits: Waits,
    #[snapshot(path = "waits.max_ns")]
    max_wait_ns: u64,
    #[snapshot(path = "per_llc[*].nr_running", min)]
    fewest: i32,
    nr_stopping: Option<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct WaitHist {
    #[snapshot(key = "*")]
    slots: [u64; 16],
}

fn a2() -> FailureDumpReport {
    FailureDumpReport::from_path("examples/captures/dispatch-a2.json").unwrap()
}

/// The struct's variables, taken out of the capture's `.bss`.
fn values(report: &FailureDumpReport) -> Vec<Option<RenderedValue>> {
    let bss = report.maps.iter().find(|map| map.name == "dispatch.bss").unwrap();
    let Some(RenderedValue::Struct { members, .. }) = &bss.value else { panic!("{bss:?}") };
    let value = |name| members.iter().find(|member| member.name == name).map(|member| member.value.clone());
    Bss::schema().vars.iter().map(|var| value(var.name)).collect()
}

fn position(name: &str) -> usize {
    Bss::schema().vars.iter().position(|var| var.name == name).unwrap()
}

#[test]
fn single_variables_read_as_they_do_in_their_map() {
    let report = a2();
    let whole = Bss::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert!(whole.nr_enqueued > 0 && whole.nr_stopping.is_some());
    assert_eq!(ktsnap::__private::from_variable_values::<Bss>("dispatch.bss", &values(&report)).unwrap(), whole);
}

#[test]
fn only_an_optional_variable_may_be_absent() {
    let report = a2();
    let mut values = values(&report);
    values[position("nr_stopping")] = None;
    assert_eq!(ktsnap::__private::from_variable_values::<Bss>("dispatch.bss", &values).unwrap().nr_stopping, None);
    values[position("waits")] = None;
    let absent =
        SnapshotError::VarNotFound { requested: "waits".to_owned(), available: vec!["dispatch.bss".to_owned()] };
    assert_eq!(ktsnap::__private::from_variable_values::<Bss>("dispatch.bss", &values).unwrap_err(), absent.into());
}

#[test]
fn drift_is_reported_with_the_map() {
    let mut values = values(&a2());
    values[position("saw_cross")] = Some(RenderedValue::Uint { bits: 8, value: 1 });
    let Err(SchemaError::Drift(drift)) = ktsnap::__private::from_variable_values::<Bss>("dispatch.bss", &values) else {
        panic!()
    };
    assert_eq!((drift.map.as_str(), drift.variable.as_str()), ("dispatch.bss", "saw_cross"));
}

#[test]
fn a_wrong_number_of_values_and_a_map_are_refused() {
    let values = values(&a2());
    let refused = ktsnap::__private::from_variable_values::<Bss>("dispatch.bss", &values[1..]).unwrap_err().to_string();
    assert!(
        refused
            .contains("6 variables of `.bss` of examples/bpf/dispatch.bpf.o are mirrored, and values were given for 5")
    );
    let refused = ktsnap::__private::from_variable_values::<WaitHist>("wait_hist", &[None]).unwrap_err().to_string();
    assert!(refused.contains("`wait_hist` of examples/bpf/dispatch.bpf.o is a map, not variables"), "{refused}");
}
