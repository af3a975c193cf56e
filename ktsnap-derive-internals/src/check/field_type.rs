//! Comparing the type of a field with the C type that it mirrors, and the help if they differ.

use ktsnap_btf::{
    Comparison, Conversion, Dim, FieldType, Mismatch, Reduce, Step, Target, Type, compare, compat::no_mirror, remedy,
};
use quote::ToTokens;

use super::written_out;
use crate::error::{Errors, unspaced};
use crate::parse::Field;

/// Compares the field's type with the C type, and returns how values are converted.
pub(super) fn check_type(
    field: &Field<'_>,
    target: &Target,
    path: &str,
    how: Conversion,
    errors: &mut Errors,
) -> Conversion {
    if let Some((fact, help)) = written_out::field(field, &target.ty, path) {
        errors.push(field.ty, fact, help);
        return how;
    }
    if let (Ok(FieldType::Option(_)), Some((reduce, token))) = (&field.kind, &field.attribute.reduce) {
        let fact = format!("`{reduce}` of `{path}` is one integer, but the field is an `Option`");
        errors.push(token, fact, without_option(field, target, &how));
        return how;
    }
    if let (Ok(kind), Some((reduce @ (Reduce::Max | Reduce::Min), token))) = (&field.kind, &field.attribute.reduce)
        && kind.holds_histogram()
    {
        let fact = format!("`{reduce}` does not apply to `{path}`, a histogram whose counters can only be added");
        errors.push(token, fact, "write `sum`");
        return how;
    }
    if let (Ok(FieldType::Option(_)), Some((dims, kind))) = (&field.kind, pointers_in(target)) {
        let fact = format!("{kind} has a pointer of its own, so an `Option` of all their values is never `None`");
        let help = match rust_type(field, target, &how) {
            Some(ty) => format!("write `{}: {}`", field.ident, with_option(&ty, dims)),
            None => "write the `Option` inside".to_owned(),
        };
        errors.push(field.ty, fact, help);
        return how;
    }
    let Some(Difference { fact, help, mismatch }) = difference(field, target, path, how) else { return how };
    let help = if help.is_empty() {
        let root = path.split(['.', '[']).next().unwrap_or(path);
        format!("remove the field, and read the variable with `Snapshot::var(\"{root}\")`")
    } else {
        help
    };
    let token = match (&field.attribute.widen, &field.attribute.reduce) {
        (Some(widen), _) if mismatch.as_ref().is_some_and(|it| matches!(core(it), Mismatch::NotNarrower)) => {
            widen.to_token_stream()
        }
        (_, Some((_, reduce))) if mismatch.as_ref().is_some_and(blames_reduction) => reduce.to_token_stream(),
        _ => field.ty.to_token_stream(),
    };
    errors.push(token, fact, help);
    how
}

/// How many dimensions a target has before its first pointer, and the name of the last of them. `None` if there is none, or no
/// pointer.
fn pointers_in(target: &Target) -> Option<(usize, &'static str)> {
    // An `Option` of rows is refused for any path.
    if target.dims.iter().any(|dim| matches!(dim, Dim::Rows { .. })) {
        return None;
    }
    let deref = target.steps.iter().position(Step::is_deref)?;
    let before = target.steps.get(..deref)?.iter().filter(|step| matches!(step, Step::All | Step::Slice(..))).count();
    // The CPUs of a map's value come before each step in it, but after the map's key.
    let cpus = target.dims.iter().filter(|dim| **dim == Dim::Cpus).count();
    let dims = before + cpus;
    let last = target.dims.get(dims.checked_sub(1)?)?;
    Some((dims, if *last == Dim::Cpus { "each CPU" } else { "each element" }))
}

/// A type with an `Option` inside so many layers of `Vec` and `PerCpu`.
fn with_option(ty: &str, layers: usize) -> String {
    let inner = ty.split_once('<').and_then(|(outer, rest)| Some((outer, rest.strip_suffix('>')?)));
    match (layers.checked_sub(1), inner) {
        (Some(fewer), Some((outer, inner))) => format!("{outer}<{}>", with_option(inner, fewer)),
        _ => format!("Option<{ty}>"),
    }
}

/// A field whose type can't mirror the C type.
struct Difference {
    fact: String,
    /// Empty if no field can mirror the C type.
    help: String,
    /// `None` if the field has a type that no field can have.
    mismatch: Option<Mismatch>,
}

/// Compares the types. Types that the macro does not know are left to constant evaluation.
fn difference(field: &Field<'_>, target: &Target, path: &str, how: Conversion) -> Option<Difference> {
    let c_type = &target.c_type;
    match &field.kind {
        Ok(kind) => match compare(kind, target, &how) {
            Comparison::Differs(mismatch) => Some(Difference {
                fact: mismatch.fact(path, c_type, kind),
                help: help(field, kind, target, path, how, &mismatch),
                mismatch: Some(mismatch),
            }),
            Comparison::Fits | Comparison::Unknown => None,
        },
        Err(foreign) => {
            let mismatch = no_mirror(&target.ty);
            let fact = match &mismatch {
                Some(mismatch) => mismatch.fact(path, c_type, &FieldType::Unknown),
                None => format!("`{path}` is `{c_type}` in C, but the field {}", foreign.is()),
            };
            let without_widen = Conversion { widen: false, ..how };
            let mismatch = mismatch.unwrap_or(Mismatch::NotNarrower);
            let help = help(field, &FieldType::Unknown, target, path, without_widen, &mismatch);
            Some(Difference { fact, help, mismatch: None })
        }
    }
}

/// The difference, without the path to the element that differs.
fn core(mismatch: &Mismatch) -> &Mismatch {
    match mismatch {
        Mismatch::Elements(of) | Mismatch::Reduced(of) | Mismatch::Values(of) => core(of),
        other => other,
    }
}

/// Whether the error is at the reduction, not at the type of the field.
fn blames_reduction(mismatch: &Mismatch) -> bool {
    match mismatch {
        Mismatch::Reduced(of) => matches!(**of, Mismatch::TooWide { .. }),
        other => matches!(other, Mismatch::NothingToReduce | Mismatch::KeptWhole | Mismatch::NotReducible { .. }),
    }
}

/// The help for a mismatch; empty if no field can mirror the C type.
fn help(
    field: &Field<'_>,
    kind: &FieldType,
    target: &Target,
    path: &str,
    how: Conversion,
    mismatch: &Mismatch,
) -> String {
    let ident = field.ident;
    let written = rust_type(field, target, &how);
    let innermost = innermost(&target.ty);
    match core(mismatch) {
        // A sum over entries is not a counter, so it is not what to write first.
        Mismatch::NeedsReduction { .. } if matches!(target.dims.as_slice(), [Dim::Rows { .. }, ..]) => {}
        Mismatch::Key { of, .. }
            if matches!(**of, Mismatch::Union { .. } | Mismatch::NoMirror { .. } | Mismatch::TooWide { .. }) =>
        {
            let map = path.split('[').next().unwrap_or(path);
            return format!("remove the field, and read the map with `snapshot.map(\"{map}\")`");
        }
        Mismatch::NeedsReduction { .. } => {
            let whole = written.map_or_else(String::new, |ty| format!(", or write `{ident}: {ty}`"));
            return format!("add `sum`, `max` or `min` in `#[snapshot(...)]`{whole}");
        }
        Mismatch::NotNarrower if how.widen => return "remove `widen`".to_owned(),
        Mismatch::NothingToReduce | Mismatch::KeptWhole => {
            return how.reduce.map_or_else(String::new, |reduce| format!("remove `{reduce}`"));
        }
        Mismatch::NotReducible { .. } | Mismatch::TooWide { .. } if how.reduce.is_some() => {
            let plain = rust_type(field, target, &Conversion { reduce: None, ..how });
            return match (plain, how.reduce) {
                (Some(ty), Some(reduce)) => format!("remove `{reduce}`, and write `{ident}: {ty}`"),
                _ => integer_inside(field, target, path, how),
            };
        }
        Mismatch::NestedOption => {
            return written
                .map_or_else(|| "remove one `Option`".to_owned(), |ty| format!("write `{ident}: Option<{ty}>`"));
        }
        _ => {}
    }
    match innermost {
        Type::Struct(of) if of.union => {
            let member = of.names().next().unwrap_or("member");
            let path = onward(field, path, &format!("{}.{member}", every(&target.ty)));
            return format!("mirror a member: `#[snapshot(path = \"{path}\")]`");
        }
        Type::Struct(of) if written.is_none() => {
            let member = of.names().next().unwrap_or("member");
            let tag = match &of.name {
                Some(name) => format!("struct {name}"),
                None => String::new(),
            };
            let whole = match tag.as_str() {
                "" => String::new(),
                tag => format!(", or use a struct with `#[snapshot(type = \"{tag}\")]`"),
            };
            let path = onward(field, path, &format!("{}.{member}", every(&target.ty)));
            return format!("mirror a member: `#[snapshot(path = \"{path}\")]`{whole}");
        }
        _ => {}
    }
    let Some(ty) = written else { return String::new() };
    // An integer of 128 bits is an array of 16 bytes, never a `Vec`.
    let of_one_integer = target.dims.is_empty() && matches!(target.ty, Type::Int { .. });
    let ty = if of_one_integer && matches!(kind, FieldType::Vec(_)) {
        ty
    } else {
        alike(kind, ty, pointers_in(target).is_some())
    };
    let is_text = matches!(&target.ty, Type::Array { element, .. } if **element == Type::Char);
    let widened = Conversion { widen: true, ..how };
    let more = match how {
        Conversion { widen: true, .. } => ", and remove `widen`".to_owned(),
        Conversion { reduce: None, .. } if is_text && target.dims.is_empty() => {
            format!(", or `{ident}: std::ffi::CString`")
        }
        _ if reduces_each_row(kind, target, &how) => ", or add `sum`, `max` or `min` in `#[snapshot(...)]`".to_owned(),
        _ if matches!(compare(kind, target, &widened), Comparison::Fits) => ", or add `#[snapshot(widen)]`".to_owned(),
        _ => String::new(),
    };
    format!("write `{ident}: {ty}`{more}")
}

/// The type that the field should have, as written in a help.
pub fn rust_type(field: &Field<'_>, target: &Target, how: &Conversion) -> Option<String> {
    let ty = match (&field.kind, target.dims.as_slice()) {
        (Ok(FieldType::Rows { partial, value: of_user, key: key_kind }), [Dim::Rows { key, c_type }, inner @ ..]) => {
            let (written_key, written_value) = written_rows(field.ty)?;
            let key = Target::whole(key.clone(), c_type);
            let key = match compare(key_kind, &key, &Conversion::default()) {
                Comparison::Differs(_) => remedy(&key, &Conversion::default()).unwrap_or(written_key),
                _ => written_key,
            };
            let value = remedy(&Target { dims: inner.to_vec(), ..target.clone() }, how);
            let value = value.or_else(|| (!is_known(of_user)).then_some(written_value))?;
            format!("{}<{key}, {value}>", if *partial { "PartialRows" } else { "Rows" })
        }
        _ => remedy(target, how)?,
    };
    Some(field.spelled(&ty))
}

/// Whether rows have the type of the reduced values of each entry.
fn reduces_each_row(kind: &FieldType, target: &Target, how: &Conversion) -> bool {
    let reduced = Conversion { reduce: Some(Reduce::Sum), ..*how };
    how.reduce.is_none()
        && matches!(kind, FieldType::Rows { .. })
        && matches!(compare(kind, target, &reduced), Comparison::Fits)
}

/// Whether no part of the type is a name that only the compiler knows, such as that of a struct.
fn is_known(kind: &FieldType) -> bool {
    match kind {
        FieldType::Unknown => false,
        FieldType::Array { element: of, .. } | FieldType::Vec(of) | FieldType::Option(of) | FieldType::PerCpu(of) => {
            is_known(of)
        }
        _ => true,
    }
}

/// The key and the value of rows, as the user wrote them.
pub(super) fn written_rows(ty: &syn::Type) -> Option<(String, String)> {
    let syn::Type::Path(path) = ty else { return None };
    let syn::PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    let mut written = arguments.args.iter().map(unspaced);
    Some((written.next()?, written.next()?))
}

/// The element of an array or a `Vec`, as it is spelled.
fn element(ty: &str) -> Option<&str> {
    let of_array = ty.strip_prefix('[').and_then(|ty| ty.rsplit_once("; ")).map(|(element, _)| element);
    of_array.or_else(|| ty.strip_prefix("Vec<")?.strip_suffix('>'))
}

/// The element type of an array or `Vec` of unsigned integers.
fn unsigned_element(ty: &str) -> Option<FieldType> {
    let bits = element(ty)?.strip_prefix('u')?.parse().ok()?;
    Some(FieldType::Int { bits, signed: false })
}

/// Keeps the `Vec`, `Histogram` or `Option` that the user wrote around a type. An `Option` around an element is only kept if
/// elements can lack a value, `elements_lack`: otherwise it may be the mistake.
fn alike(kind: &FieldType, ty: String, elements_lack: bool) -> String {
    let element_alike = |of: &FieldType, ty: String| match of {
        FieldType::Option(of) if !elements_lack => alike(of, ty, elements_lack),
        of => alike(of, ty, elements_lack),
    };
    let around = |start: &str, end: &str| Some(ty.strip_prefix(start)?.strip_suffix(end)?.to_owned());
    match kind {
        FieldType::Option(of) => format!("Option<{}>", alike(of, ty, elements_lack)),
        FieldType::Histogram { buckets, .. } => match unsigned_element(&ty) {
            Some(counter) => FieldType::Histogram { buckets: buckets.clone(), counter: Box::new(counter) }.to_string(),
            None => ty,
        },
        FieldType::Vec(of) => match element(&ty) {
            Some(element) => format!("Vec<{}>", element_alike(of, element.to_owned())),
            None => ty,
        },
        FieldType::Array { element: of, .. } => match around("[", "]").as_deref().and_then(|ty| ty.rsplit_once("; ")) {
            Some((element, len)) => format!("[{}; {len}]", element_alike(of, element.to_owned())),
            None => ty,
        },
        FieldType::PerCpu(of) => match around("PerCpu<", ">") {
            Some(slot) => format!("PerCpu<{}>", element_alike(of, slot)),
            None => ty,
        },
        _ => ty,
    }
}

/// The help for a reduction into an `Option`: remove either of them.
fn without_option(field: &Field<'_>, target: &Target, how: &Conversion) -> String {
    let ident = field.ident;
    match (rust_type(field, target, how), rust_type(field, target, &Conversion { reduce: None, ..*how }), how.reduce) {
        (Some(one), Some(all), Some(reduce)) => {
            format!("write `{ident}: {one}`, or remove `{reduce}` and write `{ident}: Option<{all}>`")
        }
        _ => "remove `Option`".to_owned(),
    }
}

/// The help for a reduction of structs: the path to an integer in each of them.
fn integer_inside(field: &Field<'_>, target: &Target, path: &str, how: Conversion) -> String {
    let member = match innermost(&target.ty) {
        Type::Struct(of) => of
            .flattened_members()
            .map(|(member, _)| member)
            .find(|member| matches!(member.ty, Type::Int { size: ..=8, .. })),
        _ => None,
    };
    match (member, how.reduce) {
        (Some(member), Some(reduce)) => {
            let path = onward(field, path, &format!("{}.{}", every(&target.ty), member.name));
            format!("reduce an integer in each element: `#[snapshot(path = \"{path}\", {reduce})]`")
        }
        _ => "use `path` to reduce an integer in each element".to_owned(),
    }
}

/// The steps to every element of nested arrays: `[*][*]`.
fn every(ty: &Type) -> String {
    match ty {
        Type::Array { element, .. } => format!("[*]{}", every(element)),
        _ => String::new(),
    }
}

/// The `path` of something inside the value that a field mirrors. In a struct of entries, a path starts at the value.
fn onward(field: &Field<'_>, path: &str, rest: &str) -> String {
    let base = match (&field.attribute.key, &field.attribute.path) {
        (None, _) => path.to_owned(),
        (Some(_), Some(path)) => path.value(),
        (Some(_), None) => return rest.trim_start_matches('.').to_owned(),
    };
    format!("{base}{rest}")
}

fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::Array { element, .. } => innermost(element),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::with_option;

    #[test]
    fn an_option_is_inside_as_many_layers_as_there_are() {
        let of = |layers| with_option("Vec<PerCpu<u64>>", layers);
        assert_eq!(of(0), "Option<Vec<PerCpu<u64>>>");
        assert_eq!(of(1), "Vec<Option<PerCpu<u64>>>");
        assert_eq!(of(2), "Vec<PerCpu<Option<u64>>>");
        assert_eq!(of(3), of(2));
    }
}
