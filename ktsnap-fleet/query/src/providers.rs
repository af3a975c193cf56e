//! The tables of inputs.

use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::catalog::TableProvider;
use datafusion::common::DataFusionError;
use datafusion::datasource::empty::EmptyTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::prelude::SessionContext;
use url::Url;

use crate::input::Source;
use crate::reader::{Content, Reader};
use crate::table::{Files, ReportTable};
use crate::{Options, QueryError};

/// The folder with the errors of a table, in the folder of the table.
const ERRORS: &str = "_errors";

/// The list of the files in a table, in the folder of the table.
const FILES: &str = "_files.jsonl";

/// The table of counters and, if the input has it, the table of errors.
pub(crate) type Providers = (Arc<dyn TableProvider>, Option<Arc<dyn TableProvider>>);

pub(crate) async fn providers(
    context: &SessionContext,
    source: Source,
    options: &Options,
) -> Result<Providers, QueryError> {
    let (counters, layout, files) = match source {
        Source::Reports { counters, options, listing } => {
            let files = Files::of_listing(&counters, &options.prefix, listing)?;
            (counters, options, Arc::new(files))
        }
        Source::Files { counters, options, files } => (counters, options, files),
        Source::Parquet(path) => {
            let errors = path.join(ERRORS);
            let errors = if errors.is_dir() { Some(parquet(context, &errors).await?) } else { None };
            return Ok((parquet(context, &path).await?, errors));
        }
    };
    let table = |content| {
        let reader = Reader::new(counters.clone(), layout.clone(), content, options.strict);
        let reader = reader.map_err(|error| QueryError::new(error.to_string()))?;
        Ok::<_, QueryError>(Arc::new(ReportTable::new(Arc::new(reader), files.clone())) as Arc<dyn TableProvider>)
    };
    Ok((table(Content::Counters)?, Some(table(Content::Errors)?)))
}

/// The table of a Parquet file or of a folder of them, whose subfolders `name=value` are columns.
async fn parquet(context: &SessionContext, path: &Path) -> Result<Arc<dyn TableProvider>, QueryError> {
    let failed =
        |error: &dyn std::fmt::Display| QueryError::new(format!("the table {} can't be read: {error}", path.display()));
    let metadata = std::fs::metadata(path).map_err(|error| failed(&error))?;
    let absolute = std::fs::canonicalize(path).map_err(|error| failed(&error))?;
    // A folder is only read as one if its address ends with a slash.
    let url = if metadata.is_dir() { Url::from_directory_path(&absolute) } else { Url::from_file_path(&absolute) };
    let url = url.map_err(|()| failed(&"its path is not absolute"))?;
    let table = async {
        let url = ListingTableUrl::try_new(url, None)?;
        let state = context.state();
        let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension(".parquet");
        let partitions = options.infer_partitions(&state, &url).await?;
        let partitions = partitions.into_iter().map(|name| (name, DataType::Utf8)).collect();
        let options = options.with_table_partition_cols(partitions);
        let config = ListingTableConfig::new(url).with_listing_options(options).infer_schema(&state).await?;
        ListingTable::try_new(config)
    };
    match table.await {
        Ok(table) => Ok(Arc::new(table)),
        Err(error) => match DataFusionError::strip_backtrace(&error) {
            // No report of the table could be read.
            text if text.contains("No files found at") && path.join(FILES).is_file() => {
                Ok(Arc::new(EmptyTable::new(Arc::new(Schema::empty()))))
            }
            text if text.contains("No files found at") => Err(failed(&"it has no Parquet file")),
            _ => Err(failed(&QueryError::of_query(&error, &[]))),
        },
    }
}
