//! What a lookup answers when it has no value to give.

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use crate::missing_stats::MissingStatsReason;
use crate::report::FailureDumpMap;

/// A lookup's value, or why there is none.
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

/// A map of the running scheduler's object that its list of live maps leaves out.
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
    /// Its [`map_kva`](crate::report::FailureDumpMap::map_kva); zero when the capture did not record it.
    pub map_kva: u64,
}

impl From<&FailureDumpMap> for ExcludedMap {
    fn from(map: &FailureDumpMap) -> Self {
        Self { name: map.name.clone(), map_kva: map.map_kva }
    }
}

/// Why a lookup in a [`Snapshot`](crate::Snapshot) has no value to give.
///
/// Variants and payloads are those of the `ktstr` harness's own error; the messages are ktsnap's.
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
    /// No map of that name is in view.
    #[error("no map `{requested}`; {}", offer(requested, available))]
    MapNotFound {
        /// The name asked for.
        requested: String,
        /// The maps in view, in capture order.
        available: Vec<String>,
    },
    /// No global section holds a variable of that name; or, for several names, no one section holds them all.
    #[error("no global `{requested}` in a .bss, .data or .rodata map; {}", offer(requested, available))]
    VarNotFound {
        /// The name asked for; several are joined, as in `[a, b]`.
        requested: String,
        /// The variables in view, sorted, for one name; for the `live_*` lookups the global-section maps.
        available: Vec<String>,
    },
    /// More than one global section holds a variable of that name, and nothing tells which runs.
    #[error(
        "`{requested}` is in {} maps ({}); choose one with a picker (`live_vars_via`) or by `Snapshot::map`",
        found_in.len(), list(found_in)
    )]
    AmbiguousVar {
        /// The name asked for; several are joined, as in `[a, b]`.
        requested: String,
        /// The maps that hold it, in capture order.
        found_in: Vec<String>,
    },
    /// A struct on the path has no member of that name.
    #[error("path `{requested}`: {} has no member `{component}`; {}", place(walked), offer(component, available))]
    FieldNotFound {
        /// The whole path.
        requested: String,
        /// What of it was found.
        walked: String,
        /// The member that was not.
        component: String,
        /// The members at that depth.
        available: Vec<String>,
    },
    /// The path goes on, but what it reached is no struct.
    #[error("path `{requested}`: {} is {kind}, not Struct; end the path before `{component}`", place(walked))]
    NotAStruct {
        /// The whole path.
        requested: String,
        /// What of it was found.
        walked: String,
        /// The member that was looked for.
        component: String,
        /// What was there instead.
        kind: String,
    },
    /// The value can't be read as that type.
    #[error("{}can't read {actual} as {expected}; use the accessor of the value's own type", on_path(requested))]
    TypeMismatch {
        /// The type asked for.
        expected: String,
        /// What was there instead.
        actual: String,
        /// The path, when there was one.
        requested: String,
    },
    /// The map has no entry of that index.
    #[error("map `{map}` has {len} entries, so none at {index}; use an index below that")]
    IndexOutOfRange {
        /// The map.
        map: String,
        /// The index asked for.
        index: usize,
        /// How many entries there are.
        len: usize,
    },
    /// A per-CPU entry has no value for that CPU.
    #[error(
        "map `{map}` has {} for CPU {cpu} (it has {len} slots); use a CPU that was possible on that machine",
        if *unmapped { "a slot that could not be read" } else { "no slot" }
    )]
    PerCpuSlot {
        /// The map.
        map: String,
        /// The CPU asked for.
        cpu: u32,
        /// How many slots there are.
        len: usize,
        /// Whether there is a slot that could not be read; else there is none.
        unmapped: bool,
    },
    /// No entry fits, or a reduction had no value to work on.
    #[error("`{op}` on map `{map}` {}", no_match(*len, available_keys))]
    NoMatch {
        /// The map, or what kind of entry was reduced.
        map: String,
        /// The method.
        op: String,
        /// How many entries were looked at.
        len: usize,
        /// Some of their keys: three at most, each cut at 80 characters; `hex:...` for one without BTF.
        available_keys: Vec<String>,
    },
    /// A per-CPU entry was read without saying for which CPU.
    #[error(
        "{map} has a value a CPU; choose one with `SnapshotMap::cpu`, or reduce them with `cpu_sum_u64` and the like"
    )]
    PerCpuNotNarrowed {
        /// What kind of entry it is.
        map: String,
    },
    /// The entry's key or value was not rendered, for want of BTF.
    #[error("the {side} of {map} was not rendered, since BTF did not give its type; read its hex in the raw entry")]
    NoRendered {
        /// What was read.
        map: String,
        /// `key` or `value`.
        side: String,
    },
    /// A path has an empty component, as `a..b` has.
    #[error("path `{requested}` has an empty component; write one name between two dots")]
    EmptyPathComponent {
        /// The whole path.
        requested: String,
    },
    /// The report is a placeholder: the machine could not be frozen, so there is nothing to look in.
    #[error(
        "the report{} is a placeholder, nothing was captured; skip it (`Snapshot::is_placeholder`) or capture again",
        tag.as_ref().map(|tag| format!(" `{tag}`")).unwrap_or_default()
    )]
    PlaceholderSnapshot {
        /// The capture's tag, when known.
        tag: Option<String>,
    },
    /// A sample of a series is a placeholder: the machine could not be frozen, so there is nothing to look in.
    #[error("sample `{tag}` is a placeholder, nothing was captured ({reason}); skip it or capture again")]
    PlaceholderSample {
        /// The sample's tag.
        tag: String,
        /// Why nothing was captured.
        reason: String,
    },
    /// A sample of a series has no statistics of the scheduler's own (scx_stats).
    #[error("sample `{tag}` has no statistics of the scheduler: {reason}")]
    MissingStats {
        /// The sample's tag.
        tag: String,
        /// Why not, and what to do.
        reason: MissingStatsReason,
    },
    /// A sample of a series holds no times of that CPU.
    #[error("sample `{tag}` holds no times of CPU {cpu}; use a CPU of its `per_cpu_time`, or skip the sample")]
    HostFieldUnavailable {
        /// The sample's tag.
        tag: String,
        /// The CPU asked for.
        cpu: u32,
    },
    /// A sample of a series lists other live maps than the first sample of its phase: the scheduler may have been replaced.
    #[error(
        "`{requested}`: this sample lists the live maps {}, and the first of phase {phase} lists {}, so the two may be of \
         different schedulers; begin a phase after the scheduler was replaced, or choose the copies with a picker",
        addresses(sample_kvas),
        addresses(pinned_kvas)
    )]
    WalkerDriftedWithinPhase {
        /// The phase: 0 before the first step of the scenario, then the step's number from 1.
        phase: u16,
        /// The live maps of the first sample of the phase that lists any.
        pinned_kvas: Vec<u64>,
        /// Those of this sample.
        sample_kvas: Vec<u64>,
        /// The name asked for; several are joined, as in `[a, b]`.
        requested: String,
    },
    /// The report does not say which scheduler runs.
    #[error("can't tell which scheduler runs: {reason}")]
    NoActiveScheduler {
        /// Why not, and what to use instead.
        reason: String,
    },
    /// The report says which maps the running scheduler uses, and none of its object's maps is among them.
    #[error("`{requested}`: {}", all_excluded(active_obj, excluded_maps, whitelist_kvas))]
    ActiveFilterExcludedMaps {
        /// The name asked for; several are joined, as in `[a, b]`.
        requested: String,
        /// The running scheduler's object; empty for a typed read if the report does not say.
        active_obj: String,
        /// The maps of that object that were left out.
        excluded_maps: Vec<ExcludedMap>,
        /// The report's list of live maps.
        whitelist_kvas: Vec<u64>,
    },
    /// A picker made no choice, or one that is not there.
    #[error("{reason}")]
    ProjectionFailed {
        /// What happened, and what to do.
        reason: String,
    },
    /// The map that may hold the name could not be rendered when the report was made.
    #[error("map `{map}` was not rendered ({error}), so it may hold the name; capture again")]
    MapRenderIncomplete {
        /// The map.
        map: String,
        /// What the capture recorded.
        error: String,
    },
}

/// The names there are, and which of them was probably meant.
fn offer(wanted: &str, available: &[String]) -> String {
    let near = available
        .iter()
        .map(|name| (strsim::osa_distance(wanted, name), name))
        .filter(|&(distance, _)| distance <= wanted.len().max(3) / 3)
        .min_by_key(|&(distance, _)| distance);
    match near {
        Some((_, near)) => format!("did you mean `{near}`? There are: {}", list(available)),
        None => format!("use one of: {}", list(available)),
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

/// Why nothing fitted, and what to do.
fn no_match(len: usize, keys: &[String]) -> String {
    match (len, keys) {
        (0, _) => "had no value to choose from; was the map empty, or unreadable?".to_owned(),
        (len, []) => format!("fitted none of {len} entries; check the predicate"),
        (len, keys) if keys.iter().all(|key| key.starts_with("hex:")) => format!(
            "fitted none of {len} entries, and no key was rendered, since BTF was missing in the capture (keys such as \
             {}); compare `key_hex` of the raw entries (`SnapshotMap::raw`)",
            list(keys)
        ),
        (len, keys) => format!("fitted none of {len} entries; check the predicate against keys such as {}", list(keys)),
    }
}

/// What it means that no map of the object is listed as live, and what to do.
fn all_excluded(obj: &str, excluded: &[ExcludedMap], live: &[u64]) -> String {
    let live = addresses(live);
    let maps = if obj.is_empty() { "copy".to_owned() } else { format!("`{obj}` map") };
    if excluded.iter().any(|map| map.map_kva == 0) {
        let names: Vec<_> = excluded.iter().map(|map| map.name.as_str()).collect();
        return format!(
            "the report lists the live maps by address ({live}), and the addresses of its `{obj}` maps are unknown ({}); \
             choose a map of the whole report (`Snapshot::new`) by name or with `live_vars_via`",
            names.join(", ")
        );
    }
    let names: Vec<_> = excluded.iter().map(|map| format!("{} at {:#x}", map.name, map.map_kva)).collect();
    format!(
        "every {maps} in the report is another instance's ({}), since the live maps are at {live}; capture again once the \
         running scheduler has settled",
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
        assert!(error("nr_mig_cros").ends_with("did you mean `nr_mig_cross`? There are: nr_enqueued, nr_mig_cross"));
        assert!(error("frobnicate").ends_with("use one of: nr_enqueued, nr_mig_cross"));
    }
}
