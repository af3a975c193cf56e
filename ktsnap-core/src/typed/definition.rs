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
