//! The counters of a table, read by the engine of the command `ktsnap`.

use std::path::Path;
use std::sync::Arc;

use ktsnap_cli::fleet::{Columns, Failure, Reader, ReaderSpec};
use ktsnap_core::typed::ReadError;
use ktsnap_table::{CounterField, CounterValues, Counters, CountersSpec, Wanted};

/// A struct that is known since the program runs.
#[derive(Debug)]
struct OfReader {
    reader: Reader,
    fields: Vec<CounterField>,
    ratios: Vec<String>,
}

/// The counters that the options select.
///
/// # Errors
///
/// [`Failure`] if the options contradict each other, or name what the object lacks.
pub(crate) fn of_options(columns: &Columns) -> Result<Arc<dyn Counters>, Failure> {
    Reader::of(columns).map(of_reader)
}

/// The counters of another process.
///
/// # Errors
///
/// [`Failure`] if the struct does not agree with the layout.
#[cfg(feature = "cluster")]
pub(crate) fn of_spec(spec: CountersSpec) -> Result<Arc<dyn Counters>, Failure> {
    let CountersSpec { source, name, layout } = spec;
    Reader::of_spec(ReaderSpec { source, name, layout }).map(of_reader)
}

fn of_reader(reader: Reader) -> Arc<dyn Counters> {
    let field = |(name, ty): &(&str, _)| CounterField { name: (*name).to_owned(), ty: *ty };
    let fields = reader.fields().iter().map(field).collect();
    let ratios = reader.ratios().map(str::to_owned).collect();
    Arc::new(OfReader { reader, fields, ratios })
}

impl Counters for OfReader {
    fn name(&self) -> &str {
        self.reader.name()
    }

    fn fields(&self) -> &[CounterField] {
        &self.fields
    }

    fn ratios(&self) -> &[String] {
        &self.ratios
    }

    fn read(&self, json: &str, file: &Path, wanted: &Wanted) -> Result<CounterValues, ReadError> {
        let values = self.reader.read(json, file, &wanted.fields, &wanted.ratios)?;
        let (fields, ratios, map, map_kva) = (values.fields, values.ratios, values.map, values.map_kva);
        Ok(CounterValues { fields, ratios, map, map_kva })
    }

    fn definition(&self) -> String {
        self.reader.definition()
    }

    fn spec(&self) -> Option<CountersSpec> {
        let ReaderSpec { source, name, layout } = self.reader.spec()?.clone();
        Some(CountersSpec { source, name, layout })
    }
}
