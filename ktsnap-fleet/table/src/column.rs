//! Builders of columns from inspected values.

use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BinaryBuilder, BooleanBuilder, PrimitiveBuilder, StringBuilder, StringDictionaryBuilder,
};
use arrow_array::types::{
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{ArrayRef, ArrowPrimitiveType, ListArray, NullArray, StructArray};
use arrow_buffer::{NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, FieldRef, Fields};
use ktsnap_core::__private::{Inspected, InspectedText, RustType};

use crate::types::{field, item, row_fields};

/// A column that grows by values of one type. The values fit, because [`measured`](crate::fit::measured) looked at them.
pub(crate) trait Column: Send {
    /// Adds a value. [`Inspected::Absent`] is null, and so is a value of another type.
    fn push(&mut self, value: &Inspected);

    /// The values since the last call.
    fn finish(&mut self) -> Result<ArrayRef, ArrowError>;
}

/// An empty column of the type.
pub(crate) fn column(ty: &RustType) -> Box<dyn Column> {
    match ty {
        RustType::Int { bits: 8 } => integers::<Int8Type>(),
        RustType::Int { bits: 16 } => integers::<Int16Type>(),
        RustType::Int { bits: 32 } => integers::<Int32Type>(),
        RustType::Int { .. } => integers::<Int64Type>(),
        RustType::Uint { bits: 8 } => integers::<UInt8Type>(),
        RustType::Uint { bits: 16 } => integers::<UInt16Type>(),
        RustType::Uint { bits: 32 } => integers::<UInt32Type>(),
        RustType::Uint { .. } => integers::<UInt64Type>(),
        RustType::Float { bits: 32 } =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "the value was an f32 before it was inspected")]
            floats::<Float32Type>(|value| value as f32)
        }
        RustType::Float { .. } => floats::<Float64Type>(|value| value),
        RustType::Bool => built(BooleanBuilder::new(), |to, value| {
            to.append_option(match value {
                Inspected::Text(InspectedText::Bool(value)) => Some(*value),
                _ => None,
            });
        }),
        RustType::Ptr => built(PrimitiveBuilder::<UInt64Type>::new(), |to, value| {
            to.append_option(match value {
                Inspected::Text(InspectedText::Ptr(value)) => Some(value.address()),
                _ => None,
            });
        }),
        RustType::Text => built(StringBuilder::new(), |to, value| {
            to.append_option(match value {
                Inspected::Text(InspectedText::Text(text)) => Some(text),
                _ => None,
            });
        }),
        RustType::CString => built(BinaryBuilder::new(), |to, value| {
            to.append_option(match value {
                Inspected::Text(InspectedText::CString(text)) => Some(text.as_bytes()),
                _ => None,
            });
        }),
        RustType::Enum(_) => built(StringDictionaryBuilder::<Int32Type>::new(), |to, value| {
            to.append_option(match value {
                Inspected::Text(InspectedText::Enumerator(name)) => Some(name),
                _ => None,
            });
        }),
        RustType::CpuSet => {
            let of = RustType::Uint { bits: 32 };
            Box::new(Lists::new(item(&of, false), column(&of)))
        }
        RustType::Array { element, .. } | RustType::Vec(element) | RustType::Histogram { counter: element, .. } => {
            Box::new(Lists::new(item(element, false), column(element)))
        }
        RustType::PerCpu(slot) => Box::new(Lists::new(item(slot, true), column(slot))),
        RustType::Struct(of) => {
            let fields = of.members.iter().map(|member| field(member.field, &member.ty)).collect();
            Box::new(Structs::new(fields, of.members.iter().map(|member| column(&member.ty)).collect()))
        }
        RustType::Rows { key, value } => {
            let row = Structs::new(row_fields(key, value), vec![column(key), column(value)]);
            let item = arrow_schema::Field::new("item", arrow_schema::DataType::Struct(row.fields.clone()), false);
            Box::new(Maps { lists: Offsets::new(Arc::new(item)), rows: row })
        }
        RustType::Option(of) => column(of),
        _ => Box::new(Nulls(0)),
    }
}

/// A column that an Arrow builder builds.
struct Built<B> {
    builder: B,
    /// Adds a value, or null for a value of another type.
    add: fn(&mut B, &Inspected),
}

fn built<B: ArrayBuilder>(builder: B, add: fn(&mut B, &Inspected)) -> Box<dyn Column> {
    Box::new(Built { builder, add })
}

impl<B: ArrayBuilder> Column for Built<B> {
    fn push(&mut self, value: &Inspected) {
        (self.add)(&mut self.builder, value);
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(self.builder.finish())
    }
}

fn integers<T: ArrowPrimitiveType<Native: TryFrom<i128>>>() -> Box<dyn Column> {
    built(PrimitiveBuilder::<T>::new(), |to, value| {
        to.append_option(match value {
            Inspected::Integer { value, .. } => T::Native::try_from(*value).ok(),
            _ => None,
        });
    })
}

fn floats<T: ArrowPrimitiveType>(of: fn(f64) -> T::Native) -> Box<dyn Column> {
    Box::new(Floats { builder: PrimitiveBuilder::<T>::new(), of })
}

struct Floats<T: ArrowPrimitiveType> {
    builder: PrimitiveBuilder<T>,
    of: fn(f64) -> T::Native,
}

impl<T: ArrowPrimitiveType> Column for Floats<T> {
    fn push(&mut self, value: &Inspected) {
        self.builder.append_option(match value {
            Inspected::Float(value) => Some((self.of)(*value)),
            _ => None,
        });
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(self.builder.finish()))
    }
}

/// The ends of lists, and which lists are null.
struct Offsets {
    item: FieldRef,
    ends: Vec<i32>,
    nulls: NullBufferBuilder,
}

impl Offsets {
    fn new(item: FieldRef) -> Self {
        Self { item, ends: vec![0], nulls: NullBufferBuilder::new(0) }
    }

    /// Ends a list with this number of elements, or a null without elements.
    fn end(&mut self, elements: Option<usize>) {
        let end = self.ends.last().copied().unwrap_or_default();
        // A batch is finished long before it has that many elements.
        let elements_or_none = i32::try_from(elements.unwrap_or_default()).unwrap_or(i32::MAX);
        self.ends.push(end.saturating_add(elements_or_none));
        self.nulls.append(elements.is_some());
    }

    fn finish(&mut self, values: ArrayRef) -> Result<ArrayRef, ArrowError> {
        let ends = std::mem::replace(&mut self.ends, vec![0]);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(ends));
        let list = ListArray::try_new(Arc::clone(&self.item), offsets, values, self.nulls.finish())?;
        Ok(Arc::new(list))
    }
}

struct Lists {
    lists: Offsets,
    values: Box<dyn Column>,
}

impl Lists {
    fn new(item: FieldRef, values: Box<dyn Column>) -> Self {
        Self { lists: Offsets::new(item), values }
    }
}

impl Column for Lists {
    fn push(&mut self, value: &Inspected) {
        let elements = match value {
            Inspected::Elements(elements) => {
                elements.iter().for_each(|element| self.values.push(element));
                Some(elements.len())
            }
            Inspected::Text(InspectedText::Cpus(cpus)) => {
                let mut count = 0;
                for cpu in cpus.iter() {
                    self.values.push(&Inspected::Integer { value: cpu.into(), counts: false });
                    count += 1;
                }
                Some(count)
            }
            _ => None,
        };
        self.lists.end(elements);
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let values = self.values.finish()?;
        self.lists.finish(values)
    }
}

struct Structs {
    fields: Fields,
    columns: Vec<Box<dyn Column>>,
    nulls: NullBufferBuilder,
}

impl Structs {
    fn new(fields: Fields, columns: Vec<Box<dyn Column>>) -> Self {
        Self { fields, columns, nulls: NullBufferBuilder::new(0) }
    }

    /// Adds a struct with these fields, or null.
    fn add<'v>(&mut self, values: Option<impl Iterator<Item = &'v Inspected>>) {
        self.nulls.append(values.is_some());
        let mut values = values.into_iter().flatten();
        for column in &mut self.columns {
            column.push(values.next().unwrap_or(&Inspected::Absent));
        }
    }
}

impl Column for Structs {
    fn push(&mut self, value: &Inspected) {
        self.add(match value {
            Inspected::Fields(fields) => Some(fields.iter().map(|field| &field.value)),
            _ => None,
        });
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let nulls = self.nulls.finish();
        let columns = self.columns.iter_mut().map(|column| column.finish()).collect::<Result<Vec<_>, _>>()?;
        Ok(Arc::new(StructArray::try_new(self.fields.clone(), columns, nulls)?))
    }
}

/// The rows of maps.
struct Maps {
    lists: Offsets,
    rows: Structs,
}

impl Column for Maps {
    fn push(&mut self, value: &Inspected) {
        let rows = match value {
            Inspected::Rows(of_map) => {
                for ((_, value), key) in of_map.rows.iter().zip(&of_map.keys) {
                    self.rows.add(Some([key, value].into_iter()));
                }
                Some(of_map.rows.len())
            }
            _ => None,
        };
        self.lists.end(rows);
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let rows = self.rows.finish()?;
        self.lists.finish(rows)
    }
}

struct Nulls(usize);

impl Column for Nulls {
    fn push(&mut self, _: &Inspected) {
        self.0 += 1;
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(NullArray::new(std::mem::take(&mut self.0))))
    }
}
