//! Mistakes in a struct, each at its place in the file.

use std::path::{Path, PathBuf};

use quote::ToTokens;

use crate::failure::{Failure, mistake};

/// The mistakes so far.
pub(super) struct Mistakes {
    file: PathBuf,
    found: Vec<String>,
}

impl Mistakes {
    pub(super) fn new(file: &Path) -> Self {
        Self { file: file.to_owned(), found: Vec::new() }
    }

    /// Reads something of another file, so that the mistakes in it have that file's name.
    pub(super) fn in_file<T>(&mut self, file: &Path, read: impl FnOnce(&mut Self) -> T) -> T {
        let of = std::mem::replace(&mut self.file, file.to_owned());
        let value = read(self);
        self.file = of;
        value
    }

    /// Adds a failure to read a file.
    pub(super) fn failed(&mut self, failure: Failure) {
        if let Failure::Message(message) | Failure::Usage(message) = failure {
            self.found.push(message);
        }
    }

    /// Adds a mistake at a token.
    pub(super) fn push(&mut self, at: impl ToTokens, fact: &str, help: &str) {
        self.add(&syn::Error::new_spanned(at, format!("{fact}\nhelp: {help}")));
    }

    pub(super) fn extend<'e>(&mut self, errors: impl Iterator<Item = &'e syn::Error>) {
        errors.for_each(|error| self.add(error));
    }

    /// Adds an error of the derive or the parser, as `FILE:LINE:COLUMN: fact: help`.
    fn add(&mut self, error: &syn::Error) {
        let at = error.span().start();
        let text = error.to_string().replace("\nhelp: ", ": ").replace('\n', ";");
        self.found.push(format!("{}:{}:{}: {text}", self.file.display(), at.line, at.column + 1));
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Prints all mistakes but the last, which is the failure.
    pub(super) fn end(&mut self) -> Result<(), Failure> {
        let Some(last) = self.found.pop() else { return Ok(()) };
        self.found.drain(..).for_each(mistake);
        Err(Failure::Message(last))
    }
}
