//! The answer of a query on the screen, as CSV or as JSON.

use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_json::LineDelimitedWriter;
use arrow_json::writer::{LineDelimited, WriterBuilder};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use ktsnap_cli::fleet::{Cell, Failure, Heading, Screen, ScreenTable, clean, note};
use serde_json::Value;

/// The most rows of a table on the screen, whose widths need all rows.
const MOST: usize = 10_000;

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Table,
    Csv,
    Json,
}

/// An answer that is printed batch by batch, except for a table.
pub(crate) struct Answer<'o> {
    form: Form,
    screen: &'o Screen,
    out: &'o mut dyn Write,
    table: Option<ScreenTable>,
    rows: usize,
}

impl<'o> Answer<'o> {
    pub(crate) fn new(form: Form, screen: &'o Screen, out: &'o mut dyn Write) -> Self {
        Self { form, screen, out, table: None, rows: 0 }
    }

    /// Starts with the columns.
    pub(crate) fn begin(&mut self, schema: &SchemaRef) -> Result<(), Failure> {
        match self.form {
            Form::Table => {
                let heading = |field: &arrow_schema::FieldRef| {
                    let side = if field.data_type().is_numeric() { ">" } else { "" };
                    Heading::from(format!("{side}{}", field.name()).as_str())
                };
                self.table =
                    Some(ScreenTable::new(self.screen, &schema.fields().iter().map(heading).collect::<Vec<_>>()));
                Ok(())
            }
            Form::Csv => self.csv(&RecordBatch::new_empty(schema.clone()), true),
            Form::Json => Ok(write!(self.out, "[")?),
        }
    }

    /// Adds rows.
    pub(crate) fn add(&mut self, batch: &RecordBatch) -> Result<(), Failure> {
        match self.form {
            Form::Table => self.cells(batch),
            Form::Csv => self.csv(batch, false),
            Form::Json => self.json(batch),
        }?;
        self.rows += batch.num_rows();
        Ok(())
    }

    /// Ends the answer.
    pub(crate) fn end(mut self) -> Result<(), Failure> {
        match self.form {
            Form::Table => {
                if let Some(table) = self.table.take() {
                    write!(self.out, "{table}")?;
                }
                if let Some(more) = self.rows.checked_sub(MOST).filter(|more| *more > 0) {
                    self.out.flush()?;
                    note(format_args!(
                        "{more} more rows are left out: `--csv` and `--json` print all, `limit` selects some"
                    ));
                }
            }
            Form::Csv => {}
            Form::Json if self.rows > 0 => writeln!(self.out, "\n]")?,
            Form::Json => writeln!(self.out, "]")?,
        }
        Ok(self.out.flush()?)
    }

    fn cells(&mut self, batch: &RecordBatch) -> Result<(), Failure> {
        let options = FormatOptions::new().with_null("");
        let columns = batch.columns().iter().map(|column| ArrayFormatter::try_new(column.as_ref(), &options));
        let columns = columns.collect::<Result<Vec<_>, _>>().map_err(|error| unprintable(&error))?;
        for row in 0..batch.num_rows().min(MOST.saturating_sub(self.rows)) {
            if let Some(table) = &mut self.table {
                table.row(columns.iter().map(|column| Cell::new(clean(&column.value(row).to_string()))));
            }
        }
        Ok(())
    }

    fn csv(&mut self, batch: &RecordBatch, has_names: bool) -> Result<(), Failure> {
        let texts = as_texts(batch)?;
        let mut writer = arrow_csv::WriterBuilder::new().with_header(has_names).build(&mut self.out);
        writer.write(&texts).map_err(|error| unprintable(&error))
    }

    fn json(&mut self, batch: &RecordBatch) -> Result<(), Failure> {
        for (row, value) in json_rows(batch)?.iter().enumerate() {
            let comma = if self.rows + row > 0 { "," } else { "" };
            let mut text = Vec::new();
            self.screen.write_json_line(&mut text, value)?;
            write!(self.out, "{comma}\n  ")?;
            self.out.write_all(text.trim_ascii_end())?;
        }
        Ok(())
    }
}

/// The rows as JSON objects, one in each line.
fn json_lines(batch: &RecordBatch) -> Result<Vec<u8>, ArrowError> {
    let mut writer: LineDelimitedWriter<_> =
        WriterBuilder::new().with_explicit_nulls(true).build::<_, LineDelimited>(Vec::new());
    writer.write(batch)?;
    writer.finish()?;
    Ok(writer.into_inner())
}

fn json_rows(batch: &RecordBatch) -> Result<Vec<Value>, Failure> {
    let lines = json_lines(batch).map_err(|error| unprintable(&error))?;
    let lines = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    Ok(lines.map(serde_json::from_slice).collect::<Result<_, _>>().map_err(std::io::Error::from)?)
}

/// The batch with JSON texts instead of lists and structs, which CSV lacks.
fn as_texts(batch: &RecordBatch) -> Result<RecordBatch, Failure> {
    let schema = batch.schema();
    if !schema.fields().iter().any(|field| field.data_type().is_nested()) {
        return Ok(batch.clone());
    }
    let rows = json_rows(batch)?;
    let (mut fields, mut columns) = (Vec::new(), Vec::new());
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        if !field.data_type().is_nested() {
            fields.push(field.clone());
            columns.push(column.clone());
            continue;
        }
        let text = |row: &Value| row.get(field.name()).filter(|value| !value.is_null()).map(ToString::to_string);
        fields.push(Arc::new(Field::new(field.name(), DataType::Utf8, true)));
        columns.push(Arc::new(StringArray::from_iter(rows.iter().map(text))) as ArrayRef);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(|error| unprintable(&error))
}

fn unprintable(error: &ArrowError) -> Failure {
    Failure::new(format!("the answer can't be printed: {error}"), "cast the column to another type")
}

#[cfg(test)]
mod tests {
    use arrow_array::builder::{ListBuilder, UInt64Builder};
    use ktsnap_cli::fleet::Output;

    use super::*;

    /// The answer with a number and a list in each row, in two batches.
    fn printed(form: Form) -> String {
        let screen = Screen::of(&Output::default());
        let mut out = Vec::new();
        let mut answer = Answer::new(form, &screen, &mut out);
        let batch = |number: u64| {
            let mut list = ListBuilder::new(UInt64Builder::new());
            list.append_value([Some(number), None]);
            list.append_null();
            let numbers: ArrayRef = Arc::new(arrow_array::UInt64Array::from(vec![Some(number), None]));
            RecordBatch::try_from_iter([("n", numbers), ("all", Arc::new(list.finish()) as ArrayRef)]).unwrap()
        };
        answer.begin(&batch(1).schema()).unwrap();
        answer.add(&batch(1)).unwrap();
        answer.add(&batch(u64::MAX)).unwrap();
        answer.end().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn csv_has_lists_as_json() {
        let expected = "n,all\n1,\"[1,null]\"\n,\n18446744073709551615,\"[18446744073709551615,null]\"\n,\n";
        assert_eq!(printed(Form::Csv), expected);
    }

    #[test]
    fn json_is_one_array_of_rows() {
        let rows: Value = serde_json::from_str(&printed(Form::Json)).unwrap();
        let nothing = serde_json::json!({ "n": null, "all": null });
        let row = |number: u64| serde_json::json!({ "n": number, "all": [number, null] });
        assert_eq!(rows, serde_json::json!([row(1), nothing, row(u64::MAX), nothing]));
    }

    #[test]
    fn a_table_has_a_row_for_each_row() {
        let printed = printed(Form::Table);
        let words: Vec<Vec<_>> = printed.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(words[0], ["n", "all"]);
        assert_eq!(words[3], ["18446744073709551615", "[18446744073709551615,", "]"]);
        assert_eq!(words.len(), 5);
    }
}
