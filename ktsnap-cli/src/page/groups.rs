//! Two groups of measurements: the medians, the spread and the test of each counter and ratio, and the values of those that differ.

use std::path::PathBuf;

use ktsnap_plot::page::{Cell, Fact, Page, Part, Section, Table};
use ktsnap_plot::{Axis, Line, Lines, Number};

use crate::args;
use crate::better::{Comparison, LEVEL, Row, Spread, TEST};
use crate::screen::text::{clean, count, few};
use crate::series::NAMES;

/// Pictures of a page.
const PICTURES: usize = 24;

/// Rows of all tables together, which limits the size of a page.
const ROWS: usize = 2000;

/// The columns of the results.
const COLUMNS: [&str; 11] = [
    "counter",
    "unit",
    "before: median",
    "least",
    "greatest",
    "after: median",
    "least",
    "greatest",
    "change %",
    "p",
    "result",
];

pub(super) fn page(args: &args::Page, comparison: &Comparison) -> Page {
    let mut skipped = skipped(comparison);
    let rows: Vec<&Row> = comparison.rows.iter().filter(|row| args.all || row.adjusted < LEVEL).collect();
    let sections = [results(&rows, &mut skipped), pictures(comparison, &mut skipped), measurements(comparison)];
    let title = args.title.clone().unwrap_or_else(|| {
        let [before, after] = [&args.groups.before, &args.groups.after].map(|globs| globs.join(" "));
        format!("{before} before, {after} after")
    });
    Page { title, facts: facts(comparison), skipped, sections: sections.into_iter().flatten().collect() }
}

fn facts(comparison: &Comparison) -> Vec<Fact> {
    let fact = |name: &str, value: String| Fact { name: name.to_owned(), value };
    let [before, after] = comparison.sizes;
    let differ = comparison.rows.iter().filter(|row| row.adjusted < LEVEL).count();
    let differ = match differ {
        0 => "no difference shown".to_owned(),
        differ => format!("a difference is shown of {}", count(differ, "counter or ratio", "counters and ratios")),
    };
    let compared = count(comparison.rows.len() + comparison.same, "counter or ratio", "counters and ratios");
    vec![
        fact("Measurements", format!("{before} before, {after} after")),
        fact("Compared", format!("{compared}; {} the same value in all measurements", has(comparison.same))),
        fact("Result", differ),
        fact("Test", TEST.to_owned()),
    ]
}

fn has(number: usize) -> String {
    if number == 1 { "1 has".to_owned() } else { format!("{number} have") }
}

/// What is not compared or not shown.
fn skipped(comparison: &Comparison) -> Vec<String> {
    let mut skipped = Vec::new();
    if !comparison.partly.is_empty() {
        let names = comparison.partly.iter().map(|(_, counter)| counter.as_str());
        skipped.push(format!("not in every measurement: {}", few(names, NAMES)));
    }
    if !comparison.replaced.is_empty() {
        let maps = few(comparison.replaced.iter().map(String::as_str), NAMES);
        skipped.push(format!("replaced during a measurement, and not compared: {maps}"));
    }
    skipped.extend(comparison.is_too_small());
    skipped
}

/// A table for each map, and one for the ratios.
fn results(rows: &[&Row], skipped: &mut Vec<String>) -> Option<Section> {
    if rows.len() > ROWS {
        skipped.push(format!("{} more counters are not shown: select counters with `--only`", rows.len() - ROWS));
    }
    let rows = rows.get(..ROWS).unwrap_or(rows);
    let of_map = |rows: &[&Row]| {
        let title = rows.first().and_then(|row| row.name.0.clone()).unwrap_or_else(|| "ratios".to_owned());
        let columns = COLUMNS.map(str::to_owned).to_vec();
        Part::Table(Table { title, columns, rows: rows.iter().map(|row| cells(row)).collect() })
    };
    let parts: Vec<_> = rows.chunk_by(|one, other| one.name.0 == other.name.0).map(of_map).collect();
    let note =
        "The medians of both groups, and the least and the greatest value. The change is that of the median. p is \
                corrected for the number of counters and ratios."
            .to_owned();
    (!parts.is_empty()).then(|| Section { title: "Before and after".to_owned(), note, parts })
}

fn cells(row: &Row) -> Vec<Cell> {
    let float = |value: f64| Cell::Number(Number::Float(value));
    let spread = |of: &Spread| [of.median, of.least, of.greatest].map(float);
    let [before, after] = &row.groups;
    let name = if row.name.1.is_empty() { "(value)" } else { &row.name.1 };
    let [name, unit] = [name, row.unit.name()].map(|text| Cell::Text(text.to_owned()));
    let change = row.change().map_or(Cell::Missing, |change| float(change * 100.0));
    let start = [name, unit].into_iter().chain(spread(before)).chain(spread(after));
    start.chain([change, float(row.adjusted), Cell::Text(row.verdict().to_owned())]).collect()
}

/// The values of both groups for each counter and ratio that differs.
fn pictures(comparison: &Comparison, skipped: &mut Vec<String>) -> Option<Section> {
    let rows: Vec<&Row> = comparison.rows.iter().filter(|row| row.adjusted < LEVEL).collect();
    if rows.len() > PICTURES {
        skipped.push(format!(
            "{} more counters differ and have no picture: select counters with `--only`",
            rows.len() - PICTURES
        ));
    }
    let parts: Vec<_> = rows.into_iter().take(PICTURES).map(|row| Part::Lines(picture(row))).collect();
    let note = "A value for each measurement, from the least to the greatest. The measurements of a group have no order in time."
        .to_owned();
    (!parts.is_empty()).then(|| Section { title: "Counters that differ".to_owned(), note, parts })
}

fn picture(row: &Row) -> Lines {
    let [before, after] = &row.groups;
    let most = before.values.len().max(after.values.len());
    let line = |name: &str, of: &Spread| {
        let mut values = of.values.clone();
        values.sort_by(f64::total_cmp);
        let values = values.into_iter().map(|value| Some(Number::Float(value)));
        Line { name: name.to_owned(), values: values.chain(std::iter::repeat(None)).take(most).collect() }
    };
    let title = match &row.name {
        (Some(map), counter) if counter.is_empty() => map.clone(),
        (Some(map), counter) if counter.starts_with('[') => format!("{map}{counter}"),
        (Some(map), counter) => format!("{map}.{counter}"),
        (None, ratio) => ratio.clone(),
    };
    Lines {
        title,
        x: Axis::new("measurement, by value"),
        y: Axis::new(row.unit.name()),
        xs: (1..=most).filter_map(|number| u32::try_from(number).ok()).map(f64::from).collect(),
        lines: vec![line("before", before), line("after", after)],
        marks: Vec::new(),
    }
}

/// The measurements of each group.
fn measurements(comparison: &Comparison) -> Option<Section> {
    let table = |(title, group): (&str, &Vec<Vec<PathBuf>>)| {
        let row = |files: &Vec<PathBuf>| {
            let first = files.first().map(|file| file.to_string_lossy()).unwrap_or_default();
            let number = i128::try_from(files.len()).unwrap_or(i128::MAX);
            vec![Cell::Text(clean(&first).into_owned()), Cell::Number(Number::Int(number))]
        };
        let columns = ["first file or run", "files"].map(str::to_owned).to_vec();
        Part::Table(Table { title: title.to_owned(), columns, rows: group.iter().map(row).collect() })
    };
    let parts = ["before", "after"].into_iter().zip(&comparison.measurements).map(table).collect();
    let note =
        "A measurement is a run, a document with two snapshots, a series of `ktsnap capture`, or a single report.";
    Some(Section { title: "Measurements".to_owned(), note: note.to_owned(), parts })
}
