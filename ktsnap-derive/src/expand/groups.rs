//! Groups: the member that names them, and the comparison of the field's type with it.

use ktsnap_btf::{Step, Type};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::Output;
use super::c_type::{Use, c_type};
use super::schema::may_be_of_user;
use super::tokens::{at, reduce, respan, steps};
use crate::check::groups::CheckedGroups;
use crate::check::{CheckedField, CheckedStruct};
use crate::parse::Field;

impl Output<'_> {
    /// The call that adds groups to the description of a field.
    pub(super) fn group_schema(&self, name: &str, var: usize, groups: &CheckedGroups) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let CheckedGroups { key, path, slot, .. } = groups;
        let (steps, c_type) = (self.key_steps(&key.steps), &key.c_type);
        quote! {
            .groups(&#krate::__private::GroupSchema::new(
                #krate::typed::FieldSchema::new(#name, #var, #path, #c_type).steps(#steps),
                #slot,
            ))
        }
    }

    /// The member that names the groups, for a field of a struct that is a map's value.
    pub(super) fn group_key(&self, field: &Field<'_>, checked: Option<&CheckedStruct<'_>>) -> Option<TokenStream> {
        let krate = self.krate(Span::call_site());
        let position = self.fields.iter().position(|other| other.ident == field.ident)?;
        let groups = checked?.fields.get(position)?.as_ref()?.groups.as_ref()?;
        let (to_slot, from_there) = groups.key.steps.split_at_checked(groups.slot)?;
        let (slot, key, [base, path]) = (self.key_steps(to_slot), self.key_steps(from_there), &groups.paths);
        Some(quote! { #krate::__private::GroupKey::new((#base, #slot), (#path, #key)) })
    }

    fn key_steps(&self, way: &[Step]) -> TokenStream {
        steps(&self.krate(Span::call_site()), &self.container.enums, Use { steps: way, whole: true })
    }

    /// Stops the build if the field's type can't hold the groups: a macro can't resolve the names of the user's types. To the
    /// compiler, groups are a map from the key to a value for each CPU.
    pub(super) fn group_check(&self, field: &Field<'_>, part: &CheckedField, groups: &CheckedGroups) -> TokenStream {
        let span = at(field.ty.span());
        let krate = self.krate(span);
        let counts = field.attribute.count.is_some();
        let in_slot = if counts { &[] } else { part.target.steps.get(groups.slot..).unwrap_or_default() };
        let way = Use { steps: in_slot, whole: may_be_of_user(field) };
        let count = Type::Int { size: 8, signed: false };
        let slot = c_type(&krate, if counts { &count } else { &groups.of }, &[way]);
        let key = c_type(&krate, &groups.key.ty, &[Use { steps: &[], whole: true }]);
        let all: Vec<_> = std::iter::once(Step::All).chain(in_slot.iter().cloned()).collect();
        let way = steps(&krate, &self.container.enums, Use { steps: &all, ..way });
        let how = reduce(&krate, part.how.reduce.unwrap_or(ktsnap_btf::Reduce::Sum));
        let widen = part.how.widen.then(|| quote! { .widen() });
        let (key_c_type, c_type) = (&groups.key.c_type, &part.target.c_type);
        let (path, name) = (&part.path, field.ident.unraw().to_string());
        let [_, by] = &groups.paths;
        let help = format!("give the rows of `{name}` the types in C");
        let known = self.field(field);
        let check = respan(
            quote! {
                #known.assert_groups_fit(
                    #krate::__private::CType::Entries(&#krate::__private::CEntries::new(
                        #key,
                        #key_c_type,
                        #krate::__private::CType::PerCpu(&#slot),
                    )),
                    #by,
                    &#krate::typed::FieldSchema::new(#name, 0, #path, #c_type).steps(#way).reduce(#how)#widen,
                    #help,
                );
            },
            span,
        );
        let enumerators = self.enumerators(field, &part.target.steps);
        quote_spanned! {span=> const _: () = { #enumerators #check }; }
    }
}
