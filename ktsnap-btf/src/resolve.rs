//! From a type's id to the type, through typedefs and qualifiers.

use std::collections::{HashMap, HashSet};
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
            let bits = match member.bits {
                Some(bits) => Some(u64::from(bits)),
                None => member.ty.size().and_then(|size| size.checked_mul(8)),
            };
            let end = bits.and_then(|bits| bits.checked_add(member.bit_offset));
            if end.is_none_or(|end| end > of.size() as u64 * 8) {
                return Err(damaged(format!("member `{}` ends past the end of its struct", member.name)));
            }
            members.push(member);
        }
        let name = self.graph.tag(of)?;
        Ok((Type::Struct(Arc::new(Struct { name, union, size: of.size() as u64, members })), tallest))
    }
}

fn enumeration(
    name: Option<String>,
    size: usize,
    signed: bool,
    values: impl Iterator<Item = Result<Enumerator, ObjectError>>,
) -> Result<Type, ObjectError> {
    let enumerators = values.collect::<Result<_, _>>()?;
    Ok(Type::Enum(Arc::new(Enum { name, size: size as u64, signed, enumerators })))
}
