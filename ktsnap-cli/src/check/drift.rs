//! Differences as a person reads them, in the form of a unified diff.

use std::io::Write;
use std::path::Path;

use anstyle::{AnsiColor, Style};
use ktsnap_btf::file::{Difference, DifferenceKind};

use crate::failure::Failure;
use crate::screen::Screen;
use crate::screen::text::clean;

const PLACE: Style = AnsiColor::Cyan.on_default();
const FILE: Style = AnsiColor::Red.on_default();
const OBJECT: Style = AnsiColor::Green.on_default();

/// As many in a row that only moved are told by the first and the last: one variable more moves all behind it.
const MANY_MOVED: usize = 4;

/// Writes the differences, by the section, map or type that they are in.
pub(super) fn show(
    file: &Path,
    object: &Path,
    differences: &[Difference],
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    writeln!(out, "{}", screen.paint(FILE, &clean(&format!("--- {}", file.display()))))?;
    writeln!(out, "{}", screen.paint(OBJECT, &clean(&format!("+++ {}", object.display()))))?;
    for place in differences.chunk_by(|a, b| a.place == b.place) {
        if let Some(first) = place.first() {
            writeln!(out, "{}", screen.paint(PLACE, &clean(&format!("@@ {} @@", first.place))))?;
        }
        // All that is said of one variable or member.
        let subjects: Vec<_> = place.chunk_by(|a, b| a.name.is_some() && a.name == b.name).collect();
        for run in subjects.chunk_by(|a, b| only_moved(a) && only_moved(b)) {
            match run {
                [[first, ..], .., [last, ..]] if run.len() >= MANY_MOVED => {
                    let line = format!(" {} in a row moved: from {} to {}", run.len(), moved(first), moved(last));
                    writeln!(out, "{}", clean(&line))?;
                }
                _ => run.iter().try_for_each(|subject| lines(subject, screen, out))?,
            }
        }
    }
    Ok(())
}

fn only_moved(subject: &[Difference]) -> bool {
    subject.iter().all(|difference| difference.kind == DifferenceKind::Offset)
}

fn moved(of: &Difference) -> String {
    let name = of.name.as_deref().unwrap_or(&of.place);
    let [file, object] = [&of.file, &of.object].map(|at| at.as_deref().unwrap_or_default());
    format!("{name} ({file}, now {object})")
}

/// What the file says of one variable, and what the object says.
fn lines(subject: &[Difference], screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
    let file = line('-', subject, subject.iter().map(|of| of.file.as_deref().map(|text| said(of.kind, text))));
    let object = line('+', subject, subject.iter().map(|of| of.object.as_deref().map(|text| said(of.kind, text))));
    for (style, line) in [(FILE, file), (OBJECT, object)] {
        if let Some(line) = line {
            writeln!(out, "{}", screen.paint(style, &clean(&line)))?;
        }
    }
    Ok(())
}

/// One side's line; `None` where it lacks the subject.
fn line(sign: char, subject: &[Difference], said: impl Iterator<Item = Option<String>>) -> Option<String> {
    let first = subject.first()?;
    let said = said.collect::<Option<Vec<_>>>()?.join(", ");
    Some(match &first.name {
        Some(name) if said.is_empty() => format!("{sign}{name}"),
        Some(name) if first.kind == DifferenceKind::Number => format!("{sign}{name} = {said}"),
        Some(name) => format!("{sign}{name}: {said}"),
        None if said.is_empty() => format!("{sign}{}", first.place),
        None => format!("{sign}{said}"),
    })
}

/// One fact, without the quotes that a sentence needs.
fn said(what: DifferenceKind, text: &str) -> String {
    let text = text.replace('`', "");
    let text = text.trim_end_matches(',');
    match what {
        DifferenceKind::Key => format!("key {text}"),
        DifferenceKind::Value => format!("value {text}"),
        DifferenceKind::Order => format!("the first that stands elsewhere: {text}"),
        _ => text.to_owned(),
    }
}
