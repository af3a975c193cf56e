//! A struct that mirrors the value of a map.

use super::*;
use crate::typed::SchemaError;
use crate::typed::dynamic::{Contents, Cpus, Whole, read_dynamic_contents};

/// The struct `Waits` of a per-CPU array. `allow` leaves out slots that were not captured.
fn of_waits(cpus: Cpus, allow: [bool; 2]) -> DynamicStruct {
    let [total, max] = allow.map(|allow_unmapped| DynamicField { allow_unmapped, ..field("", U64) });
    let fields = vec![DynamicField { name: "total", ..total }, DynamicField { name: "max", ..max }];
    let of = structure(of_cpus(&C_WAITS, FieldSchema::new("Waits", 0, "stats", "struct waits")), fields);
    DynamicStruct { whole: Some(Whole { ty: WAITS, cpus: Some(cpus) }), ..of }
}

fn read(of: &DynamicStruct, slots: Vec<Option<RenderedValue>>) -> Result<Inspected, SchemaError> {
    read_dynamic_contents(Contents::Entries(&in_slots(slots)), of).map(Inspected::Fields)
}

#[test]
fn each_field_has_a_value_for_each_cpu_or_their_total() {
    let slots = || vec![Some(waits(4, 50)), Some(waits(3, 70))];
    assert_eq!(read(&of_waits(Cpus::Total, [false; 2]), slots()), Ok(inspected(&[("total", 7), ("max", 120)])));
    let each = [("total", integers(&[4, 3])), ("max", integers(&[50, 70]))];
    let each = each.map(|(name, values)| inspected_field(name, values)).to_vec();
    assert_eq!(read(&of_waits(Cpus::Each, [false; 2]), slots()), Ok(Inspected::Fields(each)));
}

/// The error of a member that the report has with 32 bits.
fn other_width(variable: &str) -> String {
    format!(
        "`{variable}` in stats is uint32, but uint64 in a.bpf.o; rebuild against the object of the scheduler that was captured"
    )
}

#[test]
fn a_member_that_can_t_be_read_is_named_with_its_cpu() {
    let RenderedValue::Struct { type_name, mut members } = waits(3, 70) else { unreachable!("it is a struct") };
    members[1].value = uint(32, 70);
    let slots = vec![Some(waits(4, 50)), Some(RenderedValue::Struct { type_name, members })];
    for cpus in [Cpus::Each, Cpus::Total] {
        let error = read(&of_waits(cpus, [false; 2]), slots.clone()).unwrap_err();
        assert_eq!(error.to_string(), other_width("stats[1].max"));
    }
}

#[test]
fn a_total_leaves_out_missing_slots_only_for_the_fields_that_allow_it() {
    let unmapped = |variable: &str, cpu: Option<usize>| {
        let of_cpu = "read `PerCpu` of the struct, or leave such slots out with `#[snapshot(allow_unmapped)]`";
        let remedy = if cpu.is_none() { "read `PerCpu` of the struct" } else { of_cpu }.to_owned();
        Err(SchemaError::Unmapped { map: "stats".to_owned(), variable: variable.to_owned(), cpu, remedy })
    };
    let some = || vec![Some(waits(4, 50)), None];
    assert_eq!(read(&of_waits(Cpus::Total, [true, true]), some()), Ok(inspected(&[("total", 4), ("max", 50)])));
    assert_eq!(read(&of_waits(Cpus::Total, [true, false]), some()), unmapped("max", Some(1)));
    assert_eq!(read(&of_waits(Cpus::Total, [false, true]), some()), unmapped("total", Some(1)));
    let none = || vec![None, None];
    assert_eq!(read(&of_waits(Cpus::Total, [true, false]), none()), unmapped("total", None));
    assert_eq!(read(&of_waits(Cpus::Total, [false, true]), none()), unmapped("total", Some(0)));
}

#[test]
fn one_struct_names_the_member_that_can_t_be_read() {
    const ENTRY: CType = CType::Array { len: 1, element: &C_WAITS };
    let vars = leaked(vec![VarSchema::new("stats", 0, 16, "struct waits", ENTRY)]);
    let fields = leaked(vec![FieldSchema::new("Waits", 0, "stats", "struct waits").steps(FIRST)]);
    let schema = Schema::new("a.bpf.o", in_map("stats", 2, 16, 1, false), vars, fields);
    let of = structure(schema, vec![field("total", U64), field("max", U64)]);
    let of = DynamicStruct { whole: Some(Whole { ty: WAITS, cpus: None }), ..of };
    let read = |value| {
        let map = FailureDumpMap {
            name: "stats".to_owned(),
            max_entries: 1,
            value: Some(value),
            ..FailureDumpMap::default()
        };
        read_dynamic_contents(Contents::Entries(&map), &of).map(Inspected::Fields)
    };
    assert_eq!(read(waits(4, 50)), Ok(inspected(&[("total", 4), ("max", 50)])));
    let RenderedValue::Struct { type_name, mut members } = waits(4, 50) else { unreachable!("it is a struct") };
    members[0].value = uint(32, 4);
    let error = read(RenderedValue::Struct { type_name, members }).unwrap_err();
    assert_eq!(error.to_string(), other_width("stats.total"));
}
