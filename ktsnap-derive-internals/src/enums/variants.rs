//! Reading the variants of an enum.

use ktsnap_btf::FieldType;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Expr, ExprLit, ExprUnary, Fields, Ident, Lit, UnOp};

use super::names::screaming_snake;
use crate::error::Errors;
use crate::parse::{VariantAttributes, field_type};

/// A variant that mirrors an enumerator.
pub struct MirroredVariant<'i> {
    pub ident: &'i Ident,
    /// Its name in C.
    pub name: String,
    pub token: TokenStream,
    pub value: Discriminant<'i>,
}

/// A discriminant: `base + offset`.
#[derive(Clone)]
pub struct Discriminant<'i> {
    /// The discriminant of the last variant that has an explicit one.
    base: Option<&'i Expr>,
    /// The number of variants since then.
    offset: i128,
}

/// The variant for all other values.
pub struct CatchAll<'i> {
    pub ident: &'i Ident,
    /// Whether it holds the value.
    pub holds: bool,
}

pub(super) fn read<'i>(
    input: &'i DeriveInput,
    errors: &mut Errors,
) -> (Vec<MirroredVariant<'i>>, Option<CatchAll<'i>>) {
    let ident = &input.ident;
    let Data::Enum(data) = &input.data else {
        errors.push(
            ident,
            "`SnapshotEnum` can only be derived for enums",
            "derive `SnapshotSchema` to mirror globals or a C struct",
        );
        return (Vec::new(), None);
    };
    if !input.generics.params.is_empty() {
        errors.push(&input.generics, "`SnapshotEnum` can't be derived for a generic enum", "remove the parameters");
    }
    let (mut read, mut other): (Vec<MirroredVariant<'i>>, Option<CatchAll<'i>>) = (Vec::new(), None);
    let mut next = Discriminant { base: None, offset: 0 };
    for variant in &data.variants {
        let before = errors.count();
        let attribute = VariantAttributes::read(&variant.attrs, errors);
        let damaged = errors.count() > before;
        if let Some((_, written)) = &variant.discriminant {
            next = Discriminant { base: Some(written), offset: 0 };
        }
        let value = next.clone();
        next.offset += 1;
        if damaged {
            continue;
        }
        let held = match &variant.fields {
            Fields::Unit => 0,
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => 1,
            Fields::Named(_) | Fields::Unnamed(_) => 2,
        };
        if attribute.non_exhaustive.is_some() {
            if let Some(other) = &other {
                let fact = format!("`{}` and `{}` are both for all other values", other.ident, variant.ident);
                errors.push(&variant.ident, fact, "remove one of them");
            } else if held > 1 || !may_hold_integer(&variant.fields) {
                let help = format!("write `{}(u32)`, with the width and sign of the C enum", variant.ident);
                errors.push(&variant.fields, "a `non_exhaustive` variant holds one integer or nothing", help);
            } else {
                other = Some(CatchAll { ident: &variant.ident, holds: held == 1 });
            }
            continue;
        }
        if held > 0 {
            let help = match held {
                1 => "remove the value, or add `#[snapshot(non_exhaustive)]` to mirror all other values",
                _ => "remove the fields",
            };
            let fact = format!("`{}` holds a value, but a C enumerator does not", variant.ident);
            errors.push(&variant.fields, fact, help);
            continue;
        }
        let (name, token) = match &attribute.rename {
            Some(rename) => (rename.value(), rename.to_token_stream()),
            None => (screaming_snake(&variant.ident.unraw().to_string()), variant.ident.to_token_stream()),
        };
        if let Some(same) = read.iter().find(|same| same.name == name) {
            let fact = format!("`{}` and `{}` both mirror `{name}`", same.ident, variant.ident);
            errors.push(&token, fact, "`rename` one of them");
            continue;
        }
        read.push(MirroredVariant { ident: &variant.ident, name, token, value });
    }
    if read.is_empty() && errors.count() == 0 {
        errors.push(ident, format!("`{ident}` has no variants"), "add a variant for each enumerator");
    }
    (read, other)
}

/// Whether the type in a variant can be an integer. An alias can.
fn may_hold_integer(fields: &Fields) -> bool {
    fields.iter().all(|field| match field_type(&field.ty) {
        Ok(FieldType::Int { .. } | FieldType::Unknown) | Err(_) => true,
        Ok(_) => false,
    })
}

impl Discriminant<'_> {
    /// The value, unless it is written as an expression.
    pub fn known(&self) -> Option<i128> {
        self.base.map_or(Some(0), number)?.checked_add(self.offset)
    }

    /// An expression with this value.
    pub fn tokens(&self) -> TokenStream {
        let offset = proc_macro2::Literal::i128_unsuffixed(self.offset);
        match self.base {
            Some(base) => {
                let span = Span::call_site().located_at(base.span());
                quote_spanned! {span=> ((#base) as ::core::primitive::i128 + #offset) }
            }
            None => quote! { #offset },
        }
    }
}

fn number(expr: &Expr) -> Option<i128> {
    match expr {
        Expr::Group(group) => number(&group.expr),
        Expr::Paren(paren) => number(&paren.expr),
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) => int.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => number(expr)?.checked_neg(),
        _ => None,
    }
}
