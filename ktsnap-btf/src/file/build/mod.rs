//! Builds the layout that a file describes. A file is checked for the same bounds as the BTF of an object.

mod maps;
mod sections;
mod types;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::types::TypeBuilder;
use super::error::{LayoutFileError, entry, short};
use super::json::{JsonByteOrder, JsonDocument};
use super::naming::tag_of;
use crate::layout::{Layout, TypeTable};
use crate::text::Text;
use crate::types::Type;

pub(super) use self::sections::sections_by_name;

/// The length of a name that the kernel accepts in BTF (`KSYM_NAME_LEN`).
const MAX_NAME: usize = crate::btf::encoding::MAX_NAME;

/// The length of a type in C. The spelling of a type from BTF is shorter.
const MAX_SPELLING: usize = 1024;

/// The layout of a file.
pub(super) fn build(document: &JsonDocument) -> Result<Layout, LayoutFileError> {
    let mut builder = TypeBuilder::new(&document.types);
    let sections = sections::sections(document, &mut builder)?;
    let maps = maps::maps(document, &mut builder)?;
    let types = types(document, &mut builder)?;
    for (at, name) in document.keep.iter().enumerate() {
        if types.get(name).is_none() {
            let reason = format!("the file has no type `{}`", short(name));
            return Err(LayoutFileError::damaged(format!("keep[{at}]"), reason));
        }
    }
    Ok(Layout::from_parts(sections, maps, document.byte_order == JsonByteOrder::Big, types))
}

/// All types of the file by their tags and typedefs, whether they are used or not.
fn types<'d>(document: &'d JsonDocument, builder: &mut TypeBuilder<'d>) -> Result<TypeTable, LayoutFileError> {
    let (mut types, mut enums) = (BTreeMap::new(), Vec::new());
    for (name, json) in &document.types {
        let (ty, _) = builder.named(name, 0, &|| entry("types", name))?;
        if let Type::Enum(of) = &ty {
            enums.push(Arc::clone(of));
        }
        // A `tag` field means that another type of the file has the tag as its name.
        if json.tag.is_none() && tag_of(name).is_some() {
            types.insert(Text::from(name), ty);
        }
    }
    for (name, of) in &document.typedefs {
        let place = || entry("typedefs", name);
        check_name(name, &place)?;
        types.insert(Text::from(name), builder.named(of, 0, &place)?.0);
    }
    Ok(TypeTable::new(types, enums))
}

fn check_name(name: &str, place: &dyn Fn() -> String) -> Result<(), LayoutFileError> {
    if name.len() > MAX_NAME {
        return Err(LayoutFileError::damaged(place(), format!("a name is longer than {MAX_NAME} bytes")));
    }
    Ok(())
}

fn check_spelling(c_type: &str, place: &dyn Fn() -> String) -> Result<(), LayoutFileError> {
    if c_type.len() > MAX_SPELLING {
        return Err(LayoutFileError::damaged(place(), format!("a C type is longer than {MAX_SPELLING} bytes")));
    }
    Ok(())
}
