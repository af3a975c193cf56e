//! The memory that rendered values may take, in proportion to their bytes.
//!
//! Most types have at least a bit for each value. But any number of values can have no bytes, like the elements of an array
//! of an empty struct, or share their bytes, like the members of a union.

/// The number of values that each byte allows. A byte can have eight bitfields.
const PER_BYTE: usize = 8;

/// The number of values of one variable. Nested arrays multiply their elements.
const MAX_VALUES: usize = 1 << 20;

/// The number of further values for a single value, whose type can nest structs and unions.
const FOR_VALUE: usize = 1 << 12;

/// The number of further values for all variables of a section together.
const FOR_SECTION: usize = 1 << 16;

/// The bytes of text, and the bytes in hexadecimal form, that cost as much as a value.
const TEXT: usize = 64;

/// The number of values that can still be rendered.
pub(crate) struct Budget {
    /// For the current variable, in proportion to its bytes.
    own: usize,
    /// What the variables of a section share.
    shared: usize,
}

impl Budget {
    pub(crate) fn of_value(bytes: &[u8]) -> Self {
        let mut budget = Self { own: 0, shared: FOR_VALUE };
        budget.begin(bytes);
        budget
    }

    pub(crate) fn of_section() -> Self {
        Self { own: 0, shared: FOR_SECTION }
    }

    /// Begins the next variable of a section.
    pub(crate) fn begin(&mut self, bytes: &[u8]) {
        self.own = bytes.len().saturating_mul(PER_BYTE).min(MAX_VALUES.saturating_sub(self.shared));
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.left() == 0
    }

    pub(crate) fn left(&self) -> usize {
        self.own.saturating_add(self.shared)
    }

    /// Counts values.
    pub(crate) fn spend(&mut self, values: usize) {
        let rest = values.saturating_sub(self.own);
        self.own = self.own.saturating_sub(values);
        self.shared = self.shared.saturating_sub(rest);
    }

    /// Counts a text that a value copies. Most texts are short and cost nothing.
    pub(crate) fn spend_text(&mut self, text: &str) {
        self.spend(text.len() / TEXT);
    }

    /// The leading bytes that can still be rendered in hexadecimal form.
    pub(crate) fn spend_bytes<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let most = self.left().saturating_add(1).saturating_mul(TEXT);
        let bytes = bytes.get(..most).unwrap_or(bytes);
        self.spend(bytes.len() / TEXT);
        bytes
    }
}
