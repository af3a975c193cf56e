//! A method for each ratio.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Ident, Member};

use super::Output;
use super::tokens::{at, named};
use crate::ratio::{Expression, Operand, Ratio, Step};
use ktsnap_ratio::Op;

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
        let (text, body) = match &ratio.expression {
            Some(of) => (format!(" `{}`, computed exactly.", of.text()), self.ratio_body(method, of)),
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
            /// If a denominator is zero, a slot of a CPU was not captured, or an intermediate result does not fit 128 bits.
            #vis fn #method(&self) -> ::core::result::Result<::core::primitive::f64, #krate::RatioError> {
                #body
            }
        }
    }

    fn ratio_body(&self, method: &Ident, expression: &Expression) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let module = quote! { #krate::__private::ratio };
        let program = expression.program.iter().map(|op| instruction(*op, &module));
        let names = expression.operands.iter().map(|operand| &operand.text);
        let name = method.unraw().to_string();
        let values = expression.operands.iter().map(|operand| self.operand(method, operand));
        quote! {
            const PROGRAM: &[#module::Op] = &[#(#program),*];
            #module::evaluate(#name, PROGRAM, &[#(#names),*], &[#(#values),*])
        }
    }

    /// The value of an operand: a field, a member of it, or one of its elements.
    fn operand(&self, method: &Ident, operand: &Operand) -> TokenStream {
        let span = at(operand.field.span());
        let krate = self.krate(span);
        let this = Ident::new("self", at(method.span()));
        let field = named(&operand.field);
        let module = quote! { #krate::ratio };
        let mut place = quote! { #this.#field };
        let mut reference = quote_spanned! {span=> &#place };
        // The element that the steps so far lead to, as a `Result`.
        let mut element: Option<TokenStream> = None;
        let then = |element: Option<TokenStream>, next: TokenStream| match element {
            Some(element) => quote_spanned! {span=> #element.and_then(|element| #next) },
            None => next,
        };
        for (number, step) in operand.steps.iter().enumerate() {
            match step {
                Step::Member(member) => {
                    let member = Member::Named(named(member));
                    place = quote_spanned! {span=> #place.#member };
                    reference = quote_spanned! {span=> &#place };
                }
                Step::Index(index) if number + 1 == operand.steps.len() => {
                    return then(element, quote_spanned! {span=> #module::Operand::element(#reference, #index) });
                }
                Step::Index(index) => {
                    element =
                        Some(then(element, quote_spanned! {span=> #module::Elements::element_at(#reference, #index) }));
                    place = quote_spanned! {span=> element };
                    reference = quote_spanned! {span=> element };
                }
            }
        }
        then(element, quote_spanned! {span=> #module::Operand::operand(#reference) })
    }
}

/// The instruction of a program, written as Rust.
fn instruction(op: Op, module: &TokenStream) -> TokenStream {
    match op {
        Op::Term(index) => quote! { #module::Op::Term(#index) },
        Op::Sum(index) => quote! { #module::Op::Sum(#index) },
        Op::Int(value) => quote! { #module::Op::Int(#value) },
        Op::Add => quote! { #module::Op::Add },
        Op::Sub => quote! { #module::Op::Sub },
        Op::Mul => quote! { #module::Op::Mul },
        Op::Div => quote! { #module::Op::Div },
        Op::Percent => quote! { #module::Op::Percent },
    }
}
