//! Types that an attribute names by their tag.

use ktsnap_btf::{Layout, Type, closest};
use syn::LitStr;

use crate::error::{Errors, listed};

/// The type of that tag, which must begin with `keyword`. `key` is the key of the attribute that names it.
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
    let tags = || layout.tags().filter(|tag| layout.named(tag).is_some_and(is_kind));
    match layout.named(&tag) {
        Some(ty) if is_kind(ty) => return Some(ty),
        Some(ty) => {
            let is = match ty.tag() {
                // A typedef.
                Some(is) if is != tag => format!("is `{is}`, not {a} {keyword}"),
                _ => format!("is not {a} {keyword}"),
            };
            let help = match ty {
                Type::Struct(of) if of.union && keyword == "struct" => {
                    "a union has no value of its own: take its members with `path`".to_owned()
                }
                _ => format!("its {keyword}s are {}", listed(tags())),
            };
            errors.push(written, format!("in {object}, `{tag}` {is}"), help);
        }
        None if keyless(layout, &tag, keyword).is_some_and(is_kind) => {
            errors.push(written, format!("`{tag}` has no kind"), format!("write `{key} = \"{keyword} {tag}\"`"));
            // What was meant is known, and the fields may have mistakes too.
            return keyless(layout, &tag, keyword);
        }
        None => {
            let other = ["struct", "union", "enum"].into_iter().find(|kind| keyless(layout, &tag, kind).is_some());
            if let Some(kind) = other {
                let help = match (kind, keyword) {
                    ("union", "struct") => "a union has no value of its own: take its members with `path`".to_owned(),
                    _ => format!("its {keyword}s are {}", listed(tags())),
                };
                errors.push(written, format!("in {object}, `{tag}` is `{kind} {tag}`, not {a} {keyword}"), help);
                return None;
            }
            let holder = layout.enumerators(&tag).find_map(|(of, _)| of.name.as_ref());
            let help = if let (Some(of), "enum") = (holder, keyword) {
                format!("it is an enumerator of `enum {of}`: write `\"enum {of}\"`")
            } else {
                match closest(&tag, tags()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if keyword == "enum" => {
                        "BTF has only the enums that a variable, a member or a function has for a \
                                                  type: declare this one in Rust, with `SnapshotEnum` and no `object`"
                            .to_owned()
                    }
                    None => format!("its {keyword}s are {}", listed(tags())),
                }
            };
            errors.push(written, format!("no `{tag}` in {object}"), help);
        }
    }
    None
}

/// The type of that kind whose tag is written without it.
fn keyless<'l>(layout: &'l Layout, tag: &str, kind: &str) -> Option<&'l Type> {
    layout.named(&format!("{kind} {tag}"))
}
