//! Printing differences, as tables or as JSON.

use std::io::{self, Write};

use anstyle::{Effects, Style};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::comparison::{Comparison, CounterRow, InstanceSpan, Replacement};
use crate::args::Diff;
use crate::screen::text::{clean, count, cut, few, wrap};
use crate::screen::{Screen, Table};

const BOLD: Style = Style::new().effects(Effects::BOLD);
const DIM: Style = Style::new().effects(Effects::DIMMED);

/// The largest number of bars in a row.
const BARS: usize = 24;

/// The differences to print.
pub(super) struct Report<'d> {
    pub(super) comparison: &'d Comparison,
    pub(super) labels: &'d [String],
    pub(super) seconds: Option<&'d [f64]>,
    pub(super) args: &'d Diff,
}

impl Report<'_> {
    pub(super) fn write(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let mut blocks = 0;
        let swaps = swaps(self.comparison, self.labels);
        swaps.iter().try_for_each(|note| write_note(note, Style::new(), screen, out))?;
        for span in &self.comparison.spans {
            let rows: Vec<_> = span.rows.iter().filter(|row| self.args.all || row.has_changed()).collect();
            if rows.is_empty() {
                continue;
            }
            if blocks > 0 || !swaps.is_empty() {
                writeln!(out)?;
            }
            blocks += 1;
            self.write_block(span, &rows, screen, out)?;
        }
        if blocks == 0 {
            let matching = if self.args.only.is_empty() { "" } else { "matching " };
            match self.comparison.spans.iter().map(|span| span.rows.len()).sum() {
                0 => writeln!(out, "nothing to compare: no {matching}counter is in two reports")?,
                1 => writeln!(out, "nothing changed: 1 {matching}counter compared")?,
                counters => writeln!(out, "nothing changed: {counters} {matching}counters compared")?,
            }
        }
        let left_out = left_out(self.comparison, self.labels);
        if !left_out.is_empty() && self.args.only.is_empty() {
            writeln!(out)?;
            left_out.iter().try_for_each(|note| write_note(note, DIM, screen, out))?;
        }
        Ok(())
    }

    fn write_block(
        &self,
        span: &InstanceSpan,
        rows: &[&CounterRow],
        screen: &Screen,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let changed = span.rows.iter().filter(|row| row.has_changed()).count();
        let name = cut(&clean(&span.map), 60).into_owned();
        let mut head = match span.is_part {
            true => format!("{name} at {}", span.kva),
            false => name.clone(),
        };
        if span.reports.len() < self.labels.len() {
            head.push_str(&format!(", {} to {}", self.label(span.reports.first()), self.label(span.reports.last())));
        }
        head.push_str(&format!(": {changed} of {} changed", span.rows.len()));
        for (at, line) in wrap(&head, screen.width.into(), 2).iter().enumerate() {
            match line.strip_prefix(name.as_str()).filter(|_| at == 0) {
                Some(rest) => writeln!(out, "{}{rest}", screen.paint(BOLD, &name))?,
                None => writeln!(out, "{line}")?,
            }
        }
        let several = span.reports.len() > 2;
        let mut headings = match several {
            true => vec!["counter", ">first", ">last", ">change"],
            false => vec!["counter", ">before", ">after", ">change"],
        };
        let elapsed = self.elapsed(span);
        headings.extend(elapsed.map(|_| ">per second"));
        headings.extend(several.then_some("changes"));
        let mut table = Table::new(screen, &headings);
        for row in rows {
            let name = if row.name.is_empty() { "(value)" } else { &row.name };
            let mut cells = vec![
                cut(&clean(name), 100).into_owned(),
                row.first().to_string(),
                row.last().to_string(),
                signed(row.change()),
            ];
            cells.extend(elapsed.map(|elapsed| rate(row.change(), elapsed)));
            cells.extend(several.then(|| spark_line(&row.changes(), BARS)));
            table.row(cells);
        }
        write!(out, "{table}")?;
        notes_of_span(span).iter().try_for_each(|note| write_note(&format!("({note})"), DIM, screen, out))
    }

    fn label(&self, report: Option<&usize>) -> &str {
        report.and_then(|&at| self.labels.get(at)).map_or("", String::as_str)
    }

    /// Seconds from the first report of a span to the last.
    fn elapsed(&self, span: &InstanceSpan) -> Option<f64> {
        let at = |report: Option<&usize>| self.seconds?.get(*report?).copied();
        Some(at(span.reports.last())? - at(span.reports.first())?)
    }
}

fn signed(change: i128) -> String {
    if change > 0 { format!("+{change}") } else { change.to_string() }
}

/// A rate per second, to a tenth.
fn rate(change: i128, seconds: f64) -> String {
    format!("{:.1}", per_second(change, seconds))
}

fn per_second(change: i128, seconds: f64) -> f64 {
    // 53 bits are more precise than a rate is.
    #[expect(clippy::cast_precision_loss, reason = "a rate need not be exact")]
    let change = change as f64;
    change / seconds
}

fn write_note(note: &str, style: Style, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    wrap(&clean(note), screen.width.into(), 2)
        .iter()
        .try_for_each(|line| writeln!(out, "{}", screen.paint(style, line)))
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let label = |at: usize| self.labels.get(at).map_or("", String::as_str);
        let mut object = to.serialize_map(None)?;
        object.serialize_entry("reports", self.labels)?;
        object.serialize_entry("seconds", &self.seconds)?;
        let swap = |swap: &Replacement| {
            serde_json::json!({
                "between": [label(swap.from), label(swap.to)],
                "scheduler_replaced": swap.live,
                "maps": swap.maps,
            })
        };
        object.serialize_entry("replaced", &self.comparison.swaps.iter().map(swap).collect::<Vec<_>>())?;
        let spans: Vec<_> = self.comparison.spans.iter().map(|span| SpanJson { report: self, span }).collect();
        object.serialize_entry("maps", &spans)?;
        let alone = |(map, at): &(String, usize)| serde_json::json!({"map": map, "report": label(*at)});
        object.serialize_entry("in_one_report", &self.comparison.alone.iter().map(alone).collect::<Vec<_>>())?;
        let unread = |(why, maps): (&String, &Vec<String>)| serde_json::json!({"maps": maps, "error": why});
        object.serialize_entry("not_compared", &self.comparison.unread.iter().map(unread).collect::<Vec<_>>())?;
        object.end()
    }
}

struct SpanJson<'t> {
    report: &'t Report<'t>,
    span: &'t InstanceSpan,
}

impl Serialize for SpanJson<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self { report, span } = self;
        let reports: Vec<_> = span.reports.iter().map(|at| report.label(Some(at))).collect();
        let elapsed = report.elapsed(span);
        let rows = span.rows.iter().filter(|row| report.args.all || row.has_changed());
        let rows: Vec<_> = rows.map(|row| RowJson { row, elapsed }).collect();
        let mut object = to.serialize_map(None)?;
        object.serialize_entry("map", &span.map)?;
        object.serialize_entry("map_kva", &(!span.kva.is_empty()).then_some(&span.kva))?;
        object.serialize_entry("reports", &reports)?;
        object.serialize_entry("compared", &span.rows.len())?;
        object.serialize_entry("counters", &rows)?;
        object.serialize_entry("not_at_both_ends", &span.partly)?;
        object.serialize_entry("not_captured", &span.missing)?;
        object.serialize_entry("without_type", &span.raw)?;
        object.serialize_entry("error", &span.error)?;
        object.end()
    }
}

struct RowJson<'r> {
    row: &'r CounterRow,
    elapsed: Option<f64>,
}

impl Serialize for RowJson<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(None)?;
        object.serialize_entry("name", &self.row.name)?;
        object.serialize_entry("values", &self.row.values)?;
        object.serialize_entry("change", &self.row.change())?;
        if let Some(elapsed) = self.elapsed {
            object.serialize_entry("per_second", &per_second(self.row.change(), elapsed))?;
        }
        object.end()
    }
}

/// How many names a note lists.
const NAMES: usize = 5;

/// Notes about what a table does not show.
fn notes_of_span(span: &InstanceSpan) -> Vec<String> {
    let mut notes = Vec::new();
    if span.missing > 0 {
        notes.push(format!("{} not captured", count(span.missing, "value was", "values were")));
    }
    if span.raw {
        notes.push("the values have no type and are read as little-endian integers".to_owned());
    }
    if let Some(error) = &span.error {
        notes.push(format!("incomplete: {}", clean(error)));
    }
    if !span.partly.is_empty() {
        // If a whole key was added or removed, list only the key.
        let mut names: Vec<_> = span.partly.iter().map(|name| key_of(name).unwrap_or(name)).collect();
        names.dedup();
        notes.push(format!("not in both the first and the last report: {}", few(names, NAMES)));
    }
    notes
}

fn key_of(name: &str) -> Option<&str> {
    if name.starts_with('[') { name.get(..=name.find(']')?) } else { None }
}

/// Notes about replaced maps.
fn swaps(comparison: &Comparison, labels: &[String]) -> Vec<String> {
    let label = |at: usize| labels.get(at).map_or("", String::as_str);
    let report = |swap: &Replacement| {
        let maps = few(swap.maps.iter().map(String::as_str), NAMES);
        let what = if swap.live { "the scheduler was replaced" } else { "another map replaced it" };
        format!("{maps}: {what} between {} and {}", label(swap.from), label(swap.to))
    };
    comparison.swaps.iter().map(report).collect()
}

/// Notes about maps that were not compared.
fn left_out(comparison: &Comparison, labels: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    for (report, label) in labels.iter().enumerate() {
        let only: Vec<_> =
            comparison.alone.iter().filter(|(_, at)| *at == report).map(|(map, _)| map.as_str()).collect();
        if !only.is_empty() {
            notes.push(format!("only in {label}: {}", few(only, NAMES)));
        }
    }
    for (why, maps) in &comparison.unread {
        notes.push(format!("not compared: {}: {}", few(maps.iter().map(String::as_str), NAMES), clean(why)));
    }
    notes
}

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A row of bars, one per number. The lowest bar is zero or the least negative number, the highest bar the largest number, and a
/// blank a missing number. More than `most` numbers are summed in groups.
fn spark_line(numbers: &[Option<i128>], most: usize) -> String {
    let group = numbers.len().div_ceil(most.max(1)).max(1);
    let numbers: Vec<Option<i128>> = numbers.chunks(group).map(|group| group.iter().copied().sum()).collect();
    let known = || numbers.iter().flatten().copied();
    let least = known().min().unwrap_or_default().min(0);
    let span = known().max().unwrap_or_default().max(0).saturating_sub(least);
    let bar = |number: &Option<i128>| {
        let Some(number) = number else { return ' ' };
        let above = number.saturating_sub(least);
        // Round up, so that only the least number has the lowest bar.
        let at = if span == 0 { 0 } else { above.saturating_mul(7).saturating_add(span - 1) / span };
        usize::try_from(at).ok().and_then(|at| BLOCKS.get(at)).copied().unwrap_or('█')
    };
    numbers.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::spark_line;

    fn bars(numbers: &[i128]) -> String {
        spark_line(&numbers.iter().copied().map(Some).collect::<Vec<_>>(), 40)
    }

    #[test]
    fn bars_range_from_zero_to_the_largest_number() {
        assert_eq!(bars(&[0, 1, 2, 3, 4, 5, 6, 7]), "▁▂▃▄▅▆▇█");
        assert_eq!(bars(&[5, 5]), "██");
        assert_eq!(bars(&[0, 0]), "▁▁");
        assert_eq!(bars(&[0, 1, 1000]), "▁▂█");
        assert_eq!(bars(&[-4, 0, 4]), "▁▅█");
        assert_eq!(bars(&[-4, -4]), "▁▁");
    }

    #[test]
    fn missing_numbers_are_blank_and_many_numbers_are_grouped() {
        assert_eq!(spark_line(&[Some(1), None, Some(1)], 40), "█ █");
        assert_eq!(spark_line(&[Some(1); 10], 5), "█████");
        assert_eq!(spark_line(&[], 5), "");
    }
}
