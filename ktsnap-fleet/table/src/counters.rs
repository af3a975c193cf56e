//! [`Counters`]: the counters that are read from each report of a table.

use std::fmt::Debug;
use std::path::Path;

use ktsnap_core::__private::{Inspected, RustType};
use ktsnap_core::typed::ReadError;

/// The counters that are read from each report of a table: a struct with the derive, or a struct that is only known at run time.
pub trait Counters: Debug + Send + Sync {
    /// The name of the struct.
    fn name(&self) -> &str;

    /// The fields, in the order of the struct.
    fn fields(&self) -> &[CounterField];

    /// The names of the ratios that need nothing but the struct.
    fn ratios(&self) -> &[String];

    /// Reads the wanted fields and ratios from the text of a report. Only the variables that they need are parsed, if the struct
    /// allows that. `file` is named in errors.
    ///
    /// # Errors
    ///
    /// Those of [`from_json_path`](ktsnap_core::SnapshotSchema::from_json_path), except that the text is read already.
    fn read(&self, json: &str, file: &Path, wanted: &Wanted) -> Result<CounterValues, ReadError>;

    /// What another process needs to read the same counters. `None` for a compiled struct.
    fn spec(&self) -> Option<CountersSpec>;

    /// What is read, and how ratios are computed, as a text that differs for counters that differ. Another build of the object has the
    /// same. A table does not take rows of two definitions.
    fn definition(&self) -> String;
}

/// A field of [`Counters`].
#[derive(Debug, Clone, PartialEq)]
pub struct CounterField {
    /// Its name.
    pub name: String,
    /// Its type, from which the type of its column is made.
    pub ty: RustType,
}

/// The positions of the fields and ratios to read, in rising order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Positions in [`Counters::fields`].
    pub fields: Vec<usize>,
    /// Positions in [`Counters::ratios`].
    pub ratios: Vec<usize>,
}

/// The values that were read from a report.
#[derive(Debug, Clone, PartialEq)]
pub struct CounterValues {
    /// The values of the wanted fields, in the order of [`Wanted::fields`].
    pub fields: Vec<Inspected>,
    /// The values of the wanted ratios, or the reason why a ratio has none.
    pub ratios: Vec<Result<f64, String>>,
    /// The name of the map that was read: that of the first part, if the struct has parts.
    pub map: String,
    /// The address of that map in the kernel, which differs between instances of a scheduler; 0 if it is unknown.
    pub map_kva: u64,
}

/// A struct as text, which is read again where the counters are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountersSpec {
    /// The source of the struct.
    pub source: String,
    /// The name of the struct in the source.
    pub name: String,
    /// The layout file of its object.
    pub layout: String,
}
