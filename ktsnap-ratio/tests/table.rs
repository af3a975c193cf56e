//! The ratios that all front ends agree about.

use std::cell::RefCell;

use ktsnap_ratio::{
    Definition, Elements, Expression, FieldStep, Fields, Parsed, RatioFault, Shape, Term, Value, definition, lex, link,
    named_term,
};

/// The definitions of `table.txt`, each with the text after its `=>`.
fn table() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("table.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once("=> ").expect(line)).map(|(written, expected)| (written.trim(), expected))
}

/// The fields of the struct that the other front ends use, with the types that a macro can see.
struct Dispatch(RefCell<Vec<RatioFault>>);

fn shape(field: &str) -> Option<Shape> {
    let array = |of, len| Shape::Array(Box::new(of), Some(len));
    Some(match field {
        "nr_enqueued" | "nr_mig_same" | "nr_mig_cross" => Shape::One(Value::Integer),
        "saw_cross" => Shape::One(Value::Bool),
        "dsp_stats" => array(Shape::One(Value::Integer), 3),
        "moves" => array(array(Shape::One(Value::Integer), 4), 4),
        "per_llc" => array(Shape::Unknown, 4),
        "waits" => Shape::Unknown,
        _ => return None,
    })
}

impl Fields for Dispatch {
    type Part = Elements;

    fn has(&self, name: &str) -> bool {
        shape(name).is_some()
    }

    fn part(&mut self, definition: usize, term: &Term, _: &[&str]) -> Option<Elements> {
        let value = |name: &str| match name {
            "DSP_LOCAL" => Ok(0),
            "DSP_KICK" => Ok(2),
            "NR_DSP_STATS" => Ok(3),
            _ => panic!("{name}"),
        };
        match term.part(&shape(&term.root).unwrap(), &value) {
            Ok(part) => {
                let is_several = part.iter().any(|step| matches!(step, FieldStep::All | FieldStep::Slice(..)));
                Some(if is_several { Elements::InOrder } else { Elements::One })
            }
            Err(fault) => {
                self.report(definition, fault);
                None
            }
        }
    }

    fn elements(&self, part: &Elements) -> Elements {
        *part
    }

    fn report(&mut self, _: usize, fault: RatioFault) {
        self.0.borrow_mut().push(fault);
    }
}

fn parsed(written: &str) -> Vec<(bool, Parsed)> {
    let definitions = written.split("; ").map(|text| match text.strip_prefix("let ") {
        Some(term) => (false, named_term(&lex(term))),
        None => (true, definition(&lex(text))),
    });
    definitions.collect()
}

/// The last of these definitions, or what is wrong with them.
fn linked(written: &str) -> Result<Expression<Elements>, Vec<RatioFault>> {
    let parsed = parsed(written);
    let faults: Vec<_> = parsed.iter().flat_map(|(_, parsed)| parsed.faults.clone()).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let definitions: Vec<_> =
        parsed.iter().map(|(is_ratio, parsed)| Definition { is_ratio: *is_ratio, parsed }).collect();
    let mut fields = Dispatch(RefCell::default());
    let last = link(&definitions, &mut fields).pop();
    let faults = fields.0.into_inner();
    if faults.is_empty() { Ok(last.unwrap().unwrap()) } else { Err(faults) }
}

#[test]
fn each_definition_has_its_expression_or_one_error() {
    for (written, expected) in table() {
        let shown = match linked(written) {
            Ok(expression) => expression.text(),
            Err(faults) => {
                let texts: Vec<_> = faults.iter().map(|fault| format!("{}: {}", fault.fact, fault.help)).collect();
                texts.join("\n")
            }
        };
        assert_eq!(shown, expected, "{written}");
    }
}

#[test]
fn an_expression_that_is_shown_means_the_same() {
    for (written, _) in table() {
        for (_, parsed) in parsed(written).into_iter().filter(|(_, parsed)| parsed.faults.is_empty()) {
            let head = parsed.head().replacen(&parsed.name.as_ref().unwrap().0, "r", 1);
            let again = definition(&lex(&format!("{head} = {}", parsed.text())));
            assert_eq!((again.text(), again.program), (parsed.text(), parsed.program), "{written}");
        }
    }
}

#[test]
fn the_faults_of_names_are_at_their_tokens() {
    for (written, span) in [
        ("let a = nr_mig_same; r = nr_mig_cross", 0..1),
        ("let nr_mig_cross = nr_mig_same; r = nr_mig_cross / 2", 0..1),
        ("let a = 1 + b; let b = nr_mig_same; r = a / b", 4..5),
        ("r = nr_mig_cross / r", 4..5),
        ("nr_mig_cross = 1 / nr_mig_same; r = 2 * nr_mig_cross", 4..5),
        ("r = nr_mig_cross + 1 or 0", 5..7),
        ("r = sum(dsp_stats[1..4])", 6..10),
        ("let a = nr_mig_same; r = 2 + sum(a[0])", 6..10),
        ("r() = nr_mig_cross", 1..3),
        ("r(a, b) = nr_mig_cross", 1..6),
        ("let a(total) = total.nr_mig_cross; r = a", 1..4),
        ("r(total) = nr_mig_cross", 2..3),
        ("r(nr_mig_cross) = nr_mig_cross.nr_mig_same", 2..3),
        ("r(total) = 2 * total", 7..8),
        ("r(total) = 2 * total.r", 7..10),
        ("r = 1 + count(nr_mig_cross > 0)", 6..9),
        ("r = count(nr_mig_cross)", 2..6),
        ("r = 2 * nr_mig_cross >= 1", 5..7),
        ("r = count(0 < dsp_stats < 9)", 7..8),
        ("r = count(dsp_stats > 0 or dsp_stats < 9)", 7..8),
        ("r = count(dsp_stats > 0 && dsp_stats < 9)", 7..9),
        ("r = count(dsp_stats > 0 and (moves[*] > 2))", 9..13),
        ("r = count(moves > 0)", 4..5),
        ("r = count(1 + (dsp_stats > 0) > 0)", 6..11),
        ("r[] = dsp_stats", 1..3),
        ("r[nr_mig_same] = dsp_stats[nr_mig_same]", 2..3),
        ("r[at] = dsp_stats[0]", 2..3),
        ("r[at] = 2 * at", 7..8),
        ("r[at] = sum(dsp_stats[at..3])", 9..13),
    ] {
        assert_eq!(linked(written).unwrap_err()[0].span, span, "{written}");
    }
}

#[test]
fn terms_that_double_each_other_are_refused_before_they_grow() {
    let mut written = "let t0 = nr_mig_same".to_owned();
    for at in 1..64 {
        written += &format!("; let t{at} = t{} + t{}", at - 1, at - 1);
    }
    let faults = linked(&format!("{written}; r = t63")).unwrap_err();
    assert!(faults[0].fact.contains("has more than 4096 parts"), "{faults:?}");
}

#[test]
fn an_expression_has_at_most_4096_parts() {
    // Each is twice the one before, its name included, and one more: the last has 4,093 parts.
    let mut longest = "let t0 = nr_mig_same".to_owned();
    for at in 1..11 {
        longest += &format!("; let t{at} = t{} + t{}", at - 1, at - 1);
    }
    assert_eq!(linked(&format!("{longest}; r = percent(nr_mig_cross) - t10")).unwrap().program.len(), 4_097);
    for (written, span) in [("r = nr_mig_cross + 1 - t10", 6..7), ("r = 2 * t10 + t10", 6..7)] {
        let faults = linked(&format!("{longest}; {written}")).unwrap_err();
        let fact = "with the expressions of its terms, this expression has more than 4096 parts";
        let [fault] = &faults[..] else { panic!("{written}: {faults:?}") };
        assert_eq!((&fault.span, &*fault.fact, &*fault.help), (&span, fact, "name fewer terms"), "{written}");
    }
}

#[test]
fn a_definition_with_a_fault_has_no_expression() {
    let mut fields = Dispatch(RefCell::default());
    let texts = ["nr_mig_cross = nr_mig_same", "a = 1 / -nr_mig_same", "b = 1 + 2"];
    let parsed = texts.map(|text| named_term(&lex(text)));
    let definitions = parsed.each_ref().map(|parsed| Definition { is_ratio: false, parsed });
    let linked = link(&definitions, &mut fields);
    let texts: Vec<_> = linked.iter().map(|of| of.as_ref().map(Expression::text)).collect();
    assert_eq!(texts, [None, None, Some("1 + 2".to_owned())]);
    let facts: Vec<_> = fields.0.into_inner().into_iter().map(|fault| fault.fact).collect();
    assert_eq!(facts, ["`nr_mig_cross` is a field, so it can't name a term"]);
}

#[test]
fn a_term_that_appears_alone_and_in_a_pair_is_paired() {
    let of = linked("r = count(dsp_stats > 0) + count(dsp_stats > moves[0][*]) + count(moves[1][*] > 2)").unwrap();
    let columns: Vec<_> = of.columns.iter().map(|column| (column.text.as_str(), column.is_paired)).collect();
    assert_eq!(columns, [("dsp_stats", true), ("moves[0][*]", true), ("moves[1][*]", false)]);
}

/// Fields that keep the names which a term could mean.
struct Known(Vec<Vec<String>>);

impl Fields for Known {
    type Part = ();

    fn has(&self, _: &str) -> bool {
        false
    }

    fn part(&mut self, _: usize, _: &Term, names: &[&str]) -> Option<()> {
        self.0.push(names.iter().map(|&name| name.to_owned()).collect());
        None
    }

    fn elements(&self, (): &()) -> Elements {
        Elements::One
    }

    fn report(&mut self, _: usize, _: RatioFault) {}
}

#[test]
fn a_term_can_mean_the_definitions_before_it() {
    let parsed = ["a = x", "b = y", "c = z"].map(|text| definition(&lex(text)));
    let definitions = parsed.each_ref().map(|parsed| Definition { is_ratio: true, parsed });
    let mut fields = Known(Vec::new());
    _ = link(&definitions, &mut fields);
    assert_eq!(fields.0, [vec![], vec!["a"], vec!["a", "b"]]);
}

#[test]
fn a_member_of_a_struct_has_a_name() {
    let faults = linked("r = 2 * waits.0").unwrap_err();
    let [fault] = &faults[..] else { panic!("{faults:?}") };
    let fact = "`waits.0` names a member by a number";
    assert_eq!((&fault.span, &*fault.fact, &*fault.help), (&(6..7), fact, "write the member's name"));
}

#[test]
fn a_chain_of_any_length_ends() {
    let chain: Vec<_> = (0..300).map(|at| format!("let t{at} = t{} + 1", (at + 1) % 300)).collect();
    assert!(!linked(&chain.join("; ")).unwrap_err().is_empty());
}

#[test]
fn several_mistakes_are_reported_together_in_their_order() {
    let parsed = definition(&lex("type = 1.5 * -a->b / percent(c, d) + self.e / abs(f)"));
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
            "a ratio has no function `abs`",
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
    for written in [
        "(",
        "a+",
        "-",
        "sum(",
        "percent(",
        "a[",
        "a.",
        "a->",
        "*",
        "1/",
        "r#",
        "a as a",
        "'",
        "max(a,",
        "a[1..",
        "(a/b or ",
        "or ",
        "count(",
        "count(a>",
        "count(a>0 and ",
        "(a>b)",
        "a<",
        "a[b](c)",
    ] {
        assert!(!definition(&lex(&format!("r = {}", written.repeat(many)))).faults.is_empty(), "{written}");
    }
    let longest = format!("r = {}a", "(a + ".repeat(128));
    assert_eq!(definition(&lex(&longest)).faults[0].fact, "`(` is not closed");
}

#[test]
fn an_expression_has_at_most_256_operators_and_brackets() {
    let sum = |operators| definition(&lex(&format!("r = a{}", " + a".repeat(operators))));
    assert_eq!(sum(256).faults, []);
    let fact = "the expression has more than 256 operators and brackets";
    // The first 256 operators are before it, with a term after each, and `r = a`.
    let [fault] = &sum(257).faults[..] else { panic!("not one fault") };
    assert_eq!((&fault.span, &*fault.fact, &*fault.help), (&(515..516), fact, "define several ratios"));
}
