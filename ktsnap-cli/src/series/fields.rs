//! The fields and ratios of a struct over several reports. The struct says which fields are counters, and its ratios are those of
//! the differences.

use std::collections::HashMap;
use std::mem;
use std::rc::Rc;

use ktsnap_core::__private::{Inspected, Leaf, Needs, Wanted};
use ktsnap_core::report::FailureDumpMap;
use ktsnap_core::select::PickReason;
use ktsnap_core::series::InstanceId;
use ktsnap_core::{FailureDumpReport, Snapshot};

use super::columns::{Aside, Column, Columns, Instance, Kind, Point, RatioColumn, RatioSpan, Replacement};
use super::history::History;
use super::reports::{Follower, Turn};
use crate::declared::Declared;
use crate::failure::Failure;
use crate::report::maps::address_text;

/// The fields in the reports that were read.
pub(super) struct Fields<'s> {
    declared: &'s Declared,
    is_wanted: &'s dyn Fn(&str, &str) -> bool,
    needs: Needs<'s>,
    runs: Vec<Run>,
    events: Vec<Replacement>,
    /// The fields that are not integers.
    aside: Vec<Aside>,
}

/// The fields in successive reports of one instance.
struct Run {
    /// The map, or the struct if its fields are in several maps.
    place: String,
    id: InstanceId,
    points: Vec<usize>,
    fields: Vec<Field>,
    /// The position of each field, by its path.
    at: HashMap<String, usize>,
    /// The number of missing values, in the report that lacks most.
    missing: usize,
    first: Read,
    last: Read,
    /// The value of each ratio from each report to the next.
    steps: Vec<Vec<Option<f64>>>,
}

/// The values in a report, and its label.
#[derive(Clone)]
struct Read {
    label: String,
    values: Inspected,
}

/// An integer of the struct.
struct Field {
    path: String,
    kind: Kind,
    saturating: bool,
    history: History<i128>,
    /// The last report that has it.
    seen: usize,
}

impl<'s> Fields<'s> {
    /// Follows the fields for which `is_wanted` returns true, by the name of the map and the path.
    pub(super) fn new(declared: &'s Declared, is_wanted: &'s dyn Fn(&str, &str) -> bool) -> Self {
        let (runs, events, aside) = (Vec::new(), Vec::new(), Vec::new());
        Self { declared, is_wanted, needs: declared.needs(), runs, events, aside }
    }

    /// The columns, and the values in the last report.
    pub(super) fn finish(self, points: Vec<Point>) -> Result<(Columns, Inspected), Failure> {
        let Self { declared, runs, events, aside, .. } = self;
        let is_part = runs.len() > 1;
        let last = runs.last().map_or(Inspected::Absent, |run| run.last.values.clone());
        let mut columns = Columns { points, events, aside, ..Columns::default() };
        for mut run in runs.into_iter().filter(|run| run.points.len() > 1) {
            if !declared.ratios.is_empty() {
                columns.ratios.push(run.ratios(declared)?);
            }
            columns.instances.push(run.instance(is_part));
        }
        Ok((columns, last))
    }

    /// Notes a field that is not an integer.
    fn set_aside(&mut self, map: &str, field: &str) {
        let same = |aside: &&mut Aside| matches!(aside, Aside::NotIntegers { map: of, .. } if of == map);
        match self.aside.iter_mut().find(same) {
            Some(Aside::NotIntegers { fields, .. }) => {
                if fields.iter().all(|other| other != field) {
                    fields.push(field.to_owned());
                }
            }
            _ => self.aside.push(Aside::NotIntegers { map: map.to_owned(), fields: vec![field.to_owned()] }),
        }
    }
}

impl Follower for Fields<'_> {
    fn wanted(&self, map: &FailureDumpMap) -> Wanted<'_> {
        self.needs.wanted(map)
    }

    fn add(&mut self, turn: &Turn<'_>, report: &FailureDumpReport) -> Result<(), Failure> {
        let (values, picks) = self.declared.values_of_maps(&Snapshot::new(report), turn.label.as_ref())?;
        let id =
            InstanceId::of_maps(picks.iter().map(|pick| (pick.map.name, pick.map.map_kva)), &report.active_map_kvas);
        let place = match picks.as_slice() {
            [pick] => pick.map.name,
            // The fields of a struct with parts are in several maps.
            _ => self.declared.name.as_str(),
        };
        let is_wanted = |path: &str| (self.is_wanted)(place, path);
        let mut others = Vec::new();
        values.each_leaf(&mut |leaf| {
            if matches!(leaf.value, Inspected::Text(_) | Inspected::Float(_)) && is_wanted(leaf.path) {
                others.push(leaf.field.to_owned());
            }
        });
        let read = Read { label: turn.label.to_owned(), values };
        match self.runs.last_mut().filter(|run| !id.is_other_than(&run.id)) {
            Some(run) => run.add(turn.point, read, self.declared, &is_wanted)?,
            None => {
                let mut run = Run::new(place, id, read.clone(), self.declared);
                run.note(turn.point, &read.values, &is_wanted);
                if let Some(before) = self.runs.last() {
                    let from = before.points.last().copied().unwrap_or_default();
                    let live = picks.iter().any(|pick| pick.reason == PickReason::Active);
                    let maps = vec![place.to_owned()];
                    self.events.push(Replacement { from, to: turn.point, maps, live });
                }
                self.runs.push(run);
            }
        }
        others.into_iter().for_each(|field| self.set_aside(place, &field));
        Ok(())
    }
}

impl Run {
    fn new(place: &str, id: InstanceId, read: Read, declared: &Declared) -> Self {
        let steps = vec![Vec::new(); declared.ratios.len()];
        let (points, fields, at) = (Vec::new(), Vec::new(), HashMap::new());
        Self { place: place.to_owned(), id, points, fields, at, missing: 0, first: read.clone(), last: read, steps }
    }

    /// Notes the next report.
    fn add(
        &mut self,
        point: usize,
        read: Read,
        declared: &Declared,
        is_wanted: &dyn Fn(&str) -> bool,
    ) -> Result<(), Failure> {
        let change = self.last.to(&read, declared)?;
        self.note(point, &read.values, is_wanted);
        for (ratio, steps) in declared.ratios.iter().zip(&mut self.steps) {
            steps.push(ratio.over(&change).ok());
        }
        self.last = read;
        Ok(())
    }

    /// Notes the integers of a report.
    fn note(&mut self, point: usize, values: &Inspected, is_wanted: &dyn Fn(&str) -> bool) {
        let (mut next, mut missing) = (0, 0);
        self.points.push(point);
        values.each_leaf(&mut |leaf| {
            let &Inspected::Integer { value, .. } = leaf.value else {
                missing += usize::from(*leaf.value == Inspected::Absent && is_wanted(leaf.path));
                return;
            };
            // Every report has the same fields in the same order, unless rows come and go.
            let at = match self.fields.get(next) {
                Some(field) if field.path == leaf.path => Some(next),
                _ => self.at.get(leaf.path).copied(),
            };
            let at = at.or_else(|| is_wanted(leaf.path).then(|| self.field(&leaf)));
            if let Some((at, field)) = at.and_then(|at| Some((at, self.fields.get_mut(at)?))) {
                field.history.set(point, Some(value));
                field.seen = point;
                next = at + 1;
            }
        });
        for field in self.fields.iter_mut().filter(|field| field.seen != point) {
            field.history.set(point, None);
        }
        self.missing = self.missing.max(missing);
    }

    /// Adds a field.
    fn field(&mut self, leaf: &Leaf<'_>) -> usize {
        let kind = if leaf.counter().is_some() { Kind::Counter } else { Kind::Gauge };
        let (path, history) = (leaf.path.to_owned(), History::default());
        self.at.insert(path.clone(), self.fields.len());
        self.fields.push(Field { path, kind, saturating: leaf.saturating, history, seen: usize::MAX });
        self.fields.len() - 1
    }

    /// The ratios, from each report to the next and from the first to the last.
    fn ratios(&mut self, declared: &Declared) -> Result<RatioSpan, Failure> {
        let change = self.first.to(&self.last, declared)?;
        let column = |(ratio, steps): (&crate::declared::Ratio, Vec<Option<f64>>)| {
            let total = ratio.over(&change);
            let why = total.as_ref().err().map(ToString::to_string);
            RatioColumn { name: ratio.name.clone(), total: total.ok(), why, steps }
        };
        let columns = declared.ratios.iter().zip(mem::take(&mut self.steps)).map(column).collect();
        Ok(RatioSpan { points: self.points.clone(), columns })
    }

    fn instance(self, is_part: bool) -> Instance {
        let points: Rc<[usize]> = self.points.into();
        let (mut columns, mut partly) = (Vec::new(), Vec::new());
        for Field { path, kind, saturating, history, .. } in &self.fields {
            let has = |point: Option<&usize>| point.is_some_and(|point| history.at(*point).is_some());
            match has(points.first()) && has(points.last()) {
                true => columns.push(Column::new(path, None, *kind, &points, history).saturating(*saturating)),
                false => partly.push(path.clone()),
            }
        }
        let (map, kva) = (self.place, address_text(self.id.map_kva));
        Instance { map, kva, is_part, points, columns, partly, missing: self.missing, raw: false, error: None }
    }
}

impl Read {
    /// What was counted up to a later report.
    fn to(&self, later: &Self, declared: &Declared) -> Result<Inspected, Failure> {
        declared.difference(&later.values, &self.values).map_err(|failure| match failure {
            Failure::Message(message) => Failure::Message(format!("{} to {}: {message}", self.label, later.label)),
            other => other,
        })
    }
}
