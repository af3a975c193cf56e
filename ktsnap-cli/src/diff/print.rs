//! Printing differences, as tables or as JSON.

use std::io::{self, Write};

use anstyle::{Effects, Style};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::args::Diff;
use crate::screen::text::{self, clean, few, wrap_whole};
use crate::screen::{Heading, Screen, Table};
use crate::series::{
    Aside, Column, Columns, Instance, NAMES, Replacement, UNKNOWN, left_out, notes_of_instance, per_second, reason,
    unsummed,
};

const BOLD: Style = Style::new().effects(Effects::BOLD);
const DIM: Style = Style::new().effects(Effects::DIMMED);

/// The largest number of bars in a row.
const BARS: usize = 24;

/// The differences to print.
pub(super) struct Report<'d> {
    pub(super) columns: &'d Columns,
    pub(super) args: &'d Diff,
}

impl Report<'_> {
    pub(super) fn write(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let mut blocks = 0;
        let swaps = swaps(self.columns);
        swaps.iter().try_for_each(|note| write_note(note, Style::new(), screen, out))?;
        for span in &self.columns.instances {
            let rows: Vec<_> = span.columns.iter().filter(|row| self.args.all || row.has_changed()).collect();
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
            let matching = if self.args.series.only.is_empty() { "" } else { "matching " };
            match self.columns.instances.iter().map(|span| span.columns.len()).sum() {
                0 => writeln!(out, "nothing to compare: no {matching}counter is in two reports")?,
                1 => writeln!(out, "nothing changed: 1 {matching}counter compared")?,
                counters => writeln!(out, "nothing changed: {counters} {matching}counters compared")?,
            }
        }
        let unsummed = unsummed(self.columns);
        if !unsummed.is_empty() {
            writeln!(out)?;
            unsummed.iter().try_for_each(|note| write_note(note, DIM, screen, out))?;
        }
        let left_out = left_out(self.columns);
        if !left_out.is_empty() && self.args.series.only.is_empty() {
            writeln!(out)?;
            left_out.iter().try_for_each(|note| write_note(note, DIM, screen, out))?;
        }
        Ok(())
    }

    fn write_block(&self, span: &Instance, rows: &[&Column], screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let changed = span.columns.iter().filter(|row| row.has_changed()).count();
        let name = text::name(&span.map);
        let mut head = match span.is_part {
            true => format!("{name} at {}", span.kva),
            false => name.clone(),
        };
        if span.points.len() < self.columns.points.len() {
            head.push_str(&format!(", {} to {}", self.label(span.points.first()), self.label(span.points.last())));
        }
        head.push_str(&format!(": {changed} of {} changed", span.columns.len()));
        for (at, line) in wrap_whole(&head, screen.width.into(), 2).iter().enumerate() {
            match line.strip_prefix(name.as_str()).filter(|_| at == 0) {
                Some(rest) => writeln!(out, "{}{rest}", screen.paint(BOLD, &name))?,
                None => writeln!(out, "{line}")?,
            }
        }
        let several = span.points.len() > 2;
        let [first, last] = match several {
            true => [">first", ">last"],
            false => [">before", ">after"],
        };
        let mut headings: Vec<Heading> =
            vec!["counter".into(), Heading::from(first).leaves(2), last.into(), ">change".into()];
        let elapsed = self.columns.elapsed(span);
        headings.extend(elapsed.map(|_| Heading::from(">per second").leaves(3)));
        headings.extend(several.then(|| Heading::from("changes").leaves(1)));
        let mut table = Table::new(screen, &headings);
        for row in rows {
            let mut cells =
                vec![text::name(&row.label()), row.first().to_string(), row.last().to_string(), signed(row.change())];
            cells.extend(elapsed.map(|elapsed| rate(row.change(), elapsed)));
            cells.extend(several.then(|| spark_line(&row.changes(), BARS)));
            table.row(cells);
        }
        write!(out, "{table}")?;
        notes_of_instance(span).iter().try_for_each(|note| write_note(&format!("({note})"), DIM, screen, out))
    }

    fn label(&self, report: Option<&usize>) -> &str {
        report.map_or("", |at| self.columns.label(*at))
    }
}

fn signed(change: i128) -> String {
    if change > 0 { format!("+{change}") } else { change.to_string() }
}

/// A rate per second, to a tenth.
fn rate(change: i128, seconds: f64) -> String {
    format!("{:.1}", per_second(change, seconds))
}

fn write_note(note: &str, style: Style, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    wrap_whole(&clean(note), screen.width.into(), 2)
        .iter()
        .try_for_each(|line| writeln!(out, "{}", screen.paint(style, line)))
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Columns { points, instances, events, aside } = self.columns;
        let label = |at: usize| self.columns.label(at);
        let mut object = to.serialize_map(None)?;
        object.serialize_entry("reports", &points.iter().map(|point| &point.label).collect::<Vec<_>>())?;
        object.serialize_entry("seconds", &points.iter().map(|point| point.seconds).collect::<Option<Vec<_>>>())?;
        let swap = |swap: &Replacement| {
            serde_json::json!({
                "between": [label(swap.from), label(swap.to)],
                "scheduler_replaced": swap.live,
                "maps": swap.maps,
            })
        };
        object.serialize_entry("replaced", &events.iter().map(swap).collect::<Vec<_>>())?;
        let spans: Vec<_> = instances.iter().map(|span| SpanJson { report: self, span }).collect();
        object.serialize_entry("maps", &spans)?;
        let alone = |aside: &Aside| match aside {
            Aside::Alone { map, point } => Some(serde_json::json!({"map": map, "report": label(*point)})),
            _ => None,
        };
        object.serialize_entry("in_one_report", &aside.iter().filter_map(alone).collect::<Vec<_>>())?;
        let unread = |aside: &Aside| match aside {
            Aside::Alone { .. } | Aside::Unsummed { .. } => None,
            Aside::Unread { maps, reason } => Some(serde_json::json!({"maps": maps, "error": reason})),
            Aside::Unknown { map } => Some(serde_json::json!({"maps": [map], "error": UNKNOWN})),
        };
        let unsummed = |aside: &Aside| match aside {
            Aside::Unsummed { map, names, why } => {
                Some(serde_json::json!({"map": map, "counters": names, "reason": reason(*why)}))
            }
            _ => None,
        };
        object.serialize_entry("not_summed", &aside.iter().filter_map(unsummed).collect::<Vec<_>>())?;
        object.serialize_entry("not_compared", &aside.iter().filter_map(unread).collect::<Vec<_>>())?;
        object.end()
    }
}

struct SpanJson<'t> {
    report: &'t Report<'t>,
    span: &'t Instance,
}

impl Serialize for SpanJson<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self { report, span } = self;
        let reports: Vec<_> = span.points.iter().map(|at| report.label(Some(at))).collect();
        let elapsed = report.columns.elapsed(span);
        let rows = span.columns.iter().filter(|row| report.args.all || row.has_changed());
        let rows: Vec<_> = rows.map(|row| RowJson { row, elapsed }).collect();
        let mut object = to.serialize_map(None)?;
        object.serialize_entry("map", &span.map)?;
        object.serialize_entry("map_kva", &(!span.kva.is_empty()).then_some(&span.kva))?;
        object.serialize_entry("reports", &reports)?;
        object.serialize_entry("compared", &span.columns.len())?;
        object.serialize_entry("counters", &rows)?;
        object.serialize_entry("not_at_both_ends", &span.partly)?;
        object.serialize_entry("not_captured", &span.missing)?;
        object.serialize_entry("without_type", &span.raw)?;
        object.serialize_entry("error", &span.error)?;
        object.end()
    }
}

struct RowJson<'r> {
    row: &'r Column,
    elapsed: Option<f64>,
}

impl Serialize for RowJson<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(None)?;
        object.serialize_entry("name", &self.row.name)?;
        if let Some(cpu) = self.row.cpu {
            object.serialize_entry("cpu", &cpu)?;
        }
        object.serialize_entry("kind", &self.row.kind)?;
        object.serialize_entry("values", &self.row.values().collect::<Vec<_>>())?;
        object.serialize_entry("change", &self.row.change())?;
        if let Some(elapsed) = self.elapsed {
            object.serialize_entry("per_second", &per_second(self.row.change(), elapsed))?;
        }
        object.end()
    }
}

/// Notes about replaced maps.
fn swaps(columns: &Columns) -> Vec<String> {
    let report = |swap: &Replacement| {
        let maps = few(swap.maps.iter().map(String::as_str), NAMES);
        let what = if swap.live { "the scheduler was replaced" } else { "another map replaced it" };
        format!("{maps}: {what} between {} and {}", columns.label(swap.from), columns.label(swap.to))
    };
    columns.events.iter().map(report).collect()
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
