//! A reader that is passed on to another struct. Only a struct of the same object and place may read from it.

mod support;

use ktsnap::__private::{DerivedSchema, FieldReader, Inspect, Inspected, from_variable_values};
use ktsnap::report::RenderedValue;
use ktsnap::series::CounterReset;
use ktsnap::typed::Schema;
use ktsnap::{FailureDumpReport, SchemaError, Snapshot, SnapshotSchema};
use std::marker::PhantomData;
use support::{of_maps, per_cpu_map, report, section};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Same {
    nr_mig_same: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Cross {
    nr_mig_cross: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct SameAgain {
    #[snapshot(rename = "nr_mig_same")]
    again: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
}

/// The same section of another object.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/nr_counters.bpf.o")]
struct Bpfland {
    nr_running: u64,
}

/// Reads `T` with the reader of `S`.
#[derive(Debug, PartialEq)]
struct Through<S, T>(T, PhantomData<S>);

impl<S, T: Inspect> Inspect for Through<S, T> {
    fn inspect(&self) -> Inspected {
        self.0.inspect()
    }
}

impl<S: DerivedSchema, T: DerivedSchema> DerivedSchema for Through<S, T> {
    const SCHEMA: Schema = S::SCHEMA;

    fn read(from: &FieldReader<'_>) -> Result<Self, SchemaError> {
        Ok(Self(T::read(from)?, PhantomData))
    }

    fn difference(&self, earlier: &Self) -> Result<Self, CounterReset> {
        Ok(Self(self.0.difference(&earlier.0)?, PhantomData))
    }
}

fn captured() -> FailureDumpReport {
    let slots = [Some(3), Some(4)];
    report(&of_maps(&[
        section("dispatch.bss", 1, &[("nr_mig_same", 5), ("nr_mig_cross", 7)]),
        per_cpu_map("stats", 2, &[&slots, &slots, &slots]),
    ]))
}

fn read<S: DerivedSchema, T: DerivedSchema>() -> Result<T, SchemaError> {
    Through::<S, T>::from_snapshot(&Snapshot::new(&captured())).map(|read| read.0)
}

fn of_values<S: DerivedSchema, T: DerivedSchema>(value: u64) -> Result<T, SchemaError> {
    let values = [Some(RenderedValue::Uint { bits: 64, value })];
    from_variable_values::<Through<S, T>>("dispatch.bss", &values).map(|read| read.0)
}

#[test]
fn a_struct_of_the_same_section_reads_its_own_variables() {
    assert_eq!(read::<Same, Same>().unwrap().nr_mig_same, 5);
    assert_eq!(read::<Same, Cross>().unwrap().nr_mig_cross, 7);
    assert_eq!(read::<Stats, Stats>().unwrap().local, 7);
}

#[test]
fn a_struct_of_another_object_or_place_is_refused() {
    let refused = |error: SchemaError, place: &str, elsewhere: &str| {
        let said = format!("this reads {place}, and the struct mirrors {elsewhere}; read it with `from_snapshot`");
        assert!(error.to_string().contains(&said), "{error}");
    };
    let (bss, stats) = ("`.bss` of examples/bpf/dispatch.bpf.o", "`stats` of examples/bpf/dispatch.bpf.o");
    refused(read::<Same, Stats>().unwrap_err(), bss, stats);
    refused(read::<Stats, Same>().unwrap_err(), stats, bss);
    refused(read::<Same, Bpfland>().unwrap_err(), bss, "`.bss` of examples/bpf/nr_counters.bpf.o");
}

#[test]
fn single_values_are_in_the_order_of_one_struct() {
    assert_eq!(of_values::<Same, Same>(9).unwrap().nr_mig_same, 9);
    assert_eq!(of_values::<Same, SameAgain>(9).unwrap().again, 9);
    // The only value is another variable than the struct's.
    assert!(of_values::<Same, Cross>(9).is_err());
}
