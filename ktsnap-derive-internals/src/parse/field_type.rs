//! Reading the type of a field from its tokens.

use std::fmt;

use crate::error::unspaced;
use ktsnap_btf::FieldType;
use syn::{Expr, ExprLit, GenericArgument, Lit, Path, PathArguments, PathSegment, Type};

/// A type that no field can have.
#[derive(Debug)]
pub struct ForeignType {
    /// The type with its article: "a `HashMap`".
    what: String,
    /// The reason, as a relative clause: "which ...".
    why: &'static str,
    /// Whether it is only a part of the field's type.
    inside: bool,
}

const NO_COUNTERPART: &str = "which has no counterpart in C";
const NO_LENGTH: &str = "which is unsized";
const POINTS: &str = "which points to memory of this process";

impl ForeignType {
    fn new(what: impl Into<String>, why: &'static str) -> Self {
        Self { what: what.into(), why, inside: false }
    }

    fn named(name: &str, why: &'static str) -> Self {
        let article = if name.starts_with(['A', 'I', 'O', 'i']) { "an" } else { "a" };
        Self::new(format!("{article} `{name}`"), why)
    }

    /// A predicate about the field: "is a `HashMap`".
    pub fn is(&self) -> String {
        format!("{} {}", if self.inside { "contains" } else { "is" }, self.what)
    }
}

/// The predicate with the reason: "is a `HashMap`, which has no counterpart in C".
impl fmt::Display for ForeignType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.is(), self.why)
    }
}

/// Types of the standard library that can't mirror a C type, with the number of their arguments. A user's own type may
/// have one of these names, so the number must match.
const FOREIGN: [(&str, usize); 25] = [
    ("BTreeMap", 2),
    ("BTreeSet", 1),
    ("BinaryHeap", 1),
    ("Cell", 1),
    ("Cow", 2),
    ("HashMap", 2),
    ("HashSet", 1),
    ("LazyCell", 1),
    ("LazyLock", 1),
    ("LinkedList", 1),
    ("ManuallyDrop", 1),
    ("MaybeUninit", 1),
    ("Mutex", 1),
    ("NonZero", 1),
    ("OnceCell", 1),
    ("OnceLock", 1),
    ("OsString", 0),
    ("PathBuf", 0),
    ("PhantomData", 1),
    ("RefCell", 1),
    ("Result", 2),
    ("RwLock", 1),
    ("Saturating", 1),
    ("VecDeque", 1),
    ("Wrapping", 1),
];

/// Further types, which only count with a path from the standard library: users often have types of these names.
const FOREIGN_BY_PATH: [&str; 4] = ["Duration", "Instant", "Result", "SystemTime"];

/// Whether the type is one of the standard library that can't mirror a C type.
fn is_foreign(path: &Path, last: &PathSegment) -> bool {
    let name = last.ident.to_string();
    let of_std =
        path.segments.first().is_some_and(|first| ["alloc", "core", "std"].iter().any(|name| first.ident == name));
    if of_std && FOREIGN_BY_PATH.contains(&name.as_str()) {
        return true;
    }
    if path.segments.len() > 1 && !of_std {
        return false;
    }
    let arguments = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.len(),
        PathArguments::None | PathArguments::Parenthesized(_) => 0,
    };
    let is_integer = |name: &str| {
        let bits = name.strip_prefix(['I', 'U']).unwrap_or_default();
        ["8", "16", "32", "64", "128", "size"].contains(&bits)
    };
    let atomic = name.strip_prefix("Atomic").is_some_and(|of| of == "Bool" || is_integer(of));
    let nonzero = name.strip_prefix("NonZero").is_some_and(is_integer);
    let atomic_ptr = name == "AtomicPtr" && arguments == 1;
    FOREIGN.contains(&(name.as_str(), arguments)) || atomic_ptr || arguments == 0 && (atomic || nonzero)
}

/// Reads the type of an element or argument.
fn inside(ty: &Type) -> Result<FieldType, ForeignType> {
    field_type(ty).map_err(|foreign| ForeignType { inside: true, ..foreign })
}

/// Reads a type from its tokens. An alias is [`FieldType::Unknown`].
pub fn field_type(ty: &Type) -> Result<FieldType, ForeignType> {
    match ty {
        Type::Group(group) => field_type(&group.elem),
        Type::Paren(paren) => field_type(&paren.elem),
        Type::Array(array) => {
            Ok(FieldType::Array { element: Box::new(inside(&array.elem)?), len: literal(&array.len) })
        }
        Type::Path(path) if path.qself.is_none() => {
            let Some(last) = path.path.segments.last() else {
                return Ok(FieldType::Unknown);
            };
            let alone = path.path.segments.len() == 1;
            match last.ident.to_string().as_str() {
                "bool" if alone => Ok(FieldType::Bool),
                "f32" if alone => Ok(FieldType::Float { bits: 32 }),
                "f64" if alone => Ok(FieldType::Float { bits: 64 }),
                name @ ("usize" | "isize") => {
                    Err(ForeignType::named(name, "whose width depends on the machine that runs the test"))
                }
                name @ ("u128" | "i128") => {
                    Err(ForeignType::named(name, "which is wider than any integer in a report"))
                }
                "char" => Err(ForeignType::new("a Rust `char`", "which is a Unicode character")),
                "str" => Err(ForeignType::named("str", NO_LENGTH)),
                "String" if alone => Ok(FieldType::Text),
                "CString" => Ok(FieldType::CString),
                "Ptr" => Ok(FieldType::Ptr),
                "CpuSet" => Ok(FieldType::CpuSet),
                "Vec" => Ok(argument(&last.arguments)?.map_or(FieldType::Unknown, FieldType::Vec)),
                "Option" => Ok(argument(&last.arguments)?.map_or(FieldType::Unknown, FieldType::Option)),
                "PerCpu" => Ok(argument(&last.arguments)?.map_or(FieldType::Unknown, FieldType::PerCpu)),
                "Histogram" => histogram(&last.arguments),
                name @ ("Rows" | "PartialRows") => Ok(match two_arguments(&last.arguments)? {
                    Some([key, value]) => FieldType::Rows { key, value, partial: name == "PartialRows" },
                    None => FieldType::Unknown,
                }),
                name @ ("Box" | "Rc" | "Arc") => Err(ForeignType::named(name, POINTS)),
                name if is_foreign(&path.path, last) => Err(ForeignType::named(name, NO_COUNTERPART)),
                name if alone => Ok(integer(name).unwrap_or(FieldType::Unknown)),
                _ => Ok(FieldType::Unknown),
            }
        }
        Type::Reference(_) => Err(ForeignType::new("a reference", POINTS)),
        Type::Ptr(_) => Err(ForeignType::new("a raw pointer", POINTS)),
        Type::Slice(_) => Err(ForeignType::new("a slice", NO_LENGTH)),
        Type::Tuple(tuple) if tuple.elems.is_empty() => Err(ForeignType::new("`()`", NO_COUNTERPART)),
        Type::Tuple(_) => Err(ForeignType::new("a tuple", NO_COUNTERPART)),
        _ => Ok(FieldType::Unknown),
    }
}

/// Reads the only type argument; `None` without one.
fn argument(arguments: &PathArguments) -> Result<Option<Box<FieldType>>, ForeignType> {
    match arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(GenericArgument::Type(ty)) if arguments.args.len() == 1 => Ok(Some(Box::new(inside(ty)?))),
            _ => Ok(None),
        },
        PathArguments::None | PathArguments::Parenthesized(_) => Ok(None),
    }
}

/// Reads the arguments of `Histogram<B, T = u64>`. What `B` is, only the compiler knows.
fn histogram(arguments: &PathArguments) -> Result<FieldType, ForeignType> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return Ok(FieldType::Unknown) };
    let arguments: Vec<_> = arguments.args.iter().collect();
    let (buckets, counter) = match arguments.as_slice() {
        [GenericArgument::Type(buckets)] => (buckets, FieldType::Int { bits: 64, signed: false }),
        [GenericArgument::Type(buckets), GenericArgument::Type(counter)] => (buckets, inside(counter)?),
        _ => return Ok(FieldType::Unknown),
    };
    match counter {
        FieldType::Int { signed: false, .. } | FieldType::Unknown => {
            Ok(FieldType::Histogram { buckets: unspaced(buckets), counter: Box::new(counter) })
        }
        other => Err(ForeignType::new(format!("a `Histogram` of `{other}`"), "which can't count")),
    }
}

/// Reads two type arguments; `None` for another number.
fn two_arguments(arguments: &PathArguments) -> Result<Option<[Box<FieldType>; 2]>, ForeignType> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return Ok(None) };
    let mut types = arguments.args.iter();
    match (types.next(), types.next(), types.next()) {
        (Some(GenericArgument::Type(one)), Some(GenericArgument::Type(other)), None) => {
            Ok(Some([Box::new(inside(one)?), Box::new(inside(other)?)]))
        }
        _ => Ok(None),
    }
}

fn integer(name: &str) -> Option<FieldType> {
    let signed = name.starts_with('i');
    let bits = name.strip_prefix(['i', 'u'])?;
    ["8", "16", "32", "64"].contains(&bits).then_some(())?;
    Some(FieldType::Int { bits: bits.parse().ok()?, signed })
}

fn literal(len: &Expr) -> Option<u64> {
    match len {
        Expr::Group(group) => literal(&group.expr),
        Expr::Lit(ExprLit { lit: Lit::Int(len), .. }) => len.base10_parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::field_type;

    /// The type as a message shows it, `?` for a name that only the compiler knows, or why no field can have the type.
    fn read(ty: &str) -> String {
        match field_type(&syn::parse_str(ty).unwrap()) {
            Ok(ktsnap_btf::FieldType::Unknown) => "?".to_owned(),
            Ok(known) => known.to_string(),
            Err(foreign) => foreign.to_string(),
        }
    }

    #[test]
    fn types_that_mirror_c_types() {
        for ty in [
            "u8",
            "i64",
            "bool",
            "f32",
            "f64",
            "String",
            "CString",
            "Ptr",
            "CpuSet",
            "[[u64; 4]; 3]",
            "Vec<u64>",
            "Option<u64>",
            "PerCpu<u64>",
            "Rows<u32, u64>",
            "PartialRows<u32, u64>",
        ] {
            assert_eq!(read(ty), ty);
        }
        assert_eq!(read("std::ffi::CString"), "CString");
        assert_eq!(read("std::vec::Vec<(u8)>"), "Vec<u8>");
    }

    #[test]
    fn other_names_are_those_of_the_user() {
        for ty in [
            "Counters",
            "my::bool",
            "my::f32",
            "my::f64",
            "my::u64",
            "my::String",
            "my::Duration",
            "Duration",
            "std::Counters",
            "my::HashMap<u8, u8>",
            "HashMap<u8>",
            "AtomicPtr",
            "AtomicCounters",
            "Counters<u8>",
            "NonZeroCounters",
            "Vec<u8, Global>",
            "Vec",
            "Rows<u32>",
            "<Counters as Of>::usize",
            "u65",
        ] {
            assert_eq!(read(ty), "?", "{ty}");
        }
    }

    #[test]
    fn types_that_no_field_can_have() {
        let no_counterpart = "which has no counterpart in C";
        for (ty, expected) in [
            ("std::time::Duration", format!("is a `Duration`, {no_counterpart}")),
            ("core::Result", format!("is a `Result`, {no_counterpart}")),
            ("alloc::collections::BTreeMap<u8, u8>", format!("is a `BTreeMap`, {no_counterpart}")),
            ("HashMap<u8, u8>", format!("is a `HashMap`, {no_counterpart}")),
            ("AtomicBool", format!("is an `AtomicBool`, {no_counterpart}")),
            ("AtomicU64", format!("is an `AtomicU64`, {no_counterpart}")),
            ("AtomicPtr<u8>", format!("is an `AtomicPtr`, {no_counterpart}")),
            ("NonZeroI32", format!("is a `NonZeroI32`, {no_counterpart}")),
            ("Vec<PathBuf>", format!("contains a `PathBuf`, {no_counterpart}")),
            ("()", format!("is `()`, {no_counterpart}")),
            ("(u8, u8)", format!("is a tuple, {no_counterpart}")),
            ("str", "is a `str`, which is unsized".to_owned()),
            ("[u8]", "is a slice, which is unsized".to_owned()),
            ("&u8", "is a reference, which points to memory of this process".to_owned()),
            ("*const u8", "is a raw pointer, which points to memory of this process".to_owned()),
            ("Box<u8>", "is a `Box`, which points to memory of this process".to_owned()),
            ("usize", "is a `usize`, whose width depends on the machine that runs the test".to_owned()),
            ("u128", "is a `u128`, which is wider than any integer in a report".to_owned()),
            ("char", "is a Rust `char`, which is a Unicode character".to_owned()),
        ] {
            assert_eq!(read(ty), expected, "{ty}");
        }
    }
}
