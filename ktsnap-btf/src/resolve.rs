//! From a type's id to the type, through typedefs and qualifiers.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use btf_rs::Type as Raw;

use crate::error::ObjectError;
use crate::graph::{Graph, MAX_DEPTH, damaged, target};
use crate::spell;
use crate::types::{Enum, Enumerator, Member, Struct, Type};

/// Resolves the types of one object, each id once.
pub(crate) struct Resolver<'g> {
    graph: &'g Graph,
    /// Each type, and how many stand one in another in it.
    done: HashMap<u32, (Type, usize)>,
    /// What has no type. Nothing is tried twice: a damaged struct may stand in any number of others.
    failed: HashSet<u32>,
    /// How C spells the types of members, many of which have the same.
    spelled: HashMap<u32, String>,
}

impl<'g> Resolver<'g> {
    pub(crate) fn new(graph: &'g Graph) -> Self {
        Self { graph, done: HashMap::new(), failed: HashSet::new(), spelled: HashMap::new() }
    }

    /// The type of that id.
    pub(crate) fn resolve(&mut self, id: u32) -> Result<Type, ObjectError> {
        self.below(id, 0).map(|(ty, _)| ty)
    }

    /// The type and its height, `above` levels down. Both are held to the bound: the first so that a cycle ends, the
    /// second so that a chain which was resolved from its end does not grow past what a stack can drop.
    fn below(&mut self, id: u32, above: usize) -> Result<(Type, usize), ObjectError> {
        if let Some(done) = self.done.get(&id) {
            return Ok(done.clone());
        }
        if above == MAX_DEPTH || self.failed.contains(&id) {
            return Err(ObjectError::EndlessType { id });
        }
        let read = self.read(id, above);
        match &read {
            Ok(done) => _ = self.done.insert(id, done.clone()),
            Err(_) => _ = self.failed.insert(id),
        }
        read
    }

    fn read(&mut self, id: u32, above: usize) -> Result<(Type, usize), ObjectError> {
        let graph = self.graph;
        let leaf = |ty| (ty, 0);
        let (ty, height) = match graph.get(id)? {
            Raw::Int(of) if graph.is_irregular(id) => {
                return Err(damaged(format!(
                    "the integer `{}` does not fill its {} bytes",
                    graph.name(of)?,
                    of.size()
                )));
            }
            Raw::Int(of) if of.is_bool() => leaf(Type::Bool { size: of.size() as u64 }),
            Raw::Int(of) if of.size() == 1 && graph.name(of)? == "char" => leaf(Type::Char),
            Raw::Int(of) => leaf(Type::Int { size: of.size() as u64, signed: of.is_signed() }),
            Raw::Float(of) => leaf(Type::Float { size: of.size() as u64 }),
            Raw::Ptr(of) => leaf(self.pointer(of)?),
            Raw::Void | Raw::Fwd(_) | Raw::FuncProto(_) => leaf(Type::Opaque),
            Raw::Array(of) => {
                let (element, height) = self.below(target(of)?, above + 1)?;
                (Type::Array { element: Arc::new(element), len: of.len() as u64 }, height)
            }
            Raw::Struct(of) => self.structure(of, false, above)?,
            Raw::Union(of) => self.structure(of, true, above)?,
            Raw::Enum(of) => {
                let values = of.members.iter().map(|member| {
                    let bits = member.val();
                    let value = if of.is_signed() { bits.cast_signed().into() } else { bits.into() };
                    Ok(Enumerator { name: graph.name(member)?, value })
                });
                // Before BTF had enums of 64 bits, the upper half of each value was lost.
                let values = values.filter(|_| of.size() <= 4);
                leaf(enumeration(graph.tag(of)?, of.size(), of.is_signed(), values)?)
            }
            Raw::Enum64(of) => {
                let values = of.members.iter().map(|member| {
                    let bits = member.val();
                    let value = if of.is_signed() { bits.cast_signed().into() } else { bits.into() };
                    Ok(Enumerator { name: graph.name(member)?, value })
                });
                leaf(enumeration(graph.tag(of)?, of.size(), of.is_signed(), values)?)
            }
            Raw::Typedef(of) => self.below(target(of)?, above + 1)?,
            Raw::Volatile(of) | Raw::Const(of) | Raw::Restrict(of) => self.below(target(of)?, above + 1)?,
            Raw::TypeTag(of) => self.below(target(of)?, above + 1)?,
            other => {
                return Err(damaged(format!("type {id} is a {}, not a variable's type", other.name())));
            }
        };
        let height = height + 1;
        if height > MAX_DEPTH {
            return Err(ObjectError::EndlessType { id });
        }
        Ok((ty, height))
    }

    /// A pointer, with the tag of what it points at. That is not resolved: it may hold the pointer.
    fn pointer(&self, of: &btf_rs::Ptr) -> Result<Type, ObjectError> {
        let graph = self.graph;
        let (keyword, name) = match graph.get(graph.bare(target(of)?)?)? {
            Raw::Struct(of) => ("struct", graph.tag(of)?),
            Raw::Union(of) => ("union", graph.tag(of)?),
            Raw::Fwd(of) => (if of.is_union() { "union" } else { "struct" }, graph.tag(of)?),
            _ => return Ok(Type::Ptr { to: None }),
        };
        Ok(Type::Ptr { to: name.map(|name| format!("{keyword} {name}").into()) })
    }

    /// The type of that id as C spells it.
    pub(crate) fn spell(&mut self, id: u32) -> Result<String, ObjectError> {
        if let Some(spelled) = self.spelled.get(&id) {
            return Ok(spelled.clone());
        }
        let spelled = spell::type_name(self.graph, id)?;
        self.spelled.insert(id, spelled.clone());
        Ok(spelled)
    }

    fn structure(&mut self, of: &btf_rs::Struct, union: bool, above: usize) -> Result<(Type, usize), ObjectError> {
        let mut members = Vec::with_capacity(of.members.len());
        let mut places = Vec::with_capacity(of.members.len());
        let mut tallest = 0;
        for member in &of.members {
            let id = target(member)?;
            let (ty, height) = self.below(id, above + 1)?;
            tallest = tallest.max(height);
            let member = Member {
                name: self.graph.name(member)?,
                bit_offset: u64::from(member.bit_offset()),
                bits: member.bitfield_size().filter(|&bits| bits != 0),
                c_type: self.spell(id)?,
                ty,
            };
            let bits = place(&member, of.size() as u64, union).map_err(damaged)?;
            places.push((bits, members.len()));
            members.push(member);
        }
        if let Some(what) = overlap(&members, places).filter(|_| !union) {
            return Err(damaged(what));
        }
        let name = self.graph.tag(of)?;
        Ok((Type::Struct(Arc::new(Struct { name, union, size: of.size() as u64, members })), tallest))
    }
}

/// The bits of a struct or union that a member has. The kernel checks most of this in `btf_struct_check_meta` and, for
/// bitfields, in `btf_int_check_kflag_member` and `btf_enum_check_kflag_member`.
pub(crate) fn place(member: &Member, size: u64, union: bool) -> Result<Range<u64>, String> {
    let Member { name, bit_offset, ty, .. } = member;
    let whole = ty.size().and_then(|size| size.checked_mul(8));
    let bits = match member.bits.map(u64::from) {
        Some(bits) => {
            let integer = matches!(ty, Type::Int { .. } | Type::Bool { .. } | Type::Char | Type::Enum(_));
            if !integer || whole.is_none_or(|whole| bits > whole) {
                return Err(format!("the bitfield `{name}` has {bits} bits, more than its type"));
            }
            Some(bits)
        }
        None if !bit_offset.is_multiple_of(8) => {
            return Err(format!("member `{name}` starts at bit {bit_offset}, inside a byte"));
        }
        None => whole,
    };
    let end = bits.and_then(|bits| bits.checked_add(*bit_offset));
    match end.filter(|end| *end <= size.saturating_mul(8)) {
        None => Err(format!("member `{name}` ends past the end of its struct")),
        Some(_) if union && *bit_offset != 0 => Err(format!("member `{name}` of a union starts at bit {bit_offset}")),
        Some(end) => Ok(*bit_offset..end),
    }
}

/// What is wrong if two members of a struct share bits. Those without bytes may be anywhere.
pub(crate) fn overlap(members: &[Member], mut places: Vec<(Range<u64>, usize)>) -> Option<String> {
    places.retain(|(bits, _)| !bits.is_empty());
    places.sort_by_key(|(bits, _)| bits.start);
    for pair in places.windows(2) {
        if let [(before, first), (after, second)] = pair
            && before.end > after.start
        {
            let name = |at: &usize| members.get(*at).map_or("", |member| &member.name);
            return Some(format!("the members `{}` and `{}` of a struct overlap", name(first), name(second)));
        }
    }
    None
}

fn enumeration(
    name: Option<String>,
    size: usize,
    signed: bool,
    values: impl Iterator<Item = Result<Enumerator, ObjectError>>,
) -> Result<Type, ObjectError> {
    let enumerators = values.collect::<Result<Vec<_>, _>>()?;
    let bits = u32::try_from(size.saturating_mul(8)).unwrap_or(64).min(64);
    let range = if signed { -(1_i128 << bits >> 1)..1_i128 << bits >> 1 } else { 0..1_i128 << bits };
    if let Some(wide) = enumerators.iter().find(|one: &&Enumerator| !range.contains(&one.value)) {
        return Err(damaged(format!("the enumerator `{}` is {}, too much for {bits} bits", wide.name, wide.value)));
    }
    Ok(Type::Enum(Arc::new(Enum { name, size: size as u64, signed, enumerators })))
}
