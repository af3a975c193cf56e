//! Comparing the counters of two groups.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::measure::{Measured, Measurement, Name, Unit};
use super::rank::{holm, least_p, median, p_value};
use crate::failure::Failure;

/// A difference is shown if p is below this.
pub(crate) const LEVEL: f64 = 0.05;

/// The counters of two groups.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// The numbers of measurements.
    pub(crate) sizes: [usize; 2],
    /// The files of each measurement, or the directory of its run.
    pub(crate) measurements: [Vec<Vec<PathBuf>>; 2],
    pub(crate) rows: Vec<Row>,
    /// The number of counters that have the same value in all measurements.
    pub(crate) same: usize,
    /// Counters that a measurement lacks.
    pub(crate) partly: Vec<Name>,
    /// Maps that were replaced during a measurement.
    pub(crate) replaced: BTreeSet<String>,
}

/// A counter.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: Name,
    pub(crate) unit: Unit,
    pub(crate) groups: [Spread; 2],
    /// The p of the counter alone.
    pub(crate) p: f64,
    /// The p that accounts for the number of counters.
    pub(crate) adjusted: f64,
}

/// The values of a group.
#[derive(Debug)]
pub(crate) struct Spread {
    pub(crate) values: Vec<f64>,
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) greatest: f64,
}

impl Spread {
    fn of(values: Vec<f64>) -> Option<Self> {
        let median = median(&values)?;
        let least = values.iter().copied().min_by(f64::total_cmp)?;
        let greatest = values.iter().copied().max_by(f64::total_cmp)?;
        Some(Self { values, median, least, greatest })
    }
}

impl Row {
    /// What the test shows.
    pub(crate) fn verdict(&self) -> &'static str {
        let [before, after] = &self.groups;
        match self.adjusted < LEVEL {
            true if after.median > before.median => "higher",
            true if after.median < before.median => "lower",
            // The ranks differ, for example because only one group has a second peak.
            true => "differs",
            false => "no difference shown",
        }
    }

    /// The change of the median, as a part of the earlier one.
    pub(crate) fn change(&self) -> Option<f64> {
        let [before, after] = &self.groups;
        (before.median != 0.0).then(|| (after.median - before.median) / before.median.abs())
    }
}

impl Comparison {
    /// Compares the counters that all measurements have.
    ///
    /// # Errors
    ///
    /// If the counters of one measurement are rates and those of another are not.
    pub(super) fn of(before: &[Measurement], after: &[Measurement]) -> Result<Self, Failure> {
        let all = || before.iter().chain(after);
        let unit = all().next().map_or(Unit::Value, |measurement| measurement.unit);
        if let (Some(first), Some(other)) = (all().next(), all().find(|measurement| measurement.unit != unit)) {
            let is = |of: &Measurement| format!("{} {}", of.first_file().display(), of.unit.fact());
            let help = "give measurements of one kind: runs, series of `ktsnap capture`, or single reports";
            return Err(Failure::new(format!("{}, and {}", is(first), is(other)), help));
        }
        let sizes = [before.len(), after.len()];
        let mut counters: BTreeMap<&Name, [Vec<Measured>; 2]> = BTreeMap::new();
        for (group, measurements) in [before, after].into_iter().enumerate() {
            for (name, value) in measurements.iter().flat_map(|measurement| &measurement.values) {
                if let Some(values) = counters.entry(name).or_default().get_mut(group) {
                    values.push(*value);
                }
            }
        }
        let replaced = all().flat_map(|measurement| measurement.replaced.iter().cloned()).collect();
        let measurements =
            [before, after].map(|group| group.iter().map(|measurement| measurement.files.clone()).collect());
        let mut comparison = Self { sizes, measurements, rows: Vec::new(), same: 0, partly: Vec::new(), replaced };
        for (name, groups) in counters {
            // A value that went down in one measurement is a gauge in all.
            let is_counter = groups.iter().flatten().all(|value| value.counted.is_some());
            let unit = match name {
                (None, _) => Unit::Ratio,
                (Some(_), _) if is_counter => unit,
                (Some(_), _) => Unit::Value,
            };
            let value = |value: &Measured| value.counted.filter(|_| is_counter).unwrap_or(value.last);
            let [earlier, later] = groups.map(|group| group.iter().map(value).collect::<Vec<_>>());
            if [earlier.len(), later.len()] != sizes {
                comparison.partly.push(name.clone());
                continue;
            }
            if earlier.iter().chain(&later).all(|value| Some(value) == earlier.first()) {
                comparison.same += 1;
                continue;
            }
            let Some(p) = p_value(&earlier, &later) else { continue };
            if let (Some(before), Some(after)) = (Spread::of(earlier), Spread::of(later)) {
                comparison.rows.push(Row { name: name.clone(), unit, groups: [before, after], p, adjusted: 1.0 });
            }
        }
        let adjusted = holm(&comparison.rows.iter().map(|row| row.p).collect::<Vec<_>>());
        comparison.rows.iter_mut().zip(adjusted).for_each(|(row, p)| row.adjusted = p);
        Ok(comparison)
    }

    /// Why no difference can be shown, if the groups are too small.
    pub(crate) fn is_too_small(&self) -> Option<String> {
        let tests = super::rank::float(self.rows.len());
        let [before, after] = self.sizes;
        if self.rows.is_empty() || least_p(before, after) * tests < LEVEL {
            return None;
        }
        let enough = (1..).find(|&size| least_p(size, size) * tests < LEVEL).unwrap_or_default();
        let fact = format!("{before} and {after} measurements are too few to show a difference of any counter");
        Some(match self.rows.len() {
            1 => format!("{fact}: {enough} and {enough} suffice"),
            counters => {
                format!(
                    "{fact} among {counters}: {enough} and {enough} suffice, or fewer with `--only`, at least 4 and 4"
                )
            }
        })
    }
}
