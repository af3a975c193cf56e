//! Structs and enums with `#[snapshot(...)]`, as source text.
//!
//! - Whatever a struct says, there is a checked declaration or an error with a text at its token.
//!
//! The first byte chooses the object.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use ktsnap_btf::Layout;
use ktsnap_derive_internals::declaration;
use ktsnap_derive_internals::enums;
use ktsnap_derive_internals::error::Errors;
use ktsnap_derive_internals::object::Origin;
use syn::DeriveInput;

/// Longer structs only repeat what short ones do, and rustc's own parser has read the struct before the derive does.
const MOST: usize = 4096;

/// How often a character that can nest may occur.
const DEPTH: usize = 40;

static OBJECTS: LazyLock<Vec<Arc<Layout>>> = LazyLock::new(|| {
    let objects: [&[u8]; 5] = [
        include_bytes!("../../../examples/bpf/dispatch.bpf.o"),
        include_bytes!("../../../tests/bpf/shapes.bpf.o"),
        include_bytes!("../../../tests/bpf/hashes.bpf.o"),
        include_bytes!("../../../tests/bpf/groups.bpf.o"),
        include_bytes!("../../../tests/bpf/pointers.bpf.o"),
    ];
    objects.iter().map(|object| Arc::new(Layout::parse(object).expect("the object is whole"))).collect()
});

/// Runs the target.
///
/// # Panics
///
/// Panics if a property does not hold.
pub fn run(input: &[u8]) {
    let Some((choice, text)) = input.split_first() else { return };
    let Ok(text) = str::from_utf8(text) else { return };
    // syn's parser has no limit on nesting. rustc's, which reads a struct before the derive does, has more stack.
    let nests = |bracket: char| text.matches(bracket).count() > DEPTH;
    if text.len() > MOST || "<([{&*!-|".chars().any(nests) {
        return;
    }
    let Ok(input) = syn::parse_str::<DeriveInput>(text) else { return };
    let object = OBJECTS[usize::from(*choice) % OBJECTS.len()].clone();
    // The package has no files, so nothing is read but the given object.
    let origin =
        Origin { package: Some(PathBuf::from("/nonexistent")), object: Some(("dispatch.bpf.o".to_owned(), object)) };
    match input.data {
        syn::Data::Enum(_) => says(&enums::read(&input, &origin).errors),
        _ => declaration::read(&input, &origin, |declared| {
            says(declared.errors);
            if declared.errors.count() == 0 {
                let described = declared.described();
                let _ = (described.schema(), described.own_c_type());
            }
        }),
    }
}

fn says(errors: &Errors) {
    for error in errors.iter() {
        assert!(error.to_string().len() > 8, "{error}");
    }
    let _ = errors.to_compile_errors().to_string();
}
