//! An expression as a flat program, in postfix order.

use std::fmt::Write;

use crate::relation::Relation;

/// An instruction of a program.
///
/// A program computes on a stack: terms and integers are pushed, and an operator takes its sides from the top.
///
/// ```
/// use ktsnap_ratio::{Op, evaluate, infix};
///
/// const CROSS: &[Op] = &[Op::Term(0), Op::Term(1), Op::Term(0), Op::Add, Op::Div];
/// let names = ["nr_mig_cross", "nr_mig_same"];
/// assert_eq!(infix(CROSS, &names), "nr_mig_cross / (nr_mig_same + nr_mig_cross)");
/// assert_eq!(evaluate("cross", CROSS, &names, &[Ok(1), Ok(3)]), Ok(0.25));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// Exhaustive: the derive must write a new operation as a constant.
pub enum Op {
    /// The term of that index.
    Term(usize),
    /// The term of that index, written `sum(...)`. Its value is the sum.
    Sum(usize),
    /// An integer.
    Int(u64),
    /// A sum.
    Add,
    /// A difference.
    Sub,
    /// A product.
    Mul,
    /// A quotient.
    Div,
    /// A hundred times a value, written `percent(...)`.
    Percent,
    /// The largest integer that is not greater than a value, written `floor(...)`.
    Floor,
    /// The larger of two values, written `max(a, b)`.
    Max,
    /// The smaller of two values, written `min(a, b)`.
    Min,
    /// The term of the first index divided by the term of the second, written `mean(...)`. The second is the number of
    /// values, and a number of zero is an error that `Or` does not replace.
    Mean(usize, usize),
    /// The value has the name of that index: it is a definition's.
    Named(usize),
    /// Replaces a value that has no other error than a zero denominator, written `or 0.5`.
    Or {
        /// The number without its point.
        value: i64,
        /// How many of its digits follow the point.
        decimals: u8,
    },
    /// Each element of the term of that index, as a side of a comparison. In an [`Expression`](crate::Expression), the terms
    /// with several values follow the names of the definitions.
    Each(usize),
    /// Compares two sides. The result is a condition, for one value or for each element.
    Compare(Relation),
    /// The condition that two conditions hold, written `a and b`.
    And,
    /// The number of elements for which a condition holds, written `count(...)`.
    Count,
}

impl Op {
    /// How many values the instruction takes from the stack. Each pushes one.
    pub(crate) fn takes(self) -> usize {
        match self {
            Self::Term(_) | Self::Sum(_) | Self::Int(_) | Self::Mean(..) | Self::Each(_) => 0,
            Self::Percent | Self::Floor | Self::Named(_) | Self::Or { .. } | Self::Count => 1,
            Self::Add | Self::Sub | Self::Mul | Self::Div | Self::Max | Self::Min | Self::Compare(_) | Self::And => 2,
        }
    }

    /// How tightly an operator binds.
    pub(crate) fn precedence(self) -> u8 {
        match self {
            Self::Or { .. } | Self::Compare(_) | Self::And => 0,
            Self::Add | Self::Sub => 1,
            Self::Mul | Self::Div => 2,
            _ => 3,
        }
    }
}

/// Whether a value can have a zero denominator that no `or` in it replaces. The value is `program[start..end]`.
pub(crate) fn can_divide_by_zero(program: &[Op], start: usize, end: usize) -> bool {
    let mut at = end;
    while at > start
        && let Some(op) = program.get(at - 1)
    {
        match (op, at.checked_sub(2).and_then(|before| program.get(before))) {
            (Op::Or { .. }, _) => at = start_of_value(program, at),
            (Op::Div, Some(Op::Int(denominator))) if *denominator != 0 => at -= 1,
            (Op::Div, _) => return true,
            _ => at -= 1,
        }
    }
    false
}

/// Where the value begins whose last instruction is `program[end - 1]`.
pub(crate) fn start_of_value(program: &[Op], end: usize) -> usize {
    let mut missing = 1_usize;
    let mut at = end;
    while missing > 0
        && let Some(op) = at.checked_sub(1).and_then(|before| program.get(before))
    {
        missing = missing - 1 + op.takes();
        at -= 1;
    }
    at
}

/// The expression as it would be written, with the parentheses that it needs. `names` are the terms.
#[must_use]
pub fn infix<S: AsRef<str>>(program: &[Op], names: &[S]) -> String {
    let mut stack: Vec<(String, u8)> = Vec::new();
    let name = |index: usize| names.get(index).map_or("", AsRef::as_ref);
    for op in program {
        let own = op.precedence();
        let text = match *op {
            Op::Term(index) | Op::Each(index) => name(index).to_owned(),
            Op::Sum(index) => format!("sum({})", name(index)),
            Op::Int(value) => value.to_string(),
            Op::Percent => format!("percent({})", stack.pop().unwrap_or_default().0),
            Op::Floor => format!("floor({})", stack.pop().unwrap_or_default().0),
            Op::Count => format!("count({})", stack.pop().unwrap_or_default().0),
            Op::Compare(_) | Op::And => {
                let (right, left) = (stack.pop().unwrap_or_default(), stack.pop().unwrap_or_default());
                match op {
                    Op::Compare(relation) => format!("{} {relation} {}", within(left, 1), within(right, 1)),
                    _ => format!("{} and {}", left.0, right.0),
                }
            }
            Op::Mean(index, _) => format!("mean({})", name(index)),
            Op::Named(index) => {
                stack.pop();
                name(index).to_owned()
            }
            Op::Or { value, decimals } => {
                format!("{} or {}", within(stack.pop().unwrap_or_default(), 1), decimal(value, decimals))
            }
            Op::Max | Op::Min => {
                let (right, left) = (stack.pop().unwrap_or_default(), stack.pop().unwrap_or_default());
                let function = if *op == Op::Max { "max" } else { "min" };
                format!("{function}({}, {})", left.0, right.0)
            }
            Op::Add | Op::Sub | Op::Mul | Op::Div => {
                let (right, left) = (stack.pop().unwrap_or_default(), stack.pop().unwrap_or_default());
                let sign = match op {
                    Op::Add => '+',
                    Op::Sub => '-',
                    Op::Mul => '*',
                    _ => '/',
                };
                let mut text = within(left, own);
                // `a - (b - c)` keeps its parentheses.
                let is_ordered = matches!(op, Op::Sub | Op::Div);
                _ = write!(text, " {sign} {}", within(right, own + u8::from(is_ordered)));
                text
            }
        };
        stack.push((text, own));
    }
    stack.pop().unwrap_or_default().0
}

fn within((text, precedence): (String, u8), outer: u8) -> String {
    if precedence < outer { format!("({text})") } else { text }
}

/// The number as it was written.
fn decimal(value: i64, decimals: u8) -> String {
    let decimals = usize::from(decimals);
    let sign = if value < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", value.unsigned_abs(), width = decimals + 1);
    match digits.split_at_checked(digits.len() - decimals) {
        Some((whole, fraction)) if !fraction.is_empty() => format!("{sign}{whole}.{fraction}"),
        _ => format!("{sign}{digits}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{expression, lex};

    #[test]
    fn parentheses_are_minimal() {
        for (written, shown) in [
            ("a-b-c", "a - b - c"),
            ("a-(b-c)", "a - (b - c)"),
            ("a-(b+c)", "a - (b + c)"),
            ("a+(b-c)", "a + b - c"),
            ("(a*b)/c", "a * b / c"),
            ("a*(b/c)", "a * b / c"),
            ("a/(b*c)", "a / (b * c)"),
            ("a/(b/c)", "a / (b / c)"),
            ("((a)+(b))*2", "(a + b) * 2"),
            ("percent((a)/b)*0x10", "percent(a / b) * 16"),
            ("1/floor((a)/b+c)", "1 / floor(a / b + c)"),
            ("sum((a))+1_000", "sum(a) + 1000"),
            ("max((a), b+c)*2", "max(a, b + c) * 2"),
            ("min(a[0..N])-mean(b)/(len(c))", "min(a[0..N]) - mean(b) / len(c)"),
            ("(a/b or 0)*2 or -1.50", "(a / b or 0) * 2 or -1.50"),
            ("percent(a/b or 0.05)", "percent(a / b or 0.05)"),
            ("percent(count(a[*]>0)/len(a))", "percent(count(a[*] > 0) / len(a))"),
            ("count(a[*]==b and (2*(c))<=d[0..2])+1", "count(a[*] == b and 2 * c <= d[0..2]) + 1"),
            (
                "count(a!=(b/c or 0) and a<(b+c)*2 and (a>=b))",
                "count(a != (b / c or 0) and a < (b + c) * 2 and a >= b)",
            ),
        ] {
            let parsed = expression(&lex(written));
            assert_eq!(parsed.faults, []);
            assert_eq!(parsed.text(), shown);
            // What is shown means the same.
            assert_eq!(expression(&lex(shown)).text(), shown);
        }
    }

    #[test]
    fn only_a_denominator_that_can_be_zero_needs_an_alternative() {
        for (written, can) in [
            ("a / b", true),
            ("a / 2", false),
            ("a / 2 + b / c", true),
            ("b / c + a / 2", true),
            ("(a / b or 0) / 2", false),
            ("(a / b or 0) / c", true),
            ("a / (b / 2) * 3", true),
        ] {
            let parsed = expression(&lex(written));
            assert_eq!(can_divide_by_zero(&parsed.program, 0, parsed.program.len()), can, "{written}");
        }
        assert!(can_divide_by_zero(&[Op::Term(0), Op::Int(0), Op::Div], 0, 3));
    }

    #[test]
    fn a_program_that_lacks_values_is_shown_without_them() {
        assert_eq!(infix::<&str>(&[Op::Add, Op::Percent], &[]), "percent(() + ())");
        assert_eq!(start_of_value(&[Op::Add], 1), 0);
    }
}
