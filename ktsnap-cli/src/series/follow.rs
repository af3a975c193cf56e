//! Follows the maps of each name through the reports, and puts the counters of each instance together.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::FailureDumpMap;

use super::columns::{Aside, Columns, Instance, Kind, Point, Replacement, Unsummed};
use super::copy::{FoundColumns, MapCopy, Request};
use super::decrease::{Decrease, Steps};
use super::history::History;
use super::kinds::{Clock, Observed, kind, unsummed};
use super::names::Names;
use super::projection::Projection;
use super::ratios::Ratios;
use crate::args::Kinds;
use crate::counters::Int;
use crate::report::maps::{CopyState, RunningScheduler};
use crate::screen::text::clean;

/// The maps of the reports that were read.
pub(super) struct Following<'s> {
    request: Request<'s>,
    kinds: &'s Kinds,
    /// In the order of their names in the reports.
    maps: Vec<Named>,
    at: HashMap<String, usize>,
}

/// What the columns are made with.
struct Finish<'s> {
    is_wanted: &'s dyn Fn(&str, &str) -> bool,
    kinds: &'s Kinds,
    ratios: &'s Ratios,
}

/// The maps of one name.
pub(super) struct Named {
    pub(super) name: String,
    /// The copy that is compared, in each report that contains one.
    choice: History<Choice>,
    /// The copies of all reports.
    copies: Vec<MapCopy>,
    /// Whether a report contains several copies with the same address, or without one.
    has_twins: bool,
}

/// Which copy of a map is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// The running scheduler's, or the only one.
    Copy(usize),
    /// The only one, although the list of live maps shows that it is another instance's.
    Other(usize),
    /// The report has several and does not say which is live.
    Undecided,
}

impl<'s> Following<'s> {
    pub(super) fn new(
        is_wanted: &'s dyn Fn(&str, &str) -> bool,
        names: &'s Names,
        kinds: &'s Kinds,
        checks_order: bool,
    ) -> Self {
        let request = Request { is_wanted, names, checks_order, per_cpu: kinds.per_cpu, clock: None };
        Self { request, kinds, maps: Vec::new(), at: HashMap::new() }
    }

    /// Notes the values of the next report, which has this time.
    pub(super) fn add(
        &mut self,
        point: usize,
        report: &FailureDumpReport,
        clock: Option<Clock>,
        projection: &mut Projection<'_>,
    ) {
        self.request.clock = clock;
        projection.learn(report);
        let running = RunningScheduler::of(report);
        let mut seen = HashSet::new();
        for map in report.maps.iter().filter(|map| seen.insert(map.name.as_str())) {
            let at = *self.at.entry(map.name.clone()).or_insert_with(|| {
                self.maps.push(Named::new(&map.name));
                self.maps.len() - 1
            });
            if let Some(named) = self.maps.get_mut(at) {
                named.add(point, &running, &self.request, projection);
            }
        }
        for named in self.maps.iter_mut().filter(|named| !seen.contains(named.name.as_str())) {
            named.choice.set(point, None);
            named.copies.iter_mut().for_each(|copy| copy.absent(point));
        }
    }

    /// The counters of all reports; an error if the order of the reports is in doubt.
    pub(super) fn finish(self, points: Vec<Point>) -> Result<Columns, Decrease> {
        let reports: Vec<usize> = (0..points.len()).collect();
        let mut columns = Columns { points, ..Columns::default() };
        let (mut steps, mut unread) = (Steps::default(), BTreeMap::new());
        for named in &self.maps {
            let finish =
                Finish { is_wanted: self.request.is_wanted, kinds: self.kinds, ratios: &self.request.names.ratios };
            named.finish(&reports, &finish, &mut columns, &mut steps, &mut unread);
        }
        if self.request.checks_order
            && let Some(decrease) = steps.decrease()
        {
            return Err(decrease);
        }
        columns.aside.extend(unread.into_iter().map(|(reason, maps)| Aside::Unread { maps, reason }));
        columns.events.sort_by_key(|swap| (swap.from, swap.to, !swap.live));
        // If a live map shows that the scheduler was replaced, its other maps were replaced too.
        columns.events.dedup_by(|later, swap| {
            let same = swap.live && (swap.from, swap.to) == (later.from, later.to);
            if same {
                swap.maps.append(&mut later.maps);
            }
            same
        });
        self.request.names.ratios.add(&self.maps, self.kinds, &mut columns);
        Ok(columns)
    }
}

impl Named {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), choice: History::default(), copies: Vec::new(), has_twins: false }
    }

    /// A map in a single report, whose point is 0.
    pub(super) fn single(map: &FailureDumpMap, request: &Request<'_>, projection: &Projection<'_>) -> Self {
        let mut named = Self::new(&map.name);
        let mut copy = MapCopy::new(map.map_kva);
        copy.add(0, map, false, request, projection);
        named.copies.push(copy);
        named.choice.set(0, Some(Choice::Copy(0)));
        named
    }

    fn add(
        &mut self,
        point: usize,
        running: &RunningScheduler<'_>,
        request: &Request<'_>,
        projection: &Projection<'_>,
    ) {
        let maps = running.copies(&self.name);
        let chosen = running.choose(maps.clone()).ok().map(|chosen| chosen.map);
        let (mut choice, mut present) = (Choice::Undecided, HashSet::new());
        for map in maps {
            let same = |at: usize| self.copies.get(at).is_some_and(|copy| copy.kva == map.map_kva);
            self.has_twins |= present.iter().any(|at| same(*at));
            let found = (0..self.copies.len()).find(|at| same(*at) && !present.contains(at));
            let at = found.unwrap_or_else(|| {
                self.copies.push(MapCopy::new(map.map_kva));
                self.copies.len() - 1
            });
            present.insert(at);
            if chosen.is_some_and(|chosen| std::ptr::eq(chosen, map)) {
                let is_other = running.state(map) == CopyState::Dead;
                choice = if is_other { Choice::Other(at) } else { Choice::Copy(at) };
            }
            if let Some(copy) = self.copies.get_mut(at) {
                let is_live = running.state(map) == CopyState::Live;
                copy.add(point, map, is_live, request, projection);
            }
        }
        self.choice.set(point, Some(choice));
        for (at, copy) in self.copies.iter_mut().enumerate() {
            if !present.contains(&at) {
                copy.absent(point);
            }
        }
    }

    /// Compares the maps by name: in each report that of the running scheduler, or the only one. If a report has several and does
    /// not say which is live, compares them by address.
    fn finish(
        &self,
        reports: &[usize],
        finish: &Finish<'_>,
        columns: &mut Columns,
        steps: &mut Steps,
        unread: &mut BTreeMap<String, Vec<String>>,
    ) {
        if let Some(why) = self.copies.iter().find_map(|copy| copy.unnamed.clone()) {
            columns.aside.push(Aside::Unnamed { map: self.name.clone(), why });
        }
        let choices =
            || self.choice.over(reports).zip(reports).filter_map(|(choice, report)| Some((*report, *choice?)));
        let is_undecided = choices().any(|(_, choice)| choice == Choice::Undecided);
        if is_undecided && self.has_twins {
            columns.aside.push(Aside::Unknown { map: self.name.clone() });
            return;
        }
        let mut held: Vec<Vec<(usize, usize)>> = Vec::new();
        if is_undecided {
            for (at, copy) in self.copies.iter().enumerate() {
                let run = copy.presence.over(reports).zip(reports).filter(|(held, _)| held.is_some());
                held.push(run.map(|(_, report)| (*report, at)).collect());
            }
        } else {
            let copy = |(report, choice)| match choice {
                Choice::Copy(at) | Choice::Other(at) => Some((report, at)),
                Choice::Undecided => None,
            };
            held.push(choices().filter_map(copy).collect());
        }
        for held in held {
            self.swaps(&held, finish, columns);
            self.follow(&held, is_undecided, finish, columns, steps, unread);
        }
    }

    /// Notes the replacements between successive reports that contain the map.
    fn swaps(&self, held: &[(usize, usize)], finish: &Finish<'_>, columns: &mut Columns) {
        let is_map_wanted = (finish.is_wanted)(&self.name, "") || finish.ratios.reads(&self.name);
        for (&(from, earlier), &(to, later)) in held.iter().zip(held.iter().skip(1)) {
            let Some(copy) = self.copies.get(later).filter(|_| earlier != later) else { continue };
            // Skip a map that has none of the selected counters and is not read by a ratio.
            if !is_map_wanted && !copy.has_wanted() {
                continue;
            }
            let live = copy.live.at(to).is_some();
            let same = |swap: &&mut Replacement| (swap.from, swap.to, swap.live) == (from, to, live);
            match columns.events.iter_mut().find(same) {
                Some(swap) => swap.maps.push(self.name.clone()),
                None => columns.events.push(Replacement { from, to, maps: vec![self.name.clone()], live }),
            }
        }
    }

    /// Adds an instance for each run of reports that contain the same copy.
    fn follow(
        &self,
        held: &[(usize, usize)],
        is_part: bool,
        finish: &Finish<'_>,
        columns: &mut Columns,
        steps: &mut Steps,
        unread: &mut BTreeMap<String, Vec<String>>,
    ) {
        if let [(point, _)] = held {
            columns.aside.push(Aside::Alone { map: self.name.clone(), point: *point });
            return;
        }
        let is_part = is_part || held.iter().zip(held.iter().skip(1)).any(|((_, a), (_, b))| a != b);
        for run in held.chunk_by(|(_, a), (_, b)| a == b).filter(|run| run.len() > 1) {
            let Some(copy) = run.first().and_then(|(_, at)| self.copies.get(*at)) else { continue };
            let points: Rc<[usize]> = run.iter().map(|(point, _)| *point).collect();
            copy.steps_within(&points).for_each(|(from, to, change)| steps.add(from, to, change));
            let kind = |name: &str| kind(finish.kinds, &self.name, name, self.observed(name));
            let unsummed = |name: &str| unsummed(finish.kinds, &self.name, name, self.observed(name));
            let FoundColumns { whole, partly, unsummed } = copy.columns(&points, kind, unsummed);
            let error = copy.error.over(&points).flatten().next().cloned();
            let is_map_wanted = (finish.is_wanted)(&self.name, "");
            self.leave_unsummed(&unsummed, columns);
            if whole.is_empty() && partly.is_empty() && unsummed.is_empty() {
                if let (true, Some(error)) = (is_map_wanted, &error) {
                    let unread = unread.entry(error.clone()).or_default();
                    if unread.last().is_none_or(|last| *last != self.name) {
                        unread.push(self.name.clone());
                    }
                    continue;
                }
                if !is_map_wanted {
                    continue;
                }
            }
            columns.instances.push(Instance {
                map: self.name.clone(),
                kva: copy.address(),
                is_part,
                missing: copy.missing.over(&points).flatten().max().copied().unwrap_or_default(),
                raw: copy.raw,
                points,
                columns: whole,
                partly,
                error,
            });
        }
    }

    /// Notes values per CPU without a sum. An instance repeats those of another.
    fn leave_unsummed(&self, unsummed: &[(String, Unsummed)], columns: &mut Columns) {
        for (name, why) in unsummed {
            let same = |aside: &&mut Aside| matches!(aside, Aside::Unsummed { map, why: of, .. } if *map == self.name && of == why);
            match columns.aside.iter_mut().find(same) {
                Some(Aside::Unsummed { names, .. }) => {
                    if !names.contains(name) {
                        names.push(name.clone());
                    }
                }
                _ => {
                    let (map, names) = (self.name.clone(), vec![name.clone()]);
                    columns.aside.push(Aside::Unsummed { map, names, why: *why });
                }
            }
        }
    }

    /// What all instances show of a counter.
    fn observed(&self, name: &str) -> Observed {
        self.copies.iter().map(|copy| copy.observed(name)).fold(Observed::default(), |all, of| Observed {
            decreases: all.decreases || of.decreases,
            is_clock: all.is_clock || of.is_clock,
        })
    }

    /// The copy of a report that ratios are computed from. It is not another instance's.
    pub(super) fn chosen(&self, point: usize) -> Option<usize> {
        match self.choice.at(point)? {
            Choice::Copy(at) => Some(*at),
            Choice::Other(_) | Choice::Undecided => None,
        }
    }

    /// Why a report has no copy for ratios.
    pub(super) fn without_copy(&self, point: usize) -> Option<String> {
        let name = clean(&self.name);
        match self.choice.at(point) {
            Some(Choice::Copy(_)) => None,
            Some(Choice::Other(_)) => Some(format!("the only copy of `{name}` is not of the running scheduler")),
            Some(Choice::Undecided) => {
                Some(format!("several copies of `{name}` and no list of live maps that names one"))
            }
            None => Some(format!("no `{name}`")),
        }
    }

    /// The value of a counter in a report.
    pub(super) fn value(&self, point: usize, path: &str) -> Option<i128> {
        self.copies.get(self.chosen(point)?)?.value(point, path)
    }

    /// Whether a report has the counter.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.copies.iter().any(|copy| copy.holds(path))
    }

    pub(super) fn is_per_cpu(&self, path: &str) -> bool {
        self.copies.iter().any(|copy| copy.is_per_cpu(path))
    }

    /// The type of a counter.
    pub(super) fn int(&self, path: &str) -> Option<Int> {
        self.copies.iter().find_map(|copy| copy.int(path))
    }

    /// Whether an array that some report has is longer or shorter.
    pub(super) fn has_other_length(&self, array: &str, len: u64) -> bool {
        let (last, next) = (format!("{array}[{}]", len.saturating_sub(1)), format!("{array}[{len}]"));
        let of_array = format!("{array}[");
        let with = |prefix: &str| self.copies.iter().any(|copy| copy.has_prefix(prefix));
        with(&next) || (with(&of_array) && !with(&last))
    }

    /// How the map differs from the one that the object declares.
    pub(super) fn differs(&self) -> Option<&str> {
        self.copies.iter().find_map(|copy| copy.unnamed.as_deref())
    }

    pub(super) fn kind(&self, kinds: &Kinds, path: &str) -> Kind {
        kind(kinds, &self.name, path, self.observed(path))
    }

    pub(super) fn unsummed(&self, kinds: &Kinds, path: &str) -> Option<Unsummed> {
        unsummed(kinds, &self.name, path, self.observed(path))
    }
}
