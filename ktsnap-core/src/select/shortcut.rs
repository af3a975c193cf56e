//! A shortcut for the most common case: the report names the running scheduler and holds its section once.

use super::names::SectionMaps;
use super::pick::PickReason;
use crate::report::FailureDumpMap;
use crate::typed::{Location, Schema};
use crate::view::Snapshot;

/// The running scheduler's section, if the report says which scheduler runs and holds that section once, rendered. A single
/// pass over the maps finds it. [`by_every_rule`](super::resolve::by_every_rule) selects the same map, as a test checks.
pub(super) fn section<'a>(snapshot: &Snapshot<'a>, schema: &Schema) -> Option<(&'a FailureDumpMap, PickReason)> {
    let Location::Section { name, .. } = schema.location else { return None };
    let active = snapshot.active_scheduler().filter(|active| active.is_consistent)?;
    let of_section = SectionMaps::of(name);
    let of_obj = of_section.of_obj(active.obj)?;
    let (is_listed, live) = (!active.map_kvas.is_empty(), active.live_maps());
    let mut only = None;
    // Scan all maps: a narrowed view already includes every map named after the running object.
    for map in &snapshot.report().maps {
        // The full comparison comes last, because it takes longest.
        if of_obj.may_be(&map.name) && (!is_listed || live.lists(map.map_kva)) && of_obj.is(&map.name) {
            if only.is_some() || map.value.is_none() {
                return None;
            }
            only = Some(map);
        }
    }
    let others = || snapshot.maps().any(|map| of_section.has(&map.name) && !of_obj.is(&map.name));
    let reason = if is_listed || others() { PickReason::Active } else { PickReason::OnlyCopy };
    Some((only?, reason))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::resolve::by_every_rule;
    use super::*;
    use crate::report::FailureDumpReport;

    pub(crate) const BSS: Schema = of_section(".bss");
    pub(crate) const KCONFIG: Schema = of_section(".kconfig");
    pub(crate) const CUSTOM: Schema = of_section(".data.custom");

    const fn of_section(name: &'static str) -> Schema {
        Schema::new("a.bpf.o", Location::Section { name, size: 8 }, &[], &[])
    }

    /// Every pair of some maps, combined with everything that a report can say about the running scheduler: no name, the name
    /// of an object that may be captured, and the name of an object that never is; no list of live maps, and lists that name
    /// captured or unknown maps.
    pub(crate) fn each_report(mut look: impl FnMut(&FailureDumpReport)) {
        let names =
            ["a.bss", "b.bss", "a.data", "a.txt", ".bss", "a.bss.bss", "a.kconfig", ".data.custom", "a.data.custom"];
        let contents = ["", r#", "error": "unreadable""#, r#", "value": {"kind": "struct", "members": []}"#];
        let mut maps = Vec::new();
        for name in names {
            for map_kva in [0, 1, 2] {
                let head = format!(r#""name": "{name}", "map_kva": {map_kva}, "map_type": 2, "value_size": 8"#);
                maps.extend(contents.map(|contents| format!(r#"{{{head}, "max_entries": 1{contents}}}"#)));
            }
        }
        let json = format!(r#"{{"schema": "single", "maps": [{}]}}"#, maps.join(","));
        let mut report = FailureDumpReport::from_json(&json).unwrap();
        let maps = std::mem::take(&mut report.maps);
        for (first, second) in maps.iter().flat_map(|first| maps.iter().map(move |second| (first, second))) {
            report.maps = vec![first.clone(), second.clone()].into();
            for name in [None, Some(""), Some("a"), Some("c")] {
                for listed in [[].as_slice(), &[1], &[1, 2], &[9]] {
                    report.active_obj_name = name.map(str::to_owned);
                    report.active_map_kvas = listed.to_vec();
                    look(&report);
                }
            }
        }
    }

    /// Checks that the shortcut only finds maps that the rules select, and counts them by reason.
    fn found(schema: &'static Schema) -> [usize; 2] {
        let mut counts = [0; 2];
        each_report(|report| {
            let whole = Snapshot::new(report);
            for snapshot in [whole.active().ok(), Some(whole)].into_iter().flatten() {
                if let Some((map, reason)) = section(&snapshot, schema) {
                    let chosen = by_every_rule(&snapshot, schema, None).and_then(|found| found.pick());
                    let chosen = chosen.unwrap_or_else(|error| panic!("{error}\n{snapshot}"));
                    assert_eq!((chosen.map, chosen.reason), (map.into(), reason), "{snapshot}");
                    counts[usize::from(reason == PickReason::OnlyCopy)] += 1;
                }
            }
        });
        counts
    }

    #[test]
    fn the_shortcut_finds_the_map_that_the_rules_select() {
        let counts = found(&BSS);
        assert!(counts.iter().all(|count| *count > 100), "{counts:?}");
    }

    #[test]
    fn a_section_whose_maps_may_have_another_name_takes_no_shortcut() {
        assert_eq!((found(&KCONFIG), found(&CUSTOM)), ([0; 2], [0; 2]));
    }
}
