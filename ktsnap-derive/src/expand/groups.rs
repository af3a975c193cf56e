//! Rows and groups: the comparison of the field's type with the values that name and choose them.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::Output;
use super::c_type::Writer;
use super::tokens::{at, option, respan};
use ktsnap_derive_internals::check::CheckedField;
use ktsnap_derive_internals::parse::Field;

impl Output<'_> {
    /// Stops the build if the field's type can't hold the rows: a macro can't resolve the names of the user's types. To the
    /// compiler, rows are the entries of a map, and groups those of one with a value for each CPU. `None` for a field without
    /// rows.
    pub(super) fn group_check(&self, field: &Field<'_>, part: &CheckedField) -> Option<TokenStream> {
        let check = self.described.rows_check(field)?;
        let span = at(field.ty.span());
        let krate = self.krate(span);
        let writer = Writer { krate: krate.clone(), enums: &self.container.enums };
        let known = self.field(field);
        let (key, indices) = match &check.key {
            Some(key) => (writer.c_type(key), None),
            None => {
                let end = option(check.end.map(|end| quote! { #end }));
                (quote! { #known.index_type() }, Some(quote! { #known.assert_indices_fit(#end); }))
            }
        };
        let (key_c_type, by, help) = (&check.key_c_type, &check.by, &check.help);
        let (slot, value) = (writer.c_type(&check.slot), writer.field(&check.value));
        let check = respan(
            quote! {
                #indices
                #known.assert_groups_fit(
                    #krate::__private::CType::Entries(&#krate::__private::CEntries::new(
                        #key,
                        #key_c_type,
                        #slot,
                    )),
                    #by,
                    &#value,
                    #help,
                );
            },
            span,
        );
        let enumerators = self.enumerators(field, &part.target.steps);
        Some(quote_spanned! {span=> const _: () = { #enumerators #check }; })
    }
}
