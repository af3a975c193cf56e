//! Typed reads of the harness's snapshot.

use std::cell::Cell;

use ktsnap::__private::{DerivedSchema, OneInstance, PartReader};
use ktsnap::typed::{OneMap, Schema, SnapshotSchema};
use ktsnap::{SchemaError, SnapshotField, view};
use ktstr::prelude as harness;
use ktstr::prelude::{Snapshot, SnapshotError};

use crate::convert;
use crate::ktstr_error::KtstrError;
use crate::pick::{self, HarnessPick, PickedSection};
use crate::project::{CopiedMaps, project};

/// Typed reads of the harness's snapshots, implemented for every [`SnapshotSchema`].
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
    /// Reads all fields from one map of the harness's snapshot. The result is that of
    /// [`from_snapshot`](SnapshotSchema::from_snapshot) for the same report.
    ///
    /// If the struct mirrors `.bss`, `.data` or `.rodata`, the harness's own [`active`](Snapshot::active) and
    /// [`live_vars_via`](Snapshot::live_vars_via) pick the map, and only the values that they return are read. If the harness
    /// does not pick a map, the [rules](SnapshotSchema) of `from_snapshot` do. This is the case for
    ///
    /// - a [map](ktsnap::typed::Location::Map) or a section with a suffix (`.data.custom`), where the harness looks up no variables;
    /// - a section that the report's list of live maps leaves out, although the list names another map of the object;
    /// - a section whose bytes ended early;
    /// - a struct with a `picker`, if several copies are left.
    ///
    /// The rules refuse every map that the harness refuses, and also a section of another object than the one that the report
    /// names, and a section that holds a variable twice. Only the struct's variables or its map are copied from the report.
    ///
    /// # Errors
    ///
    /// [`KtstrError::Harness`] if neither the harness nor ktsnap's rules find a map, with the errors of both.
    /// [`KtstrError::Schema`] with an error of [`from_snapshot`](SnapshotSchema::from_snapshot) in all other cases.
    fn from_ktstr(snapshot: &Snapshot<'_>) -> Result<Self, KtstrError> {
        read(snapshot).map(|(value, _)| value)
    }

    /// Reads all fields from the map that `picker` chooses among those that hold them all, whichever scheduler runs. It is
    /// [`from_snapshot_via`](SnapshotSchema::from_snapshot_via) for the harness's snapshot and its
    /// [`pickers`](harness::pickers).
    ///
    /// The picker gets a row for each map of the struct's section, with the struct's variables. For a struct that mirrors a
    /// map, a row holds the fields, each combined into one integer.
    ///
    /// # Errors
    ///
    /// Those of [`from_ktstr`](Self::from_ktstr). [`KtstrError::Harness`] also if the picker returns `None` or an index that
    /// is out of range.
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
    /// assert_eq!(busiest.nr_enqueued, 5397, "the counter of the scheduler that ran before");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn from_ktstr_via(
        snapshot: &Snapshot<'_>,
        picker: impl for<'r> FnOnce(&[(&'r str, Vec<harness::SnapshotField<'r>>)]) -> Option<usize>,
    ) -> Result<Self, KtstrError>
    where
        Self: OneMap,
    {
        read_via(snapshot, picker).map(|(value, _)| value)
    }
}

impl<T: SnapshotSchema> FromKtstr for T {}

/// A map that was read: its name and its address.
pub(crate) type ReadMap = (String, u64);

/// Reads all fields, and returns the map of each part.
pub(crate) fn read<T: SnapshotSchema>(snapshot: &Snapshot<'_>) -> Result<(T, Vec<ReadMap>), KtstrError> {
    let mut reader = KtstrParts { snapshot, maps: Vec::new(), instance: OneInstance::default() };
    let value = T::read_parts(&mut reader)?;
    reader.instance.check(T::OBJECT)?;
    Ok((value, reader.maps))
}

/// Reads the parts of a struct from a snapshot of the harness.
struct KtstrParts<'s, 'a> {
    snapshot: &'s Snapshot<'a>,
    maps: Vec<ReadMap>,
    instance: OneInstance,
}

impl PartReader for KtstrParts<'_, '_> {
    type Error = KtstrError;

    fn part<P: DerivedSchema>(&mut self) -> Result<P, KtstrError> {
        let schema = P::schema();
        let refused = match pick::by_active(self.snapshot, schema) {
            HarnessPick::Section(section) => {
                self.instance.add_running();
                self.maps.push((section.map.name.clone(), section.map.map_kva));
                return Ok(of_section(&section, schema)?);
            }
            HarnessPick::Refused(error) => Some(error),
            HarnessPick::Undecided => None,
        };
        let (value, map, reason) = by_rules(self.snapshot, schema, refused, |view| {
            let (value, pick) = ktsnap::__private::from_snapshot_with_pick::<P>(view)?;
            Ok((value, (pick.map.name.to_owned(), pick.map.map_kva), pick.reason))
        })?;
        self.instance.add(&map.0, reason);
        self.maps.push(map);
        Ok(value)
    }
}

/// Reads all fields from the map that a picker chooses, and returns that map.
pub(crate) fn read_via<T: OneMap>(
    snapshot: &Snapshot<'_>,
    picker: impl for<'r> FnOnce(&[pick::PickerRow<'r>]) -> Option<usize>,
) -> Result<(T, ReadMap), KtstrError> {
    let schema = T::schema();
    let picker = AskOnce { picker: Cell::new(Some(picker)), answer: Cell::new(None) };
    let refused = match pick::by_picker(snapshot, schema, |rows| picker.ask(rows)) {
        HarnessPick::Section(section) => {
            return Ok((of_section(&section, schema)?, (section.map.name.clone(), section.map.map_kva)));
        }
        HarnessPick::Refused(error) => Some(error),
        HarnessPick::Undecided => None,
    };
    by_rules(snapshot, schema, refused, |view| {
        let (value, pick) = ktsnap::__private::from_snapshot_via_with_pick::<T>(view, |rows| picker.ask_about(rows))?;
        Ok((value, (pick.map.name.to_owned(), pick.map.map_kva)))
    })
}

fn of_section<T: DerivedSchema>(section: &PickedSection<'_>, schema: &Schema) -> Result<T, SchemaError> {
    ktsnap::__private::from_variable_values(&section.map.name, &section.values(schema))
}

/// Reads by ktsnap's rules. A first attempt only copies what the rules need; if it fails, a second attempt copies all maps,
/// since errors name them.
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
    from(CopiedMaps::Relevant).or_else(|_| from(CopiedMaps::All)).map_err(|error| match refused {
        Some(source) => KtstrError::Harness { source, schema_error: Box::new(error) },
        None => error.into(),
    })
}

/// A picker for the harness's rows that is only called once. Later calls return the same answer.
struct AskOnce<P> {
    picker: Cell<Option<P>>,
    answer: Cell<Option<usize>>,
}

impl<P> AskOnce<P> {
    fn ask<'r>(&self, rows: &[pick::PickerRow<'r>]) -> Option<usize>
    where
        P: FnOnce(&[pick::PickerRow<'r>]) -> Option<usize>,
    {
        if let Some(picker) = self.picker.take() {
            self.answer.set(picker(rows));
        }
        self.answer.get()
    }

    /// Converts ktsnap's rows to the harness's type for the picker.
    fn ask_about(&self, rows: &[(&str, Vec<SnapshotField<'_>>)]) -> Option<usize>
    where
        P: for<'r> FnOnce(&[pick::PickerRow<'r>]) -> Option<usize>,
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
    let reason = field.error().map_or_else(|| "the field has no value".to_owned(), ToString::to_string);
    SnapshotError::ProjectionFailed { reason }
}
