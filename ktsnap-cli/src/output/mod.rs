//! The files that ktsnap writes.
//!
//! A file is replaced as a whole: whoever opens it finds the old contents or the new contents, and a failed write leaves the
//! old ones. ktsnap never replaces a file that it reads, and asks for `--force` before it replaces a file of another kind. `ktsnap
//! capture` runs as root, so a file that another user may have planted is refused ([`walk::planted`]).

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod portable;
#[cfg(target_os = "linux")]
mod walk;

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ktsnap_btf::LayoutFile;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::FailureDumpReportAny;
#[cfg(target_os = "linux")]
use linux as system;
#[cfg(not(target_os = "linux"))]
use portable as system;

use crate::failure::Failure;

/// Where a command writes, and what it may replace there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Destination<'a> {
    /// The path as the user wrote it.
    pub(crate) path: &'a Path,
    /// What is written.
    pub(crate) kind: ContentKind,
    /// The file that the command reads, which is never replaced.
    pub(crate) input: Option<&'a Path>,
    /// Whether a file of another kind may be replaced.
    pub(crate) force: bool,
    /// The permissions of the file. Without them, an existing file keeps its permissions, and a new one gets those of its
    /// [`ContentKind`].
    pub(crate) mode: Option<u32>,
}

impl Destination<'_> {
    /// Refuses what [`write`](Self::write) would refuse, before the work is done.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        system::find(self).map(drop).map_err(|refusal| refusal.failure(self))
    }

    /// Writes the file, or leaves what was there.
    pub(crate) fn write(&self, contents: &[u8]) -> Result<(), Failure> {
        let found = system::find(self).map_err(|refusal| refusal.failure(self))?;
        found.write(self, contents).map_err(|refusal| refusal.failure(self))
    }

    /// Removes the file, which must be of the kind. A link is not followed, but refused.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` removes files"))]
    pub(crate) fn remove(&self) -> Result<(), Failure> {
        let removed = self.is_file().and_then(|()| system::find(self)).and_then(system::Target::remove);
        removed.map_err(|refusal| refusal.failure(self))
    }

    /// Refuses what [`remove`](Self::remove) would refuse.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` removes files"))]
    pub(crate) fn check_removal(&self) -> Result<(), Failure> {
        self.is_file().map_err(|refusal| refusal.failure(self))?;
        self.check()
    }

    /// What to do about a file that is not replaced or removed.
    fn help_with_existing(&self) -> &'static str {
        match self.kind {
            ContentKind::Turn => "move it away, or write the series to other files",
            ContentKind::Layout | ContentKind::Report => "write to another file, or add `--force` to replace it",
        }
    }

    fn is_file(&self) -> Result<(), Refusal> {
        if self.path.symlink_metadata()?.is_file() { Ok(()) } else { Err(Refusal::OtherKind) }
    }

    /// Whether an existing file of that many bytes may be replaced.
    fn may_replace(&self, size: u64, open: impl FnOnce() -> io::Result<File>) -> Result<(), Refusal> {
        // An empty file holds nothing that could be lost.
        if self.force || (size == 0 && self.kind != ContentKind::Turn) {
            return Ok(());
        }
        let mut contents = Vec::new();
        open().and_then(|mut file| file.read_to_end(&mut contents)).map_err(Refusal::Unreadable)?;
        if self.kind.is_kind_of(&contents) { Ok(()) } else { Err(Refusal::OtherKind) }
    }
}

/// Why a file is not written.
#[derive(Debug)]
enum Refusal {
    /// The path leads to a folder.
    Folder,
    /// The folder of the file does not exist.
    NoFolder,
    /// The file is the one that the command reads.
    Input,
    /// The file is not of the kind that is written.
    OtherKind,
    /// The file that would be replaced can't be read.
    Unreadable(io::Error),
    /// Another user may have put it there.
    #[cfg(target_os = "linux")]
    Planted {
        /// The file, or a link on the way to it.
        path: PathBuf,
        what: walk::Planted,
    },
    /// The path is a link in `/proc` to a file that has no name any more.
    #[cfg(target_os = "linux")]
    Deleted,
    /// The operating system refused.
    System { error: io::Error, existed: bool },
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::System { error, existed: false }
    }
}

impl Refusal {
    fn failure(self, to: &Destination<'_>) -> Failure {
        let path = to.path;
        match self {
            Self::Folder => Failure::of(path, "is a folder", "name the file to write in it"),
            Self::NoFolder => {
                let folder = missing(path).unwrap_or_else(|| path.to_owned());
                let fact = format!("can't be written, since there is no folder {}", folder.display());
                Failure::of(path, fact, "make it first")
            }
            Self::Input => {
                let input = to.input.unwrap_or(path);
                let fact = match input == path {
                    true => "is the file that is read".to_owned(),
                    false => format!("is the same file as {}, which is read", input.display()),
                };
                Failure::of(path, fact, "write to another file")
            }
            Self::OtherKind => {
                let fact = format!("exists and is not a {}", to.kind);
                Failure::of(path, fact, to.help_with_existing())
            }
            Self::Unreadable(error) => {
                let fact = format!("exists and can't be read ({error}), so it may not be a {}", to.kind);
                Failure::of(path, fact, to.help_with_existing())
            }
            #[cfg(target_os = "linux")]
            Self::Deleted => Failure::of(path, "leads to a deleted file", "name another file"),
            #[cfg(target_os = "linux")]
            Self::Planted { path: planted, what } => {
                let help = "name a file in a folder that only you can write to";
                if planted == path {
                    return Failure::of(path, what, help);
                }
                Failure::new(format!("{} is not written: {} {what}", path.display(), planted.display()), help)
            }
            Self::System { error, existed: true } => {
                Failure::of(path, "can't be written", format!("{error}; the old file is unchanged"))
            }
            Self::System { error, existed: false } => Failure::of(path, "can't be written", error),
        }
    }
}

/// The outermost folder of the path that does not exist.
fn missing(path: &Path) -> Option<PathBuf> {
    let folders = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    folders.take_while(|folder| !folder.exists()).last().map(Path::to_owned)
}

/// What a command writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContentKind {
    /// What `ktsnap export` writes.
    Layout,
    /// What `ktsnap capture` writes.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` writes reports"))]
    Report,
    /// A report of a series, which `ktsnap capture --every` writes. Nothing else is removed with an earlier series.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` writes reports"))]
    Turn,
}

impl fmt::Display for ContentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Layout => "layout file",
            Self::Report => "report",
            Self::Turn => "report of a series of `ktsnap capture`",
        })
    }
}

impl ContentKind {
    /// The permissions of a new file, unless they are left to the umask. A report holds kernel memory, so only its owner can
    /// read it.
    pub(super) fn new_mode(self) -> Option<u32> {
        match self {
            Self::Layout => None,
            Self::Report | Self::Turn => Some(0o600),
        }
    }

    /// Whether a file with these contents is of this kind. A damaged file is, if its beginning says so: writing it again is the
    /// remedy.
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
        }
    }
}

/// Whether this is how a report's `schema` continues.
fn is_schema(value: &str) -> bool {
    ["\"single\"", "\"dual\"", "\"degraded\""].iter().any(|schema| value.starts_with(schema))
}

/// Whether the text is an object whose first key is this one, followed by that value.
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
    fn a_file_is_of_the_kind_that_its_first_key_or_its_whole_says() {
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
