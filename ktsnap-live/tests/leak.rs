//! A thousand captures do not leak.

mod support;

use std::fs;

use ktsnap_live::Machine;
use support::Host;

fn descriptors() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

/// Kilobytes of memory that this process holds.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn mappings() -> usize {
    fs::read_to_string("/proc/self/maps").unwrap().lines().count()
}

#[test]
fn a_thousand_captures_leave_no_descriptor_no_mapping_and_no_memory() {
    let mut host = Host::load("leak");
    let machine = Machine::open().unwrap();
    let instance = machine.program(&host.program()).unwrap();
    let mut captures = |count: u64| {
        for by in 0..count {
            host.step(by);
            let report = machine.capture(&instance).unwrap();
            assert!(report.maps.iter().any(|map| map.name == "leak.bss" && map.value.is_some()));
        }
        (descriptors(), mappings(), resident())
    };
    // The first ones warm up what is kept.
    let (descriptors, mappings, resident) = captures(100);
    let after = captures(1000);
    assert_eq!(after.0, descriptors, "descriptors");
    assert!(after.1 <= mappings + 2, "mappings: {mappings}, then {}", after.1);
    // A report of it is over a megabyte: one kept in a hundred would show.
    assert!(after.2 < resident + 4096, "{resident} kB, then {} kB", after.2);
}
