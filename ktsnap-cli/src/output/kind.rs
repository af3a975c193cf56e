//! What a file contains, which decides what may replace it.

use std::fmt;

use ktsnap_btf::LayoutFile;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::FailureDumpReportAny;

/// What a command writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What `ktsnap export` writes.
    Layout,
    /// What `ktsnap capture` writes.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` writes reports"))]
    Report,
    /// A report of a series, which `ktsnap capture --every` writes. Nothing else is removed with an earlier series.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `capture` writes reports"))]
    Turn,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Layout => "layout file",
            Self::Report => "report",
            Self::Turn => "report of a series of `ktsnap capture`",
        })
    }
}

impl Kind {
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
        let of_kind = |contents: &str| [Kind::Layout, Kind::Report].map(|kind| kind.is_kind_of(contents.as_bytes()));
        assert_eq!(of_kind(r#"{"ktsnap_layout": 1, "sect"#), [true, false], "a cut layout file");
        assert_eq!(of_kind("{\n  \"ktsnap_layout\": 99}"), [true, false], "a layout file of another version");
        assert_eq!(of_kind(r#"{"schema":"single","maps":[{"na"#), [false, true], "a cut report");
        assert_eq!(of_kind(r#"{"maps": [], "schema": "single"}"#), [false, true], "a report in another order");
        let sorted = r#"{"byte_order": "little", "sections": {}, "maps": {}, "types": {}, "typedefs": {}, "names": {}, "ktsnap_layout": 1}"#;
        assert_eq!(of_kind(sorted), [true, false], "a layout file in another order");
        for neither in ["{}", "[]", "\x7fELF", "schema", r#"{"schema": "http://json-schema.org"}"#, r#"{"schema": 1"#] {
            assert_eq!(of_kind(neither), [false, false], "{neither}");
        }
        assert!(!Kind::Report.is_kind_of(&[0xff; 300]) && !Kind::Layout.is_kind_of(&[0xff; 300]));
    }
}
