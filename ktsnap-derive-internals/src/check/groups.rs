//! Rows and groups: `by` names the value whose equal values make a row, and `only` the flag of those that are in use.

use ktsnap_btf::{Comparison, Conversion, Dim, FieldType, Map, Target, Type, compare, remedy};
use syn::LitStr;

use super::Checker;
use super::field_type::{check_type, written_rows};
use super::slots::{FindParallel, FoundSlots, SlotNames, SlotPart, Slots};
use crate::error::{Errors, unspaced};
use crate::parse::Field;

/// The rows of a field that agree with the object.
pub struct CheckedGroups {
    pub key: RowKey,
    /// The flag of the slots that are in use.
    pub only: Option<SlotPart>,
    /// The number of steps from the variable to a slot.
    pub slot: usize,
    /// The type of a slot.
    pub of: Type,
    /// The path to a slot.
    pub base: String,
}

/// What names a row.
pub enum RowKey {
    /// A value of each slot.
    Part(SlotPart),
    /// The index, which is below this number, if the object fixes it.
    Index(Option<u64>),
    /// The key of an entry, with its spelling in C.
    Entry(Type, String),
}

impl CheckedGroups {
    /// The values of each slot that name and choose it.
    pub fn parts(&self) -> impl Iterator<Item = &SlotPart> {
        let key = match &self.key {
            RowKey::Part(key) => Some(key),
            RowKey::Index(_) | RowKey::Entry(..) => None,
        };
        key.into_iter().chain(&self.only)
    }

    /// The value that a number of slots has as its own: the member that names the group, or else the slots.
    pub(super) fn counted(&self, target: Target) -> (String, Target) {
        match &self.key {
            RowKey::Part(key) if key.parallel.is_none() => (key.path.clone(), key.target.clone()),
            _ => (self.base.clone(), target),
        }
    }
}

/// Reports `by` and `only` in a struct that is the type of a field.
pub fn reject(fields: &[Field<'_>], errors: &mut Errors) {
    for field in fields {
        for (key, written) in [("by", &field.attribute.by), ("only", &field.attribute.only)] {
            if let Some(written) = written {
                let help = "move the field to the struct that reads the section or the map";
                errors.push(written, format!("`{key}` can't be used in a struct with `type`"), help);
            }
        }
    }
}

impl Checker<'_, '_> {
    /// Checks what names and chooses the rows, and the type of the field. Returns how values are converted, too.
    pub(super) fn groups(
        &self,
        field: &Field<'_>,
        (target, path): (&Target, &str),
        slots: &Slots<'_>,
        parallel: &mut FindParallel<'_>,
        errors: &mut Errors,
    ) -> Option<(CheckedGroups, Conversion)> {
        let (by, only) = (field.attribute.by.as_ref(), field.attribute.only.as_ref());
        let how = field.how();
        let Some(found) = slots.find(target, path) else {
            single_value(field, slots, path, errors);
            return None;
        };
        let to_slot = target.steps.get(..found.slot)?;
        let before = errors.count();
        let key = by.map(|by| self.slot_part("by", by, (slots, &found), to_slot, parallel, errors));
        let only = only.map(|only| {
            let part = self.slot_part("only", only, (slots, &found), to_slot, parallel, errors)?;
            check_flag(only, &part, errors);
            Some(part)
        });
        if errors.count() > before {
            return None;
        }
        if field.attribute.count.is_some() && target.steps.len() > found.slot {
            let fact = format!("`count` counts CPUs, elements or entries, but `{path}` is a part of each");
            errors.push(field.name_token(), fact, format!("end the path at `{}`", found.base));
            return None;
        }
        let key = match (key, &slots.names) {
            (Some(key), _) => RowKey::Part(key?),
            (None, SlotNames::Index) => RowKey::Index(found.end),
            (None, SlotNames::Key(ty, c_type)) => RowKey::Entry(ty.clone(), c_type.clone()),
            (None, SlotNames::Nothing) => {
                let fact = "each entry has a value for each CPU, so neither an index nor a key names a row";
                let help = "add `by = \"...\"` with a member that names the row, or choose one entry with `key`";
                errors.push(&field.attribute.only, fact, help);
                return None;
            }
        };
        let inner = target.dims.iter().skip(slots.dims + usize::from(slots.at_root.is_none())).cloned();
        let dims = {
            let (key, c_type) = key.ty(field);
            // A reduction takes the values of a group, as if each were that of a CPU.
            let joined = field.reduce().map(|_| Dim::Cpus);
            std::iter::once(Dim::Rows { key, c_type }).chain(joined).chain(inner).collect()
        };
        let grouped = Target { dims, ..target.clone() };
        rows(field, &key, &grouped, errors)?;
        if field.attribute.count.is_none() {
            let before = errors.count();
            check_type(field, &grouped, path, how, errors);
            if errors.count() > before {
                return None;
            }
        }
        let FoundSlots { slot, base, ty: (of, _), .. } = found;
        Some((CheckedGroups { key, only: only.flatten(), slot, of, base }, how))
    }

    /// Requires `gauge` for rows of entries that can be removed.
    pub(super) fn require_gauge(&self, field: &Field<'_>, map: &Map, errors: &mut Errors) {
        if !map.kind.has_keys() || field.keeps_later() {
            return;
        }
        let name = &map.name;
        let (token, fact) = match (&field.attribute.by, &field.attribute.only, field.reduce()) {
            (Some(by), _, Some(_)) => {
                (by, format!("groups of the entries of `{name}` have no difference, because entries can be removed"))
            }
            (Some(by), _, None) => {
                (by, format!("rows by a member have no difference here, because entries of `{name}` can be removed"))
            }
            (None, Some(only), _) => {
                (only, format!("a difference would miss what entries of `{name}` counted before they came into use"))
            }
            (None, None, _) => return,
        };
        errors.push(token, fact, "add `gauge` in `#[snapshot(...)]`");
    }
}

impl RowKey {
    /// The type that the keys of the rows must hold, with its spelling in C.
    fn ty(&self, field: &Field<'_>) -> (Type, String) {
        match self {
            Self::Part(key) => (whole(&key.target), key.target.c_type.clone()),
            Self::Entry(ty, c_type) => (ty.clone(), c_type.clone()),
            Self::Index(_) => {
                let size = match &field.kind {
                    Ok(FieldType::Rows { key, .. }) => match **key {
                        FieldType::Int { bits, signed: false } => bits / 8,
                        _ => 4,
                    },
                    _ => 4,
                };
                (Type::Int { size, signed: false }, "index".to_owned())
            }
        }
    }

    /// Why keys of that type can't hold the key. `None` if they can, or if only the compiler knows the type.
    fn other(&self, kind: &FieldType) -> Option<String> {
        match (self, kind) {
            (Self::Index(_), FieldType::Unknown | FieldType::Int { bits: 32 | 64, signed: false }) => None,
            (Self::Index(Some(end)), FieldType::Int { bits: bits @ (8 | 16), signed: false }) if *end <= 1 << *bits => {
                None
            }
            (Self::Index(Some(end)), FieldType::Int { bits: 8 | 16, signed: false }) => {
                Some(format!("the indices go up to {}, but the keys of the field are `{kind}`", end.saturating_sub(1)))
            }
            (Self::Index(None), FieldType::Int { bits: 8 | 16, signed: false }) => {
                Some(format!("the indices can have 32 bits, but the keys of the field are `{kind}`"))
            }
            (Self::Index(_), _) => {
                Some(format!("the rows are named by their index, but the keys of the field are `{kind}`"))
            }
            (Self::Part(key), _) => differs(kind, &key.target).then(|| {
                format!("`{}` is `{}` in C, but the keys of the field are `{kind}`", key.written, key.target.c_type)
            }),
            (Self::Entry(ty, c_type), _) => differs(kind, &Target::whole(ty.clone(), c_type))
                .then(|| format!("the keys of the map are `{c_type}` in C, but the keys of the field are `{kind}`")),
        }
    }

    /// The Rust type for the key.
    fn remedy(&self) -> Option<String> {
        match self {
            Self::Part(key) => remedy(&key.target, &Conversion::default()),
            Self::Entry(ty, c_type) => remedy(&Target::whole(ty.clone(), c_type), &Conversion::default()),
            Self::Index(_) => Some("u32".to_owned()),
        }
    }
}

fn differs(kind: &FieldType, target: &Target) -> bool {
    matches!(compare(kind, target, &Conversion::default()), Comparison::Differs(_))
}

/// Reports a field that has nothing to make rows of.
fn single_value(field: &Field<'_>, slots: &Slots<'_>, path: &str, errors: &mut Errors) {
    let is_reduced = field.reduce().is_some();
    let (token, makes) = match (&field.attribute.by, &field.attribute.only) {
        (Some(by), _) if is_reduced => (by, "`by` makes groups of"),
        (Some(by), _) => (by, "`by` makes rows of"),
        (None, Some(only)) => (only, "`only` makes rows of"),
        (None, None) => return,
    };
    if slots.is_of_one_cpu {
        let fact = format!("{makes} elements of an array, but `{path}` is a single value of each CPU");
        errors.push(token, fact, "add `sum`, `max` or `min` in `#[snapshot(...)]` for groups of CPUs");
        return;
    }
    let fact = format!("{makes} CPUs, elements or entries, but `{path}` is a single value");
    let what = if is_reduced { "to group" } else { "that are rows" };
    errors.push(token, fact, format!("write `[*]` in `path` for the elements {what}"));
}

/// Checks that a value can be compared with zero.
fn check_flag(only: &LitStr, part: &SlotPart, errors: &mut Errors) {
    if !matches!(part.target.ty, Type::Int { size: ..=8, .. } | Type::Bool { size: 1 } | Type::Enum(_)) {
        let fact = format!("`{}` is `{}` in C, which can't be a flag", part.written, part.target.c_type);
        errors.push(only, fact, "name a `bool`, an integer or an enum");
    }
}

/// Checks that the field has rows whose keys hold what names the rows.
fn rows(field: &Field<'_>, key: &RowKey, grouped: &Target, errors: &mut Errors) -> Option<()> {
    let (ident, counts) = (field.ident, field.attribute.count.is_some());
    let write =
        |key: &str, value: &str| format!("write `{ident}: {}`", field.spelled(&format!("Rows<{key}, {value}>")));
    let value_target = Target { dims: grouped.dims.get(1..).unwrap_or_default().to_vec(), ..grouped.clone() };
    let value_of = |kind: &FieldType, written: String| match compare(kind, &value_target, &field.how()) {
        _ if counts => Some("u64".to_owned()),
        Comparison::Differs(_) => remedy(&value_target, &field.how()),
        _ => Some(written),
    };
    let Ok(FieldType::Rows { key: key_kind, value, partial: false }) = &field.kind else {
        let written = unspaced(field.ty);
        let fact = match key {
            RowKey::Part(key) => {
                format!("`by` gives a row for each value of `{}`, but the field is `{written}`", key.written)
            }
            _ if matches!(field.kind, Ok(FieldType::Vec(_) | FieldType::Array { .. })) => {
                format!("`only` leaves rows out, so their places in `{written}` would not be their indices")
            }
            _ => format!("`only` gives rows with their indices, but the field is `{written}`"),
        };
        let value = match (&field.kind, element_of(field.ty)) {
            (Ok(FieldType::Vec(of) | FieldType::Array { element: of, .. }), Some(element)) => value_of(of, element),
            (Ok(kind), _) => value_of(kind, written),
            _ => None,
        };
        let help = match (key.remedy(), value) {
            (Some(key), Some(value)) => write(&key, &value),
            _ => format!("give `{ident}` a type of the form `ktsnap::Rows<K, V>`"),
        };
        errors.push(field.ty, fact, help);
        return None;
    };
    let written = written_rows(field.ty);
    if let Some(fact) = key.other(key_kind) {
        let value = written.and_then(|(_, value_type)| value_of(value, value_type));
        match (key.remedy(), value) {
            (Some(key), Some(value)) => errors.push(field.ty, fact, write(&key, &value)),
            _ => errors.push(&field.attribute.by, fact, "name an integer, an enum or a text"),
        }
        return None;
    }
    if counts && **value != (FieldType::Int { bits: 64, signed: false }) {
        let fact = format!("`count` gives `u64`, but the values of the field are `{value}`");
        let key = written.map(|(key, _)| key).unwrap_or_default();
        errors.push(field.ty, fact, write(&key, "u64"));
        return None;
    }
    Some(())
}

/// The element of a `Vec` or an array, as it is written.
fn element_of(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Array(array) => Some(unspaced(&array.elem)),
        syn::Type::Path(path) => {
            let syn::PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
                return None;
            };
            arguments.args.first().map(unspaced)
        }
        _ => None,
    }
}

/// The type of a target, with its dimensions.
fn whole(target: &Target) -> Type {
    target.dims.iter().rev().fold(target.ty.clone(), |element, dim| match dim {
        Dim::All { len } | Dim::Slice { len: Some(len) } => Type::Array { element: element.into(), len: *len },
        _ => element,
    })
}
