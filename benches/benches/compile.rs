//! How long 200 structs of 8 counters take to compile: without a derive, with serde's, with ktsnap's as the globals of a section
//! and as structs of C, and filled from the skeleton that libbpf-cargo generates. `KTSNAP_BENCH_OBJECT` can name the object of a
//! whole scheduler, which must have the counters of scx_bpfland.

#[path = "compile/leaf.rs"]
mod leaf;
#[path = "compile/sources.rs"]
mod sources;

use std::env;
use std::error::Error;
use std::fs;

use leaf::Leaf;
use sources::{FIELDS, KTSNAP, NESTED, PLAIN, SERDE, SKELETON, STRUCTS};

/// The number of rounds, after a round that is not counted.
const ROUNDS: usize = 5;

const COMMANDS: [&str; 2] = ["check", "build"];

/// Milliseconds of each round: a clean check, one after an edit, a clean build, one after an edit.
type Times = [Vec<f64>; 4];

fn main() -> Result<(), Box<dyn Error>> {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/bpf/nr_counters.bpf.o").into();
    let file = env::var_os("KTSNAP_BENCH_OBJECT").unwrap_or(own);
    let object = fs::read(&file)
        .map_err(|error| format!("{}: {error}; unset KTSNAP_BENCH_OBJECT for our own", file.display()))?;
    let mut leaves = Vec::new();
    for package in [PLAIN, SERDE, KTSNAP, NESTED, SKELETON] {
        leaves.push(Leaf::write(package, &object)?);
    }
    // With `--test` the packages only have to compile.
    if env::args().any(|arg| arg == "--test") {
        return leaves[..4].iter().try_for_each(|leaf| leaf.prepare("check"));
    }

    for leaf in &leaves {
        eprintln!("dependencies of {}", leaf.name());
        COMMANDS.iter().try_for_each(|command| leaf.prepare(command))?;
    }
    let mut times: Vec<Times> = vec![Times::default(); leaves.len()];
    for round in 0..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        for (number, command) in COMMANDS.into_iter().enumerate() {
            for (leaf, times) in leaves.iter().zip(&mut times) {
                let taken = [leaf.clean(command)?, leaf.edited(command)?];
                if round > 0 {
                    for (column, taken) in times[2 * number..].iter_mut().zip(taken) {
                        column.push(taken.as_secs_f64() * 1e3);
                    }
                }
            }
        }
    }
    println!("\nCompile {STRUCTS} structs of {FIELDS} counters, their object of {} bytes; ms", object.len());
    report(&leaves, &times)
}

/// The medians of the times, and of each round's ratios.
fn report(leaves: &[Leaf], times: &[Times]) -> Result<(), Box<dyn Error>> {
    let columns = ["clean check", "edited", "clean build", "edited", "metadata, KB"];
    println!("{:16}{}", "", columns.map(|column| format!(" {column:>12}")).concat());
    for (leaf, times) in leaves.iter().zip(times) {
        let [clean_check, check, clean_build, build] = times.each_ref().map(|rounds| median(rounds));
        let metadata = leaf.metadata()? / 1000;
        let name = leaf.name();
        println!("{name:16} {clean_check:>12.0} {check:>12.0} {clean_build:>12.0} {build:>12.0} {metadata:>12}");
    }
    // In the order in which `main` lists the packages.
    let [_, theirs, ours, ..] = times else { return Ok(()) };
    print!("{:16}", "ktsnap / serde");
    for (ours, theirs) in ours.iter().zip(theirs) {
        print!(" {:>12.2}", median(&ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect::<Vec<_>>()));
    }
    println!("   wanted: at most 1.00");
    for leaf in leaves {
        if let Some(generated) = leaf.generated() {
            println!("{}: a clean one builds and runs its build.rs; the last generated in {generated}", leaf.name());
        }
    }
    Ok(())
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
