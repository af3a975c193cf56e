//! Rows in use: reading a field that keeps the first rows.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use super::c_type::Use;
use super::tokens::{local, respan, steps};
use super::{Known, Output};
use ktsnap_derive_internals::check::{CheckedStruct, CheckedVar};
use ktsnap_derive_internals::parse::Field;

impl Output<'_> {
    /// The call that reads the rows in use of a field.
    pub(super) fn read_in_use(
        &self,
        field: &Field<'_>,
        known: &Known<'_>,
        index: usize,
        checked: &CheckedStruct<'_>,
        span: Span,
    ) -> TokenStream {
        let from = local("from");
        let position = self.fields.iter().position(|other| other.ident == field.ident);
        let part = position.and_then(|position| checked.fields.get(position)?.as_ref());
        let Some(count) = part.and_then(|part| part.count.as_ref()) else { return TokenStream::new() };
        let (count, is_ring) = self.count_schema(&field.ident.unraw().to_string(), count, field);
        let count = respan(count, span);
        quote_spanned! {span=>
            #known.read_in_use(
                #from,
                #index,
                const { &#count },
                #is_ring,
            )?
        }
    }

    /// The description of the variable that counts the rows in use, and whether it counts on when all are.
    pub(super) fn count_schema(&self, name: &str, count: &CheckedVar, field: &Field<'_>) -> (TokenStream, bool) {
        let krate = self.krate(Span::call_site());
        let is_ring = field.attribute.take.in_use.as_ref().is_some_and(|in_use| in_use.is_ring);
        let (var, path, c_type) = (count.var, &count.path, &count.target.c_type);
        let way = steps(&krate, &self.container.enums, Use { steps: &count.target.steps, whole: false });
        (quote! { #krate::typed::FieldSchema::new(#name, #var, #path, #c_type).steps(#way) }, is_ring)
    }
}
