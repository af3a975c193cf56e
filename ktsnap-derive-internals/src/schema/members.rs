//! A struct whose fields are members of a struct of C, or elements of an array.

use ktsnap_btf::{Path, Reduce, Step, Type};
use syn::ext::IdentExt;

use super::c_type::{CType, Use, number};
use super::path::{Number, PathStep, path_steps};
use super::slots::GroupKey;
use super::{Described, may_be_of_user};
use crate::check::ResolvedTarget;
use crate::check::row::{Row, RowLength};
use crate::parse::{Field, FieldSource, StructTarget};

/// A struct.
pub struct StructSchema<'d> {
    pub name: String,
    /// The struct in C.
    pub tag: Option<String>,
    /// The array that a row mirrors.
    pub row: Option<RowSchema>,
    /// The size in the object, if the struct has been compared with one and the size is known.
    pub size: Option<usize>,
    pub members: Vec<Member<'d>>,
}

/// The array that a row mirrors.
pub struct RowSchema {
    pub len: Number,
    pub element: CType,
}

/// A field.
pub struct Member<'d> {
    pub field: &'d Field<'d>,
    pub name: String,
    /// The member, as C names it.
    pub path: String,
    pub steps: Vec<PathStep>,
    pub reduce: Option<Reduce>,
    pub widen: bool,
    /// How the values of several structs become one. `None` if the field that holds the structs says so.
    pub of_structs: Option<Reduce>,
    pub reading: MemberReading,
}

/// How a member gets its value.
pub enum MemberReading {
    /// A row for each group of slots in the struct, with their number.
    Counts(GroupKey),
    /// A row for each group of slots in the struct, with one value for theirs.
    Groups(GroupKey, Reduce),
    /// A row for each slot in the struct.
    Labelled(GroupKey),
    /// The element of a row.
    Column,
    /// One value for several.
    Reduced,
    /// The value.
    Whole,
}

impl<'d> Described<'d> {
    /// The struct as the type of a field or of a map's value.
    pub fn structure(&self) -> StructSchema<'d> {
        let resolved = self.checked.map(|checked| &checked.target);
        let (ty, row) = match resolved {
            Some(ResolvedTarget::Nested(ty) | ResolvedTarget::Value(_, ty)) => (Some(*ty), None),
            Some(ResolvedTarget::Row(row)) => (None, Some(row)),
            _ => (None, None),
        };
        let written = match self.target {
            StructTarget::Nested(tag) | StructTarget::Value { value: tag, .. } => Some(tag.value()),
            StructTarget::Section(_)
            | StructTarget::Entries { .. }
            | StructTarget::Row { .. }
            | StructTarget::Parts => None,
        };
        let size = ty.and_then(Type::size).or(row.and_then(Row::size));
        let fields = self.fields.iter().enumerate().filter(|(_, field)| !field.skipped());
        StructSchema {
            name: self.ident.unraw().to_string(),
            tag: ty.and_then(Type::tag).or(written),
            row: row.map(RowSchema::of),
            size: size.and_then(|size| usize::try_from(size).ok()),
            members: fields.map(|(index, field)| self.member(index, field)).collect(),
        }
    }

    /// The steps to the member that a field mirrors.
    pub fn steps(&self, index: usize, field: &Field<'_>) -> Vec<Step> {
        match self.checked.and_then(|checked| checked.fields.get(index)?.as_ref()) {
            Some(part) => part.target.steps.clone(),
            None => unchecked_steps(&unchecked_path(field)),
        }
    }

    fn member(&self, index: usize, field: &'d Field<'d>) -> Member<'d> {
        let (path, how) = match self.checked.and_then(|checked| checked.fields.get(index)?.as_ref()) {
            Some(part) => (part.path.clone(), part.how),
            // Without an object, what the check has held to be a path.
            None => (unchecked_path(field), field.how()),
        };
        let steps = self.steps(index, field);
        Member {
            field,
            name: field.ident.unraw().to_string(),
            path,
            steps: path_steps(Use { steps: &steps, whole: may_be_of_user(field) }),
            reduce: how.reduce,
            widen: how.widen,
            of_structs: field.reduce(),
            reading: self.member_reading(field, how.reduce),
        }
    }

    fn member_reading(&self, field: &Field<'_>, reduce: Option<Reduce>) -> MemberReading {
        match (self.group_key(field), field.reduce()) {
            (Some(key), _) if field.attribute.count.is_some() => MemberReading::Counts(key),
            (Some(key), Some(how)) => MemberReading::Groups(key, how),
            (Some(key), None) => MemberReading::Labelled(key),
            (None, _) if matches!(self.target, StructTarget::Row { .. }) => MemberReading::Column,
            (None, _) if reduce.is_some() => MemberReading::Reduced,
            (None, _) => MemberReading::Whole,
        }
    }

    /// Whether each field says how the structs of several CPUs become one, so that they have a total.
    pub fn has_total(&self) -> bool {
        self.fields.iter().filter(|field| !field.skipped()).all(|field| field.reduce().is_some())
    }
}

impl RowSchema {
    fn of(row: &Row) -> Self {
        let len = match &row.len {
            RowLength::Number(len) => Number::Known(number(*len)),
            RowLength::Enumerator(name) => Number::Enumerator(name.clone()),
        };
        Self { len, element: CType::of(&row.element, &[]) }
    }
}

fn unchecked_path(field: &Field<'_>) -> String {
    match field.source() {
        Some(FieldSource::Name(path) | FieldSource::Path(path)) => path,
        None => String::new(),
    }
}

fn unchecked_steps(path: &str) -> Vec<Step> {
    Path::parse_steps(path).ok().and_then(|path| path.unresolved(true).ok()).unwrap_or_default()
}
