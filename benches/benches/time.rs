//! How long each work takes on either side, by criterion, and the ratios.

use std::error::Error;
use std::path::Path;
use std::time::Duration;
use std::{env, fs};

use benches::pairs::{Inputs, Pair};
use criterion::{BenchmarkId, Criterion};

const OURS: &str = "ktsnap";
const THEIRS: &str = "other";

fn main() -> Result<(), Box<dyn Error>> {
    let inputs = Inputs::load(&[1, 4, 16, 50])?;
    let pairs = inputs.pairs();
    let figures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion");
    let mut criterion = Criterion::default()
        .output_directory(&figures)
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    for pair in &pairs {
        let mut group = criterion.benchmark_group(pair.table.id);
        group.bench_function(BenchmarkId::new(OURS, &pair.input), |bencher| bencher.iter(&pair.ours));
        group.bench_function(BenchmarkId::new(THEIRS, &pair.input), |bencher| bencher.iter(&pair.theirs));
        group.finish();
    }
    criterion.final_summary();
    // With `--test` each runs once, untimed.
    if env::args().any(|arg| arg == "--test" || arg == "--list") {
        return Ok(());
    }
    report(&pairs, &figures)
}

/// The medians beside each other, a table for each comparison.
fn report(pairs: &[Pair<'_>], figures: &Path) -> Result<(), Box<dyn Error>> {
    let mut table = None;
    for pair in pairs {
        if table != Some(pair.table) {
            table = Some(pair.table);
            println!("\n{}", pair.table.title);
            println!("{:16} {:>12} {:>12} {:>14} {:>10}", "", "ktsnap", "other", "times faster", "wanted");
        }
        let (ours, theirs) = (median(figures, pair, OURS)?, median(figures, pair, THEIRS)?);
        let wanted = pair.target.map(|target| format!("{target:.2}")).unwrap_or_default();
        println!("{:16} {:>12} {:>12} {:>14.2} {wanted:>10}", pair.input, shown(ours), shown(theirs), theirs / ours);
    }
    Ok(())
}

/// In nanoseconds, as criterion keeps it.
fn median(figures: &Path, pair: &Pair<'_>, side: &str) -> Result<f64, Box<dyn Error>> {
    let file = figures.join(pair.table.id).join(side).join(&pair.input).join("new/estimates.json");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let estimates: serde_json::Value = serde_json::from_str(&text)?;
    estimates["median"]["point_estimate"].as_f64().ok_or_else(|| format!("{}: no median", file.display()).into())
}

fn shown(nanoseconds: f64) -> String {
    match nanoseconds {
        short if short < 1e4 => format!("{short:.0} ns"),
        middling if middling < 1e6 => format!("{:.1} µs", middling / 1e3),
        long => format!("{:.2} ms", long / 1e6),
    }
}
