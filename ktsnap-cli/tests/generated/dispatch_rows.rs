use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

/// Globals in `.bss` of dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(shared_pct = percent(dsp_stats.shared / nr_enqueued)))]
#[snapshot(ratio(growth(before) = nr_enqueued / before.nr_enqueued))]
pub struct Bss {
    pub nr_enqueued: u64,
    pub dsp_stats: DspStats,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(type = "u64[NR_DSP_STATS]", key = "enum dsp_stat")]
pub struct DspStats {
    #[snapshot(key = "DSP_LOCAL")]
    pub local: u64,
    #[snapshot(key = "DSP_SHARED")]
    pub shared: u64,
    #[snapshot(key = "DSP_KICK")]
    pub kick: u64,
    // Left out: `NR_DSP_STATS`: its value is 3, and the array has 3 elements.
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a report")?;
    let report = FailureDumpReport::from_path(file)?;
    let counters = Bss::from_snapshot(&Snapshot::new(&report))?;
    println!("{counters:#?}");
    let ratio = counters.shared_pct()?;
    println!("shared_pct: {ratio:.3}");
    Ok(())
}
