//! What a struct reads, as a text.

use std::fmt::Write;

use super::schema::{FieldSchema, Schema};

/// What a struct reads, as a text that differs for structs that read something else: the section or map, the variables with their types in
/// C, and the paths and reductions of the fields. Another build of the object has the same text, although its offsets differ.
#[must_use]
pub fn definition(schema: &Schema) -> String {
    let mut text = format!("{} {}", schema.location.name(), schema.location.has_keys());
    for field in schema.fields {
        let slot = field.groups.map(|groups| (groups.slot, groups.in_use.map(|(_, is_ring)| is_ring)));
        // Writing to a text does not fail.
        _ = write!(text, "\n{} {slot:?}", field.name);
        for FieldSchema { var, path, c_type, steps, reduce, widen, allow_unmapped, .. } in field.reads() {
            let var = schema.vars.get(*var).map(|var| (var.name, var.c_type));
            _ = write!(text, " {var:?} {path} {c_type} {steps:?} {reduce:?} {widen} {allow_unmapped}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typed::c_type::{CType, PathStep, Reduction};
    use crate::typed::schema::{VarSchema, in_section};

    const U64: CType = CType::Uint { bits: 64 };
    const MOVES: CType = CType::Array { len: 4, element: &U64 };
    const ALL: &[PathStep] = &[PathStep::All];

    /// The definition of a struct with the total of `moves`, which is at this offset of the section.
    fn of_total(offset: u64, how: Reduction) -> String {
        let vars = Box::leak(Box::new([VarSchema::new("moves", offset, 32, "u64[4]", MOVES)]));
        let total = FieldSchema::new("total", 0, "moves[*]", "u64").steps(ALL).reduce(how);
        definition(&Schema::new("a.bpf.o", in_section(".bss", 64), vars, Box::leak(Box::new([total]))))
    }

    #[test]
    fn a_definition_says_what_is_read_and_not_where_it_is() {
        let expected = ".bss false\ntotal None Some((\"moves\", \"u64[4]\")) moves[*] u64 [All] Some(Sum) false false";
        assert_eq!(of_total(0, Reduction::Sum), expected);
        assert_eq!(of_total(8, Reduction::Sum), expected);
        assert_ne!(of_total(0, Reduction::Max), expected);
    }
}
