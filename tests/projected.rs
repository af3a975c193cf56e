//! A read from a report's text or from a value that serializes as one, which only keeps the struct's variables, returns the
//! same struct or error as a read from the parsed report.

mod support;

use std::fs;
use std::mem::take;
use std::path::PathBuf;

use ktsnap::report::{FailureDumpMap, RenderedMember, RenderedValue};
use ktsnap::typed::{OneMap, ReadError};
use ktsnap::{FailureDumpReport, PerCpu, ReportError, SchemaError, Snapshot, SnapshotSchema, pickers};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use support::capture;

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", picker = pickers::max_by_sum_u64)]
struct Busiest {
    nr_mig_cross: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Lenient {
    nr_mig_same: u64,
    nr_mig_cross: Option<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
}

const CAPTURES: [&str; 5] = ["a0", "a1", "a2", "swap", "rich"];

fn path(name: &str) -> PathBuf {
    let file = match name {
        "rich" => "captures/ktstr-rich-late_run.json".to_owned(),
        name => format!("examples/captures/dispatch-{name}.json"),
    };
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// The result of a read: the struct, or the error with its fields.
fn said<T: std::fmt::Debug>(read: Result<T, ReadError>) -> Result<T, String> {
    read.map_err(|error| format!("{error:?}"))
}

fn from_snapshot<T: SnapshotSchema>(parsed: &Result<FailureDumpReport, String>) -> Result<T, String> {
    let report = parsed.as_ref().map_err(Clone::clone)?;
    T::from_snapshot(&Snapshot::new(report)).map_err(|error| format!("{:?}", ReadError::from(error)))
}

/// Reads each way, and returns whether all gave a struct.
fn both_ways<T: SnapshotSchema + OneMap + std::fmt::Debug + PartialEq>(
    json: &str,
    parsed: &Result<FailureDumpReport, String>,
) -> Result<bool, TestCaseError> {
    let read = said(T::from_json_slice(json.as_bytes()));
    prop_assert_eq!(&read, &from_snapshot(parsed));
    if let Ok(report) = parsed {
        prop_assert_eq!(&read, &said(T::from_report(report)));
        let picker = pickers::max_by_sum_u64;
        let by_picker = T::from_snapshot_via(&Snapshot::new(report), picker).map_err(ReadError::from);
        prop_assert_eq!(said(by_picker), said(T::from_report_via(report, picker)));
    }
    Ok(read.is_ok())
}

fn all_both_ways(json: &str) -> Result<[bool; 4], TestCaseError> {
    let parsed = said(FailureDumpReport::from_json(json).map_err(ReadError::from));
    if let Ok(parsed) = &parsed {
        let by_serde: FailureDumpReport =
            serde_json::from_str(json).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(parsed, &by_serde);
    }
    Ok([
        both_ways::<Dispatch>(json, &parsed)?,
        both_ways::<Busiest>(json, &parsed)?,
        both_ways::<Lenient>(json, &parsed)?,
        both_ways::<Stats>(json, &parsed)?,
    ])
}

#[test]
fn captures_read_the_same() {
    for name in CAPTURES {
        let read = all_both_ways(&fs::read_to_string(path(name)).unwrap()).unwrap();
        assert_eq!(read, [name != "rich"; 4], "{name}");
    }
}

/// Variants of a report that another version or program could write.
#[derive(Debug, Clone)]
enum Edit {
    DropMap(Index),
    RepeatMap(Index, u64),
    RenameMap(Index, &'static str),
    DropValue(Index),
    Live(Vec<u64>),
    Running(Option<&'static str>),
    Placeholder,
    DropVar(Index),
    RepeatVar(Index, Index),
    RenameVar(Index, &'static str),
    Replace(Index, RenderedValue),
    Resize(Index, u32),
}

fn edit() -> impl Strategy<Value = Edit> {
    let kva = || select(vec![0, 1, 0xffff_8881_0000_d000, 0xffff_8881_0001_c000]);
    let values = vec![
        RenderedValue::Uint { bits: 64, value: 7 },
        RenderedValue::Uint { bits: 32, value: 7 },
        RenderedValue::Int { bits: 64, value: -7 },
        RenderedValue::Unsupported { reason: "a \"b\"".to_owned() },
        RenderedValue::Bytes { hex: "00".to_owned() },
    ];
    let names = || select(vec!["nr_mig_same", "nr_mig_cross", "nr_other", "ü", "\"", "dispatch.bss", "b.bss", "stats"]);
    let at = any::<Index>;
    prop_oneof![
        at().prop_map(Edit::DropMap),
        (at(), kva()).prop_map(|(map, kva)| Edit::RepeatMap(map, kva)),
        (at(), names()).prop_map(|(map, name)| Edit::RenameMap(map, name)),
        at().prop_map(Edit::DropValue),
        vec(kva(), 0..3).prop_map(Edit::Live),
        proptest::option::of(select(vec!["dispatch", "b"])).prop_map(Edit::Running),
        Just(Edit::Placeholder),
        at().prop_map(Edit::DropVar),
        (at(), at()).prop_map(|(from, to)| Edit::RepeatVar(from, to)),
        (at(), names()).prop_map(|(var, name)| Edit::RenameVar(var, name)),
        (at(), select(values)).prop_map(|(var, value)| Edit::Replace(var, value)),
        (at(), 0..300_u32).prop_map(|(map, size)| Edit::Resize(map, size)),
    ]
}

impl Edit {
    fn apply(self, report: &mut FailureDumpReport) {
        match self {
            Self::Live(kvas) => report.active_map_kvas = kvas,
            Self::Running(obj) => report.active_obj_name = obj.map(str::to_owned),
            Self::Placeholder => report.is_placeholder = true,
            _ if report.maps.is_empty() => {}
            Self::DropMap(at) => {
                let at = at.index(report.maps.len());
                report.maps.remove(at);
            }
            Self::RepeatMap(at, map_kva) => {
                let mut map = at.get(&report.maps).clone();
                map.map_kva = map_kva;
                report.maps.push(map);
            }
            Self::RenameMap(at, name) => map(report, at).name = name.to_owned(),
            Self::DropValue(at) => map(report, at).value = None,
            Self::Resize(at, size) => map(report, at).value_size = size,
            Self::DropVar(at) => with_var(report, at, |vars, at| drop(vars.remove(at))),
            Self::RepeatVar(from, to) => with_var(report, from, |vars, from| {
                let again = vars[from].clone();
                vars.insert(to.index(vars.len() + 1), again);
            }),
            Self::RenameVar(at, name) => with_var(report, at, |vars, at| vars[at].name = name.to_owned()),
            Self::Replace(at, value) => with_var(report, at, |vars, at| vars[at].value = value),
        }
    }
}

fn map(report: &mut FailureDumpReport, at: Index) -> &mut FailureDumpMap {
    let len = report.maps.len();
    &mut report.maps[at.index(len)]
}

/// Edits one of the counters that the structs read.
fn with_var(report: &mut FailureDumpReport, at: Index, edit: impl FnOnce(&mut Vec<RenderedMember>, usize)) {
    let sections = report.maps.iter_mut().filter_map(|map| match &mut map.value {
        Some(RenderedValue::Struct { members, .. }) => Some(members),
        _ => None,
    });
    let mut found: Vec<_> = sections
        .filter_map(|vars| {
            let read = (0..vars.len()).filter(|&at| vars[at].name.starts_with("nr_mig")).collect::<Vec<_>>();
            (!read.is_empty()).then_some((vars, read))
        })
        .collect();
    if !found.is_empty() {
        let section = at.index(found.len());
        let (vars, read) = &mut found[section];
        let at = *at.get(read);
        let mut edited = take(*vars).into_vec();
        edit(&mut edited, at);
        **vars = edited.into();
    }
}

/// The reports to edit, reduced to sections with a few variables.
fn small(name: &str) -> FailureDumpReport {
    let mut report = FailureDumpReport::from_path(path(name)).unwrap();
    report.maps.retain(|map| map.name.ends_with(".bss") || ["stats", "wait_hist"].contains(&map.name.as_str()));
    for map in &mut report.maps {
        if let Some(RenderedValue::Struct { members, .. }) = &mut map.value {
            *members = take(members).into_iter().filter(|member| member.name.starts_with("nr_")).collect();
        }
    }
    report
}

fn edited() -> impl Strategy<Value = String> {
    (select(vec!["a2", "swap"]), vec(edit(), 0..5)).prop_map(|(name, edits)| {
        let mut report = small(name);
        edits.into_iter().for_each(|edit| edit.apply(&mut report));
        serde_json::to_string(&report).unwrap()
    })
}

/// Truncated texts, and texts with one replaced part.
fn damaged() -> impl Strategy<Value = String> {
    let over = select(vec!["", "\"", "\\", "{", "}", "]", ",", "-", "0", "9", ".5", "null", " ", "\u{1}", "ü", "kind"]);
    let damage = (any::<Index>(), 0..3_usize, over, any::<bool>());
    (edited(), damage).prop_map(|(json, (at, len, over, cut))| {
        let is_boundary = |at: &usize| json.is_char_boundary(*at);
        let at = (0..=at.index(json.len())).rev().find(is_boundary).unwrap_or_default();
        let rest = (at + len..json.len()).find(is_boundary).unwrap_or(json.len());
        if cut { json[..at].to_owned() } else { format!("{}{over}{}", &json[..at], &json[rest..]) }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edited_reports_read_the_same(json in edited()) {
        all_both_ways(&json)?;
    }

    #[test]
    fn damaged_texts_read_the_same(json in damaged()) {
        all_both_ways(&json)?;
    }
}

#[test]
fn an_error_outside_the_wanted_variables_is_reported() {
    let json = fs::read_to_string(path("a0")).unwrap();
    let broken = json.replacen(r#""bits":32"#, r#""bits":-2"#, 1);
    assert_ne!(json, broken);
    let ReadError::Report(ReportError::Json { path, .. }) = Dispatch::from_json_slice(broken.as_bytes()).unwrap_err()
    else {
        panic!("not a report")
    };
    assert!(path.starts_with("maps["), "{path}");
}

#[test]
fn the_error_of_invalid_utf8_has_the_offset() {
    let mut json = fs::read(path("a0")).unwrap();
    json[100] = 0xff;
    let error = Dispatch::from_json_slice(&json).unwrap_err();
    assert_eq!(
        error.to_string(),
        "not a report: invalid UTF-8 at byte 100; check that the file was written completely"
    );
}

#[test]
fn a_file_that_is_missing_or_holds_no_such_struct_is_named() {
    let error = Dispatch::from_json_path("no-such.json").unwrap_err();
    assert!(matches!(&error, ReadError::Report(ReportError::Io { .. })), "{error:?}");
    assert!(error.to_string().starts_with("can't read no-such.json: "), "{error}");
    let error = Dispatch::from_json_path(path("rich")).unwrap_err();
    assert!(matches!(error, ReadError::Schema(SchemaError::NoMap { .. })), "{error:?}");
}

#[test]
fn many_files_are_read_in_order() {
    let mut files: Vec<PathBuf> = (0..12).map(|at| path(["a0", "a1", "a2"][at % 3])).collect();
    files.insert(7, "no-such.json".into());
    let mut each = ktsnap::read_files::<Dispatch>(&files);
    assert_eq!((each.done(), each.len()), (0, 13));
    for (at, file) in files.iter().enumerate() {
        let (read_from, read) = each.next().unwrap();
        assert_eq!((&read_from, each.done(), each.len()), (file, at + 1, 12 - at));
        match read {
            Ok(read) => assert_eq!(read, Dispatch::from_snapshot(&Snapshot::new(&load(file))).unwrap()),
            Err(error) => assert!(at == 7 && error.to_string().contains("no-such.json"), "{error}"),
        }
    }
    assert!(each.next().is_none() && each.next().is_none());
}

fn load(file: &std::path::Path) -> FailureDumpReport {
    FailureDumpReport::from_path(file).unwrap()
}

#[test]
fn an_iterator_that_is_dropped_early_or_has_no_files_ends() {
    let mut each = ktsnap::read_files::<Dispatch>((0..1000).map(|_| path("a0")));
    assert!(each.next().unwrap().1.is_ok());
    drop(each);
    assert_eq!(ktsnap::read_files::<Dispatch>([] as [PathBuf; 0]).count(), 0);
}

#[test]
fn a_picker_is_asked_once_for_the_map_of_a_value_that_serializes() {
    let report = capture("examples/captures/dispatch-swap.json");
    for index in [Some(0), Some(1), None, Some(9)] {
        let mut asked = 0;
        let read = Dispatch::from_report_via(&report, |rows| {
            asked += rows.len();
            index
        });
        let of_snapshot = Dispatch::from_snapshot_via(&Snapshot::new(&report), |_| index).map_err(ReadError::from);
        assert_eq!((said(read), asked), (said(of_snapshot), 2), "{index:?}");
    }
}

#[test]
fn the_live_copy_is_read() {
    let read = Dispatch::from_json_path(path("swap")).unwrap();
    assert_eq!(
        read,
        Dispatch::from_snapshot(&Snapshot::new(&capture("examples/captures/dispatch-swap.json"))).unwrap()
    );
}
