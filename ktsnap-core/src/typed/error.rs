//! The errors of typed reads.

use thiserror::Error;

use super::near_miss::{Miss, NearMiss};
use crate::error::{SnapshotError, addresses, list};

/// The reason why a struct could not be read.
///
/// ```
/// use ktsnap_core::{SchemaError, SnapshotError};
///
/// let error = SchemaError::from(SnapshotError::PlaceholderSnapshot { tag: None });
/// assert!(error.to_string().contains("capture again"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// An error of the view.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// No map holds all the fields, or the map that must be read does not.
    #[error(
        "no {place} map of the snapshot can fill {object}'s [{}]: {}; {}",
        fields.join(", "), why(nearest.as_deref(), source), nearest.as_ref().map_or(Miss::Lacks, |near| near.miss).remedy()
    )]
    NoMap {
        /// The object that the struct was checked against.
        object: String,
        /// The section or map that holds the fields there.
        place: String,
        /// The fields, by their names in C.
        fields: Vec<String>,
        /// The view's error.
        source: Box<SnapshotError>,
        /// The map that holds the most fields, if any.
        nearest: Option<Box<NearMiss>>,
    },
    /// The report does not show which of several copies is the running scheduler's, or whether the only copy is, and the
    /// struct has no picker.
    #[error(
        "{} may hold {object}'s [{}] ({}) and {reason}; name a picker (`#[snapshot(picker = ...)]`) or use \
         `from_snapshot_via`",
        if candidates.len() == 1 { "1 map".to_owned() } else { format!("{} maps", candidates.len()) },
        fields.join(", "), list(candidates)
    )]
    Ambiguous {
        /// The object that the struct was checked against.
        object: String,
        /// The fields, by their names in C.
        fields: Vec<String>,
        /// The maps, each with its address.
        candidates: Vec<String>,
        /// What the report says about the running scheduler, and what it lacks.
        reason: String,
        /// The view's error.
        source: Box<SnapshotError>,
    },
    /// The report lists the live maps by address, and a map that may hold the fields has no address.
    #[error(
        "the report lists the live maps by address ({}), and the address of a map that may hold {object}'s [{}] is \
         unknown: {}; choose the map to read with `from_snapshot_via`",
        addresses(live), fields.join(", "), list(candidates)
    )]
    AddressUnknown {
        /// The object that the struct was checked against.
        object: String,
        /// The fields, by their names in C.
        fields: Vec<String>,
        /// The maps, each with its address if the report has it.
        candidates: Vec<String>,
        /// The report's list of live maps.
        live: Vec<u64>,
    },
    /// A picker chose the map of one part of a struct with `parts`, so the report does not show that all parts are of one
    /// instance.
    #[error(
        "the parts of a struct of {object} must be of one instance, but the report does not say which scheduler is running, \
         and a picker chose {map}; capture while the scheduler is running, or read the struct of each part by itself"
    )]
    PartsApart {
        /// The object that the parts were checked against.
        object: String,
        /// The map that a picker chose.
        map: String,
    },
    /// The number of rows in use is larger than the number of rows.
    #[error(
        "`{name}` is {count}, but `{rows}` has {}; compare the two in the scheduler's source, or remove `take`",
        found.map_or_else(|| "no such number of rows".to_owned(), elements)
    )]
    RowCount {
        /// The field with the rows.
        rows: String,
        /// The field with the number of rows in use.
        name: String,
        /// That number.
        count: i128,
        /// The number of rows. `None` if `count` can't be a number of rows.
        found: Option<usize>,
    },
    /// The captured section holds two variables of that name: two static variables were linked into one object. A report does
    /// not say which of them the struct reads.
    #[error(
        "{map} holds `{variable}` twice, so a report does not say which is the one of {object}; rename one of the two \
         static variables in C, and capture again"
    )]
    Repeated {
        /// The object that the struct was checked against.
        object: String,
        /// The map that was read.
        map: String,
        /// The variable.
        variable: String,
    },
    /// The entries of the captured map are not in the order of their keys. An array is captured key by key, so the report was
    /// changed later, and can contain an entry twice.
    #[error(
        "{map} has an entry of key {key} after one with the same or a larger key, so an entry may be in the report twice; \
         capture again, or restore the report as it was written"
    )]
    KeyOrder {
        /// The map that was read.
        map: String,
        /// The first key that does not follow a smaller one.
        key: u32,
    },
    /// A value has another type than in the object's BTF at build time.
    #[error(transparent)]
    Drift(Box<SchemaDrift>),
    /// The field reads a member of a CPU mask (`struct cpumask`). A report shows the mask as a list of CPU numbers.
    #[error(
        "`{variable}` in {map} is part of a mask of CPUs, which a report shows as a list; read the mask as `ktsnap::CpuSet`"
    )]
    CpuList {
        /// The map that was read.
        map: String,
        /// The field, by its name in C.
        variable: String,
    },
    /// The capture holds only the first elements of an array, or the first keys of a map.
    #[error(
        "`{variable}` in {map} has {declared} elements, and the capture holds the first {rendered}; read it from the \
         section's bytes or live, or mirror an element that is there"
    )]
    Truncated {
        /// The map that was read.
        map: String,
        /// The field, by its name in C.
        variable: String,
        /// The number of elements in the report.
        rendered: usize,
        /// The number of elements of the variable.
        declared: usize,
    },
    /// The section's last array has another length than in the object, and the field's type has a fixed length.
    #[error(
        "`{variable}` in {map} has {}, and {built} in {object}; the last array of a section can be resized at load: use \
         `Vec`, which takes any length",
        elements(*found)
    )]
    Resized {
        /// The object that the struct was checked against.
        object: String,
        /// The map that was read.
        map: String,
        /// The field, by its name in C.
        variable: String,
        /// The number of elements in the object.
        built: usize,
        /// The number of elements in the report or bytes.
        found: usize,
    },
    /// The index in the field's path is past the end of the section's last array.
    #[error(
        "`{variable}` in {map} is out of range: the array has {}, a number that is set at load; write an index below it, \
         or take all elements with `[*]`",
        elements(*len)
    )]
    OutOfRange {
        /// The map that was read.
        map: String,
        /// The field, by its name in C.
        variable: String,
        /// The index in the path.
        index: usize,
        /// The number of elements in the report or bytes.
        len: usize,
    },
    /// The value of a member or variable that is an index of a path, as in `running_ns[cell]`, is not an index of the array.
    #[error(
        "`{variable}` in {map}: `{index}` is {value}, but the array has {}; if this value means that the scheduler uses no \
         element, read `{index}` and the whole array, and choose the element in Rust",
        elements(*len)
    )]
    IndexOutOfRange {
        /// The map that was read.
        map: String,
        /// The field, by its path in C.
        variable: String,
        /// The member or variable, by its path in C.
        index: String,
        /// Its value.
        value: i128,
        /// The number of elements of the array.
        len: usize,
    },
    /// The capture could not read a slot of a per-CPU map, or an entry of a map. A missing value does not count as 0.
    #[error(
        "`{variable}` in {map}: {} captured; capture again{}{remedy}",
        cpu.map_or_else(|| "nothing of it was".to_owned(), |cpu| format!("the slot of CPU {cpu} was not")),
        if remedy.is_empty() { "" } else { ", or " }
    )]
    Unmapped {
        /// The map that was read.
        map: String,
        /// The field, by its name in C.
        variable: String,
        /// The first CPU without a slot. `None` if the whole entry is missing.
        cpu: Option<usize>,
        /// What to write for the field so that this capture can be read. Empty if there is no such type.
        remedy: String,
    },
    /// The report holds as many entries of a hash map as a capture keeps of any map
    /// ([`MAX_HASH_ENTRIES`](crate::report::limits::MAX_HASH_ENTRIES)), and the map can have more.
    #[error(
        "`{variable}` in {map}: {}, and the map can have {}; read it live{}",
        if *is_lookup {
            format!("no such key is among the {kept} entries that the capture holds")
        } else {
            format!("the capture holds {kept} entries")
        },
        if *max_entries > *kept { format!("up to {max_entries}") } else { "more".to_owned() },
        if *is_lookup { "" } else { ", or look up single keys with `ktsnap::PartialRows`" }
    )]
    CutEntries {
        /// The map that was read.
        map: String,
        /// The field, by its name in C.
        variable: String,
        /// The number of entries in the report.
        kept: usize,
        /// The number of entries that the map can have. It is 0 if the map has no limit.
        max_entries: usize,
        /// Whether the field reads one entry, and not all of them.
        is_lookup: bool,
    },
    /// The map has no entry of that key, and the field is not an `Option`.
    #[error("{map} has no entry `{variable}`; write `Option<_>` for the field, which is then `None`")]
    NoEntry {
        /// The map that was read.
        map: String,
        /// The field, by its name in C.
        variable: String,
    },
    /// The key or value of an entry was not rendered, because the capture did not know its type or could not read it. A missing
    /// value does not count as 0.
    #[error(
        "`{variable}` in {map}: the {part} of the entry was not rendered; capture a scheduler that was loaded with its BTF"
    )]
    Unrendered {
        /// The map that was read.
        map: String,
        /// The field, by its name in C.
        variable: String,
        /// `key` or `value`.
        part: &'static str,
    },
    /// Two entries of the map have the same key, so the report does not say which value the key has.
    #[error(
        "`{variable}` in {map}: two entries have the key {key}; capture again, or, if the key is a struct, mirror all of its \
         members"
    )]
    RepeatedKey {
        /// The map that was read.
        map: String,
        /// The field, by its name in C.
        variable: String,
        /// The key.
        key: String,
    },
    /// Two rows of a field with `by` have the same key, so the key does not say which of them is meant.
    #[error(
        "`{first}` and `{variable}` in {map} are both {key}, but rows have different keys; join them with `sum`, `max` or \
         `min`, or leave out rows that are not in use with `#[snapshot(only = ...)]`"
    )]
    RepeatedLabel {
        /// The map that was read.
        map: String,
        /// The key of the first row, by its name in C.
        first: String,
        /// The key of the second row, by its name in C.
        variable: String,
        /// The value of both.
        key: String,
    },
    /// The result of a reduction does not fit the field.
    #[error(
        "`{variable}` in {map} comes to {}, which {bits} bits can't hold; give the field a wider type and \
         `#[snapshot(widen)]`",
        value.map_or_else(|| "more than 128 bits".to_owned(), |value| value.to_string())
    )]
    Overflow {
        /// The map that was read.
        map: String,
        /// The field, by its name in C.
        variable: String,
        /// The result, if it fits 128 bits.
        value: Option<i128>,
        /// The width of the field, in bits.
        bits: u32,
    },
    /// The field is a `String`, and the `char` array is not UTF-8. A task's name, for example, can be any bytes: the kernel
    /// does not check what user space sets (`PR_SET_NAME`, `/proc/PID/comm`).
    #[error(
        "`{variable}` in {map} is not UTF-8 from byte {valid_up_to} on; write `std::ffi::CString` instead of `String`, \
         which holds any bytes"
    )]
    NotUtf8 {
        /// The map that was read.
        map: String,
        /// The field, by its name in C.
        variable: String,
        /// The number of bytes before the first one that is not UTF-8.
        valid_up_to: usize,
    },
    /// `max` or `min` of an array without elements.
    #[error("`{variable}` in {map} has no elements, so it has no largest or smallest element; use `sum`")]
    Empty {
        /// The map that was read.
        map: String,
        /// The field, by its name in C.
        variable: String,
    },
    /// The path of the field follows a pointer that is NULL, and the field is not an `Option`.
    #[error("`{variable}` in {map}: the pointer `{pointer}` is NULL; {remedy}, which is `None` for a NULL pointer")]
    NullPointer {
        /// The map that was read.
        map: String,
        /// The field, by its name in C.
        variable: String,
        /// The pointer.
        pointer: String,
        /// What to write for the field.
        remedy: String,
    },
    /// The path of the field follows a pointer whose target is not in the report. Raw bytes never hold the target.
    #[error(
        "`{variable}` in {map}: the target of the pointer `{pointer}` was not captured: {reason}; read a report that has \
         it, or mirror the pointer itself as `ktsnap::Ptr`"
    )]
    NotFollowed {
        /// The map that was read.
        map: String,
        /// The field, by its name in C.
        variable: String,
        /// The pointer.
        pointer: String,
        /// Why the target is not there: the report's own reason, if it has one.
        reason: String,
    },
    /// The number of raw bytes does not match the section or map.
    #[error(
        "{place} of {object} has {expected} bytes, and {found} were given; pass the whole contents, of a scheduler that \
         was built from that object"
    )]
    WrongSize {
        /// The object that the struct was checked against.
        object: String,
        /// The section or map.
        place: String,
        /// The required number of bytes.
        expected: String,
        /// The number of bytes that were passed.
        found: usize,
    },
    /// The struct mirrors a map with keys. Its entries have no fixed place in bytes.
    #[error(
        "the entries of `{place}` of {object} have keys, and no fixed place in bytes; read the struct from a report or live"
    )]
    NoBytes {
        /// The object that the struct was checked against.
        object: String,
        /// The map.
        place: String,
    },
    /// The object has no offsets for the section's variables: libbpf sets those of `.kconfig` when it loads the object.
    #[error(
        "the places of variables in `{place}` of {object} are not known before the object is loaded; read the struct from a \
         report, or pass the bytes of each variable to `from_variable_bytes`"
    )]
    Unplaced {
        /// The object that the struct was checked against.
        object: String,
        /// The section.
        place: String,
    },
}

fn elements(count: usize) -> String {
    if count == 1 { "1 element".to_owned() } else { format!("{count} elements") }
}

fn why(nearest: Option<&NearMiss>, source: &SnapshotError) -> String {
    match (nearest, source) {
        (Some(near), _) => near.to_string(),
        (None, SnapshotError::VarNotFound { available, .. }) => format!("its sections are {}", list(available)),
        (None, SnapshotError::MapNotFound { available, .. }) => format!("its maps are {}", list(available)),
        (None, other) => other.to_string(),
    }
}

/// A value has another type than in the object's BTF at build time.
///
/// ```
/// use ktsnap_core::typed::SchemaDrift;
///
/// fn rebuilt_since(drift: &SchemaDrift) -> String {
///     format!("{}: was {}, is {}", drift.variable, drift.expected, drift.found)
/// }
/// # let _ = rebuilt_since;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{variable}` in {map} is {found}, but {expected} in {object}; rebuild against the object of the scheduler that was \
     captured"
)]
#[non_exhaustive]
pub struct SchemaDrift {
    /// The object that the struct was checked against.
    pub object: String,
    /// The map that was read.
    pub map: String,
    /// The variable.
    pub variable: String,
    /// The type in BTF at build time, and its name in C.
    pub expected: String,
    /// The value in the report.
    pub found: String,
}
