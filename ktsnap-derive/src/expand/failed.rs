//! The implementation that replaces the usual one after an error.

use proc_macro2::{Span, TokenStream};
use quote::quote;

use super::Output;
use ktsnap_derive_internals::parse::StructTarget;

impl Output<'_> {
    /// Every trait that the struct could be used through, so that no use of it is a second mistake.
    pub(super) fn stubs(&self) -> TokenStream {
        match self.target {
            StructTarget::Section(_) | StructTarget::Entries { .. } => self.schema_stub(),
            StructTarget::Nested(_) | StructTarget::Row { .. } => self.member_stub(),
            StructTarget::Parts => self.parts_stub(),
            StructTarget::Value { .. } => {
                let krate = self.krate(Span::call_site());
                let schema = empty_schema(&krate);
                let value = self.implementation(
                    &quote! { #krate::__private::PerCpuValue },
                    &quote! { const SCHEMA: #krate::typed::Schema = #schema; },
                );
                let total = self.implementation(
                    &quote! { #krate::typed::Total },
                    &quote! {
                        fn total(
                            _: &#krate::PerCpu<Self>,
                        ) -> ::core::result::Result<Self, #krate::typed::TotalError> {
                            ::core::unreachable!("the struct did not compile")
                        }

                        fn join(&mut self, _: #krate::__private::ValueCursor<'_>) -> ::core::option::Option<()> {
                            ::core::unreachable!("the struct did not compile")
                        }
                    },
                );
                let (member, schema) = (self.member_stub(), self.schema_stub());
                quote! { #member #value #total #schema }
            }
        }
    }

    fn schema_stub(&self) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let schema = empty_schema(&krate);
        self.implementation(
            &quote! { #krate::__private::DerivedSchema },
            &quote! {
                const SCHEMA: #krate::typed::Schema = #schema;

                fn read(_: &#krate::__private::FieldReader<'_>) -> ::core::result::Result<Self, #krate::SchemaError> {
                    ::core::unreachable!("the struct did not compile")
                }

                fn difference(&self, _: &Self) -> ::core::result::Result<Self, #krate::series::CounterReset> {
                    ::core::unreachable!("the struct did not compile")
                }
            },
        )
    }

    fn parts_stub(&self) -> TokenStream {
        let krate = self.krate(Span::call_site());
        self.implementation(
            &quote! { #krate::__private::DerivedParts },
            &quote! {
                const OBJECT: &'static ::core::primitive::str = "";

                fn read_parts<__R: #krate::__private::PartReader>(
                    _: &mut __R,
                ) -> ::core::result::Result<Self, __R::Error> {
                    ::core::unreachable!("the struct did not compile")
                }

                fn each_schema(_: &mut dyn ::core::ops::FnMut(&'static #krate::typed::Schema)) {}

                fn difference(&self, _: &Self) -> ::core::result::Result<Self, #krate::series::CounterReset> {
                    ::core::unreachable!("the struct did not compile")
                }
            },
        )
    }

    fn member_stub(&self) -> TokenStream {
        let krate = self.krate(Span::call_site());
        let value = self.implementation(
            &quote! { #krate::__private::FieldValue },
            &quote! {
                const RUST_TYPE: #krate::__private::RustType = #krate::__private::RustType::Any;

                fn read(
                    _: #krate::__private::ValueCursor<'_>,
                ) -> ::core::result::Result<Self, #krate::__private::ReadFailure> {
                    ::core::unreachable!("the struct did not compile")
                }

                fn later(&self) -> Self {
                    ::core::unreachable!("the struct did not compile")
                }
            },
        );
        let reducible = self.implementation(&quote! { #krate::__private::Reducible }, &TokenStream::new());
        quote! { #value #reducible }
    }
}

fn empty_schema(krate: &TokenStream) -> TokenStream {
    quote! {
        #krate::typed::Schema::new("", #krate::__private::in_section("", 0), &[], &[])
    }
}
