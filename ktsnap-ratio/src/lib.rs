//! Ratios of counters: one grammar for the derive and the command line, and one evaluator.
//!
//! A ratio is a name and an expression:
//!
//! ```text
//! hit_rate = percent(hits / (hits + misses))
//! ```
//!
//! An expression consists of terms, integers, `sum(array)`, `percent(expression)`, the operators `+ - * /` and
//! parentheses. A term is a field, with members and elements of it: `waits.nr`, `dsp_stats[DSP_KICK]`, `moves[*][3]`.
//!
//! 1. [`lex`] splits text into tokens. The derive makes [`Token`]s from the compiler's.
//! 2. [`definition`] parses `name = expression`, and [`check_name`] and [`check_term`] say which names and terms a
//!    ratio can't have.
//! 3. The caller looks up what the [`Term`]s mean.
//! 4. [`evaluate`] computes the program, a slice of [`Op`]s, over the values of the terms.
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

mod evaluate;
mod fault;
mod fraction;
mod integer;
mod name;
mod parse;
mod program;
mod shape;
mod term;
mod token;

pub use evaluate::{OperandError, RatioError, evaluate};
pub use fault::RatioFault;
pub use fraction::quotient;
pub use name::{check_name, is_keyword};
pub use parse::{Parsed, definition, expression};
pub use program::{Op, distinct, infix};
pub use shape::{Enumerators, FieldStep, Shape};
pub use term::{Count, Term, TermStep, TermStepKind, Value, check_term};
pub use token::{Kind, Token, lex};

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct ReadMe;
