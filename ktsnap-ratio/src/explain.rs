//! A ratio with its values put in, for the message of an assertion.

use crate::error::OperandError;
use crate::evaluate::Column;
use crate::program::{Op, infix};

/// A ratio and the values of its terms: what [`evaluate_counts`](crate::evaluate_counts) takes.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The name of the ratio.
    pub ratio: &'static str,
    /// The program.
    pub program: &'a [Op],
    /// The names of the terms, of the definitions, and of the terms with several values.
    pub names: &'a [&'static str],
    /// The value of each term.
    pub values: &'a [Result<i128, OperandError>],
    /// The elements of the terms with several values.
    pub columns: &'a [Column],
}

/// The most elements of a term that are shown.
const ELEMENTS: usize = 8;

/// The expression of a ratio, and the same with the values of its terms. Definitions are replaced by their expressions. A term
/// without a value is shown by its name.
///
/// ```
/// use ktsnap_ratio::{Op, Terms, explain};
///
/// let program = [Op::Term(0), Op::Term(1), Op::Term(0), Op::Add, Op::Div];
/// let names = ["nr_mig_cross", "nr_mig_same"];
/// let values = [Ok(3), Ok(1)];
/// let terms = Terms { ratio: "cross", program: &program, names: &names, values: &values, columns: &[] };
/// let [expression, values] = explain(&terms);
/// assert_eq!(expression, "nr_mig_cross / (nr_mig_same + nr_mig_cross)");
/// assert_eq!(values, "3 / (1 + 3)");
/// ```
#[must_use]
pub fn explain(terms: &Terms<'_>) -> [String; 2] {
    let Terms { program, names, values, columns, .. } = *terms;
    let expanded: Vec<Op> = program.iter().copied().filter(|op| !matches!(op, Op::Named(_))).collect();
    let first_column = names.len().saturating_sub(columns.len());
    let shown = names.iter().enumerate().map(|(index, name)| {
        let column = index.checked_sub(first_column).and_then(|column| columns.get(column));
        match (values.get(index), column) {
            (Some(Ok(value)), _) => value.to_string(),
            (None, Some(Ok(elements))) => list(elements),
            _ => (*name).to_owned(),
        }
    });
    let shown: Vec<_> = shown.collect();
    // The value of a sum or a mean is a number already.
    let in_numbers = expanded.iter().flat_map(|op| match *op {
        Op::Sum(index) => vec![Op::Term(index)],
        Op::Mean(sum, count) => vec![Op::Term(sum), Op::Term(count), Op::Div],
        op => vec![op],
    });
    [infix(&expanded, names), infix(&in_numbers.collect::<Vec<_>>(), &shown)]
}

fn list(elements: &[i128]) -> String {
    let mut shown: Vec<_> = elements.iter().take(ELEMENTS).map(ToString::to_string).collect();
    if elements.len() > ELEMENTS {
        shown.push("...".to_owned());
    }
    format!("[{}]", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Relation;

    #[test]
    fn sums_means_definitions_and_columns_become_numbers() {
        // all = sum(cpus) + mean(waits), ratio = count(depth > 0) / all
        let program = [
            Op::Each(4),
            Op::Int(0),
            Op::Compare(Relation::Greater),
            Op::Count,
            Op::Sum(0),
            Op::Mean(1, 2),
            Op::Add,
            Op::Named(3),
            Op::Div,
        ];
        let names = ["cpus", "waits", "len(waits)", "all", "depth[*]"];
        let values = [Ok(7), Ok(9), Ok(2)];
        let columns = [Ok((0..9).collect())];
        let terms = Terms { ratio: "busy", program: &program, names: &names, values: &values, columns: &columns };
        let [expression, values] = explain(&terms);
        assert_eq!(expression, "count(depth[*] > 0) / (sum(cpus) + mean(waits))");
        assert_eq!(values, "count([0, 1, 2, 3, 4, 5, 6, 7, ...] > 0) / (7 + 9 / 2)");
    }

    #[test]
    fn eight_elements_are_shown_whole() {
        assert_eq!(list(&[0, 1, 2, 3, 4, 5, 6, 7]), "[0, 1, 2, 3, 4, 5, 6, 7]");
        assert_eq!(list(&[0, 1, 2, 3, 4, 5, 6, 7, 8]), "[0, 1, 2, 3, 4, 5, 6, 7, ...]");
    }

    #[test]
    fn a_term_without_a_value_keeps_its_name() {
        let terms = Terms {
            ratio: "share",
            program: &[Op::Sum(0), Op::Term(1), Op::Div],
            names: &["cpus", "all"],
            values: &[Err(OperandError::Unmapped { cpu: 1 }), Ok(3)],
            columns: &[],
        };
        assert_eq!(explain(&terms)[1], "cpus / 3");
    }
}
