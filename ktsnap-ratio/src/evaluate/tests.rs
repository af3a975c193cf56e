use super::*;
use crate::{
    Definition, Elements, Expression, Fields, Function, RatioFault, Term, definition, expression, lex, link, named_term,
};

struct AnyField;

impl Fields for AnyField {
    type Part = Elements;

    fn has(&self, name: &str) -> bool {
        name.len() == 1
    }

    fn part(&mut self, _: usize, term: &Term, _: &[&str]) -> Option<Elements> {
        Some(if term.is_several() { Elements::InOrder } else { Elements::One })
    }

    fn elements(&self, part: &Elements) -> Elements {
        *part
    }

    fn report(&mut self, _: usize, fault: RatioFault) {
        panic!("{fault:?}");
    }
}

/// The last of these definitions, separated by semicolons. All but it are named terms.
fn linked(written: &str) -> Expression<Elements> {
    let texts: Vec<_> = written.split("; ").collect();
    let (last, terms) = texts.split_last().unwrap();
    let last = format!("r = {last}");
    let mut parsed: Vec<_> = terms.iter().map(|term| (false, named_term(&lex(term)))).collect();
    parsed.push((true, definition(&lex(&last))));
    let definitions: Vec<_> =
        parsed.iter().map(|(is_ratio, parsed)| Definition { is_ratio: *is_ratio, parsed }).collect();
    link(&definitions, &mut AnyField).pop().unwrap().unwrap()
}

/// The value over fields of one letter, whose values are in the order in which they appear.
fn value(written: &str, values: &[i128]) -> Result<f64, RatioError> {
    let of = linked(written);
    evaluate("r", &of.program, &of.names(), &values.iter().copied().map(Ok).collect::<Vec<_>>())
}

#[test]
fn operators_bind_as_in_rust() {
    assert_eq!(value("a + b * c", &[1, 2, 3]), Ok(7.0));
    assert_eq!(value("a - b - c", &[9, 2, 3]), Ok(4.0));
    assert_eq!(value("a / b / c", &[12, 2, 3]), Ok(2.0));
    assert_eq!(value("a / (b / c)", &[12, 2, 3]), Ok(18.0));
    assert_eq!(value("percent(a / b)", &[1, 8]), Ok(12.5));
    assert_eq!(value("a - b", &[1, 3]), Ok(-2.0));
}

#[test]
fn a_zero_denominator_shows_its_text_and_its_terms() {
    let error = value("a / b + c / ((b + a) * (b - b))", &[1, 2, 3]).unwrap_err();
    let RatioError::ZeroDenominator { denominator, terms, .. } = error else { panic!("{error}") };
    assert_eq!(denominator, "(b + a) * (b - b)");
    assert_eq!(terms, [("b".to_owned(), 2), ("a".to_owned(), 1)]);
}

#[test]
fn a_number_that_does_not_fit_is_an_error() {
    let most = i128::MAX;
    assert_eq!(value("a * b * c", &[most, most, 1]), Err(RatioError::Overflow { ratio: "r".into() }));
    assert_eq!(value("a * b", &[most]), Err(RatioError::Overflow { ratio: "r".into() }));
    for program in [&[Op::Add][..], &[Op::Percent], &[Op::Int(1), Op::Div], &[]] {
        assert!(evaluate::<&str>("r", program, &[], &[]).is_err());
    }
}

#[test]
fn a_field_that_is_called_like_a_keyword_keeps_its_raw_name() {
    let parsed = definition(&lex("share(all) = r#type / sum(all.r#match[*].r#fn) + max(r#type)"));
    struct AnyName;
    impl Fields for AnyName {
        type Part = ();

        fn has(&self, name: &str) -> bool {
            !name.starts_with("all")
        }

        fn part(&mut self, _: usize, _: &Term, _: &[&str]) -> Option<()> {
            Some(())
        }

        fn report(&mut self, _: usize, fault: RatioFault) {
            panic!("{fault:?}");
        }
    }
    let of = link(&[Definition { is_ratio: true, parsed: &parsed }], &mut AnyName).pop().unwrap().unwrap();
    assert_eq!(of.text(), "r#type / sum(all.r#match[*].r#fn) + max(r#type)");
}

#[test]
fn an_enumerator_that_is_called_like_a_keyword_keeps_its_raw_name() {
    let text = "stats[r#type] / sum(stats[r#fn..r#match])";
    assert_eq!(expression(&lex(text)).text(), text);
    assert_eq!(expression(&lex(text)).terms[0].path(), "stats[type]");
}

#[test]
fn a_named_term_takes_its_means_and_its_terms_with_it() {
    assert_eq!(value("low = a / b; both = low + mean(c); both * 4 + d", &[1, 4, 12, 3, 7]), Ok(24.0));
    let of = linked("low = a / b; both = low + mean(c); both * 4 + d");
    assert_eq!(of.named, [("low".into(), "a / b".into()), ("both".into(), "low + mean(c)".into())]);
}

#[test]
fn a_named_term_is_an_exact_fraction() {
    assert_eq!(value("third = a / b; third * 3 - a", &[1, 3]), Ok(0.0));
    assert_eq!(value("all = a + b; part = a / all; percent(part) + all", &[1, 3]), Ok(29.0));
    let of = linked("all = a + b; part = a / all; part / c + part");
    assert_eq!(of.text(), "part / c + part");
    assert_eq!(of.operands.iter().map(|operand| operand.text.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(of.named, [("all".into(), "a + b".into()), ("part".into(), "a / all".into())]);
}

#[test]
fn a_zero_denominator_has_the_name_of_its_term() {
    let error = value("all = a + b; c / all", &[1, 0, 0]).unwrap_err();
    assert!(error.to_string().starts_with("r: the denominator `all` is zero (a = "), "{error}");
    let error = value("mean(a) / mean(b)", &[1, 2, 0, 3]).unwrap_err();
    assert!(error.to_string().contains("`mean(b)` is zero (b = 0)"), "{error}");
}

#[test]
fn an_or_replaces_a_value_with_a_zero_denominator() {
    assert_eq!(value("percent(a / b) or 0", &[1, 0]), Ok(0.0));
    assert_eq!(value("percent(a / b) or 0", &[1, 2]), Ok(50.0));
    assert_eq!(value("a / b or -0.25", &[1, 0]), Ok(-0.25));
    // Only what the parentheses enclose is replaced.
    assert_eq!(value("(a / b or 7) + c", &[1, 0, 5]), Ok(12.0));
    assert_eq!(value("percent(a / b or 0.5)", &[1, 0]), Ok(50.0));
    assert_eq!(value("a + (b / c) * d or 3", &[1, 2, 0, 9]), Ok(3.0));
    assert_eq!(value("max(a / b or 2, c)", &[1, 0, 1]), Ok(2.0));
    // A denominator that is zero because of an `or` is an error of its own.
    let error = value("c / (a / b or 0)", &[1, 1, 0]).unwrap_err();
    assert!(error.to_string().contains("`a / b or 0` is zero (a = 1, b = 0)"), "{error}");
    // The `or` of a term belongs to the term, and that of the ratio covers the rest.
    assert_eq!(value("tt = a / b or 4; tt / c or 9", &[8, 0, 2]), Ok(2.0));
    assert_eq!(value("tt = a / b or 4; tt / c or 9", &[8, 0, 0]), Ok(9.0));
    assert_eq!(value("tt = a / b; tt / c or 9", &[8, 0, 2]), Ok(9.0));
}

#[test]
fn an_or_replaces_no_other_error() {
    let most = i128::MAX;
    assert_eq!(value("a * b / c or 0", &[most, most, 1]), Err(RatioError::Overflow { ratio: "r".into() }));
    assert_eq!(value("a / b + c * d or 0", &[1, 0, most, most]), Err(RatioError::Overflow { ratio: "r".into() }));
    assert!(matches!(value("mean(a) / b or 0", &[0, 0, 1]), Err(RatioError::Operand { .. })));
    let of = linked("a / b or 0");
    let missing = OperandError::Unmapped { cpu: 1 };
    let error = evaluate("r", &of.program, &of.names(), &[Err(missing), Ok(0)]).unwrap_err();
    assert!(matches!(error, RatioError::Operand { .. }), "{error}");
}

#[test]
fn a_zero_denominator_that_nothing_replaces_is_the_error() {
    let most = i128::MAX;
    let denominator = |written: &str, values: &[i128]| match value(written, values) {
        Err(RatioError::ZeroDenominator { denominator, .. }) => denominator,
        other => panic!("{written}: {other:?}"),
    };
    assert_eq!(denominator("a / b + c * d", &[1, 0, most, most]), "b");
    // The only `or` is before it.
    assert_eq!(denominator("(a / b or 0) + c / d + e * f", &[1, 0, 1, 0, most, most]), "d");
}

#[test]
fn a_definition_keeps_its_columns_apart_from_its_terms() {
    let written = "uu = a / 2; tt = uu + count(b[*] > 1) + 10 * count(c[*] > 1); vv = tt - uu; vv * 2";
    assert_eq!(counted(written, &[6], &[&[0, 1, 2], &[2, 2, 2]]), Ok(62.0));
}

/// The value over columns. Other fields have values in the order in which they appear.
fn counted(written: &str, values: &[i128], columns: &[&[i128]]) -> Result<f64, RatioError> {
    let of = linked(written);
    assert_eq!((of.operands.len(), of.columns.len()), (values.len(), columns.len()), "{written}");
    let values: Vec<_> = values.iter().copied().map(Ok).collect();
    let columns: Vec<Column> = columns.iter().map(|column| Ok(column.to_vec())).collect();
    evaluate_counts("r", &of.program, &of.names(), &values, &columns)
}

#[test]
fn a_count_is_the_number_of_elements_for_which_each_comparison_holds() {
    let depth: &[i128] = &[0, 3, -1, 2, 2];
    for (relation, expected) in [("==", 2), ("!=", 3), ("<", 2), ("<=", 4), (">", 1), (">=", 3)] {
        assert_eq!(counted(&format!("count(a[*] {relation} 2)"), &[], &[depth]), Ok(f64::from(expected)), "{relation}");
    }
    assert_eq!(counted("percent(count(2 > a[*]) / 5) + count(a[*] > 9)", &[], &[depth]), Ok(40.0));
    assert_eq!(counted("count(a[*] > 0 and b[*] > 0)", &[], &[depth, &[1, 0, 1, 1, 1]]), Ok(2.0));
    assert_eq!(counted("count(a[*] <= b[*] and a[*] != 0 and c > 0)", &[1], &[depth, &[9, 3, 1, 1, 2]]), Ok(3.0));
    assert_eq!(counted("count(a[*] <= b[*] and c > 0)", &[0], &[depth, &[9, 3, 1, 1, 2]]), Ok(0.0));
    assert_eq!(counted("count(a[*] > 0)", &[], &[&[]]), Ok(0.0));
    // A side can be a fraction, and a count of its own.
    assert_eq!(counted("count(a[*] > b / c)", &[3, 2], &[&[1, 2]]), Ok(1.0));
    assert_eq!(counted("count(a[*] >= count(b[*] > 0) + 1)", &[], &[&[1, 2, 3], &[1]]), Ok(2.0));
    assert_eq!(counted("half = a / 2; count(b[*] < half) * half", &[3], &[&[1, 2]]), Ok(1.5));
    let most = i128::MAX;
    assert_eq!(counted("count(a[*] > b[*])", &[], &[&[most, -most], &[-most, most]]), Ok(1.0));
}

#[test]
fn a_condition_over_a_zero_denominator_has_no_count() {
    assert_eq!(counted("count(a[*] > b / c and a[*] > 0) or -1", &[3, 0], &[&[1, 2]]), Ok(-1.0));
    assert_eq!(counted("count(a[*] > (b / c or 1))", &[3, 0], &[&[1, 2]]), Ok(1.0));
    let error = counted("count(a[*] > b / c)", &[3, 0], &[&[1, 2]]).unwrap_err();
    assert!(error.to_string().starts_with("r: the denominator `c` is zero (c = 0)"), "{error}");
    let error = counted("b / count(a[*] > 2)", &[3], &[&[1, 2]]).unwrap_err();
    assert!(error.to_string().starts_with("r: the denominator `count(a[*] > 2)` is zero"), "{error}");
}

#[test]
fn terms_of_different_lengths_are_both_named() {
    for written in ["count(a[*] > b[*])", "count(a[*] > 0 and 1 > b[*])"] {
        let error = counted(written, &[], &[&[1, 2, 3], &[1]]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "r: `a[*]` has 3 elements, but `b[*]` has 1 element, and a condition needs the same number of each; read \
             both in one run of the scheduler, or compare slices: `[0..1]`"
        );
    }
    let of = linked("count(a[*] > c and b[*] > c)");
    let missing = OperandError::Unmapped { cpu: 1 };
    let error = evaluate_counts("r", &of.program, &of.names(), &[Ok(0)], &[Ok(vec![1]), Err(missing)]).unwrap_err();
    assert!(error.to_string().starts_with("r: `b[*]` has no slot of CPU 1"), "{error}");
}

#[test]
fn a_count_in_a_definition_takes_the_elements_of_a_parameter() {
    let busy = named_term(&lex("busy = count(a[*] > 0) + b"));
    let share = definition(&lex("share(other) = busy / other.busy"));
    let definitions = [(false, &busy), (true, &share)].map(|(is_ratio, parsed)| Definition { is_ratio, parsed });
    let of = link(&definitions, &mut AnyField).pop().unwrap().unwrap();
    assert_eq!(of.names(), ["b", "other.b", "busy", "other.busy", "a[*]", "other.a[*]"]);
    assert_eq!(of.named[1].1, "count(other.a[*] > 0) + other.b");
    let value = evaluate_counts("share", &of.program, &of.names(), &[Ok(0), Ok(2)], &[Ok(vec![1, 2]), Ok(vec![3, 5])]);
    assert_eq!(value, Ok(0.5));
}

#[test]
fn functions_of_two_expressions_and_of_arrays() {
    assert_eq!(value("max(a, b) - min(a, b)", &[-3, 5]), Ok(8.0));
    assert_eq!(value("max(a / b, c)", &[7, 2, 3]), Ok(3.5));
    assert_eq!(value("min(a, b)", &[4, 4]), Ok(4.0));
    assert_eq!(value("mean(a) * 3", &[10, 3]), Ok(10.0));
    let of = linked("max(a) - min(a) + sum(a) / len(a) + a - mean(a)");
    let operands: Vec<_> = of.operands.iter().map(|of| (of.text.as_str(), of.function)).collect();
    let (sum, one, count) = (("a", Function::Sum), ("a", Function::One), ("count(a)", Function::Count));
    let expected = [("max(a)", Function::Max), ("min(a)", Function::Min), sum, ("len(a)", Function::Len), one, count];
    assert_eq!(operands, expected);
    assert_eq!(of.text(), "max(a) - min(a) + sum(a) / len(a) + a - mean(a)");
}

#[test]
fn a_floor_is_the_largest_integer_below() {
    assert_eq!(value("floor(a / b)", &[7, 2]), Ok(3.0));
    assert_eq!(value("floor(a / b)", &[8, 2]), Ok(4.0));
    assert_eq!(value("floor(a / b)", &[-7, 2]), Ok(-4.0));
    assert_eq!(value("floor(a / b)", &[-8, 2]), Ok(-4.0));
    assert_eq!(value("floor(a / b)", &[-1, 2]), Ok(-1.0));
    assert_eq!(value("floor(a / b)", &[1, -2]), Ok(-1.0));
    assert_eq!(value("floor(a / b)", &[1, 2]), Ok(0.0));
    // Exact, where an `f64` would have rounded up to the next integer.
    let most = i128::from(u64::MAX);
    assert_eq!(value("floor(a / (a + 1)) + b", &[most, 0]), Ok(0.0));
    assert_eq!(value("floor(floor(a / b) / 1000)", &[1_999_999, 1]), value("floor(a / b / 1000)", &[1_999_999, 1]));
    assert_eq!(value("floor(percent(a / b)) or 0", &[1, 3]), Ok(33.0));
    assert_eq!(value("floor(percent(a / b)) or 0", &[1, 0]), Ok(0.0));
    assert_eq!(value("floor(a / b or 2.5)", &[1, 0]), Ok(2.0));
    let error = value("c / floor(a / b)", &[1, 1, 2]).unwrap_err();
    assert!(error.to_string().contains("`floor(a / b)` is zero (a = 1, b = 2)"), "{error}");
    let error = value("floor(a / b)", &[1, 0]).unwrap_err();
    assert!(error.to_string().contains("`b` is zero (b = 0)"), "{error}");
}

#[test]
fn the_fields_of_a_parameter_are_values_of_their_own() {
    let all = named_term(&lex("all = max(a) + b"));
    let part = definition(&lex("part = b / all"));
    let share = definition(&lex("share(other) = part / other.part + b - other.b + max(other.c)"));
    let definitions =
        [(false, &all), (true, &part), (true, &share)].map(|(is_ratio, parsed)| Definition { is_ratio, parsed });
    let of = link(&definitions, &mut AnyField).pop().unwrap().unwrap();
    let operands: Vec<_> = of.operands.iter().map(|of| (of.text.as_str(), of.is_of_parameter)).collect();
    let (own, others) = ([("b", false), ("max(a)", false)], ["other.b", "max(other.a)", "max(other.c)"]);
    assert_eq!(operands, [&own[..], &others.map(|text| (text, true))].concat());
    let named: Vec<_> = of.named.iter().map(|(name, text)| format!("{name} = {text}")).collect();
    let expected = [
        "all = max(a) + b",
        "part = b / all",
        "other.all = max(other.a) + other.b",
        "other.part = other.b / other.all",
    ];
    assert_eq!(named, expected);
    assert_eq!(of.text(), "part / other.part + b - other.b + max(other.c)");
    // b = 1 of 4, and the other's b = 1 of 8.
    let values = [1, 3, 1, 7, 5].map(Ok);
    assert_eq!(evaluate("share", &of.program, &of.names(), &values), Ok(0.25 / 0.125 + 1.0 - 1.0 + 5.0));
}

#[test]
fn the_mean_of_nothing_is_an_error() {
    let error = value("mean(a)", &[0, 0]).unwrap_err();
    assert!(error.to_string().starts_with("r: `mean(a)` has no value because the array is empty"), "{error}");
}

#[test]
fn an_operand_without_a_value_is_named() {
    let error = evaluate("r", &[Op::Sum(0)], &["slots"], &[Err(OperandError::Unmapped { cpu: 3 })]).unwrap_err();
    assert!(error.to_string().starts_with("r: `slots` has no slot of CPU 3 in the capture"), "{error}");
}
