//! An expression as a flat program, in postfix order.

use std::fmt::Write;

use crate::term::Term;

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
}

impl Op {
    /// How many values the instruction takes from the stack. Each pushes one.
    pub(crate) fn takes(self) -> usize {
        match self {
            Self::Term(_) | Self::Sum(_) | Self::Int(_) => 0,
            Self::Percent => 1,
            Self::Add | Self::Sub | Self::Mul | Self::Div => 2,
        }
    }

    /// How tightly an operator binds.
    pub(crate) fn precedence(self) -> u8 {
        match self {
            Self::Add | Self::Sub => 1,
            Self::Mul | Self::Div => 2,
            _ => 3,
        }
    }
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
            Op::Term(index) => name(index).to_owned(),
            Op::Sum(index) => format!("sum({})", name(index)),
            Op::Int(value) => value.to_string(),
            Op::Percent => format!("percent({})", stack.pop().unwrap_or_default().0),
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

/// Numbers equal terms as one, in the order in which they appear. Returns the index of one occurrence for each number.
///
/// ```
/// use ktsnap_ratio::{Op, definition, distinct, lex};
///
/// let mut parsed = definition(&lex("cross = a / (b + a)"));
/// assert_eq!(distinct(&mut parsed.program, &parsed.terms), [0, 1]);
/// assert_eq!(parsed.program, [Op::Term(0), Op::Term(1), Op::Term(0), Op::Add, Op::Div]);
/// ```
pub fn distinct(program: &mut [Op], terms: &[Term]) -> Vec<usize> {
    let mut firsts: Vec<usize> = Vec::new();
    for op in program {
        let (Op::Term(index) | Op::Sum(index)) = op else { continue };
        let is_same = |first: &usize| match (terms.get(*first), terms.get(*index)) {
            (Some(first), Some(this)) => first.is_same(this),
            _ => false,
        };
        *index = match firsts.iter().position(is_same) {
            Some(known) => known,
            None => {
                firsts.push(*index);
                firsts.len() - 1
            }
        };
    }
    firsts
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
            ("sum((a))+1_000", "sum(a) + 1000"),
        ] {
            let parsed = expression(&lex(written));
            assert_eq!(parsed.faults, []);
            let names: Vec<_> = parsed.terms.iter().map(ToString::to_string).collect();
            assert_eq!(infix(&parsed.program, &names), shown);
            // What is shown means the same.
            let again = expression(&lex(shown));
            assert_eq!(infix(&again.program, &names), shown);
        }
    }

    #[test]
    fn a_program_that_lacks_values_is_shown_without_them() {
        assert_eq!(infix::<&str>(&[Op::Add, Op::Percent], &[]), "percent(() + ())");
        assert_eq!(start_of_value(&[Op::Add], 1), 0);
    }
}
