//! Lines over time.

use plotters::prelude::{ChartBuilder, LineSeries};
use plotters::style::{Color, TRANSPARENT};

use super::axis::AxisRange;
use super::canvas::{Align, Canvas, Drawing, LINE, font, pixels};
use super::palette::{GRID, Ink, LINES, MARK, MUTED, TEXT};
use super::{Draw, SvgError, WIDTH, nothing};
use crate::Lines;
use crate::name::{clean, wrapped};
use crate::scale::{Scale, Tick};
use crate::segments::segments;

/// The height of the area of the values.
const HEIGHT: i32 = 240;

const MARGIN: i32 = 8;

/// Pixels to the right of the area, for half of the last label.
const RIGHT: i32 = 40;

/// Pixels from one sign of a line to the next.
const SIGN_DISTANCE: i32 = 72;

/// Pixels of a sign and the space before its name in the legend.
const SIGN: i32 = 16;

/// Pixels between two entries of the legend.
const GAP: i32 = 20;

impl Draw for Lines {
    fn drawing(&self) -> Result<Drawing, SvgError> {
        let values = self.lines.iter().flat_map(|line| line.values.iter().copied().flatten());
        let positions = self.xs.iter().copied().chain(self.marks.iter().map(|mark| mark.x));
        let (Some(y), Some(x)) = (Scale::of(values, 5), Scale::exactly(positions, 7)) else {
            return nothing(&self.title);
        };
        let labels = y.ticks.iter().map(|tick| pixels(&tick.label)).max().unwrap_or(0);
        let left = MARGIN + labels + 10;
        let legend = legend(self);
        let marks = mark_lines(self);
        let rows = |count: usize| i32::try_from(count).unwrap_or(i32::MAX / 1000) * LINE;
        let top = 30 + rows(legend.len()) + if self.y.name.is_empty() { 6 } else { LINE + 4 };
        let name = if self.x.name.is_empty() { 0 } else { LINE };
        let bottom = top + HEIGHT;
        let height = bottom + 24 + name + rows(marks.len()) + MARGIN;
        let names: Vec<_> = self.lines.iter().map(|line| line.name.as_str()).collect();
        let description = format!("{} over {}: {}. {}", self.y.name, self.x.name, names.join(", "), marks.join(" "));
        let drawing = Canvas::draw((WIDTH, height), &self.title, &description, |canvas| {
            canvas.heading(&self.title, (MARGIN, MARGIN), WIDTH - 2 * MARGIN)?;
            draw_legend(canvas, self, &legend)?;
            canvas.text_in(&self.y.name, (MARGIN, top - LINE - 4), WIDTH - 2 * MARGIN, Align::Left, MUTED)?;
            draw_chart(canvas, self, (&x, &y), [left, top, WIDTH - RIGHT, bottom])?;
            canvas.text_in(&self.x.name, (WIDTH - RIGHT, bottom + 24), WIDTH / 2, Align::Right, MUTED)?;
            for (row, line) in marks.iter().enumerate() {
                canvas.text_in(
                    line,
                    (MARGIN, bottom + 24 + name + rows(row)),
                    WIDTH - 2 * MARGIN,
                    Align::Left,
                    MARK,
                )?;
            }
            Ok([left, top, WIDTH - RIGHT, bottom])
        })?;
        Ok(drawing.with_data("range", &format!("{} {}", x.min, x.max)))
    }
}

fn ink(number: usize) -> Ink {
    LINES.get(number % LINES.len()).copied().unwrap_or(TEXT)
}

fn draw_chart(
    canvas: &Canvas<'_>,
    lines: &Lines,
    (x, y): (&Scale, &Scale),
    [left, top, right, bottom]: [i32; 4],
) -> Result<(), SvgError> {
    let size = |pixels: i32| u32::try_from(pixels).unwrap_or(1);
    let area = canvas.root.clone().shrink((0, top), (size(right), size(bottom - top + 24)));
    let across = AxisRange { min: x.min, max: x.max, ticks: spaced(x, left, right) };
    let up = AxisRange { min: y.min, max: y.max, ticks: y.ticks.clone() };
    let mut chart = ChartBuilder::on(&area)
        .x_label_area_size(24)
        .y_label_area_size(left)
        .build_cartesian_2d(across, up)
        .map_err(SvgError::from)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID.color())
        .axis_style(MUTED.color())
        .label_style(font(MUTED))
        .draw()
        .map_err(SvgError::from)?;
    for mark in lines.marks.iter().filter(|mark| (x.min..=x.max).contains(&mark.x)) {
        let (column, _) = chart.backend_coord(&(mark.x, y.min));
        // Dashes differ from the lines of values without colors.
        for start in (top..bottom).step_by(8) {
            canvas.path(vec![(column, start), (column, (start + 5).min(bottom))], 1, MARK)?;
        }
    }
    for (number, line) in lines.lines.iter().enumerate() {
        let color = ink(number);
        let parts = segments(lines, line, y);
        for part in &parts {
            let series = LineSeries::new(part.iter().copied(), color.color().stroke_width(2));
            chart.draw_series(series).map_err(SvgError::from)?;
        }
        let offset = i32::try_from(number % 4).unwrap_or(0) * (SIGN_DISTANCE / 4);
        let mut next = if parts.len() > 1 { left } else { left + offset };
        for part in &parts {
            let is_alone = part.len() == 1;
            for point in part {
                let at = chart.backend_coord(point);
                if is_alone || at.0 >= next {
                    canvas.sign(number, at, color)?;
                    next = at.0 + SIGN_DISTANCE;
                }
            }
        }
    }
    Ok(())
}

/// The labels that have room next to each other.
fn spaced(x: &Scale, left: i32, right: i32) -> Vec<Tick> {
    let span = x.max - x.min;
    let pixel = |at: f64| f64::from(left) + (at - x.min) / span * f64::from(right - left);
    let mut end = f64::NEG_INFINITY;
    let fits = |tick: &&Tick| {
        let half = f64::from(pixels(&tick.label)) / 2.0;
        let is_free = pixel(tick.at) - half > end;
        if is_free {
            end = pixel(tick.at) + half + COLUMN_GAP;
        }
        is_free
    };
    x.ticks.iter().filter(fits).cloned().collect()
}

/// Pixels between two labels of an axis.
const COLUMN_GAP: f64 = 12.0;

/// The numbers of the lines in each row of the legend.
fn legend(lines: &Lines) -> Vec<Vec<usize>> {
    if let [line] = lines.lines.as_slice()
        && line.name == lines.title
    {
        return Vec::new();
    }
    let mut rows: Vec<Vec<usize>> = Vec::new();
    let mut used = 0;
    for (number, line) in lines.lines.iter().enumerate() {
        let room = SIGN + pixels(&clean(&line.name)) + GAP;
        match rows.last_mut() {
            Some(row) if used + room <= WIDTH - 2 * MARGIN + GAP => {
                row.push(number);
                used += room;
            }
            _ => {
                rows.push(vec![number]);
                used = room;
            }
        }
    }
    rows
}

fn draw_legend(canvas: &Canvas<'_>, lines: &Lines, legend: &[Vec<usize>]) -> Result<(), SvgError> {
    let mut y = 30;
    for row in legend {
        let mut x = MARGIN;
        for (number, line) in row.iter().filter_map(|number| Some((*number, lines.lines.get(*number)?))) {
            canvas.sign(number, (x + 5, y + 6), ink(number))?;
            let room = WIDTH - MARGIN - x - SIGN;
            canvas.text_in(&line.name, (x + SIGN, y), room, Align::Left, TEXT)?;
            x += SIGN + pixels(&clean(&line.name)).min(room) + GAP;
        }
        y += LINE;
    }
    Ok(())
}

/// What the marks mean, in lines.
fn mark_lines(lines: &Lines) -> Vec<String> {
    let columns = usize::try_from((WIDTH - 2 * MARGIN) / pixels("0")).unwrap_or(80);
    let mut all = Vec::new();
    for text in crate::marks::described(lines, '┊') {
        let lines = wrapped(text.split(' ').map(str::to_owned), " ", columns);
        all.extend(lines.iter().map(|line| line.join(" ")));
    }
    all
}
