//! The tokens of a ratio.

use std::borrow::Cow;

/// A token of a ratio. Its position is its index in the slice that holds it.
///
/// ```
/// use ktsnap_ratio::{Kind, lex};
///
/// let tokens = lex("hits/0x10");
/// let texts: Vec<_> = tokens.iter().map(|token| &*token.text).collect();
/// assert_eq!(texts, ["hits", "/", "0x10"]);
/// assert_eq!(tokens[2].kind, Kind::Number);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'t> {
    /// The text of the token. Empty for a group that a macro's fragment makes.
    pub text: Cow<'t, str>,
    /// What kind of token it is.
    pub kind: Kind,
    /// Whether a punctuation character follows a punctuation character immediately, as in `->`.
    pub is_joint: bool,
}

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// An identifier or a keyword, raw ones included.
    Word,
    /// A literal that begins with a digit.
    Number,
    /// Another literal.
    Text,
    /// One punctuation character.
    Punct,
    /// An opening delimiter: `(`, `[`, `{` or none.
    Open,
    /// A closing delimiter: `)`, `]`, `}` or none.
    Close,
}

impl<'t> Token<'t> {
    /// A token that is not followed by a punctuation character.
    #[must_use]
    pub fn new(kind: Kind, text: impl Into<Cow<'t, str>>) -> Self {
        Self { text: text.into(), kind, is_joint: false }
    }

    pub(crate) fn is(&self, kind: Kind, text: &str) -> bool {
        self.kind == kind && self.text == text
    }
}

/// Splits text into tokens, as Rust would. Characters that no Rust token begins with become tokens of their own.
#[must_use]
pub fn lex(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let kind = kind_of(first);
        let len = match kind {
            Kind::Word => word(rest),
            Kind::Number => number(rest),
            Kind::Text => quoted(rest, first),
            _ => first.len_utf8(),
        };
        let (text, after) = rest.split_at_checked(len).unwrap_or((rest, ""));
        let is_joint = kind == Kind::Punct
            && after.starts_with(|next: char| next.is_ascii_graphic() && kind_of(next) == Kind::Punct);
        tokens.push(Token { text: Cow::Borrowed(text), kind, is_joint });
        rest = after.trim_start();
    }
    tokens
}

/// The kind of the token that begins with a character.
fn kind_of(first: char) -> Kind {
    match first {
        '(' | '[' | '{' => Kind::Open,
        ')' | ']' | '}' => Kind::Close,
        '"' | '\'' => Kind::Text,
        _ if first.is_ascii_digit() => Kind::Number,
        _ if first == '_' || first.is_alphabetic() => Kind::Word,
        _ => Kind::Punct,
    }
}

fn is_in_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn word(text: &str) -> usize {
    let prefix = if text.strip_prefix("r#").is_some_and(|word| word.starts_with(is_in_word)) { 2 } else { 0 };
    let word = text.get(prefix..).unwrap_or_default();
    prefix + word.find(|c| !is_in_word(c)).unwrap_or(word.len())
}

fn number(text: &str) -> usize {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + rest.find(|c| !is_in_word(c)).unwrap_or(rest.len())
    };
    let mut end = digits(0);
    if text.starts_with("0x") || text.starts_with("0b") || text.starts_with("0o") {
        return end;
    }
    // `1.5` and `1.`, but not the two dots of a range or the one before a member.
    if let Some(fraction) = text.get(end..).and_then(|rest| rest.strip_prefix('.'))
        && !fraction.starts_with(|c: char| c == '.' || c == '_' || c.is_alphabetic())
    {
        end = digits(end + 1);
    }
    let has_exponent = text.get(..end).is_some_and(|number| number.ends_with(['e', 'E']));
    let sign = text.get(end..).and_then(|rest| rest.strip_prefix(['+', '-']));
    if has_exponent && sign.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        end = digits(end + 1);
    }
    end
}

/// The length of a string up to its closing quote, or to the end of the text.
fn quoted(text: &str, quote: char) -> usize {
    let inside = text.get(1..).unwrap_or_default();
    inside.find(quote).map_or(text.len(), |at| at + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        lex(text).iter().map(|token| token.text.to_string()).collect()
    }

    #[test]
    fn tokens_are_those_of_rust() {
        assert_eq!(texts("a_1 = r#type/(b.nr)"), ["a_1", "=", "r#type", "/", "(", "b", ".", "nr", ")"]);
        assert_eq!(
            texts("1.5+2.x-3..4*1e-5/0x1e-5"),
            ["1.5", "+", "2", ".", "x", "-", "3", ".", ".", "4", "*", "1e-5", "/", "0x1e", "-", "5"]
        );
        assert_eq!(texts("2f64 7u8 1_000"), ["2f64", "7u8", "1_000"]);
        assert_eq!(texts("0x1.5 0b1.5 0o1.5"), ["0x1", ".", "5", "0b1", ".", "5", "0o1", ".", "5"]);
        assert_eq!(texts("1.25x 1.5e+10 2e+1_0u"), ["1.25x", "1.5e+10", "2e+1_0u"]);
        assert_eq!(texts("s[*] \"a b\" 'c \u{e9}%"), ["s", "[", "*", "]", "\"a b\"", "'c \u{e9}%"]);
        assert_eq!(texts(""), [""; 0]);
    }

    #[test]
    fn operators_of_several_characters_are_joint() {
        let joint = |text| lex(text).iter().map(|token| token.is_joint).collect::<Vec<_>>();
        assert_eq!(joint("a->b"), [false, true, false, false]);
        assert_eq!(joint("a - > b"), [false, false, false, false]);
        // An operator ends before a name, a parenthesis or a quote.
        assert_eq!(joint("a._b/(c)*\"d\""), [false; 9]);
    }
}
