//! Operators and what they combine.

use super::cursor::Stop;
use super::{MOST, Parsed};
use crate::integer::operand;
use crate::name::is_keyword;
use crate::program::{Op, infix};
use crate::token::{Kind, Token};

pub(super) struct Parser<'t> {
    pub(super) tokens: &'t [Token<'t>],
    pub(super) at: usize,
    /// Operators and brackets that may follow.
    pub(super) left: usize,
    /// Whether parentheses can have a condition in them.
    pub(super) in_condition: bool,
    pub(super) parsed: Parsed,
}

impl<'t> Parser<'t> {
    pub(super) fn new(tokens: &'t [Token<'t>], at: usize) -> Self {
        Self { tokens, at, left: MOST, in_condition: false, parsed: Parsed::default() }
    }

    /// An expression, and the number that replaces it if a denominator is zero.
    pub(super) fn value(&mut self) -> Result<(), Stop> {
        let start = self.parsed.program.len();
        self.expression(0)?;
        if self.peek(0).is_some_and(|token| token.is(Kind::Word, "or")) {
            self.alternative(start)?;
        }
        Ok(())
    }

    /// Terms with operators between them that bind at least as tightly as `least`.
    pub(super) fn expression(&mut self, least: u8) -> Result<(), Stop> {
        let (left, left_from) = (self.parsed.program.len(), self.at);
        self.atom()?;
        while let Some(op) = self.operator().filter(|op| op.precedence() >= least) {
            self.count()?;
            self.check_number(left, left_from..self.at);
            self.at += 1;
            let (start, from) = (self.parsed.program.len(), self.at);
            self.expression(op.precedence() + 1)?;
            if op == Op::Div && self.parsed.program.get(start..) == Some(&[Op::Int(0)]) {
                self.fault(from..self.at, "the denominator is always zero", "divide by something else");
            }
            self.check_number(start, from..self.at);
            self.parsed.program.push(op);
        }
        Ok(())
    }

    pub(super) fn operator(&mut self) -> Option<Op> {
        self.skip_cast();
        let token = self.peek(0).filter(|token| token.kind == Kind::Punct)?;
        // `a -> b`, `a += b`, `a && b`.
        if self.punct_len() > 1 {
            return None;
        }
        match &*token.text {
            "+" => Some(Op::Add),
            "-" => Some(Op::Sub),
            "*" => Some(Op::Mul),
            "/" => Some(Op::Div),
            _ => None,
        }
    }

    /// `as f64`: reported, and otherwise ignored.
    pub(super) fn skip_cast(&mut self) {
        while self.peek(0).is_some_and(|token| token.is(Kind::Word, "as")) {
            let from = self.at;
            self.at += 1;
            while self.peek(0).is_some_and(|token| token.kind == Kind::Word && !is_keyword(&token.text))
                || self.is_path()
            {
                self.at += if self.is_path() { 2 } else { 1 };
            }
            let cast = self.text(from..self.at);
            self.fault(from..self.at, "a ratio has no casts", format!("remove `{cast}`: the result is an `f64`"));
        }
    }

    pub(super) fn is_path(&self) -> bool {
        self.peek(0).is_some_and(|token| token.is(Kind::Punct, ":")) && self.punct_len() == 2
    }

    pub(super) fn atom(&mut self) -> Result<(), Stop> {
        let start = self.parsed.program.len();
        let from = self.at;
        let Some(token) = self.peek(0) else { return self.no_term() };
        let text = &*token.text;
        match token.kind {
            Kind::Open if matches!(text, "(" | "") => {
                self.open()?;
                if self.in_condition {
                    self.condition()?;
                } else {
                    self.value()?;
                }
                self.close(text)?;
            }
            Kind::Number => {
                self.at += 1;
                let value = operand(text).unwrap_or_else(|(fact, help)| {
                    self.fault(from..from + 1, fact, help);
                    1
                });
                self.push(Op::Int(value));
            }
            Kind::Punct if text == "-" && self.punct_len() == 1 => {
                self.count()?;
                self.at += 1;
                let faults = self.parsed.faults.len();
                self.atom()?;
                let mut negated = vec![Op::Int(0)];
                negated.extend(self.parsed.program.get(start..).unwrap_or_default());
                negated.push(Op::Sub);
                let help = match self.parsed.faults.len() == faults {
                    true => format!("write `({})`", infix(&negated, &self.names())),
                    false => "write `(0 - ...)`".to_owned(),
                };
                self.fault(from..self.at, "a ratio has no unary `-`", help);
                return Ok(());
            }
            Kind::Word if self.peek(1).is_some_and(|next| next.is(Kind::Open, "(")) && !is_keyword(text) => {
                self.call(text)?;
            }
            Kind::Word => self.root(text)?,
            _ => return self.no_term(),
        }
        self.parts(start, from)
    }
}
