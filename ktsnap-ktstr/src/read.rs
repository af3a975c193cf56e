//! A struct from the harness's snapshot.

use std::cell::Cell;

use ktsnap::typed::{Schema, SnapshotSchema};
use ktsnap::{SchemaError, SnapshotField, view};
use ktstr::prelude as harness;
use ktstr::prelude::{Snapshot, SnapshotError};

use crate::convert;
use crate::pick::{self, Picked, Row};
use crate::project::{Maps, project};
use crate::error::KtstrError;

/// Reads of the harness's snapshots, for every [`SnapshotSchema`].
///
/// ```
/// use ktsnap::SnapshotSchema;
/// use ktsnap_ktstr::FromKtstr;
/// use ktstr::prelude::{FailureDumpReport, Snapshot};
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
/// #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
/// struct Dispatch {
///     nr_mig_same: u64,
///     nr_mig_cross: u64,
/// }
///
/// let json = std::fs::read_to_string("../examples/captures/dispatch-swap.json")?;
/// let report: FailureDumpReport = serde_json::from_str(&json)?;
/// let dispatch = Dispatch::from_ktstr(&Snapshot::new(&report))?;
/// assert_eq!(dispatch.nr_mig_cross, 748);
/// assert!(dispatch.cross_fraction()? < 0.7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait FromKtstr: SnapshotSchema {
    /// Reads all fields from one map: [`from_snapshot`](SnapshotSchema::from_snapshot), from the harness's snapshot, with
    /// the same results.
    ///
    /// For a struct that mirrors `.bss`, `.data` or `.rodata` the harness's own [`active`](Snapshot::active) and
    /// [`live_vars_via`](Snapshot::live_vars_via) pick the map, and only what these return is read. If they pick none, the
    /// [rules](SnapshotSchema) of `from_snapshot` do: for a [map](ktsnap::typed::Location::Map) or a section with a suffix
    /// (`.data.custom`), in which the harness looks up no variables; for a section that the report's list of live maps leaves
    /// out although it names another captured map of the object; for a section whose bytes ended early; and for a struct with
    /// a [`picker`](SnapshotSchema::picker) if several copies are left. The rules refuse what the harness refuses, and also a
    /// section of another object than the report names and one that holds a variable twice. No more of the report is copied
    /// than the struct's variables or map.
    ///
    /// # Errors
    ///
    /// [`KtstrError::Harness`] when the harness found no map and ktsnap's rules don't either, with both answers;
    /// [`KtstrError::Schema`] with the errors of [`from_snapshot`](SnapshotSchema::from_snapshot) in all other cases.
    fn from_ktstr(snapshot: &Snapshot<'_>) -> Result<Self, KtstrError> {
        read(snapshot, |_, _| ()).map(|(value, ())| value)
    }

    /// Reads all fields from the map that `picker` chooses among those that hold them all, whichever scheduler runs:
    /// [`from_snapshot_via`](SnapshotSchema::from_snapshot_via), with the harness's snapshot and its
    /// [`pickers`](harness::pickers). The picker gets a row a map, of the struct's section alone: the variables; of a map
    /// the fields, each made one integer.
    ///
    /// # Errors
    ///
    /// Those of [`from_ktstr`](Self::from_ktstr); [`KtstrError::Harness`] as well when the picker chooses none or one that
    /// is not there.
    ///
    /// ```
    /// use ktsnap::SnapshotSchema;
    /// use ktsnap_ktstr::FromKtstr;
    /// use ktstr::prelude::{FailureDumpReport, Snapshot, pickers};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// struct Dispatch {
    ///     nr_enqueued: u64,
    ///     nr_inserted: u64,
    /// }
    ///
    /// let json = std::fs::read_to_string("../examples/captures/dispatch-swap.json")?;
    /// let report: FailureDumpReport = serde_json::from_str(&json)?;
    /// let busiest = Dispatch::from_ktstr_via(&Snapshot::new(&report), pickers::max_by_sum_u64)?;
    /// assert_eq!(busiest.nr_enqueued, 5397, "of the scheduler that ran before");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn from_ktstr_via(
        snapshot: &Snapshot<'_>,
        picker: impl for<'r> FnOnce(&[(&'r str, Vec<harness::SnapshotField<'r>>)]) -> Option<usize>,
    ) -> Result<Self, KtstrError> {
        read_via(snapshot, picker, |_, _| ()).map(|(value, ())| value)
    }
}

impl<T: SnapshotSchema> FromKtstr for T {}

/// Reads all fields, and hands the picked map's name and address to `of_map`.
pub(crate) fn read<T: SnapshotSchema, I>(
    snapshot: &Snapshot<'_>,
    of_map: impl Fn(&str, u64) -> I,
) -> Result<(T, I), KtstrError> {
    let schema = const { &T::SCHEMA };
    let refused = match pick::by_active(snapshot, schema) {
        Picked::Row(row) => return Ok((of_row(&row, schema)?, of_map(&row.map.name, row.map.map_kva))),
        Picked::Refused(error) => Some(error),
        Picked::Open => None,
    };
    by_rules(snapshot, schema, refused, |view| {
        let (value, pick) = T::from_snapshot_with_pick(view)?;
        Ok((value, of_map(pick.map.name, pick.map.map_kva)))
    })
}

/// The same by a picker.
pub(crate) fn read_via<T: SnapshotSchema, I>(
    snapshot: &Snapshot<'_>,
    picker: impl for<'r> FnOnce(&[pick::Shown<'r>]) -> Option<usize>,
    of_map: impl Fn(&str, u64) -> I,
) -> Result<(T, I), KtstrError> {
    let schema = const { &T::SCHEMA };
    let picker = Asked { picker: Cell::new(Some(picker)), answer: Cell::new(None) };
    let refused = match pick::by_picker(snapshot, schema, |rows| picker.ask(rows)) {
        Picked::Row(row) => return Ok((of_row(&row, schema)?, of_map(&row.map.name, row.map.map_kva))),
        Picked::Refused(error) => Some(error),
        Picked::Open => None,
    };
    by_rules(snapshot, schema, refused, |view| {
        let (value, pick) = T::from_snapshot_via_with_pick(view, |rows| picker.ask_about(rows))?;
        Ok((value, of_map(pick.map.name, pick.map.map_kva)))
    })
}

fn of_row<T: SnapshotSchema>(row: &Row<'_>, schema: &Schema) -> Result<T, SchemaError> {
    T::from_variable_values(&row.map.name, &row.values(schema))
}

/// Reads by ktsnap's rules, from no more of the report than they need; errors are told of all its maps.
fn by_rules<R>(
    snapshot: &Snapshot<'_>,
    schema: &Schema,
    refused: Option<SnapshotError>,
    read: impl Fn(&view::Snapshot<'_>) -> Result<R, SchemaError>,
) -> Result<R, KtstrError> {
    let report = snapshot.report();
    let is_of_active = snapshot.map_count() < report.maps.len();
    let from = |which| {
        let projected = project(report, schema, which);
        let all = view::Snapshot::new(&projected);
        if is_of_active { read(&all.active()?) } else { read(&all) }
    };
    match from(Maps::ThatTell).or_else(|_| from(Maps::All)) {
        Ok(read) => Ok(read),
        Err(told) => Err(match refused {
            Some(source) => KtstrError::Harness { source, told: Box::new(told) },
            None => told.into(),
        }),
    }
}

/// A picker for the harness's rows, that is asked once; whoever asks again is told the same.
struct Asked<P> {
    picker: Cell<Option<P>>,
    answer: Cell<Option<usize>>,
}

impl<P> Asked<P> {
    fn ask<'r>(&self, rows: &[pick::Shown<'r>]) -> Option<usize>
    where
        P: FnOnce(&[pick::Shown<'r>]) -> Option<usize>,
    {
        if let Some(picker) = self.picker.take() {
            self.answer.set(picker(rows));
        }
        self.answer.get()
    }

    /// Shows ktsnap's rows as the harness's.
    fn ask_about(&self, rows: &[(&str, Vec<SnapshotField<'_>>)]) -> Option<usize>
    where
        P: for<'r> FnOnce(&[pick::Shown<'r>]) -> Option<usize>,
    {
        let value = |field: &SnapshotField<'_>| field.raw().map(convert::back).ok_or_else(|| missing(field));
        let values: Vec<Vec<_>> = rows.iter().map(|(_, fields)| fields.iter().map(value).collect()).collect();
        let named = rows.iter().map(|(map, _)| *map);
        let shown: Vec<_> = named.zip(&values).map(|(map, row)| (map, row.iter().map(shown).collect())).collect();
        self.ask(&shown)
    }
}

fn shown(field: &Result<harness::RenderedValue, SnapshotError>) -> harness::SnapshotField<'_> {
    match field {
        Ok(value) => harness::SnapshotField::Value(value),
        Err(error) => harness::SnapshotField::Missing(error.clone()),
    }
}

fn missing(field: &SnapshotField<'_>) -> SnapshotError {
    let reason = field.error().map_or_else(|| "the field is no value".to_owned(), ToString::to_string);
    SnapshotError::ProjectionFailed { reason }
}
