//! [`BatchBuilder`]: reports as record batches.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, StringBuilder, StringDictionaryBuilder, TimestampMicrosecondBuilder, UInt32Builder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::ArrowError;
use ktsnap_core::__private::{Inspected, RustType};
use ktsnap_core::typed::ReadError;

use crate::column::{Column, column};
use crate::counters::CounterValues;
use crate::files::{FileError, ReportFile};
use crate::fit::{Measure, measured};
use crate::layout::{Layout, Source, element};
use crate::run::{RUN_COLUMNS, RunColumnKind, RunValue};
use crate::texts::texts;

/// The rows after which a batch is full.
const MOST_ROWS: usize = 8192;

/// The bytes after which a batch is full.
const MOST_BYTES: usize = 8 << 20;

/// Builds record batches of reports. A batch is full at 8192 rows or 8 MiB, and a report is in one batch, so a batch holds at
/// most that and one report.
pub struct BatchBuilder {
    layout: Arc<Layout>,
    columns: Vec<Building>,
    rows: usize,
    bytes: usize,
    errors: Vec<FileError>,
}

/// A column that is being built.
enum Building {
    Text(StringBuilder, Source),
    Bool(BooleanBuilder, usize),
    Number(UInt32Builder, Source),
    Time(TimestampMicrosecondBuilder, usize),
    /// The key of a row, or the field at this position in what is read.
    Values(Box<dyn Column>, Option<usize>),
    Ratio(Float64Builder, usize),
    Why(StringDictionaryBuilder<Int32Type>, usize),
}

impl std::fmt::Debug for BatchBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BatchBuilder").field("rows", &self.rows).field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl BatchBuilder {
    /// An empty batch.
    #[must_use]
    pub fn new(layout: &Arc<Layout>) -> Self {
        let columns = layout.sources.iter().map(|source| building(layout, *source)).collect();
        Self { layout: Arc::clone(layout), columns, rows: 0, bytes: 0, errors: Vec::new() }
    }

    /// Adds the rows of a report, or an error.
    pub fn push(&mut self, file: &ReportFile, read: Result<CounterValues, ReadError>) {
        match read {
            Ok(values) => self.push_values(file, &values),
            Err(error) => self.errors.push(FileError::of_read(file, &error)),
        }
    }

    fn push_values(&mut self, file: &ReportFile, values: &CounterValues) {
        let bytes = match self.measured(file, values) {
            Ok(bytes) => bytes,
            Err(error) => return self.errors.push(error),
        };
        let rows = match self.layout.long.is_empty() {
            true => 1,
            false => self.layout.long.iter().filter_map(|at| self.read(values, *at).map(elements)).max().unwrap_or(0),
        };
        for row in 0..rows {
            for column in &mut self.columns {
                column.push(&self.layout, file, values, row);
            }
        }
        self.rows += rows;
        self.bytes += bytes.saturating_mul(if self.layout.long.is_empty() { 1 } else { 2 }) + rows * ROW_BYTES;
    }

    /// The bytes of the values of a report, if they are of the types of their columns.
    fn measured(&mut self, file: &ReportFile, values: &CounterValues) -> Result<usize, FileError> {
        let (wanted, fields) = (self.layout.wanted(), self.layout.counters.fields());
        let mut sum = Measure::default();
        for (at, value) in wanted.fields.iter().zip(&values.fields) {
            let Some(field) = fields.get(*at) else { continue };
            let measure = measured(value, &field.ty)
                .map_err(|message| FileError::of(file, format!("the field `{}`: {message}", field.name)))?;
            if measure.is_truncated {
                let message =
                    format!("the map of `{}` can have more entries than the {} captured", field.name, elements(value));
                self.errors.push(FileError::of(file, message));
            }
            sum.bytes += measure.bytes;
        }
        if values.fields.len() != wanted.fields.len() || values.ratios.len() != wanted.ratios.len() {
            return Err(FileError::of(file, "another number of values was read than the table has columns"));
        }
        Ok(sum.bytes)
    }

    /// The value of a field.
    fn read<'v>(&self, values: &'v CounterValues, field: usize) -> Option<&'v Inspected> {
        let at = self.layout.wanted().fields.binary_search(&field).ok()?;
        values.fields.get(at)
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether the batch should be finished.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.rows >= MOST_ROWS || self.bytes >= MOST_BYTES
    }

    /// The batch, and the errors since the last call. The builder is empty after that.
    ///
    /// # Errors
    ///
    /// [`ArrowError`] if the columns make no batch.
    pub fn finish(&mut self) -> Result<(RecordBatch, Vec<FileError>), ArrowError> {
        let columns = self.columns.iter_mut().map(Building::finish).collect::<Result<Vec<_>, _>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        (self.rows, self.bytes) = (0, 0);
        let batch = RecordBatch::try_new_with_options(self.layout.schema(), columns, &options)?;
        Ok((batch, std::mem::take(&mut self.errors)))
    }
}

/// About the bytes of the columns with facts of the run.
const ROW_BYTES: usize = 512;

fn elements(value: &Inspected) -> usize {
    match value {
        Inspected::Elements(elements) => elements.len(),
        Inspected::Rows(rows) => rows.rows.len(),
        _ => 0,
    }
}

fn building(layout: &Layout, source: Source) -> Building {
    let (fields, wanted) = (layout.counters.fields(), layout.wanted());
    let column = |ty: &RustType| if layout.has_texts { texts(ty) } else { column(ty) };
    let nothing = || Building::Values(column(&RustType::Any), None);
    match source {
        Source::Run(at) => match RUN_COLUMNS.get(at).map(|of| of.kind) {
            Some(RunColumnKind::Text) | None => Building::Text(StringBuilder::new(), source),
            Some(RunColumnKind::Bool) => Building::Bool(BooleanBuilder::new(), at),
            Some(RunColumnKind::Number) => Building::Number(UInt32Builder::new(), source),
            Some(RunColumnKind::Time) => Building::Time(TimestampMicrosecondBuilder::new().with_timezone("+00:00"), at),
        },
        Source::File | Source::Map | Source::Instance => Building::Text(StringBuilder::new(), source),
        Source::Place => match layout.long.first().and_then(|first| fields.get(*first)).map(|of| &of.ty) {
            Some(RustType::Rows { key, .. }) => Building::Values(column(key), None),
            _ => Building::Number(UInt32Builder::new(), source),
        },
        Source::Field(at) => {
            let (Some(of), Ok(position)) = (fields.get(at), wanted.fields.binary_search(&at)) else { return nothing() };
            let element = layout.long.contains(&at).then(|| element(&of.ty)).flatten();
            Building::Values(column(element.map_or(&of.ty, |(element, _)| element)), Some(position))
        }
        Source::Ratio(at) => match wanted.ratios.binary_search(&at) {
            Ok(position) => Building::Ratio(Float64Builder::new(), position),
            Err(_) => nothing(),
        },
        Source::Why(at) => match wanted.ratios.binary_search(&at) {
            Ok(position) => Building::Why(StringDictionaryBuilder::new(), position),
            Err(_) => nothing(),
        },
    }
}

impl Building {
    /// Adds the value of a row.
    fn push(&mut self, layout: &Layout, file: &ReportFile, values: &CounterValues, row: usize) {
        let fact = |at: usize| RUN_COLUMNS.get(at).map(|column| column.value(&file.run));
        let long = || layout.long.first().and_then(|at| layout.wanted().fields.binary_search(at).ok());
        match self {
            Self::Text(to, Source::File) => to.append_value(file.path.to_string_lossy()),
            Self::Text(to, Source::Map) => to.append_value(&values.map),
            Self::Text(to, Source::Instance) if values.map_kva != 0 => {
                to.append_value(format!("{:#x}", values.map_kva));
            }
            Self::Text(to, Source::Run(at)) => match fact(*at) {
                Some(RunValue::Text(text)) => to.append_option(text),
                _ => to.append_null(),
            },
            Self::Text(to, _) => to.append_null(),
            Self::Bool(to, at) => match fact(*at) {
                Some(RunValue::Bool(value)) => to.append_value(value),
                _ => to.append_null(),
            },
            Self::Number(to, Source::Run(at)) => match fact(*at) {
                Some(RunValue::Number(number)) => to.append_option(number),
                _ => to.append_null(),
            },
            Self::Number(to, _) => to.append_option(u32::try_from(row).ok()),
            Self::Time(to, at) => match fact(*at) {
                Some(RunValue::Time(time)) => to.append_option(time),
                _ => to.append_null(),
            },
            Self::Values(to, None) => {
                let key = long().and_then(|at| match values.fields.get(at)? {
                    Inspected::Rows(rows) => rows.keys.get(row),
                    _ => None,
                });
                to.push(key.unwrap_or(&Inspected::Absent));
            }
            Self::Values(to, Some(position)) => {
                let value = values.fields.get(*position).unwrap_or(&Inspected::Absent);
                let is_long = layout.wanted().fields.get(*position).is_some_and(|at| layout.long.contains(at));
                let value = match value {
                    Inspected::Elements(elements) if is_long => elements.get(row).unwrap_or(&Inspected::Absent),
                    Inspected::Rows(rows) if is_long => {
                        rows.rows.get(row).map_or(&Inspected::Absent, |(_, value)| value)
                    }
                    value => value,
                };
                to.push(value);
            }
            Self::Ratio(to, at) => {
                to.append_option(values.ratios.get(*at).and_then(|ratio| ratio.as_ref().ok()).copied());
            }
            Self::Why(to, at) => {
                to.append_option(values.ratios.get(*at).and_then(|ratio| ratio.as_ref().err()));
            }
        }
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Self::Text(of, _) => Arc::new(of.finish()),
            Self::Bool(of, _) => Arc::new(of.finish()),
            Self::Number(of, _) => Arc::new(of.finish()),
            Self::Time(of, _) => Arc::new(of.finish()),
            Self::Values(of, _) => of.finish()?,
            Self::Ratio(of, _) => Arc::new(of.finish()),
            Self::Why(of, _) => Arc::new(of.finish()),
        })
    }
}
