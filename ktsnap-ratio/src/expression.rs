//! An expression whose terms were looked up.

use crate::function::Function;
use crate::program::{Op, infix};

/// An expression over fields, with the expressions of the definitions that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression<P> {
    /// The program. Its indices are those of [`names`](Self::names).
    pub program: Vec<Op>,
    /// The terms, each once.
    pub operands: Vec<Operand<P>>,
    /// The terms whose elements conditions compare, each once. Their names follow those of the definitions.
    pub columns: Vec<Operand<P>>,
    /// The definitions that the expression names, itself or through others, each with its own expression.
    pub named: Vec<(String, String)>,
}

/// A value that a program takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand<P> {
    /// The term as the expression names it. Functions other than `sum` and `mean` are part of it.
    pub text: String,
    /// How several values become one.
    pub function: Function,
    /// The field, or the part of it.
    pub part: P,
    /// Whether it is a field of the ratio's parameter.
    pub is_of_parameter: bool,
    /// Whether a condition pairs its elements with those of another field, so that their order matters.
    pub is_paired: bool,
}

impl<P> Expression<P> {
    /// The names for [`evaluate`](crate::evaluate) and [`infix`]: those of the operands, the
    /// definitions and the columns.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let operands = self.operands.iter().map(|operand| operand.text.as_str());
        let named = self.named.iter().map(|(name, _)| name.as_str());
        operands.chain(named).chain(self.columns.iter().map(|column| column.text.as_str())).collect()
    }

    /// The expression as it would be written.
    #[must_use]
    pub fn text(&self) -> String {
        infix(&self.program, &self.names())
    }
}

impl<P> Operand<P> {
    /// The text of the same value of a parameter.
    pub(crate) fn text_of(&self, parameter: Option<&str>) -> String {
        let Some(parameter) = parameter else { return self.text.clone() };
        let called = format!("{}(", self.function);
        match self.text.strip_prefix(&called).filter(|_| !matches!(self.function, Function::Sum | Function::One)) {
            Some(path) => format!("{called}{parameter}.{path}"),
            None => format!("{parameter}.{}", self.text),
        }
    }
}

impl<P> Expression<P> {
    /// The expression over the fields of a parameter.
    pub(crate) fn text_of(&self, parameter: &str) -> String {
        let operands = self.operands.iter().map(|operand| operand.text_of(Some(parameter)));
        let named = self.named.iter().map(|(name, _)| format!("{parameter}.{name}"));
        let columns = self.columns.iter().map(|operand| operand.text_of(Some(parameter)));
        infix(&self.program, &operands.chain(named).chain(columns).collect::<Vec<_>>())
    }
}

impl<P: Clone> Expression<P> {
    pub(crate) fn empty() -> Self {
        Self { program: Vec::new(), operands: Vec::new(), columns: Vec::new(), named: Vec::new() }
    }

    /// The index of an operand that was not taken yet, or that of the one that has the same values.
    pub(crate) fn operand(&mut self, operand: Operand<P>) -> usize {
        index_of(&mut self.operands, operand)
    }

    /// The index of a column that was not taken yet, or that of the one that has the same elements.
    pub(crate) fn column(&mut self, column: Operand<P>) -> usize {
        index_of(&mut self.columns, column)
    }

    /// The index of a definition among the named ones.
    pub(crate) fn name(&mut self, name: &str, text: &str) -> usize {
        let known = self.named.iter().position(|(known, _)| known == name);
        known.unwrap_or_else(|| {
            self.named.push((name.to_owned(), text.to_owned()));
            self.named.len() - 1
        })
    }

    /// With the names of definitions after those of the operands, and those of the columns at the end.
    pub(crate) fn finished(mut self) -> Self {
        let (operands, named) = (self.operands.len(), self.named.len());
        for op in &mut self.program {
            match op {
                Op::Named(index) => *index += operands,
                Op::Each(index) => *index += operands + named,
                _ => {}
            }
        }
        self
    }
}

fn index_of<P>(operands: &mut Vec<Operand<P>>, operand: Operand<P>) -> usize {
    // A side of a comparison is one integer, and the same term elsewhere can be a sum.
    let is_same = |known: &Operand<P>| known.text == operand.text && known.function == operand.function;
    if let Some((at, known)) = operands.iter_mut().enumerate().find(|(_, known)| is_same(known)) {
        known.is_paired |= operand.is_paired;
        return at;
    }
    operands.push(operand);
    operands.len() - 1
}
