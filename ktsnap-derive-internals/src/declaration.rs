//! The steps for a struct, in their order.

use ktsnap_btf::Layout;
use syn::{DeriveInput, Ident};

use crate::check::row::RowChecker;
use crate::check::{CheckedStruct, Checker, groups, of_fields, parts, without_object};
use crate::error::Errors;
use crate::object::{OpenedObject, Origin};
use crate::parse::{self, Field, StructAttributes, StructTarget};
use crate::ratio::{self, Ratio};
use crate::schema::Described;

/// A struct with `#[snapshot(...)]`, after all steps. It is only right if there are no errors.
pub struct Declaration<'d> {
    /// The name of the struct.
    pub ident: &'d Ident,
    pub container: &'d StructAttributes,
    pub target: &'d StructTarget<'d>,
    pub fields: &'d [Field<'d>],
    pub ratios: &'d [Ratio<'d>],
    /// `None` if the attributes name no object and the struct needs none.
    pub object: Option<&'d OpenedObject>,
    /// `None` if the struct was not compared with an object.
    pub checked: Option<&'d CheckedStruct<'d>>,
    pub errors: &'d Errors,
}

impl<'d> Declaration<'d> {
    /// The layout that the struct was compared with.
    pub fn layout(&self) -> Option<&'d Layout> {
        self.object?.layout()
    }

    /// The struct as the runtime needs it.
    pub fn described(&self) -> Described<'d> {
        let Self { ident, container, target, fields, checked, .. } = *self;
        Described { container, target, ident, fields, checked }
    }
}

/// Reads a struct, compares it with its object, and passes the result on.
pub fn read<T>(input: &DeriveInput, origin: &Origin, finish: impl FnOnce(Declaration<'_>) -> T) -> T {
    let mut errors = Errors::default();
    let ident = &input.ident;
    let container = StructAttributes::read(&input.attrs, &mut errors);
    let target = container.target(&mut errors);
    let fields = parse::fields(input, container.krate.as_ref(), &mut errors);
    of_fields::check(&fields, &target, ident, &mut errors);
    if let StructTarget::Parts = target {
        parts::check(&fields, ident, &mut errors);
        let ratios = ratio::read(&container.ratios, &fields, ident, None, false, &mut errors);
        return finish(Declaration {
            ident,
            container: &container,
            target: &target,
            fields: &fields,
            ratios: &ratios,
            object: None,
            checked: None,
            errors: &errors,
        });
    }
    parts::reject_take(&fields, &mut errors);
    let nested = matches!(target, StructTarget::Nested(_));
    let part = nested || matches!(target, StructTarget::Row { .. });
    if part {
        groups::reject(&fields, &mut errors);
    }
    let object = container.source.open(!part && !container.damaged, ident, origin, &mut errors);
    let named = object.as_ref().and_then(|object| Some((&*object.name, object.layout()?)));
    let (extern_enums, allow_unmapped) = (!container.enums.is_empty(), container.allow_unmapped.as_ref());
    let checked = match target {
        // An object that can't be read has an error already.
        StructTarget::Row { .. } if object.is_some() && named.is_none() => None,
        StructTarget::Row { array, key } => {
            RowChecker { ident, fields: &fields, object: named, extern_enums }.check(array, key, &mut errors)
        }
        _ => object.as_ref().and_then(|opened| {
            let layout = opened.layout()?;
            Checker { ident, fields: &fields, layout, opened, object: &opened.name, extern_enums, allow_unmapped }
                .check(&target, &mut errors)
        }),
    };
    if nested && object.is_none() {
        without_object::check(&fields, ident, extern_enums, &mut errors);
    }
    let reads_globals = matches!(target, StructTarget::Section(_));
    let ratios = ratio::read(&container.ratios, &fields, ident, named, reads_globals, &mut errors);
    if let Some(checked) = &checked {
        ratio::check(&ratios, &fields, checked, &mut errors);
    }
    finish(Declaration {
        ident,
        container: &container,
        target: &target,
        fields: &fields,
        ratios: &ratios,
        object: object.as_ref(),
        checked: checked.as_ref(),
        errors: &errors,
    })
}
