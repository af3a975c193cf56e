//! Items as Rust source, as rustfmt would have it.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::generate::item::{EnumItem, Item, Key, Line, StructItem, Variant};
use crate::screen::text::{clean, cut, wrap};

/// Columns of a line.
const WIDTH: usize = 100;
/// Columns of what stands in an attribute's parentheses, before rustfmt gives each key a line.
const ATTRIBUTE: usize = 70;

/// Names of types, and the crate and module of each.
const PATHS: &[(&str, &str)] =
    &[("CString", "std::ffi"), ("CpuSet", "ktsnap"), ("PerCpu", "ktsnap"), ("Ptr", "ktsnap")];

/// How the source names what other crates define.
#[derive(Debug, Clone, Copy)]
pub(super) enum Naming {
    /// By the whole path, so that the source can be pasted into any file, also after other source of this command.
    Paths,
    /// By the name alone, after imports at the top of a file.
    Imports,
}

/// The items, each before what it needs.
pub(super) fn source(items: &[Item], naming: Naming) -> String {
    let mut blocks = Vec::new();
    for item in items {
        let mut text = String::new();
        match item {
            Item::Struct(item) => structure(&mut text, item, naming),
            Item::Enum(item) => enumeration(&mut text, item, naming),
        }
        blocks.push(text);
    }
    blocks.join("\n")
}

/// The imports that these items and a program around them need.
pub(super) fn imports(items: &[Item], imported: &[&'static str]) -> String {
    let mut used: BTreeSet<_> = imported.iter().copied().collect();
    let mut std = "";
    for item in items {
        match item {
            Item::Enum(_) => _ = used.insert("SnapshotEnum"),
            Item::Struct(item) => {
                used.insert("SnapshotSchema");
                for word in item.fields().flat_map(|field| words(&field.ty)) {
                    match PATHS.iter().find(|(name, _)| *name == word) {
                        Some((name, "ktsnap")) => _ = used.insert(name),
                        Some(_) => std = "use std::ffi::CString;\n\n",
                        None => {}
                    }
                }
            }
        }
    }
    let names: Vec<_> = used.into_iter().collect();
    match names.as_slice() {
        [only] => format!("{std}use ktsnap::{only};\n\n"),
        several => format!("{std}use ktsnap::{{{}}};\n\n", several.join(", ")),
    }
}

impl Naming {
    /// A derive of this crate's.
    fn derive(self, name: &str) -> String {
        match self {
            Self::Paths => format!("ktsnap::{name}"),
            Self::Imports => name.to_owned(),
        }
    }

    /// A field's type: `ktsnap::PerCpu<u64>` for `PerCpu<u64>`.
    fn ty(self, rust: &str) -> String {
        if let Self::Imports = self {
            return rust.to_owned();
        }
        let mut written = String::new();
        let mut rest = rust;
        for word in words(rust).filter(|word| !word.is_empty()) {
            let Some((before, after)) = rest.split_once(word) else { continue };
            written.push_str(before);
            if let Some((_, module)) = PATHS.iter().find(|(name, _)| *name == word) {
                written.push_str(module);
                written.push_str("::");
            }
            written.push_str(word);
            rest = after;
        }
        written + rest
    }
}

/// The words of a type: `Vec<[Llc; 4]>` names `Vec` and `Llc`.
pub(super) fn words(rust: &str) -> impl Iterator<Item = &str> {
    rust.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
}

fn structure(text: &mut String, item: &StructItem, naming: Naming) {
    docs(text, "", &item.doc);
    line(text, &format!("#[derive(Debug, Clone, PartialEq, {})]", naming.derive("SnapshotSchema")));
    for keys in &item.attributes {
        attribute(text, "", keys);
    }
    for ratio in &item.ratios {
        let whole = format!("#[snapshot(ratio({} = {}))]", ratio.name, ratio.expr);
        if whole.len() > WIDTH {
            line(text, &format!("#[snapshot(ratio(\n    {} = {}\n))]", ratio.name, ratio.expr));
        } else {
            line(text, &whole);
        }
    }
    line(text, &format!("pub struct {} {{", item.name));
    for one in &item.lines {
        match one {
            Line::Field(field) => {
                if field.says_more {
                    let c_type = clean(&field.c_type);
                    let hint = hint(&field.ty, &c_type);
                    let c_type = cut(&c_type, WIDTH - "    /// ``".len() - hint.len());
                    line(text, &format!("    /// `{c_type}`{hint}"));
                }
                if !field.keys.is_empty() {
                    attribute(text, "    ", &field.keys);
                }
                let ty = naming.ty(&field.ty);
                let whole = format!("    pub {}: {ty},", field.ident);
                if whole.len() > WIDTH {
                    line(text, &format!("    pub {}:\n        {ty},", field.ident));
                } else {
                    line(text, &whole);
                }
            }
            Line::LeftOut(left_out) => {
                let c_type = match left_out.c_type.as_str() {
                    "" => String::new(),
                    c_type => format!(", `{}`", cut(&clean(c_type), WIDTH)),
                };
                let name = clean(&left_out.name);
                comment(text, &format!("Left out: `{name}`{c_type}: {}.", clean(&left_out.reason)));
            }
        }
    }
    for note in &item.notes {
        comment(text, note);
    }
    text.push_str("}\n");
}

/// What else a field could be. A pointer reads in every capture, what it leads to in some.
fn hint(rust: &str, c_type: &str) -> &'static str {
    let mask = ["struct cpumask *", "struct bpf_cpumask *"].into_iter().any(|mask| c_type.contains(mask));
    if mask && words(rust).any(|word| word == "Ptr") { ": as `CpuSet` the CPUs, where they were captured" } else { "" }
}

fn enumeration(text: &mut String, item: &EnumItem, naming: Naming) {
    line(text, &format!("#[derive(Debug, Clone, Copy, PartialEq, Eq, {})]", naming.derive("SnapshotEnum")));
    attribute(text, "", &[("type", item.tag.clone())]);
    let begins = |variant: &Variant| matches!(variant, Variant::One { name, .. } if name.starts_with(&item.name));
    if item.variants.iter().any(begins) {
        // C names them so.
        line(text, "#[allow(clippy::enum_variant_names)]");
    }
    if let Some(repr) = &item.repr {
        line(text, &format!("#[repr({repr})]"));
    }
    line(text, &format!("pub enum {} {{", item.name));
    for variant in &item.variants {
        match variant {
            Variant::One { name, rename, value, also } => {
                for also in also {
                    line(text, &format!("    /// Also `{}`.", cut(&clean(also), WIDTH - "    /// Also ``.".len())));
                }
                if let Some(rename) = rename {
                    attribute(text, "    ", &[("rename", rename.clone())]);
                }
                match value {
                    Some(value) => line(text, &format!("    {name} = {value},")),
                    None => line(text, &format!("    {name},")),
                }
            }
            Variant::Other { name, integer } => {
                text.push_str("    /// Any other value.\n    #[snapshot(non_exhaustive)]\n");
                line(text, &format!("    {name}({integer}),"));
            }
        }
    }
    text.push_str("}\n");
}

fn attribute(text: &mut String, indent: &str, keys: &[Key]) {
    // Of what `Debug` writes of a text, Rust reads all.
    let keys: Vec<_> = keys.iter().map(|(key, value)| format!("{key} = {value:?}")).collect();
    let inside = keys.join(", ");
    let whole = format!("{indent}#[snapshot({inside})]");
    if inside.chars().count() <= ATTRIBUTE && whole.chars().count() <= WIDTH {
        line(text, &whole);
        return;
    }
    let keys = keys.join(&format!(",\n{indent}    "));
    line(text, &format!("{indent}#[snapshot(\n{indent}    {keys}\n{indent})]"));
}

fn docs(text: &mut String, indent: &str, paragraphs: &[String]) {
    for paragraph in paragraphs {
        for part in wrap(paragraph, WIDTH - indent.len() - "/// ".len(), 0) {
            line(text, &format!("{indent}/// {part}"));
        }
    }
}

fn comment(text: &mut String, what: &str) {
    for part in wrap(what, WIDTH - "    // ".len(), 0) {
        line(text, &format!("    // {part}"));
    }
}

fn line(text: &mut String, line: &str) {
    // Writing to a string does not fail.
    _ = writeln!(text, "{line}");
}
