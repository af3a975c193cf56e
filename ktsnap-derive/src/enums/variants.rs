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

/// One variant that mirrors an enumerator.
pub(super) struct MirroredVariant<'i> {
    pub(super) ident: &'i Ident,
    /// Its name in C.
    pub(super) name: String,
    pub(super) token: TokenStream,
    /// What is added to `base`.
    pub(super) value: Discriminant<'i>,
}

/// A discriminant, as Rust counts it.
#[derive(Clone)]
pub(super) struct Discriminant<'i> {
    /// The last one written out, if any was.
    base: Option<&'i Expr>,
    /// How many variants behind it.
    offset: i128,
}

/// The variant for what is not listed.
pub(super) struct CatchAll<'i> {
    pub(super) ident: &'i Ident,
    /// Whether it holds the value.
    pub(super) holds: bool,
}

pub(super) fn read<'i>(
    input: &'i DeriveInput,
    errors: &mut Errors,
) -> (Vec<MirroredVariant<'i>>, Option<CatchAll<'i>>) {
    let ident = &input.ident;
    let Data::Enum(data) = &input.data else {
        errors.push(
            ident,
            format!("`{ident}` is not an enum"),
            "derive `SnapshotSchema` to mirror a struct of C or a scheduler's globals",
        );
        return (Vec::new(), None);
    };
    if !input.generics.params.is_empty() {
        errors.push(&input.generics, format!("`{ident}` is generic, and an enum of C is not"), "remove the parameters");
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
                let fact = format!("`{}` takes what is not listed already", other.ident);
                errors.push(&variant.ident, fact, "remove one of the two");
            } else if held > 1 || !may_hold_integer(&variant.fields) {
                let help = format!("write `{}(u32)`, with the integer of the enum's width and sign", variant.ident);
                errors.push(&variant.fields, "the variant for what is not listed holds one integer or nothing", help);
            } else {
                other = Some(CatchAll { ident: &variant.ident, holds: held == 1 });
            }
            continue;
        }
        if held > 0 {
            let help = "write the variant alone, or `#[snapshot(non_exhaustive)]` above it for what is not listed";
            errors.push(
                &variant.fields,
                format!("`{}` holds a value, and an enumerator of C does not", variant.ident),
                help,
            );
            continue;
        }
        let (name, token) = match &attribute.rename {
            Some(rename) => (rename.value(), rename.to_token_stream()),
            None => (screaming_snake(&variant.ident.unraw().to_string()), variant.ident.to_token_stream()),
        };
        if let Some(same) = read.iter().find(|same| same.name == name) {
            let fact = format!("`{}` and `{}` both mirror `{name}`", same.ident, variant.ident);
            errors.push(&token, fact, "`rename` one of the two");
            continue;
        }
        read.push(MirroredVariant { ident: &variant.ident, name, token, value });
    }
    if read.is_empty() && errors.count() == 0 {
        errors.push(ident, format!("`{ident}` has no variants to mirror anything"), "write one for each enumerator");
    }
    (read, other)
}

/// Whether what a variant holds may be an integer, as far as a macro can tell.
fn may_hold_integer(fields: &Fields) -> bool {
    fields.iter().all(|field| match field_type(&field.ty) {
        Ok(FieldType::Int { .. } | FieldType::Unknown) | Err(_) => true,
        Ok(_) => false,
    })
}

impl Discriminant<'_> {
    /// The value, where it is written as a number.
    pub(super) fn known(&self) -> Option<i128> {
        self.base.map_or(Some(0), number)?.checked_add(self.offset)
    }

    /// An expression of the value.
    pub(super) fn tokens(&self) -> TokenStream {
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
