//! What the path of a counter starts from.

use std::rc::Rc;

use ktsnap_btf::{Map, Section, Type, Var};

use crate::generate::arrays::ArrayAt;

/// A variable of a section, or a map.
#[derive(Debug, Clone)]
pub(crate) struct Root {
    pub(crate) name: String,
    pub(crate) place: Place,
    /// The type of the variable. A map is an array of its entries, and a map with one value per CPU too: its type is that of one
    /// CPU's values.
    pub(crate) ty: Type,
    pub(crate) c_type: String,
}

/// Where a root is.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// In a section, at this index of its variables.
    Var {
        section: Rc<Section>,
        at: usize,
    },
    Map(Rc<Map>),
}

impl Root {
    /// The variables of a section, in their order.
    pub(super) fn vars(section: &Section) -> impl Iterator<Item = Self> {
        let section = Rc::new(section.clone());
        (0..section.vars.len()).filter_map(move |at| {
            let Var { name, ty, c_type, .. } = section.vars.get(at)?;
            let place = Place::Var { section: section.clone(), at };
            Some(Self { name: name.to_string(), place, ty: ty.clone(), c_type: c_type.to_string() })
        })
    }

    /// The entries of a map. A value without a type in BTF is an integer, or an array of `u64`.
    pub(super) fn map(map: &Map) -> Self {
        let value = map.value.clone().unwrap_or(Type::Bytes { size: map.value_size });
        let value = match value {
            Type::Bytes { size: size @ (1 | 2 | 4 | 8) } => Type::Int { size, signed: false },
            Type::Bytes { size } if size > 8 && size.is_multiple_of(8) => {
                Type::Array { element: Type::Int { size: 8, signed: false }.into(), len: size / 8 }
            }
            value => value,
        };
        let value_c_type = map.value_c_type.clone().unwrap_or_else(|| format!("{} bytes", map.value_size).into());
        let c_type = format!("{value_c_type}[{}]", map.max_entries);
        // The entries of a hash map are known only when they are read, and each has the same type.
        let len = if map.kind.has_keys() { 1 } else { map.max_entries };
        let ty = Type::Array { element: value.into(), len };
        Self { name: map.name.to_string(), place: Place::Map(Rc::new(map.clone())), ty, c_type }
    }

    /// The variable of a section.
    pub(crate) fn var(&self) -> Option<(&Section, &Var)> {
        match &self.place {
            Place::Var { section, at } => Some((section, section.vars.get(*at)?)),
            Place::Map(_) => None,
        }
    }

    pub(crate) fn as_map(&self) -> Option<&Map> {
        match &self.place {
            Place::Var { .. } => None,
            Place::Map(map) => Some(map),
        }
    }

    /// The name of the section or the map.
    pub(crate) fn place(&self) -> &str {
        match &self.place {
            Place::Var { section, .. } => &section.name,
            Place::Map(map) => &map.name,
        }
    }

    /// Whether each value exists once per CPU.
    pub(crate) fn is_per_cpu(&self) -> bool {
        self.as_map().is_some_and(|map| map.kind.is_per_cpu())
    }

    /// Whether it is a map of one entry, whose key no path names.
    pub(crate) fn is_single(&self) -> bool {
        self.as_map().is_some_and(|map| map.max_entries == 1 && !map.kind.has_keys())
    }

    /// Whether it is a hash map, whose entries come and go.
    pub(crate) fn is_hash(&self) -> bool {
        self.as_map().is_some_and(|map| map.kind.has_keys())
    }

    /// Whether user space may give the variable, an array, another length before it loads the object.
    pub(crate) fn is_resizable(&self) -> bool {
        match &self.place {
            Place::Var { section, at } => {
                section.resizable().is_some_and(|last| section.vars.get(*at).is_some_and(|var| std::ptr::eq(var, last)))
            }
            Place::Map(_) => false,
        }
    }

    /// The array that options can describe by the name of the root alone.
    pub(super) fn array(&self) -> ArrayAt {
        match &self.place {
            Place::Var { section, .. } => ArrayAt::Var { section: section.name.clone(), name: self.name.clone() },
            Place::Map(map) => ArrayAt::Entries { map: map.name.to_string() },
        }
    }
}
