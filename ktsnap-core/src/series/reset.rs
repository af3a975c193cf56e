//! A counter that decreased between two reads.

use thiserror::Error;

use crate::typed::read::joined;

/// A counter that is lower in the later read.
///
/// ```
/// use ktsnap_core::series::CounterReset;
///
/// fn restarted(reset: &CounterReset) -> bool {
///     reset.later < reset.earlier / 10
/// }
/// # let _ = restarted;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}: {}", self.fact(), self.remedy())]
#[non_exhaustive]
pub struct CounterReset {
    /// The field, or the part of it.
    pub field: String,
    /// Its value in the earlier read.
    pub earlier: u64,
    /// Its value in the later read.
    pub later: u64,
    /// Whether `earlier` and `later` are lengths of an array, which differ. User space can set the length when it loads an
    /// object. For a field with `take` or `ring`, the length is the number of rows in use.
    pub resized: bool,
    /// The first CPU, element or entry that is in another [row](crate::Rows) than in the earlier read, by its number. The
    /// field is then no single counter. `earlier` and `later` are the number of rows that it is in, which is 0 if the read has
    /// no row for it.
    pub regrouped: Option<usize>,
}

impl CounterReset {
    pub(super) fn decreased(field: &str, earlier: u64, later: u64) -> Self {
        Self { field: field.to_owned(), earlier, later, resized: false, regrouped: None }
    }

    /// Prepends the field of the struct with `parts` that holds the part.
    #[doc(hidden)]
    #[must_use]
    pub fn in_part(self, part: &str) -> Self {
        Self { field: format!("{part}.{}", self.field), ..self }
    }

    /// The message without the remedy.
    pub(crate) fn fact(&self) -> String {
        let Self { field, earlier, later, .. } = self;
        match self.regrouped {
            Some(slot) if *earlier == 0 => format!("`{field}` has no row for slot {slot} in the earlier read"),
            Some(slot) if *later == 0 => format!("`{field}` has no row for slot {slot} in the later read"),
            Some(slot) => format!("slot {slot} of `{field}` has another key than in the earlier read"),
            None if self.resized => {
                format!("`{field}` has {earlier} elements in the earlier read and {later} in the later one")
            }
            None => format!("`{field}` decreased from {earlier} to {later}"),
        }
    }

    fn remedy(&self) -> &'static str {
        self.remedy_of_rows().unwrap_or(
            "a counter only grows, and a scheduler that was restarted counts from zero again; compare reads of one instance \
             (`pick` shows the map that was read), in the order they were taken, or mark a value that goes up and down with \
             `#[snapshot(gauge)]`",
        )
    }

    /// The remedy if the field has other rows than in the earlier read. `None` if a counter decreased.
    pub(crate) fn remedy_of_rows(&self) -> Option<&'static str> {
        if self.regrouped.is_some() && self.earlier != self.later {
            Some(
                "what the slot counted between the reads is not known; compare reads that have rows for the same slots, or \
                 keep the later values with `#[snapshot(gauge)]`",
            )
        } else if self.regrouped.is_some() {
            Some(
                "what it counted under its earlier key is not known; compare reads between which no slot changes its key, or \
                 keep the later values with `#[snapshot(gauge)]`",
            )
        } else if self.resized {
            Some(
                "the length is set when the object is loaded, or by `take` or `ring`; compare reads of one instance with an \
                 equal number of rows in use, or keep the later values with `#[snapshot(gauge)]`",
            )
        } else {
            None
        }
    }
}

/// The difference of a counter that is lower in the later read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decrease {
    /// An error: the counter only grows, so the reads are of two instances.
    Error,
    /// Zero: the field is `saturating`, so its counter may go back.
    Zero,
}

/// A counter that decreased, and the part of the field that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterDecreased {
    part: String,
    earlier: u64,
    later: u64,
    resized: bool,
    regrouped: Option<usize>,
}

impl CounterDecreased {
    pub(crate) fn new(earlier: u64, later: u64) -> Self {
        Self { part: String::new(), earlier, later, resized: false, regrouped: None }
    }

    /// A slot that is in another row, or in a row of only one of the reads.
    pub(crate) fn regrouped(slot: usize, in_earlier: bool, in_later: bool) -> Self {
        Self { regrouped: Some(slot), ..Self::new(in_earlier.into(), in_later.into()) }
    }

    /// An array whose length differs.
    pub(crate) fn resized(earlier: usize, later: usize) -> Self {
        let [earlier, later] = [earlier, later].map(|len| u64::try_from(len).unwrap_or(u64::MAX));
        Self { resized: true, ..Self::new(earlier, later) }
    }

    pub(crate) fn in_element(mut self, index: usize) -> Self {
        self.part = joined(&format!("[{index}]"), &self.part);
        self
    }

    pub(crate) fn in_entry(mut self, key: &str) -> Self {
        self.part = joined(&format!("[{key}]"), &self.part);
        self
    }

    /// Prepends the field of the struct that holds the part.
    #[must_use]
    pub fn in_field(mut self, field: &str) -> Self {
        self.part = joined(field, &self.part);
        self
    }
}

impl From<CounterDecreased> for CounterReset {
    fn from(CounterDecreased { part, earlier, later, resized, regrouped }: CounterDecreased) -> Self {
        Self { field: part, earlier, later, resized, regrouped }
    }
}
