//! The source of a struct's fields: one map of a report, or raw bytes.

use std::cell::Cell;

use super::bits::Bits;
use super::cursor::{Contents, Hints, Source, ValueCursor, out_of_order};
use super::failure::{ReadFailure, Why, joined};
use crate::error::SnapshotError;
use crate::report::{FailureDumpMap, RenderedValue};
use crate::typed::c_type::{CType, PathStep, Reduction};
use crate::typed::error::{SchemaDrift, SchemaError};
use crate::typed::schema::{FieldSchema, Location, Schema, VarSchema};
use crate::typed::types::FieldValue;
use crate::view::field::{lookup_member, section_members};

/// One copy of one map, or its raw bytes. A typed read takes all fields from it.
///
/// [`from_snapshot`](crate::SnapshotSchema::from_snapshot) makes one for
/// [`DerivedSchema::read`](crate::typed::derived::DerivedSchema::read).
#[derive(Debug)]
pub struct FieldReader<'a> {
    schema: &'a Schema,
    map: &'a str,
    roots: Roots<'a>,
    /// Set when a variable is not at its position in BTF's order. The cell is outside of the reader, so that the compiler can
    /// assume that a shared reader does not change.
    displaced: Option<&'a Cell<bool>>,
}

/// The name in errors if there is no map.
const RAW: &str = "raw bytes";

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
        Self { schema, map, roots, displaced: None }
    }

    /// Reads a map of a report, which need not hold the variables.
    #[inline]
    pub(crate) fn of_map(schema: &'a Schema, map: &'a FailureDumpMap) -> Self {
        let roots = match schema.location {
            Location::Section { .. } => Roots::Rendered(map.value.as_ref()),
            Location::Map { .. } => Roots::Map(map),
        };
        Self::new(schema, &map.name, roots)
    }

    /// Sets `displaced` when a variable is not at its position in BTF's order.
    #[inline]
    pub(crate) fn noting(self, displaced: &'a Cell<bool>) -> Self {
        Self { displaced: Some(displaced), ..self }
    }

    /// A section's contents.
    #[inline]
    pub(crate) fn of_section(schema: &'a Schema, bytes: &'a [u8]) -> Self {
        Self::new(schema, RAW, Roots::Section(Bits::of_bytes(bytes, schema.big_endian)))
    }

    /// The error for bytes that end before the array that user space may resize.
    #[cold]
    pub(crate) fn too_short(schema: &Schema, size: u64, bytes: &[u8]) -> SchemaError {
        wrong_size(schema, format!("at least {size}"), bytes)
    }

    #[cold]
    pub(crate) fn unplaced(schema: &Schema) -> SchemaError {
        SchemaError::Unplaced { object: schema.object.to_owned(), place: schema.location.name().to_owned() }
    }

    /// Reads a map's consecutive values. Each starts at a multiple of 8 bytes.
    pub(crate) fn of_contents(schema: &'a Schema, bytes: &'a [u8]) -> Result<Self, SchemaError> {
        match Contents::of_map(schema, bytes) {
            Ok(contents) => Ok(Self::new(schema, RAW, Roots::Contents(contents))),
            Err(expected) => Err(wrong_size(schema, expected, bytes)),
        }
    }

    /// Reads the bytes of single variables, in the order of the schema.
    pub(crate) fn of_variables(schema: &'a Schema, vars: &[Option<&'a [u8]>]) -> Result<Self, SchemaError> {
        one_a_variable(schema, vars.len(), "bytes")?;
        let one = |(var, bytes): (&VarSchema, &Option<&'a [u8]>)| match bytes {
            None if var.optional => Ok(None),
            Some(bytes) if schema.is_resizable(var) || u64::try_from(bytes.len()).is_ok_and(|len| len >= var.size) => {
                Ok(Some(Bits::of_bytes(bytes, schema.big_endian)))
            }
            bytes => Err(SchemaError::WrongSize {
                object: schema.object.to_owned(),
                place: place_of(schema, var),
                expected: format!("at least {}", var.size),
                found: bytes.map_or(0, <[u8]>::len),
            }),
        };
        let vars = schema.vars.iter().zip(vars).map(one).collect::<Result<_, _>>()?;
        Ok(Self::new(schema, RAW, Roots::Variables(vars)))
    }

    /// Reads rendered values of single variables in `map`, in the order of the schema.
    pub(crate) fn of_values(
        schema: &'a Schema,
        map: &'a str,
        values: &'a [Option<RenderedValue>],
    ) -> Result<Self, SchemaError> {
        one_a_variable(schema, values.len(), "values")?;
        Ok(Self::new(schema, map, Roots::Values(values)))
    }

    /// Whether the section may hold a variable twice, or the map an entry. If every variable was at its position in BTF's order,
    /// only the members at other positions are searched, and the length of most names is enough.
    #[inline]
    pub(crate) fn may_repeat(&self) -> bool {
        let section = match self.roots {
            Roots::Rendered(Some(section)) => section,
            Roots::Map(map) => return out_of_order(map).is_some(),
            _ => return false,
        };
        let RenderedValue::Struct { members, .. } = section else { return true };
        if self.displaced.is_none_or(Cell::get) || !self.schema.reads_every_var {
            return true;
        }
        members.len() > self.schema.vars.len() && self.schema.is_elsewhere(members)
    }

    /// The error if the section holds a variable twice, or if the map could hold an entry twice.
    pub(crate) fn repeated(&self) -> Option<SchemaError> {
        let map = || self.map.to_owned();
        match self.roots {
            Roots::Rendered(Some(section)) => {
                let is_twice = |var: &&VarSchema| {
                    section_members(section).iter().filter(|member| var.is_named(&member.name)).nth(1).is_some()
                };
                let var = self.schema.vars.iter().find(is_twice)?;
                let (object, variable) = (self.schema.object.to_owned(), var.name.to_owned());
                Some(SchemaError::Repeated { object, map: map(), variable })
            }
            Roots::Map(of) => out_of_order(of).map(|key| SchemaError::KeyOrder { map: map(), key }),
            _ => None,
        }
    }

    /// The variable of a field, at the start of the field's path. `None` for a missing optional variable.
    pub(crate) fn field(&self, index: usize) -> Result<Option<ValueCursor<'a>>, SchemaError> {
        let known = self.schema.fields.get(index).and_then(|field| Some((field, self.schema.vars.get(field.var)?)));
        let Some((field, var)) = known else {
            return Err(self.incomplete(index));
        };
        let source = match &self.roots {
            Roots::Rendered(section) => match section.and_then(|section| self.variable(section, var)) {
                Some(value) => Source::Value(value),
                None => return Ok(None),
            },
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
        let hints = Hints { widen: field.widen, big_endian: self.schema.big_endian, resized: false };
        let at = ValueCursor { c_type: var.ty, source, steps: field.steps, hints }.through_hex();
        Ok(Some(if self.schema.is_resizable(var) { self.resized(var, at)? } else { at }))
    }

    /// The section's last array, with the length in this map or these bytes.
    fn resized(&self, var: &VarSchema, at: ValueCursor<'a>) -> Result<ValueCursor<'a>, SchemaError> {
        let CType::Array { len: built, element } = var.ty else { return Ok(at) };
        let len = match (at.source, &self.roots) {
            (Source::Value(RenderedValue::Array { len, .. }), _) => *len,
            (Source::Bits(all), Roots::Section(_)) => {
                // At the object's size there can be padding after the array.
                let is_built = matches!(self.schema.location, Location::Section { size, .. } if is(all.len(), size));
                let bytes = all.len().saturating_sub(offset(var));
                if is_built { built } else { self.elements(var, bytes, offset(var), element.size(), all.len())? }
            }
            (Source::Bits(all), _) if !is(all.len(), var.size) => {
                self.elements(var, all.len(), 0, element.size(), all.len())?
            }
            _ => built,
        };
        let hints = Hints { resized: len != built, ..at.hints };
        Ok(ValueCursor { c_type: CType::Array { len, element }, hints, ..at })
    }

    /// The number of elements that fill the bytes.
    fn elements(
        &self,
        var: &VarSchema,
        bytes: usize,
        before: usize,
        size: usize,
        found: usize,
    ) -> Result<usize, SchemaError> {
        if size > 0 && bytes.is_multiple_of(size) {
            return Ok(bytes / size);
        }
        let before = if before == 0 { String::new() } else { format!("{before} and ") };
        Err(SchemaError::WrongSize {
            object: self.schema.object.to_owned(),
            place: place_of(self.schema, var),
            expected: format!("{before}a multiple of {size}"),
            found,
        })
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

    /// A variable of a section. A report holds the variables in BTF's order, so most are at the position that the object gives.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn variable(&self, section: &'a RenderedValue, var: &VarSchema) -> Option<&'a RenderedValue> {
        if let RenderedValue::Struct { members, .. } = section
            && let Some(member) = members.get(var.position)
            && member.name == var.name
        {
            return Some(&member.value);
        }
        if let Some(displaced) = self.displaced {
            displaced.set(true);
        }
        lookup_member(section, var.name)
    }

    /// The same source, for the fields of another struct.
    pub(crate) fn with(&self, schema: &'a Schema) -> Self {
        Self { schema, map: self.map, roots: self.roots.clone(), displaced: self.displaced }
    }

    /// The fast path: a field that is a whole scalar variable. `None` for any other field, and for every error.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn at_once<T: FieldValue>(&self, schema: &Schema, index: usize) -> Option<T> {
        let field = schema.fields.get(index)?;
        let var = schema.vars.get(field.var)?;
        match &self.roots {
            _ if !field.steps.is_empty() => None,
            Roots::Rendered(section) => T::of_value(self.variable((*section)?, var)?, &var.ty),
            Roots::Section(bits) => T::of_bytes(bits.raw(offset(var))?, &var.ty, schema.big_endian),
            Roots::Variables(_) | Roots::Values(_) | Roots::Map(_) | Roots::Contents(_) => None,
        }
    }

    #[inline(never)]
    fn step_by_step<T: FieldValue>(&self, schema: &'static Schema, index: usize) -> Result<T, SchemaError> {
        let of_schema = self.with(schema);
        match of_schema.field(index)? {
            Some(at) => T::read(at).map_err(|found| of_schema.error(index, found)),
            None => T::absent().ok_or_else(|| of_schema.absent(index)),
        }
    }

    /// The field's reduction, and whether it skips unmapped slots.
    pub(crate) fn reduction(&self, index: usize) -> (Reduction, bool) {
        let field = self.schema.fields.get(index);
        field.map_or((Reduction::Sum, false), |field| (field.reduce.unwrap_or(Reduction::Sum), field.allow_unmapped))
    }

    /// The map that is read.
    pub(crate) fn map(&self) -> &'a str {
        self.map
    }

    /// Makes an error that names the field, the map and the object.
    pub(crate) fn error(&self, index: usize, found: ReadFailure) -> SchemaError {
        let field = self.schema.fields.get(index);
        let variable = joined(field.map_or("", |field| field.path), &found.part);
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
            Why::Cut { rendered, declared } => SchemaError::Truncated { map, variable, rendered, declared },
            ref why @ Why::Unmapped { cpu } => {
                SchemaError::Unmapped { map, variable, cpu, remedy: self.instead(field, why) }
            }
            ref why @ Why::NoSlot => {
                SchemaError::Unmapped { map, variable, cpu: None, remedy: self.instead(field, why) }
            }
            Why::NotRendered { error } => SnapshotError::MapRenderIncomplete { map, error }.into(),
            Why::Overflow { value, bits } => SchemaError::Overflow { map, variable, value, bits },
            Why::NotUtf8 { valid_up_to } => SchemaError::NotUtf8 { map, variable, valid_up_to },
            Why::Empty => SchemaError::Empty { map, variable },
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
        let all = matches!(field.steps.first(), Some(PathStep::All));
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

    /// The error of a missing variable whose field is not an `Option`.
    pub(crate) fn absent(&self, index: usize) -> SchemaError {
        let requested = self.schema.fields.get(index).map(|field| field.path).unwrap_or_default().to_owned();
        SnapshotError::VarNotFound { requested, available: vec![self.map.to_owned()] }.into()
    }

    fn incomplete(&self, index: usize) -> SchemaError {
        let reason = format!("{} has no field {index}; read it with the struct that it belongs to", self.schema.object);
        SnapshotError::ProjectionFailed { reason }.into()
    }
}

/// Checks the number of entries: one for each variable of a section.
fn one_a_variable(schema: &Schema, given: usize, what: &str) -> Result<(), SchemaError> {
    let (object, place, known) = (schema.object, schema.location.name(), schema.vars.len());
    let reason = match schema.location {
        Location::Map { .. } => {
            format!("`{place}` of {object} is a map, not variables; pass its values to `from_section_bytes`")
        }
        Location::Section { .. } if given != known => format!(
            "{known} variables of `{place}` of {object} are mirrored, and {what} were given for {given}; pass an entry \
             for each of `SCHEMA.vars`, in that order"
        ),
        Location::Section { .. } => return Ok(()),
    };
    Err(SnapshotError::ProjectionFailed { reason }.into())
}

#[cold]
fn wrong_size(schema: &Schema, expected: String, bytes: &[u8]) -> SchemaError {
    SchemaError::WrongSize {
        object: schema.object.to_owned(),
        place: schema.location.name().to_owned(),
        expected,
        found: bytes.len(),
    }
}

/// The place that an error about the bytes of one variable names.
fn place_of(schema: &Schema, var: &VarSchema) -> String {
    format!("`{}` in `{}`", var.name, schema.location.name())
}

fn is(bytes: usize, size: u64) -> bool {
    u64::try_from(bytes).is_ok_and(|bytes| bytes == size)
}

#[inline]
fn offset(var: &VarSchema) -> usize {
    usize::try_from(var.offset).unwrap_or(usize::MAX)
}

impl FieldSchema {
    /// The values that a picker sees for a field of a map: its integers, reduced to one, or those of each member of a struct. A
    /// field without integers has no value. A value that could not be read is an error in its position.
    pub(crate) fn row_values(
        &self,
        reader: &FieldReader<'_>,
        index: usize,
    ) -> Vec<Result<RenderedValue, SnapshotError>> {
        let Ok(Some(cursor)) = reader.field(index) else { return Vec::new() };
        let one = |member: Option<&str>| {
            self.row_value(cursor, member).map_err(|found| match reader.error(index, found) {
                SchemaError::Snapshot(error) => error,
                other => SnapshotError::ProjectionFailed { reason: other.to_string() },
            })
        };
        match cursor.c_type().end(self.steps) {
            CType::Struct(of) => of
                .members
                .iter()
                .filter(|member| is_countable(member.ty.end(&[])))
                .map(|member| one(Some(member.name)))
                .collect(),
            c_type if is_countable(c_type) => vec![one(None)],
            _ => Vec::new(),
        }
    }

    fn row_value(&self, cursor: ValueCursor<'_>, member: Option<&str>) -> Result<RenderedValue, ReadFailure> {
        let how = self.reduce.unwrap_or(Reduction::Sum);
        let mut signed = false;
        let mut number = |leaf: ValueCursor<'_>| {
            let (c_type, bits) = leaf.scalar()?;
            signed = matches!(c_type, CType::Int { .. });
            Ok(if signed { i128::from(bits.cast_signed()) } else { i128::from(bits) })
        };
        let value = cursor.fold(how, 0, true, &mut |leaf| match member {
            Some(name) => leaf.inner(name)?.fold(how, 0, true, &mut number),
            None => number(leaf),
        })?;
        if signed {
            let value = i64::try_from(value).map_err(|_| ReadFailure::overflow(value, 64))?;
            Ok(RenderedValue::Int { bits: 64, value })
        } else {
            let value = u64::try_from(value).map_err(|_| ReadFailure::overflow(value, 64))?;
            Ok(RenderedValue::Uint { bits: 64, value })
        }
    }
}

fn is_countable(c_type: &CType) -> bool {
    matches!(c_type, CType::Int { bits: ..=64 } | CType::Uint { bits: ..=64 } | CType::Bytes { .. })
}
