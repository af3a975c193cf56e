//! `#[derive(SnapshotEnum)]`: a Rust enum that mirrors one of C's.

use ktsnap_btf::{Enum, FieldType, Type, closest};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Expr, ExprLit, ExprUnary, Fields, Ident, Lit, UnOp};

use crate::attr;
use crate::error::{Errors, listed};
use crate::expand::{krate, local, named};
use crate::home;
use crate::model::kind;

/// One variant that mirrors an enumerator.
struct Variant<'i> {
    ident: &'i Ident,
    /// Its name in C.
    name: String,
    token: TokenStream,
    /// What is added to `base`.
    value: Value<'i>,
}

/// A discriminant, as Rust counts it.
#[derive(Clone)]
struct Value<'i> {
    /// The last one written out, if any was.
    base: Option<&'i Expr>,
    /// How many variants behind it.
    offset: i128,
}

/// The variant for what is not listed.
struct Other<'i> {
    ident: &'i Ident,
    /// Whether it holds the value.
    holds: bool,
}

/// Expands `#[derive(SnapshotEnum)]`.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let ident = &input.ident;
    let attribute = attr::Enum::read(&input.attrs, &mut errors);
    let (variants, other) = variants(input, &mut errors);
    let object = attribute.source.open(false, ident, &mut errors);
    if let Some((name, layout)) = object.as_ref().and_then(|object| Some((&*object.name, object.layout()?))) {
        match &attribute.tag {
            Some(tag) => {
                if let Some(Type::Enum(of)) = home::named(layout, ("type", tag), "enum", name, &mut errors) {
                    check(of, &tag.value(), &variants, other.as_ref(), ident, name, &mut errors);
                }
            }
            None => errors.push(
                ident,
                format!("`{ident}` does not say which enum of {name} it mirrors"),
                "write `#[snapshot(type = \"enum ...\")]` above it",
            ),
        }
    }
    let runtime = krate(attribute.krate.as_ref(), Span::call_site());
    let tag = attribute.tag.as_ref().map(syn::LitStr::value);
    let code = if errors.count() > 0 {
        failed(input, &runtime, &errors)
    } else {
        implementation(input, &runtime, tag.as_deref(), &variants, other.as_ref())
    };
    let tracking = object.map(|object| object.tracking);
    quote! { #code #tracking }
}

fn variants<'i>(input: &'i DeriveInput, errors: &mut Errors) -> (Vec<Variant<'i>>, Option<Other<'i>>) {
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
    let (mut read, mut other): (Vec<Variant<'i>>, Option<Other<'i>>) = (Vec::new(), None);
    let mut next = Value { base: None, offset: 0 };
    for variant in &data.variants {
        let before = errors.count();
        let attribute = attr::Variant::read(&variant.attrs, errors);
        let damaged = errors.count() > before;
        if let Some((_, written)) = &variant.discriminant {
            next = Value { base: Some(written), offset: 0 };
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
                other = Some(Other { ident: &variant.ident, holds: held == 1 });
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
            None => (shouted(&variant.ident.unraw().to_string()), variant.ident.to_token_stream()),
        };
        if let Some(same) = read.iter().find(|same| same.name == name) {
            let fact = format!("`{}` and `{}` both mirror `{name}`", same.ident, variant.ident);
            errors.push(&token, fact, "`rename` one of the two");
            continue;
        }
        read.push(Variant { ident: &variant.ident, name, token, value });
    }
    if read.is_empty() && errors.count() == 0 {
        errors.push(ident, format!("`{ident}` has no variants to mirror anything"), "write one for each enumerator");
    }
    (read, other)
}

/// Whether what a variant holds may be an integer, as far as a macro can tell.
fn may_hold_integer(fields: &Fields) -> bool {
    fields.iter().all(|field| match kind(&field.ty) {
        Ok(FieldType::Int { .. } | FieldType::Unknown) | Err(_) => true,
        Ok(_) => false,
    })
}

/// `DspLocal` as C writes it: `DSP_LOCAL`. What has no small letter is left as it is.
fn shouted(name: &str) -> String {
    if !name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let mut shouted = String::new();
    let mut before = None::<char>;
    for letter in name.chars() {
        let begins = letter.is_uppercase() && before.is_some_and(|before| before.is_lowercase() || before.is_numeric());
        if begins {
            shouted.push('_');
        }
        shouted.extend(letter.to_uppercase());
        before = Some(letter);
    }
    shouted
}

/// Holds the variants against the enum, by name and by value, both ways.
fn check(
    of: &Enum,
    tag: &str,
    variants: &[Variant<'_>],
    other: Option<&Other<'_>>,
    ident: &Ident,
    object: &str,
    errors: &mut Errors,
) {
    // A variant with a mistake of its own may be the one that seems to be missing.
    let mut doubtful = errors.count() > 0;
    for variant in variants {
        let Some(found) = of.named(&variant.name) else {
            doubtful = true;
            let names = || of.enumerators.iter().map(|one| one.name.as_str());
            let ends_so = |name: &&str| name.ends_with(&format!("_{}", variant.name));
            let help = match (names().find(ends_so), closest(&variant.name, names())) {
                (Some(near), _) => format!("write `#[snapshot(rename = \"{near}\")]` above the variant"),
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) => format!("it has {}", listed(names())),
            };
            errors.push(&variant.token, format!("`{tag}` of {object} has no enumerator `{}`", variant.name), help);
            continue;
        };
        match variant.value.known() {
            Some(value) if value != found.value => {
                doubtful = true;
                errors.push(
                    variant.ident,
                    format!("`{}` is {} in {object}, and `{}` is {value}", variant.name, found.value, variant.ident),
                    format!("write `{} = {}`", variant.ident, found.value),
                );
            }
            Some(_) => {}
            // Constant evaluation compares it where a struct uses the enum.
            None => doubtful = true,
        }
    }
    if other.is_some() || doubtful {
        return;
    }
    let lacking: Vec<_> = of
        .enumerators
        .iter()
        .filter(|one| variants.iter().all(|variant| variant.value.known() != Some(one.value)))
        .map(|one| one.name.as_str())
        .collect();
    if !lacking.is_empty() {
        let add = match lacking.as_slice() {
            [only] if shouted(&capitalized(only)) == **only => format!("`{}`", capitalized(only)),
            [only] => format!("a variant with `#[snapshot(rename = \"{only}\")]`"),
            _ => "them".to_owned(),
        };
        errors.push(
            ident,
            format!("`{ident}` has no variant for {} of `{tag}` in {object}", listed(lacking.iter().copied())),
            format!("add {add}, or a variant with `#[snapshot(non_exhaustive)]` for all that is not listed"),
        );
    }
}

/// `DSP_LOCAL` as Rust writes it: `DspLocal`.
fn capitalized(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().chain(letters.as_str().to_lowercase().chars()).collect::<String>()
    };
    name.split('_').map(word).collect()
}

impl Value<'_> {
    /// The value, where it is written as a number.
    fn known(&self) -> Option<i128> {
        self.base.map_or(Some(0), number)?.checked_add(self.offset)
    }

    /// An expression of the value.
    fn tokens(&self) -> TokenStream {
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

fn implementation(
    input: &DeriveInput,
    runtime: &TokenStream,
    tag: Option<&str>,
    variants: &[Variant<'_>],
    other: Option<&Other<'_>>,
) -> TokenStream {
    let ident = named(&input.ident);
    let name = ident.unraw().to_string();
    let tag = match tag {
        Some(tag) => quote! { ::core::option::Option::Some(#tag) },
        None => quote! { ::core::option::Option::None },
    };
    let exhaustive = other.is_none();
    let listed = variants.iter().map(|variant| {
        let (name, value) = (&variant.name, variant.value.tokens());
        quote! { (#name, #value) }
    });
    let (at, found) = (local("at"), local("found"));
    let reads = variants.iter().map(|variant| {
        let (ident, value) = (named(variant.ident), variant.value.tokens());
        quote! { if #found.value == #value { return ::core::result::Result::Ok(Self::#ident); } }
    });
    let rest = match other {
        Some(Other { ident, holds: true }) => {
            quote! { ::core::result::Result::Ok(Self::#ident(#found.other(#name)?)) }
        }
        Some(Other { ident, holds: false }) => quote! { ::core::result::Result::Ok(Self::#ident) },
        None => quote! { ::core::result::Result::Err(#found.not_listed(#name)) },
    };
    let kept = variants.iter().map(|variant| {
        let ident = named(variant.ident);
        quote! { Self::#ident => Self::#ident }
    });
    let value = local("value");
    let kept_other = other.map(|Other { ident, holds }| {
        if *holds {
            quote! { Self::#ident(#value) => Self::#ident(*#value) }
        } else {
            quote! { Self::#ident => Self::#ident }
        }
    });
    let kept = kept.chain(kept_other);
    quote! {
        #[automatically_derived]
        impl #runtime::schema::FieldType for #ident {
            const MIRROR: #runtime::schema::Mirror = #runtime::schema::Mirror::Enum(
                &#runtime::schema::EnumMirror::new(#name, #tag, #exhaustive, &[#(#listed),*])
            );

            fn read(
                #at: #runtime::__private::Cursor<'_>,
            ) -> ::core::result::Result<Self, #runtime::__private::Found> {
                let #found = #runtime::__private::enum_value(#at)?;
                #(#reads)*
                #rest
            }

            fn later(&self) -> Self {
                match self { #(#kept,)* }
            }
        }
    }
}

/// The implementation stands even when something is wrong, so that the first mistake is not followed by others.
fn failed(input: &DeriveInput, runtime: &TokenStream, errors: &Errors) -> TokenStream {
    let ident = named(&input.ident);
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let errors = errors.to_compile_errors();
    quote! {
        #errors

        #[automatically_derived]
        impl #generics #runtime::schema::FieldType for #ident #arguments #bounds {
            const MIRROR: #runtime::schema::Mirror = #runtime::schema::Mirror::Any;

            fn read(_: #runtime::__private::Cursor<'_>) -> ::core::result::Result<Self, #runtime::__private::Found> {
                ::core::unreachable!("the enum did not compile")
            }

            fn later(&self) -> Self {
                ::core::unreachable!("the enum did not compile")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shouted;

    #[test]
    fn a_variant_is_named_as_c_writes_it() {
        assert_eq!(shouted("DspLocal"), "DSP_LOCAL");
        assert_eq!(shouted("DSP_LOCAL"), "DSP_LOCAL");
        assert_eq!(shouted("P2DQ_STAT_IDLE"), "P2DQ_STAT_IDLE");
        assert_eq!(shouted("Llc2Hit"), "LLC2_HIT");
    }
}
