//! `ktsnap derive`: a struct for counters of an object, as Rust source that compiles as it is.
//!
//! What the struct is of, [`home`] says: a [`section`] or a [`map`]. Each variable, member or entry of it becomes a field in
//! a [`block`], or several, or a reason why it can't. The types that fields need are made by [`mirrors`]. All of that is
//! [`item`]s until [`mod@write`] makes text of them. Around the struct there may be a [`ratio`] or a whole [`program`].

mod find;
mod home;
mod map;
mod package;
mod program;
mod ratio;
mod section;
mod write;

use std::collections::HashSet;
use std::io::Write;
use std::process::ExitCode;

use serde_json::json;

use crate::args::Derive;
use crate::failure::Failure;
use crate::generate::Mirrors;
use crate::generate::item::{Item, StructItem};
use crate::object;
use crate::screen::Screen;
use write::Naming;

pub(crate) fn run(args: &Derive, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let opened = object::open(&args.object)?;
    let mut mirrors = Mirrors::new(opened.layout());
    let mut mains = home::mains(args, &opened, &mut mirrors)?;
    let mut program = None;
    if let [main] = mains.as_mut_slice() {
        main.ratios = ratio::ratios(&args.ratio, main)?;
        program = args.main.then(|| (program::imports(main), program::source(main, &main.ratios)));
    }
    let items = needed(mains, mirrors);
    let source = match program {
        None => write::source(&items, Naming::Paths),
        Some((imported, program)) => {
            write::imports(&items, &imported) + &write::source(&items, Naming::Imports) + &program
        }
    };
    if screen.json {
        Screen::json(out, &document(&source, &items))?;
    } else {
        out.write_all(source.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The structs that were asked for, and the types that they and these have fields of.
fn needed(mains: Vec<StructItem>, mirrors: Mirrors<'_>) -> Vec<Item> {
    let mut words: HashSet<String> = HashSet::new();
    let mut add = |item: &StructItem| {
        words.extend(item.fields().flat_map(|field| write::words(&field.ty)).map(str::to_owned));
    };
    mains.iter().for_each(&mut add);
    // Parents stand before children, except where a child was met before at another parent.
    let others: Vec<Item> = mirrors.into_items().collect();
    for item in &others {
        if let Item::Struct(item) = item {
            add(item);
        }
    }
    let others = others.into_iter().filter(|item| words.contains(item.name()));
    mains.into_iter().map(Item::Struct).chain(others).collect()
}

/// The same for a program.
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
