//! Reads a value in one pass. serde's derive buffers an internally tagged enum until the end of the object, and again for each
//! nested value. Here, `kind` selects the variant as soon as it is read.

use std::fmt;

use arcstr::ArcStr;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::{PtrNotes, RenderedMember, RenderedValue};
use crate::report::tagged::{Rest, tagged};

/// The variants with the fields that JSON has, for serde's derive of an externally tagged enum.
#[derive(Deserialize)]
#[serde(rename = "RenderedValue", rename_all = "snake_case")]
enum Kinds {
    Int {
        bits: u32,
        value: i64,
    },
    Uint {
        bits: u32,
        value: u64,
    },
    Bool {
        value: bool,
    },
    Char {
        value: u8,
    },
    Float {
        bits: u32,
        #[serde(deserialize_with = "float_or_null")]
        value: f64,
    },
    Enum {
        bits: u32,
        value: i64,
        variant: Option<ArcStr>,
        #[serde(default)]
        is_signed: bool,
    },
    Struct {
        type_name: Option<ArcStr>,
        members: Box<[RenderedMember]>,
    },
    Array {
        len: usize,
        elements: Box<[RenderedValue]>,
    },
    CpuList {
        cpus: String,
    },
    Ptr {
        value: u64,
        #[serde(default)]
        deref: Option<Box<RenderedValue>>,
        #[serde(default)]
        deref_skipped_reason: Option<String>,
        #[serde(default)]
        cast_annotation: Option<String>,
    },
    Bytes {
        hex: String,
    },
    Truncated {
        needed: usize,
        had: usize,
        partial: Box<RenderedValue>,
    },
    Unsupported {
        reason: String,
    },
}

fn float_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(deserializer)?.unwrap_or(f64::NAN))
}

impl From<Kinds> for RenderedValue {
    #[inline]
    fn from(read: Kinds) -> Self {
        match read {
            Kinds::Int { bits, value } => Self::Int { bits, value },
            Kinds::Uint { bits, value } => Self::Uint { bits, value },
            Kinds::Bool { value } => Self::Bool { value },
            Kinds::Char { value } => Self::Char { value },
            Kinds::Float { bits, value } => Self::Float { bits, value },
            Kinds::Enum { bits, value, variant, is_signed } => Self::Enum { bits, value, variant, is_signed },
            Kinds::Struct { type_name, members } => Self::Struct { type_name, members },
            Kinds::Array { len, elements } => Self::Array { len, elements },
            Kinds::CpuList { cpus } => Self::CpuList { cpus },
            Kinds::Ptr { value, deref, deref_skipped_reason, cast_annotation } => {
                let says = deref_skipped_reason.is_some() || cast_annotation.is_some();
                let notes = says.then(|| Box::new(PtrNotes { deref_skipped_reason, cast_annotation }));
                Self::Ptr { value, deref, notes }
            }
            Kinds::Bytes { hex } => Self::Bytes { hex },
            Kinds::Truncated { needed, had, partial } => Self::Truncated { needed, had, partial },
            Kinds::Unsupported { reason } => Self::Unsupported { reason },
        }
    }
}

impl<'de> Deserialize<'de> for RenderedValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = RenderedValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("internally tagged enum RenderedValue")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RenderedValue, A::Error> {
        Kinds::deserialize(Object(map)).map(Into::into)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<RenderedValue, A::Error> {
        Kinds::deserialize(Sequence(seq)).map(Into::into)
    }
}

/// An object. Its `kind` names the variant, and the other fields belong to the variant.
struct Object<A>(A);

impl<'de, A: MapAccess<'de>> EnumAccess<'de> for Object<A> {
    type Error = A::Error;
    type Variant = Object<Rest<A>>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self::Variant), A::Error> {
        tagged("kind", seed, self.0).map(|(variant, rest)| (variant, Object(rest)))
    }
}

/// A sequence of the kind and the variant's fields. serde accepts it instead of an object.
struct Sequence<A>(A);

impl<'de, A: SeqAccess<'de>> EnumAccess<'de> for Sequence<A> {
    type Error = A::Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(mut self, seed: V) -> Result<(V::Value, Self), A::Error> {
        match self.0.next_element_seed(seed)? {
            Some(variant) => Ok((variant, self)),
            None => Err(A::Error::missing_field("kind")),
        }
    }
}

macro_rules! tagged_by_kind {
    ($of:ident, $access:ident, $visit:ident) => {
        impl<'de, A: $access<'de>> Deserializer<'de> for $of<A> {
            type Error = A::Error;

            fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
                visitor.visit_enum(self)
            }

            serde::forward_to_deserialize_any! {
                bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
                unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
            }
        }

        impl<'de, A: $access<'de>> VariantAccess<'de> for $of<A> {
            type Error = A::Error;

            fn unit_variant(self) -> Result<(), A::Error> {
                Err(A::Error::custom("every kind of value has fields"))
            }

            fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, A::Error> {
                Err(A::Error::custom("every kind of value has fields"))
            }

            fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, A::Error> {
                visitor.$visit(self.0)
            }

            fn struct_variant<V: Visitor<'de>>(
                self,
                _: &'static [&'static str],
                visitor: V,
            ) -> Result<V::Value, A::Error> {
                visitor.$visit(self.0)
            }
        }
    };
}

tagged_by_kind!(Object, MapAccess, visit_map);
tagged_by_kind!(Sequence, SeqAccess, visit_seq);

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = r#"{"kind":"struct","type_name":"s","members":[{"name":"a","value":
        {"kind":"array","len":1,"elements":[{"kind":"int","bits":32,"value":-7}]}}]}"#;
    const LAST: &str = r#"{"members":[{"name":"a","value":
        {"elements":[{"bits":32,"value":-7,"kind":"int"}],"len":1,"kind":"array"}}],"type_name":"s","kind":"struct"}"#;

    fn read(json: &str) -> Result<RenderedValue, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn the_position_of_kind_does_not_matter() {
        assert_eq!(read(FIRST).unwrap(), read(LAST).unwrap());
        assert_eq!(read(r#"["int",32,-7]"#).unwrap(), RenderedValue::Int { bits: 32, value: -7 });
    }

    #[test]
    fn a_field_that_occurs_twice_is_refused_at_any_position() {
        for (json, twice) in [
            (r#"{"kind":"int","bits":8,"bits":8,"value":1}"#, "bits"),
            (r#"{"bits":8,"bits":8,"value":1,"kind":"int"}"#, "bits"),
            (r#"{"kind":"int","bits":8,"value":1,"kind":"int"}"#, "kind"),
            (r#"{"elements":[{"bits":8,"value":1,"value":2,"kind":"int"}],"len":1,"kind":"array"}"#, "value"),
            (r#"{"elements":[{"kind":"int","bits":8,"value":1,"kind":"int"}],"len":1,"kind":"array"}"#, "kind"),
        ] {
            let error = read(json).unwrap_err();
            assert!(error.starts_with(&format!("duplicate field `{twice}`")), "{json}: {error}");
        }
    }

    #[test]
    fn a_value_without_a_known_kind_is_refused() {
        assert!(read(r#"{"bits":8,"value":1}"#).unwrap_err().starts_with("missing field `kind`"));
        assert!(
            read(r#"{"kind":"word","bits":8}"#)
                .unwrap_err()
                .starts_with("unknown variant `word`, expected one of `int`")
        );
        assert!(read("[]").unwrap_err().starts_with("missing field `kind`"));
        assert!(read("7").unwrap_err().contains("expected internally tagged enum RenderedValue"));
    }
}
