//! How a layout file names the types that it keeps.
//!
//! A struct, union or enum goes by its tag. An anonymous one goes by braces around its typedef's name, else, for an
//! enum, its first enumerator, else where it stands: the struct around it and its own name there, or its first
//! member's. So none has a number, and one that is added or removed does not change how others are named. Only where
//! two different types have one tag, in files that were linked together, the further ones have: `struct state #2`.

use std::collections::{HashMap, HashSet};

use super::intern::{Entry, Interned, Of};
use crate::layout::Layout;
use crate::types::Type;

/// How long a name may be that says where something stands. Of two that are cut to the same, one gets a number.
const MAX_PLACE: usize = 120;

/// The types that are kept, and their names.
pub(super) struct Names<'i, 'l> {
    layout: &'l Layout,
    interned: &'i Interned<'l>,
    /// The first typedef of what has no tag.
    typedefs: HashMap<usize, &'l str>,
    names: HashMap<usize, String>,
    taken: HashSet<String>,
    /// How many types have each plain name.
    counts: HashMap<String, usize>,
}

impl<'i, 'l> Names<'i, 'l> {
    pub(super) fn new(layout: &'l Layout, interned: &'i Interned<'l>) -> Self {
        let mut typedefs = HashMap::new();
        for name in layout.tags() {
            if let Some(number) = layout.named(name).and_then(|ty| interned.number(ty)) {
                let anonymous = interned.entries.get(number).is_some_and(|entry| entry.of.name().is_none());
                if anonymous {
                    typedefs.entry(number).or_insert(name);
                }
            }
        }
        Self { layout, interned, typedefs, names: HashMap::new(), taken: HashSet::new(), counts: HashMap::new() }
    }

    /// Keeps what a type is made of. `place` says where it stands.
    pub(super) fn keep(&mut self, ty: &Type, place: &str) {
        let mut open: Vec<(usize, String)> = Vec::new();
        open.extend(self.interned.number(ty).map(|number| (number, place.to_owned())));
        while let Some((number, place)) = open.pop() {
            let Some(entry) = self.interned.entries.get(number).filter(|_| !self.names.contains_key(&number)) else {
                continue;
            };
            let base = self.base(number, entry, place);
            let name = self.free(number, entry, &base);
            self.taken.insert(name.clone());
            self.names.insert(number, name);
            if let Of::Struct(of) = entry.of {
                for member in of.members.iter().rev() {
                    let Some(inner) = self.interned.number(&member.ty) else { continue };
                    let first = self.interned.entries.get(inner).map_or("", |inner| inner.first);
                    let step = if member.name.is_empty() { first } else { &member.name };
                    open.push((inner, format!("{base}.{step}")));
                }
            }
            // What the tag is looked up as is kept too, so that the file gives the same answer.
            open.extend(self.looked_up(entry).map(|number| (number, String::new())));
        }
    }

    /// The same for an enum that nothing has.
    pub(super) fn keep_number(&mut self, number: usize) {
        if let Some(entry) = self.interned.entries.get(number).filter(|_| !self.names.contains_key(&number)) {
            let base = self.base(number, entry, String::new());
            let name = self.free(number, entry, &base);
            self.taken.insert(name.clone());
            self.names.insert(number, name);
        }
    }

    /// The file's name of a type that is kept.
    pub(super) fn get(&self, ty: &Type) -> Option<&str> {
        self.names.get(&self.interned.number(ty)?).map(String::as_str)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Entry<'l>)> {
        self.names.iter().filter_map(|(number, name)| Some((name.as_str(), self.interned.entries.get(*number)?)))
    }

    /// What the object answers to a type's tag.
    fn looked_up(&self, entry: &Entry<'_>) -> Option<usize> {
        let tag = format!("{} {}", entry.of.keyword(), entry.of.name()?);
        self.interned.number(self.layout.named(&tag)?)
    }

    /// What a type's name is made of, without the keyword.
    fn base(&self, number: usize, entry: &Entry<'_>, place: String) -> String {
        match (entry.of.name(), self.typedefs.get(&number), entry.of) {
            (Some(tag), ..) => tag.to_owned(),
            (None, Some(typedef), _) => (*typedef).to_owned(),
            (None, None, Of::Enum(_)) => entry.first.to_owned(),
            (None, None, Of::Struct(_)) => {
                let end = place.char_indices().map(|(at, _)| at).take_while(|at| *at <= MAX_PLACE).last();
                if place.len() > MAX_PLACE {
                    place.get(..end.unwrap_or_default()).unwrap_or_default().to_owned()
                } else {
                    place
                }
            }
        }
    }

    /// A name that no other type has.
    fn free(&mut self, number: usize, entry: &Entry<'_>, base: &str) -> String {
        let keyword = entry.of.keyword();
        let plain = match entry.of.name() {
            Some(_) => format!("{keyword} {base}"),
            None => format!("{keyword} {{{base}}}"),
        };
        let first = self.looked_up(entry).is_none_or(|first| first == number);
        if first && !self.taken.contains(&plain) {
            return plain;
        }
        let count = self.counts.entry(plain.clone()).or_insert(1);
        loop {
            *count += 1;
            let name = format!("{plain} #{count}");
            if !self.taken.contains(&name) {
                return name;
            }
        }
    }
}

/// The tag that a type of that name has, unless its row says another.
pub(super) fn tag_of(name: &str) -> Option<&str> {
    let (_, tag) = name.split_once(' ')?;
    Some(tag).filter(|tag| !tag.starts_with('{'))
}
