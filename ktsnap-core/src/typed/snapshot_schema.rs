//! [`SnapshotSchema`]: how a struct is read from one map.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::json::{self, ReadEach, ReadError};
use super::{FieldReader, Location, Schema, SchemaError};
use crate::pickers::Picker;
use crate::report::RenderedValue;
use crate::select::{Pick, resolve};
use crate::series::{CounterReset, Rate};
use crate::view::{Snapshot, SnapshotField};

/// A struct whose fields mirror variables of one global section of a BPF object, or the values of one of its maps.
///
/// `#[derive(SnapshotSchema)]`, from the `ktsnap` crate, writes the implementation and checks each field against the
/// object's BTF while the struct compiles.
///
/// # Which map is read
///
/// All fields come from one copy of one map, found in this order:
///
/// 1. The candidates are the maps of the [section](Location::Section), or for a [map](Location::Map) those of its name, type and
///    value size. If any of these has the number of entries that BTF gives, the others are dropped, unless the report lists
///    one of them as live: user space may have resized it.
/// 2. If the report says which object runs ([`active_obj_name`](crate::FailureDumpReport::active_obj_name), or else the only
///    object of which it holds sections), sections that are named after another object are out. If none is left, the read is
///    refused, also if the report holds no map of the object that runs.
/// 3. If the report lists live maps ([`active_map_kvas`](crate::FailureDumpReport::active_map_kvas)), a candidate in that
///    list is read. A list without a candidate is incomplete if it names another captured map of the same object; then it
///    decides nothing. If it names none, every copy in the report is another instance's, and the read is refused
///    ([`ActiveFilterExcludedMaps`](crate::SnapshotError::ActiveFilterExcludedMaps)). A candidate whose address is unknown
///    can't be compared with the list ([`SchemaError::AddressUnknown`]).
/// 4. If one candidate is left, it is read. If several are, those that hold all the fields go to the struct's
///    [`picker`](Self::picker); without a picker the read is refused as [ambiguous](SchemaError::Ambiguous), even if only
///    one of them holds the fields, since the other may be the running scheduler's. Two sections whose names the kernel cut
///    to the same 15 characters are told apart by their fields if both are listed as live.
///
/// A typed read never accepts what the view refuses: if [`Snapshot::active`](crate::Snapshot::active) can't say which
/// scheduler runs, a single copy of `.bss`, `.data` or `.rodata` is ambiguous too. The name of a map, or of a section with a
/// suffix (`.data.custom`), does not say which object it belongs to. The maps of its object are then those named after the
/// object that runs, and if the report names an object of which it holds no map, only a map that it lists as live is read.
///
/// A map that was chosen so and lacks a field is an error ([`SchemaError::NoMap`]), never a reason to read another. A
/// field that is an `Option` has no part in this: it is looked for in the map that was chosen for the others. A section that
/// holds a variable of the struct twice is refused ([`SchemaError::Repeated`]).
/// The rules look at the maps in the snapshot's view: all of them for [`Snapshot::new`].
///
/// # Arrays that user space resizes
///
/// Before user space loads an object it can set the size of any section's map (libbpf's `bpf_map__set_value_size`, scx's
/// `RESIZE_ARRAY`). If the section's last variable is an array, the array's length then follows from that size. So a read
/// takes this array with the length that it finds: a `Vec`, a `CString`, a `String`, a `[*]` in a path, `sum`, `max` and
/// `min` take all elements, and the index in a path may be larger than the object's array. A field with a fixed length,
/// `[T; N]`, gives [`SchemaError::Resized`] if the two lengths differ. Any other array of another length is [`SchemaError::Drift`].
///
/// ```
/// use ktsnap_core::series::CounterReset;
/// use ktsnap_core::typed::{CType, FieldReader, FieldSchema, Location, Schema, VarSchema};
/// use ktsnap_core::{FailureDumpReport, SchemaError, Snapshot, SnapshotSchema, schema};
///
/// // What the derive writes for `struct Counters { nr_enqueued: u64 }`.
/// struct Counters {
///     nr_enqueued: u64,
/// }
///
/// impl SnapshotSchema for Counters {
///     const SCHEMA: Schema = Schema::new(
///         "dispatch.bpf.o",
///         Location::Section { name: ".bss", size: 8 },
///         &[VarSchema::new("nr_enqueued", 0, 8, "volatile u64", CType::Uint { bits: 64 })],
///         &[FieldSchema::new("nr_enqueued", 0, "nr_enqueued", "volatile u64")],
///     );
///
///     fn read(from: &FieldReader<'_>) -> Result<Self, SchemaError> {
///         Ok(Self { nr_enqueued: typed::field(|it: &Self| &it.nr_enqueued).read(from, 0)? })
///     }
///
///     fn since(&self, earlier: &Self) -> Result<Self, CounterReset> {
///         let field = typed::field(|it: &Self| &it.nr_enqueued);
///         Ok(Self { nr_enqueued: field.since("nr_enqueued", self, earlier)? })
///     }
/// }
///
/// let report = FailureDumpReport::from_json(
///     r#"{"schema": "single", "maps": [{
///         "name": "dispatch.bss", "map_type": 2, "value_size": 8, "max_entries": 1,
///         "value": {"kind": "struct", "type_name": ".bss", "members": [
///             {"name": "nr_enqueued", "value": {"kind": "uint", "bits": 64, "value": 42}}
///         ]}
///     }]}"#,
/// )?;
/// let counters = Counters::from_snapshot(&Snapshot::new(&report))?;
/// assert_eq!(counters.nr_enqueued, 42);
/// assert_eq!(Counters::pick(&Snapshot::new(&report))?.map.name, "dispatch.bss");
/// assert_eq!(Counters::from_section_bytes(&42_u64.to_le_bytes())?.nr_enqueued, 42);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not read from a snapshot by itself",
    label = "needs `SnapshotSchema`",
    note = "write `#[derive(SnapshotSchema)]` and `#[snapshot(object = \"...\")]` on `{Self}`",
    note = "a struct with `type = \"struct ...\"` is read as a field of another, and one with `value = \"struct ...\"` as \
            `ktsnap::PerCpu<{Self}>`, or by itself once each of its fields has `sum`, `max` or `min`"
)]
pub trait SnapshotSchema: Sized {
    /// What the struct mirrors, as it stood in the object's BTF at build time.
    const SCHEMA: Schema;

    /// Reads all fields from one map, or from raw bytes.
    ///
    /// # Errors
    ///
    /// Those of [`from_snapshot`](Self::from_snapshot) that are about values.
    fn read(from: &FieldReader<'_>) -> Result<Self, SchemaError>;

    /// What was counted since an earlier read.
    ///
    /// Unsigned integers are counters, also in arrays, nested structs and [`PerCpu`](crate::typed::PerCpu): their difference is given. All
    /// else keeps the later value: what has a sign or is no integer in C (an enum, text), a field with `gauge`, `max` or
    /// `min`, and all of `.rodata`. A nested struct without an `object` of its own knows its fields' types in Rust alone:
    /// there an enum read as an integer needs `gauge`.
    ///
    /// Two `Vec`s must have the same length, which is set when an object is loaded; otherwise the difference is an error.
    ///
    /// The two must be of one instance of the scheduler, which values alone can't tell: [`Series`](crate::series::Series) looks at that too.
    ///
    /// # Errors
    ///
    /// [`CounterReset`] when a counter is lower than before.
    fn since(&self, earlier: &Self) -> Result<Self, CounterReset>;

    /// How to choose when several copies are left; `None` refuses to.
    #[must_use]
    fn picker() -> Option<Picker> {
        None
    }

    /// Says which map [`from_snapshot`](Self::from_snapshot) reads, and why.
    ///
    /// # Errors
    ///
    /// Those of [`from_snapshot`](Self::from_snapshot), but for those about values: none is read.
    fn pick<'a>(snapshot: &Snapshot<'a>) -> Result<Pick<'a>, SchemaError> {
        resolve::by_rule(snapshot, const { &Self::SCHEMA }, Self::picker())?.pick()
    }

    /// Reads all fields from one map: [`pick`](Self::pick), then read.
    ///
    /// # Errors
    ///
    /// [`SchemaError::NoMap`] when no map holds the fields, or the map that must be read lacks some or is another
    /// scheduler's; [`SchemaError::Ambiguous`] when several copies are left, or the report does not say whose the only one
    /// is, and there is no picker; [`SchemaError::AddressUnknown`] when a map can't be compared with the list of live maps;
    /// [`SchemaError::Repeated`] when the section holds a variable twice; [`SchemaError::KeyOrder`] when the entries of the
    /// map are not in the order of their keys; [`SchemaError::Drift`] when a value is not what BTF gave;
    /// [`SchemaError::Truncated`] and [`SchemaError::Unmapped`] when the capture does not hold all of it;
    /// [`SchemaError::NotUtf8`] when a `String` can't hold the bytes; [`SchemaError::Snapshot`] for all that the view itself
    /// reports.
    fn from_snapshot(snapshot: &Snapshot<'_>) -> Result<Self, SchemaError> {
        resolve::by_rule(snapshot, const { &Self::SCHEMA }, Self::picker())?.read(const { &Self::SCHEMA }, Self::read)
    }

    /// Reads all fields from a report's JSON text, as [`from_snapshot`](Self::from_snapshot) does from the parsed report,
    /// with the same results and errors. One pass over the text keeps the struct's variables alone, for a text in the
    /// form in which the harness writes it; any other form, or a read that fails, costs a parse of the whole.
    ///
    /// # Errors
    ///
    /// [`ReadError::Report`] for a text that is no report, wherever it is broken; [`ReadError::Schema`] with the errors
    /// of [`from_snapshot`](Self::from_snapshot).
    ///
    /// ```
    /// use ktsnap_core::SnapshotSchema;
    /// use ktsnap_core::typed::ReadError;
    ///
    /// /// Each report's struct, or the first error.
    /// fn read_all<T: SnapshotSchema>(texts: &[&[u8]]) -> Result<Vec<T>, ReadError> {
    ///     texts.iter().map(|json| T::from_json_slice(json)).collect()
    /// }
    /// ```
    fn from_json_slice(json: &[u8]) -> Result<Self, ReadError> {
        json::from_slice(json)
    }

    /// Reads all fields from a report's file, as [`from_json_slice`](Self::from_json_slice) does from its text. The file
    /// is read into memory, not mapped: one that the harness is still writing can't change under the reader.
    ///
    /// # Errors
    ///
    /// [`ReadError::Report`] when the file can't be read or is no report, else those of
    /// [`from_snapshot`](Self::from_snapshot).
    ///
    /// ```
    /// use ktsnap_core::SnapshotSchema;
    ///
    /// fn print<T: SnapshotSchema + std::fmt::Debug>(file: &str) {
    ///     match T::from_json_path(file) {
    ///         Ok(counters) => println!("{counters:?}"),
    ///         Err(error) => eprintln!("{error}"),
    ///     }
    /// }
    /// ```
    fn from_json_path(file: impl AsRef<Path>) -> Result<Self, ReadError> {
        json::from_path(file.as_ref())
    }

    /// Reads all fields from each of many reports' files, on all cores and in order:
    /// [`from_json_path`](Self::from_json_path), with its errors, file by file.
    ///
    /// ```
    /// use ktsnap_core::SnapshotSchema;
    ///
    /// fn read_all<T: SnapshotSchema + Send + 'static>(files: &[&str]) -> Vec<T> {
    ///     let mut each = T::from_json_paths(files);
    ///     let mut read = Vec::new();
    ///     while let Some((file, counters)) = each.next() {
    ///         match counters {
    ///             Ok(counters) => read.push(counters),
    ///             Err(error) => eprintln!("{}: {error}", file.display()),
    ///         }
    ///         eprint!("\r{} of {}", each.done(), files.len());
    ///     }
    ///     read
    /// }
    /// ```
    fn from_json_paths<P: Into<PathBuf>>(files: impl IntoIterator<Item = P>) -> ReadEach<Self>
    where
        Self: Send + 'static,
    {
        ReadEach::new(files.into_iter().map(Into::into).collect())
    }

    /// Reads all fields from the map that `picker` chooses among those that hold them all, whichever scheduler runs:
    /// [`Snapshot::live_vars_via`], typed. The picker gets a row a map: the variables of a section; of a map the
    /// fields, each made one integer.
    ///
    /// # Errors
    ///
    /// Those of [`from_snapshot`](Self::from_snapshot) but for ambiguity, and [`SchemaError::Snapshot`] when the picker
    /// chooses none or one that is not there.
    fn from_snapshot_via(
        snapshot: &Snapshot<'_>,
        picker: impl for<'r> FnOnce(&[(&'r str, Vec<SnapshotField<'r>>)]) -> Option<usize>,
    ) -> Result<Self, SchemaError> {
        resolve::by_picker(snapshot, const { &Self::SCHEMA }, picker)?.read(const { &Self::SCHEMA }, Self::read)
    }

    /// Reads all fields from raw bytes, at the offsets that BTF gave and in the byte order of the object: from the
    /// contents of the section, or from the values of the map, key by key as bpf(2) gives them (each rounded up to 8
    /// bytes, and for a per-CPU map one for each possible CPU).
    ///
    /// # Errors
    ///
    /// [`SchemaError::WrongSize`] for fewer bytes than the section has in the object, or for a number that is not the map's.
    /// More bytes than the section has in the object are ignored, unless the last variable is an
    /// [array](Schema::resizable_from): it takes all bytes to the end, which must be a whole number of elements.
    /// [`SchemaError::Unplaced`] for a struct of `.kconfig`.
    fn from_section_bytes(bytes: &[u8]) -> Result<Self, SchemaError> {
        let schema = const { &Self::SCHEMA };
        if const { Self::SCHEMA.home.is_unplaced() } {
            return Err(FieldReader::unplaced(schema));
        }
        match (schema.home, schema.resizable_from) {
            // The compiler knows the size, so that a field of what is left costs no more than its load.
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

    /// Reads all fields from the raw bytes of the variables alone, in the byte order of the object: an entry for each of
    /// [`Schema::vars`], in that order, `None` for an [optional](super::VarSchema::optional) one that is not there. Where they
    /// stand in the section makes no difference. Whoever has a large section reads no more of it than the fields.
    ///
    /// Bytes after a variable's [size](super::VarSchema::size) are ignored, unless the variable is
    /// [resizable](Schema::is_resizable): then all bytes are elements of it. Nothing here tells whether the bytes are of such
    /// a variable: hold its type against [`VarSchema::shape`](super::VarSchema::shape) first.
    ///
    /// # Errors
    ///
    /// [`SchemaError::WrongSize`] for fewer bytes than a variable has in the object, `None` among them, or for part of an
    /// element of a resizable one; and
    /// [`SchemaError::Snapshot`] for another number of entries, and for a struct that mirrors a [map](Location::Map).
    ///
    /// ```
    /// use ktsnap_core::series::CounterReset;
    /// use ktsnap_core::typed::{CType, FieldReader, FieldSchema, Location, Schema, VarSchema};
    /// use ktsnap_core::{SchemaError, SnapshotSchema, schema};
    ///
    /// // What the derive writes for `struct Tasks { nr_tasks: u32, nr_kicks: Option<u64> }`.
    /// #[derive(Debug, PartialEq)]
    /// struct Tasks {
    ///     nr_tasks: u32,
    ///     nr_kicks: Option<u64>,
    /// }
    ///
    /// impl SnapshotSchema for Tasks {
    ///     const SCHEMA: Schema = Schema::new(
    ///         "dispatch.bpf.o",
    ///         Location::Section { name: ".bss", size: 165_000_000 },
    ///         &[
    ///             VarSchema::new("nr_tasks", 40_000_000, 4, "u32", CType::Uint { bits: 32 }),
    ///             VarSchema::new("nr_kicks", 164_000_000, 8, "u64", CType::Uint { bits: 64 }).optional(true),
    ///         ],
    ///         &[FieldSchema::new("nr_tasks", 0, "nr_tasks", "u32"), FieldSchema::new("nr_kicks", 1, "nr_kicks", "u64")],
    ///     );
    ///
    ///     fn read(from: &FieldReader<'_>) -> Result<Self, SchemaError> {
    ///         Ok(Self {
    ///             nr_tasks: typed::field(|it: &Self| &it.nr_tasks).read(from, 0)?,
    ///             nr_kicks: typed::field(|it: &Self| &it.nr_kicks).read(from, 1)?,
    ///         })
    ///     }
    /// #
    /// #     fn since(&self, _: &Self) -> Result<Self, CounterReset> {
    /// #         unimplemented!()
    /// #     }
    /// }
    ///
    /// let nr_tasks = 7_u32.to_le_bytes();
    /// let tasks = Tasks::from_variable_bytes(&[Some(&nr_tasks), None])?;
    /// assert_eq!(tasks, Tasks { nr_tasks: 7, nr_kicks: None });
    /// # Ok::<(), SchemaError>(())
    /// ```
    fn from_variable_bytes(vars: &[Option<&[u8]>]) -> Result<Self, SchemaError> {
        Self::read(&FieldReader::of_variables(const { &Self::SCHEMA }, vars)?)
    }

    /// Reads all fields from the rendered values of the variables alone: an entry for each of [`Schema::vars`], in that
    /// order, `None` for one that is not there. `map` is the map that they were taken from, for errors to name. This is for
    /// whoever has picked the map and found the variables in a report of another type than
    /// [`FailureDumpReport`](crate::FailureDumpReport): only what the fields need has to become a [`RenderedValue`].
    ///
    /// # Errors
    ///
    /// Those of [`from_snapshot`](Self::from_snapshot) that are about values; [`SchemaError::Snapshot`] for a variable
    /// that is not there and must be, for another number of entries, and for a struct that mirrors a [map](Location::Map).
    ///
    /// ```
    /// use ktsnap_core::report::RenderedValue;
    /// use ktsnap_core::{SchemaError, SnapshotSchema};
    ///
    /// /// Of a struct whose only variable is a `u64`.
    /// fn read<T: SnapshotSchema>(nr_enqueued: u64) -> Result<T, SchemaError> {
    ///     let value = RenderedValue::Uint { bits: 64, value: nr_enqueued };
    ///     T::from_variable_values("dispatch.bss", &[Some(value)])
    /// }
    /// ```
    fn from_variable_values(map: &str, values: &[Option<RenderedValue>]) -> Result<Self, SchemaError> {
        Self::read(&FieldReader::of_values(const { &Self::SCHEMA }, map, values)?)
    }

    /// What was counted [since](Self::since) an earlier read, and in what time.
    ///
    /// # Errors
    ///
    /// [`CounterReset`] when a counter is lower than before.
    fn rate(&self, earlier: &Self, elapsed: Duration) -> Result<Rate<Self>, CounterReset> {
        Ok(Rate::new(self.since(earlier)?, elapsed))
    }

    #[doc(hidden)]
    fn from_snapshot_with_pick<'a>(snapshot: &Snapshot<'a>) -> Result<(Self, Pick<'a>), SchemaError> {
        let found = resolve::by_rule(snapshot, const { &Self::SCHEMA }, Self::picker())?;
        Ok((found.read(const { &Self::SCHEMA }, Self::read)?, found.pick()?))
    }

    #[doc(hidden)]
    fn from_snapshot_via_with_pick<'a>(
        snapshot: &Snapshot<'a>,
        picker: impl for<'r> FnOnce(&[(&'r str, Vec<SnapshotField<'r>>)]) -> Option<usize>,
    ) -> Result<(Self, Pick<'a>), SchemaError> {
        let found = resolve::by_picker(snapshot, const { &Self::SCHEMA }, picker)?;
        Ok((found.read(const { &Self::SCHEMA }, Self::read)?, found.pick()?))
    }
}
