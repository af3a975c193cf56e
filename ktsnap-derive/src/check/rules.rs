//! Rules about the fields of a struct, for each kind of target.

use ktsnap_btf::Map;

use super::Checker;
use crate::error::Errors;
use crate::parse::Field;

impl Checker<'_, '_> {
    /// No field may name a key.
    pub(super) fn keyless(&self, place: &str, errors: &mut Errors) {
        for field in self.fields.iter().filter(|field| !field.attribute.damaged) {
            if let Some(key) = &field.attribute.key {
                let help = format!("remove it, or move the field to {place}: `#[snapshot(map = \"...\")]`");
                errors.push(key, "`key` names an entry of a map, and the struct mirrors none", help);
            }
        }
    }

    /// No field may leave out slots of CPUs.
    pub(super) fn slotless(&self, errors: &mut Errors) {
        for allow in self.fields.iter().filter_map(|field| field.attribute.allow_unmapped.as_ref()) {
            errors.push(allow, "`allow_unmapped` only applies to per-CPU maps", "remove it");
        }
    }

    /// Where slots may be left out, there must be slots of CPUs, and something that is made of them.
    pub(super) fn reduces_cpus(&self, map: &Map, errors: &mut Errors) {
        let reduced = |field: &Field<'_>| field.reduce().is_some() && map.kind.is_per_cpu();
        let of_fields = self.fields.iter().filter(|field| !reduced(field));
        let in_vain = of_fields.filter_map(|field| field.attribute.allow_unmapped.as_ref());
        let of_struct = self.allow_unmapped.filter(|_| !self.fields.iter().any(reduced));
        for allow in in_vain.chain(of_struct) {
            errors.push(allow, "`allow_unmapped` only applies to a reduction over CPUs", "remove it");
        }
    }

    /// What a capture may lack can't tell which map to read.
    pub(super) fn some_required(&self, errors: &mut Errors) {
        let mut read = self.fields.iter().filter(|field| !field.skipped()).peekable();
        if self.fields.is_empty() {
            return;
        }
        if read.peek().is_none() {
            let help = "remove `skip` from one of them";
            errors.push(
                self.ident,
                format!("every field of `{}` is skipped, so there is nothing to read", self.ident),
                help,
            );
        } else if read.all(Field::optional) {
            let help = "write at least one field without `Option`: a variable that every capture has";
            errors.push(
                self.ident,
                format!("every field of `{}` is an `Option`, so no field says which map to read", self.ident),
                help,
            );
        }
    }

    /// In a struct a CPU, either all fields have a reduction or none has.
    pub(super) fn total(&self, errors: &mut Errors) {
        let fields = || self.fields.iter().filter(|field| !field.skipped());
        if fields().all(|field| field.reduce().is_none()) {
            return;
        }
        for field in fields().filter(|field| field.reduce().is_none()) {
            errors.push(
                field.ident,
                format!("`{}` has no reduction, and other fields of `{}` have", field.ident, self.ident),
                "add `sum`, `max` or `min` in `#[snapshot(...)]`: a total over the CPUs needs one for each field",
            );
        }
    }
}
