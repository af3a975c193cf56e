//! Layout files.
//!
//! - A file that is read has the properties of an object's layout, and writing and reading it changes nothing.
//! - The differences between any file and an object have a text.

use std::sync::LazyLock;

use ktsnap_btf::{Layout, LayoutFile};

use crate::bounds::Bound;
use crate::walk;

const PARSE: Bound = Bound::of("LayoutFile::parse");

static OBJECT: LazyLock<Layout> = LazyLock::new(|| {
    Layout::parse(include_bytes!("../../../examples/bpf/dispatch.bpf.o")).expect("the object is whole")
});

/// Runs the target.
///
/// # Panics
///
/// Panics if a property does not hold.
pub fn run(input: &[u8]) {
    let file = match PARSE.held(input.len(), || LayoutFile::parse(input)) {
        Ok(file) => file,
        Err(error) => return assert!(error.to_string().len() > 8 && !error.help().is_empty(), "{error:?}"),
    };
    walk::layout(file.layout(), &["", ".nr", "[0]", "[*]"]);
    let text = file.to_json();
    let again = LayoutFile::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(again.to_json(), text);
    assert!(again.layout() == file.layout());
    for difference in file.differences(file.layout()) {
        // The name of an anonymous type describes its position. After another position in the file, the names differ.
        let is_of_anonymous = difference.to_string().contains('{');
        // A layout has no type that nothing refers to.
        let is_unused = difference.name.is_none() && difference.object.is_none();
        assert!(is_of_anonymous || is_unused, "{difference}");
    }
    for difference in file.differences(&OBJECT) {
        assert!(difference.to_string().len() > 8);
    }
}
