//! The structs of schedulers that the tests don't run, read from bytes whose values are their own positions, so that a wrong
//! enumerator, member or reduction is visible.

use ktsnap::typed::{Location, OneMap};
use ktsnap::{PerCpu, SnapshotSchema};
use real_schedulers::beerland::Beerland;
use real_schedulers::cake::{Cake, CakeHist};
use real_schedulers::chaos::{Chaos, ChaosP2dq};
use real_schedulers::cosmos::Cosmos;
use real_schedulers::flash::Flash;
use real_schedulers::flow::{Flow, FlowByCpu};
use real_schedulers::forge::Forge;
use real_schedulers::lavd::Lavd;
use real_schedulers::layered::{GlobalStatId, LayerStatId, Layered, LayeredByLayer, LayeredOfCpu};
use real_schedulers::mitosis::{Mitosis, MitosisByCell};
use real_schedulers::p2dq::{P2dq, P2dqByCpu};
use real_schedulers::pandemonium::{Pandemonium, WakeLatHist};
use real_schedulers::rustland::Rustland;
use real_schedulers::rusty::{Rusty, RustyByCpu};
use real_schedulers::tickless::Tickless;

const CPUS: u64 = 2;

/// The values of a map in the format of bpf(2). Each word holds its position in the value, and the first holds the key.
fn map<T: OneMap>() -> T {
    let Location::Map { value_size, max_entries, per_cpu: true, .. } = T::schema().location else {
        panic!("{:?} is no per-CPU map", T::schema().location);
    };
    let words = u64::from(value_size.div_ceil(8));
    let value = |key: u64| (0..words).map(move |word| key + word);
    let slots = (0..u64::from(max_entries)).flat_map(|key| (0..CPUS).map(move |_| key));
    let bytes: Vec<u8> = slots.flat_map(value).flat_map(u64::to_le_bytes).collect();
    T::from_section_bytes(&bytes).unwrap()
}

/// A section in which each word holds its own offset.
fn section<T: OneMap>() -> T {
    let Location::Section { size, .. } = T::schema().location else {
        panic!("{:?} is no section", T::schema().location)
    };
    let bytes: Vec<u8> = (0..size.div_ceil(8)).map(|word| word * 8).flat_map(u64::to_le_bytes).collect();
    T::from_section_bytes(&bytes).unwrap()
}

fn offset<T: OneMap>(name: &str) -> u64 {
    T::schema().vars.iter().find(|var| var.name == name).map(|var| var.offset).unwrap()
}

#[test]
fn each_stat_of_rusty_is_read_from_its_own_entry() {
    let rusty: Rusty = map();
    assert_eq!((rusty.wake_sync, rusty.sync_prev_idle, rusty.greedy_xnuma), (0, CPUS, 10 * CPUS));
    assert_eq!((rusty.repatriate, rusty.dl_preset), (11 * CPUS, 16 * CPUS));
    // Eleven keys, from 0 to 10.
    assert_eq!(rusty.dsq_dispatch_pct(), Ok(100.0 * 8.0 / 55.0));
    let by_cpu: RustyByCpu = map();
    assert_eq!((by_cpu.greedy_local.get(0), by_cpu.greedy_local.get(1)), (Some(&9), Some(&9)));
    assert_eq!(by_cpu.greedy_fraction(), Ok(9.0 / 17.0));
}

#[test]
fn each_stat_of_mitosis_is_read_from_its_own_word() {
    let all: Mitosis = map();
    // `cstats[256][13]` starts at word 0, and `running_ns[256]` is after the 256 words of `cell_cycles`.
    let cells = |stat: u64| (0..256).map(|cell| cell * 13 + stat).sum::<u64>() * CPUS;
    let [local, cpu_dsq, cell_dsq, affn_viol, borrowed, steal] = [0, 1, 2, 3, 4, 5].map(cells);
    assert_eq!((all.local, all.cpu_dsq, all.cell_dsq, all.borrowed), (local, cpu_dsq, cell_dsq, borrowed));
    assert_eq!((all.affn_viol, all.steal, all.pin_skip), (affn_viol, steal, cells(9)));
    let first = 256 * 13 + 256;
    assert_eq!(all.running_ns, (first..first + 256).sum::<u64>() * CPUS);
    let decisions = (local + cpu_dsq + cell_dsq + borrowed) as f64;
    assert_eq!(all.steal_pct(), Ok(100.0 * steal as f64 / decisions));
    assert_eq!(all.borrowed_pct(), Ok(100.0 * borrowed as f64 / decisions));
    let by_cell: MitosisByCell = map();
    assert_eq!((by_cell.local[3], by_cell.borrowed[255]), (39 * CPUS, (255 * 13 + 4) * CPUS));
    assert_eq!(by_cell.running_ns[1], (first + 1) * CPUS);
}

#[test]
fn each_stat_of_p2dq_is_read_from_its_own_entry() {
    let p2dq: P2dq = map();
    assert_eq!((p2dq.atq_enq, p2dq.atq_reenq, p2dq.direct), (0, CPUS, 2 * CPUS));
    assert_eq!((p2dq.dsq_same, p2dq.dsq_change), (3 * CPUS, 4 * CPUS));
    assert_eq!((p2dq.wake_mig, p2dq.eas_fallback), (19 * CPUS, 28 * CPUS));
    assert_eq!(p2dq.dsq_same_fraction(), Ok(3.0 / 7.0));
    assert_eq!(p2dq.wake_mig_fraction(), Ok(19.0 / (17.0 + 18.0 + 19.0)));
    let by_cpu: P2dqByCpu = map();
    assert_eq!(by_cpu.all[28].iter().collect::<Vec<_>>(), [Some(&28), Some(&28)]);
}

#[test]
fn each_stat_of_cake_is_read_from_its_own_entry() {
    let cake: Cake = map();
    assert_eq!((cake.select, cake.serial, cake.wp_fired), (0, CPUS, 9 * CPUS));
    let denominator = cake.serial_pct().unwrap_err().to_string();
    assert!(denominator.contains("select = 0"), "{denominator}");
}

#[test]
fn the_histograms_of_cake_are_read_by_kind() {
    let hist: CakeHist = section();
    let start = offset::<CakeHist>("cake_hist");
    // `u64 cake_hist[1024][4][16]`.
    let of = |cpu: u64, kind: u64, band: u64| start + ((cpu * 4 + kind) * 16 + band) * 8;
    assert_eq!(hist.hop.len(), 1024);
    assert_eq!((hist.hop[0][0], hist.hop[1023][15]), (start, of(1023, 0, 15)));
    let sum = |kind| (0..1024).flat_map(|cpu| (0..16).map(move |band| of(cpu, kind, band))).sum::<u64>();
    assert_eq!((hist.nr_hops, hist.nr_handoffs), (sum(0), sum(1)));
    let reason = offset::<CakeHist>("cake_release_reason");
    assert_eq!(hist.cake_release_reason, [reason, reason + 8, reason + 16, reason + 24]);
}

#[test]
fn the_stats_of_layered_are_summed_over_layers_and_cpus() {
    let layered: Layered = map();
    let of_cpus: PerCpu<LayeredOfCpu> = map();
    let one = of_cpus.get(0).unwrap();
    let global = |stat: GlobalStatId| one.gstats[stat as usize] * CPUS;
    assert_eq!(layered.excl_idle, global(GlobalStatId::GSTAT_EXCL_IDLE));
    assert_eq!(layered.excl_wakeup, layered.excl_idle + CPUS);
    assert_eq!(layered.lo_fb_events, layered.excl_idle + 4 * CPUS);
    let layers = |stat: LayerStatId| one.lstats.iter().map(|layer| layer[stat as usize]).sum::<u64>() * CPUS;
    assert_eq!(layered.sel_local, layers(LayerStatId::LSTAT_SEL_LOCAL));
    assert_eq!(layered.keep, layers(LayerStatId::LSTAT_KEEP));
    assert_eq!(layered.affn_viol, layers(LayerStatId::LSTAT_AFFN_VIOL));
    // The last enumerator before the buckets, the buckets, and the number of enumerators.
    assert_eq!(LayerStatId::LSTAT_SKIP_REMOTE_NODE as usize, 31);
    assert_eq!((LayerStatId::LSTAT_RUNQ_LAT_BASE as usize, LayerStatId::LSTAT_RUNQ_LAT_END as usize), (32, 57));
    assert_eq!(one.enq_local[0], one.sel_local[0] + 1);
    assert_eq!(one.sel_local[1], one.sel_local[0] + LayerStatId::NR_LSTATS as u64);
    let total = layered.sel_local
        + layered.enq_local
        + layered.enq_wakeup
        + layered.enq_expire
        + layered.enq_reenq
        + layered.keep;
    assert_eq!(layered.local_sel_pct(), Ok((100 * layered.sel_local) as f64 / total as f64));
    assert_eq!(layered.excl_wakeup_fraction(), Ok(layered.excl_wakeup as f64 / total as f64));
}

#[test]
fn the_layers_of_layered_stay_apart_in_a_total_over_cpus() {
    let by_layer: LayeredByLayer = map();
    let of_cpus: PerCpu<LayeredOfCpu> = map();
    let one = of_cpus.get(0).unwrap();
    assert_eq!(by_layer.sel_local, one.sel_local.map(|count| count * CPUS));
    assert_eq!(by_layer.lstats, one.lstats.map(|layer| layer.map(|count| count * CPUS)));
    assert_ne!(by_layer.sel_local[0], by_layer.sel_local[1]);
}

#[test]
fn the_stats_of_pandemonium_are_reduced_member_by_member() {
    let pandemonium: Pandemonium = map();
    assert_eq!((pandemonium.nr_dispatches, pandemonium.nr_idle_hits), (0, CPUS));
    // `nr_cross_domain[8]` is at word 23, after `nr_overflow_rescue`.
    assert_eq!(pandemonium.nr_cross_domain, (23..31).sum::<u64>() * CPUS);
    assert_eq!(pandemonium.batch_sojourn_ns, 20);
    assert_eq!((pandemonium.rq_depth_sum, pandemonium.rq_depth_samples), (37 * CPUS, 38 * CPUS));
    assert_eq!(pandemonium.mean_wake_lat_ns(), Ok(4.0 / 5.0));
    assert_eq!(pandemonium.l2_hit_batch_pct(), Ok(100.0 * 15.0 / 31.0));
    let hist: WakeLatHist = map();
    assert_eq!(hist.buckets[35].sum(), Ok(35 * CPUS));
    assert_eq!(hist.all, (0..36).sum::<u64>() * CPUS);
}

#[test]
fn the_statistics_of_lavd_are_members_of_one_struct() {
    let lavd: Lavd = section();
    let start = offset::<Lavd>("sys_stat");
    assert_eq!((lavd.sys_stat.avg_util_wall, lavd.sys_stat.nr_sched), (start + 8, start + 88));
    assert_eq!(lavd.sys_stat.nr_lc_on_big, start + 144);
    assert_eq!(lavd.sys_stat.nr_preempt, lavd.sys_stat.nr_sched + 8);
    let share = |part: u64, whole: u64| Ok((100 * part) as f64 / whole as f64);
    assert_eq!(lavd.pc_x_migration(), share(lavd.sys_stat.nr_x_migration, lavd.sys_stat.nr_sched));
    assert_eq!(lavd.pc_lc_on_big(), share(lavd.sys_stat.nr_lc_on_big, lavd.sys_stat.nr_big));
    let modes = lavd.performance_mode_ns + lavd.balanced_mode_ns + lavd.powersave_mode_ns;
    assert_eq!(lavd.pc_powersave(), share(lavd.powersave_mode_ns, modes));
}

#[test]
fn values_that_lavd_halves_are_gauges() {
    let earlier: Lavd = section();
    let mut later = earlier.clone();
    later.sys_stat.nr_sched /= 2;
    later.performance_mode_ns /= 2;
    assert_eq!(later.since(&earlier), Ok(later.clone()));
}

#[test]
fn plain_counters_are_read_at_their_own_offsets() {
    let cosmos: Cosmos = section();
    assert_eq!(cosmos.nr_event_dispatches, offset::<Cosmos>("nr_event_dispatches"));
    assert_eq!(cosmos.nr_overload_events, offset::<Cosmos>("nr_overload_events"));
    let flash: Flash = section();
    assert_eq!(flash.nr_kthread_dispatches, offset::<Flash>("nr_kthread_dispatches"));
    assert_eq!(flash.nr_running, offset::<Flash>("nr_running"));
    let dispatches = flash.nr_kthread_dispatches + flash.nr_direct_dispatches + flash.nr_shared_dispatches;
    assert_eq!(flash.direct_fraction(), Ok(flash.nr_direct_dispatches as f64 / dispatches as f64));
    let tickless: Tickless = section();
    assert_eq!(tickless.nr_ticks, offset::<Tickless>("nr_ticks"));
    let dispatches = tickless.nr_direct_dispatches + tickless.nr_primary_dispatches + tickless.nr_timer_dispatches;
    assert_eq!(tickless.timer_fraction(), Ok(tickless.nr_timer_dispatches as f64 / dispatches as f64));
}

#[test]
fn plain_counters_of_three_more_are_read_at_their_own_offsets() {
    let beerland: Beerland = section();
    assert_eq!(beerland.nr_keep_running, offset::<Beerland>("nr_keep_running"));
    let forge: Forge = section();
    assert_eq!(forge.nr_ev_sticky_dispatches, offset::<Forge>("nr_ev_sticky_dispatches"));
    let rustland: Rustland = section();
    assert_eq!(rustland.nr_sched_congested, offset::<Rustland>("nr_sched_congested"));
}

#[test]
fn each_stat_of_chaos_is_read_from_its_own_entry() {
    let chaos: Chaos = map();
    assert_eq!((chaos.trait_random_delays, chaos.trait_cpu_freq, chaos.timer_kicks), (0, CPUS, 6 * CPUS));
    assert_eq!(chaos.skipped_fraction(), Ok(4.0 / 7.0));
    let below: ChaosP2dq = map();
    assert_eq!((below.dsq_same, below.dsq_change), (3 * CPUS, 4 * CPUS));
}

#[test]
fn the_stats_of_flow_are_summed_over_its_rows() {
    let bytes: Vec<u8> =
        (0..1024_u64).flat_map(|cpu| (0..17).map(move |word| cpu + word)).flat_map(u64::to_le_bytes).collect();
    let flow = Flow::from_section_bytes(&bytes).unwrap();
    let sum = |word: u64| (0..1024).sum::<u64>() + 1024 * word;
    assert_eq!((flow.total_runtime, flow.inserts, flow.misses), (sum(1), sum(2), sum(11)));
    let by_cpu = FlowByCpu::from_section_bytes(&bytes).unwrap();
    assert_eq!((by_cpu.cpus.len(), by_cpu.cpus[1023].inserts), (1024, 1025));
}
