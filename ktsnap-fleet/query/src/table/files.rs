//! [`Files`]: the files of a table, with the facts of their runs.

use std::time::SystemTime;

use datafusion::arrow::array::{BooleanArray, RecordBatch};
use datafusion::arrow::datatypes::Schema;
use datafusion::common::{DataFusionError, Result, ScalarValue};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::FileGroup;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::object_store::ObjectMeta;
use datafusion::object_store::path::Path;

/// Where a report is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportMeta {
    /// Its path in the store.
    pub location: Path,
    /// Its size in bytes.
    pub size: u64,
    /// When it was written.
    pub modified: SystemTime,
}

/// The files of a table.
#[derive(Debug)]
pub struct Files {
    store: ObjectStoreUrl,
    metas: Vec<ReportMeta>,
    facts: RecordBatch,
    errors: Option<RecordBatch>,
}

impl Files {
    /// `facts` has one row for each file. `errors` are rows of the table `errors` that are known already, in the same columns
    /// after the column `message`.
    ///
    /// # Errors
    ///
    /// If it does not, or if the errors have other columns.
    pub fn new(
        store: ObjectStoreUrl,
        metas: Vec<ReportMeta>,
        facts: RecordBatch,
        errors: Option<RecordBatch>,
    ) -> Result<Self> {
        if metas.len() != facts.num_rows() {
            let message = format!("{} reports have {} rows of facts", metas.len(), facts.num_rows());
            return Err(DataFusionError::Internal(message));
        }
        if let Some(errors) = &errors {
            let names = |schema: &Schema| schema.fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>();
            let expected = [vec!["message".to_owned()], names(&facts.schema())].concat();
            if names(&errors.schema()) != expected {
                return Err(DataFusionError::Internal(format!(
                    "errors have the columns {:?}",
                    names(&errors.schema())
                )));
            }
        }
        Ok(Self { store, metas, facts, errors })
    }

    /// The store that has the files.
    #[must_use]
    pub fn store(&self) -> &ObjectStoreUrl {
        &self.store
    }

    /// The facts of each file's run.
    #[must_use]
    pub fn facts(&self) -> &RecordBatch {
        &self.facts
    }

    /// The rows of the table `errors` that are known already.
    #[must_use]
    pub fn errors(&self) -> Option<&RecordBatch> {
        self.errors.as_ref()
    }

    /// The files.
    #[must_use]
    pub fn metas(&self) -> &[ReportMeta] {
        &self.metas
    }

    /// The same files, without rows of the table `errors`.
    pub(crate) fn without_errors(&self) -> Self {
        Self { store: self.store.clone(), metas: self.metas.clone(), facts: self.facts.clone(), errors: None }
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.metas.len()
    }

    /// Whether the table has no files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.metas.is_empty()
    }

    /// The files at these positions, in `count` groups of about the same size. A core reads one group.
    pub(crate) fn groups(&self, kept: &BooleanArray, count: usize) -> Result<Vec<FileGroup>> {
        let kept: Vec<usize> = (0..self.len()).filter(|at| kept.value(*at)).collect();
        let mut files = kept.iter().map(|at| self.file(*at)).collect::<Result<Vec<_>>>()?.into_iter().peekable();
        // A small file costs something too, so that a thousand of them do not end up in one group.
        let weight = |file: &PartitionedFile| file.object_meta.size.saturating_add(1 << 14);
        let total: u64 =
            kept.iter().filter_map(|at| self.metas.get(*at)).map(|meta| meta.size.saturating_add(1 << 14)).sum();
        let share = total.div_ceil(count.max(1) as u64).max(1);
        let mut groups = Vec::new();
        let mut taken = 0_u64;
        while files.peek().is_some() {
            let end = share.saturating_mul(groups.len() as u64 + 1);
            let mut group = Vec::new();
            while taken < end
                && let Some(file) = files.next()
            {
                taken = taken.saturating_add(weight(&file));
                group.push(file);
            }
            groups.push(FileGroup::new(group));
        }
        groups.retain(|group| !group.is_empty());
        Ok(groups)
    }

    fn file(&self, at: usize) -> Result<PartitionedFile> {
        let meta = self.metas.get(at).ok_or_else(|| DataFusionError::Internal(format!("no file {at}")))?;
        let values = self.facts.columns().iter().map(|column| ScalarValue::try_from_array(column, at));
        let object = ObjectMeta {
            location: meta.location.clone(),
            last_modified: meta.modified.into(),
            size: meta.size,
            e_tag: None,
            version: None,
        };
        let mut file = PartitionedFile::new_from_meta(object);
        file.partition_values = values.collect::<Result<_>>()?;
        Ok(file)
    }
}
