//! The time of each task on both sides, measured by criterion, and the ratios. The sides take turns, because the speed of a
//! shared machine varies.

use std::error::Error;
use std::path::Path;
use std::time::Duration;
use std::{env, fs};

use benches::pairs::{Inputs, Pair};
use criterion::{BenchmarkId, Criterion};

const OURS: &str = "ktsnap";
const THEIRS: &str = "other";

/// The number of turns of each side.
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let inputs = Inputs::load(&[1, 4, 16, 50])?;
    let pairs = inputs.pairs();
    let figures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion");
    let mut criterion = Criterion::default()
        .output_directory(&figures)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(300))
        .configure_from_args();
    for pair in &pairs {
        let mut group = criterion.benchmark_group(pair.table.id);
        for round in 0..ROUNDS {
            group.bench_function(id(OURS, pair, round), |bencher| bencher.iter(&pair.ours));
            group.bench_function(id(THEIRS, pair, round), |bencher| bencher.iter(&pair.theirs));
        }
        group.finish();
    }
    criterion.final_summary();
    // With `--test` each task runs once and is not timed.
    if env::args().any(|arg| arg == "--test" || arg == "--list") {
        return Ok(());
    }
    report(&pairs, &figures)
}

fn id(side: &str, pair: &Pair<'_>, round: usize) -> BenchmarkId {
    BenchmarkId::new(format!("{side}-{round}"), &pair.input)
}

/// Prints a table per comparison, with the median of each side and the median of the rounds' ratios.
fn report(pairs: &[Pair<'_>], figures: &Path) -> Result<(), Box<dyn Error>> {
    let mut table = None;
    for pair in pairs {
        if table != Some(pair.table) {
            table = Some(pair.table);
            println!("\n{}", pair.table.title);
            println!("{:16} {:>12} {:>12} {:>14} {:>10}", "", "ktsnap", "other", "times faster", "wanted");
        }
        let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let of_round = (read(figures, pair, OURS, round)?, read(figures, pair, THEIRS, round)?);
            ours.push(of_round.0);
            theirs.push(of_round.1);
            ratios.push(of_round.1 / of_round.0);
        }
        let wanted = pair.target.map(|target| format!("{target:.2}")).unwrap_or_default();
        let [ours, theirs] = [ours, theirs].map(|side| shown(median(side)));
        println!("{:16} {ours:>12} {theirs:>12} {:>14.2} {wanted:>10}", pair.input, median(ratios));
    }
    Ok(())
}

/// The median of one side in one round, in nanoseconds, from criterion's files.
fn read(figures: &Path, pair: &Pair<'_>, side: &str, round: usize) -> Result<f64, Box<dyn Error>> {
    let of_side = figures.join(pair.table.id).join(format!("{side}-{round}"));
    let file = of_side.join(&pair.input).join("new/estimates.json");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let estimates: serde_json::Value = serde_json::from_str(&text)?;
    estimates["median"]["point_estimate"].as_f64().ok_or_else(|| format!("{}: no median", file.display()).into())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn shown(nanoseconds: f64) -> String {
    match nanoseconds {
        short if short < 1e4 => format!("{short:.0} ns"),
        middling if middling < 1e6 => format!("{:.1} µs", middling / 1e3),
        long => format!("{:.2} ms", long / 1e6),
    }
}
