//! The names of the types in a layout file.
//!
//! The name of a struct, union or enum is its tag. The name of an anonymous type is, in braces, its typedef; or else the
//! first enumerator of an enum; or else its position: the struct that contains it, and its own name there or that of its
//! first member. None of these names contains a number, so adding or removing a type does not rename other types. Only if
//! two different types have the same tag, in linked files, the further types have a number: `struct state #2`.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::intern::{Interned, InternedType, StructOrEnum};
use super::notation;
use crate::layout::Layout;
use crate::text::{SharedTexts, Text};
use crate::types::Type;
use crate::work;

/// The length of a name that describes a position. If two names are equal after they are cut, one gets a number.
const MAX_POSITION: usize = 120;

/// The names of the types that a file keeps.
pub(super) struct Names<'i, 'l> {
    layout: &'l Layout,
    interned: &'i Interned<'l>,
    /// The first name of each type. For a type without a tag, it is a typedef.
    typedefs: HashMap<usize, &'l str>,
    names: HashMap<usize, String>,
    taken: HashSet<String>,
    /// The number of types with each name, before numbers are added.
    counts: HashMap<String, usize>,
    texts: RefCell<SharedTexts>,
}

impl<'i, 'l> Names<'i, 'l> {
    pub(super) fn new(layout: &'l Layout, interned: &'i Interned<'l>) -> Self {
        let mut typedefs = HashMap::new();
        for name in layout.type_names() {
            if let Some(number) = layout.type_by_name(name).and_then(|ty| interned.number(ty)) {
                typedefs.entry(number).or_insert(name);
            }
        }
        let (names, taken, counts) = (HashMap::new(), HashSet::new(), HashMap::new());
        Self { layout, interned, typedefs, names, taken, counts, texts: RefCell::default() }
    }

    /// Keeps a type and the types of its members. `position` describes where the type is used.
    pub(super) fn keep(&mut self, ty: &Type, position: &str) {
        let mut open: Vec<(usize, String)> = Vec::new();
        open.extend(self.interned.number(ty).map(|number| (number, position.to_owned())));
        while let Some((number, position)) = open.pop() {
            work::step();
            let Some(interned) = self.interned.types.get(number).filter(|_| !self.names.contains_key(&number)) else {
                continue;
            };
            let base = self.base(number, interned, position);
            let name = self.unused(number, interned, &base);
            self.taken.insert(name.clone());
            self.names.insert(number, name);
            if let StructOrEnum::Struct(of) = interned.ty {
                for member in of.members.iter().rev() {
                    let Some(inner) = self.interned.number(&member.ty) else { continue };
                    let first_name = self.interned.types.get(inner).map_or("", |inner| inner.first_name);
                    let step = if member.name.is_empty() { first_name } else { &member.name };
                    open.push((inner, format!("{base}.{step}")));
                }
            }
            // The type that the layout finds for the tag is also kept, so that the layout of the file finds the same type.
            open.extend(self.first_of_tag(interned).map(|number| (number, String::new())));
        }
    }

    /// Keeps an enum that no variable or member has.
    pub(super) fn keep_number(&mut self, number: usize) {
        if let Some(interned) = self.interned.types.get(number).filter(|_| !self.names.contains_key(&number)) {
            let base = self.base(number, interned, String::new());
            let name = self.unused(number, interned, &base);
            self.taken.insert(name.clone());
            self.names.insert(number, name);
        }
    }

    /// The name of a kept type in the file.
    pub(super) fn get(&self, ty: &Type) -> Option<&str> {
        self.names.get(&self.interned.number(ty)?).map(String::as_str)
    }

    /// The notation of a type in the file.
    pub(super) fn notation(&self, ty: &Type) -> Text {
        // All types that the file refers to have a name.
        self.share(&notation::write(ty, |ty| self.get(ty).unwrap_or_default().to_owned()))
    }

    /// The shared copy of a text.
    pub(super) fn share(&self, text: &str) -> Text {
        self.texts.borrow_mut().share(text)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &InternedType<'l>)> {
        self.names.iter().filter_map(|(number, name)| Some((name.as_str(), self.interned.types.get(*number)?)))
    }

    /// The type that the layout finds for the tag of a type.
    fn first_of_tag(&self, interned: &InternedType<'_>) -> Option<usize> {
        let tag = format!("{} {}", interned.ty.keyword(), interned.ty.name()?);
        self.interned.number(self.layout.type_by_name(&tag)?)
    }

    /// The name of a type without its keyword.
    fn base(&self, number: usize, interned: &InternedType<'_>, position: String) -> String {
        match (interned.ty.name(), self.typedefs.get(&number), interned.ty) {
            (Some(tag), ..) => tag.to_owned(),
            (None, Some(typedef), _) => (*typedef).to_owned(),
            (None, None, StructOrEnum::Enum(_)) => interned.first_name.to_owned(),
            (None, None, StructOrEnum::Struct(_)) => {
                let end = position.char_indices().map(|(at, _)| at).take_while(|at| *at <= MAX_POSITION).last();
                if position.len() > MAX_POSITION {
                    position.get(..end.unwrap_or_default()).unwrap_or_default().to_owned()
                } else {
                    position
                }
            }
        }
    }

    /// A name that no other type of the file has.
    fn unused(&mut self, number: usize, interned: &InternedType<'_>, base: &str) -> String {
        let keyword = interned.ty.keyword();
        let plain = match interned.ty.name() {
            Some(_) => format!("{keyword} {base}"),
            None => format!("{keyword} {{{base}}}"),
        };
        let is_first = self.first_of_tag(interned).is_none_or(|first| first == number);
        if is_first && !self.taken.contains(&plain) {
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

/// The tag in the name of a type. The type has this tag unless its `tag` field differs.
pub(super) fn tag_of(name: &str) -> Option<&str> {
    let (_, tag) = name.split_once(' ')?;
    Some(tag).filter(|tag| !tag.starts_with('{'))
}
