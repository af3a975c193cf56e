//! Ratios and their values, as a table or as JSON.

use std::io::Write;

use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::screen::text::clean;
use crate::screen::{Screen, Table};

/// Adds fields to a JSON object.
pub(super) fn add_fields(document: &mut Value, fields: impl IntoIterator<Item = (&'static str, Value)>) {
    if let Value::Object(object) = document {
        object.extend(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
}

/// Ratios, each with its value or the reason why it has none.
pub(super) struct RatioTable(pub(super) Vec<(String, Result<f64, String>)>);

impl RatioTable {
    /// Writes a row for each ratio with a value, and a line with the reason for each of the others.
    pub(super) fn write(&self, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
        let mut table = Table::new(screen, &["ratio", ">value"]);
        let valued = self.0.iter().filter_map(|(name, value)| Some((name, value.as_ref().ok()?)));
        let rows: Vec<_> = valued.map(|(name, value)| [clean(name).into_owned(), value.to_string()]).collect();
        if !rows.is_empty() {
            rows.into_iter().for_each(|row| table.row(row));
            write!(out, "{table}")?;
        }
        for (name, value) in &self.0 {
            if let Err(why) = value {
                // Most errors begin with the name of the ratio.
                let why = why.strip_prefix(&format!("{name}: ")).unwrap_or(why);
                screen.line(&format!("{name}: no value: {why}"), out)?;
            }
        }
        Ok(())
    }

    /// The fields of a JSON object: all ratios, `null` for one without a value, and the reasons.
    pub(super) fn fields(&self) -> [(&'static str, Value); 2] {
        let numbers = self.0.iter().map(|(name, value)| (name.clone(), value.as_ref().ok().copied().into()));
        let reasons =
            self.0.iter().filter_map(|(name, value)| Some((name.clone(), value.as_ref().err()?.clone().into())));
        [
            ("ratios", Value::Object(numbers.collect::<Map<_, _>>())),
            ("ratios_without_value", Value::Object(reasons.collect::<Map<_, _>>())),
        ]
    }
}
