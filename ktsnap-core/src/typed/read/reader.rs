//! The source of a struct's fields: one map of a report, or raw bytes.

mod errors;
mod index;
mod raw;
mod repeated;
mod resized;
mod row;

use super::bits::Bits;
use super::cursor::{Contents, Hints, Source, ValueCursor};
use crate::error::SnapshotError;
use crate::report::{FailureDumpMap, RenderedMember, RenderedValue};
use crate::typed::c_type::{PathStep, Reduction};
use crate::typed::error::SchemaError;
use crate::typed::group_schema::GroupSchema;
use crate::typed::schema::{FieldSchema, Location, Schema, VarSchema};
use crate::typed::types::FieldValue;
use crate::view::field::lookup_member;

/// One copy of one map, or its raw bytes. A typed read takes all fields from it.
///
/// [`from_snapshot`](crate::SnapshotSchema::from_snapshot) makes one for
/// [`DerivedSchema::read`](crate::typed::derived::DerivedSchema::read).
#[derive(Debug)]
pub struct FieldReader<'a> {
    schema: &'a Schema,
    map: &'a str,
    /// The variables of a section that was rendered whole, else empty. Most reads need nothing else, and with the slice here
    /// they don't ask for each field what the section is.
    members: &'a [RenderedMember],
    roots: Roots<'a>,
}

#[derive(Debug, Clone)]
enum Roots<'a> {
    /// A section in a report. `None` if it was not rendered.
    Rendered(Option<&'a RenderedValue>),
    /// A section's contents.
    Section(Bits<'a>),
    /// The bytes of each variable. `None` for a missing optional variable.
    Variables(Vec<Option<Bits<'a>>>),
    /// The rendered value of each variable. `None` for a missing variable.
    Values(&'a [Option<RenderedValue>]),
    /// A map.
    Map(&'a FailureDumpMap),
    /// A map's values.
    Contents(Contents<'a>),
}

impl<'a> FieldReader<'a> {
    #[inline]
    fn new(schema: &'a Schema, map: &'a str, roots: Roots<'a>) -> Self {
        Self { schema, map, members: &[], roots }
    }

    /// Reads a map of a report, which need not hold the variables.
    #[inline]
    pub(crate) fn of_map(schema: &'a Schema, map: &'a FailureDumpMap) -> Self {
        let roots = match schema.location {
            Location::Section { .. } => Roots::Rendered(map.value.as_ref()),
            Location::Map { .. } => Roots::Map(map),
        };
        let members: &[_] = match (&roots, &map.value) {
            (Roots::Rendered(_), Some(RenderedValue::Struct { members, .. })) => members,
            _ => &[],
        };
        Self { members, ..Self::new(schema, &map.name, roots) }
    }

    /// The variable of a field, at the start of the field's path. `None` for a missing optional variable.
    pub(crate) fn field(&self, index: usize) -> Result<Option<ValueCursor<'a>>, SchemaError> {
        self.at(index, self.schema.fields.get(index))
    }

    /// The variable of a field or of its groups' key. `index` is the field's.
    pub(crate) fn at(&self, index: usize, field: Option<&FieldSchema>) -> Result<Option<ValueCursor<'a>>, SchemaError> {
        let known = field.and_then(|field| Some((field, self.schema.vars.get(field.var)?)));
        let Some((field, var)) = known else {
            return Err(self.incomplete(index));
        };
        let source = match &self.roots {
            Roots::Rendered(section) => {
                match self.at_its_position(var).or_else(|| lookup_member((*section)?, var.name)) {
                    Some(value) => Source::Value(value),
                    None => return Ok(None),
                }
            }
            Roots::Variables(vars) => match vars.get(field.var) {
                Some(Some(bits)) => Source::Bits(*bits),
                Some(None) => return Ok(None),
                None => return Err(self.incomplete(index)),
            },
            Roots::Values(values) => match values.get(field.var) {
                Some(Some(value)) => Source::Value(value),
                Some(None) => return Ok(None),
                None => return Err(self.incomplete(index)),
            },
            Roots::Section(bits) => Source::Bits(bits.skip(offset(var).saturating_mul(8))),
            Roots::Map(map) => Source::Map(map),
            Roots::Contents(contents) => Source::Contents(*contents),
        };
        let hints = Hints { widen: field.widen, big_endian: self.schema.big_endian, ..Hints::default() };
        let at = ValueCursor { c_type: var.ty, source, steps: field.steps, hints }.through_hex();
        let at = if self.schema.is_resizable(var) { self.resized(var, at)? } else { at };
        Ok(Some(match field.index {
            None => at,
            Some(var) => self.with_index(index, (field, var), at)?,
        }))
    }

    /// Checks that this reader is for the struct of `schema`. Another struct's variables are at other offsets.
    ///
    /// # Errors
    ///
    /// [`SchemaError::Snapshot`] if the object, the section or the map differs from that of `schema`.
    #[doc(hidden)]
    #[inline]
    pub fn of(&self, schema: &Schema) -> Result<(), SchemaError> {
        if std::ptr::eq(self.schema, schema) { Ok(()) } else { self.of_equal(schema) }
    }

    #[inline(never)]
    fn of_equal(&self, schema: &Schema) -> Result<(), SchemaError> {
        if self.schema.object == schema.object
            && self.schema.location == schema.location
            && (!matches!(self.roots, Roots::Variables(_) | Roots::Values(_)) || self.schema.vars == schema.vars)
        {
            return Ok(());
        }
        let (object, place) = (self.schema.object, self.schema.location.name());
        let (other, elsewhere) = (schema.object, schema.location.name());
        let reason = format!(
            "this reads `{place}` of {object}, and the struct mirrors `{elsewhere}` of {other}; read it with \
             `from_snapshot`"
        );
        Err(SnapshotError::ProjectionFailed { reason }.into())
    }

    /// Reads a field, or its type's default for a missing variable. `schema` is a constant of the caller, so that after inlining
    /// the compiler knows the field's attributes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn read<T: FieldValue>(&self, schema: &'static Schema, index: usize) -> Result<T, SchemaError> {
        match self.at_once(schema, index) {
            Some(value) => Ok(value),
            None => self.step_by_step(schema, index),
        }
    }

    /// A variable of a section, if it is at the position that the object gives. A report holds the variables in BTF's order, so
    /// most are.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn at_its_position(&self, var: &VarSchema) -> Option<&'a RenderedValue> {
        self.members.get(var.position).filter(|member| member.name == var.name).map(|member| &member.value)
    }

    /// The same source, for the fields of another struct.
    pub(crate) fn with(&self, schema: &'a Schema) -> Self {
        Self { schema, roots: self.roots.clone(), ..*self }
    }

    /// The fast path: a field that is a whole scalar variable, and at its position. `None` for any other field, and for every
    /// error.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn at_once<T: FieldValue>(&self, schema: &Schema, index: usize) -> Option<T> {
        let field = schema.fields.get(index)?;
        let var = schema.vars.get(field.var)?;
        match &self.roots {
            _ if !field.steps.is_empty() => None,
            Roots::Rendered(_) => T::of_value(self.at_its_position(var)?, &var.ty),
            Roots::Section(bits) => T::of_bytes(bits.raw(offset(var))?, &var.ty, schema.big_endian),
            Roots::Variables(_) | Roots::Values(_) | Roots::Map(_) | Roots::Contents(_) => None,
        }
    }

    #[inline(never)]
    fn step_by_step<T: FieldValue>(&self, schema: &'static Schema, index: usize) -> Result<T, SchemaError> {
        let of_schema = self.with(schema);
        match of_schema.field(index)? {
            Some(at) => T::read(at).map_err(|found| of_schema.error(index, found)),
            // If the path follows a pointer, `None` only means a NULL pointer.
            None if schema.fields.get(index).is_some_and(|field| PathStep::follow_a_pointer(field.steps)) => {
                Err(of_schema.absent(index))
            }
            None => T::absent().ok_or_else(|| of_schema.absent(index)),
        }
    }

    /// The field's reduction, and whether it skips unmapped slots.
    pub(crate) fn reduction(&self, index: usize) -> (Reduction, bool) {
        let field = self.schema.fields.get(index);
        field.map_or((Reduction::Sum, false), |field| (field.reduce.unwrap_or(Reduction::Sum), field.allow_unmapped))
    }

    /// The field's groups.
    pub(crate) fn groups(&self, index: usize) -> Option<(&FieldSchema, &'static GroupSchema)> {
        let field = self.schema.fields.get(index)?;
        Some((field, field.groups?))
    }

    /// The description of a field.
    pub(crate) fn schema_of(&self, index: usize) -> Option<&'static FieldSchema> {
        self.schema.fields.get(index)
    }

    /// The map that is read.
    pub(crate) fn map(&self) -> &'a str {
        self.map
    }
}

/// The place that an error about the bytes of one variable names.
fn place_of(schema: &Schema, var: &VarSchema) -> String {
    format!("`{}` in `{}`", var.name, schema.location.name())
}

#[inline]
fn offset(var: &VarSchema) -> usize {
    usize::try_from(var.offset).unwrap_or(usize::MAX)
}
