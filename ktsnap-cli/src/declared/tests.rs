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
    let declared = declared(name);
    let mut read = 0;
    for file in std::fs::read_dir("../examples/captures").unwrap().map(|file| file.unwrap().path()) {
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
            }
            (compiled, found) => panic!("{name} in {}: {:?}, but {:?}", file.display(), compiled.err(), found.err()),
        }
    }
    assert!(read >= 3, "{name} was read {read} times");
}

/// Compares the differences of a struct between captures with those of the compiled struct.
#[track_caller]
fn assert_same_differences<T: SnapshotSchema + Inspect>(name: &str, ratios: &[(&str, Method<T>)]) {
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
    assert!(taken >= 7 && refused >= 3, "{name}: {taken}, {refused}");
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

/// A total of a map's value is read field by field here, so that its schema differs.
#[test]
fn the_schema_is_the_constant_that_the_derive_writes() {
    assert_eq!(declared("Bss").schema, &<counters::Bss as DerivedSchema>::SCHEMA);
    assert_eq!(declared("Maybe").schema, &<counters::Maybe as DerivedSchema>::SCHEMA);
    assert_eq!(declared("Stats").schema, &<counters::Stats as DerivedSchema>::SCHEMA);
    assert_eq!(declared("QueueWaits").schema, &<counters::QueueWaits as DerivedSchema>::SCHEMA);
    assert_eq!(declared("WaitHist").schema, &<counters::WaitHist as DerivedSchema>::SCHEMA);
}

#[test]
fn a_relative_path_starts_at_the_package_of_the_file() {
    assert_eq!(package(Path::new(FILE)).unwrap(), Path::new(".").canonicalize().unwrap());
}
