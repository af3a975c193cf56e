//! What a command writes and may replace, and why a file is not written.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use ktsnap_btf::LayoutFile;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::FailureDumpReportAny;

#[cfg(target_os = "linux")]
use super::planted::Planted;
use crate::failure::Failure;

/// Where a command writes, and what it may replace there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Destination<'a> {
    /// The path as the user wrote it.
    pub(crate) path: &'a Path,
    /// What the file will contain.
    pub(crate) kind: ContentKind,
    /// The file that the command reads, which is never replaced.
    pub(crate) input: Option<&'a Path>,
    /// Whether to replace a file of another kind.
    pub(crate) force: bool,
    /// The permissions of the file. If `None`, an existing file keeps its permissions, and a new one gets those of its
    /// [`ContentKind`].
    pub(crate) mode: Option<u32>,
}

/// What fills a file.
pub(super) trait Fill<R>: FnOnce(&mut dyn Write) -> io::Result<R> {}

impl<R, F: FnOnce(&mut dyn Write) -> io::Result<R>> Fill<R> for F {}

impl Destination<'_> {
    /// The remedy for a file that must not be replaced or removed.
    fn help_with_existing(&self) -> &'static str {
        match self.kind {
            ContentKind::Turn => "move it, or write the series to other files",
            ContentKind::Layout
            | ContentKind::Report
            | ContentKind::Picture
            | ContentKind::Page
            | ContentKind::Metrics
            | ContentKind::Table => "write to another file, or add `--force` to replace it",
        }
    }

    pub(super) fn is_file(&self) -> Result<(), Refusal> {
        if self.path.symlink_metadata()?.is_file() { Ok(()) } else { Err(Refusal::OtherKind) }
    }

    /// Checks whether an existing file of `size` bytes may be replaced.
    pub(super) fn may_replace(&self, size: u64, open: impl FnOnce() -> io::Result<File>) -> Result<(), Refusal> {
        // An empty file has no contents to lose.
        if self.force || (size == 0 && self.kind != ContentKind::Turn) {
            return Ok(());
        }
        if self.kind == ContentKind::Table {
            return Err(Refusal::OtherKind);
        }
        let mut contents = Vec::new();
        open().and_then(|mut file| file.read_to_end(&mut contents)).map_err(Refusal::Unreadable)?;
        if self.kind.is_kind_of(&contents) { Ok(()) } else { Err(Refusal::OtherKind) }
    }
}

/// Why ktsnap does not write a file.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The path is a folder.
    Folder,
    /// The folder of the file does not exist.
    NoFolder,
    /// The file is the input of the command.
    Input,
    /// The existing file may be the input, which can't be found out.
    UncheckedInput(io::Error),
    /// The existing file is not of the kind to be written.
    OtherKind,
    /// The existing file can't be read.
    Unreadable(io::Error),
    /// Another user may have planted the file.
    #[cfg(target_os = "linux")]
    Planted {
        /// The file, or a link in its path.
        path: PathBuf,
        what: Planted,
    },
    /// The path is a link in `/proc` to a deleted file.
    #[cfg(target_os = "linux")]
    Deleted,
    /// The operating system reported an error.
    System { error: io::Error, existed: bool },
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::System { error, existed: false }
    }
}

impl Refusal {
    pub(super) fn failure(self, to: &Destination<'_>) -> Failure {
        let path = to.path;
        match self {
            Self::Folder => Failure::of(path, "is a folder", "name a file in it"),
            Self::NoFolder => {
                let Some(folder) = missing(path) else {
                    let fact = "can't be written: a folder in its path was just removed or replaced";
                    return Failure::of(path, fact, "run the command again");
                };
                let fact = format!("can't be written: the folder {} does not exist", folder.display());
                Failure::of(path, fact, "create it first")
            }
            Self::Input => {
                let input = to.input.unwrap_or(path);
                let fact = match input == path {
                    true => "is the input file".to_owned(),
                    false => format!("is the same file as the input {}", input.display()),
                };
                Failure::of(path, fact, "write to another file")
            }
            Self::UncheckedInput(error) => {
                let input = to.input.unwrap_or(path).display();
                let fact = format!("exists and may be the input {input}, which can't be checked ({error})");
                Failure::of(path, fact, "write to another file")
            }
            Self::OtherKind => {
                let fact = match to.kind {
                    ContentKind::Table => "exists".to_owned(),
                    kind => format!("exists and is not a {kind}"),
                };
                Failure::of(path, fact, to.help_with_existing())
            }
            Self::Unreadable(error) => {
                let fact =
                    format!("exists and can't be read ({error}), so ktsnap does not know if it is a {}", to.kind);
                Failure::of(path, fact, to.help_with_existing())
            }
            #[cfg(target_os = "linux")]
            Self::Deleted => Failure::of(path, "is a link to a deleted file", "name another file"),
            #[cfg(target_os = "linux")]
            Self::Planted { path: planted, what } => {
                let help = "write to a folder in which only you can create files";
                if planted == path {
                    return Failure::of(path, what, help);
                }
                Failure::new(format!("refusing to write {}: {} {what}", path.display(), planted.display()), help)
            }
            Self::System { error, existed: true } => {
                Failure::of(path, "can't be written", format!("{error}; the old file is unchanged"))
            }
            Self::System { error, existed: false } => Failure::of(path, "can't be written", error),
        }
    }
}

/// The outermost folder in the path that does not exist.
fn missing(path: &Path) -> Option<PathBuf> {
    let folders = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    folders.take_while(|folder| !folder.exists()).last().map(Path::to_owned)
}

/// The kind of contents that a command writes, which decides which existing file it may replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContentKind {
    /// A layout file of `ktsnap export`.
    Layout,
    /// A report of `ktsnap capture`.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` writes reports"))]
    Report,
    /// A report of a series, as `ktsnap capture --every` writes it. A new series removes only these.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` writes reports"))]
    Turn,
    /// A picture of `--svg`.
    Picture,
    /// A page of `ktsnap page`.
    Page,
    /// The metrics of `ktsnap capture --openmetrics`.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` writes metrics"))]
    Metrics,
    /// A table of `ktsnap table`. Comma-separated values do not say which program wrote them, so an existing file never has this kind.
    Table,
}

impl fmt::Display for ContentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Layout => "layout file",
            Self::Report => "report",
            Self::Turn => "report of a series of `ktsnap capture`",
            Self::Picture => "picture of ktsnap",
            Self::Page => "page of ktsnap",
            Self::Metrics => "file of metrics of ktsnap",
            Self::Table => "table",
        })
    }
}

impl ContentKind {
    /// The permissions of a new file; `None` leaves them to the umask. A report contains kernel memory, so only its owner may
    /// read it.
    pub(super) fn new_mode(self) -> Option<u32> {
        match self {
            Self::Layout | Self::Picture | Self::Page | Self::Metrics | Self::Table => None,
            Self::Report | Self::Turn => Some(0o600),
        }
    }

    /// Whether a file with these contents is of this kind. For a damaged file its beginning decides, since the remedy is to write
    /// the file again.
    pub(super) fn is_kind_of(self, contents: &[u8]) -> bool {
        match self {
            Self::Layout => begins_with(contents, "ktsnap_layout", |_| true) || LayoutFile::parse(contents).is_ok(),
            Self::Report => {
                begins_with(contents, "schema", is_schema)
                    || str::from_utf8(contents).is_ok_and(|text| FailureDumpReportAny::from_json(text).is_ok())
            }
            Self::Turn => {
                let report = str::from_utf8(contents).ok().and_then(|text| FailureDumpReport::from_json(text).ok());
                report.and_then(|report| report.capture).is_some_and(|stamp| stamp.series.is_some())
            }
            Self::Picture => ktsnap_plot::svg::is_svg(contents),
            Self::Page => ktsnap_plot::page::is_page(contents),
            Self::Metrics => contents.starts_with(b"# HELP ktsnap_up "),
            Self::Table => false,
        }
    }
}

/// Whether `value` starts with a value of a report's `schema`.
fn is_schema(value: &str) -> bool {
    ["\"single\"", "\"dual\"", "\"degraded\""].iter().any(|schema| value.starts_with(schema))
}

/// Whether the text is a JSON object whose first key is `key`, with a value that satisfies `value`.
fn begins_with(contents: &[u8], key: &str, value: impl FnOnce(&str) -> bool) -> bool {
    // Enough for the key, its value and any indentation.
    let head = contents.get(..256).unwrap_or(contents);
    let head = match str::from_utf8(head) {
        Ok(head) => head,
        Err(error) => head.get(..error.valid_up_to()).and_then(|head| str::from_utf8(head).ok()).unwrap_or_default(),
    };
    let rest = head.trim_start().strip_prefix('{').map(str::trim_start);
    let rest = rest.and_then(|rest| rest.strip_prefix('"')?.strip_prefix(key)?.strip_prefix('"'));
    rest.and_then(|rest| rest.trim_start().strip_prefix(':')).is_some_and(|rest| value(rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_key_or_the_whole_file_decides_its_kind() {
        let of_kind = |contents: &str| {
            [ContentKind::Layout, ContentKind::Report].map(|kind| kind.is_kind_of(contents.as_bytes()))
        };
        assert_eq!(of_kind(r#"{"ktsnap_layout": 1, "sect"#), [true, false], "a cut layout file");
        assert_eq!(of_kind("{\n  \"ktsnap_layout\": 99}"), [true, false], "a layout file of another version");
        assert_eq!(of_kind(r#"{"schema":"single","maps":[{"na"#), [false, true], "a cut report");
        assert_eq!(of_kind(r#"{"maps": [], "schema": "single"}"#), [false, true], "a report in another order");
        let sorted = r#"{"byte_order": "little", "sections": {}, "maps": {}, "types": {}, "typedefs": {}, "names": {}, "ktsnap_layout": 1}"#;
        assert_eq!(of_kind(sorted), [true, false], "a layout file in another order");
        for neither in ["{}", "[]", "\x7fELF", "schema", r#"{"schema": "http://json-schema.org"}"#, r#"{"schema": 1"#] {
            assert_eq!(of_kind(neither), [false, false], "{neither}");
        }
        assert!(!ContentKind::Report.is_kind_of(&[0xff; 300]) && !ContentKind::Layout.is_kind_of(&[0xff; 300]));
    }
}
