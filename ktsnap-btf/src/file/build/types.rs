//! Builds the types of a file.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::{check_name, check_spelling};
use crate::file::error::{LayoutFileError, entry, short};
use crate::file::json::{JsonBody, JsonMember, JsonType};
use crate::file::naming::tag_of;
use crate::file::notation::{self, Base};
use crate::text::Text;
use crate::types::{Enum, Enumerator, MAX_DEPTH, Member, Struct, Type, bounds};
use crate::work;

/// Builds the types of a file. Each type is built once.
pub(super) struct TypeBuilder<'d> {
    types: &'d BTreeMap<String, JsonType>,
    /// The types that are built, each with its height: the number of levels that it nests.
    done: HashMap<&'d str, (Type, usize)>,
}

impl<'d> TypeBuilder<'d> {
    pub(super) fn new(types: &'d BTreeMap<String, JsonType>) -> Self {
        Self { types, done: HashMap::new() }
    }

    /// The type of a variable, a key or a value, from its notation.
    pub(super) fn ty(&mut self, notation: &'d str, place: &dyn Fn() -> String) -> Result<Type, LayoutFileError> {
        self.nested(notation, 0, place).map(|(ty, _)| ty)
    }

    /// The type and its height, for a type that is nested `depth` levels deep. Both numbers have the same bounds as in an
    /// object.
    fn nested(
        &mut self,
        notation: &'d str,
        depth: usize,
        place: &dyn Fn() -> String,
    ) -> Result<(Type, usize), LayoutFileError> {
        work::step();
        let parsed = notation::parse(notation).map_err(|reason| LayoutFileError::damaged(place(), reason))?;
        let (base, height) = match parsed.base {
            Base::Plain(ty) => (ty, 1),
            Base::Named(name) => self.named(name, depth + parsed.lens.len(), place)?,
        };
        let height = height + parsed.lens.len();
        if height > MAX_DEPTH {
            return Err(too_deep(place()));
        }
        let ty = parsed.lens.iter().rev().fold(base, |element, len| Type::Array { element: element.into(), len: *len });
        Ok((ty, height))
    }

    /// The type of that name in the file, and its height.
    pub(super) fn named(
        &mut self,
        name: &str,
        depth: usize,
        place: &dyn Fn() -> String,
    ) -> Result<(Type, usize), LayoutFileError> {
        if let Some(done) = self.done.get(name) {
            return Ok(done.clone());
        }
        let Some((name, json)) = self.types.get_key_value(name) else {
            return Err(LayoutFileError::damaged(place(), format!("the file has no type `{}`", short(name))));
        };
        if depth >= MAX_DEPTH {
            return Err(too_deep(place()));
        }
        let done = self.build(name, json, depth)?;
        self.done.insert(name, done.clone());
        Ok(done)
    }

    fn build(&mut self, name: &str, json: &'d JsonType, depth: usize) -> Result<(Type, usize), LayoutFileError> {
        let place = || entry("types", name);
        let wrong = |reason: &str| LayoutFileError::damaged(place(), reason);
        let tag = json.tag.clone().or_else(|| tag_of(name).map(Text::from));
        check_name(tag.as_deref().unwrap_or(name), &place)?;
        let keyword = name.split_once(' ').map(|(keyword, _)| keyword);
        match (keyword, &json.body) {
            (Some("enum"), JsonBody::Enum { signed, values }) => {
                let enumerators = values.iter().map(|(name, value)| {
                    check_name(name, &place)?;
                    if *value < i128::from(i64::MIN) || *value > i128::from(u64::MAX) {
                        return Err(wrong(&format!("the value of `{}` does not fit in 64 bits", short(name))));
                    }
                    Ok(Enumerator { name: name.clone(), value: *value })
                });
                let enumerators = enumerators.collect::<Result<_, _>>()?;
                let of = Enum { name: tag, size: json.size, signed: *signed, enumerators };
                Ok((Type::Enum(Arc::new(of)), 1))
            }
            (Some(keyword @ ("struct" | "union")), JsonBody::Struct { members: json_members }) => {
                let union = keyword == "union";
                let (mut members, mut occupied, mut tallest) = (Vec::new(), Vec::new(), 0);
                for (at, member) in json_members.iter().enumerate() {
                    let place = || format!("{}.members[{at}]", place());
                    let (member, bits, height) = self.member(member, (json.size, union), depth, &place)?;
                    tallest = tallest.max(height);
                    occupied.push((bits, at));
                    members.push(member);
                }
                if let Some(reason) = bounds::overlap(&members, occupied).filter(|_| !union) {
                    return Err(wrong(&reason));
                }
                if tallest >= MAX_DEPTH {
                    return Err(too_deep(place()));
                }
                let of = Struct { name: tag, union, size: json.size, members };
                Ok((Type::Struct(Arc::new(of)), tallest + 1))
            }
            (Some("enum"), _) => Err(wrong("an enum has `signed` and `values`, not `members`")),
            (Some("struct" | "union"), _) => Err(wrong("a struct or union has `members`, not `signed` and `values`")),
            _ => Err(wrong("the name of a type starts with `struct`, `union` or `enum`")),
        }
    }

    fn member(
        &mut self,
        json: &'d JsonMember,
        (size, union): (u64, bool),
        depth: usize,
        place: &dyn Fn() -> String,
    ) -> Result<(Member, Range<u64>, usize), LayoutFileError> {
        check_name(&json.name, place)?;
        check_spelling(&json.c_type, place)?;
        let (ty, height) = self.nested(&json.ty, depth + 1, place)?;
        let bits = match json.bits {
            Some(bits) => Some(u128::from(bits)),
            None => ty.size().map(|size| u128::from(size) * 8),
        };
        if bits.is_none_or(|bits| bits + u128::from(json.bit_offset) > u128::from(size) * 8) {
            let reason = format!("`{}` ends past the end of its struct, which has {size} bytes", short(&json.name));
            return Err(LayoutFileError::damaged(place(), reason));
        }
        let (name, c_type) = (json.name.clone(), json.c_type.clone());
        let member = Member { name, bit_offset: json.bit_offset, bits: json.bits, c_type, ty };
        let bits = bounds::member_bits(&member, size, union);
        let bits = bits.map_err(|reason| LayoutFileError::damaged(place(), reason))?;
        Ok((member, bits, height))
    }
}

fn too_deep(place: String) -> LayoutFileError {
    LayoutFileError::damaged(
        place,
        format!("types are nested more than {MAX_DEPTH} levels deep, or a type contains itself"),
    )
}
