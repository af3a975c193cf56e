//! BPF objects, raw BTF, and programs that carry objects.
//!
//! - A layout has the properties that `ktsnap-btf` documents, and its layout file holds the same.
//! - The BTF of a loaded object gives the layout of the object.

use ktsnap_btf::{EmbeddedObject, Layout, LoadedBtf, ObjectError};

use crate::bounds::Bound;
use crate::walk;

/// A compressed section has at most 64 MiB after decompression.
const PARSE: Bound = Bound { entry: "Layout::parse", times: 40, constant: 160 << 20 };

/// What an input that is not compressed can have.
const PLAIN: Bound = Bound { entry: "Layout::parse", times: 40, constant: 64 << 10 };

const COMPRESSED: u64 = 0x800;

/// Runs the target.
///
/// # Panics
///
/// Panics if a property does not hold.
pub fn run(input: &[u8]) {
    let bound = if may_be_compressed(input) { PARSE } else { PLAIN };
    match bound.held(input.len(), || Layout::parse(input)) {
        Ok(layout) => {
            walk::layout(&layout, &["", ".nr", "[0]", "[*]", "[0].nr", "->nr", "[NR]"]);
            walk::exported(&layout);
        }
        Err(error) => says(&error),
    }
    match EmbeddedObject::choose(input, Some("dispatch_ops")) {
        Ok(object) => assert!(object.layout.struct_ops.iter().any(|name| name == "dispatch_ops")),
        Err(error) => says(&error),
    }
    if input.starts_with(&[0x9f, 0xeb]) || input.starts_with(&[0xeb, 0x9f]) {
        loaded(input);
    }
}

/// Whether a section header could have SHF_COMPRESSED.
fn may_be_compressed(input: &[u8]) -> bool {
    let word = |window: &[u8]| window.first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
    input.windows(8).any(|window| (word(window) | word(window).swap_bytes()) & COMPRESSED != 0)
}

fn says(error: &ObjectError) {
    assert!(error.to_string().len() > 8 && !error.help().is_empty(), "{error:?}");
}

fn loaded(btf: &[u8]) {
    let loaded = match LoadedBtf::parse(btf.to_vec()) {
        Ok(loaded) => loaded,
        Err(error) => return says(&error),
    };
    for id in (0..loaded.len().min(64)).chain([u32::MAX]) {
        if let Err(error) = loaded.contents(id) {
            says(&error);
        }
    }
    if let (Ok(of_btf), Ok(of_file)) = (loaded.layout(), Layout::parse(btf)) {
        assert_eq!(of_btf, of_file);
    }
}
