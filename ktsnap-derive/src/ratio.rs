//! `ratio(name = expr)`: from the expression as written to a constant that the runtime evaluates.

use std::fmt;

use ktsnap_btf::check::FieldType;
use ktsnap_btf::{Layout, closest};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{BinOp, Expr, ExprCall, Ident, Lit, LitInt, Member};

use crate::attr;
use crate::error::{Errors, listed};
use crate::model::Field;

/// A ratio over the struct's fields.
pub(crate) struct Ratio<'a> {
    pub(crate) name: &'a Ident,
    /// `None` when something is wrong with it, which was said.
    pub(crate) term: Option<Term>,
}

/// An expression over fields.
pub(crate) enum Term {
    /// A field, at the token that names it in the ratio.
    Field(Ident),
    Int(u64),
    Binary(Box<Term>, Op, Box<Term>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Add,
    Sub,
    Mul,
    Div,
}

/// Names that a method of the struct would hide, those of `SnapshotSchema`.
const TAKEN: [&str; 6] = ["from_fields", "from_section_bytes", "from_snapshot", "from_snapshot_via", "pick", "picker"];

/// Reads the ratios of a struct. The layout, where there is one, helps to say what a name may have meant.
pub(crate) fn read<'a>(
    attributes: &'a [attr::Ratio],
    fields: &[Field<'_>],
    struct_name: &Ident,
    layout: Option<&Layout>,
    errors: &mut Errors,
) -> Vec<Ratio<'a>> {
    let mut ratios: Vec<Ratio<'a>> = Vec::new();
    for attr::Ratio { name, expr } in attributes {
        if ratios.iter().any(|other| other.name == name) {
            errors.push(name, format!("two ratios are called `{name}`"), "rename one of the two");
            continue;
        }
        let taken = TAKEN.iter().any(|method| name == method);
        if taken {
            errors.push(name, format!("`{name}` is a method of `SnapshotSchema`"), "give the ratio another name");
        }
        let term = Reader { fields, struct_name, layout }.term(expr, errors);
        ratios.push(Ratio { name, term: term.filter(|_| !taken) });
    }
    ratios
}

struct Reader<'a> {
    fields: &'a [Field<'a>],
    struct_name: &'a Ident,
    layout: Option<&'a Layout>,
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
                    errors.push(float, format!("`{float}` is no integer"), help);
                    None
                }
                other => out_of_place(other, errors),
            },
            Expr::Path(path) => match path.path.get_ident() {
                Some(ident) => self.field(ident, false, errors),
                None => out_of_place(path, errors),
            },
            Expr::Call(call) => self.sum(call, errors),
            Expr::Field(access) => match (access.base.as_ref(), &access.member) {
                (Expr::Path(base), Member::Named(member)) if base.path.is_ident("self") => {
                    errors.push(access, "a ratio names its fields without `self`", format!("write `{member}`"));
                    None
                }
                _ => out_of_place(access, errors),
            },
            Expr::Index(index) => {
                errors.push(index, "an element alone can't be counted yet", "write `sum(...)` over the whole array");
                None
            }
            Expr::Cast(cast) => {
                errors.push(cast, "a ratio needs no `as`", "leave it out: the result is an `f64`");
                None
            }
            other => out_of_place(other, errors),
        }
    }

    /// `sum(field)`, over an array.
    fn sum(&self, call: &ExprCall, errors: &mut Errors) -> Option<Term> {
        let is_sum = matches!(call.func.as_ref(), Expr::Path(path) if path.path.is_ident("sum"));
        match call.args.first().and_then(ident) {
            Some(ident) if is_sum && call.args.len() == 1 => self.field(ident, true, errors),
            _ => out_of_place(call, errors),
        }
    }

    fn field(&self, ident: &Ident, summed: bool, errors: &mut Errors) -> Option<Term> {
        let Some(field) = self.fields.iter().find(|field| field.ident.unraw() == ident.unraw()) else {
            self.no_field(ident, errors);
            return None;
        };
        let over_integers = |instead: &str| format!("a ratio is over integers: {instead}");
        let (is_array, element) = match &field.kind {
            Ok(FieldType::Array { element, .. }) => (Some(true), Some(innermost(element))),
            Ok(FieldType::Unknown) | Err(_) => (None, None),
            Ok(scalar) => (Some(false), Some(scalar)),
        };
        let refused = match (element, is_array) {
            (Some(FieldType::Bool), Some(array)) => {
                let what = if array { "an array of `bool`" } else { "a `bool`" };
                Some((what, over_integers("count with one in C")))
            }
            (Some(FieldType::Float { .. }), Some(array)) => {
                let what = if array { "an array of floats" } else { "a float" };
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
        // The field's name, shown where the ratio names it.
        let mut name = field.ident.clone();
        name.set_span(name.span().located_at(ident.span()));
        Some(Term::Field(name))
    }

    fn no_field(&self, ident: &Ident, errors: &mut Errors) {
        let name = ident.unraw().to_string();
        let is_global = |name: &str| self.layout.is_some_and(|layout| layout.find(name).next().is_some());
        let names: Vec<_> = self.fields.iter().map(|field| field.ident.unraw().to_string()).collect();
        let renamed = self.fields.iter().find(|field| field.name.as_deref() == Some(&name));
        let near = closest(&name, names.iter().map(String::as_str));
        // The ratio is right and the field is not, which was said at the field.
        if is_global(&name) && near.is_some_and(|near| self.layout.is_some() && !is_global(near)) {
            return;
        }
        let global = self.layout.and_then(|layout| layout.find(&name).next()?.1.ty.to_rust());
        let help = match (renamed, near, global) {
            (Some(field), _, _) => format!("the field that mirrors it is called `{}`", field.ident),
            (None, _, Some(ty)) => format!("add `{ident}: {ty}` to the struct"),
            (None, Some(near), None) => format!("did you mean `{near}`?"),
            (None, None, None) => format!("its fields are {}", listed(names.iter().map(String::as_str))),
        };
        errors.push(ident, format!("`{}` has no field `{ident}`", self.struct_name), help);
    }
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
        FieldType::Array { element, .. } => innermost(element),
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
    errors.push(
        token,
        format!("`{text}` has no place in a ratio"),
        "a ratio has fields, `sum(array)`, integers, `+ - * /` and parentheses",
    );
    None
}

impl Term {
    /// The fields in it, each once, in the order they stand.
    pub(crate) fn fields(&self) -> Vec<&Ident> {
        fn visit<'t>(term: &'t Term, out: &mut Vec<&'t Ident>) {
            match term {
                Term::Field(field) if !out.contains(&field) => out.push(field),
                Term::Field(_) | Term::Int(_) => {}
                Term::Binary(left, _, right) => {
                    visit(left, out);
                    visit(right, out);
                }
            }
        }
        let mut out = Vec::new();
        visit(self, &mut out);
        out
    }

    /// The `ratio::Expr` that says it, over indices into `fields`.
    pub(crate) fn expr(&self, fields: &[&Ident], ratio: &TokenStream) -> TokenStream {
        match self {
            Self::Field(field) => {
                let index = fields.iter().position(|other| other == &field);
                quote! { #ratio::Expr::Field(#index) }
            }
            Self::Int(value) => quote! { #ratio::Expr::Int(#value) },
            Self::Binary(left, op, right) => {
                let text = right.to_string();
                let (left, right) = (left.expr(fields, ratio), right.expr(fields, ratio));
                match op {
                    Op::Add => quote! { #ratio::Expr::Add(&#left, &#right) },
                    Op::Sub => quote! { #ratio::Expr::Sub(&#left, &#right) },
                    Op::Mul => quote! { #ratio::Expr::Mul(&#left, &#right) },
                    Op::Div => quote! { #ratio::Expr::Div(&#left, &#right, #text) },
                }
            }
        }
    }
}

impl Op {
    fn binds(self) -> u8 {
        match self {
            Self::Add | Self::Sub => 1,
            Self::Mul | Self::Div => 2,
        }
    }
}

/// As it would be written, with the parentheses that it needs.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn side(term: &Term, outer: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match term {
                Term::Binary(_, op, _) if op.binds() < outer => write!(f, "({term})"),
                _ => write!(f, "{term}"),
            }
        }
        match self {
            Self::Field(field) => write!(f, "{}", field.unraw()),
            Self::Int(value) => write!(f, "{value}"),
            Self::Binary(left, op, right) => {
                side(left, op.binds(), f)?;
                f.write_str(match op {
                    Op::Add => " + ",
                    Op::Sub => " - ",
                    Op::Mul => " * ",
                    Op::Div => " / ",
                })?;
                // `a - (b - c)` needs them too.
                let outer = op.binds() + u8::from(matches!(op, Op::Sub | Op::Div));
                side(right, outer, f)
            }
        }
    }
}
