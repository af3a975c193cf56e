//! Structs of a file, compared with the same structs as rustc compiles them.

use std::path::Path;

use ktsnap::__private::{DerivedSchema, Inspect, Inspected};
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

use super::*;

#[allow(dead_code, unreachable_pub, reason = "most fields are only read by their names")]
#[path = "../../tests/declared/counters.rs"]
mod counters;

const FILE: &str = "tests/declared/counters.rs";

fn declared(name: &str) -> Declared {
    let args = Args { name: Some(format!("{FILE}:{name}")) };
    match Declared::of(&args, &crate::args::select::OfObject::default()) {
        Ok(Some(declared)) => declared,
        Ok(None) => panic!("no struct"),
        Err(failure) => panic!("{failure:?}"),
    }
}

/// The leaves of a value: the path and the value of each.
fn leaves(of: &Inspected) -> Vec<(String, Inspected)> {
    let mut leaves = Vec::new();
    of.each_leaf(&mut |leaf| leaves.push((leaf.path.to_owned(), leaf.value.clone())));
    leaves
}

/// The method of a ratio.
type Method<T> = fn(&T) -> Result<f64, ktsnap::RatioError>;

/// Compares the values and ratios of a struct in each capture with those of the compiled struct.
#[track_caller]
fn assert_same<T: SnapshotSchema + Inspect>(name: &str, ratios: &[(&str, Method<T>)]) {
    let (read, _) = compare(name, ratios);
    assert!(read >= 3, "{name} was read {read} times");
}

/// Does so, and returns how often the struct was read and refused.
#[track_caller]
fn compare<T: SnapshotSchema + Inspect>(name: &str, ratios: &[(&str, Method<T>)]) -> (usize, usize) {
    let declared = declared(name);
    let (mut read, mut refused) = (0, 0);
    let folders = ["../examples/captures", "../captures"];
    for file in folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()).map(|file| file.unwrap().path()) {
        let Ok(report) = FailureDumpReport::from_path(&file) else { continue };
        let snapshot = Snapshot::new(&report);
        match (T::from_snapshot(&snapshot), declared.values(&snapshot, &file)) {
            (Ok(compiled), Ok((values, _))) => {
                assert_eq!(leaves(&values), leaves(&compiled.inspect()), "{name} in {}", file.display());
                let of_file: Vec<_> = declared.ratios.iter().map(|ratio| (&*ratio.name, ratio.over(&values))).collect();
                let compiled: Vec<_> = ratios.iter().map(|(name, ratio)| (*name, ratio(&compiled))).collect();
                assert_eq!(of_file, compiled, "{name} in {}", file.display());
                read += 1;
            }
            (Err(compiled), Err(Failure::Message(error))) => {
                assert!(error.ends_with(&compiled.to_string()), "{error}\n{compiled}");
                refused += 1;
            }
            (compiled, found) => panic!("{name} in {}: {:?}, but {:?}", file.display(), compiled.err(), found.err()),
        }
    }
    (read, refused)
}

/// Compares the differences of a struct between captures with those of the compiled struct.
#[track_caller]
fn assert_same_differences<T: SnapshotSchema + Inspect>(name: &str, ratios: &[(&str, Method<T>)]) {
    let (taken, refused) = compare_differences(name, ratios);
    assert!(taken >= 7 && refused >= 3, "{name}: {taken}, {refused}");
}

/// Does so, and returns how many were taken and refused.
#[track_caller]
fn compare_differences<T: SnapshotSchema + Inspect>(name: &str, ratios: &[(&str, Method<T>)]) -> (usize, usize) {
    let declared = declared(name);
    let reports = ["a0", "a1", "a2", "swap"].map(|name| {
        let file = format!("../examples/captures/dispatch-{name}.json");
        FailureDumpReport::from_path(file).unwrap()
    });
    let (mut taken, mut refused) = (0, 0);
    for (earlier, later) in reports.iter().flat_map(|one| reports.iter().map(move |other| (one, other))) {
        let [of_earlier, of_later] = [earlier, later].map(|report| T::from_snapshot(&Snapshot::new(report)).unwrap());
        let values = |report| declared.values(&Snapshot::new(report), Path::new("")).unwrap().0;
        match (of_later.since(&of_earlier), declared.difference(&values(later), &values(earlier))) {
            (Ok(compiled), Ok(change)) => {
                assert_eq!(leaves(&change), leaves(&compiled.inspect()), "{name}");
                let of_file: Vec<_> = declared.ratios.iter().map(|ratio| (&*ratio.name, ratio.over(&change))).collect();
                let compiled: Vec<_> = ratios.iter().map(|(name, ratio)| (*name, ratio(&compiled))).collect();
                assert_eq!(of_file, compiled, "{name}");
                taken += 1;
            }
            (Err(compiled), Err(Failure::Message(error))) => {
                assert_eq!(error, format!("`{name}`: {compiled}"));
                refused += 1;
            }
            (compiled, found) => panic!("{name}: {:?}, but {:?}", compiled.err(), found.err()),
        }
    }
    (taken, refused)
}

#[test]
fn differences_are_those_of_the_compiled_struct() {
    assert_same_differences::<counters::Counts>("Counts", &[("share", counters::Counts::share)]);
    assert_same_differences::<counters::Stats>(
        "Stats",
        &[("share", counters::Stats::share), ("on_cpus", counters::Stats::on_cpus)],
    );
    assert_same_differences::<counters::CpuStats>("CpuStats", &[("mean_us", counters::CpuStats::mean_us)]);
    assert_same_differences::<counters::QueueWaits>("QueueWaits", &[]);
    assert_same_differences::<counters::WaitHist>("WaitHist", &[("longest_pct", counters::WaitHist::longest_pct)]);
}

#[test]
fn a_section_has_the_values_of_the_compiled_struct() {
    assert_same::<counters::Bss>(
        "Bss",
        &[
            ("cross_fraction", counters::Bss::cross_fraction),
            ("mean_wait_us", counters::Bss::mean_wait_us),
            ("busy_pct", counters::Bss::busy_pct),
            ("worst", counters::Bss::worst),
            ("kick", counters::Bss::kick),
            ("never", counters::Bss::never),
        ],
    );
    assert_same::<counters::Maybe>("Maybe", &[]);
}

#[test]
fn maps_have_the_values_of_the_compiled_struct() {
    assert_same::<counters::Stats>(
        "Stats",
        &[("share", counters::Stats::share), ("on_cpus", counters::Stats::on_cpus)],
    );
    assert_same::<counters::CpuStats>("CpuStats", &[("mean_us", counters::CpuStats::mean_us)]);
    assert_same::<counters::QueueWaits>("QueueWaits", &[]);
    assert_same::<counters::WaitHist>("WaitHist", &[("longest_pct", counters::WaitHist::longest_pct)]);
}

#[test]
fn rows_groups_and_totals_have_the_values_of_the_compiled_struct() {
    assert_same::<counters::Slots>("Slots", &[("used_in_pct", counters::Slots::used_in_pct)]);
    assert_same::<counters::Totals>("Totals", &[("cross_pct", counters::Totals::cross_pct)]);
    assert_same::<counters::CpuGroups>("CpuGroups", &[]);
    assert_same::<counters::Instance>("Instance", &[]);
    let (read, _) = compare::<counters::RichTasks>("RichTasks", &[("used_pct", counters::RichTasks::used_pct)]);
    assert!(read >= 1, "{read}");
    let (read, _) = compare::<counters::RichStorage>("RichStorage", &[]);
    assert!(read >= 1, "{read}");
}

/// In some captures the number is larger than that of the rows, which is an error for both.
#[test]
fn rows_in_use_are_those_of_the_compiled_struct() {
    let (read, refused) = compare::<counters::InUse>("InUse", &[]);
    assert!(read + refused >= 4 && refused >= 1, "{read}, {refused}");
}

#[test]
fn parts_have_the_values_of_the_compiled_struct() {
    let ratios: &[(&str, Method<counters::Parts>)] =
        &[("runs", counters::Parts::runs), ("most_pct", counters::Parts::most_pct)];
    assert_same::<counters::Parts>("Parts", ratios);
    assert_same::<counters::Outer>("Outer", &[]);
    let (taken, refused) = compare_differences::<counters::Parts>("Parts", ratios);
    assert!(taken >= 4 && refused >= 3, "{taken}, {refused}");
}

#[test]
fn types_of_other_modules_are_those_that_rustc_finds() {
    assert_same::<counters::Shared>("Shared", &[]);
    assert_same_differences::<counters::Shared>("Shared", &[]);
}

#[test]
fn a_value_for_each_cpu_is_that_of_the_compiled_struct() {
    let declared = declared("EachCpu");
    let report = FailureDumpReport::from_path("../examples/captures/dispatch-a2.json").unwrap();
    let compiled = ktsnap::PerCpu::<counters::EachCpu>::from_snapshot(&Snapshot::new(&report)).unwrap();
    let (values, _) = declared.values(&Snapshot::new(&report), Path::new("")).unwrap();
    let expected = ["nr_runs", "busy_ns"].into_iter().flat_map(|name| {
        let slots = compiled.iter().enumerate().map(move |(cpu, slot)| (format!("{name}[{cpu}]"), name, slot));
        slots.map(|(path, name, slot)| {
            let value = slot.map(|slot| if name == "nr_runs" { slot.nr_runs } else { slot.busy_ns });
            (path, Inspect::inspect(&value))
        })
    });
    assert_eq!(leaves(&values), expected.collect::<Vec<_>>());
}

/// The groups of two reads are compared before their values: a slot in another group would count twice.
#[test]
fn differences_of_rows_and_totals_are_those_of_the_compiled_struct() {
    let (taken, refused) =
        compare_differences::<counters::Slots>("Slots", &[("used_in_pct", counters::Slots::used_in_pct)]);
    assert!(taken >= 4 && refused >= 3, "{taken}, {refused}");
    assert_same_differences::<counters::Totals>("Totals", &[("cross_pct", counters::Totals::cross_pct)]);
    let (taken, refused) = compare_differences::<counters::CpuGroups>("CpuGroups", &[]);
    assert!(taken >= 4 && refused >= 3, "{taken}, {refused}");
}

#[test]
fn the_schema_is_the_constant_that_the_derive_writes() {
    #[track_caller]
    fn assert_schema<T: DerivedSchema>(name: &str) {
        assert_eq!(declared(name).schemas, [const { &T::SCHEMA }]);
    }
    assert_schema::<counters::Bss>("Bss");
    assert_schema::<counters::Maybe>("Maybe");
    assert_schema::<counters::Stats>("Stats");
    assert_schema::<counters::CpuStats>("CpuStats");
    assert_schema::<counters::QueueWaits>("QueueWaits");
    assert_schema::<counters::WaitHist>("WaitHist");
    assert_schema::<counters::Slots>("Slots");
    assert_schema::<counters::InUse>("InUse");
    assert_schema::<counters::Shared>("Shared");
    assert_schema::<counters::Totals>("Totals");
    assert_schema::<counters::CpuGroups>("CpuGroups");
    assert_schema::<counters::Instance>("Instance");
    assert_schema::<counters::RichTasks>("RichTasks");
    assert_schema::<counters::RichStorage>("RichStorage");
}

#[test]
fn a_relative_path_starts_at_the_package_of_the_file() {
    assert_eq!(package(Path::new(FILE)).unwrap(), Path::new(".").canonicalize().unwrap());
}
