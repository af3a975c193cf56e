//! The schema of a struct: the constant that the derive would write.

use ktsnap_btf::{Map, Step, Type};
use ktsnap_core::__private::{CEntries, CType, RustType, in_map, in_section, mismatch};
use ktsnap_core::typed::{FieldSchema, Location, Schema, VarSchema};
use ktsnap_derive_internals::check::{
    CheckedField, CheckedStruct, ResolvedTarget, keeps_later, rust_type as written_type,
};
use ktsnap_derive_internals::declaration::Declaration;
use ktsnap_derive_internals::parse::{Field, StructTarget};
use syn::DeriveInput;
use syn::ext::IdentExt;

use super::DeclaredField;
use super::c_type::{Use, c_type, leaked, number, path_steps, reduction, slice, text};
use super::mistake::Mistakes;
use super::names::Names;
use super::rust_type::{may_be_of_user, rust_type, value_type};
use super::source::Rule;

/// The schema and the fields of a struct. `None` after a mistake.
pub(super) fn of(
    declaration: &Declaration<'_>,
    input: &DeriveInput,
    names: &Names<'_>,
    mistakes: &mut Mistakes,
) -> Option<(&'static Schema, Vec<DeclaredField>)> {
    let ident = &input.ident;
    if let StructTarget::Parts = declaration.target {
        let fact = format!("`{ident}` has `parts`, which are read from several maps");
        mistakes.push(ident, &fact, "name the struct of one of its fields");
        return None;
    }
    let (Some(checked), Some(object), Some(layout)) = (declaration.checked, declaration.object, declaration.layout())
    else {
        let fact = format!("`{ident}` is the type of a field, so it says neither section nor map");
        mistakes.push(ident, &fact, "name the struct that has the field");
        return None;
    };
    if let ResolvedTarget::Nested(_) | ResolvedTarget::Row(_) = checked.target {
        let fact = format!("`{ident}` is the type of a field, so it says neither section nor map");
        mistakes.push(ident, &fact, "name the struct that has the field");
        return None;
    }
    let read = declaration.fields.iter().zip(&checked.fields);
    let read: Vec<_> = read.filter_map(|(field, part)| Some((field, part.as_ref()?))).collect();
    for field in declaration.fields {
        refuse(field, mistakes);
    }
    let (location, vars, listing, resizable) = match checked.target {
        ResolvedTarget::Section(section) => {
            let listed = section.listed();
            let lines = listed.iter().map(|var| format!("{} {} {} {}\n", var.offset, var.size, var.name, var.c_type));
            let vars = checked.vars.iter().enumerate().map(|(index, var)| {
                let ty = c_type(&var.ty, &uses(&read, checked, index));
                let position = listed.iter().position(|other| std::ptr::eq(*other, *var)).unwrap_or_default();
                VarSchema::new(text(&var.name), var.offset, var.size, text(&var.c_type), ty)
                    .position(position)
                    .optional(is_optional(&read, checked, index))
            });
            let location = in_section(text(&section.name), section.size);
            let resizable = section.resizable().map(|var| var.offset);
            (location, slice(vars.collect()), lines.collect::<String>(), resizable)
        }
        ResolvedTarget::Entries(map) => {
            let uses = uses(&read, checked, 0);
            let inside: Vec<_> =
                uses.iter().map(|one| Use { steps: one.steps.get(1..).unwrap_or_default(), ..*one }).collect();
            (location_of(map), map_var(map, &value_type(map), &inside), String::new(), None)
        }
        ResolvedTarget::Value(map, ty) => {
            (location_of(map), map_var(map, ty, &uses(&read, checked, 0)), String::new(), None)
        }
        ResolvedTarget::Nested(_) | ResolvedTarget::Row(_) => return None,
    };
    let mut fields = Vec::new();
    let mut described = Vec::new();
    for (field, part) in &read {
        let ty = rust_type(field.ty, names, mistakes);
        let schema = field_schema(declaration, checked, field, part, names, mistakes);
        let (Some(ty), Some(schema)) = (ty, schema) else { continue };
        // Without a reduction, the value of a map is read for each CPU.
        let ty = match checked.target {
            ResolvedTarget::Value(map, _) if map.kind.is_per_cpu() && schema.reduce.is_none() => {
                RustType::PerCpu(leaked(ty))
            }
            _ => ty,
        };
        described.push(schema);
        let keeps_later = checked.is_constant() || keeps_later(Some(checked), fields.len(), field);
        let rule = Rule { keeps_later, saturating: field.attribute.saturating.is_some() };
        fields.push(DeclaredField { name: schema.name, ty, rule });
    }
    let schema = Schema::new(text(&object.schema_name), location, vars, slice(described))
        .of_object(layout.big_endian, text(&listing));
    let schema = leaked(match resizable {
        Some(offset) => schema.resizable_from(offset),
        None => schema,
    });
    if !mistakes.is_empty() {
        return None;
    }
    for (index, ((field, part), declared)) in read.iter().zip(&fields).enumerate() {
        compare(schema, index, field, part, declared.ty, mistakes);
    }
    mistakes.is_empty().then_some((schema, fields))
}

/// Compares a type that the macro leaves to the compiler, as the compiler does.
fn compare(
    schema: &Schema,
    index: usize,
    field: &Field<'_>,
    part: &CheckedField,
    ty: RustType,
    mistakes: &mut Mistakes,
) {
    let ident = field.ident;
    let c_type = &part.target.c_type;
    let help = match written_type(field, &part.target, &part.how) {
        Some(ty) => format!("write `{ident}: {ty}`, or an alias of that type"),
        None => format!("give `{ident}` a struct with `#[snapshot(type = \"{c_type}\")]`"),
    };
    if let Some(message) = mismatch(schema, index, text(&help), &ty) {
        match message.split_once("\nhelp: ") {
            Some((fact, help)) => mistakes.push(field.ty, fact, help),
            None => mistakes.push(field.ty, &message, &help),
        }
    }
}

/// Refuses what the command line does not read.
fn refuse(field: &Field<'_>, mistakes: &mut Mistakes) {
    let attribute = &field.attribute;
    let slots = [("by", &attribute.by), ("only", &attribute.only)];
    for (key, written) in slots.into_iter().filter_map(|(key, written)| Some((key, written.as_ref()?))) {
        let fact = format!("the command line does not read rows with `{key}`, which `{}` has", field.ident);
        mistakes.push(written, &fact, "read them with the compiled struct, or name a struct without the field");
    }
    if let Some(of) = attribute.of_fields.as_ref() {
        let fact = format!("the command line does not add up fields, as `{}` does", field.ident);
        mistakes.push(&of.key, &fact, "write a ratio over the fields, or name a struct without the field");
    }
    if let Some(in_use) = &attribute.take.in_use {
        let fact = format!("the command line does not count the rows in use, as `{}` does", field.ident);
        mistakes.push(&in_use.key, &fact, "read them with the compiled struct, or name a struct without the field");
    }
}

fn field_schema(
    declaration: &Declaration<'_>,
    checked: &CheckedStruct<'_>,
    field: &Field<'_>,
    part: &CheckedField,
    names: &Names<'_>,
    mistakes: &mut Mistakes,
) -> Option<FieldSchema> {
    let name = text(&field.ident.unraw().to_string());
    let target = &part.target;
    let (path, steps, reduce) = match checked.target {
        // The value of the only key.
        ResolvedTarget::Value(map, _) => {
            let steps = [Step::Index(0)].into_iter().chain(target.steps.iter().cloned()).collect();
            let reduce = if map.kind.is_per_cpu() { field.reduce() } else { part.how.reduce };
            (format!("{}.{}", map.name, part.path), steps, reduce)
        }
        _ => (part.path.clone(), target.steps.clone(), part.how.reduce),
    };
    let way = Use { steps: &steps, whole: may_be_of_user(field) };
    let enums = &declaration.container.enums;
    let steps = path_steps(way, &mut |name| names.enumerator(enums, name, mistakes))?;
    let mut schema = FieldSchema::new(name, part.var, text(&path), text(&target.c_type)).steps(steps);
    if let Some(how) = reduce {
        schema = schema.reduce(reduction(how));
    }
    if part.how.widen {
        schema = schema.widen();
    }
    if declaration.container.allow_unmapped.is_some() || field.attribute.allow_unmapped.is_some() {
        schema = schema.allow_unmapped();
    }
    if let Some(index) = &part.index {
        let of = FieldSchema::new(name, index.var, text(&index.path), text(&index.target.c_type));
        schema = schema.index(leaked(of));
    }
    Some(schema)
}

/// The ways that fields take through a variable.
fn uses<'c>(read: &[(&'c Field<'c>, &'c CheckedField)], checked: &'c CheckedStruct<'_>, var: usize) -> Vec<Use<'c>> {
    let values = read.iter().filter(|(_, part)| part.var == var);
    let values = values.map(|(field, part)| Use { steps: &part.target.steps, whole: may_be_of_user(field) });
    let others = checked.others().filter(|other| other.var == var);
    values.chain(others.map(|other| Use { steps: &other.target.steps, whole: false })).collect()
}

/// Whether a capture may lack a variable: all fields that read it are `Option`s.
fn is_optional(read: &[(&Field<'_>, &CheckedField)], checked: &CheckedStruct<'_>, var: usize) -> bool {
    let parts = || read.iter().filter(|(_, part)| part.var == var);
    let is_required = checked.others().any(|other| other.var == var);
    // If the path follows a pointer, `None` means a NULL pointer.
    !is_required
        && parts().next().is_some()
        && parts().all(|(field, part)| field.optional() && !part.target.follows_a_pointer())
}

fn location_of(map: &Map) -> Location {
    let [value_size, max_entries] =
        [map.value_size, map.max_entries].map(|size| u32::try_from(size).unwrap_or(u32::MAX));
    in_map(text(&map.name), map.kind.number(), value_size, max_entries, map.kind.is_per_cpu())
}

/// A map as the variable that its fields start from.
fn map_var(map: &Map, value: &Type, uses: &[Use<'_>]) -> &'static [VarSchema] {
    let value = c_type(value, uses);
    let element = if map.kind.is_per_cpu() { CType::PerCpu(leaked(value)) } else { value };
    let value_c_type = map.value_c_type.clone().unwrap_or_else(|| format!("{} bytes", map.value_size));
    let ty = if map.kind.has_keys() {
        let (key, key_c_type) = map.reported_key();
        let key = c_type(&key, &[Use { steps: &[], whole: true }]);
        CType::Entries(leaked(CEntries::new(key, text(&key_c_type), element)))
    } else {
        // User space gives the number if the object does not.
        let len = Some(number(map.max_entries)).filter(|len| *len > 0).unwrap_or(usize::MAX);
        CType::Array { len, element: leaked(element) }
    };
    slice(vec![VarSchema::new(text(&map.name), 0, map.value_size, text(&value_c_type), ty)])
}
