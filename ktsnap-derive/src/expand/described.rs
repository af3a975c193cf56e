//! The description of a struct, for programs that treat all structs alike.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::Output;
use super::tokens::{at, local};
use ktsnap_derive_internals::parse::StructTarget;

impl Output<'_> {
    /// `TYPE` and `each_ratio` of a struct that no other struct contains.
    pub(super) fn description(&self) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let name = self.input.ident.unraw().to_string();
        let fields = self.fields.iter().filter(|field| field.attribute.skip.is_none()).map(|field| {
            let (span, name) = (at(field.ty.span()), field.ident.unraw().to_string());
            let ty = if matches!(self.target, StructTarget::Parts) {
                let of = self.as_parts(field.ty);
                quote_spanned! {span=> #of::TYPE }
            } else {
                self.rust_type(field)
            };
            quote! { #krate::__private::RustMember::of_schema(#name, #ty) }
        });
        let ratios = self.ratio_list();
        quote! {
            const TYPE: #krate::__private::RustType = #krate::__private::RustType::Struct(
                &#krate::__private::RustStruct::new(#name, ::core::option::Option::None, &[#(#fields),*])
            );

            #ratios
        }
    }

    /// `TYPE` and `each_ratio` of a struct that is also the type of a field.
    pub(super) fn description_of_value(&self) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let ratios = self.ratio_list();
        quote! {
            const TYPE: #krate::__private::RustType = <Self as #krate::__private::FieldValue>::RUST_TYPE;

            #ratios
        }
    }

    fn ratio_list(&self) -> Option<TokenStream> {
        let krate = self.krate(Span::call_site());
        let add = local("add");
        let plain = self.ratios.iter().filter(|ratio| ratio.parameter.is_none() && ratio.index.is_none());
        let ratios = plain.filter_map(|ratio| {
            let (method, name, text) = (ratio.name, ratio.name.unraw().to_string(), ratio.expression.as_ref()?.text());
            Some(quote! { #add([#name, #text], Self::#method); })
        });
        let ratios: Vec<_> = ratios.collect();
        (!ratios.is_empty()).then(|| {
            quote! {
                fn each_ratio(
                    #add: &mut dyn ::core::ops::FnMut(
                        [&'static ::core::primitive::str; 2],
                        #krate::__private::RatioMethod<Self>,
                    ),
                ) {
                    #(#ratios)*
                }
            }
        })
    }
}
