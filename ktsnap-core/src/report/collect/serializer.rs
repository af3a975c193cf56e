//! serde's side: a [`Serializer`] that hands each value to a [`Collect`].

use std::borrow::Cow;
use std::fmt;

use serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use thiserror::Error;

use super::any::{Any, AnyElements, AnyFields};
use crate::report::buffer::{Buffered, FieldName};

/// Why a value could not be collected.
#[derive(Debug, Error)]
pub(super) enum CollectError {
    /// The value nests deeper than the limit.
    #[error("nested too deeply")]
    TooDeep,
    /// The value has another form than this part of a report. [`whole`](super::whole) gives the reason.
    #[error("the value has another form")]
    Form,
    /// The value's own `serialize` failed, or no report can hold the value.
    #[error("{0}")]
    Other(String),
}

impl Error for CollectError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Other(message.to_string())
    }
}

/// A value without parts.
pub(super) enum Scalar<'v> {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(&'v str),
}

/// What is kept of a value. A form of value that has no method here is an error.
pub(super) trait Collect: Sized {
    /// The result.
    type Output;
    /// What collects an object.
    type Fields: Fields<Output = Self::Output>;
    /// What collects a sequence.
    type Elements: Elements<Output = Self::Output>;

    fn scalar(self, _: Scalar<'_>) -> Result<Self::Output, CollectError> {
        Err(CollectError::Form)
    }

    fn fields(self) -> Result<Self::Fields, CollectError> {
        Err(CollectError::Form)
    }

    fn elements(self) -> Result<Self::Elements, CollectError> {
        Err(CollectError::Form)
    }

    /// An object whose only field is named after an enum's variant: serde's form for an enum without a tag.
    fn variant(self, name: &'static str, content: Buffered) -> Result<Self::Output, CollectError> {
        let mut fields = self.fields()?;
        fields.buffered(FieldName(Cow::Borrowed(name)), content)?;
        fields.end()
    }
}

/// What is kept of an object.
pub(super) trait Fields {
    type Output;

    /// Looks at a field. A value that is not wanted is not serialized.
    fn field<T: Serialize + ?Sized>(&mut self, name: FieldName, value: &T, depth: Depth) -> Result<(), CollectError>;

    /// Takes a field that was collected before its object.
    fn buffered(&mut self, _: FieldName, _: Buffered) -> Result<(), CollectError> {
        Ok(())
    }

    fn end(self) -> Result<Self::Output, CollectError>;
}

/// What is kept of a sequence.
pub(super) trait Elements {
    type Output;

    fn element<T: Serialize + ?Sized>(&mut self, value: &T, depth: Depth) -> Result<(), CollectError>;
    fn end(self) -> Result<Self::Output, CollectError>;
}

/// The type of [`Collect::Fields`] or [`Collect::Elements`] for a value that can't be an object or a sequence.
pub(super) struct Never<T>(std::convert::Infallible, std::marker::PhantomData<T>);

impl<O> Fields for Never<O> {
    type Output = O;

    fn field<T: Serialize + ?Sized>(&mut self, _: FieldName, _: &T, _: Depth) -> Result<(), CollectError> {
        match self.0 {}
    }

    fn end(self) -> Result<O, CollectError> {
        match self.0 {}
    }
}

impl<O> Elements for Never<O> {
    type Output = O;

    fn element<T: Serialize + ?Sized>(&mut self, _: &T, _: Depth) -> Result<(), CollectError> {
        match self.0 {}
    }

    fn end(self) -> Result<O, CollectError> {
        match self.0 {}
    }
}

/// How many more objects and sequences may nest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Depth(usize);

impl Depth {
    /// A value that may nest this many levels.
    pub(super) fn new(levels: usize) -> Self {
        Self(levels)
    }

    /// Collects a value.
    pub(super) fn collect<C: Collect, T: Serialize + ?Sized>(
        self,
        value: &T,
        collect: C,
    ) -> Result<C::Output, CollectError> {
        value.serialize(Collector { collect, depth: self })
    }

    fn enter(self) -> Result<Self, CollectError> {
        self.0.checked_sub(1).map(Self).ok_or(CollectError::TooDeep)
    }
}

struct Collector<C> {
    collect: C,
    depth: Depth,
}

impl<C: Collect> Collector<C> {
    fn object(self) -> Result<Object<C::Fields>, CollectError> {
        let depth = self.depth.enter()?;
        Ok(Object { fields: self.collect.fields()?, name: None, depth })
    }

    fn list(self) -> Result<List<C::Elements>, CollectError> {
        let depth = self.depth.enter()?;
        Ok(List { elements: self.collect.elements()?, depth })
    }

    fn integer<N: TryInto<u64> + TryInto<i64> + Copy>(self, number: N) -> Result<C::Output, CollectError> {
        let (unsigned, signed): (Result<u64, _>, Result<i64, _>) = (number.try_into(), number.try_into());
        match (unsigned, signed) {
            (Ok(value), _) => self.collect.scalar(Scalar::Unsigned(value)),
            (_, Ok(value)) => self.collect.scalar(Scalar::Signed(value)),
            _ => Err(CollectError::Other("it has an integer of more than 64 bits".to_owned())),
        }
    }
}

macro_rules! integers {
    ($($method:ident: $type:ty,)*) => {$(
        fn $method(self, value: $type) -> Result<C::Output, CollectError> {
            self.integer(value)
        }
    )*};
}

impl<C: Collect> Serializer for Collector<C> {
    type Ok = C::Output;
    type Error = CollectError;
    type SerializeSeq = List<C::Elements>;
    type SerializeTuple = List<C::Elements>;
    type SerializeTupleStruct = List<C::Elements>;
    type SerializeTupleVariant = TupleVariant<C>;
    type SerializeMap = Object<C::Fields>;
    type SerializeStruct = Object<C::Fields>;
    type SerializeStructVariant = StructVariant<C>;

    integers! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_i128: i128,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_u128: u128,
    }

    fn serialize_bool(self, value: bool) -> Result<C::Output, CollectError> {
        self.collect.scalar(Scalar::Bool(value))
    }

    fn serialize_f32(self, value: f32) -> Result<C::Output, CollectError> {
        self.collect.scalar(Scalar::Float(value.into()))
    }

    fn serialize_f64(self, value: f64) -> Result<C::Output, CollectError> {
        self.collect.scalar(Scalar::Float(value))
    }

    fn serialize_char(self, value: char) -> Result<C::Output, CollectError> {
        self.collect.scalar(Scalar::Text(value.encode_utf8(&mut [0; 4])))
    }

    fn serialize_str(self, value: &str) -> Result<C::Output, CollectError> {
        self.collect.scalar(Scalar::Text(value))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<C::Output, CollectError> {
        serde::Serialize::serialize(value, self)
    }

    fn serialize_none(self) -> Result<C::Output, CollectError> {
        self.collect.scalar(Scalar::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<C::Output, CollectError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<C::Output, CollectError> {
        self.collect.scalar(Scalar::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<C::Output, CollectError> {
        self.collect.scalar(Scalar::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<C::Output, CollectError> {
        self.collect.scalar(Scalar::Text(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<C::Output, CollectError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<C::Output, CollectError> {
        let content = self.depth.enter()?.collect(value, Any)?;
        self.collect.variant(variant, content)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<C::Elements>, CollectError> {
        self.list()
    }

    fn serialize_tuple(self, _: usize) -> Result<List<C::Elements>, CollectError> {
        self.list()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List<C::Elements>, CollectError> {
        self.list()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<TupleVariant<C>, CollectError> {
        let depth = self.depth.enter()?;
        let content = Collector { collect: Any, depth }.list()?;
        Ok(TupleVariant { collect: self.collect, variant, content })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Object<C::Fields>, CollectError> {
        self.object()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Object<C::Fields>, CollectError> {
        self.object()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<StructVariant<C>, CollectError> {
        let depth = self.depth.enter()?;
        let content = Collector { collect: Any, depth }.object()?;
        Ok(StructVariant { collect: self.collect, variant, content })
    }
}

/// The fields of an object.
struct Object<F> {
    fields: F,
    /// The key of a map whose value comes next.
    name: Option<FieldName>,
    depth: Depth,
}

impl<F: Fields> SerializeStruct for Object<F> {
    type Ok = F::Output;
    type Error = CollectError;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), CollectError> {
        self.fields.field(FieldName(Cow::Borrowed(name)), value, self.depth)
    }

    fn end(self) -> Result<F::Output, CollectError> {
        self.fields.end()
    }
}

impl<F: Fields> SerializeMap for Object<F> {
    type Ok = F::Output;
    type Error = CollectError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), CollectError> {
        let name = match self.depth.collect(key, Any)? {
            Buffered::Text(name) => name,
            Buffered::Unsigned(number) => number.to_string(),
            Buffered::Signed(number) => number.to_string(),
            Buffered::Bool(value) => value.to_string(),
            _ => return Err(CollectError::Other("a key of an object is not a text".to_owned())),
        };
        self.name = Some(FieldName(Cow::Owned(name)));
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), CollectError> {
        match self.name.take() {
            Some(name) => self.fields.field(name, value, self.depth),
            None => Err(CollectError::Other("a value of an object has no key".to_owned())),
        }
    }

    fn end(self) -> Result<F::Output, CollectError> {
        self.fields.end()
    }
}

/// The elements of a sequence.
struct List<E> {
    elements: E,
    depth: Depth,
}

macro_rules! of_elements {
    ($($trait:ident $method:ident,)*) => {$(
        impl<E: Elements> $trait for List<E> {
            type Ok = E::Output;
            type Error = CollectError;

            #[inline]
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), CollectError> {
                self.elements.element(value, self.depth)
            }

            fn end(self) -> Result<E::Output, CollectError> {
                self.elements.end()
            }
        }
    )*};
}

of_elements! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
}

struct TupleVariant<C> {
    collect: C,
    variant: &'static str,
    content: List<AnyElements>,
}

impl<C: Collect> SerializeTupleVariant for TupleVariant<C> {
    type Ok = C::Output;
    type Error = CollectError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), CollectError> {
        SerializeSeq::serialize_element(&mut self.content, value)
    }

    fn end(self) -> Result<C::Output, CollectError> {
        self.collect.variant(self.variant, SerializeSeq::end(self.content)?)
    }
}

struct StructVariant<C> {
    collect: C,
    variant: &'static str,
    content: Object<AnyFields>,
}

impl<C: Collect> SerializeStructVariant for StructVariant<C> {
    type Ok = C::Output;
    type Error = CollectError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), CollectError> {
        SerializeStruct::serialize_field(&mut self.content, name, value)
    }

    fn end(self) -> Result<C::Output, CollectError> {
        self.collect.variant(self.variant, SerializeStruct::end(self.content)?)
    }
}
