//! The conditions of one assertion. An expansion compares two sides with the operator that the user wrote, so that the
//! compiler checks their types, and integers are compared as integers.

use std::fmt::{self, Write};
use std::panic::Location;

use ktsnap_ratio::explain;

use super::error::ExpectError;
use super::names::paths_in;
use super::subject::Explained;
use super::table::Table;
use crate::ratio::Index;
use crate::ratio::method::{Operands, Ratios};
use crate::typed::inspect::Inspect;

/// The left side of a condition.
#[derive(Debug)]
pub struct Left<'a, T: ?Sized>(pub &'a T);

/// The value of a ratio or of another method that can fail. The bound is on the impl, so that every other type uses the method
/// of [`Plain`].
impl<'a, T, E: fmt::Display> Left<'a, Result<T, E>> {
    /// The value.
    ///
    /// # Errors
    ///
    /// The text of the error.
    pub fn taken(self) -> Result<&'a T, String> {
        self.0.as_ref().map_err(|error| format!("has no value: {error}"))
    }
}

/// A left side that is a value.
pub trait Plain<'a> {
    /// Its type.
    type Value: ?Sized;

    /// The value.
    ///
    /// # Errors
    ///
    /// None.
    fn taken(self) -> Result<&'a Self::Value, String>;
}

impl<'a, T: ?Sized> Plain<'a> for Left<'a, T> {
    type Value = T;

    fn taken(self) -> Result<&'a T, String> {
        Ok(self.0)
    }
}

/// A value that a message shows.
#[derive(Debug)]
pub struct Side<'a, T: ?Sized>(pub &'a T);

impl<T: Inspect + ?Sized> Side<'_, T> {
    /// The value as the table shows it.
    #[must_use]
    pub fn text(self) -> String {
        super::table::text(&self.0.inspect())
    }
}

/// A value of a type that a field can't have.
pub trait WithDebug {
    /// The value as `Debug` shows it.
    #[must_use]
    fn text(self) -> String;
}

impl<T: fmt::Debug + ?Sized> WithDebug for Side<'_, T> {
    fn text(self) -> String {
        format!("{:?}", self.0)
    }
}

/// A value that can't be shown.
pub trait NoText {
    /// Says so.
    #[must_use]
    fn text(self) -> String;
}

impl<T: ?Sized> NoText for &Side<'_, T> {
    fn text(self) -> String {
        "another value".to_owned()
    }
}

impl<T> Side<'_, Option<T>> {
    /// Whether there is no value. `None` is less than every value in Rust, but a value that was not captured is not small.
    #[must_use]
    pub fn lacks_value(self) -> bool {
        self.0.is_none()
    }
}

/// A value that is not an `Option`.
pub trait NotAbsent: Sized {
    /// Whether there is no value.
    #[must_use]
    fn lacks_value(self) -> bool {
        false
    }
}

impl<T: ?Sized> NotAbsent for Side<'_, T> {}

/// Whether a value equals itself, which NaN does not. A condition with NaN never holds, `!=` included.
#[must_use]
#[expect(clippy::eq_op, reason = "NaN does not equal itself")]
pub fn is_itself<T: PartialEq + ?Sized>(value: &T) -> bool {
    value == value
}

/// The method that a condition calls, with its argument. A method without an argument has the index 0.
#[derive(Debug)]
pub struct Given<'a, T, A: ?Sized> {
    /// The value whose method is called.
    pub receiver: &'a T,
    /// The argument.
    pub argument: &'a A,
}

impl<T: Ratios, I: Index + Copy> Given<'_, T, I> {
    /// The expression of the ratio of that name, and the same with its values.
    #[must_use]
    pub fn terms(self, ratio: &str) -> Option<[String; 2]> {
        terms(self.receiver, ratio, Operands { other: self.receiver, index: self.argument.number() })
    }
}

/// The method of a ratio that takes another read.
pub trait WithOther {
    /// The expression of the ratio of that name, and the same with its values.
    #[must_use]
    fn terms(self, ratio: &str) -> Option<[String; 2]>;
}

impl<T: Ratios> WithOther for Given<'_, T, &T> {
    fn terms(self, ratio: &str) -> Option<[String; 2]> {
        terms(self.receiver, ratio, Operands { other: self.argument, index: 0 })
    }
}

/// A method of a value without ratios.
pub trait WithoutTerms {
    /// Nothing.
    #[must_use]
    fn terms(self, ratio: &str) -> Option<[String; 2]>;
}

impl<T, A: ?Sized> WithoutTerms for &Given<'_, T, A> {
    fn terms(self, _: &str) -> Option<[String; 2]> {
        None
    }
}

fn terms<T: Ratios>(of: &T, name: &str, operands: Operands<'_, T>) -> Option<[String; 2]> {
    let mut found = None;
    let mut is_after_the_last = false;
    for number in 0.. {
        if found.is_some() || is_after_the_last {
            break;
        }
        is_after_the_last = true;
        of.ratio(number, operands, &mut |terms| {
            is_after_the_last = false;
            if terms.ratio == name {
                found = Some(explain(&terms));
            }
        });
    }
    found
}

/// A condition that does not hold.
struct Failed {
    condition: &'static str,
    /// What the left side is.
    found: String,
    receiver: &'static str,
    /// The ratio on the left side, as an expression and with its values.
    terms: Option<[String; 2]>,
    /// The right side and its value, if it is not a literal.
    right: Option<(&'static str, String)>,
}

impl Failed {
    /// The fields that the condition names: the terms of its ratio, or else what it compares.
    fn fields(&self) -> Vec<Vec<String>> {
        let Some([expression, _]) = &self.terms else { return paths_in(self.condition) };
        let receiver = paths_in(self.receiver).into_iter().next().unwrap_or_default();
        paths_in(expression).into_iter().map(|path| receiver.iter().cloned().chain(path).collect()).collect()
    }
}

/// The conditions of an assertion.
#[derive(Default)]
pub struct Conditions {
    checked: usize,
    failed: Vec<Failed>,
}

impl fmt::Debug for Conditions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conditions").field("checked", &self.checked).finish_non_exhaustive()
    }
}

/// What a message shows of a condition.
#[derive(Debug, Default)]
pub struct Printed {
    /// The value whose method the left side calls, if it is a part of the struct.
    pub receiver: &'static str,
    /// The ratio on the left side, as an expression and with its values.
    pub terms: Option<[String; 2]>,
    /// The right side and its value, if it is not a literal.
    pub right: Option<(&'static str, String)>,
}

impl Conditions {
    /// No conditions.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts a condition.
    pub fn check(&mut self) {
        self.checked += 1;
    }

    /// Records a condition that does not hold. `found` is the value of its left side, or the reason why it has none.
    pub fn fail(&mut self, condition: &'static str, found: Result<String, String>, printed: Printed) {
        let found = match found {
            Ok(value) => format!("is {value}"),
            Err(why) => why,
        };
        let Printed { receiver, terms, right } = printed;
        self.failed.push(Failed { condition, found, receiver, terms, right });
    }

    /// The result of the assertion.
    ///
    /// # Errors
    ///
    /// The conditions that do not hold.
    #[track_caller]
    pub fn result(self, subject: &dyn Explained) -> Result<(), ExpectError> {
        if self.failed.is_empty() {
            return Ok(());
        }
        let location = Location::caller();
        let text = self.explanation(subject);
        let failed = self.failed.iter().map(|failed| failed.condition.to_owned()).collect();
        Err(ExpectError { failed, text, location })
    }

    /// The end of the assertion.
    ///
    /// # Panics
    ///
    /// If a condition does not hold.
    #[track_caller]
    #[expect(clippy::panic, reason = "an assertion panics")]
    pub fn assert(self, subject: &dyn Explained) {
        if let Err(error) = self.result(subject) {
            panic!("{}", error.explanation());
        }
    }

    fn explanation(&self, subject: &dyn Explained) -> String {
        let name = subject.name();
        let (failed, checked) = (self.failed.len(), self.checked);
        let mut text = match (failed, checked) {
            (1, 1) => format!("the condition on `{name}` does not hold\n"),
            (1, _) => format!("1 of {checked} conditions on `{name}` does not hold\n"),
            _ => format!("{failed} of {checked} conditions on `{name}` do not hold\n"),
        };
        for Failed { condition, found, terms, right, .. } in &self.failed {
            _ = write!(text, "\n  {condition}\n      {found}");
            if let Some([expression, values]) = terms {
                _ = write!(text, "\n      {expression} = {values}");
            }
            if let Some((right, value)) = right {
                _ = write!(text, "\n      {right} is {value}");
            }
        }
        let named: Vec<_> = self.failed.iter().flat_map(Failed::fields).collect();
        _ = write!(text, "\n\n{}", Table::new(&subject.columns(), &named));
        let evidence = subject.evidence();
        if !evidence.is_empty() {
            _ = write!(text, "\n\n  {}", evidence.join("\n  "));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_by_its_inspection_or_else_by_debug() {
        struct Opaque;
        assert_eq!(Side(&Some(4_u64)).text(), "4");
        assert_eq!(Side(&Some(&4_u64)).text(), "Some(4)");
        assert_eq!(Side(&Opaque).text(), "another value");
    }
}
