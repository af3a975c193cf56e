//! A condition as its source has it. The printer of the compiler puts spaces around `::` and before `?` and `[`.

use proc_macro2::{Delimiter, Spacing, TokenTree};

/// The text of the tokens.
pub(super) fn text(tokens: &[TokenTree]) -> String {
    let mut text = String::new();
    // What is before the next token: a value, or an operator that needs a value after it.
    let mut is_after_a_value = false;
    let mut needs_space = false;
    // Whether the last token is the first character of an operator of two.
    let mut was_joint = false;
    let mut generic_depth = 0_usize;
    for (position, token) in tokens.iter().enumerate() {
        let next = tokens.get(position + 1);
        let (space_before, space_after, is_value) = match token {
            TokenTree::Punct(punct) => {
                let continues = punct.spacing() == Spacing::Joint && matches!(next, Some(TokenTree::Punct(_)));
                match punct.as_char() {
                    '<' if text.ends_with(':') || generic_depth > 0 => {
                        generic_depth += 1;
                        (false, false, false)
                    }
                    '>' if generic_depth > 0 => {
                        generic_depth -= 1;
                        (false, generic_depth == 0, true)
                    }
                    ':' if !was_joint && punct.spacing() == Spacing::Alone => (false, true, false),
                    '.' | ':' => (false, false, false),
                    '?' => (false, false, true),
                    ',' | ';' => (false, true, false),
                    '&' | '-' | '!' | '*' if !is_after_a_value && !was_joint => (true, false, false),
                    _ => (true, !continues, false),
                }
            }
            TokenTree::Group(group) => {
                let follows_a_name = is_after_a_value && group.delimiter() != Delimiter::Brace;
                (!follows_a_name, true, true)
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => (true, true, true),
        };
        if needs_space && space_before {
            text.push(' ');
        }
        text.push_str(&one(token));
        needs_space = space_after;
        was_joint = matches!((token, next), (TokenTree::Punct(punct), Some(TokenTree::Punct(_))) if punct.spacing() == Spacing::Joint);
        is_after_a_value = is_value;
    }
    text
}

fn one(token: &TokenTree) -> String {
    let TokenTree::Group(group) = token else { return token.to_string() };
    let inside = text(&group.stream().into_iter().collect::<Vec<_>>());
    match group.delimiter() {
        Delimiter::Parenthesis => format!("({inside})"),
        Delimiter::Bracket => format!("[{inside}]"),
        Delimiter::Brace => format!("{{ {inside} }}"),
        Delimiter::None => inside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::TokenStream;

    #[test]
    fn tokens_are_shown_as_they_are_written() {
        for written in [
            "waits.mean_ns() < 5.0",
            "last_dsp == Way::DspLocal",
            "nr_moves[0] >= limit()?",
            "kicks(&read, -1) != read.nr_kicks - 1",
            "lag_ns == Some(-5)",
            "dsp_stats == [5, 6, 9]",
            "slots.get(2).copied() <= None::<u64>",
            "is_full == !(a && b)",
            "last == Last { cpu: 1 }",
        ] {
            let tokens: TokenStream = written.parse().unwrap();
            assert_eq!(text(&tokens.into_iter().collect::<Vec<_>>()), written);
        }
    }
}
