//! `#[derive(SnapshotSchema)]` and `#[derive(SnapshotEnum)]`: check a struct or enum against a BPF object's BTF while
//! it compiles.
//!
//! Use them through the `ktsnap` crate, which re-exports them beside the traits and documents the attributes.
//!
//! The way through the crate is that of the input: [`attr`] reads the attributes, [`home`] what they ask for as a whole,
//! [`model`] the fields, [`object`] opens the object, [`check`] holds the one against the other (with [`section`] to
//! find variables, [`key`] entries of maps, and [`fit`] for the types; [`bare`] where there is no object), [`expand`] writes
//! the code; [`derive`](mod@derive) is that way. [`ratio`] goes along from attribute to method, and [`enums`] is the same way for an enum. Each stage adds what it
//! finds wrong to [`Errors`](error::Errors), and the next goes on with what is left, so that all mistakes of a struct
//! show in one compile.

// No input may stop the program.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod attr;
mod bare;
mod check;
mod derive;
mod elsewhere;
mod enums;
mod error;
mod expand;
mod fit;
#[cfg(test)]
mod golden;
mod home;
mod key;
mod model;
mod object;
mod ratio;
mod section;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Implements `SnapshotSchema` for a struct whose fields mirror a scheduler's BPF globals or the values of a map, or makes
/// it the mirror of a struct in them.
///
/// The attributes are described in the `ktsnap` crate.
#[proc_macro_derive(SnapshotSchema, attributes(snapshot))]
pub fn derive_snapshot_schema(input: TokenStream) -> TokenStream {
    derive::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes an enum the mirror of one of C's, for fields of structs that derive `SnapshotSchema`.
///
/// The attributes are described in the `ktsnap` crate.
#[proc_macro_derive(SnapshotEnum, attributes(snapshot))]
pub fn derive_snapshot_enum(input: TokenStream) -> TokenStream {
    enums::derive(&parse_macro_input!(input as DeriveInput)).into()
}
