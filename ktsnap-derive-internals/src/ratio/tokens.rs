//! The compiler's tokens as those of the grammar.

use std::ops::Range;

use ktsnap_ratio::{Kind, Token};
use proc_macro2::{Delimiter, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

/// Tokens of a ratio, with the places where they were written.
pub struct Tokens {
    pub tokens: Vec<Token<'static>>,
    spans: Vec<Span>,
    /// The place of a ratio without tokens.
    fallback: Span,
}

impl Tokens {
    pub fn new(stream: TokenStream, fallback: Span) -> Self {
        let mut tokens = Self { tokens: Vec::new(), spans: Vec::new(), fallback };
        tokens.extend(stream);
        tokens
    }

    fn extend(&mut self, stream: TokenStream) {
        for tree in stream {
            match tree {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::None => ("", ""),
                    };
                    self.push(Token::new(Kind::Open, open), group.span_open());
                    self.extend(group.stream());
                    self.push(Token::new(Kind::Close, close), group.span_close());
                }
                TokenTree::Ident(ident) => self.push(Token::new(Kind::Word, ident.to_string()), ident.span()),
                TokenTree::Literal(literal) => {
                    let text = literal.to_string();
                    let is_number = text.starts_with(|first: char| first.is_ascii_digit());
                    self.push(Token::new(if is_number { Kind::Number } else { Kind::Text }, text), literal.span());
                }
                TokenTree::Punct(punct) => {
                    let token = Token::new(Kind::Punct, punct.as_char().to_string());
                    self.push(Token { is_joint: punct.spacing() == Spacing::Joint, ..token }, punct.span());
                }
            }
        }
    }

    fn push(&mut self, token: Token<'static>, span: Span) {
        self.tokens.push(token);
        self.spans.push(span);
    }

    pub fn span(&self, at: usize) -> Span {
        self.spans.get(at).or_else(|| self.spans.last()).copied().unwrap_or(self.fallback)
    }

    /// Tokens at the place of these, for an error.
    pub fn at(&self, range: &Range<usize>) -> TokenStream {
        let dot = |at| {
            let mut dot = Punct::new('.', Spacing::Alone);
            dot.set_span(self.span(at));
            TokenTree::Punct(dot)
        };
        [dot(range.start), dot(range.end.saturating_sub(1).max(range.start))].into_iter().collect()
    }

    /// The identifier at an index.
    pub fn ident(&self, at: usize) -> Option<Ident> {
        let text = &*self.tokens.get(at).filter(|token| token.kind == Kind::Word)?.text;
        Some(match text.strip_prefix("r#") {
            Some(raw) => Ident::new_raw(raw, self.span(at)),
            None => Ident::new(text, self.span(at)),
        })
    }
}
