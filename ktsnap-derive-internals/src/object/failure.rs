//! The messages about files that can't be read, or that contradict each other.

use std::env::VarError;
use std::io;

use ktsnap_btf::file::{Difference, LayoutFileError};
use ktsnap_btf::suggest::shell_word;
use ktsnap_btf::{LayoutFile, ObjectError};

use super::path::{FilePath, UnsetVariable};

/// An error and its help.
pub(crate) struct Failure {
    pub(super) fact: String,
    pub(super) help: String,
}

/// Whether the error is about the value of `struct_ops`.
pub(super) fn is_of_choice(error: &ObjectError) -> bool {
    matches!(error, ObjectError::NoStructOps { .. } | ObjectError::SameStructOps { .. })
}

impl Failure {
    pub(super) fn of_object(written: &str, error: &ObjectError) -> Self {
        let help = match error {
            ObjectError::Several { struct_ops } if struct_ops.iter().any(|variables| !variables.is_empty()) => {
                let keys: Vec<_> =
                    struct_ops.iter().flatten().map(|variable| format!("`struct_ops = \"{variable}\"`")).collect();
                format!("add {}", keys.join(" or "))
            }
            error => error.help().into_owned(),
        };
        Self { fact: format!("{written} {error}"), help }
    }

    pub(super) fn of_file(written: &str, error: &LayoutFileError) -> Self {
        Self { fact: format!("{written} {error}"), help: error.help().to_owned() }
    }

    /// A variable in the path can't be read.
    pub(super) fn unset(unset: &UnsetVariable, is_command: bool) -> Self {
        let UnsetVariable { name, within, error } = unset;
        let why = match error {
            VarError::NotPresent => format!("`{name}` is not set"),
            VarError::NotUnicode(_) => format!("`{name}` is not UTF-8"),
        };
        let fact = if within.is_empty() { why } else { format!("can't open {within}: {why}") };
        let help = match name.as_str() {
            "OUT_DIR" if is_command => "give the object with `--object OBJECT`: only Cargo knows `OUT_DIR`".to_owned(),
            "OUT_DIR" => "add a build script: Cargo sets `OUT_DIR` for packages that have one".to_owned(),
            _ => format!("set `{name}`, or write the path without it"),
        };
        Self { fact, help }
    }

    /// The object's file does not exist, or can't be read.
    pub(super) fn unreadable(place: &FilePath, error: &io::Error) -> Self {
        if place.written.is_empty() {
            return Self {
                fact: "`object` is empty".to_owned(),
                help: "write the path of the scheduler's BPF object".to_owned(),
            };
        }
        let help = match place.suggestion() {
            _ if place.path.is_dir() => "write the path of an object in it".to_owned(),
            Some(file) => format!("did you mean `{file}`?"),
            None if place.is_in_out_dir() => "write it there in the package's build script".to_owned(),
            None if place.is_of_command() => "build the object first, or give it with `--object OBJECT`".to_owned(),
            None => match place.start {
                None => "build the object first".to_owned(),
                Some(start) => format!("build the object first; relative paths start at `{start}`"),
            },
        };
        Self { fact: not_opened(place, error), help }
    }

    /// The layout file does not exist, or can't be read.
    pub(super) fn no_layout_file(place: &FilePath, error: &io::Error) -> Self {
        let written = &*place.written;
        if written.is_empty() {
            let help = "write the path of a layout file";
            return Self { fact: "`layout` is empty".to_owned(), help: help.to_owned() };
        }
        let help = match place.suggestion() {
            _ if place.path.is_dir() => "write the path of a layout file in it".to_owned(),
            Some(file) => format!("did you mean `{file}`?"),
            None => format!("create it with `ktsnap export OBJECT -o {written}`"),
        };
        Self { fact: not_opened(place, error), help }
    }

    /// `object` names a layout file.
    pub(super) fn is_layout_file(place: &FilePath) -> Self {
        Self {
            fact: format!("{} is a layout file, not a BPF object", place.written),
            help: format!("write `layout = \"{}\"`", place.package_path()),
        }
    }

    /// `layout` names an object. `has_object` is whether `object` is given too.
    pub(super) fn is_object(place: &FilePath, has_object: bool) -> Self {
        let help = if has_object {
            "write the path of a layout file, or remove `layout`".to_owned()
        } else {
            format!("write `object = \"{}\"`", place.written)
        };
        Self { fact: format!("{} is a BPF object, not a layout file", place.written), help }
    }

    /// The layout file describes another object, which `struct_ops` chose if it is given.
    pub(super) fn differ(
        (place, file): (&FilePath, &LayoutFile),
        object: &FilePath,
        struct_ops: Option<&str>,
        differences: &[Difference],
    ) -> Self {
        const SHOWN: usize = 3;
        let mut fact = format!("{} does not match {}", place.written, object.written);
        for difference in differences.iter().take(SHOWN) {
            fact.push_str(&format!("\n  {difference}"));
        }
        if let more @ 1.. = differences.len().saturating_sub(SHOWN) {
            fact.push_str(&format!("\n  and {more} more"));
        }
        let struct_ops = struct_ops.map(shell_word);
        let update = file.update_command(&object.in_shell(), struct_ops.as_deref(), &place.in_shell());
        Self { fact, help: format!("update it with `{update}`") }
    }
}

/// Why a file could not be opened, with its full path.
fn not_opened(place: &FilePath, error: &io::Error) -> String {
    let path = place.path.display();
    match error.kind() {
        io::ErrorKind::NotFound => format!("no such file: `{path}`"),
        _ if place.path.is_dir() => format!("`{path}` is a directory"),
        _ => format!("can't open `{path}`: {error}"),
    }
}
