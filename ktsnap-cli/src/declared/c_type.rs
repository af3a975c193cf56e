//! What BTF says about a type, as the constant that the derive writes. A test compares the schema of a struct with the
//! compiled one.

use ktsnap_btf::path::Bound;
use ktsnap_btf::{Enum, Reduce, Step, Struct, Type};
use ktsnap_core::__private::{CEnum, CMember, CStruct, CType, IndexedMember, PathStep, Reduction};

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

/// One way that a field takes through a type.
#[derive(Clone, Copy)]
pub(super) struct Use<'s> {
    pub(super) steps: &'s [Step],
    /// Whether a type of the user's may mirror what is there, which needs its members and enumerators.
    pub(super) whole: bool,
}

impl Use<'_> {
    /// The path after its next step.
    fn onward(self) -> Self {
        Self { steps: self.steps.get(1..).unwrap_or_default(), ..self }
    }
}

pub(super) fn c_type(ty: &Type, uses: &[Use<'_>]) -> CType {
    match ty {
        Type::Int { size: size @ (..=8 | 16), signed: true } => CType::Int { bits: bits(*size) },
        Type::Int { size: size @ (..=8 | 16), signed: false } => CType::Uint { bits: bits(*size) },
        Type::Char => CType::Char,
        Type::Bool { size: 1 } => CType::Bool,
        Type::Float { size } => CType::Float { bits: bits(*size) },
        Type::Enum(of) => CType::Enum(leaked(enumeration(of, uses.iter().any(|one| one.whole)))),
        Type::Array { element, len } => {
            let inside: Vec<_> = uses.iter().map(|one| one.onward()).collect();
            CType::Array { len: number(*len), element: leaked(c_type(element, &inside)) }
        }
        Type::Struct(of) => CType::Struct(leaked(structure(ty, of, uses))),
        Type::Ptr { to } => CType::Ptr { to: to.as_deref().map(text) },
        Type::Bytes { size } => CType::Bytes { size: number(*size) },
        other => CType::Opaque { size: number(other.size().unwrap_or_default()) },
    }
}

fn enumeration(of: &Enum, whole: bool) -> CEnum {
    let tag = of.name.as_ref().map(|name| text(&format!("enum {name}")));
    let enumerators = of.enumerators.iter().filter(|_| whole).map(|one| (text(&one.name), one.value));
    CEnum::new(tag, bits(of.size), of.signed, slice(enumerators.collect()))
}

fn structure(ty: &Type, of: &Struct, uses: &[Use<'_>]) -> CStruct {
    let is_cpumask = matches!(ty.tag().as_deref(), Some("struct cpumask" | "struct bpf_cpumask"));
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
                None if one.whole || is_cpumask => Some(Use { steps: &[], whole: true }),
                _ => None,
            })
            .collect();
        if through.is_empty() {
            return None;
        }
        let inner = c_type(&member.ty, &through);
        let ty = match member.bits {
            Some(bits) => CType::Bitfield { bits, of: leaked(inner) },
            None => inner,
        };
        Some(CMember::new(text(&member.name), number(bit), text(&member.c_type), ty))
    });
    CStruct::new(ty.tag().as_deref().map(text), number(of.size), slice(members.collect()))
}

/// The steps of a path. `enumerator` has the values of enumerators that BTF lacks.
pub(super) fn path_steps(
    way: Use<'_>,
    enumerator: &mut dyn FnMut(&str) -> Option<i128>,
) -> Option<&'static [PathStep]> {
    let mut index = |name: &str| enumerator(name).and_then(|value| usize::try_from(value).ok());
    let steps = way.steps.iter().enumerate().map(|(at, one)| {
        Some(match one {
            Step::Member(name) => PathStep::Member(text(name)),
            Step::IndexedMember { name, index } => {
                PathStep::IndexedMember(leaked(IndexedMember { name: text(name), index: text(index) }))
            }
            Step::IndexedBy(name) => PathStep::IndexedBy(text(name)),
            Step::Index(index) => PathStep::Index(number(*index)),
            Step::Enumerator(name) => PathStep::Index(index(name)?),
            Step::All => PathStep::All,
            Step::Slice(from, to) => {
                let mut bound = |bound: &Bound| match bound {
                    Bound::Number(at) => Some(number(*at)),
                    Bound::Enumerator(name) => index(name),
                };
                PathStep::Slice { from: bound(from)?, to: bound(to)? }
            }
            Step::Deref(of) => {
                let steps = way.steps.get(at + 1..).unwrap_or_default();
                PathStep::Deref(leaked(structure(&Type::Struct(of.clone()), of, &[Use { steps, ..way }])))
            }
        })
    });
    steps.collect::<Option<Vec<_>>>().map(slice)
}

pub(super) fn reduction(how: Reduce) -> Reduction {
    match how {
        Reduce::Sum => Reduction::Sum,
        Reduce::Max => Reduction::Max,
        Reduce::Min => Reduction::Min,
    }
}

/// A scalar's width. No field mirrors a wider one than 64 bits.
fn bits(bytes: u64) -> u32 {
    u32::try_from(bytes.saturating_mul(8)).unwrap_or(u32::MAX)
}

pub(super) fn number(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
