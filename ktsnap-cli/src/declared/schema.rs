//! A struct that is read from one map, as `ktsnap-core` reads it.

use ktsnap_core::__private::{
    CEntries, CType, Cpus, DynamicField, DynamicReading, DynamicStruct, RustType, Whole, in_map, in_section,
    index_mismatch, member_mismatch, mismatch, rows_mismatch, value_type,
};
use ktsnap_core::pickers::{Picker, max_by_sum_u64};
use ktsnap_core::typed::{Location, Schema, VarSchema};
use ktsnap_derive_internals::check::{CheckedField, ResolvedTarget, rust_type as written_type};
use ktsnap_derive_internals::declaration::Declaration;
use ktsnap_derive_internals::parse::Field;
use ktsnap_derive_internals::schema::{self, Described, MemberReading, Reading, may_be_of_user};
use syn::ext::IdentExt;

use super::constant::{Constants, c_type, leaked, reduction, slice, text};
use super::mistake::Mistakes;
use super::names::Names;
use super::rust_type::{rust_type, structure};

/// The struct. `None` after a mistake.
pub(super) fn of(declaration: &Declaration<'_>, names: &Names<'_>, mistakes: &mut Mistakes) -> Option<DynamicStruct> {
    let ident = declaration.ident;
    let described = declaration.described();
    let (Some(checked), Some(object), Some(layout), Some(data)) =
        (declaration.checked, declaration.object, declaration.layout(), described.schema())
    else {
        let fact = format!("`{ident}` is the type of a field, so it says neither section nor map");
        mistakes.push(ident, &fact, "name the struct that has the field");
        return None;
    };
    let picker = picker(declaration, mistakes);
    let whole = match checked.target {
        ResolvedTarget::Value(map, _) => {
            let cpus = if described.has_total() { Cpus::Total } else { Cpus::Each };
            let ty = structure(declaration, names, mistakes)?;
            Some(Whole { ty, cpus: map.kind.is_per_cpu().then_some(cpus) })
        }
        _ => None,
    };
    let fields = fields(&described, whole.as_ref(), names, mistakes);
    let mut constants = Constants { names, enums: &declaration.container.enums, mistakes };
    let of_fields = data.fields.iter().map(|field| constants.field(field)).collect::<Option<Vec<_>>>();
    let (fields, of_fields) = (fields?, of_fields?);
    let var = |of: &schema::VarSchema| {
        // Aliases of `Option` are resolved.
        let optional = of.optional.as_ref().is_some_and(|fields| {
            fields.iter().all(|index| declaration.fields.get(*index).is_some_and(Field::optional))
        });
        VarSchema::new(text(&of.name), of.offset, of.size, text(&of.c_type), c_type(&of.ty))
            .position(of.position)
            .optional(optional)
    };
    let vars = slice(data.vars.iter().map(var).collect());
    let schema = Schema::new(text(&object.schema_name), location(&data.location), vars, slice(of_fields))
        .of_object(layout.big_endian, text(&data.listing));
    let schema = leaked(match data.resizable_from {
        Some(offset) => schema.resizable_from(offset),
        None => schema,
    });
    if !mistakes.is_empty() {
        return None;
    }
    let of = DynamicStruct { schema, picker, fields, whole };
    compare(declaration, &of, names, mistakes);
    mistakes.is_empty().then_some(of)
}

fn location(of: &schema::Location) -> Location {
    match of {
        schema::Location::Section { name, size } => in_section(text(name), *size),
        schema::Location::Map { name, map_type, value_size, max_entries, per_cpu } => {
            in_map(text(name), *map_type, *value_size, *max_entries, *per_cpu)
        }
    }
}

/// The struct's picker. Only the compiler can call a function of the user's.
fn picker(declaration: &Declaration<'_>, mistakes: &mut Mistakes) -> Option<Picker> {
    let path = declaration.container.picker.as_ref()?;
    match path.segments.last()?.ident.to_string().as_str() {
        "max_by_sum_u64" => Some(max_by_sum_u64),
        other => {
            let fact = format!("`{other}` is a function that only the compiler can call");
            mistakes.push(path, &fact, "write `ktsnap::pickers::max_by_sum_u64`, or remove `picker` and read one copy");
            None
        }
    }
}

/// The fields with values: all but those with `skip`.
fn fields(
    described: &Described<'_>,
    whole: Option<&Whole>,
    names: &Names<'_>,
    mistakes: &mut Mistakes,
) -> Option<Vec<DynamicField>> {
    let valued: Vec<_> = described.fields.iter().filter(|field| field.attribute.skip.is_none()).collect();
    let (later, saturating) = (described.that_keep_later(), described.that_saturate());
    let members = whole.map(|_| described.structure().members).unwrap_or_default();
    let field = |(index, field): (usize, &&Field<'_>)| {
        let ty = rust_type(field.ty, names, mistakes);
        let mut constants = Constants { names, enums: &described.container.enums, mistakes };
        let reading = match (&field.attribute.of_fields, members.get(index)) {
            (Some(of), _) => {
                let position = |name: &syn::Ident| valued.iter().position(|other| other.ident == name);
                DynamicReading::Total(reduction(of.how), of.fields.iter().filter_map(position).collect())
            }
            (None, Some(member)) => member_reading(&member.reading, &mut constants)?,
            (None, None) => field_reading(described, field, &mut constants)?,
        };
        Some(DynamicField {
            name: text(&field.ident.unraw().to_string()),
            ty: ty?,
            keeps_later: later.contains(&field.ident),
            saturating: saturating.contains(&field.ident),
            allow_unmapped: described.allows_unmapped(field),
            reading,
        })
    };
    // Every field is read, so that all mistakes are found.
    let read: Vec<_> = valued.iter().enumerate().map(field).collect();
    read.into_iter().collect()
}

fn field_reading(
    described: &Described<'_>,
    field: &Field<'_>,
    constants: &mut Constants<'_>,
) -> Option<DynamicReading> {
    Some(match described.reading(field) {
        Reading::InUse(in_use) => DynamicReading::InUse(leaked(constants.field(&in_use.count)?), in_use.is_ring),
        Reading::Counts => DynamicReading::Counts(None),
        Reading::Groups => DynamicReading::Groups(None, reduction(schema::groups::of_group(field))),
        Reading::Labelled => DynamicReading::Labelled(None),
        Reading::ReducedRows | Reading::Reduced | Reading::Whole if field.is_partial() => DynamicReading::PartialRows,
        Reading::ReducedRows | Reading::Reduced | Reading::Whole => DynamicReading::Value,
    })
}

fn member_reading(of: &MemberReading, constants: &mut Constants<'_>) -> Option<DynamicReading> {
    Some(match of {
        MemberReading::Counts(key) => DynamicReading::Counts(Some(constants.group_key(key)?)),
        MemberReading::Groups(key, how) => DynamicReading::Groups(Some(constants.group_key(key)?), reduction(*how)),
        MemberReading::Labelled(key) => DynamicReading::Labelled(Some(constants.group_key(key)?)),
        MemberReading::Column | MemberReading::Reduced | MemberReading::Whole => DynamicReading::Value,
    })
}

/// Compares the types of the fields, as constant evaluation does for the compiled struct.
fn compare(declaration: &Declaration<'_>, of: &DynamicStruct, names: &Names<'_>, mistakes: &mut Mistakes) {
    let checked = declaration.checked.map(|checked| checked.fields.as_slice()).unwrap_or_default();
    let parts = declaration.fields.iter().zip(checked).filter_map(|(field, part)| Some((field, part.as_ref()?)));
    let read = of.fields.iter().filter(|field| !matches!(field.reading, DynamicReading::Total(..)));
    for (index, ((field, part), declared)) in parts.zip(read).enumerate() {
        let message = match declaration.described().rows_check(field) {
            Some(check) => of_rows(declaration, &check, &declared.ty, names, mistakes),
            None => of_field(declaration, of, index, (field, part), &declared.ty),
        };
        let Some(message) = message else { continue };
        match message.split_once("\nhelp: ") {
            Some((fact, help)) => mistakes.push(field.ty, fact, help),
            None => mistakes.push(field.ty, &message, "give the field the type in C"),
        }
    }
}

fn of_field(
    declaration: &Declaration<'_>,
    of: &DynamicStruct,
    index: usize,
    (field, part): (&Field<'_>, &CheckedField),
    ty: &RustType,
) -> Option<String> {
    let ident = field.ident;
    let c_type = &part.target.c_type;
    let help = text(&match written_type(field, &part.target, &part.how) {
        Some(ty) => format!("write `{ident}: {ty}`, or an alias of that type"),
        None => format!("give `{ident}` a struct with `#[snapshot(type = \"{c_type}\")]`"),
    });
    match &of.whole {
        None => mismatch(of.schema, index, help, ty),
        Some(whole) => {
            let is_total = whole.cpus.is_some() && declaration.described().has_total() && may_be_of_user(field);
            let c_type = (leaked(value_type(of.schema)), text(c_type));
            member_mismatch(&whole.ty, index, c_type, help, is_total)
        }
    }
}

fn of_rows(
    declaration: &Declaration<'_>,
    check: &schema::RowsCheck,
    ty: &RustType,
    names: &Names<'_>,
    mistakes: &mut Mistakes,
) -> Option<String> {
    let RustType::Rows { key: of_key, .. } = *ty else { return None };
    let key = match (&check.key, *of_key) {
        (Some(key), _) => c_type(key),
        (None, RustType::Uint { bits }) => CType::Uint { bits },
        (None, _) => CType::Uint { bits: 32 },
    };
    let index = check.key.is_none().then(|| index_mismatch(of_key, check.end)).flatten();
    let mut constants = Constants { names, enums: &declaration.container.enums, mistakes };
    let value = constants.field(&check.value)?;
    let entries = CType::Entries(leaked(CEntries::new(key, text(&check.key_c_type), c_type(&check.slot))));
    index.or_else(|| rows_mismatch(ty, entries, &check.by, &value, text(&check.help)))
}
