//! The entries of a hash map of a loaded object, read by their keys.

mod support;

use ktsnap_btf::Layout;
use ktsnap_core::report::RenderedValue;
use ktsnap_live::{Instance, Machine, MapEntries};
use libbpf_rs::MapCore;
use support::Host;

fn layout() -> Layout {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/bpf/host.bpf.o");
    Layout::parse(&std::fs::read(path).unwrap()).unwrap()
}

fn instance(of: &Host) -> Instance {
    Machine::open().unwrap().program(&of.program()).unwrap()
}

fn entries(of: &Instance, map: &str) -> MapEntries {
    of.entries(layout().map(map).unwrap()).unwrap()
}

/// The keys, and the sum of `sum` over all CPUs.
fn sums(of: &MapEntries) -> Vec<(u64, u64)> {
    let read = of.read(4096, std::slice::from_ref(&(0..8))).unwrap();
    assert!(read.is_whole);
    let key = |bytes: &[u8]| match of.key(bytes) {
        RenderedValue::Uint { value, .. } => value,
        other => panic!("{other:?}"),
    };
    let sum = |values: &[Vec<Vec<u8>>]| -> u64 {
        values.iter().map(|parts| u64::from_ne_bytes(parts[0].as_slice().try_into().unwrap())).sum()
    };
    let mut sums: Vec<_> = read.entries.iter().map(|entry| (key(&entry.key), sum(&entry.values))).collect();
    sums.sort_unstable();
    sums
}

#[test]
fn the_entries_of_each_kind_of_hash_map_are_those_that_bpf_wrote() {
    let mut host = Host::load("entries");
    let running = instance(&host);
    for map in ["by_number", "by_number_lru", "by_number_cpu", "by_nr_cpu_lru"] {
        assert_eq!(sums(&entries(&running, map)), [], "{map}");
    }
    [3, 11, 4].into_iter().for_each(|by| host.step(by));
    for map in ["by_number", "by_number_lru", "by_number_cpu", "by_nr_cpu_lru"] {
        assert_eq!(sums(&entries(&running, map)), [(3, 14), (4, 4)], "{map}");
    }
    host.map("by_number").delete(&3_u32.to_ne_bytes()).unwrap();
    assert_eq!(sums(&entries(&running, "by_number")), [(4, 4)]);
}

#[test]
fn a_limit_and_a_range_outside_of_a_value_are_reported() {
    let mut host = Host::load("limits");
    (0..6).for_each(|by| host.step(by));
    let of = entries(&instance(&host), "by_number");
    let read = of.read(4, std::slice::from_ref(&(0..8))).unwrap();
    assert_eq!((read.entries.len(), read.is_whole), (4, false));
    assert!(of.read(6, std::slice::from_ref(&(0..8))).unwrap().is_whole);
    let error = of.read(6, std::slice::from_ref(&(8..17))).unwrap_err().to_string();
    assert!(error.contains("bytes 8..17 are not in a value, which has 16 bytes"), "{error}");
    let array = instance(&host).entries(layout().map("slots").unwrap()).unwrap_err().to_string();
    assert!(array.contains("has no entries to list, because it is not a hash map"), "{array}");
}
