//! The ratios and named terms of a struct: looking up what they name.

mod tokens;

use ktsnap_btf::{Conversion, FieldType, Layout, Path, Section, Type, closest, remedy, resolve};
use ktsnap_ratio::{
    Count, Definition, Elements, Expression, FieldStep, Fields, Function, RatioFault, Shape, Term, Value, check_name,
    check_term, link,
};
use syn::ext::IdentExt;
use syn::{Attribute, Ident, Visibility};

use crate::check::CheckedStruct;
use crate::error::{Errors, listed};
use crate::parse::{Field, RatioAttribute};
pub use tokens::Tokens;

/// A ratio over the struct's fields.
pub struct Ratio<'a> {
    pub docs: &'a [Attribute],
    pub vis: Option<&'a Visibility>,
    pub name: &'a Ident,
    /// The name of a second value of the struct.
    pub parameter: Option<Ident>,
    /// The name of an index that the caller passes.
    pub index: Option<Ident>,
    /// `None` if something is wrong with it, which was reported.
    pub expression: Option<Expression<Part>>,
}

/// A field, or a part of it, at the token that names it in the ratio.
#[derive(Clone)]
pub struct Part {
    pub field: Ident,
    pub steps: Vec<Step>,
    /// Whether the rows of the field have keys.
    has_keys: bool,
}

/// A step into a field.
#[derive(Clone)]
pub enum Step {
    Member(Ident),
    Index(usize),
    All,
    /// From the first index up to the second, which is not part of it.
    Slice(usize, usize),
    /// The element or row at the index parameter.
    Parameter,
}

impl Step {
    /// Whether the step takes several elements.
    pub fn is_several(&self) -> bool {
        matches!(self, Self::All | Self::Slice(..))
    }
}

/// Reads the ratios of a struct. The object, if there is one, helps to say what a name may have meant.
pub fn read<'a>(
    attributes: &'a [RatioAttribute],
    fields: &[Field<'_>],
    struct_name: &Ident,
    object: Option<(&str, &Layout)>,
    reads_globals: bool,
    errors: &mut Errors,
) -> Vec<Ratio<'a>> {
    let definitions: Vec<_> = attributes
        .iter()
        .map(|attribute| Definition { is_ratio: attribute.is_ratio, parsed: &attribute.parsed })
        .collect();
    let mut reader = Reader { fields, struct_name, object, reads_globals, attributes, errors };
    let expressions = link(&definitions, &mut reader);
    let mut ratios: Vec<Ratio<'a>> = Vec::new();
    for (attribute, expression) in attributes.iter().zip(expressions).filter(|(attribute, _)| attribute.is_ratio) {
        let RatioAttribute { docs, vis, name, .. } = attribute;
        // Without a method, calls go to the trait's, and none of them is a second mistake.
        let has_method = check_name(&name.to_string()).is_ok() && ratios.iter().all(|other| other.name != name);
        if has_method {
            let ident =
                |named: &Option<(String, usize)>| named.as_ref().and_then(|(_, at)| attribute.tokens.ident(*at));
            let (parameter, index) = (ident(&attribute.parsed.parameter), ident(&attribute.parsed.index));
            ratios.push(Ratio { docs, vis: vis.as_ref(), name, parameter, index, expression });
        }
    }
    ratios
}

/// Refuses ratios over fields that hold bytes of a number, now that the types of C are known.
pub fn check(ratios: &[Ratio<'_>], fields: &[Field<'_>], checked: &CheckedStruct<'_>, errors: &mut Errors) {
    let wide = |name: &Ident| {
        let parts = fields.iter().zip(&checked.fields).filter(|(field, _)| field.ident.unraw() == name.unraw());
        parts.filter_map(|(_, part)| part.as_ref()).find_map(|part| wide(&part.target.ty))
    };
    let expressions = ratios.iter().filter_map(|ratio| ratio.expression.as_ref());
    for operand in expressions.flat_map(|of| of.operands.iter().chain(&of.columns)) {
        let name = &operand.part.field;
        if let Some(count) = wide(name)
            && let Err((fact, help)) = check_term(&name.to_string(), Some(operand.function), count, Value::Wide)
        {
            errors.push(name, fact, help);
        }
    }
}

/// How many integers of 128 bits the type holds.
fn wide(ty: &Type) -> Option<Count> {
    match ty {
        Type::Array { element, .. } => wide(element).map(|_| Count::Array),
        Type::Int { size, .. } if *size > 8 => Some(Count::One),
        _ => None,
    }
}

struct Reader<'a, 'e> {
    fields: &'a [Field<'a>],
    struct_name: &'a Ident,
    object: Option<(&'a str, &'a Layout)>,
    /// Whether the fields are globals.
    reads_globals: bool,
    /// All ratios and named terms of the struct.
    attributes: &'a [RatioAttribute],
    errors: &'e mut Errors,
}

impl Fields for Reader<'_, '_> {
    type Part = Part;

    fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.ident.unraw() == name)
    }

    fn part(&mut self, definition: usize, term: &Term, names: &[&str]) -> Option<Part> {
        let tokens = &self.attributes.get(definition)?.tokens;
        let root = tokens.ident(term.at)?;
        let Some(field) = self.fields.iter().find(|field| field.ident.unraw() == root.unraw()) else {
            self.no_field(&root, names);
            return None;
        };
        if let Some(ty) = field.kind.as_ref().ok().and_then(without_options) {
            let fact = format!("`{root}` is an array of `Option`, whose entries a capture may lack");
            self.errors.push(&root, fact, format!("write `{}: {ty}`; a missing entry is then an error", field.ident));
            return None;
        }
        if !readable(field, &root, self.errors) {
            return None;
        }
        if let (Ok(FieldType::Histogram { .. }), Err(fault)) = (&field.kind, term.check_histogram()) {
            self.report(definition, fault);
            return None;
        }
        let shape = field.kind.as_ref().map_or(Shape::Unknown, shape);
        let part = match term.part(&shape, &|name| self.enumerator(name)) {
            Ok(mut part) => {
                let is_bare = term.function == Some(Function::Each) && part.is_empty();
                part.extend((is_bare && field.has_rows()).then_some(FieldStep::All));
                part
            }
            Err(fault) => {
                self.report(definition, fault);
                return None;
            }
        };
        if let (true, Some(FieldStep::Index(_) | FieldStep::Slice(..))) = (field.has_rows(), part.first()) {
            let fact = format!("a number can't select a row of `{root}`, whose rows have keys");
            self.errors.push(&root, fact, format!("take all rows: `sum({root})`"));
            return None;
        }
        let steps = part.into_iter().filter_map(|step| match step {
            FieldStep::Member(at) => tokens.ident(at).map(Step::Member),
            FieldStep::Index(index) => Some(Step::Index(index)),
            FieldStep::All => Some(Step::All),
            FieldStep::Slice(from, to) => Some(Step::Slice(from, to)),
            FieldStep::Parameter => Some(Step::Parameter),
        });
        Some(Part { field: shown_at(field.ident, &root), steps: steps.collect(), has_keys: field.has_rows() })
    }

    fn elements(&self, part: &Part) -> Elements {
        match part.steps.iter().position(Step::is_several) {
            None => Elements::One,
            Some(0) if part.has_keys => Elements::ByKey,
            Some(_) => Elements::InOrder,
        }
    }

    fn report(&mut self, definition: usize, fault: RatioFault) {
        let Some(attribute) = self.attributes.get(definition) else { return };
        self.errors.push(attribute.tokens.at(&fault.span), fault.fact, fault.help);
    }
}

impl Reader<'_, '_> {
    /// The value of an enumerator of the object.
    fn enumerator(&self, name: &str) -> Result<i128, (String, String)> {
        let Some((object, layout)) = self.object else {
            let fact = format!("the value of `{name}` is not known without an object");
            return Err((fact, "write the number, or add `object = \"...\"`".to_owned()));
        };
        let mut values: Vec<_> = layout.enumerators(name).map(|(_, found)| found.value).collect();
        values.sort_unstable();
        values.dedup();
        match values.as_slice() {
            [value] => Ok(*value),
            [] => {
                let help = match closest(name, layout.enumerator_names()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write the number of the element".to_owned(),
                };
                Err((format!("no enumerator `{name}` in {object}"), help))
            }
            _ => {
                let fact = format!("enums of {object} give `{name}` different values");
                Err((fact, "write the number of the element".to_owned()))
            }
        }
    }

    /// The object's globals, if the struct reads these.
    fn globals(&self) -> Option<&Layout> {
        self.object.filter(|_| self.reads_globals).map(|(_, layout)| layout)
    }

    fn is_global(&self, name: &str) -> bool {
        let mut sections = self.globals().into_iter().flat_map(Layout::global_sections);
        sections.any(|section| section.vars_named(name).next().is_some())
    }

    /// The field that would mirror the global of that name, or the member of a global: one of a section that other fields
    /// are in.
    fn addition(&self, name: &str) -> Option<String> {
        let layout = self.globals()?;
        let roots: Vec<_> = self.fields.iter().filter_map(Field::root).collect();
        let is_read = |section: &Section| roots.iter().any(|root| section.vars_named(root).next().is_some());
        let ident = syn::parse_str::<Ident>(name).ok()?;
        let global = layout.find(name).find(|(section, _)| section.holds_globals() && is_read(section));
        if let Some((_, var)) = global {
            return Some(format!("`{ident}: {}`", var.ty.to_rust()?));
        }
        let inside = layout.members_named(name).into_iter().find(|found| is_read(found.section))?;
        let path = Path::parse_rooted(&inside.path, |root| root == inside.var.name).ok()?;
        let target = resolve(&path, &inside.var.ty, &inside.var.c_type, layout).ok()?;
        let ty = remedy(&target, &Conversion::default()).filter(|_| target.dims.is_empty())?;
        Some(format!("`#[snapshot(path = \"{}\")]` and `{ident}: {ty}`", inside.path))
    }

    fn names(&self) -> Vec<String> {
        self.fields.iter().map(|field| field.ident.unraw().to_string()).collect()
    }

    /// Reports that neither a field nor one of these definitions has the name.
    fn no_field(&mut self, ident: &Ident, definitions: &[&str]) {
        let name = ident.unraw().to_string();
        let names = self.names();
        let renamed = self.fields.iter().find(|field| field.c_name().as_deref() == Some(&name));
        let near = closest(&name, names.iter().map(String::as_str).chain(definitions.iter().copied()));
        // The ratio has the global's name, and the field that it means does not: that is reported at the field.
        let near_field = near.and_then(|near| self.fields.iter().find(|field| field.ident.unraw() == near));
        let is_wrong =
            |field: &Field<'_>| !field.skipped() && field.c_name().is_some_and(|name| !self.is_global(&name));
        if renamed.is_none() && self.is_global(&name) && near_field.is_some_and(is_wrong) {
            return;
        }
        let add = || self.addition(&name).map(|field| format!("add {field} to the struct"));
        let help = match (renamed, near) {
            (Some(field), _) => format!("the field that mirrors it is called `{}`", field.ident),
            (None, Some(near)) => add().unwrap_or_else(|| format!("did you mean `{near}`?")),
            (None, None) => {
                add().unwrap_or_else(|| format!("its fields are {}", listed(names.iter().map(String::as_str))))
            }
        };
        self.errors.push(ident, format!("`{}` has no field `{ident}`", self.struct_name), help);
    }
}

/// The type of an array of `Option` without these.
fn without_options(kind: &FieldType) -> Option<FieldType> {
    let (element, len) = match kind {
        FieldType::Array { element, len } => (element, Some(*len)),
        FieldType::Vec(element) => (element, None),
        _ => return None,
    };
    let FieldType::Option(element) = element.as_ref() else { return None };
    let element = element.clone();
    Some(match len {
        Some(len) => FieldType::Array { element, len },
        None => FieldType::Vec(element),
    })
}

/// Whether a field always has a value. Reports it if not.
fn readable(field: &Field<'_>, ident: &Ident, errors: &mut Errors) -> bool {
    if field.optional() {
        let (why, help) = if field.has_arrow() {
            ("which is `None` for a NULL pointer", "count with a field that always has a value")
        } else {
            ("which a capture may lack", "count with a field that every capture has")
        };
        errors.push(ident, format!("`{ident}` is an `Option`, {why}"), help);
        return false;
    }
    if field.attribute.skip.is_some() {
        errors.push(ident, format!("`{ident}` is skipped, so it is never read"), "count with a field that is read");
        return false;
    }
    // A type that nothing in C has was reported at the field.
    field.kind.is_ok()
}

/// The field's name, shown where the ratio names it.
fn shown_at(field: &Ident, ratio: &Ident) -> Ident {
    let mut name = field.clone();
    name.set_span(name.span().located_at(ratio.span()));
    name
}

/// What a ratio sees of a field's type.
fn shape(kind: &FieldType) -> Shape {
    let value = match kind {
        FieldType::Array { element, len } => return Shape::Array(Box::new(shape(element)), *len),
        FieldType::Vec(element) | FieldType::Histogram { counter: element, .. } => {
            return Shape::Array(Box::new(shape(element)), None);
        }
        FieldType::PerCpu(of) => return Shape::PerCpu(Box::new(shape(of))),
        FieldType::Int { .. } => Value::Integer,
        FieldType::Bool => Value::Bool,
        FieldType::Float { .. } => Value::Float,
        FieldType::Text | FieldType::CString => Value::Text,
        FieldType::Ptr => Value::Pointer,
        FieldType::CpuSet => Value::CpuSet,
        _ => return Shape::Unknown,
    };
    Shape::One(value)
}

#[cfg(test)]
mod tests {
    use syn::DeriveInput;

    use super::{Part, Ratio, Step};
    use crate::declaration;
    use crate::object::Origin;

    /// The errors of a struct with these definitions, each a fact and a help.
    fn errors(definitions: &str) -> Vec<String> {
        let attributes: Vec<_> = definitions
            .split("; ")
            .map(|definition| match definition.strip_prefix("let ") {
                Some(term) => format!("let({term})"),
                None => format!("ratio({definition})"),
            })
            .collect();
        let attributes = attributes.join(", ");
        let input: DeriveInput = syn::parse_str(&format!(
            "#[snapshot(object = \"../examples/bpf/dispatch.bpf.o\", {attributes})]
            struct Bss {{
                nr_enqueued: u64,
                nr_mig_same: u64,
                nr_mig_cross: u64,
                saw_cross: bool,
                dsp_stats: [u64; 3],
                waits: WaitStats,
                moves: [[u64; 4]; 4],
                per_llc: [LlcStats; 4],
            }}"
        ))
        .unwrap();
        declaration::read(&input, &Origin::default(), |declaration| {
            declaration.errors.iter().map(|error| error.to_string().replace("\nhelp: ", ": ")).collect()
        })
    }

    #[test]
    fn ratios_are_those_of_the_command_line() {
        let table = include_str!("../../../ktsnap-ratio/tests/table.txt");
        for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (written, expected) =
                line.split_once("=> ").map(|(written, expected)| (written.trim(), expected)).unwrap();
            let expected = Some(expected).filter(|expected| expected.contains(": "));
            assert_eq!(errors(written), Vec::from_iter(expected), "{written}");
        }
    }
    /// The ratios of a struct that have a method, and the steps into the fields that they read.
    fn methods(source: &str) -> Vec<(String, Vec<String>)> {
        let origin = Origin { package: Some(concat!(env!("CARGO_MANIFEST_DIR"), "/..").into()), object: None };
        declaration::read(&syn::parse_str(source).unwrap(), &origin, |declaration| {
            let steps = |part: &Part| {
                let step = |step: &Step| match step {
                    Step::Member(name) => format!(".{name}"),
                    Step::Index(index) => format!("[{index}]"),
                    Step::All => "[*]".to_owned(),
                    Step::Slice(from, to) => format!("[{from}..{to}]"),
                    Step::Parameter => "[at]".to_owned(),
                };
                format!("{}{}", part.field, part.steps.iter().map(step).collect::<String>())
            };
            let operands = |ratio: &Ratio<'_>| {
                let expressions = ratio.expression.iter();
                expressions
                    .flat_map(|of| of.operands.iter().chain(&of.columns))
                    .map(|operand| steps(&operand.part))
                    .collect()
            };
            declaration.ratios.iter().map(|ratio| (ratio.name.to_string(), operands(ratio))).collect()
        })
    }

    #[test]
    fn a_ratio_whose_name_is_taken_has_no_method() {
        let found = methods(
            "#[snapshot(object = \"examples/bpf/dispatch.bpf.o\")]
            #[snapshot(ratio(same = nr_mig_same / nr_enqueued, same = nr_mig_cross / nr_enqueued))]
            #[snapshot(ratio(from_snapshot = nr_mig_same / nr_enqueued, r#match = nr_mig_cross / nr_enqueued))]
            struct Bss { nr_enqueued: u64, nr_mig_same: u64, nr_mig_cross: u64 }",
        );
        let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["same", "r#match"]);
    }

    #[test]
    fn a_condition_about_rows_compares_each_of_them() {
        let found = methods(
            "#[snapshot(object = \"tests/bpf/hashes.bpf.o\", map = \"task_runs\")]
            #[snapshot(ratio(bare = count(runs > 1) / len(runs), starred = count(runs[*] > 2) / sum(runs)))]
            #[snapshot(ratio(arrays = count(lists[*][1] > 3) / max(lists[*][0..2])))]
            struct Runs {
                #[snapshot(key = \"*\")]
                runs: Rows<u32, u64>,
                #[snapshot(key = \"*\", gauge)]
                lists: Rows<u32, Alias>,
            }",
        );
        let found: Vec<_> = found.iter().map(|(name, steps)| (name.as_str(), steps.join(", "))).collect();
        let expected =
            [("bare", "runs, runs[*]"), ("starred", "runs, runs[*]"), ("arrays", "lists[*][0..2], lists[*][1]")];
        assert_eq!(found, expected.map(|(name, steps)| (name, steps.to_owned())));
    }
}
