//! The fields of a struct by name, with values that have lost their types: for tables, and for code that treats all counters
//! alike.

mod text;
mod types;

pub use text::InspectedText;

use super::types::FieldValue;

/// A value that can be inspected: every field, and every struct with the derive.
///
/// The derives write it, and the traits of fields and structs require it. It can be a trait object.
pub trait Inspect {
    /// The value, and its parts.
    fn inspect(&self) -> Inspected;
}

/// A value of any type.
#[derive(Debug, Clone, PartialEq)]
pub enum Inspected {
    /// An integer. `counts` if its type is unsigned, so that a difference can be taken of it.
    Integer {
        /// The value.
        value: i128,
        /// Whether its type is unsigned.
        counts: bool,
    },
    /// A floating-point number.
    Float(f64),
    /// A value that is not a number. It is printed as a text.
    Text(InspectedText),
    /// An `Option` or the slot of a CPU without a value.
    Absent,
    /// The elements of an array, or the slots of the CPUs.
    Elements(Vec<Inspected>),
    /// The rows of a map, each with its key.
    Rows(InspectedRows),
    /// The fields of a struct.
    Fields(Vec<InspectedField>),
}

/// The rows of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct InspectedRows {
    /// The rows, each with its key as a text.
    pub rows: Vec<(String, Inspected)>,
    /// The key of each row.
    pub keys: Vec<Inspected>,
    /// The row of each slot, if the rows are made of slots. `None` for a slot that was left out.
    pub slots: Vec<Option<usize>>,
    /// Whether the map can have more entries than were captured.
    pub is_truncated: bool,
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct InspectedField {
    /// Its name in Rust.
    pub name: &'static str,
    /// Whether a difference of two reads keeps the later value, whatever the type is.
    pub keeps_later: bool,
    /// Whether its counters may decrease.
    pub saturating: bool,
    /// Its value.
    pub value: Inspected,
}

/// A struct. `keeps_later` has the positions of the fields whose later value a difference keeps.
pub fn inspected(names: &[&'static str], keeps_later: &[usize], fields: &[&dyn Inspect]) -> Inspected {
    let field = |(index, (name, field)): (usize, (&&'static str, &&dyn Inspect))| InspectedField {
        name,
        keeps_later: keeps_later.contains(&index),
        saturating: false,
        value: field.inspect(),
    };
    Inspected::Fields(names.iter().zip(fields).enumerate().map(field).collect())
}

/// A value of an enum, by the name of its enumerator in C.
pub fn inspected_enum<T: FieldValue>(value: &T) -> Inspected {
    let name = value.key_text().unwrap_or_else(|| "(another value)".to_owned());
    Inspected::Text(InspectedText::Enumerator(name))
}

/// A part of a value that has no parts itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leaf<'a> {
    /// The path to it from the struct: `waits.total_ns`, `per_llc[1].nr_in`, or `cells[7]` for the row of a key.
    pub path: &'a str,
    /// The path without the numbers and keys of elements: `per_llc.nr_in`.
    pub field: &'a str,
    /// Whether a difference keeps the later value of its field.
    pub keeps_later: bool,
    /// Whether its field may decrease.
    pub saturating: bool,
    /// Its value.
    pub value: &'a Inspected,
}

impl Leaf<'_> {
    /// The value of a counter: an unsigned integer that a difference subtracts.
    #[must_use]
    pub fn counter(&self) -> Option<u64> {
        match *self.value {
            Inspected::Integer { value, counts: true } if !self.keeps_later => u64::try_from(value).ok(),
            _ => None,
        }
    }
}

/// The place of a value in a struct.
#[derive(Default)]
struct Place {
    path: String,
    field: String,
    keeps_later: bool,
    saturating: bool,
}

impl Inspected {
    /// Marks the fields at these positions of a struct as counters that may decrease.
    #[must_use]
    pub fn saturating(mut self, positions: &[usize]) -> Self {
        if let Self::Fields(fields) = &mut self {
            for (index, field) in fields.iter_mut().enumerate() {
                field.saturating = positions.contains(&index);
            }
        }
        self
    }

    /// Calls `visit` with each part that has no parts itself, in the order of the fields.
    pub fn each_leaf(&self, visit: &mut dyn FnMut(Leaf<'_>)) {
        self.visit(&mut Place::default(), visit);
    }

    fn visit(&self, at: &mut Place, visit: &mut dyn FnMut(Leaf<'_>)) {
        match self {
            Self::Integer { .. } | Self::Float(_) | Self::Text(_) | Self::Absent => {
                let Place { path, field, keeps_later, saturating } = &*at;
                visit(Leaf { path, field, keeps_later: *keeps_later, saturating: *saturating, value: self });
            }
            Self::Elements(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    at.within(&format!("[{index}]"), |at| element.visit(at, visit));
                }
            }
            Self::Rows(rows) => {
                for (key, row) in &rows.rows {
                    at.within(&format!("[{key}]"), |at| row.visit(at, visit));
                }
            }
            Self::Fields(fields) => fields.iter().for_each(|field| at.in_field(field, visit)),
        }
    }
}

impl Place {
    fn within(&mut self, element: &str, visit: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(element);
        visit(self);
        self.path.truncate(length);
    }

    fn in_field(&mut self, field: &InspectedField, visit: &mut dyn FnMut(Leaf<'_>)) {
        let Self { keeps_later, saturating, .. } = *self;
        let lengths = [&mut self.path, &mut self.field].map(|path| {
            let length = path.len();
            if length > 0 {
                path.push('.');
            }
            path.push_str(field.name);
            length
        });
        self.keeps_later |= field.keeps_later;
        self.saturating |= field.saturating;
        field.value.visit(self, visit);
        (self.keeps_later, self.saturating) = (keeps_later, saturating);
        self.path.truncate(lengths[0]);
        self.field.truncate(lengths[1]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typed::{PerCpu, Rows};

    #[test]
    fn every_counter_has_the_path_that_an_error_would_name() {
        struct Waits {
            total_ns: u64,
            lag_ns: i64,
        }
        impl Inspect for Waits {
            fn inspect(&self) -> Inspected {
                inspected(&["total_ns", "lag_ns"], &[], &[&self.total_ns, &self.lag_ns])
            }
        }
        let slots: PerCpu<u32> = [Some(4), None].into_iter().collect();
        let cells = Rows::new(vec![(7_u32, [1_u8, 2])]);
        let whole = inspected(
            &["waits", "slots", "cells", "peak", "note"],
            &[3],
            &[&Waits { total_ns: u64::MAX, lag_ns: -1 }, &slots, &cells, &9_u64, &Some("a\tb".to_owned())],
        );
        let mut leaves = Vec::new();
        whole.each_leaf(&mut |leaf| leaves.push((leaf.path.to_owned(), leaf.counter())));
        let expected = [
            ("waits.total_ns", Some(u64::MAX)),
            ("waits.lag_ns", None),
            ("slots[0]", Some(4)),
            ("slots[1]", None),
            ("cells[7][0]", Some(1)),
            ("cells[7][1]", Some(2)),
            ("peak", None),
            ("note", None),
        ];
        assert_eq!(leaves, expected.map(|(path, counter)| (path.to_owned(), counter)));
    }

    #[test]
    fn the_path_of_a_field_leaves_out_the_indices_of_elements() {
        struct Cell(u64, u64);
        impl Inspect for Cell {
            fn inspect(&self) -> Inspected {
                inspected(&["a", "b"], &[], &[&self.0, &self.1])
            }
        }
        let whole = inspected(&["c", "n"], &[], &[&[Cell(1, 2), Cell(3, 4)], &9_u64]);
        let mut leaves = Vec::new();
        whole.each_leaf(&mut |leaf| leaves.push([leaf.path, leaf.field].map(str::to_owned)));
        let expected = [["c[0].a", "c.a"], ["c[0].b", "c.b"], ["c[1].a", "c.a"], ["c[1].b", "c.b"], ["n", "n"]];
        assert_eq!(leaves, expected.map(|paths| paths.map(str::to_owned)));
    }
}
