//! `ratio(name = expr)`: from the expression as written to a constant that the runtime evaluates.

use std::fmt;

use ktsnap_btf::check::FieldType;
use ktsnap_btf::closest;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{BinOp, Expr, ExprCall, Ident, Lit};

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

/// Reads the ratios of a struct.
pub(crate) fn read<'a>(
    attributes: &'a [attr::Ratio],
    fields: &[Field<'_>],
    struct_name: &Ident,
    errors: &mut Errors,
) -> Vec<Ratio<'a>> {
    let mut ratios: Vec<Ratio<'a>> = Vec::new();
    for ratio in attributes {
        if ratios.iter().any(|other| *other.name == ratio.name) {
            errors.push(&ratio.name, format!("two ratios are called `{}`", ratio.name), "rename one of the two");
            continue;
        }
        let term = Reader { fields, struct_name }.term(&ratio.expr, errors);
        ratios.push(Ratio { name: &ratio.name, term });
    }
    ratios
}

struct Reader<'a> {
    fields: &'a [Field<'a>],
    struct_name: &'a Ident,
}

impl Reader<'_> {
    fn term(&self, expr: &Expr, errors: &mut Errors) -> Option<Term> {
        match expr {
            Expr::Paren(inner) => self.term(&inner.expr, errors),
            Expr::Group(inner) => self.term(&inner.expr, errors),
            Expr::Binary(binary) => {
                let op = match binary.op {
                    BinOp::Add(_) => Some(Op::Add),
                    BinOp::Sub(_) => Some(Op::Sub),
                    BinOp::Mul(_) => Some(Op::Mul),
                    BinOp::Div(_) => Some(Op::Div),
                    _ => None,
                };
                let Some(op) = op else {
                    not_of_a_ratio(binary.op, errors);
                    return None;
                };
                // Both sides are read before either is given up, so that each mistake shows.
                let sides = (self.term(&binary.left, errors), self.term(&binary.right, errors));
                let (left, right) = (sides.0?, sides.1?);
                Some(Term::Binary(Box::new(left), op, Box::new(right)))
            }
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(int) => match int.base10_parse() {
                    Ok(value) => Some(Term::Int(value)),
                    Err(_) => {
                        errors.push(int, format!("`{int}` does not fit a `u64`"), "write a smaller integer");
                        None
                    }
                },
                other => {
                    not_of_a_ratio(other, errors);
                    None
                }
            },
            Expr::Path(path) if path.path.get_ident().is_some() => self.field(path.path.get_ident()?, false, errors),
            Expr::Call(call) => self.sum(call, errors),
            other => {
                not_of_a_ratio(other, errors);
                None
            }
        }
    }

    /// `sum(field)`, over an array.
    fn sum(&self, call: &ExprCall, errors: &mut Errors) -> Option<Term> {
        let is_sum = matches!(call.func.as_ref(), Expr::Path(path) if path.path.is_ident("sum"));
        match call.args.first() {
            Some(Expr::Path(path)) if is_sum && call.args.len() == 1 => {
                self.field(path.path.get_ident()?, true, errors)
            }
            _ => {
                not_of_a_ratio(call, errors);
                None
            }
        }
    }

    fn field(&self, ident: &Ident, summed: bool, errors: &mut Errors) -> Option<Term> {
        let names = || self.fields.iter().map(|field| field.ident.to_string()).collect::<Vec<_>>();
        let Some(field) = self.fields.iter().find(|field| field.ident.unraw() == ident.unraw()) else {
            let names = names();
            let help = match closest(&ident.to_string(), names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its fields are {}", listed(names.iter().map(String::as_str))),
            };
            errors.push(ident, format!("`{}` has no field `{ident}`", self.struct_name), help);
            return None;
        };
        let refused = match (&field.kind, summed) {
            (Ok(FieldType::Bool), _) => Some(("a `bool`", "a ratio is over integers: count with one in C".to_owned())),
            (Ok(FieldType::Float { .. }), _) => {
                Some(("a float", "a ratio is over integers: divide floats in Rust".to_owned()))
            }
            (Ok(FieldType::Array { .. }), false) => Some(("an array", format!("write `sum({ident})`"))),
            (Ok(FieldType::Int { .. }), true) => Some(("one integer", format!("write `{ident}` without `sum`"))),
            _ => None,
        };
        if let Some((what, help)) = refused {
            errors.push(ident, format!("`{ident}` is {what}"), help);
            return None;
        }
        Some(Term::Field(field.ident.clone()))
    }
}

fn not_of_a_ratio(token: impl quote::ToTokens, errors: &mut Errors) {
    errors.push(
        token,
        "this has no place in a ratio",
        "a ratio has fields, `sum(array)`, integers, `+ - * /` and parentheses",
    );
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
