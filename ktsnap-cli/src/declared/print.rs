//! Values of a struct in tables and JSON.

use ktsnap_core::__private::{Inspected, InspectedText};
use serde_json::{Value, json};

use crate::screen::text::{clean, cut};

/// A value without parts, in a table.
pub(crate) fn shown(of: &Inspected) -> String {
    match of {
        Inspected::Integer { value, .. } => value.to_string(),
        Inspected::Float(value) => value.to_string(),
        Inspected::Text(text) => cut(&clean(&text.to_string()), 160).into_owned(),
        _ => "missing".to_owned(),
    }
}

/// A value as JSON. A missing one is `null`.
pub(crate) fn json_value(of: &Inspected) -> Value {
    match of {
        Inspected::Integer { value, .. } => u64::try_from(*value)
            .map(Value::from)
            .or_else(|_| i64::try_from(*value).map(Value::from))
            .unwrap_or_default(),
        Inspected::Float(value) => (*value).into(),
        Inspected::Text(InspectedText::Bool(value)) => (*value).into(),
        Inspected::Text(text) => text.to_string().into(),
        Inspected::Absent => Value::Null,
        Inspected::Elements(elements) => elements.iter().map(json_value).collect(),
        Inspected::Rows(of_map) => {
            of_map.rows.iter().map(|(key, row)| json!({ "key": key, "value": json_value(row) })).collect()
        }
        Inspected::Fields(fields) => {
            Value::Object(fields.iter().map(|field| (field.name.to_owned(), json_value(&field.value))).collect())
        }
    }
}
