//! The structs of schedulers that the tests don't run, read from bytes whose values are their own positions, so that a wrong
//! enumerator, member or reduction is visible.

use std::time::Duration;

use ktsnap::series::RunningMean;
use ktsnap::typed::{Location, OneMap};
use ktsnap::{PerCpu, Rate, RatioError, SnapshotSchema};
use real_schedulers::beerland::Beerland;
use real_schedulers::bpfland::Bpfland;
use real_schedulers::cake::{Cake, CakeByCpu, CakeGlobals, CakeOptions};
use real_schedulers::chaos::{Chaos, ChaosP2dq};
use real_schedulers::cosmos::Cosmos;
use real_schedulers::flash::Flash;
use real_schedulers::flow::{Flow, FlowByCpu};
use real_schedulers::forge::Forge;
use real_schedulers::lavd::Lavd;
use real_schedulers::layered::{
    GlobalStats, LayerStatId, LayerStats, LayerUsages, Layered, LayeredByLlc, LayeredByNode, LayeredGlobals,
    LayeredOfCpu, LayeredTopology, LayeredUsages, LlcLayerStats,
};
use real_schedulers::mitosis::{CellStats, Mitosis};
use real_schedulers::p2dq::{P2dq, P2dqByCpu};
use real_schedulers::pandemonium::{CodelTarget, Exit, Knobs, Pandemonium, Reff, SleepHist, WakeLatHist};
use real_schedulers::rustland::Rustland;
use real_schedulers::rusty::{Rusty, RustyByCpu, RustyGlobals};
use real_schedulers::tickless::Tickless;

const CPUS: u64 = 2;

/// The values of a map in the format of bpf(2). Each word holds its position in the value, and the first holds the key.
fn map<T: OneMap>() -> T {
    map_with(&[])
}

/// Such values with other bytes at some offsets of each value.
fn map_with<T: OneMap>(others: &[(usize, &[u8])]) -> T {
    let Location::Map { value_size, max_entries, per_cpu: true, .. } = T::schema().location else {
        panic!("{:?} is no per-CPU map", T::schema().location);
    };
    let words = u64::from(value_size.div_ceil(8));
    let value = |key: u64| (0..words).map(move |word| key + word);
    let slots = (0..u64::from(max_entries)).flat_map(|key| (0..CPUS).map(move |_| key));
    let mut bytes: Vec<u8> = slots.flat_map(value).flat_map(u64::to_le_bytes).collect();
    for value in bytes.chunks_exact_mut((value_size as usize).next_multiple_of(8)) {
        for (at, other) in others {
            value[*at..at + other.len()].copy_from_slice(other);
        }
    }
    T::from_section_bytes(&bytes).unwrap()
}

/// A section in which each word holds its own offset.
fn section<T: OneMap>() -> T {
    section_with(&[])
}

/// Such a section with other bytes at some offsets.
fn section_with<T: OneMap>(others: &[(u64, &[u8])]) -> T {
    with(|size| (0..size.div_ceil(8)).map(|word| word * 8).flat_map(u64::to_le_bytes).collect(), others)
}

/// A section of zeros with other bytes at some offsets.
fn zeros_with<T: OneMap>(others: &[(u64, &[u8])]) -> T {
    with(|size| vec![0; usize::try_from(size).unwrap()], others)
}

fn with<T: OneMap>(bytes: impl Fn(u64) -> Vec<u8>, others: &[(u64, &[u8])]) -> T {
    let Location::Section { size, .. } = T::schema().location else {
        panic!("{:?} is no section", T::schema().location)
    };
    let mut bytes = bytes(size);
    for (at, other) in others {
        let at = usize::try_from(*at).unwrap();
        bytes[at..at + other.len()].copy_from_slice(other);
    }
    T::from_section_bytes(&bytes).unwrap()
}

fn offset<T: OneMap>(name: &str) -> u64 {
    T::schema().vars.iter().find(|var| var.name == name).map(|var| var.offset).unwrap()
}

/// All fields of a struct with their names, in the order of the fields. A missing field does not compile.
macro_rules! fields {
    ($value:expr, $ty:ident { $($name:ident)+ }) => {{
        let $ty { $($name),+ } = $value;
        [$((stringify!($name), *$name)),+]
    }};
}

/// The values of some ratios with their names.
macro_rules! ratios {
    ($value:expr; $($name:ident)+) => { [$((stringify!($name), $value.$name())),+] };
}

#[test]
fn each_stat_of_rusty_is_read_from_its_own_entry() {
    let rusty: Rusty = map();
    assert_eq!((rusty.wake_sync, rusty.sync_prev_idle, rusty.greedy_xnuma), (0, CPUS, 10 * CPUS));
    assert_eq!((rusty.repatriate, rusty.dl_preset), (11 * CPUS, 16 * CPUS));
    // Eleven keys, from 0 to 10.
    assert_eq!((rusty.total(), rusty.load_balance, rusty.task_get_err), (Ok(110.0), 13 * CPUS, 14 * CPUS));
    let percentages = ratios! { rusty;
        wake_sync_pct sync_prev_idle_pct prev_idle_pct greedy_idle_pct pinned_pct direct_dispatch_pct direct_greedy_pct
        direct_greedy_far_pct dsq_dispatch_pct greedy_local_pct greedy_xnuma_pct repatriate_pct kick_greedy_pct
        dl_clamp_pct dl_preset_pct
    };
    for (key, (name, percentage)) in (0_u32..13).chain([15, 16]).zip(percentages) {
        assert_eq!(percentage, Ok(f64::from(100 * key) / 55.0), "{name}");
    }
    let by_cpu: RustyByCpu = map();
    assert_eq!((by_cpu.greedy_local.get(0), by_cpu.greedy_local.get(1)), (Some(&9), Some(&9)));
    assert_eq!(by_cpu.greedy_fraction(), Ok(9.0 / 17.0));
}

#[test]
fn the_tuning_of_rusty_is_a_struct_in_bss() {
    let RustyGlobals { tune_input } = section();
    let start = offset::<RustyGlobals>("tune_input");
    assert_eq!((tune_input.slice_ns, tune_input.slice_us()), (start + 8, Ok((start + 8) as f64 / 1000.0)));
    let words = |first: u64| [0, 1, 2, 3, 4, 5, 6, 7].map(|word| start + first + word * 8);
    assert_eq!((tune_input.direct_greedy_cpumask, tune_input.kick_greedy_cpumask), (words(16), words(80)));
}

#[test]
fn each_stat_of_mitosis_is_read_from_its_own_word() {
    // The word of `cell` would not be a cell.
    let mitosis: Mitosis = map_with(&[(30_728, &7_u32.to_le_bytes())]);
    // `cstats[256][13]` starts at word 0, and `running_ns[256]` is after the 256 words of `cell_cycles`.
    let columns = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12];
    assert_eq!((mitosis.cells.len(), mitosis.running_ns.len()), (256, 256));
    for (cell, row) in (0..).zip(&mitosis.cells) {
        for (column, (name, value)) in columns.into_iter().zip(of_cell(row)) {
            assert_eq!(value, (cell * 13 + column) * CPUS, "{name}");
        }
    }
    let cells = |column: u64| (0..256).map(|cell| cell * 13 + column).sum::<u64>() * CPUS;
    for (column, (name, value)) in columns.into_iter().zip(of_cell(&mitosis.all)) {
        assert_eq!(value, cells(column), "{name}");
    }
    let first = 256 * 13 + 256;
    assert_eq!((mitosis.running_ns[0], mitosis.running_ns[255]), (first * CPUS, (first + 255) * CPUS));
    // Cell 3 begins at word 39.
    let row = &mitosis.cells[3];
    assert_eq!((row.decisions(), row.slice_shrink()), (Ok(2.0 * (39 + 40 + 41 + 43) as f64), Ok(2.0 * 150.0)));
    let share = |word: u64| Ok((100 * word) as f64 / 163.0);
    assert_eq!([row.local_pct(), row.cpu_pct(), row.cell_pct()], [share(39), share(40), share(41)]);
    assert_eq!([row.affn_viol_pct(), row.borrowed_pct()], [share(42), share(43)]);
    assert_eq!([row.steal_pct(), row.pin_skip_pct()], [share(44), share(48)]);
    let decisions = cells(0) + cells(1) + cells(2) + cells(4);
    assert_eq!(mitosis.all.steal_pct(), Ok((100 * cells(5)) as f64 / decisions as f64));
    // 2 * 163 of 4 * 2 * 13 * (0 + 1 + .. + 255) + 256 * 2 * (0 + 1 + 2 + 4).
    assert_eq!(row.share_of_decisions_pct(&mitosis.all), Ok(32_600.0 / 3_398_144.0));
}

#[test]
fn the_cpus_of_mitosis_are_those_of_their_cells() {
    // `running_ns[256]` starts at byte 28,672, and `cell` is at byte 30,728 of 30,736.
    let cpu = |cell: u32, first: u64| {
        let mut bytes = vec![0; 30_736];
        for other in 0..256_u64 {
            let at = 28_672 + usize::try_from(other).unwrap() * 8;
            bytes[at..at + 8].copy_from_slice(&(first + other).to_le_bytes());
        }
        bytes[30_728..30_732].copy_from_slice(&cell.to_le_bytes());
        bytes
    };
    let cpus = [cpu(5, 1_000), cpu(0, 20_000), cpu(5, 300_000)].concat();
    let read = Mitosis::from_section_bytes(&cpus).unwrap();
    assert_eq!(read.cpus.iter().collect::<Vec<_>>(), [(&5, &2), (&0, &1)]);
    assert_eq!(read.num_cells(), Ok(2.0));
    let on = |cell: u32, of: usize| read.running_on.get(&cell).unwrap()[of];
    // On its own CPUs, cell 5 ran for 2 * 5 more than the first of each, and the rest was borrowed.
    assert_eq!((on(5, 5), on(0, 5), read.running_ns[5]), (301_010, 20_005, 321_015));
    assert_eq!((on(5, 255), on(0, 0)), (301_000 + 2 * 255, 20_000));
    assert_eq!(read.own.iter().collect::<Vec<_>>(), [(&5, &301_010), (&0, &20_000)]);
    // Each CPU has 256 times, from its first: 256 * (1,000 + 20,000 + 300,000) and 3 * (0 + 1 + .. + 255).
    let (all, own) = (82_176_000 + 3 * 32_640_u64, 321_010_u64);
    assert_eq!(read.running_ns.iter().sum::<u64>(), all);
    assert_eq!(read.demand_borrow_pct(), Ok((100 * (all - own)) as f64 / all as f64));
    let borrowed: Vec<_> = read.own.keys().map(|cell| read.cell_demand_borrow_pct(cell).unwrap()).collect();
    // Of cell 0, CPUs 0 and 2 ran 1,000 and 300,000 ns for it, and its own 20,000.
    assert_eq!(borrowed, [100.0 * 20_005.0 / 321_015.0, 100.0 * 301_000.0 / 321_000.0]);
    let error = read.cell_demand_borrow_pct(7).unwrap_err().to_string();
    assert!(
        error.starts_with("cell_demand_borrow_pct[7]: `own[7]` does not exist: none of the 2 rows has this key"),
        "{error}"
    );
    // In the next interval, CPU 0 runs 300 ns for cell 5 and 100 ns for cell 0, and CPU 1 runs 200 ns for cell 5.
    let mut later = cpus.clone();
    for (cpu, of, ns) in [(0, 5, 1_005_u64 + 300), (0, 0, 1_000 + 100), (1, 5, 20_005 + 200)] {
        let at = cpu * 30_736 + 28_672 + of * 8;
        later[at..at + 8].copy_from_slice(&ns.to_le_bytes());
    }
    let interval = Mitosis::from_section_bytes(&later).unwrap().since(&read).unwrap();
    assert_eq!(interval.own.iter().collect::<Vec<_>>(), [(&5, &300), (&0, &0)]);
    assert_eq!(interval.demand_borrow_pct(), Ok(50.0));
    assert_eq!((interval.cell_demand_borrow_pct(5), interval.cell_demand_borrow_pct(0)), (Ok(40.0), Ok(100.0)));
    let idle = read.since(&read).unwrap();
    assert_eq!((idle.demand_borrow_pct(), idle.cell_demand_borrow_pct(5)), (Ok(0.0), Ok(0.0)));
}

#[test]
fn the_nodes_of_layered_are_those_of_their_cpus() {
    // In `struct cpu_ctx` of 10,360 bytes: `layer_usages[16][4]` at 56, `node_pinned_usage[16]` at 568, `layer_duty_sum[16]` at
    // 8,720, and `node_id` at 8,900.
    let cpu = |node: u32, first: u64| {
        let mut bytes: Vec<u8> = (0..10_360 / 8).flat_map(|word: u64| (first + word).to_le_bytes()).collect();
        bytes[8_900..8_904].copy_from_slice(&node.to_le_bytes());
        bytes
    };
    let cpus = [cpu(1, 10_000), cpu(0, 200_000), cpu(1, 3_000_000)].concat();
    let read = LayeredByNode::from_section_bytes(&cpus).unwrap();
    assert_eq!(read.cpus.iter().collect::<Vec<_>>(), [(&1, &2), (&0, &1)]);
    let (of_1, of_0) = (read.layer_usages.get(&1).unwrap(), read.layer_usages.get(&0).unwrap());
    assert_eq!((of_1.len(), of_1[15].protected_preempt_ns), (16, 3_010_000 + 2 * (7 + 63)));
    assert_eq!((of_0[0].owned_ns, of_0[0].open_ns, of_0[0].used_s()), (200_007, 200_008, Ok(400_015.0 / 1e9)));
    let pinned = read.node_pinned_usage.get(&1).unwrap();
    assert_eq!((pinned[0], pinned[15]), (3_010_000 + 2 * 71, 3_010_000 + 2 * 86));
    let loads = read.layer_duty_sum.get(&0).unwrap();
    assert_eq!((loads[0], loads[15]), (200_000 + 1_090, 200_000 + 1_105));
}

fn of_cell(row: &CellStats) -> [(&'static str, u64); 12] {
    fields! { row, CellStats {
        local cpu_dsq cell_dsq affn_viol borrowed steal drain_cnt drain_affn_cnt pin_skip slice_shrink_max
        slice_shrink_proportional slice_shrink_min
    } }
}

#[test]
fn each_stat_of_p2dq_is_read_from_its_own_entry() {
    let p2dq: P2dq = map();
    let read = fields! { &p2dq, P2dq {
        atq_enq atq_reenq direct dsq_same dsq_change idle lb_select lb_dispatch llc_migration node_migration keep
        enq_cpu enq_llc enq_intr enq_mig select_pick2 dispatch_pick2 wake_prev wake_llc wake_mig fork_balance
        exec_balance fork_same_llc exec_same_llc thermal_kick thermal_avoid eas_little_select eas_big_select
        eas_fallback
    } };
    for (key, (name, value)) in (0..).zip(read) {
        assert_eq!(value, key * CPUS, "{name}");
    }
    assert_eq!(p2dq.dsq_same_fraction(), Ok(3.0 / 7.0));
    assert_eq!(p2dq.wake_mig_fraction(), Ok(19.0 / (17.0 + 18.0 + 19.0)));
    let by_cpu: P2dqByCpu = map();
    assert_eq!(by_cpu.all[28].iter().collect::<Vec<_>>(), [Some(&28), Some(&28)]);
}

#[test]
fn each_stat_of_cake_is_read_from_its_own_entry() {
    let cake: Cake = map();
    let read = fields! { &cake, Cake {
        select_calls serial home_warm wp_attempt wp_tiny wp_small wp_protect wp_vtime wp_starved wp_fired pl_local
        pl_local_on pl_cpuq_wake pl_cpuq_cont pl_global h300_local h300_local_on h300_cpuq_wake h300_cpuq_cont
        h300_global h1ms_local h1ms_local_on h1ms_cpuq_wake h1ms_cpuq_cont h1ms_global pl_self h300_self h1ms_self
        hd_sync hd_starved hd_irq hd_aff hd_contended hd_notidle home_busy home_localq h300_home_busy ui_enter
        ui_enter_idlew ui_exit ui_exit_idlew qmark_set qmark_set_skip qmark_clr qmark_clr_skip seat_clr seat_set
        running frontier_st wake_served_st wake_mark_st taci taci_win taci_stage taci_home taci_groove taci_warm_core
        taci_warm_thread taci_warm taci_hint taci_notify pick_idle kick nrq dsq_insert move_local kt kt_period
        kt_ticksoon kt_occupant kt_handoff kt_wakeclock kt_running kt_probe task_storage cpu_curr core_contended
        stage_probe taciw_stage taciw_home taciw_groove taciw_warm_core taciw_warm_thread taciw_warm taciw_hint
        taciw_notify t_nrq t_taci t_pick t_kick t_cpu_curr t_task_storage t_move t_insert t_ui_idlew t_qmark t_cal
        leak_home leak_kick leak_dispatch seat_immune seat_retake seat_reroute seat_decline pool_forward claim_retry
        kt_pool x_serial kt_local x_kt_local x_claim notify_kick x_notify_kick probe_fired x_probe_fired pool_served
        x_pool_served steal_moved x_steal_moved pool_direct kick_alone seat_skip grant_vacant grant_expired
        grant_lt_tick grant_ge_tick hd_corebusy rej_irq rej_tick expiry_preempt release acquire select_direct ui_kick
        pend_kick pend_heal release_serve pinned_preempt
    } };
    for (key, (name, value)) in (0..).zip(read) {
        assert_eq!(value, key * CPUS, "{name}");
    }
    let by_cpu: CakeByCpu = map();
    assert_eq!(by_cpu.all[137].iter().collect::<Vec<_>>(), [Some(&137), Some(&137)]);
}

#[test]
fn each_percentage_of_cake_is_of_the_calls_of_select_cpu() {
    let cake = Cake { select_calls: 400, ..map() };
    let percentages = ratios! { cake;
        select_calls_pct serial_pct home_warm_pct wp_attempt_pct wp_tiny_pct wp_small_pct wp_protect_pct wp_vtime_pct
        wp_starved_pct wp_fired_pct pl_local_pct pl_local_on_pct pl_cpuq_wake_pct pl_cpuq_cont_pct pl_global_pct
        h300_local_pct h300_local_on_pct h300_cpuq_wake_pct h300_cpuq_cont_pct h300_global_pct h1ms_local_pct
        h1ms_local_on_pct h1ms_cpuq_wake_pct h1ms_cpuq_cont_pct h1ms_global_pct pl_self_pct h300_self_pct
        h1ms_self_pct hd_sync_pct hd_starved_pct hd_irq_pct hd_aff_pct hd_contended_pct hd_notidle_pct home_busy_pct
        home_localq_pct h300_home_busy_pct ui_enter_pct ui_enter_idlew_pct ui_exit_pct ui_exit_idlew_pct qmark_set_pct
        qmark_set_skip_pct qmark_clr_pct qmark_clr_skip_pct seat_clr_pct seat_set_pct running_pct frontier_st_pct
        wake_served_st_pct wake_mark_st_pct taci_pct taci_win_pct taci_stage_pct taci_home_pct taci_groove_pct
        taci_warm_core_pct taci_warm_thread_pct taci_warm_pct taci_hint_pct taci_notify_pct pick_idle_pct kick_pct
        nrq_pct dsq_insert_pct move_local_pct kt_pct kt_period_pct kt_ticksoon_pct kt_occupant_pct kt_handoff_pct
        kt_wakeclock_pct kt_running_pct kt_probe_pct task_storage_pct cpu_curr_pct core_contended_pct stage_probe_pct
        taciw_stage_pct taciw_home_pct taciw_groove_pct taciw_warm_core_pct taciw_warm_thread_pct taciw_warm_pct
        taciw_hint_pct taciw_notify_pct t_nrq_pct t_taci_pct t_pick_pct t_kick_pct t_cpu_curr_pct t_task_storage_pct
        t_move_pct t_insert_pct t_ui_idlew_pct t_qmark_pct t_cal_pct leak_home_pct leak_kick_pct leak_dispatch_pct
        seat_immune_pct seat_retake_pct seat_reroute_pct seat_decline_pct pool_forward_pct claim_retry_pct kt_pool_pct
        x_serial_pct kt_local_pct x_kt_local_pct x_claim_pct notify_kick_pct x_notify_kick_pct probe_fired_pct
        x_probe_fired_pct pool_served_pct x_pool_served_pct steal_moved_pct x_steal_moved_pct pool_direct_pct
        kick_alone_pct seat_skip_pct grant_vacant_pct grant_expired_pct grant_lt_tick_pct grant_ge_tick_pct
        hd_corebusy_pct rej_irq_pct rej_tick_pct expiry_preempt_pct release_pct acquire_pct select_direct_pct
        ui_kick_pct pend_kick_pct pend_heal_pct release_serve_pct pinned_preempt_pct
    };
    assert_eq!(percentages[0], ("select_calls_pct", Ok(100.0)));
    for (key, (name, percentage)) in (0_u32..).zip(percentages).skip(1) {
        // In each of two CPUs, of 400.
        assert_eq!(percentage, Ok(f64::from(key) / 2.0), "{name}");
    }
    // Of one, if there was none.
    let cake: Cake = map();
    assert_eq!((cake.select_calls_pct(), cake.serial_pct()), (Ok(0.0), Ok(200.0)));
}

#[test]
fn the_bands_of_cake_are_read_by_kind() {
    let read: CakeGlobals = section();
    let start = offset::<CakeGlobals>("cake_hist");
    // `u64 cake_hist[1024][4][16]`.
    let of = |cpu: u64, kind: u64, band: u64| start + ((cpu * 4 + kind) * 16 + band) * 8;
    for (kind, read, total) in
        [(0, &read.hop, read.nr_hops), (1, &read.handoff, read.nr_handoffs), (2, &read.burst, read.nr_bursts)]
    {
        let over_cpus = |band: u64| (0..1024).map(|cpu| of(cpu, kind, band)).sum::<u64>();
        assert_eq!(read.counts(), (0..16).map(over_cpus).collect::<Vec<_>>());
        // The counts grow a little with the band, so the middle is in the ninth.
        assert_eq!(read.percentile(50.0).unwrap().bucket.lower, 256 << 8);
        assert_eq!(total, (0..1024).flat_map(|cpu| (0..16).map(move |band| of(cpu, kind, band))).sum::<u64>());
    }
    // 256 << 4 nanoseconds.
    assert_eq!(read.hop.iter().nth(4).unwrap().0.lower, 4096);
    // `u64 cake_release_census[3][8]`.
    let start = offset::<CakeGlobals>("cake_release_census");
    let row = |row: u64| (0..8).map(|band| start + (row * 8 + band) * 8).collect::<Vec<_>>();
    assert_eq!((read.release_non_immed.counts(), read.release_immed.counts()), (&row(0)[..], &row(1)[..]));
    assert_eq!(read.release_slice_0.counts(), row(2));
    let start = offset::<CakeGlobals>("cake_acquire_hist");
    assert_eq!(read.hold.counts(), (0..8).map(|band| start + band * 8).collect::<Vec<_>>());
    // 1024 << 3 nanoseconds.
    assert_eq!(read.hold.iter().nth(3).unwrap().0.lower, 8192);
}

#[test]
fn the_counters_of_cake_in_bss_are_read_from_their_own_words() {
    let read: CakeGlobals = section();
    let reason = offset::<CakeGlobals>("cake_release_reason");
    let reasons = [read.released_by_rt, read.released_by_dl, read.released_by_stop, read.released_by_unknown];
    assert_eq!(reasons, [reason, reason + 8, reason + 16, reason + 24]);
    // `u64 cake_tried[1024][16]`.
    let start = offset::<CakeGlobals>("cake_tried");
    let column = |column: u64| (0..1024).map(|row| start + (row * 16 + column) * 8).sum::<u64>();
    let tried = [read.tried_serial, read.tried_retake, read.tried_probe, read.tried_tick];
    assert_eq!(tried, [0, 1, 2, 3].map(column));
    let events = i64::try_from(offset::<CakeGlobals>("cake_events")).unwrap();
    let counted = [read.select_cpu_fallback, read.dispatch_keep_last, read.enq_skip_exiting];
    assert_eq!(counted, [events, events + 16, events + 24]);
    let words = offset::<CakeGlobals>("cpu_irq_hot_words");
    assert_eq!((read.cpu_irq_hot_words[0], read.cpu_irq_hot_words[15]), (words, words + 15 * 8));
    let options: CakeOptions = section();
    assert_eq!(options.cake_tick_ns, offset::<CakeOptions>("cake_tick_ns"));
}

#[test]
fn the_rows_and_texts_of_cake_are_read_from_their_own_bytes() {
    let offset = offset::<CakeGlobals>;
    // `struct cake_bb_rec` has 88 bytes: six words, six integers of 32 bits, and a text.
    let row = |index: u64| offset("cake_blackbox") + index * 88;
    let integers: Vec<u8> = (1..=6_u32).flat_map(u32::to_le_bytes).collect();
    // `struct cake_irq_slot` has 128 bytes.
    let read: CakeGlobals = section_with(&[
        (row(3) + 48, &integers),
        (row(3) + 72, b"cc1plus\0ignored"),
        (offset("cake_blackbox_n"), &7_u32.to_le_bytes()),
        (offset("cake_compat_on_cpu_size"), &4_u32.to_le_bytes()),
        (offset("cake_compat_cpu_curr_kfunc"), &[1]),
        (offset("cake_irq_live") + 1023 * 128, &9_u32.to_le_bytes()),
    ]);
    assert_eq!((read.cake_compat_on_cpu_size, read.cake_compat_cpu_curr_kfunc, read.cake_blackbox_n), (4, true, 7));
    assert_eq!((read.cake_irq_live.len(), read.cake_irq_live[1023].depth), (1024, 9));
    let last = &read.cake_blackbox[3];
    assert_eq!((last.wait_ns, last.seats, last.core_free), (row(3), row(3) + 16, row(3) + 24));
    assert_eq!((last.thread_free, last.idle_word), (row(3) + 32, row(3) + 40));
    assert_eq!([last.pid, last.kind, last.target, last.caller, last.waker_pid, last.ran_on], [1, 2, 3, 4, 5, 6]);
    assert_eq!(last.comm.to_str(), Ok("cc1plus"));
    assert_eq!(last.wait_ms(), Ok(row(3) as f64 / 1e6));
    assert_eq!(read.cake_blackbox[0].wait_ns, row(0));
    // The ring is full from four rows on.
    for (count, rows) in [(0_u32, 0), (3, 3), (4, 4), (u32::MAX, 4)] {
        let read: CakeGlobals = zeros_with(&[(offset("cake_blackbox_n"), &count.to_le_bytes())]);
        assert_eq!(read.cake_blackbox.len(), rows, "{count}");
    }
}

#[test]
fn a_cpu_of_cake_is_stuck_if_two_reads_find_it_in_a_handler() {
    let slot = |cpu: u64| offset::<CakeGlobals>("cake_irq_live") + cpu * 128;
    let read = |depths: &[(u64, u32)]| -> CakeGlobals {
        let depths: Vec<_> = depths.iter().map(|(cpu, depth)| (slot(*cpu), depth.to_le_bytes())).collect();
        let bytes: Vec<_> = depths.iter().map(|(at, depth)| (*at, &depth[..])).collect();
        zeros_with(&bytes)
    };
    let first = read(&[(0, 1), (3, 2), (7, 1), (1023, 1)]);
    let second = read(&[(1, 1), (3, 1), (7, 0), (1023, u32::MAX)]);
    // CPUs 3 and 1023 are in a handler in both.
    assert_eq!((second.stuck_in_handler(&first), second.stuck_in_handler(&read(&[]))), (Ok(2.0), Ok(0.0)));
    assert_eq!(first.stuck_in_handler(&first), Ok(4.0));
}

#[test]
fn each_stat_of_layered_is_read_from_its_own_word() {
    let layered: Layered = map();
    let of_cpus: PerCpu<LayeredOfCpu> = map();
    let one = of_cpus.get(1).unwrap();
    let first = one.lstats[0].sel_local;
    assert_eq!((layered.layers.len(), LayerStatId::LSTAT_SKIP_REMOTE_NODE as usize), (16, 31));
    assert_eq!((LayerStatId::LSTAT_RUNQ_LAT_BASE as usize, LayerStatId::LSTAT_RUNQ_LAT_END as usize), (32, 57));
    for (layer, row) in (0..).zip(&layered.layers) {
        for (stat, (name, value)) in (0..).zip(of_layer(row)) {
            assert_eq!(value, (first + layer * 58 + stat) * CPUS, "{name}");
        }
    }
    for (stat, (name, value)) in (0..).zip(of_layer(&layered.all)) {
        assert_eq!(value, (0..16).map(|layer| first + layer * 58 + stat).sum::<u64>() * CPUS, "{name}");
    }
    assert_eq!(of_layer(&one.lstats[15])[31].1, first + 15 * 58 + 31);
    // All elements, also the buckets from 32 to 57.
    assert_eq!((layered.lstats[0][32], layered.lstats[15][57]), ((first + 32) * CPUS, (first + 15 * 58 + 57) * CPUS));
    let waits = &layered.runq_latency[15];
    assert_eq!((waits.counts().len(), waits.counts()[25]), (26, (first + 15 * 58 + 57) * CPUS));
    // `gstats[11]` is before them.
    let global = fields! { &layered.global, GlobalStats {
        excl_idle excl_wakeup hi_fb_events hi_fb_usage lo_fb_events lo_fb_usage fb_cpu_usage antistall skip_preempt
        fixup_vtime preempting_mismatch
    } };
    assert_eq!(global.map(|(_, value)| value), one.gstats.map(|count| count * CPUS));
    assert_eq!(one.gstats[10] + 1, first);
}

fn of_layer(row: &LayerStats) -> [(&'static str, u64); 32] {
    fields! { row, LayerStats {
        sel_local enq_local enq_wakeup enq_expire enq_reenq enq_dsq keep min_exec min_exec_ns open_idle affn_viol
        keep_fail_max_exec keep_fail_busy preempt preempt_first preempt_xllc preempt_xnuma preempt_idle preempt_fail
        excl_collision excl_preempt yielded yield_ignore migration xnuma_migration xllc_migration xllc_migration_skip
        xlayer_wake xlayer_rewake llc_drain_try llc_drain skip_remote_node
    } }
}

#[test]
fn the_percentages_of_layered_are_of_six_statistics() {
    let layered: Layered = map();
    let row = &layered.layers[1];
    let stats = of_layer(row).map(|(_, value)| value);
    // `LSTAT_SEL_LOCAL` to `LSTAT_ENQ_REENQ`, and `LSTAT_KEEP`.
    let total = stats[..5].iter().sum::<u64>() + stats[6];
    assert_eq!((row.total(), row.min_exec_us()), (Ok(total as f64), Ok((row.min_exec_ns / 1000) as f64)));
    let percentages = ratios! { row;
        sel_local_pct enq_local_pct enq_wakeup_pct enq_expire_pct enq_reenq_pct enq_dsq_pct keep_pct min_exec_pct
        open_idle_pct affn_viol_pct keep_fail_max_exec_pct keep_fail_busy_pct preempt_pct preempt_first_pct
        preempt_xllc_pct preempt_xnuma_pct preempt_idle_pct preempt_fail_pct excl_collision_pct excl_preempt_pct
        yielded_pct migration_pct xnuma_migration_pct xllc_migration_pct xllc_migration_skip_pct xlayer_wake_pct
        xlayer_rewake_pct llc_drain_try_pct llc_drain_pct skip_remote_node_pct
    };
    // `LSTAT_MIN_EXEC_NS` and `LSTAT_YIELD_IGNORE` have none.
    let counted = (0..32).filter(|stat| ![8, 22].contains(stat));
    for (stat, (name, percentage)) in counted.zip(percentages) {
        assert_eq!(percentage, Ok((100 * stats[stat]) as f64 / total as f64), "{name}");
    }
    let none =
        LayerStats { sel_local: 0, enq_local: 0, enq_wakeup: 0, enq_expire: 0, enq_reenq: 0, keep: 0, ..row.clone() };
    assert_eq!((none.total(), none.open_idle_pct()), (Ok(0.0), Ok(0.0)));
    let all = of_layer(&layered.all).map(|(_, value)| value);
    let total = (all[..5].iter().sum::<u64>() + all[6]) as f64;
    assert_eq!(layered.all.open_idle_pct(), Ok((100 * layered.all.open_idle) as f64 / total));
    assert_eq!(layered.total(), layered.all.total());
    assert_eq!(layered.hi_fb_pct(), Ok((100 * layered.global.hi_fb_events) as f64 / total));
    assert_eq!(layered.lo_fb_pct(), Ok((100 * layered.global.lo_fb_events) as f64 / total));
    assert_eq!(layered.excl_idle_fraction(), Ok(layered.global.excl_idle as f64 / total));
    assert_eq!(layered.excl_wakeup_fraction(), Ok(layered.global.excl_wakeup as f64 / total));
}

#[test]
fn the_layers_of_layered_are_rows_of_bss() {
    let offset = offset::<LayeredGlobals>;
    // The last of 16 rows. Each has 10,356,624 bytes; the members begin after the rules that match tasks.
    let last = offset("layers") + 15 * 10_356_624;
    let read: LayeredGlobals = zeros_with(&[
        (last + 10_330_400, &20_000_999_u64.to_le_bytes()),
        (last + 10_330_446, &[1]),
        (last + 10_330_456, &12_u64.to_le_bytes()),
        (last + 10_330_488 + 63, &[0x80]),
        (last + 10_330_552, &34_u32.to_le_bytes()),
        (last + 10_330_556 + 63 * 4, &56_u32.to_le_bytes()),
        // `struct layer_node_ctx` has 800 bytes.
        (last + 10_330_816 + 31 * 800 + 8, &78_u64.to_le_bytes()),
        (last + 10_356_420, b"batch"),
        (offset("fallback_cpus") + 31 * 4, &9_u32.to_le_bytes()),
    ]);
    assert_eq!((read.layers.len(), read.fallback_cpus[30..].to_vec()), (16, vec![0, 9]));
    let layer = &read.layers[15];
    assert_eq!((layer.name.to_str(), layer.nr_tasks, layer.excl, layer.nr_cpus), (Ok("batch"), 12, true, 34));
    assert_eq!((layer.slice_ns, layer.slice_us()), (20_000_999, Ok(20_000.0)));
    assert_eq!((layer.cpus[62..].to_vec(), layer.nr_llc_cpus[62..].to_vec()), (vec![0, 0x80], vec![0, 56]));
    assert_eq!(layer.node_pinned_tasks[30..], [0, 78]);
    assert_eq!((read.layers[14].nr_tasks, read.layers[14].excl), (0, false));
}

#[test]
fn the_counts_of_layered_s_rows_are_in_rodata() {
    let counts = ["nr_layers", "nr_nodes", "nr_llcs"].map(offset::<LayeredTopology>);
    let bytes = [2_u32, 3, 4].map(u32::to_le_bytes);
    let read: LayeredTopology = zeros_with(&[(counts[0], &bytes[0]), (counts[1], &bytes[1]), (counts[2], &bytes[2])]);
    assert_eq!((read.nr_layers, read.nr_nodes, read.nr_llcs), (2, 3, 4));
}

#[test]
fn a_row_of_layered_s_caches_has_a_column_for_each_layer() {
    // 64 entries of `struct llc_ctx`, which has 612 words; `lstats[16][2]` is at word 36.
    let bytes: Vec<u8> =
        (0..64_u64).flat_map(|llc| (0..612).map(move |word| llc * 1000 + word)).flat_map(u64::to_le_bytes).collect();
    let read = LayeredByLlc::from_section_bytes(&bytes).unwrap();
    assert_eq!((read.layers.len(), read.layers[63].len(), read.layers[0][0].dispatches), (64, 16, 37));
    // Columns of layer 15 are at words 66 and 67.
    assert_eq!(read.all[15].dispatches, 64 * 67 + 1000 * (0..64).sum::<u64>());
    assert_eq!(read.layers[1][15].fraction(&read.all[15]), Ok(1067.0 / 2_020_288.0));
    let none = LlcLayerStats { latency_ns: 0, dispatches: 0 };
    assert_eq!(none.fraction(&none), Ok(0.0));
    let last = &read.layers[63][15];
    assert_eq!((last.latency_ns, last.dispatches, last.latency_s()), (63_066, 63_067, Ok(63_066.0 / 1e9)));
}

#[test]
fn the_utilization_of_layered_is_a_running_average_over_the_time() {
    let read: LayeredUsages = map();
    // `layer_usages[16][4]`.
    let LayerUsages { owned_ns, open_ns, protected_ns, protected_preempt_ns } = read.layers[0];
    let start = owned_ns / CPUS;
    assert_eq!([open_ns, protected_ns, protected_preempt_ns], [1, 2, 3].map(|word| (start + word) * CPUS));
    assert_eq!((read.layers.len(), read.layers[15].protected_ns), (16, (start + 62) * CPUS));
    assert_eq!(read.all.open_ns, (0..16).map(|layer| (start + layer * 4 + 1) * CPUS).sum::<u64>());

    let usages = |owned_ns, open_ns, protected_ns, protected_preempt_ns| LayerUsages {
        owned_ns,
        open_ns,
        protected_ns,
        protected_preempt_ns,
    };
    // One second of two CPUs, then 200 ms without any: the half-life is 100 ms, so a quarter is left.
    let first = LayeredUsages {
        layers: vec![usages(1_500_000_000, 500_000_000, 1_000_000_000, 250_000_000), usages(2_000_000_000, 0, 0, 0)],
        all: usages(3_500_000_000, 500_000_000, 1_000_000_000, 250_000_000),
    };
    let nothing = || usages(0, 0, 0, 0);
    let second = LayeredUsages { layers: vec![nothing(), nothing()], all: nothing() };
    let rates = [Rate::new(first, Duration::from_secs(1)), Rate::new(second, Duration::from_millis(200))];
    let mean = |of: &dyn Fn(&LayeredUsages) -> Result<f64, RatioError>| {
        let mut mean = RunningMean::with_half_life(Duration::from_millis(100)).starting_at(0.0);
        rates.each_ref().map(|rate| mean.add_per_second(rate, of).unwrap().unwrap())
    };
    let [used, all] = [mean(&|change| change.layers[0].used_s()), mean(&|change| change.all.used_s())];
    // 1 - 2^-10 of two and of four CPUs.
    assert_eq!((used[0], all[0]), (2.0 * 1023.0 / 1024.0, 4.0 * 1023.0 / 1024.0));
    assert_eq!(used[1], used[0] * 0.25);
    let part = |of: [f64; 2], whole: [f64; 2]| of[1] / whole[1];
    assert_eq!(part(used, all), 0.5);
    assert_eq!(part(mean(&|change| change.layers[0].open_s()), used), 0.25);
    assert_eq!(part(mean(&|change| change.layers[0].protected_s()), used), 0.5);
    assert_eq!(part(mean(&|change| change.layers[0].protected_preempt_s()), used), 0.125);

    let layered: Layered = map();
    let row = LayerStats { sel_local: 3, enq_local: 1, enq_dsq: 12, ..layered.layers[0].clone() };
    let mut mean = RunningMean::with_window(Duration::from_secs(10)).starting_at(0.0);
    let rate = Rate::new(row, Duration::from_secs(1));
    // A tenth of 75 %, and then nine tenths of that and a tenth of 75 % again.
    assert_eq!(mean.add_ratio(&rate, LayerStats::dsq_insert_pct), Ok(7.5));
    assert_eq!(mean.add_ratio(&rate, LayerStats::dsq_insert_pct), Ok(14.25));
    let idle = LayerStats { sel_local: 0, enq_local: 0, enq_dsq: 0, ..rate.change.clone() };
    assert_eq!(idle.dsq_insert_pct(), Ok(0.0));
}

#[test]
fn the_stats_of_pandemonium_are_reduced_member_by_member() {
    let read: Pandemonium = map();
    let Pandemonium { nr_cross_domain, batch_sojourn_ns, longrun_mode_active, .. } = read;
    // The longest over the CPUs. `nr_cross_domain[8]` is at word 23, after `nr_overflow_rescue`.
    assert_eq!((batch_sojourn_ns, longrun_mode_active), (20, 21));
    assert_eq!(nr_cross_domain, [23, 24, 25, 26, 27, 28, 29, 30].map(|word| word * CPUS));
    let before = [
        read.nr_dispatches,
        read.nr_idle_hits,
        read.nr_shared,
        read.nr_preempt,
        read.wake_lat_sum,
        read.wake_lat_samples,
        read.nr_keep_running,
        read.nr_hard_kicks,
        read.nr_soft_kicks,
        read.nr_enq_wakeup,
        read.nr_enq_requeue,
        read.wake_lat_idle_sum,
        read.wake_lat_idle_cnt,
        read.wake_lat_kick_sum,
        read.wake_lat_kick_cnt,
        read.nr_l2_hit_batch,
        read.nr_l2_miss_batch,
        read.nr_l2_hit_interactive,
        read.nr_l2_miss_interactive,
        read.nr_reenqueue,
    ];
    assert_eq!(before.to_vec(), (0..20).map(|word| word * CPUS).collect::<Vec<_>>());
    assert_eq!(read.nr_overflow_rescue, 22 * CPUS);
    let after = [
        read.nr_osc_park,
        read.nr_spill_kick_preempt,
        read.nr_steal,
        read.nr_kick_declined,
        read.nr_stay_cost_held,
        read.nr_stay_move_taken,
        read.rq_depth_sum,
        read.rq_depth_samples,
    ];
    assert_eq!(after.to_vec(), (31..39).map(|word| word * CPUS).collect::<Vec<_>>());
}

#[test]
fn the_ratios_of_pandemonium_are_of_the_sums_over_cpus() {
    // Word n is 2 n in a sum over two CPUs. The latencies are then 50,999, 83,541 and 71,500 ns.
    let counted: Pandemonium = map();
    let read = Pandemonium {
        nr_dispatches: 1000,
        nr_idle_hits: 29,
        wake_lat_sum: 509_999,
        wake_lat_idle_sum: 24 * 83_541 + 23,
        wake_lat_kick_sum: 28 * 71_500,
        batch_sojourn_ns: 2_999_999,
        ..counted
    };
    assert_eq!((read.idle_pct(), read.idle_hit_rate()), (Ok(2.0), Ok(2.9)));
    assert_eq!((read.wake_us(), read.lat_idle_us(), read.lat_kick_us()), (Ok(50.0), Ok(83.0), Ok(71.0)));
    // 1500 / 31 and 1700 / 35.
    assert_eq!((read.l2_hit_batch_pct(), read.l2_hit_interactive_pct()), (Ok(48.0), Ok(48.0)));
    assert_eq!(read.sojourn_ms(), Ok(2.0));
    // 2 * (23 + 24 + 25 + 26 + 27 + 28) of 1000.
    assert_eq!(read.cross_domain_scatter_pct(), Ok(30.0));
    assert_eq!(read.mean_rq_depth(), Ok(37.0 / 38.0));
    // The first word is the number of dispatches.
    let none: Pandemonium = map();
    assert_eq!((none.idle_pct(), none.idle_hit_rate()), (Ok(0.0), Ok(0.0)));
    assert_eq!(none.cross_domain_scatter_pct(), Ok(0.0));
}

#[test]
fn the_histograms_of_pandemonium_are_summed_over_cpus() {
    let hist: WakeLatHist = map();
    assert_eq!(hist.buckets[35].sum(), Ok(35 * CPUS));
    assert_eq!(hist.all, (0..36).sum::<u64>() * CPUS);
    let tiers = [&hist.batch, &hist.interactive, &hist.lock].map(|tier| tier.counts().to_vec()).concat();
    assert_eq!(tiers, (0..36).map(|key| key * CPUS).collect::<Vec<_>>());
    let sleeps: SleepHist = map();
    assert_eq!(sleeps.ns.counts(), [0, CPUS, 2 * CPUS, 3 * CPUS]);
    // 100 / 6.
    assert_eq!(sleeps.sleep_io_pct(), Ok(16.0));
    assert_eq!(sleeps.since(&sleeps).unwrap().sleep_io_pct(), Ok(0.0));
}

#[test]
fn the_knobs_of_pandemonium_are_those_of_each_cpu() {
    let knobs: PerCpu<Knobs> = map();
    let first = knobs.get(0).unwrap();
    let read = [first.slice_ns, first.preempt_thresh_ns, first.batch_slice_ns, first.codel_thresh_ns];
    assert_eq!(read, [0, 1, 2, 4]);
    let set =
        Knobs { slice_ns: 1_500_999, batch_slice_ns: 20_000_000, codel_thresh_ns: 4_999_999, preempt_thresh_ns: 0 };
    assert_eq!((set.slice_us(), set.batch_slice_us(), set.codel_thresh_ms()), (Ok(1_500.0), Ok(20_000.0), Ok(4.0)));
}

#[test]
fn the_globals_of_pandemonium_are_read_at_their_own_offsets() {
    let target: CodelTarget = section();
    assert_eq!(target.codel_target_ns, offset::<CodelTarget>("codel_target_ns"));
    assert_eq!(target.codel_target_floor_ns, offset::<CodelTarget>("codel_target_floor_ns"));
    let offset = offset::<Exit>;
    // `struct user_exit_info`: two integers of 32 bits, one of 64, `char reason[128]` and `char msg[1024]`.
    let exit: Exit = section_with(&[
        (offset("uei"), &64_i32.to_le_bytes()),
        (offset("uei") + 16, b"runnable task stall\0"),
        (offset("uei") + 16 + 128, b"stalled for 30 s\0"),
    ]);
    assert_eq!(exit.codel_target_max_ns, offset("codel_target_max_ns"));
    assert_eq!((exit.kind, exit.exit_code), (64, i64::try_from(offset("uei")).unwrap() + 8));
    assert_eq!((exit.reason.to_str(), exit.msg.to_str()), (Ok("runnable task stall"), Ok("stalled for 30 s")));
}

#[test]
fn the_resistance_of_pandemonium_is_the_first_of_its_entries() {
    // 131072 integers of 32 bits, each in a slot of 8 bytes.
    let bytes: Vec<u8> = (7..131_072 + 7_u64).flat_map(u64::to_le_bytes).collect();
    assert_eq!(Reff::from_section_bytes(&bytes).unwrap().release_ns, 7);
}

#[test]
fn the_statistics_of_lavd_are_members_of_one_struct() {
    let offset = offset::<Lavd>;
    let start = offset("sys_stat");
    // Integers of 32 bits are parts of words.
    let lavd: Lavd = section_with(&[
        (start + 76, &12_u32.to_le_bytes()),
        (start + 80, &34_u32.to_le_bytes()),
        (offset("power_mode"), &2_i32.to_le_bytes()),
    ]);
    let stat = &lavd.sys_stat;
    assert_eq!((stat.avg_util_wall, stat.nr_queued_task), (start + 8, start + 32));
    assert_eq!((stat.nr_stealee, stat.nr_active, lavd.power_mode), (12, 34, 2));
    assert_eq!([stat.nr_sched, stat.nr_preempt, stat.nr_perf_cri], [start + 88, start + 96, start + 104]);
    assert_eq!([stat.nr_lat_cri, stat.nr_x_migration], [start + 112, start + 120]);
    assert_eq!([stat.nr_big, stat.nr_pc_on_big, stat.nr_lc_on_big], [start + 128, start + 136, start + 144]);
    let share = |part: u64, whole: u64| Ok((100 * part) as f64 / whole as f64);
    assert_eq!(lavd.pc_pc(), share(stat.nr_perf_cri, stat.nr_sched));
    assert_eq!(lavd.pc_lc(), share(stat.nr_lat_cri, stat.nr_sched));
    assert_eq!(lavd.pc_x_migration(), share(stat.nr_x_migration, stat.nr_sched));
    assert_eq!(lavd.pc_big(), share(stat.nr_big, stat.nr_sched));
    assert_eq!(lavd.pc_pc_on_big(), share(stat.nr_pc_on_big, stat.nr_big));
    assert_eq!(lavd.pc_lc_on_big(), share(stat.nr_lc_on_big, stat.nr_big));
    let [performance, balanced, powersave] =
        ["performance_mode_ns", "balanced_mode_ns", "powersave_mode_ns"].map(offset);
    let modes = performance + balanced + powersave;
    assert_eq!(lavd.pc_performance(), share(performance, modes));
    assert_eq!(lavd.pc_balanced(), share(balanced, modes));
    assert_eq!(lavd.pc_powersave(), share(powersave, modes));
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
fn the_globals_of_bpfland_are_read_at_their_own_offsets() {
    let bpfland: Bpfland = section();
    let read = fields! { &bpfland, Bpfland {
        nr_kthread_dispatches nr_direct_dispatches nr_shared_dispatches nr_idle_select_path_picks
        nr_idle_enqueue_path_picks nr_idle_prev_cpu_picks nr_idle_primary_picks nr_idle_spill_picks
        nr_idle_pick_failures nr_idle_primary_domain_misses nr_idle_global_misses nr_waker_cpu_biases
        nr_keep_running_reuses nr_keep_running_queue_empty nr_keep_running_smt_blocked nr_keep_running_queued_work
        nr_dispatch_cpu_dsq_consumes nr_dispatch_node_dsq_consumes nr_running nr_online_cpus
    } };
    for (name, value) in read {
        assert_eq!(value, offset::<Bpfland>(name), "{name}");
    }
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
