//! `count` and its condition.

use std::mem;
use std::ops::Range;

use super::cursor::Stop;
use super::expression::Parser;
use crate::function::Function;
use crate::program::{Op, start_of_value};
use crate::relation::Relation;
use crate::token::Kind;

impl Parser<'_> {
    /// `count(condition)`.
    pub(super) fn count_of(&mut self) -> Result<(), Stop> {
        let from = self.at;
        let (start, terms, faults) = (self.parsed.program.len(), self.parsed.terms.len(), self.parsed.faults.len());
        self.at += 1;
        self.open()?;
        let outside = mem::replace(&mut self.in_condition, true);
        let inside = self.at;
        if !self.peek(0).is_some_and(|token| token.kind == Kind::Close) {
            self.condition()?;
        }
        let condition = inside..self.at;
        if self.peek(0).is_some_and(|token| token.is(Kind::Punct, ",")) {
            self.at += 1;
        }
        self.in_condition = outside;
        self.close("(")?;
        if self.is_condition(start) {
            self.push(Op::Count);
            self.parsed.counts.push(condition);
            return Ok(());
        }
        if faults == self.parsed.faults.len() {
            let value = self.written(start..self.parsed.program.len());
            let help = match self.parsed.program.get(start..) {
                Some([]) => "write a comparison, as in `count(array[*] > 0)`".to_owned(),
                Some([Op::Term(_)]) => {
                    format!("write `count({value} > 0)`, or `len({value})` for the number of elements")
                }
                _ => "compare it with a number, as in `count(array[*] > 0)`".to_owned(),
            };
            self.fault(from..self.at, "`count` takes a condition", help);
        }
        // Whether the arrays among these terms need a function depends on the correction.
        self.parsed.terms.truncate(terms);
        self.parsed.program.truncate(start);
        self.push(Op::Int(1));
        Ok(())
    }

    /// Comparisons with `and` between them, or a value in parentheses.
    pub(super) fn condition(&mut self) -> Result<(), Stop> {
        let (start, from) = (self.parsed.program.len(), self.at);
        self.comparison()?;
        while self.peek(0).is_some_and(|token| token.is(Kind::Word, "and")) {
            self.count()?;
            self.check_condition(start, from..self.at);
            self.at += 1;
            let (start, from) = (self.parsed.program.len(), self.at);
            self.comparison()?;
            self.check_condition(start, from..self.at);
            self.push(Op::And);
        }
        if self.peek(0).is_some_and(|token| token.is(Kind::Word, "or")) {
            return if self.is_condition(start) { self.no_or(start) } else { self.alternative(start) };
        }
        let (span, found) = self.found();
        match &*found {
            "`&&`" => self.fault(span, format!("{found} does not join conditions"), "write `and`"),
            "`=`" => {
                self.side(self.parsed.program.len().saturating_sub(1));
                self.fault(span, format!("{found} is not a comparison"), "write `==`");
            }
            "`||`" => return self.no_or(start),
            _ => return Ok(()),
        }
        Err(Stop)
    }

    /// A comparison, or what could be a side of it.
    fn comparison(&mut self) -> Result<(), Stop> {
        let (start, from) = (self.parsed.program.len(), self.at);
        self.expression(0)?;
        let Some(relation) = self.relation() else { return Ok(()) };
        self.count()?;
        self.check_number(start, from..self.at);
        self.side(start);
        self.at += self.punct_len();
        let (right, from) = (self.parsed.program.len(), self.at);
        self.expression(0)?;
        self.check_number(right, from..self.at);
        self.side(right);
        self.push(Op::Compare(relation));
        let Some(second) = self.relation() else { return Ok(()) };
        let whole = self.written(start..self.parsed.program.len());
        let middle = self.written(right..self.parsed.program.len() - 1);
        let span = self.at..self.at + self.punct_len();
        self.fault(span, "a comparison has two sides", format!("write `{whole} and {middle} {second} ...`"));
        Err(Stop)
    }

    /// The comparison operator at this place.
    pub(super) fn relation(&self) -> Option<Relation> {
        let token = self.peek(0).filter(|token| token.kind == Kind::Punct)?;
        match self.punct_len() {
            2 => Relation::of(&format!("{}{}", token.text, self.peek(1)?.text)),
            _ => Relation::of(&token.text),
        }
    }

    /// Takes a side that is a term by its elements.
    pub(super) fn side(&mut self, start: usize) {
        let Some([op @ Op::Term(_)]) = self.parsed.program.get_mut(start..) else { return };
        let Op::Term(index) = *op else { return };
        if let Some(term) = self.parsed.terms.get_mut(index).filter(|term| term.function.is_none()) {
            term.function = Some(Function::Each);
            *op = Op::Each(index);
        }
    }

    /// Whether the last value, which begins at `start` in the program, is a condition.
    pub(super) fn is_condition(&self, start: usize) -> bool {
        matches!(self.parsed.program.get(start..), Some([.., Op::Compare(_) | Op::And]))
    }

    fn check_condition(&mut self, start: usize, span: Range<usize>) {
        // What could not be read may have been a condition.
        let is_read = self.parsed.faults.iter().all(|fault| !span.contains(&fault.span.start));
        if is_read && !self.is_condition(start) {
            let value = self.text(span.clone());
            // As the help would make it.
            self.side(start);
            self.fault(span, format!("`{value}` is not a condition"), format!("compare it: `{value} > 0`"));
        }
    }

    /// Reports a condition at a place that needs a number.
    pub(super) fn check_number(&mut self, start: usize, span: Range<usize>) {
        if self.is_condition(start) {
            let help = "compare numbers, and join comparisons by `and`";
            self.fault(span, "a condition is not a number", help);
        }
    }

    /// Reports an `or` or `||` after the condition that begins at `start` in the program.
    fn no_or(&mut self, start: usize) -> Result<(), Stop> {
        let (span, found) = self.found();
        self.at = span.end;
        let second = self.parsed.program.len();
        let is_alternative = self.peek(0).is_some_and(|token| token.kind == Kind::Number)
            && self.peek(1).is_some_and(|token| token.kind == Kind::Close);
        let help = if is_alternative {
            let end = second.saturating_sub(1);
            let side = self.written(start_of_value(&self.parsed.program, end)..end);
            format!(
                "write parentheses around the side with the denominator: `({side} or {})`",
                self.text(self.at..self.at + 1)
            )
        } else if self.comparison().is_ok() && self.is_condition(second) {
            let (one, other) = (self.written(start..second), self.written(second..self.parsed.program.len()));
            format!("count both: `count({one}) + count({other}) - count({one} and {other})`")
        } else {
            "write one `count` for each condition".to_owned()
        };
        self.fault(span, format!("{found} does not join conditions"), help);
        Err(Stop)
    }
}
