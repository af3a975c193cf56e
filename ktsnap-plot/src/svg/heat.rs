//! A table of numbers as shades.

use super::canvas::{Align, Canvas, Drawing, LINE, pixels};
use super::palette::{MISSING, MUTED, SHADES, TEXT};
use super::{Draw, SvgError, WIDTH, nothing};
use crate::name::clean;
use crate::shade::{Shade, grouped, largest_of};
use crate::{Heat, HeatScale};

const MARGIN: i32 = 8;

/// The height of a cell.
const CELL: i32 = 14;

/// The least width of a cell. Neighbors are grouped if there are more columns.
const LEAST: i32 = 2;

/// The most width of a cell.
const MOST: i32 = 40;

/// Pixels between two labels of columns.
const LABEL_DISTANCE: i32 = 48;

/// What a cell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Missing,
    Shade(usize),
}

impl Draw for Heat {
    fn drawing(&self) -> Result<Drawing, SvgError> {
        if self.rows.is_empty() || self.columns.is_empty() {
            return nothing(&self.title);
        }
        let largest: Vec<_> = self.cells.iter().map(|row| largest_of(row)).collect();
        let table = largest_of(&largest);
        let number = |number: Option<crate::Number>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        let numbers: Vec<String> = largest.iter().map(|largest| number(*largest)).collect();
        let right = numbers.iter().map(|number| pixels(number)).max().unwrap_or(0).max(pixels("largest"));
        let names = self.rows.iter().map(|name| pixels(&clean(name))).max().unwrap_or(0);
        let names = names.max(pixels(&clean(&self.columns_name))).min(WIDTH * 2 / 5);
        let left = MARGIN + names + 10;
        let room = (WIDTH - MARGIN - right - 10 - left).max(LEAST);
        let count = i32::try_from(self.columns.len()).unwrap_or(i32::MAX);
        let group = usize::try_from((count.saturating_mul(LEAST) + room - 1) / room).unwrap_or(1).max(1);
        let cells = self.columns.len().div_ceil(group);
        let drawn = i32::try_from(cells).unwrap_or(1).max(1);
        let room = room.min(drawn.saturating_mul(MOST));
        let x = |cell: usize| left + i32::try_from(cell).unwrap_or(0).saturating_mul(room) / drawn;
        let rows = i32::try_from(self.rows.len()).unwrap_or(1).min(10_000);
        let top = 30 + LINE;
        let bottom = top + rows * LINE;
        let legend = legend(self, table, group);
        let height = bottom + 30 + i32::try_from(legend.len()).unwrap_or(0) * LINE;
        let description = format!("{} rows, {} columns ({}). {}", rows, count, self.columns_name, legend.join(" "));
        let drawing = Canvas::draw((WIDTH, height), &self.title, &description, |canvas| {
            canvas.heading(&self.title, (MARGIN, MARGIN), WIDTH - 2 * MARGIN)?;
            canvas.text_in(&self.columns_name, (MARGIN, 30), names, Align::Left, MUTED)?;
            canvas.text("largest", (x(cells) + 10 + right, 30), Align::Right, MUTED)?;
            let mut free = left;
            for (at, name) in self.columns.iter().step_by(group).enumerate() {
                let end = x(at) + pixels(&clean(name));
                if x(at) >= free && end <= x(cells) {
                    canvas.text(name, (x(at), 30), Align::Left, MUTED)?;
                    free = (x(at) + LABEL_DISTANCE).max(end + 10);
                }
            }
            let full =
                |row: usize| if self.scale == HeatScale::Row { largest.get(row).copied().flatten() } else { table };
            for (row, ((name, values), number)) in self.rows.iter().zip(&self.cells).zip(&numbers).enumerate() {
                let y = top + i32::try_from(row).unwrap_or(0) * LINE;
                canvas.text_in(name, (left - 10, y), names, Align::Right, TEXT)?;
                canvas.text(number, (x(cells) + 10 + right, y), Align::Right, TEXT)?;
                let shades =
                    grouped(values, group, self.columns.len()).map(|value| match Shade::of(value, full(row)) {
                        Shade::Missing => Cell::Missing,
                        Shade::Negative => Cell::Shade(0),
                        Shade::Part(part) => Cell::Shade(part.step(SHADES.len() - 1)),
                    });
                draw_row(canvas, &shades.collect::<Vec<_>>(), y, &x)?;
            }
            let mut at = MARGIN;
            for shade in SHADES {
                canvas.rectangle([at, bottom + 8, at + 16, bottom + 20], shade)?;
                at += 16;
            }
            for (row, line) in legend.iter().enumerate() {
                let y = bottom + 8 + i32::try_from(row).unwrap_or(0) * LINE;
                let start = if row == 0 { at + 8 } else { MARGIN };
                canvas.text_in(line, (start, y), WIDTH - MARGIN - start, Align::Left, MUTED)?;
            }
            Ok([left, top, x(cells), bottom])
        })?;
        Ok(drawing.with_data("group", &group.to_string()))
    }
}

/// Draws the cells of a row. Neighbors of one shade are one rectangle.
fn draw_row(canvas: &Canvas<'_>, cells: &[Cell], y: i32, x: &dyn Fn(usize) -> i32) -> Result<(), SvgError> {
    let mut start = 0;
    for run in cells.chunk_by(PartialEq::eq) {
        let end = start + run.len();
        let (left, right) = (x(start), x(end));
        match run.first() {
            Some(Cell::Shade(shade)) => {
                let ink = SHADES.get(*shade).copied().unwrap_or(MISSING);
                canvas.rectangle([left, y, right, y + CELL], ink)?;
            }
            // A line instead of an area, so that it differs from every shade without colors.
            _ => canvas.path(vec![(left, y + CELL / 2), (right, y + CELL / 2)], 2, MISSING)?,
        }
        start = end;
    }
    Ok(())
}

fn legend(heat: &Heat, table: Option<crate::Number>, group: usize) -> Vec<String> {
    let mut legend = vec![match (heat.scale, table) {
        (HeatScale::Table, Some(table)) => format!("from 0 to the largest number of the table, {table}"),
        _ => "from 0 to the largest number of the row".to_owned(),
    }];
    let is_short = heat.cells.iter().any(|row| row.len() < heat.columns.len());
    if is_short || heat.cells.iter().flatten().any(Option::is_none) {
        legend.push("A thin line is a number that is not in the report.".to_owned());
    }
    if group > 1 {
        legend.push(format!("Each column shows the largest number of {group} neighbors ({}).", heat.columns_name));
    }
    legend
}
