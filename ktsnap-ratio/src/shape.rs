//! The Rust types of a struct's fields, for the terms of its ratios.

use crate::fault::RatioFault;
use crate::term::{Count, Term, TermStepKind, Value, check_term};

/// Looks up an enumerator: its value, or the fact and the remedy.
pub type Enumerators<'f> = dyn Fn(&str) -> Result<i128, (String, String)> + 'f;

/// What a field's Rust type holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// One value.
    One(Value<'static>),
    /// An array, of a length if it is known, or a `Vec`.
    Array(Box<Shape>, Option<u64>),
    /// A `PerCpu`.
    PerCpu(Box<Shape>),
    /// A struct, an enum, or a type that a macro can't see through.
    Unknown,
}

/// A step from a field to the part that a term takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// Exhaustive: the derive must write code for a new step.
pub enum FieldStep {
    /// The member whose name is the token at this index.
    Member(usize),
    /// An element of an array.
    Index(usize),
}

impl Shape {
    fn element(&self) -> Option<&Self> {
        match self {
            Self::Array(element, _) | Self::PerCpu(element) => Some(element),
            _ => None,
        }
    }

    /// What a term of this shape counts; `None` if it is not known.
    fn value(&self) -> Option<(Count, Value<'static>)> {
        let inside = |of: &Self| of.value().map_or(Value::Integer, |(_, value)| value);
        match self {
            Self::One(value) => Some((Count::One, *value)),
            Self::Array(element, _) => Some((Count::Array, inside(element))),
            Self::PerCpu(of) => Some((Count::PerCpu, inside(of))),
            Self::Unknown => None,
        }
    }
}

impl Term {
    /// The part that the term takes of a field of this shape. `enumerator` gives the value of an enumerator, or a fact
    /// and a remedy.
    ///
    /// # Errors
    ///
    /// If the field has no such part, or a ratio can't take its values.
    ///
    /// ```
    /// use ktsnap_ratio::{FieldStep, Shape, Value, expression, lex};
    ///
    /// let moves = Shape::Array(Box::new(Shape::One(Value::Integer)), Some(3));
    /// let parsed = expression(&lex("moves[2] / moves[3]"));
    /// let part = |term: usize| parsed.terms[term].part(&moves, &|_| Ok(0));
    /// assert_eq!(part(0).unwrap(), [FieldStep::Index(2)]);
    /// assert_eq!(part(1).unwrap_err().fact, "`moves` has 3 elements, but the index is 3");
    /// ```
    pub fn part(&self, shape: &Shape, enumerator: &Enumerators<'_>) -> Result<Vec<FieldStep>, RatioFault> {
        let refused = |fact: String, help: &str| Err(RatioFault::new(self.span.clone(), fact, help));
        let root = &self.root;
        let mut part = Vec::new();
        // What the term names so far; `None` if it is not known.
        let mut shape = Some(shape);
        let whole = self.steps.iter().rposition(|step| step.kind != TermStepKind::All).map_or(0, |last| last + 1);
        for (place, step) in self.steps.iter().enumerate() {
            if place < whole && step.kind == TermStepKind::All {
                let fact = format!("in a ratio, nothing can follow `[*]`, as it does in `{self}`");
                return refused(fact, "give the values a field of their own: `#[snapshot(path = \"...\")]`");
            }
            if let Some(Shape::One(value)) = shape {
                let fact = format!("`{root}` is {} and has no parts", value.one());
                return refused(fact, &format!("write `{root}`"));
            }
            let at = match &step.kind {
                TermStepKind::Member(name) => {
                    if name.starts_with(|first: char| first.is_ascii_digit()) {
                        let fact = format!("`{self}` names a member by a number");
                        return Err(RatioFault::new(step.span.clone(), fact, "write the member's name"));
                    }
                    part.push(FieldStep::Member(step.span.start));
                    shape = None;
                    continue;
                }
                TermStepKind::All => None,
                TermStepKind::Index(index) => Some(i128::from(*index)),
                TermStepKind::Enumerator(name) => {
                    Some(enumerator(name).map_err(|(fact, help)| RatioFault::new(step.span.clone(), fact, help))?)
                }
            };
            if let Some(at) = at {
                if let Some(Shape::Array(_, Some(len))) = shape
                    && at >= i128::from(*len)
                {
                    let array = self.up_to(place);
                    let fact = format!("`{array}` has {len} elements, but the index is {at}");
                    return refused(fact, &format!("the last element is `{array}[{}]`", len.saturating_sub(1)));
                }
                let Ok(at) = usize::try_from(at) else {
                    let fact = format!("no array has an element {at}");
                    return Err(RatioFault::new(step.span.clone(), fact, "write the number of an element"));
                };
                part.push(FieldStep::Index(at));
            }
            shape = shape.and_then(Shape::element);
        }
        let Some((count, value)) = shape.and_then(Shape::value) else { return Ok(part) };
        let takes_all = self.steps.last().is_some_and(|step| step.kind == TermStepKind::All);
        let count = if takes_all && count == Count::One { Count::Array } else { count };
        match check_term(&self.to_string(), self.is_sum, count, value) {
            Ok(()) => Ok(part),
            Err((fact, help)) => refused(fact, &help),
        }
    }
}
