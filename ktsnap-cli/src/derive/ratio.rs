//! `--ratio 'name = expression'` and `--let 'name = expression'`, looked up in the struct so that the source compiles.

use ktsnap_btf::closest;
use ktsnap_ratio::{Shape, Term, TermStepKind, Value};

use crate::failure::Failure;
use crate::generate::mirrors::Mirrors;
use crate::generate::mirrors::words;
use crate::generate::{Field, Item, RatioItem, StructItem};
use crate::ratio::{Linked, LookUp, Written, enumerator, linked};
use crate::screen::text::listed;

/// Reads the ratios that were asked for.
pub(super) fn ratios(
    written: Written<'_>,
    main: &StructItem,
    mirrors: &Mirrors<'_>,
) -> Result<Vec<RatioItem>, Failure> {
    let linked = linked(written, &mut StructFields { main, mirrors })?;
    let item = |linked: Linked<()>| {
        let parameter = linked.parameter.map_or_else(String::new, |parameter| format!("({parameter})"));
        let name = format!("{}{parameter}", linked.name);
        RatioItem { is_ratio: linked.is_ratio, name, expr: linked.expression.text() }
    };
    Ok(linked.into_iter().map(item).collect())
}

/// The fields of the struct that is written.
struct StructFields<'s, 'm> {
    main: &'s StructItem,
    mirrors: &'s Mirrors<'m>,
}

impl LookUp for StructFields<'_, '_> {
    type Part = ();

    fn has(&self, name: &str) -> bool {
        self.main.fields().any(|field| field.ident.trim_start_matches("r#") == name)
    }

    fn part(&mut self, term: &Term, names: &[&str]) -> Result<(), (String, String)> {
        check(term, self.main, self.mirrors, names)
    }
}

/// Checks whether the struct has what the operand names.
fn check(operand: &Term, main: &StructItem, mirrors: &Mirrors<'_>, names: &[&str]) -> Result<(), (String, String)> {
    let mut field = field(main, &operand.root, names)?;
    let enumerator = |name: &str| enumerator(mirrors.layout, name);
    operand.part(&shape(&field.ty), &enumerator).map_err(|fault| (fault.fact, fault.help))?;
    let members = operand.steps.iter().filter_map(|step| match &step.kind {
        TermStepKind::Member(name) => Some(name),
        _ => None,
    });
    for member in members {
        let structure = mirrors.items().find_map(|item| match item {
            Item::Struct(item) if words(&field.ty).any(|word| word == item.name) => Some(item),
            _ => None,
        });
        let Some(structure) = structure else {
            let fact = format!("`{}` is `{}`, which has no members", field.ident, field.ty);
            return Err((fact, format!("write `{}`", field.ident)));
        };
        field = self::field(structure, member, &[])?;
    }
    Ok(())
}

/// The field of that name. `definitions` are other names that can be meant.
fn field<'i>(of: &'i StructItem, name: &str, definitions: &[&str]) -> Result<&'i Field, (String, String)> {
    let names = || of.fields().map(|field| field.ident.as_str());
    of.fields().find(|field| field.ident == name).ok_or_else(|| {
        let help = match closest(name, names().chain(definitions.iter().copied())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its fields are {}", listed(names())),
        };
        (format!("`{}` has no field `{name}`", of.name), help)
    })
}

/// What a ratio sees of a field's type.
fn shape(rust: &str) -> Shape {
    let inside = |around: &str| rust.strip_prefix(around).and_then(|rest| rest.strip_suffix('>'));
    if let Some(element) = inside("Vec<") {
        return Shape::Array(Box::new(shape(element)), None);
    }
    if inside("Histogram<").is_some() {
        return Shape::Array(Box::new(Shape::One(Value::Integer)), None);
    }
    if let Some(slot) = inside("PerCpu<") {
        return Shape::PerCpu(Box::new(shape(slot)));
    }
    if let Some((element, len)) = rust.strip_prefix('[').and_then(|array| array.strip_suffix(']')?.rsplit_once("; ")) {
        return Shape::Array(Box::new(shape(element)), len.parse().ok());
    }
    let value = match rust {
        "u8" | "u16" | "u32" | "u64" | "i8" | "i16" | "i32" | "i64" => Value::Integer,
        "bool" => Value::Bool,
        "f32" | "f64" => Value::Float,
        "CString" => Value::Text,
        "Ptr" => Value::Pointer,
        "CpuSet" => Value::CpuSet,
        _ => return Shape::Unknown,
    };
    Shape::One(value)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::run;
    use crate::args::{Args, Command};
    use crate::failure::Failure;
    use crate::ratio::tests::{options, table};
    use crate::screen::Screen;

    const DISPATCH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/bpf/dispatch.bpf.o");

    fn derived(written: &'static str) -> Result<String, String> {
        let args = ["ktsnap", "derive", DISPATCH].into_iter().chain(options(written));
        let args = Args::parse_from(args);
        let Command::Derive(derive) = &args.command else { panic!() };
        let mut out = Vec::new();
        match run(derive, &Screen::of(&args.output), &mut out) {
            Ok(_) => Ok(String::from_utf8(out).unwrap()),
            Err(Failure::Message(message)) => Err(message),
            Err(Failure::Output(error)) => panic!("{error}"),
        }
    }

    #[test]
    fn ratios_are_those_of_the_derive() {
        for (written, expected) in table() {
            match (expected, derived(written)) {
                (Ok(expression), Ok(source)) => assert!(source.contains(expression), "{written}: {source}"),
                (Err(expected), Err(error)) => assert!(error.contains(expected), "{written}: {error}"),
                (_, now) => panic!("{written}: {now:?}"),
            }
        }
    }
}
