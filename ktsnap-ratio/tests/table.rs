//! The ratios that all front ends agree about.

use ktsnap_ratio::{Parsed, definition, lex};

/// The definitions of `table.txt`, each with the text after its `=>`.
fn table() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("table.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once("=> ").expect(line)).map(|(written, expected)| (written.trim(), expected))
}

fn shown(parsed: &Parsed) -> String {
    match parsed.faults.as_slice() {
        [] => parsed.text(),
        faults => faults.iter().map(|fault| format!("{}: {}", fault.fact, fault.help)).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn each_definition_has_its_expression_or_one_error() {
    // What a field is, the front ends know.
    let grammar = include_str!("table.txt").split_once("# What the fields are.").unwrap().0;
    for (written, expected) in table().filter(|(written, _)| grammar.contains(written)) {
        assert_eq!(shown(&definition(&lex(written))), expected, "{written}");
    }
}

#[test]
fn an_expression_that_is_shown_means_the_same() {
    for (written, _) in table() {
        let parsed = definition(&lex(written));
        if parsed.faults.is_empty() {
            let again = definition(&lex(&format!("r = {}", parsed.text())));
            assert_eq!((again.text(), again.program), (parsed.text(), parsed.program), "{written}");
        }
    }
}

#[test]
fn several_mistakes_are_reported_together_in_their_order() {
    let parsed = definition(&lex("type = 1.5 * -a->b / percent(c, d) + self.e / max(f)"));
    let facts: Vec<_> = parsed.faults.iter().map(|fault| fault.fact.as_str()).collect();
    assert_eq!(
        facts,
        [
            "`type` is a Rust keyword",
            "`1.5` is not an integer",
            "a ratio has no unary `-`",
            "a ratio uses `.` where C uses `->`",
            "`percent` takes one expression",
            "a ratio names its fields without `self`",
            "a ratio has no function `max`",
        ]
    );
    let terms: Vec<_> = parsed.terms.iter().map(ToString::to_string).collect();
    assert_eq!(terms, ["a.b", "c", "d", "e"], "the terms are looked up all the same");
}

#[test]
fn a_group_that_is_not_closed_is_an_error() {
    for (written, fact) in [
        ("r = (a", "`(` is not closed"),
        ("r = sum(a", "`(` is not closed"),
        ("r = a[1", "`[` is not closed"),
        ("r = a)", "expected an operator, found `)`"),
        ("r = (a]", "expected an operator, found `]`"),
    ] {
        assert_eq!(definition(&lex(written)).faults[0].fact, fact, "{written}");
    }
}

#[test]
fn members_of_statics_can_be_numbers() {
    for (written, shown) in [("r = stats.0", "stats.0"), ("r = a.0.1.x[2][*]", "a.0.1.x[2][*]")] {
        let parsed = definition(&lex(written));
        assert_eq!(parsed.faults, []);
        assert_eq!(parsed.text(), shown);
    }
}

#[test]
fn an_expression_of_any_length_ends() {
    let many = 60_000;
    for written in ["(", "a+", "-", "sum(", "percent(", "a[", "a.", "a->", "*", "1/", "r#", "a as a", "'"] {
        assert!(!definition(&lex(&format!("r = {}", written.repeat(many)))).faults.is_empty(), "{written}");
    }
    let longest = format!("r = {}a", "(a + ".repeat(128));
    assert_eq!(definition(&lex(&longest)).faults[0].fact, "`(` is not closed");
    let longer = definition(&lex(&format!("r = a{}", " + a".repeat(257))));
    assert_eq!(longer.faults[0].fact, "the expression has more than 256 operators and brackets");
}
