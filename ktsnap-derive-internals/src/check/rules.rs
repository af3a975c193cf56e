//! Rules about the fields of a struct, for each kind of target.

use ktsnap_btf::Map;

use super::Checker;
use crate::error::Errors;
use crate::parse::Field;

impl Checker<'_, '_> {
    /// Reports fields with a `key`, in a struct that does not mirror entries.
    pub(super) fn reject_keys(&self, fact: &str, errors: &mut Errors) {
        for field in self.fields.iter().filter(|field| !field.attribute.damaged) {
            if let Some(key) = &field.attribute.key {
                let help = "remove `key`, or move the field to a struct with `#[snapshot(map = \"...\")]`";
                errors.push(key, fact, help);
            }
        }
    }

    /// Reports fields with `allow_unmapped`, in a struct that does not mirror a map.
    pub(super) fn reject_allow_unmapped(&self, errors: &mut Errors) {
        for allow in self.fields.iter().filter_map(|field| field.attribute.allow_unmapped.as_ref()) {
            errors.push(allow, "`allow_unmapped` only applies to per-CPU maps", "remove `allow_unmapped`");
        }
    }

    /// Reports `allow_unmapped` on a field or struct without a reduction over CPUs.
    pub(super) fn check_allow_unmapped(&self, map: &Map, errors: &mut Errors) {
        // In a struct of entries, `by` and `only` make rows of CPUs without a reduction, too.
        let over_cpus =
            |field: &Field<'_>| field.reduce().is_some() || (field.has_slots() && field.attribute.key.is_some());
        let reduced = |field: &Field<'_>| over_cpus(field) && map.kind.is_per_cpu();
        let of_fields = self.fields.iter().filter(|field| !reduced(field));
        let of_fields = of_fields.filter_map(|field| field.attribute.allow_unmapped.as_ref());
        let of_struct = self.allow_unmapped.filter(|_| !self.fields.iter().any(reduced));
        for allow in of_fields.chain(of_struct) {
            let fact = "`allow_unmapped` only applies to a reduction over CPUs";
            errors.push(allow, fact, "remove `allow_unmapped`");
        }
    }

    /// Requires a field that is neither skipped nor an `Option`. A report may lack optional fields, so they can't identify
    /// the map to read. If the path follows a pointer, an `Option` is for a NULL pointer, and the variable is required.
    pub(super) fn require_a_field(&self, errors: &mut Errors) {
        let mut read = self.fields.iter().filter(|field| !field.skipped()).peekable();
        if self.fields.is_empty() {
            return;
        }
        if read.peek().is_none() {
            let fact = format!("every field of `{}` is skipped", self.ident);
            errors.push(self.ident, fact, "remove `skip` from a field");
        } else if read.all(|field| field.optional() && !field.has_arrow()) {
            let fact =
                format!("every field of `{}` is an `Option`, so no field identifies the map to read", self.ident);
            errors.push(self.ident, fact, "remove `Option` from a field that every report has");
        }
    }

    /// Requires that either all fields of a per-CPU struct have a reduction or none.
    pub(super) fn check_total(&self, errors: &mut Errors) {
        let fields = || self.fields.iter().filter(|field| !field.skipped());
        if fields().all(|field| field.reduce().is_none()) {
            return;
        }
        for field in fields().filter(|field| field.reduce().is_none()) {
            let fact = format!("`{}` has no reduction, but other fields of `{}` have one", field.ident, self.ident);
            errors.push(field.ident, fact, "add `sum`, `max` or `min` in `#[snapshot(...)]`");
        }
    }
}
