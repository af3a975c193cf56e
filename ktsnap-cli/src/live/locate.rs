//! The places of a plan's counters in a running object, whose variables may have moved or changed.

use super::finder::{Finder, Resized};
use super::reading::{Place, Reading};
use super::running::{Read, Running, Span};
use crate::counters::{Counter, Int, Plan, Root};

/// The largest gap between two counters that are read in one range.
const MAX_GAP: u64 = 64;

/// The bytes to read from one instance.
#[derive(Debug)]
pub(crate) struct Places {
    /// The bytes to read, by section or map and key.
    pub(crate) spans: Vec<Span>,
    /// The hash maps to read.
    pub(crate) hashes: Vec<HashPlace>,
    /// The place of each counter of the plan, or why it has none. That of a counter of a hash map is in the value of each entry.
    pub(crate) counters: Vec<Result<Place, String>>,
}

/// A hash map to read.
#[derive(Debug)]
pub(crate) struct HashPlace {
    /// The bytes to read of each value.
    pub(crate) span: Span,
    /// The indices of its counters that can be read.
    pub(crate) counters: Vec<usize>,
}

impl Places {
    /// Finds the plan's counters in a running object. `length` says whether the last array of a section, and a map, which user
    /// space may resize, can have another length than in the plan.
    pub(crate) fn of(plan: &Plan, running: &Running, length: Resized) -> Self {
        let finder = Finder::new(plan, running, length);
        let found: Vec<_> = plan.counters.iter().map(|counter| finder.find(counter)).collect();
        let is_hash = |counter: &Counter| plan.roots.get(counter.root).is_some_and(Root::is_hash);
        let with_places =
            || plan.counters.iter().zip(&found).filter_map(|(of, found)| Some((of, &found.as_ref().ok()?.0)));
        let spans = merged(with_places().filter(|(of, _)| !is_hash(of)).map(|(_, span)| span.clone()));
        let hashes = hashes(plan, &found);
        let placed = |counter: &Counter, (span, int): (Span, Int)| {
            let (at, read) = if is_hash(counter) {
                let at = hashes.iter().position(|of| of.span.place == span.place).unwrap_or_default();
                (at, hashes.get(at).map(|of| &of.span))
            } else {
                let at = spans
                    .partition_point(|read| (&read.place, read.key, read.end) <= (&span.place, span.key, span.start));
                (at, spans.get(at))
            };
            let offset = read.map_or(0, |read| span.start.saturating_sub(read.start));
            let is_per_cpu = plan.roots.get(counter.root).is_some_and(Root::is_per_cpu);
            Place { span: at, at: offset, int, is_per_cpu }
        };
        let counters =
            plan.counters.iter().zip(found.clone()).map(|(counter, found)| Ok(placed(counter, found?))).collect();
        Self { spans, hashes, counters }
    }

    /// The values in the bytes that were read at [`Self::spans`].
    pub(crate) fn values(&self, bytes: &[Read]) -> Vec<Option<Reading>> {
        let of_hash = |at: usize| self.hashes.iter().any(|hash| hash.counters.binary_search(&at).is_ok());
        let value = |(at, place): (usize, &Result<Place, String>)| {
            let place = place.as_ref().ok()?;
            if of_hash(at) { None } else { place.reading(bytes) }
        };
        self.counters.iter().enumerate().map(value).collect()
    }
}

/// The hash maps with a counter that can be read.
fn hashes(plan: &Plan, found: &[Result<(Span, Int), String>]) -> Vec<HashPlace> {
    let mut hashes = Vec::new();
    for (root, _) in plan.roots.iter().enumerate().filter(|(_, root)| root.is_hash()) {
        let counters = plan.counters.iter().zip(found).enumerate().filter(|(_, (counter, _))| counter.root == root);
        let counters: Vec<_> = counters.filter_map(|(at, (_, found))| Some((at, &found.as_ref().ok()?.0))).collect();
        let start = counters.iter().map(|(_, span)| span.start).min();
        let end = counters.iter().map(|(_, span)| span.end).max();
        if let (Some((_, span)), Some(start), Some(end)) = (counters.first(), start, end) {
            let span = Span { start, end, ..(*span).clone() };
            hashes.push(HashPlace { span, counters: counters.into_iter().map(|(at, _)| at).collect() });
        }
    }
    hashes
}

/// The spans in order. Spans of one section or value that are close to each other are merged.
fn merged(of: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut all: Vec<_> = of.collect();
    all.sort_unstable();
    let mut merged: Vec<Span> = Vec::new();
    for span in all {
        match merged.last_mut() {
            Some(last)
                if (&span.place, span.key) == (&last.place, last.key)
                    && span.start <= last.end.saturating_add(MAX_GAP) =>
            {
                last.end = last.end.max(span.end);
            }
            _ => merged.push(span),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ktsnap_btf::{Section, Type, Var};

    use super::super::running::tests::{of_maps, of_section};
    use super::*;
    use crate::counters::tests::{DISPATCH, layout, plan};

    fn bss() -> Section {
        layout(DISPATCH).section(".bss").unwrap().clone()
    }

    fn var<'s>(section: &'s mut Section, name: &str) -> &'s mut Var {
        section.vars.iter_mut().find(|var| var.name == name).unwrap()
    }

    fn reason(places: &Places, plan: &Plan, name: &str) -> Option<String> {
        let at = plan.counters.iter().position(|counter| counter.name == name).unwrap();
        places.counters[at].clone().err()
    }

    #[test]
    fn a_variable_that_moved_is_read_where_it_is_now() {
        let plan = plan(&[DISPATCH, "--only", "nr_mig_same", "--only", "waits.nr"]).unwrap();
        let mut running = bss();
        running.size += 4096;
        var(&mut running, "nr_mig_same").offset = 2048;
        let waits = var(&mut running, "waits").offset;
        let places = Places::of(&plan, &of_section(running.clone()), Resized::Allowed);
        let expected = plan.counters.iter().map(|counter| if counter.name == "waits.nr" { waits + 16 } else { 2048 });
        let at = |place: &Result<Place, String>| {
            let place = place.clone().unwrap();
            places.spans[place.span].start + place.at
        };
        assert_eq!(places.counters.iter().map(at).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        let ranges: Vec<_> = places.spans.iter().map(Span::bytes).collect();
        assert_eq!(ranges, [waits + 16..waits + 20, 2048..2056]);
    }

    #[test]
    fn a_variable_of_another_type_or_a_missing_one_is_not_read() {
        let plan = plan(&[DISPATCH]).unwrap();
        let mut running = bss();
        running.vars.retain(|var| var.name != "nr_mig_same");
        let cross = var(&mut running, "nr_mig_cross");
        (cross.ty, cross.c_type) = (Type::Int { size: 4, signed: false }, "volatile u32".into());
        let stats = var(&mut running, "dsp_stats");
        let Type::Array { len, .. } = &mut stats.ty else { panic!() };
        *len += 1;
        stats.c_type = "u64[4]".into();
        let places = Places::of(&plan, &of_section(running.clone()), Resized::Allowed);
        let is = |name, expected| assert_eq!(reason(&places, &plan, name).as_deref(), expected);
        is("nr_mig_same", Some("not in the running object"));
        is("nr_mig_cross", Some("`volatile u32` in the running object, `volatile u64` in dispatch.bpf.o"));
        let stats = reason(&places, &plan, "dsp_stats[0]").unwrap();
        assert!(stats.starts_with("`u64[4]` in the running object, "), "{stats}");
        is("waits.nr", None);
    }

    #[test]
    fn a_struct_that_grew_is_read_except_for_a_changed_member() {
        let plan = plan(&[DISPATCH, "--only", "waits.*"]).unwrap();
        let mut running = bss();
        let waits = var(&mut running, "waits");
        let Type::Struct(of) = &mut waits.ty else { panic!() };
        let grown = Arc::make_mut(of);
        for member in &mut grown.members {
            member.bit_offset += 64;
        }
        grown.size += 8;
        grown.members[1].ty = Type::Int { size: 8, signed: true };
        let start = waits.offset;
        let places = Places::of(&plan, &of_section(running.clone()), Resized::Allowed);
        assert_eq!(reason(&places, &plan, "waits.total_ns"), None);
        assert_eq!(places.spans[0].start, start + 8);
        let changed = reason(&places, &plan, "waits.max_ns").unwrap();
        assert_eq!(changed, "int64 (u64) in the running object, uint64 (u64) in dispatch.bpf.o");
    }

    #[test]
    fn statics_of_one_name_are_distinguished_by_their_offset() {
        let plan = plan(&["../tests/bpf/twins.bpf.o", "--only", "*"]).unwrap();
        let twins = layout("../tests/bpf/twins.bpf.o").section(".bss").unwrap().clone();
        let same = Places::of(&plan, &of_section(twins.clone()), Resized::Allowed);
        assert!(same.counters.iter().all(Result::is_ok), "{same:?}");
        let mut moved = twins;
        moved.size += 64;
        for var in &mut moved.vars {
            var.offset += 64;
        }
        let moved = Places::of(&plan, &of_section(moved.clone()), Resized::Allowed);
        assert!(moved.counters.iter().flatten().count() < plan.counters.len());
        let reason = moved.counters.iter().find_map(|place| place.clone().err()).unwrap();
        assert_eq!(reason, "one of several variables of that name, which moved");
    }

    /// An array of every length has the same answer as for a struct that `ktsnap-live` reads.
    #[test]
    fn an_element_of_a_resized_array_is_only_read_if_the_array_is_the_last_of_its_section() {
        const RESIZED: &str = "../tests/bpf/resized.bpf.o";
        let plan = plan(&[RESIZED, "--section", ".data.two", "--only", "head[1]", "--only", "tail[1]"]).unwrap();
        let mut running = layout(RESIZED).section(".data.two").unwrap().clone();
        for var in &mut running.vars {
            let Type::Array { len, .. } = &mut var.ty else { panic!() };
            *len = 8;
        }
        let places = Places::of(&plan, &of_section(running.clone()), Resized::Allowed);
        assert!(reason(&places, &plan, "head[1]").is_some(), "{places:?}");
        assert_eq!(reason(&places, &plan, "tail[1]"), None);
        let fixed = Places::of(&plan, &of_section(running), Resized::Refused);
        assert!(fixed.counters.iter().all(Result::is_err), "{fixed:?}");
    }

    const MAPS: [&str; 7] = [DISPATCH, "--map", "stats", "--map", "queue_waits", "--rows", "stats=dsp_stat"];

    #[test]
    fn entries_of_maps_are_read_by_key_and_on_each_cpu() {
        let plan = plan(&[&MAPS[..], &["--only", "stats*", "--only", "nr"]].concat()).unwrap();
        let places = Places::of(&plan, &of_maps(&layout(DISPATCH), &["enum dsp_stat"]), Resized::Allowed);
        let spans: Vec<_> =
            places.spans.iter().map(|span| (span.place.as_str(), span.key, span.start, span.end)).collect();
        let entry = |key| ("stats", Some(key), 0, 8);
        let nr = |key| ("queue_waits", Some(key), 16, 20);
        assert_eq!(spans, [nr(0), nr(1), entry(0), entry(1), entry(2)]);
        let cpus = |value: u8| vec![vec![value; 8], vec![0; 8]];
        let bytes = [vec![vec![5, 0, 0, 0]], vec![vec![6, 0, 0, 0]], cpus(1), cpus(0), cpus(2)];
        let values = places.values(&bytes);
        let ones = i128::from(u64::from_ne_bytes([1; 8]));
        assert_eq!(values[0], Some(Reading::Each(vec![ones, 0])));
        assert_eq!((values[3].clone(), values[4].clone()), (Some(Reading::One(5)), Some(Reading::One(6))));
        // A CPU without bytes is not 0.
        let short = [bytes[0].clone(), bytes[1].clone(), vec![vec![1; 8], vec![]], cpus(0), cpus(2)];
        assert_eq!(places.values(&short)[0], None);
    }

    #[test]
    fn a_map_or_an_enum_that_differs_is_a_reason() {
        let plan = plan(&MAPS).unwrap();
        let object = layout(DISPATCH);
        let reason_after = |change: &dyn Fn(&mut Running), name: &str| {
            let mut running = of_maps(&object, &["enum dsp_stat"]);
            change(&mut running);
            reason(&Places::of(&plan, &running, Resized::Allowed), &plan, name)
        };
        assert_eq!(reason_after(&|_| (), "stats[KICK]"), None);
        let size = |running: &mut Running| {
            running.maps.get_mut("stats").unwrap().as_mut().unwrap().value = Type::Int { size: 4, signed: false };
        };
        let expected = "[uint32; 3] in the running object, [uint64; 3] in dispatch.bpf.o";
        assert_eq!(reason_after(&size, "stats[KICK]").as_deref(), Some(expected));
        let fewer = |running: &mut Running| {
            running.maps.get_mut("stats").unwrap().as_mut().unwrap().entries = 2;
        };
        assert_eq!(reason_after(&fewer, "stats[SHARED]"), None);
        let expected = "`stats` has 2 elements in the running object";
        assert_eq!(reason_after(&fewer, "stats[KICK]").as_deref(), Some(expected));
        let moved = |running: &mut Running| {
            let of = running.enums.get_mut("enum dsp_stat").unwrap();
            of.enumerators.iter_mut().find(|one| one.name == "DSP_KICK").unwrap().value = 1;
        };
        let expected = "`DSP_KICK` is 1 in the running object, 2 in dispatch.bpf.o";
        assert_eq!(reason_after(&moved, "stats[KICK]").as_deref(), Some(expected));
        let gone = |running: &mut Running| {
            running.enums.get_mut("enum dsp_stat").unwrap().enumerators.retain(|one| one.name != "DSP_KICK");
        };
        let expected = "`enum dsp_stat` of the running object has no `DSP_KICK`";
        assert_eq!(reason_after(&gone, "stats[KICK]").as_deref(), Some(expected));
        let failed = |running: &mut Running| drop(running.maps.insert("stats".to_owned(), Err("not there".to_owned())));
        assert_eq!(reason_after(&failed, "stats[LOCAL]").as_deref(), Some("not there"));
    }
}
