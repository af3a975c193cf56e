//! A type as C spells it: `volatile u64`, `struct point *[3]`, `int (*)(int)`.

use btf_rs::{BtfType, FuncProto, Type as Raw};

use crate::error::ObjectError;
use crate::graph::{Graph, MAX_DEPTH, damaged, target};
use crate::types::Type;

/// How many types one spelling may go through, and after how many bytes a list of parameters ends; a spelling of twice
/// that is cut. A function pointer that takes function pointers doubles at each level; past these bounds the rest is
/// `...`.
const MAX_TYPES: usize = 64;
const MAX_LENGTH: usize = 256;

/// The type of that id, as the type name of a C cast.
pub(crate) fn type_name(graph: &Graph, id: u32) -> Result<String, ObjectError> {
    let mut name = Speller { graph, left: MAX_TYPES }.around(id, String::new(), MAX_DEPTH)?;
    if name.len() > 2 * MAX_LENGTH {
        let end = (0..=2 * MAX_LENGTH).rev().find(|&end| name.is_char_boundary(end)).unwrap_or_default();
        name.truncate(end);
        name.push_str("...");
    }
    Ok(name)
}

struct Speller<'g> {
    graph: &'g Graph,
    left: usize,
}

impl Speller<'_> {
    /// C writes a type around what is declared: `declarator` is what stands in the middle so far.
    fn around(&mut self, id: u32, declarator: String, depth: usize) -> Result<String, ObjectError> {
        let depth = depth.checked_sub(1).ok_or(ObjectError::EndlessType { id })?;
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            return Ok(join("...", &declarator));
        }
        let graph = self.graph;
        match graph.get(id)? {
            Raw::Void => Ok(join("void", &declarator)),
            Raw::Int(of) => self.named("", of, &declarator),
            Raw::Float(of) => self.named("", of, &declarator),
            Raw::Typedef(of) => self.named("", of, &declarator),
            Raw::Struct(of) => self.named("struct ", of, &declarator),
            Raw::Union(of) => self.named("union ", of, &declarator),
            Raw::Enum(of) => self.named("enum ", of, &declarator),
            Raw::Enum64(of) => self.named("enum ", of, &declarator),
            Raw::Fwd(of) => self.named(if of.is_union() { "union " } else { "struct " }, of, &declarator),
            Raw::Array(of) => self.around(target(of)?, format!("{declarator}[{}]", of.len()), depth),
            Raw::Ptr(of) => {
                let to = target(of)?;
                let binds_weaker = matches!(self.unqualified(to)?, Raw::Array(_) | Raw::FuncProto(_));
                let pointer = if binds_weaker { format!("(*{declarator})") } else { format!("*{declarator}") };
                self.around(to, pointer, depth)
            }
            Raw::FuncProto(of) => {
                let parameters = self.parameters(of, depth)?;
                self.around(of.return_type_id(), format!("{declarator}({parameters})"), depth)
            }
            Raw::Const(of) => self.qualified("const", target(of)?, &declarator, depth),
            Raw::Volatile(of) => self.qualified("volatile", target(of)?, &declarator, depth),
            Raw::Restrict(of) => self.qualified("restrict", target(of)?, &declarator, depth),
            Raw::TypeTag(of) => self.around(target(of)?, declarator, depth),
            other => Err(damaged(format!("type {id} is a {}, not a variable's type", other.name()))),
        }
    }

    /// What stands between a function's parentheses. Where a bound is met the list ends: there can be 65,535 parameters,
    /// in a type that any number of variables have.
    fn parameters(&mut self, of: &FuncProto, depth: usize) -> Result<String, ObjectError> {
        let mut list = String::new();
        for parameter in &of.parameters {
            if !list.is_empty() {
                list.push_str(", ");
            }
            if parameter.is_variadic() || self.left <= 1 || list.len() > MAX_LENGTH {
                list.push_str("...");
                break;
            }
            list.push_str(&self.around(target(parameter)?, String::new(), depth)?);
        }
        if list.is_empty() {
            list.push_str("void");
        }
        Ok(list)
    }

    /// A qualifier stands behind the star of a pointer, and in front of everything else.
    fn qualified(&mut self, qualifier: &str, id: u32, declarator: &str, depth: usize) -> Result<String, ObjectError> {
        if !matches!(self.unqualified(id)?, Raw::Ptr(_)) {
            return Ok(format!("{qualifier} {}", self.around(id, declarator.to_owned(), depth)?));
        }
        // All of them at once: one by one they would come out in reverse, `* volatile const`.
        let mut qualifiers = format!(" {qualifier}");
        let mut id = id;
        for _ in 0..MAX_DEPTH {
            let (word, of) = match self.graph.get(id)? {
                Raw::Const(of) => (" const", of),
                Raw::Volatile(of) => (" volatile", of),
                Raw::Restrict(of) => (" restrict", of),
                _ => break,
            };
            qualifiers.push_str(word);
            id = target(of)?;
        }
        self.around(id, join(&qualifiers, declarator), depth)
    }

    fn named(&self, keyword: &str, of: &dyn BtfType, declarator: &str) -> Result<String, ObjectError> {
        let name = self.graph.tag(of)?.unwrap_or_else(|| "{...}".to_owned());
        // BTF has the compiler's own name of the type that C spells `bool`.
        let name = if keyword.is_empty() && name == "_Bool" { "bool" } else { &name };
        Ok(join(&format!("{keyword}{name}"), declarator))
    }

    /// What a chain of qualifiers and tags ends in.
    fn unqualified(&self, id: u32) -> Result<&Raw, ObjectError> {
        let mut ty = self.graph.get(id)?;
        for _ in 0..MAX_DEPTH {
            ty = match ty {
                Raw::Const(of) | Raw::Volatile(of) | Raw::Restrict(of) => self.graph.target(of)?,
                Raw::TypeTag(of) => self.graph.target(of)?,
                _ => return Ok(ty),
            };
        }
        Err(ObjectError::EndlessType { id })
    }
}

/// A base type in front of a declarator. An array's brackets need no space.
fn join(base: &str, declarator: &str) -> String {
    let space = if declarator.is_empty() || declarator.starts_with(['[', ' ']) { "" } else { " " };
    format!("{base}{space}{declarator}")
}

/// An array's element, spelled by the array's own spelling: `volatile u64[3]` gives `volatile u64`. Where that shows no
/// length, as a typedef's, by the element's type.
pub(crate) fn element(array: &str, len: u64, element: &Type) -> String {
    let brackets = format!("[{len}]");
    match array.split_once('[') {
        Some((front, _)) => match array.get(front.len()..).and_then(|rest| rest.strip_prefix(&*brackets)) {
            Some(behind) => format!("{front}{behind}"),
            None => plain(element),
        },
        None => plain(element),
    }
}

/// A spelling without the qualifiers in front.
pub(crate) fn without_qualifiers(name: &str) -> &str {
    let bare = ["const ", "volatile "].iter().find_map(|qualifier| name.strip_prefix(qualifier));
    bare.map_or(name, without_qualifiers)
}

/// A type as it is spelled where the typedefs are not known.
fn plain(ty: &Type) -> String {
    let mut brackets = String::new();
    let mut ty = ty;
    while let Type::Array { element, len } = ty {
        brackets.push_str(&format!("[{len}]"));
        ty = element;
    }
    let base = match ty {
        Type::Int { size, signed: true } => format!("s{}", size.saturating_mul(8)),
        Type::Int { size, signed: false } => format!("u{}", size.saturating_mul(8)),
        Type::Char => "char".to_owned(),
        Type::Bool { .. } => "bool".to_owned(),
        Type::Float { size: 4 } => "float".to_owned(),
        Type::Float { .. } => "double".to_owned(),
        Type::Struct(of) if of.union => ty.tag().unwrap_or_else(|| "union {...}".to_owned()),
        Type::Struct(_) => ty.tag().unwrap_or_else(|| "struct {...}".to_owned()),
        Type::Enum(_) => ty.tag().unwrap_or_else(|| "enum {...}".to_owned()),
        Type::Ptr { to } => format!("{} *", to.as_deref().unwrap_or("void")),
        Type::Bytes { .. } | Type::Array { .. } | Type::Opaque => "...".to_owned(),
    };
    base + &brackets
}
