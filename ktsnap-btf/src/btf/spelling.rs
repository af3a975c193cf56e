//! The C spelling of a type: `volatile u64`, `struct point *[3]`, `int (*)(int)`.

use btf_rs::{BtfType, FuncProto, Type as Raw};

use super::graph::{Graph, target};
use crate::error::{ObjectError, damaged};
use crate::types::MAX_DEPTH;
use crate::work;

/// The number of types that one spelling can include. The spelling of a function pointer that takes function pointers
/// doubles at each level, and a damaged type can contain itself. Past this bound, and that of [`MAX_LENGTH`], the rest is
/// `...`.
const MAX_TYPES: usize = 64;

/// The number of bytes after which a parameter list ends. A spelling is cut at twice this length.
const MAX_LENGTH: usize = 256;

/// The spelling of the type in a C cast.
pub(crate) fn type_name(graph: &Graph, id: u32) -> Result<String, ObjectError> {
    let mut name = Speller { graph, left: MAX_TYPES }.around(id, String::new())?;
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
    /// Spells a type around `declarator`, the inner part of the spelling so far. C writes types inside out.
    fn around(&mut self, id: u32, declarator: String) -> Result<String, ObjectError> {
        work::step();
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
            Raw::Array(of) => self.around(target(of)?, format!("{declarator}[{}]", of.len())),
            Raw::Ptr(of) => {
                let to = target(of)?;
                let binds_weaker = matches!(self.unqualified(to)?, Raw::Array(_) | Raw::FuncProto(_));
                let pointer = if binds_weaker { format!("(*{declarator})") } else { format!("*{declarator}") };
                self.around(to, pointer)
            }
            Raw::FuncProto(of) => {
                let parameters = self.parameters(of)?;
                self.around(of.return_type_id(), format!("{declarator}({parameters})"))
            }
            Raw::Const(of) => self.qualified("const", target(of)?, &declarator),
            Raw::Volatile(of) => self.qualified("volatile", target(of)?, &declarator),
            Raw::Restrict(of) => self.qualified("restrict", target(of)?, &declarator),
            Raw::TypeTag(of) => self.around(target(of)?, declarator),
            other => Err(damaged(format!("type {id} is a {}, which no variable can have", other.name()))),
        }
    }

    /// A function's parameter list. It ends at the bounds: a type can have 65,535 parameters, and any number of variables
    /// can have that type.
    fn parameters(&mut self, of: &FuncProto) -> Result<String, ObjectError> {
        let mut list = String::new();
        for parameter in &of.parameters {
            if !list.is_empty() {
                list.push_str(", ");
            }
            if parameter.is_variadic() || self.left <= 1 || list.len() > MAX_LENGTH {
                list.push_str("...");
                break;
            }
            list.push_str(&self.around(target(parameter)?, String::new())?);
        }
        if list.is_empty() {
            list.push_str("void");
        }
        Ok(list)
    }

    /// Adds a qualifier, which follows the `*` of a pointer and precedes every other type.
    fn qualified(&mut self, qualifier: &str, id: u32, declarator: &str) -> Result<String, ObjectError> {
        if !matches!(self.unqualified(id)?, Raw::Ptr(_)) {
            return Ok(format!("{qualifier} {}", self.around(id, declarator.to_owned())?));
        }
        // All qualifiers are added at once. Added one by one, they would be reversed: `* volatile const`. A pointer ends them.
        let mut qualifiers = format!(" {qualifier}");
        let mut id = id;
        loop {
            let (word, of) = match self.graph.get(id)? {
                Raw::Const(of) => (" const", of),
                Raw::Volatile(of) => (" volatile", of),
                Raw::Restrict(of) => (" restrict", of),
                _ => break,
            };
            qualifiers.push_str(word);
            id = target(of)?;
        }
        self.around(id, join(&qualifiers, declarator))
    }

    fn named(&self, keyword: &str, of: &dyn BtfType, declarator: &str) -> Result<String, ObjectError> {
        let name = self.graph.tag(of)?.unwrap_or("{...}");
        // BTF has the compiler's own name for C's `bool`.
        let name = if keyword.is_empty() && name == "_Bool" { "bool" } else { name };
        Ok(join(&format!("{keyword}{name}"), declarator))
    }

    /// The type after a chain of qualifiers and tags.
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

/// Joins a base type and a declarator. No space precedes the brackets of an array.
fn join(base: &str, declarator: &str) -> String {
    let space = if declarator.is_empty() || declarator.starts_with(['[', ' ']) { "" } else { " " };
    format!("{base}{space}{declarator}")
}
