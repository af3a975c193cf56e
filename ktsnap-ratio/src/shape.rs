//! The Rust types of a struct's fields, for the terms of its ratios.

use crate::fault::RatioFault;
use crate::function::Function;
use crate::term::{Bound, Count, Term, TermStep, TermStepKind, Value, check_term};

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
    /// Every element of an array.
    All,
    /// The elements of an array from the first index up to the second, which is not one of them.
    Slice(usize, usize),
    /// The element at the index that the caller passes, or the row of that key.
    Parameter,
}

impl Shape {
    fn element(&self) -> Option<&Self> {
        match self {
            Self::Array(element, _) | Self::PerCpu(element) => Some(element),
            _ => None,
        }
    }

    /// How many indices lead to one value. Types that a macro does not see are taken as one value.
    ///
    /// ```
    /// use ktsnap_ratio::{Shape, Value};
    ///
    /// let counters = Shape::Array(Box::new(Shape::One(Value::Integer)), None);
    /// assert_eq!(Shape::PerCpu(Box::new(counters)).depth(), 2);
    /// ```
    #[must_use]
    pub fn depth(&self) -> usize {
        self.element().map_or(0, |element| 1 + element.depth())
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
        let mut part = Vec::new();
        // What the term names so far; `None` if it is not known.
        let mut shape = Some(shape);
        for (place, step) in self.steps.iter().enumerate() {
            if let Some(Shape::One(value)) = shape {
                let root = self.up_to(0);
                return self
                    .refused(format!("`{root}` is {} and has no parts", value.one()), format!("write `{root}`"));
            }
            shape = match &step.kind {
                TermStepKind::Member(name) => {
                    self.check_member(place, step, name, shape)?;
                    part.push(FieldStep::Member(step.span.start));
                    None
                }
                TermStepKind::All => {
                    part.push(FieldStep::All);
                    shape.and_then(Shape::element)
                }
                TermStepKind::Parameter(_) => {
                    part.push(FieldStep::Parameter);
                    shape.and_then(Shape::element)
                }
                TermStepKind::Index(_) | TermStepKind::Enumerator(_) => {
                    part.push(FieldStep::Index(self.index(place, step, shape, enumerator)?));
                    shape.and_then(Shape::element)
                }
                TermStepKind::Slice(..) => {
                    let len = match shape {
                        Some(Shape::Array(_, len)) => *len,
                        _ => None,
                    };
                    let (from, to) = self.slice(place, len, enumerator)?;
                    part.push(FieldStep::Slice(from, to));
                    shape.and_then(Shape::element)
                }
            };
        }
        // An array has the same sum with and without `[*]`.
        if matches!(self.function, None | Some(Function::Sum)) {
            while part.last() == Some(&FieldStep::All) {
                part.pop();
            }
        }
        let is_several = self.is_several();
        if let (Some(Function::Each), Some(known)) = (self.function, shape) {
            part.extend(self.each(known.depth(), is_several)?.then_some(FieldStep::All));
        }
        let (count, value) = match shape.and_then(Shape::value) {
            Some((_, value)) if is_several => (Count::Array, value),
            Some(known) => known,
            None if is_several => (Count::Array, Value::Integer),
            None => return Ok(part),
        };
        match check_term(&self.to_string(), self.function, count, value) {
            Ok(()) => Ok(part),
            Err((fact, help)) => self.refused(fact, help),
        }
    }

    /// Whether a side of a comparison takes each element of an array that its term names without `[*]`. `depth` is the
    /// number of indices that lead to one value.
    ///
    /// # Errors
    ///
    /// If the elements are arrays themselves, or the array is a member.
    ///
    /// ```
    /// use ktsnap_ratio::{expression, lex};
    ///
    /// let parsed = expression(&lex("count(moves > 0)"));
    /// let moves = &parsed.terms[0];
    /// assert_eq!((moves.each(0, false), moves.each(1, false)), (Ok(false), Ok(true)));
    /// assert_eq!(moves.each(2, false).unwrap_err().help, "write `moves[*][*]` for each of its values");
    /// ```
    pub fn each(&self, depth: usize, is_several: bool) -> Result<bool, RatioFault> {
        // The derive does not see the types of members.
        let is_member = matches!(self.steps.last(), Some(TermStep { kind: TermStepKind::Member(_), .. }));
        let what = match depth {
            0 => return Ok(false),
            1 if !is_several && !is_member => return Ok(true),
            1 if !is_several => "an array",
            _ => "an array of arrays",
        };
        let help = format!("write `{self}{}` for each of its values", "[*]".repeat(depth));
        self.refused(format!("`{self}` is {what}"), help)
    }

    /// Checks whether a side of a comparison takes the counts of a histogram, which its term names.
    ///
    /// # Errors
    ///
    /// If it is written without `[*]`.
    ///
    /// ```
    /// use ktsnap_ratio::{expression, lex};
    ///
    /// let parsed = expression(&lex("count(waits > 9) + count(waits[*] > 9) + sum(waits)"));
    /// let is_clear: Vec<_> = parsed.terms.iter().map(|term| term.check_histogram().is_ok()).collect();
    /// assert_eq!(is_clear, [false, true, true]);
    /// ```
    pub fn check_histogram(&self) -> Result<(), RatioFault> {
        if self.function != Some(Function::Each) || self.is_part() {
            return Ok(());
        }
        let fact = format!("`{self}` is a histogram, whose counts or whose values could be compared");
        self.refused(fact, format!("write `{self}[*]` for the count of each bucket"))
    }

    fn refused<T>(&self, fact: String, help: String) -> Result<T, RatioFault> {
        Err(RatioFault::new(self.span.clone(), fact, help))
    }

    fn check_member(&self, place: usize, step: &TermStep, name: &str, shape: Option<&Shape>) -> Result<(), RatioFault> {
        if name.starts_with(|first: char| first.is_ascii_digit()) {
            let fact = format!("`{self}` names a member by a number");
            return Err(RatioFault::new(step.span.clone(), fact, "write the member's name"));
        }
        let (array, what) = match shape {
            Some(Shape::Array(..)) => (self.up_to(place), "an array"),
            Some(Shape::PerCpu(_)) => (self.up_to(place), "a `PerCpu`"),
            _ => return Ok(()),
        };
        let help = format!("write `{array}[0].{name}` for one element, or `sum({array}[*].{name})`");
        self.refused(format!("`{array}` is {what}, which has no member `{name}`"), help)
    }

    /// The index of an element.
    fn index(
        &self,
        place: usize,
        step: &TermStep,
        shape: Option<&Shape>,
        enumerator: &Enumerators<'_>,
    ) -> Result<usize, RatioFault> {
        let refused = |(fact, help): (String, String)| RatioFault::new(step.span.clone(), fact, help);
        let at = match &step.kind {
            TermStepKind::Enumerator(name) => enumerator(name).map_err(refused)?,
            TermStepKind::Index(index) => i128::from(*index),
            _ => 0,
        };
        if let Some(Shape::Array(_, Some(len))) = shape
            && at >= i128::from(*len)
        {
            let array = self.up_to(place);
            let fact = format!("`{array}` has {len} elements, but the index is {at}");
            return self.refused(fact, format!("the last element is `{array}[{}]`", len.saturating_sub(1)));
        }
        usize::try_from(at).map_err(|_| {
            refused((format!("no array has an element {at}"), "write the number of an element".to_owned()))
        })
    }

    /// The first element of the slice at a step, and the one after its last. `len` is the length of the array, if it is
    /// known.
    ///
    /// # Errors
    ///
    /// If the slice is empty or ends after the array.
    ///
    /// ```
    /// use ktsnap_ratio::{expression, lex};
    ///
    /// let parsed = expression(&lex("sum(hist[32..58])"));
    /// let hist = &parsed.terms[0];
    /// assert_eq!(hist.slice(0, Some(58), &|_| Ok(0)), Ok((32, 58)));
    /// let fault = hist.slice(0, Some(40), &|_| Ok(0)).unwrap_err();
    /// assert_eq!(fault.fact, "`hist` has 40 elements, but the slice ends at 58");
    /// ```
    pub fn slice(
        &self,
        place: usize,
        len: Option<u64>,
        enumerator: &Enumerators<'_>,
    ) -> Result<(usize, usize), RatioFault> {
        let Some(TermStep { kind: TermStepKind::Slice(first, end), span }) = self.steps.get(place) else {
            return self.refused(format!("`{self}` has no slice"), "write `[0..2]`".to_owned());
        };
        let refused = |(fact, help): (String, String)| RatioFault::new(span.clone(), fact, help);
        let value = |bound: &Bound| match bound {
            Bound::Number(number) => Ok(i128::from(*number)),
            Bound::Enumerator(name) => enumerator(name).map_err(refused),
        };
        let (from, to) = (value(first)?, value(end)?);
        if from >= to {
            let help = match from == to {
                true => format!("the upper bound is not part of a slice: write `{first}..{}`", to.saturating_add(1)),
                false => format!("write the lower bound first: `{end}..{first}`"),
            };
            return Err(refused((format!("the slice `{first}..{end}` is empty"), help)));
        }
        if let Some(len) = len.map(i128::from)
            && to > len
        {
            let array = self.up_to(place);
            let fact = format!("`{array}` has {len} elements, but the slice ends at {to}");
            let help = match from < len {
                true => format!("write `{first}..{len}`, which ends with the last element"),
                false => format!("write `0..{len}` for the whole array"),
            };
            return Err(refused((fact, help)));
        }
        let position = |value: i128| {
            usize::try_from(value).map_err(|_| {
                refused((format!("no array has an element {value}"), "write the number of an element".to_owned()))
            })
        };
        Ok((position(from)?, position(to)?))
    }
}
