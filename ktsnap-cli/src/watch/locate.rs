//! Where a running object has the counters of a plan: its variables may stand elsewhere, or be others.

use std::collections::HashMap;
use std::ops::Range;

use ktsnap_btf::{Section, Type, Var};

use super::counters::Counter;
use super::leaves::{Int, Step};
use super::plan::Plan;

/// Bytes between two counters that are read along rather than apart.
const APART: u64 = 64;

/// What to read of one instance.
#[derive(Debug)]
pub(super) struct Places {
    /// One read takes all of them.
    pub(super) ranges: Vec<Range<u64>>,
    /// For each counter of the plan where it is, or why nowhere.
    pub(super) counters: Vec<Result<Place, String>>,
}

/// An integer in what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    range: usize,
    /// Bytes from the range's start.
    at: u64,
    int: Int,
}

impl Places {
    /// Holds the plan against the section of a running object.
    pub(super) fn of(plan: &Plan, running: &Section) -> Self {
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
                ([], _) => return Err("not in the one that runs".to_owned()),
                ([one], Some(1)) => one,
                // Statics of several files. Where they stand is all that tells them apart.
                (several, _) => several
                    .iter()
                    .find(|var| var.offset == expected.offset)
                    .ok_or_else(|| "one of several of that name, and which is not known".to_owned())?,
            };
            if let (Some(Step::Index(index)), Type::Array { len, .. }) = (counter.steps.first(), &found.ty)
                && index >= len
            {
                return Err(format!("`{}` has {} in the one that runs", found.name, count_of(*len)));
            }
            let offset =
                locate(&expected.ty, &found.ty, &counter.steps).ok_or_else(|| differs(expected, found, plan))?;
            let start = found.offset.checked_add(offset).ok_or("outside of its section")?;
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

    /// The values in what was read at [`Self::ranges`].
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

/// The byte at which the running type has the integer, if all on the way to it is the same in both.
fn locate(expected: &Type, found: &Type, steps: &[Step]) -> Option<u64> {
    let Some((step, rest)) = steps.split_first() else {
        return (Int::of(expected)? == Int::of(found)?).then_some(0);
    };
    match (step, expected, found) {
        (Step::Index(index), Type::Array { element, len }, Type::Array { element: other, len: other_len }) => {
            // In an array of another length, the elements may stand for other things.
            let is_here = len == other_len && index < other_len;
            let start = if is_here { other.size()?.checked_mul(*index)? } else { return None };
            start.checked_add(locate(element, other, rest)?)
        }
        (Step::Member(name), Type::Struct(of), Type::Struct(other)) => {
            let (member, _) = of.flat().find(|(member, _)| member.name == *name)?;
            let (found, bit) = other.flat().find(|(member, _)| member.name == *name)?;
            let start = if found.bits.is_none() && bit.is_multiple_of(8) { bit / 8 } else { return None };
            start.checked_add(locate(&member.ty, &found.ty, rest)?)
        }
        _ => None,
    }
}

fn count_of(elements: u64) -> String {
    if elements == 1 { "1 element".to_owned() } else { format!("{elements} elements") }
}

fn differs(expected: &Var, found: &Var, plan: &Plan) -> String {
    if expected.c_type == found.c_type {
        return format!("another `{}` in the one that runs than in {}", found.c_type, plan.object);
    }
    format!("`{}` in the one that runs, `{}` in {}", found.c_type, expected.c_type, plan.object)
}

/// The ranges in order, with those near each other as one.
fn ranges(of: impl Iterator<Item = Range<u64>>) -> Vec<Range<u64>> {
    let mut all: Vec<_> = of.collect();
    all.sort_unstable_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<u64>> = Vec::new();
    for range in all {
        match merged.last_mut() {
            Some(last) if range.start <= last.end.saturating_add(APART) => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

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
        let places = Places::of(&plan, &running);
        let expected = plan.counters.iter().map(|counter| if counter.name == "waits.nr" { waits + 16 } else { 2048 });
        let at = |place: &Result<Place, String>| {
            let place = place.clone().unwrap();
            places.ranges[place.range].start + place.at
        };
        assert_eq!(places.counters.iter().map(at).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
        assert_eq!(places.ranges, [waits + 16..waits + 20, 2048..2056]);
    }

    #[test]
    fn what_is_another_type_or_missing_is_not_read() {
        let plan = plan(&[DISPATCH]).unwrap();
        let mut running = bss();
        running.vars.retain(|var| var.name != "nr_mig_same");
        let cross = var(&mut running, "nr_mig_cross");
        (cross.ty, cross.c_type) = (Type::Int { size: 4, signed: false }, "volatile u32".to_owned());
        let stats = var(&mut running, "dsp_stats");
        let Type::Array { len, .. } = &mut stats.ty else { panic!() };
        *len += 1;
        stats.c_type = "u64[4]".to_owned();
        let places = Places::of(&plan, &running);
        let is = |name, expected| assert_eq!(reason(&places, &plan, name).as_deref(), expected);
        is("nr_mig_same", Some("not in the one that runs"));
        is("nr_mig_cross", Some("`volatile u32` in the one that runs, `volatile u64` in dispatch.bpf.o"));
        let stats = reason(&places, &plan, "dsp_stats[0]").unwrap();
        assert!(stats.starts_with("`u64[4]` in the one that runs, "), "{stats}");
        is("waits.nr", None);
    }

    #[test]
    fn a_struct_that_grew_is_read_but_for_what_changed() {
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
        let places = Places::of(&plan, &running);
        assert_eq!(reason(&places, &plan, "waits.total_ns"), None);
        assert_eq!(places.ranges[0].start, start + 8);
        let changed = reason(&places, &plan, "waits.max_ns").unwrap();
        assert_eq!(changed, "another `struct wait_stats` in the one that runs than in dispatch.bpf.o");
    }

    #[test]
    fn statics_of_one_name_are_told_apart_by_their_place() {
        let plan = plan(&["../tests/bpf/twins.bpf.o", "--only", "*"]).unwrap();
        let twins = layout("../tests/bpf/twins.bpf.o").section(".bss").unwrap().clone();
        let same = Places::of(&plan, &twins);
        assert!(same.counters.iter().all(Result::is_ok), "{same:?}");
        let mut moved = twins;
        moved.size += 64;
        for var in &mut moved.vars {
            var.offset += 64;
        }
        let moved = Places::of(&plan, &moved);
        assert!(moved.counters.iter().flatten().count() < plan.counters.len());
        let told = moved.counters.iter().find_map(|place| place.clone().err()).unwrap();
        assert_eq!(told, "one of several of that name, and which is not known");
    }

    #[test]
    fn integers_of_each_width_have_their_sign() {
        let bytes = [vec![0xfe; 8]];
        let value = |size, signed| Place { range: 0, at: 0, int: Int { size, signed } }.value(&bytes);
        assert_eq!(value(1, false), Some(0xfe));
        assert_eq!(value(2, true), Some(-0x102));
        assert_eq!(value(8, false), Some(0xfefe_fefe_fefe_fefe));
        assert_eq!(value(8, true), Some(-0x0101_0101_0101_0102));
        // Bytes that were not there to read.
        assert_eq!(Place { range: 0, at: 1, int: Int { size: 8, signed: false } }.value(&bytes), None);
    }
}
