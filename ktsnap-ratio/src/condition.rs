//! Conditions: for which elements a comparison holds.

use crate::fraction::Fraction;
use crate::relation::Relation;

/// A side of a comparison.
#[derive(Clone, Copy)]
pub(crate) enum Side<'c> {
    /// The elements of a term, with the index of its name.
    Elements(usize, &'c [i128]),
    Number(Fraction),
}

/// The conditions whose number is not yet known. A condition can be the place of a division whose denominator is zero.
#[derive(Default)]
pub(crate) struct Conditions(Vec<Result<Condition, usize>>);

/// For which elements a condition holds.
enum Condition {
    /// For all of them or for none, because it only compares numbers.
    Alike(bool),
    /// For these of the elements of a term.
    Each { name: usize, holds: Vec<bool> },
}

/// Why a condition has no value.
pub(crate) enum Failure {
    /// Two terms, each with its number of elements.
    Lengths([(usize, usize); 2]),
    Overflow,
}

impl Conditions {
    /// Adds the comparison of two sides.
    pub(crate) fn compare(
        &mut self,
        left: Result<Side<'_>, usize>,
        relation: Relation,
        right: Result<Side<'_>, usize>,
    ) -> Result<(), Failure> {
        let condition = match (left, right) {
            (Ok(left), Ok(right)) => Ok(compare(left, relation, right)?),
            (Err(zero), _) | (_, Err(zero)) => Err(zero),
        };
        self.0.push(condition);
        Ok(())
    }

    /// Replaces the last two conditions by the condition that both hold.
    pub(crate) fn and(&mut self) -> Result<(), Failure> {
        let (Some(right), Some(left)) = (self.0.pop(), self.0.pop()) else { return Err(Failure::Overflow) };
        let both = match (left, right) {
            (Ok(left), Ok(right)) => Ok(left.and(right)?),
            (Err(zero), _) | (_, Err(zero)) => Err(zero),
        };
        self.0.push(both);
        Ok(())
    }

    /// Takes the last condition, and counts the elements for which it holds.
    pub(crate) fn count(&mut self) -> Option<Result<Fraction, usize>> {
        match self.0.pop()? {
            Ok(Condition::Each { holds, .. }) => {
                let count = holds.into_iter().filter(|holds| *holds).count();
                i128::try_from(count).ok().map(Fraction::from).map(Ok)
            }
            // A number of elements is only known if a side has elements, and `link` checks that.
            Ok(Condition::Alike(_)) => None,
            Err(zero) => Some(Err(zero)),
        }
    }
}

fn compare(left: Side<'_>, relation: Relation, right: Side<'_>) -> Result<Condition, Failure> {
    let compared =
        |left: Fraction, right: Fraction| left.order(right).map(|order| relation.holds(order)).ok_or(Failure::Overflow);
    let (name, holds) = match (left, right) {
        (Side::Number(left), Side::Number(right)) => return Ok(Condition::Alike(compared(left, right)?)),
        (Side::Elements(name, of), Side::Number(right)) => {
            (name, of.iter().map(|left| compared(Fraction::from(*left), right)).collect::<Result<_, _>>()?)
        }
        (Side::Number(left), Side::Elements(name, of)) => {
            (name, of.iter().map(|right| compared(left, Fraction::from(*right))).collect::<Result<_, _>>()?)
        }
        (Side::Elements(name, left), Side::Elements(other, right)) => {
            same_length((name, left.len()), (other, right.len()))?;
            (name, left.iter().zip(right).map(|(left, right)| relation.holds(left.cmp(right))).collect())
        }
    };
    Ok(Condition::Each { name, holds })
}

impl Condition {
    fn and(self, other: Self) -> Result<Self, Failure> {
        Ok(match (self, other) {
            (Self::Alike(one), Self::Alike(other)) => Self::Alike(one && other),
            (Self::Alike(all), Self::Each { name, mut holds }) | (Self::Each { name, mut holds }, Self::Alike(all)) => {
                holds.iter_mut().for_each(|holds| *holds &= all);
                Self::Each { name, holds }
            }
            (Self::Each { name, mut holds }, Self::Each { name: other, holds: others }) => {
                same_length((name, holds.len()), (other, others.len()))?;
                holds.iter_mut().zip(others).for_each(|(holds, other)| *holds &= other);
                Self::Each { name, holds }
            }
        })
    }
}

fn same_length(one: (usize, usize), other: (usize, usize)) -> Result<(), Failure> {
    if one.1 == other.1 { Ok(()) } else { Err(Failure::Lengths([one, other])) }
}
