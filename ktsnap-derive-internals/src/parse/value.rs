//! The values that a key can have.

use proc_macro2::{TokenStream, TokenTree};
use syn::{BinOp, Expr, ExprLit, Lit, LitStr, Path};

use crate::error::unspaced;

/// A type of value.
pub(super) trait AttributeValue: Sized {
    /// The type, as an error names it.
    const KIND: &'static str;

    fn of(expr: &Expr) -> Option<Self>;

    /// A value to write instead of the tokens, or `default` if the value that the user meant is unclear.
    fn example(written: Option<&TokenStream>, default: &str) -> String;
}

impl AttributeValue for LitStr {
    const KIND: &'static str = "a string";

    fn of(expr: &Expr) -> Option<Self> {
        match expr {
            Expr::Group(group) => Self::of(&group.expr),
            Expr::Lit(ExprLit { lit: Lit::Str(string), .. }) => Some(string.clone()),
            _ => None,
        }
    }

    fn example(written: Option<&TokenStream>, default: &str) -> String {
        let Some(tokens) = written else { return format!("\"{default}\"") };
        let unquoted = match syn::parse2(tokens.clone()) {
            // Only the quotes are missing. The name of a constant has no lowercase letters.
            Ok(Expr::Path(path)) => {
                path.path.segments.iter().any(|it| it.ident.to_string().contains(char::is_lowercase))
            }
            Ok(Expr::Lit(ExprLit { lit: Lit::Int(_), .. }) | Expr::Field(_) | Expr::Index(_)) => true,
            Ok(Expr::Binary(binary)) => matches!(binary.op, BinOp::Div(_)),
            _ => false,
        };
        match inside_quotes(tokens) {
            Some(text) => format!("\"{text}\""),
            None if unquoted => format!("\"{}\"", unspaced(tokens)),
            None => format!("\"{default}\""),
        }
    }
}

/// The text of the first string among the tokens, which may be a byte string or in parentheses.
fn inside_quotes(tokens: &TokenStream) -> Option<String> {
    tokens.clone().into_iter().find_map(|token| match token {
        TokenTree::Group(group) => inside_quotes(&group.stream()),
        TokenTree::Literal(literal) => match Lit::new(literal) {
            Lit::Str(text) => Some(text.value()),
            Lit::ByteStr(text) => String::from_utf8(text.value()).ok(),
            _ => None,
        },
        TokenTree::Ident(_) | TokenTree::Punct(_) => None,
    })
}

impl AttributeValue for Path {
    const KIND: &'static str = "a path";

    fn of(expr: &Expr) -> Option<Self> {
        match expr {
            Expr::Group(group) => Self::of(&group.expr),
            Expr::Path(path) => Some(path.path.clone()),
            _ => None,
        }
    }

    fn example(_: Option<&TokenStream>, default: &str) -> String {
        default.to_owned()
    }
}
