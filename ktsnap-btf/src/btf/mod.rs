//! The types of BTF: from its bytes, through a graph of numbered types, to [`Type`](crate::Type)s and their spelling in C.

pub(crate) mod encoding;
pub(crate) mod graph;
pub(crate) mod resolve;
pub(crate) mod spelling;
pub(crate) mod strings;
pub(crate) mod texts;
