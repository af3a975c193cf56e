//! The entry point: a report, and which of its maps are in view.

use std::fmt;

use super::active::{self, Active};
use super::copick::{Row, Rows, choose, joined, render_incomplete};
use super::field::{SnapshotField, lookup_member};
use super::map::SnapshotMap;
use super::searched::Searched;
use super::section::{belongs_to_obj, is_global_section};
use crate::error::{ExcludedMap, SnapshotError, SnapshotResult};
use crate::report::{FailureDumpMap, FailureDumpReport, RenderedValue};

/// A view over a report: finds maps and variables by name, and knows which copy of a scheduler runs.
///
/// Names, methods, resolution order and errors are those of the `ktstr` harness, 0.50, and so are the answers, but for
/// these:
///
/// - [`live_var_via`](Self::live_var_via) and [`live_vars_via`](Self::live_vars_via) answer
///   [`MapRenderIncomplete`](SnapshotError::MapRenderIncomplete), not that the name is absent, when a global section
///   that may hold it was not rendered;
/// - a lookup of a variable sees through a section that was cut short to the members that did decode;
/// - a typed read refuses more: a report that names an object of which it holds no map, a list of live maps that names none
///   of the only object captured, and a section that holds a variable twice, of which the view takes the first
///   ([`SnapshotSchema`](crate::SnapshotSchema));
/// - a typed read that no map can satisfy says, besides the view's own error, which map came nearest and which names it
///   lacks ([`SchemaError::NoMap`](crate::SchemaError::NoMap));
/// - the entries of an array map that has more than one are reached as
///   [`SnapshotEntry::Array`](super::SnapshotEntry::Array);
/// - where no entry matches, a key that holds an array of structs is shown in ktsnap's own form.
///
/// And a report is read that the harness gives up on: one that nests deep, to
/// [`MAX_DEPTH`](crate::report::MAX_DEPTH), and one with a `null` for a float, which is a NaN.
///
/// After a scheduler is replaced, one report can hold two copies of its globals. [`active`](Self::active) narrows the
/// view to the running one; the `live_*` methods go there by themselves.
///
/// ```
/// use ktsnap_core::{FailureDumpReport, Snapshot};
///
/// // A dead copy that counted 338, and the live one that has come to 81.
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
    /// The scheduler that runs, if the report tells.
    running: Option<Active<'a>>,
    /// The one that the view is narrowed to.
    active: Option<Active<'a>>,
    /// The map that a typed read searched last.
    searched: Searched,
}

impl<'a> Snapshot<'a> {
    /// A view of every map in the report. Which scheduler runs is found out here, once.
    pub fn new(report: &'a FailureDumpReport) -> Self {
        Self { report, running: active::find(report), active: None, searched: Searched::default() }
    }

    /// The first map of exactly that name.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::MapNotFound`] with the names in view; [`SnapshotError::PlaceholderSnapshot`];
    /// [`SnapshotError::ActiveFilterExcludedMaps`] when the view is narrowed to a scheduler none of whose maps is in
    /// the report.
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

    /// The variable of that name in the `.bss`, `.data` and `.rodata` sections in view. Where several hold it, the
    /// running scheduler's.
    ///
    /// Two counters that belong together are better read with [`live_vars_via`](Self::live_vars_via) or a typed
    /// struct: two calls of this method may read two copies.
    ///
    /// The field is missing with [`SnapshotError::VarNotFound`] when no section holds the name,
    /// [`SnapshotError::AmbiguousVar`] when several do and nothing tells which runs,
    /// [`SnapshotError::MapRenderIncomplete`] when a section that may hold it was not rendered.
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

    /// Every copy of a variable in the global sections in view, as `(map name, field)` in capture order.
    pub fn vars<'s>(&'s self, name: &'s str) -> impl Iterator<Item = (&'a str, SnapshotField<'a>)> + 's {
        self.copies(name).map(|(map, value)| (map, SnapshotField::Value(value)))
    }

    /// The view narrowed to the running scheduler's maps: those named after its object and, when the report lists its
    /// live maps, only those.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::NoActiveScheduler`] when the report does not tell: no global section, several objects and no
    /// name, or several copies of one object and no list. [`SnapshotError::PlaceholderSnapshot`].
    pub fn active(&self) -> SnapshotResult<Snapshot<'a>> {
        match self.running {
            Some(_) => Ok(Self { active: self.running, ..self.clone() }),
            None => Err(active::unknown(self.report)),
        }
    }

    /// The running scheduler's variable of that name: [`active`](Self::active), then [`var`](Self::var).
    pub fn live_var(&self, name: &str) -> SnapshotField<'a> {
        self.active().map_or_else(SnapshotField::Missing, |active| active.var(name))
    }

    /// One copy of a variable, chosen by `picker` among all in view, whichever scheduler runs.
    ///
    /// The field is missing with [`SnapshotError::VarNotFound`] when there is no copy (`available` are the global
    /// sections), [`SnapshotError::ProjectionFailed`] when the picker chooses none or one that is not there.
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

    /// Several variables from one copy of one section, chosen by `picker` among the maps in view that hold them all,
    /// whichever scheduler runs. The fields come in the order of `names`.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::VarNotFound`] when no one section holds them all (`requested` is `[a, b]`, `available` are
    /// the global sections); [`SnapshotError::ProjectionFailed`] when `names` is empty, or the picker chooses none or
    /// one that is not there; [`SnapshotError::MapRenderIncomplete`]; [`SnapshotError::PlaceholderSnapshot`].
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

    /// How many maps are in view.
    #[must_use]
    pub fn map_count(&self) -> usize {
        self.maps().count()
    }

    /// Whether the report is a placeholder: the machine could not be frozen, so there is nothing to look in.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        self.report.is_placeholder
    }

    /// The maps in view.
    pub(crate) fn maps(&self) -> impl Iterator<Item = &'a FailureDumpMap> + '_ {
        self.report.maps.iter().filter(|map| self.has_in_view(map))
    }

    #[inline]
    pub(crate) fn has_in_view(&self, map: &FailureDumpMap) -> bool {
        self.active.is_none_or(|active| {
            belongs_to_obj(&map.name, active.obj) && (active.map_kvas.is_empty() || active.lists(map.map_kva))
        })
    }

    /// The running scheduler, if the report tells, whether or not the view is narrowed to it.
    pub(crate) fn active_scheduler(&self) -> Option<Active<'a>> {
        self.running
    }

    /// Whether the map is known to hold nothing twice that the schema names.
    #[inline]
    pub(crate) fn is_searched<S>(&self, schema: &'static S, map: &FailureDumpMap) -> bool {
        self.searched.is(schema, map, &self.report.maps)
    }

    /// Remembers that the map holds nothing twice that the schema names.
    #[inline]
    pub(crate) fn set_searched<S>(&self, schema: &'static S, map: &FailureDumpMap) {
        self.searched.set(schema, map, &self.report.maps);
    }

    pub(crate) fn refuse_placeholder(&self) -> SnapshotResult<()> {
        if self.report.is_placeholder {
            return Err(SnapshotError::PlaceholderSnapshot { tag: None });
        }
        Ok(())
    }

    /// The error of a lookup that found nothing because the view is narrowed to a scheduler none of whose maps is in
    /// the report. `None` when some are: then the name is really absent.
    pub(crate) fn excluded(&self, requested: &str) -> Option<SnapshotError> {
        let active = self.active?;
        if active.map_kvas.is_empty() {
            return None;
        }
        let of_obj = || self.report.maps.iter().filter(|map| belongs_to_obj(&map.name, active.obj));
        if of_obj().next().is_none() || of_obj().any(|map| active.lists(map.map_kva)) {
            return None;
        }
        Some(SnapshotError::ActiveFilterExcludedMaps {
            requested: requested.to_owned(),
            active_obj: active.obj.to_owned(),
            excluded_maps: of_obj().map(ExcludedMap::from).collect(),
            whitelist_kvas: active.map_kvas.to_vec(),
        })
    }

    /// The names of all global sections in the report, in view or not: what `live_*` errors offer.
    pub(crate) fn section_names(&self) -> Vec<String> {
        self.report.maps.iter().filter(|map| is_global_section(&map.name)).map(|map| map.name.clone()).collect()
    }

    fn section_maps(&self) -> impl Iterator<Item = &'a FailureDumpMap> + '_ {
        self.maps().filter(|map| is_global_section(&map.name))
    }

    fn copies<'s>(&'s self, name: &'s str) -> impl Iterator<Item = (&'a str, &'a RenderedValue)> + 's {
        self.section_maps().filter_map(move |map| Some((map.name.as_str(), lookup_member(map.value.as_ref()?, name)?)))
    }

    /// The global sections in view that hold all of `names`; an error when none does.
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

/// The running scheduler, then a line a map in view: name, address, entries. The report's contents stay out of it.
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
            Some(active) => write!(f, "; `{}` runs", active.obj)?,
            None => f.write_str("; it is not known what runs")?,
        }
        for map in self.maps() {
            write!(f, "\n  {}", map.name)?;
            if map.map_kva != 0 {
                write!(f, " at {:#x}", map.map_kva)?;
            }
            if running.is_some_and(|active| active.lists(map.map_kva)) {
                f.write_str(", live")?;
            }
            if let Some(error) = &map.error {
                write!(f, " ({error})")?;
            }
        }
        Ok(())
    }
}
