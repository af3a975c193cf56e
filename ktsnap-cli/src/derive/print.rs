//! Items as Rust source, as rustfmt would write it.
//!
//! Items are made of tokens, which prettyplease prints. Comments, and attributes that rustfmt breaks into lines, are
//! [`Verbatim`].

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::File;

use crate::failure::Failure;
use crate::generate::mirrors::words;
use crate::generate::{EnumItem, Item, Key, Line, RatioItem, StructItem, Variant};
use crate::screen::text::{clean, cut, wrap};

/// Columns of a line.
const WIDTH: usize = 100;
/// Columns inside an attribute's parentheses above which rustfmt writes each key on its own line.
const ATTRIBUTE: usize = 70;

/// Names of types, and the crate and module of each.
const PATHS: &[(&str, &str)] = &[
    ("CString", "std::ffi"),
    ("CpuSet", "ktsnap"),
    ("Fls", "ktsnap::histogram"),
    ("Histogram", "ktsnap::histogram"),
    ("Linear", "ktsnap::histogram"),
    ("Log2", "ktsnap::histogram"),
    ("PerCpu", "ktsnap"),
    ("Ptr", "ktsnap"),
    ("Rows", "ktsnap"),
];

/// How the source names what other crates define.
#[derive(Debug, Clone, Copy)]
pub(super) enum Naming {
    /// By the whole path, so that the source can be pasted into any file, also after other source of this command.
    Paths,
    /// By the name, after imports at the top of a file.
    Imports,
}

/// The items, each before the types of its fields.
pub(super) fn source(items: &[Item], naming: Naming) -> Result<String, Failure> {
    let blocks = items.iter().map(|item| match item {
        Item::Struct(item) => structure(item, naming),
        Item::Enum(item) => enumeration(item, naming),
    });
    Ok(blocks.collect::<Result<Vec<_>, _>>()?.join("\n"))
}

/// A file with a program that reads a report and prints the struct, the first of the items.
pub(super) fn program(items: &[Item], main: &StructItem) -> Result<String, Failure> {
    Ok([imports(items, main)?, source(items, Naming::Imports)?, main_function(main)?].join("\n"))
}

/// The imports of the program.
fn imports(items: &[Item], main: &StructItem) -> Result<String, Failure> {
    let mut used = BTreeMap::from([("ktsnap", BTreeSet::from(["FailureDumpReport", "Snapshot"]))]);
    let mut add = |module, name| used.entry(module).or_default().insert(name);
    if main.each_cpu {
        add("ktsnap", "PerCpu");
    }
    for item in items {
        match item {
            Item::Enum(_) => _ = add("ktsnap", "SnapshotEnum"),
            Item::Struct(item) => {
                add("ktsnap", "SnapshotSchema");
                for (name, module) in item.fields().flat_map(|field| paths(&field.ty)).filter_map(|(_, path)| path) {
                    add(module, name);
                }
            }
        }
    }
    let import = |(module, names): (&str, &BTreeSet<&str>)| {
        let names: Vec<_> = names.iter().map(|name| format_ident!("{name}")).collect();
        let (module, names) = (
            tokens(module),
            if let [name] = names.as_slice() {
                quote! { #name }
            } else {
                quote! { {#(#names),*} }
            },
        );
        print(quote! { use #module::#names; })
    };
    let std = used.remove("std::ffi").map(|names| import(("std::ffi", &names))).transpose()?;
    let std = std.map_or_else(String::new, |std| std + "\n");
    // Rustfmt puts a module before the names of its parent.
    let others = used.iter().rev().map(|(module, names)| import((module, names))).collect::<Result<Vec<_>, _>>()?;
    Ok(std + &others.concat())
}

/// The words of a type, and the path of each that another crate defines. A word after `::` is part of another path.
fn paths(rust: &str) -> impl Iterator<Item = (&str, Option<(&'static str, &'static str)>)> {
    let mut rest = rust;
    words(rust).filter(|word| !word.is_empty()).filter_map(move |word| {
        let (before, after) = rest.split_once(word)?;
        rest = after;
        let is_inside = before.ends_with("::") || after.starts_with("::");
        let path = PATHS.iter().find(|(name, _)| *name == word).filter(|_| !is_inside);
        Some((word, path.copied()))
    })
}

fn main_function(main: &StructItem) -> Result<String, Failure> {
    let name = format_ident!("{}", main.name);
    // The program has no value for a parameter.
    let printed = main.ratios.iter().filter(|ratio| ratio.is_ratio && ratio.head == ratio.name);
    let ratios = printed.map(|RatioItem { name, .. }| {
        let format = format!("{}: {{ratio:.3}}", name.trim_start_matches("r#"));
        let method = tokens(name);
        quote! {
            let ratio = counters.#method()?;
            println!(#format);
        }
    });
    let read = if main.each_cpu {
        quote! {
            let all = PerCpu::<#name>::from_snapshot(&Snapshot::new(&report))?;
            for (cpu, counters) in all.iter().enumerate() {
                let Some(counters) = counters else { continue };
                println!("CPU {cpu}: {counters:#?}");
                #(#ratios)*
            }
        }
    } else {
        quote! {
            let counters = #name::from_snapshot(&Snapshot::new(&report))?;
            println!("{counters:#?}");
            #(#ratios)*
        }
    };
    print(quote! {
        fn main() -> Result<(), Box<dyn std::error::Error>> {
            let file = std::env::args().nth(1).ok_or("name a report")?;
            let report = FailureDumpReport::from_path(file)?;
            #read
            Ok(())
        }
    })
}

impl Naming {
    /// A derive macro of ktsnap.
    fn derive(self, name: &str) -> TokenStream {
        let name = format_ident!("{name}");
        match self {
            Self::Paths => quote! { ktsnap::#name },
            Self::Imports => quote! { #name },
        }
    }

    /// A field's type: `ktsnap::PerCpu<u64>` for `PerCpu<u64>`.
    fn ty(self, rust: &str) -> String {
        if let Self::Imports = self {
            return rust.to_owned();
        }
        let mut written = String::new();
        let mut rest = rust;
        for (word, path) in paths(rust) {
            let Some((before, after)) = rest.split_once(word) else { continue };
            written.push_str(before);
            if let Some((_, module)) = path {
                written.push_str(module);
                written.push_str("::");
            }
            written.push_str(word);
            rest = after;
        }
        written + rest
    }
}

fn structure(item: &StructItem, naming: Naming) -> Result<String, Failure> {
    let mut verbatim = Verbatim::default();
    let docs = item.doc.iter().flat_map(|paragraph| wrap(paragraph, WIDTH - "/// ".len(), 0)).map(|line| doc(&line));
    let docs: TokenStream = docs.collect();
    let derive = naming.derive("SnapshotSchema");
    let mut attributes: TokenStream = item.attributes.iter().map(|keys| verbatim.attribute(0, keys)).collect();
    attributes.extend(item.ratios.iter().map(|ratio| verbatim.ratio(ratio)));
    let name = format_ident!("{}", item.name);
    let mut fields = TokenStream::new();
    for line in &item.lines {
        match line {
            Line::Field(field) => {
                if field.says_more {
                    let c_type = clean(&field.c_type);
                    let hint = hint(&field.ty, &c_type);
                    let c_type = cut(&c_type, WIDTH - "    /// ``".len() - hint.len());
                    fields.extend(doc(&format!("`{c_type}`{hint}")));
                }
                if !field.keys.is_empty() {
                    fields.extend(verbatim.attribute(4, &field.keys));
                }
                let (ident, ty) = (format_ident!("{}", field.ident), verbatim.ty(naming.ty(&field.ty)));
                fields.extend(quote! { pub #ident: #ty, });
            }
            Line::LeftOut(left_out) => {
                let c_type = match left_out.c_type.as_str() {
                    "" => String::new(),
                    c_type => format!(", `{}`", cut(&clean(c_type), WIDTH)),
                };
                let name = clean(&left_out.name);
                fields.extend(verbatim.comment(&format!("Left out: `{name}`{c_type}: {}.", clean(&left_out.reason))));
            }
        }
    }
    for note in &item.notes {
        fields.extend(verbatim.comment(note));
    }
    let end = format_ident!("{END}");
    let key = item.is_key.then(|| quote! { Eq, Hash, });
    let printed = print(quote! {
        #docs
        #[derive(Debug, Clone, PartialEq, #key #derive)]
        #attributes
        pub struct #name { #fields #end: (), }
    })?;
    Ok(verbatim.restore(&printed))
}

/// What else a field could be. Every capture has a pointer, but not every capture has its target.
fn hint(rust: &str, c_type: &str) -> &'static str {
    let mask = ["struct cpumask *", "struct bpf_cpumask *"].into_iter().any(|mask| c_type.contains(mask));
    if mask && words(rust).any(|word| word == "Ptr") { ": a `CpuSet` has the CPUs, if they were captured" } else { "" }
}

fn enumeration(item: &EnumItem, naming: Naming) -> Result<String, Failure> {
    let mut verbatim = Verbatim::default();
    let derive = naming.derive("SnapshotEnum");
    let tag = verbatim.attribute(0, &[("type", item.tag.clone())]);
    let begins = |variant: &Variant| matches!(variant, Variant::One { name, .. } if name.starts_with(&item.name));
    // C repeats the enum's name in its enumerators.
    let allow = item.variants.iter().any(begins).then(|| quote! { #[allow(clippy::enum_variant_names)] });
    let repr = item.repr.as_ref().map(|repr| {
        let repr = format_ident!("{repr}");
        quote! { #[repr(#repr)] }
    });
    let name = format_ident!("{}", item.name);
    let mut variants = TokenStream::new();
    for variant in &item.variants {
        match variant {
            Variant::One { name, rename, value, also } => {
                for also in also {
                    let also = clean(also);
                    let also = cut(&also, WIDTH - "    /// Also ``.".len());
                    variants.extend(doc(&format!("Also `{also}`.")));
                }
                if let Some(rename) = rename {
                    variants.extend(verbatim.attribute(4, &[("rename", rename.clone())]));
                }
                let name = format_ident!("{name}");
                let value = value.map(|value| {
                    let minus = (value < 0).then(|| quote! { - });
                    let magnitude = Literal::u128_unsuffixed(value.unsigned_abs());
                    quote! { = #minus #magnitude }
                });
                variants.extend(quote! { #name #value, });
            }
            Variant::Other { name, integer } => {
                let (name, integer) = (format_ident!("{name}"), format_ident!("{integer}"));
                variants.extend(doc("Any other value."));
                variants.extend(quote! { #[snapshot(non_exhaustive)] #name(#integer), });
            }
        }
    }
    let key = item.is_key.then(|| quote! { Hash, });
    let printed = print(quote! {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, #key #derive)]
        #tag
        #allow
        #repr
        pub enum #name { #variants }
    })?;
    Ok(verbatim.restore(&printed))
}

fn doc(line: &str) -> TokenStream {
    let line = format!(" {line}");
    quote! { #[doc = #line] }
}

/// Source that this program made, as tokens.
fn tokens(rust: &str) -> TokenStream {
    rust.parse().unwrap_or_default()
}

fn print(items: TokenStream) -> Result<String, Failure> {
    let file: File = syn::parse2(items)
        .map_err(|error| Failure::new(format!("can't print the struct: {error}"), "report this as a bug of ktsnap"))?;
    Ok(prettyplease::unparse(&file))
}

/// The name of a field after the last, which the comments at the end of a struct belong to.
const END: &str = "end_of_struct";

/// Lines that are printed as they are. Tokens have a doc comment with their number in their place, or for the type of a field a
/// name with its number: prettyplease breaks a type that is shorter than rustfmt's lines.
#[derive(Default)]
struct Verbatim(Vec<Vec<String>>);

impl Verbatim {
    /// No name or type has this character, since control characters are escaped.
    const MARK: char = '\u{1}';

    /// The beginning of a name in the place of a type.
    const TYPE: &str = "TypeOfField";

    fn ty(&mut self, rust: String) -> TokenStream {
        let name = format_ident!("{}{}", Self::TYPE, self.0.len());
        self.0.push(vec![rust]);
        quote! { #name }
    }

    fn put(&mut self, lines: Vec<String>) -> TokenStream {
        let mark = format!("{}{}", Self::MARK, self.0.len());
        self.0.push(lines);
        quote! { #[doc = #mark] }
    }

    fn comment(&mut self, text: &str) -> TokenStream {
        let lines = wrap(text, WIDTH - "    // ".len(), 0);
        self.put(lines.iter().map(|line| format!("// {line}")).collect())
    }

    fn attribute(&mut self, indent: usize, keys: &[Key]) -> TokenStream {
        // Rust reads all escapes that `Debug` writes in a text.
        let written =
            |(key, value): &Key| if value.is_empty() { (*key).to_owned() } else { format!("{key} = {value:?}") };
        let keys: Vec<_> = keys.iter().map(written).collect();
        let inside = keys.join(", ");
        let whole = format!("#[snapshot({inside})]");
        if inside.chars().count() <= ATTRIBUTE && indent + whole.chars().count() <= WIDTH {
            return tokens(&whole);
        }
        let keys = keys.iter().enumerate().map(|(place, key)| {
            let comma = if place + 1 < keys.len() { "," } else { "" };
            format!("    {key}{comma}")
        });
        let lines = ["#[snapshot(".to_owned()].into_iter().chain(keys).chain([")]".to_owned()]);
        self.put(lines.collect())
    }

    fn ratio(&mut self, RatioItem { is_ratio, head, expr, .. }: &RatioItem) -> TokenStream {
        let key = if *is_ratio { "ratio" } else { "let" };
        let whole = format!("#[snapshot({key}({head} = {expr}))]");
        let lines = if whole.chars().count() > WIDTH {
            vec![format!("#[snapshot({key}("), format!("    {head} = {expr}"), "))]".to_owned()]
        } else {
            vec![whole]
        };
        self.put(lines)
    }

    /// The name and the type in the line of a field.
    fn field<'s>(&'s self, line: &'s str) -> Option<(&'s str, &'s str)> {
        let (name, number) = line.strip_suffix(',')?.split_once(": ")?;
        let lines = self.0.get(number.strip_prefix(Self::TYPE)?.parse::<usize>().ok()?)?;
        Some((name, lines.first()?))
    }

    /// The source with these lines in their places.
    fn restore(&self, printed: &str) -> String {
        let mut source = String::new();
        for line in printed.lines() {
            let (indent, text) = line.split_at(line.len() - line.trim_start().len());
            if text == format!("{END}: (),") {
                continue;
            }
            let number = text.strip_prefix("///").and_then(|text| text.strip_prefix(Self::MARK)?.parse::<usize>().ok());
            match number.and_then(|number| self.0.get(number)) {
                Some(lines) => {
                    for line in lines {
                        source.extend([indent, line, "\n"]);
                    }
                }
                None => match self.field(line) {
                    // Rustfmt puts a type that is too long on its own line.
                    Some((name, ty)) => {
                        let whole = name.chars().count() + ": ,".len() + ty.chars().count();
                        source.extend([name, if whole > WIDTH { ":\n        " } else { ": " }, ty, ",\n"]);
                    }
                    None => source.extend([line, "\n"]),
                },
            }
        }
        source
    }
}
