//! The table of the outcomes by crate, and the list of the mutations that no test notices.

use std::collections::BTreeSet;

use crate::Failure;
use crate::arguments::Arguments;
use crate::equivalent::{self, Equivalents};
use crate::mutation::Mutation;
use crate::outcomes::{Outcome, Outcomes};

/// How many in a hundred mutations that are not equivalent must be noticed.
const ENOUGH: usize = 95;

/// The numbers of a crate.
#[derive(Default)]
struct Row {
    mutations: usize,
    noticed: usize,
    equivalent: usize,
    survived: usize,
    unreached: usize,
}

impl Row {
    fn is_enough(&self) -> bool {
        self.noticed * 100 >= (self.mutations - self.equivalent) * ENOUGH
    }
}

/// Prints the table and the list. The answer is whether each crate has enough noticed mutations.
pub(crate) fn print(
    mutations: &[Mutation],
    outcomes: &Outcomes,
    equivalents: &Equivalents,
    arguments: &Arguments,
) -> Result<bool, Failure> {
    let wanted = || mutations.iter().filter(|mutation| arguments.wants(mutation));
    let mut is_enough = true;
    for mutation in wanted() {
        let outcome = outcomes.get(&mutation.key());
        if outcome == Some(Outcome::Noticed) || equivalents.contains(&mutation.key()) {
            continue;
        }
        let reached = if outcome == Some(Outcome::Unreached) { "no test reaches " } else { "survived: " };
        println!("{reached}{}:{}: {}: {}", mutation.file.display(), mutation.line, mutation.function, mutation.change);
    }
    println!("\n| crate | mutations | noticed | equivalent | survived | no test reaches it | noticed of the others |");
    println!("|---|---|---|---|---|---|---|");
    for package in &arguments.packages {
        let mut row = Row::default();
        for mutation in wanted().filter(|mutation| mutation.package() == package) {
            row.mutations += 1;
            match outcomes.get(&mutation.key()) {
                _ if equivalents.contains(&mutation.key()) => row.equivalent += 1,
                Some(Outcome::Noticed) => row.noticed += 1,
                Some(Outcome::Unreached) => row.unreached += 1,
                Some(Outcome::Survived) | None => row.survived += 1,
            }
        }
        is_enough &= row.is_enough();
        let Row { mutations, noticed, equivalent, survived, unreached } = row;
        let percent = (noticed * 1000).checked_div(mutations - equivalent).unwrap_or(1000);
        let (whole, tenth) = (percent / 10, percent % 10);
        println!(
            "| `{package}` | {mutations} | {noticed} | {equivalent} | {survived} | {unreached} | {whole}.{tenth} % |"
        );
    }
    Ok(is_enough & has_all(mutations, equivalents))
}

/// Whether each entry of the list of equivalent mutations is still a mutation.
fn has_all(mutations: &[Mutation], equivalents: &Equivalents) -> bool {
    let keys: BTreeSet<_> = mutations.iter().map(Mutation::key).collect();
    let mut has_all = true;
    for key in equivalents.keys().filter(|key| !keys.contains(*key)) {
        println!("{} has no mutation: {key}", equivalent::FILE);
        has_all = false;
    }
    has_all
}
