//! The steps for an enum that mirrors a C enum.

mod check;
mod names;
mod variants;

use ktsnap_btf::Type;
use syn::DeriveInput;

use crate::error::Errors;
use crate::object::{OpenedObject, Origin};
use crate::parse::EnumAttributes;
use crate::resolve;
pub use variants::{CatchAll, Discriminant, MirroredVariant};

/// An enum with `#[snapshot(...)]`, after all steps. It is only right if there are no errors.
pub struct EnumDeclaration<'i> {
    pub attributes: EnumAttributes,
    pub variants: Vec<MirroredVariant<'i>>,
    /// The variant for all other values.
    pub other: Option<CatchAll<'i>>,
    /// `None` if the attributes name no object.
    pub object: Option<OpenedObject>,
    pub errors: Errors,
}

/// Reads an enum, and compares it with its object if it has one.
pub fn read<'i>(input: &'i DeriveInput, origin: &Origin) -> EnumDeclaration<'i> {
    let mut errors = Errors::default();
    let ident = &input.ident;
    let attributes = EnumAttributes::read(&input.attrs, &mut errors);
    let (variants, other) = variants::read(input, &mut errors);
    let object = attributes.source.open(false, ident, origin, &mut errors);
    if let Some((name, layout)) = object.as_ref().and_then(|object| Some((&*object.name, object.layout()?))) {
        match &attributes.tag {
            Some(tag) => {
                if let Some(Type::Enum(of)) = resolve::named(layout, ("type", tag), "enum", name, &mut errors) {
                    check::check(of, &tag.value(), &variants, other.as_ref(), ident, name, &mut errors);
                }
            }
            None => {
                let source = if attributes.source.object.is_some() { "object" } else { "layout" };
                let help = "add `type = \"enum ...\"` with the name of the enum in C";
                errors.push(ident, format!("`{source}` requires `type`"), help);
            }
        }
    }
    EnumDeclaration { attributes, variants, other, object, errors }
}
