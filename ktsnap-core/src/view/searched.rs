//! The state that a view keeps between typed reads.

use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::report::FailureDumpMap;

/// The last map that was searched for repeated variables or entries, and the schema that named them. A view borrows its report, so
/// the result stays valid as long as the view, and repeated reads of a struct search only once.
///
/// Both are stored in a single word, so that threads which share the view never combine the map of one read with the schema of
/// another. If they don't fit into a word, as on 32-bit machines, each read searches.
#[derive(Debug, Default)]
pub(crate) struct Searched(AtomicUsize);

/// The bits that hold the map's index in the report.
const PLACE_BITS: u32 = 16;

impl Searched {
    /// Whether the last search was of this map for this schema.
    #[inline]
    pub(crate) fn is<S>(&self, schema: &'static S, map: &FailureDumpMap, maps: &[FailureDumpMap]) -> bool {
        word(schema, map, maps).is_some_and(|word| self.0.load(Ordering::Relaxed) == word)
    }

    /// Remembers that the map has no repetition.
    #[inline]
    pub(crate) fn set<S>(&self, schema: &'static S, map: &FailureDumpMap, maps: &[FailureDumpMap]) {
        if let Some(word) = word(schema, map, maps) {
            self.0.store(word, Ordering::Relaxed);
        }
    }
}

impl Clone for Searched {
    fn clone(&self) -> Self {
        Self(AtomicUsize::new(self.0.load(Ordering::Relaxed)))
    }
}

/// The schema's address, and the map's index in the report. Never 0, since a reference is never 0.
#[inline]
fn word<S>(schema: &'static S, map: &FailureDumpMap, maps: &[FailureDumpMap]) -> Option<usize> {
    let from_first = ptr::from_ref(map).addr().checked_sub(maps.as_ptr().addr())?;
    let place = u16::try_from(from_first / size_of::<FailureDumpMap>()).ok()?;
    Some(ptr::from_ref(schema).addr().checked_mul(1 << PLACE_BITS)? | usize::from(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::FailureDumpReport;

    #[test]
    fn the_last_map_is_only_remembered_for_its_schema() {
        let map = r#"{"name": "a.bss", "map_type": 2, "value_size": 8, "max_entries": 1}"#;
        let report =
            FailureDumpReport::from_json(&format!(r#"{{"schema": "single", "maps": [{map}, {map}]}}"#)).unwrap();
        let maps = report.maps.as_slice();
        static SCHEMAS: [u64; 2] = [1, 2];
        let all = || SCHEMAS.iter().flat_map(|schema| maps.iter().map(move |map| (schema, map)));
        let searched = Searched::default();
        assert!(all().all(|(schema, map)| !searched.is(schema, map, maps)));
        for last in all() {
            searched.set(last.0, last.1, maps);
            for (schema, map) in all() {
                let same = std::ptr::eq(schema, last.0) && std::ptr::eq(map, last.1);
                assert_eq!(searched.is(schema, map, maps), same && cfg!(target_pointer_width = "64"));
                assert_eq!(searched.clone().is(schema, map, maps), searched.is(schema, map, maps));
            }
        }
    }
}
