//! A struct with `parts`: its fields are structs, each of one map.

use ktsnap_core::__private::{
    Cpus, Inspected, InspectedField, OneInstance, RowsStep, RustMember, RustStruct, RustType, take_dynamic,
};
use ktsnap_core::Snapshot;
use ktsnap_core::select::Pick;
use ktsnap_core::series::CounterReset;
use ktsnap_core::typed::{Schema, SchemaError};
use ktsnap_derive_internals::declaration::Declaration;
use ktsnap_derive_internals::parse::{Field, RowStep};
use ktsnap_derive_internals::schema::parts::PartTake;
use syn::ext::IdentExt;

use super::constant::{leaked, slice, text};
use super::mistake::Mistakes;
use super::names::Names;
use super::rust_type::{argument, unspaced};
use super::{Declared, type_inside};

/// The parts.
pub(super) struct Parts {
    parts: Vec<Part>,
    takes: Vec<Take>,
}

struct Part {
    /// The field.
    name: &'static str,
    of: Declared,
    /// Whether the field has the struct of each CPU, and not their total.
    is_of_each_cpu: bool,
}

/// Rows that a count shortens to those in use.
struct Take {
    /// The index of the part with the rows.
    part: usize,
    rows: &'static [RowsStep],
    /// The field with the part that has the count, and the members to it.
    count: Vec<String>,
    names: [String; 2],
}

/// Reads the parts. `None` after a mistake.
pub(super) fn of(declaration: &Declaration<'_>, names: &Names<'_>, mistakes: &mut Mistakes) -> Option<Parts> {
    let fields: Vec<_> = declaration.fields.iter().filter(|field| !field.skipped()).collect();
    let parts = fields.iter().map(|field| part(field, names, mistakes)).collect::<Vec<_>>();
    let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
    if let Some(first) = parts.first() {
        let object = first.of.object();
        for (field, _) in fields.iter().zip(&parts).filter(|(_, part)| part.of.object() != object) {
            let fact = "this part is checked against another object than the first part";
            let help = format!("the parts of a struct belong to one scheduler: write `object = \"{object}\"` here too");
            mistakes.push(field.ty, fact, &help);
        }
    }
    let takes = declaration.described().takes().map(|take| of_take(&take, &fields, &parts, mistakes));
    let takes = takes.collect::<Vec<_>>().into_iter().collect::<Option<Vec<_>>>()?;
    mistakes.is_empty().then_some(Parts { parts, takes })
}

fn part(field: &Field<'_>, names: &Names<'_>, mistakes: &mut Mistakes) -> Option<Part> {
    let of_each = match &field.kind {
        Ok(ktsnap_btf::FieldType::PerCpu(_)) => argument(field.ty, 0),
        _ => None,
    };
    let ty = of_each.unwrap_or(field.ty);
    let of = Declared::of_type(ty, names, mistakes)?;
    match (of_each.is_some(), of.cpus()) {
        (true, None) => {
            let fact = format!("`{}` is not the value of a per-CPU map", unspaced(ty));
            mistakes.push(field.ty, &fact, &format!("write `{}`", unspaced(ty)));
            None
        }
        (false, Some(Cpus::Each)) => {
            let fact = format!("`{}` has a value for each CPU, so it has no total", unspaced(ty));
            mistakes.push(field.ty, &fact, &format!("write `PerCpu<{}>`", unspaced(ty)));
            None
        }
        (is_of_each_cpu, ..) => {
            let of = if is_of_each_cpu { of.of_each_cpu() } else { of };
            Some(Part { name: text(&field.ident.unraw().to_string()), of, is_of_each_cpu })
        }
    }
}

fn of_take(take: &PartTake<'_>, fields: &[&Field<'_>], parts: &[Part], mistakes: &mut Mistakes) -> Option<Take> {
    let part = fields.iter().position(|field| field.ident == take.field.ident)?;
    let steps = take.rows.iter().map(|step| match step {
        RowStep::Member(ident) => RowsStep::Member(text(&ident.unraw().to_string())),
        RowStep::Each => RowsStep::Each,
    });
    let rows = slice(steps.collect());
    let [rows_name, count_name] = &take.names;
    if !matches!(type_inside(parts.get(part)?.ty(), rows), Some(RustType::Vec(_))) {
        mistakes.push(take.field.ty, &format!("`{rows_name}` is not a `Vec`"), "`take` shortens a `Vec`: name one");
        return None;
    }
    let count: Vec<String> = take.count.iter().map(|ident| ident.unraw().to_string()).collect();
    let (of, members) = count.split_first()?;
    let members: Vec<_> = members.iter().map(|name| RowsStep::Member(text(name))).collect();
    let of = parts.iter().find(|part| part.name == of)?;
    if !matches!(type_inside(of.ty(), &members), Some(RustType::Uint { .. } | RustType::Int { .. })) {
        let at = take.count.last()?;
        mistakes.push(at, &format!("`{count_name}` is not an integer"), "name a field that is an integer");
        return None;
    }
    Some(Take { part, rows, count, names: take.names.clone() })
}

impl Parts {
    /// Reads each part.
    pub(super) fn read<'r>(&self, snapshot: &Snapshot<'r>) -> Result<(Inspected, Vec<Pick<'r>>), SchemaError> {
        let (mut fields, mut picks) = (Vec::new(), Vec::new());
        for part in &self.parts {
            let (value, of_part) = part.of.read_values(snapshot)?;
            picks.extend(of_part);
            fields.push(part.field(value));
        }
        let mut values = Inspected::Fields(fields);
        for Take { part, rows, count, names: [rows_name, count_name] } in &self.takes {
            let number = integer_at(&values, count).unwrap_or_default();
            if let Inspected::Fields(fields) = &mut values
                && let Some(field) = fields.get_mut(*part)
            {
                take_dynamic(&mut field.value, rows, number, [rows_name, count_name])?;
            }
        }
        let mut instance = OneInstance::default();
        picks.iter().for_each(|pick| instance.add(pick.map, pick.reason));
        instance.check(self.object())?;
        Ok((values, picks))
    }

    /// The difference between two reads.
    pub(super) fn difference(&self, later: &Inspected, earlier: &Inspected) -> Result<Inspected, CounterReset> {
        let (Inspected::Fields(later), Inspected::Fields(earlier)) = (later, earlier) else { return Ok(later.clone()) };
        let change = |((part, later), earlier): ((&Part, &InspectedField), &InspectedField)| {
            let change = part.of.change(&part.by_field(&later.value), &part.by_field(&earlier.value));
            change.map(|value| part.field(value)).map_err(|reset| reset.in_part(part.name))
        };
        self.parts.iter().zip(later).zip(earlier).map(change).collect::<Result<_, _>>().map(Inspected::Fields)
    }

    /// What is read, as a text.
    pub(super) fn definition(&self) -> String {
        let parts = self.parts.iter().map(|part| format!("{} {}\n", part.name, part.of.definition()));
        let takes = self.takes.iter().map(|take| format!("{:?}\n", take.names));
        parts.chain(takes).collect()
    }

    /// The object of the first part.
    pub(super) fn object(&self) -> &'static str {
        self.parts.first().map_or("", |part| part.of.object())
    }

    /// The schemas of all parts.
    pub(super) fn schemas(&self) -> impl Iterator<Item = &'static Schema> {
        self.parts.iter().flat_map(|part| part.of.schemas.iter().copied())
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.parts.iter().map(|part| part.name)
    }

    /// The type of each part.
    pub(super) fn types(&self) -> Vec<RustType> {
        self.parts.iter().map(Part::ty).collect()
    }
}

impl Part {
    fn ty(&self) -> RustType {
        match (self.is_of_each_cpu, self.of.as_type()) {
            (true, RustType::Struct(of)) => {
                let of_cpu = |member: &RustMember| {
                    let ty = if let RustType::PerCpu(of) = member.ty { *of } else { member.ty };
                    RustMember::new(member.field, "", &[], None, false, ty)
                };
                let members = slice(of.members.iter().map(of_cpu).collect());
                RustType::PerCpu(leaked(RustType::Struct(leaked(RustStruct::new(of.name, None, members)))))
            }
            (_, ty) => ty,
        }
    }

    /// The field of the struct, with the value of this part.
    fn field(&self, value: Inspected) -> InspectedField {
        let value = if self.is_of_each_cpu { by_cpu(value) } else { value };
        InspectedField { name: self.name, keeps_later: false, saturating: false, value }
    }

    /// The value as the struct of the part is read.
    fn by_field(&self, value: &Inspected) -> Inspected {
        if self.is_of_each_cpu { by_field(value) } else { value.clone() }
    }
}

/// The structs of the CPUs, for a struct whose fields have a value for each CPU.
fn by_cpu(of: Inspected) -> Inspected {
    let Inspected::Fields(fields) = of else { return of };
    let columns = || fields.iter().filter_map(|field| Some((field, elements(&field.value)?)));
    let cpus = columns().map(|(_, slots)| slots.len()).max().unwrap_or_default();
    let slot = |cpu: usize| {
        let values: Vec<_> = columns().filter_map(|(field, slots)| Some((field, slots.get(cpu)?.clone()))).collect();
        if values.iter().all(|(_, value)| *value == Inspected::Absent) {
            return Inspected::Absent;
        }
        Inspected::Fields(values.into_iter().map(|(field, value)| InspectedField { value, ..*field }).collect())
    };
    Inspected::Elements((0..cpus).map(slot).collect())
}

/// The inverse of [`by_cpu`].
fn by_field(of: &Inspected) -> Inspected {
    let Inspected::Elements(slots) = of else { return of.clone() };
    let first = slots.iter().find_map(|slot| match slot {
        Inspected::Fields(fields) => Some(fields),
        _ => None,
    });
    let column = |(index, field): (usize, &InspectedField)| {
        let value = |slot: &Inspected| match slot {
            Inspected::Fields(fields) => fields.get(index).map_or(Inspected::Absent, |field| field.value.clone()),
            _ => Inspected::Absent,
        };
        InspectedField { value: Inspected::Elements(slots.iter().map(value).collect()), ..*field }
    };
    Inspected::Fields(first.into_iter().flatten().enumerate().map(column).collect())
}

fn elements(of: &Inspected) -> Option<&[Inspected]> {
    match of {
        Inspected::Elements(elements) => Some(elements),
        _ => None,
    }
}

/// The integer at the end of these members.
fn integer_at(of: &Inspected, members: &[String]) -> Option<i128> {
    match (of, members) {
        (Inspected::Integer { value, .. }, []) => Some(*value),
        (Inspected::Fields(fields), [name, rest @ ..]) => {
            integer_at(&fields.iter().find(|field| field.name == name)?.value, rest)
        }
        _ => None,
    }
}
