//! One method a ratio.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Ident, Member};

use super::Output;
use super::tokens::{at, named};
use crate::ratio::{Operand, Ratio, Select, Term};

impl Output<'_> {
    pub(super) fn ratio_methods(&self) -> TokenStream {
        if self.ratios.is_empty() {
            return TokenStream::new();
        }
        let ident = named(&self.input.ident);
        let (generics, arguments, bounds) = self.input.generics.split_for_impl();
        let methods = self.ratios.iter().map(|ratio| self.ratio_method(ratio));
        quote! {
            impl #generics #ident #arguments #bounds {
                #(#methods)*
            }
        }
    }

    fn ratio_method(&self, ratio: &Ratio<'_>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let vis = ratio.vis.unwrap_or(&self.input.vis);
        let method = ratio.name;
        let (text, body) = match &ratio.term {
            Some(term) => (format!(" `{term}`, computed exactly."), self.ratio_body(method, term)),
            None => (String::new(), quote! { ::core::unreachable!("the ratio did not compile") }),
        };
        let docs = ratio.docs;
        let written = (!docs.is_empty()).then(|| quote! { #(#docs)* #[doc = ""] });
        quote_spanned! {at(method.span())=>
            #written
            #[doc = #text]
            ///
            /// # Errors
            ///
            /// When a denominator is zero, a slot that is counted was not captured, or a number on the way is larger than
            /// 128 bits hold.
            #vis fn #method(&self) -> ::core::result::Result<::core::primitive::f64, #krate::RatioError> {
                #body
            }
        }
    }

    fn ratio_body(&self, method: &Ident, term: &Term) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let module = quote! { #krate::ratio };
        let operands = term.operands();
        let expr = term.expr(&operands, &module);
        let names = operands.iter().map(ToString::to_string);
        let name = method.unraw().to_string();
        let values = operands.iter().map(|operand| self.operand(method, operand));
        quote! {
            const EXPR: #module::Expr = #expr;
            #module::evaluate(#name, &EXPR, &[#(#names),*], &[#(#values),*])
        }
    }

    /// The value of an operand: a field, a member of it, one of its elements.
    fn operand(&self, method: &Ident, operand: &Operand) -> TokenStream {
        let span = at(operand.field.span());
        let krate = self.krate(span);
        let this = Ident::new("self", at(method.span()));
        let field = named(&operand.field);
        let mut place = quote! { #this.#field };
        let mut index = None;
        for select in &operand.path {
            match select {
                Select::Member(member) => {
                    let member = Member::Named(named(member));
                    place = quote_spanned! {span=> #place.#member };
                }
                Select::Index(at) => index = Some(*at),
            }
        }
        match index {
            Some(index) => quote_spanned! {span=> #krate::typed::element(&#place, #index) },
            None => quote_spanned! {span=> #krate::ratio::Operand::operand(&#place) },
        }
    }
}
