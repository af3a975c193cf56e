//! Lines over time, drawn on the canvas of ratatui.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::symbols::Marker;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Line as Stroke, Points};

use super::TextOptions;
use crate::marks::described;
use crate::name::{clean, width, wrapped};
use crate::scale::Scale;
use crate::segments::segments;
use crate::{Line, Lines};

/// Signs of the lines. They differ in shape, so that colors are not needed.
const SIGNS: [char; 12] = ['●', '▲', '■', '◆', '○', '△', '□', '◇', '▼', '▽', '★', '☆'];

/// The same in ASCII.
const ASCII_SIGNS: [char; 12] = ['*', 'o', '+', 'x', '#', '@', '%', '&', '=', '~', '$', 'w'];

/// Columns from one sign of a line to the next.
const SIGN_DISTANCE: usize = 8;

/// Colors of the lines, readable on dark and light: blue, red, green, magenta, cyan, yellow.
const COLORS: [u8; 6] = [4, 1, 2, 5, 6, 3];

/// Draws lines: the title, the picture with its axes, a legend of the lines, and what the marks mean.
///
/// ```
/// use ktsnap_plot::text::{self, TextOptions};
/// use ktsnap_plot::Lines;
///
/// let nothing = Lines { title: "nr_running".to_owned(), ..Lines::default() };
/// assert_eq!(text::lines(&nothing, &TextOptions::default()), ["nr_running", "no values to draw"]);
/// ```
#[must_use]
pub fn lines(lines: &Lines, options: &TextOptions) -> Vec<String> {
    let mut text = vec![options.bold(&lines.title)];
    match Plot::of(lines, options) {
        Some(plot) => plot.draw(&mut text),
        None => text.push("no values to draw".to_owned()),
    }
    text
}

/// A picture and the size of its parts.
struct Plot<'l> {
    lines: &'l Lines,
    options: &'l TextOptions,
    x: Scale,
    y: Scale,
    /// The width of the labels at the vertical axis.
    labels: usize,
    columns: u16,
    rows: u16,
}

impl<'l> Plot<'l> {
    fn of(lines: &'l Lines, options: &'l TextOptions) -> Option<Self> {
        let rows = options.height.clamp(3, 60);
        let values = lines.lines.iter().flat_map(|line| line.values.iter().copied().flatten());
        let y = Scale::of(values, usize::from(rows) / 3)?;
        let labels = y.ticks.iter().map(|tick| width(&tick.label)).max().unwrap_or(0);
        let columns = usize::from(options.width).saturating_sub(labels + 2).clamp(10, 1000);
        let x = Scale::exactly(lines.xs.iter().copied().chain(lines.marks.iter().map(|mark| mark.x)), columns / 12)?;
        Some(Self { lines, options, x, y, labels, columns: u16::try_from(columns).ok()?, rows })
    }

    /// The lines with their numbers and signs.
    fn numbered(&self) -> impl Iterator<Item = (&Line, char, u8)> {
        let signs = if self.options.ascii { ASCII_SIGNS } else { SIGNS };
        let looks = signs.into_iter().cycle().zip(COLORS.into_iter().cycle());
        self.lines.lines.iter().zip(looks).map(|(line, (sign, color))| (line, sign, color))
    }

    fn is_alone(&self) -> bool {
        self.lines.lines.len() == 1
    }

    fn draw(&self, text: &mut Vec<String>) {
        let area = Rect::new(0, 0, self.columns, self.rows);
        let mut buffer = Buffer::empty(area);
        self.strokes(area, &mut buffer);
        self.marks(&mut buffer);
        if !self.options.ascii {
            self.signs(&mut buffer);
        }
        if !self.lines.y.name.is_empty() {
            text.push(clean(&self.lines.y.name).into_owned());
        }
        let rows: BTreeMap<u16, &str> =
            self.y.ticks.iter().filter_map(|tick| Some((self.row(tick.at)?, tick.label.as_str()))).collect();
        let (tick, line) = if self.options.ascii { ('+', '|') } else { ('┤', '│') };
        for row in 0..self.rows {
            let label = rows.get(&row);
            let sign = if label.is_some() { tick } else { line };
            let label = label.copied().unwrap_or_default();
            let drawn = self.row_of(&buffer, row);
            text.push(format!("{label:>labels$} {sign}{drawn}", labels = self.labels).trim_end().to_owned());
        }
        self.horizontal_axis(text);
        self.legend(text);
    }

    fn strokes(&self, area: Rect, buffer: &mut Buffer) {
        let marker = |sign: char| if self.options.ascii { Marker::Custom(sign) } else { Marker::Braille };
        Canvas::default()
            .x_bounds([self.x.min, self.x.max])
            .y_bounds([self.y.min, self.y.max])
            .paint(|canvas| {
                for (line, sign, color) in self.numbered() {
                    canvas.marker(marker(sign));
                    for part in segments(self.lines, line, &self.y) {
                        if let [point] = part.as_slice() {
                            canvas.draw(&Points::new(&[*point], Color::Indexed(color)));
                        }
                        for (a, b) in part.iter().zip(part.iter().skip(1)) {
                            canvas.draw(&Stroke::new(a.0, a.1, b.0, b.1, Color::Indexed(color)));
                        }
                    }
                    canvas.layer();
                }
            })
            .render(area, buffer);
    }

    /// A vertical line at each mark. The lines cover it.
    fn marks(&self, buffer: &mut Buffer) {
        let sign = if self.options.ascii { ":" } else { "┊" };
        for column in self.lines.marks.iter().filter_map(|mark| self.column(mark.x)) {
            for row in 0..self.rows {
                if let Some(cell) = buffer.cell_mut((column, row))
                    && matches!(cell.symbol(), " " | "\u{2800}")
                {
                    cell.set_symbol(sign).set_fg(Color::Reset);
                }
            }
        }
    }

    /// Signs on the lines, at some of their values. Each line begins at another column, so that lines that are equal show both
    /// signs.
    fn signs(&self, buffer: &mut Buffer) {
        let mut taken = Vec::new();
        for (at, (line, sign, color)) in self.numbered().enumerate() {
            let mut next = 0;
            let parts = segments(self.lines, line, &self.y);
            // Without other lines, only a value between two gaps needs a sign.
            let signed = parts.iter().filter(|part| !self.is_alone() || part.len() == 1);
            for (x, y) in signed.flatten() {
                let (Some(column), Some(row)) = (self.column(*x), self.row(*y)) else { continue };
                // A sign moves a little if another line has its sign there.
                let places = [Some(column), column.checked_add(1), column.checked_sub(1), column.checked_add(2)];
                let is_free = |column: &u16| *column < self.columns && !taken.contains(&(*column, row));
                let free = places.into_iter().flatten().find(is_free).filter(|_| usize::from(column) >= next);
                let Some(column) = free else { continue };
                next = usize::from(column) + SIGN_DISTANCE + at % 3;
                taken.push((column, row));
                if let Some(cell) = buffer.cell_mut((column, row)) {
                    cell.set_char(sign).set_fg(Color::Indexed(color));
                }
            }
        }
    }

    /// The column of a position: that of its dot on the canvas, which has two in each column.
    fn column(&self, x: f64) -> Option<u16> {
        place(x - self.x.min, self.x.max - self.x.min, self.columns, 2)
    }

    /// The row of a position, from the top. The canvas has four dots in each row.
    fn row(&self, y: f64) -> Option<u16> {
        place(self.y.max - y, self.y.max - self.y.min, self.rows, 4)
    }

    fn row_of(&self, buffer: &Buffer, row: u16) -> String {
        let cells = (0..self.columns).filter_map(|column| buffer.cell((column, row)));
        let mut parts: Vec<(Option<u8>, String)> = Vec::new();
        for cell in cells {
            let symbol = if cell.symbol() == "\u{2800}" { " " } else { cell.symbol() };
            let color = match cell.fg {
                Color::Indexed(color) if symbol != " " => Some(color),
                _ => None,
            };
            match parts.last_mut() {
                Some((last, text)) if *last == color => text.push_str(symbol),
                _ => parts.push((color, symbol.to_owned())),
            }
        }
        if let Some((_, last)) = parts.last_mut() {
            last.truncate(last.trim_end().len());
        }
        parts.iter().map(|(color, text)| self.options.paint(*color, text)).collect()
    }

    fn horizontal_axis(&self, text: &mut Vec<String>) {
        let (corner, line, tick) = if self.options.ascii { ('+', '-', '+') } else { ('└', '─', '┬') };
        let mut axis = vec![line; self.columns.into()];
        let mut labels = String::new();
        for (column, label) in self.x.ticks.iter().filter_map(|tick| Some((self.column(tick.at)?, &tick.label))) {
            // A label is centered at its tick, inside of the picture, and not next to another label.
            let half = width(label) / 2;
            let last = usize::from(self.columns).saturating_sub(width(label));
            let start = usize::from(column).saturating_sub(half).min(last);
            if !labels.is_empty() && start < width(&labels) + 2 {
                continue;
            }
            labels.push_str(&" ".repeat(start.saturating_sub(width(&labels))));
            labels.push_str(label);
            if let Some(cell) = axis.get_mut(usize::from(column)) {
                *cell = tick;
            }
        }
        let indent = " ".repeat(self.labels + 1);
        text.push(format!("{indent}{corner}{}", axis.into_iter().collect::<String>()));
        text.push(format!("{indent} {labels}").trim_end().to_owned());
        if !self.lines.x.name.is_empty() {
            let name = clean(&self.lines.x.name);
            let room = usize::from(self.columns).saturating_sub(width(&name));
            text.push(format!("{indent} {}{name}", " ".repeat(room / 2)));
        }
    }

    fn legend(&self, text: &mut Vec<String>) {
        let columns = usize::from(self.options.width);
        let is_titled = self.is_alone() && self.lines.lines.iter().all(|line| line.name == self.lines.title);
        if !is_titled {
            let shown = |(line, sign, color): (&Line, char, u8)| (format!("{sign} {}", clean(&line.name)), sign, color);
            let entries: Vec<_> = self.numbered().map(shown).collect();
            let mut looks = entries.iter();
            for line in wrapped(entries.iter().map(|(entry, ..)| entry.clone()), "   ", columns) {
                let painted = line.iter().zip(&mut looks).map(|(entry, (_, sign, color))| {
                    let name = entry.strip_prefix(*sign).unwrap_or(entry);
                    format!("{}{name}", self.options.paint(Some(*color), &sign.to_string()))
                });
                text.push(painted.collect::<Vec<_>>().join("   "));
            }
        }
        let sign = if self.options.ascii { ':' } else { '┊' };
        for words in described(self.lines, sign) {
            let lines = wrapped(words.split(' ').map(str::to_owned), " ", columns.saturating_sub(2));
            for (at, line) in lines.iter().enumerate() {
                text.push(format!("{}{}", if at == 0 { "" } else { "  " }, line.join(" ")));
            }
        }
    }
}

/// The cell of an offset, where `cells` cells of `dots` dots show the range from 0 to `span`.
fn place(offset: f64, span: f64, cells: u16, dots: u16) -> Option<u16> {
    let last = f64::from(cells) * f64::from(dots) - 1.0;
    let dot = (offset / span * last).round();
    if !(0.0..=last).contains(&dot) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the number of cells")]
    Some((dot / f64::from(dots)).floor() as u16)
}

#[cfg(test)]
mod tests;
