//! The types that C names by a tag or a typedef, and all enums. Attributes can refer to them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use btf_rs::Type as Raw;

use crate::btf::graph::Graph;
use crate::btf::resolve::Resolver;
use crate::error::ObjectError;
use crate::text::Text;
use crate::types::{Enum, Enumerator, Type};

/// The named structs, unions and enums of one object.
#[derive(Clone, Default)]
pub(crate) struct TypeTable {
    /// The types by tag, such as `struct stats`, and by typedef.
    types: BTreeMap<Text, Type>,
    enums: Vec<Arc<Enum>>,
}

impl TypeTable {
    /// Reads all types that can be read. A damaged type that no variable has is skipped.
    pub(crate) fn read(graph: &Graph, resolver: &mut Resolver<'_>) -> Self {
        let mut table = Self::default();
        for (id, raw) in graph.ids() {
            // If a variable has this type, reading the variable has already reported the error.
            _ = table.add(graph, resolver, id, raw);
        }
        Self::new(table.types, table.enums)
    }

    /// A table of types by name, and of enums. The enums are sorted, so that their order does not depend on the linker.
    pub(crate) fn new(types: BTreeMap<Text, Type>, mut enums: Vec<Arc<Enum>>) -> Self {
        enums.sort_by(|a, b| {
            let lists = || a.enumerators.iter().map(pair).cmp(b.enumerators.iter().map(pair));
            // Named enums come first.
            let names = a.name.is_none().cmp(&b.name.is_none()).then_with(|| a.name.cmp(&b.name));
            names.then_with(lists).then_with(|| (a.size, a.signed).cmp(&(b.size, b.signed)))
        });
        Self { types, enums }
    }

    fn add(&mut self, graph: &Graph, resolver: &mut Resolver<'_>, id: u32, raw: &Raw) -> Result<(), ObjectError> {
        match raw {
            Raw::Struct(_) | Raw::Union(_) | Raw::Enum(_) | Raw::Enum64(_) => {}
            Raw::Typedef(of) => {
                let end = graph.underlying(id)?;
                if matches!(graph.get(end)?, Raw::Struct(_) | Raw::Union(_) | Raw::Enum(_) | Raw::Enum64(_)) {
                    let ty = resolver.resolve(end)?;
                    let name = resolver.name(of)?;
                    self.insert(name, ty);
                }
                return Ok(());
            }
            _ => return Ok(()),
        }
        let ty = resolver.resolve(id)?;
        if let Type::Enum(of) = &ty {
            self.enums.push(Arc::clone(of));
        }
        // A struct without a tag can only be named through a typedef.
        if let Some(tag) = ty.tag() {
            self.insert(resolver.share(&tag), ty);
        }
        Ok(())
    }

    /// Inserts a type. If linked files have several types of one name, the first one with members is kept.
    fn insert(&mut self, name: Text, ty: Type) {
        let is_empty = |ty: &Type| match ty {
            Type::Struct(of) => of.members.is_empty(),
            Type::Enum(of) => of.enumerators.is_empty(),
            _ => true,
        };
        match self.types.get_mut(&name) {
            None => _ = self.types.insert(name, ty),
            Some(known) if is_empty(known) => *known = ty,
            Some(_) => {}
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Type> {
        self.types.get(name)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(Text::as_str)
    }

    pub(crate) fn shared_enums(&self) -> &[Arc<Enum>] {
        &self.enums
    }

    pub(crate) fn enums(&self) -> impl Iterator<Item = &Enum> {
        self.enums.iter().map(Arc::as_ref)
    }
}

fn pair(of: &Enumerator) -> (i128, &str) {
    (of.value, &of.name)
}

/// The output is short, because the headers of a kernel define hundreds of nested types.
impl fmt::Debug for TypeTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} names, {} enums", self.types.len(), self.enums.len())
    }
}
