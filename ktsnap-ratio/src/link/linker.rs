//! One program for each definition, with the programs of the definitions that it names.

use super::condition;
use super::{Definition, Elements, MOST, Meaning, name};
use crate::expression::{Expression, Operand};
use crate::fault::RatioFault;
use crate::function::Function;
use crate::name::AsWritten;
use crate::parse::Parsed;
use crate::program::{Op, can_divide_by_zero, start_of_value};

/// Writes the program of a definition.
pub(super) struct Linker<'l, 'd, P> {
    pub(super) definitions: &'l [Definition<'d>],
    pub(super) parsed: &'l Parsed,
    pub(super) linked: &'l [Option<Expression<P>>],
    pub(super) out: Expression<P>,
}

impl<P: Clone> Linker<'_, '_, P> {
    /// Writes the program. Fails without a fault if a definition that it names has one.
    pub(super) fn link(&mut self, meanings: &[Meaning<P>]) -> Result<(), Option<RatioFault>> {
        let mut alternatives = self.parsed.alternatives.iter();
        let paired = condition::check(self.parsed, meanings)?;
        for op in &self.parsed.program {
            match *op {
                Op::Term(index) | Op::Sum(index) | Op::Mean(index, _) | Op::Each(index) => match meanings.get(index) {
                    Some(Meaning::Definition(named)) => self.inline(*named, index)?,
                    Some(Meaning::Part(part, elements)) => {
                        let is_paired = paired.contains(&index);
                        self.take(*op, index, part, *elements, is_paired);
                    }
                    None => return Err(None),
                },
                Op::Or { .. } => {
                    let end = self.out.program.len();
                    let start = start_of_value(&self.out.program, end);
                    let span = alternatives.next().cloned().unwrap_or_default();
                    if !can_divide_by_zero(&self.out.program, start, end) {
                        let fact = "this `or` has no effect: no denominator in its expression can be zero";
                        return Err(Some(RatioFault::new(span, fact, "remove `or` and its number")));
                    }
                    self.out.program.push(*op);
                }
                _ => self.out.program.push(*op),
            }
        }
        Ok(())
    }

    /// Takes the value of a field.
    fn take(&mut self, op: Op, index: usize, part: &P, elements: Elements, is_paired: bool) {
        let Some(term) = self.parsed.terms.get(index) else { return };
        let (path, is_of_parameter) = (term.to_string(), term.parameter.is_some());
        let operand = |function: Function| {
            let text = match function {
                Function::Sum | Function::One | Function::Each => path.clone(),
                _ => format!("{function}({path})"),
            };
            Operand { text, function, part: part.clone(), is_of_parameter, is_paired }
        };
        if matches!(op, Op::Each(_)) && elements != Elements::One {
            let column = self.out.column(operand(Function::Each));
            self.out.program.push(Op::Each(column));
            return;
        }
        let mut operand = |function| self.out.operand(operand(function));
        let op = match op {
            Op::Mean(..) => Op::Mean(operand(Function::Sum), operand(Function::Count)),
            Op::Sum(_) => Op::Sum(operand(Function::Sum)),
            _ => Op::Term(operand(term.function.unwrap_or(Function::One))),
        };
        self.out.program.push(op);
    }

    /// Takes the expression of a definition, over the fields of the parameter if the term names that.
    fn inline(&mut self, named: usize, term: usize) -> Result<(), Option<RatioFault>> {
        let (Some(Some(of)), Some(definition), Some(term)) =
            (self.linked.get(named), self.definitions.get(named), self.parsed.terms.get(term))
        else {
            return Err(None);
        };
        if self.out.program.len() + of.program.len() >= MOST {
            let fact = format!("with the expressions of its terms, this expression has more than {MOST} parts");
            return Err(Some(RatioFault::new(term.span.clone(), fact, "name fewer terms")));
        }
        let parameter = term.parameter.as_deref();
        let taken = |operand: &Operand<P>| {
            let text = operand.text_of(parameter);
            Operand { text, is_of_parameter: parameter.is_some(), ..operand.clone() }
        };
        let operands: Vec<_> = of.operands.iter().map(|operand| self.out.operand(taken(operand))).collect();
        let columns: Vec<_> = of.columns.iter().map(|column| self.out.column(taken(column))).collect();
        let names: Vec<_> = of.named.iter().map(|(name, text)| self.name(name, text, parameter)).collect();
        let operand = |index: usize| operands.get(index).copied().unwrap_or(index);
        let first = of.operands.len();
        for op in &of.program {
            self.out.program.push(match *op {
                Op::Term(index) => Op::Term(operand(index)),
                Op::Sum(index) => Op::Sum(operand(index)),
                Op::Mean(sum, count) => Op::Mean(operand(sum), operand(count)),
                Op::Named(index) => {
                    Op::Named(index.checked_sub(first).and_then(|at| names.get(at)).copied().unwrap_or(0))
                }
                Op::Each(index) => {
                    let first = first + of.named.len();
                    Op::Each(index.checked_sub(first).and_then(|at| columns.get(at)).copied().unwrap_or(0))
                }
                other => other,
            });
        }
        let own = self.name(&AsWritten(name(definition)).to_string(), &of.text(), parameter);
        self.out.program.push(Op::Named(own));
        Ok(())
    }

    /// The index of a definition among the named ones, with its expression over the fields of a parameter.
    fn name(&mut self, name: &str, text: &str, parameter: Option<&str>) -> usize {
        let Some(parameter) = parameter else { return self.out.name(name, text) };
        let same = |definition: &Definition<'_>| AsWritten(super::name(definition)).to_string() == name;
        let of = self.definitions.iter().position(same).and_then(|at| self.linked.get(at)?.as_ref());
        let text = of.map_or_else(|| text.to_owned(), |of| of.text_of(parameter));
        self.out.name(&format!("{parameter}.{name}"), &text)
    }
}
