//! `PartialEq` and `Debug` for layouts, sections and variables. All types of a layout are compared as one comparison, and printed by name.

use std::fmt;

use super::{FaultyVar, Layout, Map, Section, Var};
use crate::types::{Equality, Named};

fn vars(equality: &mut Equality, a: &Var, b: &Var) -> bool {
    let Var { name, offset, size, linkage, c_type, ty } = a;
    (name, offset, size, linkage, c_type) == (&b.name, &b.offset, &b.size, &b.linkage, &b.c_type)
        && equality.types(ty, &b.ty)
}

fn faulty(equality: &mut Equality, a: &FaultyVar, b: &FaultyVar) -> bool {
    let FaultyVar { var, fault } = a;
    *fault == b.fault && vars(equality, var, &b.var)
}

fn sections(equality: &mut Equality, a: &Section, b: &Section) -> bool {
    let Section { name, size, vars: of, faulty: faulty_vars } = a;
    (name, size) == (&b.name, &b.size)
        && equality.all(of, &b.vars, vars)
        && equality.all(faulty_vars, &b.faulty, faulty)
}

fn maps(equality: &mut Equality, a: &Map, b: &Map) -> bool {
    let Map { name, kind, key, key_c_type, value, value_c_type, key_size, value_size, max_entries } = a;
    (name, kind, key_c_type, value_c_type) == (&b.name, &b.kind, &b.key_c_type, &b.value_c_type)
        && (key_size, value_size, max_entries) == (&b.key_size, &b.value_size, &b.max_entries)
        && equality.optional(key.as_ref(), b.key.as_ref())
        && equality.optional(value.as_ref(), b.value.as_ref())
}

impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        let mut equality = Equality::default();
        equality.all(&self.sections, &other.sections, sections) && equality.all(&self.maps, &other.maps, maps)
    }
}

impl Eq for Layout {}

impl PartialEq for Section {
    fn eq(&self, other: &Self) -> bool {
        sections(&mut Equality::default(), self, other)
    }
}

impl PartialEq for Var {
    fn eq(&self, other: &Self) -> bool {
        vars(&mut Equality::default(), self, other)
    }
}

impl PartialEq for FaultyVar {
    fn eq(&self, other: &Self) -> bool {
        faulty(&mut Equality::default(), self, other)
    }
}

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        maps(&mut Equality::default(), self, other)
    }
}

impl fmt::Debug for Var {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, offset, size, linkage, c_type, ty } = self;
        let mut printed = f.debug_struct("Var");
        printed.field("name", name).field("offset", offset).field("size", size).field("linkage", linkage);
        printed.field("c_type", c_type).field("ty", &Named(ty)).finish()
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, kind, key, key_c_type, value, value_c_type, key_size, value_size, max_entries } = self;
        let mut printed = f.debug_struct("Map");
        printed.field("name", name).field("kind", kind);
        printed.field("key", &key.as_ref().map(Named)).field("key_c_type", key_c_type);
        printed.field("value", &value.as_ref().map(Named)).field("value_c_type", value_c_type);
        printed.field("key_size", key_size).field("value_size", value_size).field("max_entries", max_entries).finish()
    }
}
