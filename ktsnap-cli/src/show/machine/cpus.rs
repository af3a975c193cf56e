//! Tables of CPUs and NUMA nodes.

use ktsnap_core::report::{
    CgroupPsiStat, PerCpuTimeStats, PerNodeNumaStats, RqScxState, VcpuPerfSample, VcpuRegSnapshot,
};
use serde_json::{Value, json};

use super::cells::{filled, hex, if_any, name, seconds};
use crate::screen::text::count;
use crate::screen::{Screen, Table};

/// Soft interrupts in the order of the kernel's `include/linux/interrupt.h`, named as in `/proc/softirqs`.
const SOFTIRQS: [&str; 10] =
    ["HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "IRQ_POLL", "TASKLET", "SCHED", "HRTIMER", "RCU"];

pub(super) fn run_queues(queues: &[RqScxState], screen: &Screen) -> Table {
    let row = |queue: &RqScxState| {
        [
            queue.cpu.to_string(),
            queue.nr_running.to_string(),
            if_any(queue.curr_pid),
            if_any(queue.curr_comm.as_deref().map(name)),
            // The kernel's versions give the bits different meanings, and a report does not name the version.
            hex(queue.flags.into()),
            if queue.cpu_released { "yes" } else { "no" }.to_owned(),
            queue.ops_qseq.to_string(),
            if_any(queue.kick_sync),
            if_any(queue.nr_immed),
            if_any(queue.rq_clock.map(seconds)),
            if_any(queue.runnable_truncated.then(|| {
                format!("{} listed", count(queue.runnable_task_kvas.len(), "runnable task", "runnable tasks"))
            })),
        ]
    };
    let rows: Vec<_> = queues.iter().map(row).collect();
    let headings = [
        ">cpu",
        ">runnable",
        ">current",
        "comm",
        "flags",
        "released",
        ">ops_qseq",
        ">kick_sync",
        ">immediate",
        ">clock s",
        "notes",
    ];
    filled(screen, headings, &rows)
}

pub(super) fn times(times: &[PerCpuTimeStats], screen: &Screen) -> Table {
    let row = |time: &PerCpuTimeStats| {
        [
            time.cpu.to_string(),
            seconds(time.cpustat_user_ns),
            seconds(time.cpustat_nice_ns),
            seconds(time.cpustat_system_ns),
            seconds(time.cpustat_idle_ns),
            seconds(time.cpustat_iowait_ns),
            seconds(time.cpustat_irq_ns),
            seconds(time.cpustat_softirq_ns),
            seconds(time.cpustat_steal_ns),
        ]
    };
    let rows: Vec<_> = times.iter().map(row).collect();
    filled(screen, [">cpu", ">user", ">nice", ">system", ">idle", ">iowait", ">irq", ">softirq", ">steal"], &rows)
}

pub(super) fn time_json(time: &PerCpuTimeStats) -> Value {
    json!({
        "cpu": time.cpu,
        "user_ns": time.cpustat_user_ns,
        "nice_ns": time.cpustat_nice_ns,
        "system_ns": time.cpustat_system_ns,
        "idle_ns": time.cpustat_idle_ns,
        "iowait_ns": time.cpustat_iowait_ns,
        "irq_ns": time.cpustat_irq_ns,
        "softirq_ns": time.cpustat_softirq_ns,
        "steal_ns": time.cpustat_steal_ns,
        "iowait_sleeptime_ns": time.iowait_sleeptime_ns,
    })
}

pub(super) fn interrupts(times: &[PerCpuTimeStats], screen: &Screen) -> Table {
    let headings: Vec<_> =
        [">cpu", ">all"].into_iter().map(str::to_owned).chain(SOFTIRQS.map(|kind| format!(">{kind}"))).collect();
    let mut table = Table::new(screen, &headings.iter().map(String::as_str).collect::<Vec<_>>());
    for time in times {
        let counts = [time.cpu.to_string(), time.irqs_sum.to_string()].into_iter();
        table.row(counts.chain(time.softirqs.iter().map(u64::to_string)));
    }
    table
}

pub(super) fn interrupts_json(time: &PerCpuTimeStats) -> Value {
    let kinds = SOFTIRQS.into_iter().zip(time.softirqs).map(|(kind, count)| (kind.to_owned(), Value::from(count)));
    json!({"cpu": time.cpu, "irqs": time.irqs_sum, "softirqs": Value::Object(kinds.collect())})
}

pub(super) fn registers(cpus: &[Option<VcpuRegSnapshot>], screen: &Screen) -> Table {
    let row = |(cpu, registers): (usize, &Option<VcpuRegSnapshot>)| match registers {
        Some(read) => [
            cpu.to_string(),
            hex(read.instruction_pointer),
            hex(read.stack_pointer),
            hex(read.page_table_root),
            if_any(read.user_page_table_root.map(hex)),
            if_any(read.tcr_el1.map(hex)),
        ],
        None => [cpu.to_string(), "not read".to_owned(), String::new(), String::new(), String::new(), String::new()],
    };
    let rows: Vec<_> = cpus.iter().enumerate().map(row).collect();
    let headings =
        [">cpu", "instruction pointer", "stack pointer", "page table root", "user page table root", "TCR_EL1"];
    filled(screen, headings, &rows)
}

pub(super) fn counters(cpus: &[Option<VcpuPerfSample>], screen: &Screen) -> Table {
    let row = |(cpu, sample): (usize, &Option<VcpuPerfSample>)| match sample {
        Some(read) => [
            cpu.to_string(),
            read.cycles.to_string(),
            read.instructions.to_string(),
            read.cache_misses.to_string(),
            read.branch_misses.to_string(),
            seconds(read.time_enabled_ns),
            seconds(read.time_running_ns),
        ],
        None => {
            let mut cells: [String; 7] = Default::default();
            let [number, cycles, ..] = &mut cells;
            (*number, *cycles) = (cpu.to_string(), "not read".to_owned());
            cells
        }
    };
    let rows: Vec<_> = cpus.iter().enumerate().map(row).collect();
    let headings = [">cpu", ">cycles", ">instructions", ">cache misses", ">branch misses", ">enabled s", ">counting s"];
    filled(screen, headings, &rows)
}

pub(super) fn nodes(nodes: &[PerNodeNumaStats], screen: &Screen) -> Table {
    let row = |node: &PerNodeNumaStats| {
        [
            node.node.to_string(),
            node.numa_hit.to_string(),
            node.numa_miss.to_string(),
            node.numa_foreign.to_string(),
            node.numa_interleave_hit.to_string(),
            node.numa_local.to_string(),
            node.numa_other.to_string(),
        ]
    };
    let rows: Vec<_> = nodes.iter().map(row).collect();
    filled(screen, [">node", ">hit", ">miss", ">foreign", ">interleave hit", ">local", ">other"], &rows)
}

pub(super) fn pressure(cgroups: &[CgroupPsiStat], screen: &Screen) -> Table {
    let row = |cgroup: &CgroupPsiStat| {
        // In the kernel's fixed point, 2048 is one percent.
        let hundredths = u128::from(cgroup.avg10_raw) * 100 / 2048;
        let average = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        [cgroup.serial_nr.to_string(), hex(cgroup.cgroup_kva), seconds(cgroup.total_ns), average]
    };
    let rows: Vec<_> = cgroups.iter().map(row).collect();
    filled(screen, [">serial", "address", ">stalled s", ">avg10 %"], &rows)
}
