//! The map that a typed read takes for everything that a report can say about the running scheduler: its object's name, the list
//! of live maps, and the maps' addresses. Every way to read gives the same struct or the same error.

mod support;

use std::time::Duration;

use ktsnap::report::RenderedValue;
use ktsnap::select::PickReason;
use ktsnap::series::{Captured, SampleError, Series};
use ktsnap::typed::{OneMap, ReadError};
use ktsnap::{Ptr, SchemaError, Snapshot, SnapshotError, SnapshotSchema, pickers};
use serde_json::{Value, json};
use support::{of_maps, per_cpu_map, report, running, section};

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Moves {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

/// A struct with a picker.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", picker = pickers::max_by_sum_u64)]
struct Busiest {
    nr_mig_same: u64,
}

/// A section with a suffix: its map's name does not include the object's.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", section = ".data.cpumask")]
struct Cpumask {
    cross_cpus: Ptr,
}

/// A map that C declares: its name does not include the object's either.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Local {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
}

/// Two sections whose names the kernel cuts to `.rodata.cpu_to_`.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(layout = "tests/layouts/cut_names.json", section = ".rodata.cpu_to_dom")]
struct Doms {
    nr_doms: u64,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(layout = "tests/layouts/cut_names.json", section = ".rodata.cpu_to_llc")]
struct Llcs {
    nr_llcs: u64,
}

fn moves(name: &str, kva: u64, same: u64, cross: u64) -> Value {
    section(name, kva, &[("nr_mig_same", same), ("nr_mig_cross", cross)])
}

/// Reads in every way. All results must agree.
#[track_caller]
fn read<T>(json: &Value) -> Result<(T, PickReason), SchemaError>
where
    T: OneMap + PartialEq + Clone + std::fmt::Debug + Send + 'static,
{
    let report = report(json);
    let snapshot = Snapshot::new(&report);
    let read = T::from_snapshot(&snapshot);
    let schema = |error: ReadError| match error {
        ReadError::Schema(error) => error,
        other => panic!("{other}"),
    };
    let compact = json.to_string();
    let indented = serde_json::to_string_pretty(json).unwrap();
    for text in [&compact, &indented] {
        assert_eq!(T::from_json_slice(text.as_bytes()).map_err(schema), read, "from_json_slice");
    }
    let file = std::env::temp_dir().join(format!(
        "ktsnap-who-runs-{}-{:?}.json",
        std::process::id(),
        std::thread::current().id()
    ));
    std::fs::write(&file, &compact).unwrap();
    assert_eq!(T::from_json_path(&file).map_err(schema), read, "from_json_path");
    for (_, each) in ktsnap::read_files::<T>([&file]) {
        assert_eq!(each.map_err(schema), read, "read_files");
    }
    std::fs::remove_file(&file).unwrap();

    let series = Series::<T>::read([Captured::new(Duration::ZERO, snapshot.clone())]);
    let sample = series.samples[0].value.clone().map_err(|error| match error {
        SampleError::Read(error) => error,
        other => panic!("{other}"),
    });
    assert_eq!(sample, read, "Series");
    let pick = T::pick(&snapshot).map(|pick| (pick.reason, pick.map.map_kva));
    assert_eq!(pick.clone().err(), read.clone().err(), "pick");
    assert_eq!(T::schema().check(&snapshot).err(), read.clone().err(), "check");
    Ok((read?, pick?.0))
}

fn narrowed<T: OneMap>(json: &Value) -> Option<Result<(), SchemaError>> {
    let report = report(json);
    let active = Snapshot::new(&report).active().ok()?;
    Some(T::from_snapshot(&active).map(drop))
}

/// The outcome of a read, in the words of the tables.
fn written<T>(read: Result<(T, PickReason), SchemaError>) -> &'static str {
    match read {
        Ok((_, PickReason::Active)) => "running",
        Ok((_, PickReason::OnlyCopy)) => "only",
        Ok((_, reason)) => panic!("{reason}"),
        Err(error) => refused(&error),
    }
}

fn refused(error: &SchemaError) -> &'static str {
    let text = error.to_string();
    let miss = |part: &str| text.contains(part);
    match error {
        SchemaError::Snapshot(SnapshotError::ActiveFilterExcludedMaps { .. }) => "dead",
        SchemaError::AddressUnknown { .. } => "unknown",
        SchemaError::Ambiguous { .. } => "open",
        SchemaError::NoMap { .. } if miss("is not the running scheduler's, `fifo`") => "other",
        SchemaError::NoMap { .. } if miss("is not known to be the running scheduler's, `fifo`") => "unseen",
        SchemaError::NoMap { .. } if miss("is not in the narrowed view") => "hidden",
        other => panic!("{other}"),
    }
}

/// The address of the map that is read and the list of live maps. The list is empty, or names the map, or a sibling (another map
/// of its object), or no captured map. The last two rows repeat the last two lists with an unknown address.
const LISTS: [(u64, &[u64]); 6] = [(1, &[]), (1, &[1]), (1, &[2]), (1, &[9]), (0, &[2]), (0, &[9])];

/// Reports with the map that is read, a sibling section, and each list. `who` is the running scheduler.
fn reports(who: &str, map: impl Fn(u64) -> Value) -> impl Iterator<Item = Value> {
    LISTS.into_iter().map(move |(kva, live)| {
        let mut maps = vec![map(kva), section("dispatch.rodata", 2, &[])];
        let named = match who {
            "dispatch" | "fifo" => who,
            "the only object" => "",
            "one of two" => {
                maps.push(section("other.rodata", 3, &[]));
                ""
            }
            other => panic!("{other}"),
        };
        let mut json = running(named, live, &maps);
        if named.is_empty() {
            json.as_object_mut().unwrap().remove("active_obj_name");
        }
        json
    })
}

type Row = (&'static str, [&'static str; 6]);

#[track_caller]
fn assert_rows<T>(map: impl Fn(u64) -> Value + Copy, whole: [Row; 4], of_active: [Row; 3])
where
    T: OneMap + PartialEq + Clone + std::fmt::Debug + Send + 'static,
{
    for (who, expected) in whole {
        let got: Vec<_> = reports(who, map).map(|json| written(read::<T>(&json))).collect();
        assert_eq!(got, expected, "{who} runs");
    }
    for (who, expected) in of_active {
        let read = |json| narrowed::<T>(&json).unwrap().map_or_else(|error| refused(&error), |()| "read");
        let got: Vec<_> = reports(who, map).map(read).collect();
        assert_eq!(got, expected, "{who} runs, in the narrowed view");
    }
    assert!(reports("one of two", map).all(|json| narrowed::<T>(&json).is_none()));
}

#[test]
fn a_section_that_is_named_after_its_object() {
    assert_rows::<Moves>(
        |kva| moves("dispatch.bss", kva, 1, 2),
        [
            //                    empty    listed     sibling  neither  no address: sibling, neither
            ("dispatch", ["only", "running", "only", "dead", "unknown", "unknown"]),
            ("fifo", ["other"; 6]),
            ("the only object", ["only", "running", "only", "dead", "unknown", "unknown"]),
            ("one of two", ["open", "open", "open", "dead", "unknown", "unknown"]),
        ],
        [
            ("dispatch", ["read", "read", "hidden", "dead", "unknown", "unknown"]),
            ("fifo", ["other"; 6]),
            ("the only object", ["read", "read", "read", "dead", "unknown", "unknown"]),
        ],
    );
}

#[test]
fn a_section_with_a_suffix_and_a_map() {
    let whole = [
        ("dispatch", ["only", "running", "only", "dead", "unknown", "unknown"]),
        ("fifo", ["unseen", "running", "unseen", "unseen", "unknown", "unknown"]),
        ("the only object", ["only", "running", "only", "dead", "unknown", "unknown"]),
        ("one of two", ["only", "running", "only", "dead", "unknown", "unknown"]),
    ];
    // The narrowed view only shows maps that are named after the object. If none of these is live, the view returns an error.
    let of_active = [
        ("dispatch", ["hidden", "dead", "hidden", "dead", "unknown", "unknown"]),
        ("fifo", ["unseen", "hidden", "unseen", "unseen", "unknown", "unknown"]),
        ("the only object", ["hidden", "dead", "hidden", "dead", "unknown", "unknown"]),
    ];
    let pointer = json!({"kind": "struct", "type_name": ".data.cpumask", "members": [
        {"name": "cross_cpus", "value": {"kind": "ptr", "value": 4096}},
    ]});
    let cpumask = |kva: u64| json!({"name": ".data.cpumask", "map_kva": kva, "map_type": 2, "value_size": 8, "max_entries": 1, "value": pointer});
    assert_rows::<Cpumask>(&cpumask, whole, of_active);
    assert_rows::<Local>(stats, whole, of_active);
}

fn stats(kva: u64) -> Value {
    per_cpu_map("stats", kva, &[&[Some(kva), Some(1)], &[Some(0), Some(0)], &[Some(0), Some(0)]])
}

/// A report of `tests/cases`, whose name describes it.
fn case(name: &str) -> Value {
    support::capture_json(&format!("tests/cases/reports/{name}.json"))
}

fn sum(read: Result<(Moves, PickReason), SchemaError>) -> Result<(u64, u64), SchemaError> {
    read.map(|(moves, _)| (moves.nr_mig_same, moves.nr_mig_cross))
}

#[test]
fn copies_without_a_live_one_give_the_views_error() {
    for name in ["one_copy_and_none_is_live", "two_copies_and_none_is_live"] {
        let json = case(name);
        let error = read::<Moves>(&json).unwrap_err();
        let report = report(&json);
        let of_view =
            Snapshot::new(&report).active().unwrap().live_vars_via(&["nr_mig_same", "nr_mig_cross"], |_| Some(0));
        assert_eq!(error, SchemaError::Snapshot(of_view.unwrap_err()), "{name}");
        let text = error.to_string();
        assert!(text.contains("every `dispatch` map in the report (dispatch.bss at 0x1000"), "{text}");
        assert!(text.contains("the live maps are at 0x9000"), "{text}");
        assert_eq!(narrowed::<Moves>(&json), Some(Err(error)), "{name}");
    }
}

#[test]
fn the_listed_copy_and_the_only_copy_of_an_incomplete_list_are_read() {
    assert_eq!(sum(read(&case("two_copies_and_one_is_live"))), Ok((8, 4)));
    assert_eq!(sum(read(&case("the_list_leaves_the_section_out"))), Ok((7, 3)));
}

#[test]
fn a_report_that_names_another_scheduler_is_refused_also_if_no_map_of_that_was_captured() {
    let error = read::<Moves>(&case("the_report_names_another_scheduler")).unwrap_err().to_string();
    assert!(error.contains("dispatch.bss is not the running scheduler's, `fifo`"), "{error}");
    assert!(error.ends_with("or choose the map to read with `from_snapshot_via`"), "{error}");
}

#[test]
fn copies_with_unknown_addresses_are_not_called_dead() {
    for name in ["one_copy_without_an_address", "two_copies_without_addresses"] {
        let json = case(name);
        let error = read::<Moves>(&json).unwrap_err();
        assert!(matches!(&error, SchemaError::AddressUnknown { live, .. } if *live == [0x9000]), "{error}");
        assert!(error.to_string().contains("unknown: dispatch.bss"), "{error}");
        assert!(error.to_string().contains("0x9000"), "{error}");
        let report = report(&json);
        let of_view = Snapshot::new(&report)
            .live_var("nr_mig_same")
            .as_u64()
            .map(drop)
            .or_else(|_| Snapshot::new(&report).active()?.var("nr_mig_same").as_u64().map(drop));
        let of_view = of_view.unwrap_err();
        assert!(matches!(of_view, SnapshotError::ActiveFilterExcludedMaps { .. }));
        let text = of_view.to_string();
        assert!(text.contains("addresses") && text.contains("unknown") && text.contains("0x9000"), "{text}");
        assert!(!text.contains("another instance's"), "{text}");
    }
}

/// Applies the remedy of each error whose remedy does not need another capture.
#[test]
fn the_remedies_of_the_errors_read_the_map() {
    let via = |json: &Value| {
        let report = report(json);
        Moves::from_snapshot_via(&Snapshot::new(&report), |_| Some(0)).map(|read| read.nr_mig_same)
    };
    for name in ["the_report_names_another_scheduler", "one_copy_without_an_address"] {
        let error = read::<Moves>(&case(name)).unwrap_err().to_string();
        assert!(error.contains("`from_snapshot_via`"), "{error}");
        assert_eq!(via(&case(name)), Ok(7));
    }
    let report_of = case("one_copy_without_an_address");
    let unknown = report(&report_of);
    let by_view = Snapshot::new(&unknown).live_vars_via(&["nr_mig_same"], |_| Some(0)).unwrap();
    assert_eq!(by_view[0].as_u64(), Ok(7));

    let open = of_maps(&[moves("dispatch.bss", 1, 7, 3), section("other.rodata", 2, &[])]);
    let error = read::<Moves>(&open).unwrap_err().to_string();
    assert!(error.starts_with("1 map may hold"), "{error}");
    assert!(error.contains("does not say which scheduler runs; name a picker"), "{error}");
    assert_eq!(via(&open), Ok(7));
    assert_eq!(Busiest::from_snapshot(&Snapshot::new(&report(&open))), Ok(Busiest { nr_mig_same: 7 }));

    let hidden = running("dispatch", &[2], &[moves("dispatch.bss", 1, 7, 3), section("dispatch.rodata", 2, &[])]);
    let error = narrowed::<Moves>(&hidden).unwrap().unwrap_err().to_string();
    assert!(error.ends_with("read from the whole report, `Snapshot::new`"), "{error}");
    assert_eq!(sum(read(&hidden)), Ok((7, 3)));
}

#[test]
fn an_ambiguous_read_says_what_the_report_lacks() {
    let two = [moves("dispatch.bss", 1, 1, 2), moves("dispatch.bss", 2, 3, 4), section("dispatch.rodata", 7, &[])];
    let open = |json: &Value| match read::<Moves>(json).unwrap_err() {
        SchemaError::Ambiguous { reason, .. } => reason,
        other => panic!("{other}"),
    };
    assert_eq!(open(&running("dispatch", &[7], &two)), "the report's list of live maps names none of them");
    assert_eq!(open(&running("dispatch", &[1, 2], &two)), "the report lists all of them as live");
    assert_eq!(
        open(&running("dispatch", &[], &two)),
        "the report holds several copies of `dispatch` and lists no live maps"
    );
    assert_eq!(open(&of_maps(&two)), "the report does not say which scheduler runs");
    // One copy of this section, but two copies of another.
    let data = [moves("dispatch.bss", 1, 1, 2), section("dispatch.data", 2, &[]), section("dispatch.data", 3, &[])];
    assert!(open(&running("dispatch", &[], &data)).contains("several copies of `dispatch`"));
}

#[test]
fn a_section_of_another_object_is_no_candidate_even_if_the_running_objects_copies_are_ambiguous() {
    let maps = [moves("dispatch.bss", 1, 1, 2), moves("dispatch.bss", 2, 3, 4), moves("other.bss", 3, 5, 6)];
    let SchemaError::Ambiguous { candidates, .. } = read::<Moves>(&running("dispatch", &[], &maps)).unwrap_err() else {
        panic!()
    };
    assert_eq!(candidates, ["dispatch.bss at 0x1", "dispatch.bss at 0x2"]);
}

/// The maps of both sections are named `.rodata.cpu_to_`.
#[test]
fn two_live_sections_with_the_same_cut_name_are_distinguished_by_their_fields() {
    let cut = |kva, var, value| section(".rodata.cpu_to_", kva, &[(var, value)]);
    let both = [section("dispatch.bss", 1, &[]), cut(2, "nr_doms", 5), cut(3, "nr_llcs", 7)];
    let json = running("dispatch", &[1, 2, 3], &both);
    assert_eq!(read::<Doms>(&json), Ok((Doms { nr_doms: 5 }, PickReason::Active)));
    assert_eq!(read::<Llcs>(&json), Ok((Llcs { nr_llcs: 7 }, PickReason::Active)));

    // Nothing shows that both are of the running scheduler, or the one that is lacks the field.
    for live in [[].as_slice(), &[1]] {
        assert!(
            matches!(read::<Doms>(&running("dispatch", live, &both)), Err(SchemaError::Ambiguous { .. })),
            "{live:?}"
        );
    }
    let one_live = report(&running("dispatch", &[1, 2], &both));
    let error = Llcs::from_snapshot(&Snapshot::new(&one_live)).unwrap_err();
    assert!(error.to_string().contains(".rodata.cpu_to_ lacks nr_llcs"), "{error}");
    // Both hold it, or one was not rendered and may.
    let copies = [section("dispatch.bss", 1, &[]), cut(2, "nr_doms", 5), cut(3, "nr_doms", 7)];
    assert!(matches!(read::<Doms>(&running("dispatch", &[2, 3], &copies)), Err(SchemaError::Ambiguous { .. })));
    let unrendered = [section("dispatch.bss", 1, &[]), cut(2, "nr_doms", 5), support::unrendered(".rodata.cpu_to_", 3)];
    assert!(matches!(read::<Doms>(&running("dispatch", &[2, 3], &unrendered)), Err(SchemaError::Ambiguous { .. })));
}

#[test]
fn a_variable_that_the_section_holds_twice_is_refused() {
    let twice = |vars: &[(&str, u64)]| running("dispatch", &[1], &[section("dispatch.bss", 1, vars)]);
    let refused = [
        twice(&[("nr_mig_same", 1), ("nr_mig_cross", 2), ("nr_mig_same", 3)]),
        twice(&[("nr_mig_cross", 2), ("nr_mig_cross", 2), ("nr_mig_same", 3)]),
        twice(&[("nr_mig_same", 3), ("other", 0), ("nr_mig_cross", 2), ("nr_mig_cross", 9)]),
    ];
    for json in refused {
        let error = read::<Moves>(&json).unwrap_err();
        assert!(matches!(error, SchemaError::Repeated { .. }), "{error}");
        assert!(error.to_string().contains("twice") && error.to_string().contains("rename one of the two"), "{error}");
        let via = Moves::from_snapshot_via(&Snapshot::new(&report(&json)), |_| Some(0));
        assert_eq!(via, Err(error));
    }
    // A variable that the struct does not read may occur twice.
    assert_eq!(sum(read(&twice(&[("x", 0), ("nr_mig_same", 1), ("x", 5), ("nr_mig_cross", 2)]))), Ok((1, 2)));
    // A real capture has each variable at its place in the object. Insert one of the struct's again at every other place.
    let json = support::capture_json("examples/captures/dispatch-a2.json");
    let members = |json: &Value| {
        let maps = json["maps"].as_array().unwrap();
        maps.iter().find(|map| map["name"] == "dispatch.bss").unwrap()["value"]["members"].as_array().unwrap().clone()
    };
    let all = members(&json);
    let again = all.iter().find(|member| member["name"] == "nr_mig_cross").unwrap();
    let mut refused = 0;
    for at in 0..=all.len() {
        for replaces in [0, 1] {
            let mut changed = all.clone();
            if at + replaces > all.len()
                || (replaces == 1 && changed[at]["name"].as_str().unwrap().starts_with("nr_mig_"))
            {
                continue;
            }
            changed.splice(at..at + replaces, [again.clone()]);
            let mut json = json.clone();
            support::map_mut(&mut json, "dispatch.bss")["value"]["members"] = changed.into();
            let error = Moves::from_snapshot(&Snapshot::new(&report(&json))).unwrap_err();
            assert!(
                matches!(&error, SchemaError::Repeated { variable, .. } if variable == "nr_mig_cross"),
                "{at}: {error}"
            );
            refused += 1;
        }
    }
    assert!(refused > 2 * all.len() - 4, "{refused}");
    // The parser found each name once, and the report changes afterwards.
    let mut changed = report(&json);
    assert!(Moves::from_snapshot(&Snapshot::new(&changed)).is_ok());
    for map in changed.maps.iter_mut().filter(|map| map.name == "dispatch.bss") {
        if let Some(RenderedValue::Struct { members, .. }) = &mut map.value {
            let again: Vec<_> = members.iter().filter(|member| member.name == "nr_mig_cross").cloned().collect();
            *members = members.iter().cloned().chain(again).collect();
        }
    }
    let error = Moves::from_snapshot(&Snapshot::new(&changed)).unwrap_err();
    assert!(matches!(error, SchemaError::Repeated { .. }), "{error}");
    assert!(Moves::from_snapshot(&Snapshot::new(&report(&json))).is_ok());
    // The view takes the first of the two, as the harness does.
    let json = twice(&[("nr_mig_same", 1), ("nr_mig_cross", 2), ("nr_mig_same", 3)]);
    assert_eq!(Snapshot::new(&report(&json)).var("nr_mig_same").as_u64(), Ok(1));
}
