//! The description of a field with `by` or `only`, which the derive writes as a constant.

use super::schema::FieldSchema;

/// The rows or groups of a [`FieldSchema`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct GroupSchema {
    /// The value that names the row or group. `None` if the index of the slot names it.
    pub key: Option<SlotSchema>,
    /// The number of steps from the variable to the slots. The values of the field continue from there.
    pub slot: usize,
    /// The flag of the slots that are in use.
    pub only: Option<SlotSchema>,
    /// The number of slots in use, and whether it counts on when all are.
    pub in_use: Option<(FieldSchema, bool)>,
}

/// A value that each slot has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SlotSchema {
    /// The value, as a field of its own.
    pub field: FieldSchema,
    /// Whether it is the element of the same index in a parallel array, and not a member.
    pub is_parallel: bool,
}

impl SlotSchema {
    /// A member of each slot. The path continues from the slot.
    #[must_use]
    pub const fn member(field: FieldSchema) -> Self {
        Self { field, is_parallel: false }
    }

    /// The element of the same index.
    #[must_use]
    pub const fn parallel(field: FieldSchema) -> Self {
        Self { field, is_parallel: true }
    }
}

impl GroupSchema {
    /// Describes groups by a member.
    #[must_use]
    pub const fn new(key: FieldSchema, slot: usize) -> Self {
        Self { key: Some(SlotSchema::member(key)), ..Self::indexed(slot) }
    }

    /// Describes rows by their index.
    #[must_use]
    pub const fn indexed(slot: usize) -> Self {
        Self { key: None, slot, only: None, in_use: None }
    }

    /// Sets the value that names a row or group.
    #[must_use]
    pub const fn key(self, key: SlotSchema) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Sets the flag of the slots that are in use.
    #[must_use]
    pub const fn only(self, only: SlotSchema) -> Self {
        Self { only: Some(only), ..self }
    }

    /// Sets the number of slots in use.
    #[must_use]
    pub const fn in_use(self, count: FieldSchema, is_ring: bool) -> Self {
        Self { in_use: Some((count, is_ring)), ..self }
    }

    /// The keys and flags, as fields of their own.
    pub(super) fn parts(&self) -> impl Iterator<Item = &FieldSchema> {
        [&self.key, &self.only].into_iter().flatten().map(|part| &part.field)
    }

    /// The keys and flags, and the number of slots in use.
    pub(super) fn reads(&self) -> impl Iterator<Item = &FieldSchema> {
        self.parts().chain(self.in_use.as_ref().map(|(count, _)| count))
    }
}
