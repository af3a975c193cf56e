//! `ktsnap page`: pictures of the counters in several reports, as one HTML page.

mod cpus;
mod curves;
mod groups;
mod histograms;
mod ratios;
mod table;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ktsnap_plot::Bars;
use ktsnap_plot::page::{Fact, Page, Section};

use crate::args;
use crate::better;
use crate::declared::Declared;
use crate::declared::refused::refuse_options;
use crate::failure::Failure;
use crate::filter::is_wanted;
use crate::output::{ContentKind, Destination};
use crate::screen::Screen;
use crate::screen::progress::Progress;
use crate::screen::text::count;
use crate::series::{Column, Columns, Instance, followed, left_out, of_struct as columns_of_struct, unsummed};
use cpus::PerCpu;
use histograms::Histograms;

pub(crate) fn run(args: &args::Page, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    // A report is never replaced, not even with `--force`.
    let check = |inputs: &[PathBuf]| inputs.iter().try_for_each(|input| destination(args, Some(input)).check());
    check(&args.series.reports)?;
    destination(args, None).check()?;
    let (page, inputs) = match (&args.declared.name, args.groups.before.is_empty()) {
        (_, false) => of_groups(args)?,
        (Some(_), true) => (of_struct(args)?, args.series.reports.clone()),
        (None, true) => (of_counters(args)?, args.series.reports.clone()),
    };
    let html = page.html().map_err(|error| Failure::new(error, "report this as a bug of ktsnap"))?;
    check(&inputs)?;
    // Before standard output: if its reader is gone, the command ends there, with success.
    destination(args, None).write(html.as_bytes())?;
    if screen.json {
        screen.write_json(out, &page)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn destination<'a>(args: &'a args::Page, input: Option<&'a Path>) -> Destination<'a> {
    Destination { path: &args.output, kind: ContentKind::Page, input, force: args.force, mode: None }
}

/// The page of the counters of all maps.
fn of_counters(args: &args::Page) -> Result<Page, Failure> {
    let histograms = Histograms::parse(&args.histogram)?;
    let wanted = |map: &str, counter: &str| is_wanted(&args.series.only, map, counter);
    // The arrays of histograms are read too, although `--only` may not select them.
    let read = |map: &str, counter: &str| wanted(map, counter) || histograms.has(map);
    let mut bars = Ok(Vec::new());
    let mut progress = Progress::new("reading");
    let mut per_cpu = PerCpu::default();
    let columns = followed(&args.series, &args.series.only, &read, &mut |at, of, report, names| {
        progress.at(at + 1, of);
        if at + 1 == of {
            per_cpu = PerCpu::of(report, names, &wanted);
            bars = histograms.of(report);
        }
    });
    drop(progress);
    Ok(page(args, &columns?, per_cpu, bars?))
}

/// The struct that the arguments name.
fn declared(args: &args::Page) -> Result<Option<Declared>, Failure> {
    if args.declared.name.is_some() {
        refuse_options(&args.series, &[("--histogram", !args.histogram.is_empty())])?;
    }
    Declared::of(&args.declared, &args.series.naming.of)
}

/// The page of two groups of measurements, and their files.
fn of_groups(args: &args::Page) -> Result<(Page, Vec<PathBuf>), Failure> {
    let declared = declared(args)?;
    let comparison = better::compare(&args.groups, &args.series, declared.as_ref())?;
    let mut page = groups::page(args, &comparison);
    page.skipped.extend(declared.into_iter().flat_map(|declared| declared.notes));
    let files = comparison.measurements.into_iter().flatten().flatten().collect();
    Ok((page, files))
}

/// The page of the fields and ratios of a struct.
fn of_struct(args: &args::Page) -> Result<Page, Failure> {
    let missing = || Failure::usage("`--struct` names no struct", "write `--struct FILE.rs:NAME`");
    let declared = declared(args)?.ok_or_else(missing)?;
    let only = &args.series.only;
    let (columns, last) = columns_of_struct(&args.series, &declared, &|map, path| is_wanted(only, map, path))?;
    let per_cpu = PerCpu::of_struct(declared.heat(&last), &|path| is_wanted(only, &declared.name, path));
    let mut bars = declared.histograms(&last);
    bars.retain(|bars| is_wanted(only, &declared.name, &bars.title));
    let mut page = page(args, &columns, per_cpu, bars);
    page.skipped.extend(declared.notes);
    Ok(page)
}

fn page(args: &args::Page, columns: &Columns, per_cpu: PerCpu, bars: Vec<Bars>) -> Page {
    let last = columns.points.len().saturating_sub(1);
    let (first, last) = (columns.label(0), columns.label(last));
    let is_shown = |map: &str, column: &Column| {
        (args.all || column.has_changed()) && is_wanted(&args.series.only, map, &column.name)
    };
    let mut skipped = left_out(columns);
    skipped.extend(unsummed(columns));
    let curves = curves::sections(columns, &is_shown, &mut skipped);
    let cpus = per_cpu.section(last, &mut skipped);
    let bars = histograms::section(bars, last);
    let ratios = ratios::section(columns, &mut skipped);
    let table = table::section(columns, &is_shown, &mut skipped);
    let sections: Vec<Section> = curves.into_iter().chain(cpus).chain(bars).chain(ratios).chain(table).collect();
    let title = args.title.clone().unwrap_or_else(|| format!("{first} to {last}"));
    Page { title, facts: facts(columns, &args.series.only, first, last), skipped, sections }
}

fn facts(columns: &Columns, only: &[String], first: &str, last: &str) -> Vec<Fact> {
    let fact = |name: &str, value: String| Fact { name: name.to_owned(), value };
    let mut facts = vec![fact("Reports", format!("{}: {first} to {last}", columns.points.len()))];
    let ends = columns.points.first().zip(columns.points.last());
    if let Some((from, to)) = ends.and_then(|(first, last)| first.seconds.zip(last.seconds)) {
        facts.push(fact("Time", format!("{:.3} seconds", to - from)));
    }
    let of_map = |instance: &'_ Instance| {
        instance
            .columns
            .iter()
            .filter(|column| is_wanted(only, &instance.map, &column.name))
            .fold((0, 0), |(all, changed), column| (all + 1, changed + usize::from(column.has_changed())))
    };
    let (compared, changed) =
        columns.instances.iter().map(of_map).fold((0, 0), |(all, changed), of| (all + of.0, changed + of.1));
    facts.push(fact("Counters", format!("{compared} compared, {changed} changed")));
    for event in &columns.events {
        let what = if event.live { "The scheduler was replaced" } else { "Another map" };
        let maps = count(event.maps.len(), "map", "maps");
        let between = format!("between {} and {} ({maps})", columns.label(event.from), columns.label(event.to));
        facts.push(fact(what, between));
    }
    facts
}
