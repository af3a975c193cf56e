//! The parameter of a ratio after its name: another value of the same struct in parentheses, or an index in brackets.

use super::{Parsed, unraw};
use crate::fault::RatioFault;
use crate::name::is_keyword;
use crate::term::{Bound, TermStepKind};
use crate::token::{Kind, Token};

/// The index of the `=` after the name and its groups of parentheses and brackets.
pub(super) fn equals(tokens: &[Token<'_>]) -> Option<usize> {
    tokens.first().filter(|name| name.kind == Kind::Word)?;
    let mut at = 1;
    loop {
        let token = tokens.get(at)?;
        if token.is(Kind::Punct, "=") && !token.is_joint_with(tokens.get(at + 1), '=') {
            return Some(at);
        }
        let is_open = token.is(Kind::Open, "(") || token.is(Kind::Open, "[");
        let rest = tokens.get(at + 1..).filter(|_| is_open)?;
        let end = rest.iter().position(|token| matches!(token.kind, Kind::Open | Kind::Close))?;
        rest.get(end).filter(|token| token.kind == Kind::Close)?;
        at += end + 2;
    }
}

impl Parsed {
    /// Reads the parameter between the name and the `=` at that token, and takes it out of the terms that name it.
    pub(super) fn read_parameter(&mut self, tokens: &[Token<'_>], equals: usize, is_ratio: bool) {
        let name = tokens.first().map_or("", |name| &*name.text);
        let is_index = tokens.get(1).is_some_and(|open| open.text == "[");
        let written = match tokens.get(2..equals - 1) {
            Some([parameter]) if parameter.kind == Kind::Word && is_ratio => &*parameter.text,
            inside => {
                let group = if is_index { "brackets" } else { "parentheses" };
                let fact = match inside {
                    _ if !is_ratio => "a named term has no parameter".to_owned(),
                    Some([]) => format!("the {group} have no parameter"),
                    _ => "a ratio has one parameter, which is a name".to_owned(),
                };
                let help = match inside {
                    Some([_, ..]) if is_ratio && is_index => format!("write `{name}[index] = ...`"),
                    Some([_, ..]) if is_ratio => format!("write `{name}(total) = ...`"),
                    _ => format!("write `{name} = ...`"),
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
        if is_index {
            self.take_index(parameter);
        } else {
            self.take_parameter(parameter);
        }
    }

    /// Takes a second value of the struct out of the terms that begin with it.
    fn take_parameter(&mut self, parameter: &str) {
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

    /// Takes the elements at an index that the caller passes from those at an enumerator.
    fn take_index(&mut self, parameter: &str) {
        let is_parameter = |bound: &Bound| matches!(bound, Bound::Enumerator(name) if name == parameter);
        for term in &mut self.terms {
            for step in &mut term.steps {
                match &step.kind {
                    TermStepKind::Enumerator(name) if name == parameter => {
                        step.kind = TermStepKind::Parameter(parameter.to_owned());
                    }
                    TermStepKind::Slice(from, to) if is_parameter(from) || is_parameter(to) => {
                        let fact = format!("the parameter `{parameter}` is the index of one element, not a bound");
                        let help = format!("write `[{parameter}]`, or a slice between integers or enumerators");
                        self.faults.push(RatioFault::new(step.span.clone(), fact, help));
                        // The enumerator would be looked up.
                        step.kind = TermStepKind::All;
                    }
                    _ => {}
                }
            }
        }
        self.index = Some((parameter.to_owned(), 2));
    }
}
