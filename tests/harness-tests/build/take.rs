//! The tests of a file that ktsnap's types can run, with the items that they use.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, File, Item, parse_quote};

use crate::{rewrite, table};

/// What became of the tests of one file.
#[derive(Default)]
pub(crate) struct Taken {
    /// The number of tests in the file.
    pub(crate) all: usize,
    /// The number of tests that run.
    pub(crate) run: usize,
    /// How many tests are left out for each reason.
    pub(crate) left_out: BTreeMap<&'static str, usize>,
    /// The tests that run and must fail, because ktsnap's answer differs.
    pub(crate) different: BTreeSet<String>,
    /// The tests that run and the items that they use, rewritten.
    pub(crate) source: String,
}

/// One item, the names by which others use it, and the names that it uses.
struct Entry {
    item: Item,
    names: BTreeSet<String>,
    uses: BTreeSet<String>,
}

/// Takes the tests of a file, whose helpers and constants are in other files.
pub(crate) fn tests(text: &str, helpers: &[String], constants: &[String]) -> Taken {
    let helpers = helpers.iter().flat_map(|text| parsed(text).items).filter(|item| !is_test(item));
    let constants = constants.iter().flat_map(|text| parsed(text).items).filter(|item| matches!(item, Item::Const(_)));
    let items = test_items(parsed(text)).into_iter().chain(helpers).chain(constants);
    let mut entries: Vec<_> = items
        .filter(|item| !matches!(item, Item::Use(_)))
        .map(|item| Entry { names: names(&item), uses: idents(item.to_token_stream()), item })
        .collect();

    let mut taken = Taken::default();
    let mut used = BTreeSet::new();
    for index in 0..entries.len() {
        if !is_test(&entries[index].item) {
            continue;
        }
        taken.all += 1;
        let name = entries[index].names.first().cloned().unwrap();
        let reached = reached(index, &entries);
        let uses: BTreeSet<_> = reached.iter().flat_map(|&index| &entries[index].uses).map(String::as_str).collect();
        if let Some(reason) = table::reason(&name, &uses) {
            *taken.left_out.entry(reason).or_default() += 1;
            continue;
        }
        taken.run += 1;
        used.extend(reached);
        if let Some(difference) = table::difference(&name)
            && let Item::Fn(test) = &mut entries[index].item
        {
            let ours = difference.ours;
            test.attrs.push(parse_quote!(#[should_panic(expected = #ours)]));
            taken.different.insert(name);
        }
    }
    let items = entries.into_iter().enumerate().filter(|(index, _)| used.contains(index));
    let items = items.map(|(_, entry)| rewrite::item(entry.item)).collect();
    taken.source = prettyplease::unparse(&File { shebang: None, frontmatter: None, attrs: Vec::new(), items });
    taken
}

fn parsed(text: &str) -> File {
    syn::parse_file(text).unwrap()
}

/// The items of a file of tests, or of the modules with `#[cfg(test)]` in another file.
fn test_items(file: File) -> Vec<Item> {
    if file.items.iter().any(is_test) {
        return file.items;
    }
    let is_for_tests = |attr: &Attribute| attr.to_token_stream().to_string() == "# [cfg (test)]";
    let modules = file.items.into_iter().filter_map(|item| match item {
        Item::Mod(module) if module.attrs.iter().any(is_for_tests) => module.content,
        _ => None,
    });
    modules.flat_map(|(_, items)| items).collect()
}

fn is_test(item: &Item) -> bool {
    matches!(item, Item::Fn(function) if function.attrs.iter().any(|attr| attr.path().is_ident("test")))
}

/// The names by which other items use an item. An `impl` is used with its type.
fn names(item: &Item) -> BTreeSet<String> {
    let ident = match item {
        Item::Fn(item) => &item.sig.ident,
        Item::Const(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Impl(item) => return idents(item.self_ty.to_token_stream()),
        _ => return BTreeSet::new(),
    };
    BTreeSet::from([ident.to_string()])
}

fn idents(tokens: TokenStream) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => _ = found.insert(ident.to_string()),
            TokenTree::Group(group) => found.extend(idents(group.stream())),
            _ => {}
        }
    }
    found
}

/// An item and those that it uses, directly or through others.
fn reached(start: usize, entries: &[Entry]) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        if reached.insert(at) {
            let is_used = |entry: &Entry| !is_test(&entry.item) && !entry.names.is_disjoint(&entries[at].uses);
            open.extend((0..entries.len()).filter(|&index| is_used(&entries[index])));
        }
    }
    reached
}
