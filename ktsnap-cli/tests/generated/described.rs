//! Rows, histograms and sums in structs that `ktsnap derive` wrote, read from captures, from reports and from bytes.

use ktsnap::{FailureDumpReport, PerCpu, Snapshot, SnapshotSchema};
use serde_json::{Value, json};

use super::*;

fn words(words: impl IntoIterator<Item = u64>) -> Vec<u8> {
    words.into_iter().flat_map(u64::to_le_bytes).collect()
}

/// A value in which each word is its own offset, plus `first`.
fn offsets(size: u64, first: u64) -> Vec<u8> {
    words((0..size / 8).map(|word| first + 8 * word))
}

/// Reads a report of one map.
fn read_from<T: SnapshotSchema>(map: &Value) -> T {
    let report = json!({"schema": "single", "maps": [map]}).to_string();
    T::from_snapshot(&Snapshot::new(&FailureDumpReport::from_json(&report).unwrap())).unwrap()
}

fn uint(bits: u32, value: u64) -> Value {
    json!({"kind": "uint", "bits": bits, "value": value})
}

fn array(elements: &[Value]) -> Value {
    json!({"kind": "array", "len": elements.len(), "elements": elements})
}

fn numbers(bits: u32, numbers: impl IntoIterator<Item = u64>) -> Value {
    array(&numbers.into_iter().map(|value| uint(bits, value)).collect::<Vec<_>>())
}

fn ints(numbers: &[i64]) -> Value {
    array(&numbers.iter().map(|value| json!({"kind": "int", "bits": 32, "value": value})).collect::<Vec<_>>())
}

fn object(members: &[(&str, Value)]) -> Value {
    let members: Vec<_> = members.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    json!({"kind": "struct", "type_name": null, "members": members})
}

#[test]
fn rows_and_histograms_are_read_from_a_capture() {
    let bss: dispatch_rows::Bss = read(A2);
    let row = &bss.dsp_stats;
    assert_eq!((row.local, row.shared, row.kick, bss.nr_enqueued), (721, 4262, 41, 4262));
    assert_eq!((bss.shared_pct(), bss.growth(&bss)), (Ok(100.0), Ok(1.0)));
    let hist: dispatch_wait_histogram::WaitHist = read(A2);
    let counts = [0, 0, 0, 0, 3, 61, 231, 324, 274, 281, 501, 947, 1436, 438, 43, 5];
    assert_eq!(hist.entries.counts(), counts);
    // 4,496 of 4,544 are in the buckets before the last two.
    assert_eq!(hist.entries.percentile(99.0).unwrap().bucket.to_string(), "16384 to 32768");
    assert_eq!(hist.longest_pct(), Ok(500.0 / 4544.0));
}

#[test]
fn the_values_of_all_cpus_are_added_up() {
    let stats: dispatch_stats_sum::Stats = read(A2);
    // 196 + 161 + 164 + 157, 965 + 936 + 936 + 975, 10 + 9 + 6 + 11
    assert_eq!((stats.local, stats.shared, stats.kick), (678, 3812, 36));
}

#[test]
fn histograms_of_a_section_are_at_the_offsets_of_their_arrays() {
    let bss = histogram_bss::Bss::from_section_bytes(&offsets(824, 0)).unwrap();
    assert_eq!(bss.wait_us.counts(), [0, 8, 16, 24, 32, 40, 48, 56]);
    assert_eq!(bss.depth.counts(), [64, 0, 72, 0, 80]);
    assert_eq!(bss.latency_ns.counts(), [88, 96, 104, 112]);
    assert_eq!(bss.bits.counts(), [120, 0, 0, 0, 0, 0]);
    // The second struct of 72 bytes after 168, after its `id`.
    assert_eq!(bss.llcs[1].hop_ns.counts()[..2], [248, 256]);
    // Kind 1 of CPU 3, and its second bucket, which counts 2 << 8 to 4 << 8.
    assert_eq!(bss.hist[3][1].counts()[..2], [760, 768]);
    let second = bss.hist[3][1].iter().nth(1).unwrap();
    assert_eq!((second.0.lower, second.0.upper, second.1), (512, Some(1024), 768));
    let (bucket, _) = bss.depth.iter().nth(3).unwrap();
    assert_eq!((bucket.lower, bucket.upper), (12, Some(16)));
    assert_eq!(bss.latency_ns.iter().next().unwrap().0.upper, Some(10_000));
}

#[test]
fn histograms_of_maps_are_read_per_cpu_or_over_all_cpus() {
    let cpus = [offsets(160, 0), offsets(160, 1000)].concat();
    let cpus = PerCpu::<histogram_cpu_ctxs::CpuCtxs>::from_section_bytes(&cpus).unwrap();
    let cpu = cpus.get(1).unwrap();
    // `run_us` follows `nr_runs`, and `by_llc` ends the struct of 160 bytes.
    assert_eq!((cpu.nr_runs, cpu.run_us.counts()[7]), (1000, 1064));
    assert_eq!(cpu.by_llc[1].counts(), [1128, 1136, 1144, 1152]);
    // Of each key, the values of CPUs 0 and 1 are 10 * key and 10 * key + 1.
    let sleeps = words((0..4).flat_map(|key| [10 * key, 10 * key + 1]));
    let sleeps = histogram_maps::SleepHist::from_section_bytes(&sleeps).unwrap();
    assert_eq!(sleeps.entries.counts(), [1, 21, 41, 61]);
    let raw = histogram_maps::RawHist::from_section_bytes(&offsets(64, 0)).unwrap();
    assert_eq!(raw.raw_hist.counts(), [0, 8, 16, 24, 32, 40, 48, 56]);
}

/// `struct cpu_ctx` of scx_mitosis: `cstats[256][13]`, `cell_cycles[256]`, `running_ns[256]`, `vtime_now`, `cell` and `llc`.
const CPU_CTX: u64 = 30_736;

#[test]
fn each_cell_of_mitosis_has_the_counters_that_its_enum_names() {
    let bytes = [offsets(CPU_CTX, 0), offsets(CPU_CTX, 1_000_000)].concat();
    let cpus = PerCpu::<mitosis_cpu_ctxs::CpuCtxs>::from_section_bytes(&bytes).unwrap();
    let cpu = cpus.get(1).unwrap();
    assert_eq!((cpu.cstats.len(), cpu.running_ns.len()), (256, 256));
    // Row 3 begins at word 39.
    assert_eq!((cpu.cstats[3].local, cpu.cstats[3].slice_shrink_min), (1_000_312, 1_000_312 + 12 * 8));
    let sums = mitosis_sums::Mitosis::from_section_bytes(&bytes).unwrap();
    assert_eq!((sums.cstats[3].local, sums.cstats[3].steal), (1_000_624, 1_000_624 + 2 * 40));
    // `running_ns` begins at 8 * (256 * 13 + 256).
    assert_eq!(sums.running_ns[255], 2 * (28_672 + 255 * 8) + 1_000_000);
    // Row by row, the sums are 208 * row + 1,000,000, and 80 more. The rows add up to 208 * 32,640 + 256,000,000.
    assert_eq!(sums.steal_pct(), Ok(100.0 * (262_789_120.0 + 256.0 * 80.0) / 262_789_120.0));
}

#[test]
fn the_cells_of_mitosis_are_read_from_a_report() {
    let cpu = |first: u64| {
        let rows: Vec<_> = (0..256).map(|cell| numbers(64, (0..13).map(|stat| first + 100 * cell + stat))).collect();
        object(&[
            ("cstats", array(&rows)),
            ("cell_cycles", numbers(64, 0..256)),
            ("running_ns", numbers(64, first..first + 256)),
            ("vtime_now", uint(64, 7)),
            ("cell", uint(32, 1)),
            ("llc", uint(32, 0)),
        ])
    };
    let map = json!({
        "name": "cpu_ctxs", "map_kva": 1, "map_type": 6, "value_size": CPU_CTX, "max_entries": 1,
        "percpu_entries": [{"key": 0, "per_cpu": [cpu(0), cpu(50_000)]}],
    });
    let cpus: PerCpu<mitosis_cpu_ctxs::CpuCtxs> = read_from(&map);
    assert_eq!(cpus.get(1).map(|cpu| (cpu.cstats[255].pin_skip, cpu.cell)), Some((50_000 + 25_500 + 9, 1)));
    let sums: mitosis_sums::Mitosis = read_from(&map);
    assert_eq!((sums.cstats[2].cell_dsq, sums.running_ns[3]), (50_000 + 2 * 202, 50_006));
    // Each counter of cell 2 is 50,400 and twice its index: 0, 1, 2 and 4 for those of `decisions`.
    assert_eq!(sums.cstats[2].local_pct(), Ok(5_040_000.0 / (4.0 * 50_400.0 + 14.0)));
    assert_eq!(sums.cstats[2].share_pct(&sums.cstats[0]), Ok(20_161_400.0 / 200_014.0));
}

/// `struct device` of `arrays.json`, with `first` as the first number of each array.
fn device(first: u64) -> Value {
    let io = i64::try_from(first).unwrap();
    let queue = object(&[("io", ints(&[io, io + 1, -io, io + 3])), ("depth", numbers(16, first..first + 4))]);
    object(&[("kinds", numbers(64, first..first + 3)), ("queue", queue), ("queue_lag", ints(&[-1, -2]))])
}

#[test]
fn rows_are_read_in_nested_structs_and_arrays_of_arrays() {
    let bss: arrays_bss::Bss = read_from(&json!({
        "name": "arrays.bss", "map_kva": 1, "map_type": 2, "value_size": 168, "max_entries": 1,
        "value": object(&[
            ("grid", array(&[numbers(32, 1..4), numbers(32, 4..7)])),
            ("devices", array(&[device(10), device(20)])),
            ("total", uint(64, 9)),
            ("kinds", numbers(64, 7..10)),
        ]),
    }));
    let [first, second] = &bss.grid;
    assert_eq!((first.read, first.write, first.other), (1, 2, 3));
    assert_eq!((second.read, second.write, second.other, bss.total), (4, 5, 6, 9));
    let device = &bss.devices[1];
    assert_eq!((device.kinds.read, device.kinds.other), (20, 22));
    assert_eq!((device.queue.io.submitted, device.queue.io.done), (20, -20));
    assert_eq!(device.queue.depth.counts(), [20, 21, 22, 23]);

    let devices = words([1, 2, 3, 5 | 6 << 32, 7 | 8 << 32, 9 | 10 << 16, 0]);
    let devices = PerCpu::<arrays_devices::Devices>::from_section_bytes(&devices).unwrap();
    let cpu = devices.get(0).unwrap();
    assert_eq!((cpu.kinds.other, cpu.queue.io.submitted, cpu.queue.io.done), (3, 5, 7));
    assert_eq!(cpu.queue.depth.counts(), [9, 10, 0, 0]);
    assert_eq!(cpu.queue.depth.iter().nth(2).unwrap().0.lower, 8);
}

#[test]
fn rows_are_read_in_the_values_of_maps() {
    let cell = |first: u64| array(&[numbers(64, first..first + 3), numbers(64, first + 3..first + 6)]);
    let entry = |key: u64| json!({"key": key, "per_cpu": [cell(100 * key), cell(100 * key + 10)]});
    let by_cpu = json!({
        "name": "by_cpu", "map_kva": 1, "map_type": 6, "value_size": 48, "max_entries": 2,
        "percpu_entries": [entry(0), entry(1)],
    });
    let of_pid = |pid: u64| {
        let slots = [numbers(64, pid..pid + 3), numbers(64, 5..8)];
        json!({"key": uint(32, pid), "key_hex": format!("{pid:02x} 00 00 00"), "per_cpu": slots})
    };
    let by_pid = json!({
        "name": "by_pid", "map_kva": 2, "map_type": 5, "value_size": 24, "max_entries": 64,
        "percpu_hash_entries": [of_pid(7), of_pid(40)],
    });
    let devices = json!({
        "name": "devices", "map_kva": 3, "map_type": 6, "value_size": 56, "max_entries": 1,
        "percpu_entries": [{"key": 0, "per_cpu": [device(10), device(20)]}],
    });
    let each: arrays_by_cpu_and_pid::ByCpu = read_from(&by_cpu);
    let [_, second] = each.entry_1.get(1).unwrap();
    assert_eq!((second.read, second.write, second.other), (113, 114, 115));
    let pids: arrays_by_cpu_and_pid::ByPid = read_from(&by_pid);
    let slots = pids.rows.get(&40).unwrap();
    assert_eq!((slots.get(0).unwrap().write, slots.get(1).unwrap().write), (41, 6));

    let each: arrays_by_pid_histograms::ByPid = read_from(&by_pid);
    assert_eq!(each.rows.get(&7).unwrap().get(1).unwrap().counts(), [5, 6, 7]);
    let each: arrays_by_pid_histograms::ByCpu = read_from(&by_cpu);
    assert_eq!(each.entry_0.get(1).unwrap()[1].counts(), [13, 14, 15]);
    let sums: arrays_by_pid_sums::ByPid = read_from(&by_pid);
    assert_eq!(sums.rows.get(&7).unwrap().counts(), [12, 14, 16]);
    let sums: arrays_by_pid_sums::ByCpu = read_from(&by_cpu);
    assert_eq!(sums.entry_1[0].counts(), [210, 212, 214]);

    let sums: arrays_sums::ByCpu = read_from(&by_cpu);
    assert_eq!((sums.entry_1[1].read, sums.entry_0[0].other), (103 + 113, 2 + 12));
    let pids: arrays_sums::ByPid = read_from(&by_pid);
    assert_eq!((pids.rows.get(&7).unwrap().read, pids.rows.get(&40).unwrap().other), (7 + 5, 42 + 7));
    let devices: arrays_sums::Devices = read_from(&devices);
    assert_eq!((devices.kinds.write, devices.queue.io, devices.queue_lag), (32, [30, 32, -30, 36], [-2, -4]));
    assert_eq!(devices.queue.depth.counts(), [30, 32, 34, 36]);

    // The two entries differ only in the second member of their keys.
    let of_cell = |is_open: bool, values: [u64; 2]| {
        let key = object(&[("id", uint(32, 3)), ("is_open", json!({"kind": "bool", "value": is_open}))]);
        let hex = format!("03 00 00 00 0{} 00 00 00", u8::from(is_open));
        json!({"key": key, "key_hex": hex, "per_cpu": values.map(|value| uint(64, value))})
    };
    let cells: arrays_sums::ByCell = read_from(&json!({
        "name": "by_cell", "map_kva": 4, "map_type": 5, "value_size": 8, "max_entries": 64,
        "percpu_hash_entries": [of_cell(false, [1, 2]), of_cell(true, [10, 20])],
    }));
    assert_eq!(cells.rows.get(&arrays_sums::Cell { id: 3, is_open: true }), Some(&30));

    let of_pid = |slots: &[u64]| {
        let state = json!({"kind": "enum", "value": 3, "variant": "HASH_BUSY", "bits": 32});
        let stats = |first: u64| {
            let slots = numbers(64, first..first + 4);
            object(&[("nr_runs", uint(64, first)), ("weight", uint(32, 2)), ("state", state.clone()), ("slots", slots)])
        };
        let slots: Vec<_> = slots.iter().map(|first| stats(*first)).collect();
        json!({"key": uint(32, 7), "key_hex": "07 00 00 00", "per_cpu": slots})
    };
    let stats: hashes_sums::CpuHashStats = read_from(&json!({
        "name": "cpu_hash_stats", "map_kva": 5, "map_type": 5, "value_size": 48, "max_entries": 64,
        "percpu_hash_entries": [of_pid(&[100, 1000])],
    }));
    let stats = stats.rows.get(&7).unwrap();
    assert_eq!((stats.nr_runs, stats.weight, stats.slots), (1100, 4, [1100, 1102, 1104, 1106]));

    let raw = arrays_raw::Raw::from_section_bytes(&words([4, 5, 6])).unwrap();
    assert_eq!((raw.raw.read, raw.raw.write, raw.raw.other), (4, 5, 6));
}

#[test]
fn rows_and_histograms_have_the_length_that_user_space_sets() {
    let rows = arrays_resized::DataResized::from_section_bytes(&words(0..9)).unwrap();
    let others: Vec<_> = rows.resized.iter().map(|row| row.other).collect();
    assert_eq!(others, [2, 5, 8]);
    for len in [1, 16] {
        let waits = arrays_resized::DataWaits::from_section_bytes(&words(0..len)).unwrap();
        assert_eq!(waits.waits.total(), Ok(len * (len - 1) / 2));
    }
}
