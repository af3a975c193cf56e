//! Parses the text of a path.

use super::{Link, ParsedStep, PathError, StepText, Syntax};

/// What C writes between a pointer and a member of its target.
pub(super) const ARROW: &str = "->";

pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    /// The offset in the text of the next step.
    pub(super) at: usize,
}

impl Parser<'_> {
    /// Parses the rest of the text.
    pub(super) fn steps(&mut self) -> Result<Vec<ParsedStep>, PathError> {
        let mut steps = Vec::new();
        loop {
            let rest = self.rest();
            let step = match rest.chars().next() {
                None => return Ok(steps),
                Some('.') => self.member(Link::Dot)?,
                Some('-') if rest.starts_with(ARROW) => self.member(Link::Arrow)?,
                Some('[') => self.index()?,
                Some(_) => {
                    let name = up_to_delimiter(rest).to_owned();
                    let what = if is_name(&name) { Syntax::NoDot(name) } else { Syntax::bad_name(self.text, &name) };
                    return Err(self.error(what));
                }
            };
            steps.push(step);
        }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn error(&self, what: Syntax) -> PathError {
        PathError::Syntax { path: self.text.to_owned(), what }
    }

    /// Parses a member after a dot or an arrow, or at the start of the path.
    pub(super) fn member(&mut self, link: Link) -> Result<ParsedStep, PathError> {
        let start = self.at;
        self.at += link.len();
        let name = up_to_delimiter(self.rest()).to_owned();
        if name.is_empty() {
            return Err(self.error(Syntax::NoName));
        }
        if !is_name(&name) {
            return Err(self.error(Syntax::bad_name(self.text, &name)));
        }
        self.at += name.len();
        Ok(ParsedStep { step: StepText::Member(name, link), span: start..self.at })
    }

    fn index(&mut self) -> Result<ParsedStep, PathError> {
        let start = self.at;
        let inner = self.rest().strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let Some((inner, _)) = inner else { return Err(self.error(Syntax::Unclosed)) };
        let step = match inner {
            "" => return Err(self.error(Syntax::NoIndex)),
            "*" => StepText::All,
            text => match (text.split_once(".."), bound(text)) {
                (Some((from, to)), _) => match (bound(from.trim()), bound(to.trim())) {
                    (Some(from), Some(to)) => StepText::Slice(Box::new(from), Box::new(to)),
                    _ => return Err(self.error(Syntax::BadSlice(text.to_owned()))),
                },
                (None, Some(index)) => index,
                (None, None) => return Err(self.error(Syntax::BadIndex(text.to_owned()))),
            },
        };
        self.at += inner.len() + 2;
        Ok(ParsedStep { step, span: start..self.at })
    }
}

/// Parses an enumerator or a number.
fn bound(text: &str) -> Option<StepText> {
    match text {
        "" => None,
        name if is_name(name) => Some(StepText::Enumerator(name.to_owned())),
        digits => number(digits).map(StepText::Number),
    }
}

/// The text before the next step.
pub(super) fn up_to_delimiter(text: &str) -> &str {
    let is_delimiter = |(at, letter): &(usize, char)| match letter {
        '.' | '[' => true,
        '-' => text.get(*at..).is_some_and(|rest| rest.starts_with(ARROW)),
        _ => false,
    };
    let end = text.char_indices().find(is_delimiter).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

/// Parses a decimal number. A number that begins with a zero is octal in C and therefore rejected.
fn number(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let decimal = digits.bytes().all(|digit| digit.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    decimal.then(|| text.parse().ok()).flatten()
}

fn is_name(text: &str) -> bool {
    text.chars().all(is_name_char) && !text.starts_with(|first: char| first.is_ascii_digit())
}

/// Whether a name in C can contain the character. clang also accepts `$`.
pub(super) fn is_name_char(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}
