//! Reductions to arrays, `Vec`s and structs, element by element.

use super::{PerCpu, PerCpuError, Reducible};
use crate::typed::c_type::{CType, Reduction};
use crate::typed::read::{ReadFailure, ValueCursor, Why, joined};

/// The reason why several values can't be reduced to one, and the part of the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReduceFailure {
    /// The part, as a path: `[3].nr_in`.
    pub(crate) part: String,
    pub(crate) why: PerCpuError,
}

impl From<PerCpuError> for ReduceFailure {
    fn from(why: PerCpuError) -> Self {
        Self { part: String::new(), why }
    }
}

impl ReduceFailure {
    /// Puts the index of an array before the part.
    pub(crate) fn in_element(mut self, index: usize) -> Self {
        self.part = joined(&format!("[{index}]"), &self.part);
        self
    }

    /// Puts a star for each dimension that was reduced before the part.
    pub(crate) fn in_all(mut self, dims: usize) -> Self {
        let dot = if dims == 0 || self.part.is_empty() || self.part.starts_with('[') { "" } else { "." };
        self.part = format!("{}{dot}{}", "[*]".repeat(dims), self.part);
        self
    }

    /// Puts a path before the part.
    pub(crate) fn in_member(mut self, path: &str) -> Self {
        self.part = joined(path, &self.part);
        self
    }
}

impl From<ReduceFailure> for ReadFailure {
    fn from(ReduceFailure { part, why }: ReduceFailure) -> Self {
        let why = match why {
            PerCpuError::Unmapped { cpu } => Why::Unmapped { cpu: Some(cpu) },
            // Only `imbalance` needs a mean.
            PerCpuError::Empty | PerCpuError::ZeroMean => Why::Empty,
            PerCpuError::Overflow { sum, bits } => Why::Overflow { value: Some(sum), bits },
            PerCpuError::Length { expected, found, .. } => Why::Resized { built: expected, found },
        };
        Self { part, why }
    }
}

/// Reads the values in the first `surplus` dimensions and of all CPUs, and reduces them.
pub(super) fn reduced<T: Reducible>(
    at: ValueCursor<'_>,
    surplus: usize,
    how: Reduction,
    allow_unmapped: bool,
) -> Result<T, ReadFailure> {
    let here = at.reach()?;
    if surplus == 0 && !matches!(here.c_type(), CType::PerCpu(_) | CType::Entries(_)) {
        return T::read(here);
    }
    let mut total: Option<T> = None;
    let joined = here.each_of(surplus, allow_unmapped, &mut |value| match &mut total {
        None => T::read(value).map(|first| total = Some(first)),
        Some(total) => total.join(value, how).ok_or_else(|| Why::Empty.into()),
    });
    match (joined, total) {
        (Ok(()), Some(total)) => Ok(total),
        _ => exactly(here, surplus, how, allow_unmapped),
    }
}

/// Does the same with all values in memory: the sum of some of them can exceed the type when the sum of all does not.
#[cold]
fn exactly<T: Reducible>(
    here: ValueCursor<'_>,
    surplus: usize,
    how: Reduction,
    allow_unmapped: bool,
) -> Result<T, ReadFailure> {
    let mut values = Vec::new();
    here.each_of(surplus, allow_unmapped, &mut |value| T::read(value).map(|value| values.push(Some(value))))?;
    let values: PerCpu<T> = values.into_iter().collect();
    T::reduce(&values, how, false, &|value| value).map_err(|found| found.in_all(surplus).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reduced_dimension_is_a_star_in_the_path() {
        let part = |part: &str, dims| ReduceFailure::from(PerCpuError::Empty).in_member(part).in_all(dims).part;
        assert_eq!(part("nr", 0), "nr");
        assert_eq!(part("nr", 1), "[*].nr");
        assert_eq!(part("nr", 2), "[*][*].nr");
        assert_eq!(part("", 1), "[*]");
        assert_eq!(part("[3]", 1), "[*][3]");
        assert_eq!(part("slots[3]", 1), "[*].slots[3]");
    }
}
