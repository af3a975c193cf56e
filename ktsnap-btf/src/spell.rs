//! A type as C spells it: `volatile u64`, `struct point *[3]`, `int (*)(int)`.

use btf_rs::{BtfType, Type as Raw};

use crate::error::ObjectError;
use crate::graph::{Graph, MAX_DEPTH, damaged, target};

/// How many types one spelling may go through, and how long it may grow. A function pointer that takes function
/// pointers doubles at each level; past these bounds the rest is `...`.
const MAX_TYPES: usize = 64;
const MAX_LENGTH: usize = 256;

/// The type of that id, as the type name of a C cast.
pub(crate) fn type_name(graph: &Graph, id: u32) -> Result<String, ObjectError> {
    Speller { graph, left: MAX_TYPES }.around(id, String::new(), MAX_DEPTH)
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
        if self.left == 0 || declarator.len() > MAX_LENGTH {
            return Ok("...".to_owned());
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
                let mut parameters = Vec::new();
                for parameter in &of.parameters {
                    parameters.push(if parameter.is_variadic() {
                        "...".to_owned()
                    } else {
                        self.around(target(parameter)?, String::new(), depth)?
                    });
                }
                let parameters = if parameters.is_empty() { "void".to_owned() } else { parameters.join(", ") };
                self.around(of.return_type_id(), format!("{declarator}({parameters})"), depth)
            }
            Raw::Const(of) => self.qualified("const", target(of)?, &declarator, depth),
            Raw::Volatile(of) => self.qualified("volatile", target(of)?, &declarator, depth),
            Raw::Restrict(of) => self.qualified("restrict", target(of)?, &declarator, depth),
            Raw::TypeTag(of) => self.around(target(of)?, declarator, depth),
            other => Err(damaged(format!("type {id} is a {}, not a variable's type", other.name()))),
        }
    }

    /// A qualifier stands behind the star of a pointer, and in front of everything else.
    fn qualified(&mut self, qualifier: &str, id: u32, declarator: &str, depth: usize) -> Result<String, ObjectError> {
        if matches!(self.unqualified(id)?, Raw::Ptr(_)) {
            self.around(id, join(&format!(" {qualifier}"), declarator), depth)
        } else {
            Ok(format!("{qualifier} {}", self.around(id, declarator.to_owned(), depth)?))
        }
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
