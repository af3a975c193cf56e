//! A method for each ratio.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Ident, Member};

use super::Output;
use super::tokens::{at, local, named};
use ktsnap_derive_internals::ratio::{Part, Ratio, Step};
use ktsnap_ratio::{Expression, Function, Op, Operand, Relation};

impl Output<'_> {
    pub(super) fn ratio_methods(&self) -> TokenStream {
        if self.ratios.is_empty() {
            return TokenStream::new();
        }
        let ident = named(&self.input.ident);
        let (generics, arguments, bounds) = self.input.generics.split_for_impl();
        let methods = self.ratios.iter().enumerate().map(|(number, ratio)| self.ratio_method(number, ratio));
        let terms = self.ratio_terms();
        quote! {
            #terms

            impl #generics #ident #arguments #bounds {
                #(#methods)*
            }
        }
    }

    /// `Ratios`: the terms of each ratio. The methods evaluate them, and assertions show them.
    fn ratio_terms(&self) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let [number, operands, visit] = ["number", "operands", "visit"].map(local);
        let arms = self.ratios.iter().enumerate().filter_map(|(index, ratio)| {
            let terms = self.terms_of(ratio, ratio.expression.as_ref()?);
            Some(quote! { #index => { #terms } })
        });
        self.implementation(
            &quote! { #krate::__private::ratio::Ratios },
            &quote! {
                fn ratio(
                    &self,
                    #number: ::core::primitive::usize,
                    #operands: #krate::__private::ratio::Operands<'_, Self>,
                    #visit: &mut dyn ::core::ops::FnMut(#krate::__private::ratio::Terms<'_>),
                ) {
                    match #number {
                        #(#arms)*
                        _ => {}
                    }
                }
            },
        )
    }

    fn ratio_method(&self, number: usize, ratio: &Ratio<'_>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let vis = ratio.vis.unwrap_or(&self.input.vis);
        let method = ratio.name;
        let (parameter, index) = (ratio.parameter.as_ref().map(named), ratio.index.as_ref().map(named));
        let (text, body) = match &ratio.expression {
            Some(of) => {
                let other = parameter.clone().unwrap_or_else(|| Ident::new("self", Span::call_site()));
                let body = match &index {
                    Some(index) => self.at_index(number, &other, index),
                    None => quote! { #krate::__private::ratio::value(self, #number, #other, 0) },
                };
                (format!(" `{}`, computed exactly.", of.text()), body)
            }
            None => {
                let unused = parameter.iter().chain(&index).map(|parameter| quote! { let _ = #parameter; });
                (String::new(), quote! { #(#unused)* ::core::unreachable!("the ratio did not compile") })
            }
        };
        let parameter = parameter.iter().map(|parameter| quote! { , #parameter: &Self });
        let index = index.iter().map(|index| quote! { , #index: impl #krate::ratio::Index });
        let parameter = parameter.chain(index);
        let terms = ratio.expression.iter().flat_map(|of| &of.named);
        let terms = terms.map(|(name, text)| {
            let text = format!(" - `{name}` is `{text}`.");
            quote! { #[doc = #text] }
        });
        let terms: Vec<_> = terms.collect();
        let terms = (!terms.is_empty()).then(|| quote! { #[doc = ""] #(#terms)* });
        let errors = ratio.expression.as_ref().map(errors).unwrap_or_default();
        let docs = ratio.docs;
        let written = (!docs.is_empty()).then(|| quote! { #(#docs)* #[doc = ""] });
        quote_spanned! {at(method.span())=>
            #written
            #[doc = #text]
            #terms
            ///
            /// # Errors
            ///
            #[doc = #errors]
            #vis fn #method(&self #(#parameter)*) -> ::core::result::Result<::core::primitive::f64, #krate::RatioError> {
                #body
            }
        }
    }

    /// Statements that visit the terms of a ratio.
    fn terms_of(&self, ratio: &Ratio<'_>, expression: &Expression<Part>) -> TokenStream {
        let method = ratio.name;
        let [operands, visit, other, index] = ["operands", "visit", "other", "index"].map(local);
        let given = ratio.parameter.is_some().then(|| quote! { let #other = #operands.other; });
        let index = ratio.index.is_some().then(|| quote! { let #index = #operands.index; });
        let parameter = ratio.parameter.is_some().then_some(&other);
        let krate = self.krate(Span::call_site());
        let module = quote! { #krate::__private::ratio };
        let program = expression.program.iter().map(|op| instruction(*op, &module));
        let names = expression.names();
        let name = method.unraw().to_string();
        let this = Ident::new("self", at(method.span()));
        let value_of = |operand: &Operand<Part>| parameter.filter(|_| operand.is_of_parameter).unwrap_or(&this);
        let values = expression.operands.iter().map(|operand| self.operand(value_of(operand), operand, false));
        let columns = expression.columns.iter().map(|column| {
            let elements = self.operand(value_of(column), column, true);
            let span = at(column.part.field.span());
            let out = local("out");
            quote_spanned! {span=> #module::column(|#out| #elements) }
        });
        quote! {
            #given
            #index
            #visit(#module::Terms {
                ratio: #name,
                program: const { &[#(#program),*] },
                names: &[#(#names),*],
                values: &[#(#values),*],
                columns: &[#(#columns),*],
            });
        }
    }

    /// The body of a ratio with an index parameter: its errors name the index that the caller passed.
    fn at_index(&self, ratio: usize, other: &Ident, index: &Ident) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let ([number, error], name) = (["index", "error"].map(local), index.unraw().to_string());
        quote! {
            let #number = #krate::ratio::Index::number(#index);
            ::core::result::Result::map_err(
                #krate::__private::ratio::value(self, #ratio, #other, #number),
                |#error| #error.at(#name, #number),
            )
        }
    }

    /// The value of an operand: a field of a value, a part of it, or one value made of several parts. For a column, the code
    /// that adds its elements.
    fn operand(&self, value: &Ident, operand: &Operand<Part>, is_column: bool) -> TokenStream {
        let span = at(operand.part.field.span());
        let Operand { function, is_paired, .. } = *operand;
        let writer = ValueWriter { span, krate: self.krate(span), function, is_column, is_paired };
        let steps = operand.part.steps.as_slice();
        let field = named(&operand.part.field);
        let of_field = quote! { #value.#field };
        // Each `[*]` and each slice begins a part of its own, which is written inside the one that precedes.
        let mut inside = None;
        let mut end = steps.len();
        for (at, step) in steps.iter().enumerate().rev().filter(|(_, step)| step.is_several()) {
            let after = steps.get(at + 1..end).unwrap_or_default();
            let element = local("element");
            let part = writer.value(&quote_spanned! {span=> #element }, true, after, inside.as_ref());
            inside = Some((step, part));
            end = at;
        }
        writer.value(&of_field, false, steps.get(..end).unwrap_or_default(), inside.as_ref())
    }
}

/// Writes the value of an operand.
struct ValueWriter {
    span: Span,
    krate: TokenStream,
    function: Function,
    /// Whether the elements are added to a column of a condition.
    is_column: bool,
    /// Whether the elements are paired with those of another column.
    is_paired: bool,
}

impl ValueWriter {
    /// The value of a part of a place, or of a part of each element of an array that the steps lead to.
    fn value(
        &self,
        place: &TokenStream,
        is_element: bool,
        steps: &[Step],
        inside: Option<&(&Step, TokenStream)>,
    ) -> TokenStream {
        let (span, krate) = (self.span, &self.krate);
        let module = quote! { #krate::ratio };
        let mut place = place.clone();
        let mut reference = if is_element {
            place.clone()
        } else {
            quote_spanned! {span=> &#place }
        };
        let it = local("element");
        // The element that the steps so far lead to, as a `Result`.
        let mut element: Option<TokenStream> = None;
        let then = |element: Option<TokenStream>, next: TokenStream| match element {
            Some(element) => quote_spanned! {span=> #element.and_then(|#it| #next) },
            None => next,
        };
        for (number, step) in steps.iter().enumerate() {
            match step {
                Step::Member(member) => {
                    let member = Member::Named(named(member));
                    place = quote_spanned! {span=> #place.#member };
                    reference = quote_spanned! {span=> &#place };
                }
                Step::Index(index)
                    if number + 1 == steps.len() && inside.is_none() && self.function == Function::Sum =>
                {
                    return then(element, quote_spanned! {span=> #module::Operand::element(#reference, #index) });
                }
                Step::Index(index) => {
                    element =
                        Some(then(element, quote_spanned! {span=> #module::Elements::element_at(#reference, #index) }));
                    place = quote_spanned! {span=> #it };
                    reference = quote_spanned! {span=> #it };
                }
                Step::Parameter => {
                    let (module, index) = (quote! { #krate::__private::ratio }, local("index"));
                    element = Some(then(element, quote_spanned! {span=> #module::Indexed::at(#reference, #index) }));
                    place = quote_spanned! {span=> #it };
                    reference = quote_spanned! {span=> #it };
                }
                Step::All | Step::Slice(..) => {}
            }
        }
        let value = match inside {
            Some((step, part)) => self.each(&reference, step, part),
            None => self.whole(&reference, is_element),
        };
        then(element, value)
    }

    /// One value made of a part of each element.
    fn each(&self, array: &TokenStream, step: &Step, part: &TokenStream) -> TokenStream {
        let (span, krate, element) = (self.span, &self.krate, local("element"));
        let module = quote! { #krate::__private::ratio };
        let slice = match step {
            Step::Slice(from, to) => quote! { ::core::option::Option::Some((#from, #to)) },
            _ => quote! { ::core::option::Option::None },
        };
        if self.is_column {
            let each = match self.is_paired {
                true => quote_spanned! {span=> InOrder::each_in_order },
                false => quote_spanned! {span=> each },
            };
            let out = local("out");
            return quote_spanned! {span=> #module::#each(#array, #slice, #out, |#element, #out| #part) };
        }
        let how = self.reduce();
        quote_spanned! {span=> #module::over(#array, #slice, #how, |#element| #part) }
    }

    /// The value at the end of all steps. Within each element of an array, `len` counts it as one.
    fn whole(&self, reference: &TokenStream, is_element: bool) -> TokenStream {
        let (span, krate) = (self.span, &self.krate);
        let module = quote! { #krate::__private::ratio };
        match self.function {
            Function::Sum => quote_spanned! {span=> #krate::ratio::Operand::operand(#reference) },
            Function::Each if self.is_column => {
                let out = local("out");
                quote_spanned! {span=> #module::push(#reference, #out) }
            }
            Function::One => quote_spanned! {span=> #module::Term::term(#reference) },
            Function::Each => quote_spanned! {span=> #module::Single::single(#reference) },
            Function::Len if is_element => quote_spanned! {span=> #module::one(#reference) },
            Function::Len => quote_spanned! {span=> #module::len(#reference) },
            _ => {
                let how = self.reduce();
                quote_spanned! {span=> #module::Values::reduce(#reference, #how) }
            }
        }
    }

    fn reduce(&self) -> TokenStream {
        let krate = &self.krate;
        let how = match self.function {
            Function::Max => quote! { Max },
            Function::Min => quote! { Min },
            Function::Count => quote! { Count },
            // `len` counts each element as one.
            _ => quote! { Sum },
        };
        quote! { #krate::__private::ratio::Reduce::#how }
    }
}

/// The errors of a ratio's method, for its documentation.
fn errors(expression: &Expression<Part>) -> String {
    let mut errors = Vec::new();
    if !matches!(expression.program.last(), Some(Op::Or { .. })) {
        errors.push("a denominator is zero");
    }
    let needs_element =
        |operand: &Operand<Part>| matches!(operand.function, Function::Max | Function::Min | Function::Count);
    if expression.operands.iter().any(needs_element) {
        errors.push("an array is empty");
    }
    if expression.columns.iter().any(|column| column.is_paired) {
        errors.push("the terms of a condition have different numbers of elements");
    }
    let has_index = |operand: &Operand<Part>| operand.part.steps.iter().any(|step| matches!(step, Step::Parameter));
    if expression.operands.iter().chain(&expression.columns).any(has_index) {
        errors.push("there is no element at the index");
    }
    errors.extend(["a slot of a CPU was not captured", "an intermediate result does not fit 128 bits"]);
    let (last, others) = errors.split_last().unwrap_or((&"", &[]));
    let comma = if others.len() > 1 { "," } else { "" };
    format!(" If {}{comma} or {last}.", others.join(", "))
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
        Op::Floor => quote! { #module::Op::Floor },
        Op::Max => quote! { #module::Op::Max },
        Op::Min => quote! { #module::Op::Min },
        Op::Mean(sum, count) => quote! { #module::Op::Mean(#sum, #count) },
        Op::Named(index) => quote! { #module::Op::Named(#index) },
        Op::Or { value, decimals } => quote! { #module::Op::Or { value: #value, decimals: #decimals } },
        Op::Each(index) => quote! { #module::Op::Each(#index) },
        Op::Compare(relation) => {
            let relation = match relation {
                Relation::Equal => quote! { Equal },
                Relation::NotEqual => quote! { NotEqual },
                Relation::Less => quote! { Less },
                Relation::LessOrEqual => quote! { LessOrEqual },
                Relation::Greater => quote! { Greater },
                Relation::GreaterOrEqual => quote! { GreaterOrEqual },
            };
            quote! { #module::Op::Compare(#module::Relation::#relation) }
        }
        Op::And => quote! { #module::Op::And },
        Op::Count => quote! { #module::Op::Count },
    }
}
