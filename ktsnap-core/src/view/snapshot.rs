//! The view of a report: all of its maps, or those of the running scheduler.

use std::fmt;

use super::copick::{Row, Rows, choose, joined, render_incomplete};
use super::field::{SnapshotField, lookup_member};
use super::map::SnapshotMap;
use crate::error::{ExcludedMap, SnapshotError, SnapshotResult};
use crate::report::{FailureDumpMap, FailureDumpReport, RenderedValue};
use crate::select::names::{belongs_to_obj, is_global_section};
use crate::select::running::{self, ActiveScheduler, View};

/// A view of a report. It finds maps and variables by name, and knows which scheduler was running.
///
/// After a scheduler is replaced, a report can hold two copies of its globals. [`active`](Self::active) narrows the view to
/// the running scheduler's copy; [`live_var`](Self::live_var) does so itself.
///
/// # Differences from the harness's view
///
/// The methods, the order in which maps are searched, and the errors are those of version 0.50 of the `ktstr` harness, and so
/// are the answers, with these exceptions:
///
/// - If a global section that could hold the name was not rendered, [`live_var_via`](Self::live_var_via) and
///   [`live_vars_via`](Self::live_vars_via) return [`MapRenderIncomplete`](SnapshotError::MapRenderIncomplete), not the error
///   that the name is missing.
/// - A variable is found in the rendered part of a truncated section.
/// - A typed read refuses three kinds of report that the view accepts: a report that names an object but holds none of its
///   maps, a report whose list of live maps names no map of the only captured object, and a section that holds a variable
///   twice ([`SnapshotSchema`](crate::SnapshotSchema)).
/// - If no map satisfies a typed read, the error also names the nearest map and the variables that it lacks
///   ([`SchemaError::NoMap`](crate::SchemaError::NoMap)).
/// - The entries of an array map with more than one entry are visible, as
///   [`SnapshotEntry::Array`](super::SnapshotEntry::Array).
/// - If no entry matches, the error prints a key that holds an array of structs in ktsnap's own form.
///
/// [`machine`](Self::machine) is ktsnap's own. If tasks, queues or CPUs were not captured, its methods return an error, where the
/// harness's accessors return an empty list.
///
/// ktsnap also reads two kinds of report that the harness rejects: deeply nested reports, up to
/// [`MAX_DEPTH`](crate::report::MAX_DEPTH), and reports with a float of `null`, which is read as NaN.
///
/// ```
/// use ktsnap_core::{FailureDumpReport, Snapshot};
///
/// // The copy of the replaced scheduler counted 338, and the running scheduler has counted 81.
/// let report = FailureDumpReport::from_json(
///     r#"{"schema": "single", "active_obj_name": "a", "active_map_kvas": [8192], "maps": [
///         {"name": "a.bss", "map_kva": 4096, "map_type": 2, "value_size": 8, "max_entries": 1,
///          "value": {"kind": "struct", "type_name": ".bss", "members": [
///              {"name": "nr_dispatches", "value": {"kind": "uint", "bits": 64, "value": 338}}]}},
///         {"name": "a.bss", "map_kva": 8192, "map_type": 2, "value_size": 8, "max_entries": 1,
///          "value": {"kind": "struct", "type_name": ".bss", "members": [
///              {"name": "nr_dispatches", "value": {"kind": "uint", "bits": 64, "value": 81}}]}}
///     ]}"#,
/// )?;
/// let snapshot = Snapshot::new(&report);
/// assert_eq!(snapshot.map_count(), 2);
/// assert_eq!(snapshot.active()?.map_count(), 1);
/// assert_eq!(snapshot.live_var("nr_dispatches").as_u64()?, 81);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Snapshot<'a> {
    pub(super) report: &'a FailureDumpReport,
    /// The running scheduler, if the report identifies it.
    running: Option<ActiveScheduler<'a>>,
    /// The scheduler to which the view is narrowed.
    active: Option<ActiveScheduler<'a>>,
}

impl<'a> Snapshot<'a> {
    /// Makes a view of every map in the report. The running scheduler is found here, once.
    #[inline]
    pub fn new(report: &'a FailureDumpReport) -> Self {
        Self { report, running: running::find(report), active: None }
    }

    /// Returns the first map with exactly that name.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::MapNotFound`] with the names in view; [`SnapshotError::PlaceholderSnapshot`];
    /// [`SnapshotError::ActiveFilterExcludedMaps`] if the view is narrowed to a scheduler and the report holds none of its maps.
    pub fn map(&self, name: &str) -> SnapshotResult<SnapshotMap<'a>> {
        self.refuse_placeholder()?;
        if let Some(map) = self.maps().find(|map| map.name == name) {
            return Ok(SnapshotMap::new(map));
        }
        Err(self.excluded(name).unwrap_or_else(|| SnapshotError::MapNotFound {
            requested: name.to_owned(),
            available: self.maps().map(|map| map.name.clone()).collect(),
        }))
    }

    /// Returns the variable of that name in the `.bss`, `.data` and `.rodata` sections in view. If several sections hold it,
    /// the running scheduler's variable is returned.
    ///
    /// Read two counters that belong together with [`live_vars_via`](Self::live_vars_via) or a typed struct, because two calls
    /// of this method can read two copies.
    ///
    /// The field is [`Missing`](SnapshotField::Missing) with [`SnapshotError::VarNotFound`] if no section holds the name, with
    /// [`SnapshotError::AmbiguousVar`] if several do and the report does not identify the running scheduler, and with
    /// [`SnapshotError::MapRenderIncomplete`] if a section that could hold it was not rendered.
    pub fn var(&self, name: &str) -> SnapshotField<'a> {
        self.find_var(name).map_or_else(SnapshotField::Missing, SnapshotField::Value)
    }

    fn find_var(&self, name: &str) -> SnapshotResult<&'a RenderedValue> {
        self.refuse_placeholder()?;
        let mut copies = self.copies(name);
        match (copies.next(), copies.next()) {
            (Some((_, value)), None) => return Ok(value),
            (Some(_), Some(_)) => {
                if self.active.is_none()
                    && let Ok(active) = self.active()
                {
                    return active.find_var(name);
                }
                return Err(SnapshotError::AmbiguousVar {
                    requested: name.to_owned(),
                    found_in: self.copies(name).map(|(map, _)| map.to_owned()).collect(),
                });
            }
            (None, _) => {}
        }
        if let Some(error) = self.excluded(name) {
            return Err(error);
        }
        let unrendered = self.section_maps().find(|map| map.value.is_none() && map.error.is_some());
        if let Some(map) = unrendered {
            return Err(render_incomplete(map));
        }
        let mut available: Vec<String> = self
            .section_maps()
            .filter_map(|map| match &map.value {
                Some(RenderedValue::Struct { members, .. }) => Some(members),
                _ => None,
            })
            .flatten()
            .map(|member| member.name.clone())
            .collect();
        available.sort();
        available.dedup();
        Err(SnapshotError::VarNotFound { requested: name.to_owned(), available })
    }

    /// Returns every copy of a variable in the global sections in view, as `(map name, field)` in capture order.
    pub fn vars<'s>(&'s self, name: &'s str) -> impl Iterator<Item = (&'a str, SnapshotField<'a>)> + 's {
        self.copies(name).map(|(map, value)| (map, SnapshotField::Value(value)))
    }

    /// Narrows the view to the running scheduler's maps: the maps named after its object. If the report lists live maps, only
    /// listed maps remain.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::NoActiveScheduler`] if the report does not identify the running scheduler: it holds no global section,
    /// holds several objects and names none, or holds several copies of an object and lists no live maps.
    /// [`SnapshotError::PlaceholderSnapshot`].
    pub fn active(&self) -> SnapshotResult<Snapshot<'a>> {
        match self.running {
            Some(_) => Ok(Self { active: self.running, ..self.clone() }),
            None => Err(running::unknown(self.report)),
        }
    }

    /// Returns the running scheduler's variable of that name: [`active`](Self::active), then [`var`](Self::var).
    pub fn live_var(&self, name: &str) -> SnapshotField<'a> {
        self.active().map_or_else(SnapshotField::Missing, |active| active.var(name))
    }

    /// Returns the copy of a variable that `picker` chooses among all copies in view, regardless of the running scheduler.
    ///
    /// The field is [`Missing`](SnapshotField::Missing) with [`SnapshotError::VarNotFound`] if there is no copy (`available`
    /// are the global sections), and with [`SnapshotError::ProjectionFailed`] if the picker returns `None` or an index that is
    /// out of range.
    ///
    /// ```
    /// use ktsnap_core::{FailureDumpReport, Snapshot, pickers};
    ///
    /// let report = FailureDumpReport::from_json(r#"{"schema": "single", "maps": []}"#)?;
    /// let field = Snapshot::new(&report).live_var_via("nr_dispatches", pickers::max_by_counter_value);
    /// assert!(!field.is_present());
    /// # Ok::<(), ktsnap_core::ReportError>(())
    /// ```
    pub fn live_var_via(
        &self,
        name: &str,
        picker: impl FnOnce(&[(&'a str, SnapshotField<'a>)]) -> Option<usize>,
    ) -> SnapshotField<'a> {
        let picked = self.covering_rows(&[name], || name.to_owned()).and_then(|found| {
            let copies = found
                .rows
                .into_iter()
                .flat_map(|(map, fields)| fields.into_iter().map(move |field| (map, field)))
                .collect();
            choose(copies, picker, name)
        });
        picked.map_or_else(SnapshotField::Missing, |(_, (_, field))| field)
    }

    /// Returns several variables from one copy of one section, which `picker` chooses among the maps in view that hold all of
    /// them, regardless of the running scheduler. The fields are in the order of `names`.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::VarNotFound`] if no section holds all of them (`requested` is `[a, b]`, `available` are the global
    /// sections); [`SnapshotError::ProjectionFailed`] if `names` is empty, or if the picker returns `None` or an index that is
    /// out of range; [`SnapshotError::MapRenderIncomplete`]; [`SnapshotError::PlaceholderSnapshot`].
    ///
    /// ```
    /// use ktsnap_core::{FailureDumpReport, Snapshot, SnapshotError, pickers};
    ///
    /// let report = FailureDumpReport::from_json(r#"{"schema": "single", "maps": []}"#)?;
    /// let error = Snapshot::new(&report)
    ///     .live_vars_via(&["nr_mig_same", "nr_mig_cross"], pickers::max_by_sum_u64)
    ///     .unwrap_err();
    /// assert!(matches!(error, SnapshotError::VarNotFound { requested, .. } if requested == "[nr_mig_same, nr_mig_cross]"));
    /// # Ok::<(), ktsnap_core::ReportError>(())
    /// ```
    pub fn live_vars_via(
        &self,
        names: &[&str],
        picker: impl FnOnce(&[Row<'a>]) -> Option<usize>,
    ) -> SnapshotResult<Vec<SnapshotField<'a>>> {
        self.refuse_placeholder()?;
        if names.is_empty() {
            return Err(SnapshotError::ProjectionFailed {
                reason: "`live_vars_via` got no names; pass at least one".to_owned(),
            });
        }
        let found = self.covering_rows(names, || joined(names))?;
        let (_, (_, fields)) = choose(found.rows, picker, &joined(names))?;
        Ok(fields)
    }

    /// The number of maps in view.
    #[must_use]
    pub fn map_count(&self) -> usize {
        self.maps().count()
    }

    /// Whether the report is a placeholder: the machine could not be frozen, so the report holds no maps.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        self.report.is_placeholder
    }

    /// The maps in view.
    pub(crate) fn maps(&self) -> impl Iterator<Item = &'a FailureDumpMap> + '_ {
        let view = View::of(self.active);
        self.report.maps.iter().filter(move |map| view.shows(&map.name, map.map_kva))
    }

    /// The running scheduler, if the report identifies it, whether or not the view is narrowed to it.
    pub(crate) fn active_scheduler(&self) -> Option<ActiveScheduler<'a>> {
        self.running
    }

    /// The scheduler to which the view is narrowed.
    pub(crate) fn narrowed_to(&self) -> Option<ActiveScheduler<'a>> {
        self.active
    }

    pub(crate) fn refuse_placeholder(&self) -> SnapshotResult<()> {
        if self.report.is_placeholder {
            return Err(SnapshotError::PlaceholderSnapshot { tag: None });
        }
        Ok(())
    }

    /// The error of a lookup that found nothing because the view is narrowed to a scheduler and the report holds none of its
    /// maps. `None` if it holds some, because then the name itself is missing.
    pub(crate) fn excluded(&self, requested: &str) -> Option<SnapshotError> {
        let active = self.active?;
        if active.map_kvas.is_empty() {
            return None;
        }
        let of_obj = || self.report.maps.iter().filter(|map| belongs_to_obj(&map.name, active.obj));
        let live = active.live_maps();
        if of_obj().next().is_none() || of_obj().any(|map| live.lists(map.map_kva)) {
            return None;
        }
        Some(SnapshotError::ActiveFilterExcludedMaps {
            requested: requested.to_owned(),
            active_obj: active.obj.to_owned(),
            excluded_maps: of_obj().map(ExcludedMap::from).collect(),
            whitelist_kvas: active.map_kvas.to_vec(),
        })
    }

    /// The names of all global sections in the report, in view or not. The errors of the `live_*` methods list them.
    pub(crate) fn section_names(&self) -> Vec<String> {
        self.report.maps.iter().filter(|map| is_global_section(&map.name)).map(|map| map.name.clone()).collect()
    }

    fn section_maps(&self) -> impl Iterator<Item = &'a FailureDumpMap> + '_ {
        self.maps().filter(|map| is_global_section(&map.name))
    }

    fn copies<'s>(&'s self, name: &'s str) -> impl Iterator<Item = (&'a str, &'a RenderedValue)> + 's {
        self.section_maps().filter_map(move |map| Some((map.name.as_str(), lookup_member(map.value.as_ref()?, name)?)))
    }

    /// The global sections in view that hold all of `names`, or an error if no section does.
    fn covering_rows(&self, names: &[&str], requested: impl Fn() -> String) -> SnapshotResult<Rows<'a>> {
        self.refuse_placeholder()?;
        let found = Rows::collect(self.section_maps(), names);
        if found.rows.is_empty() {
            return Err(self
                .excluded(&requested())
                .unwrap_or_else(|| found.not_found(requested(), self.section_names())));
        }
        Ok(found)
    }
}

/// Prints the running scheduler, then one line per map in view with its name and address. The contents are not printed.
impl fmt::Debug for Snapshot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Snapshot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_placeholder() {
            return f.write_str("a placeholder: nothing was captured");
        }
        write!(f, "{} of {} maps", self.map_count(), self.report.maps.len())?;
        let running = self.active_scheduler();
        match &running {
            Some(active) => write!(f, "; `{}` is running", active.obj)?,
            None => f.write_str("; the running scheduler is unknown")?,
        }
        let live = running.as_ref().map(ActiveScheduler::live_maps);
        for map in self.maps() {
            write!(f, "\n  {}", map.name)?;
            if map.map_kva != 0 {
                write!(f, " at {:#x}", map.map_kva)?;
            }
            if live.as_ref().is_some_and(|live| live.lists(map.map_kva)) {
                f.write_str(", live")?;
            }
            if let Some(error) = &map.error {
                write!(f, " ({error})")?;
            }
        }
        Ok(())
    }
}
