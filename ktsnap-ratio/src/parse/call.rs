//! Functions.

use std::mem;
use std::ops::Range;

use super::cursor::Stop;
use super::expression::Parser;
use crate::function::Function;
use crate::program::{Op, infix, start_of_value};
use crate::token::Kind;

const FUNCTIONS: &str = "a ratio can call `sum`, `max`, `min`, `mean` and `len` of an array, `max(a, b)`, `min(a, b)`, \
                         `percent(expression)`, `floor(expression)` and `count(condition)`";

impl Parser<'_> {
    /// `sum(term)`, `max(expression, expression)`, `percent(expression)`, `floor(expression)`.
    pub(super) fn call(&mut self, name: &str) -> Result<(), Stop> {
        if name == "count" {
            return self.count_of();
        }
        let from = self.at;
        let function = Function::named(name);
        let of_one = match name {
            "percent" => Op::Percent,
            "floor" => Op::Floor,
            _ => Op::Int(1),
        };
        if function.is_none() && of_one == Op::Int(1) {
            self.at += 1;
            self.skip_group()?;
            self.no_function(name, from..self.at);
            self.push(Op::Int(1));
            return Ok(());
        }
        let start = self.parsed.program.len();
        let (terms, faults) = (self.parsed.terms.len(), self.parsed.faults.len());
        self.at += 1;
        let arguments = self.arguments()?;
        let is_new_fault = faults == self.parsed.faults.len();
        let span = from..self.at;
        match function {
            None if arguments == 1 => {
                self.push(of_one);
                return Ok(());
            }
            None => {
                if is_new_fault {
                    let help = match arguments {
                        0 => format!("write `{name}(...)`, with an expression over fields"),
                        _ => format!("write `{name}({})`", self.joined(start, arguments, Op::Div)),
                    };
                    self.fault(span, format!("`{name}` takes one expression"), help);
                }
            }
            Some(function) => {
                if arguments == 1 && self.reduce(start, function) {
                    return Ok(());
                }
                let pair = match function {
                    Function::Max => Some(Op::Max),
                    Function::Min => Some(Op::Min),
                    _ => None,
                };
                if let Some(op) = pair.filter(|_| arguments == 2) {
                    self.push(op);
                    return Ok(());
                }
                if is_new_fault {
                    let (fact, help) = self.misused(function, pair, start, arguments);
                    self.fault(span, fact, help);
                    // Whether the arrays among these terms need a function depends on the correction.
                    self.parsed.terms.truncate(terms);
                }
            }
        }
        self.parsed.program.truncate(start);
        self.push(Op::Int(1));
        Ok(())
    }

    /// The expressions in parentheses, separated by commas, and their number.
    fn arguments(&mut self) -> Result<usize, Stop> {
        self.open()?;
        let in_condition = mem::replace(&mut self.in_condition, false);
        let mut arguments = 0_usize;
        while !self.peek(0).is_some_and(|token| token.kind == Kind::Close) {
            self.value()?;
            arguments += 1;
            if !self.peek(0).is_some_and(|token| token.is(Kind::Punct, ",")) {
                break;
            }
            self.at += 1;
        }
        self.close("(")?;
        self.in_condition = in_condition;
        Ok(arguments)
    }

    /// Applies a function to the argument that begins at `start` in the program, if it is a term.
    fn reduce(&mut self, start: usize, function: Function) -> bool {
        let Some([Op::Term(index)]) = self.parsed.program.get(start..) else { return false };
        let index = *index;
        let Some(term) = self.parsed.terms.get_mut(index).filter(|term| term.function.is_none()) else { return false };
        term.function = Some(function);
        self.parsed.program.truncate(start);
        self.push(match function {
            Function::Sum => Op::Sum(index),
            Function::Mean => Op::Mean(index, index),
            _ => Op::Term(index),
        });
        true
    }

    /// The fact and the remedy for a function whose arguments it does not take.
    fn misused(&self, function: Function, pair: Option<Op>, start: usize, arguments: usize) -> (String, String) {
        match pair {
            None => (
                format!("`{function}` takes one array"),
                "its argument is a field that is an array or a `PerCpu`".to_owned(),
            ),
            Some(op) => {
                let help = match arguments {
                    0 | 1 => {
                        "its arguments are one field that is an array or a `PerCpu`, or two expressions".to_owned()
                    }
                    _ => format!("write `{}`", self.joined(start, arguments, op)),
                };
                (format!("`{function}` takes one array or two expressions"), help)
            }
        }
    }

    /// The last arguments, with an operator between each two.
    fn joined(&self, start: usize, arguments: usize, op: Op) -> String {
        let program = self.parsed.program.get(start..).unwrap_or_default();
        let mut end = program.len();
        let mut values = Vec::new();
        for _ in 0..arguments {
            let from = start_of_value(program, end);
            values.push(program.get(from..end).unwrap_or_default());
            end = from;
        }
        let mut joined = Vec::new();
        for (place, value) in values.iter().rev().enumerate() {
            joined.extend_from_slice(value);
            joined.extend((place > 0).then_some(op));
        }
        infix(&joined, &self.names())
    }

    pub(super) fn no_function(&mut self, function: &str, span: Range<usize>) {
        self.fault(span, format!("a ratio has no function `{function}`"), FUNCTIONS);
    }
}
