//! Where the members of a name are, inside variables and maps' values.

use crate::layout::{Layout, Section, Var};
use crate::types::Type;

/// How many members one search looks at. A real object has some thousand.
const MAX_MEMBERS: usize = 1 << 17;
/// How many structs deep it looks.
const MAX_DEPTH: usize = 8;
/// How many paths it collects: whoever asks shows a few.
const MAX_FOUND: usize = 64;

/// A member of a variable, or of a struct or union inside it.
///
/// ```
/// use ktsnap_btf::Layout;
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let found = layout.members_named("nr_in");
/// assert_eq!((found[0].var.name.as_str(), found[0].path.as_str()), ("per_llc", "per_llc[*].nr_in"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct MemberPath<'l> {
    /// The section of the variable.
    pub section: &'l Section,
    /// The variable.
    pub var: &'l Var,
    /// The path to the member, from the variable. Each array on the way is `[*]`.
    pub path: String,
}

impl Layout {
    /// Every member of that name, inside a global: the least deep first, then in the order of sections and variables. A
    /// search ends after some hundred thousand members, in structs eight deep, and with 64 members found.
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let paths: Vec<_> = layout.members_named("cpu").into_iter().map(|found| found.path).collect();
    /// assert_eq!(paths, ["last_enq.cpu", "last_cross.from.cpu", "last_cross.to.cpu"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn members_named(&self, name: &str) -> Vec<MemberPath<'_>> {
        let mut search = Search::new(name);
        let mut found = Vec::new();
        for section in self.global_sections() {
            for var in &section.vars {
                let paths = search.inside(&var.ty, &var.name);
                found.extend(paths.into_iter().map(|(depth, path)| (depth, MemberPath { section, var, path })));
            }
        }
        found.sort_by_key(|(depth, _)| *depth);
        found.into_iter().map(|(_, inside)| inside).collect()
    }
}

impl Type {
    /// The path to every member of that name, relative to this type, the least deep first. The bounds are those of
    /// [`Layout::members_named`].
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let cross_move = layout.named("struct cross_move").ok_or("not there")?;
    /// assert_eq!(cross_move.members_named("llc"), ["from.llc", "to.llc"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn members_named(&self, name: &str) -> Vec<String> {
        let mut found = Search::new(name).inside(self, "");
        found.sort_by_key(|(depth, _)| *depth);
        found.into_iter().map(|(_, path)| path.trim_start_matches('.').to_owned()).collect()
    }
}

struct Search<'n> {
    name: &'n str,
    /// How many members may still be looked at.
    members: usize,
    /// How many may still be found.
    paths: usize,
}

impl<'n> Search<'n> {
    fn new(name: &'n str) -> Self {
        Self { name, members: MAX_MEMBERS, paths: MAX_FOUND }
    }

    /// The paths in a type that itself is at `root`, each with its depth.
    fn inside(&mut self, ty: &Type, root: &str) -> Vec<(usize, String)> {
        let (mut path, mut found) = (root.to_owned(), Vec::new());
        self.visit(ty, &mut path, 0, &mut found);
        found
    }

    fn visit(&mut self, ty: &Type, path: &mut String, depth: usize, found: &mut Vec<(usize, String)>) {
        let here = path.len();
        match ty {
            Type::Array { element, .. } if depth < MAX_DEPTH => {
                path.push_str("[*]");
                self.visit(element, path, depth + 1, found);
            }
            Type::Struct(of) if depth < MAX_DEPTH => {
                for member in &of.members {
                    let Some(left) = self.members.checked_sub(1).filter(|_| self.paths > 0) else { return };
                    self.members = left;
                    // What is anonymous adds no step.
                    if !member.name.is_empty() {
                        path.push('.');
                        path.push_str(&member.name);
                    }
                    if member.name == self.name {
                        found.push((depth, path.clone()));
                        self.paths -= 1;
                    }
                    self.visit(&member.ty, path, depth + 1, found);
                    path.truncate(here);
                }
            }
            _ => {}
        }
        path.truncate(here);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{MAX_FOUND, Type};
    use crate::types::{Member, Struct};

    fn structure(members: Vec<(&str, Type)>) -> Type {
        let members = members.into_iter().map(|(name, ty)| Member {
            name: name.to_owned(),
            bit_offset: 0,
            bits: None,
            c_type: String::new(),
            ty,
        });
        Type::Struct(Arc::new(Struct { name: None, union: false, size: 8, members: members.collect() }))
    }

    const U64: Type = Type::Int { size: 8, signed: false };

    #[test]
    fn anonymous_members_and_arrays_are_gone_through() {
        let inner = structure(vec![("hits", U64)]);
        let array = Type::Array { element: Arc::new(inner.clone()), len: 4 };
        let outer = structure(vec![("a", array), ("", inner.clone()), ("b", inner)]);
        assert_eq!(outer.members_named("hits"), ["hits", "b.hits", "a[*].hits"]);
        assert!(outer.members_named("misses").is_empty());
    }

    #[test]
    fn a_search_ends_where_structs_double_at_each_level() {
        let mut ty = structure(vec![("hits", U64)]);
        for _ in 0..40 {
            ty = structure(vec![("a", ty.clone()), ("b", ty)]);
        }
        assert!(ty.members_named("hits").is_empty(), "it is deeper than the search");
        let many = structure((0..1000).map(|_| ("hits", U64)).collect());
        assert_eq!(many.members_named("hits").len(), MAX_FOUND);
    }
}
