use std::path::Path;

use super::mutations_of;

/// The changes of a source.
fn changes(source: &str) -> Vec<String> {
    let mutations = mutations_of(Path::new("lib.rs"), source).unwrap();
    mutations.into_iter().map(|mutation| mutation.change).collect()
}

#[test]
fn a_condition_is_made_constant_and_its_comparison_is_flipped() {
    let source = "fn f(a: u8) { if a < b { g() } }";
    assert_eq!(changes(source), ["a < b => true", "a < b => false", "a < b => a <= b"]);
}

#[test]
fn only_the_expressions_of_a_condition_with_let_are_changed() {
    let source = "fn f() { if let Some(a) = b && a { g() } }";
    assert_eq!(changes(source), ["a => true", "a => false"]);
}

#[test]
fn a_guard_is_a_condition() {
    assert_eq!(changes("fn f() { match a { b if c => d, _ => e } }"), ["c => true", "c => false"]);
}

#[test]
fn a_loop_without_end_is_not_made() {
    assert_eq!(changes("fn f() { while a {} }"), ["a => false"]);
}

#[test]
fn a_function_returns_a_value_of_its_type_at_once() {
    assert_eq!(changes("fn f() -> Option<u8> { g() }"), ["return None"]);
    assert_eq!(changes("fn f() -> Result<(), E> { g() }"), ["return Ok(())"]);
    assert_eq!(changes("fn f() -> Result<u8, E> { g() }"), [""; 0]);
    assert_eq!(changes("fn f() -> bool { false }"), ["return true"]);
}

#[test]
fn literals_are_changed_outside_of_constants_and_patterns() {
    let source = "const A: [u8; 2] = [1; 2];\nfn f() {\n    match a { 1 => b(7u8), _ => [0; 9] }\n}";
    let line = "match a { 1 => b(7u8), _ => [0; 9] }";
    assert_eq!(changes(source), ["7u8 => 8u8", "7u8 => 0u8", "0 => 1"].map(|change| format!("{change} in {line}")));
}

#[test]
fn arguments_next_to_each_other_are_swapped() {
    assert_eq!(changes("fn f() { g(a, b, b, |x| x) }"), ["g(a, b, b, |x| x) => g(b, a, b, |x| x)"]);
}

#[test]
fn a_statement_that_changes_a_number_is_dropped() {
    assert_eq!(changes("fn f() { a += b; }"), ["a += b => ()"]);
}

#[test]
fn a_range_gets_one_element_more() {
    assert_eq!(changes("fn f() { a..b }"), ["a..b => ..="]);
}

#[test]
fn tests_texts_and_constant_functions_stay() {
    for source in [
        "#[cfg(test)] mod tests { fn f() { !a } }",
        "#[cfg(test)] fn f() { !a }",
        "impl Display for A { fn fmt() { !a } }",
        "const fn f() { !a }",
        "fn f() { assert!(!a) }",
    ] {
        assert_eq!(changes(source), [""; 0], "{source}");
    }
}

#[test]
fn a_mutation_knows_its_function_and_line() {
    let mutations = mutations_of(Path::new("lib.rs"), "impl A {\n    fn f() {\n        !a\n    }\n}").unwrap();
    assert_eq!((mutations[0].function.as_str(), mutations[0].line), ("A::f", 3));
}
