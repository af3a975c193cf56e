//! The comparison of a C type that a reader expects with the C type of a running object.

mod change;
mod names;
mod part;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::kind::{Integer, Property};
use crate::path::{Bound, Step};
use crate::types::{Enum, Member, Struct, Type};
use crate::work;

pub use change::{ChangeKind, TypeChange};
pub use names::{spelled, type_name};
pub use part::Part;

/// What may differ between the type that a reader expects and the type in the running object.
///
/// ```
/// use ktsnap_btf::compat::{ArrayLength, Offsets, Rules};
///
/// let section_end = Rules { length: ArrayLength::LastOfSection, offsets: Offsets::Running };
/// assert_ne!(section_end.length, Rules::default().length);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Rules {
    /// Who sets the length of the outermost array.
    pub length: ArrayLength,
    /// Whose offsets the reader uses.
    pub offsets: Offsets,
}

/// Who sets the length of the array that a path starts from.
///
/// An array inside it never has another length: its elements could mean other things.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ArrayLength {
    /// The object. Another length is a mismatch.
    #[default]
    Fixed,
    /// User space, which may resize the last array of a section before it loads the object. The array is read with the
    /// length that it has in the running object.
    LastOfSection,
    /// User space, which may set the number of a map's entries. An entry that exists can be read by its index, but the
    /// entries as a whole only if their number is the expected one.
    MapEntries,
}

/// Whose offsets a reader uses inside a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Offsets {
    /// Those of the expected type: the reader takes bytes and decodes them with the type that it was built with. A struct
    /// keeps its tag, each member its offset, and each array element its size.
    #[default]
    Expected,
    /// Those of the running object: the reader takes one value from the [`Part`]. Members are found by their names, wherever
    /// they are.
    Running,
}

/// Finds the value that a path leads to in `expected`, in the type `running`.
///
/// Only the types along the path are compared, and the whole type at its end. Types without BTF ([`Type::Bytes`]), in either
/// of the two, are compared by their size.
///
/// ```
/// use ktsnap_btf::compat::{Rules, locate};
/// use ktsnap_btf::{Step, Type};
///
/// let stats = |size| Type::Array { element: Type::Int { size, signed: false }.into(), len: 3 };
/// let part = locate(&stats(8), &stats(8), &[Step::Index(2)], Rules::default())?;
/// assert_eq!(part.bytes, 16..24);
/// let change = locate(&stats(8), &stats(4), &[Step::Index(2)], Rules::default()).unwrap_err();
/// assert_eq!((change.expected.as_str(), change.found.as_str()), ("[uint64; 3]", "[uint32; 3]"));
/// # Ok::<(), ktsnap_btf::compat::TypeChange>(())
/// ```
///
/// # Errors
///
/// [`TypeChange`] for the first part that differs.
pub fn locate(expected: &Type, running: &Type, path: &[Step], rules: Rules) -> Result<Part, TypeChange> {
    Walk { offsets: rules.offsets, same: HashSet::new() }.outermost(expected, running, path, rules.length)
}

struct Walk {
    offsets: Offsets,
    /// The addresses of the structs and enums that were compared without a difference. Types that share a type can double
    /// at each level of nesting.
    same: HashSet<(usize, usize)>,
}

impl Walk {
    fn outermost(
        &mut self,
        expected: &Type,
        running: &Type,
        path: &[Step],
        length: ArrayLength,
    ) -> Result<Part, TypeChange> {
        match (expected, running) {
            (Type::Array { .. }, Type::Array { .. }) => self.arrays(expected, running, path, length),
            _ => self.types(expected, running, path),
        }
    }

    fn types(&mut self, expected: &Type, running: &Type, path: &[Step]) -> Result<Part, TypeChange> {
        let differs = |kind| Err(TypeChange::of(kind, expected, running));
        match (expected, running) {
            (_, Type::Bytes { .. }) | (Type::Bytes { .. }, _) if expected.size() != running.size() => {
                differs(ChangeKind::Size)
            }
            (Type::Bytes { .. }, _) => Ok(part::whole(running)),
            // Only the expected type says where the path leads. It differs in nothing from itself.
            (_, Type::Bytes { .. }) => self.types(expected, expected, path),
            (Type::Array { .. }, Type::Array { .. }) => self.arrays(expected, running, path, ArrayLength::Fixed),
            (Type::Struct(of), Type::Struct(found)) => {
                if self.offsets == Offsets::Expected && expected.tag() != running.tag() {
                    return differs(ChangeKind::Tag);
                }
                self.structs(of, found, path)
            }
            _ if !path.is_empty() && !matches!(expected, Type::Array { .. } | Type::Struct(_)) => {
                Err(TypeChange::no_path(expected, running))
            }
            (Type::Enum(of), Type::Enum(found)) => {
                let pair = (Arc::as_ptr(of).addr(), Arc::as_ptr(found).addr());
                if !self.same.contains(&pair) {
                    enums(of, found)?;
                    self.same.insert(pair);
                }
                Ok(part::whole(running))
            }
            _ => scalars(expected, running).map_or_else(|| Ok(part::whole(running)), differs),
        }
    }

    fn arrays(
        &mut self,
        expected: &Type,
        running: &Type,
        path: &[Step],
        length: ArrayLength,
    ) -> Result<Part, TypeChange> {
        let (Type::Array { element: of, len: expected_len }, Type::Array { element: found, len }) = (expected, running)
        else {
            return Err(TypeChange::of(ChangeKind::Type, expected, running));
        };
        let differs = |kind| TypeChange::of(kind, expected, running);
        let is_whole = !matches!(path.first(), Some(Step::Index(_)));
        let index = match path.first() {
            // Any element can be read.
            None | Some(Step::All | Step::IndexedBy(_)) => None,
            Some(Step::Index(index)) => Some(*index),
            // The last element of a slice must exist.
            Some(Step::Slice(Bound::Number(from), Bound::Number(to))) if from < to => Some(to - 1),
            Some(_) => return Err(TypeChange::no_path(expected, running)),
        };
        let may_differ = match length {
            ArrayLength::Fixed => false,
            ArrayLength::LastOfSection => true,
            ArrayLength::MapEntries => !is_whole,
        };
        if len != expected_len && !may_differ {
            return Err(differs(ChangeKind::Length));
        }
        if let Some(index) = index.filter(|index| index >= len) {
            return Err(differs(ChangeKind::OutOfRange { index, len: *len }));
        }
        let rest = path.get(1..).unwrap_or_default();
        let part = self.types(of, found, rest).map_err(|change| {
            // If each element differs as a whole, the array does.
            let each = change.part.is_empty() && type_name(of) != type_name(found);
            if each { differs(change.kind) } else { change.inside("[*]") }
        })?;
        let (size, found_size) = (of.size(), found.size());
        if self.offsets == Offsets::Expected && size != found_size {
            return Err(TypeChange::size(size, found_size).inside("[*]"));
        }
        match index {
            Some(index) if !is_whole => part.after(found_size.and_then(|size| size.checked_mul(index))),
            _ => Some(part::whole(running)),
        }
        .ok_or_else(|| differs(ChangeKind::Size))
    }

    fn structs(&mut self, expected: &Arc<Struct>, running: &Arc<Struct>, path: &[Step]) -> Result<Part, TypeChange> {
        let no_path = || TypeChange::no_path(&Type::Struct(expected.clone()), &Type::Struct(running.clone()));
        match path {
            [] => {
                let pair = (Arc::as_ptr(expected).addr(), Arc::as_ptr(running).addr());
                if !self.same.contains(&pair) {
                    let mut by_name = HashMap::new();
                    for found in running.flattened_members() {
                        by_name.entry(&*found.0.name).or_insert(found);
                    }
                    for member in expected.flattened_members() {
                        self.members(member, by_name.get(&*member.0.name).copied(), &[])?;
                    }
                    self.same.insert(pair);
                }
                if expected.size > running.size {
                    return Err(TypeChange::size(Some(expected.size), Some(running.size)));
                }
                let size = if self.offsets == Offsets::Expected { expected.size } else { running.size };
                Ok(part::bytes(0..size))
            }
            [Step::Member(name) | Step::IndexedMember { name, .. }, rest @ ..] => match expected.locate(name) {
                Some(member) => self.members(member, running.locate(name), rest),
                None => Err(no_path()),
            },
            _ => Err(no_path()),
        }
    }

    /// Compares a member, which starts at `bit` of the expected struct, with the running struct's member of that name.
    fn members(
        &mut self,
        (member, bit): (&Member, u64),
        running: Option<(&Member, u64)>,
        path: &[Step],
    ) -> Result<Part, TypeChange> {
        work::step();
        let Some((found, found_bit)) = running else {
            let expected = spelled(names::member_type(member), &member.c_type);
            return Err(TypeChange::not_there(expected).inside(&member.name));
        };
        let part = match (member.bits, found.bits) {
            (Some(bits), Some(found_bits)) if bits == found_bits => self.types(&member.ty, &found.ty, path),
            (None, None) => self.types(&member.ty, &found.ty, path),
            _ => Err(TypeChange::bitfield(member, found)),
        };
        let part = part.map_err(|mut change| {
            if change.part.is_empty() {
                change.expected = spelled(change.expected, &member.c_type);
                change.found = spelled(change.found, &found.c_type);
            }
            change.inside(&member.name)
        })?;
        if self.offsets == Offsets::Expected && bit != found_bit {
            return Err(TypeChange::moved(bit, found_bit).inside(&member.name));
        }
        let placed = match found.bits {
            Some(bits) => part::bitfield(found_bit, bits.into(), found.ty.size().unwrap_or_default()),
            None => part.after(found_bit.is_multiple_of(8).then_some(found_bit / 8)),
        };
        placed.ok_or_else(|| TypeChange::moved(bit, found_bit).inside(&member.name))
    }
}

/// The property in which two types without parts differ.
fn scalars(expected: &Type, running: &Type) -> Option<ChangeKind> {
    match (expected, running) {
        (Type::Int { .. }, Type::Int { .. }) => numbers(Integer::of(expected)?, Integer::of(running)?),
        // BPF's `char` is signed, so both hold the same values.
        (Type::Char, Type::Char | Type::Int { size: 1, signed: true })
        | (Type::Int { size: 1, signed: true }, Type::Char)
        | (Type::Opaque, Type::Opaque) => None,
        (Type::Bool { size }, Type::Bool { size: found }) | (Type::Float { size }, Type::Float { size: found }) => {
            (size != found).then_some(ChangeKind::Width)
        }
        (Type::Ptr { to }, Type::Ptr { to: found }) => (to != found).then_some(ChangeKind::Tag),
        _ => Some(ChangeKind::Type),
    }
}

fn numbers(expected: Integer, running: Integer) -> Option<ChangeKind> {
    running.difference(expected, false).map(|property| match property {
        Property::Width => ChangeKind::Width,
        Property::Sign => ChangeKind::Sign,
    })
}

fn enums(expected: &Enum, running: &Enum) -> Result<(), TypeChange> {
    let (kind, found_kind) = (names::enum_name(expected), names::enum_name(running));
    if let Some(change) = numbers(Integer::of_enum(expected), Integer::of_enum(running)) {
        return Err(TypeChange::because(change, kind, found_kind));
    }
    if let (Some(name), Some(found)) = (&expected.name, &running.name)
        && name != found
    {
        return Err(TypeChange::because(ChangeKind::Tag, format!("enum {name}"), format!("enum {found}")));
    }
    let mut by_name = HashMap::new();
    for found in &running.enumerators {
        by_name.entry(&*found.name).or_insert(found.value);
    }
    for enumerator in &expected.enumerators {
        work::step();
        let name = &enumerator.name;
        let (expected, found) = match by_name.get(name.as_str()).copied() {
            Some(found) if found == enumerator.value => continue,
            Some(found) => {
                (format!("{kind} with {name} = {}", enumerator.value), format!("{found_kind} with {name} = {found}"))
            }
            None => (format!("{kind} with {name}"), format!("{found_kind} without {name}")),
        };
        return Err(TypeChange::because(ChangeKind::Enumerator, expected, found));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
