//! Finds wordings that the project avoids, in what people read: comments, messages and documentation.
//!
//! `idioms.txt` lists the wordings, each with the one to write instead. A program can't judge a sentence. It can find the
//! habits that made earlier texts hard to read.

mod idiom;
mod prose;

pub use idiom::{Hit, Idiom, allowed, hits, idioms};
pub use prose::{Passage, passages};
