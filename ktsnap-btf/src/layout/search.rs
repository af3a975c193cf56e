//! Searches all variables for the members of one name.

use super::{Layout, Section, Var};
use crate::types::MemberSearch;

/// A member that [`Layout::members_named`] found inside a variable.
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
    /// The path from the variable to the member. Each array in it is `[*]`.
    pub path: String,
}

impl Layout {
    /// Finds all members of that name inside global variables.
    ///
    /// The paths of the least depth come first. The search visits at most some hundred thousand members, descends at most
    /// eight levels, and returns at most 64 members.
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
        let mut search = MemberSearch::new(name);
        let mut found = Vec::new();
        for section in self.global_sections() {
            for var in &section.vars {
                let paths = search.paths_in(&var.ty, &var.name);
                found.extend(paths.into_iter().map(|(depth, path)| (depth, MemberPath { section, var, path })));
            }
        }
        found.sort_by_key(|(depth, _)| *depth);
        found.into_iter().map(|(_, member)| member).collect()
    }
}
