//! Looks up the members of a struct as C does: through its anonymous structs and unions.

use std::slice;

use super::{Member, Struct, Type};
use crate::work;

/// The number of members that one search visits. Nested anonymous structs can double at each level; real structs have
/// some hundred members.
const MAX_MEMBERS: usize = 1 << 16;

impl Struct {
    /// Finds a member by name, in the struct or in its anonymous structs and unions.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, Type};
    ///
    /// let layout = Layout::parse(&std::fs::read("../tests/bpf/shapes.bpf.o")?)?;
    /// let Some(Type::Struct(outer)) = layout.type_by_name("struct outer") else { return Err("no such struct".into()) };
    /// assert_eq!(outer.member("hi").map(|found| found.c_type.as_str()), Some("u32"));
    /// assert_eq!(outer.member("high"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.locate(name).map(|(member, _)| member)
    }

    /// The names that [`Self::member`] finds, in declaration order.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, Type};
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let Some(Type::Struct(waits)) = layout.type_by_name("struct wait_stats") else { return Err("no such struct".into()) };
    /// assert_eq!(waits.names().collect::<Vec<_>>(), ["total_ns", "max_ns", "nr"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.reachable().map(|(member, _)| member.name.as_str())
    }

    /// All named members, including those of anonymous structs and unions, each with its bit offset in this struct.
    ///
    /// Reports show a struct in this flat form.
    ///
    /// ```
    /// use ktsnap_btf::{Layout, Type};
    ///
    /// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
    /// let Some(Type::Struct(waits)) = layout.type_by_name("struct wait_stats") else { return Err("no such struct".into()) };
    /// assert_eq!(waits.flattened_members().map(|(_, bit)| bit).collect::<Vec<_>>(), [0, 64, 128]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn flattened_members(&self) -> impl Iterator<Item = (&Member, u64)> {
        self.reachable()
    }

    /// Finds a member by name, with its bit offset in this struct.
    pub(crate) fn locate(&self, name: &str) -> Option<(&Member, u64)> {
        self.reachable().find(|(member, _)| member.name == name)
    }

    fn reachable(&self) -> Reachable<'_> {
        Reachable { open: vec![(self.members.iter(), 0)], budget: MAX_MEMBERS }
    }
}

/// A walk over the named members, each with its bit offset.
struct Reachable<'s> {
    /// The structs that the walk has entered, each with its bit offset.
    open: Vec<(slice::Iter<'s, Member>, u64)>,
    budget: usize,
}

impl<'s> Iterator for Reachable<'s> {
    type Item = (&'s Member, u64);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            work::step();
            let (members, start) = self.open.last_mut()?;
            let Some(member) = members.next() else {
                self.open.pop();
                continue;
            };
            self.budget = self.budget.checked_sub(1)?;
            let at = start.saturating_add(member.bit_offset);
            if !member.name.is_empty() {
                return Some((member, at));
            }
            if let Type::Struct(of) = &member.ty {
                self.open.push((of.members.iter(), at));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn a_search_visits_a_bounded_number_of_members() {
        // The member after `before` others.
        let is_found = |before: usize| {
            let name = Text::from("m");
            let member = |name: &Text| Member::new(name.clone(), 0, None, name.clone(), Type::Char);
            let members = (0..before).map(|_| member(&name)).chain([member(&"last".into())]);
            Struct::new(None, false, 1, members.collect()).member("last").is_some()
        };
        assert_eq!([MAX_MEMBERS - 1, MAX_MEMBERS].map(is_found), [true, false]);
    }
}
