//! Types that are too large to be written out in a schema.

use ktsnap_btf::{Map, Type};
use syn::LitStr;

use crate::error::Errors;
use crate::parse::Field;
use crate::schema::c_type::has_parts_up_to;
use crate::schema::may_be_of_user;

/// The most members and enumerators of one type in a schema. A union of two unions can double them at each level, so a small
/// object can have types that no schema can hold. The largest structs of the kernel have some thousand.
const MOST: usize = 1 << 16;

/// The fact and the remedy, for a field that mirrors such a type by a type of the user's.
pub(super) fn field(field: &Field<'_>, ty: &Type, path: &str) -> Option<(String, String)> {
    if !may_be_of_user(field) || has_parts_up_to(ty, MOST) {
        return None;
    }
    let fact = format!("`{path}` has more than {MOST} members, those of its members included");
    let help = format!(
        "mirror each part that you need by a field of its own, for example with `#[snapshot(path = \"{}\")]`",
        first_scalar(ty, path)
    );
    Some((fact, help))
}

/// Reports a map with such keys, which a read compares as a whole.
pub(super) fn key(map: &Map, token: &LitStr, errors: &mut Errors) {
    if map.kind.has_keys() && !has_parts_up_to(&map.reported_key().0, MOST) {
        let fact = format!("a key of `{}` has more than {MOST} members, those of its members included", map.name);
        errors.push(token, fact, format!("read the map with `Snapshot::map(\"{}\")`", map.name));
    }
}

/// The path of the first part that is neither a struct nor an array.
fn first_scalar(ty: &Type, path: &str) -> String {
    let (mut ty, mut path) = (ty.clone(), path.to_owned());
    loop {
        let (inner, step) = match &ty {
            Type::Struct(of) => match of.flattened_members().next() {
                Some((member, _)) => (member.ty.clone(), format!(".{}", member.name)),
                None => return path,
            },
            Type::Array { element, .. } => (element.as_ref().clone(), "[0]".to_owned()),
            _ => return path,
        };
        (ty, path) = (inner, path + &step);
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::path::PathBuf;
    use std::sync::Arc;

    use ktsnap_btf::LayoutFile;

    use crate::declaration;
    use crate::object::Origin;

    /// The errors of a struct, whose object has a variable `busy` and a map `by_union`. Each union in their types has the last one
    /// twice.
    fn errors(attributes: &str, fields: &str, levels: usize) -> Vec<String> {
        let mut types =
            r#""struct u0": {"size": 8, "members": [{"name": "nr", "type": "u64", "c_type": "u64", "bit_offset": 0}]}"#
                .to_owned();
        for level in 1..=levels {
            let member = |name: &str| {
                let of = if level == 1 { "struct u0".to_owned() } else { format!("union u{}", level - 1) };
                format!(r#"{{"name": "{name}", "type": "{of}", "c_type": "{of}", "bit_offset": 0}}"#)
            };
            write!(types, r#", "union u{level}": {{"size": 8, "members": [{}, {}]}}"#, member("a"), member("b"))
                .unwrap();
        }
        let last = format!("union u{levels}");
        write!(
            types,
            r#", "struct busy": {{"size": 8, "members": [{{"name": "of", "type": "{last}", "c_type": "{last}", "bit_offset": 0}}]}}"#
        )
        .unwrap();
        let text = format!(
            r#"{{"ktsnap_layout": 1, "byte_order": "little",
                "sections": {{".bss": {{"size": 8, "vars": [{{"name": "busy", "type": "struct busy", "c_type": "struct busy", "offset": 0, "size": 8}}]}}}},
                "maps": {{"by_union": {{"type": "BPF_MAP_TYPE_HASH", "max_entries": 8,
                    "key": {{"size": 8, "type": "{last}", "c_type": "{last}"}},
                    "value": {{"size": 8, "type": "u64", "c_type": "u64"}}}}}},
                "types": {{{types}}}, "typedefs": {{}}, "names": {{}}}}"#
        );
        let layout = LayoutFile::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}")).layout().clone();
        let origin = Origin {
            package: Some(PathBuf::from("/nonexistent")),
            object: Some(("object.json".to_owned(), Arc::new(layout))),
        };
        let source = format!("#[snapshot(object = \"object.json\"{attributes})] struct Busy {{ {fields} }}");
        declaration::read(&syn::parse_str(&source).unwrap(), &origin, |read| {
            // The schema of more levels would take all memory.
            if read.errors.count() == 0 && levels < 20 {
                assert!(read.described().schema().is_some());
            }
            read.errors.iter().map(ToString::to_string).collect()
        })
    }

    #[test]
    fn a_field_whose_type_is_too_large_is_refused_and_its_parts_are_not() {
        assert_eq!(errors("", "busy: Mine,", 9), Vec::<String>::new());
        let path = format!("busy.of{}.nr", ".a".repeat(40));
        let expected = format!(
            "`busy` has more than 65536 members, those of its members included\n\
             help: mirror each part that you need by a field of its own, for example with `#[snapshot(path = \"{path}\")]`"
        );
        assert_eq!(errors("", "busy: Mine,", 40), [expected]);
        assert_eq!(errors("", &format!("#[snapshot(path = \"{path}\")] nr: u64,"), 40), Vec::<String>::new());
    }

    #[test]
    fn a_map_whose_key_is_too_large_is_refused() {
        let of = |levels| errors(", map = \"by_union\"", "#[snapshot(key = \"*\", sum, gauge)] all: u64,", levels);
        assert_eq!(of(9), Vec::<String>::new());
        let expected = "a key of `by_union` has more than 65536 members, those of its members included\n\
                        help: read the map with `Snapshot::map(\"by_union\")`";
        assert_eq!(of(40), [expected]);
    }
}
