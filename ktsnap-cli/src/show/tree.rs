//! Values as trees in lines of a width.

use std::io::{self, Write};

use ktsnap_core::report::RenderedValue;

use crate::report::leaves::{named, shown_text};
use crate::report::line::{cut_off, not_captured, scalar, whole};
use crate::screen::text::{clean, pad, some_head, width};

/// The most columns for a name next to its value.
const NAMES: usize = 40;

/// Writes values as trees in lines of a width.
pub(crate) struct Tree<'o> {
    pub(crate) out: &'o mut dyn Write,
    pub(crate) columns: usize,
}

impl Tree<'_> {
    /// Writes a value, with a line per part.
    pub(crate) fn value(&mut self, value: &RenderedValue) -> io::Result<()> {
        self.parts(value, 0)
    }

    /// Writes several values with names.
    pub(crate) fn labelled(&mut self, values: &[(String, &RenderedValue)]) -> io::Result<()> {
        self.members(values, 0)
    }

    fn parts(&mut self, value: &RenderedValue, level: usize) -> io::Result<()> {
        match value {
            RenderedValue::Struct { members, .. } => {
                let members: Vec<_> =
                    named(members).into_iter().map(|(name, value)| (clean(&name).into_owned(), value)).collect();
                self.members(&members, level)
            }
            RenderedValue::Array { .. } if shown_text(value).is_some_and(|text| text.contains('\n')) => {
                let text = shown_text(value).unwrap_or_default();
                text.trim_end_matches('\n').split('\n').try_for_each(|line| self.line(level, &clean(line)))
            }
            RenderedValue::Array { len, elements } if shown_text(value).is_none() => {
                if elements.iter().all(|element| shown_text(element).is_none() && scalar(element).is_some()) {
                    self.numbers(elements, level)?;
                } else {
                    let index = |(at, value)| (format!("[{at}]"), value);
                    let elements: Vec<_> = elements.iter().enumerate().map(index).collect();
                    self.members(&elements, level)?;
                }
                match len.saturating_sub(elements.len()) {
                    0 => Ok(()),
                    missing => self.line(level, &format!("({})", not_captured(missing))),
                }
            }
            RenderedValue::Ptr { value, deref: Some(target), .. } => {
                self.line(level, &format!("{value:#x} →"))?;
                self.parts(target, level + 1)
            }
            RenderedValue::Truncated { needed, had, partial } if *had > 0 => {
                self.parts(partial, level)?;
                self.line(level, cut_off(*needed, *had).trim_start())
            }
            other => self.line(level, &scalar(other).unwrap_or_default()),
        }
    }

    /// Writes names and values. A value that does not fit on the line follows below its name.
    fn members(&mut self, members: &[(String, &RenderedValue)], level: usize) -> io::Result<()> {
        let room = self.columns.saturating_sub(self.indent(level));
        let names = members.iter().map(|(name, _)| width(name)).filter(|&name| name <= NAMES.min(room / 2)).max();
        let names = names.unwrap_or_default();
        for (name, value) in members {
            match whole(value, room.saturating_sub(names.max(width(name)) + 2)) {
                Some(value) => self.line(level, &format!("{}  {value}", pad(name, names)))?,
                None => {
                    self.line(level, name)?;
                    self.parts(value, level + 1)?;
                }
            }
        }
        Ok(())
    }

    /// Writes as many elements per line as fit, after the index of the first.
    fn numbers(&mut self, elements: &[RenderedValue], level: usize) -> io::Result<()> {
        let texts: Vec<_> = elements.iter().map(|element| scalar(element).unwrap_or_default()).collect();
        let column = texts.iter().map(|text| width(text)).max().unwrap_or_default() + 2;
        let index = elements.len().to_string().len() + 2;
        let room = self.columns.saturating_sub(self.indent(level) + index);
        // Rows of 8, 16 or 32 elements are easier to count in.
        let fits = (room / column).max(1);
        let a_row = if fits < 8 { fits } else { 1 << fits.ilog2() };
        for (row, texts) in texts.chunks(a_row).enumerate() {
            let mut line = pad(&format!("[{}]", row * a_row), index);
            for text in texts {
                line.extend(std::iter::repeat_n(' ', column.saturating_sub(width(text))));
                line.push_str(text);
            }
            self.line(level, &line)?;
        }
        Ok(())
    }

    /// The indentation of a level: at most half of the width.
    fn indent(&self, level: usize) -> usize {
        (2 * level).min(self.columns / 2)
    }

    /// Writes a line, or several if it is wider than the screen.
    fn line(&mut self, level: usize, text: &str) -> io::Result<()> {
        let indent = self.indent(level);
        let room = self.columns.saturating_sub(indent);
        let mut rest = text.trim_end();
        loop {
            let part = some_head(rest, room);
            writeln!(self.out, "{:indent$}{part}", "")?;
            rest = rest.get(part.len()..).unwrap_or_default();
            if rest.is_empty() {
                return Ok(());
            }
        }
    }
}
