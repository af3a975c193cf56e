//! The names in the object or report that a command line names.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use ktsnap_btf::{EmbeddedObject, Layout, ObjectError, Type};
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::RenderedValue;

use crate::args::Object;
use crate::object::{self, is_format};
use crate::report::maps::{MapContents, section_of};
use crate::report::open_maps;
use crate::source::{Compression, is_stdin};

/// The largest file that a completion reads. A compressed one may expand to 1000 times its size.
const MOST: u64 = 64 << 20;
const MOST_COMPRESSED: u64 = MOST / 1000;

/// What the first file among the words contains.
pub(super) enum Names {
    Layout(Layout),
    /// The struct_ops variables of a binary that embeds several objects.
    Several(Vec<String>),
    Report(Box<FailureDumpReport>),
}

impl Names {
    /// The names in the file that the words name. If there are several, in the first that is an object or report.
    pub(super) fn of_words(words: &[OsString]) -> Option<Self> {
        let after = words.iter().position(|word| word == "--struct-ops").and_then(|at| words.get(at + 1));
        let struct_ops = after.and_then(|word| word.to_str());
        // The first word is the command. `--object=FILE` is one word in some shells.
        let paths = words.iter().skip(2).map(|word| path_in(word));
        paths.filter(|path| is_small(path)).take(2).find_map(|path| Self::of_file(&path, struct_ops))
    }

    fn of_file(path: &Path, struct_ops: Option<&str>) -> Option<Self> {
        let object = Object { path: path.to_owned(), struct_ops: struct_ops.map(str::to_owned) };
        if let Ok(opened) = object::open(&object) {
            return Some(Self::Layout(opened.layout().clone()));
        }
        if let Ok(report) = open_maps(path, false) {
            return Some(Self::Report(report));
        }
        match EmbeddedObject::choose(&std::fs::read(path).ok()?, None) {
            Err(ObjectError::Several { struct_ops }) => {
                Some(Self::Several(struct_ops.into_iter().flatten().map(Into::into).collect()))
            }
            _ => None,
        }
    }

    pub(super) fn sections(&self) -> Vec<String> {
        match self {
            Self::Layout(layout) => layout.global_sections().map(|section| section.name.clone()).collect(),
            Self::Report(report) => {
                report.maps.iter().filter_map(|map| Some(section_of(&map.name)?.1.to_owned())).collect()
            }
            Self::Several(_) => Vec::new(),
        }
    }

    pub(super) fn maps(&self) -> Vec<String> {
        match self {
            Self::Layout(layout) => layout.maps.iter().map(|map| map.name.to_string()).collect(),
            Self::Report(report) => report.maps.iter().map(|map| map.name.to_string()).collect(),
            Self::Several(_) => Vec::new(),
        }
    }

    /// Variables of all sections, and maps.
    pub(super) fn variables(&self) -> Vec<String> {
        let mut names = self.maps();
        match self {
            Self::Layout(layout) => {
                let vars = layout.global_sections().flat_map(|section| &section.vars).filter(|var| !is_format(var));
                names.extend(vars.map(|var| var.name.to_string()));
            }
            Self::Report(report) => names.extend(report.maps.iter().flat_map(|map| members(&MapContents::of(map)))),
            Self::Several(_) => {}
        }
        names
    }

    pub(super) fn enums(&self) -> Vec<String> {
        let Self::Layout(layout) = self else { return Vec::new() };
        let enums = layout.type_names().filter(|name| matches!(layout.type_by_name(name), Some(Type::Enum(_))));
        enums.map(|name| name.strip_prefix("enum ").unwrap_or(name).to_owned()).collect()
    }

    pub(super) fn struct_ops(&self) -> Vec<String> {
        match self {
            Self::Layout(layout) => layout.struct_ops.iter().map(ToString::to_string).collect(),
            Self::Several(struct_ops) => struct_ops.clone(),
            Self::Report(_) => Vec::new(),
        }
    }

    /// Maps, and after the name of a map its variables.
    pub(super) fn places(&self, current: &str) -> Vec<String> {
        let Self::Report(report) = self else { return Vec::new() };
        let mut places = Vec::new();
        for map in &report.maps {
            let section = section_of(&map.name).map(|(_, section)| section);
            for name in [Some(map.name.as_str()), section].into_iter().flatten() {
                places.push(name.to_owned());
                if current.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')) {
                    places.extend(members(&MapContents::of(map)).into_iter().map(|member| format!("{name}.{member}")));
                }
            }
        }
        places
    }
}

/// The members of a map's only value.
fn members(contents: &MapContents<'_>) -> Vec<String> {
    let MapContents::One(slot) = contents else { return Vec::new() };
    match slot.as_deref() {
        Some(RenderedValue::Struct { members, .. }) => members.iter().map(|member| member.name.clone()).collect(),
        _ => Vec::new(),
    }
}

fn path_in(word: &OsStr) -> PathBuf {
    let value = word.to_str().filter(|word| word.starts_with("--")).and_then(|word| word.split_once('='));
    value.map_or_else(|| PathBuf::from(word), |(_, value)| PathBuf::from(value))
}

/// Whether a path is a regular file that is read in a moment.
fn is_small(path: &Path) -> bool {
    let Ok(data) = path.metadata() else { return false };
    if is_stdin(path) || !data.is_file() || data.len() > MOST {
        return false;
    }
    let mut first = Vec::new();
    let read = File::open(path).and_then(|file| file.take(512).read_to_end(&mut first));
    read.is_ok() && (Compression::of(&first).is_none() || data.len() <= MOST_COMPRESSED)
}
