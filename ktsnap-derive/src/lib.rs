//! `#[derive(SnapshotSchema)]` and `#[derive(SnapshotEnum)]`, which compare a struct or an enum with the BTF of a BPF object
//! when a crate is compiled.
//!
//! Use them through the [`ktsnap`](https://docs.rs/ktsnap) crate, which re-exports them with the traits. The pages of
//! [`SnapshotSchema`](derive@SnapshotSchema) and [`SnapshotEnum`](derive@SnapshotEnum) explain the attributes.
//!
//! `ktsnap-derive-internals` reads a struct or an enum and compares it with its object, and [`expand`] writes the
//! implementation. [`derive`](mod@derive) calls these steps for a struct, and [`enums`] for an enum.

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod assertion;
mod derive;
mod enums;
mod expand;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod messages;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

// The examples in the documentation are tested by `ktsnap`, because they use its API.
#[doc = include_str!("../doc/snapshot_schema.md")]
#[proc_macro_derive(SnapshotSchema, attributes(snapshot))]
pub fn derive_snapshot_schema(input: TokenStream) -> TokenStream {
    derive::derive(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../doc/snapshot_enum.md")]
#[proc_macro_derive(SnapshotEnum, attributes(snapshot))]
pub fn derive_snapshot_enum(input: TokenStream) -> TokenStream {
    enums::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// The expansion of `ktsnap::expect!` and `ktsnap::check!`, which document it.
#[doc(hidden)]
#[proc_macro]
pub fn assertion(input: TokenStream) -> TokenStream {
    assertion::assertion(input.into()).into()
}
