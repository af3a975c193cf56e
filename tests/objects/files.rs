//! The committed objects, and what their sections hold.

use std::path::Path;

use ktsnap_btf::Layout;
use object::{Object, ObjectSection};

/// An object by its path in the repository, or by an absolute one.
pub(crate) fn bytes(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

pub(crate) fn layout(path: &str) -> Layout {
    Layout::parse(&bytes(path)).unwrap()
}

/// Where a section's contents lie in its file.
pub(crate) fn range(object: &[u8], section: &str) -> std::ops::Range<usize> {
    let file = object::File::parse(object).unwrap();
    let (offset, len) = file.section_by_name(section).unwrap().file_range().unwrap();
    let offset = usize::try_from(offset).unwrap();
    offset..offset + usize::try_from(len).unwrap()
}
