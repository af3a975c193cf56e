//! `ktsnap diff`: what was counted between reports.

mod counters;
mod notes;
mod print;
mod series;
mod spark;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use crate::args::Diff;
use crate::failure::Failure;
use crate::pattern::matches;
use crate::report::open_maps;
use crate::screen::Screen;
use crate::screen::text::{clean, count};
use series::Series;

pub(crate) fn run(args: &Diff, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let seconds = match seconds(args) {
        Ok(seconds) => seconds,
        Err(wrong) => {
            // The arguments make no sense together, which is told by the code that the parser of them has.
            _ = wrong.tell();
            return Ok(ExitCode::from(2));
        }
    };
    let reports = args.reports.iter().map(|path| open_maps(path)).collect::<Result<Vec<_>, _>>()?;
    let labels = labels(&args.reports.iter().map(std::path::PathBuf::as_path).collect::<Vec<_>>());
    let series = Series::of(&reports, &|map, counter| is_wanted(&args.only, map, counter));
    let told = print::Told { series: &series, labels: &labels, seconds: seconds.as_deref(), args };
    if screen.json {
        Screen::json(out, &told)?;
    } else {
        told.write(screen, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// When each report was taken, if the arguments say.
fn seconds(args: &Diff) -> Result<Option<Vec<f64>>, Failure> {
    let reports = args.reports.len();
    if let Some(every) = args.every {
        if every.is_zero() {
            return Err(Failure::new("--every is no time at all", "give the time between two reports, as `2s`"));
        }
        let each = every.as_secs_f64();
        return Ok(Some(std::iter::successors(Some(0.0), |at| Some(at + each)).take(reports).collect()));
    }
    let times = &args.times;
    if times.is_empty() {
        return Ok(None);
    }
    if times.len() != reports {
        let numbers = count(times.len(), "number", "numbers");
        let fact = format!("--times has {numbers} and there are {reports} reports");
        return Err(Failure::new(fact, "give one a report"));
    }
    let ascend = times.iter().zip(times.iter().skip(1)).all(|(a, b)| a < b);
    if !ascend || !times.iter().all(|time| time.is_finite()) {
        return Err(Failure::new("--times does not ascend", "give the reports and their times in the order of time"));
    }
    Ok(Some(times.clone()))
}

/// Whether `--only` takes a counter: by its path, with the map's name or without, or by the last name in the path.
pub(crate) fn is_wanted(only: &[String], map: &str, counter: &str) -> bool {
    let last = counter.rsplit('.').next().unwrap_or(counter);
    let bare = last.split('[').next().unwrap_or(last);
    let takes = |pattern: &String| {
        let of_map = || matches(pattern, &format!("{map}.{counter}")) || matches(pattern, &format!("{map}{counter}"));
        matches(pattern, counter) || matches(pattern, last) || (!bare.is_empty() && matches(pattern, bare)) || of_map()
    };
    only.is_empty() || only.iter().any(takes)
}

/// What each report is called: its file's name, where these are distinct.
fn labels(paths: &[&Path]) -> Vec<String> {
    let names: Vec<_> = paths.iter().map(|path| path.file_name().unwrap_or(path.as_os_str())).collect();
    let distinct = names.iter().enumerate().all(|(at, name)| !names.iter().skip(at + 1).any(|other| other == name));
    let name = |(path, name): (&&Path, _)| match distinct {
        true => clean(&std::ffi::OsStr::to_string_lossy(name)).into_owned(),
        false => clean(&path.to_string_lossy()).into_owned(),
    };
    paths.iter().zip(names).map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::is_wanted;

    #[test]
    fn a_pattern_is_held_against_the_path_and_its_last_name() {
        let takes = |only: &str| is_wanted(&[only.to_owned()], "a.bss", "waits.per_cpu[2]");
        for only in ["waits.*", "per_cpu[2]", "per_cpu", "*[2]", "a.bss.waits.*", "*"] {
            assert!(takes(only), "{only}");
        }
        for only in ["waits", "per_cpu[3]", "b.bss.*", "bss", "a.bss"] {
            assert!(!takes(only), "{only}");
        }
        assert!(is_wanted(&[], "a.bss", "x"));
    }
}
