//! Printing differences as tables.

use std::io::{self, Write};

use anstyle::{Effects, Style};

use crate::args::Diff;
use crate::screen::text::{self, clean, few, wrap_whole};
use crate::screen::{Heading, Screen, Table};
use crate::series::{
    Aside, Column, Columns, Instance, NAMES, RatioColumn, Replacement, left_out, notes_of_instance, per_second,
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
        if !self.columns.ratios.is_empty() || !self.columns.without_value.is_empty() {
            if blocks > 0 || !swaps.is_empty() {
                writeln!(out)?;
            }
            blocks += 1;
            self.write_ratios(screen, out)?;
        }
        if blocks == 0 {
            let matching = if self.args.series.only.is_empty() { "" } else { "matching " };
            match self.columns.instances.iter().map(|span| span.columns.len()).sum() {
                0 => writeln!(out, "nothing to compare: no {matching}counter is in two reports")?,
                1 => writeln!(out, "nothing changed: 1 {matching}counter compared")?,
                counters => writeln!(out, "nothing changed: {counters} {matching}counters compared")?,
            }
        }
        for aside in &self.columns.aside {
            if let Aside::Unnamed { map, why } = aside {
                let note = format!("{}: the entries keep their numbers, because {why}", clean(map));
                writeln!(out)?;
                write_note(&note, DIM, screen, out)?;
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

    fn write_ratios(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        for (at, span) in self.columns.ratios.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            let mut head = "ratios".to_owned();
            if span.points.len() < self.columns.points.len() {
                head.push_str(&format!(", {} to {}", self.label(span.points.first()), self.label(span.points.last())));
            }
            wrap_whole(&head, screen.width.into(), 2).iter().try_for_each(|line| writeln!(out, "{line}"))?;
            let several = span.points.len() > 2;
            let mut headings: Vec<Heading> = vec!["ratio".into(), ">value".into()];
            let ends = [Heading::from(">least").leaves(1), Heading::from(">most").leaves(2)];
            headings.extend(ends.into_iter().filter(|_| several));
            let mut table = Table::new(screen, &headings);
            for RatioColumn { name, total, steps, .. } in &span.columns {
                let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.4}"));
                let mut cells = vec![text::name(name), shown(*total)];
                if several {
                    let least = steps.iter().flatten().copied().min_by(f64::total_cmp);
                    let most = steps.iter().flatten().copied().max_by(f64::total_cmp);
                    cells.extend([shown(least), shown(most)]);
                }
                table.row(cells);
            }
            write!(out, "{table}")?;
            let reasons = span.columns.iter().filter_map(|ratio| ratio.why.as_ref());
            reasons.map(|why| format!("({why})")).try_for_each(|note| write_note(&note, DIM, screen, out))?;
        }
        for (name, why) in &self.columns.without_value {
            write_note(&format!("{}: no value: {}", clean(name), clean(why)), DIM, screen, out)?;
        }
        Ok(())
    }

    pub(super) fn label(&self, report: Option<&usize>) -> &str {
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
