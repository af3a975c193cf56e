//! Types that an attribute names by their tag.

use ktsnap_btf::{Layout, Type, closest};
use syn::LitStr;

use crate::error::{Errors, listed};

/// The type with the tag in `written`, which must begin with `keyword`. `key` is the key of the attribute that names it.
pub(crate) fn named<'l>(
    layout: &'l Layout,
    (key, written): (&str, &LitStr),
    keyword: &str,
    object: &str,
    errors: &mut Errors,
) -> Option<&'l Type> {
    let tag = written.value();
    let is_kind = |ty: &Type| match ty {
        Type::Enum(_) => keyword == "enum",
        Type::Struct(of) => keyword == "struct" && !of.union,
        _ => false,
    };
    let a = if keyword == "enum" { "an" } else { "a" };
    let tags = || layout.type_names().filter(|tag| layout.type_by_name(tag).is_some_and(is_kind));
    let all = || format!("the {keyword}s in {object} are {}", listed(tags()));
    let other_kind = |is_union: bool| {
        if is_union && keyword == "struct" { "use `path` to mirror a member of the union".to_owned() } else { all() }
    };
    match layout.type_by_name(&tag) {
        Some(ty) if is_kind(ty) => return Some(ty),
        Some(ty) => {
            let found = match ty.tag() {
                Some(typedef_of) if typedef_of != tag => format!("but `{tag}` is `{typedef_of}`"),
                _ => format!("found `{tag}`"),
            };
            let is_union = matches!(ty, Type::Struct(of) if of.union);
            errors.push(written, format!("expected {a} {keyword}, {found}"), other_kind(is_union));
        }
        None if without_keyword(layout, &tag, keyword).is_some_and(is_kind) => {
            errors.push(written, format!("`{tag}` has no kind"), format!("write `{key} = \"{keyword} {tag}\"`"));
            // The intended type is known, so the fields can be checked too.
            return without_keyword(layout, &tag, keyword);
        }
        None => {
            let kinds = ["struct", "union", "enum"];
            if let Some(kind) = kinds.into_iter().find(|kind| without_keyword(layout, &tag, kind).is_some()) {
                let fact = format!("expected {a} {keyword}, but `{tag}` is `{kind} {tag}`");
                errors.push(written, fact, other_kind(kind == "union"));
                return None;
            }
            let holder = layout.enumerators(&tag).find_map(|(of, _)| of.name.as_ref());
            let help = match (holder, closest(&tag, tags())) {
                (Some(of), _) if keyword == "enum" => format!("write `{key} = \"enum {of}\"`"),
                (_, Some(near)) => format!("did you mean `{near}`?"),
                (_, None) if keyword == "enum" => {
                    "declare the enum in Rust: derive `SnapshotEnum`, without `object`".to_owned()
                }
                (_, None) => all(),
            };
            errors.push(written, format!("no `{tag}` in {object}"), help);
        }
    }
    None
}

/// The type of a kind whose tag is written without the keyword.
fn without_keyword<'l>(layout: &'l Layout, tag: &str, kind: &str) -> Option<&'l Type> {
    layout.type_by_name(&format!("{kind} {tag}"))
}
