//! The map that a typed read takes, rule by rule, in hand-made reports.

mod support;

use ktsnap::select::PickReason;
use ktsnap::{SchemaError, Snapshot, SnapshotError, SnapshotSchema, pickers};
use serde_json::{Value, json};
use support::{of_maps, report, running, section, unrendered};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Moves {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

/// The same struct with a picker.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", picker = pickers::max_by_sum_u64)]
struct Busiest {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

fn moves(name: &str, kva: u64, same: u64, cross: u64) -> Value {
    section(name, kva, &[("nr_mig_same", same), ("nr_mig_cross", cross)])
}

/// Reads the sum of both counters, which identifies the copy.
fn read(json: &Value) -> Result<u64, SchemaError> {
    Moves::from_snapshot(&Snapshot::new(&report(json))).map(|read| read.nr_mig_same + read.nr_mig_cross)
}

fn reason(json: &Value) -> PickReason {
    Moves::pick(&Snapshot::new(&report(json))).unwrap().reason
}

#[test]
fn the_only_copy_is_read_even_if_the_report_does_not_name_the_running_scheduler() {
    let json = of_maps(&[moves("dispatch.bss", 0, 1, 2)]);
    assert_eq!(read(&json), Ok(3));
    assert_eq!(reason(&json), PickReason::OnlyCopy);
}

#[test]
fn a_map_of_another_section_is_no_candidate() {
    let json = of_maps(&[moves("dispatch.data", 1, 10, 20), moves("dispatch.bss", 2, 1, 2)]);
    assert_eq!(read(&json), Ok(3));
    let picked = Moves::from_snapshot_via(&Snapshot::new(&report(&json)), |rows| {
        assert_eq!(rows.len(), 1, "the picker sees no .data");
        Some(0)
    });
    assert_eq!(picked, Ok(Moves { nr_mig_same: 1, nr_mig_cross: 2 }));
}

#[test]
fn the_listed_copy_of_two_is_read() {
    let maps = [moves("dispatch.bss", 1, 100, 200), moves("dispatch.bss", 2, 1, 2)];
    assert_eq!(read(&running("dispatch", &[2], &maps)), Ok(3));
    assert_eq!(read(&running("dispatch", &[1], &maps)), Ok(300));
    assert_eq!(reason(&running("dispatch", &[1], &maps)), PickReason::Active);
}

#[test]
fn the_named_scheduler_of_two_is_read() {
    let maps = [moves("one.bss", 1, 100, 200), moves("two.bss", 2, 1, 2)];
    assert_eq!(read(&running("two", &[], &maps)), Ok(3));
    assert_eq!(reason(&running("two", &[], &maps)), PickReason::Active);
}

#[test]
fn a_list_that_leaves_the_section_out_does_not_exclude_it() {
    let json = running("dispatch", &[7], &[moves("dispatch.bss", 1, 1, 2), section("dispatch.rodata", 7, &[])]);
    assert_eq!(read(&json), Ok(3));
    assert_eq!(reason(&json), PickReason::OnlyCopy);

    let two = [moves("dispatch.bss", 1, 1, 2), moves("dispatch.bss", 2, 3, 4), section("dispatch.rodata", 7, &[])];
    assert!(matches!(read(&running("dispatch", &[7], &two)), Err(SchemaError::Ambiguous { .. })));
}

#[test]
fn a_listed_map_that_lacks_a_field_is_an_error_and_no_other_map_is_read() {
    let maps = [moves("dispatch.bss", 1, 100, 200), section("dispatch.bss", 2, &[("nr_mig_same", 1)])];
    let error = read(&running("dispatch", &[2], &maps)).unwrap_err();
    let SchemaError::NoMap { nearest: Some(near), source, .. } = &error else { panic!("{error}") };
    assert_eq!((near.map_kva, near.missing.as_slice()), (2, ["nr_mig_cross".to_owned()].as_slice()));
    assert!(
        matches!(source.as_ref(), SnapshotError::VarNotFound { requested, .. } if requested == "[nr_mig_same, nr_mig_cross]")
    );
    assert!(error.to_string().contains("dispatch.bss lacks nr_mig_cross"), "{error}");
}

#[test]
fn a_copy_of_a_scheduler_that_does_not_run_is_never_read() {
    let maps = [moves("dispatch.bss", 1, 1, 2), section("other.data", 2, &[])];
    let error = read(&running("other", &[2], &maps)).unwrap_err();
    assert!(error.to_string().contains("dispatch.bss is not the running scheduler's, `other`"), "{error}");
}

#[test]
fn several_copies_are_refused_if_the_report_does_not_say_which_one_runs() {
    let json = of_maps(&[moves("dispatch.bss", 0x10, 1, 2), moves("dispatch.bss", 0x20, 3, 4)]);
    let error = read(&json).unwrap_err();
    let SchemaError::Ambiguous { source, .. } = &error else { panic!("{error}") };
    assert_eq!(
        **source,
        SnapshotError::AmbiguousVar {
            requested: "[nr_mig_same, nr_mig_cross]".into(),
            found_in: vec!["dispatch.bss".into(), "dispatch.bss".into()],
        }
    );
    assert!(error.to_string().contains("dispatch.bss at 0x10, dispatch.bss at 0x20"), "{error}");
}

#[test]
fn several_copies_are_refused_even_if_only_one_holds_the_fields() {
    let json = of_maps(&[moves("dispatch.bss", 1, 1, 2), section("dispatch.bss", 2, &[("nr_mig_same", 9)])]);
    assert!(matches!(read(&json), Err(SchemaError::Ambiguous { .. })));
}

#[test]
fn the_structs_picker_is_only_called_for_several_copies() {
    let busiest = |json: &Value| {
        let report = report(json);
        let snapshot = Snapshot::new(&report);
        let read = Busiest::from_snapshot(&snapshot).unwrap();
        (read.nr_mig_same, Busiest::pick(&snapshot).unwrap().reason)
    };
    let maps = [moves("dispatch.bss", 1, 100, 200), moves("dispatch.bss", 2, 1, 2)];
    assert_eq!(busiest(&of_maps(&maps)), (100, PickReason::Picker));
    assert_eq!(busiest(&running("dispatch", &[2], &maps)), (1, PickReason::Active));
}

#[test]
fn a_picker_that_returns_none_or_an_index_out_of_range_is_an_error() {
    let json = of_maps(&[moves("dispatch.bss", 1, 1, 2)]);
    let report = report(&json);
    for index in [None, Some(1)] {
        let error = Moves::from_snapshot_via(&Snapshot::new(&report), |_| index).unwrap_err();
        assert!(matches!(error, SchemaError::Snapshot(SnapshotError::ProjectionFailed { .. })), "{error}");
    }
}

#[test]
fn an_unrendered_section_is_reported_as_such_and_not_as_lacking_the_fields() {
    let error = read(&of_maps(&[unrendered("dispatch.bss", 1)])).unwrap_err();
    assert_eq!(
        error,
        SnapshotError::MapRenderIncomplete { map: "dispatch.bss".into(), error: "page not mapped".into() }.into()
    );
}

#[test]
fn the_error_for_a_report_without_the_section_lists_its_sections() {
    let error = read(&of_maps(&[section("dispatch.rodata", 1, &[("slice_us", 5)])])).unwrap_err();
    assert!(matches!(error, SchemaError::NoMap { nearest: None, .. }));
    assert!(error.to_string().contains("dispatch.rodata"), "{error}");
}

#[test]
fn a_narrowed_view_only_offers_its_own_maps_to_a_picker() {
    let maps = [moves("dispatch.bss", 1, 100, 200), moves("dispatch.bss", 2, 1, 2)];
    let report = report(&running("dispatch", &[2], &maps));
    let active = Snapshot::new(&report).active().unwrap();
    let picked = Moves::from_snapshot_via(&active, pickers::max_by_sum_u64).unwrap();
    assert_eq!(picked, Moves { nr_mig_same: 1, nr_mig_cross: 2 });
}

#[test]
fn the_rows_of_a_typed_read_are_those_of_live_vars_via() {
    let maps = [
        moves("one.bss", 1, 1, 2),
        section("two.bss", 2, &[("nr_mig_same", 3)]),
        moves("three.bss", 3, 5, 6),
        unrendered("four.bss", 4),
        json!({"name": "task_ctx", "map_type": 1, "value_size": 8, "max_entries": 8}),
    ];
    let report = report(&of_maps(&maps));
    let snapshot = Snapshot::new(&report);
    for index in 0..3 {
        let untyped = snapshot
            .live_vars_via(&["nr_mig_same", "nr_mig_cross"], |rows| (index < rows.len()).then_some(index))
            .map(|fields| fields.iter().map(|field| field.as_u64().unwrap()).collect::<Vec<_>>());
        let typed = Moves::from_snapshot_via(&snapshot, |rows| (index < rows.len()).then_some(index))
            .map(|read| vec![read.nr_mig_same, read.nr_mig_cross])
            .map_err(|error| match error {
                SchemaError::Snapshot(error) => error,
                other => panic!("{other}"),
            });
        assert_eq!(typed, untyped, "row {index}");
        assert_eq!(typed.is_ok(), index < 2, "two maps hold both");
    }
}

/// ktsnap-core lists names itself, since it may not depend on ktsnap-btf.
#[test]
fn objects_are_listed_in_the_same_form_as_names_in_other_messages() {
    for count in [2, 8, 9, 12] {
        let objects: Vec<_> = (0..count).map(|n| format!("obj{n}")).collect();
        let maps: Vec<_> = objects.iter().map(|obj| section(&format!("{obj}.bss"), 1, &[])).collect();
        let SnapshotError::NoActiveScheduler { reason } = Snapshot::new(&report(&of_maps(&maps))).active().unwrap_err()
        else {
            panic!()
        };
        let list = ktsnap_btf::suggest::first_of(objects, ktsnap_btf::suggest::LISTED);
        assert!(reason.contains(&format!("({list})")), "{reason}");
    }
}
