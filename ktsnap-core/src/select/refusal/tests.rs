use super::super::resolve::{by_every_rule, by_picker, by_rule, to_check};
use super::*;
use crate::__private::{CType, PathStep};
use crate::report::{FailureDumpEntry, FailureDumpReport, RenderedMember, RenderedValue};
use crate::typed::{FieldSchema, Schema, VarSchema};
use crate::view::Snapshot;

const U64: CType = CType::Uint { bits: 64 };
const FIRST: &[PathStep] = &[PathStep::Index(0)];

const BSS: Schema = of_section(".bss");
const KCONFIG: Schema = of_section(".kconfig");
const STATS: Schema =
    of_map(Location::Map { name: "stats", map_type: 2, value_size: 8, max_entries: 1, per_cpu: false });
const LONG: Schema = of_map(Location::Map {
    name: "more_than_15_characters",
    map_type: 2,
    value_size: 8,
    max_entries: 1,
    per_cpu: false,
});
const TASKS: Schema =
    of_map(Location::Map { name: "tasks", map_type: 1, value_size: 8, max_entries: 9, per_cpu: false });

/// The variable `nr` of a section.
const fn of_section(name: &'static str) -> Schema {
    const VARS: &[VarSchema] = &[VarSchema::new("nr", 0, 8, "u64", U64)];
    const FIELDS: &[FieldSchema] = &[FieldSchema::new("nr", 0, "nr", "u64")];
    Schema::new("a.bpf.o", Location::Section { name, size: 8 }, VARS, FIELDS)
}

const fn of_map(location: Location) -> Schema {
    const VARS: &[VarSchema] = &[VarSchema::new("stats", 0, 8, "u64", CType::Array { len: 1, element: &U64 })];
    const FIELDS: &[FieldSchema] = &[FieldSchema::new("nr", 0, "stats[0]", "u64").steps(FIRST)];
    Schema::new("a.bpf.o", location, VARS, FIELDS)
}

/// A map with a variable of this name.
fn map(name: &str, map_kva: u64, var: &str) -> FailureDumpMap {
    let value = RenderedValue::Uint { bits: 64, value: 7 };
    let members = [RenderedMember { name: var.to_owned(), value }].into();
    FailureDumpMap { value: Some(RenderedValue::Struct { type_name: None, members }), ..unrendered(name, map_kva) }
}

fn unrendered(name: &str, map_kva: u64) -> FailureDumpMap {
    FailureDumpMap {
        name: name.to_owned(),
        map_kva,
        map_type: 2,
        value_size: 8,
        max_entries: 1,
        ..FailureDumpMap::default()
    }
}

/// A report with this running object and these live maps.
fn report(obj: Option<&str>, live: &[u64], maps: impl IntoIterator<Item = FailureDumpMap>) -> FailureDumpReport {
    FailureDumpReport {
        active_obj_name: obj.map(str::to_owned),
        active_map_kvas: live.to_vec(),
        maps: maps.into_iter().collect(),
        ..FailureDumpReport::default()
    }
}

#[track_caller]
fn refusal(report: &FailureDumpReport, schema: &'static Schema) -> SchemaError {
    match by_every_rule(&Snapshot::new(report), schema, None) {
        Ok(found) => panic!("{} was selected", found.copy()),
        Err(error) => error,
    }
}

/// The maps that the error for a replaced scheduler names.
#[track_caller]
fn excluded(report: &FailureDumpReport, schema: &'static Schema) -> Vec<String> {
    match refusal(report, schema) {
        SchemaError::Snapshot(SnapshotError::ActiveFilterExcludedMaps { excluded_maps, .. }) => {
            excluded_maps.into_iter().map(|map| map.name).collect()
        }
        other => panic!("{other}"),
    }
}

#[test]
fn every_map_of_a_replaced_scheduler_is_named() {
    let of_obj = report(Some("a"), &[9], [map("a.bss", 1, "nr"), map("a.data", 2, "other"), map("b.bss", 3, "nr")]);
    assert_eq!(excluded(&of_obj, &BSS), ["a.bss", "a.data"]);
    // The name of the object is cut in that of its section, so only the candidates are known to be of it.
    let cut = report(Some("dispatch"), &[9], [map("dispatc.kconfig", 1, "nr"), map("stats", 2, "nr")]);
    assert_eq!(excluded(&cut, &KCONFIG), ["dispatc.kconfig"]);
}

/// The reason, the candidates and the view's error for an ambiguous read.
#[track_caller]
fn ambiguity(report: &FailureDumpReport, schema: &'static Schema) -> (String, Vec<String>, SnapshotError) {
    match refusal(report, schema) {
        SchemaError::Ambiguous { reason, candidates, source, .. } => (reason, candidates, *source),
        other => panic!("{other}"),
    }
}

#[test]
fn one_copy_is_ambiguous_if_the_report_holds_the_sections_of_two_objects() {
    let report = report(None, &[], [map("a.bss", 1, "nr"), map("b.data", 2, "nr")]);
    let (reason, candidates, source) = ambiguity(&report, &BSS);
    assert_eq!(reason, "the report does not say which scheduler runs");
    assert_eq!(candidates, ["a.bss at 0x1"]);
    assert_eq!(source, unknown(&report));
}

#[test]
fn an_ambiguous_read_names_what_the_report_lacks() {
    let several = |found_in: [&str; 2]| SnapshotError::AmbiguousVar {
        requested: "[nr]".to_owned(),
        found_in: found_in.map(str::to_owned).to_vec(),
    };
    let (reason, _, source) = ambiguity(&report(None, &[1, 2], [map("a.bss", 1, "nr"), map("b.bss", 2, "nr")]), &BSS);
    assert_eq!(reason, "the report does not say which scheduler runs");
    assert_eq!(source, several(["a.bss", "b.bss"]));
    let stats = || [map("a.bss", 1, "nr"), map("stats", 2, "nr"), map("stats", 3, "nr")];
    let reason = |obj, live: &[u64]| ambiguity(&report(obj, live, stats()), &STATS).0;
    assert_eq!(reason(None, &[2, 3]), "the report lists all of them as live");
    assert_eq!(reason(Some("a"), &[1]), "the report's list of live maps names none of them");
    assert_eq!(reason(Some("a"), &[]), "the report says that `a` runs, but lists no live maps");
}

/// The map that is nearest to the wanted one.
#[track_caller]
fn nearest(report: &FailureDumpReport, schema: &'static Schema) -> String {
    match refusal(report, schema) {
        SchemaError::NoMap { nearest: Some(nearest), .. } => nearest.to_string(),
        other => panic!("{other}"),
    }
}

#[test]
fn a_map_of_the_name_and_another_type_is_named() {
    let of_type = |name| FailureDumpMap { map_type: 6, ..map(name, 1, "nr") };
    let is_other = "is of map type 6 with values of 8 bytes, not of type 2 with values of 8";
    let cut = report(None, &[], [of_type("more_than_15_ch")]);
    assert_eq!(nearest(&cut, &LONG), format!("more_than_15_ch {is_other}"));
    // The report names an object without a captured map, which does not matter without a candidate.
    let of_other_obj = report(Some("b"), &[], [of_type("stats")]);
    assert_eq!(nearest(&of_other_obj, &STATS), format!("stats {is_other}"));
}

#[test]
fn two_live_copies_of_an_objects_section_are_ambiguous_even_if_one_lacks_the_variables() {
    let report = report(Some("a"), &[1, 2], [map("a.bss", 1, "nr"), map("a.bss", 2, "other")]);
    let (reason, candidates, _) = ambiguity(&report, &BSS);
    assert_eq!(reason, "the report lists all of them as live");
    assert_eq!(candidates, ["a.bss at 0x1", "a.bss at 0x2"]);
}

#[test]
fn a_section_without_the_variables_is_refused_even_if_no_field_is_read() {
    let report = report(Some("a"), &[], [map("a.bss", 1, "other")]);
    let snapshot = Snapshot::new(&report);
    let read = by_rule(&snapshot, &BSS, None).and_then(|found| found.read(&BSS, |_| Ok(())));
    assert!(matches!(read, Err(SchemaError::NoMap { .. })), "{read:?}");
}

#[test]
fn a_picker_is_not_asked_if_no_map_can_be_read() {
    let reports = [
        (report(None, &[], [map("a.bss", 1, "other"), map("a.bss", 2, "other")]), &BSS),
        (report(None, &[], [unrendered("stats", 1), unrendered("stats", 2)]), &STATS),
    ];
    for (report, schema) in &reports {
        let snapshot = Snapshot::new(report);
        let picked = by_picker(&snapshot, schema, |rows| panic!("asked for one of {}", rows.len()));
        assert!(matches!(picked.map(|found| found.copy()), Err(SchemaError::NoMap { .. })));
    }
}

#[test]
fn entries_that_were_captured_before_a_failure_are_checked() {
    let entry = FailureDumpEntry { key_hex: "01 00 00 00".to_owned(), ..FailureDumpEntry::default() };
    let cut = FailureDumpMap {
        map_type: 1,
        max_entries: 9,
        entries: vec![entry],
        error: Some("the walk ended early".to_owned()),
        ..unrendered("tasks", 1)
    };
    let failed = FailureDumpMap { entries: Vec::new(), ..cut.clone() };
    let empty = FailureDumpMap { error: None, ..failed.clone() };
    let check = |map| {
        let report = report(None, &[], [map]);
        to_check(&Snapshot::new(&report), &TASKS).map(|map| map.entries.len()).map_err(|error| error.to_string())
    };
    assert_eq!((check(cut), check(empty)), (Ok(1), Ok(0)));
    let expected = "map `tasks` was not rendered (the walk ended early), so it could hold the name; capture again";
    assert_eq!(check(failed), Err(expected.to_owned()));
}
