//! The parameter of a ratio: another value of the same struct, named in parentheses after the ratio's name.

use super::{Parsed, unraw};
use crate::fault::RatioFault;
use crate::name::is_keyword;
use crate::term::TermStepKind;
use crate::token::{Kind, Token};

/// The index of the `=` after the name, or after the name and a parameter in parentheses.
pub(super) fn equals(tokens: &[Token<'_>]) -> Option<usize> {
    let is_equals = |at: usize| {
        tokens.get(at).is_some_and(|token| token.is(Kind::Punct, "=") && !token.is_joint_with(tokens.get(at + 1), '='))
    };
    let [name, next, ..] = tokens else { return None };
    if name.kind != Kind::Word || is_equals(1) {
        return (name.kind == Kind::Word).then_some(1);
    }
    let close = tokens.iter().position(|token| token.kind == Kind::Close)?;
    let is_flat = tokens.get(2..close)?.iter().all(|token| token.kind != Kind::Open);
    (next.is(Kind::Open, "(") && is_flat && is_equals(close + 1)).then_some(close + 1)
}

impl Parsed {
    /// Reads the parameter between the name and the `=` at that token, and takes it out of the terms that begin with it.
    pub(super) fn read_parameter(&mut self, tokens: &[Token<'_>], equals: usize, is_ratio: bool) {
        let name = tokens.first().map_or("", |name| &*name.text);
        let written = match tokens.get(2..equals - 1) {
            Some([parameter]) if parameter.kind == Kind::Word && is_ratio => &*parameter.text,
            inside => {
                let (fact, help) = match inside {
                    _ if !is_ratio => ("a named term has no parameter", format!("write `{name} = ...`")),
                    Some([]) => ("the parentheses have no parameter", format!("write `{name} = ...`")),
                    _ => ("a ratio has one parameter, which is a name", format!("write `{name}(total) = ...`")),
                };
                self.faults.push(RatioFault::new(1..equals, fact, help));
                // What its terms name is not known.
                self.terms.clear();
                return;
            }
        };
        let parameter = unraw(written);
        if is_keyword(parameter) {
            let fact = format!("`{parameter}` is a Rust keyword");
            // Each use of the name would be a fault for the same reason.
            self.faults = vec![RatioFault::new(2..3, fact, "give the parameter another name")];
            self.terms.clear();
            return;
        }
        for term in self.terms.iter_mut().filter(|term| term.root == parameter) {
            let Some(step) = term.steps.first() else { continue };
            if let TermStepKind::Member(member) = &step.kind
                && !member.starts_with(|first: char| first.is_ascii_digit())
            {
                (term.root, term.at) = (member.clone(), step.span.start);
                term.steps.remove(0);
                term.parameter = Some(parameter.to_owned());
            }
        }
        self.parameter = Some((parameter.to_owned(), 2));
    }
}
