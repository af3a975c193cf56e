//! [`Input`]: what a session reads.

use std::path::PathBuf;
use std::sync::Arc;

use ktsnap_table::{Counters, Listing};

use crate::table::Files;

/// What a session reads.
#[derive(Debug, Clone)]
pub struct Input {
    pub(crate) source: Source,
    pub(crate) name: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) enum Source {
    Reports { counters: Arc<dyn Counters>, options: ktsnap_table::Options, listing: Listing },
    Files { counters: Arc<dyn Counters>, options: ktsnap_table::Options, files: Arc<Files> },
    Parquet(PathBuf),
}

impl Input {
    /// The reports of a listing. `options` say how their rows are laid out.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use ktsnap_query::Input;
    ///
    /// # fn example(counters: Arc<dyn ktsnap_table::Counters>) -> Result<Input, ktsnap_table::ListError> {
    /// let listing = ktsnap_table::list(["target/ktstr"])?;
    /// Ok(Input::reports(counters, ktsnap_table::Options::default(), listing))
    /// # }
    /// ```
    #[must_use]
    pub fn reports(counters: Arc<dyn Counters>, options: ktsnap_table::Options, listing: Listing) -> Self {
        Self { source: Source::Reports { counters, options, listing }, name: None }
    }

    /// Files in any store.
    #[doc(hidden)]
    #[must_use]
    pub fn files(counters: Arc<dyn Counters>, options: ktsnap_table::Options, files: Arc<Files>) -> Self {
        Self { source: Source::Files { counters, options, files }, name: None }
    }

    /// A folder that ktsnap-table wrote, a folder with other Parquet files, or one such file.
    ///
    /// ```
    /// let before = ktsnap_query::Input::parquet("before.parquet").named("before");
    /// ```
    pub fn parquet(path: impl Into<PathBuf>) -> Self {
        Self { source: Source::Parquet(path.into()), name: None }
    }

    /// Names the tables NAME and NAME_errors instead of `counters` and `errors`, so that a query can compare two inputs.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// The names of the table of counters and the table of errors.
    pub(crate) fn names(&self) -> (String, String) {
        match &self.name {
            Some(name) => (name.clone(), format!("{name}_errors")),
            None => ("counters".to_owned(), "errors".to_owned()),
        }
    }
}
