//! Objects with variables that can't be read. All other variables are read as usual, from bytes and from reports.

mod support;

use ktsnap::typed::OneMap;
use ktsnap::{SchemaError, Snapshot, SnapshotSchema};
use serde_json::json;
use support::report;

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/changed_statics.bpf.o")]
struct BesideChangedStatics {
    nr_runs: u64,
    nr_enqueued: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/raw/volatile_statics.bpf.o")]
struct VolatileStatics {
    mode: i32,
    level: u8,
    kinds: [u64; 3],
    #[snapshot(path = "knob.on")]
    on: i32,
    nr_runs: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/raw/global_statics.bpf.o")]
struct GlobalStatics {
    mode: i32,
    #[snapshot(path = "kinds[2]")]
    kicks: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/raw/gcc_statics.bpf.o")]
struct Gcc {
    nr_runs: u64,
    hits: u64,
    misses: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", section = ".kconfig")]
struct Kconfig {
    #[snapshot(rename = "CONFIG_PREEMPT")]
    preempt: bool,
    #[snapshot(rename = "LINUX_KERNEL_VERSION")]
    version: i32,
}

/// The bytes of a section with numbers at the offsets of some symbols.
fn section<T: OneMap>(values: &[(&str, &[u8])]) -> Vec<u8> {
    let ktsnap::typed::Location::Section { size, .. } = T::schema().location else { panic!() };
    let mut bytes = vec![0; usize::try_from(size).unwrap()];
    let object = std::fs::read(T::schema().object).unwrap();
    let file = object::File::parse(&*object).unwrap();
    for (name, value) in values {
        let symbol =
            object::Object::symbols(&file).find(|symbol| object::ObjectSymbol::name(symbol) == Ok(name)).unwrap();
        let at = usize::try_from(object::ObjectSymbol::address(&symbol)).unwrap();
        bytes[at..at + value.len()].copy_from_slice(value);
    }
    bytes
}

#[test]
fn the_variables_beside_a_changed_static_are_read() {
    let bytes = section::<BesideChangedStatics>(&[("nr_runs", &[7]), ("nr_enqueued", &[9]), ("mode", &[1])]);
    let expected = BesideChangedStatics { nr_runs: 7, nr_enqueued: 9 };
    assert_eq!(BesideChangedStatics::from_section_bytes(&bytes).unwrap(), expected);

    let members = json!([
        {"name": "mode", "value": {"kind": "int", "bits": 8, "value": 1}},
        {"name": "nr_runs", "value": {"kind": "uint", "bits": 64, "value": 7}},
        {"name": "nr_enqueued", "value": {"kind": "uint", "bits": 64, "value": 9}},
    ]);
    let report = report(&json!({"schema": "single", "maps": [{
        "name": "changed.bss", "map_kva": 1, "map_type": 2, "value_size": 64, "max_entries": 1,
        "value": {"kind": "struct", "type_name": ".bss", "members": members},
    }]}));
    assert_eq!(BesideChangedStatics::from_snapshot(&Snapshot::new(&report)).unwrap(), expected);
}

#[test]
fn a_static_is_read_once_it_is_volatile_or_global() {
    let kinds: Vec<u8> = [3_u64, 0, 5].iter().flat_map(|kind| kind.to_le_bytes()).collect();
    let values: &[(&str, &[u8])] =
        &[("mode", &4096_i32.to_le_bytes()), ("level", &[42]), ("kinds", &kinds), ("nr_runs", &[8])];
    let read = VolatileStatics::from_section_bytes(&section::<VolatileStatics>(values)).unwrap();
    assert_eq!(read, VolatileStatics { mode: 4096, level: 42, kinds: [3, 0, 5], on: 0, nr_runs: 8 });
    let read = GlobalStatics::from_section_bytes(&section::<GlobalStatics>(values)).unwrap();
    assert_eq!(read, GlobalStatics { mode: 4096, kicks: 5 });
}

#[test]
fn the_statics_of_gcc_are_read_where_its_symbols_are() {
    let bytes = section::<Gcc>(&[("nr_runs", &[1]), ("hits", &[2]), ("misses", &[3])]);
    assert_eq!(Gcc::from_section_bytes(&bytes).unwrap(), Gcc { nr_runs: 1, hits: 2, misses: 3 });
}

#[test]
fn a_struct_of_kconfig_is_not_read_from_the_bytes_of_the_section() {
    // libbpf chooses the order and aligns the variables.
    for bytes in [&[][..], &[1, 0, 0, 0, 7, 0, 0, 0]] {
        let error = Kconfig::from_section_bytes(bytes).unwrap_err();
        assert!(matches!(&error, SchemaError::Unplaced { place, .. } if place == ".kconfig"), "{error:?}");
        assert_eq!(
            error.to_string(),
            "the places of variables in `.kconfig` of tests/bpf/shapes.bpf.o are not known before the object is loaded; \
             read the struct from a report, or pass the bytes of each variable to `from_variable_bytes`"
        );
    }
    let read = ktsnap::__private::from_variable_bytes::<Kconfig>(&[Some(&[1]), Some(&7_i32.to_le_bytes())]).unwrap();
    assert_eq!(read, Kconfig { preempt: true, version: 7 });
}

#[test]
fn a_report_that_shows_the_changed_statics_agrees_with_the_object() {
    let bytes = std::fs::read(BesideChangedStatics::schema().object).unwrap();
    let file = object::File::parse(&*bytes).unwrap();
    let bss = object::Object::section_by_name(&file, ".bss").unwrap();
    let bss = object::ObjectSection::index(&bss);
    let symbols = object::Object::symbols(&file).filter(|symbol| {
        object::ObjectSymbol::section_index(symbol) == Some(bss)
            && object::ObjectSymbol::kind(symbol) == object::SymbolKind::Data
    });
    let mut symbols: Vec<_> = symbols
        .map(|symbol| (object::ObjectSymbol::address(&symbol), object::ObjectSymbol::name(&symbol).unwrap()))
        .collect();
    symbols.sort_unstable();
    let members: Vec<_> = symbols.iter().map(|(address, name)| (*name, *address)).collect();
    assert!(members.iter().any(|(name, _)| *name == "kinds.2"), "{members:?}");
    let report = report(&support::of_maps(&[support::section("changed.bss", 1, &members)]));
    let snapshot = Snapshot::new(&report);
    let check = BesideChangedStatics::schema().check(&snapshot).unwrap();
    assert!(check.agrees(), "{check}");
    let read = BesideChangedStatics::from_snapshot(&snapshot).unwrap();
    assert_eq!(
        (read.nr_runs, read.nr_enqueued),
        (address_of(&members, "nr_runs"), address_of(&members, "nr_enqueued"))
    );
}

fn address_of(members: &[(&str, u64)], name: &str) -> u64 {
    members.iter().find(|(other, _)| *other == name).unwrap().1
}
