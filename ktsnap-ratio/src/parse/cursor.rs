//! Tokens, brackets and faults.

use std::ops::Range;

use super::MOST;
use super::expression::Parser;
use crate::fault::RatioFault;
use crate::program::{Op, infix};
use crate::token::{Kind, Token};

const CONSISTS_OF: &str = "a ratio consists of names, integers, functions, `+ - * /` and parentheses";
const COMPARE: &str = "compare the result in Rust, or write `count(...)` for the number of elements for which it holds";
const OPERATORS: &str = "a ratio has the operators `+`, `-`, `*` and `/`";

/// The rest can't be read. The fault has been reported.
pub(super) struct Stop;

impl<'t> Parser<'t> {
    /// Passes an opening delimiter.
    pub(super) fn open(&mut self) -> Result<(), Stop> {
        self.count()?;
        self.at += 1;
        Ok(())
    }

    /// Passes the delimiter that closes `open`.
    pub(super) fn close(&mut self, open: &str) -> Result<(), Stop> {
        let close = match open {
            "(" => ")",
            "[" => "]",
            "{" => "}",
            _ => "",
        };
        match self.peek(0) {
            Some(token) if token.is(Kind::Close, close) => {
                self.at += 1;
                Ok(())
            }
            Some(_) => self.no_operator(),
            None => {
                let end = self.tokens.len();
                self.fault(end..end, format!("`{open}` is not closed"), format!("add `{close}`"));
                Err(Stop)
            }
        }
    }

    /// Passes a group, whatever is in it.
    pub(super) fn skip_group(&mut self) -> Result<(), Stop> {
        let open = self.peek(0).map(|token| token.text.to_string()).unwrap_or_default();
        self.open()?;
        let mut depth = 1_usize;
        while let Some(token) = self.peek(0) {
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close if depth == 1 => break,
                Kind::Close => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        self.close(&open)
    }

    /// Counts an operator or a bracket.
    pub(super) fn count(&mut self) -> Result<(), Stop> {
        if let Some(left) = self.left.checked_sub(1) {
            self.left = left;
            return Ok(());
        }
        let fact = format!("the expression has more than {MOST} operators and brackets");
        self.fault(self.at..self.at + 1, fact, "define several ratios");
        Err(Stop)
    }

    /// Reports that a field or an integer is missing.
    pub(super) fn no_term(&mut self) -> Result<(), Stop> {
        self.expected("a field or an integer", CONSISTS_OF)
    }

    /// Reports that an operator is missing.
    pub(super) fn no_operator(&mut self) -> Result<(), Stop> {
        if let (Some(_), false) = (self.relation(), self.in_condition) {
            // Whether an array needs a function depends on the correction.
            self.side(self.parsed.program.len().saturating_sub(1));
            let (span, found) = self.found();
            self.fault(span, format!("{found} compares, which only the condition of `count` does"), COMPARE);
            return Err(Stop);
        }
        self.expected("an operator", OPERATORS)
    }

    pub(super) fn expected(&mut self, what: &str, help: &str) -> Result<(), Stop> {
        let (span, found) = self.found();
        self.fault(span, format!("expected {what}, found {found}"), help);
        Err(Stop)
    }

    /// The token at this place, and its text for a message.
    pub(super) fn found(&self) -> (Range<usize>, String) {
        let span = self.at..self.at + self.punct_len();
        let found = match self.peek(0) {
            None => "the end of the expression".to_owned(),
            // What a macro's fragment holds.
            Some(token) if token.text.is_empty() => "a group".to_owned(),
            Some(_) => format!("`{}`", self.text(span.clone())),
        };
        (span, found)
    }

    /// The number of tokens that make up the operator at this place, as in `->` or `==`; otherwise 1, and 0 at the end.
    pub(super) fn punct_len(&self) -> usize {
        const LONG: [&str; 19] = [
            "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "<<", ">>", "::", "..", "+=", "-=", "*=", "/=", "%=", "^=",
            "|=",
        ];
        let (Some(first), second) = (self.peek(0), self.peek(1)) else { return 0 };
        let is_long = first.kind == Kind::Punct
            && first.is_joint
            && second.is_some_and(|second| LONG.contains(&format!("{}{}", first.text, second.text).as_str()));
        if is_long { 2 } else { 1 }
    }

    pub(super) fn peek(&self, after: usize) -> Option<&'t Token<'t>> {
        self.tokens.get(self.at + after)
    }

    pub(super) fn push(&mut self, op: Op) {
        self.parsed.program.push(op);
    }

    pub(super) fn fault(&mut self, span: Range<usize>, fact: impl Into<String>, help: impl Into<String>) {
        self.parsed.faults.push(RatioFault::new(span, fact, help));
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.parsed.names()
    }

    /// A part of the program as it would be written. If something was not read, its place in the program has another value, so
    /// the part is `...`.
    pub(super) fn written(&self, part: Range<usize>) -> String {
        match self.parsed.faults.as_slice() {
            [] => infix(self.parsed.program.get(part).unwrap_or_default(), &self.names()),
            _ => "...".to_owned(),
        }
    }

    /// Tokens as they were probably written.
    pub(super) fn text(&self, span: Range<usize>) -> String {
        let mut text = String::new();
        let mut after_word = false;
        for token in self.tokens.get(span).unwrap_or_default() {
            let is_word = matches!(token.kind, Kind::Word | Kind::Number);
            if is_word && after_word {
                text.push(' ');
            }
            text.push_str(&token.text);
            after_word = is_word;
        }
        text
    }
}
