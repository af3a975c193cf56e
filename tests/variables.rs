//! Reads each variable from its own bytes, without the section around it.

use ktsnap::typed::{Location, OneMap};
use ktsnap::{CpuSet, Ptr, SchemaError, SnapshotEnum, SnapshotError, SnapshotSchema};

#[derive(Debug, PartialEq, SnapshotEnum)]
#[snapshot(type = "enum dsp_stat", object = "examples/bpf/dispatch.bpf.o")]
enum DspStat {
    DspLocal,
    DspShared,
    DspKick,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
    max_ns: u64,
    nr: u32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Bss {
    nr_enqueued: u64,
    #[snapshot(widen)]
    nr_tasks: u64,
    lag_ns: i64,
    saw_cross: bool,
    last_dsp: DspStat,
    waits: Waits,
    #[snapshot(path = "waits.max_ns")]
    max_wait_ns: u64,
    slowest_comm: String,
    last_task: Ptr,
    cross_cpus_seen: CpuSet,
    #[snapshot(path = "last_cross.to.llc")]
    to: u8,
    #[snapshot(path = "moves[2][3]")]
    third_to_fourth: u64,
    #[snapshot(path = "per_llc[*].nr_running", min)]
    fewest: i32,
    nr_stopping: Option<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Data {
    min_slice_ns: u64,
    last_cross_cpu: i32,
    max_busy: f32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.be.bpf.o", section = ".data")]
struct BigEndian {
    d_max_u64: u64,
    d_neg: i32,
    d_comm: String,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct WaitHist {
    #[snapshot(key = "*")]
    slots: [u64; 16],
}

fn a2(section: &str) -> Vec<u8> {
    let root = env!("CARGO_MANIFEST_DIR");
    std::fs::read(format!("{root}/examples/captures/dispatch-a2.{section}.bin")).unwrap()
}

/// The variables of a struct, without the rest of their section.
fn cut<T: OneMap>(section: &[u8]) -> Vec<Option<&[u8]>> {
    let range = |start: u64, size: u64| usize::try_from(start).unwrap()..usize::try_from(start + size).unwrap();
    T::schema().vars.iter().map(|var| Some(&section[range(var.offset, var.size)])).collect()
}

/// The index of a variable among the variables of the struct.
fn position<T: OneMap>(name: &str) -> usize {
    T::schema().vars.iter().position(|var| var.name == name).unwrap()
}

/// Reads a whole section, and each of its variables separately.
#[track_caller]
fn both<T: OneMap + PartialEq + std::fmt::Debug>(section: &[u8]) -> T {
    let whole = T::from_section_bytes(section).unwrap();
    let alone = ktsnap::__private::from_variable_bytes::<T>(&cut::<T>(section)).unwrap();
    assert_eq!(alone, whole);
    alone
}

fn reason(read: Result<impl std::fmt::Debug, SchemaError>) -> String {
    match read.unwrap_err() {
        SchemaError::Snapshot(SnapshotError::ProjectionFailed { reason }) => reason,
        other => panic!("{other}"),
    }
}

#[test]
fn variables_alone_read_as_they_do_in_their_section() {
    let bss: Bss = both(&a2("bss"));
    assert_eq!((bss.nr_tasks, bss.saw_cross, bss.last_dsp), (87, true, DspStat::DspLocal));
    assert_eq!(bss.waits.max_ns, bss.max_wait_ns);
    assert!(bss.nr_stopping.is_some());
    let data: Data = both(&a2("data"));
    assert!(data.min_slice_ns > 0, "{data:?}");
}

#[test]
fn a_big_endian_objects_variables_are_read_in_its_order() {
    let max = u64::MAX.to_be_bytes();
    let neg = (-7_i32).to_be_bytes();
    let mut comm = *b"ktsnap\0\0\0\0\0\0\0\0\0\0";
    let [at_max, at_neg, at_comm] = ["d_max_u64", "d_neg", "d_comm"].map(position::<BigEndian>);
    let mut vars: [Option<&[u8]>; 3] = [None; 3];
    comm[0] = b'K';
    vars[at_max] = Some(&max);
    vars[at_neg] = Some(&neg);
    vars[at_comm] = Some(&comm);
    let read = ktsnap::__private::from_variable_bytes::<BigEndian>(&vars).unwrap();
    assert_eq!(read, BigEndian { d_max_u64: u64::MAX, d_neg: -7, d_comm: "Ktsnap".to_owned() });
}

#[test]
fn an_optional_variable_may_be_absent() {
    let section = a2("bss");
    let mut vars = cut::<Bss>(&section);
    let whole = ktsnap::__private::from_variable_bytes::<Bss>(&vars).unwrap();
    vars[position::<Bss>("nr_stopping")] = None;
    let read = ktsnap::__private::from_variable_bytes::<Bss>(&vars).unwrap();
    assert_eq!(read, Bss { nr_stopping: None, ..whole });
}

#[test]
fn a_required_variable_may_not() {
    let section = a2("bss");
    let mut vars = cut::<Bss>(&section);
    vars[position::<Bss>("waits")] = None;
    let error = ktsnap::__private::from_variable_bytes::<Bss>(&vars).unwrap_err();
    assert_eq!(
        error,
        SchemaError::WrongSize {
            object: "examples/bpf/dispatch.bpf.o".to_owned(),
            place: "`waits` in `.bss`".to_owned(),
            expected: "at least 24".to_owned(),
            found: 0,
        }
    );
    assert!(
        error.to_string().starts_with("`waits` in `.bss` of examples/bpf/dispatch.bpf.o has at least 24 bytes, and 0")
    );
}

#[test]
fn every_variable_that_is_cut_short_is_refused_and_a_longer_one_is_read() {
    let section = a2("bss");
    let vars = cut::<Bss>(&section);
    let whole = ktsnap::__private::from_variable_bytes::<Bss>(&vars).unwrap();
    for (index, var) in Bss::schema().vars.iter().enumerate() {
        let bytes = vars[index].unwrap();
        for len in 0..bytes.len() {
            let mut vars = vars.clone();
            vars[index] = Some(&bytes[..len]);
            let error = ktsnap::__private::from_variable_bytes::<Bss>(&vars).unwrap_err();
            assert!(matches!(&error, SchemaError::WrongSize { found, .. } if *found == len), "{}: {error}", var.name);
        }
        let longer = [bytes, &[0xff; 9]].concat();
        let mut vars = vars.clone();
        vars[index] = Some(&longer);
        assert_eq!(ktsnap::__private::from_variable_bytes::<Bss>(&vars).unwrap(), whole, "{}", var.name);
    }
}

#[test]
fn a_wrong_number_of_variables_is_refused() {
    let section = a2("data");
    let vars = cut::<Data>(&section);
    assert_eq!(
        reason(ktsnap::__private::from_variable_bytes::<Data>(&vars[..2])),
        "3 variables of `.data` of examples/bpf/dispatch.bpf.o are mirrored, and bytes were given for 2; pass an entry \
         for each of `SCHEMA.vars`, in that order"
    );
    assert!(reason(ktsnap::__private::from_variable_bytes::<Data>(&[])).contains("were given for 0"));
    assert!(
        reason(ktsnap::__private::from_variable_bytes::<Data>(&[vars, vec![None]].concat()))
            .contains("were given for 4")
    );
}

#[test]
fn a_maps_values_are_no_variables() {
    assert!(matches!(WaitHist::schema().location, Location::Map { .. }));
    let values = [0; 128];
    assert_eq!(
        reason(ktsnap::__private::from_variable_bytes::<WaitHist>(&[Some(&values)])),
        "`wait_hist` of examples/bpf/dispatch.bpf.o is a map, not variables; pass its values to `from_section_bytes`"
    );
}
