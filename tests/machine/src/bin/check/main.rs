//! Compares the values that ktsnap read in the machine with those of bpftool.
//!
//!     machine-check OUT_DIR
//!
//! OUT_DIR is the folder that make.sh filled; guest.sh lists its contents. Each check prints a line with its coverage or its
//! error.

#[macro_use]
mod ensure;
mod bpftool;
mod direct;
mod files;
mod killed;
mod none;
mod running;
mod stats;
mod swap;
mod watch;
mod watched_maps;

use std::process::ExitCode;

use files::Files;
use machine::dispatch::{Dispatch, Stats};
use machine::published::{Bpfland, Rusty};

/// The coverage of a check, or its error.
type Covered = Result<String, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("machine-check OUT_DIR");
        return ExitCode::from(2);
    };
    let files = &Files::new(folder);
    let checks = [
        ("nothing attached", none::check(files)),
        ("dispatch runs", running::check::<Dispatch>(files, "dispatch", "dispatch")),
        ("scx_bpfland runs", running::check::<Bpfland>(files, "scx_bpfland", "bpf_bpf")),
        ("scx_rusty runs", running::check::<Rusty>(files, "scx_rusty", "bpf_bpf")),
        ("run statistics", stats::check(files)),
        ("direct reads of dispatch", direct::check::<Dispatch>(files, direct::Location::Globals)),
        (
            "direct reads of its stats",
            direct::check::<Stats>(files, direct::Location::Keys(&["local", "shared", "kick"])),
        ),
        ("direct reads of scx_bpfland", direct::check::<Bpfland>(files, direct::Location::Globals)),
        ("direct reads of scx_rusty", direct::check::<Rusty>(files, direct::Location::Keys(&direct::RUSTY))),
        ("two copies after a swap", swap::copies(files)),
        ("a stale handle", swap::stale(files)),
        ("a swap under watch", watch::check(files)),
        ("maps under watch", watched_maps::between(files)),
        ("a swap under watch of maps", watched_maps::swap(files)),
        ("scx_bpfland killed", killed::check::<Bpfland>(files, "scx_bpfland", 3)),
        ("scx_rusty killed", killed::check::<Rusty>(files, "scx_rusty", 1)),
    ];
    let mut failed = false;
    for (name, covered) in checks {
        match covered {
            Ok(covered) => println!("  {name}: {covered}"),
            Err(error) => {
                failed = true;
                eprintln!("machine-check: {name}: {error}");
            }
        }
    }
    ExitCode::from(u8::from(failed))
}
