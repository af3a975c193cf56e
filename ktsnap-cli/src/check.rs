//! `ktsnap check`: whether a layout file is still the object's.

mod drift;

use std::borrow::Cow;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use ktsnap_btf::LayoutFile;
use ktsnap_btf::file::Difference;
use serde_json::{Value, json};

use crate::args::{self, Check};
use crate::export::fingerprint;
use crate::failure::Failure;
use crate::object;
use crate::screen::Screen;
use crate::screen::text::clean;

pub(crate) fn run(args: &Check, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let path = &args.file;
    let text = fs::read(path).map_err(|error| Failure::of(path, "can't be opened", error))?;
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
        Screen::json(out, &document)?;
    } else if differences.is_empty() {
        let build = match same_build {
            Some(true) => ", the build that it was written from",
            Some(false) => ", another build than it was written from",
            None => "",
        };
        let order =
            if file.layout().big_endian == opened.layout().big_endian { "" } else { ", of the other byte order" };
        let agrees = format!("{} is the layout of {}{build}{order}", path.display(), args.object.display());
        writeln!(out, "{}", clean(&agrees))?;
    } else {
        drift::show(path, &args.object, &differences, screen, out)?;
    }
    if differences.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    // Before the last line, which goes to standard error.
    out.flush()?;
    let fact = format!("{} is not the layout of {}", path.display(), args.object.display());
    Err(Failure::new(fact, format!("`{}` writes it again", refresh(args, &file))))
}

/// One difference, for a program.
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

/// The command that writes the file anew.
fn refresh(args: &Check, file: &LayoutFile) -> String {
    let mut command = vec!["ktsnap export".to_owned(), word(&args.object.to_string_lossy()).into_owned()];
    let mut option = |name: &str, value: &str| command.push(format!("{name} {}", word(value)));
    if let Some(struct_ops) = &args.struct_ops {
        option("--struct-ops", struct_ops);
    }
    file.kept().for_each(|kept| option("--type", kept));
    if let Some(label) = file.label() {
        option("--label", label);
    }
    option("-o", &Path::to_string_lossy(&args.file));
    command.join(" ")
}

/// A word as a shell takes it for one.
fn word(text: &str) -> Cow<'_, str> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./+=:,@%".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        return text.into();
    }
    format!("'{}'", text.replace('\'', r"'\''")).into()
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn a_word_stays_one_in_a_shell() {
        for (text, expected) in [
            ("schemas/scx_bpfland.json", "schemas/scx_bpfland.json"),
            ("struct task_ctx", "'struct task_ctx'"),
            ("~/it's", r"'~/it'\''s'"),
            ("$(reboot)", "'$(reboot)'"),
            ("", "''"),
        ] {
            assert_eq!(word(text), expected);
        }
    }
}
