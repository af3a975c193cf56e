//! The columns of a table, from the options of a command.

use std::sync::Arc;

use ktsnap_cli::fleet::{Columns, Failure};
use ktsnap_table::{Counters, Form, Layout, Long, Options};

/// The value of `--long` for a row for each CPU.
const CPU: &str = "cpu";

/// The layout of a table with these counters.
///
/// # Errors
///
/// [`Failure`] if two columns have one name, or `--long` names a field without elements.
pub(crate) fn layout(counters: Arc<dyn Counters>, columns: &Columns) -> Result<Layout, Failure> {
    Layout::new(counters, &options(columns)).map_err(|error| Failure::Message(error.to_string()))
}

pub(crate) fn options(columns: &Columns) -> Options {
    let form = match columns.long.as_deref() {
        None => Form::Lists,
        Some(CPU) => Form::Long(Long::Cpu),
        Some(field) => Form::Long(Long::Elements(field.to_owned())),
    };
    Options { prefix: columns.prefix.clone().unwrap_or_default(), form }
}
