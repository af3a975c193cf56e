//! `--ratio`: ratios of the values in a report.

use std::io::Write;
use std::path::Path;

use ktsnap_core::report::FailureDumpMap;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Value, json};

use super::map::copy_text;
use super::place::MapTarget;
use super::ratio_table::RatioTable;
use crate::args::{Kinds, Naming};
use crate::failure::Failure;
use crate::report::maps::{ChosenCopy, CopyState, RunningScheduler, address};
use crate::screen::Screen;
use crate::screen::text::clean;
use crate::series::{Names, SingleRatio, is_in};

/// The ratios, and the maps that they are computed from.
pub(super) struct Ratios<'r> {
    table: RatioTable,
    maps: Vec<ChosenCopy<'r>>,
}

/// Where the values of ratios are: in the running scheduler's maps, and in the map that the argument names.
pub(super) struct Values<'v, 'r> {
    pub(super) file: &'v Path,
    pub(super) running: &'v RunningScheduler<'r>,
    pub(super) target: Option<&'v MapTarget<'r, 'v>>,
}

impl<'r> Ratios<'r> {
    /// The ratios that the options ask for, looked up in `names` or else in the report.
    pub(super) fn of(
        values: &Values<'_, 'r>,
        naming: &Naming,
        names: Option<Names>,
        sum: &[String],
    ) -> Result<Self, Failure> {
        let names = match names {
            Some(names) => names,
            None => Names::of_maps(values.described(), values.file, naming, sum)?,
        };
        let kinds = Kinds { sum: sum.to_vec(), ..Kinds::default() };
        let ratios = names.ratios(&kinds, &|place| values.choose(place));
        let mut maps: Vec<&FailureDumpMap> = Vec::new();
        for map in ratios.iter().flat_map(|ratio| &ratio.maps) {
            if !maps.iter().any(|known| std::ptr::eq(*known, *map)) {
                maps.push(map);
            }
        }
        let table = ratios.into_iter().map(|SingleRatio { name, value, .. }| (name, value)).collect();
        let running = values.running;
        let maps = maps.into_iter().map(|map| running.chosen(map, running.copies(&map.name))).collect();
        Ok(Self { table: RatioTable(table), maps })
    }

    /// Writes the maps, unless the first of them is already shown, and the ratios.
    pub(super) fn write(
        &self,
        shown: Option<&FailureDumpMap>,
        screen: &Screen,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let is_shown = |map: &ChosenCopy<'_>| shown.is_some_and(|shown| std::ptr::eq(shown, map.map));
        if !self.maps.iter().all(is_shown) {
            for map in &self.maps {
                screen.line(&copy_text(map), out)?;
            }
            writeln!(out)?;
        }
        self.table.write(screen, out)
    }

    /// The fields of a JSON object.
    pub(super) fn fields(&self) -> Vec<(&'static str, Value)> {
        let map = |ChosenCopy { map, state, .. }: &ChosenCopy<'_>| json!({"map": map.name, "map_kva": (map.map_kva != 0).then(|| address(map)), "copy": state});
        let maps = ("ratio_maps", self.maps.iter().map(map).collect::<Value>());
        self.table.fields().into_iter().chain([maps]).collect()
    }
}

impl<'r> Values<'_, 'r> {
    /// The map of a section, or of the name of a map.
    fn choose(&self, place: &str) -> Result<&'r FailureDumpMap, String> {
        let of_rule = |place: &str| self.running.of_place(place, |map| is_in(place, &map.name));
        let Some(MapTarget { chosen, names_copy: true, .. }) = self.target else { return of_rule(place) };
        if is_in(place, &chosen.map.name) {
            return Ok(chosen.map);
        }
        // Values of two instances have no ratio.
        let named = &chosen.map.name;
        match self.running.of_place(named, |map| map.name == *named) {
            Ok(map) if std::ptr::eq(map, chosen.map) => of_rule(place),
            _ => Err(format!(
                "`{}` can be another instance's than `{}` at {}: name counters of that map only",
                clean(place),
                clean(named),
                address(chosen.map)
            )),
        }
    }

    /// The maps whose names a ratio can use, in the order of precedence. A map that the rule refuses is among them, so that the error
    /// says why it is refused.
    fn described(&self) -> Vec<&'r FailureDumpMap> {
        let target = self.target.map(|target| target.chosen.map);
        let mut maps: Vec<_> = self.running.maps().collect();
        maps.sort_by_key(|map| {
            let is_target = target.is_some_and(|target| std::ptr::eq(target, *map));
            (!is_target, !self.running.may_be_running(map), self.running.state(map) != CopyState::Live)
        });
        maps
    }
}

/// A value with ratios, as JSON.
pub(super) struct WithRatios<'j, 'r, T> {
    pub(super) value: T,
    pub(super) ratios: &'j Ratios<'r>,
}

impl<T: Serialize> Serialize for WithRatios<'_, '_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(None)?;
        object.serialize_entry("value", &self.value)?;
        self.ratios.fields().iter().try_for_each(|(name, value)| object.serialize_entry(name, value))?;
        object.end()
    }
}
