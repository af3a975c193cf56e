//! The copies of each map in a report, and which of them is the running scheduler's.

use std::collections::HashMap;

use ktsnap_core::__private::select::MapStates;
pub(crate) use ktsnap_core::__private::select::{
    MapState as CopyState, PREFIXED_SECTIONS as SECTIONS, prefixed_section as section_of,
};
use ktsnap_core::report::FailureDumpMap;
use ktsnap_core::{FailureDumpReport, SnapshotError};

use crate::screen::text::cut;

/// A map's address in the form that the arguments accept.
pub(crate) fn address(map: &FailureDumpMap) -> String {
    match map.map_kva {
        0 => String::new(),
        kva => format!("{kva:#x}"),
    }
}

/// The running scheduler of a report, and the state of each copy.
pub(crate) struct RunningScheduler<'r> {
    report: &'r FailureDumpReport,
    /// The maps of each name, in the order of the report.
    by_name: HashMap<&'r str, Vec<&'r FailureDumpMap>>,
    states: MapStates<'r>,
    /// The object that the view can be narrowed to, or the reason why there is none.
    pub(crate) obj: Result<&'r str, String>,
}

/// A map that was chosen among the maps of its name.
pub(crate) struct ChosenCopy<'r> {
    pub(crate) map: &'r FailureDumpMap,
    pub(crate) state: CopyState,
    /// The other maps of that name.
    pub(crate) aside: Vec<&'r FailureDumpMap>,
}

impl<'r> RunningScheduler<'r> {
    pub(crate) fn of(report: &'r FailureDumpReport) -> Self {
        let states = MapStates::of(report);
        let mut by_name: HashMap<&str, Vec<&FailureDumpMap>> = HashMap::new();
        for map in &report.maps {
            by_name.entry(&map.name).or_default().push(map);
        }
        let obj = states.active_obj().map_err(|error| reason(&error));
        Self { report, by_name, states, obj }
    }

    /// Whether the report names this object, so that it is not merely the only captured object.
    pub(crate) fn is_named(&self) -> bool {
        self.obj.as_ref().is_ok_and(|obj| self.report.active_obj_name.as_deref() == Some(obj))
    }

    /// The object that the report names as running, whether or not it was captured, or else the only captured object.
    pub(crate) fn running_obj(&self) -> Option<&'r str> {
        self.states.running_obj()
    }

    /// The number of captured maps that the report lists as live.
    pub(crate) fn listed(&self) -> usize {
        self.report.maps.iter().filter(|map| self.states.lists(map)).count()
    }

    /// Whether a map is the running scheduler's.
    pub(crate) fn state(&self, map: &FailureDumpMap) -> CopyState {
        self.states.of_map(map)
    }

    /// All maps of that name.
    pub(crate) fn copies(&self, name: &str) -> Vec<&'r FailureDumpMap> {
        self.by_name.get(name).cloned().unwrap_or_default()
    }

    /// Chooses the running scheduler's copy or the only copy. Returns all copies if neither exists.
    pub(crate) fn choose(&self, copies: Vec<&'r FailureDumpMap>) -> Result<ChosenCopy<'r>, Vec<&'r FailureDumpMap>> {
        let mut live = copies.iter().copied().filter(|map| self.state(map) == CopyState::Live);
        let map = match (live.next(), live.next(), copies.as_slice()) {
            (Some(map), None, _) => map,
            (None, _, [only]) => *only,
            _ => return Err(copies),
        };
        Ok(self.chosen(map, copies))
    }

    /// Chooses this map among the copies.
    pub(crate) fn chosen(&self, map: &'r FailureDumpMap, copies: Vec<&'r FailureDumpMap>) -> ChosenCopy<'r> {
        let aside = copies.into_iter().filter(|other| !std::ptr::eq(*other, map)).collect();
        ChosenCopy { map, state: self.state(map), aside }
    }

    /// Whether a section may be the running scheduler's. False if the section is named after another object.
    pub(crate) fn may_be_running(&self, map: &FailureDumpMap) -> bool {
        self.states.may_be_running(map)
    }
}

/// The error's first part, without the remedy, which is for users of the library.
fn reason(error: &SnapshotError) -> String {
    let text = match error {
        SnapshotError::NoActiveScheduler { reason } => reason.clone(),
        other => other.to_string(),
    };
    cut(text.split(';').next().unwrap_or(&text), 300).into_owned()
}
