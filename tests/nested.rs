//! Structs in structs, in arrays and at paths, read from the example scheduler's captures.

mod support;

use ktsnap::__private::{FieldValue, RustType};
use ktsnap::{Snapshot, SnapshotEnum, SnapshotSchema};
use serde_json::Value;
use support::{capture, capture_json};

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct place")]
struct Place {
    /// Fields in another order than in C.
    llc: u8,
    cpu: i16,
}

#[derive(Debug, Clone, Copy, PartialEq, SnapshotEnum)]
enum DspStat {
    DspLocal,
    DspShared,
    #[snapshot(non_exhaustive)]
    Other,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct cross_move")]
struct Cross {
    to: Place,
    from: Place,
    #[snapshot(path = "to.cpu")]
    to_cpu: i16,
    tgid_pid: u64,
    pid: u32,
    tgid: u32,
    #[snapshot(rename = "stat")]
    queued: DspStat,
    #[snapshot(path = "why.waited_ns")]
    waited_ns: u64,
    #[snapshot(path = "why.nr_allowed", widen)]
    nr_allowed: u64,
    #[snapshot(skip)]
    note: Option<&'static str>,
}

/// A struct with its own `object`, used by structs that also name one.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct llc_stats", object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(balance = nr_in / nr_out))]
struct Llc {
    nr_in: u64,
    nr_out: u64,
    #[snapshot(widen, rename = "last_cpu")]
    cpu: i64,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
#[snapshot(ratio(mean_ns = total_ns / nr))]
struct Waits {
    total_ns: u64,
    nr: u32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(mean_wait_ns = waits.total_ns / waits.nr, wait_of_all = waits.total_ns / (waits.nr + nr_in)))]
struct Dispatch {
    last_cross: Cross,
    waits: Waits,
    per_llc: [Llc; 4],
    #[snapshot(path = "per_llc[1]")]
    second: Llc,
    #[snapshot(path = "per_llc[*]")]
    list: Vec<Llc>,
    #[snapshot(path = "last_cross.from")]
    from: Place,
    #[snapshot(path = "per_llc[*].nr_in", sum)]
    nr_in: u64,
    #[snapshot(path = "per_llc[*].last_cpu", max)]
    highest: i16,
    #[snapshot(path = "per_llc[*].last_cpu", min)]
    lowest: i16,
}

/// Two enumerators whose values come from the object.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Indexed {
    #[snapshot(path = "dsp_stats[DSP_SHARED]")]
    shared: u64,
    #[snapshot(path = "dsp_stats[2]")]
    kick: u64,
    #[snapshot(path = "moves[0][1]")]
    forth: u64,
    #[snapshot(path = "moves[1]")]
    from_second: [u64; 4],
    #[snapshot(path = "moves[*][*]", sum)]
    all: u64,
    #[snapshot(path = "moves[*][DSP_LOCAL]")]
    to_first: [u64; 4],
}

fn bss() -> Value {
    let json = capture_json("examples/captures/dispatch-a2.json");
    json["maps"].as_array().unwrap().iter().find(|map| map["name"] == "dispatch.bss").unwrap()["value"].clone()
}

/// The member at a path of names and indices.
fn at(value: &Value, path: &[&str]) -> Value {
    path.iter().fold(value.clone(), |value, step| match step.parse::<usize>() {
        Ok(index) => value["elements"][index].clone(),
        Err(_) => {
            let members = value["members"].as_array().unwrap();
            members.iter().find(|member| member["name"] == **step).unwrap()["value"].clone()
        }
    })
}

fn number(path: &[&str]) -> u64 {
    at(&bss(), path)["value"].as_u64().unwrap()
}

fn read<T: SnapshotSchema>() -> T {
    let report = capture("examples/captures/dispatch-a2.json");
    T::from_snapshot(&Snapshot::new(&report)).unwrap()
}

#[test]
fn a_struct_in_a_struct_is_read_member_by_member() {
    let Dispatch { last_cross: cross, from, .. } = read();
    let place = |name: &str| Place {
        cpu: i16::try_from(at(&bss(), &["last_cross", name, "cpu"])["value"].as_i64().unwrap()).unwrap(),
        llc: u8::try_from(number(&["last_cross", name, "llc"])).unwrap(),
    };
    assert_eq!((&cross.from, &cross.to), (&place("from"), &place("to")));
    assert_ne!(cross.from.llc, cross.to.llc, "it crossed over");
    assert_eq!((cross.to_cpu, from), (cross.to.cpu, cross.from.clone()));
    assert_eq!(cross.note, None);
}

#[test]
fn members_of_a_union_are_views_of_the_same_bytes() {
    let Dispatch { last_cross: cross, .. } = read();
    assert_eq!(cross.tgid_pid, u64::from(cross.tgid) << 32 | u64::from(cross.pid));
    assert_eq!(u64::from(cross.pid), number(&["last_cross", "pid"]));
    assert_eq!(cross.nr_allowed, cross.waited_ns & 0xffff);
    assert_eq!(cross.queued == DspStat::DspShared, number(&["last_cross", "stat"]) == 1);
}

#[test]
fn an_array_of_structs_is_read_whole_by_element_and_by_column() {
    let read: Dispatch = read();
    assert_eq!(read.second, read.per_llc[1]);
    assert_eq!(read.list, read.per_llc);
    let nr_in: Vec<_> = ["0", "1", "2", "3"].iter().map(|index| number(&["per_llc", index, "nr_in"])).collect();
    assert_eq!(read.per_llc.iter().map(|llc| llc.nr_in).collect::<Vec<_>>(), nr_in);
    assert_eq!(read.nr_in, nr_in.iter().sum::<u64>());
    assert_eq!(Some(i64::from(read.highest)), read.per_llc.iter().map(|llc| llc.cpu).max());
    assert_eq!(Some(i64::from(read.lowest)), read.per_llc.iter().map(|llc| llc.cpu).min());
    assert!(read.nr_in > 0 && read.highest > read.lowest, "the capture would show nothing otherwise");
}

#[test]
fn a_ratio_can_use_members_of_a_field_and_be_on_a_nested_struct() {
    let read: Dispatch = read();
    let (total_ns, nr) = (number(&["waits", "total_ns"]), number(&["waits", "nr"]));
    assert_eq!(read.mean_wait_ns(), Ok(total_ns as f64 / nr as f64));
    assert_eq!(read.waits.mean_ns(), read.mean_wait_ns());
    assert_eq!(read.wait_of_all(), Ok(total_ns as f64 / (nr + read.nr_in) as f64));
    assert_eq!(read.per_llc[0].balance(), Ok(read.per_llc[0].nr_in as f64 / read.per_llc[0].nr_out as f64));
}

#[test]
fn an_index_is_a_number_or_an_enumerator_of_the_object() {
    let read: Indexed = read();
    assert_eq!((read.shared, read.kick), (number(&["dsp_stats", "1"]), number(&["dsp_stats", "2"])));
    assert_eq!(read.forth, number(&["moves", "0", "1"]));
    let row = |from: &str| ["0", "1", "2", "3"].map(|to| number(&["moves", from, to]));
    assert_eq!(read.from_second, row("1"));
    assert_eq!(read.all, ["0", "1", "2", "3"].iter().flat_map(|from| row(from)).sum::<u64>());
    assert_eq!(read.to_first, ["0", "1", "2", "3"].map(|from| number(&["moves", from, "0"])));
    assert!(read.forth > 0);
}

#[test]
fn the_mirror_of_a_nested_struct_names_the_struct_and_where_it_was_checked() {
    let RustType::Struct(llc) = Llc::RUST_TYPE else { panic!() };
    assert_eq!((llc.tag, llc.checked), (Some("struct llc_stats"), Some(("examples/bpf/dispatch.bpf.o", 64))));
    let RustType::Struct(waits) = Waits::RUST_TYPE else { panic!() };
    assert_eq!((waits.name, waits.tag, waits.checked), ("Waits", Some("struct wait_stats"), None));
    assert_eq!(waits.members.iter().map(|member| member.path).collect::<Vec<_>>(), ["total_ns", "nr"]);
}
