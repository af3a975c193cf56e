//! `ktsnap page`: pictures of the counters in several reports, as one HTML page.

mod cpus;
mod curves;
mod histograms;
mod ratios;
mod table;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use ktsnap_plot::Bars;
use ktsnap_plot::page::{Fact, Page, Section};

use crate::args;
use crate::failure::Failure;
use crate::filter::is_wanted;
use crate::output::{ContentKind, Destination};
use crate::screen::Screen;
use crate::screen::progress::Progress;
use crate::screen::text::count;
use crate::series::{Column, Columns, Instance, followed, left_out, unsummed};
use cpus::PerCpu;
use histograms::Histograms;

pub(crate) fn run(args: &args::Page, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    // A report is never replaced, not even with `--force`.
    let to = |input| Destination { path: &args.output, kind: ContentKind::Page, input, force: args.force, mode: None };
    let inputs = || args.series.reports.iter().map(|path| Some(path.as_path()));
    inputs().try_for_each(|input: Option<&Path>| to(input).check())?;
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
    let columns = columns?;
    let page = page(args, &columns, per_cpu, bars?);
    if screen.json {
        screen.write_json(out, &page)?;
    }
    let html = page.html().map_err(|error| Failure::new(error, "report this as a bug of ktsnap"))?;
    inputs().try_for_each(|input| to(input).check())?;
    to(None).write(html.as_bytes())?;
    Ok(ExitCode::SUCCESS)
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
