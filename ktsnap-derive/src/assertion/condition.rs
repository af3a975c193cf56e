//! One condition: a field or a ratio, a comparison, and a value.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use super::is_call;
use super::text::text;
use ktsnap_derive_internals::error::Errors;

/// A condition whose tokens are in order.
pub(super) struct Condition {
    /// A field, or a method that is called, with the parts and methods after it.
    pub(super) left: Vec<TokenTree>,
    /// The tokens of the operator.
    pub(super) operator: Vec<TokenTree>,
    pub(super) comparison: Comparison,
    /// An expression.
    pub(super) right: Vec<TokenTree>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    fn of(operator: &str) -> Option<Self> {
        Some(match operator {
            "==" => Self::Equal,
            "!=" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            _ => return None,
        })
    }

    /// The operator of the same comparison with the sides swapped.
    fn swapped(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => ">",
            Self::LessOrEqual => ">=",
            Self::Greater => "<",
            Self::GreaterOrEqual => "<=",
        }
    }

    /// Whether it compares by order.
    pub(super) fn is_of_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

impl Condition {
    /// Reads a condition. A mistake is reported at its token.
    pub(super) fn read(tokens: &[TokenTree], errors: &mut Errors) -> Option<Self> {
        let operators = operators(tokens);
        let joined = operators.iter().find(|operator| matches!(operator.text.as_str(), "&&" | "||"));
        if let Some(joined) = joined {
            let (fact, help) = match joined.text.as_str() {
                "&&" => ("conditions are separated by commas", "write `,` instead of `&&`"),
                _ => ("every condition must hold, so `||` can't join two of them", "use `assert!` for this condition"),
            };
            errors.push(joined.tokens(tokens), fact, help);
            return None;
        }
        let mut comparisons = operators.iter().filter_map(|operator| Some((operator, Comparison::of(&operator.text)?)));
        let Some((operator, comparison)) = comparisons.next() else {
            match operators.iter().find(|operator| operator.text == "=") {
                Some(assignment) => errors.push(assignment.tokens(tokens), "`=` does not compare", "write `==`"),
                None => errors.push(
                    stream(tokens),
                    "the condition has no comparison",
                    "write `==`, `!=`, `<`, `<=`, `>` or `>=` and a value after it; for a `bool`, `== true`",
                ),
            }
            return None;
        };
        if let Some((second, _)) = comparisons.next() {
            let help = "write two conditions, separated by a comma";
            errors.push(second.tokens(tokens), "a condition has one comparison", help);
            return None;
        }
        let (left, rest) = tokens.split_at_checked(operator.start)?;
        let (operator_tokens, right) = rest.split_at_checked(operator.len)?;
        if left.is_empty() || right.is_empty() {
            let (side, help) = match left.is_empty() {
                true => ("before", "write a field or a ratio"),
                false => ("after", "write a value"),
            };
            errors.push(operator.tokens(tokens), format!("nothing is {side} `{}`", operator.text), help);
            return None;
        }
        if !matches!(left.first(), Some(TokenTree::Ident(_))) {
            let help = match right.first() {
                Some(TokenTree::Ident(_)) => {
                    format!("write `{} {} {}`", text(right), comparison.swapped(), text(left))
                }
                _ => "write a field or a ratio on the left side".to_owned(),
            };
            errors.push(stream(left), "a condition begins with a field or a ratio", help);
            return None;
        }
        if let Some(other) = not_of_a_path(left) {
            errors.push(
                other,
                "the left side of a condition is one field, ratio or method",
                "use `assert!` for this condition, or declare a ratio and compare that",
            );
            return None;
        }
        Some(Self { left: left.to_vec(), operator: operator_tokens.to_vec(), comparison, right: right.to_vec() })
    }
}

/// An operator of one or two characters.
struct Operator {
    text: String,
    start: usize,
    len: usize,
}

impl Operator {
    fn tokens(&self, of: &[TokenTree]) -> TokenStream {
        of.iter().skip(self.start).take(self.len).cloned().collect()
    }
}

/// The operators outside of groups and of the angle brackets of a turbofish.
fn operators(tokens: &[TokenTree]) -> Vec<Operator> {
    let mut operators = Vec::new();
    let mut position = 0;
    let mut generic_depth = 0_usize;
    while let Some(token) = tokens.get(position) {
        let start = position;
        position += 1;
        let TokenTree::Punct(punct) = token else { continue };
        let mut text = punct.as_char().to_string();
        if let (Spacing::Joint, Some(TokenTree::Punct(next))) = (punct.spacing(), tokens.get(position)) {
            let both = format!("{text}{}", next.as_char());
            if matches!(both.as_str(), "==" | "!=" | "<=" | ">=" | "&&" | "||" | "::" | "->" | "=>" | "<<" | ">>") {
                text = both;
                position += 1;
            }
        }
        let follows_colons =
            operators.last().is_some_and(|last: &Operator| last.text == "::" && last.start + last.len == start);
        match text.as_str() {
            "<" if generic_depth > 0 || follows_colons => generic_depth += 1,
            ">" if generic_depth > 0 => generic_depth -= 1,
            ">>" if generic_depth > 0 => generic_depth = generic_depth.saturating_sub(2),
            _ if generic_depth > 0 => {}
            _ => operators.push(Operator { text, start, len: position - start }),
        }
    }
    operators
}

/// The first token that can't be part of a field, an element or a method that is called.
fn not_of_a_path(tokens: &[TokenTree]) -> Option<TokenStream> {
    let mut is_after_a_value = false;
    let mut is_generic = false;
    for token in tokens {
        let fits = match token {
            TokenTree::Ident(_) => is_generic || !std::mem::replace(&mut is_after_a_value, true),
            TokenTree::Literal(_) => !std::mem::replace(&mut is_after_a_value, true),
            TokenTree::Group(group) => is_after_a_value && (is_call(token) || group.delimiter() == Delimiter::Bracket),
            TokenTree::Punct(punct) => match punct.as_char() {
                '.' => std::mem::replace(&mut is_after_a_value, false),
                '?' => is_after_a_value,
                ':' => {
                    is_generic = true;
                    true
                }
                '>' if is_generic => {
                    is_generic = false;
                    is_after_a_value = true;
                    true
                }
                _ => is_generic,
            },
        };
        if !fits {
            return Some(token.clone().into());
        }
    }
    None
}

fn stream(tokens: &[TokenTree]) -> TokenStream {
    tokens.iter().cloned().collect()
}
