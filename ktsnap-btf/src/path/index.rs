//! Indexes that are read: `running_ns[cell]`, where `cell` is a member next to the array, or a variable of the same section.

use std::sync::Arc;

use super::{PathError, Step, Target};
use crate::layout::{Layout, Section};
use crate::suggest::closest;
use crate::types::{Struct, Type};

/// What holds an array, and may hold its index.
#[derive(Clone)]
pub(super) enum Holder<'l> {
    /// The array is a variable.
    Section(&'l Section),
    /// The array is a member. The step to it is number `at` of the path.
    Struct { of: Arc<Struct>, at: usize },
}

/// A member or variable that a path has as an index.
struct Beside<'h> {
    ty: &'h Type,
    c_type: &'h str,
}

impl Holder<'_> {
    /// The member or variable of that name.
    fn find(&self, name: &str) -> Option<Beside<'_>> {
        match self {
            Self::Section(section) => {
                let var = section.vars_named(name).next()?;
                Some(Beside { ty: &var.ty, c_type: &var.c_type })
            }
            Self::Struct { of, .. } => {
                let member = of.member(name)?;
                Some(Beside { ty: &member.ty, c_type: &member.c_type })
            }
        }
    }

    /// The name of a member or variable that is similar, and that can be an index.
    pub(super) fn near(&self, name: &str) -> Option<&str> {
        match self {
            Self::Section(section) => {
                closest(name, section.vars.iter().filter(|var| can_be_index(&var.ty)).map(|var| var.name.as_str()))
            }
            Self::Struct { of, .. } => {
                let members = of.flattened_members().filter(|(member, _)| can_be_index(&member.ty));
                closest(name, members.map(|(member, _)| member.name.as_str()))
            }
        }
    }

    /// What holds the array, for messages: what a name could be of.
    pub(super) fn part(&self) -> String {
        match self {
            Self::Section(section) => format!("a variable of `{}`", section.name),
            Self::Struct { of, .. } => match Type::Struct(Arc::clone(of)).tag() {
                Some(tag) => format!("a member of `{tag}`"),
                None => "a member of the struct".to_owned(),
            },
        }
    }

    /// Records in `target` that the member or variable is the index of its next step, and returns that step. `None` if there is no
    /// such member or variable. `path` is the path to the array.
    pub(super) fn index(
        &self,
        name: &str,
        path: &str,
        target: &mut Target,
        layout: &Layout,
    ) -> Result<Option<Step>, PathError> {
        let Some(found) = self.find(name) else { return Ok(None) };
        if let Some((_, enumerator)) = layout.enumerators(name).next() {
            let (name, value) = (name.to_owned(), enumerator.value);
            return Err(PathError::AmbiguousIndex { path: path.to_owned(), name, part: self.part(), value });
        }
        if !can_be_index(found.ty) {
            return Err(PathError::NotAnIndex { name: name.to_owned(), c_type: found.c_type.to_owned() });
        }
        let before = match self {
            Self::Section(_) => target.index_var.replace(name.to_owned()),
            Self::Struct { at, .. } => target.steps.get_mut(*at).and_then(|step| match step {
                Step::Member(array) => {
                    *step = Step::IndexedMember { name: std::mem::take(array), index: name.to_owned() };
                    None
                }
                Step::IndexedMember { index, .. } => Some(index.clone()),
                _ => None,
            }),
        };
        match before.filter(|before| before != name) {
            Some(first) => {
                let end = path.find(&format!("[{first}]")).map_or(path.len(), |at| at + first.len() + 2);
                let start = path.get(..end).unwrap_or(path).to_owned();
                Err(PathError::TwoIndexes { path: path.to_owned(), first, second: name.to_owned(), start })
            }
            None => Ok(Some(Step::IndexedBy(name.to_owned()))),
        }
    }
}

/// Whether a value of that type can be an index.
fn can_be_index(ty: &Type) -> bool {
    matches!(ty, Type::Int { size: ..=8, .. } | Type::Enum(_))
}
