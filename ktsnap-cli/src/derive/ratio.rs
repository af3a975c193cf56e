//! `--ratio 'name = expression'` and `--let 'name = expression'`, looked up in the struct so that the source compiles. A struct
//! that is not the first is written before the name: `CellStats.local_pct = ...`.

use ktsnap_btf::{Layout, closest};
use ktsnap_ratio::{Elements, FieldStep, Function, Shape, Term, TermStepKind, Value};

use crate::args::Derive;
use crate::failure::Failure;
use crate::generate::mirrors::words;
use crate::generate::{Field, Item, RatioItem, StructItem};
use crate::ratio::{Linked, LookUp, Written, enumerator, linked};
use crate::screen::text::listed;

/// Adds the ratios and terms that were asked for to the structs. The first struct has those that name no struct.
pub(super) fn add(args: &Derive, layout: &Layout, items: &mut [Item]) -> Result<(), Failure> {
    let mut of: Vec<(Option<&str>, [Vec<String>; 2])> = Vec::new();
    let options = [(0, &args.terms), (1, &args.ratio)];
    for (option, text) in options.into_iter().flat_map(|(option, texts)| texts.iter().map(move |text| (option, text))) {
        let (name, text) = split(text);
        let place = of.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            of.push((name, Default::default()));
            of.len() - 1
        });
        if let Some(texts) = of.get_mut(place).and_then(|(_, texts)| texts.get_mut(option)) {
            texts.push(text.to_owned());
        }
    }
    for (name, [terms, ratios]) in of {
        let place = place(name, items, [&terms, &ratios])?;
        let found = match items.get(place) {
            Some(Item::Struct(main)) => {
                let prefix = name.map_or_else(String::new, |name| format!("{name}."));
                let written = Written { prefix: &prefix, terms: &terms, ratios: &ratios };
                linked(written, &mut StructFields { main, items, layout })?
            }
            _ => Vec::new(),
        };
        let item = |linked: Linked<Elements>| {
            let Linked { is_ratio, name, head, expression } = linked;
            RatioItem { is_ratio, name, head, expr: expression.text() }
        };
        if let Some(Item::Struct(main)) = items.get_mut(place) {
            main.ratios = found.into_iter().map(item).collect();
        }
    }
    Ok(())
}

/// Whether a ratio or term has the name of a struct before its own.
pub(super) fn names_struct(text: &str) -> bool {
    split(text).0.is_some()
}

/// The struct before the name of a ratio, and the ratio: `CellStats.local_pct = ...`.
fn split(text: &str) -> (Option<&str>, &str) {
    let named = text.split_once('.').filter(|(name, _)| {
        let name = name.trim();
        name.starts_with(|first: char| first.is_ascii_uppercase())
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    });
    match named {
        Some((name, ratio)) => (Some(name.trim()), ratio.trim_start()),
        None => (None, text),
    }
}

/// The index of a struct among the items.
fn place(name: Option<&str>, items: &[Item], texts: [&[String]; 2]) -> Result<usize, Failure> {
    let Some(name) = name else { return Ok(0) };
    let is_struct = |item: &Item| matches!(item, Item::Struct(_));
    if let Some(place) = items.iter().position(|item| is_struct(item) && item.name() == name) {
        return Ok(place);
    }
    let names = || items.iter().filter(|item| is_struct(item)).map(Item::name);
    let help = match closest(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the structs are {}", listed(names())),
    };
    let [terms, ratios] = texts;
    let (option, text) = match (terms.first(), ratios.first()) {
        (Some(text), _) => ("let", text.as_str()),
        (None, text) => ("ratio", text.map_or("", String::as_str)),
    };
    Err(Failure::new(format!("`--{option} '{name}.{text}'`: no struct `{name}` is generated"), help))
}

/// The fields of the struct that is written.
struct StructFields<'s> {
    main: &'s StructItem,
    items: &'s [Item],
    layout: &'s Layout,
}

impl LookUp for StructFields<'_> {
    type Part = Elements;

    fn has(&self, name: &str) -> bool {
        self.main.fields().any(|field| unraw(&field.ident) == name)
    }

    fn part(&mut self, term: &Term, names: &[&str]) -> Result<Elements, (String, String)> {
        check(term, self, names)
    }

    fn elements(&self, part: &Elements) -> Elements {
        *part
    }
}

/// Checks whether the struct has what the operand names.
fn check(operand: &Term, of: &StructFields<'_>, names: &[&str]) -> Result<Elements, (String, String)> {
    let mut field = field(of.main, &operand.root, names)?;
    let enumerator = |name: &str| enumerator(of.layout, name);
    if field.ty.starts_with("Histogram<") {
        operand.check_histogram().map_err(|fault| (fault.fact, fault.help))?;
    }
    let part = operand.part(&shape(&field.ty), &enumerator).map_err(|fault| (fault.fact, fault.help))?;
    let has_keys = field.ty.starts_with("Rows<");
    let elements = match part.iter().position(|step| matches!(step, FieldStep::All | FieldStep::Slice(..))) {
        // A field with rows has them as a whole.
        None if has_keys && operand.steps.is_empty() => Elements::ByKey,
        Some(0) if has_keys => Elements::ByKey,
        None => Elements::One,
        Some(_) => Elements::InOrder,
    };
    let members = operand.steps.iter().filter_map(|step| match &step.kind {
        TermStepKind::Member(name) => Some(name),
        _ => None,
    });
    for member in members {
        let structure = of.items.iter().find_map(|item| match item {
            Item::Struct(item) if words(&field.ty).any(|word| word == item.name) => Some(item),
            _ => None,
        });
        let Some(structure) = structure else {
            let fact = format!("`{}` is `{}`, which has no members", field.ident, field.ty);
            return Err((fact, format!("write `{}`", field.ident)));
        };
        field = self::field(structure, member, &[])?;
    }
    let ends_with_member = matches!(operand.steps.last().map(|step| &step.kind), Some(TermStepKind::Member(_)));
    if operand.function == Some(Function::Each) && ends_with_member {
        let each = operand.each(shape(&field.ty).depth(), operand.is_several());
        each.map_err(|fault| (fault.fact, fault.help))?;
    }
    Ok(elements)
}

fn unraw(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}

/// The field of that name. `definitions` are other names that can be meant.
fn field<'i>(of: &'i StructItem, name: &str, definitions: &[&str]) -> Result<&'i Field, (String, String)> {
    let names = || of.fields().map(|field| field.ident.as_str());
    of.fields().find(|field| unraw(&field.ident) == name).ok_or_else(|| {
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
            Err(other) => panic!("{other:?}"),
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
