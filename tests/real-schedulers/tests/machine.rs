//! Reports of scx_bpfland and scx_rusty from a virtual machine: typed reads compared with the output of bpftool at the same
//! moment. `machine/make.sh` runs the machine; `KTSNAP_MACHINE` is the folder that it filled.

use std::time::Duration;

use ktsnap::{Captured, FailureDumpReport, PerCpu, Series, Snapshot, SnapshotSchema};
use real_schedulers::bpfland::Bpfland;
use real_schedulers::rusty::{Rusty, RustyByCpu, StatIdx};
use serde_json::Value;

fn path(name: &str) -> String {
    let folder = std::env::var("KTSNAP_MACHINE").expect(
        "KTSNAP_MACHINE is not set: run `machine/make.sh SCHEDULER_BIN_DIR OUT_DIR` and set it to OUT_DIR; for the \
         other tests alone, `cargo test --test bpfland --test bytes --test page`",
    );
    format!("{folder}/{name}")
}

fn report(name: &str) -> FailureDumpReport {
    FailureDumpReport::from_path(path(&format!("{name}.json"))).unwrap()
}

/// The output of bpftool for each map.
fn dump(name: &str) -> Value {
    let text = std::fs::read_to_string(path(&format!("{name}.dump.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn read<T: SnapshotSchema>(name: &str) -> T {
    T::from_snapshot(&Snapshot::new(&report(name))).unwrap()
}

/// All fields of a struct with their names. A missing field does not compile.
macro_rules! fields {
    ($value:expr, $ty:ident { $($name:ident),+ $(,)? }) => {{
        let $ty { $($name),+ } = *$value;
        [$((stringify!($name), $name)),+]
    }};
}

fn of_bpfland(read: &Bpfland) -> [(&'static str, u64); 20] {
    fields!(
        read,
        Bpfland {
            nr_kthread_dispatches,
            nr_direct_dispatches,
            nr_shared_dispatches,
            nr_idle_select_path_picks,
            nr_idle_enqueue_path_picks,
            nr_idle_prev_cpu_picks,
            nr_idle_primary_picks,
            nr_idle_spill_picks,
            nr_idle_pick_failures,
            nr_idle_primary_domain_misses,
            nr_idle_global_misses,
            nr_waker_cpu_biases,
            nr_keep_running_reuses,
            nr_keep_running_queue_empty,
            nr_keep_running_smt_blocked,
            nr_keep_running_queued_work,
            nr_dispatch_cpu_dsq_consumes,
            nr_dispatch_node_dsq_consumes,
            nr_running,
            nr_online_cpus,
        }
    )
}

/// The statistics in the order of `enum stat_idx`.
fn of_rusty(read: &Rusty) -> [(&'static str, u64); StatIdx::RUSTY_NR_STATS as usize] {
    fields!(
        read,
        Rusty {
            wake_sync,
            sync_prev_idle,
            prev_idle,
            greedy_idle,
            pinned,
            direct_dispatch,
            direct_greedy,
            direct_greedy_far,
            dsq_dispatch,
            greedy_local,
            greedy_xnuma,
            repatriate,
            kick_greedy,
            load_balance,
            task_get_err,
            dl_clamp,
            dl_preset,
        }
    )
}

/// A global in the output of bpftool, where a section is a list of objects with one member each.
fn printed_global(dump: &Value, name: &str) -> u64 {
    let globals = dump["bpf_bpf.bss"][0]["formatted"]["value"][".bss"].as_array().unwrap();
    globals.iter().find_map(|global| global.get(name)).and_then(Value::as_u64).unwrap()
}

/// The slots of each entry of `stats`, one per CPU. BTF has no type for them, so bpftool prints bytes.
fn printed_stats(dump: &Value) -> Vec<Vec<u64>> {
    let entries = dump["stats"].as_array().unwrap();
    assert_eq!(entries.len(), 17);
    let slot = |slot: &Value| {
        let bytes = slot["value"].as_array().unwrap();
        let byte = |byte: &Value| u8::from_str_radix(byte.as_str().unwrap().trim_start_matches("0x"), 16).unwrap();
        u64::from_le_bytes(bytes.iter().map(byte).collect::<Vec<_>>().try_into().unwrap())
    };
    let slots = |entry: &Value| entry["values"].as_array().unwrap().iter().map(slot).collect();
    entries.iter().map(slots).collect()
}

fn series<T: SnapshotSchema>(running: &FailureDumpReport, stopped: &FailureDumpReport) -> Series<T> {
    let captures = [(0, running), (4, stopped)];
    let captured = |(at, report)| Captured::new(Duration::from_secs(at), Snapshot::new(report));
    Series::read(captures.into_iter().map(captured))
}

#[track_caller]
fn assert_share(ratio: Result<f64, ktsnap::RatioError>, whole: f64) {
    let ratio = ratio.unwrap();
    assert!((0.0..=whole).contains(&ratio), "{ratio}");
}

#[test]
fn every_counter_of_bpfland_equals_bpftools() {
    let dump = dump("scx_bpfland-stopped");
    for (name, value) in of_bpfland(&read("scx_bpfland-stopped")) {
        assert_eq!(value, printed_global(&dump, name), "{name}");
    }
}

#[test]
fn the_counters_that_bpfland_counts_have_moved() {
    let stopped: Bpfland = read("scx_bpfland-stopped");
    for dispatches in [stopped.nr_kthread_dispatches, stopped.nr_direct_dispatches, stopped.nr_shared_dispatches] {
        assert!(dispatches > 0, "{stopped:?}");
    }
    assert_eq!((stopped.nr_running, stopped.nr_online_cpus), (0, 4));
    assert_share(stopped.direct_fraction(), 1.0);
}

#[test]
fn bpfland_counted_on_until_it_stopped() {
    let (running, stopped) = (report("scx_bpfland-running"), report("scx_bpfland-stopped"));
    let changes: Vec<_> = series::<Bpfland>(&running, &stopped).changes().map(Result::unwrap).collect();
    let [between] = changes.as_slice() else { panic!("{changes:?}") };
    assert!(between.per_second(|change| change.nr_shared_dispatches).unwrap() > 0.0);
    assert!(between.per_second(|change| change.nr_kthread_dispatches).unwrap() > 0.0);
    // A gauge. No task runs under a scheduler that has exited.
    assert_eq!(between.value.nr_running, 0);
    assert_share(between.value.direct_fraction(), 1.0);
    // The same without a series, which would refuse another instance.
    let (earlier, later) = (read::<Bpfland>("scx_bpfland-running"), read::<Bpfland>("scx_bpfland-stopped"));
    assert_eq!(later.since(&earlier).as_ref(), Ok(&between.value));
    let back = earlier.since(&later).unwrap_err().to_string();
    assert!(back.contains("_dispatches"), "{back}");
}

#[test]
fn every_stat_of_rusty_is_the_sum_of_bpftools() {
    let printed = printed_stats(&dump("scx_rusty-stopped"));
    for ((name, value), printed) in of_rusty(&read("scx_rusty-stopped")).into_iter().zip(printed) {
        assert_eq!(value, printed.iter().sum::<u64>(), "{name}");
    }
}

#[test]
fn every_stat_of_rusty_equals_bpftools_for_each_cpu() {
    let printed = printed_stats(&dump("scx_rusty-stopped"));
    let read: RustyByCpu = read("scx_rusty-stopped");
    let slots = |stat: &PerCpu<u64>| stat.iter().map(|slot| *slot.unwrap()).collect::<Vec<_>>();
    assert_eq!(read.all.iter().map(slots).collect::<Vec<_>>(), printed);
    assert_eq!(slots(&read.dsq_dispatch), printed[StatIdx::RUSTY_STAT_DSQ_DISPATCH as usize]);
    assert_eq!(slots(&read.greedy_local), printed[StatIdx::RUSTY_STAT_GREEDY_LOCAL as usize]);
    assert_eq!(read.dsq_dispatch.len(), 4);
    // The scheduler put tasks on more than one CPU.
    assert!(read.dsq_dispatch.mapped().filter(|dispatches| **dispatches > 0).count() > 1);
    assert_share(read.greedy_fraction(), 1.0);
}

#[test]
fn the_shares_of_rusty_are_over_the_sum_of_eleven() {
    let stopped: Rusty = read("scx_rusty-stopped");
    let total: u64 = of_rusty(&stopped)[..11].iter().map(|(_, value)| value).sum();
    let percent = |part: u64| Ok((100 * part) as f64 / total as f64);
    assert_eq!(stopped.dsq_dispatch_pct(), percent(stopped.dsq_dispatch));
    assert_eq!(stopped.greedy_local_pct(), percent(stopped.greedy_local));
    assert_eq!(stopped.kick_greedy_pct(), percent(stopped.kick_greedy));
    assert_share(stopped.dsq_dispatch_pct(), 100.0);
    assert_share(stopped.greedy_local_pct(), 100.0);
}

#[test]
fn rusty_counted_on_until_it_stopped() {
    let (running, stopped) = (report("scx_rusty-running"), report("scx_rusty-stopped"));
    let changes: Vec<_> = series::<Rusty>(&running, &stopped).changes().map(Result::unwrap).collect();
    let [between] = changes.as_slice() else { panic!("{changes:?}") };
    assert!(between.per_second(|change| change.dsq_dispatch).unwrap() > 0.0);
    assert_share(between.value.dsq_dispatch_pct(), 100.0);
    let by_cpu: Vec<_> = series::<RustyByCpu>(&running, &stopped).changes().map(Result::unwrap).collect();
    assert_eq!(by_cpu[0].value.dsq_dispatch.sum().unwrap(), between.value.dsq_dispatch);
}

#[test]
fn captured_sections_have_the_layout_of_the_object() {
    for (name, schema) in [("scx_bpfland-stopped", Bpfland::schema()), ("scx_rusty-stopped", Rusty::schema())] {
        let report = report(name);
        let check = schema.check(&Snapshot::new(&report)).unwrap();
        assert!(check.agrees(), "{check}");
    }
}
