//! Typed structs bound to a loaded object: what BPF wrote is what they read, and they read no more than they need.

mod support;

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use ktsnap::__private::{CEntries, CType, DerivedSchema, FieldReader, Inspect, Inspected, PathStep};
use ktsnap::series::CounterReset;
use ktsnap::typed::{FieldSchema, Location, Schema, VarSchema};
use ktsnap::{PerCpu, Rows, SchemaError, SnapshotEnum, SnapshotSchema};
use ktsnap_live::{Binding, Instance, LiveError, Machine};
use ktsnap_mapping::page_size;
use support::Host;

#[derive(Debug, PartialEq, SnapshotEnum)]
#[snapshot(object = "../tests/bpf/host.bpf.o", type = "enum host_stat")]
enum HostStat {
    HostEven,
    HostOdd,
    NrHostStats,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct pair")]
struct Pair {
    sum: u64,
    nr: u32,
    last: i16,
    odd: bool,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o")]
struct Bss {
    nr_steps: u64,
    total: Option<u64>,
    was_odd: bool,
    by_bit: [u32; 8],
    last_stat: HostStat,
    pairs: [Pair; 2],
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o")]
struct Far {
    nr_steps: u64,
    #[snapshot(path = "unread[1048575]")]
    far: u64,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o")]
struct All {
    unread: Vec<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o")]
struct Data {
    balance: i32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o")]
struct Rodata {
    limit: u32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o")]
struct Custom {
    custom: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o")]
struct Hidden {
    hidden: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o", map = "stats", key = "enum host_stat")]
struct Stats {
    #[snapshot(key = "HOST_EVEN")]
    even: PerCpu<u64>,
    #[snapshot(key = "HOST_ODD")]
    odd: PerCpu<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o", map = "plain", key = "enum host_stat")]
struct Plain {
    #[snapshot(key = "HOST_ODD", sum)]
    odd: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o", map = "slots")]
struct Slots {
    #[snapshot(key = "*")]
    all: Vec<Pair>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o", map = "cpu_pairs", value = "struct pair")]
struct CpuPair {
    #[snapshot(sum)]
    sum: u64,
    #[snapshot(sum)]
    nr: u32,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct WaitHist {
    #[snapshot(key = "*")]
    _slots: [u64; 16],
}

/// A struct with these variables of `.bss`, as a derive would write it for an object that has them. What it reads is
/// whether each is there, and its value.
macro_rules! by_hand {
    ($name:ident, $location:expr, $vars:expr, $fields:expr) => {
        #[derive(Debug, PartialEq)]
        struct $name(Vec<Option<u64>>);

        impl Inspect for $name {
            fn inspect(&self) -> Inspected {
                self.0.inspect()
            }
        }

        impl DerivedSchema for $name {
            const SCHEMA: Schema = Schema::new("other.bpf.o", $location, $vars, $fields);

            fn read(from: &FieldReader<'_>) -> Result<Self, SchemaError> {
                let fields = (0..Self::SCHEMA.fields.len())
                    .map(|index| ktsnap::__private::field(|_: &Self| &None::<u64>).read(from, index));
                Ok(Self(fields.collect::<Result<_, _>>()?))
            }

            fn difference(&self, _: &Self) -> Result<Self, CounterReset> {
                Ok(Self(self.0.clone()))
            }
        }
    };
}

const BSS: Location = Location::Section { name: ".bss", size: 16 };
const U64: CType = CType::Uint { bits: 64 };

by_hand!(
    Moved,
    BSS,
    &[
        VarSchema::new("total", 4096, 8, "u64", U64),
        VarSchema::new("added_later", 8, 8, "u64", U64).optional(true),
        VarSchema::new("nr_steps", 0, 8, "u64", U64),
    ],
    &[
        FieldSchema::new("total", 0, "total", "u64"),
        FieldSchema::new("added_later", 1, "added_later", "u64"),
        FieldSchema::new("nr_steps", 2, "nr_steps", "u64"),
    ]
);
by_hand!(
    Narrow,
    BSS,
    &[VarSchema::new("total", 8, 4, "volatile u32", CType::Uint { bits: 32 })],
    &[FieldSchema::new("total", 0, "total", "volatile u32")]
);
by_hand!(
    Longer,
    BSS,
    &[VarSchema::new("by_bit", 20, 40, "struct bits", CType::Array { len: 8, element: &CType::Uint { bits: 32 } })],
    &[FieldSchema::new("by_bit", 0, "by_bit", "struct bits")]
);
by_hand!(
    Missing,
    BSS,
    &[VarSchema::new("nr_kicks", 8, 8, "u64", U64)],
    &[FieldSchema::new("nr_kicks", 0, "nr_kicks", "u64")]
);
by_hand!(
    Entries,
    Location::Map { name: "stats", map_type: 6, value_size: 8, max_entries: 3, per_cpu: true },
    &[VarSchema::new("stats", 0, 8, "u64", CType::Array { len: 3, element: &CType::PerCpu(&U64) })],
    &[FieldSchema::new("all", 0, "stats", "u64")]
);
by_hand!(
    Size,
    Location::Map { name: "stats", map_type: 6, value_size: 16, max_entries: 2, per_cpu: true },
    &[VarSchema::new("stats", 0, 16, "u64[2]", CType::Bytes { size: 16 })],
    &[FieldSchema::new("all", 0, "stats", "u64[2]")]
);

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o", map = "by_number")]
struct ByNumber {
    #[snapshot(key = "*")]
    pairs: Rows<u32, Pair>,
    #[snapshot(key = "2", path = "sum")]
    of_2: Option<u64>,
    #[snapshot(key = "3", path = "sum")]
    of_3: Option<u64>,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o", map = "by_number_lru")]
struct ByNumberLru {
    #[snapshot(key = "*", path = "sum", gauge)]
    sums: Rows<u32, u64>,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/host.bpf.o", map = "by_number_cpu")]
struct ByNumberCpu {
    #[snapshot(key = "*", path = "sum")]
    each: Rows<u32, PerCpu<u64>>,
    #[snapshot(key = "*", path = "sum", sum)]
    sums: Rows<u32, u64>,
}

/// Built against an object in which the keys have another type.
#[derive(Debug)]
struct WideKeys;

static WIDE_KEYS: Schema = Schema::new(
    "host.bpf.o",
    Location::Map { name: "by_number", map_type: 1, value_size: 16, max_entries: 16, per_cpu: false },
    &[VarSchema::new(
        "by_number",
        0,
        16,
        "struct pair",
        CType::Entries(&CEntries::new(CType::Uint { bits: 64 }, "u64", CType::Bytes { size: 16 })),
    )],
    &[FieldSchema::new("all", 0, "by_number[*]", "struct pair").steps(&[PathStep::All])],
);

impl Inspect for WideKeys {
    fn inspect(&self) -> Inspected {
        Inspected::Absent
    }
}

impl DerivedSchema for WideKeys {
    const SCHEMA: Schema = WIDE_KEYS;

    fn read(_: &FieldReader<'_>) -> Result<Self, SchemaError> {
        Ok(Self)
    }

    fn difference(&self, _: &Self) -> Result<Self, CounterReset> {
        Ok(Self)
    }
}

/// What is mapped is counted over the whole process, so one test runs at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn instance(host: &Host) -> Instance {
    Machine::open().unwrap().program(&host.program()).unwrap()
}

/// Bytes of BPF maps that this process has in its memory, and how many mappings that is.
fn mapped() -> (usize, usize) {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let ranges: Vec<usize> = maps
        .lines()
        .filter(|line| line.ends_with("anon_inode:bpf-map"))
        .map(|line| {
            let (start, end) = line.split_once(' ').unwrap().0.split_once('-').unwrap();
            usize::from_str_radix(end, 16).unwrap() - usize::from_str_radix(start, 16).unwrap()
        })
        .collect();
    (ranges.iter().sum(), ranges.len())
}

/// What a call adds to that: bytes, mappings.
fn adds<T>(call: impl FnOnce() -> T) -> (T, (usize, usize)) {
    let before = mapped();
    let made = call();
    let after = mapped();
    (made, (after.0 - before.0, after.1 - before.1))
}

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

fn drift<T: SnapshotSchema>(of: &Instance) -> String {
    let error = of.bind::<T>().unwrap_err();
    assert!(matches!(error, LiveError::Drift { .. }), "{error:?}");
    error.to_string()
}

#[test]
fn a_bound_struct_reads_what_bpf_wrote_meanwhile() {
    let _alone = alone();
    let mut host = Host::load("direct");
    let live: Binding<Bss> = instance(&host).bind().unwrap();
    let none = || Pair { sum: 0, nr: 0, last: 0, odd: false };
    let start = Bss {
        nr_steps: 0,
        total: Some(0),
        was_odd: false,
        by_bit: [0; 8],
        last_stat: HostStat::HostEven,
        pairs: [none(), none()],
    };
    assert_eq!(live.read().unwrap(), start);
    host.step(5);
    host.step(7);
    let by_bit = [0, 0, 0, 0, 0, 1, 0, 1];
    let odd = Pair { sum: 12, nr: 2, last: -7, odd: true };
    assert_eq!(
        live.read().unwrap(),
        Bss { nr_steps: 2, total: Some(12), was_odd: true, by_bit, last_stat: HostStat::HostOdd, pairs: [none(), odd] }
    );
    host.step(1 << 40);
    let read = live.read().unwrap();
    assert_eq!((read.total, read.was_odd, read.pairs[0].sum), (Some(12 + (1 << 40)), false, 1 << 40));
    assert!(format!("{live:?}").contains("host_step"), "{live:?}");
}

#[test]
fn an_instance_says_when_it_was_loaded() {
    let before = SystemTime::now();
    let host = Host::load("moment");
    let after = SystemTime::now();
    let loaded = instance(&host).loaded_at();
    // Two clocks are read, one after the other.
    let apart = Duration::from_millis(100);
    assert!(before - apart <= loaded && loaded <= after + apart, "{before:?} {loaded:?} {after:?}");
}

#[test]
fn every_kind_of_section_is_read() {
    let _alone = alone();
    let mut host = Host::load("sections");
    let of = instance(&host);
    let (data, rodata) = (of.bind::<Data>().unwrap(), of.bind::<Rodata>().unwrap());
    let custom = of.bind::<Custom>().unwrap();
    assert_eq!(rodata.read().unwrap(), Rodata { limit: 1000 });
    assert_eq!((data.read().unwrap(), custom.read().unwrap()), (Data { balance: 100 }, Custom { custom: 7 }));
    host.step(130);
    assert_eq!((data.read().unwrap(), custom.read().unwrap()), (Data { balance: -30 }, Custom { custom: 8 }));
}

#[test]
fn a_section_of_statics_alone_is_looked_up() {
    let _alone = alone();
    let mut host = Host::load("statics");
    let (hidden, added) = adds(|| {
        let hidden: Binding<Hidden> = instance(&host).bind().unwrap();
        assert_eq!(hidden.read().unwrap(), Hidden { hidden: 9 });
        hidden
    });
    assert_eq!(added, (0, 0), "it can't be mapped");
    host.step(1);
    assert_eq!(hidden.read().unwrap(), Hidden { hidden: 10 });
}

#[test]
fn a_section_of_a_hundred_megabytes_costs_what_its_fields_do() {
    let _alone = alone();
    let mut host = Host::load_lengthened("large", 100_000_000);
    let of = instance(&host);
    assert!(of.global(".bss").unwrap().map().value_size() == 100_000_000);
    host.step(3);

    let (near, added) = adds(|| {
        let near: Binding<Bss> = of.bind().unwrap();
        let mut total = None;
        let used = allocation_counter::measure(|| total = near.read().unwrap().total);
        assert_eq!(total, Some(3));
        assert!(used.bytes_max < 16_384, "{used:?}");
        near
    });
    assert_eq!(added, (page_size(), 1), "all its fields are in the first page");

    let (far, added) = adds(|| {
        let far: Binding<Far> = of.bind().unwrap();
        assert_eq!(far.read().unwrap(), Far { nr_steps: 1, far: 0 });
        far
    });
    assert_eq!(added, (2 * page_size(), 2), "a variable after 8 MB is in a page of its own");

    let ((), added) = adds(|| {
        for step in 2..100 {
            host.step(1);
            assert_eq!((near.read().unwrap().nr_steps, far.read().unwrap().nr_steps), (step, step));
        }
    });
    assert_eq!(added, (0, 0), "they stay mapped");
    let before = mapped();
    drop((near, far));
    assert_eq!(before.0 - mapped().0, 3 * page_size());
}

#[test]
fn an_array_that_was_lengthened_is_read_by_index_and_as_a_whole() {
    let _alone = alone();
    let host = Host::load("asbuilt");
    assert_eq!(instance(&host).bind::<All>().unwrap().read().unwrap().unread.len(), 1 << 20);
    let host = Host::load_lengthened("longer", 88 + 8 * (1 << 21));
    let of = instance(&host);
    assert_eq!(of.bind::<Far>().unwrap().read().unwrap().far, 0);
    assert_eq!(of.bind::<All>().unwrap().read().unwrap().unread.len(), 1 << 21);
}

#[test]
fn a_variable_that_moved_is_read_where_it_stands_and_an_optional_one_may_be_absent() {
    let _alone = alone();
    let mut host = Host::load("moved");
    let live: Binding<Moved> = instance(&host).bind().unwrap();
    host.step(6);
    assert_eq!(live.read().unwrap(), Moved(vec![Some(6), None, Some(1)]));
}

#[test]
fn a_variable_of_another_type_or_a_missing_one_is_reported() {
    let _alone = alone();
    let host = Host::load("drift");
    let of = instance(&host);
    assert_eq!(
        drift::<Narrow>(&of),
        "`total` in drift.bss of the running `host_step` is uint64 (volatile u64), but uint32 (volatile u32) in \
         other.bpf.o; rebuild against the object of the running scheduler"
    );
    assert_eq!(
        drift::<Missing>(&of),
        "`nr_kicks` in drift.bss of the running `host_step` is not there, but uint64 (u64) in other.bpf.o; rebuild \
         against the object of the running scheduler"
    );
    assert!(
        drift::<Longer>(&of).contains("`by_bit` in drift.bss of the running `host_step` is 32 bytes, but 40 bytes")
    );
    assert!(drift::<Entries>(&of).contains("is [uint64; 2], but [uint64; 3] (u64) in"), "{}", drift::<Entries>(&of));
    assert!(drift::<Size>(&of).contains("is of map type 6 with values of 8 bytes, but"), "{}", drift::<Size>(&of));
}

#[test]
fn what_the_object_lacks_is_told_with_what_it_has() {
    let _alone = alone();
    let host = Host::load("lacks");
    let of = instance(&host);
    let LiveError::NoMap { name, place, has } = of.bind::<WaitHist>().unwrap_err() else { panic!() };
    assert_eq!((name.as_str(), place.as_str()), ("host_step", "wait_hist"));
    assert!(has.contains(&"lacks.bss".to_owned()) && has.contains(&"slots".to_owned()), "{has:?}");
    let LiveError::NoMap { place, .. } = of.global(".bss.other").unwrap_err() else { panic!() };
    assert_eq!(place, ".bss.other");
}

#[test]
fn an_object_that_is_gone_is_stale_though_its_map_is_open() {
    let _alone = alone();
    let mut host = Host::load("stale");
    let of = instance(&host);
    let (bss, stats): (Binding<Bss>, Binding<Stats>) = (of.bind().unwrap(), of.bind().unwrap());
    let global = of.global(".bss").unwrap();
    host.step(3);
    assert_eq!(bss.read().unwrap().nr_steps, 1);
    drop(host);
    for error in [bss.read().map(drop).unwrap_err(), stats.read().map(drop).unwrap_err()] {
        let LiveError::Stale { name, id, now } = error else { panic!("{error}") };
        assert_eq!((name.as_str(), id, now.as_str()), ("host_step", of.id(), "its program was unloaded"));
    }
    assert_eq!(global.read(&[0..8, 8..16]).unwrap(), [1_u64, 3].map(|value| value.to_ne_bytes().to_vec()));

    let again = Host::load("stale");
    assert_eq!(instance(&again).bind::<Bss>().unwrap().read().unwrap().nr_steps, 0);
    assert!(matches!(bss.read(), Err(LiveError::Stale { .. })), "the new one is another");
}

#[test]
fn a_range_past_the_end_is_refused() {
    let _alone = alone();
    let host = Host::load("ranges");
    let of = instance(&host);
    for (section, size) in [(".bss", 8_388_696), (".data.hidden", 8)] {
        let global = of.global(section).unwrap();
        assert_eq!(global.section().size, size);
        assert_eq!(global.read(&[size - 8..size, size..size, 0..0]).unwrap().concat().len(), 8);
        let backwards = std::ops::Range { start: 8, end: 0 };
        for range in [size - 7..size + 1, size..size + 1, 0..u64::MAX, u64::MAX..u64::MAX, backwards] {
            let error = global.read(&[0..8, range.clone()]).unwrap_err().to_string();
            assert!(error.contains(&format!(
                "bytes {}..{} are not in the section, which has {size} bytes",
                range.start, range.end
            )));
        }
    }
}

/// What bpftool reads of a per-CPU array: each key's values, by CPU.
fn dumped(of: &Instance, map: &str) -> Vec<Vec<u64>> {
    let id = of.maps().iter().find(|known| known.name() == map).unwrap().id().to_string();
    let output = Command::new("bpftool").args(["-j", "map", "dump", "id", &id]).output().expect("bpftool is installed");
    let keys: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let byte = |byte: &serde_json::Value| u8::from_str_radix(&byte.as_str().unwrap()[2..], 16).unwrap();
    let value = |slot: &serde_json::Value| {
        let bytes: Vec<u8> = slot["value"].as_array().unwrap().iter().map(byte).collect();
        u64::from_ne_bytes(bytes[..8].try_into().unwrap())
    };
    keys.as_array().unwrap().iter().map(|key| key["values"].as_array().unwrap().iter().map(value).collect()).collect()
}

#[test]
fn per_cpu_arrays_are_what_bpftool_dumps() {
    let _alone = alone();
    let mut host = Host::load("percpu");
    let of = instance(&host);
    let (stats, plain): (Binding<Stats>, Binding<Plain>) = (of.bind().unwrap(), of.bind().unwrap());
    let pairs: Binding<PerCpu<CpuPair>> = of.bind().unwrap();
    for by in [3, 4, 9, 1, 2] {
        host.step(by);
    }
    let slots = |of: &PerCpu<u64>| of.iter().map(|slot| *slot.unwrap()).collect::<Vec<u64>>();
    let read = stats.read().unwrap();
    assert_eq!(vec![slots(&read.even), slots(&read.odd)], dumped(&of, "stats"));
    let sum = |slots: Vec<u64>| slots.iter().sum::<u64>();
    assert_eq!((sum(slots(&read.even)), sum(slots(&read.odd))), (2, 3));

    assert_eq!(plain.read().unwrap(), Plain { odd: 13 });
    assert_eq!(sum(dumped(&of, "plain")[1].clone()), 13);

    let sums: Vec<u64> = pairs.read().unwrap().iter().map(|slot| slot.unwrap().sum).collect();
    assert_eq!(vec![sums], dumped(&of, "cpu_pairs"));
    assert_eq!(of.bind::<CpuPair>().unwrap().read().unwrap(), CpuPair { sum: 19, nr: 5 });
}

/// What bpftool reads of a hash map: by key the first 8 bytes of each value.
fn dumped_hash(of: &Instance, map: &str) -> BTreeMap<u32, Vec<u64>> {
    let id = of.maps().iter().find(|known| known.name() == map).unwrap().id().to_string();
    let output = Command::new("bpftool").args(["-j", "map", "dump", "id", &id]).output().expect("bpftool is installed");
    let entries: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let bytes = |of: &serde_json::Value| -> Vec<u8> {
        let byte = |byte: &serde_json::Value| u8::from_str_radix(&byte.as_str().unwrap()[2..], 16).unwrap();
        of.as_array().unwrap().iter().map(byte).collect()
    };
    let number = |of: &serde_json::Value| u64::from_ne_bytes(bytes(of)[..8].try_into().unwrap());
    let of_entry = |entry: &serde_json::Value| {
        let key = u32::from_ne_bytes(bytes(&entry["key"]).try_into().unwrap());
        let values = match entry["values"].as_array() {
            Some(slots) => slots.iter().map(|slot| number(&slot["value"])).collect(),
            None => vec![number(&entry["value"])],
        };
        (key, values)
    };
    entries.as_array().unwrap().iter().map(of_entry).collect()
}

#[test]
fn hash_maps_are_what_bpftool_dumps() {
    let _alone = alone();
    let mut host = Host::load("hashes");
    let of = instance(&host);
    let (plain, lru, cpus): (Binding<ByNumber>, Binding<ByNumberLru>, Binding<ByNumberCpu>) =
        (of.bind().unwrap(), of.bind().unwrap(), of.bind().unwrap());
    assert!(plain.read().unwrap().pairs.is_empty(), "no entry was added yet");
    for by in [1, 2, 10, 5] {
        host.step(by);
    }
    let read = plain.read().unwrap();
    let sums: BTreeMap<_, _> = read.pairs.iter().map(|(key, pair)| (*key, vec![pair.sum])).collect();
    assert_eq!(sums, dumped_hash(&of, "by_number"));
    assert_eq!(sums, BTreeMap::from([(1, vec![1]), (2, vec![12]), (5, vec![5])]));
    assert_eq!((read.of_2, read.of_3), (Some(12), None));
    assert_eq!(read.pairs.get(&5), Some(&Pair { sum: 5, nr: 1, last: -5, odd: true }));

    let sums: BTreeMap<_, _> = lru.read().unwrap().sums.into_iter().map(|(key, sum)| (key, vec![sum])).collect();
    assert_eq!(sums, dumped_hash(&of, "by_number_lru"));

    let read = cpus.read().unwrap();
    let slots = |of: &PerCpu<u64>| of.iter().map(|slot| *slot.unwrap()).collect::<Vec<u64>>();
    let each: BTreeMap<_, _> = read.each.iter().map(|(key, cpus)| (*key, slots(cpus))).collect();
    assert_eq!(each, dumped_hash(&of, "by_number_cpu"));
    assert_eq!(read.sums.get(&2), Some(&12));
}

#[test]
fn a_hash_map_with_keys_of_another_type_is_reported() {
    let _alone = alone();
    let host = Host::load("widekeys");
    let error = drift::<WideKeys>(&instance(&host));
    assert!(error.contains("`by_number[*].key()` in by_number of the running"), "{error}");
    assert!(error.contains("is uint32, but uint64"), "{error}");
}

#[test]
fn an_arrays_entries_are_read_each_at_its_key() {
    let _alone = alone();
    let mut host = Host::load("entries");
    let slots: Binding<Slots> = instance(&host).bind().unwrap();
    for by in [1, 2, 6] {
        host.step(by);
    }
    let pair = |sum, nr, last, odd| Pair { sum, nr, last, odd };
    let all = vec![pair(0, 0, 0, false), pair(1, 1, -1, true), pair(8, 2, -6, false), pair(0, 0, 0, false)];
    assert_eq!(slots.read().unwrap(), Slots { all });
}

#[test]
fn a_thousand_binds_and_reads_leave_nothing_behind() {
    let _alone = alone();
    let host = Host::load("leaks");
    let of = instance(&host);
    let once = || {
        of.bind::<Bss>().unwrap().read().unwrap();
        of.bind::<Stats>().unwrap().read().unwrap();
        of.bind::<Hidden>().unwrap().read().unwrap();
    };
    once();
    let (open, before) = (descriptors(), mapped());
    let mut left = 0;
    for _ in 0..1000 {
        left = allocation_counter::measure(once).bytes_current;
    }
    assert_eq!((descriptors(), mapped(), left), (open, before, 0));
}
