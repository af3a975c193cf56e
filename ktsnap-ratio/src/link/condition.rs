//! Conditions: which of their terms have several values, and whether these can be paired.

use super::{Elements, Meaning};
use crate::fault::RatioFault;
use crate::parse::Parsed;
use crate::program::{Op, start_of_value};
use crate::term::Term;

/// Checks the condition of each `count`. The result is the terms whose elements are paired with those of another field.
pub(super) fn check<P>(parsed: &Parsed, meanings: &[Meaning<P>]) -> Result<Vec<usize>, RatioFault> {
    let mut paired = Vec::new();
    let mut spans = parsed.counts.iter();
    for (at, _) in parsed.program.iter().enumerate().filter(|(_, op)| **op == Op::Count) {
        let span = spans.next().cloned().unwrap_or_default();
        let terms = columns(&parsed.program, at, meanings);
        let Some(first) = terms.first().and_then(|(term, _)| parsed.terms.get(*term)) else {
            let fact = "no term of this condition has several values, so there is nothing to count";
            return Err(RatioFault::new(span, fact, "write `[*]` after an array, as in `count(array[*] > 0)`"));
        };
        let is_other = |term: &Term| term.array() != first.array();
        let Some(other) = terms.iter().find(|(term, _)| parsed.terms.get(*term).is_some_and(is_other)) else {
            continue;
        };
        if let (Some((keyed, _)), Some(other)) =
            (terms.iter().find(|(_, elements)| *elements == Elements::ByKey), parsed.terms.get(other.0))
            && let Some(term) = parsed.terms.get(*keyed)
        {
            let (keyed, other) = (term.to_string(), if term == other { first } else { other }.to_string());
            let fact = format!("the rows of `{keyed}` have keys, so their order says nothing about `{other}`");
            let help = "count in Rust, with `get` for the row of each key";
            return Err(RatioFault::new(term.span.clone(), fact, help));
        }
        paired.extend(terms.iter().map(|(term, _)| *term));
    }
    Ok(paired)
}

/// The terms with several values that the condition before this `count` compares itself, not in a `count` inside it.
fn columns<P>(program: &[Op], count: usize, meanings: &[Meaning<P>]) -> Vec<(usize, Elements)> {
    let start = start_of_value(program, count);
    let mut columns = Vec::new();
    let mut at = count;
    while at > start
        && let Some(op) = program.get(at - 1)
    {
        match op {
            Op::Count => {
                at = start_of_value(program, at);
                continue;
            }
            Op::Each(term) => {
                if let Some(Meaning::Part(_, elements @ (Elements::InOrder | Elements::ByKey))) = meanings.get(*term) {
                    columns.insert(0, (*term, *elements));
                }
            }
            _ => {}
        }
        at -= 1;
    }
    columns
}
