//! Resolves a type's id to a [`Type`], looking through typedefs and qualifiers.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use btf_rs::{BtfType, Type as Raw};

use super::graph::{Graph, target};
use super::spelling;
use super::texts::Texts;
use crate::error::{ObjectError, damaged};
use crate::text::Text;
use crate::types::{Enum, Enumerator, MAX_DEPTH, Member, Struct, Type, bounds};

/// Resolves the types of one object. Each id is resolved once.
pub(crate) struct Resolver<'g> {
    graph: &'g Graph,
    /// The resolved types, each with its height: the number of levels that it nests.
    done: HashMap<u32, (Type, usize)>,
    /// The ids that can't be resolved. They are not tried again, because any number of structs can contain a damaged one.
    failed: HashSet<u32>,
    /// The C spelling of types, which many members share.
    spelled: HashMap<u32, Text>,
    texts: Texts,
}

impl<'g> Resolver<'g> {
    pub(crate) fn new(graph: &'g Graph) -> Self {
        Self { graph, done: HashMap::new(), failed: HashSet::new(), spelled: HashMap::new(), texts: Texts::default() }
    }

    /// The type of that id.
    pub(crate) fn resolve(&mut self, id: u32) -> Result<Type, ObjectError> {
        self.nested(id, 0).map(|(ty, _)| ty)
    }

    /// The type and its height, for a type that is nested `depth` levels deep.
    ///
    /// Both numbers are bounded. The bound of the depth ends cycles. The bound of the height applies to a chain that was
    /// resolved from its innermost type: dropping a type of unbounded height would overflow the stack.
    fn nested(&mut self, id: u32, depth: usize) -> Result<(Type, usize), ObjectError> {
        if let Some(done) = self.done.get(&id) {
            return Ok(done.clone());
        }
        if depth == MAX_DEPTH || self.failed.contains(&id) {
            return Err(ObjectError::EndlessType { id });
        }
        let read = self.read(id, depth);
        match &read {
            Ok(done) => _ = self.done.insert(id, done.clone()),
            Err(_) => _ = self.failed.insert(id),
        }
        read
    }

    fn read(&mut self, id: u32, depth: usize) -> Result<(Type, usize), ObjectError> {
        let graph = self.graph;
        let leaf = |ty| (ty, 0);
        let (ty, height) = match graph.get(id)? {
            Raw::Int(of) if graph.is_irregular(id) => {
                return Err(damaged(format!(
                    "integer `{}` does not use all bits of its {} bytes",
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
                let (element, height) = self.nested(target(of)?, depth + 1)?;
                (Type::Array { element: Arc::new(element), len: of.len() as u64 }, height)
            }
            Raw::Struct(of) => self.structure(of, false, depth)?,
            Raw::Union(of) => self.structure(of, true, depth)?,
            Raw::Enum(of) => {
                // Before BTF had 64-bit enums, the upper half of each value was lost.
                let members = of.members.iter().filter(|_| of.size() <= 4);
                let values = members.map(|member| {
                    let bits = member.val();
                    let value = if of.is_signed() { bits.cast_signed().into() } else { bits.into() };
                    Ok(Enumerator { name: self.texts.name(graph, member)?, value })
                });
                let values = values.collect::<Result<_, ObjectError>>()?;
                leaf(enumeration(self.texts.tag(graph, of)?, of.size(), of.is_signed(), values)?)
            }
            Raw::Enum64(of) => {
                let values = of.members.iter().map(|member| {
                    let bits = member.val();
                    let value = if of.is_signed() { bits.cast_signed().into() } else { bits.into() };
                    Ok(Enumerator { name: self.texts.name(graph, member)?, value })
                });
                let values = values.collect::<Result<_, ObjectError>>()?;
                leaf(enumeration(self.texts.tag(graph, of)?, of.size(), of.is_signed(), values)?)
            }
            Raw::Typedef(of) => self.nested(target(of)?, depth + 1)?,
            Raw::Volatile(of) | Raw::Const(of) | Raw::Restrict(of) => self.nested(target(of)?, depth + 1)?,
            Raw::TypeTag(of) => self.nested(target(of)?, depth + 1)?,
            other => {
                return Err(damaged(format!("type {id} is a {}, which no variable can have", other.name())));
            }
        };
        let height = height + 1;
        if height > MAX_DEPTH {
            return Err(ObjectError::EndlessType { id });
        }
        Ok((ty, height))
    }

    /// A pointer, with the tag of its target. The target itself is not resolved, because it can contain the pointer.
    fn pointer(&mut self, of: &btf_rs::Ptr) -> Result<Type, ObjectError> {
        let graph = self.graph;
        let (keyword, name) = match graph.get(graph.underlying(target(of)?)?)? {
            Raw::Struct(of) => ("struct", graph.tag(of)?),
            Raw::Union(of) => ("union", graph.tag(of)?),
            Raw::Fwd(of) => (if of.is_union() { "union" } else { "struct" }, graph.tag(of)?),
            _ => return Ok(Type::Ptr { to: None }),
        };
        Ok(Type::Ptr { to: name.map(|name| self.texts.share(&format!("{keyword} {name}"))) })
    }

    /// The name of a type, member or enumerator.
    pub(crate) fn name(&mut self, of: &dyn BtfType) -> Result<Text, ObjectError> {
        self.texts.name(self.graph, of)
    }

    /// The shared copy of a text.
    pub(crate) fn share(&mut self, text: &str) -> Text {
        self.texts.share(text)
    }

    /// The C spelling of a type.
    pub(crate) fn spell(&mut self, id: u32) -> Result<Text, ObjectError> {
        if let Some(spelled) = self.spelled.get(&id) {
            return Ok(spelled.clone());
        }
        let spelled = self.texts.share(&spelling::type_name(self.graph, id)?);
        self.spelled.insert(id, spelled.clone());
        Ok(spelled)
    }

    fn structure(&mut self, of: &btf_rs::Struct, union: bool, depth: usize) -> Result<(Type, usize), ObjectError> {
        let mut members = Vec::with_capacity(of.members.len());
        let mut occupied = Vec::with_capacity(of.members.len());
        let mut tallest = 0;
        for member in &of.members {
            let id = target(member)?;
            let (ty, height) = self.nested(id, depth + 1)?;
            tallest = tallest.max(height);
            let member = Member {
                name: self.name(member)?,
                bit_offset: u64::from(member.bit_offset()),
                bits: member.bitfield_size().filter(|&bits| bits != 0),
                c_type: self.spell(id)?,
                ty,
            };
            let bits = bounds::member_bits(&member, of.size() as u64, union).map_err(damaged)?;
            occupied.push((bits, members.len()));
            members.push(member);
        }
        if let Some(reason) = bounds::overlap(&members, occupied).filter(|_| !union) {
            return Err(damaged(reason));
        }
        let name = self.texts.tag(self.graph, of)?;
        Ok((Type::Struct(Arc::new(Struct { name, union, size: of.size() as u64, members })), tallest))
    }
}

fn enumeration(
    name: Option<Text>,
    size: usize,
    signed: bool,
    enumerators: Vec<Enumerator>,
) -> Result<Type, ObjectError> {
    let bits = u32::try_from(size.saturating_mul(8)).unwrap_or(64).min(64);
    let range = if signed { -(1_i128 << bits >> 1)..1_i128 << bits >> 1 } else { 0..1_i128 << bits };
    if let Some(wide) = enumerators.iter().find(|enumerator| !range.contains(&enumerator.value)) {
        return Err(damaged(format!(
            "enumerator `{}` is {}, which does not fit in {bits} bits",
            wide.name, wide.value
        )));
    }
    Ok(Type::Enum(Arc::new(Enum { name, size: size as u64, signed, enumerators })))
}
