//! Printing the comparison of two groups, as tables or as JSON.

use std::io::{self, Write};

use anstyle::{Effects, Style};
use serde_json::{Value, json};

use super::measure::{Name, Unit};
use super::verdict::{Comparison, LEVEL, Row, Spread};
use crate::screen::text::{clean, count, few, name};
use crate::screen::{Cell, Heading, Screen, Table};

const BOLD: Style = Style::new().effects(Effects::BOLD);

/// The test, and what it assumes.
pub(crate) const TEST: &str = "Mann-Whitney U test, two-sided; p is corrected for the number of counters (Holm), and a \
                               difference is shown if it is below 0.05. The test assumes that all measurements are \
                               independent and have the same load.";

/// How many names a note lists.
const NAMES: usize = 5;

pub(super) fn write(comparison: &Comparison, all: bool, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let [before, after] = comparison.sizes;
    let measurements = count(before, "measurement", "measurements");
    screen.line(&format!("{measurements} before, {after} after: medians, and the least and greatest value"), out)?;
    let shown: Vec<_> = comparison.rows.iter().filter(|row| all || row.adjusted < LEVEL).collect();
    for rows in shown.chunk_by(|a, b| a.name.0 == b.name.0) {
        let Some(first) = rows.first() else { continue };
        writeln!(out, "\n{}", screen.paint(BOLD, &name(first.name.0.as_deref().unwrap_or("ratios"))))?;
        write!(out, "{}", table(rows, screen))?;
    }
    writeln!(out)?;
    let different = comparison.rows.iter().filter(|row| row.adjusted < LEVEL).count();
    let rest = comparison.rows.len() - different;
    if rest > 0 && !all {
        let list = if rest == 1 { "lists it" } else { "lists them" };
        screen.line(&format!("no difference shown: {} (--all {list})", count(rest, "counter", "counters")), out)?;
    }
    if comparison.same > 0 {
        let counters = count(comparison.same, "counter has", "counters have");
        screen.line(&format!("{counters} the same value in all measurements"), out)?;
    }
    if !comparison.partly.is_empty() {
        let names = comparison.partly.iter().map(|(_, counter)| counter.as_str());
        screen.line(&format!("not in every measurement: {}", few(names, NAMES)), out)?;
    }
    if !comparison.replaced.is_empty() {
        let maps = few(comparison.replaced.iter().map(String::as_str), NAMES);
        screen.line(&format!("replaced during a measurement, and not compared: {maps}"), out)?;
    }
    if let Some(why) = comparison.is_too_small() {
        screen.line(&why, out)?;
    }
    screen.line(TEST, out)
}

fn table(rows: &[&Row], screen: &Screen) -> Table {
    let headings: [Heading; 7] = [
        "counter".into(),
        Heading::from("unit").leaves(2),
        ">before".into(),
        ">after".into(),
        Heading::from(">change").leaves(3),
        Heading::from(">p").leaves(1),
        "result".into(),
    ];
    let mut table = Table::new(screen, &headings);
    for row in rows {
        let counter = if row.name.1.is_empty() { "(value)" } else { &row.name.1 };
        let [before, after] = &row.groups;
        let change = row.change().map(|change| format!("{:+.1} %", change * 100.0)).unwrap_or_default();
        let p = if row.adjusted < 0.001 { "<0.001".to_owned() } else { format!("{:.3}", row.adjusted) };
        let result = Cell::new(row.verdict());
        let result = if row.adjusted < LEVEL { result.styled(BOLD) } else { result };
        let spread = |of| spread(of, row.unit);
        let cells = [name(counter), row.unit.name().to_owned(), spread(before), spread(after), change, p];
        table.row(cells.into_iter().map(Cell::from).chain([result]));
    }
    table
}

/// The median, and the least and the greatest value: `148.5 [140..151.5]`.
fn spread(of: &Spread, unit: Unit) -> String {
    let number = |value| number(value, unit);
    format!("{} [{}..{}]", number(of.median), number(of.least), number(of.greatest))
}

/// A number with at most one decimal place, or a ratio with four.
fn number(value: f64, unit: Unit) -> String {
    if unit == Unit::Ratio {
        return format!("{value:.4}");
    }
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

pub(super) fn document(comparison: &Comparison) -> Value {
    let [before, after] = comparison.sizes;
    let spread =
        |of: &Spread| json!({"median": of.median, "least": of.least, "greatest": of.greatest, "values": of.values});
    let row = |row: &Row| {
        let [before, after] = &row.groups;
        json!({
            "map": row.name.0,
            "name": row.name.1,
            "unit": row.unit.name(),
            "before": spread(before),
            "after": spread(after),
            "change": row.change(),
            "p": row.p,
            "p_adjusted": row.adjusted,
            "result": row.verdict(),
        })
    };
    let partly = |(map, counter): &Name| json!({"map": map, "name": counter});
    json!({
        "test": "Mann-Whitney U, two-sided, Holm",
        "level": LEVEL,
        "measurements": {"before": before, "after": after},
        "counters": comparison.rows.iter().map(row).collect::<Vec<_>>(),
        "same": comparison.same,
        "not_in_every_measurement": comparison.partly.iter().map(partly).collect::<Vec<_>>(),
        "replaced": comparison.replaced,
        "too_few_measurements": comparison.is_too_small().map(|why| clean(&why).into_owned()),
    })
}
