//! Typed reads from a value that serializes as a report, which only keep the parts that the struct needs.

use std::cell::Cell;

use serde::Serialize;

use super::derived::{DerivedSchema, OneMap};
use super::json::ReadError;
use super::needs::Needs;
use super::parts::from_snapshot_with_picks;
use super::schema::Schema;
use super::sources::from_snapshot_via_with_pick;
use super::{SchemaError, SnapshotSchema};
use crate::report::FailureDumpReport;
use crate::report::collect::projected;
use crate::series::InstanceId;
use crate::view::{Snapshot, SnapshotField};

/// Reads from the kept parts. If that fails, the whole report is collected, because errors describe all of it.
pub(crate) fn read<R>(
    report: &impl Serialize,
    schemas: &[&'static Schema],
    read: impl Fn(&Snapshot<'_>) -> Result<R, SchemaError>,
) -> Result<R, ReadError> {
    let needs = Needs::of(schemas);
    if let Some(kept) = projected(report, &|map| needs.wanted(map))
        && let Ok(read) = read(&Snapshot::new(&kept))
    {
        return Ok(read);
    }
    let report = FailureDumpReport::from_serialize(report)?;
    Ok(read(&Snapshot::new(&report))?)
}

/// [`from_report`](SnapshotSchema::from_report).
pub(super) fn from_report<T: SnapshotSchema>(report: &impl Serialize) -> Result<T, ReadError> {
    read(report, &T::schemas(), T::from_snapshot)
}

/// [`from_report_via`](SnapshotSchema::from_report_via).
pub(super) fn from_report_via<T: OneMap>(
    report: &impl Serialize,
    picker: impl for<'r> FnOnce(&[Row<'r>]) -> Option<usize>,
) -> Result<T, ReadError> {
    let picker = AskOnce::of(picker);
    read(report, &[const { &T::SCHEMA }], |snapshot| T::from_snapshot_via(snapshot, |rows| picker.ask(rows)))
}

/// [`from_report`](SnapshotSchema::from_report), and the instance whose maps were read.
///
/// # Errors
///
/// Those of `from_report`.
pub fn from_report_with_instance<T: SnapshotSchema>(report: &impl Serialize) -> Result<(T, InstanceId), ReadError> {
    read(report, &T::schemas(), |snapshot| {
        let (value, picks) = from_snapshot_with_picks::<T>(snapshot)?;
        Ok((value, InstanceId::of_picks(&picks, snapshot.report())))
    })
}

/// [`from_report_via`](SnapshotSchema::from_report_via), and the instance whose map was read. The report's list of live maps
/// is left out, since the picker may have chosen another instance's map.
///
/// # Errors
///
/// Those of `from_report_via`.
pub fn from_report_via_with_instance<T: DerivedSchema>(
    report: &impl Serialize,
    picker: impl for<'r> FnOnce(&[Row<'r>]) -> Option<usize>,
) -> Result<(T, InstanceId), ReadError> {
    let picker = AskOnce::of(picker);
    read(report, &[const { &T::SCHEMA }], |snapshot| {
        let (value, pick) = from_snapshot_via_with_pick::<T>(snapshot, |rows| picker.ask(rows))?;
        Ok((value, InstanceId::new(pick.map.name, pick.map.map_kva, &[])))
    })
}

/// What a picker sees of a map.
type Row<'r> = (&'r str, Vec<SnapshotField<'r>>);

/// A picker that is only called once. Later calls return the same answer: both attempts show the same rows.
struct AskOnce<P> {
    picker: Cell<Option<P>>,
    answer: Cell<Option<usize>>,
}

impl<P: for<'r> FnOnce(&[Row<'r>]) -> Option<usize>> AskOnce<P> {
    fn of(picker: P) -> Self {
        Self { picker: Cell::new(Some(picker)), answer: Cell::new(None) }
    }

    fn ask(&self, rows: &[Row<'_>]) -> Option<usize> {
        if let Some(picker) = self.picker.take() {
            self.answer.set(picker(rows));
        }
        self.answer.get()
    }
}
