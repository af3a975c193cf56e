//! Filters that only need the facts of runs, so that they skip files.

use datafusion::arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::filter_record_batch;
use datafusion::arrow::datatypes::{DataType, Fields};
use datafusion::catalog::Session;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchema, DataFusionError, Result};
use datafusion::logical_expr::{Expr, Volatility};

/// Whether a filter can be answered from the facts of a file alone, and has the same answer whenever it is asked.
pub(super) fn is_of_facts(filter: &Expr, facts: &Fields) -> bool {
    let mut answerable = true;
    let visited = filter.apply(|expr| {
        answerable &= match expr {
            Expr::Column(column) => facts.find(&column.name).is_some(),
            Expr::ScalarFunction(call) => call.func.signature().volatility == Volatility::Immutable,
            Expr::Literal(..)
            | Expr::Alias(_)
            | Expr::Not(_)
            | Expr::IsNotNull(_)
            | Expr::IsNull(_)
            | Expr::IsTrue(_)
            | Expr::IsFalse(_)
            | Expr::IsUnknown(_)
            | Expr::IsNotTrue(_)
            | Expr::IsNotFalse(_)
            | Expr::IsNotUnknown(_)
            | Expr::Negative(_)
            | Expr::Cast(_)
            | Expr::TryCast(_)
            | Expr::BinaryExpr(_)
            | Expr::Between(_)
            | Expr::Like(_)
            | Expr::SimilarTo(_)
            | Expr::InList(_)
            | Expr::Case(_) => true,
            _ => false,
        };
        Ok(if answerable { TreeNodeRecursion::Continue } else { TreeNodeRecursion::Stop })
    });
    visited.is_ok() && answerable
}

/// Whether each row passes the filters on facts.
pub(super) fn passes(
    state: &dyn Session,
    filters: &[Expr],
    facts: &Fields,
    rows: &RecordBatch,
) -> Result<BooleanArray> {
    let schema = DFSchema::try_from(rows.schema())?;
    let mut all = BooleanArray::from(vec![true; rows.num_rows()]);
    for filter in filters.iter().filter(|filter| is_of_facts(filter, facts)) {
        // The filter names the columns by the table, which the rows do not know.
        let filter = filter.clone().transform(|expr| {
            Ok(match expr {
                Expr::Column(column) => Transformed::yes(Expr::Column(Column::new_unqualified(column.name))),
                other => Transformed::no(other),
            })
        })?;
        let predicate = state.create_physical_expr(filter.data, &schema)?;
        let answers = predicate.evaluate(rows)?.into_array(rows.num_rows())?;
        if answers.data_type() != &DataType::Boolean {
            return Err(DataFusionError::Plan(format!("a filter is {}, and must be a boolean", answers.data_type())));
        }
        // A filter that is null does not pass.
        let answers = answers.as_boolean();
        let passed = |(at, all): (usize, Option<bool>)| all == Some(true) && answers.is_valid(at) && answers.value(at);
        all = all.iter().enumerate().map(|row| Some(passed(row))).collect();
    }
    Ok(all)
}

/// The rows that pass the filters on facts.
pub(super) fn filtered(
    state: &dyn Session,
    filters: &[Expr],
    facts: &Fields,
    rows: &RecordBatch,
) -> Result<RecordBatch> {
    Ok(filter_record_batch(rows, &passes(state, filters, facts, rows)?)?)
}
