//! A value whose type differs from BTF's at build time is never read. The tests damage real reports.

mod support;

use ktsnap::typed::SchemaDrift;
use ktsnap::{SchemaError, Snapshot, SnapshotSchema};
use serde_json::{Value, json};
use support::{capture_json, report, var_mut};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    nr_enqueued: u64,
    nr_tasks: u32,
    lag_ns: i64,
    saw_cross: bool,
    last_dsp: u32,
    dsp_stats: [u64; 3],
    nr_stopping: u64,
}

/// Reads `dispatch-a0` with one variable replaced.
fn with(var: &str, value: Value) -> Result<Dispatch, SchemaError> {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    *var_mut(&mut json, "dispatch.bss", var) = value;
    Dispatch::from_snapshot(&Snapshot::new(&report(&json)))
}

#[track_caller]
fn drift(var: &str, value: Value) -> SchemaDrift {
    match with(var, value) {
        Err(SchemaError::Drift(drift)) => *drift,
        other => panic!("{other:?}"),
    }
}

#[test]
fn undamaged_every_type_is_read() {
    let json = capture_json("examples/captures/dispatch-a0.json");
    assert_eq!(
        Dispatch::from_snapshot(&Snapshot::new(&report(&json))),
        Ok(Dispatch {
            nr_enqueued: 2106,
            nr_tasks: 86,
            lag_ns: -1_886_724_790,
            saw_cross: true,
            last_dsp: 0,
            dsp_stats: [434, 2106, 23],
            nr_stopping: 2965,
        })
    );
}

#[test]
fn another_width_sign_or_kind_is_drift() {
    let found = |var, value| drift(var, value).found;
    assert_eq!(found("nr_enqueued", json!({"kind": "uint", "bits": 32, "value": 7})), "uint32");
    assert_eq!(found("nr_enqueued", json!({"kind": "int", "bits": 64, "value": 7})), "int64");
    assert_eq!(found("lag_ns", json!({"kind": "uint", "bits": 64, "value": 7})), "uint64");
    assert_eq!(found("saw_cross", json!({"kind": "uint", "bits": 8, "value": 1})), "uint8");
    assert_eq!(found("nr_tasks", json!({"kind": "bool", "value": true})), "bool");
    assert_eq!(found("last_dsp", json!({"kind": "uint", "bits": 32, "value": 1})), "uint32");
    assert_eq!(found("nr_tasks", json!({"kind": "bytes", "hex": "07 00 00 00"})), "bytes");
}

#[test]
fn a_struct_where_a_counter_was_is_drift() {
    let value = json!({"kind": "struct", "type_name": "stats", "members": []});
    assert_eq!(drift("nr_enqueued", value).found, "struct stats");
}

#[test]
fn no_part_of_an_array_is_read() {
    let element = json!({"kind": "uint", "bits": 64, "value": 1});
    let array =
        |len: usize, rendered: usize| json!({"kind": "array", "len": len, "elements": vec![element.clone(); rendered]});
    assert_eq!(drift("dsp_stats", array(4, 4)).found, "[uint64; 4]");
    assert_eq!(
        with("dsp_stats", array(3, 2)),
        Err(SchemaError::Truncated {
            map: "dispatch.bss".to_owned(),
            variable: "dsp_stats".to_owned(),
            rendered: 2,
            declared: 3,
        })
    );
    let cut = json!({"kind": "truncated", "needed": 24, "had": 8, "partial": array(3, 1)});
    assert_eq!(drift("dsp_stats", cut).found, "a value cut short (8 of 24 bytes)");
}

#[test]
fn a_value_that_was_cut_short_is_drift() {
    let cut = json!({"kind": "truncated", "needed": 8, "had": 2, "partial": {"kind": "bytes", "hex": "07 00"}});
    assert_eq!(drift("nr_enqueued", cut).found, "a value cut short (2 of 8 bytes)");
}

#[test]
fn a_drift_names_object_map_variable_and_both_sides() {
    let drift = drift("nr_enqueued", json!({"kind": "uint", "bits": 32, "value": 7}));
    assert_eq!((drift.object.as_str(), drift.map.as_str()), ("examples/bpf/dispatch.bpf.o", "dispatch.bss"));
    assert_eq!(
        drift.to_string(),
        "`nr_enqueued` in dispatch.bss is uint32, but uint64 (volatile u64) in examples/bpf/dispatch.bpf.o; rebuild \
         against the object of the scheduler that was captured"
    );
}

#[test]
fn an_address_in_a_counter_is_still_the_counter() {
    let pointer = json!({"kind": "ptr", "value": 0xffff_8881_0000_0000_u64, "cast_annotation": "cast→kernel"});
    assert_eq!(with("nr_enqueued", pointer).map(|read| read.nr_enqueued), Ok(0xffff_8881_0000_0000));
}

#[test]
fn a_section_that_was_truncated_after_the_fields_is_read() {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    let map = json["maps"].as_array_mut().unwrap().iter_mut().find(|map| map["name"] == "dispatch.bss").unwrap();
    let partial = map["value"].take();
    map["value"] = json!({"kind": "truncated", "needed": 200, "had": 104, "partial": partial});
    let read = Dispatch::from_snapshot(&Snapshot::new(&report(&json))).unwrap();
    assert_eq!(read.nr_enqueued, 2106);
}

mod parts {
    //! Drift in a part of a variable: the error names the part.

    use ktsnap::typed::SchemaDrift;
    use ktsnap::{CpuSet, Ptr, SchemaError, Snapshot, SnapshotEnum, SnapshotSchema};
    use serde_json::{Value, json};

    use super::support::{capture_json, of_maps, report, uint, var_mut};

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(type = "struct wait_stats")]
    struct Waits {
        total_ns: u64,
        nr: u32,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(type = "struct llc_stats")]
    struct Llc {
        nr_in: u64,
        last_cpu: i16,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(type = "struct place")]
    struct Place {
        cpu: i16,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(type = "struct cross_move")]
    struct Cross {
        from: Place,
        pid: u32,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(type = "struct enq_info")]
    struct Enq {
        stat: u32,
        nice: i32,
        kthread: bool,
    }

    #[derive(Debug, PartialEq, SnapshotEnum)]
    enum DspStat {
        DspLocal,
        DspShared,
        DspKick,
        NrDspStats,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    struct Nested {
        waits: Waits,
        per_llc: [Llc; 4],
        last_cross: Cross,
        last_enq: Enq,
        moves: [[u64; 4]; 4],
        recent: Vec<DspStat>,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    struct Paths {
        #[snapshot(path = "waits.nr")]
        nr: u32,
        #[snapshot(path = "per_llc[1].nr_in")]
        second: u64,
        #[snapshot(path = "per_llc[*].nr_in", sum)]
        all: u64,
        #[snapshot(path = "per_llc[*].last_cpu")]
        cpus: Vec<i16>,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    struct Text {
        slowest_comm: String,
        #[snapshot(path = "slowest_comm")]
        bytes: [u8; 16],
    }

    /// The remedy of the error about text that is not UTF-8.
    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    struct AnyText {
        slowest_comm: std::ffi::CString,
        nr_enqueued: u64,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    struct Others {
        last_task: Ptr,
        cross_cpus_seen: CpuSet,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    struct Mask {
        cross_cpus: CpuSet,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "tests/bpf/shapes.bpf.o")]
    struct First {
        #[snapshot(path = "huge[7]")]
        eighth: u64,
        #[snapshot(path = "huge[4095]")]
        last_rendered: u64,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "tests/bpf/shapes.bpf.o")]
    struct Past {
        #[snapshot(path = "huge[4096]")]
        element: u64,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "tests/bpf/shapes.bpf.o")]
    struct Whole {
        huge: Vec<u64>,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "tests/bpf/shapes.bpf.o")]
    struct Sum {
        #[snapshot(sum)]
        huge: u64,
    }

    fn read<T: SnapshotSchema>(json: &Value) -> Result<T, SchemaError> {
        T::from_snapshot(&Snapshot::new(&report(json)))
    }

    fn with<T: SnapshotSchema>(var: &str, change: impl FnOnce(&mut Value)) -> Result<T, SchemaError> {
        let mut json = capture_json("examples/captures/dispatch-a0.json");
        let map = if var == "cross_cpus" { ".data.cpumask" } else { "dispatch.bss" };
        change(var_mut(&mut json, map, var));
        read(&json)
    }

    #[track_caller]
    fn drift<T: SnapshotSchema + std::fmt::Debug>(var: &str, change: impl FnOnce(&mut Value)) -> SchemaDrift {
        match with::<T>(var, change) {
            Err(SchemaError::Drift(drift)) => *drift,
            other => panic!("{other:?}"),
        }
    }

    /// The part, its type in the object and its type in the report.
    #[track_caller]
    fn nested(var: &str, change: impl FnOnce(&mut Value)) -> (String, String, String) {
        let SchemaDrift { variable, expected, found, .. } = drift::<Nested>(var, change);
        (variable, expected, found)
    }

    fn said(variable: &str, expected: &str, found: &str) -> (String, String, String) {
        (variable.to_owned(), expected.to_owned(), found.to_owned())
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(type = "struct cpumask")]
    struct MaskOfWords {
        bits: [u64; 1],
    }

    #[derive(Debug, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    struct Words {
        cross_cpus_seen: MaskOfWords,
    }

    #[derive(Debug, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    struct List {
        cross_cpus_seen: CpuSet,
    }

    #[test]
    fn a_mask_of_cpus_that_is_mirrored_word_by_word_is_read_as_the_error_says() {
        let json = capture_json("examples/captures/dispatch-a0.json");
        let error = read::<Words>(&json).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`cross_cpus_seen.bits` in dispatch.bss is part of a mask of CPUs, which a report shows as a list; read the mask as \
             `ktsnap::CpuSet`"
        );
        assert_eq!(read::<List>(&json).unwrap().cross_cpus_seen.to_string(), "0-3");
    }

    #[test]
    fn a_member_is_named_by_its_path() {
        assert_eq!(
            nested("waits", |waits| waits["members"][2]["value"] = uint(64, 1)),
            said("waits.nr", "uint32", "uint64")
        );
        assert_eq!(
            nested("per_llc", |llcs| llcs["elements"][1]["members"][0]["value"] = uint(32, 1)),
            said("per_llc[1].nr_in", "uint64", "uint32")
        );
        assert_eq!(
            nested("per_llc", |llcs| llcs["elements"][3]["members"][4]["value"]["kind"] = "uint".into()),
            said("per_llc[3].last_cpu", "int16", "uint16")
        );
        assert_eq!(
            nested("last_cross", |cross| {
                cross["members"][0]["value"]["members"][0]["value"] = json!({"kind": "bool", "value": true});
            }),
            said("last_cross.from.cpu", "int16", "bool")
        );
        assert_eq!(
            nested("moves", |moves| moves["elements"][2]["elements"][3]["bits"] = 32.into()),
            said("moves[2][3]", "uint64", "uint32")
        );
    }

    #[test]
    fn a_struct_of_another_name_is_drift_even_if_its_members_are_there() {
        let renamed = |waits: &mut Value| waits["type_name"] = "wait_stats_v2".into();
        let (variable, expected, found) = nested("waits", renamed);
        assert!(variable.starts_with("waits"), "{variable}");
        assert_eq!((expected.as_str(), found.as_str()), ("struct wait_stats", "struct wait_stats_v2"));
        let (variable, _, found) = nested("per_llc", |llcs| llcs["elements"][2]["type_name"] = "llc".into());
        assert!(variable.starts_with("per_llc[2]"), "{variable}");
        assert_eq!(found, "struct llc");
        let (variable, _, found) =
            nested("last_cross", |cross| cross["members"][0]["value"]["type_name"] = "spot".into());
        assert!(variable.starts_with("last_cross.from"), "{variable}");
        assert_eq!(found, "struct spot");
    }

    #[test]
    fn a_report_that_leaves_the_name_of_a_struct_out_says_nothing_about_it() {
        assert!(with::<Nested>("waits", |waits| waits["type_name"] = Value::Null).is_ok());
    }

    #[test]
    fn a_member_that_is_gone_is_drift_and_one_more_or_another_order_is_not() {
        let (variable, _, found) = nested("waits", |waits| _ = waits["members"].as_array_mut().unwrap().remove(2));
        assert!(variable.starts_with("waits"), "{variable}");
        assert_eq!(found, "struct wait_stats without `nr`");
        let read = with::<Nested>("waits", |waits| {
            let members = waits["members"].as_array_mut().unwrap();
            members.reverse();
            members.push(json!({"name": "p99_ns", "value": uint(64, 9)}));
        });
        assert_eq!(read.unwrap().waits.nr, 2539);
    }

    #[test]
    fn a_bitfield_of_another_width_or_sign_is_drift_and_a_value_that_is_too_wide_for_it_too() {
        let enq = |at: usize, bits: u64| nested("last_enq", |enq| enq["members"][at]["value"]["bits"] = bits.into());
        assert_eq!(enq(1, 4), said("last_enq.stat", "uint3", "uint4"));
        assert_eq!(enq(3, 7), said("last_enq.nice", "int6", "int7"));
        assert_eq!(enq(4, 8), said("last_enq.kthread", "uint1", "uint8"));
        let (variable, _, found) = nested("last_enq", |enq| enq["members"][1]["value"]["value"] = 8.into());
        assert_eq!((variable.as_str(), found.as_str()), ("last_enq.stat", "8, which 3 bits can't hold"));
        let (variable, _, found) = nested("last_enq", |enq| enq["members"][3]["value"]["value"] = 32.into());
        assert_eq!((variable.as_str(), found.as_str()), ("last_enq.nice", "32, which 6 bits can't hold"));
    }

    #[test]
    fn an_array_in_an_array_must_have_its_length() {
        let (variable, expected, found) = nested("moves", |moves| moves["elements"][1]["len"] = 5.into());
        assert_eq!((variable.as_str(), expected.as_str()), ("moves[1]", "[uint64; 4]"));
        assert_eq!(found, "[uint64; 5]");
        let cut = with::<Nested>("moves", |moves| _ = moves["elements"][1]["elements"].as_array_mut().unwrap().pop());
        assert_eq!(
            cut,
            Err(SchemaError::Truncated {
                map: "dispatch.bss".to_owned(),
                variable: "moves[1]".to_owned(),
                rendered: 3,
                declared: 4
            })
        );
    }

    #[test]
    fn a_part_is_named_by_its_path() {
        let found = drift::<Paths>("waits", |waits| waits["members"][2]["value"] = uint(64, 1));
        assert_eq!((found.variable.as_str(), found.expected.as_str()), ("waits.nr", "uint32 (u32)"));
        let found = drift::<Paths>("per_llc", |llcs| llcs["elements"][1]["members"][0]["value"] = uint(32, 1));
        assert_eq!((found.variable.as_str(), found.expected.as_str()), ("per_llc[1].nr_in", "uint64 (u64)"));
        let found = drift::<Paths>("waits", |waits| *waits = uint(64, 1));
        assert_eq!((found.variable.as_str(), found.found.as_str()), ("waits.nr", "uint64"));
        assert!(found.expected.starts_with("struct wait_stats"), "{found}");
    }

    #[test]
    fn an_element_of_a_star_is_named_by_its_index() {
        let found = drift::<Paths>("per_llc", |llcs| llcs["elements"][3]["members"][4]["value"] = uint(16, 1));
        assert_eq!(found.variable, "per_llc[3].last_cpu");
        let found = drift::<Paths>("per_llc", |llcs| llcs["elements"][2]["members"][0]["value"] = uint(32, 1));
        assert_eq!(found.variable, "per_llc[2].nr_in");
    }

    #[test]
    fn text_that_is_not_utf_8_is_an_error_whose_remedy_reads_it() {
        let comm = |bytes: &[u8]| {
            let elements: Vec<_> =
                bytes.iter().map(|byte| json!({"kind": "int", "bits": 8, "value": byte.cast_signed()})).collect();
            json!({"kind": "array", "len": 16, "elements": elements})
        };
        let latin = comm(b"ab\xff\0\0\0\0\0\0\0\0\0\0\0\0\0");
        let error = with::<Text>("slowest_comm", |value| *value = latin.clone()).unwrap_err();
        assert!(matches!(error, SchemaError::NotUtf8 { valid_up_to: 2, .. }), "{error:?}");
        assert_eq!(
            error.to_string(),
            "`slowest_comm` in dispatch.bss is not UTF-8 from byte 2 on; write `std::ffi::CString` instead of `String`, \
             which holds any bytes"
        );
        let read = with::<AnyText>("slowest_comm", |value| *value = latin).unwrap();
        assert_eq!((read.slowest_comm.to_bytes(), read.nr_enqueued), (&b"ab\xff"[..], 2106));
        let read = with::<Text>("slowest_comm", |value| {
            *value = comm(b"ab\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
        });
        let read = read.unwrap();
        assert_eq!(read.slowest_comm, "ab", "the bytes after the first NUL are not text");
        assert_eq!(read.bytes[2..4], [0, 0xff]);
        let full = with::<Text>("slowest_comm", |value| *value = comm(b"0123456789abcdef")).unwrap();
        assert_eq!(full.slowest_comm, "0123456789abcdef", "without a NUL it is all of it");
    }

    #[test]
    fn characters_are_read_however_btf_of_the_capture_marks_them() {
        let read = with::<Text>("slowest_comm", |value| {
            for element in value["elements"].as_array_mut().unwrap() {
                let byte = u8::try_from(element["value"].as_i64().unwrap()).unwrap();
                *element = json!({"kind": "char", "value": byte});
            }
        });
        let whole: Text = read_whole();
        assert_eq!(read.unwrap(), whole);
    }

    fn read_whole() -> Text {
        read(&capture_json("examples/captures/dispatch-a0.json")).unwrap()
    }

    #[test]
    fn a_pointer_that_is_a_number_and_a_list_that_is_none_are_drift() {
        let found = drift::<Others>("last_task", |value| *value = uint(64, 1));
        assert_eq!((found.expected.as_str(), found.found.as_str()), ("ptr (struct task_struct *)", "uint64"));
        let found = drift::<Others>("cross_cpus_seen", |value| value["cpus"] = "3-1".into());
        assert_eq!(found.found, "`3-1`, which is not a list of CPUs");
        let found = drift::<Others>("cross_cpus_seen", |value| *value = uint(64, 15));
        assert_eq!(found.found, "uint64");
    }

    #[test]
    fn a_pointer_to_a_mask_must_have_been_followed() {
        let read = with::<Mask>("cross_cpus", |_| {}).unwrap();
        assert!(!read.cross_cpus.is_empty());
        let null = drift::<Mask>("cross_cpus", |value| *value = json!({"kind": "ptr", "value": 0}));
        assert_eq!((null.variable.as_str(), null.found.as_str()), ("cross_cpus", "a null pointer"));
        let skipped = drift::<Mask>("cross_cpus", |value| {
            *value = json!({"kind": "ptr", "value": 4096, "deref_skipped_reason": "page not mapped"});
        });
        assert_eq!(skipped.found, "a pointer that the capture did not follow (page not mapped)");
        let silent = drift::<Mask>("cross_cpus", |value| *value = json!({"kind": "ptr", "value": 4096}));
        assert!(silent.found.contains("the report does not say why"), "{silent}");
        let other = drift::<Mask>("cross_cpus", |value| value["deref"] = uint(64, 3));
        assert_eq!(other.found, "a pointer to uint64");
    }

    /// An array of 5000 integers in a scheduler of the harness, which rendered 4096 of them.
    fn huge() -> Value {
        let mut rich = capture_json("captures/ktstr-rich-late_run.json");
        let value = var_mut(&mut rich, "bpf_bpf.bss", "big_u64").take();
        of_maps(&[json!({
            "name": "shapes.bss", "map_kva": 1, "map_type": 2, "value_size": 40_000, "max_entries": 1,
            "value": {"kind": "struct", "type_name": ".bss", "members": [{"name": "huge", "value": value}]},
        })])
    }

    #[test]
    fn of_a_long_array_the_elements_that_were_rendered_are_read() {
        assert_eq!(read::<First>(&huge()), Ok(First { eighth: 7, last_rendered: 0 }));
    }

    #[test]
    fn an_element_after_the_rendered_elements_is_truncated_and_not_drift() {
        let truncated = |variable: &str| SchemaError::Truncated {
            map: "shapes.bss".to_owned(),
            variable: variable.to_owned(),
            rendered: 4096,
            declared: 5000,
        };
        assert_eq!(read::<Past>(&huge()), Err(truncated("huge[4096]")));
        assert_eq!(read::<Whole>(&huge()), Err(truncated("huge")));
        assert_eq!(read::<Sum>(&huge()), Err(truncated("huge")), "the sum of a part is not the sum");
        let message = truncated("huge").to_string();
        assert!(message.contains("has 5000 elements, and the capture holds the first 4096"), "{message}");
    }
}

#[test]
fn a_variable_that_a_section_holds_twice_is_not_read() {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    let members = support::map_mut(&mut json, "dispatch.bss")["value"]["members"].as_array_mut().unwrap();
    let twice = members.iter().find(|member| member["name"] == "nr_tasks").unwrap().clone();
    members.push(twice);
    let error = Dispatch::from_snapshot(&Snapshot::new(&report(&json))).unwrap_err();
    assert!(matches!(&error, SchemaError::Repeated { variable, .. } if variable == "nr_tasks"), "{error}");
}

#[test]
fn a_variable_at_another_position_is_read() {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    let expected = Dispatch::from_snapshot(&Snapshot::new(&report(&json)));
    let members = support::map_mut(&mut json, "dispatch.bss")["value"]["members"].as_array_mut().unwrap();
    members.reverse();
    assert_eq!(Dispatch::from_snapshot(&Snapshot::new(&report(&json))), expected);
}
