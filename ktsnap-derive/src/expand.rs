//! Writing the implementation.
//!
//! Every path is absolute, so that nothing the user has called `Result` or `Option` gets in the way.

use ktsnap_btf::check::Comparison;
use ktsnap_btf::{Type, Var};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{DeriveInput, Path, parse_quote};

use crate::attr::Container;
use crate::check::{Checked, check};
use crate::error::Errors;
use crate::model::{self, Field};
use crate::object;
use crate::ratio::{self, Ratio, Term};

/// The whole derive.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let container = Container::read(&input.attrs, &mut errors);
    let fields = model::fields(input, &mut errors);
    let ratios = ratio::read(&container.ratios, &fields, &input.ident, &mut errors);
    let output = Output {
        input,
        krate: container.krate.clone().unwrap_or_else(|| parse_quote!(::ktsnap)),
        fields: &fields,
        ratios: &ratios,
    };
    let Some(written) = &container.object else {
        errors.push(
            &input.ident,
            format!("`{}` names no object to be checked against", input.ident),
            "write `#[snapshot(object = \"bpf/scheduler.bpf.o\")]` above it",
        );
        return output.failed(&errors, &TokenStream::new());
    };
    let object = object::open(&written.value());
    let layout = match &object.layout {
        Ok(layout) => layout,
        Err(failure) => {
            errors.push(written, &failure.fact, &failure.help);
            return output.failed(&errors, &object.tracking);
        }
    };
    let name = written.value();
    match check(&fields, container.section.as_ref(), layout, &name, &input.ident, &mut errors) {
        Some(checked) if errors.is_empty() => output.checked(&container, &name, &checked, &object.tracking),
        _ => output.failed(&errors, &object.tracking),
    }
}

struct Output<'a> {
    input: &'a DeriveInput,
    krate: Path,
    fields: &'a [Field<'a>],
    ratios: &'a [Ratio<'a>],
}

impl Output<'_> {
    fn checked(
        &self,
        container: &Container,
        object: &str,
        checked: &Checked<'_>,
        tracking: &TokenStream,
    ) -> TokenStream {
        let krate = &self.krate;
        let section = &checked.section.name;
        let size = checked.section.size;
        let vars = checked.vars.iter().map(|(var, _)| self.var_schema(var));
        let idents = self.fields.iter().map(|field| field.ident);
        let indices = 0..self.fields.len();
        let picker = container.picker.as_ref().map(|picker| {
            quote_spanned! {picker.span()=>
                fn picker() -> ::core::option::Option<#krate::pickers::Picker> {
                    ::core::option::Option::Some(#picker)
                }
            }
        });
        let body = quote! {
            const SCHEMA: #krate::schema::Schema =
                #krate::schema::Schema::new(#object, #section, #size, &[#(#vars),*]);

            fn from_fields(
                map: &::core::primitive::str,
                fields: &[#krate::SnapshotField<'_>],
            ) -> ::core::result::Result<Self, #krate::SchemaError> {
                let schema = <Self as #krate::SnapshotSchema>::SCHEMA;
                ::core::result::Result::Ok(Self {
                    #(#idents: schema.read(map, fields, #indices)?,)*
                })
            }

            #picker
        };
        let const_checks = self.const_checks(object, checked);
        let implementation = self.implementation(&body);
        let ratios = self.ratio_methods();
        quote! { #implementation #ratios #const_checks #tracking }
    }

    /// The implementation stands even when something is wrong, so that the first mistake is not followed by one error
    /// for each use of the struct.
    fn failed(&self, errors: &Errors, tracking: &TokenStream) -> TokenStream {
        let krate = &self.krate;
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
        quote! { #errors #implementation #ratios #tracking }
    }

    fn implementation(&self, body: &TokenStream) -> TokenStream {
        let krate = &self.krate;
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
        let krate = &self.krate;
        let Var { name, offset, size, c_type, ty, .. } = var;
        let shape = shape(krate, ty);
        quote! { #krate::schema::VarSchema::new(#name, #offset, #size, #c_type, #shape) }
    }

    /// An alias, or a constant as an array's length, is a name to a macro. The compiler knows what it stands for, so
    /// the comparison is left to constant evaluation.
    fn const_checks(&self, object: &str, checked: &Checked<'_>) -> TokenStream {
        let krate = &self.krate;
        self.fields
            .iter()
            .zip(&checked.vars)
            .filter(|(_, (_, comparison))| *comparison != Comparison::Fits)
            .map(|(field, (var, _))| {
                let ty = field.ty;
                let shape = shape(krate, &var.ty);
                let remedy = var.ty.to_rust().unwrap_or_default();
                let message = format!(
                    "`{}` is `{}` in {object}, and the field's type is not\nhelp: write `{}: {remedy}`, or a type that stands for it",
                    var.name, var.c_type, field.ident,
                );
                quote_spanned! {ty.span()=>
                    const _: () = #krate::__private::assert_fits::<#ty>(#shape, #message);
                }
            })
            .collect()
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
        let krate = &self.krate;
        let module = quote! { #krate::ratio };
        let vis = &self.input.vis;
        let method = ratio.name;
        let (doc, body) = match &ratio.term {
            Some(term) => (format!("`{term}`, computed exactly."), self.ratio_body(method, term, &module)),
            None => (String::new(), quote! { ::core::unreachable!("the ratio did not compile") }),
        };
        quote_spanned! {method.span()=>
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

    fn ratio_body(&self, method: &syn::Ident, term: &Term, module: &TokenStream) -> TokenStream {
        let fields = term.fields();
        let expr = term.expr(&fields, module);
        let names = fields.iter().map(|field| field.unraw().to_string());
        let name = method.unraw().to_string();
        quote! {
            const EXPR: #module::Expr = #expr;
            #module::evaluate(
                #name,
                &EXPR,
                &[#(#names),*],
                &[#(<#module::Operand as ::core::convert::From<_>>::from(self.#fields)),*],
            )
        }
    }
}

/// How a report must render a variable of that type.
fn shape(krate: &Path, ty: &Type) -> TokenStream {
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
