//! Structs that `ktsnap derive` wrote, compiled as they are, and captures read with them.

#![allow(dead_code, unreachable_pub, reason = "the files are as the command writes them")]

// They are as rustfmt has them without the repository's settings.
macro_rules! files {
    ($($name:ident)*) => {$(
        #[rustfmt::skip]
        mod $name;
    )*};
}

files! {
    appended
    arrays_bss
    arrays_by_cpu_and_pid
    arrays_by_pid_histograms
    arrays_by_pid_sums
    arrays_devices
    arrays_raw
    arrays_resized
    arrays_sums
    dispatch_bss
    dispatch_bss_and_waits
    dispatch_conditions
    dispatch_cpu_program
    dispatch_cpu_stats
    dispatch_data
    dispatch_instance
    dispatch_masks
    dispatch_only
    dispatch_queue_waits
    dispatch_queue_waits_by_key
    dispatch_rodata
    dispatch_rows
    dispatch_stats
    dispatch_stats_by_number
    dispatch_stats_sum
    dispatch_wait_hist
    dispatch_wait_histogram
    dispatch_wake_stats
    hashes_sums
    histogram_bss
    histogram_cpu_ctxs
    histogram_maps
    label_bss
    label_bss_totals
    label_program
    mitosis_cpu_ctxs
    mitosis_sums
    resized_bss
    resized_slot_started
    resized_slot_stats
    resized_text_dump
    rich_bss_custom
    rich_data
    rich_data_custom
    scx_bpfland_bss
    scx_bpfland_cpu_ctx_stor
    scx_bpfland_data
    scx_bpfland_program
    scx_bpfland_rodata
    scx_rusty_bss
    scx_rusty_data
    scx_rusty_rodata
    scx_rusty_stats
    shapes_array
    shapes_bss
    shapes_data
    shapes_data_long
    shapes_kconfig
    shapes_pcpu
    shapes_rodata
    shapes_sizes
    twins_both
    twins_bss
    twins_data
}

mod described;

use std::fmt::Debug;

use ktsnap::histogram::{Bounds, Buckets};
use ktsnap::{CpuSet, FailureDumpReport, PerCpu, Ptr, Snapshot, SnapshotSchema};
use serde_json::json;

const A2: &str = "../examples/captures/dispatch-a2.json";
const BPFLAND: &str = "../captures/scx_bpfland-b1.json";
/// Four maps of a report of scx_rusty 1.1.4, captured by `tests/real-schedulers/machine/make.sh`.
const RUSTY: &str = "tests/generated/captures/scx_rusty.json";
const RICH: &str = "../captures/ktstr-rich-late_run.json";

/// `latency_bucket()` of `histogram.bpf.c`, which generated structs name.
#[derive(Debug)]
enum Latency {}

impl Buckets for Latency {
    const BOUNDS: Bounds = Bounds::UpTo(&[10_000, 25_000, 50_000]);
}

/// Reads the capture, after checking the whole map against the object.
#[track_caller]
fn read<T: SnapshotSchema + Debug>(capture: &str) -> T {
    let report = FailureDumpReport::from_path(format!("{}/{capture}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let snapshot = Snapshot::new(&report);
    for schema in T::schemas() {
        let check = schema.check(&snapshot).unwrap();
        assert!(check.changed.is_empty(), "{check}");
    }
    T::from_snapshot(&snapshot).unwrap()
}

#[test]
fn every_variable_of_a_bss_is_read() {
    let bss: dispatch_bss::Bss = read(A2);
    assert_eq!((bss.nr_enqueued, bss.nr_tasks, bss.lag_ns, bss.saw_cross), (4262, 87, -4_334_529_670, true));
    assert_eq!((bss.last_dsp, bss.last_wake), (dispatch_bss::DspStat::DspLocal, dispatch_bss::WakeStat::WakeMoved));
    assert_eq!(bss.dsp_stats, [721, 4262, 41]);
    assert_eq!((bss.waits.total_ns, bss.waits.max_ns, bss.waits.nr), (20_994_150_260, 60_344_030, 4983));
    assert_eq!(bss.slowest_comm.as_c_str(), c"kworker/3:1");
    assert_eq!(bss.last_task, Ptr::new(18_387_637_349_056_160_576));
    assert_eq!(bss.cross_cpus_seen, (0..4).collect::<CpuSet>());
    assert_eq!((bss.last_enq.cpu, bss.last_enq.nice, bss.last_enq.kthread), (2, 0, true));
    assert_eq!((bss.last_cross.pid, bss.last_cross.why_waited_ns), (15, 897_000));
    assert_eq!((bss.moves[0], bss.per_llc[1].nr_in), ([523, 950, 0, 0], 950));
    assert_eq!(bss.nr_stopping, 5828);
}

#[test]
fn the_other_sections_of_the_object_are_read() {
    let data: dispatch_data::Data = read(A2);
    assert_eq!((data.min_slice_ns, data.last_cross_cpu, data.max_busy), (500_000, 2, 0.95));
    let rodata: dispatch_rodata::Rodata = read(A2);
    assert_eq!((rodata.slice_us, rodata.max_cross_fraction), (5000, 0.7));
    let masks: dispatch_masks::DataCpumask = read(A2);
    assert!(!masks.cross_cpus.is_null());
    let only: dispatch_only::Moves = read(A2);
    assert_eq!((only.nr_mig_cross, only.waits.nr), (1910, 4983));
}

#[test]
fn the_maps_of_the_object_are_read() {
    let cpus: PerCpu<dispatch_cpu_stats::CpuStats> = read(A2);
    assert_eq!(cpus.get(0).map(|cpu| (cpu.nr_runs, cpu.busy_ns)), Some((1338, 6_352_950_700)));
    let cpus: PerCpu<dispatch_cpu_program::CpuStats> = read(A2);
    assert_eq!(cpus.get(0).map(|cpu| cpu.mean_run_ns().unwrap()), Some(6_352_950_700.0 / 1338.0));
    let instance: dispatch_instance::Instance = read(A2);
    assert_eq!((instance.started_ns, instance.nr_cpus), (5_775_171_510, 4));
    let queues: dispatch_queue_waits::QueueWaits = read(A2);
    assert_eq!((queues.entries[0].nr, queues.entries[1].nr), (712, 3855));
    let queues: dispatch_queue_waits_by_key::QueueWaits = read(A2);
    assert_eq!((queues.local.nr, queues.shared.nr), (712, 3855));
    let stats: dispatch_stats::Stats = read(A2);
    assert_eq!((stats.local.sum(), stats.shared.sum(), stats.kick.get(3)), (Ok(678), Ok(3812), Some(&11)));
    let stats: dispatch_stats_by_number::Stats = read(A2);
    assert_eq!((stats.entry_0.sum(), stats.entry_1.sum()), (Ok(678), Ok(3812)));
    let hist: dispatch_wait_hist::WaitHist = read(A2);
    assert_eq!(hist.entries[12], 1436);
    let wakes: dispatch_wake_stats::WakeStats = read(A2);
    assert_eq!((wakes.stayed.sum(), wakes.busy.get(0)), (Ok(252), Some(&438)));
}

#[test]
fn the_sections_of_a_published_scheduler_are_read() {
    let bss: scx_bpfland_bss::Bss = read(BPFLAND);
    assert_eq!((bss.nr_direct_dispatches, bss.nr_shared_dispatches, bss.nr_running), (201, 6567, 4));
    assert_eq!((bss.nr_cpu_ids, bss.cpus_throttled), (4, false));
    let program: scx_bpfland_program::Bss = read(BPFLAND);
    assert_eq!(program.direct_fraction().unwrap(), 201.0 / 6768.0);
    let data: scx_bpfland_data::Data = read(BPFLAND);
    assert_eq!((data.uei.kind, data.uei.reason.to_str()), (0, Ok("")));
    let rodata: scx_bpfland_rodata::Rodata = read(BPFLAND);
    assert_eq!((rodata.slice_max, rodata.slice_lag, rodata.primary_all), (1_000_000, 40_000_000, true));
    let cpus: PerCpu<scx_bpfland_cpu_ctx_stor::CpuCtxStor> = read(BPFLAND);
    assert_eq!(cpus.get(0).map(|cpu| (cpu.tot_runtime, cpu.perf_lvl)), Some((8_266_930_450, 562)));
}

#[test]
fn the_sections_of_a_larger_scheduler_are_read() {
    let bss: scx_rusty_bss::Bss = read(RUSTY);
    assert_eq!((bss.slice_ns, bss.dom_ctxs.len(), bss.pcpu_ctx.len()), (1_000_000, 64, 512));
    assert_eq!((bss.tune_params_gen, bss.tune_input.slice_ns, bss.sdt_stats.alloc_ops), (63, 1_000_000, 475));
    let data: scx_rusty_data::Data = read(RUSTY);
    assert!(data.uei.msg.is_empty());
    let rodata: scx_rusty_rodata::Rodata = read(RUSTY);
    assert_eq!((rodata.nr_doms, rodata.nr_cpu_ids), (2, 4));
    let stats: scx_rusty_stats::Stats = read(RUSTY);
    assert_eq!(
        (stats.entry_0.sum(), stats.entry_2.get(3), stats.entry_8.sum()),
        (Ok(0), Some(&7), Ok(804 + 698 + 691 + 685))
    );
}

#[test]
fn the_test_scheduler_of_the_harness_is_read() {
    let data: rich_data::Data = read(RICH);
    assert_eq!((data.data_u64, data.data_neg, data.data_double), (0xdead_beef_cafe_f00d, -42, 3.25));
    let custom: rich_data_custom::DataCustom = read(RICH);
    assert_eq!(custom.custom_data, 67);
    let custom: rich_bss_custom::BssCustom = read(RICH);
    assert!(custom.custom_counter > 0);
}

#[test]
fn the_output_of_several_runs_compiles_in_one_file() {
    let bss: appended::Bss = read(A2);
    assert_eq!((bss.slowest_comm.as_c_str(), bss.cross_cpus_seen), (c"kworker/3:1", (0..4).collect::<CpuSet>()));
    assert_eq!((read::<appended::Data>(A2).last_cross_cpu, read::<appended::Rodata>(A2).slice_us), (2, 5000));
    assert_eq!(read::<appended::Stats>(A2).kick.get(3), Some(&11));
}

#[test]
fn a_section_and_a_map_share_the_struct_that_both_contain() {
    let bss: dispatch_bss_and_waits::Bss = read(A2);
    let waits: dispatch_bss_and_waits::WaitStats = bss.waits;
    let queues: dispatch_bss_and_waits::QueueWaits = read(A2);
    assert!(!queues.entries.contains(&waits));
    assert_eq!((waits.nr, queues.entries[1].nr), (4983, 3855));
}

/// The variables of `label.bpf.o`. Some of their texts are not UTF-8 or go on after a NUL.
const LABEL: [(&str, &[u8]); 3] = [
    ("labels", b"one\xff\0\0\0\0twotwo\xfe2"),
    ("label", b"to\xffp\xc3\x28\0behind it"),
    ("nr_seen", b"\x07\0\0\0\0\0\0\0"),
];

#[track_caller]
fn assert_label(bss: &label_bss::Bss) {
    assert_eq!(bss.label.to_bytes(), b"to\xffp\xc3(");
    assert_eq!(bss.labels.each_ref().map(|label| label.to_bytes()), [&b"one\xff"[..], b"twotwo\xfe2"]);
    assert_eq!(bss.nr_seen, 7);
    assert!(format!("{bss:?}").contains(r#"label: "to\xffp\xc3(""#), "{bss:?}");
}

#[test]
fn text_that_is_not_utf8_is_read_from_bytes_and_from_a_report() {
    let mut bytes = [0; 40];
    for var in label_bss::Bss::schema().vars {
        let (_, of_var) = LABEL.iter().find(|(name, _)| *name == var.name).unwrap();
        let at = usize::try_from(var.offset).unwrap();
        bytes[at..at + of_var.len()].copy_from_slice(of_var);
    }
    assert_label(&label_bss::Bss::from_section_bytes(&bytes).unwrap());
    let text = |bytes: &[u8], kind: &str| {
        let byte = |byte: &u8| match kind {
            "int" => json!({"kind": "int", "bits": 8, "value": byte.cast_signed()}),
            _ => json!({"kind": "char", "value": byte}),
        };
        json!({"kind": "array", "len": bytes.len(), "elements": bytes.iter().map(byte).collect::<Vec<_>>()})
    };
    // clang never encodes an integer in BPF as a character, but another compiler may.
    for kind in ["int", "char"] {
        let labels = json!({"kind": "array", "len": 2, "elements": [text(&LABEL[0].1[..8], kind), text(&LABEL[0].1[8..], kind)]});
        let report = json!({"schema": "single", "maps": [{
            "name": "label.bss", "map_kva": 1, "map_type": 2, "value_size": 40, "max_entries": 1,
            "value": {"kind": "struct", "type_name": ".bss", "members": [
                {"name": "labels", "value": labels},
                {"name": "label", "value": text(LABEL[1].1, kind)},
                {"name": "nr_seen", "value": {"kind": "uint", "bits": 64, "value": 7}},
            ]},
        }]});
        let report = FailureDumpReport::from_json(&report.to_string()).unwrap();
        assert_label(&label_bss::Bss::from_snapshot(&Snapshot::new(&report)).unwrap());
    }
}

#[test]
fn section_bytes_are_read_without_a_capture() {
    let bss = shapes_bss::Bss::from_section_bytes(&vec![0; 1 << 17]).unwrap();
    assert_eq!((bss.a_enum, bss.a_senum), (shapes_bss::Color::Red, shapes_bss::Grade::Mild));
    assert_eq!((bss.a_enum64, bss.a_senum64), (shapes_bss::Wide::Other(0), shapes_bss::Deep::Other(0)));
    assert_eq!((bss.a_bits.five, bss.a_union_f, bss.a_outer.lo), (0, 0.0, 0));
    let mut bytes = vec![0; 32];
    bytes[16..].copy_from_slice(&u128::MAX.to_le_bytes());
    let totals = label_bss_totals::BssTotals::from_section_bytes(&bytes).unwrap();
    assert_eq!(totals.totals.into_iter().map(u128::from_le_bytes).collect::<Vec<_>>(), [0, u128::MAX]);
    let sizes = shapes_sizes::MSizes::from_section_bytes(&[1; 17 * 8 * 2]).unwrap();
    assert_eq!(sizes.entry_16.get(1), Some(&0x0101_0101_0101_0101));
}

#[test]
fn an_array_that_user_space_resizes_is_read_at_any_length() {
    let started = |len: u64| (0..len).flat_map(u64::to_le_bytes).collect::<Vec<_>>();
    for len in [1, 4, 5000] {
        let read = resized_slot_started::DataSlotStarted::from_section_bytes(&started(len)).unwrap();
        assert_eq!(read.slot_started, (0..len).collect::<Vec<_>>());
    }
    let stats = resized_slot_stats::DataSlotStats::from_section_bytes(&started(1 + 2 * 5)).unwrap();
    assert_eq!((stats.nr_updates, stats.slot_stats.len(), stats.slot_stats[4].runs), (0, 5, 9));
    let dump = resized_text_dump::DataTextDump::from_section_bytes(b"out of tasks\0\0\0").unwrap();
    assert_eq!(dump.text_dump.to_bytes(), b"out of tasks");
    // The length of an array in a plain section never changes.
    let bss = resized_bss::Bss::from_section_bytes(&[0; 24]).unwrap();
    assert_eq!(bss.hist, [0; 4]);
}
