//! Terms: a field or a definition, with members and elements of it.

use std::ops::Range;

use super::cursor::Stop;
use super::expression::Parser;
use super::unraw;
use crate::integer::integer;
use crate::name::{can_be_raw, is_keyword};
use crate::program::Op;
use crate::term::{Bound, Term, TermStep, TermStepKind};
use crate::token::{Kind, Token};

impl Parser<'_> {
    /// The name of a field.
    pub(super) fn root(&mut self, text: &str) -> Result<(), Stop> {
        let mut at = self.at;
        if text == "self" && self.is_member_next(1) {
            let member = self.peek(2).map(|token| token.text.to_string()).unwrap_or_default();
            self.at += 2;
            at = self.at;
            let help = format!("write `{member}`");
            self.fault(at - 2..at + 1, "a ratio names its fields without `self`", help);
        } else if is_keyword(text) {
            let ends = self.peek(1).is_none_or(|next| match next.kind {
                Kind::Punct => "+-*/.,".contains(&*next.text),
                Kind::Close => true,
                Kind::Open => next.text == "[",
                _ => false,
            });
            if !ends || !can_be_raw(text) || matches!(text, "true" | "false") {
                return self.no_term();
            }
            self.fault(at..at + 1, format!("`{text}` is a Rust keyword"), format!("write `r#{text}`"));
            self.at += 1;
            self.push(Op::Int(1));
            return self.skip_parts();
        }
        let root = self.peek(0).map(|token| unraw(&token.text).to_owned()).unwrap_or_default();
        self.at += 1;
        let span = at..at + 1;
        self.push(Op::Term(self.parsed.terms.len()));
        self.parsed.terms.push(Term { parameter: None, root, at, steps: Vec::new(), function: None, span });
        Ok(())
    }

    /// Whether a `.` follows after so many tokens, and a name after it.
    pub(super) fn is_member_next(&self, after: usize) -> bool {
        self.peek(after).is_some_and(|token| token.is(Kind::Punct, ".") && !token.is_joint)
            && self.peek(after + 1).is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Number))
    }

    /// The members and elements of a term that has just been read.
    pub(super) fn parts(&mut self, start: usize, from: usize) -> Result<(), Stop> {
        let Some([Op::Term(index)]) = self.parsed.program.get(start..) else { return Ok(()) };
        let index = *index;
        let mut arrow = false;
        loop {
            if self.is_member_next(0) {
                self.at += 1;
            } else if self.is_arrow() {
                arrow = true;
                self.at += 2;
            } else if self.peek(0).is_some_and(|token| token.is(Kind::Open, "[")) {
                let step = self.index()?;
                self.step(index, step, from);
                continue;
            } else {
                break;
            }
            self.member(index, from)?;
        }
        let term = self.parsed.terms.get(index);
        if let Some(term) = term.filter(|_| arrow).map(ToString::to_string) {
            self.fault(from..self.at, "a ratio uses `.` where C uses `->`", format!("write `{term}`"));
        }
        Ok(())
    }

    /// Passes the members and elements of a name that was reported.
    fn skip_parts(&mut self) -> Result<(), Stop> {
        loop {
            if self.is_member_next(0) {
                self.at += 2;
            } else if self.peek(0).is_some_and(|token| token.is(Kind::Open, "[")) {
                self.skip_group()?;
            } else {
                return Ok(());
            }
        }
    }

    pub(super) fn is_arrow(&self) -> bool {
        let arrow = self.peek(0).zip(self.peek(1));
        arrow.is_some_and(|(dash, head)| dash.is(Kind::Punct, "-") && dash.is_joint && head.is(Kind::Punct, ">"))
    }

    pub(super) fn member(&mut self, index: usize, from: usize) -> Result<(), Stop> {
        let Some(token) = self.peek(0) else { return self.no_term() };
        let (kind, text) = (token.kind, token.text.to_string());
        let span = self.at..self.at + 1;
        match kind {
            Kind::Word if self.peek(1).is_some_and(|next| next.is(Kind::Open, "(")) => {
                let call = self.at;
                self.at += 1;
                self.skip_group()?;
                self.no_function(&text, call..self.at);
            }
            Kind::Word => {
                if is_keyword(&text) {
                    let help = match can_be_raw(&text) {
                        true => format!("write `r#{text}`"),
                        false => "write the name of a member".to_owned(),
                    };
                    self.fault(span.clone(), format!("`{text}` is a Rust keyword"), help);
                }
                self.at += 1;
                self.step(index, TermStep { kind: TermStepKind::Member(unraw(&text).to_owned()), span }, from);
            }
            // Statics that clang split: `stats.0`, and `stats.0.1` with the literal `0.1`.
            Kind::Number if text.chars().all(|c| c == '.' || c.is_ascii_digit()) => {
                self.at += 1;
                for part in text.split('.') {
                    self.step(
                        index,
                        TermStep { kind: TermStepKind::Member(part.to_owned()), span: span.clone() },
                        from,
                    );
                }
            }
            _ => return self.no_term(),
        }
        Ok(())
    }

    pub(super) fn step(&mut self, index: usize, step: TermStep, from: usize) {
        let end = self.at;
        if let Some(term) = self.parsed.terms.get_mut(index) {
            term.steps.push(step);
            term.span = from..end;
        }
    }

    /// `[3]`, `[NAME]`, `[*]` or `[0..3]`.
    fn index(&mut self) -> Result<TermStep, Stop> {
        let from = self.at;
        self.skip_group()?;
        let span = self.without_group(from + 1..self.at - 1);
        let tokens = self.tokens.get(span.clone()).unwrap_or_default();
        let is_dots = |first: &Token<'_>, second: &Token<'_>| {
            first.is(Kind::Punct, ".") && first.is_joint && second.is(Kind::Punct, ".")
        };
        let dots = tokens.windows(2).position(|pair| matches!(pair, [first, second] if is_dots(first, second)));
        let kind = match (tokens, dots) {
            (_, Some(dots)) => Some(self.slice(&span, span.start + dots)),
            ([token], None) if token.is(Kind::Punct, "*") => Some(TermStepKind::All),
            _ => self.bound(span.clone()).map(|bound| match bound {
                Bound::Number(index) => TermStepKind::Index(index),
                Bound::Enumerator(name) => TermStepKind::Enumerator(name),
            }),
        };
        let kind = kind.unwrap_or_else(|| {
            let index = if span.is_empty() { from..self.at } else { span.clone() };
            let fact = "an index is an integer, an enumerator, `*` or a slice";
            self.fault(index, fact, "write the number of the element");
            TermStepKind::Index(0)
        });
        Ok(TermStep { kind, span })
    }

    /// `0..3`, with its dots at that token.
    fn slice(&mut self, span: &Range<usize>, dots: usize) -> TermStepKind {
        let (lower, upper) = (span.start..dots, dots + 2..span.end);
        let faults = self.parsed.faults.len();
        if self.tokens.get(upper.start).is_some_and(|token| token.is(Kind::Punct, "=")) {
            let help = match self.bound(upper.start + 1..upper.end) {
                Some(Bound::Number(last)) => {
                    format!("write `{}..{}`", self.text(lower.clone()), last.saturating_add(1))
                }
                _ => "write `..`; the upper bound is not part of a slice".to_owned(),
            };
            self.fault(span.clone(), "a slice has no `..=`", help);
        }
        let bounds = (self.bound(lower.clone()), self.bound(upper.clone()));
        let is_read = faults == self.parsed.faults.len();
        if let (Some(lower), Some(upper), true) = (bounds.0, bounds.1, is_read) {
            return TermStepKind::Slice(lower, upper);
        }
        if is_read {
            let fact = "the bounds of a slice are integers or enumerators";
            let help = match (lower.is_empty(), upper.is_empty()) {
                (true, false) => format!("write `0..{}`", self.text(upper)),
                _ => "write the number after the last element as the upper bound".to_owned(),
            };
            self.fault(span.clone(), fact, help);
        }
        TermStepKind::Slice(Bound::Number(0), Bound::Number(1))
    }

    /// An integer or an enumerator.
    fn bound(&mut self, span: Range<usize>) -> Option<Bound> {
        let span = self.without_group(span);
        let [token] = self.tokens.get(span.clone())? else { return None };
        match token.kind {
            Kind::Number => Some(Bound::Number(integer(&token.text).unwrap_or_else(|(fact, help)| {
                self.fault(span, fact, help);
                0
            }))),
            Kind::Word if !is_keyword(&token.text) => Some(Bound::Enumerator(unraw(&token.text).to_owned())),
            _ => None,
        }
    }

    /// The tokens without the group that a macro's fragment is in.
    fn without_group(&self, mut span: Range<usize>) -> Range<usize> {
        while self.tokens.get(span.start).is_some_and(|token| token.is(Kind::Open, "")) && self.is_one_group(&span) {
            span = span.start + 1..span.end - 1;
        }
        span
    }

    /// Whether the delimiter at the start of these tokens is closed by the last of them.
    fn is_one_group(&self, span: &Range<usize>) -> bool {
        let mut depth = 0_usize;
        let closes = |token: &Token<'_>| {
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        };
        let tokens = self.tokens.get(span.clone()).unwrap_or_default();
        tokens.iter().position(closes).is_some_and(|last| last + 1 == tokens.len())
    }
}
