//! `#[derive(SnapshotSchema)]`: checks a struct against a BPF object's BTF while it compiles.
//!
//! Use it through the `ktsnap` crate, which re-exports it beside the trait and documents the attributes.
//!
//! The way through the crate is that of the input: [`attr`] reads the attributes, [`model`] the struct, [`object`]
//! opens the object, [`check`] holds the one against the other, [`expand`] writes the code. [`ratio`] goes along from
//! attribute to method. Each stage adds what it finds wrong to [`Errors`](error::Errors), and the next goes on with
//! what is left, so that all mistakes of a struct show in one compile.

// No input may stop the program.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod attr;
mod check;
mod error;
mod expand;
mod model;
mod object;
mod ratio;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Implements `SnapshotSchema` for a struct whose fields mirror a scheduler's BPF globals.
///
/// The attributes are described in the `ktsnap` crate.
#[proc_macro_derive(SnapshotSchema, attributes(snapshot))]
pub fn derive_snapshot_schema(input: TokenStream) -> TokenStream {
    expand::derive(&parse_macro_input!(input as DeriveInput)).into()
}
