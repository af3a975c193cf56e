//! The struct as it was written: what each field asks for, and what its type is.

use std::fmt;

use ktsnap_btf::{Conversion, FieldType, Reduce};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{
    Data, DeriveInput, Expr, ExprLit, Fields, GenericArgument, Ident, Lit, Path, PathArguments, PathSegment, Type,
};

use crate::attr;
use crate::error::{Errors, unspaced};

/// One field.
pub(crate) struct Field<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) ty: &'i Type,
    /// What the macro can read of the type; or what it is, if no field can have it.
    pub(crate) kind: Result<FieldType, Foreign>,
    pub(crate) attribute: attr::Field,
    /// The crate by whose path a help names a type.
    krate: Option<&'i Path>,
}

/// How a field names what it mirrors.
pub(crate) enum Named {
    /// By its own name, or by `rename`.
    Name(String),
    /// By `path`.
    Path(String),
}

impl Field<'_> {
    /// What it mirrors, as it is written; `None` where that could not be read, which was said.
    pub(crate) fn named(&self) -> Option<Named> {
        let attr::Field { rename, path, damaged, .. } = &self.attribute;
        match (rename, path) {
            _ if *damaged => None,
            (_, Some(path)) => Some(Named::Path(path.value())),
            (Some(rename), None) => Some(Named::Name(rename.value())),
            (None, None) => Some(Named::Name(self.ident.unraw().to_string())),
        }
    }

    /// The variable or member that bears the field's name in C, if it is named so.
    pub(crate) fn c_name(&self) -> Option<String> {
        match self.named()? {
            Named::Name(name) => Some(name),
            Named::Path(_) => None,
        }
    }

    /// The variable that it is in, if the struct reads globals: all of its name in C, or the path up to its first step.
    pub(crate) fn root(&self) -> Option<String> {
        let named = self.named().filter(|_| !self.skipped())?;
        Some(match named {
            Named::Name(name) => name,
            Named::Path(path) => path.split(['.', '[']).next().unwrap_or_default().to_owned(),
        })
    }

    /// The token that names what it mirrors.
    pub(crate) fn name_token(&self) -> TokenStream {
        match (&self.attribute.path, &self.attribute.rename) {
            (Some(written), _) | (None, Some(written)) => written.to_token_stream(),
            (None, None) => self.ident.to_token_stream(),
        }
    }

    pub(crate) fn reduce(&self) -> Option<Reduce> {
        self.attribute.reduce.as_ref().map(|(how, _)| *how)
    }

    pub(crate) fn how(&self) -> Conversion {
        Conversion { reduce: self.reduce(), widen: self.attribute.widen.is_some() }
    }

    pub(crate) fn skipped(&self) -> bool {
        self.attribute.skip.is_some()
    }

    /// Whether a difference keeps the later value.
    pub(crate) fn keeps_later(&self) -> bool {
        self.attribute.gauge.is_some() || matches!(self.reduce(), Some(Reduce::Max | Reduce::Min))
    }

    /// A type as a help writes it: types of this crate are named by their path, unless the field's type has the name already.
    pub(crate) fn spelled(&self, ty: &str) -> String {
        let krate = self.krate.map_or_else(|| "ktsnap".to_owned(), unspaced);
        let written = unspaced(self.ty);
        let words =
            |text: &str, name: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
        let names = ["PerCpu", "Ptr", "CpuSet"].into_iter().filter(|name| words(ty, name) && !words(&written, name));
        names.fold(ty.to_owned(), |ty, name| ty.replace(name, &format!("{krate}::{name}")))
    }

    /// Whether the type is an `Option`, as far as a macro can tell.
    pub(crate) fn optional(&self) -> bool {
        matches!(self.kind, Ok(FieldType::Option(_)))
    }
}

/// Reads the fields of a struct. What has no named fields gives none, and an error.
/// `krate` is what the attribute `crate` names.
pub(crate) fn fields<'i>(input: &'i DeriveInput, krate: Option<&'i Path>, errors: &mut Errors) -> Vec<Field<'i>> {
    let ident = &input.ident;
    let named = "give each field the name of a global of the scheduler";
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => &fields.named,
            Fields::Named(_) | Fields::Unit => {
                errors.push(ident, format!("`{ident}` has no fields, so there is nothing to read"), named);
                return Vec::new();
            }
            Fields::Unnamed(_) => {
                errors.push(ident, format!("the fields of `{ident}` have no names"), named);
                return Vec::new();
            }
        },
        Data::Enum(_) => {
            errors.push(
                ident,
                format!("`{ident}` is an enum, and globals are mirrored by a struct"),
                "derive `SnapshotEnum` to mirror an enum of C",
            );
            return Vec::new();
        }
        Data::Union(_) => {
            errors.push(ident, format!("`{ident}` is a union, and globals are mirrored by a struct"), named);
            return Vec::new();
        }
    };
    if !input.generics.params.is_empty() {
        errors.push(
            &input.generics,
            format!("`{ident}` is generic, and BTF gives each global one type"),
            "write the fields' types out",
        );
    }
    let mut read: Vec<Field<'i>> = Vec::new();
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        let mut attribute = attr::Field::read(&field.attrs, errors);
        agree(&mut attribute, ident, errors);
        let field = Field { ident, ty: &field.ty, kind: kind(&field.ty), attribute, krate };
        match read.iter().find(|other| mirrors_the_same(other, &field)) {
            Some(other) => errors.push(
                field.name_token(),
                format!(
                    "`{}` is mirrored twice, by `{}` and `{ident}`",
                    field.c_name().unwrap_or_default(),
                    other.ident
                ),
                "remove one of the two fields",
            ),
            None => read.push(field),
        }
    }
    read
}

/// Whether two fields name one variable, and the same of it. Through a path, a key or a reduction they may well.
fn mirrors_the_same(one: &Field<'_>, other: &Field<'_>) -> bool {
    let plain = |field: &Field<'_>| field.attribute.key.is_none() && field.reduce().is_none() && !field.skipped();
    plain(one) && plain(other) && one.c_name().is_some() && one.c_name() == other.c_name()
}

/// Holds the keys of one field against each other.
fn agree(attribute: &mut attr::Field, ident: &Ident, errors: &mut Errors) {
    for (key, written) in [("rename", &attribute.rename), ("path", &attribute.path), ("key", &attribute.key)] {
        if let Some(empty) = written.as_ref().filter(|written| written.value().is_empty()) {
            let help = match key {
                "rename" => "write the global's name in C",
                "path" => "write a name and what leads on from it, as in `stats.hits` and `stats[0]`",
                _ => "write the enumerator or number of the entry",
            };
            errors.push(empty, format!("`{key}` is empty"), help);
            attribute.damaged = true;
        }
    }
    if let (Some(path), Some(_)) = (&attribute.path, &attribute.rename) {
        errors.push(path, "`path` and `rename` both say what the field mirrors", "keep `path`, and remove `rename`");
    }
    if attribute.skip.is_some() {
        let reduce = attribute.reduce.as_ref();
        let others = [
            ("rename", attribute.rename.to_token_stream()),
            ("path", attribute.path.to_token_stream()),
            ("key", attribute.key.to_token_stream()),
            ("widen", attribute.widen.to_token_stream()),
            ("gauge", attribute.gauge.to_token_stream()),
            ("allow_unmapped", attribute.allow_unmapped.to_token_stream()),
            (
                &reduce.map_or_else(String::new, |(how, _)| how.to_string()),
                reduce.map(|(_, token)| token).to_token_stream(),
            ),
        ];
        for (key, token) in others.into_iter().filter(|(_, token)| !token.is_empty()) {
            let fact = format!("`{ident}` is skipped, so `{key}` has no effect");
            errors.push(token, fact, format!("remove `{key}`, or remove `skip` to have the field read"));
        }
    }
}

/// A type that no field can have.
#[derive(Debug)]
pub(crate) struct Foreign {
    /// With its article: "a `HashMap`".
    what: String,
    /// As the end of a sentence about it: "which ...".
    why: &'static str,
    /// Whether the field's type only contains it.
    inside: bool,
}

const NO_COUNTERPART: &str = "which has no counterpart in C";
const NO_LENGTH: &str = "which has no length of its own";
const POINTS: &str = "which points to memory of this process";

impl Foreign {
    fn new(what: impl Into<String>, why: &'static str) -> Self {
        Self { what: what.into(), why, inside: false }
    }

    fn named(name: &str, why: &'static str) -> Self {
        let article = if name.starts_with(['A', 'I', 'O', 'i']) { "an" } else { "a" };
        Self::new(format!("{article} `{name}`"), why)
    }

    /// What the field's type is: "is a `HashMap`".
    pub(crate) fn is(&self) -> String {
        format!("{} {}", if self.inside { "contains" } else { "is" }, self.what)
    }
}

/// What the field's type is, and why no field can have it.
impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.is(), self.why)
    }
}

/// Types of the standard library that mirror nothing, and how many arguments they have. A type of the user's may have one
/// of these names, so the number must match.
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

/// More of them, with names that a user's own type may well have: only a path that begins in the standard library is one.
const FOREIGN_BY_PATH: [&str; 4] = ["Duration", "Instant", "Result", "SystemTime"];

/// Whether the type is one of the standard library's that mirrors nothing.
fn is_foreign(path: &Path, last: &PathSegment) -> bool {
    let name = last.ident.to_string();
    let of_std =
        path.segments.first().is_some_and(|first| ["alloc", "core", "std"].iter().any(|name| first.ident == name));
    if of_std && path.segments.len() > 1 && FOREIGN_BY_PATH.contains(&name.as_str()) {
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

/// What a type is that another one contains.
fn inside(ty: &Type) -> Result<FieldType, Foreign> {
    kind(ty).map_err(|foreign| Foreign { inside: true, ..foreign })
}

/// What can be told of a type from its tokens alone.
pub(crate) fn kind(ty: &Type) -> Result<FieldType, Foreign> {
    match ty {
        Type::Group(group) => kind(&group.elem),
        Type::Paren(paren) => kind(&paren.elem),
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
                    Err(Foreign::named(name, "which is as wide as the machine that runs the test"))
                }
                name @ ("u128" | "i128") => Err(Foreign::named(name, "which is wider than a report renders")),
                "char" => Err(Foreign::new("a Rust `char`", "which is a Unicode character")),
                "str" => Err(Foreign::named("str", NO_LENGTH)),
                "String" if alone => Ok(FieldType::Text),
                "CString" => Ok(FieldType::CString),
                "Ptr" => Ok(FieldType::Ptr),
                "CpuSet" => Ok(FieldType::CpuSet),
                "Vec" => Ok(argument(&last.arguments)?.map_or(FieldType::Unknown, FieldType::Vec)),
                "Option" => Ok(argument(&last.arguments)?.map_or(FieldType::Unknown, FieldType::Option)),
                "PerCpu" => Ok(argument(&last.arguments)?.map_or(FieldType::Unknown, FieldType::PerCpu)),
                name @ ("Box" | "Rc" | "Arc") => Err(Foreign::named(name, POINTS)),
                name if is_foreign(&path.path, last) => Err(Foreign::named(name, NO_COUNTERPART)),
                name if alone => Ok(integer(name).unwrap_or(FieldType::Unknown)),
                _ => Ok(FieldType::Unknown),
            }
        }
        Type::Reference(_) => Err(Foreign::new("a reference", POINTS)),
        Type::Ptr(_) => Err(Foreign::new("a raw pointer", POINTS)),
        Type::Slice(_) => Err(Foreign::new("a slice", NO_LENGTH)),
        Type::Tuple(tuple) if tuple.elems.is_empty() => Err(Foreign::new("`()`", NO_COUNTERPART)),
        Type::Tuple(_) => Err(Foreign::new("a tuple", NO_COUNTERPART)),
        _ => Ok(FieldType::Unknown),
    }
}

/// What the only type argument says; `None` without one.
fn argument(arguments: &PathArguments) -> Result<Option<Box<FieldType>>, Foreign> {
    match arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(GenericArgument::Type(ty)) if arguments.args.len() == 1 => Ok(Some(Box::new(inside(ty)?))),
            _ => Ok(None),
        },
        PathArguments::None | PathArguments::Parenthesized(_) => Ok(None),
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
