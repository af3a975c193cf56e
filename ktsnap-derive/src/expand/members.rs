//! `FieldType` for a struct that mirrors one of C's.

use ktsnap_btf::{Path, Step, Type};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::Output;
use super::c_type::Use;
use super::schema::may_be_of_user;
use super::tokens::{at, enumerators, local, option, reduce, steps, unwrap_ok};
use ktsnap_derive_internals::check::row::Row;
use ktsnap_derive_internals::check::{CheckedStruct, ResolvedTarget};
use ktsnap_derive_internals::parse::{Field, FieldAttributes, FieldSource, StructTarget};

/// Where a member is, and how it becomes the field's value.
struct Member {
    path: String,
    steps: Vec<Step>,
    reduce: Option<ktsnap_btf::Reduce>,
    widen: bool,
}

impl Output<'_> {
    pub(super) fn members_impl(
        &self,
        object: &str,
        checked: Option<&CheckedStruct<'_>>,
        ty: Option<&Type>,
    ) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let here = local("at");
        let members: Vec<_> = self
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| !field.skipped())
            .map(|(index, field)| (field, self.member(index, field, checked)))
            .collect();
        let name = self.input.ident.unraw().to_string();
        let tag = match self.target {
            StructTarget::Nested(tag) | StructTarget::Value { value: tag, .. } => Some(tag.value()),
            StructTarget::Section(_)
            | StructTarget::Entries { .. }
            | StructTarget::Row { .. }
            | StructTarget::Parts => None,
        };
        let tag = option(ty.and_then(Type::tag).or(tag).map(|tag| quote! { #tag }));
        let row = checked.and_then(|checked| match &checked.target {
            ResolvedTarget::Row(row) => Some(row),
            _ => None,
        });
        let size = ty.and_then(Type::size).or(row.and_then(Row::size)).and_then(|size| usize::try_from(size).ok());
        let known = size.filter(|_| !object.is_empty()).map(|size| quote! { .checked(#object, #size) });
        let array = row.map(|row| self.row_array(&krate, row));
        let mirrors = members.iter().map(|(field, member)| {
            let name = field.ident.unraw().to_string();
            let Member { path, steps: way, reduce: how, widen } = member;
            let way = Use { steps: way, whole: may_be_of_user(field) };
            let way = steps(&krate, &self.container.enums, way);
            let how = option(how.map(|how| reduce(&krate, how)));
            let rust_type = self.rust_type(field);
            let own = field.reduce().map(|how| {
                let how = reduce(&krate, how);
                quote! { .of_structs(#how) }
            });
            quote! {
                #krate::__private::RustMember::new(#name, #path, #way, #how, #widen, #rust_type) #own
            }
        });
        let read = self.built(|index, _, known, span| {
            let rust_type = local("rust_type");
            let field = members.get(index).map(|(field, _)| *field);
            if let Some((field, key)) = field.and_then(|field| Some((field, self.group_key(field, checked)?))) {
                if field.attribute.count.is_some() {
                    return quote_spanned! {span=> #known.count_group_member(#here, #key)? };
                }
                let Some(how) = field.reduce() else {
                    return quote_spanned! {span=> #known.labelled_member(#here, #rust_type, #index, #key)? };
                };
                let how = reduce(&krate, how);
                return quote_spanned! {span=> #known.group_member(#here, #rust_type, #index, #key, #how)? };
            }
            if row.is_some() {
                let read = match field.and_then(|field| self.primitive(field)) {
                    Some(ty) => quote_spanned! {span=> #krate::__private::column::<#ty>(&#here, #rust_type, #index) },
                    None => quote_spanned! {span=> #known.column(&#here, #rust_type, #index) },
                };
                return unwrap_ok(&read, span);
            }
            let read = match (members.get(index), field.and_then(|field| self.primitive(field))) {
                (Some((_, Member { reduce: Some(_), .. })), _) => {
                    quote_spanned! {span=> #known.reduce_member(#here, #rust_type, #index) }
                }
                (_, Some(ty)) => {
                    quote_spanned! {span=> #krate::__private::read_member::<#ty>(#here, #rust_type, #index) }
                }
                (_, None) => quote_spanned! {span=> #known.member(#here, #rust_type, #index) },
            };
            unwrap_ok(&read, span)
        });
        let own_type = local("rust_type");
        let cells = row.map(|_| quote! { let #here = #here.row(#own_type)?; });
        let own_c_type = checked.map(|checked| {
            let c_type = self.own_c_type(checked);
            quote! { const C_TYPE: #krate::__private::CType = #c_type; }
        });
        let later = self.later();
        let since = self.since(checked);
        // Of a struct that is a map's value, only the total reduces the fields.
        let reduced =
            (!matches!(self.target, StructTarget::Value { .. }) || self.has_total()).then(|| self.members_to_reduce());
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
            let asserted = self.enumerators(field, &self.member(index, field, None).steps);
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

    fn member(&self, index: usize, field: &Field<'_>, checked: Option<&CheckedStruct<'_>>) -> Member {
        if let Some(part) = checked.and_then(|checked| checked.fields.get(index)?.as_ref()) {
            let (path, steps) = (part.path.clone(), part.target.steps.clone());
            return Member { path, steps, reduce: part.how.reduce, widen: part.how.widen };
        }
        // Without an object, what `model` has held to be a path.
        let path = match field.source() {
            Some(FieldSource::Name(path) | FieldSource::Path(path)) => path,
            None => String::new(),
        };
        let steps = Path::parse_steps(&path).ok().and_then(|path| path.unresolved(true).ok()).unwrap_or_default();
        Member { path, steps, reduce: field.reduce(), widen: field.how().widen }
    }
}
