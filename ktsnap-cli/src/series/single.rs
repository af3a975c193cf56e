//! Ratios of the values in one report.

use std::collections::BTreeMap;

use ktsnap_core::report::FailureDumpMap;

use super::copy::Request;
use super::follow::Named;
use super::names::Names;
use super::projection::Projection;
use crate::args::Kinds;

/// A ratio of values in one report.
pub(crate) struct SingleRatio<'r> {
    pub(crate) name: String,
    /// The value, or the reason why there is none.
    pub(crate) value: Result<f64, String>,
    /// The maps that it is computed from.
    pub(crate) maps: Vec<&'r FailureDumpMap>,
}

impl Names {
    /// The ratios over the values of one report. `choose` gives the map of a section or of a map's name, or the reason why there is
    /// none. Its checks are those of ratios over several reports.
    pub(crate) fn ratios<'r>(
        &self,
        kinds: &Kinds,
        choose: &dyn Fn(&str) -> Result<&'r FailureDumpMap, String>,
    ) -> Vec<SingleRatio<'r>> {
        let ratios = &self.ratios;
        let is_read = |map: &str, counter: &str| ratios.has(map, counter);
        let request = Request { is_wanted: &is_read, names: self, checks_order: false, per_cpu: false, clock: None };
        let projection = Projection::new(&[], &is_read, false);
        let mut chosen: BTreeMap<&str, Result<&FailureDumpMap, String>> = BTreeMap::new();
        let mut of_ratio = |ratio| {
            let mut maps = Vec::new();
            for place in ratios.places(ratio) {
                maps.push(chosen.entry(place).or_insert_with(|| choose(place)).clone()?);
            }
            Ok(maps)
        };
        let mut found = Vec::new();
        for ratio in &ratios.ratios {
            let maps: Result<Vec<_>, String> = of_ratio(ratio);
            let value = maps.clone().and_then(|maps| {
                let named: Vec<_> = maps.iter().map(|map| Named::single(map, &request, &projection)).collect();
                ratios.value(ratio, &named, kinds)
            });
            found.push(SingleRatio { name: ratio.name.clone(), value, maps: maps.unwrap_or_default() });
        }
        found
    }
}
