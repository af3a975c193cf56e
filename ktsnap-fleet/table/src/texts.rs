//! Columns of texts, for formats that have no lists, structs and bytes.

use arrow_array::builder::StringBuilder;
use arrow_schema::ArrowError;
use ktsnap_core::__private::{Inspected, InspectedText, RustType};
use serde_json::{Map, Value, json};

use crate::column::{Column, column};
use arrow_array::ArrayRef;
use std::sync::Arc;

/// An empty column of the type: of JSON, if the type has parts, and of texts, if it has bytes.
pub(crate) fn texts(ty: &RustType) -> Box<dyn Column> {
    match ty {
        RustType::Option(of) => texts(of),
        RustType::CString
        | RustType::CpuSet
        | RustType::Array { .. }
        | RustType::Vec(_)
        | RustType::Histogram { .. }
        | RustType::PerCpu(_)
        | RustType::Struct(_)
        | RustType::Rows { .. } => Box::new(Texts(StringBuilder::new())),
        _ => column(ty),
    }
}

struct Texts(StringBuilder);

impl Column for Texts {
    fn push(&mut self, value: &Inspected) {
        match value {
            Inspected::Absent => self.0.append_null(),
            Inspected::Text(InspectedText::CString(text)) => match text.to_str() {
                Ok(text) => self.0.append_value(text),
                // With escapes for the other bytes.
                Err(_) => self.0.append_value(text.as_bytes().escape_ascii().to_string()),
            },
            value => self.0.append_value(json_of(value).to_string()),
        }
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(self.0.finish()))
    }
}

/// A value as JSON, with the names that its Arrow type has. JSON has no number for infinity or NaN, which are texts.
fn json_of(value: &Inspected) -> Value {
    match value {
        Inspected::Integer { value, .. } => {
            let unsigned = u64::try_from(*value).map(Value::from);
            unsigned.or_else(|_| i64::try_from(*value).map(Value::from)).unwrap_or_else(|_| value.to_string().into())
        }
        Inspected::Float(value) if value.is_finite() => (*value).into(),
        Inspected::Float(value) => value.to_string().into(),
        Inspected::Text(text) => match text {
            InspectedText::Bool(value) => (*value).into(),
            InspectedText::Enumerator(text) | InspectedText::Text(text) => text.as_str().into(),
            InspectedText::Ptr(value) => value.address().into(),
            InspectedText::Cpus(cpus) => cpus.iter().map(Value::from).collect(),
            InspectedText::CString(text) => match text.to_str() {
                Ok(text) => text.into(),
                Err(_) => text.as_bytes().escape_ascii().to_string().into(),
            },
        },
        Inspected::Absent => Value::Null,
        Inspected::Elements(elements) => elements.iter().map(json_of).collect(),
        Inspected::Rows(of) => {
            let rows = of.rows.iter().zip(&of.keys);
            rows.map(|((_, value), key)| json!({ "key": json_of(key), "value": json_of(value) })).collect()
        }
        Inspected::Fields(fields) => {
            let fields = fields.iter().map(|field| (field.name.to_owned(), json_of(&field.value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
    }
}
