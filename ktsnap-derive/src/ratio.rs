//! `ratio(name = expr)`: reading the expression, and holding its names against the fields.

mod names;
mod term;

pub(crate) use term::{Operand, Select, Term};

use ktsnap_btf::{Conversion, FieldType, Layout, Path, Section, Type, closest, remedy, resolve};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, BinOp, Expr, ExprCall, Ident, Lit, LitInt, Member, Visibility};

use crate::check::CheckedStruct;
use crate::error::{Errors, listed, unspaced};
use crate::parse::{EXPRESSION_HELP, Field, RatioAttribute};
use term::Op;

/// A ratio over the struct's fields.
pub(crate) struct Ratio<'a> {
    pub(crate) docs: &'a [Attribute],
    pub(crate) vis: Option<&'a Visibility>,
    pub(crate) name: &'a Ident,
    /// `None` when something is wrong with it, which was reported.
    pub(crate) term: Option<Term>,
}

/// Reads the ratios of a struct. The object, where there is one, helps to say what a name may have meant.
pub(crate) fn read<'a>(
    attributes: &'a [RatioAttribute],
    fields: &[Field<'_>],
    struct_name: &Ident,
    object: Option<(&str, &Layout)>,
    reads_globals: bool,
    errors: &mut Errors,
) -> Vec<Ratio<'a>> {
    let mut ratios: Vec<Ratio<'a>> = Vec::new();
    for RatioAttribute { docs, vis, name, expr } in attributes {
        if ratios.iter().any(|other| other.name == name) {
            errors.push(name, format!("two ratios are called `{name}`"), "rename one of the two");
            continue;
        }
        let can_be_a_method = names::check(name, errors);
        let reader = Reader { fields, struct_name, object, reads_globals, ratios: attributes };
        let term = expr.as_ref().and_then(|expr| reader.term(expr, errors));
        // Without a method, calls go to the trait's, and none of them is a second mistake.
        if can_be_a_method {
            ratios.push(Ratio { docs, vis: vis.as_ref(), name, term });
        }
    }
    ratios
}

/// Refuses ratios over fields that hold bytes of a number, now that the types of C are known.
pub(crate) fn check(ratios: &[Ratio<'_>], fields: &[Field<'_>], checked: &CheckedStruct<'_>, errors: &mut Errors) {
    let is_of_bytes = |name: &Ident| {
        let parts = fields.iter().zip(&checked.fields).filter(|(field, _)| field.ident.unraw() == name.unraw());
        parts.filter_map(|(_, part)| part.as_ref()).any(|part| is_wide(&part.target.ty))
    };
    for operand in ratios.iter().filter_map(|ratio| ratio.term.as_ref()).flat_map(Term::operands) {
        let name = &operand.field;
        if is_of_bytes(name) {
            let help = "compute the ratio in Rust, of the numbers that `u128::from_le_bytes` makes";
            errors.push(name, format!("`{name}` holds the bytes of an integer of 128 bits"), help);
        }
    }
}

fn is_wide(ty: &Type) -> bool {
    match ty {
        Type::Array { element, .. } => is_wide(element),
        Type::Int { size, .. } => *size > 8,
        _ => false,
    }
}

struct Reader<'a> {
    fields: &'a [Field<'a>],
    struct_name: &'a Ident,
    object: Option<(&'a str, &'a Layout)>,
    /// Whether the fields are globals.
    reads_globals: bool,
    /// All ratios of the struct.
    ratios: &'a [RatioAttribute],
}

impl Reader<'_> {
    fn term(&self, expr: &Expr, errors: &mut Errors) -> Option<Term> {
        match expr {
            Expr::Paren(inner) => self.term(&inner.expr, errors),
            Expr::Group(inner) => self.term(&inner.expr, errors),
            Expr::Binary(binary) => {
                let op = match binary.op {
                    BinOp::Add(_) => Op::Add,
                    BinOp::Sub(_) => Op::Sub,
                    BinOp::Mul(_) => Op::Mul,
                    BinOp::Div(_) => Op::Div,
                    other => return out_of_place(other, errors),
                };
                // Both sides are read before either is given up, so that each mistake shows.
                let sides = (self.term(&binary.left, errors), self.term(&binary.right, errors));
                let (left, right) = (sides.0?, sides.1?);
                if op == Op::Div && matches!(right, Term::Int(0)) {
                    errors.push(&binary.right, "the denominator is always zero", "divide by something else");
                    return None;
                }
                Some(Term::Binary(Box::new(left), op, Box::new(right)))
            }
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(int) => integer(int, errors),
                Lit::Float(float) => {
                    let help = "write an integer; the result is an `f64` all the same";
                    errors.push(float, format!("`{float}` is not an integer"), help);
                    None
                }
                other => out_of_place(other, errors),
            },
            Expr::Path(path) => match path.path.get_ident() {
                Some(ident) => self.field(ident, false, errors),
                None => out_of_place(path, errors),
            },
            Expr::Call(call) => self.call(call, errors),
            Expr::Field(access) => match (access.base.as_ref(), &access.member) {
                (Expr::Path(base), Member::Named(member)) if base.path.is_ident("self") => {
                    errors.push(access, "a ratio names its fields without `self`", format!("write `{member}`"));
                    None
                }
                _ => self.part(expr, false, errors),
            },
            Expr::Index(_) => self.part(expr, false, errors),
            Expr::Cast(cast) => {
                errors.push(cast, "a ratio needs no `as`", "leave it out: the result is an `f64`");
                None
            }
            other => out_of_place(other, errors),
        }
    }

    /// `sum(field)`, over an array or the CPUs; `percent(expr)`.
    fn call(&self, call: &ExprCall, errors: &mut Errors) -> Option<Term> {
        let is = |name| matches!(call.func.as_ref(), Expr::Path(path) if path.path.is_ident(name));
        match (call.args.first(), call.args.len()) {
            (Some(of), 1) if is("percent") => {
                let term = self.term(of, errors)?;
                Some(Term::Binary(Box::new(Term::Int(100)), Op::Mul, Box::new(term)))
            }
            (Some(of), 1) if is("sum") => match ident(of) {
                Some(ident) => self.field(ident, true, errors),
                None if matches!(of, Expr::Field(_)) => self.part(of, true, errors),
                None => out_of_place(call, errors),
            },
            (None, _) | (_, 2..) if is("percent") => {
                let help = match call.args.iter().map(unspaced).collect::<Vec<_>>().join(" / ").as_str() {
                    "" => "write `percent(...)`, with an expression over fields of the struct".to_owned(),
                    quotient => format!("write `percent({quotient})`"),
                };
                errors.push(call, "`percent` takes one expression", help);
                None
            }
            _ => out_of_place(call, errors),
        }
    }

    /// A member of a nested struct, or an element of an array: `waits.total_ns`, `dsp_stats[DSP_LOCAL]`.
    fn part(&self, expr: &Expr, summed: bool, errors: &mut Errors) -> Option<Term> {
        let mut path = Vec::new();
        let mut at = expr;
        let root = loop {
            match at {
                Expr::Group(group) => at = &group.expr,
                Expr::Paren(paren) => at = &paren.expr,
                Expr::Field(access) => {
                    let Member::Named(member) = &access.member else { return out_of_place(expr, errors) };
                    path.push(Select::Member(member.clone()));
                    at = &access.base;
                }
                Expr::Index(index) if path.is_empty() => {
                    path.push(Select::Index(self.index(&index.index, errors)?));
                    at = &index.expr;
                }
                Expr::Index(_) => {
                    let fact = format!("in a ratio nothing can follow an index, as it does in `{}`", unspaced(expr));
                    let help = "give it a field of its own: `#[snapshot(path = \"...\")]`";
                    errors.push(expr, fact, help);
                    return None;
                }
                Expr::Path(path) => match path.path.get_ident() {
                    Some(ident) => break ident,
                    None => return out_of_place(expr, errors),
                },
                _ => return out_of_place(expr, errors),
            }
        };
        path.reverse();
        let Some(field) = self.fields.iter().find(|field| field.ident.unraw() == root.unraw()) else {
            self.no_field(root, errors);
            return None;
        };
        if !readable(field, root, errors) {
            return None;
        }
        let scalar = match &field.kind {
            Ok(FieldType::Int { .. }) => Some("an integer"),
            Ok(FieldType::Bool) => Some("a `bool`"),
            Ok(FieldType::Float { .. }) => Some("a float"),
            _ => None,
        };
        if let Some(what) = scalar {
            errors.push(expr, format!("`{root}` is {what} and has no parts"), format!("write `{root}`"));
            return None;
        }
        if let (Ok(FieldType::Array { len: Some(len), .. }), [Select::Index(index)]) = (&field.kind, path.as_slice())
            && u64::try_from(*index).is_ok_and(|index| index >= *len)
        {
            let fact = format!("`{root}` has {len} elements, and the ratio asks for element {index}");
            errors.push(expr, fact, format!("the last element is `{root}[{}]`", len.saturating_sub(1)));
            return None;
        }
        Some(Term::Field(Operand { field: shown_at(field.ident, root), path, summed }))
    }

    /// A number, or an enumerator of the object.
    fn index(&self, index: &Expr, errors: &mut Errors) -> Option<usize> {
        let too_large = |errors: &mut Errors| {
            errors.push(index, "an index is a number that an array can have", "write a smaller number");
            None
        };
        match index {
            Expr::Group(group) => self.index(&group.expr, errors),
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(int) => int.base10_parse().ok().or_else(|| too_large(errors)),
                other => out_of_place(other, errors).and(None),
            },
            Expr::Path(path) => {
                let Some(name) = path.path.get_ident() else { return out_of_place(path, errors).and(None) };
                let text = name.to_string();
                let Some((object, layout)) = self.object else {
                    let help = "write the number, or add `object = \"...\"`";
                    errors.push(name, format!("the value of `{name}` is not known without an object"), help);
                    return None;
                };
                let mut values: Vec<_> = layout.enumerators(&text).map(|(_, found)| found.value).collect();
                values.sort_unstable();
                values.dedup();
                match values.as_slice() {
                    [value] => usize::try_from(*value).ok().or_else(|| too_large(errors)),
                    [] => {
                        let help = match closest(&text, layout.enumerator_names()) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => "write the number of the element".to_owned(),
                        };
                        errors.push(name, format!("no enumerator `{name}` in {object}"), help);
                        None
                    }
                    _ => {
                        let fact = format!("enums of {object} give `{name}` different values");
                        errors.push(name, fact, "write the number of the element");
                        None
                    }
                }
            }
            other => out_of_place(other, errors).and(None),
        }
    }

    fn field(&self, ident: &Ident, summed: bool, errors: &mut Errors) -> Option<Term> {
        let Some(field) = self.fields.iter().find(|field| field.ident.unraw() == ident.unraw()) else {
            self.no_field(ident, errors);
            return None;
        };
        if let Some(ty) = field.kind.as_ref().ok().and_then(without_options) {
            let fact = format!("`{ident}` is an array of `Option`, whose entries a capture may lack");
            errors.push(ident, fact, format!("write `{}: {ty}`; a missing entry is then an error", field.ident));
            return None;
        }
        let over_integers = |instead: &str| format!("a ratio is over integers: {instead}");
        if !readable(field, ident, errors) {
            return None;
        }
        let (is_array, element) = match &field.kind {
            Ok(FieldType::Array { element, .. } | FieldType::Vec(element)) => (Some(true), Some(innermost(element))),
            // All CPUs are counted; nothing else could be meant.
            Ok(FieldType::PerCpu(of)) => (None, Some(innermost(of))),
            Ok(FieldType::Unknown) | Err(_) => (None, None),
            Ok(scalar) => (Some(false), Some(scalar)),
        };
        if let Some(what) = match element {
            Some(FieldType::Text | FieldType::CString) => Some("text"),
            Some(FieldType::Ptr) => Some("a pointer"),
            Some(FieldType::CpuSet) => Some("a set of CPUs"),
            _ => None,
        } {
            errors.push(ident, format!("`{ident}` is {what}"), over_integers("count with one in C"));
            return None;
        }
        let refused = match (element, is_array) {
            (Some(FieldType::Bool), array) => {
                let what = match array {
                    Some(true) => "an array of `bool`",
                    Some(false) => "a `bool`",
                    None => "a `PerCpu` of `bool`",
                };
                Some((what, over_integers("count with one in C")))
            }
            (Some(FieldType::Float { .. }), array) => {
                let what = match array {
                    Some(true) => "an array of floats",
                    Some(false) => "a float",
                    None => "a `PerCpu` of floats",
                };
                Some((what, over_integers("divide floats in Rust")))
            }
            (_, Some(true)) if !summed => Some(("an array", format!("write `sum({ident})`"))),
            (_, Some(false)) if summed => Some(("one integer", format!("write `{ident}` without `sum`"))),
            _ => None,
        };
        if let Some((what, help)) = refused {
            errors.push(ident, format!("`{ident}` is {what}"), help);
            return None;
        }
        Some(Term::Field(Operand { field: shown_at(field.ident, ident), path: Vec::new(), summed }))
    }

    /// Another ratio is named where a field belongs.
    fn is_ratio(&self, ident: &Ident, ratio: &RatioAttribute, errors: &mut Errors) {
        // Only an expression over fields can take its place.
        let alone = Reader { ratios: &[], ..*self };
        let term = ratio.expr.as_ref().and_then(|expr| alone.term(expr, &mut Errors::default()));
        let help = match term {
            Some(term @ Term::Binary(..)) => format!("write its expression: `({term})`"),
            Some(term) => format!("write its expression: `{term}`"),
            None => format!("the fields are {}", listed(self.names().iter().map(String::as_str))),
        };
        errors.push(ident, format!("`{ident}` is a ratio, not a field"), help);
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

    fn no_field(&self, ident: &Ident, errors: &mut Errors) {
        let name = ident.unraw().to_string();
        if let Some(ratio) = self.ratios.iter().find(|ratio| ratio.name.unraw() == ident.unraw()) {
            return self.is_ratio(ident, ratio, errors);
        }
        let names = self.names();
        let renamed = self.fields.iter().find(|field| field.c_name().as_deref() == Some(&name));
        let near = closest(&name, names.iter().map(String::as_str));
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
        errors.push(ident, format!("`{}` has no field `{ident}`", self.struct_name), help);
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

/// Whether a field always has a value. Says so if not.
fn readable(field: &Field<'_>, ident: &Ident, errors: &mut Errors) -> bool {
    if field.optional() {
        let help = "count with a field that every capture has";
        errors.push(ident, format!("`{ident}` is an `Option`, which a capture may lack"), help);
        return false;
    }
    if field.skipped() {
        errors.push(ident, format!("`{ident}` is skipped, so it is never read"), "count with a field that is read");
        return false;
    }
    // A field with a type that nothing in C has is reported there.
    field.kind.is_ok()
}

/// The field's name, shown where the ratio names it.
fn shown_at(field: &Ident, ratio: &Ident) -> Ident {
    let mut name = field.clone();
    name.set_span(name.span().located_at(ratio.span()));
    name
}

fn ident(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Group(group) => ident(&group.expr),
        Expr::Paren(paren) => ident(&paren.expr),
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    }
}

fn innermost(element: &FieldType) -> &FieldType {
    match element {
        FieldType::Array { element, .. } | FieldType::Vec(element) => innermost(element),
        other => other,
    }
}

fn integer(int: &LitInt, errors: &mut Errors) -> Option<Term> {
    if !int.suffix().is_empty() {
        errors.push(int, format!("`{int}` has a suffix"), format!("write `{}`", int.base10_digits()));
        return None;
    }
    let Ok(value) = int.base10_parse() else {
        errors.push(int, format!("`{int}` does not fit a `u64`"), "write a smaller integer");
        return None;
    };
    Some(Term::Int(value))
}

fn out_of_place(token: impl ToTokens, errors: &mut Errors) -> Option<Term> {
    let text = token.to_token_stream().to_string();
    errors.push(token, format!("`{text}` has no place in a ratio"), EXPRESSION_HELP);
    None
}
