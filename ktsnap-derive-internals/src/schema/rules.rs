//! How a difference of two reads takes the fields.

use syn::Ident;

use super::Described;
use crate::check::{CheckedStruct, keeps_later};

impl<'d> Described<'d> {
    /// The fields whose later value a difference keeps: those that are read, and totals of them.
    pub fn that_keep_later(&self) -> Vec<&'d Ident> {
        let constant = self.checked.is_some_and(CheckedStruct::is_constant);
        let read = self.fields.iter().filter(|field| !field.skipped()).enumerate();
        let read = read.filter(|(index, field)| constant || keeps_later(self.checked, *index, field));
        self.with_totals(read.map(|(_, field)| field.ident).collect())
    }

    /// The fields whose counters may decrease: those that say so, and totals of them.
    pub fn that_saturate(&self) -> Vec<&'d Ident> {
        let marked = self.fields.iter().filter(|field| field.attribute.saturating.is_some());
        self.with_totals(marked.map(|field| field.ident).collect())
    }

    /// Adds the fields that are totals of one of the fields.
    fn with_totals(&self, mut fields: Vec<&'d Ident>) -> Vec<&'d Ident> {
        let totals = self.fields.iter().filter_map(|field| Some((field, field.attribute.of_fields.as_ref()?)));
        let totals = totals.filter(|(_, of)| of.fields.iter().any(|name| fields.contains(&name)));
        let totals: Vec<&Ident> = totals.map(|(field, _)| field.ident).collect();
        fields.extend(totals);
        fields
    }
}
