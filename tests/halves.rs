//! Documents with two reports: when a task had waited long, and at the failure.

mod support;

use ktsnap::report::{FailureDumpReportAny, Half};
use ktsnap::series::HalvesError;
use ktsnap::{FailureDumpReport, Halves, ReadError, ReportError, SnapshotSchema};
use serde_json::Value;
use support::{capture_json, var_mut};

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
struct Dispatch {
    nr_mig_same: u64,
    nr_mig_cross: u64,
    #[snapshot(gauge)]
    nr_tasks: u32,
}

/// A capture with these numbers of migrations.
fn capture(same: u64, cross: u64) -> Value {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    for (name, value) in [("nr_mig_same", same), ("nr_mig_cross", cross)] {
        var_mut(&mut json, "dispatch.bss", name)["value"] = value.into();
    }
    json
}

/// A document as the harness writes it: `schema` first, and no spaces.
fn dual(early: Option<&Value>, late: &Value) -> String {
    let report = |report: &Value| {
        let report: FailureDumpReport = serde_json::from_value(report.clone()).unwrap();
        serde_json::to_string(&report).unwrap()
    };
    let early = early.map_or_else(String::new, |early| format!(r#""early":{},"#, report(early)));
    format!(r#"{{"schema":"dual",{early}"late":{},"early_threshold_jiffies":1500}}"#, report(late))
}

#[test]
fn a_read_of_a_dual_document_is_of_the_late_half_and_says_so() {
    let json = dual(Some(&capture(1, 2)), &capture(30, 70));
    let read = Dispatch::from_json_slice(json.as_bytes()).unwrap();
    assert_eq!((read.nr_mig_same, read.nr_mig_cross), (30, 70));
    // With spaces, the whole document is parsed.
    let spaced = json.replacen(r#""schema":"#, r#""schema": "#, 1);
    assert_eq!(Dispatch::from_json_slice(spaced.as_bytes()).unwrap(), read);

    let report = FailureDumpReport::from_json(&json).unwrap();
    let pick = Dispatch::pick(&ktsnap::Snapshot::new(&report)).unwrap();
    assert_eq!(pick.half, Some(Half::Late));
    assert!(pick.to_string().ends_with("the running scheduler's, in the late half"), "{pick}");
    let document = FailureDumpReportAny::from_json(&json).unwrap();
    let early = Dispatch::pick(&ktsnap::Snapshot::new(document.early().unwrap())).unwrap();
    assert_eq!(early.half, Some(Half::Early));
    let single = FailureDumpReport::from_json(&capture(1, 2).to_string()).unwrap();
    assert_eq!(Dispatch::pick(&ktsnap::Snapshot::new(&single)).unwrap().half, None);
}

#[test]
fn the_change_between_the_halves_has_the_ratios_of_the_stall() {
    let json = dual(Some(&capture(10, 20)), &capture(11, 23));
    for json in [json.clone(), json.replacen(r#""schema":"#, r#""schema": "#, 1)] {
        let halves = Halves::<Dispatch>::from_json_slice(json.as_bytes()).unwrap();
        assert_eq!((halves.early.nr_mig_same, halves.late.nr_mig_same), (10, 11));
        let stall = halves.change().unwrap();
        assert_eq!((stall.nr_mig_same, stall.nr_mig_cross, stall.nr_tasks), (1, 3, halves.late.nr_tasks));
        assert_eq!(stall.cross_fraction(), Ok(0.75));
    }
}

#[test]
fn a_scheduler_that_was_replaced_during_the_stall_has_no_difference() {
    let mut late = capture(1, 2);
    let kvas: Vec<u64> = serde_json::from_value(late["active_map_kvas"].clone()).unwrap();
    for map in late["maps"].as_array_mut().unwrap() {
        map["map_kva"] = (map["map_kva"].as_u64().unwrap() + 1).into();
    }
    late["active_map_kvas"] = kvas.iter().map(|kva| kva + 1).collect::<Vec<_>>().into();
    let halves = Halves::<Dispatch>::from_json_slice(dual(Some(&capture(1, 2)), &late).as_bytes()).unwrap();
    let error = halves.change().unwrap_err();
    assert!(matches!(error, HalvesError::InstanceChanged { .. }), "{error}");
}

#[test]
fn a_counter_that_decreased_is_an_error() {
    let json = dual(Some(&capture(10, 20)), &capture(11, 19));
    let error = Halves::<Dispatch>::from_json_slice(json.as_bytes()).unwrap().change().unwrap_err();
    let HalvesError::Reset(reset) = &error else { panic!("{error}") };
    assert_eq!((reset.field.as_str(), reset.earlier, reset.later), ("nr_mig_cross", 20, 19));
}

#[test]
fn a_document_without_an_early_half_says_why() {
    let late = capture(1, 2);
    let mut json = dual(None, &late);
    let error = |json: &str| Halves::<Dispatch>::from_json_slice(json.as_bytes()).unwrap_err().to_string();
    let remedy = "; read the report at the failure with `from_json_path`";
    assert_eq!(error(&json), format!("the document has no early half: it does not say why{remedy}"));
    json.truncate(json.len() - 1);
    json.push_str(r#","early_skipped_reason":"no task waited long"}"#);
    assert_eq!(error(&json), format!("the document has no early half: no task waited long{remedy}"));
    assert_eq!(error(&late.to_string()), format!("the document has no early half: it is a `single` document{remedy}"));
    // The remedy.
    assert_eq!(Dispatch::from_json_slice(json.as_bytes()).unwrap().nr_mig_same, 1);
}

#[test]
fn a_half_that_can_t_be_read_is_named() {
    let json = dual(Some(&capture(1, 2)), &capture(3, 4)).replacen("nr_mig_same", "nr_mig_gone", 1);
    let error = Halves::<Dispatch>::from_json_slice(json.as_bytes()).unwrap_err();
    let HalvesError::Half { half: Half::Early, .. } = &error else { panic!("{error}") };
    assert!(error.to_string().starts_with("early half: "), "{error}");
    // The late half does not need the early one.
    assert_eq!(Dispatch::from_json_slice(json.as_bytes()).unwrap().nr_mig_cross, 4);
    let json = dual(Some(&capture(1, 2)), &capture(3, 4)).replacen(r#""kind":"uint""#, r#""kind":"uunt""#, 1);
    assert!(matches!(Dispatch::from_json_slice(json.as_bytes()), Err(ReadError::Report(ReportError::Json { .. }))));
}
