//! [`Layout`]: which columns a table has, and where their values come from.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::io;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use ktsnap_core::__private::{RustType, text_of};
use ktsnap_core::ReportError;
use ktsnap_core::typed::ReadError;
use thiserror::Error;

use crate::counters::{CounterValues, Counters, Wanted};
use crate::files::ReportFile;
use crate::run::RUN_COLUMNS;
use crate::types::{dictionary, field, rust_name};

/// The form of a table: which rows a report has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Form {
    /// A row for each report. The values of the CPUs, the elements of an array and the rows of a map are a list.
    #[default]
    Lists,
    /// Several rows for each report.
    Long(Long),
}

/// What a row of a long table is of. The other columns repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Long {
    /// A CPU. Every field of type [`PerCpu`](ktsnap_core::PerCpu) has the value of that CPU, and the column `cpu` its number.
    Cpu,
    /// An element of the named field. The column `index` has its position in an array, and `key` its key in a map.
    Elements(String),
}

/// How a table is laid out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// What the names of all columns begin with, except those of fields and ratios.
    pub prefix: String,
    /// The rows.
    pub form: Form,
}

/// The reason why counters have no table.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TableError {
    /// Two columns have one name.
    #[error("{first} and {second} are both named `{name}`; {remedy}")]
    SameName {
        /// The name.
        name: String,
        /// The first column.
        first: String,
        /// The second column.
        second: String,
        /// What to do.
        remedy: &'static str,
    },
    /// No field has that name, or the field has no elements.
    #[error("{fact}; {}", remedy(fields))]
    NoElements {
        /// What the field is, or that the struct has no such field.
        fact: String,
        /// The fields that have elements.
        fields: Vec<String>,
    },
    /// No field has a value for each CPU.
    #[error("no field of `{counters}` has a value for each CPU; leave `long` out, or read a field as `PerCpu`")]
    NoCpus {
        /// The struct.
        counters: String,
    },
    /// The table has no column of that name.
    #[error("the table has no column `{name}`; its columns are {}", columns.join(", "))]
    NoColumn {
        /// The name.
        name: String,
        /// The names of the columns.
        columns: Vec<String>,
    },
}

fn remedy(fields: &[String]) -> String {
    match fields {
        [] => "leave `long` out: no field has elements".to_owned(),
        fields => format!("write one of {}", fields.join(", ")),
    }
}

/// Where the values of a column come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// One of [`RUN_COLUMNS`].
    Run(usize),
    File,
    Map,
    Instance,
    /// The CPU, index or key of the row.
    Place,
    Field(usize),
    Ratio(usize),
    /// The reason why a ratio has no value.
    Why(usize),
}

/// The columns of a table of counters: the schema, and what has to be read for it.
#[derive(Debug, Clone)]
pub struct Layout {
    pub(crate) counters: Arc<dyn Counters>,
    pub(crate) sources: Vec<Source>,
    /// Positions in the fields whose elements have a row each.
    pub(crate) long: Vec<usize>,
    /// What the names of the columns begin with, except those of the struct.
    pub(crate) prefix: String,
    /// Whether the values that a flat format has no type for are texts.
    pub(crate) has_texts: bool,
    schema: SchemaRef,
    wanted: Wanted,
}

impl Layout {
    /// The layout of all columns.
    ///
    /// # Errors
    ///
    /// [`TableError`].
    pub fn new(counters: Arc<dyn Counters>, options: &Options) -> Result<Self, TableError> {
        let long = long(&*counters, &options.form)?;
        let by_cpu = options.form == Form::Long(Long::Cpu);
        let mut columns = Vec::new();
        let prefix = &options.prefix;
        let named = |name: &str| format!("{prefix}{name}");
        columns.extend(RUN_COLUMNS.iter().enumerate().map(|(index, of)| (Source::Run(index), of.field(prefix))));
        columns.push((Source::File, Field::new(named("file"), DataType::Utf8, false)));
        columns.push((Source::Map, Field::new(named("map"), DataType::Utf8, false)));
        columns.push((Source::Instance, Field::new(named("instance"), DataType::Utf8, true)));
        if let Some(first) = long.first().and_then(|first| counters.fields().get(*first)) {
            let place = match &first.ty {
                _ if by_cpu => Field::new(named("cpu"), DataType::UInt32, false),
                RustType::Rows { key, .. } => field(&named("key"), key),
                _ => Field::new(named("index"), DataType::UInt32, false),
            };
            columns.push((Source::Place, place));
        }
        for (index, of) in counters.fields().iter().enumerate() {
            let column = match long.contains(&index).then(|| element(&of.ty)).flatten() {
                Some((ty, nullable)) => {
                    let element = field(&of.name, ty);
                    let nullable = nullable || element.is_nullable();
                    element.with_nullable(nullable)
                }
                None => field(&of.name, &of.ty),
            };
            columns.push((Source::Field(index), column));
        }
        for (index, name) in counters.ratios().iter().enumerate() {
            columns.push((Source::Ratio(index), Field::new(name, DataType::Float64, true)));
            columns.push((Source::Why(index), Field::new(format!("{name}_why"), dictionary(), true)));
        }
        check_names(&*counters, &columns)?;
        let (sources, fields): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        let (schema, wanted) = (Arc::new(Schema::new(fields)), Wanted::default());
        let (prefix, has_texts) = (prefix.clone(), false);
        Ok(Self { counters, sources, long, prefix, has_texts, schema, wanted }.with_wanted())
    }

    /// The layout with only the columns at these positions, in this order. A report has the same rows.
    #[must_use]
    pub fn projected(&self, columns: &[usize]) -> Self {
        let columns = columns.iter().filter_map(|at| Some((*self.sources.get(*at)?, self.schema.fields().get(*at)?)));
        let (sources, fields): (Vec<_>, Vec<_>) = columns.map(|(source, field)| (source, Arc::clone(field))).unzip();
        Self { sources, schema: Arc::new(Schema::new(fields)), ..self.clone() }.with_wanted()
    }

    /// The layout with only the named columns, in this order.
    ///
    /// # Errors
    ///
    /// [`TableError::NoColumn`].
    pub fn select(&self, names: &[impl AsRef<str>]) -> Result<Self, TableError> {
        let position = |name: &str| {
            self.schema.index_of(name).map_err(|_| TableError::NoColumn {
                name: name.to_owned(),
                columns: self.schema.fields().iter().map(|field| field.name().clone()).collect(),
            })
        };
        let columns = names.iter().map(|name| position(name.as_ref())).collect::<Result<Vec<_>, _>>()?;
        Ok(self.projected(&columns))
    }

    /// The positions of the columns that are not partitions of a Parquet table.
    pub(crate) fn inside_partitions(&self) -> Vec<usize> {
        let is_inside = |source: &Source| !matches!(source, Source::Run(0..crate::run::PARTITION_COLUMNS));
        self.sources.iter().enumerate().filter(|(_, source)| is_inside(source)).map(|(at, _)| at).collect()
    }

    /// The layout for a format without lists, structs and bytes: these columns are texts, lists and structs as JSON.
    #[must_use]
    pub fn with_texts(&self) -> Self {
        let column = |(source, of): (&Source, &arrow_schema::FieldRef)| match source {
            Source::Field(_) | Source::Place if !is_plain(of.data_type()) => {
                Arc::new(of.as_ref().clone().with_data_type(DataType::Utf8))
            }
            _ => Arc::clone(of),
        };
        let fields: Vec<_> = self.sources.iter().zip(self.schema.fields()).map(column).collect();
        Self { schema: Arc::new(Schema::new(fields)), has_texts: true, ..self.clone() }
    }

    /// The columns.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// The counters.
    #[must_use]
    pub fn counters(&self) -> &Arc<dyn Counters> {
        &self.counters
    }

    /// The fields and ratios that the columns need.
    #[must_use]
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Those of [`Counters::read`], and of opening the file.
    pub fn read(&self, file: &ReportFile) -> Result<CounterValues, ReadError> {
        let failed = |source| ReportError::Io { file: file.path.clone(), source };
        // The file was regular when it was listed. A pipe in its place would block.
        if !fs::metadata(&file.path).map_err(failed)?.is_file() {
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")).into());
        }
        self.counters.read(&text_of(&file.path)?, &file.path, &self.wanted)
    }

    fn with_wanted(mut self) -> Self {
        // The rows of a report depend on these, whichever columns are wanted.
        let mut fields: BTreeSet<_> = self.long.iter().copied().collect();
        let mut ratios = BTreeSet::new();
        for source in &self.sources {
            match source {
                Source::Field(at) => {
                    fields.insert(*at);
                }
                Source::Ratio(at) | Source::Why(at) => {
                    ratios.insert(*at);
                }
                _ => {}
            }
        }
        self.wanted = Wanted { fields: fields.into_iter().collect(), ratios: ratios.into_iter().collect() };
        self
    }
}

/// The fields whose elements have a row each.
fn long(counters: &dyn Counters, form: &Form) -> Result<Vec<usize>, TableError> {
    let fields = counters.fields();
    match form {
        Form::Lists => Ok(Vec::new()),
        Form::Long(Long::Cpu) => {
            let per_cpu =
                |(index, of): (usize, &crate::CounterField)| matches!(of.ty, RustType::PerCpu(_)).then_some(index);
            let long: Vec<_> = fields.iter().enumerate().filter_map(per_cpu).collect();
            match long.is_empty() {
                true => Err(TableError::NoCpus { counters: counters.name().to_owned() }),
                false => Ok(long),
            }
        }
        Form::Long(Long::Elements(name)) => {
            let index = fields.iter().position(|of| of.name == *name);
            let found = index.and_then(|index| Some((index, fields.get(index)?)));
            let fact = match found {
                Some((index, of)) if element(&of.ty).is_some() => return Ok(vec![index]),
                Some((_, of)) => format!("the field `{name}` has no elements: its type is `{}`", rust_name(&of.ty)),
                None => format!("`{}` has no field `{name}`", counters.name()),
            };
            let with_elements = fields.iter().filter(|of| element(&of.ty).is_some());
            let fields = with_elements.map(|of| format!("`{}`", of.name)).collect();
            Err(TableError::NoElements { fact, fields })
        }
    }
}

/// The type of the elements, and whether an element can be missing.
pub(crate) fn element(ty: &RustType) -> Option<(&'static RustType, bool)> {
    match *ty {
        RustType::PerCpu(slot) => Some((slot, true)),
        RustType::Array { element, .. } | RustType::Vec(element) | RustType::Histogram { counter: element, .. } => {
            Some((element, false))
        }
        RustType::Rows { value, .. } => Some((value, false)),
        _ => None,
    }
}

/// Whether a flat format has such a value.
fn is_plain(of: &DataType) -> bool {
    !of.is_nested() && *of != DataType::Binary
}

fn check_names(counters: &dyn Counters, columns: &[(Source, Field)]) -> Result<(), TableError> {
    let mut seen: HashMap<&str, Source> = HashMap::new();
    let described = |source| Described { counters, source }.to_string();
    for (source, field) in columns {
        let Some(first) = seen.insert(field.name(), *source) else { continue };
        let of_struct = |source| matches!(source, Source::Field(_) | Source::Ratio(_) | Source::Why(_));
        let remedy = match of_struct(first) {
            true => "give the field or the ratio another name",
            false => "give all columns except those of the struct a prefix, for example `run_`",
        };
        return Err(TableError::SameName {
            name: field.name().clone(),
            first: described(first),
            second: described(*source),
            remedy,
        });
    }
    Ok(())
}

/// A column, in words.
struct Described<'a> {
    counters: &'a dyn Counters,
    source: Source,
}

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratio = |at: usize| self.counters.ratios().get(at).map_or("", String::as_str);
        match self.source {
            Source::Run(_) => f.write_str("the column with a fact of the run"),
            Source::File => f.write_str("the column with the file of the report"),
            Source::Map => f.write_str("the column with the name of the map"),
            Source::Instance => f.write_str("the column with the address of the map"),
            Source::Place => f.write_str("the column with the CPU, index or key"),
            Source::Field(_) => write!(f, "a field of `{}`", self.counters.name()),
            Source::Ratio(_) => write!(f, "a ratio of `{}`", self.counters.name()),
            Source::Why(at) => write!(f, "the column with the reason why the ratio `{}` has no value", ratio(at)),
        }
    }
}
