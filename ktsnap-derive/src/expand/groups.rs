//! Rows and groups: the values that name and choose them, and the comparison of the field's type with these.

use ktsnap_btf::{Step, Type};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::Output;
use super::c_type::{Use, c_type};
use super::schema::may_be_of_user;
use super::tokens::{at, option, reduce, respan, steps};
use ktsnap_derive_internals::check::groups::{CheckedGroups, RowKey};
use ktsnap_derive_internals::check::slots::SlotPart;
use ktsnap_derive_internals::check::{CheckedField, CheckedStruct};
use ktsnap_derive_internals::parse::Field;

impl Output<'_> {
    /// The call that adds rows to the description of a field.
    pub(super) fn group_schema(&self, name: &str, part: &CheckedField, field: &Field<'_>) -> Option<TokenStream> {
        let krate = self.krate(Span::call_site());
        let groups = part.groups.as_ref()?;
        let slot = groups.slot;
        let described = |value: &SlotPart| {
            let (path, c_type, var) = (&value.path, &value.target.c_type, value.parallel.unwrap_or(part.var));
            let steps = self.key_steps(&value.target.steps);
            quote! { #krate::typed::FieldSchema::new(#name, #var, #path, #c_type).steps(#steps) }
        };
        let of_slot = |value: &SlotPart| {
            let described = described(value);
            let how = if value.parallel.is_some() {
                quote! { parallel }
            } else {
                quote! { member }
            };
            quote! { #krate::__private::SlotSchema::#how(#described) }
        };
        let schema = match &groups.key {
            RowKey::Part(key) if key.parallel.is_none() => {
                let key = described(key);
                quote! { #krate::__private::GroupSchema::new(#key, #slot) }
            }
            RowKey::Part(key) => {
                let key = of_slot(key);
                quote! { #krate::__private::GroupSchema::indexed(#slot).key(#key) }
            }
            RowKey::Index(_) | RowKey::Entry(..) => quote! { #krate::__private::GroupSchema::indexed(#slot) },
        };
        let only = groups.only.as_ref().map(|only| {
            let only = of_slot(only);
            quote! { .only(#only) }
        });
        let in_use = part.count.as_ref().map(|count| {
            let (count, is_ring) = self.count_schema(name, count, field);
            quote! { .in_use(#count, #is_ring) }
        });
        Some(quote! { .groups(&#schema #only #in_use) })
    }

    /// What names and chooses the rows, for a field of a struct that is a map's value.
    pub(super) fn group_key(&self, field: &Field<'_>, checked: Option<&CheckedStruct<'_>>) -> Option<TokenStream> {
        let krate = self.krate(Span::call_site());
        let position = self.fields.iter().position(|other| other.ident == field.ident)?;
        let part = checked?.fields.get(position)?.as_ref()?;
        let groups = part.groups.as_ref()?;
        let from_slot = |value: &SlotPart| {
            let steps = value.target.steps.get(groups.slot..).unwrap_or_default();
            (value.written.clone(), self.key_steps(steps))
        };
        let of_slot = |value: &SlotPart| {
            if value.parallel.is_some() {
                let (path, steps) = (&value.path, self.key_steps(&value.target.steps));
                return quote! { #krate::__private::SlotPath::parallel(#path, #steps) };
            }
            let (path, steps) = from_slot(value);
            quote! { #krate::__private::SlotPath::member(#path, #steps) }
        };
        let (slot, base) = (self.key_steps(part.target.steps.get(..groups.slot)?), &groups.base);
        let key = match &groups.key {
            RowKey::Part(key) if key.parallel.is_none() => {
                let (path, key) = from_slot(key);
                quote! { #krate::__private::GroupKey::new((#base, #slot), (#path, #key)) }
            }
            RowKey::Part(key) => {
                let key = of_slot(key);
                quote! { #krate::__private::GroupKey::indexed((#base, #slot)).key(#key) }
            }
            RowKey::Index(_) | RowKey::Entry(..) => quote! { #krate::__private::GroupKey::indexed((#base, #slot)) },
        };
        let only = groups.only.as_ref().map(|only| {
            let only = of_slot(only);
            quote! { .only(#only) }
        });
        Some(quote! { #key #only })
    }

    fn key_steps(&self, way: &[Step]) -> TokenStream {
        steps(&self.krate(Span::call_site()), &self.container.enums, Use { steps: way, whole: true })
    }

    /// Stops the build if the field's type can't hold the rows: a macro can't resolve the names of the user's types. To the
    /// compiler, rows are the entries of a map, and groups those of one with a value for each CPU.
    pub(super) fn group_check(&self, field: &Field<'_>, part: &CheckedField, groups: &CheckedGroups) -> TokenStream {
        let span = at(field.ty.span());
        let krate = self.krate(span);
        let counts = field.attribute.count.is_some();
        let in_slot = if counts { &[] } else { part.target.steps.get(groups.slot..).unwrap_or_default() };
        let way = Use { steps: in_slot, whole: may_be_of_user(field) };
        let count = Type::Int { size: 8, signed: false };
        let slot = c_type(&krate, if counts { &count } else { &groups.of }, &[way]);
        let known = self.field(field);
        let whole_key = |ty: &Type| c_type(&krate, ty, &[Use { steps: &[], whole: true }]);
        let indices = match &groups.key {
            RowKey::Index(end) => {
                let end = option(end.map(|end| quote! { #end }));
                Some(quote! { #known.assert_indices_fit(#end); })
            }
            RowKey::Part(_) | RowKey::Entry(..) => None,
        };
        let (key, key_c_type, by) = match &groups.key {
            RowKey::Part(key) => (whole_key(&key.target.ty), key.target.c_type.as_str(), key.written.as_str()),
            RowKey::Entry(ty, c_type) => (whole_key(ty), c_type.as_str(), "key"),
            RowKey::Index(_) => (quote! { #known.index_type() }, "index", "index"),
        };
        let all: Vec<_> = std::iter::once(Step::All).chain(in_slot.iter().cloned()).collect();
        let way = steps(&krate, &self.container.enums, Use { steps: &all, ..way });
        let (slot, how) = match part.how.reduce {
            Some(how) => {
                let how = reduce(&krate, how);
                (quote! { #krate::__private::CType::PerCpu(&#slot) }, Some(quote! { .reduce(#how) }))
            }
            None => (slot, None),
        };
        let widen = part.how.widen.then(|| quote! { .widen() });
        let c_type = &part.target.c_type;
        let (path, name) = (&part.path, field.ident.unraw().to_string());
        let help = format!("give the rows of `{name}` the types in C");
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
                    &#krate::typed::FieldSchema::new(#name, 0, #path, #c_type).steps(#way)#how #widen,
                    #help,
                );
            },
            span,
        );
        let enumerators = self.enumerators(field, &part.target.steps);
        quote_spanned! {span=> const _: () = { #enumerators #check }; }
    }
}
