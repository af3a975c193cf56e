//! `ktsnap derive`: a struct for counters of an object, as Rust source that compiles.
//!
//! [`target`] finds the sections and maps that were asked for, and the path of the object that the source names. [`fields`] makes
//! the fields of their structs, [`arrays`] finds the arrays that [`rows`] and [`histogram`] describe, [`ratio`] checks the ratios over
//! all these, and [`mod@print`] writes the source.

mod arrays;
mod fields;
mod histogram;
mod print;
mod ratio;
mod rows;
mod target;

use std::collections::HashSet;
use std::io::Write;
use std::process::ExitCode;

use serde_json::json;

use crate::args::Derive;
use crate::failure::Failure;
use crate::generate::mirrors::Mirrors;
use crate::generate::{Item, StructItem};
use crate::object::{self, Opened};
use crate::screen::Screen;
use print::Naming;

pub(crate) fn run(args: &Derive, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let items = items(args, &object::open(&args.object)?)?;
    let source = match items.first() {
        Some(Item::Struct(main)) if args.main => print::program(&items, main),
        _ => print::source(&items, Naming::Paths),
    }?;
    if screen.json {
        screen.write_json(out, &document(&source, &items))?;
    } else {
        out.write_all(source.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The structs that were asked for, the first items, and the types of their fields.
fn items(args: &Derive, opened: &Opened) -> Result<Vec<Item>, Failure> {
    let mut mirrors = Mirrors::new(opened.layout());
    let structs = target::structs(args, opened, &mut mirrors)?;
    let mut items = needed(structs, mirrors);
    ratio::add(args, opened.layout(), &mut items)?;
    Ok(items)
}

/// The structs that were asked for as source, for a command that reads it.
pub(crate) struct Generated {
    pub(crate) source: String,
    /// The names of the structs.
    pub(crate) structs: Vec<String>,
    /// What the structs leave out, each with the reason.
    pub(crate) left_out: Vec<String>,
}

/// The source that `ktsnap derive` writes for an object that is open.
///
/// # Errors
///
/// [`Failure`] if an option names what the object lacks, or selects nothing.
pub(crate) fn generated(args: &Derive, opened: &Opened) -> Result<Generated, Failure> {
    let items = items(args, opened)?;
    let wanted = args.section.len().max(usize::from(args.map.is_empty())) + args.map.len();
    let structs = items.iter().take(wanted);
    let structs = structs.filter_map(|item| match item {
        Item::Struct(item) => Some(item),
        Item::Enum(_) => None,
    });
    let left_out = structs.clone().flat_map(StructItem::left_out);
    Ok(Generated {
        source: print::source(&items, Naming::Paths)?,
        structs: structs.clone().map(|item| item.name.clone()).collect(),
        left_out: left_out.map(|of| format!("`{}` is left out: {}", of.name, of.reason)).collect(),
    })
}

/// The structs that were asked for, and the types of their fields, directly or not.
fn needed(structs: Vec<StructItem>, mirrors: Mirrors<'_>) -> Vec<Item> {
    let mut words: HashSet<String> = HashSet::new();
    let mut add = |item: &StructItem| {
        words.extend(item.fields().flat_map(|field| crate::generate::mirrors::words(&field.ty)).map(str::to_owned));
    };
    structs.iter().for_each(&mut add);
    // Parents come before children, unless a child was first met at another parent.
    let others: Vec<Item> = mirrors.into_items().collect();
    for item in &others {
        if let Item::Struct(item) = item {
            add(item);
        }
    }
    let others = others.into_iter().filter(|item| words.contains(item.name()));
    structs.into_iter().map(Item::Struct).chain(others).collect()
}

/// The document for `--json`.
fn document(source: &str, items: &[Item]) -> serde_json::Value {
    let mut fields = Vec::new();
    let mut left_out = Vec::new();
    for item in items {
        let Item::Struct(item) = item else { continue };
        fields.extend(item.fields().map(|field| {
            json!({
                "struct": item.name, "field": field.ident, "type": field.ty, "mirrors": field.of, "c_type": field.c_type,
            })
        }));
        left_out.extend(item.left_out().map(|left_out| {
            json!({
                "struct": item.name, "name": left_out.name, "c_type": left_out.c_type, "reason": left_out.reason,
            })
        }));
    }
    json!({ "rust": source, "fields": fields, "left_out": left_out })
}
