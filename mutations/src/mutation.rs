//! One change of the code.

use std::ops::Range;
use std::path::{Path, PathBuf};

/// A change of the code, in a function of a file.
#[derive(Clone)]
pub(crate) struct Mutation {
    /// The number by which the build knows it.
    pub(crate) id: u32,
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
    /// The type and the function, `Section::variable`.
    pub(crate) function: String,
    /// `a < b => a <= b`
    pub(crate) change: String,
    /// How many equal changes are before this one in the function.
    pub(crate) before: usize,
    /// The bytes of the file that it replaces. They are empty at the start of a function.
    pub(crate) range: Range<usize>,
    /// The code that replaces them.
    pub(crate) code: String,
}

impl Mutation {
    /// The folder of its crate, which has the crate's name.
    pub(crate) fn package(&self) -> &str {
        let first = self.file.components().next();
        first.and_then(|folder| folder.as_os_str().to_str()).unwrap_or_default()
    }

    /// A name that stays the same if other functions change.
    pub(crate) fn key(&self) -> String {
        let Self { file, function, change, before, .. } = self;
        let number = if *before == 0 { String::new() } else { format!(" #{}", before + 1) };
        format!("{} | {function} | {change}{number}", file.display())
    }
}

/// Numbers the mutations, and counts the equal ones in each function.
pub(crate) fn number(mutations: &mut [Mutation]) {
    let mut seen = std::collections::HashMap::<(&Path, &str, &str), usize>::new();
    for (id, Mutation { id: number, file, function, change, before, .. }) in (1..).zip(mutations) {
        *number = id;
        let count = seen.entry((file, function, change)).or_default();
        *before = *count;
        *count += 1;
    }
}
