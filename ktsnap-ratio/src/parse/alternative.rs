//! `or`: the number that replaces a value whose denominator is zero.

use super::cursor::Stop;
use super::expression::Parser;
use crate::integer::decimal;
use crate::program::Op;
use crate::token::Kind;

impl Parser<'_> {
    /// `or` and its number, after the value that begins at `start` in the program.
    pub(super) fn alternative(&mut self, start: usize) -> Result<(), Stop> {
        let at = self.at;
        self.at += 1;
        let (value, decimals) = self.number()?;
        self.parsed.alternatives.push(at..self.at);
        self.push(Op::Or { value, decimals });
        let ends = self.peek(0).is_none_or(|next| next.kind == Kind::Close || next.is(Kind::Punct, ","));
        if ends {
            return Ok(());
        }
        let help = match self.parsed.faults.as_slice() {
            [] => format!("write `({})` to compute with its value", self.written(start..self.parsed.program.len())),
            _ => "write parentheses around the value and its `or`".to_owned(),
        };
        let (span, found) = self.found();
        let fact = format!("{found} follows `{}`, which ends an expression", self.text(at..self.at));
        self.fault(span, fact, help);
        Err(Stop)
    }

    /// An integer or a decimal fraction with its sign, in units of a power of ten.
    fn number(&mut self) -> Result<(i64, u8), Stop> {
        // A macro's fragment is in a group without delimiters.
        if self.peek(0).is_some_and(|token| token.is(Kind::Open, "")) {
            self.open()?;
            let number = self.number()?;
            self.close("")?;
            return Ok(number);
        }
        let is_negative = self.peek(0).is_some_and(|token| token.is(Kind::Punct, "-"));
        let from = self.at;
        self.at += usize::from(is_negative);
        let Some(token) = self.peek(0).filter(|token| token.kind == Kind::Number) else {
            self.at = from;
            return self.no_number();
        };
        let text = token.text.to_string();
        self.at += 1;
        let span = from..self.at;
        Ok(decimal(&text, is_negative).unwrap_or_else(|(fact, help)| {
            self.fault(span, fact, help);
            (0, 0)
        }))
    }

    fn no_number<T>(&mut self) -> Result<T, Stop> {
        let (span, found) = self.found();
        self.fault(span, format!("expected a number after `or`, found {found}"), "write `or 0`, or another number");
        Err(Stop)
    }
}
