//! The errors of a field, which name its variable, its map and the object, and the remedy.

use super::FieldReader;
use crate::error::SnapshotError;
use crate::typed::c_type::PathStep;
use crate::typed::error::{SchemaDrift, SchemaError};
use crate::typed::read::failure::{ReadFailure, Why, beside, joined};
use crate::typed::schema::{FieldSchema, Location};

/// The part of a path before the last `arrows` arrows: the path to a pointer.
fn before_arrow(path: &str, arrows: usize) -> String {
    path.rsplitn(arrows.saturating_add(1), "->").last().unwrap_or(path).to_owned()
}

impl FieldReader<'_> {
    /// Makes an error that names the field, the map and the object.
    pub(crate) fn error(&self, index: usize, found: ReadFailure) -> SchemaError {
        self.error_of(self.schema.fields.get(index), found)
    }

    /// Does so for a field, or for the key of its groups.
    pub(crate) fn error_of(&self, field: Option<&FieldSchema>, found: ReadFailure) -> SchemaError {
        self.error_at(field, field.map_or("", |field| field.path), found)
    }

    /// Does so for a path that may be that of an index, which is not the field's own.
    fn error_at(&self, field: Option<&FieldSchema>, path: &str, found: ReadFailure) -> SchemaError {
        let variable = joined(path, &found.part);
        let (object, map) = (self.schema.object.to_owned(), self.map.to_owned());
        match found.why {
            Why::Drift { expected, found: other } => {
                // The schema has C's type of the field, but not of the parts that its path passes through.
                let at_end = |field: &&FieldSchema| {
                    let var = self.schema.vars.get(field.var);
                    found.part.is_empty()
                        && (field.steps.is_empty()
                            || var.is_some_and(|var| var.ty.end(field.steps).to_string() == expected))
                };
                let expected = match field.filter(at_end) {
                    Some(field) => format!("{expected} ({})", field.c_type),
                    None => expected,
                };
                SchemaError::Drift(Box::new(SchemaDrift { object, map, variable, expected, found: other }))
            }
            Why::CpuList => SchemaError::CpuList { map, variable },
            Why::Resized { built, found } => SchemaError::Resized { object, map, variable, built, found },
            Why::OutOfRange { index, len } => SchemaError::OutOfRange { map, variable, index, len },
            Why::IndexOutOfRange { name, value, len } => {
                let index = match field.and_then(|field| field.index) {
                    Some(var) if var.path == name => name.to_owned(),
                    _ => beside(path, &found.part, name),
                };
                SchemaError::IndexOutOfRange { map, variable, index, value, len }
            }
            Why::Index { name, found: of_index } => self.error_at(None, &beside(path, &found.part, name), *of_index),
            Why::Cut { rendered, declared } => SchemaError::Truncated { map, variable, rendered, declared },
            ref why @ Why::Unmapped { cpu } => {
                SchemaError::Unmapped { map, variable, cpu, remedy: self.instead(field, why) }
            }
            ref why @ Why::NoSlot => {
                SchemaError::Unmapped { map, variable, cpu: None, remedy: self.instead(field, why) }
            }
            Why::CutEntries { kept, max_entries, is_lookup } => {
                SchemaError::CutEntries { map, variable, kept, max_entries, is_lookup }
            }
            Why::NoEntry => SchemaError::NoEntry { map, variable },
            Why::Unrendered { part } => SchemaError::Unrendered { map, variable, part },
            Why::RepeatedKey { key } => SchemaError::RepeatedKey { map, variable, key },
            Why::RepeatedLabel { key, first } => {
                let first = joined(field.map_or("", |field| field.path), &first);
                SchemaError::RepeatedLabel { map, first, variable, key }
            }
            Why::NotRendered { error } => SnapshotError::MapRenderIncomplete { map, error }.into(),
            Why::Overflow { value, bits } => SchemaError::Overflow { map, variable, value, bits },
            Why::NotUtf8 { valid_up_to } => SchemaError::NotUtf8 { map, variable, valid_up_to },
            Why::Empty => SchemaError::Empty { map, variable },
            Why::NullPointer { arrows } => {
                let (pointer, remedy) = (before_arrow(&variable, arrows), self.or_none(field));
                SchemaError::NullPointer { map, variable, pointer, remedy }
            }
            Why::NotFollowed { arrows, reason } => {
                let pointer = before_arrow(&variable, arrows);
                SchemaError::NotFollowed { map, variable, pointer, reason }
            }
        }
    }

    /// The remedy for a field whose slot or entry was not captured. It is empty if no type accepts that.
    fn instead(&self, field: Option<&FieldSchema>, why: &Why) -> String {
        let (Some(field), Location::Map { name, per_cpu, .. }) = (field, self.schema.location) else {
            return String::new();
        };
        // A struct that mirrors the map's value has no field for an entry.
        if field.path == name {
            return String::new();
        }
        let all = matches!(field.steps.first(), Some(PathStep::All | PathStep::Slice { .. }));
        let every = |one: &str| if all { format!("`Vec<{one}>`") } else { format!("`{one}`") };
        let without = if field.reduce.is_some() { " without a reduction" } else { "" };
        match why {
            Why::Unmapped { cpu: None } => {
                let entry = every(if per_cpu { "Option<PerCpu<_>>" } else { "Option<_>" });
                format!("write {entry}{without}, where an entry that was not captured is `None`")
            }
            Why::Unmapped { cpu: Some(_) } => {
                let slots = every("PerCpu<_>");
                format!("write {slots}{without}, or leave such slots out with `#[snapshot(allow_unmapped)]`")
            }
            _ => format!("write {}{without}", every("PerCpu<_>")),
        }
    }

    /// The type that is `None` for a NULL pointer.
    fn or_none(&self, field: Option<&FieldSchema>) -> String {
        let Some(field) = field.filter(|field| PathStep::follow_a_pointer(field.steps)) else {
            return "make its field an `Option`".to_owned();
        };
        let before = field.steps.iter().take_while(|step| !matches!(step, PathStep::Deref(_)));
        let every = before.filter(|step| matches!(step, PathStep::All | PathStep::Slice { .. })).count();
        let mut ty = "Option<_>".to_owned();
        if let Location::Map { per_cpu: true, .. } = self.schema.location {
            ty = format!("PerCpu<{ty}>");
        }
        for _ in 0..every {
            ty = format!("Vec<{ty}>");
        }
        let without = if field.reduce.is_some() { " without a reduction" } else { "" };
        format!("write `{ty}`{without}")
    }

    /// The error of a missing variable whose field is not an `Option`.
    pub(crate) fn absent(&self, index: usize) -> SchemaError {
        let requested = self.schema.fields.get(index).map(|field| field.path).unwrap_or_default().to_owned();
        SnapshotError::VarNotFound { requested, available: vec![self.map.to_owned()] }.into()
    }

    pub(super) fn incomplete(&self, index: usize) -> SchemaError {
        let reason = format!("{} has no field {index}; read it with the struct that it belongs to", self.schema.object);
        SnapshotError::ProjectionFailed { reason }.into()
    }
}
