use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

/// Globals in `.bss` of dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(let(busy = count(per_llc[*].nr_in > 0 and per_llc[*].nr_in >= mean(dsp_stats))))]
#[snapshot(ratio(busy_pct = percent(busy / len(per_llc))))]
#[snapshot(ratio(stuck(earlier) = count(dsp_stats > 0 and earlier.dsp_stats != 0)))]
#[snapshot(ratio(share[at] = dsp_stats[at] / sum(dsp_stats) or 0))]
pub struct Bss {
    pub dsp_stats: [u64; 3],
    pub per_llc: [LlcStats; 4],
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct llc_stats")]
pub struct LlcStats {
    pub nr_in: u64,
    pub nr_out: u64,
    pub max_wait_ns: u64,
    pub nr_running: i32,
    pub last_cpu: i16,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a report")?;
    let report = FailureDumpReport::from_path(file)?;
    let counters = Bss::from_snapshot(&Snapshot::new(&report))?;
    println!("{counters:#?}");
    let ratio = counters.busy_pct()?;
    println!("busy_pct: {ratio:.3}");
    Ok(())
}
