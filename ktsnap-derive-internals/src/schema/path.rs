//! The steps of a path.

use ktsnap_btf::Step;
use ktsnap_btf::path::Bound;

use super::c_type::{CStruct, Use, number};

/// One step of a path.
pub enum PathStep {
    Member(String),
    /// A member whose number of elements in use another member has.
    IndexedMember {
        name: String,
        index: String,
    },
    IndexedBy(String),
    Index(Number),
    All,
    Slice {
        from: Number,
        to: Number,
    },
    /// Into the target of a pointer, with what the rest of the path needs. The type of the pointer itself does not have it.
    Deref(CStruct),
}

/// A number in a path or a length.
pub enum Number {
    Known(usize),
    /// An enumerator that BTF lacks: a Rust enum of the struct has it.
    Enumerator(String),
}

/// The steps of a way through a type.
pub fn path_steps(way: Use<'_>) -> Vec<PathStep> {
    let step = |(at, one): (usize, &Step)| match one {
        Step::Member(name) => PathStep::Member(name.clone()),
        Step::IndexedMember { name, index } => PathStep::IndexedMember { name: name.clone(), index: index.clone() },
        Step::IndexedBy(name) => PathStep::IndexedBy(name.clone()),
        Step::Index(index) => PathStep::Index(Number::Known(number(*index))),
        Step::Enumerator(name) => PathStep::Index(Number::Enumerator(name.clone())),
        Step::All => PathStep::All,
        Step::Slice(from, to) => PathStep::Slice { from: Number::of(from), to: Number::of(to) },
        Step::Deref(of) => {
            let steps = way.steps.get(at + 1..).unwrap_or_default();
            PathStep::Deref(CStruct::of(of, &[Use { steps, ..way }]))
        }
    };
    way.steps.iter().enumerate().map(step).collect()
}

impl Number {
    fn of(bound: &Bound) -> Self {
        match bound {
            Bound::Number(known) => Self::Known(number(*known)),
            Bound::Enumerator(name) => Self::Enumerator(name.clone()),
        }
    }
}
