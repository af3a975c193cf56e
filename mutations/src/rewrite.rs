//! Writes a file with all of its mutations, each with a switch.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::mutation::Mutation;

/// A file with switches.
pub(crate) struct Rewritten {
    pub(crate) code: String,
    pub(crate) places: Vec<Place>,
}

/// Where a mutation is in the file with switches.
pub(crate) struct Place {
    pub(crate) id: u32,
    /// The switch with both alternatives.
    pub(crate) switch: Range<usize>,
    /// The changed code.
    pub(crate) changed: Range<usize>,
}

/// Mutations by the code that they replace. An expression is after the one that contains it.
type Sites<'a> = BTreeMap<(usize, Reverse<usize>), Vec<&'a Mutation>>;

/// Writes `source` with these mutations of it.
pub(crate) fn rewrite<'a>(source: &str, mutations: impl Iterator<Item = &'a Mutation>) -> Rewritten {
    let mut sites = Sites::new();
    for mutation in mutations {
        sites.entry((mutation.range.start, Reverse(mutation.range.end))).or_default().push(mutation);
    }
    let mut sites = sites.into_iter().map(|((start, Reverse(end)), mutations)| (start..end, mutations)).peekable();
    let mut rewritten = Rewritten { code: String::with_capacity(source.len() * 4), places: Vec::new() };
    rewritten.range(source, 0..source.len(), &mut sites);
    rewritten
}

impl Rewritten {
    /// Writes a range of the source, with the sites inside.
    fn range<'a, S>(&mut self, source: &str, range: Range<usize>, sites: &mut std::iter::Peekable<S>)
    where
        S: Iterator<Item = (Range<usize>, Vec<&'a Mutation>)>,
    {
        let mut at = range.start;
        while let Some((site, mutations)) = sites.next_if(|(site, _)| site.start < range.end) {
            self.code.push_str(source.get(at..site.start).unwrap_or_default());
            at = site.end;
            if site.is_empty() {
                for mutation in mutations {
                    self.early_return(mutation);
                }
            } else {
                self.expression(source, site, &mutations, sites);
            }
        }
        self.code.push_str(source.get(at..range.end).unwrap_or_default());
    }

    fn early_return(&mut self, mutation: &Mutation) {
        let start = self.code.len();
        self.code.push_str(&format!(" if ::mutation_switch::on({}) {{ ", mutation.id));
        let changed = self.changed(mutation);
        self.code.push_str(" }");
        self.places.push(Place { id: mutation.id, switch: start..self.code.len(), changed });
    }

    /// A `match` keeps temporary values for as long as the expression itself does. A block would drop them.
    fn expression<'a, S>(
        &mut self,
        source: &str,
        site: Range<usize>,
        mutations: &[&'a Mutation],
        sites: &mut std::iter::Peekable<S>,
    ) where
        S: Iterator<Item = (Range<usize>, Vec<&'a Mutation>)>,
    {
        let Some((mutation, others)) = mutations.split_first() else {
            return self.range(source, site, sites);
        };
        let start = self.code.len();
        self.code.push_str(&format!("(match ::mutation_switch::on({}) {{ true => ", mutation.id));
        let changed = self.changed(mutation);
        self.code.push_str(", false => ");
        self.expression(source, site, others, sites);
        self.code.push_str(" })");
        self.places.push(Place { id: mutation.id, switch: start..self.code.len(), changed });
    }

    fn changed(&mut self, mutation: &Mutation) -> Range<usize> {
        let start = self.code.len();
        self.code.push_str(&mutation.code);
        start..self.code.len()
    }

    /// The mutation whose changed code contains these bytes.
    pub(crate) fn changed_at(&self, bytes: &Range<usize>) -> Option<u32> {
        self.places.iter().find(|place| contains(&place.changed, bytes)).map(|place| place.id)
    }

    /// The mutation of the smallest expression that contains these bytes.
    pub(crate) fn innermost_around(&self, bytes: &Range<usize>) -> Option<u32> {
        let around = self.places.iter().filter(|place| contains(&place.switch, bytes));
        around.min_by_key(|place| place.switch.len()).map(|place| place.id)
    }

    /// The last mutation that starts before this byte.
    pub(crate) fn last_before(&self, byte: usize) -> Option<u32> {
        let before = self.places.iter().filter(|place| place.switch.start <= byte);
        before.max_by_key(|place| place.switch.start).map(|place| place.id)
    }
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

#[cfg(test)]
mod tests;
