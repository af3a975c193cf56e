//! Differences of structs whose fields are only known at run time.

use super::reduce::join;
use super::rows::{inspected_rows, typed};
use super::{Cpus, DynamicField, DynamicReading, DynamicStruct, Whole};
use crate::series::CounterReset;
use crate::series::reset::{CounterDecreased, Decrease};
use crate::typed::inspect::{Inspected, InspectedField};
use crate::typed::rust_type::RustType;
use crate::typed::types::PerCpu;

/// The difference of two reads of a struct, as the compiled struct takes it.
///
/// # Errors
///
/// [`CounterReset`] if a counter is lower than in the earlier read.
pub fn difference_dynamic(
    of: &DynamicStruct,
    later: &[InspectedField],
    earlier: &[InspectedField],
) -> Result<Vec<InspectedField>, CounterReset> {
    let of_cpus = |declared: &DynamicField| {
        matches!(of.whole, Some(Whole { cpus: Some(Cpus::Each), .. })) && !declared.keeps_later
    };
    let mut changes = Vec::new();
    for ((later, earlier), declared) in later.iter().zip(earlier).zip(&of.fields) {
        changes.push(match declared.reading {
            DynamicReading::Total(..) => None,
            _ if of_cpus(declared) => Some(per_cpu(later, earlier, &declared.ty)?),
            _ => Some(in_field(later, earlier, &declared.ty, Decrease::Error)?),
        });
    }
    let fields = later.iter().zip(earlier).zip(&of.fields).enumerate();
    let field =
        |(index, ((later, earlier), declared)): (usize, ((&InspectedField, &InspectedField), &DynamicField))| {
            match (&declared.reading, changes.get(index)) {
                (DynamicReading::Total(how, parts), _) => {
                    let part = |part: &usize| changes.get(*part).and_then(Option::as_ref).map(|change| &change.value);
                    let parts: PerCpu<_> = parts.iter().map(part).collect();
                    match join(&parts, &declared.ty, *how, false) {
                        Ok(value) => Ok(InspectedField { value, ..*later }),
                        // Counters that were read always have such a total: a difference is at most the later value, and the later
                        // values have a total.
                        Err(_) => Ok(in_field(later, earlier, &declared.ty, Decrease::Error)?),
                    }
                }
                (_, Some(Some(change))) => Ok(change.clone()),
                _ => Ok(later.clone()),
            }
        };
    fields.map(field).collect()
}

/// The difference of a field that has a value for each CPU.
fn per_cpu(
    later: &InspectedField,
    earlier: &InspectedField,
    ty: &RustType,
) -> Result<InspectedField, CounterDecreased> {
    let decrease = if later.saturating { Decrease::Zero } else { Decrease::Error };
    let value = slots(&later.value, &earlier.value, ty, decrease).map_err(|back| back.in_field(later.name))?;
    Ok(InspectedField { value, ..*later })
}

/// The difference of each slot. A slot that is missing in one read has no difference.
fn slots(
    later: &Inspected,
    earlier: &Inspected,
    ty: &RustType,
    decrease: Decrease,
) -> Result<Inspected, CounterDecreased> {
    let (Inspected::Elements(later), Inspected::Elements(earlier)) = (later, earlier) else { return Ok(later.clone()) };
    let from = |(cpu, later): (usize, &Inspected)| match (later, earlier.get(cpu)) {
        (Inspected::Absent, _) | (_, None | Some(Inspected::Absent)) => Ok(Inspected::Absent),
        (later, Some(earlier)) => since(later, earlier, ty, decrease).map_err(|back| back.in_element(cpu)),
    };
    later.iter().enumerate().map(from).collect::<Result<_, _>>().map(Inspected::Elements)
}

fn in_field(
    later: &InspectedField,
    earlier: &InspectedField,
    ty: &RustType,
    decrease: Decrease,
) -> Result<InspectedField, CounterDecreased> {
    let decrease = if later.saturating { Decrease::Zero } else { decrease };
    let value = if later.keeps_later {
        later.value.clone()
    } else {
        since(&later.value, &earlier.value, ty, decrease).map_err(|back| back.in_field(later.name))?
    };
    Ok(InspectedField { value, ..*later })
}

fn since(
    later: &Inspected,
    earlier: &Inspected,
    ty: &RustType,
    decrease: Decrease,
) -> Result<Inspected, CounterDecreased> {
    match (*ty, later, earlier) {
        (RustType::Uint { .. }, Inspected::Integer { value: later, .. }, Inspected::Integer { value: earlier, .. }) => {
            let value = match later - earlier {
                difference @ 0.. => difference,
                _ if decrease == Decrease::Zero => 0,
                _ => return Err(CounterDecreased::new(unsigned(*earlier), unsigned(*later))),
            };
            Ok(Inspected::Integer { value, counts: true })
        }
        (RustType::Option(of), later, earlier) => match (later, earlier) {
            // A difference needs both values.
            (Inspected::Absent, _) | (_, Inspected::Absent) => Ok(Inspected::Absent),
            _ => since(later, earlier, of, decrease),
        },
        (RustType::PerCpu(slot), later, earlier) => slots(later, earlier, slot, decrease),
        (
            RustType::Array { element, .. } | RustType::Vec(element) | RustType::Histogram { counter: element, .. },
            Inspected::Elements(later),
            Inspected::Elements(earlier),
        ) => {
            if later.len() != earlier.len() {
                return Err(CounterDecreased::resized(earlier.len(), later.len()));
            }
            let from = |(index, (later, earlier)): (usize, (&Inspected, &Inspected))| {
                since(later, earlier, element, decrease).map_err(|back| back.in_element(index))
            };
            later.iter().zip(earlier).enumerate().map(from).collect::<Result<_, _>>().map(Inspected::Elements)
        }
        (RustType::Rows { value, .. }, Inspected::Rows(of_later), Inspected::Rows(of_earlier)) => {
            let since = |later: &Inspected, earlier: &Inspected| since(later, earlier, value, decrease);
            // A row that is only in the later read counts from 0, unless the earlier read may not have captured it.
            let new = |later: &Inspected| (!of_earlier.is_truncated).then(|| later.clone());
            let rows = typed(later).since_rows(&typed(earlier), since, new)?;
            let is_truncated = of_later.is_truncated || rows.len() < of_later.rows.len();
            Ok(inspected_rows(rows, is_truncated))
        }
        (RustType::Struct(of), Inspected::Fields(later), Inspected::Fields(earlier)) => {
            let fields = later.iter().zip(earlier).zip(of.members);
            let fields = fields.map(|((later, earlier), member)| in_field(later, earlier, &member.ty, decrease));
            fields.collect::<Result<_, _>>().map(Inspected::Fields)
        }
        _ => Ok(later.clone()),
    }
}

fn unsigned(value: i128) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}
