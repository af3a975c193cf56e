//! Sets of CPUs.

use std::fmt;
use std::ops::RangeInclusive;

use super::FieldValue;
use crate::report::RenderedValue;
use crate::typed::c_type::CType;
use crate::typed::read::{ReadFailure, ValueCursor};
use crate::typed::rust_type::RustType;

/// A set of CPUs: a `struct cpumask` or `struct bpf_cpumask`, or the target of a pointer to one.
///
/// It is printed in the kernel's list format: `0-3,8`.
///
/// ```
/// use ktsnap_core::typed::CpuSet;
///
/// let cpus: CpuSet = [8, 0, 1, 2, 3].into_iter().collect();
/// assert_eq!(cpus.to_string(), "0-3,8");
/// assert!(cpus.contains(2) && !cpus.contains(4));
/// assert_eq!(cpus.len(), 5);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct CpuSet {
    /// Disjoint ranges in ascending order. A report can claim a range of any length.
    ranges: Vec<RangeInclusive<u32>>,
}

impl CpuSet {
    /// Whether the CPU is in the set.
    #[must_use]
    pub fn contains(&self, cpu: u32) -> bool {
        self.ranges.iter().any(|range| range.contains(&cpu))
    }

    /// The number of CPUs in the set.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.ranges.iter().map(|range| u64::from(range.end() - range.start()) + 1).sum()
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// The CPUs in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.ranges.iter().cloned().flatten()
    }

    /// Reads the kernel's list format: `0-3,8`, or an empty text.
    fn parse(list: &str) -> Option<Self> {
        let mut ranges = Vec::new();
        for part in list.split(',').filter(|_| !list.is_empty()) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
            if first > last {
                return None;
            }
            ranges.push(first..=last);
        }
        Some(Self::of_ranges(ranges))
    }

    /// Reads a mask in raw bytes. CPU 0 is the lowest bit of the first word.
    fn of_words(words: &[u64]) -> Self {
        let bits = words
            .iter()
            .zip((0..).step_by(64))
            .flat_map(|(word, first)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| first + bit));
        bits.collect()
    }

    fn of_ranges(mut ranges: Vec<RangeInclusive<u32>>) -> Self {
        ranges.sort_by_key(|range| *range.start());
        let mut apart: Vec<RangeInclusive<u32>> = Vec::new();
        for range in ranges {
            match apart.last_mut() {
                Some(last) if u64::from(*range.start()) <= u64::from(*last.end()) + 1 => {
                    *last = *last.start()..=*range.end().max(last.end());
                }
                _ => apart.push(range),
            }
        }
        Self { ranges: apart }
    }
}

impl FromIterator<u32> for CpuSet {
    fn from_iter<I: IntoIterator<Item = u32>>(cpus: I) -> Self {
        Self::of_ranges(cpus.into_iter().map(|cpu| cpu..=cpu).collect())
    }
}

impl fmt::Display for CpuSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        for range in &self.ranges {
            if range.start() == range.end() {
                write!(f, "{comma}{}", range.start())?;
            } else {
                write!(f, "{comma}{}-{}", range.start(), range.end())?;
            }
            comma = ",";
        }
        Ok(())
    }
}

impl FieldValue for CpuSet {
    const RUST_TYPE: RustType = RustType::CpuSet;

    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        let here = at.reach()?;
        if !here.c_type().is_cpumask() {
            return Err(here.is_other());
        }
        let Some(value) = here.rendered() else {
            return match here.c_type() {
                CType::Struct(_) => Ok(Self::of_words(&words(here)?)),
                _ => Err(ReadFailure::drift(here.c_type(), "an address, which leads out of these bytes")),
            };
        };
        let list = match value {
            RenderedValue::Ptr { value: 0, .. } => return Err(ReadFailure::drift(here.c_type(), "a null pointer")),
            RenderedValue::Ptr { deref: Some(mask), .. } => mask.as_ref(),
            RenderedValue::Ptr { .. } => {
                let why = value.deref_skipped_reason().unwrap_or("the report does not say why");
                return Err(ReadFailure::drift(
                    here.c_type(),
                    format!("a pointer that the capture did not follow ({why})"),
                ));
            }
            other => other,
        };
        match list {
            RenderedValue::CpuList { cpus } => Self::parse(cpus)
                .ok_or_else(|| ReadFailure::drift(here.c_type(), format!("`{cpus}`, which is not a list of CPUs"))),
            other => Err(here.leads_to(other)),
        }
    }

    fn later(&self) -> Self {
        self.clone()
    }
}

/// The words of a `struct cpumask`. A `struct bpf_cpumask` starts with one.
fn words(mask: ValueCursor<'_>) -> Result<Vec<u64>, ReadFailure> {
    let mask = mask.inner("cpumask").unwrap_or(mask);
    mask.inner("bits").and_then(Vec::read)
}

impl CType {
    /// Whether this is a mask of CPUs or a pointer to one.
    pub(crate) const fn is_cpumask(&self) -> bool {
        match *self {
            Self::Struct(of) => match of.tag {
                Some(tag) => is_cpumask_tag(tag),
                None => false,
            },
            Self::Ptr { to: Some(tag) } => is_cpumask_tag(tag),
            _ => false,
        }
    }
}

const fn is_cpumask_tag(tag: &str) -> bool {
    matches!(tag.as_bytes(), b"struct cpumask" | b"struct bpf_cpumask")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typed::c_type::CStruct;

    #[test]
    fn a_list_is_read_and_shown_as_the_kernel_writes_it() {
        for list in ["", "0", "0-3,8", "1,3,5-7"] {
            assert_eq!(CpuSet::parse(list).unwrap().to_string(), list);
        }
        assert_eq!(CpuSet::parse("4,0-1,2-3").unwrap().to_string(), "0-4");
    }

    #[test]
    fn ranges_that_overlap_or_repeat_count_each_cpu_once() {
        for (list, shown, len) in [
            ("0-5,2-3", "0-5", 6),
            ("2-5,0-3", "0-5", 6),
            ("0-3,3", "0-3", 4),
            ("7,7", "7", 1),
            ("0-3,5-6", "0-3,5-6", 6),
            ("4294967295,4294967294", "4294967294-4294967295", 2),
        ] {
            let cpus = CpuSet::parse(list).unwrap();
            assert_eq!((cpus.to_string().as_str(), cpus.len()), (shown, len), "{list}");
        }
    }

    #[test]
    fn a_set_is_empty_without_a_cpu() {
        let cpus = CpuSet::parse("2-3").unwrap();
        assert!(!cpus.is_empty() && CpuSet::parse("").unwrap().is_empty());
        assert!(!cpus.contains(1) && cpus.contains(2) && cpus.contains(3) && !cpus.contains(4));
        assert_eq!(cpus.iter().collect::<Vec<_>>(), [2, 3]);
        let apart = CpuSet::parse("0-1,5").unwrap();
        assert!(apart.contains(1) && apart.contains(5) && !apart.contains(3));
    }

    #[test]
    fn the_words_of_a_mask_have_64_cpus_each() {
        assert_eq!(CpuSet::of_words(&[1 | 1 << 63, 0b101]).to_string(), "0,63-64,66");
        assert_eq!(CpuSet::of_words(&[0, 0]).to_string(), "");
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for list in ["3-1", "a", "1,,2", "-1", "0-4294967296", "1-"] {
            assert_eq!(CpuSet::parse(list), None, "{list}");
        }
    }

    #[test]
    fn a_huge_range_costs_nothing() {
        let cpus = CpuSet::parse("0-4294967295").unwrap();
        assert_eq!(cpus.len(), 1 << 32);
        assert!(cpus.contains(u32::MAX));
    }

    #[test]
    fn a_list_is_only_read_where_btf_has_a_mask() {
        const CPUMASK: CType = CType::Struct(&CStruct::new(Some("struct cpumask"), 8, &[]));
        const BITMAP: CType = CType::Struct(&CStruct::new(Some("struct scx_bitmap"), 8, &[]));
        let list = RenderedValue::CpuList { cpus: "0-3".to_owned() };
        assert_eq!(CpuSet::read(ValueCursor::of_value(&list, CPUMASK)), Ok(CpuSet::parse("0-3").unwrap()));
        for other in [CType::Uint { bits: 64 }, BITMAP] {
            let found = CpuSet::read(ValueCursor::of_value(&list, other));
            assert_eq!(found, Err(ReadFailure::drift(&other, "cpulist")));
        }
    }
}
