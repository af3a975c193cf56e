//! Which of several maps of one name is the running scheduler's, as far as a report tells.

use std::collections::{HashMap, HashSet};
use std::fmt;

use ktsnap_core::report::FailureDumpMap;
use ktsnap_core::{FailureDumpReport, Snapshot, SnapshotError};
use serde::Serialize;

use crate::screen::text::cut;

/// What a report says of one map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CopyState {
    /// The running scheduler's.
    Live,
    /// Another instance's: another map of its name is the running scheduler's, or the report lists live maps and none of its
    /// object.
    Dead,
    /// Nothing.
    #[serde(untagged)]
    Unknown,
}

impl fmt::Display for CopyState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Live => "live",
            Self::Dead => "dead",
            Self::Unknown => "",
        })
    }
}

/// A map's address as the arguments take it.
pub(crate) fn address(map: &FailureDumpMap) -> String {
    match map.map_kva {
        0 => String::new(),
        kva => format!("{kva:#x}"),
    }
}

/// Who runs, by a report.
pub(crate) struct RunningScheduler<'r> {
    report: &'r FailureDumpReport,
    /// The maps of each name, in the order of the report.
    by_name: HashMap<&'r str, Vec<&'r FailureDumpMap>>,
    /// Addresses of the running scheduler's maps, as far as the report lists them.
    live: HashSet<u64>,
    /// Names of which it lists a map.
    listed_names: HashSet<&'r str>,
    /// Whether the report lists live maps, and none of those that are named after the running object.
    lists_none_of_obj: bool,
    /// The object's name, or why it is not known.
    pub(crate) obj: Result<&'r str, String>,
}

/// A map that was chosen among those of its name.
pub(crate) struct ChosenCopy<'r> {
    pub(crate) map: &'r FailureDumpMap,
    pub(crate) state: CopyState,
    /// The others.
    pub(crate) aside: Vec<&'r FailureDumpMap>,
}

impl<'r> RunningScheduler<'r> {
    pub(crate) fn of(report: &'r FailureDumpReport) -> Self {
        let snapshot = Snapshot::new(report);
        let obj = snapshot.active().map_err(|error| why(&error)).and_then(|_| {
            // The view has found one: the object that the report names, or the only one.
            let objs = || report.maps.iter().filter_map(|map| Some(section_of(&map.name)?.0));
            let named = report.active_obj_name.as_deref();
            let named = objs().find(|obj| Some(*obj) == named);
            named.or_else(|| objs().next()).ok_or_else(|| "the report holds no global section".to_owned())
        });
        let mut by_name: HashMap<&str, Vec<&FailureDumpMap>> = HashMap::new();
        for map in &report.maps {
            by_name.entry(&map.name).or_default().push(map);
        }
        // Zero means that no address is known.
        let live: HashSet<_> = report.active_map_kvas.iter().copied().filter(|kva| *kva != 0).collect();
        let listed = || report.maps.iter().filter(|map| live.contains(&map.map_kva));
        let listed_names = listed().map(|map| map.name.as_str()).collect();
        let is_of_obj = |map: &FailureDumpMap| {
            map.name.split_once('.').is_some_and(|(prefix, _)| obj.as_ref().is_ok_and(|obj| prefix == *obj))
        };
        let lists_none_of_obj = !report.active_map_kvas.is_empty() && !listed().any(is_of_obj);
        Self { report, by_name, live, listed_names, lists_none_of_obj, obj }
    }

    /// Whether the report itself names the object, and it is not only the one that there is.
    pub(crate) fn is_named(&self) -> bool {
        self.obj.as_ref().is_ok_and(|obj| self.report.active_obj_name.as_deref() == Some(obj))
    }

    /// How many of the maps the report lists as the running scheduler's.
    pub(crate) fn listed(&self) -> usize {
        self.report.maps.iter().filter(|map| self.live.contains(&map.map_kva)).count()
    }

    /// What the report says of that map. Its list of live maps may be one program's: if it holds no map of a name, but another
    /// one of the object, it says nothing about that name.
    pub(crate) fn state(&self, map: &FailureDumpMap) -> CopyState {
        let section = section_of(&map.name);
        if section.is_some_and(|(obj, section)| !self.is_of_running(obj, section)) {
            return CopyState::Unknown;
        }
        if self.live.contains(&map.map_kva) {
            return CopyState::Live;
        }
        let is_excluded = section.is_some() && self.lists_none_of_obj && map.map_kva != 0;
        if is_excluded || self.listed_names.contains(map.name.as_str()) {
            return CopyState::Dead;
        }
        let by_name = section.is_some() && self.is_named() && self.report.active_map_kvas.is_empty();
        if by_name { CopyState::Live } else { CopyState::Unknown }
    }

    /// All maps of that name.
    pub(crate) fn copies(&self, name: &str) -> Vec<&'r FailureDumpMap> {
        self.by_name.get(name).cloned().unwrap_or_default()
    }

    /// The running scheduler's of those, or the only one; else all of them.
    pub(crate) fn choose(&self, copies: Vec<&'r FailureDumpMap>) -> Result<ChosenCopy<'r>, Vec<&'r FailureDumpMap>> {
        let mut live = copies.iter().copied().filter(|map| self.state(map) == CopyState::Live);
        let map = match (live.next(), live.next(), copies.as_slice()) {
            (Some(map), None, _) => map,
            (None, _, [only]) => *only,
            _ => return Err(copies),
        };
        Ok(self.chosen(map, copies))
    }

    /// That one of those.
    pub(crate) fn chosen(&self, map: &'r FailureDumpMap, copies: Vec<&'r FailureDumpMap>) -> ChosenCopy<'r> {
        let aside = copies.into_iter().filter(|other| !std::ptr::eq(*other, map)).collect();
        ChosenCopy { map, state: self.state(map), aside }
    }

    /// Whether a section is the running scheduler's. libbpf leaves the object's name one character less before `.kconfig`.
    pub(crate) fn is_of_running(&self, obj: &str, section: &str) -> bool {
        let Ok(running) = &self.obj else { return false };
        *running == obj || (section == ".kconfig" && obj.len() == 7 && running.starts_with(obj))
    }
}

/// The fact of an error. What it says to do is for a program.
fn why(error: &SnapshotError) -> String {
    let text = match error {
        SnapshotError::NoActiveScheduler { reason } => reason.clone(),
        other => other.to_string(),
    };
    cut(text.split(';').next().unwrap_or(&text), 300).into_owned()
}

/// The object and the section of a map's name, if it is that of a plain global section: `bpf_bpf` and `.bss`.
pub(crate) fn section_of(map: &str) -> Option<(&str, &str)> {
    let (obj, section) = map.split_at_checked(map.find('.')?)?;
    (!obj.is_empty() && SECTIONS.contains(&section)).then_some((obj, section))
}

/// Sections whose maps are named after the object.
pub(crate) const SECTIONS: [&str; 4] = [".bss", ".data", ".rodata", ".kconfig"];
