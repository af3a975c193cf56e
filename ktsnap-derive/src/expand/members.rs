//! `FieldType` for a struct that mirrors one of C's.

use ktsnap_btf::Step;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::Output;
use super::tokens::{at, enumerators, local, option, reduce, unwrap_ok};
use ktsnap_derive_internals::check::CheckedStruct;
use ktsnap_derive_internals::parse::{Field, FieldAttributes, StructTarget};
use ktsnap_derive_internals::schema::{Member, MemberReading, StructSchema};

impl Output<'_> {
    pub(super) fn members_impl(&self, object: &str, checked: Option<&CheckedStruct<'_>>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let here = local("at");
        let writer = self.writer();
        let StructSchema { name, tag, row, size, members } = self.described.structure();
        let tag = option(tag.map(|tag| quote! { #tag }));
        let known = size.filter(|_| !object.is_empty()).map(|size| quote! { .checked(#object, #size) });
        let array = row.as_ref().map(|row| self.row_array(row));
        let mirrors = members.iter().map(|member| {
            let Member { field, name, path, widen, .. } = member;
            let way = writer.steps(&member.steps);
            let how = option(member.reduce.map(|how| reduce(&krate, how)));
            let rust_type = self.rust_type(field);
            let own = member.of_structs.map(|how| {
                let how = reduce(&krate, how);
                quote! { .of_structs(#how) }
            });
            quote! {
                #krate::__private::RustMember::new(#name, #path, #way, #how, #widen, #rust_type) #own
            }
        });
        let read = self.built(|index, field, known, span| {
            let rust_type = local("rust_type");
            let Some(member) = members.get(index) else { return TokenStream::new() };
            let read = match (&member.reading, self.primitive(field)) {
                (MemberReading::Counts(key), _) => {
                    let key = writer.group_key(key);
                    return quote_spanned! {span=> #known.count_group_member(#here, #key)? };
                }
                (MemberReading::Labelled(key), _) => {
                    let key = writer.group_key(key);
                    return quote_spanned! {span=> #known.labelled_member(#here, #rust_type, #index, #key)? };
                }
                (MemberReading::Groups(key, how), _) => {
                    let (key, how) = (writer.group_key(key), reduce(&krate, *how));
                    return quote_spanned! {span=> #known.group_member(#here, #rust_type, #index, #key, #how)? };
                }
                (MemberReading::Column, Some(ty)) => {
                    quote_spanned! {span=> #krate::__private::column::<#ty>(&#here, #rust_type, #index) }
                }
                (MemberReading::Column, None) => quote_spanned! {span=> #known.column(&#here, #rust_type, #index) },
                (MemberReading::Reduced, _) => {
                    quote_spanned! {span=> #known.reduce_member(#here, #rust_type, #index) }
                }
                (MemberReading::Whole, Some(ty)) => {
                    quote_spanned! {span=> #krate::__private::read_member::<#ty>(#here, #rust_type, #index) }
                }
                (MemberReading::Whole, None) => quote_spanned! {span=> #known.member(#here, #rust_type, #index) },
            };
            unwrap_ok(&read, span)
        });
        let own_type = local("rust_type");
        let cells = row.as_ref().map(|_| quote! { let #here = #here.row(#own_type)?; });
        let own_c_type = checked.map(|checked| {
            let c_type = self.own_c_type(checked);
            quote! { const C_TYPE: #krate::__private::CType = #c_type; }
        });
        let later = self.later();
        let since = self.since(checked);
        // Of a struct that is a map's value, only the total reduces the fields.
        let reduced = (!matches!(self.target, StructTarget::Value { .. }) || self.described.has_total())
            .then(|| self.members_to_reduce());
        let key_text = matches!(self.target, StructTarget::Nested(_)).then(|| self.key_text());
        self.implementation(
            &quote! { #krate::__private::FieldValue },
            &quote! {
                const RUST_TYPE: #krate::__private::RustType = #krate::__private::RustType::Struct(
                    &#krate::__private::RustStruct::new(#name, #tag, &[#(#mirrors),*])#array #known
                );

                #own_c_type

                fn read(
                    #here: #krate::__private::ValueCursor<'_>,
                ) -> ::core::result::Result<Self, #krate::__private::ReadFailure> {
                    let #own_type = &<Self as #krate::__private::FieldValue>::RUST_TYPE;
                    #cells
                    ::core::result::Result::Ok(#read)
                }

                #later

                #since

                #key_text

                #reduced
            },
        )
    }

    /// `key_text` of `FieldValue`. One call for the whole struct costs less to compile than one for each field.
    fn key_text(&self) -> TokenStream {
        let krate = self.krate(Span::call_site());
        quote! {
            fn key_text(&self) -> ::core::option::Option<::std::string::String> {
                #[allow(unused_imports)]
                use #krate::__private::NotDebug as _;
                #krate::__private::struct_key(self).text()
            }
        }
    }

    /// Stops the build where no Rust enum has an enumerator that a path names. With an object the checks of the fields do.
    pub(super) fn enumerator_checks(&self) -> TokenStream {
        let checks = self.fields.iter().enumerate().filter(|(_, field)| !field.skipped()).map(|(index, field)| {
            let asserted = self.enumerators(field, &self.described.steps(index, field));
            (!asserted.is_empty()).then(|| quote! { const _: () = { #asserted }; })
        });
        checks.flatten().collect()
    }

    /// Statements that do so for one field, shown at the string that names the enumerators.
    pub(super) fn enumerators(&self, field: &Field<'_>, steps: &[Step]) -> TokenStream {
        let FieldAttributes { path, key, .. } = &field.attribute;
        let written = match steps {
            [Step::Enumerator(_), ..] => key.as_ref().or(path.as_ref()),
            _ => path.as_ref(),
        };
        let span = at(written.map_or(field.ty.span(), Spanned::span));
        enumerators(&self.krate(span), &self.container.enums, steps, span)
    }
}
