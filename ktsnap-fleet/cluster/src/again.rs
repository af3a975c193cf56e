//! The reports that a query could not read, by reading its files again.

use std::any::Any;

use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DataFusionError, Result};
use datafusion::datasource::{provider_as_source, source_as_provider};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, TableScan, col};
use datafusion::prelude::SessionContext;
use ktsnap_query::__private::{Content, ReportTable, StreamExt};
use ktsnap_query::{QueryError, Unreadable, UnreadableReports};

/// How many reports are described. The rest are counted.
const DESCRIBED: usize = 1_000;

/// Reads what the scans of a query read, and lists the reports that fail.
pub(crate) async fn unreadable(query: &LogicalPlan, context: &SessionContext) -> Result<UnreadableReports, QueryError> {
    let mut unreadable = UnreadableReports::default();
    let listed = list(query, context, &mut unreadable).await;
    listed.map_err(|error| {
        let message = format!("the reports that could not be read are unknown: {}", error.strip_backtrace());
        QueryError::with_help(message, "read the table `errors`")
    })?;
    unreadable.files.sort_by(|a, b| a.file.cmp(&b.file));
    unreadable.files.dedup_by(|a, b| a.file == b.file);
    Ok(unreadable)
}

async fn list(query: &LogicalPlan, context: &SessionContext, unreadable: &mut UnreadableReports) -> Result<()> {
    for (table, scan) in scans(&context.state().optimize(query)?)? {
        let errors = table.errors_of(scan.projection.as_deref());
        let file = errors.file_column();
        let mut builder = LogicalPlanBuilder::scan("errors", provider_as_source(std::sync::Arc::new(errors)), None)?;
        for filter in scan.filters {
            builder = builder.filter(of_facts(filter)?)?;
        }
        let file = Expr::Column(Column::new_unqualified(file));
        let plan = builder.project([file, col("message")])?.build()?;
        let mut rows = context.execute_logical_plan(plan).await?.execute_stream().await?;
        while let Some(batch) = rows.next().await.transpose()? {
            for (file, message) in texts(&batch, 0).zip(texts(&batch, 1)) {
                match unreadable.files.len() < DESCRIBED {
                    true => unreadable.files.push(Unreadable { file, message }),
                    false => unreadable.more += 1,
                }
            }
        }
    }
    Ok(())
}

/// The scans of tables of reports in a plan.
fn scans(plan: &LogicalPlan) -> Result<Vec<(ReportTable, TableScan)>> {
    let mut scans = Vec::new();
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            let provider = source_as_provider(&scan.source)?;
            let table = (provider.as_ref() as &dyn Any).downcast_ref::<ReportTable>();
            let table = table.filter(|table| table.reader().content() == Content::Counters);
            scans.extend(table.map(|table| (table.clone(), scan.clone())));
        }
        Ok::<_, DataFusionError>(TreeNodeRecursion::Continue)
    })?;
    Ok(scans)
}

/// A filter of a scan without the name of its table.
fn of_facts(filter: Expr) -> Result<Expr> {
    let filter = filter.transform(|expr| {
        Ok(match expr {
            Expr::Column(column) => Transformed::yes(Expr::Column(Column::new_unqualified(column.name))),
            other => Transformed::no(other),
        })
    })?;
    Ok(filter.data)
}

/// The texts of a column.
fn texts(batch: &datafusion::arrow::array::RecordBatch, column: usize) -> impl Iterator<Item = String> {
    use datafusion::arrow::array::AsArray;
    let texts = batch.columns().get(column).and_then(|column| column.as_string_opt::<i32>());
    texts.into_iter().flat_map(|texts| texts.iter().map(|text| text.unwrap_or_default().to_owned()))
}
