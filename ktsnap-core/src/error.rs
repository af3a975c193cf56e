//! The errors of lookups.

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use crate::missing_stats::MissingStatsReason;
use crate::report::FailureDumpMap;

/// The result of a lookup.
///
/// ```
/// use ktsnap_core::{SnapshotField, SnapshotResult};
///
/// fn depth(field: &SnapshotField<'_>) -> SnapshotResult<i64> {
///     field.get("queue.depth").as_i64()
/// }
/// # let _ = depth;
/// ```
pub type SnapshotResult<T> = Result<T, SnapshotError>;

/// A map of the running scheduler's object that is missing from the list of live maps.
///
/// Payload of [`SnapshotError::ActiveFilterExcludedMaps`].
///
/// ```
/// use ktsnap_core::error::ExcludedMap;
///
/// let map: ExcludedMap = serde_json::from_str(r#"{"name": "dispatch.bss", "map_kva": 4096}"#)?;
/// assert_eq!(map.name, "dispatch.bss");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExcludedMap {
    /// The map's name.
    pub name: String,
    /// The map's [`map_kva`](crate::report::FailureDumpMap::map_kva); zero if the capture did not record it.
    pub map_kva: u64,
}

impl From<&FailureDumpMap> for ExcludedMap {
    fn from(map: &FailureDumpMap) -> Self {
        Self { name: map.name.clone(), map_kva: map.map_kva }
    }
}

/// Why a lookup in a [`Snapshot`](crate::Snapshot) found no value.
///
/// The variants and their fields are those of the `ktstr` harness's error. The messages are ktsnap's.
///
/// ```
/// use ktsnap_core::{FailureDumpReport, Snapshot, SnapshotError};
///
/// let report = FailureDumpReport::from_json(r#"{"schema": "single", "maps": []}"#)?;
/// let error = Snapshot::new(&report).map("dispatch.bss").unwrap_err();
/// assert!(matches!(error, SnapshotError::MapNotFound { .. }));
/// # Ok::<(), ktsnap_core::ReportError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// No map in view has that name.
    #[error("no map `{requested}`; {}", offer(requested, available))]
    MapNotFound {
        /// The requested name.
        requested: String,
        /// The maps in view, in capture order.
        available: Vec<String>,
    },
    /// No global section holds a variable of that name, or no section holds all of several names.
    #[error("no global `{requested}` in a .bss, .data or .rodata map; {}", offer(requested, available))]
    VarNotFound {
        /// The requested name. Several names are joined, as in `[a, b]`.
        requested: String,
        /// For one name, the variables in view, sorted. For the `live_*` methods, the maps of global sections.
        available: Vec<String>,
    },
    /// Several global sections hold a variable of that name, and the report does not identify the running scheduler's.
    #[error(
        "`{requested}` is in {} maps ({}); choose a map with a picker (`live_vars_via`) or with `Snapshot::map`",
        found_in.len(), list(found_in)
    )]
    AmbiguousVar {
        /// The requested name. Several names are joined, as in `[a, b]`.
        requested: String,
        /// The maps that hold the name, in capture order.
        found_in: Vec<String>,
    },
    /// A struct on the path has no member of that name.
    #[error("path `{requested}`: {} has no member `{component}`; {}", place(walked), offer(component, available))]
    FieldNotFound {
        /// The whole path.
        requested: String,
        /// The part of the path that was found.
        walked: String,
        /// The member that was not found.
        component: String,
        /// The members at that depth.
        available: Vec<String>,
    },
    /// The path continues after a value that is not a struct.
    #[error("path `{requested}`: {} is {kind}, not Struct; end the path before `{component}`", place(walked))]
    NotAStruct {
        /// The whole path.
        requested: String,
        /// The part of the path that was found.
        walked: String,
        /// The requested member.
        component: String,
        /// The value's kind.
        kind: String,
    },
    /// The value has another type.
    #[error("{}can't read {actual} as {expected}; use the accessor of the value's own type", on_path(requested))]
    TypeMismatch {
        /// The requested type.
        expected: String,
        /// The value's type.
        actual: String,
        /// The path, if there was one.
        requested: String,
    },
    /// The map has no entry at that index.
    #[error("map `{map}` {}", no_entry(*index, *len))]
    IndexOutOfRange {
        /// The map.
        map: String,
        /// The requested index.
        index: usize,
        /// The number of entries.
        len: usize,
    },
    /// A per-CPU entry has no value for that CPU.
    #[error(
        "map `{map}` has {} for CPU {cpu} ({len} slots in all); use a CPU that was possible on that machine",
        if *unmapped { "a slot that could not be read" } else { "no slot" }
    )]
    PerCpuSlot {
        /// The map.
        map: String,
        /// The requested CPU.
        cpu: u32,
        /// The number of slots.
        len: usize,
        /// Whether the slot exists and could not be read.
        unmapped: bool,
    },
    /// No entry matches, or a reduction had no value.
    #[error("`{op}` on map `{map}` {}", no_match(*len, available_keys))]
    NoMatch {
        /// The map, or the kind of the reduced entry.
        map: String,
        /// The method.
        op: String,
        /// The number of entries that were searched.
        len: usize,
        /// At most three keys, each cut at 80 characters. A key without BTF is `hex:...`.
        available_keys: Vec<String>,
    },
    /// A per-CPU entry was read without a CPU.
    #[error(
        "{map} has one value per CPU; choose a CPU with `SnapshotMap::cpu`, or reduce the values, as `cpu_sum_u64` does"
    )]
    PerCpuNotNarrowed {
        /// The kind of the entry.
        map: String,
    },
    /// The entry's key or value was not rendered because BTF does not give its type.
    #[error("the {side} of {map} was not rendered, because BTF does not give its type; read its hex in the raw entry")]
    NoRendered {
        /// The entry.
        map: String,
        /// `key` or `value`.
        side: String,
    },
    /// The path has an empty component, as in `a..b`.
    #[error("path `{requested}` has an empty component; write one name between two dots")]
    EmptyPathComponent {
        /// The whole path.
        requested: String,
    },
    /// The report is a placeholder: the machine could not be frozen, so the report holds no maps.
    #[error(
        "the report{} is a placeholder without maps; skip it (`Snapshot::is_placeholder`), or capture again",
        tag.as_ref().map(|tag| format!(" `{tag}`")).unwrap_or_default()
    )]
    PlaceholderSnapshot {
        /// The capture's tag, if it is known.
        tag: Option<String>,
    },
    /// A sample of a series is a placeholder: the machine could not be frozen, so the sample holds no maps.
    #[error("sample `{tag}` is a placeholder without maps ({reason}); skip it, or capture again")]
    PlaceholderSample {
        /// The sample's tag.
        tag: String,
        /// Why nothing was captured.
        reason: String,
    },
    /// A sample of a series has no scx_stats statistics of the scheduler.
    #[error("sample `{tag}` has no statistics of the scheduler: {reason}")]
    MissingStats {
        /// The sample's tag.
        tag: String,
        /// The reason and the remedy.
        reason: MissingStatsReason,
    },
    /// A sample of a series has no times of that CPU.
    #[error("sample `{tag}` has no times of CPU {cpu}; use a CPU in its `per_cpu_time`, or skip the sample")]
    HostFieldUnavailable {
        /// The sample's tag.
        tag: String,
        /// The requested CPU.
        cpu: u32,
    },
    /// A sample of a series lists other live maps than the first sample of its phase, so the scheduler may have been replaced.
    #[error(
        "`{requested}`: this sample lists the live maps {}, but the first sample of phase {phase} lists {}, so the scheduler may \
         have been replaced; start a new phase after replacing the scheduler, or choose the copies with a picker",
        addresses(sample_kvas),
        addresses(pinned_kvas)
    )]
    WalkerDriftedWithinPhase {
        /// The phase: 0 before the first step of the scenario, then the number of the step, counted from 1.
        phase: u16,
        /// The live maps of the first sample in the phase that lists any.
        pinned_kvas: Vec<u64>,
        /// The live maps of this sample.
        sample_kvas: Vec<u64>,
        /// The requested name. Several names are joined, as in `[a, b]`.
        requested: String,
    },
    /// The report does not identify the running scheduler.
    #[error("the report does not identify the running scheduler: {reason}")]
    NoActiveScheduler {
        /// The reason, and an alternative.
        reason: String,
    },
    /// The report lists live maps, and no captured map of the running scheduler's object is among them.
    #[error("`{requested}`: {}", all_excluded(active_obj, excluded_maps, whitelist_kvas))]
    ActiveFilterExcludedMaps {
        /// The requested name. Several names are joined, as in `[a, b]`.
        requested: String,
        /// The running scheduler's object. It is empty for a typed read if the report does not name it.
        active_obj: String,
        /// The captured maps of that object.
        excluded_maps: Vec<ExcludedMap>,
        /// The report's list of live maps.
        whitelist_kvas: Vec<u64>,
    },
    /// A picker returned no index, or an index that is out of range.
    #[error("{reason}")]
    ProjectionFailed {
        /// The fact and the remedy.
        reason: String,
    },
    /// A map that could hold the name was not rendered by the capture.
    #[error("map `{map}` was not rendered ({error}), so it could hold the name; capture again")]
    MapRenderIncomplete {
        /// The map.
        map: String,
        /// The error that the capture recorded.
        error: String,
    },
}

/// Lists the available names, after a suggestion if a name is similar to the requested name.
///
/// This crate can't depend on `ktsnap-btf`, whose `closest` also compares words and bounds its work. An object has thousands of
/// names, and an error lists only the first of them; here every name is listed.
pub(crate) fn offer(wanted: &str, available: &[String]) -> String {
    let near = available
        .iter()
        .map(|name| (strsim::osa_distance(wanted, name), name))
        .filter(|&(distance, _)| distance <= wanted.len().max(3) / 3)
        .min_by_key(|&(distance, _)| distance);
    match near {
        Some((_, near)) => format!("did you mean `{near}`? Available names: {}", list(available)),
        None => format!("available names: {}", list(available)),
    }
}

/// Joins names for a message.
pub(crate) fn list(names: &[String]) -> String {
    if names.is_empty() { "(none)".to_owned() } else { names.join(", ") }
}

/// Joins addresses for a message.
pub(crate) fn addresses(kvas: &[u64]) -> String {
    if kvas.is_empty() {
        return "(none)".to_owned();
    }
    kvas.iter().map(|kva| format!("{kva:#x}")).collect::<Vec<_>>().join(", ")
}

/// The reason for which a map has no entry at an index, and the remedy.
fn no_entry(index: usize, len: usize) -> String {
    match len {
        0 => {
            format!("is empty, so it has no entry at {index}; read a report in which the scheduler has filled the map")
        }
        1 => format!("has 1 entry, so it has no entry at {index}; use index 0"),
        _ => format!("has {len} entries, so it has no entry at {index}; use an index below {len}"),
    }
}

/// The reason for which no entry matched, and the remedy.
fn no_match(len: usize, keys: &[String]) -> String {
    match (len, keys) {
        (0, _) => "had no value; check whether the map was empty or could not be read".to_owned(),
        (len, []) => format!("matched none of {len} entries; check the predicate"),
        (len, keys) if keys.iter().all(|key| key.starts_with("hex:")) => format!(
            "matched none of {len} entries, and the keys were not rendered because the capture had no BTF for them (keys such as \
             {}); compare `key_hex` of the raw entries (`SnapshotMap::raw`)",
            list(keys)
        ),
        (len, keys) => format!("matched none of {len} entries; check the predicate with keys such as {}", list(keys)),
    }
}

/// The reason for which all of an object's maps are excluded, and the remedy.
fn all_excluded(obj: &str, excluded: &[ExcludedMap], live: &[u64]) -> String {
    let live = addresses(live);
    let maps = if obj.is_empty() { "copy".to_owned() } else { format!("`{obj}` map") };
    if excluded.iter().any(|map| map.map_kva == 0) {
        let names: Vec<_> = excluded.iter().map(|map| map.name.as_str()).collect();
        return format!(
            "the report lists the live maps by address ({live}), but the addresses of its `{obj}` maps are unknown ({}); \
             choose a map of the whole report (`Snapshot::new`) by name or with `live_vars_via`",
            names.join(", ")
        );
    }
    let names: Vec<_> = excluded.iter().map(|map| format!("{} at {:#x}", map.name, map.map_kva)).collect();
    format!(
        "every {maps} in the report ({}) belongs to another instance, because the live maps are at {live}; capture again after \
         the running scheduler has started completely",
        names.join(", ")
    )
}

fn place(walked: &str) -> String {
    if walked.is_empty() { "the value".to_owned() } else { format!("`{walked}`") }
}

fn on_path(requested: &str) -> String {
    if requested.is_empty() { String::new() } else { format!("path `{requested}`: ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_suggested_and_the_rest_listed() {
        let error = |requested: &str| {
            let available = vec!["nr_enqueued".to_owned(), "nr_mig_cross".to_owned()];
            SnapshotError::VarNotFound { requested: requested.to_owned(), available }.to_string()
        };
        assert!(
            error("nr_mig_cros").ends_with("did you mean `nr_mig_cross`? Available names: nr_enqueued, nr_mig_cross")
        );
        assert!(error("frobnicate").ends_with("available names: nr_enqueued, nr_mig_cross"));
    }

    #[test]
    fn an_empty_map_has_no_smaller_index_to_use() {
        let error = |len| SnapshotError::IndexOutOfRange { map: "stats".to_owned(), index: 3, len }.to_string();
        assert!(error(0).starts_with("map `stats` is empty, so") && !error(0).contains("use an index"), "{}", error(0));
        assert!(error(1).ends_with("; use index 0"), "{}", error(1));
        assert!(error(3).ends_with("; use an index below 3"), "{}", error(3));
    }

    #[test]
    fn a_name_is_near_if_a_third_of_it_differs_at_most() {
        let near = |wanted: &str, name: &str| offer(wanted, &[name.to_owned()]).starts_with("did you mean");
        assert!(near("nr_mig", "nr_xyg") && !near("nr_mig", "nr_xyz"));
        assert!(near("nr_migs", "nr_xygs"));
        assert!(near("a", "b") && !near("a", "bc"));
    }

    #[test]
    fn an_empty_list_is_none() {
        assert_eq!((list(&[]), addresses(&[])), ("(none)".to_owned(), "(none)".to_owned()));
        assert_eq!(list(&["a".to_owned(), "b".to_owned()]), "a, b");
        assert_eq!(addresses(&[16, 17]), "0x10, 0x11");
    }

    #[test]
    fn keys_that_were_not_rendered_are_explained() {
        let keys = |keys: &[&str]| no_match(2, &keys.iter().map(|&key| key.to_owned()).collect::<Vec<_>>());
        assert!(keys(&["hex:01", "hex:02"]).contains("compare `key_hex`"));
        assert!(keys(&["hex:01", "2"]).ends_with("check the predicate with keys such as hex:01, 2"));
        assert_eq!(keys(&[]), "matched none of 2 entries; check the predicate");
        assert!(no_match(0, &[]).starts_with("had no value"));
    }

    #[test]
    fn maps_of_another_instance_are_named_with_their_object() {
        let map = |kva| ExcludedMap { name: "a.bss".to_owned(), map_kva: kva };
        let text = |obj: &str, kva| all_excluded(obj, &[map(kva)], &[32]);
        assert!(text("a", 16).starts_with("every `a` map in the report (a.bss at 0x10) belongs to another instance"));
        assert!(text("", 16).starts_with("every copy in the report"));
        assert!(text("a", 0).contains("the addresses of its `a` maps are unknown (a.bss)"));
    }

    #[test]
    fn a_place_and_a_path_are_named_unless_they_are_empty() {
        assert_eq!((place(""), place("a.b")), ("the value".to_owned(), "`a.b`".to_owned()));
        assert_eq!((on_path(""), on_path("a.b")), (String::new(), "path `a.b`: ".to_owned()));
    }
}
