//! The expression of a ratio, as the derive writes it down.

use super::exact::Exact;

/// An expression over fields and integers. Built at compile time by the derive.
///
/// ```
/// use ktsnap_core::ratio::{Expr, evaluate};
///
/// const MEAN_US: Expr = Expr::Div(&Expr::Field(0), &Expr::Mul(&Expr::Field(1), &Expr::Int(1_000)), "nr * 1000");
/// assert_eq!(evaluate("mean_us", &MEAN_US, &["total_ns", "nr"], &[Ok(9_000), Ok(2)]), Ok(4.5));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expr {
    /// The field of that index.
    Field(usize),
    /// An integer literal.
    Int(u64),
    /// A sum.
    Add(&'static Expr, &'static Expr),
    /// A difference.
    Sub(&'static Expr, &'static Expr),
    /// A product.
    Mul(&'static Expr, &'static Expr),
    /// A quotient, and the denominator as it was written.
    Div(&'static Expr, &'static Expr, &'static str),
}

/// Why an expression has no value.
pub(super) enum Failure {
    Overflow,
    ZeroDenominator { text: &'static str, expr: &'static Expr },
}

impl Expr {
    pub(super) fn value(&self, values: &[i128]) -> Result<Exact, Failure> {
        let exact = match *self {
            Self::Field(index) => values.get(index).copied().map(Exact::from),
            Self::Int(value) => Some(Exact::from(i128::from(value))),
            Self::Add(a, b) => a.value(values)?.add(b.value(values)?),
            Self::Sub(a, b) => a.value(values)?.sub(b.value(values)?),
            Self::Mul(a, b) => a.value(values)?.mul(b.value(values)?),
            Self::Div(a, b, text) => {
                let denominator = b.value(values)?;
                if denominator.is_zero() {
                    return Err(Failure::ZeroDenominator { text, expr: b });
                }
                a.value(values)?.div(denominator)
            }
        };
        exact.ok_or(Failure::Overflow)
    }

    /// The fields in the expression, each once, in the order they stand.
    pub(super) fn fields(&self) -> Vec<usize> {
        fn visit(expr: &Expr, out: &mut Vec<usize>) {
            match *expr {
                Expr::Field(index) if !out.contains(&index) => out.push(index),
                Expr::Field(_) | Expr::Int(_) => {}
                Expr::Add(a, b) | Expr::Sub(a, b) | Expr::Mul(a, b) | Expr::Div(a, b, _) => {
                    visit(a, out);
                    visit(b, out);
                }
            }
        }
        let mut out = Vec::new();
        visit(self, &mut out);
        out
    }
}
