//! The names of the entries and elements of one map: from numbers to names, and back.

use std::borrow::Cow;
use std::collections::HashMap;

use ktsnap_core::report::{RenderedMember, RenderedValue};

/// The names of a map's entries and elements, by the path of the array, with numbers. The path of the entries is empty.
#[derive(Debug, Default)]
pub(crate) struct ElementNames {
    arrays: HashMap<String, HashMap<String, String>>,
}

impl ElementNames {
    /// Learns the names from the path of a counter with numbers, and the same path with names.
    pub(super) fn learn(&mut self, numbered: &str, named: &str) {
        let mut array = String::new();
        for (number, name) in Parts(numbered).zip(Parts(named)) {
            if let (Part::Index(number), Part::Index(name)) = (number, name)
                && number != name
                && !self.arrays.get(&array).is_some_and(|names| names.contains_key(number))
            {
                self.arrays.entry(array.clone()).or_default().insert(number.to_owned(), name.to_owned());
            }
            number.push_to(&mut array);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.arrays.is_empty()
    }

    /// The name of an element of the array at this path.
    pub(crate) fn name(&self, array: &str, number: &str) -> Option<&str> {
        self.arrays.get(array)?.get(number).map(String::as_str)
    }

    /// A path with names instead of numbers: `[DSP_SHARED].nr` for `[1].nr`.
    pub(crate) fn named(&self, path: &str) -> String {
        let (mut array, mut named) = (String::new(), String::new());
        for part in Parts(path) {
            match part {
                Part::Index(number) => Part::Index(self.name(&array, number).unwrap_or(number)).push_to(&mut named),
                text => text.push_to(&mut named),
            }
            part.push_to(&mut array);
        }
        named
    }

    /// A path with numbers instead of names, below another path: `[1].nr` for `[DSP_SHARED].nr`.
    pub(crate) fn numbered(&self, below: &str, path: &str) -> String {
        let (mut array, mut numbered) = (below.to_owned(), String::new());
        for part in Parts(path) {
            let part = match part {
                Part::Index(name) => {
                    let mut names = self.arrays.get(&array).into_iter().flatten();
                    Part::Index(names.find(|(_, known)| *known == name).map_or(name, |(number, _)| number))
                }
                text => text,
            };
            part.push_to(&mut array);
            part.push_to(&mut numbered);
        }
        numbered
    }

    /// A value in which the elements of arrays have names: such an array is a struct whose members are `[DSP_SHARED]`. `at` is the
    /// path of the value. An array that was not captured as a whole keeps its numbers.
    pub(crate) fn applied<'v>(&self, value: &'v RenderedValue, at: &str) -> Cow<'v, RenderedValue> {
        if self.is_empty() { Cow::Borrowed(value) } else { Cow::Owned(self.apply(value, at)) }
    }

    fn apply(&self, value: &RenderedValue, at: &str) -> RenderedValue {
        match value {
            RenderedValue::Struct { type_name, members } => {
                let member = |RenderedMember { name, value }: &RenderedMember| {
                    let dot = if at.is_empty() || name.is_empty() { "" } else { "." };
                    RenderedMember { name: name.clone(), value: self.apply(value, &format!("{at}{dot}{name}")) }
                };
                RenderedValue::Struct { type_name: type_name.clone(), members: members.iter().map(member).collect() }
            }
            RenderedValue::Array { len, elements } => {
                let element = |(number, value): (usize, &RenderedValue)| {
                    let number = number.to_string();
                    let value = self.apply(value, &format!("{at}[{number}]"));
                    let name = format!("[{}]", self.name(at, &number).unwrap_or(&number));
                    RenderedMember { name, value }
                };
                let members = elements.iter().enumerate().map(element);
                if self.arrays.contains_key(at) && *len == elements.len() {
                    return RenderedValue::Struct { type_name: None, members: members.collect() };
                }
                RenderedValue::Array { len: *len, elements: members.map(|member| member.value).collect() }
            }
            other => other.clone(),
        }
    }
}

/// A part of a path: an index, or the text up to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'p> {
    Index(&'p str),
    Text(&'p str),
}

impl Part<'_> {
    fn push_to(self, path: &mut String) {
        match self {
            Self::Index(index) => {
                path.push('[');
                path.push_str(index);
                path.push(']');
            }
            Self::Text(text) => path.push_str(text),
        }
    }
}

/// The parts of a path.
struct Parts<'p>(&'p str);

impl<'p> Iterator for Parts<'p> {
    type Item = Part<'p>;

    fn next(&mut self) -> Option<Part<'p>> {
        let index = self.0.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        if let Some((index, rest)) = index {
            self.0 = rest;
            return Some(Part::Index(index));
        }
        // A bracket that does not close is text.
        let end = self.0.char_indices().skip(1).find(|(_, letter)| *letter == '[').map_or(self.0.len(), |(at, _)| at);
        let (text, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        (!text.is_empty()).then_some(Part::Text(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> ElementNames {
        let mut names = ElementNames::default();
        names.learn("[1].nr", "[SHARED].nr");
        names.learn("[1].rows[3][0]", "[SHARED].rows[3][LOCAL]");
        names
    }

    #[test]
    fn a_path_has_names_at_every_level_and_leads_back() {
        let (number, name) = ("[1].rows[3][0].x", "[SHARED].rows[3][LOCAL].x");
        assert_eq!(names().named(number), name);
        assert_eq!(names().numbered("", name), number);
        assert_eq!(names().numbered("[1]", ".rows[3][LOCAL]"), ".rows[3][0]");
        for path in ["", "[2].nr", "a[1", "[", "rows[3][0]", "é[é]"] {
            assert_eq!(names().named(path), path);
            assert_eq!(names().numbered("", path), path);
        }
    }

    #[test]
    fn an_array_that_was_cut_short_keeps_its_numbers() {
        let array = |len| RenderedValue::Array { len, elements: Box::from([RenderedValue::Bool { value: true }]) };
        let is_named = |len| matches!(&*names().applied(&array(len), "[1].rows[3]"), RenderedValue::Struct { .. });
        assert!(is_named(1) && !is_named(2));
    }
}
