//! `ktsnap diff`: the differences of counters between reports.

mod comparison;
mod counters;
mod order;
mod print;

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use crate::args::Diff;
use crate::failure::Failure;
use crate::filter::is_wanted;
use crate::report::open_maps;
use crate::screen::Screen;
use crate::screen::text::clean;
use comparison::Comparison;

pub(crate) fn run(args: &Diff, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let seconds = match order::seconds(args) {
        Ok(seconds) => seconds,
        Err(error) => return Ok(usage(error)),
    };
    let reports =
        args.reports.iter().map(|path| open_maps(path).map(|report| *report)).collect::<Result<Vec<_>, _>>()?;
    let labels = labels(&args.reports.iter().map(std::path::PathBuf::as_path).collect::<Vec<_>>());
    let given = order::OrderedReports { reports, labels, seconds };
    if let Some(error) = given.two_times() {
        return Ok(usage(error));
    }
    let is_stamped = given.is_stamped();
    let given = if is_stamped { given.sorted()? } else { given };
    let comparison = Comparison::of(&given.reports, &|map, counter| is_wanted(&args.only, map, counter));
    if let (false, false, Some(decrease)) = (is_stamped, args.in_order, comparison.decrease()) {
        return Err(given.in_doubt(&decrease));
    }
    let report =
        print::Report { comparison: &comparison, labels: &given.labels, seconds: given.seconds.as_deref(), args };
    if screen.json {
        Screen::json(out, &report)?;
    } else {
        report.write(screen, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Reports arguments that contradict each other or the reports, with the exit code of the argument parser.
fn usage(error: Failure) -> ExitCode {
    _ = error.report();
    ExitCode::from(2)
}

/// The label of each report: the name of its file, or its path if two files have the same name.
fn labels(paths: &[&Path]) -> Vec<String> {
    let names: Vec<_> = paths.iter().map(|path| path.file_name().unwrap_or(path.as_os_str())).collect();
    let distinct = names.iter().collect::<HashSet<_>>().len() == names.len();
    let name = |(path, name): (&&Path, _)| match distinct {
        true => clean(&std::ffi::OsStr::to_string_lossy(name)).into_owned(),
        false => clean(&path.to_string_lossy()).into_owned(),
    };
    paths.iter().zip(names).map(name).collect()
}
