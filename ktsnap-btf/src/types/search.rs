//! Searches a type for the members of one name.

use super::Type;

/// The number of members that one search visits. A real object has some thousand.
const MAX_MEMBERS: usize = 1 << 17;
/// How deep one search descends.
const MAX_DEPTH: usize = 8;
/// The number of paths that one search collects. Messages show only a few of them.
const MAX_FOUND: usize = 64;

impl Type {
    /// The paths to all members of that name, relative to this type. The paths of the least depth come first. The search
    /// has the bounds of [`Layout::members_named`](crate::Layout::members_named).
    ///
    /// ```
    /// use ktsnap_btf::Layout;
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let cross_move = layout.type_by_name("struct cross_move").ok_or("no such struct")?;
    /// assert_eq!(cross_move.members_named("llc"), ["from.llc", "to.llc"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn members_named(&self, name: &str) -> Vec<String> {
        let mut found = MemberSearch::new(name).paths_in(self, "");
        found.sort_by_key(|(depth, _)| *depth);
        found.into_iter().map(|(_, path)| path.trim_start_matches('.').to_owned()).collect()
    }
}

/// A search that shares its bounds among several types.
pub(crate) struct MemberSearch<'n> {
    name: &'n str,
    /// The number of members that can still be visited.
    members: usize,
    /// The number of paths that can still be collected.
    paths: usize,
}

impl<'n> MemberSearch<'n> {
    pub(crate) fn new(name: &'n str) -> Self {
        Self { name, members: MAX_MEMBERS, paths: MAX_FOUND }
    }

    /// The paths in a type whose own path is `root`, each with its depth.
    pub(crate) fn paths_in(&mut self, ty: &Type, root: &str) -> Vec<(usize, String)> {
        let (mut path, mut found) = (root.to_owned(), Vec::new());
        self.visit(ty, &mut path, 0, &mut found);
        found
    }

    fn visit(&mut self, ty: &Type, path: &mut String, depth: usize, found: &mut Vec<(usize, String)>) {
        if depth >= MAX_DEPTH {
            return;
        }
        let here = path.len();
        match ty {
            Type::Array { element, .. } => {
                path.push_str("[*]");
                self.visit(element, path, depth + 1, found);
            }
            Type::Struct(of) => {
                for member in &of.members {
                    let Some(left) = self.members.checked_sub(1).filter(|_| self.paths > 0) else { return };
                    self.members = left;
                    // An anonymous member adds no step to the path.
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

    use super::{MAX_DEPTH, MAX_FOUND, MAX_MEMBERS, Type};
    use crate::types::{Member, Struct};

    fn structure(members: Vec<(&str, Type)>) -> Type {
        let members = members.into_iter().map(|(name, ty)| Member {
            name: name.into(),
            bit_offset: 0,
            bits: None,
            c_type: "".into(),
            ty,
        });
        Type::Struct(Arc::new(Struct { name: None, union: false, size: 8, members: members.collect() }))
    }

    const U64: Type = Type::Int { size: 8, signed: false };

    #[test]
    fn a_search_descends_into_anonymous_members_and_arrays() {
        let inner = structure(vec![("hits", U64)]);
        let array = Type::Array { element: Arc::new(inner.clone()), len: 4 };
        let outer = structure(vec![("a", array), ("", inner.clone()), ("b", inner)]);
        assert_eq!(outer.members_named("hits"), ["hits", "b.hits", "a[*].hits"]);
        assert!(outer.members_named("misses").is_empty());
    }

    #[test]
    fn a_search_of_structs_that_double_at_each_level_ends() {
        let mut ty = structure(vec![("hits", U64)]);
        for _ in 0..40 {
            ty = structure(vec![("a", ty.clone()), ("b", ty)]);
        }
        assert!(ty.members_named("hits").is_empty(), "the member is deeper than the search");
        let many = structure((0..1000).map(|_| ("hits", U64)).collect());
        assert_eq!(many.members_named("hits").len(), MAX_FOUND);
    }

    #[test]
    fn a_search_descends_eight_levels() {
        let inner = || structure(vec![("hits", U64)]);
        let structs = |levels| (1..levels).fold(inner(), |ty, _| structure(vec![("in", ty)])).members_named("hits");
        assert_eq!(structs(MAX_DEPTH), ["in.".repeat(MAX_DEPTH - 1) + "hits"]);
        assert!(structs(MAX_DEPTH + 1).is_empty());
        let arrays = |levels| {
            let arrays = (1..levels).fold(inner(), |ty, _| Type::Array { element: Arc::new(ty), len: 1 });
            arrays.members_named("hits")
        };
        assert_eq!(arrays(MAX_DEPTH), ["[*]".repeat(MAX_DEPTH - 1) + ".hits"]);
        assert!(arrays(MAX_DEPTH + 1).is_empty());
    }

    #[test]
    fn a_search_visits_a_bounded_number_of_members() {
        let inner = structure(vec![("m", U64); 255]);
        // Each of the first members is visited with its own.
        let is_found = |before: usize| {
            let (wide, narrow) = (before / 256, before % 256);
            let mut members = vec![("in", inner.clone()); wide];
            members.extend(vec![("m", U64); narrow]);
            members.push(("hits", U64));
            !structure(members).members_named("hits").is_empty()
        };
        assert_eq!([MAX_MEMBERS - 1, MAX_MEMBERS].map(is_found), [true, false]);
    }
}
