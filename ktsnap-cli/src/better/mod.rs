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

use crate::args::{Diff, Groups, Series};
use crate::declared::Declared;
use crate::failure::Failure;
use crate::screen::Screen;
use measure::Measurement;
pub(crate) use print::TEST;
pub(crate) use verdict::{Comparison, LEVEL, Row, Spread};

pub(crate) fn run(
    args: &Diff,
    declared: Option<&Declared>,
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let comparison = compare(&args.groups, &args.series, declared)?;
    if screen.json {
        screen.write_json(out, &print::document(&comparison))?;
    } else {
        print::write(&comparison, args.all, screen, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Compares the counters and ratios of two groups, or the fields and ratios of a struct.
///
/// # Errors
///
/// If a measurement can't be read, or the measurements are of different kinds.
pub(crate) fn compare(groups: &Groups, args: &Series, declared: Option<&Declared>) -> Result<Comparison, Failure> {
    let measured = |option: &str, globs: &[String]| {
        let group = group::of(option, globs, args.early)?;
        group.iter().map(|element| measure::of(element, args, declared)).collect::<Result<Vec<Measurement>, Failure>>()
    };
    let before = measured("--before", &groups.before)?;
    let after = measured("--after", &groups.after)?;
    Comparison::of(&before, &after)
}
