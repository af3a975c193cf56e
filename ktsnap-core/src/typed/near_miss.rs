//! The map that was almost read, and the reason why it was not.

use std::fmt;

use crate::report::FailureDumpMap;

/// The map that holds the most of the fields, without all of them.
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
    /// Its address, or 0 if the report does not have it.
    pub map_kva: u64,
    /// The fields that it lacks. Empty if the map was not considered.
    pub missing: Vec<String>,
    /// The reason why the map was not considered, if it was not.
    pub passed_over: Option<String>,
    pub(super) miss: Miss,
}

/// The reason why a map was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Miss {
    /// It lacks fields, or is another type of map.
    Lacks,
    /// It belongs to another scheduler.
    OtherObject,
    /// It is not in the narrowed view.
    Hidden,
}

impl Miss {
    pub(super) fn remedy(self) -> &'static str {
        match self {
            Self::Lacks => {
                "capture a scheduler that was built from that object, or rebuild against the object of the running one"
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

    /// A map whose name does not contain its object, in a report that holds no map of the running object.
    pub(crate) fn of_unseen_obj(map: &FailureDumpMap, running: &str) -> Self {
        let reason = format!("is not known to be the running scheduler's, `{running}`, which has no map in the report");
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
