//! What BTF says of a type. Of a struct only what some field asks for is described.

use std::sync::Arc;

use ktsnap_btf::{Enum, Step, Struct, Type};

/// A type of C.
pub enum CType {
    Int { bits: u32 },
    Uint { bits: u32 },
    Char,
    Bool,
    Float { bits: u32 },
    Enum(CEnum),
    Array { len: usize, element: Box<Self> },
    Struct(CStruct),
    Ptr { to: Option<String> },
    Bytes { size: usize },
    Opaque { size: usize },
    Bitfield { bits: u32, of: Box<Self> },
    PerCpu(Box<Self>),
    Entries(Box<CEntries>),
}

pub struct CEnum {
    pub tag: Option<String>,
    pub bits: u32,
    pub signed: bool,
    pub enumerators: Vec<(String, i128)>,
}

pub struct CStruct {
    pub tag: Option<String>,
    pub size: usize,
    pub members: Vec<CMember>,
}

pub struct CMember {
    pub name: String,
    /// In bits.
    pub offset: usize,
    pub c_type: String,
    pub ty: CType,
}

/// The entries of a map with keys.
pub struct CEntries {
    pub key: CType,
    pub key_c_type: String,
    pub value: CType,
}

/// One way that a field takes through a type.
#[derive(Clone, Copy)]
pub struct Use<'s> {
    pub steps: &'s [Step],
    /// Whether a type of the user's may mirror what is there, which needs its members and enumerators.
    pub whole: bool,
}

impl Use<'_> {
    /// A whole type.
    pub(super) const WHOLE: Self = Self { steps: &[], whole: true };

    /// The path after its next step.
    fn onward(self) -> Self {
        Self { steps: self.steps.get(1..).unwrap_or_default(), ..self }
    }
}

impl CType {
    /// Describes a type with what these ways need.
    pub fn of(ty: &Type, uses: &[Use<'_>]) -> Self {
        match ty {
            Type::Int { size: size @ (..=8 | 16), signed: true } => Self::Int { bits: bits(*size) },
            Type::Int { size: size @ (..=8 | 16), signed: false } => Self::Uint { bits: bits(*size) },
            Type::Char => Self::Char,
            Type::Bool { size: 1 } => Self::Bool,
            Type::Float { size } => Self::Float { bits: bits(*size) },
            Type::Enum(of) => Self::Enum(CEnum::of(of, uses.iter().any(|one| one.whole))),
            Type::Array { element, len } => {
                let inside: Vec<_> = uses.iter().map(|one| one.onward()).collect();
                Self::Array { len: number(*len), element: Self::of(element, &inside).into() }
            }
            Type::Struct(of) => Self::Struct(CStruct::of(of, uses)),
            Type::Ptr { to } => Self::Ptr { to: to.as_deref().map(str::to_owned) },
            Type::Bytes { size } => Self::Bytes { size: number(*size) },
            other => Self::Opaque { size: number(other.size().unwrap_or_default()) },
        }
    }

    /// Describes a type with all its parts.
    pub fn whole(ty: &Type) -> Self {
        Self::of(ty, &[Use::WHOLE])
    }
}

impl CEnum {
    fn of(of: &Enum, whole: bool) -> Self {
        let tag = of.name.as_ref().map(|name| format!("enum {name}"));
        let enumerators = of.enumerators.iter().filter(|_| whole).map(|one| (one.name.to_string(), one.value));
        Self { tag, bits: bits(of.size), signed: of.signed, enumerators: enumerators.collect() }
    }
}

impl CStruct {
    pub(super) fn of(of: &Arc<Struct>, uses: &[Use<'_>]) -> Self {
        let tag = Type::Struct(Arc::clone(of)).tag();
        let is_cpumask = matches!(tag.as_deref(), Some("struct cpumask" | "struct bpf_cpumask"));
        let members = of.flattened_members().filter_map(|(member, bit)| {
            let through: Vec<Use<'_>> = uses
                .iter()
                .filter_map(|one| match one.steps.first() {
                    Some(Step::Member(name) | Step::IndexedMember { name, .. }) if *name == member.name => {
                        Some(one.onward())
                    }
                    Some(Step::IndexedMember { index, .. }) if *index == member.name => {
                        Some(Use { steps: &[], whole: false })
                    }
                    None if one.whole || is_cpumask => Some(Use::WHOLE),
                    _ => None,
                })
                .collect();
            if through.is_empty() {
                return None;
            }
            let inner = CType::of(&member.ty, &through);
            let ty = match member.bits {
                Some(bits) => CType::Bitfield { bits, of: inner.into() },
                None => inner,
            };
            let (name, c_type) = (member.name.to_string(), member.c_type.to_string());
            Some(CMember { name, offset: number(bit), c_type, ty })
        });
        Self { tag, size: number(of.size), members: members.collect() }
    }
}

/// Whether a whole type has at most so many members and enumerators, those of its members included. A type that is used twice
/// counts twice.
pub fn has_parts_up_to(ty: &Type, most: usize) -> bool {
    fn take(ty: &Type, left: &mut usize) -> bool {
        let parts = match ty {
            Type::Enum(of) => of.enumerators.len(),
            _ => 1,
        };
        let Some(rest) = left.checked_sub(parts) else { return false };
        *left = rest;
        match ty {
            Type::Array { element, .. } => take(element, left),
            Type::Struct(of) => of.flattened_members().all(|(member, _)| take(&member.ty, left)),
            _ => true,
        }
    }
    let mut left = most;
    take(ty, &mut left)
}

/// A scalar's width. No field mirrors a wider one than 64 bits.
fn bits(bytes: u64) -> u32 {
    u32::try_from(bytes.saturating_mul(8)).unwrap_or(u32::MAX)
}

pub(super) fn number(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use ktsnap_btf::{Enum, Enumerator, Member, Struct, Type};

    use super::has_parts_up_to;

    #[test]
    fn each_member_and_enumerator_is_a_part() {
        let int = || Type::Int { size: 4, signed: false };
        let named = |name: &str, value| Enumerator::new(name, value);
        let of_three =
            || Type::Enum(Enum::new(None, 4, false, vec![named("A", 0), named("B", 1), named("C", 2)]).into());
        let of = |members: Vec<Type>| {
            let member = |(at, ty): (u64, Type)| Member::new(format!("m{at}"), at * 32, None, "x", ty);
            let members: Vec<_> = (0..).zip(members).map(member).collect();
            Type::Struct(Struct::new(None, false, 4 * members.len() as u64, members).into())
        };
        let array = |element: Type| Type::Array { element: element.into(), len: 1000 };
        // An array and a struct are a part, too.
        for (ty, parts) in [
            (int(), 1),
            (of_three(), 3),
            (array(int()), 2),
            (of(vec![int(), int()]), 3),
            (of(vec![of_three(), array(of(vec![int()])), int()]), 8),
        ] {
            assert!(has_parts_up_to(&ty, parts), "{ty:?}");
            assert!(!has_parts_up_to(&ty, parts - 1), "{ty:?}");
        }
    }
}
