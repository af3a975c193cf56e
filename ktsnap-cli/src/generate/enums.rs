//! The variants for an enum of C.

use std::collections::HashMap;

use super::Variant;
use super::names::{Names, camel, screaming_snake};

/// The integer that holds an enum.
#[derive(Debug, Clone, Copy)]
pub(super) struct Integer {
    /// Bytes.
    pub(super) size: u64,
    pub(super) signed: bool,
}

/// The variants of these enumerators, and whether their values are 0, 1, 2 and so on, which needs no discriminants.
///
/// One more takes what has no enumerator: a scheduler that was built since may have new ones.
pub(super) fn variants<'e>(
    of: Integer,
    enumerators: impl IntoIterator<Item = (&'e str, i128)>,
) -> (bool, Vec<Variant>) {
    let mut names = Names::of_variants();
    let mut by_value: HashMap<i128, usize> = HashMap::new();
    let mut variants = Vec::new();
    // In a damaged object there are values that the integer does not hold.
    for (enumerator, value) in enumerators.into_iter().filter(|(_, value)| of.holds(*value)) {
        match by_value.get(&value).and_then(|index| variants.get_mut(*index)) {
            Some(Variant::One { also, .. }) => also.push(enumerator.to_owned()),
            _ => {
                let name = names.fresh(&camel(enumerator));
                let rename = (screaming_snake(&name) != enumerator).then(|| enumerator.to_owned());
                by_value.insert(value, variants.len());
                variants.push(Variant::One { name, rename, value: Some(value), also: Vec::new() });
            }
        }
    }
    let counted = (0..).zip(&variants).all(|(index, variant): (i128, _)| value(variant) == Some(index));
    // Its discriminant follows that of the variant before it, and must be free.
    let free = |variant: &Variant| {
        value(variant).is_some_and(|value| of.holds(value + 1) && !by_value.contains_key(&(value + 1)))
    };
    if let Some(place) = variants.iter().rposition(free) {
        let other = ["Other", "Unlisted", "NotListed"].into_iter().find(|name| !names.has(name)).unwrap_or("Other");
        variants.insert(place + 1, Variant::Other { name: names.fresh(other), integer: of.name() });
    }
    if counted {
        for variant in &mut variants {
            if let Variant::One { value, .. } = variant {
                *value = None;
            }
        }
    }
    (counted, variants)
}

fn value(variant: &Variant) -> Option<i128> {
    match variant {
        Variant::One { value, .. } => *value,
        Variant::Other { .. } => None,
    }
}

impl Integer {
    pub(super) fn name(self) -> String {
        format!("{}{}", if self.signed { 'i' } else { 'u' }, self.size * 8)
    }

    pub(super) fn holds(self, value: i128) -> bool {
        let bits = self.size.clamp(1, 8) * 8;
        let below = 1_i128 << if self.signed { bits - 1 } else { bits };
        value < below && value >= if self.signed { -below } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const U32: Integer = Integer { size: 4, signed: false };

    /// `A = 1 (also B)`, as the variants of the enumerators.
    fn shown(of: Integer, enumerators: &[(&str, i128)]) -> String {
        let (_, variants) = variants(of, enumerators.iter().copied());
        let one = |variant: &Variant| match variant {
            Variant::Other { name, integer } => format!("{name}({integer})"),
            Variant::One { name, rename, value, also } => {
                let rename = rename.as_ref().map_or(String::new(), |rename| format!("{rename}: "));
                let value = value.map_or(String::new(), |value| format!(" = {value}"));
                let also = if also.is_empty() { String::new() } else { format!(" ({})", also.join(" ")) };
                format!("{rename}{name}{value}{also}")
            }
        };
        variants.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn values_are_written_where_they_do_not_count_up_from_zero() {
        assert_eq!(shown(U32, &[("COLD", 0), ("WARM", 1)]), "Cold, Warm, Other(u32)");
        assert_eq!(shown(U32, &[("RED", 0), ("BLUE", 7)]), "Red = 0, Blue = 7, Other(u32)");
        let signed = Integer { size: 8, signed: true };
        assert_eq!(shown(signed, &[("LOW", -1)]), "Low = -1, Other(i64)");
    }

    #[test]
    fn enumerators_of_one_value_share_a_variant() {
        let enumerators = [("FIRST", 0), ("LAST", 1), ("NR", 2), ("MAX", 1)];
        assert_eq!(shown(U32, &enumerators), "First, Last (MAX), Nr, Other(u32)");
    }

    #[test]
    fn the_variant_for_all_others_has_a_discriminant_of_its_own() {
        assert_eq!(shown(U32, &[("B", 1), ("A", 0)]), "B = 1, Other(u32), A = 0");
        let top = i128::from(u32::MAX);
        assert_eq!(shown(U32, &[("LOW", 0), ("TOP", top)]), "Low = 0, Other(u32), Top = 4294967295");
        let full: Vec<_> = (0..256).map(|value| ("X", value)).collect();
        assert!(!shown(Integer { size: 1, signed: false }, &full).contains("Other"));
        assert_eq!(shown(U32, &[("OTHER", 0)]), "Other, Unlisted(u32)");
    }

    #[test]
    fn names_are_those_of_rust_and_each_stands_once() {
        assert_eq!(
            shown(U32, &[("dsp_a", 0), ("DSP_A", 1), ("SELF", 2)]),
            "dsp_a: DspA, DSP_A: DspA2, SELF: Self2, Other(u32)"
        );
    }

    #[test]
    fn a_value_that_the_integer_does_not_hold_has_no_variant() {
        assert_eq!(shown(Integer { size: 1, signed: false }, &[("A", 0), ("B", 256), ("C", -1)]), "A, Other(u8)");
    }
}
