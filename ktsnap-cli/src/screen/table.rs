//! Tables that fit the screen. A name is never broken or cut.

use std::fmt;

use anstyle::{Effects, Style};

use super::Screen;
use super::column::{Cell, Heading};
use super::text::{cut, width, wrap};

/// Spaces between two columns.
pub(super) const GAP: usize = 2;

/// The least width to which contents are cut.
const LEAST: usize = 12;

/// Spaces before the values of a block.
pub(super) const INDENT: usize = 2;

const BOLD: Style = Style::new().effects(Effects::BOLD);

/// The lines of a [`Table`].
pub(crate) struct Lines {
    /// The headings. None if each row is a block.
    pub(crate) head: Vec<String>,
    /// The lines of each row.
    pub(crate) rows: Vec<Vec<String>>,
}

/// A table without lines. Its first column has the names of the rows.
///
/// If it is too wide for the screen, texts are wrapped between words, and contents that may be [cut](Heading::cut) are cut. If that
/// does not suffice, columns [leave](Heading::leaves). If even the columns that stay are too wide, each row is a block: its name, and
/// below it all its values with their headings.
pub struct Table {
    columns: Vec<Heading>,
    rows: Vec<Vec<Cell>>,
    width: usize,
    has_color: bool,
}

impl Table {
    /// Creates a table with these columns or headings.
    pub fn new<C: Clone + Into<Heading>>(screen: &Screen, columns: &[C]) -> Self {
        let columns = columns.iter().cloned().map(Into::into).collect();
        Self { columns, rows: Vec::new(), width: screen.width.into(), has_color: screen.color }
    }

    /// Adds a row.
    pub fn row<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The columns of the screen that remain next to the whole table and a gap.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `watch` fills the rest of a screen"))]
    pub(crate) fn left(&self) -> usize {
        let used = self.columns.iter().enumerate().map(|(at, column)| self.measured(at, column).0 + GAP);
        self.width.saturating_sub(used.sum())
    }

    /// Adds a column on the right, with a cell for each row.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `watch` fills the rest of a screen"))]
    pub(crate) fn column(&mut self, heading: impl Into<Heading>, cells: impl IntoIterator<Item = String>) {
        self.columns.push(heading.into());
        for (row, cell) in self.rows.iter_mut().zip(cells) {
            row.push(Cell::from(cell));
        }
    }

    /// The lines of the table.
    pub(crate) fn lines(&self) -> Lines {
        let Some(shown) = self.fitted() else {
            return Lines { head: Vec::new(), rows: self.rows.iter().map(|row| self.block(row)).collect() };
        };
        let has_headings = self.columns.iter().any(|column| !column.heading.is_empty());
        let heading = |at: usize| Some((self.columns.get(at)?.heading.clone(), BOLD));
        let head = if has_headings { self.row_lines(&shown, heading) } else { Vec::new() };
        let row =
            |row: &Vec<Cell>| self.row_lines(&shown, |at| row.get(at).map(|cell| (cell.text.clone(), cell.style)));
        Lines { head, rows: self.rows.iter().map(row).collect() }
    }

    /// The texts of a column, its heading included.
    fn texts(&self, at: usize) -> impl Iterator<Item = &str> {
        let heading = self.columns.get(at).map(|column| column.heading.as_str());
        heading.into_iter().chain(self.rows.iter().filter_map(move |row| Some(row.get(at)?.text.as_str())))
    }

    /// The columns to show, each with its width. `None` if the table must be blocks.
    fn fitted(&self) -> Option<Vec<(usize, usize)>> {
        let measured: Vec<_> = self.columns.iter().enumerate().map(|(at, column)| self.measured(at, column)).collect();
        let mut shown: Vec<usize> = (0..self.columns.len()).collect();
        let turn = |at: &usize| self.columns.get(*at).map_or(0, |column| column.leaves);
        loop {
            let sizes: Vec<_> = shown.iter().filter_map(|at| measured.get(*at).copied()).collect();
            let gaps = GAP * shown.len().saturating_sub(1);
            if let Some(widths) = self.width.checked_sub(gaps).and_then(|room| narrowed(&sizes, room)) {
                return Some(shown.into_iter().zip(widths).collect());
            }
            let next = shown.iter().copied().filter(|at| turn(at) > 0).min_by_key(turn)?;
            shown.retain(|at| *at != next);
        }
    }

    /// The width of a column, and the least width to which it can be narrowed.
    fn measured(&self, at: usize, column: &Heading) -> (usize, usize) {
        let whole = self.texts(at).map(width).max().unwrap_or_default().max(column.least);
        let words = |text: &str| text.split_whitespace().map(width).max().unwrap_or_default();
        let least = match (column.is_cut, column.is_right || at == 0) {
            (true, _) => whole.min(LEAST.max(width(&column.heading))),
            // Only the heading wraps.
            (false, true) => self.texts(at).skip(1).map(width).max().unwrap_or_default().max(words(&column.heading)),
            (false, false) => self.texts(at).map(words).max().unwrap_or_default(),
        };
        (whole, least)
    }

    fn painted(&self, style: Style, text: &str) -> String {
        match self.has_color && !text.is_empty() && style != Style::new() {
            true => format!("{style}{text}{style:#}"),
            false => text.to_owned(),
        }
    }

    /// Cells next to each other, on as many lines as the longest needs.
    fn row_lines(&self, shown: &[(usize, usize)], cell: impl Fn(usize) -> Option<(String, Style)>) -> Vec<String> {
        let lines_of = |&(at, most): &(usize, usize)| {
            let (text, style) = cell(at).unwrap_or_default();
            let lines = match self.columns.get(at).is_some_and(|column| column.is_cut) {
                _ if width(&text) <= most => vec![text],
                true => vec![cut(&text, most).into_owned()],
                false => wrap(&text, most, 0),
            };
            (lines, style)
        };
        let cells: Vec<_> = shown.iter().map(lines_of).collect();
        let height = cells.iter().map(|(lines, _)| lines.len()).max().unwrap_or_default();
        let line = |line: usize| {
            let mut written = String::new();
            // Spaces are only written before the next text, so that no line ends with them.
            let mut spaces = 0;
            for ((lines, style), &(at, most)) in cells.iter().zip(shown) {
                let text = lines.get(line).map_or("", String::as_str);
                let blank = most.saturating_sub(width(text));
                let (before, after) = match self.columns.get(at).is_some_and(|column| column.is_right) {
                    true => (blank, 0),
                    false => (0, blank),
                };
                if !text.is_empty() {
                    written.push_str(&" ".repeat(spaces + before));
                    written.push_str(&self.painted(*style, text));
                    spaces = after + GAP;
                } else {
                    spaces += most + GAP;
                }
            }
            written
        };
        (0..height).map(line).collect()
    }

    /// A row as a block.
    fn block(&self, row: &[Cell]) -> Vec<String> {
        let mut lines = Vec::new();
        let mut cells = self.columns.iter().zip(row);
        if let Some((column, cell)) = cells.next() {
            // The number of a CPU needs its heading, a name does not.
            let text = match column.is_right && !cell.text.starts_with(|c: char| c.is_alphabetic()) {
                true => format!("{} {}", column.heading, cell.text),
                false => cell.text.clone(),
            };
            lines.push(self.painted(BOLD, &text));
        }
        let (indent, room) = (" ".repeat(INDENT), self.width.saturating_sub(INDENT));
        let mut used = 0;
        for (column, cell) in cells.filter(|(_, cell)| !cell.text.is_empty()) {
            let text = self.painted(cell.style, &cell.text);
            let heading = width(&column.heading);
            let pair = heading + usize::from(heading > 0) + width(&cell.text);
            let spoken = if heading > 0 { format!("{} {text}", column.heading) } else { text };
            match lines.last_mut().filter(|_| used > 0 && used + GAP + pair <= room) {
                Some(last) => {
                    last.push_str(&format!("{:GAP$}{spoken}", ""));
                    used += GAP + pair;
                }
                None if pair <= room => {
                    lines.push(format!("{indent}{spoken}"));
                    used = pair;
                }
                // Values of a long name, or long contents.
                None => {
                    lines.extend((heading > 0).then(|| format!("{indent}{}", column.heading)));
                    let parts = wrap(&cell.text, room.saturating_sub(INDENT), 0);
                    let first = if heading > 0 { INDENT * 2 } else { INDENT };
                    lines.extend(parts.iter().enumerate().map(|(at, part)| {
                        let indent = " ".repeat(if at == 0 { first } else { INDENT * 2 });
                        format!("{indent}{}", self.painted(cell.style, part))
                    }));
                    used = room;
                }
            }
        }
        lines
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Lines { head, rows } = self.lines();
        head.iter().chain(rows.iter().flatten()).try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// Narrows columns to at most `room` in total: the widest first, and none below its least width. `None` if they don't fit.
fn narrowed(sizes: &[(usize, usize)], room: usize) -> Option<Vec<usize>> {
    let at = |limit: usize| sizes.iter().map(move |&(whole, least)| whole.min(limit.max(least)));
    let total = |limit: usize| at(limit).sum::<usize>();
    if total(0) > room {
        return None;
    }
    // Binary search for the largest limit that fits, since the total grows with the limit.
    let (mut fits, mut beyond) = (0, room);
    while fits < beyond {
        let middle = fits + (beyond - fits).div_ceil(2);
        if total(middle) <= room { fits = middle } else { beyond = middle - 1 }
    }
    let mut left = room - total(fits);
    let widen = |(now, &(whole, _)): (usize, &(usize, usize))| {
        let more = usize::from(now < whole && left > 0);
        left -= more;
        now + more
    };
    Some(at(fits).zip(sizes).map(widen).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(width: u16) -> Screen {
        Screen { width, color: false, json: false, json_strings: false }
    }

    fn table(width: u16) -> String {
        let columns: [Heading; 5] = [
            "counter".into(),
            Heading::from(">before").leaves(2),
            ">after".into(),
            Heading::from(">change"),
            Heading::from("changes").leaves(1),
        ];
        let mut table = Table::new(&screen(width), &columns);
        table.row(["nr_direct_dispatches", "129", "292", "+163", "██"]);
        table.row(["nr", "1", "2", "+1", ""]);
        table.to_string()
    }

    #[test]
    fn columns_leave_in_their_order_and_then_each_row_is_a_block() {
        assert_eq!(
            table(52),
            "counter               before  after  change  changes
nr_direct_dispatches     129    292    +163  ██
nr                         1      2      +1\n"
        );
        assert_eq!(
            table(50),
            "counter               before  after  change
nr_direct_dispatches     129    292    +163
nr                         1      2      +1\n"
        );
        assert_eq!(table(42).lines().next(), Some("counter               after  change"));
        assert_eq!(
            table(34),
            "nr_direct_dispatches
  before 129  after 292
  change +163  changes ██
nr
  before 1  after 2  change +1\n"
        );
    }

    #[test]
    fn a_name_is_whole_even_if_it_is_wider_than_the_screen() {
        let name = "n".repeat(100);
        let mut table = Table::new(&screen(40), &["map", ">bytes"]);
        table.row([name.as_str(), "8"]);
        assert_eq!(table.to_string(), format!("{name}\n  bytes 8\n"));
    }

    #[test]
    fn texts_wrap_between_words_and_contents_are_cut() {
        let mut table = Table::new(&screen(40), &[Heading::from("name"), "note".into(), Heading::from("C type").cut()]);
        table.row(["total", "one two three four five", "struct with_a_long_name_that_is_cut"]);
        let lines = table.to_string();
        assert!(lines.lines().all(|line| width(line) <= 40), "{lines}");
        assert!(lines.contains('…') && lines.contains("three"), "{lines}");
    }

    #[test]
    fn the_widest_columns_are_narrowed_first() {
        let narrowed =
            |widths: &[usize], room| narrowed(&widths.iter().map(|&width| (width, 8)).collect::<Vec<_>>(), room);
        assert_eq!(narrowed(&[10, 20, 30], 60), Some(vec![10, 20, 30]));
        assert_eq!(narrowed(&[10, 20, 30], 50), Some(vec![10, 20, 20]));
        assert_eq!(narrowed(&[10, 20, 31], 45), Some(vec![10, 18, 17]));
        assert_eq!(narrowed(&[10, 20, 30], 20), None);
    }

    #[test]
    fn a_cpu_number_keeps_its_heading_in_a_block() {
        let mut table = Table::new(&screen(40), &[">cpu", &format!(">{}", "n".repeat(50))]);
        table.row(["3", "17"]);
        assert_eq!(table.to_string(), format!("cpu 3\n  {}\n    17\n", "n".repeat(50)));
    }

    #[test]
    fn only_cells_are_painted_not_the_spaces_between() {
        let mut table = Table::new(&Screen { color: true, ..screen(40) }, &["a", "b"]);
        table.row([Cell::new("x").styled(BOLD), Cell::new("y")]);
        assert!(table.to_string().ends_with(&format!("{BOLD}x{BOLD:#}  y\n")));
    }
}
