//! Whether a value is of the type of its column, and how large it is.

use ktsnap_core::__private::{Inspected, InspectedText, RustType};

use crate::types::rust_name;

/// The largest set of CPUs that a column takes. A report can claim any number.
const MOST_CPUS: u64 = 1 << 16;

/// What a value takes in a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Measure {
    /// About how many bytes.
    pub(crate) bytes: usize,
    /// Whether a map in it can have had more entries than were captured.
    pub(crate) is_truncated: bool,
}

impl Measure {
    fn of(bytes: usize) -> Self {
        Self { bytes, is_truncated: false }
    }

    fn and(self, other: Self) -> Self {
        Self { bytes: self.bytes + other.bytes, is_truncated: self.is_truncated || other.is_truncated }
    }
}

/// The measure of a value of the type.
///
/// # Errors
///
/// A value that the column of the type can't hold.
pub(crate) fn measured(value: &Inspected, ty: &RustType) -> Result<Measure, String> {
    let fits = match (ty, value) {
        (RustType::Option(_), Inspected::Absent) => true,
        (RustType::Option(of), value) => return measured(value, of),
        (RustType::Int { bits }, Inspected::Integer { value, .. }) => {
            let half = 1_i128 << (bits - 1).min(64);
            (-half..half).contains(value)
        }
        (RustType::Uint { bits }, Inspected::Integer { value, .. }) => (0..1_i128 << bits.min(&64)).contains(value),
        (RustType::Float { .. }, Inspected::Float(_))
        | (RustType::Bool, Inspected::Text(InspectedText::Bool(_)))
        | (RustType::Ptr, Inspected::Text(InspectedText::Ptr(_))) => true,
        (RustType::Text, Inspected::Text(InspectedText::Text(text)))
        | (RustType::Enum(_), Inspected::Text(InspectedText::Enumerator(text))) => {
            return Ok(Measure::of(text.len() + 8));
        }
        (RustType::CString, Inspected::Text(InspectedText::CString(text))) => {
            return Ok(Measure::of(text.as_bytes().len() + 8));
        }
        (RustType::CpuSet, Inspected::Text(InspectedText::Cpus(cpus))) => {
            return match usize::try_from(cpus.len()) {
                Ok(count) if cpus.len() <= MOST_CPUS => Ok(Measure::of(4 * count + 8)),
                _ => Err(format!("the set of CPUs {cpus} has more than {MOST_CPUS}, which no machine has")),
            };
        }
        (
            RustType::Array { element, .. } | RustType::Vec(element) | RustType::Histogram { counter: element, .. },
            Inspected::Elements(elements),
        ) => return all(elements.iter().map(|value| (value, *element))),
        (RustType::PerCpu(slot), Inspected::Elements(slots)) => {
            let captured = slots.iter().filter(|value| **value != Inspected::Absent);
            return all(captured.map(|value| (value, *slot)));
        }
        (RustType::Struct(of), Inspected::Fields(fields)) if fields.len() == of.members.len() => {
            let fields = fields.iter().zip(of.members);
            return all(fields.map(|(field, member)| (&field.value, &member.ty)));
        }
        (RustType::Rows { key, value }, Inspected::Rows(rows)) if rows.keys.len() == rows.rows.len() => {
            let keys = all(rows.keys.iter().map(|of| (of, *key)))?;
            let values = all(rows.rows.iter().map(|(_, of)| (of, *value)))?;
            return Ok(Measure { is_truncated: rows.is_truncated, ..Measure::default() }.and(keys).and(values));
        }
        _ => false,
    };
    match (fits, value) {
        (true, _) => Ok(Measure::of(8)),
        (false, Inspected::Integer { value, .. }) => {
            Err(format!("the value {value} is not of type `{}`", rust_name(ty)))
        }
        (false, _) => Err(format!("the value is not of type `{}`", rust_name(ty))),
    }
}

fn all<'v>(mut values: impl Iterator<Item = (&'v Inspected, &'v RustType)>) -> Result<Measure, String> {
    values.try_fold(Measure::of(8), |sum, (value, ty)| Ok(sum.and(measured(value, ty)?)))
}
