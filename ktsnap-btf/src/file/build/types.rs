//! From the types of a file, and how they are written, to types.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::{check_name, check_spelling};
use crate::file::document::{Body, Member, Type as Row};
use crate::file::error::{LayoutFileError, entry, short};
use crate::file::naming::tag_of;
use crate::file::notation::{self, Base};
use crate::types::{self, Enum, Enumerator, MAX_DEPTH, Struct, Type, bounds};

/// Resolves the types of a file, each once.
pub(super) struct Builder<'d> {
    rows: &'d BTreeMap<String, Row>,
    /// Each type, and how many stand one in another in it.
    done: HashMap<&'d str, (Type, usize)>,
}

impl<'d> Builder<'d> {
    pub(super) fn new(rows: &'d BTreeMap<String, Row>) -> Self {
        Self { rows, done: HashMap::new() }
    }

    /// The type of a variable, a key or a value.
    pub(super) fn ty(&mut self, notation: &'d str, place: &dyn Fn() -> String) -> Result<Type, LayoutFileError> {
        self.below(notation, 0, place).map(|(ty, _)| ty)
    }

    /// The type and its height, `above` levels down. Both have the bound that they have in an object.
    fn below(
        &mut self,
        notation: &'d str,
        above: usize,
        place: &dyn Fn() -> String,
    ) -> Result<(Type, usize), LayoutFileError> {
        let read = notation::read(notation).map_err(|what| LayoutFileError::damaged(place(), what))?;
        let (base, height) = match read.base {
            Base::Plain(ty) => (ty, 1),
            Base::Named(name) => self.row(name, above + read.lens.len(), place)?,
        };
        let height = height + read.lens.len();
        if height > MAX_DEPTH {
            return Err(too_deep(place()));
        }
        let ty = read.lens.iter().rev().fold(base, |element, len| Type::Array { element: element.into(), len: *len });
        Ok((ty, height))
    }

    pub(super) fn row(
        &mut self,
        name: &str,
        above: usize,
        place: &dyn Fn() -> String,
    ) -> Result<(Type, usize), LayoutFileError> {
        if let Some(done) = self.done.get(name) {
            return Ok(done.clone());
        }
        let Some((name, row)) = self.rows.get_key_value(name) else {
            return Err(LayoutFileError::damaged(place(), format!("the file has no type `{}`", short(name))));
        };
        if above >= MAX_DEPTH {
            return Err(too_deep(place()));
        }
        let done = self.read(name, row, above)?;
        self.done.insert(name, done.clone());
        Ok(done)
    }

    fn read(&mut self, name: &str, row: &'d Row, above: usize) -> Result<(Type, usize), LayoutFileError> {
        let place = || entry("types", name);
        let wrong = |what: &str| LayoutFileError::damaged(place(), what);
        let tag = row.tag.as_deref().or_else(|| tag_of(name)).map(str::to_owned);
        check_name(tag.as_deref().unwrap_or(name), &place)?;
        let keyword = name.split_once(' ').map(|(keyword, _)| keyword);
        match (keyword, &row.body) {
            (Some("enum"), Body::Enumerators { signed, values }) => {
                let enumerators = values.iter().map(|(name, value)| {
                    check_name(name, &place)?;
                    if *value < i128::from(i64::MIN) || *value > i128::from(u64::MAX) {
                        return Err(wrong(&format!("the value of `{}` does not fit in 64 bits", short(name))));
                    }
                    Ok(Enumerator { name: name.clone(), value: *value })
                });
                let enumerators = enumerators.collect::<Result<_, _>>()?;
                let of = Enum { name: tag, size: row.size, signed: *signed, enumerators };
                Ok((Type::Enum(Arc::new(of)), 1))
            }
            (Some(keyword @ ("struct" | "union")), Body::Members(rows)) => {
                let union = keyword == "union";
                let (mut members, mut places, mut tallest) = (Vec::new(), Vec::new(), 0);
                for (at, member) in rows.iter().enumerate() {
                    let place = || format!("{}.members[{at}]", place());
                    let (member, bits, height) = self.member(member, (row.size, union), above, &place)?;
                    tallest = tallest.max(height);
                    places.push((bits, at));
                    members.push(member);
                }
                if let Some(what) = bounds::overlap(&members, places).filter(|_| !union) {
                    return Err(wrong(&what));
                }
                if tallest >= MAX_DEPTH {
                    return Err(too_deep(place()));
                }
                let of = Struct { name: tag, union, size: row.size, members };
                Ok((Type::Struct(Arc::new(of)), tallest + 1))
            }
            (Some("enum"), _) => Err(wrong("an enum has `signed` and `values`, not `members`")),
            (Some("struct" | "union"), _) => Err(wrong("a struct or union has `members`, not `signed` and `values`")),
            _ => Err(wrong("the name of a type starts with `struct`, `union` or `enum`")),
        }
    }

    fn member(
        &mut self,
        row: &'d Member,
        (size, union): (u64, bool),
        above: usize,
        place: &dyn Fn() -> String,
    ) -> Result<(types::Member, Range<u64>, usize), LayoutFileError> {
        check_name(&row.name, place)?;
        check_spelling(&row.c_type, place)?;
        let (ty, height) = self.below(&row.ty, above + 1, place)?;
        let bits = match row.bits {
            Some(bits) => Some(u128::from(bits)),
            None => ty.size().map(|size| u128::from(size) * 8),
        };
        if bits.is_none_or(|bits| bits + u128::from(row.bit_offset) > u128::from(size) * 8) {
            let what = format!("`{}` ends past the end of its struct, which has {size} bytes", short(&row.name));
            return Err(LayoutFileError::damaged(place(), what));
        }
        let (name, c_type) = (row.name.clone(), row.c_type.clone());
        let member = types::Member { name, bit_offset: row.bit_offset, bits: row.bits, c_type, ty };
        let bits = bounds::member_bits(&member, size, union).map_err(|what| LayoutFileError::damaged(place(), what))?;
        Ok((member, bits, height))
    }
}

fn too_deep(place: String) -> LayoutFileError {
    LayoutFileError::damaged(
        place,
        format!("types are nested more than {MAX_DEPTH} levels deep, or a type contains itself"),
    )
}
