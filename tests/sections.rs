//! Sections other than `.bss`, read from a report that the harness itself wrote: its list of live maps leaves out the
//! live `.data`, `.data.custom` and `.bss.custom`.

mod support;

use ktsnap::select::PickReason;
use ktsnap::{Snapshot, SnapshotSchema};
use support::capture;

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/rich.bpf.o")]
struct Data {
    data_u64: u64,
    data_neg: i32,
    data_double: f64,
    data_float: f32,
    data_tick: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/rich.bpf.o")]
struct CustomData {
    custom_data: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/rich.bpf.o", section = ".bss.custom")]
struct CustomBss {
    #[snapshot(rename = "custom_counter")]
    counter: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Knobs {
    slice_us: u32,
}

#[test]
fn data_is_read_although_the_list_of_live_maps_leaves_it_out() {
    let report = capture("captures/ktstr-rich-late_run.json");
    let snapshot = Snapshot::new(&report);
    let pick = Data::pick(&snapshot).unwrap();
    assert!(!report.active_map_kvas.contains(&pick.map.map_kva));
    assert_eq!((pick.map.name, pick.reason), ("bpf_bpf.data", PickReason::OnlyCopy));
    assert_eq!(
        Data::from_snapshot(&snapshot).unwrap(),
        Data {
            data_u64: 16_045_690_984_503_111_693,
            data_neg: -42,
            data_double: 3.25,
            data_float: -0.5,
            data_tick: 57
        }
    );
}

#[test]
fn a_section_of_its_own_name_is_read() {
    let report = capture("captures/ktstr-rich-late_run.json");
    let snapshot = Snapshot::new(&report);
    assert_eq!(CustomData::from_snapshot(&snapshot).unwrap().custom_data, 67);
    assert_eq!(CustomData::schema().location.name(), ".data.custom");
    assert_eq!(CustomBss::from_snapshot(&snapshot).unwrap().counter, 56);
    assert_eq!(CustomBss::schema().vars[0].name, "custom_counter");
}

#[test]
fn a_knob_is_read_from_rodata() {
    let report = capture("examples/captures/dispatch-swap.json");
    assert_eq!(Knobs::from_snapshot(&Snapshot::new(&report)).unwrap().slice_us, 5000);
    assert_eq!(Knobs::schema().location.name(), ".rodata");
}
