//! `ktsnap diff --before GLOB --after GLOB`: whether counters differ between two groups of measurements.
//!
//! [`group`] finds the measurements in the files of a group, [`measure`] reads a value of each counter from a measurement, [`verdict`]
//! compares the values of the groups with the test in [`rank`], and [`mod@print`] prints the result.

mod group;
mod measure;
mod print;
mod rank;
mod verdict;

use std::io::Write;
use std::process::ExitCode;

use crate::args::Diff;
use crate::failure::Failure;
use crate::screen::Screen;
use measure::Measurement;
use verdict::Comparison;

pub(crate) fn run(args: &Diff, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let before = measured("--before", &args.groups.before, args)?;
    let after = measured("--after", &args.groups.after, args)?;
    let comparison = Comparison::of(&before, &after)?;
    if screen.json {
        screen.write_json(out, &print::document(&comparison))?;
    } else {
        print::write(&comparison, args.all, screen, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn measured(option: &str, globs: &[String], args: &Diff) -> Result<Vec<Measurement>, Failure> {
    let group = group::of(option, globs, args.series.early)?;
    group.iter().map(|element| measure::of(element, &args.series)).collect()
}
