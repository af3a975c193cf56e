//! Asks a layout everything that a caller can ask, for the first variables, maps and types.

use ktsnap_btf::compat::{no_mirror, type_name};
use ktsnap_btf::path::{resolve_var, resolve_var_with_extern_enums};
use ktsnap_btf::{Layout, LayoutFile, Linkage, Path, Section, Type, Var};
use ktsnap_core::report::RenderedValue;
use ktsnap_render::Renderer;

use crate::bounds::Bound;

/// How many variables of a section, maps and named types are walked.
const MOST: usize = 24;

/// Bytes of a variable that are rendered.
const BYTES: u64 = 4096;

/// A byte can hold eight values of 56 bytes, and a value without bytes can have four thousand parts.
const RENDERING: Bound = Bound { entry: "Renderer::value", times: 1024, constant: 1 << 20 };

/// Asks everything, and checks what the documentation of the crate promises. `paths` are looked up in each variable.
pub(crate) fn layout(layout: &Layout, paths: &[&str]) {
    for section in &layout.sections {
        let listed = section.listed();
        assert!(listed.windows(2).all(|pair| pair[0].offset <= pair[1].offset));
        for var in section.vars.iter().take(MOST) {
            let end = var.offset.checked_add(var.size);
            // An extern variable has no place in its object.
            let is_extern = var.linkage == Linkage::Extern;
            assert!(is_extern || end.is_some_and(|end| end <= section.size), "{}", var.name);
            assert!(section.vars_named(&var.name).any(|of| of.offset == var.offset));
            variable(layout, section, var, paths);
        }
        for faulty in section.faulty.iter().take(MOST) {
            assert!(!faulty.fact().is_empty() && !faulty.help().is_empty());
        }
        let _ = (section.resizable(), section.set_at_load());
    }
    for map in layout.maps.iter().take(MOST) {
        assert!(map.value.as_ref().is_none_or(|value| value.size() == Some(map.value_size)), "{}", map.name);
        let _ = map.reported_key();
        map.value.iter().for_each(ty);
    }
    for tag in layout.type_names().take(MOST) {
        if let Some(Type::Struct(of)) = layout.type_by_name(tag) {
            assert!(of.names().take(MOST).all(|name| of.member(name).is_some()), "{tag}");
            assert!(of.flattened_members().take(MOST).count() <= MOST);
        }
    }
    assert!(layout.enumerator_names().take(MOST).all(|name| layout.enumerators(name).next().is_some()));
    for path in paths {
        assert!(layout.members_named(path).len() <= 64);
    }
}

fn variable(layout: &Layout, section: &Section, var: &Var, paths: &[&str]) {
    ty(&var.ty);
    for rest in paths {
        let Ok(path) = Path::parse(&format!("{}{rest}", var.name)) else { continue };
        for target in
            [resolve_var(&path, section, var, layout), resolve_var_with_extern_enums(&path, section, var, layout)]
        {
            match target {
                Ok(target) => {
                    let _ = (target.offset_in(&var.ty), target.follows_a_pointer(), target.is_set_at_load());
                    ty(&target.ty);
                }
                Err(error) => assert!(!error.fact(&section.name).is_empty() && !error.help().is_empty(), "{error:?}"),
            }
        }
    }
    let needed = Renderer::needed(&var.ty);
    let bytes = vec![0x81; usize::try_from(needed.min(BYTES)).unwrap_or_default()];
    let value = RENDERING.held(bytes.len(), || Renderer::of(layout.big_endian).value(&var.ty, &bytes));
    let is_short = bytes.len() as u64 != needed;
    assert!(is_short || !matches!(value, RenderedValue::Truncated { .. }), "{}: {value:?}", var.name);
}

fn ty(ty: &Type) {
    let _ = (ty.size(), ty.tag(), ty.to_rust(), type_name(ty), no_mirror(ty));
    assert!(ty.members_named("nr").len() <= 64);
}

/// The layout file of a layout holds the same sections and maps, and is stable.
pub(crate) fn exported(layout: &Layout) {
    let text = LayoutFile::new(layout).to_json();
    let file = LayoutFile::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(file.to_json(), text);
    let differences = file.differences(layout);
    assert!(differences.is_empty(), "{}", differences[0]);
}
