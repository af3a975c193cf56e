//! The Rust type for each C type, and the structs and enums that these need.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::mem;
use std::sync::Arc;

use ktsnap_btf::{Enum, Layout, Section, Struct, Type, Var, compat::no_mirror};
use ktsnap_core::report::limits::MAX_ELEMENTS;

use super::arrays::{ArrayAt, Arrays, around, has_sum};
use super::block::{Block, Position, array, base, innermost};
use super::names::{Names, camel, is_member};
use super::{EnumItem, Item, Line, StructItem, enums};
use crate::filter::is_named;

/// The most fields of all structs together. It bounds the source for an object of unions in unions.
const MAX_FIELDS: usize = 20_000;

/// The structs and enums for the types of an object.
pub(crate) struct Mirrors<'l> {
    pub(crate) layout: &'l Layout,
    pub(crate) names: Names,
    /// The types that the user chose for arrays.
    pub(crate) arrays: Arrays,
    /// Whether fields are sums over all CPUs, so that only integers and structs of integers have one.
    pub(crate) is_summing: bool,
    /// The names of the object's variables. A path is split after one of them, since names of statics have dots too.
    vars: HashSet<&'l str>,
    /// By the struct, and whether its fields are sums.
    structs: HashMap<(*const Struct, bool), Result<String, Unsupported>>,
    enums: HashMap<*const Enum, String>,
    /// Parents before children. The slot of a type that has no item stays empty.
    items: Vec<Option<Item>>,
    /// Structs that mirror arrays.
    rows: Vec<Item>,
    /// The slots of the types by a hash of their tag and contents. An object can have any number of types with one tag.
    slots: HashMap<u64, Vec<usize>>,
    hasher: RandomState,
    /// The number of pairs of types that were compared.
    #[cfg(test)]
    compared: usize,
    fields_left: usize,
}

/// Why a type can't be the type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unsupported {
    /// Its members can be fields, each with a path: a union, or a struct without a name.
    Whole,
    /// None of its parts can be a field, with the reason.
    Entirely(String),
}

impl<'l> Mirrors<'l> {
    pub(crate) fn new(layout: &'l Layout) -> Self {
        Self {
            layout,
            names: Names::of_types(),
            arrays: Arrays::default(),
            is_summing: false,
            vars: layout.sections.iter().flat_map(|section| &section.vars).map(|var| var.name.as_str()).collect(),
            structs: HashMap::new(),
            enums: HashMap::new(),
            items: Vec::new(),
            rows: Vec::new(),
            slots: HashMap::new(),
            hasher: RandomState::new(),
            #[cfg(test)]
            compared: 0,
            fields_left: MAX_FIELDS,
        }
    }

    /// The type of a field that mirrors the variable, or `None` if a single field can't.
    pub(crate) fn rust_type(&mut self, section: &Section, var: &Var) -> Option<String> {
        let is_set_at_load = section.set_at_load() == Some(var);
        section.holds_globals().then(|| self.whole(&var.ty, &var.c_type, is_set_at_load).ok()).flatten()
    }

    /// The type of a field for a whole variable. `CString` has any length, so a length that user space sets needs a `Vec`
    /// only for other arrays.
    pub(crate) fn whole(&mut self, ty: &Type, c_type: &str, is_set_at_load: bool) -> Result<String, Unsupported> {
        match ty {
            Type::Array { element, .. } if is_set_at_load && **element != Type::Char => {
                Ok(format!("Vec<{}>", self.mirror(element, c_type, None)?))
            }
            _ => self.mirror(ty, c_type, None),
        }
    }

    /// The types that were needed so far.
    pub(crate) fn into_items(self) -> impl Iterator<Item = Item> {
        self.items.into_iter().flatten().chain(self.rows)
    }

    /// Whether the path begins with the variable, and not with a shorter name.
    pub(crate) fn is_root(&self, var: &str, path: &str) -> bool {
        ktsnap_btf::Path::parse_rooted(path, |name| self.vars.contains(name)).is_ok_and(|path| path.root() == var)
    }

    /// Counts a field. Returns whether more fields were allowed.
    pub(crate) fn take_field(&mut self) -> bool {
        let left = self.fields_left.checked_sub(1);
        self.fields_left = left.unwrap_or_default();
        left.is_some()
    }

    /// The type of a field. A bitfield is `bits` wide.
    pub(crate) fn mirror(&mut self, ty: &Type, c_type: &str, bits: Option<u32>) -> Result<String, Unsupported> {
        let none = || {
            Unsupported::Entirely(no_mirror(ty).map_or_else(|| "no field can mirror it".to_owned(), |why| why.reason()))
        };
        match ty {
            Type::Int { .. } | Type::Char | Type::Bool { .. } | Type::Float { .. } | Type::Ptr { .. } => {
                ty.to_rust().ok_or_else(none)
            }
            Type::Enum(_) if bits.is_some() => Err(Unsupported::Entirely("an enum in a bitfield".to_owned())),
            Type::Enum(of) => match &of.name {
                Some(name) if ty.to_rust().is_some() && has_values(of) => Ok(self.enumeration(of, name)),
                _ => ty.to_rust().ok_or_else(none),
            },
            Type::Struct(of) if of.size == 0 => Err(Unsupported::Entirely("it has no bytes".to_owned())),
            Type::Struct(of) if of.union => Err(Unsupported::Whole),
            Type::Struct(of) => match &of.name {
                Some(name) if name == "cpumask" || name == "bpf_cpumask" => Ok("CpuSet".to_owned()),
                Some(name) => self.structure(of, &format!("struct {name}"), name),
                None => match typedef(self.layout, of, c_type) {
                    Some(name) => self.structure(of, name, name),
                    None => Err(Unsupported::Whole),
                },
            },
            Type::Array { len: 0, .. } => Err(Unsupported::Entirely("an array without a length".to_owned())),
            Type::Array { len, .. } if *len > u64::from(MAX_ELEMENTS) => {
                let most = MAX_ELEMENTS;
                Err(Unsupported::Entirely(format!(
                    "a report has at most {most} elements of an array; only section bytes have all of them"
                )))
            }
            // A task's name, for example, need not be UTF-8.
            Type::Array { element, .. } if **element == Type::Char => Ok("CString".to_owned()),
            Type::Array { element, len } => {
                let element = self.mirror(element, c_type, None)?;
                Ok(array(&element, *len, ty.size()))
            }
            Type::Bytes { size: 1.. } => {
                Ok(ty.to_rust().unwrap_or_else(|| format!("[u8; {}]", ty.size().unwrap_or_default())))
            }
            _ => Err(none()),
        }
    }

    /// The type of the keys of rows.
    pub(crate) fn key(&mut self, ty: &Type, c_type: &str) -> Result<String, Unsupported> {
        // A key has all members, also those without a sum.
        let is_summing = mem::replace(&mut self.is_summing, false);
        let rust = self.mirror(ty, c_type, None);
        self.is_summing = is_summing;
        let rust = rust?;
        let mut types = vec![rust.clone()];
        while let Some(ty) = types.pop() {
            for item in self.items.iter_mut().flatten() {
                if !words(&ty).any(|word| word == item.name()) {
                    continue;
                }
                match item {
                    Item::Enum(item) => item.is_key = true,
                    Item::Struct(item) if !item.is_key => {
                        item.is_key = true;
                        types.extend(item.fields().map(|field| field.ty.clone()));
                    }
                    Item::Struct(_) => {}
                }
            }
        }
        Ok(rust)
    }

    fn enumeration(&mut self, of: &Arc<Enum>, name: &str) -> String {
        if let Some(known) = self.enums.get(&Arc::as_ptr(of)) {
            return known.clone();
        }
        let tag = format!("enum {name}");
        let integer = integer(of);
        let enumerators = of.enumerators.iter().map(|one| (one.name.as_str(), one.value));
        let (counted, variants) = enums::variants(integer, enumerators);
        let repr = (!counted).then(|| integer.name());
        let hash = self.hasher.hash_one((&tag, &variants));
        let is_same = |item: &Item| matches!(item, Item::Enum(item) if item.tag == tag && item.variants == variants);
        let rust = match self.same(hash, is_same) {
            Some(same) => same,
            None => {
                let rust = self.names.fresh(&camel(name));
                self.items.push(None);
                let item = EnumItem { name: rust.clone(), tag: tag.clone(), repr, is_key: false, variants };
                self.add(self.items.len() - 1, hash, Item::Enum(item));
                rust
            }
        };
        self.enums.insert(Arc::as_ptr(of), rust.clone());
        rust
    }

    fn structure(&mut self, of: &Arc<Struct>, tag: &str, name: &str) -> Result<String, Unsupported> {
        let key = (Arc::as_ptr(of), self.is_summing);
        if let Some(known) = self.structs.get(&key) {
            return known.clone();
        }
        let slot = self.items.len();
        self.items.push(None);
        let lines = self.members(of, &[], false);
        let rust = if !lines.iter().any(|line| matches!(line, Line::Field(_))) {
            Err(Unsupported::Entirely("none of its members can be a field".to_owned()))
        } else {
            let attributes = vec![vec![("type", tag.to_owned())]];
            let hash = self.hasher.hash_one((tag, &lines));
            let is_same = |item: &Item| matches!(item, Item::Struct(item) if item.attributes == attributes && item.lines == lines);
            match self.same(hash, is_same) {
                Some(same) => Ok(same),
                None => {
                    let rust = self.names.fresh(&camel(name));
                    let item = StructItem {
                        name: rust.clone(),
                        doc: Vec::new(),
                        attributes,
                        ratios: Vec::new(),
                        each_cpu: false,
                        is_key: false,
                        lines,
                        notes: Vec::new(),
                    };
                    self.add(slot, hash, Item::Struct(item));
                    Ok(rust)
                }
            }
        };
        self.structs.insert(key, rust.clone());
        rust
    }

    /// A field for each member, in the order of C, of those that the patterns ask for. With `sum`, it has the sum over all CPUs.
    pub(crate) fn members(&mut self, of: &Struct, only: &[String], sum: bool) -> Vec<Line> {
        let mut block = Block::default();
        let mut seen = HashSet::new();
        for (member, _) in of.flattened_members().filter(|(member, _)| is_named(only, &member.name)) {
            if !seen.insert(member.name.as_str()) {
                block.leave(&member.name, &member.c_type, "another member has its name");
            } else if !is_member(&member.name) {
                block.leave(&member.name, &member.c_type, "a path can't contain its name");
            } else {
                let innermost = self.arrays.take(&ArrayAt::member(of, &member.name));
                let position = Position::member(&member.name).with_innermost(innermost).summed(sum);
                self.add_field(&mut block, &position, &member.ty, &member.c_type, member.bits);
            }
        }
        block.lines
    }

    /// Adds a struct that mirrors an array.
    pub(crate) fn add_row(&mut self, item: StructItem) {
        self.rows.push(Item::Struct(item));
    }

    /// The name of a type with this hash that is the same.
    fn same(&mut self, hash: u64, is_same: impl Fn(&Item) -> bool) -> Option<String> {
        let slots = self.slots.get(&hash)?;
        #[cfg(test)]
        {
            self.compared += slots.len();
        }
        let mut items = slots.iter().filter_map(|slot| self.items.get(*slot)?.as_ref());
        items.find(|item| is_same(item)).map(|item| item.name().to_owned())
    }

    fn add(&mut self, slot: usize, hash: u64, item: Item) {
        if let Some(free) = self.items.get_mut(slot) {
            *free = Some(item);
            self.slots.entry(hash).or_default().push(slot);
        }
    }
}

impl Mirrors<'_> {
    /// Adds a field for a position, a field for each of its members, or the reason why it has no field.
    pub(crate) fn add_field(
        &mut self,
        block: &mut Block,
        position: &Position,
        ty: &Type,
        c_type: &str,
        bits: Option<u32>,
    ) {
        if position.root.as_ref().is_some_and(|root| !self.is_root(root, &position.path)) {
            block.leave(&position.path, c_type, "a path can't contain its name");
            return;
        }
        if !self.take_field() {
            // One message for all further fields.
            if !matches!(block.lines.last(), Some(Line::LeftOut(_))) {
                block.leave(&position.shown(), c_type, format!("there are {MAX_FIELDS} fields already"));
            }
            return;
        }
        if self.is_summing && !has_sum(ty) {
            block.leave(&position.shown(), c_type, "only integers have a sum over all CPUs");
            return;
        }
        let is_set_at_load = position.is_set_at_load && position.dims.is_empty();
        let mirrored = match &position.innermost {
            Some(rust) => Ok(around(rust, ty, is_set_at_load)),
            None if is_set_at_load => self.whole(ty, c_type, true),
            None => self.mirror(ty, c_type, bits),
        };
        match mirrored {
            Ok(each) => block.field(position, ty, c_type, bits, each),
            Err(Unsupported::Entirely(reason)) => block.leave(&position.shown(), c_type, reason),
            Err(Unsupported::Whole) => self.inside(block, position, ty, c_type),
        }
    }

    /// The members of a union or of a struct without a name, each by a path.
    fn inside(&mut self, block: &mut Block, position: &Position, ty: &Type, c_type: &str) {
        let mut position = position.clone();
        let mut whole = ty;
        while let Type::Array { element, len } = whole {
            position = position.every(*len);
            whole = element;
        }
        let Type::Struct(of) = innermost(ty) else { return };
        let before = block.lines.len();
        for (member, _) in of.flattened_members() {
            if is_member(&member.name) {
                let innermost = self.arrays.take(&ArrayAt::member(of, &member.name));
                let position = position.onward(&member.name).with_innermost(innermost);
                self.add_field(block, &position, &member.ty, &member.c_type, member.bits);
            }
        }
        if block.lines.len() == before {
            block.leave(&position.shown(), c_type, "it has no member with a name");
        }
    }
}

/// The typedef that names a struct without a tag.
pub(crate) fn typedef<'c>(layout: &Layout, of: &Struct, c_type: &'c str) -> Option<&'c str> {
    let name = base(c_type);
    match layout.type_by_name(name) {
        Some(Type::Struct(known)) if known.name.is_none() && alike(known, of) => Some(name),
        _ => None,
    }
}

/// Whether two structs have the same members, by name, offset and C type.
pub(crate) fn alike(one: &Struct, other: &Struct) -> bool {
    let members = || one.members.iter().zip(&other.members);
    one.size == other.size
        && one.union == other.union
        && one.members.len() == other.members.len()
        && members().all(|(one, other)| {
            (&one.name, one.bit_offset, one.bits, &one.c_type)
                == (&other.name, other.bit_offset, other.bits, &other.c_type)
        })
}

fn integer(of: &Enum) -> enums::Integer {
    enums::Integer { size: of.size, signed: of.signed }
}

/// The words of a type: `Vec<[Llc; 4]>` names `Vec` and `Llc`.
pub(crate) fn words(rust: &str) -> impl Iterator<Item = &str> {
    rust.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
}

/// Whether the enum has an enumerator that its integer can hold. An enum that is only declared has none.
fn has_values(of: &Enum) -> bool {
    of.enumerators.iter().any(|one| integer(of).holds(one.value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ktsnap_btf::LayoutFile;

    /// A layout with a number of enums of one tag, each with two variables.
    fn twins(count: usize) -> LayoutFile {
        let name = |at: usize| if at == 0 { "enum e".to_owned() } else { format!("enum e #{}", at + 1) };
        let var = |at: usize| {
            let (ty, offset) = (name(at / 2), 4 * at);
            format!(r#"{{"name": "v{at}", "type": "{ty}", "c_type": "enum e", "offset": {offset}, "size": 4}}"#)
        };
        let ty = |at: usize| {
            let tag = if at == 0 { "" } else { r#""tag": "enum e", "# };
            format!(r#""{}": {{"size": 4, {tag}"signed": false, "values": ["A_{at} = 0"]}}"#, name(at))
        };
        let vars: Vec<_> = (0..2 * count).map(var).collect();
        let types: Vec<_> = (0..count).map(ty).collect();
        let text = format!(
            r#"{{"ktsnap_layout": 1, "byte_order": "little", "maps": {{}}, "types": {{{}}},
                "sections": {{".bss": {{"size": {}, "vars": [{}]}}}}}}"#,
            types.join(","),
            8 * count,
            vars.join(",")
        );
        LayoutFile::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn types_of_one_tag_are_not_all_compared_with_each_other() {
        for count in [100, 1000] {
            let file = twins(count);
            let section = file.layout().section(".bss").unwrap();
            let mut mirrors = Mirrors::new(file.layout());
            let types: HashSet<_> = section.vars.iter().map(|var| mirrors.rust_type(section, var).unwrap()).collect();
            assert_eq!(types.len(), count);
            assert!(mirrors.compared <= count, "{} of {count}", mirrors.compared);
        }
    }
}
