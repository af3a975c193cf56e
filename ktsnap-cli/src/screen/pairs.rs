//! Names and their values, one below the other.

use super::table::{GAP, INDENT};
use super::text::{pad, width};

/// Writes names and their values, one below the other. A name that takes more than half of the screen has a line of its own.
pub(crate) fn write_pairs<'n>(
    names: impl Iterator<Item = &'n str> + Clone,
    columns: usize,
    out: &mut dyn std::io::Write,
    mut value: impl FnMut(usize, usize) -> Vec<String>,
) -> std::io::Result<()> {
    let most = columns / 2;
    let aligned = names.clone().map(width).filter(|width| *width <= most).max().unwrap_or_default();
    for (at, name) in names.enumerate() {
        let (first, indent) = match width(name) > most {
            true => (None, INDENT * 2),
            false => (Some(pad(name, aligned)), aligned + GAP),
        };
        if first.is_none() {
            writeln!(out, "{name}")?;
        }
        for (line, text) in value(at, columns.saturating_sub(indent)).iter().enumerate() {
            match first.as_ref().filter(|_| line == 0) {
                Some(name) => writeln!(out, "{}", format!("{name}{}{text}", " ".repeat(GAP)).trim_end())?,
                None => writeln!(out, "{}{text}", " ".repeat(indent))?,
            }
        }
    }
    Ok(())
}
