//! A histogram as horizontal bars.

use super::canvas::{Align, Canvas, Drawing, LINE, pixels};
use super::palette::{BAR, MUTED, TEXT};
use super::{Draw, SvgError, WIDTH, nothing};
use crate::name::clean;
use crate::shade::largest_of;
use crate::trim::{left_out, trimmed};
use crate::{Bar, Bars, Number};

const MARGIN: i32 = 8;

/// The height of a bar.
const HEIGHT: i32 = 12;

impl Draw for Bars {
    fn drawing(&self) -> Result<Drawing, SvgError> {
        if self.bars.is_empty() {
            return nothing(&self.title);
        }
        let parts = trimmed(&self.bars);
        let number = |bar: &Bar| bar.count.map_or_else(|| "not in the report".to_owned(), |count| count.to_string());
        let digits =
            parts.shown.iter().map(|bar| pixels(&number(bar))).max().unwrap_or(0).max(pixels(&clean(&self.count)));
        let names = parts.shown.iter().map(|bar| pixels(&clean(&bar.label))).max().unwrap_or(0);
        let names = names.max(pixels(&clean(&self.label))).min(WIDTH / 2);
        let start = MARGIN + names + 12 + digits + 12;
        let room = (WIDTH - MARGIN - start).max(40);
        let counts: Vec<_> = parts.shown.iter().map(|bar| bar.count).collect();
        let largest = largest_of(&counts).and_then(Number::position).unwrap_or(0.0);
        let (before, after) = (left_out(parts.before), left_out(parts.after));
        let rows = parts.shown.len() + before.iter().len() + after.iter().len();
        let top = 30 + LINE;
        let height = top + i32::try_from(rows).unwrap_or(i32::MAX / 100).min(100_000) * LINE + MARGIN;
        let description = format!("{} bars: {} by {}", self.bars.len(), self.count, self.label);
        Canvas::draw((WIDTH, height), &self.title, &description, |canvas| {
            canvas.heading(&self.title, (MARGIN, MARGIN), WIDTH - 2 * MARGIN)?;
            canvas.text_in(&self.label, (MARGIN + names, 30), names, Align::Right, MUTED)?;
            canvas.text(&self.count, (MARGIN + names + 12 + digits, 30), Align::Right, MUTED)?;
            let mut y = top;
            if let Some(line) = &before {
                canvas.text_in(line, (MARGIN, y), WIDTH - 2 * MARGIN, Align::Left, MUTED)?;
                y += LINE;
            }
            for bar in parts.shown {
                canvas.text_in(&bar.label, (MARGIN + names, y), names, Align::Right, TEXT)?;
                canvas.text(&number(bar), (MARGIN + names + 12 + digits, y), Align::Right, TEXT)?;
                let size = bar.count.and_then(Number::position).unwrap_or(0.0);
                if size > 0.0 && largest > 0.0 {
                    #[allow(clippy::cast_possible_truncation, reason = "between 0 and the width")]
                    let length = ((size / largest * f64::from(room)).round() as i32).clamp(1, room);
                    canvas.rectangle([start, y, start + length, y + HEIGHT], BAR)?;
                }
                y += LINE;
            }
            if let Some(line) = &after {
                canvas.text_in(line, (MARGIN, y), WIDTH - 2 * MARGIN, Align::Left, MUTED)?;
            }
            Ok([start, top, start + room, y])
        })
    }
}
