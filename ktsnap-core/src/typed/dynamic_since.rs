//! Differences of structs whose fields are only known at run time.

use std::collections::HashMap;

use super::inspect::{Inspected, InspectedField};
use super::rust_type::RustType;
use crate::series::CounterReset;
use crate::series::reset::{CounterDecreased, Decrease};

/// The difference of two reads of the fields, as the compiled struct takes it. The fields of `later` say which of them keep
/// their later value, and which may decrease. `types` are the types of the fields.
///
/// # Errors
///
/// [`CounterReset`] if a counter is lower than in the earlier read.
pub fn difference_dynamic(
    later: &Inspected,
    earlier: &Inspected,
    types: &[RustType],
) -> Result<Inspected, CounterReset> {
    let (Inspected::Fields(later), Inspected::Fields(earlier)) = (later, earlier) else { return Ok(later.clone()) };
    let fields = later.iter().zip(earlier).zip(types);
    let field = |((later, earlier), ty): ((&InspectedField, &InspectedField), &RustType)| {
        in_field(later, earlier, ty, Decrease::Error).map_err(CounterReset::from)
    };
    fields.map(field).collect::<Result<_, _>>().map(Inspected::Fields)
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
        (RustType::PerCpu(slot), Inspected::Elements(later), Inspected::Elements(earlier)) => {
            let from = |(cpu, later): (usize, &Inspected)| match (later, earlier.get(cpu)) {
                // A slot that is missing in one read has no difference.
                (Inspected::Absent, _) | (_, None | Some(Inspected::Absent)) => Ok(Inspected::Absent),
                (later, Some(earlier)) => since(later, earlier, slot, decrease).map_err(|back| back.in_element(cpu)),
            };
            later.iter().enumerate().map(from).collect::<Result<_, _>>().map(Inspected::Elements)
        }
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
        (RustType::Rows { value, .. }, Inspected::Rows(later), Inspected::Rows(earlier)) => {
            let before: HashMap<&str, &Inspected> = earlier.iter().map(|(key, row)| (key.as_str(), row)).collect();
            let row = |(key, later): &(String, Inspected)| {
                let change = match before.get(key.as_str()) {
                    Some(earlier) => since(later, earlier, value, decrease).map_err(|back| back.in_entry(key))?,
                    // A row that is only in the later read counts from 0.
                    None => later.clone(),
                };
                Ok((key.clone(), change))
            };
            later.iter().map(row).collect::<Result<_, _>>().map(Inspected::Rows)
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
