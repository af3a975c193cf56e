//! What an assertion is about.

use std::any::type_name;

use super::table::Columns;
use crate::series::{Difference, Observed};
use crate::typed::inspect::Inspect;

/// What the first argument of `expect!` can be: a struct with `#[derive(SnapshotSchema)]`, an [`Observed`] struct, or
/// the [`Difference`] of two of these. `expect!` takes a reference to one of these too.
///
/// It can't be implemented outside of this crate.
///
/// ```
/// use ktsnap_core::assertion::Subject;
/// use ktsnap_core::series::Observed;
///
/// fn can_be_checked<T: Subject>(_: &T) {}
///
/// fn checked<T>(observed: &Observed<T>)
/// where
///     Observed<T>: Subject,
/// {
///     can_be_checked(observed);
/// }
/// # let _ = checked::<u64>;
/// ```
#[diagnostic::on_unimplemented(
    message = "an assertion can't be about `{Self}`",
    label = "not a struct with `#[derive(SnapshotSchema)]`",
    note = "pass the struct, an `Observed` struct or a `Difference`; write `?` after an expression that gives a `Result`"
)]
pub trait Subject {
    /// The struct whose fields and ratios the conditions name.
    type Value: ?Sized;

    /// The struct whose fields and ratios the conditions name.
    #[doc(hidden)]
    fn value(&self) -> &Self::Value;

    /// What the table shows.
    #[doc(hidden)]
    fn columns(&self) -> Columns;

    /// The maps that were read, a line for each.
    #[doc(hidden)]
    fn evidence(&self) -> Vec<String> {
        Vec::new()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Inspect> Subject for T {
    type Value = T;

    fn value(&self) -> &T {
        self
    }

    fn columns(&self) -> Columns {
        Columns::One(self.inspect())
    }
}

impl<T: Inspect> Subject for Observed<T> {
    type Value = T;

    fn value(&self) -> &T {
        &self.value
    }

    fn columns(&self) -> Columns {
        Columns::One(self.value.inspect())
    }

    fn evidence(&self) -> Vec<String> {
        self.lines("read from")
    }
}

impl<T: Inspect> Subject for Difference<'_, T> {
    type Value = T;

    fn value(&self) -> &T {
        &self.change
    }

    fn columns(&self) -> Columns {
        let [earlier, later, change] = [self.earlier, self.later, &self.change].map(T::inspect);
        Columns::Difference { earlier, later, change }
    }

    fn evidence(&self) -> Vec<String> {
        self.evidence.clone()
    }
}

/// The subject as the message of an assertion needs it, without its type.
pub trait Explained {
    /// The name of the struct.
    fn name(&self) -> &'static str;

    /// What the table shows.
    fn columns(&self) -> Columns;

    /// The maps that were read, a line for each.
    fn evidence(&self) -> Vec<String>;
}

impl<S: Subject> Explained for S {
    fn name(&self) -> &'static str {
        let name = type_name::<S::Value>();
        name.split('<').next().and_then(|path| path.rsplit("::").next()).unwrap_or(name)
    }

    fn columns(&self) -> Columns {
        Subject::columns(self)
    }

    fn evidence(&self) -> Vec<String> {
        Subject::evidence(self)
    }
}

/// The first argument of an assertion.
#[derive(Debug)]
pub struct About<'a, T: ?Sized>(pub &'a T);

/// For a reference to the asserted value. Every other type uses the method of [`Owned`].
impl<'a, T: ?Sized> About<'a, &T> {
    /// What the assertion is about.
    #[must_use]
    pub fn subject(self) -> &'a T {
        self.0
    }
}

/// A first argument that is not a reference.
pub trait Owned<'a> {
    /// Its type.
    type Subject: ?Sized;

    /// What the assertion is about.
    #[must_use]
    fn subject(self) -> &'a Self::Subject;
}

impl<'a, T: ?Sized> Owned<'a> for About<'a, T> {
    type Subject = T;

    fn subject(self) -> &'a T {
        self.0
    }
}

/// The struct whose fields and ratios the conditions name, and what the message shows.
pub fn parts<S: Subject>(subject: &S) -> (&S::Value, &dyn Explained) {
    (subject.value(), subject)
}
