//! What the name of a file in a run directory says.

use super::ReportKind;

/// The suffix of a sidecar.
pub(super) const SIDECAR: &str = ".ktstr.json";

/// Other files of a run, by the end of their names.
const ATTACHMENTS: [&str; 5] =
    [".repro.wprof.pb", ".wprof.pb", ".host-skip.json", ".probe-health.json", ".expect-err-load.json"];

/// A file of a run, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RunFile<'n> {
    /// The name of the test.
    pub(super) test: &'n str,
    /// The 16 hexadecimal digits of the configuration.
    pub(super) hash: Option<&'n str>,
    pub(super) content: Content,
}

/// The contents of a file of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    Sidecar,
    Report {
        kind: ReportKind,
        /// Whether the second machine wrote it, which reproduces a failure.
        is_repro: bool,
        /// The number of the earlier attempt that wrote it.
        attempt: Option<u32>,
    },
    /// Traces and notes of the harness.
    Attachment,
}

impl<'n> RunFile<'n> {
    /// Parses the name of a file. `None` for a file that the harness does not write, unless it is a compressed report.
    pub(super) fn of(name: &'n str) -> Option<Self> {
        let Some(bare) = without_compression(name) else { return Self::uncompressed(name) };
        Self::uncompressed(bare).filter(|file| matches!(file.content, Content::Report { .. }))
    }

    fn uncompressed(name: &'n str) -> Option<Self> {
        if let Some(stem) = name.strip_suffix(SIDECAR) {
            // Every version of the harness writes the hash into the name of a sidecar.
            let (test, hash) = split(stem);
            return hash.is_some().then_some(Self { test, hash, content: Content::Sidecar });
        }
        if let Some(stem) = name.strip_suffix(".failure-dump.json") {
            let (stem, attempt) = attempt(stem);
            return Some(Self::report(stem, ReportKind::Failure, attempt));
        }
        if let Some(stem) = ATTACHMENTS.iter().find_map(|suffix| name.strip_suffix(suffix)) {
            let (test, hash) = split(stem);
            return Some(Self { test, hash, content: Content::Attachment });
        }
        let (stem, tag) = name.strip_suffix(".json")?.split_once(".snapshot.")?;
        Some(Self::report(stem, ReportKind::of_tag(tag), None))
    }

    fn report(stem: &'n str, kind: ReportKind, attempt: Option<u32>) -> Self {
        let (stem, is_repro) = stem.strip_suffix(".repro").map_or((stem, false), |stem| (stem, true));
        let (test, hash) = split(stem);
        Self { test, hash, content: Content::Report { kind, is_repro, attempt } }
    }
}

/// The name of a file before it was compressed, if it was.
pub(super) fn without_compression(name: &str) -> Option<&str> {
    [".gz", ".zst"].into_iter().find_map(|suffix| name.strip_suffix(suffix))
}

/// Splits `{test}-{hash}`. Names of tests are Rust identifiers, so only the hash can follow a `-`.
pub(super) fn split(stem: &str) -> (&str, Option<&str>) {
    let is_hash = |hash: &str| hash.len() == 16 && hash.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    match stem.rsplit_once('-') {
        Some((test, hash)) if is_hash(hash) => (test, Some(hash)),
        _ => (stem, None),
    }
}

/// Splits `{stem}.attempt-N`.
fn attempt(stem: &str) -> (&str, Option<u32>) {
    let split = stem.rsplit_once(".attempt-");
    let number = |(stem, digits): (_, &str)| Some((stem, digits.parse().ok().filter(|number| *number > 0)?));
    split.and_then(number).map_or((stem, None), |(stem, number)| (stem, Some(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: Option<&str> = Some("00000000000000ab");

    fn report(kind: ReportKind, is_repro: bool, attempt: Option<u32>) -> Content {
        Content::Report { kind, is_repro, attempt }
    }

    #[test]
    fn each_name_that_the_harness_writes_is_known() {
        let of = |rest: &str| {
            let name = format!("t_1-00000000000000ab{rest}");
            let file = RunFile::of(&name).unwrap();
            assert_eq!((file.test, file.hash), ("t_1", HASH), "{name}");
            file.content
        };
        assert_eq!(of(".ktstr.json"), Content::Sidecar);
        assert_eq!(of(".failure-dump.json"), report(ReportKind::Failure, false, None));
        assert_eq!(of(".repro.failure-dump.json"), report(ReportKind::Failure, true, None));
        assert_eq!(of(".attempt-2.failure-dump.json"), report(ReportKind::Failure, false, Some(2)));
        assert_eq!(of(".repro.attempt-1.failure-dump.json"), report(ReportKind::Failure, true, Some(1)));
        assert_eq!(of(".snapshot.periodic_007.json"), report(ReportKind::Periodic(7), false, None));
        assert_eq!(of(".repro.snapshot.periodic_063.json"), report(ReportKind::Periodic(63), true, None));
        let named = |tag: &str| ReportKind::Named(tag.to_owned());
        assert_eq!(of(".snapshot.early-degraded.json"), report(named("early-degraded"), false, None));
        // A test chooses its tags.
        assert_eq!(of(".snapshot.periodic_kaslr.json"), report(named("periodic_kaslr"), false, None));
        assert_eq!(of(".snapshot.a.snapshot.b.json"), report(named("a.snapshot.b"), false, None));
        for rest in [".wprof.pb", ".repro.wprof.pb", ".host-skip.json", ".probe-health.json", ".expect-err-load.json"] {
            assert_eq!(of(rest), Content::Attachment);
        }
    }

    #[test]
    fn a_report_can_be_compressed() {
        for suffix in [".gz", ".zst"] {
            for name in ["t-00000000000000ab.snapshot.periodic_007.json", "t.attempt-2.failure-dump.json"] {
                assert_eq!(RunFile::of(&format!("{name}{suffix}")), RunFile::of(name));
            }
            for other in ["t-00000000000000ab.ktstr.json", "t-00000000000000ab.wprof.pb", "notes.json"] {
                assert_eq!(RunFile::of(&format!("{other}{suffix}")), None, "{other}");
            }
        }
        assert_eq!(RunFile::of("t.failure-dump.json.xz"), None);
    }

    #[test]
    fn harness_0_18_names_reports_without_a_hash() {
        let file = RunFile::of("t.snapshot.periodic_000.json").unwrap();
        assert_eq!((file.test, file.hash), ("t", None));
        let file = RunFile::of("t.repro.failure-dump.json").unwrap();
        assert_eq!((file.test, file.hash, file.content), ("t", None, report(ReportKind::Failure, true, None)));
    }

    #[test]
    fn other_names_belong_to_no_run() {
        for name in ["notes.json", "t.ktstr.json", "t-00000000000000ab.ktstr.json.tmp.7.x", "t.snapshot.a.json.tmp", ""]
        {
            assert_eq!(RunFile::of(name), None, "{name}");
        }
        // Neither upper-case digits nor another number of digits make a hash.
        assert_eq!(RunFile::of("t-00000000000000AB.failure-dump.json").unwrap().hash, None);
        assert_eq!(RunFile::of("t-ab.failure-dump.json").unwrap().test, "t-ab");
        assert_eq!(RunFile::of("t.attempt-0.failure-dump.json").unwrap().test, "t.attempt-0");
    }
}
