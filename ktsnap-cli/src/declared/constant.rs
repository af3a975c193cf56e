//! The data of a schema as the constants that the derive writes. A test compares the schema of a struct with the compiled one.

use ktsnap_btf::Reduce;
use ktsnap_core::__private::{
    CEntries, CEnum, CMember, CStruct, CType, GroupKey, GroupSchema, IndexedMember, PathStep, Reduction, SlotPath,
    SlotSchema,
};
use ktsnap_core::typed::FieldSchema;
use ktsnap_derive_internals::schema;

use super::mistake::Mistakes;
use super::names::Names;

/// A value that lives as long as the command, which reads one struct.
pub(super) fn leaked<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

pub(super) fn text(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

pub(super) fn slice<T>(values: Vec<T>) -> &'static [T] {
    Box::leak(values.into_boxed_slice())
}

pub(super) fn reduction(how: Reduce) -> Reduction {
    match how {
        Reduce::Sum => Reduction::Sum,
        Reduce::Max => Reduction::Max,
        Reduce::Min => Reduction::Min,
    }
}

pub(super) fn c_type(ty: &schema::CType) -> CType {
    match ty {
        schema::CType::Int { bits } => CType::Int { bits: *bits },
        schema::CType::Uint { bits } => CType::Uint { bits: *bits },
        schema::CType::Char => CType::Char,
        schema::CType::Bool => CType::Bool,
        schema::CType::Float { bits } => CType::Float { bits: *bits },
        schema::CType::Enum(of) => CType::Enum(leaked(enumeration(of))),
        schema::CType::Array { len, element } => CType::Array { len: *len, element: leaked(c_type(element)) },
        schema::CType::Struct(of) => CType::Struct(leaked(structure(of))),
        schema::CType::Ptr { to } => CType::Ptr { to: to.as_deref().map(text) },
        schema::CType::Bytes { size } => CType::Bytes { size: *size },
        schema::CType::Opaque { size } => CType::Opaque { size: *size },
        schema::CType::Bitfield { bits, of } => CType::Bitfield { bits: *bits, of: leaked(c_type(of)) },
        schema::CType::PerCpu(of) => CType::PerCpu(leaked(c_type(of))),
        schema::CType::Entries(of) => {
            let entries = CEntries::new(c_type(&of.key), text(&of.key_c_type), c_type(&of.value));
            CType::Entries(leaked(entries))
        }
    }
}

fn enumeration(of: &schema::CEnum) -> CEnum {
    let enumerators = of.enumerators.iter().map(|(name, value)| (text(name), *value));
    CEnum::new(of.tag.as_deref().map(text), of.bits, of.signed, slice(enumerators.collect()))
}

fn structure(of: &schema::CStruct) -> CStruct {
    let member = |of: &schema::CMember| CMember::new(text(&of.name), of.offset, text(&of.c_type), c_type(&of.ty));
    CStruct::new(of.tag.as_deref().map(text), of.size, slice(of.members.iter().map(member).collect()))
}

/// Makes what can name an enumerator that BTF lacks. Each method returns `None` after a mistake.
pub(super) struct Constants<'a> {
    pub(super) names: &'a Names<'a>,
    /// The Rust enums of the struct.
    pub(super) enums: &'a [syn::Path],
    pub(super) mistakes: &'a mut Mistakes,
}

impl Constants<'_> {
    pub(super) fn number(&mut self, number: &schema::Number) -> Option<usize> {
        match number {
            schema::Number::Known(number) => Some(*number),
            schema::Number::Enumerator(name) => {
                usize::try_from(self.names.enumerator(self.enums, name, self.mistakes)?).ok()
            }
        }
    }

    pub(super) fn steps(&mut self, steps: &[schema::PathStep]) -> Option<&'static [PathStep]> {
        let steps = steps.iter().map(|step| {
            Some(match step {
                schema::PathStep::Member(name) => PathStep::Member(text(name)),
                schema::PathStep::IndexedMember { name, index } => {
                    PathStep::IndexedMember(leaked(IndexedMember { name: text(name), index: text(index) }))
                }
                schema::PathStep::IndexedBy(name) => PathStep::IndexedBy(text(name)),
                schema::PathStep::Index(index) => PathStep::Index(self.number(index)?),
                schema::PathStep::All => PathStep::All,
                schema::PathStep::Slice { from, to } => {
                    PathStep::Slice { from: self.number(from)?, to: self.number(to)? }
                }
                schema::PathStep::Deref(of) => PathStep::Deref(leaked(structure(of))),
            })
        });
        steps.collect::<Option<Vec<_>>>().map(slice)
    }

    pub(super) fn field(&mut self, of: &schema::FieldSchema) -> Option<FieldSchema> {
        let mut field =
            FieldSchema::new(text(&of.name), of.var, text(&of.path), text(&of.c_type)).steps(self.steps(&of.steps)?);
        if let Some(how) = of.reduce {
            field = field.reduce(reduction(how));
        }
        if of.widen {
            field = field.widen();
        }
        if of.allow_unmapped {
            field = field.allow_unmapped();
        }
        if let Some(groups) = &of.groups {
            field = field.groups(leaked(self.groups(groups)?));
        }
        if let Some(index) = &of.index {
            field = field.index(leaked(self.field(index)?));
        }
        if let Some(count) = &of.count {
            field = field.count(leaked(self.field(count)?));
        }
        Some(field)
    }

    fn groups(&mut self, of: &schema::GroupSchema) -> Option<GroupSchema> {
        let mut groups = GroupSchema::indexed(of.slot);
        if let Some(key) = &of.key {
            groups = groups.key(self.slot(key)?);
        }
        if let Some(only) = &of.only {
            groups = groups.only(self.slot(only)?);
        }
        if let Some(schema::InUse { count, is_ring }) = &of.in_use {
            groups = groups.in_use(self.field(count)?, *is_ring);
        }
        Some(groups)
    }

    fn slot(&mut self, of: &schema::SlotSchema) -> Option<SlotSchema> {
        let field = self.field(&of.field)?;
        Some(if of.is_parallel { SlotSchema::parallel(field) } else { SlotSchema::member(field) })
    }

    /// What names and chooses the rows of a field, in a struct that is the value of a map.
    pub(super) fn group_key(&mut self, of: &schema::GroupKey) -> Option<GroupKey> {
        let mut group = GroupKey::indexed((text(&of.base), self.steps(&of.slot)?));
        if let Some(key) = &of.key {
            group = group.key(self.slot_path(key)?);
        }
        if let Some(only) = &of.only {
            group = group.only(self.slot_path(only)?);
        }
        Some(group)
    }

    fn slot_path(&mut self, of: &schema::SlotPath) -> Option<SlotPath> {
        let (path, steps) = (text(&of.path), self.steps(&of.steps)?);
        Some(if of.is_parallel { SlotPath::parallel(path, steps) } else { SlotPath::member(path, steps) })
    }
}
