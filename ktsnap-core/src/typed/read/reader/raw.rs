//! Readers of raw bytes, and of single variables that are not in a report.

use super::{FieldReader, Roots, place_of};
use crate::error::SnapshotError;
use crate::report::RenderedValue;
use crate::typed::error::SchemaError;
use crate::typed::read::bits::Bits;
use crate::typed::read::cursor::Contents;
use crate::typed::schema::{Location, Schema, VarSchema};

/// The name in errors if there is no map.
const RAW: &str = "raw bytes";

impl<'a> FieldReader<'a> {
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
        if schema.location.has_keys() {
            let (object, place) = (schema.object.to_owned(), schema.location.name().to_owned());
            return Err(SchemaError::NoBytes { object, place });
        }
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
