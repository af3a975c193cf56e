//! Reading a struct whose parts are in several sections and maps of one scheduler.

use std::fmt;

use super::derived::{DerivedSchema, RatioMethod};
use super::inspect::Inspect;
use super::rust_type::RustType;
use super::sources::from_snapshot_with_pick;
use super::types::Integer;
use super::{Schema, SchemaError};
use crate::__private::text::{Text, same};
use crate::select::{Pick, PickReason, resolve};
use crate::series::CounterReset;
use crate::view::Snapshot;

/// A struct as the list of its parts: itself if it is read from one map, or the structs of its fields.
///
/// The derive implements it for `#[snapshot(parts)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a part: it is not read from a section or a map by itself",
    label = "needs `SnapshotSchema`",
    note = "write `#[derive(SnapshotSchema)]` and `#[snapshot(object = \"...\")]` on `{Self}`",
    note = "a struct with `type = \"struct ...\"` is a field of another struct, which can be a part"
)]
pub trait DerivedParts: Inspect + Sized {
    /// The object that all parts are checked against, as their attributes name it.
    const OBJECT: &'static str;

    /// What the struct can hold: the fields that [`Inspect`] shows, in the same order.
    const TYPE: RustType = RustType::Any;

    /// Calls `add` for the name, the expression and the method of each ratio that needs nothing but the struct.
    fn each_ratio(add: &mut dyn FnMut([&'static str; 2], RatioMethod<Self>)) {
        let _ = add;
    }

    /// Reads each part with the reader, in the order of the fields.
    ///
    /// # Errors
    ///
    /// The first error of the reader.
    fn read_parts<R: PartReader>(reader: &mut R) -> Result<Self, R::Error>;

    /// Calls `add` for the schema of each part, in the order in which [`read_parts`](Self::read_parts) reads them.
    fn each_schema(add: &mut dyn FnMut(&'static Schema));

    /// The difference between two reads.
    ///
    /// # Errors
    ///
    /// [`CounterReset`] if a counter is lower than in the earlier read.
    fn difference(&self, earlier: &Self) -> Result<Self, CounterReset>;

    /// The part without its type. An expansion needs no other trait of a part, so a part without the derive is one error.
    fn inspected(&self) -> &dyn Inspect {
        self
    }
}

/// A source of parts: a report, a report of the harness, or a running scheduler.
pub trait PartReader {
    /// Why a part can't be read.
    type Error: From<SchemaError>;

    /// Reads the next part.
    ///
    /// # Errors
    ///
    /// If the part can't be read from this source.
    fn part<P: DerivedSchema>(&mut self) -> Result<P, Self::Error>;
}

/// A struct that is read from one map is its own only part.
#[diagnostic::do_not_recommend]
impl<T: DerivedSchema> DerivedParts for T {
    const OBJECT: &'static str = T::SCHEMA.object;

    const TYPE: RustType = <T as DerivedSchema>::TYPE;

    fn each_ratio(add: &mut dyn FnMut([&'static str; 2], RatioMethod<Self>)) {
        <T as DerivedSchema>::each_ratio(add);
    }

    #[inline]
    fn read_parts<R: PartReader>(reader: &mut R) -> Result<Self, R::Error> {
        reader.part()
    }

    fn each_schema(add: &mut dyn FnMut(&'static Schema)) {
        add(const { &T::SCHEMA });
    }

    fn difference(&self, earlier: &Self) -> Result<Self, CounterReset> {
        DerivedSchema::difference(self, earlier)
    }
}

/// Stops the build if two parts are checked against different objects.
///
/// # Panics
///
/// At build time.
#[track_caller]
pub const fn assert_one_object(first: &'static str, other: &'static str) {
    let text =
        Text::new().add("this part is checked against ").add(other).add(", and the first part against ").add(first);
    let text = text.add("\nhelp: the parts of a struct belong to one scheduler: write `object = \"").add(first);
    let text = text.add("\"` here too");
    assert!(same(first, other), "{}", text.as_str());
}

/// A field whose rows `take(layers = options.nr_layers)` shortens to those in use.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no rows to take",
    label = "not a `Vec`",
    note = "`take(rows = count)` shortens a `Vec`: read the array as `Vec<T>`"
)]
pub trait TakeRows {
    /// Keeps the first rows. If there are fewer, the number of rows is the error.
    ///
    /// # Errors
    ///
    /// The number of rows.
    fn take_rows(&mut self, count: usize) -> Result<(), usize>;
}

impl<T> TakeRows for Vec<T> {
    fn take_rows(&mut self, count: usize) -> Result<(), usize> {
        if count > self.len() {
            return Err(self.len());
        }
        self.truncate(count);
        Ok(())
    }
}

/// Rows that have rows of their own, which `take(layers[*].cpus = options.nr_cpus)` shortens.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no rows",
    label = "neither a `Vec` nor an array",
    note = "`[*]` in `take` goes through the rows of a `Vec` or an array: remove it"
)]
pub trait RowsOfRows {
    /// The type of a row.
    type Row;

    /// Calls `take` with each row.
    ///
    /// # Errors
    ///
    /// The first error.
    fn each_row(&mut self, take: impl FnMut(&mut Self::Row) -> Result<(), SchemaError>) -> Result<(), SchemaError>;
}

impl<T> RowsOfRows for Vec<T> {
    type Row = T;

    fn each_row(&mut self, take: impl FnMut(&mut T) -> Result<(), SchemaError>) -> Result<(), SchemaError> {
        self.iter_mut().try_for_each(take)
    }
}

impl<T, const N: usize> RowsOfRows for [T; N] {
    type Row = T;

    fn each_row(&mut self, take: impl FnMut(&mut T) -> Result<(), SchemaError>) -> Result<(), SchemaError> {
        self.iter_mut().try_for_each(take)
    }
}

/// Shortens something in each row.
///
/// # Errors
///
/// The first error.
pub fn take_in_each<R: RowsOfRows>(
    rows: &mut R,
    take: impl FnMut(&mut R::Row) -> Result<(), SchemaError>,
) -> Result<(), SchemaError> {
    rows.each_row(take)
}

/// Keeps the rows in use. `names` are those of the rows and of the count.
///
/// # Errors
///
/// [`SchemaError::RowCount`] if there are fewer rows than the count.
pub fn take<N: Integer>(rows: &mut impl TakeRows, count: N, names: [&str; 2]) -> Result<(), SchemaError> {
    let count: i128 = count.into();
    let taken = usize::try_from(count).ok().map_or(Err(None), |count| rows.take_rows(count).map_err(Some));
    taken.map_err(|found| {
        let [rows, name] = names.map(str::to_owned);
        SchemaError::RowCount { rows, name, count, found }
    })
}

/// Checks that the parts of a struct are of one instance of the scheduler.
///
/// The rules only select maps of the running scheduler, so any two of these are of one instance. A picker can choose any copy,
/// so a part that it chose may be another instance's than the rest.
#[derive(Debug, Default)]
pub struct OneInstance {
    parts: usize,
    by_picker: Option<String>,
}

impl OneInstance {
    /// Adds a part whose map is the running scheduler's.
    pub fn add_running(&mut self) {
        self.parts += 1;
    }

    /// Adds the map of a part, and the reason why it was chosen.
    #[inline]
    pub fn add(&mut self, map: impl fmt::Display, reason: PickReason) {
        self.parts += 1;
        if reason == PickReason::Picker && self.by_picker.is_none() {
            self.by_picker = Some(map.to_string());
        }
    }

    /// Checks all parts.
    ///
    /// # Errors
    ///
    /// [`SchemaError::PartsApart`] if a picker chose the map of one of several parts.
    #[inline]
    pub fn check(self, object: &str) -> Result<(), SchemaError> {
        match self.by_picker {
            Some(map) if self.parts > 1 => Err(SchemaError::PartsApart { object: object.to_owned(), map }),
            _ => Ok(()),
        }
    }
}

/// Reads the parts from a report.
struct SnapshotParts<'s, 'a> {
    snapshot: &'s Snapshot<'a>,
    instance: OneInstance,
}

impl PartReader for SnapshotParts<'_, '_> {
    type Error = SchemaError;

    #[inline]
    fn part<P: DerivedSchema>(&mut self) -> Result<P, SchemaError> {
        let resolved = resolve::by_rule(self.snapshot, const { &P::SCHEMA }, P::picker())?;
        self.instance.add(resolved.copy(), resolved.reason());
        resolved.read(const { &P::SCHEMA }, P::read)
    }
}

/// [`from_snapshot`](super::SnapshotSchema::from_snapshot).
#[inline]
pub(super) fn from_snapshot<T: DerivedParts>(snapshot: &Snapshot<'_>) -> Result<T, SchemaError> {
    let mut reader = SnapshotParts { snapshot, instance: OneInstance::default() };
    let value = T::read_parts(&mut reader)?;
    reader.instance.check(T::OBJECT)?;
    Ok(value)
}

/// Reads the parts from a report, and keeps which maps they are read from.
struct PickedParts<'s, 'a> {
    snapshot: &'s Snapshot<'a>,
    picks: Vec<Pick<'a>>,
}

impl PartReader for PickedParts<'_, '_> {
    type Error = SchemaError;

    fn part<P: DerivedSchema>(&mut self) -> Result<P, SchemaError> {
        let (value, pick) = from_snapshot_with_pick(self.snapshot)?;
        self.picks.push(pick);
        Ok(value)
    }
}

/// [`from_snapshot`](super::SnapshotSchema::from_snapshot), and the map of each part.
///
/// # Errors
///
/// Those of `from_snapshot`.
pub fn from_snapshot_with_picks<'a, T: DerivedParts>(
    snapshot: &Snapshot<'a>,
) -> Result<(T, Vec<Pick<'a>>), SchemaError> {
    let mut reader = PickedParts { snapshot, picks: Vec::new() };
    let value = T::read_parts(&mut reader)?;
    let mut instance = OneInstance::default();
    for pick in &reader.picks {
        instance.add(pick.map, pick.reason);
    }
    instance.check(T::OBJECT)?;
    Ok((value, reader.picks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picker_may_only_choose_the_map_of_the_only_part() {
        let mut alone = OneInstance::default();
        alone.add("a.bss at 0x1", PickReason::Picker);
        assert_eq!(alone.check("a.bpf.o"), Ok(()));
        let mut running = OneInstance::default();
        running.add_running();
        running.add_running();
        assert_eq!(running.check("a.bpf.o"), Ok(()));
        let mut both = OneInstance::default();
        both.add_running();
        both.add("a.bss at 0x1", PickReason::Picker);
        let apart = SchemaError::PartsApart { object: "a.bpf.o".to_owned(), map: "a.bss at 0x1".to_owned() };
        assert_eq!(both.check("a.bpf.o"), Err(apart));
    }
}
