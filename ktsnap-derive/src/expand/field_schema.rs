//! The descriptions of fields, as constants.

use ktsnap_derive_internals::schema::{FieldSchema, GroupKey, GroupSchema, InUse, SlotPath, SlotSchema};
use proc_macro2::TokenStream;
use quote::quote;

use super::c_type::Writer;
use super::tokens::reduce;

impl Writer<'_> {
    pub(super) fn field(&self, field: &FieldSchema) -> TokenStream {
        let krate = &self.krate;
        let FieldSchema { name, var, path, c_type, .. } = field;
        let steps = (!field.steps.is_empty()).then(|| {
            let steps = self.steps(&field.steps);
            quote! { .steps(#steps) }
        });
        let reduce = field.reduce.map(|how| {
            let how = reduce(krate, how);
            quote! { .reduce(#how) }
        });
        let widen = field.widen.then(|| quote! { .widen() });
        let allow = field.allow_unmapped.then(|| quote! { .allow_unmapped() });
        let groups = field.groups.as_ref().map(|groups| {
            let groups = self.groups(groups);
            quote! { .groups(&#groups) }
        });
        let index = field.index.as_ref().map(|index| {
            let index = self.field(index);
            quote! { .index(&#index) }
        });
        let count = field.count.as_ref().map(|count| {
            let count = self.field(count);
            quote! { .count(&#count) }
        });
        quote! {
            #krate::typed::FieldSchema::new(#name, #var, #path, #c_type)#steps #reduce #widen #allow #groups #index #count
        }
    }

    fn groups(&self, groups: &GroupSchema) -> TokenStream {
        let krate = &self.krate;
        let slot = groups.slot;
        let group = quote! { #krate::__private::GroupSchema };
        let schema = match &groups.key {
            Some(SlotSchema { field, is_parallel: false }) => {
                let key = self.field(field);
                quote! { #group::new(#key, #slot) }
            }
            Some(key) => {
                let key = self.slot(key);
                quote! { #group::indexed(#slot).key(#key) }
            }
            None => quote! { #group::indexed(#slot) },
        };
        let only = groups.only.as_ref().map(|only| {
            let only = self.slot(only);
            quote! { .only(#only) }
        });
        let in_use = groups.in_use.as_ref().map(|InUse { count, is_ring }| {
            let count = self.field(count);
            quote! { .in_use(#count, #is_ring) }
        });
        quote! { #schema #only #in_use }
    }

    fn slot(&self, slot: &SlotSchema) -> TokenStream {
        let krate = &self.krate;
        let field = self.field(&slot.field);
        if slot.is_parallel {
            return quote! { #krate::__private::SlotSchema::parallel(#field) };
        }
        quote! { #krate::__private::SlotSchema::member(#field) }
    }

    /// What names and chooses the rows of a field, in a struct that is the value of a map.
    pub(super) fn group_key(&self, of: &GroupKey) -> TokenStream {
        let krate = &self.krate;
        let (base, slot) = (&of.base, self.steps(&of.slot));
        let group = quote! { #krate::__private::GroupKey };
        let key = match &of.key {
            Some(SlotPath { path, steps, is_parallel: false }) => {
                let steps = self.steps(steps);
                quote! { #group::new((#base, #slot), (#path, #steps)) }
            }
            Some(key) => {
                let key = self.slot_path(key);
                quote! { #group::indexed((#base, #slot)).key(#key) }
            }
            None => quote! { #group::indexed((#base, #slot)) },
        };
        let only = of.only.as_ref().map(|only| {
            let only = self.slot_path(only);
            quote! { .only(#only) }
        });
        quote! { #key #only }
    }

    fn slot_path(&self, of: &SlotPath) -> TokenStream {
        let krate = &self.krate;
        let (path, steps) = (&of.path, self.steps(&of.steps));
        if of.is_parallel {
            return quote! { #krate::__private::SlotPath::parallel(#path, #steps) };
        }
        quote! { #krate::__private::SlotPath::member(#path, #steps) }
    }
}
