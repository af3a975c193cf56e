//! `ktsnap check`: whether a layout file still matches an object.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use ktsnap_btf::LayoutFile;
use ktsnap_btf::file::{Difference, DifferenceKind};
use ktsnap_btf::suggest::shell_word;
use serde_json::{Value, json};

use crate::args::{self, Check};
use crate::failure::Failure;
use crate::object::{self, fingerprint};
use crate::screen::Screen;
use crate::screen::text::clean;
use crate::source;

pub(crate) fn run(args: &Check, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let path = &args.file;
    let text = source::read(path).map_err(|error| Failure::of(path, "can't be opened", error))?;
    let file = LayoutFile::parse(&text).map_err(|error| Failure::of(path, &error, error.help()))?;
    let named = args::Object { path: args.object.clone(), struct_ops: args.struct_ops.clone() };
    let opened = object::open(&named)?;
    let differences = file.differences(opened.layout());
    let same_build = file.sha256().zip(fingerprint(&opened)).map(|(file, object)| file == object);
    if screen.json {
        let document = json!({
            "agrees": differences.is_empty(),
            "file": path.to_string_lossy(),
            "object": args.object.to_string_lossy(),
            "label": file.label(),
            "same_build": same_build,
            "differences": differences.iter().map(document).collect::<Vec<_>>(),
        });
        screen.write_json(out, &document)?;
    } else if differences.is_empty() {
        let build = match same_build {
            Some(true) => ", from which it was written",
            Some(false) => ", another build than the one it was written from",
            None => "",
        };
        let order = if file.layout().big_endian == opened.layout().big_endian {
            ""
        } else {
            ", which has the other byte order"
        };
        let agrees = format!("{} matches {}{build}{order}", path.display(), args.object.display());
        writeln!(out, "{}", clean(&agrees))?;
    } else {
        show(path, &args.object, &differences, screen, out)?;
    }
    if differences.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    // The error that follows goes to standard error.
    out.flush()?;
    let fact = format!("{} does not match {}", path.display(), args.object.display());
    let (object, written) = (args.object.to_string_lossy(), path.to_string_lossy());
    let struct_ops = args.struct_ops.as_deref().map(shell_word);
    let update = file.update_command(&shell_word(&object), struct_ops.as_deref(), &shell_word(&written));
    Err(Failure::new(fact, format!("update it with `{update}`")))
}

/// A difference as JSON.
fn document(of: &Difference) -> Value {
    json!({
        "place": of.place,
        "name": of.name,
        "what": of.kind.name(),
        "file": of.file,
        "object": of.object,
        "text": of.to_string(),
    })
}

const PLACE: Style = AnsiColor::Cyan.on_default();
const FILE: Style = AnsiColor::Red.on_default();
const OBJECT: Style = AnsiColor::Green.on_default();

/// Runs of at least this many variables that only moved are collapsed: inserting one variable shifts all that follow.
const MANY_MOVED: usize = 4;

/// Writes the differences, grouped by section, map or type.
fn show(
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
        // All differences of one variable or member.
        let subjects: Vec<_> = place.chunk_by(|a, b| a.name.is_some() && a.name == b.name).collect();
        for run in subjects.chunk_by(|a, b| only_moved(a) && only_moved(b)) {
            match run {
                [[first, ..], .., [last, ..]] if run.len() >= MANY_MOVED => {
                    let line = format!(" {} consecutive members moved: {} to {}", run.len(), moved(first), moved(last));
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

/// Writes a line for each side that has the subject.
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

/// The line of one side; `None` if it lacks the subject.
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

/// One fact, without the backquotes of a sentence.
fn said(what: DifferenceKind, text: &str) -> String {
    let text = text.replace('`', "");
    let text = text.trim_end_matches(',');
    match what {
        DifferenceKind::Key => format!("key {text}"),
        DifferenceKind::Value => format!("value {text}"),
        DifferenceKind::Order => format!("the order differs first at {text}"),
        _ => text.to_owned(),
    }
}
