//! A field that is read from a variable.

use ktsnap_btf::{Reduce, Target};
use syn::ext::IdentExt;

use super::c_type::Use;
use super::groups::GroupSchema;
use super::path::{PathStep, path_steps};
use super::{Described, may_be_of_user};
use crate::check::{CheckedField, CheckedVar};
use crate::parse::Field;

/// A field.
pub struct FieldSchema {
    pub name: String,
    /// The index of its variable.
    pub var: usize,
    /// The part of the variable, as C names it.
    pub path: String,
    /// The type of that part.
    pub c_type: String,
    pub steps: Vec<PathStep>,
    pub reduce: Option<Reduce>,
    pub widen: bool,
    pub allow_unmapped: bool,
    pub groups: Option<Box<GroupSchema>>,
    /// The variable whose value is an index in the path.
    pub index: Option<Box<Self>>,
    /// The variable that counts the rows in use.
    pub count: Option<Box<Self>>,
}

/// How a field gets its value.
pub enum Reading {
    /// The first rows.
    InUse(InUse),
    /// A row for each group, with the number of its slots.
    Counts,
    /// A row for each group, with one value for those of its slots.
    Groups,
    /// A row for each slot.
    Labelled,
    /// A row for each entry, with one value for those of its CPUs.
    ReducedRows,
    /// One value for several.
    Reduced,
    /// The value.
    Whole,
}

/// The rows in use of a field.
pub struct InUse {
    /// The variable that counts them.
    pub count: FieldSchema,
    /// Whether it counts on when all are in use.
    pub is_ring: bool,
}

impl FieldSchema {
    pub(super) fn new(name: String, var: usize, (path, c_type): (&str, &str)) -> Self {
        let (path, c_type) = (path.to_owned(), c_type.to_owned());
        Self {
            name,
            var,
            path,
            c_type,
            steps: Vec::new(),
            reduce: None,
            widen: false,
            allow_unmapped: false,
            groups: None,
            index: None,
            count: None,
        }
    }

    pub(super) fn steps(self, way: Use<'_>) -> Self {
        Self { steps: path_steps(way), ..self }
    }

    /// A part of a variable.
    pub(super) fn of(field: &Field<'_>, var: usize, path: &str, target: &Target, whole: bool) -> Self {
        let name = field.ident.unraw().to_string();
        Self::new(name, var, (path, &target.c_type)).steps(Use { steps: &target.steps, whole })
    }
}

impl Described<'_> {
    pub(super) fn field_schemas(&self) -> Vec<FieldSchema> {
        self.read().map(|(field, part)| self.field_schema(field, part)).collect()
    }

    fn field_schema(&self, field: &Field<'_>, part: &CheckedField) -> FieldSchema {
        let groups = part.groups.as_ref().map(|groups| self.group_schema(field, part, groups).into());
        let count = part.count.as_ref().filter(|_| part.groups.is_none());
        let index = part.index.as_ref().map(|CheckedVar { var, path, target }| {
            FieldSchema::new(field.ident.unraw().to_string(), *var, (path, &target.c_type)).into()
        });
        FieldSchema {
            reduce: part.how.reduce,
            widen: part.how.widen,
            allow_unmapped: self.allows_unmapped(field),
            groups,
            index,
            count: count.map(|count| count_schema(field, count).into()),
            ..FieldSchema::of(field, part.var, &part.path, &part.target, may_be_of_user(field))
        }
    }

    /// How a field of a section or of the entries of a map gets its value.
    pub fn reading(&self, field: &Field<'_>) -> Reading {
        let in_use = field.attribute.take.in_use.as_ref().filter(|_| !field.has_slots());
        if let Some((in_use, count)) = in_use.and_then(|in_use| Some((in_use, self.part(field)?.count.as_ref()?))) {
            return Reading::InUse(InUse { count: count_schema(field, count), is_ring: in_use.is_ring });
        }
        match field.reduce() {
            _ if field.attribute.count.is_some() => Reading::Counts,
            Some(_) if field.has_slots() => Reading::Groups,
            None if field.has_slots() => Reading::Labelled,
            Some(_) if field.has_rows() => Reading::ReducedRows,
            Some(_) => Reading::Reduced,
            None => Reading::Whole,
        }
    }

    /// Whether the reductions of a field leave out slots that were not captured.
    pub fn allows_unmapped(&self, field: &Field<'_>) -> bool {
        self.container.allow_unmapped.is_some() || field.attribute.allow_unmapped.is_some()
    }
}

/// The variable that counts the rows in use.
pub(super) fn count_schema(field: &Field<'_>, count: &CheckedVar) -> FieldSchema {
    FieldSchema::of(field, count.var, &count.path, &count.target, false)
}
