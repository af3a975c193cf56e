//! The expression of a ratio: over fields and parts of them, as it is written and as the runtime gets it.

use std::fmt;

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;
use syn::ext::IdentExt;

/// An expression over fields.
pub(crate) enum Term {
    Field(Operand),
    Int(u64),
    Binary(Box<Term>, Op, Box<Term>),
}

/// A field, or a part of it, at the token that names it in the ratio.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Operand {
    pub(crate) field: Ident,
    pub(crate) path: Vec<Select>,
    /// Whether the ratio says `sum` of it.
    pub(crate) summed: bool,
}

/// A step into a field.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Select {
    Member(Ident),
    Index(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Add,
    Sub,
    Mul,
    Div,
}

impl Term {
    /// The operands in it, each once, in the order they stand.
    pub(crate) fn operands(&self) -> Vec<&Operand> {
        fn visit<'t>(term: &'t Term, out: &mut Vec<&'t Operand>) {
            match term {
                Term::Field(operand) if !out.contains(&operand) => out.push(operand),
                Term::Field(_) | Term::Int(_) => {}
                Term::Binary(left, _, right) => {
                    visit(left, out);
                    visit(right, out);
                }
            }
        }
        let mut out = Vec::new();
        visit(self, &mut out);
        out
    }

    /// The `ratio::Expr` that says it, over indices into `operands`.
    pub(crate) fn expr(&self, operands: &[&Operand], ratio: &TokenStream) -> TokenStream {
        match self {
            Self::Field(operand) => {
                let index = operands.iter().position(|other| *other == operand);
                quote! { #ratio::Expr::Field(#index) }
            }
            Self::Int(value) => quote! { #ratio::Expr::Int(#value) },
            Self::Binary(left, op, right) => {
                let text = right.to_string();
                let (left, right) = (left.expr(operands, ratio), right.expr(operands, ratio));
                match op {
                    Op::Add => quote! { #ratio::Expr::Add(&#left, &#right) },
                    Op::Sub => quote! { #ratio::Expr::Sub(&#left, &#right) },
                    Op::Mul => quote! { #ratio::Expr::Mul(&#left, &#right) },
                    Op::Div => quote! { #ratio::Expr::Div(&#left, &#right, #text) },
                }
            }
        }
    }
}

impl Op {
    fn binds(self) -> u8 {
        match self {
            Self::Add | Self::Sub => 1,
            Self::Mul | Self::Div => 2,
        }
    }
}

/// As the ratio names it.
impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.field.unraw())?;
        for select in &self.path {
            match select {
                Select::Member(member) => write!(f, ".{}", member.unraw())?,
                Select::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// As it would be written, with the parentheses that it needs.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn side(term: &Term, outer: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match term {
                Term::Binary(_, op, _) if op.binds() < outer => write!(f, "({term})"),
                _ => write!(f, "{term}"),
            }
        }
        match self {
            Self::Field(operand) if operand.summed => write!(f, "sum({operand})"),
            Self::Field(operand) => write!(f, "{operand}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Binary(left, op, right) => {
                side(left, op.binds(), f)?;
                f.write_str(match op {
                    Op::Add => " + ",
                    Op::Sub => " - ",
                    Op::Mul => " * ",
                    Op::Div => " / ",
                })?;
                // `a - (b - c)` needs them too.
                let outer = op.binds() + u8::from(matches!(op, Op::Sub | Op::Div));
                side(right, outer, f)
            }
        }
    }
}
