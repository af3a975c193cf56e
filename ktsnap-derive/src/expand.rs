//! Writing the implementation.
//!
//! Every path is absolute and every local name begins with two underscores, so that nothing of the user's gets in the
//! way, be it called `Result` or be it a constant called `fields`.

use ktsnap_btf::{Type, Var};
use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{DeriveInput, Ident, Path};

use crate::attr::Container;
use crate::check::{Checked, check};
use crate::error::Errors;
use crate::model::{self, Field};
use crate::object::{self, Object};
use crate::ratio::{self, Ratio, Term};

/// The whole derive.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let ident = &input.ident;
    let container = Container::read(&input.attrs, &mut errors);
    let fields = model::fields(input, &mut errors);
    let object = open(&container, ident, &mut errors);
    let layout = object.as_ref().and_then(|(_, object)| object.layout.as_deref().ok());
    let checked = object
        .as_ref()
        .zip(layout)
        .and_then(|((name, _), layout)| check(&fields, container.section.as_ref(), layout, name, ident, &mut errors));
    let ratios = ratio::read(&container.ratios, &fields, ident, layout, &mut errors);

    let output = Output { input, krate: container.krate.as_ref(), fields: &fields, ratios: &ratios };
    let code = match (checked, &object) {
        (Some(checked), Some((name, _))) if errors.count() == 0 => output.checked(&container, name, &checked),
        _ => output.failed(&errors),
    };
    let tracking = object.map(|(_, object)| object.tracking);
    quote! { #code #tracking }
}

/// The object that the struct names, opened.
fn open(container: &Container, ident: &Ident, errors: &mut Errors) -> Option<(String, Object)> {
    let Some(written) = &container.object else {
        if !container.damaged {
            errors.push(
                ident,
                format!("`{ident}` names no object to be checked against"),
                "write `#[snapshot(object = \"bpf/scheduler.bpf.o\")]` above it",
            );
        }
        return None;
    };
    let object = object::open(&written.value());
    if let Err(failure) = &object.layout {
        errors.push(written, &failure.fact, &failure.help);
    }
    Some((written.value(), object))
}

struct Output<'a> {
    input: &'a DeriveInput,
    krate: Option<&'a Path>,
    fields: &'a [Field<'a>],
    ratios: &'a [Ratio<'a>],
}

impl Output<'_> {
    fn checked(&self, container: &Container, object: &str, checked: &Checked<'_>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let section = &checked.section.name;
        let size = checked.section.size;
        let vars = checked.vars.iter().map(|var| self.var_schema(var));
        let idents = self.fields.iter().map(|field| field.ident);
        let mirrors = self.fields.iter().map(|field| self.mirror(field));
        let indices = 0..self.fields.len();
        let [schema, map, fields] = ["schema", "map", "fields"].map(local);
        let picker = container.picker.as_ref().map(|picker| {
            quote_spanned! {at(picker.span())=>
                fn picker() -> ::core::option::Option<#krate::pickers::Picker> {
                    const PICKER: #krate::pickers::Picker = #picker;
                    ::core::option::Option::Some(PICKER)
                }
            }
        });
        let implementation = self.implementation(&quote! {
            const SCHEMA: #krate::schema::Schema =
                #krate::schema::Schema::new(#object, #section, #size, &[#(#vars),*]);

            fn from_fields(
                #map: &::core::primitive::str,
                #fields: &[#krate::SnapshotField<'_>],
            ) -> ::core::result::Result<Self, #krate::SchemaError> {
                let #schema = <Self as #krate::SnapshotSchema>::SCHEMA;
                ::core::result::Result::Ok(Self {
                    #(#idents: #mirrors.read(&#schema, #map, #fields, #indices)?,)*
                })
            }

            #picker
        });
        let ratios = self.ratio_methods();
        let const_checks =
            self.fields.iter().zip(&checked.vars).map(|(field, var)| self.const_check(object, field, var));
        quote! { #implementation #ratios #(#const_checks)* }
    }

    /// The implementation stands even when something is wrong, so that the first mistake is not followed by one error
    /// for each use of the struct.
    fn failed(&self, errors: &Errors) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let errors = errors.to_compile_errors();
        let implementation = self.implementation(&quote! {
            const SCHEMA: #krate::schema::Schema = #krate::schema::Schema::new("", "", 0, &[]);

            fn from_fields(
                _: &::core::primitive::str,
                _: &[#krate::SnapshotField<'_>],
            ) -> ::core::result::Result<Self, #krate::SchemaError> {
                ::core::unreachable!("the struct did not compile")
            }
        });
        let ratios = self.ratio_methods();
        quote! { #errors #implementation #ratios }
    }

    /// Where the runtime is. The default path can't be wrong, so errors in code around it are shown at `span`; a path
    /// of the user's keeps its own place.
    fn krate(&self, span: Span) -> TokenStream {
        match self.krate {
            Some(path) => quote! { #path },
            None => quote_spanned! {span=> ::ktsnap },
        }
    }

    fn implementation(&self, body: &TokenStream) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let ident = &self.input.ident;
        let (generics, arguments, bounds) = self.input.generics.split_for_impl();
        quote! {
            #[automatically_derived]
            impl #generics #krate::SnapshotSchema for #ident #arguments #bounds {
                #body
            }
        }
    }

    fn var_schema(&self, var: &Var) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let Var { name, offset, size, c_type, ty, .. } = var;
        let shape = shape(&krate, ty);
        quote! { #krate::schema::VarSchema::new(#name, #offset, #size, #c_type, #shape) }
    }

    /// What the field's type stands for, which the compiler knows even where it is an alias.
    fn mirror(&self, field: &Field<'_>) -> TokenStream {
        let span = at(field.ty.span());
        let krate = self.krate(span);
        let ident = &self.input.ident;
        let member = field.ident;
        let it = local("it");
        respan(quote_spanned! {span=> #krate::__private::mirror(|#it: &#ident| &#it.#member) }, span)
    }

    /// An alias, or a constant as an array's length, is a name to a macro, and so is a primitive's: the comparison is
    /// made once more where it is known what they stand for.
    fn const_check(&self, object: &str, field: &Field<'_>, var: &Var) -> TokenStream {
        let span = at(field.ty.span());
        let shape = respan(shape(&self.krate(span), &var.ty), span);
        let fact = format!("`{}` is `{}` in {object}, and the field's type stands for `", var.name, var.c_type);
        let remedy = var.ty.to_rust().unwrap_or_default();
        let help = format!("`\nhelp: write `{}: {remedy}`, or a type that stands for it", field.ident);
        let mirror = self.mirror(field);
        quote_spanned! {span=> const _: () = #mirror.assert_fits(#shape, #fact, #help); }
    }

    fn ratio_methods(&self) -> TokenStream {
        if self.ratios.is_empty() {
            return TokenStream::new();
        }
        let ident = &self.input.ident;
        let (generics, arguments, bounds) = self.input.generics.split_for_impl();
        let methods = self.ratios.iter().map(|ratio| self.ratio_method(ratio));
        quote! {
            #[automatically_derived]
            impl #generics #ident #arguments #bounds {
                #(#methods)*
            }
        }
    }

    fn ratio_method(&self, ratio: &Ratio<'_>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let vis = &self.input.vis;
        let method = ratio.name;
        let (doc, body) = match &ratio.term {
            Some(term) => (format!("`{term}`, computed exactly."), self.ratio_body(method, term)),
            None => (String::new(), quote! { ::core::unreachable!("the ratio did not compile") }),
        };
        quote_spanned! {at(method.span())=>
            #[doc = #doc]
            ///
            /// # Errors
            ///
            /// When a denominator is zero, or a number on the way is larger than 128 bits hold.
            #vis fn #method(&self) -> ::core::result::Result<::core::primitive::f64, #krate::RatioError> {
                #body
            }
        }
    }

    fn ratio_body(&self, method: &Ident, term: &Term) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let module = quote! { #krate::ratio };
        let fields = term.fields();
        let expr = term.expr(&fields, &module);
        let names = fields.iter().map(|field| field.unraw().to_string());
        let name = method.unraw().to_string();
        let this = Ident::new("self", at(method.span()));
        let values = fields.iter().map(|field| {
            let span = at(field.span());
            let krate = self.krate(span);
            quote_spanned! {span=> #krate::ratio::Operand::operand(&#this.#field) }
        });
        quote! {
            const EXPR: #module::Expr = #expr;
            #module::evaluate(#name, &EXPR, &[#(#names),*], &[#(#values),*])
        }
    }
}

/// The call site's hygiene, shown at a token of the user's.
fn at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

fn local(name: &str) -> Ident {
    Ident::new(&format!("__{name}"), Span::mixed_site())
}

/// Shows every token at one place, so that the compiler underlines that and not the derive.
fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| match token {
            TokenTree::Group(group) => {
                let mut moved = Group::new(group.delimiter(), respan(group.stream(), span));
                moved.set_span(span);
                TokenTree::Group(moved)
            }
            _ => {
                token.set_span(token.span().located_at(span));
                token
            }
        })
        .collect()
}

/// How a report must render a variable of that type.
fn shape(krate: &TokenStream, ty: &Type) -> TokenStream {
    let shape = quote! { #krate::schema::Shape };
    match ty {
        Type::Int { size, signed } => {
            let bits = bits(*size);
            if *signed {
                quote! { #shape::Int { bits: #bits } }
            } else {
                quote! { #shape::Uint { bits: #bits } }
            }
        }
        Type::Float { size } => {
            let bits = bits(*size);
            quote! { #shape::Float { bits: #bits } }
        }
        Type::Enum(of) => {
            let bits = bits(of.size);
            let signed = of.signed;
            quote! { #shape::Enum { bits: #bits, signed: #signed } }
        }
        Type::Array { element, len } => {
            let len = usize::try_from(*len).unwrap_or(usize::MAX);
            let element = self::shape(krate, element);
            quote! { #shape::Array { len: #len, element: &#element } }
        }
        // `check` lets nothing else through but `bool`.
        _ => quote! { #shape::Bool },
    }
}

/// A scalar's width. `check` has held it to 64 bits at most.
fn bits(bytes: u64) -> u32 {
    u32::try_from(bytes * 8).unwrap_or(u32::MAX)
}
