//! Ratios of counters: one grammar for the derive and the command line, and one evaluator.
//!
//! A ratio is a name and an expression:
//!
//! ```text
//! hit_rate = percent(hits / (hits + misses))
//! ```
//!
//! An expression consists of terms, integers, `sum`, `max`, `min`, `mean` and `len` of an array, `max(a, b)`, `min(a, b)`,
//! `percent(expression)`, `floor(expression)`, `count(condition)`, the operators `+ - * /` and parentheses. A term is a field, with members,
//! elements and slices of it: `waits.nr`, `dsp_stats[DSP_KICK]`, `moves[*][3]`, `hist[32..58]`. It can also be a definition
//! that precedes: another ratio, or a named term, which has no other use. A ratio can have a parameter, a second value of the
//! same struct: `share(total) = nr / total.nr`. Or it can have an index, which the caller passes: `share[cell] = ran[cell] / all`.
//! A condition compares elements: `count(depth[*] > 0 and earlier.depth[*] > 0)`. `or 0` after an expression is its value if a denominator is zero.
//!
//! 1. [`lex`] splits text into tokens. The derive makes [`Token`]s from the compiler's.
//! 2. [`definition`] and [`named_term`] parse `name = expression`, and [`check_name`] and [`check_term`] say which names
//!    and terms a ratio can't have.
//! 3. [`link`](fn@link) decides which terms are definitions, and the caller looks up the others: it implements [`Fields`].
//! 4. [`evaluate`] computes the program, a slice of [`Op`]s, over the values of the terms, and [`evaluate_counts`] also over
//!    the elements of the terms in conditions.
//!
//! ```
//! use ktsnap_ratio::{definition, evaluate, lex};
//!
//! let parsed = definition(&lex("mean_us = total_ns / (nr * 1000)"));
//! assert!(parsed.faults.is_empty());
//! let names: Vec<_> = parsed.terms.iter().map(ToString::to_string).collect();
//! assert_eq!(names, ["total_ns", "nr"]);
//! assert_eq!(evaluate("mean_us", &parsed.program, &names, &[Ok(9_000), Ok(2)]), Ok(4.5));
//! ```

mod condition;
mod error;
mod evaluate;
mod explain;
mod expression;
mod fault;
mod fraction;
mod function;
mod integer;
mod link;
mod name;
mod parse;
mod program;
mod relation;
mod shape;
mod term;
mod token;

pub use error::{OperandError, RatioError};
pub use evaluate::{Column, evaluate, evaluate_counts};
pub use explain::{Terms, explain};
pub use expression::{Expression, Operand};
pub use fault::RatioFault;
pub use fraction::quotient;
pub use function::Function;
pub use link::{Definition, Elements, Fields, link};
pub use name::{check_name, is_keyword};
pub use parse::{Parsed, definition, expression, named_term};
pub use program::{Op, infix};
pub use relation::Relation;
pub use shape::{Enumerators, FieldStep, Shape};
pub use term::{Bound, Count, Term, TermStep, TermStepKind, Value, check_term};
pub use token::{Kind, Token, lex};

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct ReadMe;
