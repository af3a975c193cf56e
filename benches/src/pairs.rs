//! The measured tasks, as both sides do them.

use std::hint::black_box;

use ktsnap::report::FailureDumpReportAny;
use ktsnap::{FailureDumpReport, Halves, Snapshot, SnapshotSchema};
use ktstr::prelude as harness;
use serde::de::IgnoredAny;

use crate::reads::{All, One, Rusty, Three};
use crate::reports::Reports;
use crate::totals::{self, Totals};

/// Tasks with the same comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// The name of its benchmarks.
    pub id: &'static str,
    /// The task, and the other side.
    pub title: &'static str,
}

pub const FRESH: Table =
    Table { id: "fresh", title: "Read a parsed scx_bpfland-b0, with a new view; ktstr: active, live_vars_via, reads" };
pub const SAME: Table = Table { id: "same", title: "Read it again through the same view; ktstr: the same" };
pub const NARROWED: Table = Table {
    id: "narrowed",
    title: "Read it again through the same view; ktstr: live_vars_via and reads, narrowed before",
};
pub const COPIES: Table =
    Table { id: "copies", title: "Read 3 fields among several copies, with a new view; ktstr: as above" };
pub const BYTES: Table = Table { id: "bytes", title: "Read 22 fields of a section's bytes; loads written by hand" };
pub const TOTALS: Table =
    Table { id: "totals", title: "Add up 256 rows of 13 columns over 8 CPUs; loops written by hand over the report" };
pub const TEXT: Table =
    Table { id: "text", title: "Read counters from text; ktstr: from_json, active, live_vars_via, reads" };
pub const SKIP: Table = Table { id: "skip", title: "Read counters from text; serde_json: skip the document" };
pub const EXTENDED: Table =
    Table { id: "extended", title: "Read text in which maps and values have an unknown field; the text without these" };
pub const DUAL: Table =
    Table { id: "dual", title: "Read counters of a document with two reports; of both reports, one after the other" };
pub const TYPED: Table = Table { id: "typed", title: "Parse a report; ktstr: when its schema is known" };
pub const ANY: Table = Table { id: "any", title: "Parse a dump file of any schema; ktstr: from_json" };

/// A task on both sides.
pub struct Pair<'a> {
    pub table: Table,
    /// The input.
    pub input: String,
    /// The wanted ratio of the times.
    pub target: Option<f64>,
    /// The task with ktsnap.
    pub ours: Box<dyn Fn() + 'a>,
    /// The task with the other side.
    pub theirs: Box<dyn Fn() + 'a>,
}

impl<'a> Pair<'a> {
    fn new<A, B>(
        table: Table,
        input: impl Into<String>,
        target: impl Into<Option<f64>>,
        ours: impl Fn() -> A + 'a,
        theirs: impl Fn() -> B + 'a,
    ) -> Self {
        Self {
            table,
            input: input.into(),
            target: target.into(),
            ours: Box::new(move || _ = black_box(ours())),
            theirs: Box::new(move || _ = black_box(theirs())),
        }
    }
}

/// A report, parsed by both sides.
struct Parsed {
    ours: FailureDumpReport,
    theirs: harness::FailureDumpReport,
}

impl Parsed {
    fn of(json: &str) -> Result<Self, Box<dyn std::error::Error>> {
        Ok(Self { ours: FailureDumpReport::from_json(json)?, theirs: serde_json::from_str(json)? })
    }
}

/// The reports, and some of them parsed by both sides.
pub struct Inputs {
    pub reports: Reports,
    bpfland: Parsed,
    copies: Vec<(u32, Parsed)>,
    sections: Vec<Vec<u8>>,
    /// The rows of eight CPUs.
    rows: FailureDumpReport,
}

impl Inputs {
    /// Reads the inputs, and makes larger reports of so many megabytes.
    ///
    /// # Errors
    ///
    /// If a file can't be read or is not a report.
    pub fn load(megabytes: &[u32]) -> Result<Self, Box<dyn std::error::Error>> {
        let reports = Reports::load(megabytes)?;
        let bpfland = Parsed::of(&reports.bpfland)?;
        let mut copies = Vec::new();
        for (count, report) in &reports.copies {
            copies.push((*count, Parsed::of(&serde_json::to_string(report)?)?));
        }
        // The `.bss` of scx_bpfland has 201 bytes. Any bytes are valid counters.
        let sections = (1..=100).map(|seed| (0..201_u8).map(|at| at.wrapping_mul(seed)).collect()).collect();
        Ok(Self { reports, bpfland, copies, sections, rows: totals::report()? })
    }

    /// Every task, in the order of the tables.
    #[must_use]
    pub fn pairs(&self) -> Vec<Pair<'_>> {
        let mut pairs = self.reads();
        pairs.extend(self.copies());
        pairs.push(self.section_bytes());
        pairs.push(self.totals());
        pairs.extend(self.texts());
        pairs.extend(self.whole());
        pairs.extend(self.extended());
        pairs.extend(self.dual());
        pairs
    }

    fn reads(&self) -> Vec<Pair<'_>> {
        let Parsed { ours, theirs } = &self.bpfland;
        let (our_view, their_view) = (Snapshot::new(ours), harness::Snapshot::new(theirs));
        let their_active = their_view.active().expect("the report names the running scheduler");
        macro_rules! reads {
            ($counters:ident, $input:literal, $fresh:expr, $same:expr) => {{
                let (same, narrowed) = (our_view.clone(), our_view.clone());
                let (their_view, their_active) = (their_view.clone(), their_active.clone());
                [
                    Pair::new(
                        FRESH,
                        $input,
                        $fresh,
                        move || $counters::from_snapshot(&Snapshot::new(black_box(ours))),
                        move || $counters::by_name(&harness::Snapshot::new(black_box(theirs))),
                    ),
                    Pair::new(
                        SAME,
                        $input,
                        $same,
                        move || $counters::from_snapshot(black_box(&same)),
                        move || $counters::by_name(black_box(&their_view)),
                    ),
                    Pair::new(
                        NARROWED,
                        $input,
                        None,
                        move || $counters::from_snapshot(black_box(&narrowed)),
                        move || $counters::by_name_in(black_box(&their_active)),
                    ),
                ]
            }};
        }
        let mut pairs: Vec<_> = [
            reads!(One, "1 field", None, None),
            reads!(Three, "3 fields", 5.0, 10.0),
            reads!(All, "22 fields", 6.0, 15.0),
        ]
        .into_iter()
        .flatten()
        .collect();
        pairs.sort_by_key(|pair| [FRESH, SAME, NARROWED].iter().position(|table| *table == pair.table));
        pairs
    }

    fn copies(&self) -> impl Iterator<Item = Pair<'_>> {
        self.copies.iter().map(|(copies, Parsed { ours, theirs })| {
            Pair::new(
                COPIES,
                format!("copies {copies}"),
                None,
                || Three::from_snapshot(&Snapshot::new(black_box(ours))),
                || Three::by_name(&harness::Snapshot::new(black_box(theirs))),
            )
        })
    }

    /// Reads a hundred sections, because one takes no longer than the call of a closure.
    fn section_bytes(&self) -> Pair<'_> {
        fn each<T>(sections: &[Vec<u8>], read: impl Fn(&[u8]) -> T) {
            black_box(sections).iter().for_each(|bytes| _ = black_box(read(bytes)));
        }
        let sections = &self.sections;
        Pair::new(
            BYTES,
            "100 sections",
            1.0 / 1.3,
            || each(sections, All::from_section_bytes),
            || each(sections, All::by_hand),
        )
    }

    fn totals(&self) -> Pair<'_> {
        let rows = &self.rows;
        Pair::new(
            TOTALS,
            "26,624 cells",
            None,
            move || Totals::read(black_box(rows)),
            move || totals::by_hand(black_box(rows)),
        )
    }

    fn texts(&self) -> Vec<Pair<'_>> {
        let Reports { bpfland, rusty, grown, .. } = &self.reports;
        let three = |json: &str| Three::from_json_slice(json.as_bytes());
        let two = |json: &str| Rusty::from_json_slice(json.as_bytes());
        let mut pairs = vec![
            Pair::new(TEXT, "scx_bpfland", None, move || three(bpfland), || by_name(bpfland, Three::by_name)),
            Pair::new(TEXT, "scx_rusty", 12.0, move || two(rusty), || by_name(rusty, Rusty::by_name)),
            Pair::new(SKIP, "scx_bpfland", 1.0 / 1.3, move || three(bpfland), || skip(bpfland)),
            Pair::new(SKIP, "scx_rusty", 1.0 / 1.3, move || two(rusty), || skip(rusty)),
        ];
        pairs.extend(grown.iter().map(|(megabytes, json)| {
            Pair::new(SKIP, format!("{megabytes} MB"), 1.0 / 1.3, move || three(json), || skip(json))
        }));
        pairs
    }

    fn whole(&self) -> Vec<Pair<'_>> {
        let Reports { bpfland, rusty, grown, .. } = &self.reports;
        let mut pairs = vec![typed("scx_bpfland", bpfland), typed("scx_rusty", rusty)];
        pairs.extend(grown.iter().map(|(megabytes, json)| typed(&format!("{megabytes} MB"), json)));
        pairs.extend([any("scx_bpfland", bpfland), any("scx_rusty", rusty)]);
        pairs
    }

    fn extended(&self) -> [Pair<'_>; 2] {
        let Reports { bpfland, extended, .. } = &self.reports;
        let three = |json: &str| Three::from_json_slice(json.as_bytes());
        [
            Pair::new(EXTENDED, "3 fields", 0.5, move || three(extended), move || three(bpfland)),
            Pair::new(
                EXTENDED,
                "whole report",
                0.5,
                || FailureDumpReport::from_json(extended),
                || FailureDumpReport::from_json(bpfland),
            ),
        ]
    }

    fn dual(&self) -> [Pair<'_>; 2] {
        let Reports { dual, rusty, .. } = &self.reports;
        let singles = || [(); 2].map(|()| Rusty::from_json_slice(rusty.as_bytes()));
        [
            Pair::new(DUAL, "late half", 1.0 / 1.2, || Rusty::from_json_slice(dual.as_bytes()), singles),
            Pair::new(DUAL, "both halves", 1.0 / 1.2, || Halves::<Rusty>::from_json_slice(dual.as_bytes()), singles),
        ]
    }
}

fn typed<'a>(input: &str, json: &'a str) -> Pair<'a> {
    let theirs = || serde_json::from_str::<harness::FailureDumpReport>(json);
    Pair::new(TYPED, input, 2.5, || FailureDumpReport::from_json(json), theirs)
}

fn any<'a>(input: &str, json: &'a str) -> Pair<'a> {
    let theirs = || harness::FailureDumpReportAny::from_json(json);
    Pair::new(ANY, input, None, || FailureDumpReportAny::from_json(json), theirs)
}

fn skip(json: &str) -> serde_json::Result<IgnoredAny> {
    serde_json::from_str(json)
}

/// Reads a dump file as a test with the harness does.
fn by_name<T>(json: &str, read: impl FnOnce(&harness::Snapshot<'_>) -> Option<T>) -> Option<T> {
    match harness::FailureDumpReportAny::from_json(json)? {
        harness::FailureDumpReportAny::Single(report) => read(&harness::Snapshot::new(&report)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_read_the_same() {
        let Inputs { reports, bpfland, copies, sections, rows } = Inputs::load(&[1]).unwrap();
        let held = [&bpfland].into_iter().chain(copies.iter().map(|(_, parsed)| parsed));
        for Parsed { ours, theirs } in held {
            let (ours, theirs) = (Snapshot::new(ours), harness::Snapshot::new(theirs));
            assert_eq!(One::from_snapshot(&ours).ok(), Some(One::by_name(&theirs).unwrap()));
            assert_eq!(Three::from_snapshot(&ours).ok(), Some(Three::by_name(&theirs).unwrap()));
            assert_eq!(All::from_snapshot(&ours).ok(), Some(All::by_name(&theirs).unwrap()));
            assert_eq!(All::from_snapshot(&ours).ok(), Some(All::by_name_in(&theirs.active().unwrap()).unwrap()));
        }
        for bytes in &sections {
            assert_eq!(All::from_section_bytes(bytes).ok(), Some(All::by_hand(bytes).unwrap()));
        }
        let read = Totals::read(&rows).unwrap().rows;
        assert_eq!(totals::by_hand(&rows), Some(read.iter().map(totals::Row::columns).collect()));
        assert_eq!(read[255].columns()[12], 8 * (13 * 255 + 12));
        let (extended, bpfland) = (&reports.extended, &reports.bpfland);
        assert_eq!(FailureDumpReport::from_json(extended).unwrap(), FailureDumpReport::from_json(bpfland).unwrap());
        for json in [bpfland, &reports.grown[0].1] {
            assert_eq!(Three::from_json_slice(json.as_bytes()).ok(), Some(by_name(json, Three::by_name).unwrap()));
        }
        let json = &reports.rusty;
        let rusty = Rusty::from_json_slice(json.as_bytes()).unwrap();
        assert_eq!(Some(&rusty), by_name(json, Rusty::by_name).as_ref());
        let halves = Halves::<Rusty>::from_json_slice(reports.dual.as_bytes()).unwrap();
        assert_eq!((&halves.early, &halves.late), (&rusty, &rusty));
    }
}
