//! Structs that mirror the entries of a map.

use std::sync::Arc;

use ktsnap_btf::path::Bound;
use ktsnap_btf::{Dim, Enum, FieldType, Map, Step, Target, Type};
use syn::LitStr;

use super::field_type::{check_type, rust_type};
use super::slots::{SlotNames, Slots, continued, each_element};
use super::{CheckedField, CheckedStruct, Checker, ResolvedTarget, written_out};
use crate::error::Errors;
use crate::parse::Field;
use crate::resolve::key::{EntryKey, Holder, Keys};
use crate::resolve::{map, suggest};

impl<'l> Checker<'_, 'l> {
    pub(super) fn entries(
        &self,
        token: &LitStr,
        key: Option<&LitStr>,
        errors: &mut Errors,
    ) -> Option<CheckedStruct<'l>> {
        let map = map::map(self.layout, token, self.object, errors)?;
        written_out::key(map, token, errors);
        let keys = map::key_enum(self.layout, map, key, self.object, errors);
        if keys.is_none() && key.is_some() {
            return None;
        }
        self.check_allow_unmapped(map, errors);
        let fields =
            self.fields.iter().map(|field| self.entry(field, map, keys.as_ref(), key.is_some(), errors)).collect();
        Some(CheckedStruct { target: ResolvedTarget::Entries(map), vars: Vec::new(), fields })
    }

    /// The entry, the entries, or the part of them that a field mirrors. `keyed` is whether the struct names the enum of
    /// the keys.
    fn entry(
        &self,
        field: &Field<'_>,
        map: &Map,
        keys: Option<&Arc<Enum>>,
        keyed: bool,
        errors: &mut Errors,
    ) -> Option<CheckedField> {
        if field.skipped() || field.attribute.damaged {
            return None;
        }
        let keys = Keys {
            layout: Some(self.layout),
            object: self.object,
            holder: if map.kind.has_keys() {
                Holder::Keyed(map)
            } else {
                Holder::Map { name: &map.name, entries: map.max_entries }
            },
            of: keys.map(AsRef::as_ref),
            extern_enums: self.extern_enums,
        };
        let Some(written) = &field.attribute.key else {
            match suggest::member_of_value(field, map, keyed, self.layout) {
                Some((fact, help)) => errors.push(field.ident, fact, help),
                None => keys.missing(field.ident, errors),
            }
            return None;
        };
        if let Some(rename) = &field.attribute.rename {
            let help = "write `path = \"...\"` to mirror a member of the value";
            errors.push(rename, "`rename` can't be used with `key`", help);
            return None;
        }
        let key = keys.key(written, errors)?;
        if map.kind.has_keys() {
            self.check_keyed(field, map, &key, errors)?;
        }
        let value = map.value.clone().unwrap_or(Type::Bytes { size: map.value_size });
        let c_type = map.value_c_type.clone().unwrap_or_else(|| format!("{} bytes", map.value_size).into());
        let mut path = field.attribute.path.as_ref().map_or_else(String::new, LitStr::value);
        let inside = |path: &str, errors: &mut Errors| {
            let parsed = self.parsed_steps(field, path, &value, &c_type, errors)?;
            self.target(field, &parsed, &value, &c_type, errors)
        };
        let mut inner = match &field.attribute.path {
            Some(_) => inside(&path, errors)?,
            None => Target::whole(value.clone(), &c_type),
        };
        // Without `[*]`, the slots are CPUs, several entries, or else the elements at the end of the path.
        let at_root = map.kind.is_per_cpu() || matches!(key, EntryKey::All | EntryKey::Slice(..));
        if let Some(each) = each_element(field, &inner, 0, &path).filter(|_| !at_root) {
            inner = inside(&each, errors)?;
            path = each;
        }
        let names = match &key {
            _ if map.kind.is_per_cpu() && matches!(key, EntryKey::All | EntryKey::Slice(..)) => SlotNames::Nothing,
            EntryKey::All if map.kind.has_keys() => {
                let (key, c_type) = map.reported_key();
                SlotNames::Key(key, c_type.into())
            }
            _ => SlotNames::Index,
        };
        let mut dims = Vec::new();
        let first = match key {
            EntryKey::Number(key) => Step::Index(key),
            EntryKey::Enumerator(name) => Step::Enumerator(name),
            EntryKey::Slice(from, to) => {
                let len = match (&from, &to) {
                    (Bound::Number(from), Bound::Number(to)) => to.checked_sub(*from),
                    _ => None,
                };
                dims.push(Dim::Entries { len });
                Step::Slice(from, to)
            }
            EntryKey::All => {
                dims.push(entries_of(map));
                Step::All
            }
        };
        if map.kind.is_per_cpu() {
            dims.push(Dim::Cpus);
        }
        let caller_dims = dims.len();
        dims.extend(inner.dims);
        let steps = [first].into_iter().chain(inner.steps).collect();
        let target = Target { dims, steps, ..inner };
        let base = format!("{}[{}]", map.name, written.value());
        let path = continued(&base, &path);
        if field.has_slots() {
            self.require_gauge(field, map, errors);
            let root = (&value, c_type.as_str());
            let slots = Slots {
                root,
                first: 1,
                at_root: at_root.then_some(base.as_str()),
                dims: caller_dims,
                names,
                is_of_one_cpu: false,
            };
            let to_value = target.steps.get(..1).unwrap_or_default().to_vec();
            let mut parallel =
                |written: &LitStr, errors: &mut Errors| self.member_parallel(written, root, (&to_value, &base), errors);
            let groups = self.groups(field, (&target, &path), &slots, &mut parallel, errors)?;
            return Some(CheckedField::grouped(field, path, target, groups));
        }
        let before = errors.count();
        let how = check_type(field, &target, &path, field.how(), errors);
        let of_several = matches!(target.steps.as_slice(), [Step::All | Step::Slice(..), ..]);
        if of_several && matches!(field.kind, Ok(FieldType::Option(_))) && errors.count() == before {
            let all = rust_type(field, &target, &how);
            let rows = if map.kind.has_keys() { all.clone() } else { None };
            let entry = all.as_deref().and_then(|all| all.strip_prefix("Vec<")?.strip_suffix('>')).unwrap_or("_");
            let fact = "only single entries can be missing, so an `Option` of several entries is never `None`";
            let ty = rows.unwrap_or_else(|| format!("Vec<Option<{entry}>>"));
            errors.push(field.ty, fact, format!("write `{}: {ty}`", field.ident));
        }
        Some(CheckedField::new(path, target, how))
    }
}

/// The dimension of all entries of a map.
pub fn entries_of(map: &Map) -> Dim {
    if map.kind.has_keys() {
        let (key, c_type) = map.reported_key();
        Dim::Rows { key, c_type: c_type.into() }
    } else {
        Dim::Entries { len: Some(map.max_entries) }
    }
}
