//! What became of each mutation, in a file that a later run continues.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;

use crate::Failure;

/// What the tests say about a mutation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// A test fails.
    Noticed,
    /// All tests that reach it pass.
    Survived,
    /// No test reaches it.
    Unreached,
}

impl Outcome {
    const ALL: [(Self, &str); 3] =
        [(Self::Noticed, "noticed"), (Self::Survived, "survived"), (Self::Unreached, "unreached")];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(outcome, _)| *outcome == self).map_or("", |(_, name)| name)
    }
}

/// Outcomes by the keys of the mutations.
pub(crate) struct Outcomes {
    known: BTreeMap<String, Outcome>,
    file: File,
}

impl Outcomes {
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).unwrap_or_default();
        let file = OpenOptions::new().append(true).create(true).open(path)?;
        Ok(Self { known: text.lines().filter_map(parse).collect(), file })
    }

    pub(crate) fn get(&self, key: &str) -> Option<Outcome> {
        self.known.get(key).copied()
    }

    /// The last line about a mutation counts.
    pub(crate) fn add(&mut self, key: String, outcome: Outcome, by: &str) -> Result<(), Failure> {
        writeln!(self.file, "{}\t{key}\t{by}", outcome.name())?;
        self.known.insert(key, outcome);
        Ok(())
    }
}

/// The key and the outcome of a line.
fn parse(line: &str) -> Option<(String, Outcome)> {
    let mut parts = line.split('\t');
    let name = parts.next()?;
    let (outcome, _) = Outcome::ALL.into_iter().find(|(_, other)| *other == name)?;
    Some((parts.next()?.to_owned(), outcome))
}
