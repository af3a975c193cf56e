//! [`Table`].

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow_schema::SchemaRef;
use ktsnap_core::SnapshotSchema;

use crate::counters::Counters;
use crate::files::{Listing, ReportFile};
use crate::layout::{Layout, Options, TableError};
use crate::of_struct::OfStruct;
use crate::read::{Batches, Progress};
use crate::write::{SingleFormat, WriteError, Written, write_parquet, write_single};

/// A table of the counters of reports.
///
/// The columns are, in this order: the [facts of the run](crate::RUN_COLUMNS), the `file` of the report, the `map` that was read and its
/// address, `instance`, which differs between two instances of a scheduler; the fields; and for each ratio its value and, if it
/// has none, the reason, in a column whose name ends with `_why`.
///
/// | field | column |
/// |---|---|
/// | integer, `bool`, `f32`, `f64` | the same type |
/// | `String`, `CString` | text, bytes |
/// | enum | text, as a dictionary |
/// | `Ptr` | `UInt64` |
/// | array, `Vec`, histogram, `CpuSet` | list |
/// | `PerCpu<T>` | list with a null for each CPU that was not captured |
/// | `Rows<K, V>`, `PartialRows<K, V>` | list of `key` and `value` |
/// | struct, also a part of a struct with `parts` | struct |
/// | `Option<T>` | the column of `T`, with nulls |
///
/// ```
/// use ktsnap::SnapshotSchema;
/// use ktsnap_table::Table;
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
/// struct Dispatch {
///     nr_mig_cross: u64,
///     moves: [[u64; 4]; 4],
/// }
///
/// let schema = Table::of::<Dispatch>()?.schema();
/// assert_eq!(schema.field_with_name("nr_mig_cross")?.data_type().to_string(), "UInt64");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Table {
    layout: Arc<Layout>,
}

impl Table {
    /// The table of a struct with the derive, with a row for each report.
    ///
    /// # Errors
    ///
    /// [`TableError::SameName`] if a field or a ratio has the name of another column.
    pub fn of<T: SnapshotSchema + 'static>() -> Result<Self, TableError> {
        Self::with_options::<T>(&Options::default())
    }

    /// The table of a struct with the derive, with options: other rows, or a prefix for the columns that are not of the struct.
    ///
    /// ```
    /// use ktsnap::{PerCpu, SnapshotSchema};
    /// use ktsnap_table::{Form, Long, Options, Table, list};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../../examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
    /// struct CpuStats {
    ///     nr_runs: u64,
    /// }
    ///
    /// // A row for each CPU of each report.
    /// let options = Options { form: Form::Long(Long::Cpu), ..Options::default() };
    /// let table = Table::with_options::<PerCpu<CpuStats>>(&options)?.select(&["file", "cpu", "nr_runs"])?;
    /// for batch in table.batches(list(["../../examples/captures/dispatch-a1.json"])?.files) {
    ///     assert!(batch?.num_rows() > 1);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`TableError`].
    pub fn with_options<T: SnapshotSchema + 'static>(options: &Options) -> Result<Self, TableError> {
        Self::of_counters(Arc::new(OfStruct::<T>::default()), options)
    }

    /// The table of any counters.
    ///
    /// # Errors
    ///
    /// [`TableError`].
    #[doc(hidden)]
    pub fn of_counters(counters: Arc<dyn Counters>, options: &Options) -> Result<Self, TableError> {
        Layout::new(counters, options).map(Self::from)
    }

    /// The table with only the named columns, in this order. It has the same rows, and only what these columns need is kept of a report.
    ///
    /// # Errors
    ///
    /// [`TableError::NoColumn`] with the names of the columns.
    pub fn select(&self, columns: &[impl AsRef<str>]) -> Result<Self, TableError> {
        self.layout.select(columns).map(Self::from)
    }

    /// The columns.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.layout.schema()
    }

    /// The layout of the columns.
    #[doc(hidden)]
    #[must_use]
    pub fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }

    /// Reads files on all cores: their rows in the order of the files. A file that can't be read gives no row, but an
    /// [error](Batches::take_errors).
    #[must_use]
    pub fn batches(&self, files: Vec<ReportFile>) -> Batches {
        Batches::new(&self.layout, files)
    }

    /// Writes the table as a folder of Parquet files, or adds to one. `progress` is called after each run.
    ///
    /// The folder has a file for each run: `directory=6.16.0-3f2a9c1/run=migrations-8d0e4f7a91c2b356/part-….parquet`. The values of
    /// `directory` and `run` are only in these names, as Hive, DataFusion, DuckDB and pandas expect them. `_errors` has the table of
    /// errors, and `_files.jsonl` the list of the files that are in the table.
    ///
    /// A later call skips files whose path, size, time of modification and facts of the run are in that list. A run with a new or
    /// changed file is read again and its rows are replaced. The rows of other runs stay, also if their reports no longer exist. If the
    /// call is stopped, the table has whole runs, and the next call goes on.
    ///
    /// ```
    /// # use ktsnap::SnapshotSchema;
    /// # #[derive(SnapshotSchema)]
    /// # #[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
    /// # struct Dispatch { nr_mig_cross: u64 }
    /// # let folder = std::env::temp_dir().join(format!("ktsnap-table-doc-{}", std::process::id()));
    /// use ktsnap_table::{Table, list};
    ///
    /// let table = Table::of::<Dispatch>()?;
    /// let written = table.write_parquet(list(["../../examples/runs"])?, &folder, &mut |at| {
    ///     eprint!("\r{} of {} reports", at.done, at.of);
    /// })?;
    /// assert!(written.read > 0 && written.rows > 0);
    ///
    /// let again = table.write_parquet(list(["../../examples/runs"])?, &folder, &mut |_| {})?;
    /// assert_eq!((again.read, again.skipped), (0, written.read));
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`WriteError::OtherColumns`] if the folder has a table with other columns, [`WriteError::NotATable`] if it has something
    /// else, [`WriteError::InUse`] if another process writes it, and others if files can't be written.
    pub fn write_parquet(
        &self,
        listing: Listing,
        folder: impl AsRef<Path>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Written, WriteError> {
        write_parquet(&self.layout, listing, folder.as_ref(), progress)
    }

    /// Writes the table as one file.
    ///
    /// ```
    /// # use ktsnap::SnapshotSchema;
    /// # #[derive(SnapshotSchema)]
    /// # #[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
    /// # struct Dispatch { nr_mig_cross: u64 }
    /// use ktsnap_table::{SingleFormat, Table, list};
    ///
    /// let table = Table::of::<Dispatch>()?.select(&["run", "nr_mig_cross"])?;
    /// let listing = list(["../../examples/captures/dispatch-swap.json"])?;
    /// let mut csv = Vec::new();
    /// table.write_file(listing, SingleFormat::Csv, &mut csv, &mut |_| {})?;
    /// assert_eq!(String::from_utf8(csv)?, "run,nr_mig_cross\ndispatch-swap,748\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`WriteError::Arrow`] if `out` can't be written.
    pub fn write_file(
        &self,
        listing: Listing,
        format: SingleFormat,
        out: impl Write,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Written, WriteError> {
        write_single(&self.layout, listing, format, out, progress)
    }
}

impl From<Layout> for Table {
    fn from(layout: Layout) -> Self {
        Self { layout: Arc::new(layout) }
    }
}
