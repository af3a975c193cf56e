//! The fields for the globals of a section.

use std::collections::{HashMap, HashSet};

use ktsnap_btf::{Layout, Section, Var};

use crate::filter::is_named;
use crate::generate::block::{Block, Position};
use crate::generate::item::Line;
use crate::generate::mirrors::Mirrors;
use crate::object::is_format;

/// The fields of a section.
pub(super) struct Globals {
    pub(super) lines: Vec<Line>,
    /// Format strings that were not asked for.
    pub(super) formats: usize,
}

/// A field for each global that the patterns select, in the order of their offsets. Globals that can't be read come last.
pub(super) fn globals(mirrors: &mut Mirrors<'_>, section: &Section, only: &[String]) -> Globals {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for var in section.vars.iter().chain(section.faulty.iter().map(|faulty| &faulty.var)) {
        *times.entry(&var.name).or_default() += 1;
    }
    let mut block = Block::default();
    let mut reported = HashSet::new();
    let mut formats = 0;
    for var in section.vars.iter().filter(|var| is_named(only, &var.name)) {
        let Var { name, c_type, ty, .. } = var;
        if only.is_empty() && is_format(var) {
            formats += 1;
            continue;
        }
        match times.get(name.as_str()) {
            _ if name.is_empty() => block.leave("", c_type, "it has no name"),
            Some(2..) if !reported.insert(name) => {}
            Some(count @ 2..) => {
                let reason =
                    format!("{count} statics of `{}` have this name, so a report can't distinguish them", section.name);
                block.leave(name, c_type, reason);
            }
            _ => {
                let position = Position::var(name, section.set_at_load() == Some(var));
                mirrors.add_field(&mut block, &position, ty, c_type, None);
            }
        }
    }
    for faulty in section
        .faulty
        .iter()
        .filter(|faulty| [&*faulty.var.name, faulty.declared()].iter().any(|name| is_named(only, name)))
    {
        block.leave(&faulty.var.name, &faulty.var.c_type, format!("{}; {}", faulty.fact(), faulty.help()));
    }
    Globals { lines: block.lines, formats }
}

/// Whether the derive finds the section by the fields: no other section has all their variables.
pub(super) fn is_inferred(layout: &Layout, section: &Section, lines: &[Line]) -> bool {
    let roots: HashSet<&str> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Field(field) => field.root.as_deref(),
            Line::LeftOut(_) => None,
        })
        .collect();
    let has_all = |other: &Section| {
        let names: HashSet<_> = other.vars.iter().map(|var| var.name.as_str()).collect();
        roots.is_subset(&names)
    };
    !layout.global_sections().any(|other| other.name != section.name && has_all(other))
}
