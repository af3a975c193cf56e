//! [`SnapshotSchema`]: the ways to read a struct.

use std::path::Path;

use serde::Serialize;

use super::derived::OneMap;
use super::json::{self, ReadError};
use super::parts::{self, DerivedParts};
use super::{FieldReader, Location, Schema, SchemaError, from_report};
use crate::select::{Pick, resolve};
use crate::series::CounterReset;
use crate::view::{Snapshot, SnapshotField};

/// A struct whose fields are variables of one global section of a BPF object, or values of one of its maps.
///
/// `#[derive(SnapshotSchema)]` implements it and compares each field with the object's BTF when the struct is compiled. The
/// trait can't be implemented by hand.
///
/// # Ways to read
///
/// | from | with |
/// |---|---|
/// | a [`Snapshot`] of a report in memory | [`from_snapshot`](Self::from_snapshot) |
/// | a report's file, or its JSON text | [`from_json_path`](Self::from_json_path), [`from_json_slice`](Self::from_json_slice) |
/// | a report of the `ktstr` harness in memory | [`from_report`](Self::from_report) |
/// | many files, on all cores | [`read_files`](crate::read_files) |
/// | many captures of one scheduler, as differences over time | [`Series`](crate::Series) |
/// | the bytes of a section or map | [`from_section_bytes`](Self::from_section_bytes) |
/// | a running scheduler | `bind` of the crate `ktsnap-live` |
///
/// ```
/// use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};
///
/// #[derive(Debug, PartialEq, SnapshotSchema)]
/// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
/// struct Dispatch {
///     nr_mig_same: u64,
///     nr_mig_cross: u64,
/// }
///
/// // From a file.
/// let file = "../examples/captures/dispatch-swap.json";
/// let counters = Dispatch::from_json_path(file)?;
/// assert_eq!(counters.nr_mig_cross, 748);
///
/// // From a view of a report, which can also be searched by name.
/// let report = FailureDumpReport::from_path(file)?;
/// let snapshot = Snapshot::new(&report);
/// assert_eq!(Dispatch::from_snapshot(&snapshot)?, counters);
///
/// // Which map was read, and why?
/// let pick = Dispatch::pick(&snapshot)?;
/// println!("{}: {}", pick.map.name, pick.reason);
///
/// // From many files.
/// for (file, counters) in ktsnap::read_files::<Dispatch>([file]) {
///     println!("{}: {:?}", file.display(), counters?);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Which map is read
///
/// All fields come from one copy of one map. These rules choose it, in this order:
///
/// 1. The candidates are the maps with the [section's](Location::Section) name, or, for a [map](Location::Map), the maps
///    with its name, type and value size. If any of these has the number of entries in BTF, the others are dropped, unless
///    the report lists one of them as live: user space may have resized it.
/// 2. If the report says which object is running ([`active_obj_name`](crate::FailureDumpReport::active_obj_name), or else
///    the only object whose sections it holds), sections named after another object are dropped. If no candidate remains,
///    the read is an error, even if the report holds no map of the running object.
/// 3. If the report lists live maps ([`active_map_kvas`](crate::FailureDumpReport::active_map_kvas)), the candidate in the
///    list is read. A list without a candidate is incomplete if it contains another captured map of the same object; then
///    it does not decide. If it contains none, every copy in the report belongs to another instance, and the read is an
///    error ([`ActiveFilterExcludedMaps`](crate::SnapshotError::ActiveFilterExcludedMaps)). A candidate without a known
///    address can't be compared with the list ([`SchemaError::AddressUnknown`]).
/// 4. If one candidate remains, it is read. If several remain, those that hold all the fields go to the struct's
///    [picker](crate::pickers), the `picker` attribute. Without a picker the read is [ambiguous](SchemaError::Ambiguous),
///    even if only one of them holds the fields, since another may be the running scheduler's. Two sections whose names the
///    kernel cut to the same 15 characters are distinguished by their fields if both are listed as live.
///
/// A typed read never accepts what the view refuses: if [`Snapshot::active`] can't say which scheduler is running, a single
/// copy of `.bss`, `.data` or `.rodata` is ambiguous too. The name of a map, or of a section with a suffix (`.data.custom`),
/// does not contain an object's name. Such a map can belong to the running object only if the report holds maps named after
/// that object. If it holds none, only a map that the report lists as live is read.
///
/// A chosen map that lacks a field is an error ([`SchemaError::NoMap`]), never a reason to read another map. A field of
/// type `Option` does not influence the choice: it is looked up in the map that was chosen for the others. A section that
/// holds a variable of the struct twice is an error ([`SchemaError::Repeated`]).
/// The rules look at the maps in the snapshot's view: all maps for [`Snapshot::new`].
///
/// # Arrays that user space resizes
///
/// User space can set the size of any section's map before it loads an object (libbpf's `bpf_map__set_value_size`, scx's
/// `RESIZE_ARRAY`). If the section's last variable is an array, the array's length then follows from that size. A read takes
/// this array with the length that it finds: a `Vec`, a `CString`, a `String`, a `[*]` in a path, `sum`, `max` and `min`
/// take all elements, and the index in a path may be larger than the object's array. A field with a fixed length, `[T; N]`,
/// gives [`SchemaError::Resized`] if the two lengths differ. Any other array of another length is [`SchemaError::Drift`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not read from a snapshot by itself",
    label = "needs `SnapshotSchema`",
    note = "write `#[derive(SnapshotSchema)]` and `#[snapshot(object = \"...\")]` on `{Self}`",
    note = "a struct with `type = \"struct ...\"` is read as a field of another, and one with `value = \"struct ...\"` as \
            `ktsnap::PerCpu<{Self}>`, or by itself once each of its fields has `sum`, `max` or `min`"
)]
pub trait SnapshotSchema: DerivedParts {
    /// The struct's variables, as they were in the object's BTF at build time.
    ///
    /// ```
    /// use ktsnap::SnapshotSchema;
    /// # #[derive(SnapshotSchema)]
    /// # #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// # struct Dispatch { nr_mig_cross: u64 }
    ///
    /// for var in Dispatch::schema().vars {
    ///     println!("{} {} at byte {}", var.c_type, var.name, var.offset);
    /// }
    /// ```
    #[must_use]
    fn schema() -> &'static Schema
    where
        Self: OneMap,
    {
        const { &Self::SCHEMA }
    }

    /// The schema of each part of a struct with `parts`, in the order of the fields. For any other struct, its own
    /// [`schema`](Self::schema).
    ///
    /// ```
    /// use ktsnap::SnapshotSchema;
    ///
    /// fn sections<T: SnapshotSchema>() -> Vec<&'static str> {
    ///     T::schemas().iter().map(|schema| schema.location.name()).collect()
    /// }
    /// # #[derive(SnapshotSchema)]
    /// # #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// # struct Dispatch { nr_mig_cross: u64 }
    /// assert_eq!(sections::<Dispatch>(), [".bss"]);
    /// ```
    #[must_use]
    fn schemas() -> Vec<&'static Schema> {
        let mut schemas = Vec::new();
        Self::each_schema(&mut |schema| schemas.push(schema));
        schemas
    }

    /// Reads all fields from one map: the map of [`pick`](Self::pick).
    ///
    /// # Errors
    ///
    /// About the map:
    ///
    /// - [`SchemaError::NoMap`]: no map holds the fields, or the map that must be read lacks some or is another scheduler's.
    /// - [`SchemaError::Ambiguous`]: several copies remain, or the report does not say whose the only copy is, and the
    ///   struct has no picker.
    /// - [`SchemaError::AddressUnknown`]: a map can't be compared with the list of live maps.
    /// - [`SchemaError::Repeated`]: the section holds a variable twice.
    /// - [`SchemaError::KeyOrder`]: the entries of the map are not in the order of their keys.
    ///
    /// About a value:
    ///
    /// - [`SchemaError::Drift`]: it is not what BTF described at build time.
    /// - [`SchemaError::Truncated`], [`SchemaError::Unmapped`]: the capture does not hold all of it.
    /// - [`SchemaError::NotUtf8`]: a `String` can't hold its bytes.
    /// - [`SchemaError::CutEntries`], [`SchemaError::Unrendered`], [`SchemaError::RepeatedKey`]: the report does not hold all
    ///   entries of a hash map, each once, with key and value.
    /// - [`SchemaError::RepeatedLabel`]: two rows of a field with `by` have the same key.
    ///
    /// About a struct with `parts`:
    ///
    /// - [`SchemaError::PartsApart`]: a picker chose the map of one part, so the report does not show that all parts are of
    ///   one instance.
    ///
    /// [`SchemaError::Snapshot`] has the errors that the view itself reports.
    fn from_snapshot(snapshot: &Snapshot<'_>) -> Result<Self, SchemaError> {
        parts::from_snapshot(snapshot)
    }

    /// Reads all fields from the map that `picker` chooses, even if it is not the running scheduler's:
    /// [`Snapshot::live_vars_via`] for a struct. The picker gets a row for each map that holds all fields: the variables of
    /// a section, or the fields of a map, each reduced to one integer.
    ///
    /// # Errors
    ///
    /// Those of [`from_snapshot`](Self::from_snapshot) except ambiguity, and [`SchemaError::Snapshot`] if the picker
    /// chooses no row or an index without a row.
    ///
    /// ```
    /// use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema, pickers};
    /// # #[derive(SnapshotSchema)]
    /// # #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// # struct Dispatch { nr_mig_cross: u64 }
    ///
    /// let report = FailureDumpReport::from_path("../examples/captures/dispatch-swap.json")?;
    /// let largest = Dispatch::from_snapshot_via(&Snapshot::new(&report), pickers::max_by_sum_u64)?;
    /// # assert!(largest.nr_mig_cross > 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn from_snapshot_via(
        snapshot: &Snapshot<'_>,
        picker: impl for<'r> FnOnce(&[(&'r str, Vec<SnapshotField<'r>>)]) -> Option<usize>,
    ) -> Result<Self, SchemaError>
    where
        Self: OneMap,
    {
        resolve::by_picker(snapshot, const { &Self::SCHEMA }, picker)?.read(const { &Self::SCHEMA }, Self::read)
    }

    /// Returns the map that [`from_snapshot`](Self::from_snapshot) reads, and the rule that chose it.
    ///
    /// # Errors
    ///
    /// Those of [`from_snapshot`](Self::from_snapshot) that concern the map. No value is read.
    fn pick<'a>(snapshot: &Snapshot<'a>) -> Result<Pick<'a>, SchemaError>
    where
        Self: OneMap,
    {
        resolve::by_rule(snapshot, const { &Self::SCHEMA }, Self::picker())?.pick()
    }

    /// Returns the map of each part of a struct with `parts`, in the order of the fields. For any other struct, its
    /// [`pick`](Self::pick).
    ///
    /// # Errors
    ///
    /// Those of [`from_snapshot`](Self::from_snapshot).
    ///
    /// ```
    /// use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};
    /// # #[derive(SnapshotSchema)]
    /// # #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// # struct Dispatch { nr_mig_cross: u64 }
    ///
    /// let report = FailureDumpReport::from_path("../examples/captures/dispatch-swap.json")?;
    /// for pick in Dispatch::picks(&Snapshot::new(&report))? {
    ///     println!("{}, {}", pick.map, pick.reason);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn picks<'a>(snapshot: &Snapshot<'a>) -> Result<Vec<Pick<'a>>, SchemaError> {
        parts::from_snapshot_with_picks::<Self>(snapshot).map(|(_, picks)| picks)
    }

    /// Reads all fields from a report's file, with the results and errors of [`from_snapshot`](Self::from_snapshot).
    ///
    /// The file is read into memory, not mapped, so a file that the harness is still writing can't change during the read.
    /// Of a `dual` document, the late report is read; [`Halves`](crate::Halves) reads both.
    ///
    /// # Errors
    ///
    /// [`ReadError::Report`] if the file can't be read or is not a report, else [`ReadError::Schema`] with the errors of
    /// [`from_snapshot`](Self::from_snapshot).
    fn from_json_path(file: impl AsRef<Path>) -> Result<Self, ReadError> {
        json::from_path(file.as_ref())
    }

    /// Reads all fields from a report's JSON text, with the results and errors of [`from_snapshot`](Self::from_snapshot).
    ///
    /// This is faster than parsing the report first. If the text has the form in which the harness writes it, one pass
    /// keeps only the struct's variables. For a text in another form, or if that read fails, the whole report is parsed.
    /// Of a `dual` document, the late report is read; [`Halves`](crate::Halves) reads both.
    ///
    /// # Errors
    ///
    /// [`ReadError::Report`] if the text is not a report, even if the error is in a part that the struct does not need,
    /// else [`ReadError::Schema`] with the errors of [`from_snapshot`](Self::from_snapshot).
    ///
    /// ```
    /// use ktsnap::SnapshotSchema;
    /// # #[derive(SnapshotSchema)]
    /// # #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// # struct Dispatch { nr_mig_cross: u64 }
    ///
    /// let json = std::fs::read("../examples/captures/dispatch-swap.json")?;
    /// assert_eq!(Dispatch::from_json_slice(&json)?.nr_mig_cross, 748);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn from_json_slice(json: &[u8]) -> Result<Self, ReadError> {
        json::from_slice(json)
    }

    /// Reads all fields from a report in memory that another crate defines, with the results and errors of
    /// [`from_snapshot`](Self::from_snapshot). `report` is any value that serializes as a report: that of a snapshot of the
    /// `ktstr` harness, of whichever version.
    ///
    /// No JSON is written. The value's fields are visited in their order, and only the struct's variables, or its map, are
    /// serialized. If that read fails, all of the report is collected, because errors describe all of it. Of a `dual`
    /// document, the late report is read.
    ///
    /// # Errors
    ///
    /// [`ReadError::Report`] if the value does not serialize as a report: [`ReportError::Value`](crate::ReportError::Value)
    /// if its form differs, and [`ReportError::TooDeep`](crate::ReportError::TooDeep) if it nests too deeply. Else
    /// [`ReadError::Schema`] with the errors of [`from_snapshot`](Self::from_snapshot).
    ///
    /// ```
    /// # mod ktstr { pub(crate) mod prelude {
    /// #     pub(crate) struct Snapshot<'a>(pub(crate) &'a ktsnap::FailureDumpReport);
    /// #     impl Snapshot<'_> { pub(crate) fn report(&self) -> &ktsnap::FailureDumpReport { self.0 } }
    /// # } }
    /// use ktsnap::{ReadError, SnapshotSchema};
    /// use ktstr::prelude::Snapshot;
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
    /// struct Dispatch {
    ///     nr_mig_same: u64,
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// fn moved(snap: &Snapshot<'_>) -> Result<Dispatch, ReadError> {
    ///     Dispatch::from_report(snap.report())
    /// }
    /// # let report = ktsnap::FailureDumpReport::from_path("../examples/captures/dispatch-swap.json")?;
    /// # let snap = Snapshot(&report);
    /// assert!(moved(&snap)?.cross_fraction()? < 0.7);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn from_report(report: &impl Serialize) -> Result<Self, ReadError> {
        from_report::from_report(report)
    }

    /// Reads all fields from the map that `picker` chooses, as [`from_snapshot_via`](Self::from_snapshot_via) does, from a
    /// value that serializes as a report. The picker is one of [`pickers`](crate::pickers), or a function over the same rows.
    ///
    /// # Errors
    ///
    /// Those of [`from_report`](Self::from_report) and [`from_snapshot_via`](Self::from_snapshot_via).
    ///
    /// ```
    /// use ktsnap::{ReadError, SnapshotSchema, pickers};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// struct Dispatch {
    ///     nr_enqueued: u64,
    ///     nr_inserted: u64,
    /// }
    ///
    /// /// Reads the copy with the largest counters, which may be that of a scheduler that ran before.
    /// fn busiest(report: &impl serde::Serialize) -> Result<Dispatch, ReadError> {
    ///     Dispatch::from_report_via(report, pickers::max_by_sum_u64)
    /// }
    /// # let report = ktsnap::FailureDumpReport::from_path("../examples/captures/dispatch-swap.json")?;
    /// # assert_eq!(busiest(&report)?.nr_enqueued, 5397);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn from_report_via(
        report: &impl Serialize,
        picker: impl for<'r> FnOnce(&[(&'r str, Vec<SnapshotField<'r>>)]) -> Option<usize>,
    ) -> Result<Self, ReadError>
    where
        Self: OneMap,
    {
        from_report::from_report_via(report, picker)
    }

    /// Reads all fields from raw bytes, at the offsets in BTF and in the byte order of the object.
    ///
    /// `bytes` are the contents of the section. For a struct that mirrors a map, they are the map's values in the order of
    /// their keys, as bpf(2) returns them: each rounded up to 8 bytes, and for a per-CPU map one value per possible CPU.
    ///
    /// # Errors
    ///
    /// [`SchemaError::WrongSize`] for fewer bytes than the section has in the object, or for a size that does not match the
    /// map. Additional bytes are ignored, unless the section's last variable is an [array](Schema::resizable_from): the
    /// array takes all bytes to the end, which must be a whole number of elements.
    /// [`SchemaError::Unplaced`] for a struct of `.kconfig`, and [`SchemaError::NoBytes`] for a struct of a hash map or storage.
    ///
    /// ```
    /// use ktsnap::SnapshotSchema;
    /// # #[derive(SnapshotSchema)]
    /// # #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// # struct Dispatch { nr_mig_cross: u64 }
    ///
    /// // The value of the map `dispatch.bss`, for example from `bpf_map_lookup_elem`.
    /// let bss = vec![0; 632];
    /// assert_eq!(Dispatch::from_section_bytes(&bss)?.nr_mig_cross, 0);
    /// # Ok::<(), ktsnap::SchemaError>(())
    /// ```
    fn from_section_bytes(bytes: &[u8]) -> Result<Self, SchemaError>
    where
        Self: OneMap,
    {
        let schema = const { &Self::SCHEMA };
        if const { Self::SCHEMA.location.is_unplaced() } {
            return Err(FieldReader::unplaced(schema));
        }
        match (schema.location, schema.resizable_from) {
            // With a slice of constant size, the compiler removes the bounds check of each field.
            (Location::Section { size, .. }, None) => {
                match usize::try_from(size).ok().and_then(|size| bytes.get(..size)) {
                    Some(section) => Self::read(&FieldReader::of_section(schema, section)),
                    None => Err(FieldReader::too_short(schema, size, bytes)),
                }
            }
            (Location::Section { .. }, Some(fixed)) => {
                if usize::try_from(fixed).is_ok_and(|fixed| fixed <= bytes.len()) {
                    Self::read(&FieldReader::of_section(schema, bytes))
                } else {
                    Err(FieldReader::too_short(schema, fixed, bytes))
                }
            }
            (Location::Map { .. }, _) => Self::read(&FieldReader::of_contents(schema, bytes)?),
        }
    }

    /// Returns the difference between this read and an earlier one, as the same struct, so that the struct's ratios are
    /// those of the time between the two reads.
    ///
    /// Unsigned integers are counters, also in arrays, histograms, nested structs and [`PerCpu`](super::PerCpu): the result holds their
    /// difference. Every other field keeps its later value: signed integers, values that are not integers in C (an enum,
    /// text), fields with `gauge`, `max` or `min`, and all of `.rodata`. A nested struct without `object` can't know that an
    /// integer field is an enum in C; mark such a field `gauge`. The difference of a field with `saturating` is 0 where the
    /// later value is lower.
    ///
    /// Both reads must be of the same instance of the scheduler. The values can't show that; [`Series`](crate::Series)
    /// compares the maps as well. [`Rate::between`](crate::Rate::between) also divides by time.
    ///
    /// # Errors
    ///
    /// [`CounterReset`] if a counter is lower than in the earlier read, or if a `Vec` has another length: user space sets
    /// the length when it loads an object, and `take` and `ring` by the number of rows in use.
    fn since(&self, earlier: &Self) -> Result<Self, CounterReset> {
        DerivedParts::difference(self, earlier)
    }
}

/// A type without the derive gets the message of [`SnapshotSchema`], not one about the hidden trait.
#[diagnostic::do_not_recommend]
impl<T: DerivedParts> SnapshotSchema for T {}
