//! The expression of a ratio, as the derive writes it down.

use super::exact::Exact;

/// An expression over fields and integers. Built at compile time by the derive.
///
/// ```
/// use ktsnap_core::ratio::{Expr, evaluate};
///
/// const MEAN_US: Expr = Expr::Div(&Expr::Field(0), &Expr::Mul(&Expr::Field(1), &Expr::Int(1_000)), "nr * 1000");
/// assert_eq!(evaluate("mean_us", &MEAN_US, &["total_ns", "nr"], &[9_000.into(), 2.into()]), Ok(4.5));
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

/// A field's value in a ratio: an integer, or the sum of an array of them.
///
/// ```
/// use ktsnap_core::ratio::Operand;
///
/// assert_eq!(Operand::from(7_u8), Operand::from(7_i64));
/// assert_eq!(Operand::from([1_u64, 2, 3]), Operand::from(6_u64));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operand(i128);

impl Operand {
    pub(super) fn get(self) -> i128 {
        self.0
    }
}

macro_rules! operands {
    ($($int:ty)*) => {$(
        impl From<$int> for Operand {
            fn from(value: $int) -> Self {
                Self(i128::from(value))
            }
        }
    )*};
}

operands!(u8 u16 u32 u64 i8 i16 i32 i64);

/// The sum of the elements. 2<sup>63</sup> elements of 64 bits would be needed to leave the 128.
impl<T: Into<Operand>, const N: usize> From<[T; N]> for Operand {
    fn from(values: [T; N]) -> Self {
        Self(values.into_iter().map(|value| value.into().0).sum())
    }
}

/// Why an expression has no value.
pub(super) enum Failure {
    Overflow,
    ZeroDenominator { text: &'static str, expr: &'static Expr },
}

impl Expr {
    pub(super) fn value(&self, values: &[Operand]) -> Result<Exact, Failure> {
        let exact = match *self {
            Self::Field(index) => values.get(index).map(|operand| Exact::from(operand.0)),
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
