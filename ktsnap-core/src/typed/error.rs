//! What a typed read answers when it has no struct to give.

use std::fmt;

use thiserror::Error;

use crate::error::{SnapshotError, addresses, list};
use crate::report::FailureDumpMap;

/// Why a typed read gave no struct.
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
    /// What the view itself reports.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// No map holds all the fields, or the one that must be read does not.
    #[error(
        "no {place} map of the snapshot can fill {object}'s [{}]: {}; {}",
        fields.join(", "), why(nearest.as_deref(), source), nearest.as_ref().map_or(Miss::Lacks, |near| near.miss).remedy()
    )]
    NoMap {
        /// The object that the struct was checked against.
        object: String,
        /// The section or map that holds the fields there.
        place: String,
        /// The fields, as C names them.
        fields: Vec<String>,
        /// The view's own answer.
        source: Box<SnapshotError>,
        /// The map that came nearest, if there was one.
        nearest: Option<Box<NearMiss>>,
    },
    /// Nothing shows which of several copies is the running scheduler's, or that the only copy is, and the struct has no
    /// picker.
    #[error(
        "{} may hold {object}'s [{}] ({}) and {reason}; name a picker (`#[snapshot(picker = ...)]`) or use \
         `from_snapshot_via`",
        if candidates.len() == 1 { "1 map".to_owned() } else { format!("{} maps", candidates.len()) },
        fields.join(", "), list(candidates)
    )]
    Ambiguous {
        /// The object that the struct was checked against.
        object: String,
        /// The fields, as C names them.
        fields: Vec<String>,
        /// The maps, each with its address.
        candidates: Vec<String>,
        /// What the report says of the running scheduler, and what is missing.
        reason: String,
        /// The view's own answer.
        source: Box<SnapshotError>,
    },
    /// The report lists the addresses of the live maps, and none is known of a map that may hold the fields.
    #[error(
        "the report lists the live maps by address ({}), and the address of a map that may hold {object}'s [{}] is \
         unknown: {}; choose the map to read with `from_snapshot_via`",
        addresses(live), fields.join(", "), list(candidates)
    )]
    AddressUnknown {
        /// The object that the struct was checked against.
        object: String,
        /// The fields, as C names them.
        fields: Vec<String>,
        /// The maps, each with its address if that is known.
        candidates: Vec<String>,
        /// The report's list of live maps.
        live: Vec<u64>,
    },
    /// The captured section holds a variable of that name twice: two static variables of one name were linked into its
    /// object. A report does not say which of them is the struct's.
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
    /// The entries of the captured map are not in the order of their keys. Whoever captures an array reads it key by key,
    /// so the report was changed afterwards, and an entry may be in it twice.
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
    /// A value is not of the shape that BTF gave at build time.
    #[error(transparent)]
    Drift(Box<SchemaDrift>),
    /// A member of a mask of CPUs (`struct cpumask`). A report shows the numbers of the CPUs instead.
    #[error(
        "`{variable}` in {map} is part of a mask of CPUs, which a report shows as a list; read the mask as `ktsnap::CpuSet`"
    )]
    CpuList {
        /// The map that was read.
        map: String,
        /// The field, as C names it.
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
        /// The field, as C names it.
        variable: String,
        /// Elements in the report.
        rendered: usize,
        /// Elements of the variable.
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
        /// The field, as C names it.
        variable: String,
        /// Elements in the object.
        built: usize,
        /// Elements in what was read.
        found: usize,
    },
    /// The section's last array has fewer elements than the field's path asks for.
    #[error(
        "`{variable}` in {map} is out of range: the array has {}, a number that is set at load; write an index below it, \
         or take all elements with `[*]`",
        elements(*len)
    )]
    OutOfRange {
        /// The map that was read.
        map: String,
        /// The field, as C names it.
        variable: String,
        /// The element that the field asks for.
        index: usize,
        /// Elements in what was read.
        len: usize,
    },
    /// The capture could not read a slot of a per-CPU map, or an entry of a map. That is no zero.
    #[error(
        "`{variable}` in {map}: {} captured; capture again{}{remedy}",
        cpu.map_or_else(|| "nothing of it was".to_owned(), |cpu| format!("the slot of CPU {cpu} was not")),
        if remedy.is_empty() { "" } else { ", or " }
    )]
    Unmapped {
        /// The map that was read.
        map: String,
        /// The field, as C names it.
        variable: String,
        /// The first such CPU; `None` where the whole entry is missing.
        cpu: Option<usize>,
        /// What to write for the field so that this capture can be read, as the message says it. Empty if no type does.
        remedy: String,
    },
    /// A reduction gives more than the field can hold.
    #[error(
        "`{variable}` in {map} comes to {}, which {bits} bits can't hold; give the field a wider type and \
         `#[snapshot(widen)]`",
        value.map_or_else(|| "more than 128 bits".to_owned(), |value| value.to_string())
    )]
    Overflow {
        /// The map that was read.
        map: String,
        /// The field, as C names it.
        variable: String,
        /// What it comes to, if that is known.
        value: Option<i128>,
        /// Bits of the field.
        bits: u32,
    },
    /// A `String` field mirrors a `char` array that holds other bytes than UTF-8. Names of tasks, for example, can be any
    /// bytes: the kernel takes them from user space as they are (`PR_SET_NAME`, `/proc/PID/comm`).
    #[error(
        "`{variable}` in {map} is not UTF-8 from byte {valid_up_to} on; write `std::ffi::CString` in place of `String`, \
         which holds any bytes"
    )]
    NotUtf8 {
        /// The map that was read.
        map: String,
        /// The field, as C names it.
        variable: String,
        /// How many bytes before that are UTF-8.
        valid_up_to: usize,
    },
    /// The largest or smallest of no values was asked for.
    #[error("`{variable}` in {map} has no elements, so none is the largest or smallest; use `sum`")]
    Empty {
        /// The map that was read.
        map: String,
        /// The field, as C names it.
        variable: String,
    },
    /// Raw bytes of another number than the section or map has.
    #[error(
        "{place} of {object} has {expected} bytes, and {found} were given; pass the whole contents, of a scheduler that \
         was built from that object"
    )]
    WrongSize {
        /// The object that the struct was checked against.
        object: String,
        /// The section or map.
        place: String,
        /// How many bytes there must be.
        expected: String,
        /// How many there were.
        found: usize,
    },
    /// The section has no contents in an object: libbpf gives the variables of `.kconfig` their places when it loads the
    /// object.
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

/// A value that is not of the shape that BTF gave at build time.
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
    /// What BTF gave, and the type in C.
    pub expected: String,
    /// What the report holds.
    pub found: String,
}

/// The map that came nearest to holding all the fields.
///
/// ```
/// use ktsnap_core::typed::NearMiss;
///
/// fn explain(near: &NearMiss) -> String {
///     format!("{} lacks {}", near.map, near.missing.join(", "))
/// }
/// # let _ = explain;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NearMiss {
    /// The map.
    pub map: String,
    /// Its address; zero when the report does not say.
    pub map_kva: u64,
    /// The fields that it lacks; empty if it was not considered.
    pub missing: Vec<String>,
    /// Why it was not considered, if that is so.
    pub passed_over: Option<String>,
    miss: Miss,
}

/// Why a map was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Miss {
    /// It lacks fields, or is another type of map.
    Lacks,
    /// It is another scheduler's.
    OtherObject,
    /// The view is narrowed.
    Hidden,
}

impl Miss {
    fn remedy(self) -> &'static str {
        match self {
            Self::Lacks => {
                "capture a scheduler that was built from that object, or rebuild against the object of the one that runs"
            }
            Self::OtherObject => {
                "capture while a scheduler that was built from that object runs, or choose the map to read with \
                 `from_snapshot_via`"
            }
            Self::Hidden => "read from the whole report, `Snapshot::new`",
        }
    }
}

impl NearMiss {
    pub(crate) fn lacking(map: &FailureDumpMap, missing: &[&str]) -> Self {
        let missing = missing.iter().map(|name| (*name).to_owned()).collect();
        Self { map: map.name.clone(), map_kva: map.map_kva, missing, passed_over: None, miss: Miss::Lacks }
    }

    pub(crate) fn of_other_type(map: &FailureDumpMap, map_type: u32, value_size: u32) -> Self {
        let reason = format!(
            "is of map type {} with values of {} bytes, not of type {map_type} with values of {value_size}",
            map.map_type, map.value_size
        );
        Self::passed_over(map, reason, Miss::Lacks)
    }

    pub(crate) fn of_other_obj(map: &FailureDumpMap, running: &str) -> Self {
        Self::passed_over(map, format!("is not the running scheduler's, `{running}`"), Miss::OtherObject)
    }

    /// A map whose name does not say whose it is, in a report that names an object of which it holds no map.
    pub(crate) fn of_unseen_obj(map: &FailureDumpMap, running: &str) -> Self {
        let reason = format!("is not known to be the running scheduler's, `{running}`, of which no map was captured");
        Self::passed_over(map, reason, Miss::OtherObject)
    }

    pub(crate) fn hidden(map: &FailureDumpMap) -> Self {
        let reason = "is not in the narrowed view, which only shows live maps that are named after the running object";
        Self::passed_over(map, reason.to_owned(), Miss::Hidden)
    }

    fn passed_over(map: &FailureDumpMap, reason: String, miss: Miss) -> Self {
        Self { map: map.name.clone(), map_kva: map.map_kva, missing: Vec::new(), passed_over: Some(reason), miss }
    }
}

impl fmt::Display for NearMiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.passed_over, self.missing.as_slice()) {
            (Some(reason), _) => write!(f, "{} {reason}", self.map),
            (None, missing) => write!(f, "{} lacks {}", self.map, missing.join(", ")),
        }
    }
}
