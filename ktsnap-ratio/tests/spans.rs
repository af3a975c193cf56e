//! The tokens that each fault of a ratio blames.

use ktsnap_ratio::{Function, Kind, TermStepKind, Token, definition, lex};

/// The tokens of a ratio. `⟨` and `⟩` are the delimiters without a text, between which a macro passes a fragment.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let token = |token: Token<'static>| token;
    let replaced = lex(text).into_iter().map(|of| match &*of.text {
        "⟨" => token(Token::new(Kind::Open, "")),
        "⟩" => token(Token::new(Kind::Close, "")),
        _ => of,
    });
    replaced.collect()
}

/// The text, in which `‹` and `›` enclose these tokens.
fn marked(text: &str, span: std::ops::Range<usize>) -> String {
    let mut at = 0;
    let mut places: Vec<_> = lex(text)
        .iter()
        .map(|token| {
            let start = at + text[at..].find(&*token.text).unwrap();
            at = start + token.text.len();
            start..at
        })
        .collect();
    assert!(span.start <= places.len() && span.end <= places.len(), "{text} has no tokens {span:?}");
    places.push(text.len()..text.len());
    let start = places[span.start].start;
    let end = if span.is_empty() { start } else { places[span.end - 1].end };
    format!("{}‹{}›{}", &text[..start], &text[start..end], &text[end..])
}

#[test]
fn each_fault_is_at_its_tokens() {
    let mut lines =
        include_str!("spans.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
    while let Some(line) = lines.peek() {
        let text = line.split(" => ").next().unwrap().replace(['‹', '›'], "");
        let faults = definition(&tokens(&text)).faults;
        assert!(!faults.is_empty(), "{text} has no fault");
        for fault in faults {
            let found = format!("{} => {}; {}", marked(&text, fault.span), fault.fact, fault.help);
            assert_eq!(lines.next(), Some(found.as_str()));
        }
    }
}

#[test]
fn what_a_fragment_of_a_macro_holds_is_one_value() {
    for (written, text) in [
        ("r = ⟨a + b⟩ * 2", "(a + b) * 2"),
        ("r = a / b or ⟨3⟩", "a / b or 3"),
        ("r = a / b or ⟨-0.5⟩", "a / b or -0.5"),
        ("r = a[⟨2⟩] + b[⟨X⟩..⟨Y⟩]", "a[2] + b[X..Y]"),
        ("r = a[⟨⟨2⟩⟩] + b[⟨⟨X⟩⟩]", "a[2] + b[X]"),
    ] {
        let parsed = definition(&tokens(written));
        assert_eq!(parsed.faults, [], "{written}");
        assert_eq!(parsed.text(), text);
    }
}

#[test]
fn what_is_looked_up_in_spite_of_a_fault_has_no_other_fault() {
    // Every array has a first element.
    let parsed = definition(&lex("r = a[b + 1] + c[..3] + d[99999999999999999999]"));
    let terms: Vec<_> = parsed.terms.iter().map(ToString::to_string).collect();
    assert_eq!(terms, ["a[0]", "c[0..1]", "d[0]"]);
    // A side of a comparison can be an array.
    for written in ["r = b + (a > 0)", "r = count(b + (a = 0))"] {
        let functions: Vec<_> = definition(&lex(written)).terms.iter().map(|term| term.function).collect();
        assert_eq!(functions, [None, Some(Function::Each)], "{written}");
    }
}

#[test]
fn only_what_has_the_name_of_the_parameter_is_the_parameter() {
    let parsed = definition(&lex("r(total) = total.0 / total.a"));
    let parameters: Vec<_> = parsed.terms.iter().map(|term| (term.root.as_str(), term.parameter.as_deref())).collect();
    assert_eq!(parameters, [("total", None), ("a", Some("total"))]);
    let parsed = definition(&lex("r[at] = a[at] / b[X]"));
    let steps: Vec<_> = parsed.terms.iter().flat_map(|term| &term.steps).map(|step| step.kind.clone()).collect();
    assert_eq!(steps, [TermStepKind::Parameter("at".to_owned()), TermStepKind::Enumerator("X".to_owned())]);
}

#[test]
fn a_token_ends_where_that_of_rust_ends() {
    for (text, expected) in [("r#\u{e9}+1", vec!["r#\u{e9}", "+", "1"]), ("(1.)", vec!["(", "1.", ")"])] {
        let found: Vec<_> = lex(text).iter().map(|token| token.text.to_string()).collect();
        assert_eq!(found, expected, "{text}");
    }
}
