//! The fields of a struct that has ratios, as far as their Rust types are known.

use crate::fault::Fault;
use crate::operand::{Count, Operand, StepKind, Value, check_operand};

/// What a field's Rust type holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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

/// The part of a field that an operand takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// The tokens of the members' names, from the outside in.
    pub members: Vec<usize>,
    /// The element of the array.
    pub index: Option<usize>,
}

impl Shape {
    fn element(&self) -> Option<&Self> {
        match self {
            Self::Array(element, _) | Self::PerCpu(element) => Some(element),
            _ => None,
        }
    }

    /// What an operand of this shape counts; `None` if it is not known.
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

impl Operand {
    /// The part that the operand takes of a field of this shape. `enumerator` gives the value of an enumerator, or a fact
    /// and a remedy.
    ///
    /// # Errors
    ///
    /// If the field has no such part, or a ratio can't take its values.
    ///
    /// ```
    /// use ktsnap_ratio::{Shape, Value, expression, lex};
    ///
    /// let moves = Shape::Array(Box::new(Shape::One(Value::Integer)), Some(3));
    /// let parsed = expression(&lex("moves[2] / moves[3]"));
    /// let part = |operand: usize| parsed.operands[operand].part(&moves, &|_| Ok(0));
    /// assert_eq!(part(0).unwrap().index, Some(2));
    /// assert_eq!(part(1).unwrap_err().fact, "`moves` has 3 elements, and the ratio asks for element 3");
    /// ```
    pub fn part(
        &self,
        shape: &Shape,
        enumerator: &dyn Fn(&str) -> Result<i128, (String, String)>,
    ) -> Result<Part, Fault> {
        let refused = |fact: String, help: &str| Err(Fault::new(self.span.clone(), fact, help));
        let root = &self.root;
        let mut part = Part::default();
        // What the operand names so far; `None` if it is not known.
        let mut shape = Some(shape);
        let whole = self.steps.iter().rposition(|step| step.kind != StepKind::All).map_or(0, |last| last + 1);
        for (place, step) in self.steps.iter().enumerate() {
            if place < whole && (part.index.is_some() || step.kind == StepKind::All) {
                let fact = format!("in a ratio, nothing can follow an index, as it does in `{self}`");
                return refused(fact, "give the value a field of its own: `#[snapshot(path = \"...\")]`");
            }
            if let Some(Shape::One(value)) = shape {
                let fact = format!("`{root}` is {} and has no parts", value.one());
                return refused(fact, &format!("write `{root}`"));
            }
            let at = match &step.kind {
                StepKind::Member(name) => {
                    if name.starts_with(|first: char| first.is_ascii_digit()) {
                        let fact = format!("`{self}` names a member by a number");
                        return Err(Fault::new(step.span.clone(), fact, "write the member's name"));
                    }
                    part.members.push(step.span.start);
                    shape = None;
                    continue;
                }
                StepKind::All => None,
                StepKind::Index(index) => Some(i128::from(*index)),
                StepKind::Enumerator(name) => {
                    Some(enumerator(name).map_err(|(fact, help)| Fault::new(step.span.clone(), fact, help))?)
                }
            };
            if let Some(at) = at {
                if let Some(Shape::Array(_, Some(len))) = shape
                    && at >= i128::from(*len)
                {
                    let fact = format!("`{root}` has {len} elements, and the ratio asks for element {at}");
                    return refused(fact, &format!("the last element is `{root}[{}]`", len.saturating_sub(1)));
                }
                let Ok(at) = usize::try_from(at) else {
                    let fact = format!("no array has an element {at}");
                    return Err(Fault::new(step.span.clone(), fact, "write the number of an element"));
                };
                part.index = Some(at);
            }
            shape = shape.and_then(Shape::element);
        }
        let Some((count, value)) = shape.and_then(Shape::value) else { return Ok(part) };
        let takes_all = self.steps.last().is_some_and(|step| step.kind == StepKind::All);
        let count = if takes_all && count == Count::One { Count::Array } else { count };
        match check_operand(&self.to_string(), self.is_sum, count, value) {
            Ok(()) => Ok(part),
            Err((fact, help)) => refused(fact, &help),
        }
    }
}
