//! A report of a loaded object, on any kernel: what BPF wrote is what the report and the typed structs say.

mod support;

use ktsnap::{Snapshot, SnapshotEnum, SnapshotSchema};
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{FailureDumpMap, RenderedValue};
use ktsnap_live::{LiveError, Machine};
use support::Host;

#[derive(Debug, Clone, Copy, PartialEq, Eq, SnapshotEnum)]
#[snapshot(object = "../tests/bpf/host.bpf.o", type = "enum host_stat")]
enum HostStat {
    #[snapshot(rename = "HOST_EVEN")]
    Even,
    #[snapshot(rename = "HOST_ODD")]
    Odd,
    #[snapshot(rename = "NR_HOST_STATS")]
    Count,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o")]
struct Bss {
    nr_steps: u64,
    total: u64,
    was_odd: bool,
    by_bit: [u32; 8],
    last_stat: HostStat,
    #[snapshot(path = "pairs[1].last")]
    last_odd: i16,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o", map = "stats")]
struct Stats {
    #[snapshot(key = "HOST_EVEN", sum)]
    even: u64,
    #[snapshot(key = "HOST_ODD", sum)]
    odd: u64,
}

/// The one map of that name that the report calls live. Other tests load the same object meanwhile.
fn map<'r>(report: &'r FailureDumpReport, name: &str) -> &'r FailureDumpMap {
    let live =
        |map: &&FailureDumpMap| report.active_map_kvas.is_empty() || report.active_map_kvas.contains(&map.map_kva);
    let found: Vec<_> = report.maps.iter().filter(live).filter(|map| map.name == name).collect();
    let [map] = found[..] else { panic!("{} maps are called {name}", found.len()) };
    map
}

fn member<'v>(value: &'v RenderedValue, name: &str) -> &'v RenderedValue {
    let RenderedValue::Struct { members, .. } = value else { panic!("no struct: {value:?}") };
    &members.iter().find(|member| member.name == name).unwrap().value
}

fn uint(value: &RenderedValue) -> u64 {
    let RenderedValue::Uint { value, .. } = value else { panic!("no unsigned integer: {value:?}") };
    *value
}

#[test]
fn a_typed_struct_reads_what_bpf_wrote() {
    let mut host = Host::load("typed");
    let machine = Machine::open().unwrap();
    let instance = machine.program(&host.program()).unwrap();
    let read = || {
        let report = machine.capture(&instance).unwrap();
        let snapshot = Snapshot::new(&report);
        (Bss::from_snapshot(&snapshot).unwrap(), Stats::from_snapshot(&snapshot).unwrap())
    };

    let (bss, stats) = read();
    assert_eq!((bss.nr_steps, bss.total, bss.was_odd, bss.last_stat), (0, 0, false, HostStat::Even));
    assert_eq!(stats, Stats { even: 0, odd: 0 });

    for by in [3, 4, 9] {
        host.step(by);
    }
    let (bss, stats) = read();
    let by_bit = [0, 1, 0, 1, 1, 0, 0, 0];
    assert_eq!(bss, Bss { nr_steps: 3, total: 16, was_odd: true, by_bit, last_stat: HostStat::Odd, last_odd: -9 });
    assert_eq!(stats, Stats { even: 1, odd: 2 });
}

#[test]
fn every_kind_of_map_is_read_or_says_why_not() {
    let mut host = Host::load("kinds");
    for by in [1, 2, 2, 5] {
        host.step(by);
    }
    let machine = Machine::open().unwrap();
    let report = machine.capture(&machine.program(&host.program()).unwrap()).unwrap();

    let slots: Vec<_> = map(&report, "slots")
        .array_entries
        .iter()
        .map(|slot| uint(member(slot.value.as_ref().unwrap(), "sum")))
        .collect();
    assert_eq!(slots, [0, 6, 4, 0]);

    let per_cpu = |name: &str, key: usize| map(&report, name).percpu_entries[key].per_cpu.clone();
    let even: u64 = per_cpu("stats", 0).iter().map(|slot| uint(slot.as_ref().unwrap())).sum();
    assert_eq!(even, 2);
    assert_eq!(per_cpu("stats", 0).len(), libbpf_rs::num_possible_cpus().unwrap());
    // Without a type the value is shown as bytes.
    let bytes = per_cpu("plain", 1);
    assert!(
        bytes.iter().all(|slot| matches!(slot, Some(RenderedValue::Bytes { hex }) if hex.len() == 23)),
        "{bytes:?}"
    );

    for name in ["by_number", "by_number_lru"] {
        let mut entries: Vec<_> = map(&report, name)
            .entries
            .iter()
            .map(|entry| (uint(entry.key.as_ref().unwrap()), uint(member(entry.value.as_ref().unwrap(), "sum"))))
            .collect();
        entries.sort_unstable();
        assert_eq!(entries, [(1, 1), (2, 4), (5, 5)], "{name}");
    }
    for name in ["by_number_cpu", "by_nr_cpu_lru"] {
        let entries = &map(&report, name).percpu_hash_entries;
        let of_2 = entries.iter().find(|entry| entry.key_hex == "02 00 00 00").unwrap();
        let sum: u64 = of_2.per_cpu.iter().map(|slot| uint(member(slot.as_ref().unwrap(), "sum"))).sum();
        assert_eq!((entries.len(), sum), (3, 4), "{name}");
    }

    let ringbuf = map(&report, "events").ringbuf.clone().unwrap();
    // Each of the four records has a header of 8 bytes and 8 bytes of data.
    assert_eq!((ringbuf.capacity, ringbuf.consumer_pos, ringbuf.producer_pos), (4096, 0, 64));
    // When the last one was reserved, the three before it were committed.
    assert_eq!((ringbuf.pending_pos, ringbuf.pending_bytes), (48, 64));

    let waiting = map(&report, "waiting");
    assert!(waiting.error.as_deref().unwrap().contains("only shows its first element"), "{:?}", waiting.error);
    let named: Vec<_> = report.maps.iter().filter(|map| map.error.is_some()).map(|map| map.name.as_str()).collect();
    assert!(named.iter().all(|name| *name == "waiting"), "{named:?}");
}

#[test]
fn every_global_section_is_read() {
    let mut host = Host::load("sections");
    host.step(8);
    let machine = Machine::open().unwrap();
    let report = machine.capture(&machine.program(&host.program()).unwrap()).unwrap();
    let read = |map_name: &str, var: &str| uint(member(map(&report, map_name).value.as_ref().unwrap(), var));
    assert_eq!(read("sections.bss", "total"), 8);
    assert_eq!(read("sections.rodata", "limit"), 1000);
    assert_eq!(read(".data.custom", "custom"), 8);
    // It holds a static alone, so libbpf makes a map that can't be mapped.
    assert_eq!(read(".data.hidden", "hidden"), 10);
    assert!(matches!(
        member(map(&report, "sections.bss").value.as_ref().unwrap(), "unread"),
        RenderedValue::Array { len: 1_048_576, elements } if elements.len() == 4096
    ));
}

#[test]
fn a_report_reads_back_as_it_was_written() {
    let mut host = Host::load("written");
    host.step(1);
    let machine = Machine::open().unwrap();
    let report = machine.capture(&machine.program(&host.program()).unwrap()).unwrap();
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(FailureDumpReport::from_json(&json).unwrap(), report);
}

#[test]
fn of_two_instances_the_captured_one_is_live_and_the_other_is_in_the_report() {
    let mut first = Host::load("twice");
    let mut second = Host::load("twice");
    first.step(1);
    second.step(2);
    second.step(2);
    let machine = Machine::open().unwrap();
    let (one, two) = (machine.program(&first.program()).unwrap(), machine.program(&second.program()).unwrap());
    assert_ne!(one.id(), two.id());
    for (instance, total) in [(&one, 1), (&two, 4)] {
        let report = machine.capture(instance).unwrap();
        let copies: Vec<_> = report.maps.iter().filter(|map| map.name == "twice.bss").collect();
        assert_eq!(copies.len(), 2);
        assert_eq!(report.active_obj_name.as_deref(), Some("twice"));
        assert_eq!(Bss::from_snapshot(&Snapshot::new(&report)).unwrap().total, total);
    }
    let kvas = |report: FailureDumpReport| {
        let mut kvas: Vec<_> =
            report.maps.into_iter().filter(|map| map.name == "twice.bss").map(|map| map.map_kva).collect();
        kvas.sort_unstable();
        kvas
    };
    assert_eq!(kvas(machine.capture(&one).unwrap()), kvas(machine.capture(&two).unwrap()), "across reports");
}

#[test]
fn a_copy_that_something_holds_is_in_the_report_of_all_maps() {
    let mut host = Host::load("held");
    host.step(5);
    let held = host.map(".bss");
    let machine = Machine::open().unwrap();
    let instance = machine.program(&host.program()).unwrap();
    drop(host);
    let error = machine.capture(&instance).unwrap_err();
    assert!(matches!(error, LiveError::Stale { .. }), "{error}");

    let report = machine.capture_all().unwrap();
    assert_eq!(uint(member(map(&report, "held.bss").value.as_ref().unwrap(), "total")), 5);
    assert_eq!(report.active_obj_name, None);
    drop(held);
}

#[test]
fn what_is_not_loaded_is_an_error() {
    let machine = Machine::open().unwrap();
    let error = machine.program("no_such_program").unwrap_err();
    assert!(error.to_string().contains("no BPF program `no_such_program` is loaded"), "{error}");

    let (_first, _second) = (Host::load("same"), Host::load("same"));
    let error = machine.program("host_step").unwrap_err();
    assert!(matches!(&error, LiveError::SeveralPrograms { ids, .. } if ids.len() >= 2), "{error}");
}

#[test]
fn without_an_attached_scheduler_that_is_said() {
    let error = Machine::open().unwrap().attached().unwrap_err();
    assert!(matches!(error, LiveError::NoSchedExt { .. } | LiveError::NotAttached { .. }), "{error}");
}
