//! The grammar.
//!
//! ```text
//! definition = name "=" expression
//! expression = atom { ("+" | "-" | "*" | "/") atom }
//! atom       = integer | term | "(" expression ")" | "sum" "(" term ")" | "percent" "(" expression ")"
//! term    = name { "." name | "[" ( integer | enumerator | "*" ) "]" }
//! ```

use std::ops::Range;

use crate::fault::RatioFault;
use crate::integer::integer;
use crate::name::{can_be_raw, check_name, is_keyword};
use crate::program::{Op, infix, start_of_value};
use crate::term::{Term, TermStep, TermStepKind};
use crate::token::{Kind, Token};

/// Operators and brackets that an expression can have. They bound the parser's recursion.
const MOST: usize = 256;

const CONSISTS_OF: &str = "a ratio has fields, `sum(array)`, `percent(...)`, integers, `+ - * /` and parentheses";
const OPERATORS: &str = "a ratio has the operators `+`, `-`, `*` and `/`";

/// A definition, an expression, or what could be read of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The name in front of the `=`, with the index of its token. It can still be a keyword or a method's name.
    pub name: Option<(String, usize)>,
    /// The terms, one for each occurrence.
    pub terms: Vec<Term>,
    /// The program. Only valid if there are no faults.
    pub program: Vec<Op>,
    /// What is wrong.
    pub faults: Vec<RatioFault>,
}

impl Parsed {
    /// The expression as it would be written, with the parentheses that it needs.
    #[must_use]
    pub fn text(&self) -> String {
        infix(&self.program, &self.terms.iter().map(ToString::to_string).collect::<Vec<_>>())
    }
}

/// Parses `name = expression`, and checks the name.
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
    let all = 0..tokens.len();
    let refused =
        |fact: &str, help: &str| Parsed { faults: vec![RatioFault::new(all.clone(), fact, help)], ..Parsed::default() };
    let has_equals = match tokens {
        [name, ..] if name.kind != Kind::Word => false,
        [_, equals, ..] => equals.is(Kind::Punct, "=") && !equals.is_joint_with(tokens.get(2), '='),
        [_] => {
            let name = tokens.first().map_or("", |token| &*token.text);
            let (fact, help) = (format!("`{name}` has no expression"), with_expression(name));
            return Parsed { name: Some((name.to_owned(), 0)), ..refused(&fact, &help) };
        }
        [] => false,
    };
    if !has_equals {
        let nameless = parse(tokens, 0);
        let help = match nameless.faults.as_slice() {
            [] if !tokens.is_empty() => format!("write `name = {}`", nameless.text()),
            _ => with_expression("name"),
        };
        return refused("a ratio is a name and an expression", &help);
    }
    let name = tokens.first().map_or("", |token| &*token.text).to_owned();
    let mut parsed = if tokens.len() == 2 {
        refused(&format!("`{name}` has no expression"), &with_expression(&name))
    } else {
        parse(tokens, 2)
    };
    if let Err((fact, help)) = check_name(&name) {
        parsed.faults.insert(0, RatioFault::new(0..1, fact, help));
    }
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
    let mut parser = Parser { tokens, at, left: MOST, parsed: Parsed::default() };
    if parser.expression(0).is_ok() && at < tokens.len() && parser.at < tokens.len() {
        _ = parser.no_operator();
    }
    let mut parsed = parser.parsed;
    parsed.faults.sort_by_key(|fault| fault.span.start);
    parsed
}

/// The rest can't be read. The fault has been reported.
struct Stop;

struct Parser<'t> {
    tokens: &'t [Token<'t>],
    at: usize,
    /// Operators and brackets that may follow.
    left: usize,
    parsed: Parsed,
}

impl<'t> Parser<'t> {
    /// Terms with operators between them that bind at least as tightly as `least`.
    fn expression(&mut self, least: u8) -> Result<(), Stop> {
        self.atom()?;
        while let Some(op) = self.operator().filter(|op| op.precedence() >= least) {
            self.count()?;
            self.at += 1;
            let (start, from) = (self.parsed.program.len(), self.at);
            self.expression(op.precedence() + 1)?;
            if op == Op::Div && self.parsed.program.get(start..) == Some(&[Op::Int(0)]) {
                self.fault(from..self.at, "the denominator is always zero", "divide by something else");
            }
            self.parsed.program.push(op);
        }
        Ok(())
    }

    fn operator(&mut self) -> Option<Op> {
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
    fn skip_cast(&mut self) {
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

    fn is_path(&self) -> bool {
        self.peek(0).is_some_and(|token| token.is(Kind::Punct, ":")) && self.punct_len() == 2
    }

    fn atom(&mut self) -> Result<(), Stop> {
        let start = self.parsed.program.len();
        let from = self.at;
        let Some(token) = self.peek(0) else { return self.no_term() };
        let text = &*token.text;
        match token.kind {
            Kind::Open if matches!(text, "(" | "") => {
                self.open()?;
                self.expression(0)?;
                self.close(text)?;
            }
            Kind::Number => {
                self.at += 1;
                let value = integer(text).unwrap_or_else(|(fact, help)| {
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

    /// The name of a field.
    fn root(&mut self, text: &str) -> Result<(), Stop> {
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
            return Ok(());
        }
        let root = self.peek(0).map(|token| unraw(&token.text).to_owned()).unwrap_or_default();
        self.at += 1;
        let span = at..at + 1;
        self.push(Op::Term(self.parsed.terms.len()));
        self.parsed.terms.push(Term { root, at, steps: Vec::new(), is_sum: false, span });
        Ok(())
    }

    /// Whether a `.` follows after so many tokens, and a name after it.
    fn is_member_next(&self, after: usize) -> bool {
        self.peek(after).is_some_and(|token| token.is(Kind::Punct, ".") && !token.is_joint)
            && self.peek(after + 1).is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Number))
    }

    /// The members and elements of a term that has just been read.
    fn parts(&mut self, start: usize, from: usize) -> Result<(), Stop> {
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

    fn is_arrow(&self) -> bool {
        let arrow = self.peek(0).zip(self.peek(1));
        arrow.is_some_and(|(dash, head)| dash.is(Kind::Punct, "-") && dash.is_joint && head.is(Kind::Punct, ">"))
    }

    fn member(&mut self, index: usize, from: usize) -> Result<(), Stop> {
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

    fn step(&mut self, index: usize, step: TermStep, from: usize) {
        let end = self.at;
        if let Some(term) = self.parsed.terms.get_mut(index) {
            term.steps.push(step);
            term.span = from..end;
        }
    }

    /// `[3]`, `[NAME]` or `[*]`.
    fn index(&mut self) -> Result<TermStep, Stop> {
        let from = self.at;
        self.skip_group()?;
        let mut span = from + 1..self.at - 1;
        // A macro's fragment is in a group without delimiters.
        while let Some([Token { kind: Kind::Open, text, .. }, .., Token { kind: Kind::Close, .. }]) =
            self.tokens.get(span.clone())
            && text.is_empty()
        {
            span = span.start + 1..span.end - 1;
        }
        let kind = match self.tokens.get(span.clone()) {
            Some([token]) => match token.kind {
                Kind::Number => Some(TermStepKind::Index(integer(&token.text).unwrap_or_else(|(fact, help)| {
                    self.fault(span.clone(), fact, help);
                    0
                }))),
                Kind::Word if !is_keyword(&token.text) => Some(TermStepKind::Enumerator(unraw(&token.text).to_owned())),
                Kind::Punct if token.text == "*" => Some(TermStepKind::All),
                _ => None,
            },
            _ => None,
        };
        let kind = kind.unwrap_or_else(|| {
            let index = if span.is_empty() { from..self.at } else { span.clone() };
            self.fault(index, "an index is an integer, an enumerator or `*`", "write the number of the element");
            TermStepKind::Index(0)
        });
        Ok(TermStep { kind, span })
    }

    /// `sum(term)`, `percent(expression)`.
    fn call(&mut self, function: &str) -> Result<(), Stop> {
        let from = self.at;
        if !matches!(function, "sum" | "percent") {
            self.at += 1;
            self.skip_group()?;
            self.no_function(function, from..self.at);
            self.push(Op::Int(1));
            return Ok(());
        }
        let start = self.parsed.program.len();
        let (terms, faults) = (self.parsed.terms.len(), self.parsed.faults.len());
        self.at += 1;
        self.open()?;
        let mut arguments = 0_usize;
        while !self.peek(0).is_some_and(|token| token.kind == Kind::Close) {
            self.expression(0)?;
            arguments += 1;
            if !self.peek(0).is_some_and(|token| token.is(Kind::Punct, ",")) {
                break;
            }
            self.at += 1;
        }
        self.close("(")?;
        let span = from..self.at;
        if function == "percent" {
            if arguments == 1 {
                self.push(Op::Percent);
                return Ok(());
            }
            if faults == self.parsed.faults.len() {
                self.parsed.program.extend((1..arguments).map(|_| Op::Div));
                let help = match arguments {
                    0 => "write `percent(...)`, with an expression over fields".to_owned(),
                    _ => format!("write `percent({})`", self.quotient(start, arguments)),
                };
                self.fault(span, "`percent` takes one expression", help);
            }
        } else if let Some([Op::Term(index)]) = self.parsed.program.get(start..) {
            let index = *index;
            if let Some(term) = self.parsed.terms.get_mut(index) {
                term.is_sum = true;
            }
            self.parsed.program.truncate(start);
            self.push(Op::Sum(index));
            return Ok(());
        } else if faults == self.parsed.faults.len() {
            self.fault(span, "`sum` takes one array", "its argument is a field that is an array or a `PerCpu`");
            // Whether the arrays among these terms need a `sum` depends on the correction.
            self.parsed.terms.truncate(terms);
        }
        self.parsed.program.truncate(start);
        self.push(Op::Int(1));
        Ok(())
    }

    /// The arguments of `percent`, divided one by the other.
    fn quotient(&self, start: usize, arguments: usize) -> String {
        let program = self.parsed.program.get(start..).unwrap_or_default();
        let mut end = program.len() + 1 - arguments;
        let mut values = Vec::new();
        for _ in 0..arguments {
            let from = start_of_value(program, end);
            values.push(program.get(from..end).unwrap_or_default());
            end = from;
        }
        let mut quotient = Vec::new();
        for (place, value) in values.iter().rev().enumerate() {
            quotient.extend_from_slice(value);
            quotient.extend((place > 0).then_some(Op::Div));
        }
        infix(&quotient, &self.names())
    }

    fn no_function(&mut self, function: &str, span: Range<usize>) {
        let fact = format!("a ratio has no function `{function}`");
        self.fault(span, fact, "a ratio can call `sum(array)` and `percent(expression)`");
    }

    /// Passes an opening delimiter.
    fn open(&mut self) -> Result<(), Stop> {
        self.count()?;
        self.at += 1;
        Ok(())
    }

    /// Passes the delimiter that closes `open`.
    fn close(&mut self, open: &str) -> Result<(), Stop> {
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
    fn skip_group(&mut self) -> Result<(), Stop> {
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
    fn count(&mut self) -> Result<(), Stop> {
        if let Some(left) = self.left.checked_sub(1) {
            self.left = left;
            return Ok(());
        }
        let fact = format!("the expression has more than {MOST} operators and brackets");
        self.fault(self.at..self.at + 1, fact, "define several ratios");
        Err(Stop)
    }

    /// Reports that a field or an integer is missing.
    fn no_term(&mut self) -> Result<(), Stop> {
        self.expected("a field or an integer", CONSISTS_OF)
    }

    /// Reports that an operator is missing.
    fn no_operator(&mut self) -> Result<(), Stop> {
        self.expected("an operator", OPERATORS)
    }

    fn expected(&mut self, what: &str, help: &str) -> Result<(), Stop> {
        let span = self.at..self.at + self.punct_len();
        let found = match self.peek(0) {
            None => "the end of the expression".to_owned(),
            // What a macro's fragment holds.
            Some(token) if token.text.is_empty() => "a group".to_owned(),
            Some(_) => format!("`{}`", self.text(span.clone())),
        };
        self.fault(span, format!("expected {what}, found {found}"), help);
        Err(Stop)
    }

    /// The number of tokens that make up the operator at this place, as in `->` or `==`; otherwise 1, and 0 at the end.
    fn punct_len(&self) -> usize {
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

    fn peek(&self, after: usize) -> Option<&'t Token<'t>> {
        self.tokens.get(self.at + after)
    }

    fn push(&mut self, op: Op) {
        self.parsed.program.push(op);
    }

    fn fault(&mut self, span: Range<usize>, fact: impl Into<String>, help: impl Into<String>) {
        self.parsed.faults.push(RatioFault::new(span, fact, help));
    }

    fn names(&self) -> Vec<String> {
        self.parsed.terms.iter().map(ToString::to_string).collect()
    }

    /// Tokens as they were probably written.
    fn text(&self, span: Range<usize>) -> String {
        let mut text = String::new();
        let mut after_word = false;
        for token in self.tokens.get(span).unwrap_or_default() {
            let is_word = token.kind == Kind::Word;
            if is_word && after_word {
                text.push(' ');
            }
            text.push_str(&token.text);
            after_word = is_word;
        }
        text
    }
}

fn unraw(word: &str) -> &str {
    word.strip_prefix("r#").unwrap_or(word)
}

impl Token<'_> {
    fn is_joint_with(&self, next: Option<&Token<'_>>, character: char) -> bool {
        self.is_joint && next.is_some_and(|next| next.kind == Kind::Punct && next.text.starts_with(character))
    }
}
