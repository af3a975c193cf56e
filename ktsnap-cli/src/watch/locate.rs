//! The places of a plan's counters in a running object, whose variables may have moved or changed.

use std::collections::HashMap;
use std::ops::Range;

use ktsnap_btf::compat::{ArrayLength, ChangeKind, Offsets, Part, Rules, TypeChange, locate};
use ktsnap_btf::{Section, Var};

use super::counters::{Counter, Int};
use super::plan::Plan;

/// The largest gap between two counters that are read in one range.
const MAX_GAP: u64 = 64;

/// The bytes to read from one instance.
#[derive(Debug)]
pub(super) struct Places {
    /// The ranges of the section, which one read takes.
    pub(super) ranges: Vec<Range<u64>>,
    /// The place of each counter of the plan, or why it has none.
    pub(super) counters: Vec<Result<Place, String>>,
}

/// The place of an integer in the bytes that were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    range: usize,
    /// The offset from the range's start.
    at: u64,
    int: Int,
}

impl Places {
    /// Finds the plan's counters in the section of a running object. `last_array` says whether the last array of the
    /// section, which user space may resize, can have another length than in the plan.
    pub(super) fn of(plan: &Plan, running: &Section, last_array: ArrayLength) -> Self {
        let mut named: HashMap<&str, Vec<&Var>> = HashMap::new();
        for var in &running.vars {
            named.entry(var.name.as_str()).or_default().push(var);
        }
        let mut vars: HashMap<&str, usize> = HashMap::new();
        for var in &plan.vars {
            *vars.entry(var.name.as_str()).or_default() += 1;
        }
        let place = |counter: &Counter| {
            let expected = plan.vars.get(counter.var).ok_or("not in the plan")?;
            let found = named.get(expected.name.as_str()).map_or(&[][..], Vec::as_slice);
            let found = match (found, vars.get(expected.name.as_str())) {
                ([], _) => return Err("not in the running object".to_owned()),
                ([one], Some(1)) => one,
                // Statics of several files, which only differ in their offsets.
                (several, _) => several
                    .iter()
                    .find(|var| var.offset == expected.offset)
                    .ok_or_else(|| "one of several variables of that name, which moved".to_owned())?,
            };
            let length = if plan.is_resizable(counter.var) { last_array } else { ArrayLength::Fixed };
            // Each counter is one integer, so the running object's own offsets lead to it.
            let rules = Rules { length, offsets: Offsets::Running };
            let Part { bytes, .. } = locate(&expected.ty, &found.ty, &counter.steps, rules)
                .map_err(|change| differs(&change, expected, found, plan))?;
            let start = found.offset.checked_add(bytes.start).ok_or("outside of its section")?;
            Ok((start, counter.int))
        };
        let found: Vec<Result<(u64, Int), String>> = plan.counters.iter().map(place).collect();
        let ranges = ranges(found.iter().flatten().map(|(start, int)| *start..start.saturating_add(int.size)));
        let placed = |(start, int): (u64, Int)| {
            let range = ranges.partition_point(|range| range.end <= start);
            let at = ranges.get(range).map_or(0, |range| start.saturating_sub(range.start));
            Place { range, at, int }
        };
        let counters = found.into_iter().map(|found| found.map(placed)).collect();
        Self { ranges, counters }
    }

    /// The values in the bytes that were read at [`Self::ranges`].
    pub(super) fn values(&self, bytes: &[Vec<u8>]) -> Vec<Option<i128>> {
        self.counters.iter().map(|place| place.as_ref().ok()?.value(bytes)).collect()
    }
}

impl Place {
    fn value(self, bytes: &[Vec<u8>]) -> Option<i128> {
        let at = usize::try_from(self.at).ok()?;
        let value = bytes.get(self.range)?.get(at..)?;
        Some(match (self.int.size, self.int.signed) {
            (1, false) => u8::from_ne_bytes(*value.first_chunk()?).into(),
            (2, false) => u16::from_ne_bytes(*value.first_chunk()?).into(),
            (4, false) => u32::from_ne_bytes(*value.first_chunk()?).into(),
            (8, false) => u64::from_ne_bytes(*value.first_chunk()?).into(),
            (1, true) => i8::from_ne_bytes(*value.first_chunk()?).into(),
            (2, true) => i16::from_ne_bytes(*value.first_chunk()?).into(),
            (4, true) => i32::from_ne_bytes(*value.first_chunk()?).into(),
            (8, true) => i64::from_ne_bytes(*value.first_chunk()?).into(),
            _ => return None,
        })
    }
}

fn count_of(elements: u64) -> String {
    if elements == 1 { "1 element".to_owned() } else { format!("{elements} elements") }
}

fn differs(change: &TypeChange, expected: &Var, found: &Var, plan: &Plan) -> String {
    let object = &plan.object;
    match change.kind {
        ChangeKind::OutOfRange { len, .. } => format!("`{}` has {} in the running object", found.name, count_of(len)),
        _ if expected.c_type != found.c_type => {
            format!("`{}` in the running object, `{}` in {object}", found.c_type, expected.c_type)
        }
        _ => format!("{} in the running object, {} in {object}", change.found, change.expected),
    }
}

/// The ranges in order. Ranges that are close to each other are merged.
fn ranges(of: impl Iterator<Item = Range<u64>>) -> Vec<Range<u64>> {
    let mut all: Vec<_> = of.collect();
    all.sort_unstable_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<u64>> = Vec::new();
    for range in all {
        match merged.last_mut() {
            Some(last) if range.start <= last.end.saturating_add(MAX_GAP) => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ktsnap_btf::Type;

    use super::super::plan::tests::{DISPATCH, layout, plan};
    use super::*;

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
        let places = Places::of(&plan, &running, ArrayLength::LastOfSection);
        let expected = plan.counters.iter().map(|counter| if counter.name == "waits.nr" { waits + 16 } else { 2048 });
        let at = |place: &Result<Place, String>| {
            let place = place.clone().unwrap();
            places.ranges[place.range].start + place.at
        };
        assert_eq!(places.counters.iter().map(at).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        assert_eq!(places.ranges, [waits + 16..waits + 20, 2048..2056]);
    }

    #[test]
    fn a_variable_of_another_type_or_a_missing_one_is_not_read() {
        let plan = plan(&[DISPATCH]).unwrap();
        let mut running = bss();
        running.vars.retain(|var| var.name != "nr_mig_same");
        let cross = var(&mut running, "nr_mig_cross");
        (cross.ty, cross.c_type) = (Type::Int { size: 4, signed: false }, "volatile u32".to_owned());
        let stats = var(&mut running, "dsp_stats");
        let Type::Array { len, .. } = &mut stats.ty else { panic!() };
        *len += 1;
        stats.c_type = "u64[4]".to_owned();
        let places = Places::of(&plan, &running, ArrayLength::LastOfSection);
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
        let places = Places::of(&plan, &running, ArrayLength::LastOfSection);
        assert_eq!(reason(&places, &plan, "waits.total_ns"), None);
        assert_eq!(places.ranges[0].start, start + 8);
        let changed = reason(&places, &plan, "waits.max_ns").unwrap();
        assert_eq!(changed, "int64 (u64) in the running object, uint64 (u64) in dispatch.bpf.o");
    }

    #[test]
    fn statics_of_one_name_are_distinguished_by_their_offset() {
        let plan = plan(&["../tests/bpf/twins.bpf.o", "--only", "*"]).unwrap();
        let twins = layout("../tests/bpf/twins.bpf.o").section(".bss").unwrap().clone();
        let same = Places::of(&plan, &twins, ArrayLength::LastOfSection);
        assert!(same.counters.iter().all(Result::is_ok), "{same:?}");
        let mut moved = twins;
        moved.size += 64;
        for var in &mut moved.vars {
            var.offset += 64;
        }
        let moved = Places::of(&plan, &moved, ArrayLength::LastOfSection);
        assert!(moved.counters.iter().flatten().count() < plan.counters.len());
        let reason = moved.counters.iter().find_map(|place| place.clone().err()).unwrap();
        assert_eq!(reason, "one of several variables of that name, which moved");
    }

    #[test]
    fn integers_of_each_width_have_their_sign() {
        let bytes = [vec![0xfe; 8]];
        let value = |size, signed| Place { range: 0, at: 0, int: Int { size, signed } }.value(&bytes);
        assert_eq!(value(1, false), Some(0xfe));
        assert_eq!(value(2, true), Some(-0x102));
        assert_eq!(value(8, false), Some(0xfefe_fefe_fefe_fefe));
        assert_eq!(value(8, true), Some(-0x0101_0101_0101_0102));
        // Too few bytes were read.
        assert_eq!(Place { range: 0, at: 1, int: Int { size: 8, signed: false } }.value(&bytes), None);
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
        let places = Places::of(&plan, &running, ArrayLength::LastOfSection);
        assert!(reason(&places, &plan, "head[1]").is_some(), "{places:?}");
        assert_eq!(reason(&places, &plan, "tail[1]"), None);
        let fixed = Places::of(&plan, &running, ArrayLength::Fixed);
        assert!(fixed.counters.iter().all(Result::is_err), "{fixed:?}");
    }
}
