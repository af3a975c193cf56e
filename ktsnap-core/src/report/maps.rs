//! The maps of a report, and whether each name and key in them occurs once.

use std::ops::{Deref, DerefMut};
use std::{fmt, slice, vec};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::list;
use super::map::FailureDumpMap;
use super::value::RenderedValue;

/// The captured maps of a report, in capture order: a `Vec` that also knows whether its maps hold a variable or an entry twice.
///
/// Every method of `Vec` is available. A typed read refuses a section that holds a variable twice, and a map whose keys are not
/// in order. The parser searches all maps for that once. After a change through `&mut`, each read searches its own map.
///
/// ```
/// use ktsnap_core::FailureDumpReport;
///
/// let mut report = FailureDumpReport::from_path("../captures/scx_bpfland-b0.json")?;
/// report.maps.retain(|map| map.name.ends_with(".bss"));
/// assert!(report.maps.iter().all(|map| map.map_type == 2));
/// # Ok::<(), ktsnap_core::ReportError>(())
/// ```
#[derive(Clone)]
pub struct Maps {
    list: Vec<FailureDumpMap>,
    /// Whether it is known that no section holds a variable twice, and that the keys of each array are in order.
    is_distinct: bool,
}

impl Maps {
    /// Whether it is known that no section holds a variable twice, and that the keys of each array are in order.
    #[inline]
    pub(crate) fn is_distinct(&self) -> bool {
        self.is_distinct
    }

    /// Adds a map, and searches it unless an earlier one has something twice. The parser adds each map right after reading it,
    /// while its names are in the processor's cache.
    pub(super) fn add(&mut self, map: FailureDumpMap) {
        self.is_distinct = self.is_distinct && is_distinct(&map);
        self.list.push(map);
    }
}

/// Whether no variable occurs twice and the keys are in order.
fn is_distinct(map: &FailureDumpMap) -> bool {
    map.key_out_of_order().is_none() && has_distinct_names(map)
}

/// Searches the maps for variables that occur twice, and for keys that are not in order.
impl From<Vec<FailureDumpMap>> for Maps {
    fn from(list: Vec<FailureDumpMap>) -> Self {
        Self { is_distinct: list.iter().all(is_distinct), list }
    }
}

/// Whether each name of a section's variables occurs once.
fn has_distinct_names(map: &FailureDumpMap) -> bool {
    let Some(RenderedValue::Struct { members, .. }) = map.value.as_ref().map(RenderedValue::reached) else {
        return true;
    };
    let mut names: Vec<_> = members.iter().map(|member| member.name.as_str()).collect();
    names.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    names.is_sorted_by(|a, b| a != b)
}

impl FromIterator<FailureDumpMap> for Maps {
    fn from_iter<I: IntoIterator<Item = FailureDumpMap>>(maps: I) -> Self {
        Self::from(Vec::from_iter(maps))
    }
}

impl From<Maps> for Vec<FailureDumpMap> {
    fn from(maps: Maps) -> Self {
        maps.list
    }
}

impl Default for Maps {
    fn default() -> Self {
        Self { list: Vec::new(), is_distinct: true }
    }
}

impl Deref for Maps {
    type Target = Vec<FailureDumpMap>;

    #[inline]
    fn deref(&self) -> &Vec<FailureDumpMap> {
        &self.list
    }
}

impl DerefMut for Maps {
    fn deref_mut(&mut self) -> &mut Vec<FailureDumpMap> {
        self.is_distinct = false;
        &mut self.list
    }
}

impl<'de> Deserialize<'de> for Maps {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        list::of_objects(deserializer).map(Self::from)
    }
}

impl Serialize for Maps {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.list.serialize(serializer)
    }
}

impl PartialEq for Maps {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl fmt::Debug for Maps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.list.fmt(f)
    }
}

impl IntoIterator for Maps {
    type Item = FailureDumpMap;
    type IntoIter = vec::IntoIter<FailureDumpMap>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a Maps {
    type Item = &'a FailureDumpMap;
    type IntoIter = slice::Iter<'a, FailureDumpMap>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl<'a> IntoIterator for &'a mut Maps {
    type Item = &'a mut FailureDumpMap;
    type IntoIter = slice::IterMut<'a, FailureDumpMap>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::FailureDumpReport;
    use crate::report::scan::scan;
    use crate::report::wanted::Wanted;
    use crate::report::{FailureDumpReportAny, RenderedMember, RenderedValue};

    /// A report whose section is `section`, and whose array has entries at these indexes.
    fn report(section: &str, keys: [u32; 2]) -> FailureDumpReport {
        let [first, second] = keys;
        let head = r#""map_type": 2, "value_size": 8, "max_entries": 2"#;
        let json = format!(
            r#"{{"schema": "single", "maps": [{{"name": "a.bss", {head}, "value": {section}}},
                {{"name": "stats", {head}, "array_entries": [{{"key": {first}}}, {{"key": {second}}}]}}]}}"#
        );
        FailureDumpReport::from_json(&json).unwrap()
    }

    fn section(names: &[&str]) -> String {
        let member = |name| format!(r#"{{"name": "{name}", "value": {{"kind": "bool", "value": true}}}}"#);
        let members: Vec<_> = names.iter().map(member).collect();
        format!(r#"{{"kind": "struct", "type_name": ".bss", "members": [{}]}}"#, members.join(","))
    }

    #[test]
    fn a_name_that_occurs_twice_is_found_wherever_it_is() {
        let mut distinct = 0;
        for first in ["a", "b", "ab"] {
            for second in ["a", "b", "ab", ""] {
                for third in ["a", "b", "ab", "ba"] {
                    let names = [first, second, third];
                    let is_distinct = HashSet::from(names).len() == names.len();
                    assert_eq!(report(&section(&names), [0, 1]).maps.is_distinct(), is_distinct, "{names:?}");
                    distinct += u32::from(is_distinct);
                }
            }
        }
        assert!((10..40).contains(&distinct), "{distinct}");
    }

    #[test]
    fn maps_that_the_scanner_reads_one_by_one_are_all_searched() {
        for (keys, names, is_distinct) in
            [([0, 1], ["a", "b"], true), ([0, 1], ["a", "a"], false), ([1, 0], ["a", "b"], false)]
        {
            let json = serde_json::to_string(&report(&section(&names), keys)).unwrap();
            let Some(FailureDumpReportAny::Single(report)) = scan(&json, |_, _| Wanted::Whole) else {
                panic!("{json}")
            };
            assert_eq!(report.maps.is_distinct(), is_distinct, "{json}");
        }
    }

    #[test]
    fn a_section_is_searched_in_a_truncated_value_and_behind_a_pointer() {
        for names in [&["a", "b"], &["a", "a"]] {
            let is_distinct = names[0] != names[1];
            let truncated = format!(r#"{{"kind": "truncated", "needed": 9, "had": 8, "partial": {}}}"#, section(names));
            let pointer = format!(r#"{{"kind": "ptr", "value": 4096, "deref": {}}}"#, section(names));
            for value in [truncated, pointer] {
                assert_eq!(report(&value, [0, 1]).maps.is_distinct(), is_distinct, "{value}");
            }
        }
    }

    #[test]
    fn keys_out_of_order_are_found() {
        for (keys, is_distinct) in [([0, 1], true), ([1, 1], false), ([1, 0], false)] {
            assert_eq!(report(&section(&["a"]), keys).maps.is_distinct(), is_distinct, "{keys:?}");
        }
    }

    #[test]
    fn nothing_is_known_about_maps_that_may_have_changed() {
        let mut report = report(&section(&["a", "b"]), [0, 1]);
        assert!(report.maps.is_distinct() && report.clone().maps.is_distinct());
        if let Some(RenderedValue::Struct { members, .. }) = &mut report.maps[0].value {
            let RenderedMember { name, .. } = &mut members[1];
            name.replace_range(.., "a");
        }
        assert!(!report.maps.is_distinct());
        // A list that is made anew is searched.
        report.maps = std::mem::take(&mut report.maps).into_iter().skip(1).collect();
        assert!(report.maps.is_distinct());
    }
}
