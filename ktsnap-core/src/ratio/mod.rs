//! Ratios of counters, computed exactly.
//!
//! A ratio is evaluated over fractions of 128-bit integers, so no sum wraps and no product is rounded; only the
//! result becomes an `f64`. A zero denominator is an error that shows its terms, not a NaN.

mod exact;
mod expr;
mod operand;

pub use expr::Expr;
pub use operand::{Operand, OperandError};

use thiserror::Error;

/// Why a ratio has no value.
///
/// ```
/// use ktsnap_core::ratio::{Expr, RatioError, evaluate};
///
/// const CROSS: Expr = Expr::Div(
///     &Expr::Field(0),
///     &Expr::Add(&Expr::Field(1), &Expr::Field(0)),
///     "nr_mig_same + nr_mig_cross",
/// );
/// let names = ["nr_mig_cross", "nr_mig_same"];
///
/// assert_eq!(evaluate("cross_fraction", &CROSS, &names, &[Ok(1), Ok(3)]), Ok(0.25));
/// let error = evaluate("cross_fraction", &CROSS, &names, &[Ok(0), Ok(0)]).unwrap_err();
/// assert!(matches!(&error, RatioError::ZeroDenominator { .. }));
/// assert!(error.to_string().contains("nr_mig_same = 0, nr_mig_cross = 0"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RatioError {
    /// A denominator is zero.
    #[error(
        "{ratio}: the denominator `{denominator}` is zero ({}); nothing was counted yet, so read again later or treat \
         this case apart",
        terms.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ")
    )]
    ZeroDenominator {
        /// The ratio.
        ratio: String,
        /// The denominator, as written.
        denominator: String,
        /// Its fields, each with its value.
        terms: Vec<(String, i128)>,
    },
    /// A field has no value to count.
    #[error(
        "{ratio}: `{field}` {}",
        match why {
            OperandError::Unmapped { cpu } => format!(
                "has no slot of CPU {cpu} in the capture; capture again, or reduce it with `#[snapshot(sum, allow_unmapped)]`"
            ),
            OperandError::OutOfRange { index, len } => format!("has {len} elements, so none at {index}; use one below that"),
            OperandError::Overflow => "has a sum that 128 bits can't hold".to_owned(),
        }
    )]
    Operand {
        /// The ratio.
        ratio: String,
        /// The field.
        field: String,
        /// Why.
        why: OperandError,
    },
    /// A number on the way does not fit 128 bits.
    #[error("{ratio}: a number on the way is larger than 128 bits hold; divide before you multiply")]
    Overflow {
        /// The ratio.
        ratio: String,
    },
}

/// Computes a ratio over the values of fields.
///
/// `names` and `values` are the fields that [`Expr::Field`] indexes. The derive calls this from the method that it
/// writes for each `ratio`.
///
/// # Errors
///
/// [`RatioError`]; an index without a value is an overflow.
///
/// ```
/// use ktsnap_core::ratio::{Expr, evaluate};
///
/// // Every sum is exact, also above u64.
/// const HALF: Expr = Expr::Div(&Expr::Field(0), &Expr::Add(&Expr::Field(0), &Expr::Field(0)), "max + max");
/// assert_eq!(evaluate("half", &HALF, &["max"], &[Ok(i128::from(u64::MAX))]), Ok(0.5));
/// ```
pub fn evaluate(
    ratio: &str,
    expr: &Expr,
    names: &[&str],
    values: &[Result<i128, OperandError>],
) -> Result<f64, RatioError> {
    let ratio = || ratio.to_owned();
    let mut known = Vec::with_capacity(values.len());
    for (value, name) in values.iter().zip(names) {
        known.push(value.map_err(|why| RatioError::Operand { ratio: ratio(), field: (*name).to_owned(), why })?);
    }
    expr.value(&known).map(exact::Exact::to_f64).map_err(|failure| match failure {
        expr::Failure::Overflow => RatioError::Overflow { ratio: ratio() },
        expr::Failure::ZeroDenominator { text, expr } => RatioError::ZeroDenominator {
            ratio: ratio(),
            denominator: text.to_owned(),
            terms: expr
                .fields()
                .into_iter()
                .filter_map(|index| Some(((*names.get(index)?).to_owned(), *known.get(index)?)))
                .collect(),
        },
    })
}
