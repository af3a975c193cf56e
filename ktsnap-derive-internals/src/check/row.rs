//! Structs that mirror an array as a row: each field is one element, which an enumerator or a number names.

use ktsnap_btf::{Enum, FieldType, Layout, Step, Target, Type};
use syn::{Ident, LitStr};

use super::field_type::check_type;
use super::{CheckedField, CheckedStruct, ResolvedTarget, rust_type, saturating};
use crate::error::Errors;
use crate::parse::Field;
use crate::resolve::key::{EntryKey, Holder, Keys, values_of};
use crate::resolve::named;

/// The array that a struct mirrors.
pub struct Row {
    /// The type of each element: an integer.
    pub element: Type,
    pub len: RowLength,
}

/// The number of elements of a row.
pub enum RowLength {
    Number(u64),
    /// An enumerator that only a Rust enum can have.
    Enumerator(String),
}

/// Checks a row. Its object, if there is one, has the values of enumerators.
pub struct RowChecker<'a> {
    pub ident: &'a Ident,
    pub fields: &'a [Field<'a>],
    /// The name and the layout of the object.
    pub object: Option<(&'a str, &'a Layout)>,
    /// Whether the struct lists Rust enums.
    pub extern_enums: bool,
}

impl Row {
    /// The size in bytes, if the length is known.
    pub fn size(&self) -> Option<u64> {
        match self.len {
            RowLength::Number(len) => self.element.size()?.checked_mul(len),
            RowLength::Enumerator(_) => None,
        }
    }
}

impl RowChecker<'_> {
    /// Checks all fields. `None` if there is any error.
    pub fn check<'l>(&self, array: &LitStr, key: Option<&LitStr>, errors: &mut Errors) -> Option<CheckedStruct<'l>> {
        let before = errors.count();
        let of = match (key, self.object) {
            (Some(key), Some((object, layout))) => match named(layout, ("key", key), "enum", object, errors)? {
                Type::Enum(of) => Some(&**of),
                _ => None,
            },
            (Some(key), None) => {
                let fact = format!("the values of `{}` are unknown without an object", key.value());
                let help = "add `object = \"...\"` or `layout = \"...\"`, or list a Rust enum in `enums(...)` and \
                            remove `key`";
                errors.push(key, fact, help);
                return None;
            }
            (None, _) => None,
        };
        let row = self.row(array, of, errors)?;
        let text = array.value();
        let len = match row.len {
            RowLength::Number(len) => Some(len),
            RowLength::Enumerator(_) => None,
        };
        let keys = Keys {
            layout: self.object.map(|(_, layout)| layout),
            object: self.object.map_or("", |(object, _)| object),
            holder: Holder::Row { array: &text, len },
            of,
            extern_enums: self.extern_enums,
        };
        if self.fields.iter().all(Field::skipped) && !self.fields.is_empty() {
            let fact = format!("every field of `{}` is skipped", self.ident);
            errors.push(self.ident, fact, "remove `skip` from a field");
        }
        let fields = self.fields.iter().map(|field| self.column(field, &row, &text, &keys, errors)).collect();
        let checked = CheckedStruct { target: ResolvedTarget::Row(row), vars: Vec::new(), fields };
        saturating::check(self.fields, &checked, errors);
        (errors.count() == before).then_some(checked)
    }

    /// Reads the array in `type`: `u64[4]` or `u64[NR_STATS]`.
    fn row(&self, written: &LitStr, of: Option<&Enum>, errors: &mut Errors) -> Option<Row> {
        let text = written.value();
        let example = "write an array of integers, for example `type = \"u64[4]\"`";
        let inside = text.split_once('[').and_then(|(name, rest)| Some((name.trim(), rest.trim().strip_suffix(']')?)));
        let Some((name, len)) = inside else {
            errors.push(written, format!("in `{text}`, a `[` is not closed"), example);
            return None;
        };
        if len.contains(['[', ']']) {
            let last = len.rsplit('[').next().unwrap_or_default();
            let help = format!("write `type = \"{name}[{last}]\"` for one row");
            errors.push(written, format!("`{text}` has several dimensions, but a row has one"), help);
            return None;
        }
        let Some(element) = integer(name) else {
            let is_aggregate = ["struct ", "union ", "enum "].iter().any(|kind| name.starts_with(kind));
            let (fact, help) = if name.starts_with("struct ") {
                (
                    format!("the elements of a row are integers, but `{name}` is a struct"),
                    format!("write `type = \"{name}\"` for one element"),
                )
            } else if is_aggregate || matches!(name, "bool" | "_Bool" | "char" | "float" | "double") {
                (format!("the elements of a row are integers, but `{name}` is not"), example.to_owned())
            } else {
                (
                    format!("`{name}` is not an integer type of C"),
                    "write the integer that it is a typedef of, for example `u64`".to_owned(),
                )
            };
            errors.push(written, fact, help);
            return None;
        };
        Some(Row { element, len: self.length(written, len.trim(), of, errors)? })
    }

    fn length(&self, written: &LitStr, text: &str, of: Option<&Enum>, errors: &mut Errors) -> Option<RowLength> {
        if text.is_empty() {
            errors.push(written, "the row has no length", "write a number or an enumerator between the brackets");
            return None;
        }
        if let Ok(len) = text.parse() {
            return Some(RowLength::Number(len));
        }
        let of_keys = of.and_then(|of| of.enumerator(text)).map(|found| vec![found.value]);
        let values = match (of_keys, self.object) {
            (Some(values), _) => values,
            (None, Some((_, layout))) => values_of(layout, text),
            (None, None) => Vec::new(),
        };
        match (values.as_slice(), self.object) {
            ([value], _) => match u64::try_from(*value) {
                Ok(len) => return Some(RowLength::Number(len)),
                Err(_) => errors.push(written, format!("the length `{text}` is {value}"), "name another enumerator"),
            },
            ([], _) if self.extern_enums => return Some(RowLength::Enumerator(text.to_owned())),
            ([], None) => {
                let fact = format!("the value of `{text}` is unknown without an object");
                errors.push(written, fact, "add `object = \"...\"` or `layout = \"...\"`, or write the number");
            }
            ([], Some((object, layout))) => {
                let help = match ktsnap_btf::closest(text, layout.enumerator_names()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write the number, or add `enums(...)` with a Rust enum that has it".to_owned(),
                };
                errors.push(written, format!("no enumerator `{text}` in {object}"), help);
            }
            (several, _) => {
                let values = several.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
                let fact = format!("`{text}` is ambiguous: enums of the object give it the values {values}");
                errors.push(written, fact, "write the number");
            }
        }
        None
    }

    /// The element that a field mirrors.
    fn column(
        &self,
        field: &Field<'_>,
        row: &Row,
        array: &str,
        keys: &Keys<'_>,
        errors: &mut Errors,
    ) -> Option<CheckedField> {
        if let Some(allow) = &field.attribute.allow_unmapped {
            errors.push(allow, "`allow_unmapped` only applies to per-CPU maps", "remove `allow_unmapped`");
        }
        if field.skipped() || field.attribute.damaged {
            return None;
        }
        let Some(written) = &field.attribute.key else {
            keys.missing(field.ident, errors);
            return None;
        };
        for (name, other) in [("rename", &field.attribute.rename), ("path", &field.attribute.path)] {
            if let Some(other) = other {
                errors.push(other, format!("`{name}` can't be used with `key` in a row"), format!("remove `{name}`"));
                return None;
            }
        }
        let step = match keys.key(written, errors)? {
            EntryKey::Number(key) => Step::Index(key),
            EntryKey::Enumerator(name) => Step::Enumerator(name),
            EntryKey::All | EntryKey::Slice(..) => return None,
        };
        let c_type = array.split('[').next().unwrap_or(array).trim();
        let target = Target { steps: vec![step], ..Target::whole(row.element.clone(), c_type) };
        if matches!(field.kind, Ok(FieldType::Option(_))) {
            let ty = rust_type(field, &target, &field.how()).unwrap_or_default();
            let fact = format!("`Option` has no effect: `{array}` always has all elements");
            errors.push(field.ty, fact, format!("write `{}: {ty}`", field.ident));
            return None;
        }
        // The reduction of a column applies to several rows.
        let how = ktsnap_btf::Conversion { reduce: None, ..field.how() };
        let how = check_type(field, &target, &written.value(), how, errors);
        Some(CheckedField::new(format!("[{}]", written.value()), target, how))
    }
}

/// An integer type, as C or the kernel's headers spell it.
fn integer(name: &str) -> Option<Type> {
    let words: Vec<_> = name.split_whitespace().filter(|word| !matches!(*word, "const" | "volatile")).collect();
    let (size, signed) = match words.as_slice() {
        ["u8" | "__u8" | "uint8_t"] | ["unsigned", "char"] => (1, false),
        ["s8" | "__s8" | "int8_t"] | ["signed", "char"] => (1, true),
        ["u16" | "__u16" | "uint16_t"] | ["unsigned", "short"] | ["unsigned", "short", "int"] => (2, false),
        ["s16" | "__s16" | "int16_t"] | ["short"] | ["short", "int"] => (2, true),
        ["u32" | "__u32" | "uint32_t" | "unsigned"] | ["unsigned", "int"] => (4, false),
        ["s32" | "__s32" | "int32_t" | "int" | "signed"] | ["signed", "int"] => (4, true),
        // `long` has 64 bits in BPF.
        ["u64" | "__u64" | "uint64_t" | "size_t"]
        | ["unsigned", "long"]
        | ["long", "unsigned", "int"]
        | ["unsigned", "long", "long"]
        | ["long", "long", "unsigned", "int"] => (8, false),
        ["s64" | "__s64" | "int64_t"] | ["long"] | ["long", "int"] | ["long", "long"] | ["long", "long", "int"] => {
            (8, true)
        }
        _ => return None,
    };
    Some(Type::Int { size, signed })
}
