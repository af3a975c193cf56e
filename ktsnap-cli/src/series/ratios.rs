//! Ratios over the differences of counters, within the reports in which no map of them is replaced.

use std::collections::{BTreeSet, HashMap};

use ktsnap_core::__private::select::{is_named, prefixed_section};

use super::columns::{Columns, Kind, RatioColumn, RatioSpan};
use super::follow::Named;
use crate::args::Kinds;
use crate::counters::{Int, Ratio};

/// The ratios that were asked for, and the counters that they are computed from.
#[derive(Default)]
pub(super) struct Ratios {
    pub(super) ratios: Vec<Ratio>,
    /// By the numbers of the counters in a ratio.
    pub(super) operands: HashMap<usize, Operand>,
    /// The section, the name and the length of each variable that is an array. User space can give the last one another length.
    pub(super) lengths: Vec<(String, String, u64)>,
}

/// A counter of a ratio.
pub(super) struct Operand {
    /// The section, or the map as the kernel cuts its name.
    pub(super) place: String,
    /// The path in a report.
    pub(super) path: String,
    pub(super) int: Int,
}

impl Operand {
    fn is_in(&self, map: &str) -> bool {
        is_in(&self.place, map)
    }
}

/// Whether a place, a section or the name of a map, is that of a captured map.
pub(crate) fn is_in(place: &str, map: &str) -> bool {
    prefixed_section(map).map_or_else(|| is_named(map, place), |(_, section)| section == place)
}

/// Where the values of an operand are.
struct Found<'n> {
    map: &'n Named,
    operand: &'n Operand,
    keeps_later: bool,
}

impl Ratios {
    /// Whether a ratio is computed from a counter.
    pub(super) fn has(&self, map: &str, path: &str) -> bool {
        self.operands.values().any(|operand| operand.path == path && operand.is_in(map))
    }

    /// Whether a ratio is computed from counters of a map.
    pub(super) fn reads(&self, map: &str) -> bool {
        self.operands.values().any(|operand| operand.is_in(map))
    }

    /// Adds the ratios to the columns: for each run of reports in which the maps of a ratio are the same instances.
    pub(super) fn add(&self, maps: &[Named], kinds: &Kinds, columns: &mut Columns) {
        for ratio in &self.ratios {
            let found = match self.found(ratio, maps, kinds) {
                Ok(found) => found,
                Err(why) => {
                    columns.without_value.push((ratio.name.clone(), why));
                    continue;
                }
            };
            let all: Vec<usize> = (0..columns.points.len()).collect();
            let instances = |point: usize| {
                found.values().map(|of| of.map.chosen(point)).collect::<Option<Vec<_>>>().filter(|of| !of.is_empty())
            };
            let runs = all.chunk_by(|a, b| instances(*a).is_some() && instances(*a) == instances(*b));
            let runs: Vec<_> = runs.filter(|run| run.len() > 1).collect();
            if runs.is_empty() {
                columns.without_value.push((ratio.name.clone(), without_run(&found, columns)));
            }
            for run in runs {
                let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
                let over = |from: usize, to: usize| {
                    ratio.over(&|at| {
                        let Found { map, operand, keeps_later } = found.get(&at)?;
                        let later = map.value(to, &operand.path)?;
                        if *keeps_later { Some(later) } else { later.checked_sub(map.value(from, &operand.path)?) }
                    })
                };
                let steps = run.iter().zip(run.iter().skip(1)).map(|(from, to)| over(*from, *to)).collect();
                let column = RatioColumn { name: ratio.name.clone(), total: over(*first, *last), why: None, steps };
                match columns.ratios.iter_mut().find(|span| span.points == run) {
                    Some(span) => span.columns.push(column),
                    None => columns.ratios.push(RatioSpan { points: run.to_vec(), columns: vec![column] }),
                }
            }
        }
        columns.ratios.sort_by_key(|span| span.points.first().copied());
    }

    /// The values of a ratio in a single report, whose point is 0.
    pub(super) fn value(&self, ratio: &Ratio, maps: &[Named], kinds: &Kinds) -> Result<f64, String> {
        let found = self.found(ratio, maps, kinds)?;
        ratio.value(&|at| {
            let Found { map, operand, .. } = found.get(&at)?;
            map.value(0, &operand.path)
        })
    }

    /// The sections and maps that a ratio is computed from.
    pub(super) fn places(&self, ratio: &Ratio) -> BTreeSet<&str> {
        ratio.counters().filter_map(|at| Some(self.operands.get(&at)?.place.as_str())).collect()
    }

    /// Where the counters of a ratio are; an error that names one that has no difference.
    fn found<'n>(
        &'n self,
        ratio: &Ratio,
        maps: &'n [Named],
        kinds: &Kinds,
    ) -> Result<HashMap<usize, Found<'n>>, String> {
        let mut found = HashMap::new();
        for at in ratio.counters() {
            let Some(operand) = self.operands.get(&at) else { continue };
            let Operand { place, path, .. } = operand;
            let mut with = maps.iter().filter(|map| operand.is_in(&map.name) && map.holds(path));
            let (map, other) = (with.next(), with.next());
            let Some(map) = map.filter(|_| other.is_none()) else {
                let why = if other.is_some() { "several maps have" } else { "no map of the reports has" };
                return Err(format!("{why} `{path}` of `{place}`"));
            };
            if let Some(why) = map.differs() {
                return Err(format!("of `{}` {why}", map.name));
            }
            if map.int(path) != Some(operand.int) {
                return Err(format!("`{path}` of `{place}` has another type than in the object"));
            }
            let other = self.lengths.iter().find(|(of, name, len)| of == place && map.has_other_length(name, *len));
            if let Some((_, name, len)) = other {
                return Err(format!(
                    "`{name}` of `{place}` does not have the {len} elements that it has in the object"
                ));
            }
            if map.is_per_cpu(path) && map.unsummed(kinds, path).is_some() {
                return Err(format!(
                    "`{path}` of `{place}` has a value for each CPU and is not a counter; add `--sum '{path}'`"
                ));
            }
            let is_constant = place.starts_with(".rodata");
            let keeps_later = is_constant || map.kind(kinds, path) == Kind::Gauge;
            found.insert(at, Found { map, operand, keeps_later });
        }
        if found.is_empty() { Err("it is computed from no counter".to_owned()) } else { Ok(found) }
    }
}

/// Why a ratio is in no two successive reports.
fn without_run(found: &HashMap<usize, Found<'_>>, columns: &Columns) -> String {
    let reasons = (0..columns.points.len()).flat_map(|point| {
        let of_map = move |of: &Found<'_>| Some((point, of.map.without_copy(point)?));
        found.values().filter_map(of_map)
    });
    match reasons.min() {
        Some((point, why)) => format!("{why} in {}", columns.label(point)),
        None => "no two successive reports have the same copies of its maps".to_owned(),
    }
}
