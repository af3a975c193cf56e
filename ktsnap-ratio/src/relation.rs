//! The comparisons of a condition.

use std::cmp::Ordering;
use std::fmt;

/// How the two sides of a comparison are related.
///
/// ```
/// use ktsnap_ratio::{Op, Relation, definition, lex};
///
/// let parsed = definition(&lex("busy = count(depth[*] >= 2)"));
/// assert_eq!(parsed.program, [Op::Each(0), Op::Int(2), Op::Compare(Relation::GreaterOrEqual), Op::Count]);
/// assert_eq!(Relation::GreaterOrEqual.to_string(), ">=");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
// Exhaustive: the derive must write a new relation as a constant.
pub enum Relation {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Relation {
    /// The relation of that text.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let all = [Self::Equal, Self::NotEqual, Self::Less, Self::LessOrEqual, Self::Greater, Self::GreaterOrEqual];
        all.into_iter().find(|relation| relation.text() == text)
    }

    /// Whether it holds between two sides that are in this order.
    pub(crate) fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// The operator.
impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}
