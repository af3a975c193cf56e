//! Quantities of an interval, compared with those that `interval/quantities.py` computes from the output of bpftool at the
//! same two moments: line by line, as text. The captures are those of `interval/captures`, and those that `interval/make.sh`
//! made if `KTSNAP_INTERVAL` is their folder.

mod declared;

use std::fmt::{Display, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use declared::{LayeredInterval, RustyInterval};
use ktsnap::{FailureDumpReport, RatioError, Snapshot, SnapshotSchema};
use real_schedulers::layered::{LayerStats, Layered};

/// Each field with its value.
macro_rules! fields {
    ($lines:ident, $at:literal, $value:expr, $($name:ident),+ $(,)?) => {
        $($lines.add(&format!(concat!($at, stringify!($name))), $value.$name);)+
    };
}

/// Each ratio by the name that user space prints.
macro_rules! ratios {
    ($lines:ident, $at:expr, $value:expr, $($name:ident = $method:ident),+ $(,)?) => {
        $($lines.ratio(&format!("{}{}", $at, stringify!($name)), &$value.$method());)+
    };
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add(&mut self, name: &str, value: impl Display) {
        writeln!(self.0, "{name} {value}").unwrap();
    }

    fn ratio(&mut self, name: &str, value: &Result<f64, RatioError>) {
        match value {
            Ok(value) => self.add(name, value),
            Err(_) => self.add(name, "no value"),
        }
    }
}

fn of_layer(lines: &mut Lines, at: &str, layer: &LayerStats) {
    ratios!(
        lines,
        at,
        layer,
        total = total,
        sel_local = sel_local_pct,
        enq_local = enq_local_pct,
        enq_wakeup = enq_wakeup_pct,
        enq_expire = enq_expire_pct,
        enq_reenq = enq_reenq_pct,
        enq_dsq = enq_dsq_pct,
        keep = keep_pct,
        min_exec = min_exec_pct,
        open_idle = open_idle_pct,
        affn_viol = affn_viol_pct,
        keep_fail_max_exec = keep_fail_max_exec_pct,
        keep_fail_busy = keep_fail_busy_pct,
        preempt = preempt_pct,
        preempt_first = preempt_first_pct,
        preempt_xllc = preempt_xllc_pct,
        preempt_xnuma = preempt_xnuma_pct,
        preempt_idle = preempt_idle_pct,
        preempt_fail = preempt_fail_pct,
        excl_collision = excl_collision_pct,
        excl_preempt = excl_preempt_pct,
        migration = migration_pct,
        xnuma_migration = xnuma_migration_pct,
        xllc_migration = xllc_migration_pct,
        xllc_migration_skip = xllc_migration_skip_pct,
        xlayer_wake = xlayer_wake_pct,
        xlayer_rewake = xlayer_rewake_pct,
        llc_drain_try = llc_drain_try_pct,
        llc_drain = llc_drain_pct,
        skip_remote_node = skip_remote_node_pct,
        yielded = yielded_pct,
        min_exec_us = min_exec_us,
    );
    lines.add(&format!("{at}yield_ignore"), layer.yield_ignore);
}

fn of_layered(change: &LayeredInterval) -> String {
    let mut lines = Lines::default();
    let LayeredInterval { topology, cpus, usages, llcs } = change;
    fields!(lines, "", topology, nr_layers, nr_nodes, nr_llcs);
    for (index, layer) in cpus.layers.iter().enumerate() {
        of_layer(&mut lines, &format!("layers[{index}]."), layer);
        for (bucket, count) in cpus.lstats[index][32..].iter().enumerate() {
            lines.add(&format!("layers[{index}].l_runq_lat_hist[{bucket}]"), count);
        }
        let usages = &usages.layers[index];
        for (kind, ns) in [
            ("owned", usages.owned_ns),
            ("open", usages.open_ns),
            ("protected", usages.protected_ns),
            ("protected_preempt", usages.protected_preempt_ns),
        ] {
            lines.add(&format!("layers[{index}].{kind}_ns"), ns);
        }
        for (llc, at) in llcs.layers.iter().enumerate() {
            lines.add(&format!("layers[{index}].llc_counts[{llc}]"), at[index].dispatches);
        }
        for (llc, at) in llcs.layers.iter().enumerate() {
            lines.ratio(&format!("layers[{index}].llc_lats[{llc}]"), &at[index].latency_s());
        }
    }
    in_all(&mut lines, cpus);
    lines.0
}

fn in_all(lines: &mut Lines, cpus: &Layered) {
    let all = &cpus.all;
    ratios!(
        lines,
        "",
        all,
        total = total,
        local_sel = sel_local_pct,
        local_enq = enq_local_pct,
        open_idle = open_idle_pct,
        affn_viol = affn_viol_pct,
        excl_collision = excl_collision_pct,
        excl_preempt = excl_preempt_pct,
    );
    ratios!(
        lines,
        "",
        cpus,
        hi_fb = hi_fb_pct,
        lo_fb = lo_fb_pct,
        excl_idle = excl_idle_fraction,
        excl_wakeup = excl_wakeup_fraction,
    );
    fields!(lines, "", cpus.global, hi_fb_usage, lo_fb_usage, fb_cpu_usage);
    fields!(lines, "", cpus.global, antistall, skip_preempt, fixup_vtime, preempting_mismatch);
}

fn of_rusty(change: &RustyInterval) -> String {
    let mut lines = Lines::default();
    let RustyInterval { stats, globals } = change;
    ratios!(
        lines,
        "",
        stats,
        total = total,
        wake_sync = wake_sync_pct,
        sync_prev_idle = sync_prev_idle_pct,
        prev_idle = prev_idle_pct,
        greedy_idle = greedy_idle_pct,
        pinned = pinned_pct,
        direct = direct_dispatch_pct,
        greedy = direct_greedy_pct,
        greedy_far = direct_greedy_far_pct,
        dsq_dispatch = dsq_dispatch_pct,
        greedy_local = greedy_local_pct,
        greedy_xnuma = greedy_xnuma_pct,
        repatriate = repatriate_pct,
        kick_greedy = kick_greedy_pct,
    );
    lines.add("nr_migrations", stats.load_balance);
    lines.add("task_get_err", stats.task_get_err);
    ratios!(lines, "", stats, dl_clamp = dl_clamp_pct, dl_preset = dl_preset_pct);
    let input = &globals.tune_input;
    ratios!(lines, "", input, slice_us = slice_us);
    for (name, words) in
        [("direct_greedy_cpus", &input.direct_greedy_cpumask), ("kick_greedy_cpus", &input.kick_greedy_cpumask)]
    {
        for (index, word) in words.iter().enumerate() {
            lines.add(&format!("{name}[{index}]"), word);
        }
    }
    lines.0
}

/// The folders with captures.
fn folders() -> Vec<PathBuf> {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("interval/captures");
    [committed].into_iter().chain(std::env::var_os("KTSNAP_INTERVAL").map(PathBuf::from)).collect()
}

/// What was counted between the two captures.
fn change<T: SnapshotSchema>(folder: &Path, scheduler: &str) -> T {
    let [earlier, later] = ["earlier", "later"].map(|moment| {
        let report = FailureDumpReport::from_path(folder.join(format!("{scheduler}-{moment}.json"))).unwrap();
        T::from_snapshot(&Snapshot::new(&report)).unwrap()
    });
    later.since(&earlier).unwrap()
}

/// What the script computes of the same moments.
fn independent(folder: &Path, scheduler: &str) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("interval/quantities.py");
    let dump = |moment| folder.join(format!("{scheduler}-{moment}.dump.json"));
    let output = Command::new("python3")
        .arg(script)
        .arg(scheduler)
        .args([dump("earlier"), dump("later")])
        .output()
        .expect("python3 is needed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Line by line, so that a failure names the quantity.
#[track_caller]
fn assert_same(ours: &str, theirs: &str) {
    for (ours, theirs) in ours.lines().zip(theirs.lines()) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(ours.lines().count(), theirs.lines().count());
}

/// The value of a quantity.
fn value(lines: &str, name: &str) -> f64 {
    lines.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')).unwrap().parse().unwrap()
}

#[test]
fn every_quantity_of_layered_equals_that_of_bpftools_output() {
    for folder in folders() {
        assert_same(&of_layered(&change(&folder, "scx_layered")), &independent(&folder, "scx_layered"));
    }
}

#[test]
fn every_quantity_of_rusty_equals_that_of_bpftools_output() {
    for folder in folders() {
        assert_same(&of_rusty(&change(&folder, "scx_rusty")), &independent(&folder, "scx_rusty"));
    }
}

#[test]
fn the_load_reached_each_layer() {
    for folder in folders() {
        let lines = of_layered(&change(&folder, "scx_layered"));
        assert!(value(&lines, "nr_layers") >= 3.0);
        for layer in 0..4 {
            assert!(value(&lines, &format!("layers[{layer}].total")) > 0.0, "layer {layer} had no task");
        }
        assert!(value(&of_rusty(&change(&folder, "scx_rusty")), "total") > 0.0);
    }
}
