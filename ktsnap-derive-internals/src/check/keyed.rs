//! Rules about the fields of a struct that mirrors a map with keys: a hash map, or the storage of tasks, cgroups, inodes or
//! sockets.

use ktsnap_btf::{FieldType, Map, Reduce, Target, Type};

use super::Checker;
use super::field_type::rust_type;
use crate::error::Errors;
use crate::parse::Field;
use crate::resolve::key::EntryKey;

impl Checker<'_, '_> {
    /// Checks that the field can be without an entry, and that its difference over time is known. `None` after an error.
    pub(super) fn check_keyed(&self, field: &Field<'_>, map: &Map, key: &EntryKey, errors: &mut Errors) -> Option<()> {
        let before = errors.count();
        match key {
            EntryKey::All | EntryKey::Slice(..) => require_counter(field, map, errors),
            EntryKey::Number(_) | EntryKey::Enumerator(_) => require_option(field, map, errors),
        }
        if map.kind.is_lru() && !field.keeps_later() {
            errors.push(
                field.ident,
                format!(
                    "`{}` is a {}, which removes entries, so a difference of two reads would miss counts",
                    map.name, map.kind
                ),
                "add `gauge` in `#[snapshot(...)]`: a difference then keeps the later value",
            );
        }
        (errors.count() == before).then_some(())
    }
}

/// A single entry may not exist.
fn require_option(field: &Field<'_>, map: &Map, errors: &mut Errors) {
    let ident = field.ident;
    let may_lack = format!("`{}` may not have the entry", map.name);
    let optional = || {
        let value = map.value.clone().unwrap_or(Type::Bytes { size: map.value_size });
        let mut target = Target::whole(value, "");
        target.dims.extend(map.kind.is_per_cpu().then_some(ktsnap_btf::Dim::Cpus));
        let ty = rust_type(field, &target, &ktsnap_btf::Conversion { reduce: None, ..field.how() });
        ty.filter(|_| field.attribute.path.is_none())
            .map_or_else(|| "an `Option`".to_owned(), |ty| format!("`{ident}: Option<{ty}>`"))
    };
    if let Some((reduce, token)) = &field.attribute.reduce {
        let fact = format!("`{reduce}` gives one integer, but {may_lack}");
        errors.push(token, fact, format!("remove `{reduce}`, and write {}", optional()));
        return;
    }
    match &field.kind {
        Ok(FieldType::Option(_) | FieldType::Unknown) | Err(_) => {}
        Ok(kind) => {
            errors.push(field.ty, format!("{may_lack}, but the field is `{kind}`"), format!("write {}", optional()));
        }
    }
}

/// The sum over all entries is not a counter.
fn require_counter(field: &Field<'_>, map: &Map, errors: &mut Errors) {
    let Some((Reduce::Sum, token)) = &field.attribute.reduce else { return };
    if field.has_rows() || field.keeps_later() {
        return;
    }
    errors.push(
        token,
        format!("the sum over the entries of `{}` is not a counter, because entries can be removed", map.name),
        format!(
            "add `gauge` in `#[snapshot(...)]`, or read `Rows` without `sum`, whose differences match entries by key: \
             `#[snapshot(key = \"*\")]` and `{}.sum(...)`",
            field.ident
        ),
    );
}
