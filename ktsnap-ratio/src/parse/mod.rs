//! The grammar.
//!
//! ```text
//! definition = name [ "(" name ")" | "[" name "]" ] "=" value
//! value      = expression [ "or" number ]
//! expression = atom { ("+" | "-" | "*" | "/") atom }
//! atom       = integer | term | "(" value ")" | call
//! call       = ("sum" | "max" | "min" | "mean" | "len") "(" term ")"
//!            | "count" "(" condition ")"
//!            | ("max" | "min") "(" value "," value ")"
//!            | ("percent" | "floor") "(" value ")"
//! condition  = comparison { "and" comparison }
//! comparison = expression ("==" | "!=" | "<" | "<=" | ">" | ">=") expression | "(" condition ")"
//! term       = name { "." name | "[" index "]" }
//! index      = bound | "*" | bound ".." bound
//! bound      = integer | enumerator
//! number     = [ "-" ] ( integer | digits "." digits )
//! ```
//!
//! A term is a field, or a definition that precedes this one. The name in parentheses is a parameter: a second value of the
//! same struct, and a term that begins with it is a field or a definition of that value. The name in brackets is an index that
//! the caller passes, and its uses are indices. Only a ratio can have one of both. `or` applies to the whole value: back to the `=`, the opening parenthesis, or the comma between two arguments.

mod alternative;
mod call;
mod condition;
mod cursor;
mod expression;
mod operand;
mod parameter;

use std::ops::Range;

use expression::Parser;

use crate::fault::RatioFault;
use crate::name::{check_keyword, check_name};
use crate::program::{Op, infix};
use crate::term::Term;
use crate::token::{Kind, Token};

/// Operators and brackets that an expression can have. They bound the parser's recursion.
const MOST: usize = 256;

/// A definition, an expression, or what could be read of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The name in front of the `=`, with the index of its token. It can still be a keyword or a method's name.
    pub name: Option<(String, usize)>,
    /// The parameter of a ratio, with the index of its token.
    pub parameter: Option<(String, usize)>,
    /// The index parameter of a ratio, with the index of its token.
    pub index: Option<(String, usize)>,
    /// The terms, one for each occurrence.
    pub terms: Vec<Term>,
    /// The program. [`Op::Term`], [`Op::Sum`], [`Op::Mean`] and [`Op::Each`] index `terms`. Only valid if there are no faults.
    pub program: Vec<Op>,
    /// The tokens of each `or` with its number, in the order of the program.
    pub alternatives: Vec<Range<usize>>,
    /// The tokens of the condition of each `count`, in the order of the program.
    pub counts: Vec<Range<usize>>,
    /// What is wrong.
    pub faults: Vec<RatioFault>,
}

impl Parsed {
    /// The expression as it would be written, with the parentheses that it needs.
    #[must_use]
    pub fn text(&self) -> String {
        infix(&self.program, &self.names())
    }

    /// The parameter of a ratio, of either kind, with the index of its token.
    pub(crate) fn any_parameter(&self) -> Option<&(String, usize)> {
        self.parameter.as_ref().or(self.index.as_ref())
    }

    /// The name with its parameter: `share(total)` or `share[cell]`. Without a parameter it is `share`.
    ///
    /// ```
    /// use ktsnap_ratio::{definition, lex};
    ///
    /// assert_eq!(definition(&lex("share[cell] = ran[cell] / own[cell]")).head(), "share[cell]");
    /// ```
    #[must_use]
    pub fn head(&self) -> String {
        let name = self.name.as_ref().map_or("", |(name, _)| name);
        match (&self.parameter, &self.index) {
            (Some((parameter, _)), _) => format!("{name}({parameter})"),
            (_, Some((index, _))) => format!("{name}[{index}]"),
            (None, None) => name.to_owned(),
        }
    }

    fn names(&self) -> Vec<String> {
        self.terms.iter().map(Term::in_program).collect()
    }
}

/// Parses a ratio, `name = expression`, and checks the name.
///
/// ```
/// use ktsnap_ratio::{definition, lex};
///
/// let parsed = definition(&lex("since = hits / 0"));
/// let facts: Vec<_> = parsed.faults.iter().map(|fault| fault.fact.as_str()).collect();
/// assert_eq!(facts, ["`since` is a method of `SnapshotSchema`", "the denominator is always zero"]);
/// ```
#[must_use]
pub fn definition(tokens: &[Token<'_>]) -> Parsed {
    define(tokens, true)
}

/// Parses a named term, `name = expression`. It has no method, so it can have the name of one.
///
/// ```
/// use ktsnap_ratio::{lex, named_term};
///
/// let parsed = named_term(&lex("since = hits + misses"));
/// assert_eq!(parsed.faults, []);
/// assert_eq!(named_term(&lex("hits + misses")).faults[0].fact, "a named term is a name and an expression");
/// ```
#[must_use]
pub fn named_term(tokens: &[Token<'_>]) -> Parsed {
    define(tokens, false)
}

fn define(tokens: &[Token<'_>], is_ratio: bool) -> Parsed {
    let all = 0..tokens.len();
    let refused =
        |fact: &str, help: &str| Parsed { faults: vec![RatioFault::new(all.clone(), fact, help)], ..Parsed::default() };
    if let [name] = tokens
        && name.kind == Kind::Word
    {
        let (fact, help) = (format!("`{}` has no expression", name.text), with_expression(&name.text));
        return Parsed { name: Some((name.text.to_string(), 0)), ..refused(&fact, &help) };
    }
    let Some(equals) = parameter::equals(tokens) else {
        let what = if is_ratio { "a ratio" } else { "a named term" };
        let nameless = parse(tokens, 0);
        let help = match nameless.faults.as_slice() {
            [] if !tokens.is_empty() => format!("write `name = {}`", nameless.text()),
            _ => with_expression("name"),
        };
        return refused(&format!("{what} is a name and an expression"), &help);
    };
    let name = tokens.first().map_or("", |token| &*token.text).to_owned();
    let mut parsed = if tokens.len() == equals + 1 {
        refused(&format!("`{name}` has no expression"), &with_expression(&name))
    } else {
        parse(tokens, equals + 1)
    };
    if equals > 1 {
        parsed.read_parameter(tokens, equals, is_ratio);
    }
    let check = if is_ratio { check_name } else { check_keyword };
    if let Err((fact, help)) = check(&name) {
        parsed.faults.push(RatioFault::new(0..1, fact, help));
    }
    parsed.faults.sort_by_key(|fault| fault.span.start);
    parsed.name = Some((name, 0));
    parsed
}

fn with_expression(name: &str) -> String {
    format!("write `{name} = ...`, with an expression over fields")
}

/// Parses an expression.
#[must_use]
pub fn expression(tokens: &[Token<'_>]) -> Parsed {
    parse(tokens, 0)
}

fn parse(tokens: &[Token<'_>], at: usize) -> Parsed {
    let mut parser = Parser::new(tokens, at);
    if parser.value().is_ok() && at < tokens.len() && parser.at < tokens.len() {
        _ = parser.no_operator();
    }
    let mut parsed = parser.parsed;
    parsed.faults.sort_by_key(|fault| fault.span.start);
    parsed
}

fn unraw(word: &str) -> &str {
    word.strip_prefix("r#").unwrap_or(word)
}

impl Token<'_> {
    fn is_joint_with(&self, next: Option<&Token<'_>>, character: char) -> bool {
        self.is_joint && next.is_some_and(|next| next.kind == Kind::Punct && next.text.starts_with(character))
    }
}
