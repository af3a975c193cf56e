//! `SnapshotSchema` for a struct that mirrors a section, a map's entries, or the value of a map.

use ktsnap_btf::{FieldType, Map, Reduce, Type};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::c_type::{self, Use};
use super::tokens::{at, local, reduce, steps, unwrap_ok};
use super::{Known, Output};
use ktsnap_derive_internals::check::groups::CheckedGroups;
use ktsnap_derive_internals::check::{CheckedField, CheckedStruct, CheckedVar, ResolvedTarget};
use ktsnap_derive_internals::parse::Field;

impl Output<'_> {
    pub(super) fn schema_impl(&self, object: &str, big_endian: bool, checked: &CheckedStruct<'_>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let from = local("from");
        let schema = self.schema(object, big_endian, checked);
        let value = |index: usize, field: &Field<'_>, known: &Known<'_>, span: Span| match field.reduce() {
            _ if field.attribute.take.in_use.is_some() && !field.has_slots() => {
                self.read_in_use(field, known, index, checked, span)
            }
            _ if field.attribute.count.is_some() => quote_spanned! {span=> #known.count_groups(#from, #index)? },
            Some(_) if field.has_slots() => quote_spanned! {span=> #known.groups(#from, #index)? },
            None if field.has_slots() => quote_spanned! {span=> #known.labelled(#from, #index)? },
            Some(_) if field.has_rows() => quote_spanned! {span=> #known.reduce_rows(#from, #index)? },
            Some(_) => quote_spanned! {span=> #known.reduce(#from, #index)? },
            None => {
                let read = match self.primitive(field) {
                    Some(ty) => quote_spanned! {span=> #krate::__private::read_field::<Self, #ty>(#from, #index) },
                    None => quote_spanned! {span=> #known.read(#from, #index) },
                };
                unwrap_ok(&read, span)
            }
        };
        let totals = self.totals(value, |field, known, span| self.total_of_fields(field, known, span));
        let read = self.built(value);
        let difference = self.difference(checked.is_constant(), checked);
        let picker = self.picker();
        self.implementation(
            &quote! { #krate::__private::DerivedSchema },
            &quote! {
                const SCHEMA: #krate::typed::Schema = #schema;

                #[cfg_attr(debug_assertions, inline)]
                #[cfg_attr(not(debug_assertions), inline(always))]
                fn read(
                    #from: &#krate::__private::FieldReader<'_>,
                ) -> ::core::result::Result<Self, #krate::SchemaError> {
                    #from.of(const { &Self::SCHEMA })?;
                    #totals
                    ::core::result::Result::Ok(#read)
                }

                #difference

                #picker
            },
        )
    }

    /// A struct that mirrors a map's whole value: one a CPU, and their total if each field says how.
    pub(super) fn value_impl(
        &self,
        object: &str,
        big_endian: bool,
        map: &Map,
        ty: &Type,
        checked: &CheckedStruct<'_>,
    ) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let from = local("from");
        let schema = self.value_schema(object, big_endian, map, ty, checked);
        let picker = self.picker();
        let later = local("earlier");
        let difference = quote! {
            fn difference(&self, #later: &Self) -> ::core::result::Result<Self, #krate::series::CounterReset> {
                ::core::result::Result::map_err(
                    <Self as #krate::__private::FieldValue>::since(self, #later, #krate::__private::Decrease::Error),
                    ::core::convert::From::from,
                )
            }
        };
        if !map.kind.is_per_cpu() {
            return self.implementation(
                &quote! { #krate::__private::DerivedSchema },
                &quote! {
                    const SCHEMA: #krate::typed::Schema = #schema;

                    fn read(
                        #from: &#krate::__private::FieldReader<'_>,
                    ) -> ::core::result::Result<Self, #krate::SchemaError> {
                        #krate::__private::whole(#from)
                    }

                    #difference

                    #picker
                },
            );
        }
        let slot = self.implementation(
            &quote! { #krate::__private::PerCpuValue },
            &quote! { const SCHEMA: #krate::typed::Schema = #schema; #picker },
        );
        let total = self.has_total().then(|| self.total_impl(&difference, checked));
        quote! { #slot #total }
    }

    /// Whether the struct is the value of a map whose fields all have a reduction.
    pub(super) fn has_total(&self) -> bool {
        self.fields.iter().filter(|field| !field.skipped()).all(|field| field.reduce().is_some())
    }

    fn total_impl(&self, difference: &TokenStream, checked: &CheckedStruct<'_>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let (slots, from, at) = (local("slots"), local("from"), local("at"));
        let (total, join) = if self.fields.iter().any(Field::has_slots) {
            let total = self.built(|_, field, known, span| {
                let name = field.ident.unraw().to_string();
                let how = reduce(&krate, field.reduce().unwrap_or(Reduce::Sum));
                let allow = self.allows_unmapped(field);
                if field.has_slots() {
                    return quote_spanned! {span=> #known.total_groups(#slots, #name, #how, #allow)? };
                }
                quote_spanned! {span=> #known.total(#slots, #name, #how, #allow)? }
            });
            (quote! { ::core::result::Result::Ok(#total) }, self.join_with_groups(&krate, checked))
        } else {
            let read = self.fields.iter().filter(|field| !field.skipped()).enumerate();
            let allow = read.filter(|(_, field)| self.allows_unmapped(field)).map(|(index, _)| index);
            let total = quote! { #krate::__private::total_of(#slots, &[#(#allow),*]) };
            (total, quote! { #krate::__private::join_total(self, #at) })
        };
        let total = self.implementation(
            &quote! { #krate::typed::Total },
            &quote! {
                fn total(
                    #slots: &#krate::PerCpu<Self>,
                ) -> ::core::result::Result<Self, #krate::typed::TotalError> {
                    #total
                }

                fn join(&mut self, #at: #krate::__private::ValueCursor<'_>) -> ::core::option::Option<()> {
                    #join
                }
            },
        );
        let schema = self.implementation(
            &quote! { #krate::__private::DerivedSchema },
            &quote! {
                const SCHEMA: #krate::typed::Schema = <Self as #krate::__private::PerCpuValue>::SCHEMA;

                fn read(
                    #from: &#krate::__private::FieldReader<'_>,
                ) -> ::core::result::Result<Self, #krate::SchemaError> {
                    #krate::__private::total(#from)
                }

                #difference

                fn picker() -> ::core::option::Option<#krate::pickers::Picker> {
                    <Self as #krate::__private::PerCpuValue>::picker()
                }
            },
        );
        quote! { #total #schema }
    }

    fn allows_unmapped(&self, field: &Field<'_>) -> bool {
        self.container.allow_unmapped.is_some() || field.attribute.allow_unmapped.is_some()
    }

    fn schema(&self, object: &str, big_endian: bool, checked: &CheckedStruct<'_>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let (location, vars, listing, resizable) = match checked.target {
            ResolvedTarget::Section(section) => {
                let (name, size, listed) = (&section.name, section.size, section.listed());
                let vars = checked.vars.iter().enumerate().map(|(index, var)| {
                    let ty = c_type::c_type(&krate, &var.ty, &self.uses(checked, index));
                    let (name, offset, size, c_type) = (&var.name, var.offset, var.size, &var.c_type);
                    let optional = self.optional(checked, index);
                    let position = listed.iter().position(|other| std::ptr::eq(*other, *var)).filter(|at| *at > 0);
                    let position = position.map(|at| quote! { .position(#at) });
                    quote! { #krate::typed::VarSchema::new(#name, #offset, #size, #c_type, #ty)#position #optional }
                });
                let vars: Vec<_> = vars.collect();
                (
                    quote! { #krate::__private::in_section(#name, #size) },
                    quote! { &[#(#vars),*] },
                    listing(&listed),
                    section.resizable().map(|var| var.offset),
                )
            }
            ResolvedTarget::Entries(map) | ResolvedTarget::Value(map, _) => {
                let uses: Vec<_> = self.uses(checked, 0);
                let inside: Vec<_> =
                    uses.iter().map(|one| Use { steps: one.steps.get(1..).unwrap_or_default(), ..*one }).collect();
                (location_of(&krate, map), self.map_var(map, map.value.as_ref(), &inside), String::new(), None)
            }
            ResolvedTarget::Nested(_) | ResolvedTarget::Row(_) => return TokenStream::new(),
        };
        let fields = self.fields.iter().zip(&checked.fields).filter_map(|(field, part)| {
            let part = part.as_ref()?;
            Some(self.field_schema(field, part))
        });
        let resizable = resizable.map(|offset| quote! { .resizable_from(#offset) });
        quote! {
            #krate::typed::Schema::new(#object, #location, #vars, &[#(#fields),*]).of_object(#big_endian, #listing) #resizable
        }
    }

    /// The schema of a struct that is itself what the map holds: one field, the struct.
    fn value_schema(
        &self,
        object: &str,
        big_endian: bool,
        map: &Map,
        ty: &Type,
        checked: &CheckedStruct<'_>,
    ) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let location = location_of(&krate, map);
        let vars = self.map_var(map, Some(ty), &self.uses(checked, 0));
        let ident = self.input.ident.unraw().to_string();
        let (name, tag) = (&map.name, ty.tag().unwrap_or_default());
        let way = Use { steps: &[ktsnap_btf::Step::Index(0)], whole: false };
        let index = steps(&krate, &self.container.enums, way);
        quote! {
            #krate::typed::Schema::new(
                #object,
                #location,
                #vars,
                &[#krate::typed::FieldSchema::new(#ident, 0, #name, #tag).steps(#index)],
            ).of_object(#big_endian, "")
        }
    }

    /// A map as the variable that its struct's fields start from.
    fn map_var(&self, map: &Map, value: Option<&Type>, uses: &[Use<'_>]) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let bytes = Type::Bytes { size: map.value_size };
        let value = c_type::c_type(&krate, value.unwrap_or(&bytes), uses);
        let element = if map.kind.is_per_cpu() {
            quote! { #krate::__private::CType::PerCpu(&#value) }
        } else {
            value
        };
        let (name, size) = (&map.name, map.value_size);
        let c_type = map.value_c_type.clone().unwrap_or_else(|| format!("{size} bytes"));
        if map.kind.has_keys() {
            let (key, key_c_type) = map.reported_key();
            let key = c_type::c_type(&krate, &key, &[Use { steps: &[], whole: true }]);
            return quote! {
                &[#krate::typed::VarSchema::new(#name, 0, #size, #c_type, #krate::__private::CType::Entries(
                    &#krate::__private::CEntries::new(#key, #key_c_type, #element)
                ))]
            };
        }
        // User space gives the number where the object does not.
        let len = usize::try_from(map.max_entries).ok().filter(|len| *len > 0).unwrap_or(usize::MAX);
        quote! {
            &[#krate::typed::VarSchema::new(
                #name, 0, #size, #c_type, #krate::__private::CType::Array { len: #len, element: &#element }
            )]
        }
    }

    /// The ways that fields take through a variable.
    fn uses<'c>(&self, checked: &'c CheckedStruct<'_>, var: usize) -> Vec<Use<'c>> {
        self.fields
            .iter()
            .zip(&checked.fields)
            .filter_map(|(field, part)| Some((field, part.as_ref()?)))
            .flat_map(|(field, part)| {
                let value = Use { steps: &part.target.steps, whole: may_be_of_user(field) };
                let of_slots = part.groups.iter().flat_map(CheckedGroups::parts);
                let of_slots = of_slots.filter(move |value| value.parallel.unwrap_or(part.var) == var);
                let of_slots = of_slots.map(|value| Use { steps: &value.target.steps, whole: true });
                (part.var == var).then_some(value).into_iter().chain(of_slots)
            })
            .chain(
                checked
                    .others()
                    .filter(|other| other.var == var)
                    .map(|other| Use { steps: &other.target.steps, whole: false }),
            )
            .collect()
    }

    /// Whether a capture may lack a variable: the types of its fields say so, which only the compiler knows.
    fn optional(&self, checked: &CheckedStruct<'_>, var: usize) -> Option<TokenStream> {
        let parts = self.fields.iter().zip(&checked.fields).filter_map(|(field, part)| Some((field, part.as_ref()?)));
        let parts: Vec<_> = parts.filter(|(_, part)| part.var == var).collect();
        // If the path follows a pointer, `None` means a NULL pointer.
        if parts.iter().any(|(_, part)| part.target.follows_a_pointer()) {
            return None;
        }
        let fields: Vec<_> = parts.into_iter().map(|(field, _)| field).collect();
        let is_required =
            checked.others().any(|other| other.var == var) || checked.parallel_arrays().any(|other| other == var);
        if fields.is_empty() || is_required {
            return None;
        }
        // A type that can be read is no alias of an `Option`.
        if fields.iter().any(|field| !field.optional() && !matches!(field.kind, Ok(FieldType::Unknown))) {
            return None;
        }
        let fields = fields.iter().map(|field| {
            let known = self.field(field);
            quote_spanned! {at(field.ty.span())=> #known.optional() }
        });
        // Not `&&`: after a branch the compiler does not promote constants, which the rest of the schema needs.
        Some(quote! { .optional(#(#fields)&*) })
    }

    fn field_schema(&self, field: &Field<'_>, part: &CheckedField) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let name = field.ident.unraw().to_string();
        let (var, path, c_type) = (part.var, &part.path, &part.target.c_type);
        let steps = (!part.target.steps.is_empty()).then(|| {
            let way = Use { steps: &part.target.steps, whole: may_be_of_user(field) };
            let steps = steps(&krate, &self.container.enums, way);
            quote! { .steps(#steps) }
        });
        let reduce = part.how.reduce.map(|how| {
            let how = reduce(&krate, how);
            quote! { .reduce(#how) }
        });
        let widen = part.how.widen.then(|| quote! { .widen() });
        let allow = self.allows_unmapped(field).then(|| quote! { .allow_unmapped() });
        let groups = self.group_schema(&name, part, field);
        let count = part.count.as_ref().filter(|_| part.groups.is_none()).map(|count| {
            let (count, _) = self.count_schema(&name, count, field);
            quote! { .count(&#count) }
        });
        let index = part.index.as_ref().map(|CheckedVar { var, path, target }| {
            let c_type = &target.c_type;
            quote! { .index(&#krate::typed::FieldSchema::new(#name, #var, #path, #c_type)) }
        });
        quote! {
            #krate::typed::FieldSchema::new(#name, #var, #path, #c_type)#steps #reduce #widen #allow #groups #index #count
        }
    }

    /// The type that the members are compared with in constant evaluation.
    pub(super) fn own_c_type(&self, checked: &CheckedStruct<'_>) -> TokenStream {
        let krate = self.krate(Span::call_site());
        match &checked.target {
            ResolvedTarget::Value(map, _) => {
                let of = if map.kind.is_per_cpu() {
                    quote! { #krate::__private::PerCpuValue }
                } else {
                    quote! { #krate::__private::DerivedSchema }
                };
                quote! { #krate::__private::value_type(&<Self as #of>::SCHEMA) }
            }
            ResolvedTarget::Nested(ty) => c_type::c_type(&krate, ty, &self.uses(checked, 0)),
            ResolvedTarget::Row(row) => self.row_type(&krate, row),
            ResolvedTarget::Section(_) | ResolvedTarget::Entries(_) => TokenStream::new(),
        }
    }
}

/// Whether the field's type, or that of its elements, is a name of the user's.
pub(super) fn may_be_of_user(field: &Field<'_>) -> bool {
    fn unknown(kind: &FieldType) -> bool {
        match kind {
            FieldType::Unknown => true,
            FieldType::Array { element, .. } => unknown(element),
            FieldType::Vec(of)
            | FieldType::Option(of)
            | FieldType::PerCpu(of)
            | FieldType::Histogram { counter: of, .. } => unknown(of),
            FieldType::Rows { value, .. } => unknown(value),
            _ => false,
        }
    }
    field.kind.as_ref().is_ok_and(unknown)
}

fn location_of(krate: &TokenStream, map: &Map) -> TokenStream {
    let (name, map_type, per_cpu) = (&map.name, map.kind.number(), map.kind.is_per_cpu());
    let [value_size, max_entries] =
        [map.value_size, map.max_entries].map(|size| u32::try_from(size).unwrap_or(u32::MAX));
    quote! {
        #krate::__private::in_map(#name, #map_type, #value_size, #max_entries, #per_cpu)
    }
}

/// The variables, a line each.
fn listing(vars: &[&ktsnap_btf::Var]) -> String {
    let line = |var: &&ktsnap_btf::Var| format!("{} {} {} {}\n", var.offset, var.size, var.name, var.c_type);
    vars.iter().map(line).collect()
}
