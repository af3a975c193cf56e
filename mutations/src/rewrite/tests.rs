use std::path::Path;

use super::{Rewritten, rewrite};
use crate::mutation::{Mutation, number};
use crate::points::mutations_of;

fn mutations(source: &str) -> Vec<Mutation> {
    let mut mutations = mutations_of(Path::new("lib.rs"), source).unwrap();
    number(&mut mutations);
    mutations
}

fn rewritten(source: &str) -> Rewritten {
    rewrite(source, mutations(source).iter())
}

#[test]
fn every_mutation_has_a_switch() {
    let code = rewritten("fn f() -> bool { a && !b }").code;
    assert_eq!(
        code,
        "fn f() -> bool { if ::mutation_switch::on(1) { return true; } if ::mutation_switch::on(2) { return false; } \
         (match ::mutation_switch::on(3) { true => a || !b, false => a && \
         (match ::mutation_switch::on(4) { true => b, false => !b }) }) }"
    );
}

#[test]
fn mutations_of_one_expression_are_alternatives() {
    let code = rewritten("fn f() { g(1) }").code;
    assert_eq!(
        code,
        "fn f() { g((match ::mutation_switch::on(1) { true => 2, false => \
         (match ::mutation_switch::on(2) { true => 0, false => 1 }) })) }"
    );
}

#[test]
fn a_file_without_mutations_stays() {
    let source = "// é\nfn f() { g() }\n";
    assert_eq!(rewritten(source).code, source);
}

#[test]
fn the_result_is_rust() {
    let source = include_str!("../points.rs");
    syn::parse_file(&rewritten(source).code).unwrap();
}

#[test]
fn an_error_in_changed_code_is_about_its_mutation() {
    let rewritten = rewritten("fn f() { a && !b }");
    let at = |code: &str| rewritten.code.find(code).map(|start| start..start + code.len()).unwrap();
    assert_eq!(rewritten.changed_at(&at("a || !b")), Some(1));
    assert_eq!(rewritten.changed_at(&at("a && ")), None);
    assert_eq!(rewritten.innermost_around(&at("a && ")), Some(1));
    assert_eq!(rewritten.innermost_around(&at("false => !b")), Some(2));
    assert_eq!(rewritten.last_before(rewritten.code.len()), Some(2));
}

#[test]
fn equal_changes_in_a_function_have_different_keys() {
    let keys: Vec<_> = mutations("fn f() { !a; !a }").iter().map(Mutation::key).collect();
    assert_eq!(keys, ["lib.rs | f | !a => a", "lib.rs | f | !a => a #2"]);
}
