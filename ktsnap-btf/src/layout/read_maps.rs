//! Reads the maps that an object defines in `.maps`, as libbpf does (`parse_btf_map_def`).

use btf_rs::{Datasec, Type as Raw, Var};

use super::{Map, MapKind, UnsupportedMap};
use crate::btf::graph::{Graph, target};
use crate::btf::resolve::Resolver;
use crate::error::{ObjectError, damaged};
use crate::text::Text;
use crate::types::Type;
use crate::work;

/// The number of nested structs that are searched for a definition. No library nests more.
const MAX_NESTED: usize = 8;

/// The number of members that a definition can have, which is above what libbpf knows. The bound matters because one struct
/// of many members can define any number of maps.
const MAX_MEMBERS: usize = 32;

/// The maps of a `.maps` section, and the maps whose definition libbpf rejects. libbpf does not load an object with a map
/// of the second kind, but the globals of the object can be read.
pub(super) fn maps(graph: &Graph, resolver: &mut Resolver<'_>, datasec: &Datasec) -> (Vec<Map>, Vec<UnsupportedMap>) {
    let vars = datasec.variables.iter().filter_map(|info| match graph.target(info).ok()? {
        // Another object defines an extern map.
        Raw::Var(of) if !of.is_extern() => Some(of),
        _ => None,
    });
    let (mut maps, mut unsupported) = (Vec::new(), Vec::new());
    for of in vars {
        match map(graph, resolver, of) {
            Ok(map) => maps.push(map),
            Err(error) => {
                let reason = resolver.share(&reason(graph, of, &error));
                unsupported.extend(resolver.name(of).ok().map(|name| UnsupportedMap { name, reason }));
            }
        }
    }
    (maps, unsupported)
}

/// Why libbpf rejects a definition.
fn reason(graph: &Graph, of: &Var, error: &ObjectError) -> String {
    let mut at = target(of).and_then(|id| graph.underlying(id));
    for level in 0..MAX_NESTED {
        // The definitions of aya are structs around a struct.
        let Ok(Raw::Struct(around)) = at.and_then(|id| graph.get(id)) else { break };
        if around.members.len() > MAX_MEMBERS {
            break;
        }
        let is_type = |member: &btf_rs::Member| {
            work::step();
            graph.name(member).is_ok_and(|name| name == "type")
        };
        if around.members.iter().any(is_type) {
            // A definition with a type of its own has another fault.
            if level == 0 {
                break;
            }
            return "its definition is a struct inside another struct, like those of aya".to_owned();
        }
        let Some(first) = around.members.first() else { break };
        at = target(first).and_then(|id| graph.underlying(id));
    }
    match error {
        ObjectError::Btf(reason) => reason.clone(),
        error => error.to_string(),
    }
}

fn map(graph: &Graph, resolver: &mut Resolver<'_>, of: &Var) -> Result<Map, ObjectError> {
    let name = resolver.name(of)?;
    if of.is_static() {
        return Err(damaged("it is static"));
    }
    let Raw::Struct(definition) = graph.get(graph.underlying(target(of)?)?)? else {
        return Err(damaged("its definition is not a struct"));
    };
    if definition.members.len() > MAX_MEMBERS {
        return Err(damaged("its definition has too many members"));
    }
    let (mut kind, mut max_entries) = (None, 0);
    let (mut key, mut value) = (DeclaredType::default(), DeclaredType::default());
    for member in &definition.members {
        work::step();
        let id = target(member)?;
        match graph.name(member)? {
            "type" => kind = Some(number(graph, id)?),
            "max_entries" => max_entries = number(graph, id)?,
            "key_size" => key.set_size(number(graph, id)?)?,
            "value_size" => value.set_size(number(graph, id)?)?,
            "key" => key.set_type(graph, resolver, id)?,
            "value" => value.set_type(graph, resolver, id)?,
            // The values are maps or programs, which a map holds by their file descriptor.
            "values" => value.set_size(4)?,
            _ => {}
        }
    }
    let kind = kind.and_then(|number| u32::try_from(number).ok());
    let kind = kind.ok_or_else(|| damaged("its definition has no `type`"))?;
    Ok(Map {
        name,
        kind: MapKind::from_number(kind),
        key: key.ty,
        key_c_type: key.c_type,
        value: value.ty,
        value_c_type: value.c_type,
        key_size: key.size.unwrap_or_default(),
        value_size: value.size.unwrap_or_default(),
        max_entries,
    })
}

/// The type and size that a definition declares for keys or values.
#[derive(Default)]
struct DeclaredType {
    ty: Option<Type>,
    c_type: Option<Text>,
    size: Option<u64>,
}

impl DeclaredType {
    /// Sets the size. A definition can declare both a type and a size, which must agree.
    fn set_size(&mut self, size: u64) -> Result<(), ObjectError> {
        if self.size.is_some_and(|known| known != size) {
            return Err(damaged("its key or value has two different sizes"));
        }
        self.size = Some(size);
        Ok(())
    }

    /// Sets the type. `__type(value, T)` declares `T *value`.
    fn set_type(&mut self, graph: &Graph, resolver: &mut Resolver<'_>, id: u32) -> Result<(), ObjectError> {
        let Raw::Ptr(of) = graph.get(graph.underlying(id)?)? else {
            return Err(damaged("its key or value is not a pointer to a type"));
        };
        let id = target(of)?;
        let ty = resolver.resolve(id)?;
        let size = ty.size().filter(|_| ty != Type::Opaque);
        self.set_size(size.ok_or_else(|| damaged("its key or value has no size"))?)?;
        self.c_type = Some(resolver.spell(id)?);
        self.ty = Some(ty);
        Ok(())
    }
}

/// Reads a number. `__uint(name, N)` declares `int (*name)[N]`, and `__ulong(name, N)` an enum of one enumerator.
fn number(graph: &Graph, id: u32) -> Result<u64, ObjectError> {
    match graph.get(graph.underlying(id)?)? {
        Raw::Ptr(of) => {
            if let Raw::Array(of) = graph.get(graph.underlying(target(of)?)?)? {
                return Ok(of.len() as u64);
            }
        }
        Raw::Enum(of) => {
            if let [only] = of.members.as_slice() {
                return Ok(only.val().into());
            }
        }
        Raw::Enum64(of) => {
            if let [only] = of.members.as_slice() {
                return Ok(only.val());
            }
        }
        _ => {}
    }
    Err(damaged("one of its numbers is not declared with `__uint` or `__ulong`"))
}
