//! Holding a type of the kernel's BTF against what a struct was checked against.

use ktsnap_btf::{Enum, Member, Struct, Type};
use ktsnap_core::typed::{CEnum, CStruct, CType, PathStep};

/// How a type differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unlike {
    /// The part of it that does: `max_ns`, `[*].nr_in`. Nothing for the whole.
    pub(super) part: String,
    pub(super) expected: String,
    pub(super) found: String,
}

impl Unlike {
    fn of(ty: &Type, shape: &CType) -> Self {
        Self { part: String::new(), expected: expected(shape), found: found(ty) }
    }

    fn because(expected: String, found: String) -> Self {
        Self { part: String::new(), expected, found }
    }

    fn inside(mut self, part: &str) -> Self {
        let dot = if self.part.is_empty() || self.part.starts_with('[') { "" } else { "." };
        self.part = format!("{part}{dot}{}", self.part);
        self
    }
}

/// Whether bytes of type `ty` can be read as `shape` says, along the ways that fields take into it.
///
/// A struct may have more members at its end than the shape has. An array may have another length if each field takes an
/// element by its index, because user space sets how many entries a map has. The caller gives the shape of a section's last
/// array the length that the running object's has.
pub(super) fn fit(ty: &Type, shape: &CType, uses: &[&'static [PathStep]]) -> Result<(), Unlike> {
    let fits = match (shape, ty) {
        // Each slot has a value of that type.
        (CType::PerCpu(slot), _) => return fit(ty, slot, uses),
        // Bytes without a type are held against their number, on either side.
        (_, Type::Bytes { size }) => is(shape.size(), *size),
        (CType::Bytes { size } | CType::Opaque { size }, _) => ty.size().is_some_and(|found| is(*size, found)),
        (CType::Int { bits }, Type::Int { size, signed: true })
        | (CType::Uint { bits }, Type::Int { size, signed: false })
        | (CType::Float { bits }, Type::Float { size }) => are(*bits, *size),
        (CType::Char, Type::Char | Type::Int { size: 1, signed: true })
        | (CType::Int { bits: 8 }, Type::Char)
        | (CType::Bool, Type::Bool { size: 1 }) => true,
        (CType::Ptr { to }, Type::Ptr { to: found }) => *to == found.as_deref(),
        (CType::Enum(of), Type::Enum(found)) => return enums(found, of),
        (CType::Array { len, element }, Type::Array { element: found, len: found_len }) => {
            return arrays((found, *found_len), (element, *len), uses).map_err(|unlike| whole(unlike, ty, shape));
        }
        (CType::Struct(of), Type::Struct(found)) if of.tag == ty.tag().as_deref() => return structs(found, of, uses),
        _ => false,
    };
    if fits { Ok(()) } else { Err(Unlike::of(ty, shape)) }
}

fn arrays(
    (ty, found_len): (&Type, u64),
    (shape, len): (&CType, usize),
    uses: &[&'static [PathStep]],
) -> Result<(), Option<Unlike>> {
    let by_index = !uses.is_empty()
        && uses.iter().all(|steps| {
            matches!(steps, [PathStep::Index(index), ..] if u64::try_from(*index).is_ok_and(|index| index < found_len))
        });
    if !is(len, found_len) && !by_index {
        return Err(None);
    }
    let inside: Vec<&'static [PathStep]> = uses.iter().map(|steps| steps.get(1..).unwrap_or_default()).collect();
    match fit(ty, shape, &inside) {
        Err(unlike) if unlike.part.is_empty() && found(ty) != expected(shape) => Err(None),
        Err(unlike) => Err(Some(unlike.inside("[*]"))),
        // The next element starts where this one ends.
        Ok(()) if ty.size().is_some_and(|size| is(shape.size(), size)) => Ok(()),
        Ok(()) => {
            let bytes = |size: String| format!("{size} bytes");
            let found = ty.size().map_or_else(|| "too many".to_owned(), |size| size.to_string());
            Err(Some(Unlike::because(bytes(shape.size().to_string()), bytes(found)).inside("[*]")))
        }
    }
}

/// What differs in every element is told of the array.
fn whole(unlike: Option<Unlike>, ty: &Type, shape: &CType) -> Unlike {
    unlike.unwrap_or_else(|| Unlike::of(ty, shape))
}

fn structs(found: &Struct, of: &CStruct, uses: &[&'static [PathStep]]) -> Result<(), Unlike> {
    for member in of.members {
        let Some((running, bit)) = found.flat().find(|(running, _)| running.name == member.name) else {
            let expected = spelled(expected(&member.shape), member.c_type);
            return Err(Unlike::because(expected, "not there".to_owned()).inside(member.name));
        };
        let into = |steps: &&'static [PathStep]| match *steps {
            [PathStep::Member(name), rest @ ..] => (*name == member.name).then_some(rest),
            steps => Some(steps),
        };
        let inside: Vec<&'static [PathStep]> = uses.iter().filter_map(into).collect();
        let fits = match (member.shape, running.bits) {
            (CType::Bitfield { bits, of }, Some(found)) if bits == found => fit(&running.ty, of, &inside),
            (CType::Bitfield { .. }, _) | (_, Some(_)) => {
                Err(Unlike::because(expected(&member.shape), found_member(running)))
            }
            (shape, None) => fit(&running.ty, &shape, &inside),
        };
        fits.map_err(|mut unlike| {
            if unlike.part.is_empty() {
                unlike.expected = spelled(unlike.expected, member.c_type);
                unlike.found = spelled(unlike.found, &running.c_type);
            }
            unlike.inside(member.name)
        })?;
        if !is(member.bit_offset, bit) {
            let built = u64::try_from(member.bit_offset).unwrap_or(u64::MAX);
            return Err(Unlike::because(place(built), place(bit)).inside(member.name));
        }
    }
    Ok(())
}

fn enums(found: &Enum, of: &CEnum) -> Result<(), Unlike> {
    let kind = |signed: bool, bits: u64| format!("{}enum{bits}", if signed { "signed " } else { "" });
    let (expected, running) = (kind(of.signed, of.bits.into()), kind(found.signed, found.size.saturating_mul(8)));
    if !are(of.bits, found.size) || of.signed != found.signed {
        return Err(Unlike::because(expected, running));
    }
    // What has no tag may be any.
    if let (Some(tag), Some(name)) = (of.tag, &found.name)
        && tag.strip_prefix("enum ") != Some(name)
    {
        return Err(Unlike::because(tag.to_owned(), format!("enum {name}")));
    }
    for (name, value) in of.enumerators {
        match found.named(name).map(|found| found.value) {
            Some(found) if found == *value => {}
            Some(found) => {
                let with = |kind: &str, value: i128| format!("{kind} with {name} = {value}");
                return Err(Unlike::because(with(&expected, *value), with(&running, found)));
            }
            None => {
                return Err(Unlike::because(format!("{expected} with {name}"), format!("{running} without {name}")));
            }
        }
    }
    Ok(())
}

fn is(expected: usize, found: u64) -> bool {
    u64::try_from(expected).is_ok_and(|expected| expected == found)
}

fn are(bits: u32, bytes: u64) -> bool {
    bytes.checked_mul(8).is_some_and(|found| found == u64::from(bits))
}

/// A type as it is read, and as C spells it.
pub(super) fn spelled(what: String, c_type: &str) -> String {
    if c_type == what { what } else { format!("{what} ({c_type})") }
}

/// Where a member starts.
fn place(bit: u64) -> String {
    match bit % 8 {
        0 => format!("at byte {}", bit / 8),
        more => format!("at bit {more} of byte {}", bit / 8),
    }
}

/// As [`CType`] is shown, with what a pointer points at.
fn expected(shape: &CType) -> String {
    match shape {
        CType::Ptr { to } => pointer(*to),
        CType::Array { len, element } => format!("[{}; {len}]", expected(element)),
        CType::PerCpu(slot) => expected(slot),
        shape => shape.to_string(),
    }
}

/// As [`CType`] is shown.
fn found(ty: &Type) -> String {
    match ty {
        Type::Int { size, signed: true } => format!("int{}", size.saturating_mul(8)),
        Type::Int { size, signed: false } => format!("uint{}", size.saturating_mul(8)),
        Type::Char => "int8".to_owned(),
        Type::Bool { size: 1 } => "bool".to_owned(),
        Type::Float { size } => format!("float{}", size.saturating_mul(8)),
        Type::Enum(of) => format!("{}enum{}", if of.signed { "signed " } else { "" }, of.size.saturating_mul(8)),
        Type::Struct(of) => {
            let anonymous = if of.union { "an anonymous union" } else { "an anonymous struct" };
            ty.tag().unwrap_or_else(|| anonymous.to_owned())
        }
        Type::Array { element, len } => format!("[{}; {len}]", found(element)),
        Type::Ptr { to } => pointer(to.as_deref()),
        other => format!("{} bytes", other.size().unwrap_or_default()),
    }
}

fn pointer(to: Option<&str>) -> String {
    to.map_or_else(|| "ptr".to_owned(), |to| format!("ptr to {to}"))
}

fn found_member(member: &Member) -> String {
    match (member.bits, &member.ty) {
        (Some(bits), Type::Int { signed: true, .. }) => format!("int{bits}"),
        (Some(bits), _) => format!("uint{bits}"),
        (None, ty) => found(ty),
    }
}

#[cfg(test)]
mod tests;
