//! The bytes of sections and maps, read at BTF's offsets: bytes of a real scheduler compared with the report rendered from them,
//! hand-written bytes in both byte orders, and random bytes compared with an independent renderer.

#[path = "support/render.rs"]
mod render;
mod support;

use ktsnap::typed::{OneMap, Schema};
use ktsnap::{PerCpu, Ptr, SchemaError, Snapshot, SnapshotSchema};
use ktsnap_btf::Layout;
use object::{Object, ObjectSection};
use render::Render;
use serde_json::{Value, json};
use support::{capture, of_maps, report};

fn file(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn a2(map: &str) -> Vec<u8> {
    file(&format!("examples/captures/dispatch-a2.{map}.bin"))
}

/// Reads a struct from bytes, and from the report that was rendered from them.
#[track_caller]
fn both<T: OneMap + PartialEq + std::fmt::Debug>(map: &str) -> T {
    let report = capture("examples/captures/dispatch-a2.json");
    let rendered = T::from_snapshot(&Snapshot::new(&report)).unwrap();
    let raw = T::from_section_bytes(&a2(map)).unwrap();
    assert_eq!(raw, rendered);
    raw
}

/// Pseudo-random bytes, the same in every run.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Bytes with many zeros and ones, which reveal a wrong width or sign.
    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len)
            .map(|_| match self.next() % 4 {
                0 => 0,
                1 => 0xff,
                _ => self.next().to_le_bytes()[0],
            })
            .collect()
    }
}

fn section(layout: &Layout, name: &str, map: &str, bytes: &[u8]) -> Value {
    let whole = Render { bytes, big_endian: layout.big_endian };
    let section = layout.section(name).unwrap();
    let members: Vec<_> = section
        .vars
        .iter()
        .map(|var| json!({"name": var.name, "value": whole.at(var.offset, var.size).value(&var.ty)}))
        .collect();
    json!({
        "name": map, "map_kva": 1, "map_type": 2, "value_size": bytes.len(), "max_entries": 1,
        "value": {"kind": "struct", "type_name": name, "members": members},
    })
}

fn map(layout: &Layout, name: &str, cpus: usize, bytes: &[u8]) -> Value {
    let map = layout.map(name).unwrap();
    let ty = map.value.clone().unwrap_or(ktsnap_btf::Type::Bytes { size: map.value_size });
    let stride = map.value_size.next_multiple_of(8);
    let whole = Render { bytes, big_endian: layout.big_endian };
    let values: Vec<_> = (0..map.max_entries * u64::try_from(cpus).unwrap())
        .map(|index| whole.at(index * stride, map.value_size).value(&ty))
        .collect();
    let mut rendered = json!({
        "name": name, "map_kva": 1, "map_type": map.kind.number(), "value_size": map.value_size,
        "max_entries": map.max_entries,
    });
    if map.kind.is_per_cpu() {
        let keys = values.chunks(cpus).enumerate();
        rendered["percpu_entries"] = keys.map(|(key, slots)| json!({"key": key, "per_cpu": slots})).collect();
    } else if map.max_entries > 1 {
        let keys = values.iter().enumerate();
        rendered["array_entries"] = keys.map(|(key, value)| json!({"key": key, "value": value})).collect();
    } else {
        rendered["value"] = values[0].clone();
    }
    rendered
}

mod dispatch {
    use ktsnap::{CpuSet, PerCpu, Ptr, SnapshotEnum, SnapshotSchema};

    #[derive(Debug, PartialEq, SnapshotEnum)]
    #[snapshot(type = "enum dsp_stat", object = "examples/bpf/dispatch.bpf.o")]
    pub(super) enum DspStat {
        DspLocal,
        DspShared,
        DspKick,
        #[snapshot(non_exhaustive)]
        Other(u32),
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(type = "struct wait_stats")]
    pub(super) struct Waits {
        pub(super) total_ns: u64,
        pub(super) max_ns: u64,
        pub(super) nr: u32,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(type = "struct llc_stats")]
    pub(super) struct Llc {
        pub(super) nr_in: u64,
        pub(super) max_wait_ns: u64,
        pub(super) nr_running: i32,
        pub(super) last_cpu: i16,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(type = "struct enq_info")]
    pub(super) struct Enq {
        pub(super) wakeup: u32,
        pub(super) stat: u32,
        pub(super) cpu: u32,
        pub(super) nice: i32,
        pub(super) kthread: bool,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(type = "struct cross_move")]
    pub(super) struct Cross {
        #[snapshot(path = "from.cpu")]
        from: i16,
        #[snapshot(path = "to.llc")]
        to: u8,
        tgid_pid: u64,
        pid: u32,
        tgid: u32,
        stat: DspStat,
        #[snapshot(path = "why.nr_allowed")]
        nr_allowed: u16,
        nice: i8,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    pub(super) struct Bss {
        pub(super) nr_enqueued: u64,
        pub(super) nr_tasks: u32,
        pub(super) lag_ns: i64,
        pub(super) saw_cross: bool,
        pub(super) last_dsp: DspStat,
        pub(super) last_wake: u32,
        pub(super) dsp_stats: [u64; 3],
        pub(super) waits: Waits,
        #[snapshot(path = "waits.max_ns")]
        pub(super) max_wait_ns: u64,
        pub(super) slowest_comm: [u8; 16],
        pub(super) last_task: Ptr,
        pub(super) cross_cpus_seen: CpuSet,
        pub(super) last_enq: Enq,
        pub(super) last_cross: Cross,
        pub(super) moves: [[u64; 4]; 4],
        #[snapshot(path = "moves[*][1]")]
        pub(super) to_second: Vec<u64>,
        #[snapshot(path = "moves[2][3]")]
        pub(super) third_to_fourth: u64,
        pub(super) per_llc: [Llc; 4],
        #[snapshot(path = "per_llc[3].last_cpu")]
        pub(super) last_cpu: i16,
        #[snapshot(path = "per_llc[*].nr_running", min)]
        pub(super) fewest: i32,
        pub(super) recent: [DspStat; 8],
        pub(super) nr_stopping: Option<u64>,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    pub(super) struct Data {
        pub(super) min_slice_ns: u64,
        pub(super) last_cross_cpu: i32,
        pub(super) max_busy: f32,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
    pub(super) struct Stats {
        #[snapshot(key = "DSP_LOCAL", max)]
        pub(super) local: u64,
        #[snapshot(key = "DSP_KICK")]
        pub(super) kick: PerCpu<u64>,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wake_stats", key = "enum wake_stat")]
    pub(super) struct WakeStats {
        #[snapshot(key = "WAKE_MOVED")]
        pub(super) moved: PerCpu<u64>,
        #[snapshot(key = "WAKE_BUSY", max)]
        pub(super) busy: i64,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
    pub(super) struct CpuStats {
        #[snapshot(max)]
        pub(super) nr_runs: u64,
        #[snapshot(min)]
        pub(super) busy_ns: u64,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
    pub(super) struct WaitHist {
        #[snapshot(key = "*")]
        pub(super) slots: [u64; 16],
        #[snapshot(key = "13")]
        pub(super) thirteenth: u64,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits", key = "enum dsp_stat")]
    pub(super) struct QueueWaits {
        #[snapshot(key = "*")]
        pub(super) both: Vec<Waits>,
        #[snapshot(key = "DSP_SHARED", path = "nr")]
        pub(super) nr: u32,
    }

    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "instance", value = "struct instance")]
    pub(super) struct Instance {
        pub(super) started_ns: u64,
        pub(super) nr_cpus: u32,
    }
}

/// Each type in tests/bpf/shapes.bpf.c, mirrored for one of its objects.
macro_rules! shapes {
    ($module:ident, $object:literal) => {
        #[allow(dead_code, reason = "compared as a whole")]
        mod $module {
            use ktsnap::{CpuSet, PerCpu, Ptr, SnapshotEnum, SnapshotSchema};

            pub(super) const OBJECT: &str = $object;

            #[derive(Debug, PartialEq, SnapshotEnum)]
            #[snapshot(type = "enum wide", object = $object)]
            #[repr(u64)]
            #[allow(clippy::enum_variant_names, reason = "C names them so")]
            pub(super) enum Wide {
                WideOne = 1,
                WideTop = 0x8000_0000_0000_0001,
                #[snapshot(non_exhaustive)]
                Other(u64),
            }

            #[derive(Debug, PartialEq, SnapshotEnum)]
            #[repr(i32)]
            pub(super) enum Grade {
                Cold = -5,
                Mild = 0,
                #[snapshot(non_exhaustive)]
                Other(i32),
            }

            #[derive(Debug, PartialEq, SnapshotEnum)]
            pub(super) enum Tiny {
                TinyA,
                #[snapshot(non_exhaustive)]
                Other,
            }

            #[derive(Debug, PartialEq, SnapshotSchema)]
            #[snapshot(type = "struct point")]
            pub(super) struct Point {
                pub(super) y: i32,
                pub(super) x: i32,
            }

            #[derive(Debug, PartialEq, SnapshotSchema)]
            #[snapshot(type = "struct bits", object = $object)]
            pub(super) struct Bits {
                pub(super) one: u32,
                pub(super) three: u32,
                pub(super) twelve: u32,
                pub(super) sixteen: u32,
                pub(super) five: i32,
                pub(super) flag: bool,
                pub(super) forty: u64,
            }

            #[derive(Debug, PartialEq, SnapshotSchema)]
            #[snapshot(type = "struct outer", object = $object)]
            pub(super) struct Outer {
                pub(super) id: u64,
                pub(super) at: Point,
                #[snapshot(rename = "path")]
                pub(super) way: [Point; 3],
                #[snapshot(path = "path[*].y", max)]
                pub(super) highest: i32,
                pub(super) grid: [[u32; 3]; 2],
                pub(super) comm: [u8; 16],
                pub(super) next: Ptr,
                pub(super) raw: u64,
                pub(super) lo: u32,
                pub(super) hi: u32,
                pub(super) color: u32,
                pub(super) flag: bool,
            }

            #[derive(Debug, PartialEq, SnapshotSchema)]
            #[snapshot(type = "struct padded")]
            pub(super) struct Padded {
                pub(super) n: u64,
                pub(super) last: u8,
            }

            #[derive(Debug, PartialEq, SnapshotSchema)]
            #[snapshot(object = $object)]
            pub(super) struct Bss {
                pub(super) a_u8: u8,
                pub(super) a_u16: u16,
                pub(super) a_u32: u32,
                pub(super) a_u64: u64,
                pub(super) a_s8: i8,
                pub(super) a_s16: i16,
                pub(super) a_s32: i32,
                pub(super) a_s64: i64,
                a_long: i64,
                a_ulong: u64,
                pub(super) a_bool: bool,
                pub(super) a_bools: [bool; 4],
                a_char: i8,
                a_schar: i8,
                pub(super) a_comm: [u8; 16],
                a_typedef: u32,
                a_volatile: u64,
                a_restrict: Ptr,
                r#type: u64,
                r#match: u64,
                a_enum: u32,
                pub(super) a_senum: Grade,
                pub(super) a_enum64: Wide,
                pub(super) a_senum64: i64,
                a_tiny: Tiny,
                a_anon_enum: u32,
                a_enums: Vec<u32>,
                pub(super) a_point: Point,
                pub(super) a_outer: Outer,
                #[snapshot(path = "a_outer.grid[1][2]")]
                corner: u32,
                #[snapshot(path = "a_outer.hi", widen)]
                hi: u64,
                pub(super) a_bits: Bits,
                #[snapshot(path = "a_bits.twelve")]
                pub(super) twelve: u32,
                #[snapshot(path = "a_union.s")]
                signed: i64,
                #[snapshot(path = "a_union.bytes")]
                union_bytes: [u8; 8],
                #[snapshot(path = "a_packed.value")]
                pub(super) packed: u64,
                a_padded: [Padded; 4],
                #[snapshot(path = "a_padded[2].last")]
                pub(super) last: u8,
                pub(super) a_cpumask: CpuSet,
                #[snapshot(path = "a_anon.misses")]
                misses: u64,
                #[snapshot(path = "a_anon_typedef.hits")]
                hits: u64,
                a_array: [u64; 3],
                pub(super) a_grid: [[u32; 4]; 3],
                #[snapshot(path = "a_grid[*][3]")]
                column: [u32; 3],
                #[snapshot(rename = "a_grid", max)]
                most: u32,
                a_points: Vec<Point>,
                #[snapshot(path = "huge[4095]")]
                pub(super) huge: u64,
                a_ptr: Ptr,
                a_ptrs: [Ptr; 2],
                a_kptr: Ptr,
                a_hidden: u64,
                a_static: u64,
            }

            #[derive(Debug, PartialEq, SnapshotSchema)]
            #[snapshot(object = $object)]
            pub(super) struct Data {
                pub(super) a_f32: f32,
                pub(super) a_f64: f64,
                pub(super) f32s: [f32; 3],
                pub(super) f64s: Vec<f64>,
                pub(super) d_max_u64: u64,
                pub(super) d_neg_s64: i64,
                pub(super) d_neg: i32,
                pub(super) d_comm: String,
                pub(super) d_point: Point,
                pub(super) d_true: bool,
                pub(super) cnt: i32,
            }

            #[derive(Debug, PartialEq, SnapshotSchema)]
            #[snapshot(object = $object, map = "m_pcpu")]
            pub(super) struct Colors {
                #[snapshot(key = "GREEN")]
                pub(super) green: PerCpu<u64>,
                #[snapshot(key = "1", max)]
                pub(super) most: u64,
            }

            #[derive(Debug, PartialEq, SnapshotSchema)]
            #[snapshot(object = $object, map = "m_sizes")]
            pub(super) struct Sizes {
                #[snapshot(key = "16")]
                pub(super) last: PerCpu<u64>,
                #[snapshot(key = "3")]
                pub(super) halves: PerCpu<[u32; 2]>,
                #[snapshot(key = "3", min)]
                pub(super) least: i64,
            }

            #[derive(Debug, PartialEq, SnapshotSchema)]
            #[snapshot(object = $object, map = "m_array")]
            pub(super) struct Outers {
                #[snapshot(key = "*")]
                pub(super) all: Vec<Outer>,
                #[snapshot(key = "2")]
                pub(super) third: Outer,
                #[snapshot(key = "*", path = "id", max)]
                pub(super) id: u64,
            }
        }
    };
}

shapes!(little, "tests/bpf/shapes.bpf.o");
shapes!(big, "tests/bpf/shapes.be.bpf.o");

fn layout(object: &str) -> Layout {
    Layout::parse(&file(object)).unwrap()
}

fn size(schema: &Schema) -> usize {
    match schema.location {
        ktsnap::typed::Location::Section { size, .. } => usize::try_from(size).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_sections_bytes_read_as_the_report_that_was_made_of_them() {
    let bss: dispatch::Bss = both("bss");
    assert!(bss.nr_enqueued > 0 && bss.saw_cross && bss.waits.max_ns == bss.max_wait_ns, "{bss:?}");
    assert_eq!(bss.nr_tasks, 87);
    let data: dispatch::Data = both("data");
    assert_eq!(data.min_slice_ns, 500_000);
}

#[test]
fn a_maps_bytes_read_as_the_report_that_was_made_of_them() {
    let stats: dispatch::Stats = both("stats");
    assert_eq!(stats.kick.len(), 4);
    let each: PerCpu<dispatch::CpuStats> = both("cpu_stats");
    let total: dispatch::CpuStats = both("cpu_stats");
    assert_eq!(each.len(), 4);
    assert_eq!(each.total(), Ok(total));
    let hist: dispatch::WaitHist = both("wait_hist");
    assert_eq!(hist.thirteenth, hist.slots[13]);
}

#[test]
fn too_few_bytes_of_a_section_are_refused_and_extra_bytes_are_ignored() {
    let bytes = a2("bss");
    assert_eq!(bytes.len(), 632);
    for len in 0..bytes.len() {
        let error = dispatch::Bss::from_section_bytes(&bytes[..len]).unwrap_err();
        assert_eq!(
            error,
            SchemaError::WrongSize {
                object: "examples/bpf/dispatch.bpf.o".to_owned(),
                place: ".bss".to_owned(),
                expected: "at least 632".to_owned(),
                found: len,
            }
        );
    }
    let mut more = bytes.clone();
    more.extend([0xff; 4096]);
    assert_eq!(dispatch::Bss::from_section_bytes(&more), dispatch::Bss::from_section_bytes(&bytes));
}

#[test]
fn a_partial_value_at_the_end_is_refused() {
    let refused = |read: Result<(), SchemaError>| match read {
        Err(SchemaError::WrongSize { expected, found, .. }) => (expected, found),
        other => panic!("{other:?}"),
    };
    let stats = a2("stats");
    assert_eq!(stats.len(), 3 * 4 * 8);
    for len in (0..stats.len()).filter(|len| len % 24 != 0 || *len == 0) {
        let read = dispatch::Stats::from_section_bytes(&stats[..len]).map(drop);
        assert_eq!(refused(read), ("a multiple of 24".to_owned(), len));
    }
    let hist = a2("wait_hist");
    for len in [0, 1, 120, 127, 129, 256] {
        let bytes = vec![0; len];
        assert_eq!(refused(dispatch::WaitHist::from_section_bytes(&bytes).map(drop)), ("128".to_owned(), len));
    }
    assert!(dispatch::WaitHist::from_section_bytes(&hist).is_ok());
    assert_eq!(
        refused(PerCpu::<dispatch::CpuStats>::from_section_bytes(&[0; 24]).map(drop)),
        ("a multiple of 16".to_owned(), 24)
    );
    assert_eq!(refused(dispatch::Instance::from_section_bytes(&[0; 32]).map(drop)), ("16".to_owned(), 32));
}

#[test]
fn a_wrong_size_says_what_to_pass() {
    let error = dispatch::Stats::from_section_bytes(&[0; 8]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "stats of examples/bpf/dispatch.bpf.o has a multiple of 24 bytes, and 8 were given; pass the whole contents, of \
         a scheduler that was built from that object"
    );
}

#[test]
fn a_map_may_have_been_read_on_a_machine_of_any_number_of_cpus() {
    for cpus in [1, 2, 3, 64] {
        let bytes: Vec<u8> = (0..3 * cpus).flat_map(|slot: u64| slot.to_le_bytes()).collect();
        let read = dispatch::Stats::from_section_bytes(&bytes).unwrap();
        assert_eq!(read.local, cpus - 1);
        assert_eq!(read.kick, (2 * cpus..3 * cpus).map(Some).collect());
    }
}

/// The contents of `.data` as the compiler wrote them, read at BTF's offsets.
macro_rules! initialisers {
    ($test:ident, $module:ident) => {
        #[test]
        fn $test() {
            let object = file($module::OBJECT);
            let elf = object::File::parse(object.as_slice()).unwrap();
            let read = $module::Data::from_section_bytes(elf.section_by_name(".data").unwrap().data().unwrap());
            assert_eq!(
                read,
                Ok($module::Data {
                    a_f32: 1.5,
                    a_f64: -2.25,
                    f32s: [0.5, 1.0, -1.0],
                    f64s: vec![1e300, -1e-300],
                    d_max_u64: u64::MAX,
                    d_neg_s64: -9_007_199_254_740_993,
                    d_neg: -7,
                    d_comm: "ktsnap".to_owned(),
                    d_point: $module::Point { x: 3, y: -4 },
                    d_true: true,
                    cnt: 3,
                })
            );
        }
    };
}

initialisers!(initialisers_of_a_little_endian_object_are_read, little);
initialisers!(initialisers_of_a_big_endian_object_are_read, big);

/// A section in which one variable has these bytes and all others are zero.
fn with(object: &str, section: &str, var: &str, value: &[u8]) -> Vec<u8> {
    let layout = layout(object);
    let section = layout.section(section).unwrap();
    let var = section.vars.iter().find(|known| known.name == var).unwrap();
    assert_eq!(usize::try_from(var.size).unwrap(), value.len());
    let at = usize::try_from(var.offset).unwrap();
    let mut bytes = vec![0; usize::try_from(section.size).unwrap()];
    bytes[at..at + value.len()].copy_from_slice(value);
    bytes
}

/// `struct bits { 1, 5, 0xabc, 0x1234, -3, true, 0x123456789a }` as clang 19 initialises it for either machine.
#[test]
fn bitfields_are_where_the_compiler_puts_them_in_either_byte_order() {
    let value = [0xcb, 0xab, 0x34, 0x12, 0x3d, 0, 0, 0, 0x9a, 0x78, 0x56, 0x34, 0x12, 0, 0, 0];
    let read = little::Bss::from_section_bytes(&with(little::OBJECT, ".bss", "a_bits", &value)).unwrap();
    assert_eq!(
        read.a_bits,
        little::Bits { one: 1, three: 5, twelve: 0xabc, sixteen: 0x1234, five: -3, flag: true, forty: 0x12_3456_789a }
    );
    let value = [0xda, 0xbc, 0x12, 0x34, 0xec, 0, 0, 0, 0x12, 0x34, 0x56, 0x78, 0x9a, 0, 0, 0];
    let read = big::Bss::from_section_bytes(&with(big::OBJECT, ".bss", "a_bits", &value)).unwrap();
    assert_eq!(
        read.a_bits,
        big::Bits { one: 1, three: 5, twelve: 0xabc, sixteen: 0x1234, five: -3, flag: true, forty: 0x12_3456_789a }
    );
    assert_eq!(read.twelve, 0xabc);
}

#[test]
fn a_big_endian_section_is_read_by_hand_made_bytes() {
    let read = |var: &str, value: &[u8]| big::Bss::from_section_bytes(&with(big::OBJECT, ".bss", var, value)).unwrap();
    assert_eq!(read("a_u16", &[0x12, 0x34]).a_u16, 0x1234);
    assert_eq!(read("a_u64", &[1, 2, 3, 4, 5, 6, 7, 8]).a_u64, 0x0102_0304_0506_0708);
    assert_eq!(read("a_s32", &[0xff, 0xff, 0xff, 0xfe]).a_s32, -2);
    assert_eq!(read("a_bools", &[0, 1, 0, 2]).a_bools, [false, true, false, true]);
    assert_eq!(read("a_senum", &[0xff, 0xff, 0xff, 0xfb]).a_senum, big::Grade::Cold);
    assert_eq!(read("a_senum", &[0xff, 0xff, 0xff, 0xfa]).a_senum, big::Grade::Other(-6));
    assert_eq!(read("a_enum64", &[0x80, 0, 0, 0, 0, 0, 0, 1]).a_enum64, big::Wide::WideTop);
    assert_eq!(read("a_enum64", &[0x80, 0, 0, 0, 0, 0, 0, 2]).a_enum64, big::Wide::Other(0x8000_0000_0000_0002));
    assert_eq!(read("a_point", &[0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff]).a_point, big::Point { x: 1, y: -1 });
    assert_eq!(read("a_packed", &[9, 0, 0, 0, 0, 0, 0, 1, 0]).packed, 0x100);
    let mut padded = [0; 256];
    padded[2 * 64 + 8] = 7;
    assert_eq!(read("a_padded", &padded).last, 7);
    let mut grid = [0; 48];
    grid[(4 + 3) * 4 + 3] = 5;
    assert_eq!(read("a_grid", &grid).a_grid, [[0; 4], [0, 0, 0, 5], [0; 4]]);
    // CPU 3 is in the first word and CPU 64 in the second. The bytes of each word are swapped.
    let mask = [0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1];
    assert_eq!(read("a_cpumask", &mask).a_cpumask.to_string(), "3,64");
    let mut huge = vec![0; 40_000];
    huge[4095 * 8 + 7] = 3;
    assert_eq!(read("huge", &huge).huge, 3);
}

#[test]
fn bytes_that_a_report_shows_as_hex_are_in_the_objects_order() {
    let sizes = |object: &str, hex: &str| {
        let slot = json!({"kind": "bytes", "hex": hex});
        let entries: Vec<_> = (0..17).map(|key| json!({"key": key, "per_cpu": [slot]})).collect();
        let mut map = map(&layout(object), "m_sizes", 1, &[0; 17 * 8]);
        map["percpu_entries"] = entries.into();
        report(&of_maps(&[map]))
    };
    let hex = "01 02 03 04 05 06 07 08";
    let report = sizes(little::OBJECT, hex);
    let read = little::Sizes::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!(read.last.get(0), Some(&0x0807_0605_0403_0201));
    assert_eq!(read.halves.get(0), Some(&[0x0403_0201, 0x0807_0605]));
    let report = sizes(big::OBJECT, hex);
    let read = big::Sizes::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!(read.last.get(0), Some(&0x0102_0304_0506_0708));
    assert_eq!(read.halves.get(0), Some(&[0x0102_0304, 0x0506_0708]));
    assert_eq!(read.least, 0x0102_0304_0506_0708);
}

#[test]
fn every_section_that_is_cut_short_is_refused() {
    fn refused<T: OneMap>(step: usize) {
        let bytes = vec![0x5a; size(T::schema())];
        assert!(T::from_section_bytes(&bytes).is_ok(), "whole");
        for len in (0..bytes.len()).step_by(step).chain([bytes.len() - 1]) {
            assert!(matches!(T::from_section_bytes(&bytes[..len]), Err(SchemaError::WrongSize { .. })), "{len}");
        }
    }
    refused::<little::Bss>(97);
    refused::<big::Bss>(97);
    refused::<dispatch::Data>(1);
}

/// Reads random bytes, and the report rendered from them.
fn agree<T: OneMap + PartialEq + std::fmt::Debug>(seed: u64, bytes: &[u8], map: Value) {
    let report = report(&of_maps(&[map]));
    let rendered = T::from_snapshot(&Snapshot::new(&report)).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    let raw = T::from_section_bytes(bytes).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    assert_eq!(rendered, raw, "seed {seed}");
}

#[test]
fn random_bytes_of_a_section_read_as_their_report_does() {
    let of_dispatch = layout("examples/bpf/dispatch.bpf.o");
    let [of_little, of_big] = [little::OBJECT, big::OBJECT].map(layout);
    let mut noise = Noise(4);
    for seed in 0..12 {
        let bytes = noise.bytes(size(dispatch::Bss::schema()));
        agree::<dispatch::Bss>(seed, &bytes, section(&of_dispatch, ".bss", "dispatch.bss", &bytes));
        let bytes = noise.bytes(size(little::Bss::schema()));
        agree::<little::Bss>(seed, &bytes, section(&of_little, ".bss", "shapes.bss", &bytes));
        agree::<big::Bss>(seed, &bytes, section(&of_big, ".bss", "shapes.bss", &bytes));
    }
}

#[test]
fn random_bytes_of_a_map_read_as_their_report_does() {
    let of_dispatch = layout("examples/bpf/dispatch.bpf.o");
    let [of_little, of_big] = [little::OBJECT, big::OBJECT].map(layout);
    let mut noise = Noise(7);
    for seed in 0..48 {
        let cpus = 1 + usize::try_from(noise.next() % 5).unwrap();
        let bytes = noise.bytes(3 * 8 * cpus);
        agree::<dispatch::Stats>(seed, &bytes, map(&of_dispatch, "stats", cpus, &bytes));
        agree::<dispatch::WakeStats>(seed, &bytes, map(&of_dispatch, "wake_stats", cpus, &bytes));
        agree::<little::Colors>(seed, &bytes, map(&of_little, "m_pcpu", cpus, &bytes));
        agree::<big::Colors>(seed, &bytes, map(&of_big, "m_pcpu", cpus, &bytes));
        let bytes = noise.bytes(16 * cpus);
        agree::<dispatch::CpuStats>(seed, &bytes, map(&of_dispatch, "cpu_stats", cpus, &bytes));
        agree::<PerCpu<dispatch::CpuStats>>(seed, &bytes, map(&of_dispatch, "cpu_stats", cpus, &bytes));
        let bytes = noise.bytes(17 * 8 * cpus);
        agree::<little::Sizes>(seed, &bytes, map(&of_little, "m_sizes", cpus, &bytes));
        agree::<big::Sizes>(seed, &bytes, map(&of_big, "m_sizes", cpus, &bytes));
        let bytes = noise.bytes(128);
        agree::<dispatch::WaitHist>(seed, &bytes, map(&of_dispatch, "wait_hist", 1, &bytes));
        let bytes = noise.bytes(16);
        agree::<dispatch::Instance>(seed, &bytes, map(&of_dispatch, "instance", 1, &bytes));
        let bytes = noise.bytes(2 * 24);
        agree::<dispatch::QueueWaits>(seed, &bytes, map(&of_dispatch, "queue_waits", 1, &bytes));
        let bytes = noise.bytes(4 * 104);
        agree::<little::Outers>(seed, &bytes, map(&of_little, "m_array", 1, &bytes));
        agree::<big::Outers>(seed, &bytes, map(&of_big, "m_array", 1, &bytes));
    }
}

#[test]
fn a_pointer_is_the_address_that_its_bytes_hold() {
    let bytes = with("examples/bpf/dispatch.bpf.o", ".bss", "last_task", &0xffff_8881_0000_0000_u64.to_le_bytes());
    let read = dispatch::Bss::from_section_bytes(&bytes).unwrap();
    assert_eq!(read.last_task, Ptr::new(0xffff_8881_0000_0000));
    assert!(!read.last_task.is_null());
}
