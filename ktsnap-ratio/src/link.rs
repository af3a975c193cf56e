//! Definitions that name others: what each term means.

mod condition;
mod linker;

use std::collections::{HashMap, HashSet};

use crate::expression::Expression;
use crate::fault::RatioFault;
use crate::function::Function;
use crate::name::AsWritten;
use crate::parse::Parsed;
use crate::term::{Term, TermStepKind};
use linker::Linker;

/// Instructions that a program can have. Each name can double what precedes it, so a bound on the text is not enough.
const MOST: usize = 4096;

/// A ratio or a named term of a struct or a command line.
#[derive(Debug, Clone, Copy)]
pub struct Definition<'d> {
    /// Whether it is a ratio, which has a method.
    pub is_ratio: bool,
    /// What was parsed of it.
    pub parsed: &'d Parsed,
}

/// The fields that definitions can name.
pub trait Fields {
    /// A field, or a part of it.
    type Part: Clone;

    /// Whether there is a field of that name, without `r#`.
    fn has(&self, name: &str) -> bool;

    /// The part of a field that a term of a definition takes. `names` are the earlier definitions, for a message about a
    /// field that does not exist. `None` if something is wrong, which this function reports.
    fn part(&mut self, definition: usize, term: &Term, names: &[&str]) -> Option<Self::Part>;

    /// Which values a part has as a side of a comparison. Without conditions it is not called.
    fn elements(&self, part: &Self::Part) -> Elements {
        let _ = part;
        Elements::One
    }

    /// Reports what is wrong with a definition.
    fn report(&mut self, definition: usize, fault: RatioFault);
}

/// Which values a side of a comparison has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Elements {
    /// One value.
    One,
    /// The elements of an array, in their order.
    InOrder,
    /// The rows of a map or of groups, whose order says nothing.
    ByKey,
}

/// Looks up the terms of definitions, in their order. The expression is `None` if something is wrong with the definition
/// or one that it names, which was reported. Faults of the grammar are the caller's to report.
///
/// A term that is not a field can name a definition that precedes. The expression then replaces the name, as in
/// parentheses. If the term begins with the parameter of a ratio, the fields of that expression are the parameter's.
///
/// ```
/// use ktsnap_ratio::{Definition, Fields, RatioFault, Term, definition, evaluate, lex, link, named_term};
///
/// /// Any name that begins with `nr_`.
/// struct Counters;
///
/// impl Fields for Counters {
///     type Part = ();
///
///     fn has(&self, name: &str) -> bool {
///         name.starts_with("nr_")
///     }
///
///     fn part(&mut self, _: usize, term: &Term, _: &[&str]) -> Option<()> {
///         self.has(&term.root).then_some(())
///     }
///
///     fn report(&mut self, _: usize, fault: RatioFault) {
///         panic!("{}: {}", fault.fact, fault.help);
///     }
/// }
///
/// let total = named_term(&lex("total = nr_local + nr_remote"));
/// let share = definition(&lex("share = nr_local / total or 0"));
/// let definitions = [(false, &total), (true, &share)].map(|(is_ratio, parsed)| Definition { is_ratio, parsed });
/// let linked = link(&definitions, &mut Counters);
/// let share = linked[1].as_ref().unwrap();
/// assert_eq!(share.text(), "nr_local / total or 0");
/// assert_eq!(share.named, [("total".to_owned(), "nr_local + nr_remote".to_owned())]);
/// assert_eq!(evaluate("share", &share.program, &share.names(), &[Ok(1), Ok(3)]), Ok(0.25));
/// assert_eq!(evaluate("share", &share.program, &share.names(), &[Ok(0), Ok(0)]), Ok(0.0));
/// ```
#[must_use]
pub fn link<F: Fields>(definitions: &[Definition<'_>], fields: &mut F) -> Vec<Option<Expression<F::Part>>> {
    let names = Names::new(definitions);
    let mut linked: Vec<Option<Expression<F::Part>>> = Vec::new();
    // A definition with a fault may lack terms or a name.
    let mut is_complete = definitions.iter().all(|definition| definition.parsed.faults.is_empty());
    for (at, definition) in definitions.iter().enumerate() {
        let mut is_name_free = true;
        for fault in [names.check(at, fields), names.check_parameter(at, fields)].into_iter().filter_map(Result::err) {
            fields.report(at, fault);
            is_complete = false;
            is_name_free = false;
        }
        // All terms are looked up before any is given up, so that each mistake is reported.
        let terms = definition.parsed.terms.iter().filter(|term| is_name_free || !names.is_parameter(at, term));
        let meanings: Vec<_> = terms.map(|term| names.meaning(at, term, fields)).collect();
        let meanings = meanings.into_iter().collect::<Option<Vec<_>>>();
        let expression =
            meanings.filter(|_| is_name_free && definition.parsed.faults.is_empty()).and_then(|meanings| {
                let mut linker =
                    Linker { definitions, parsed: definition.parsed, linked: &linked, out: Expression::empty() };
                linker.link(&meanings).map_err(|fault| fault.map(|fault| fields.report(at, fault))).ok()?;
                Some(linker.out.finished())
            });
        linked.push(expression);
    }
    if is_complete {
        for (at, fault) in names.unused() {
            fields.report(at, fault);
        }
    }
    linked
}

/// The name of a definition, without `r#`.
fn name<'d>(definition: &Definition<'d>) -> &'d str {
    let name = definition.parsed.name.as_ref().map_or("", |(name, _)| name);
    name.strip_prefix("r#").unwrap_or(name)
}

/// What a term means.
enum Meaning<P> {
    Part(P, Elements),
    /// A definition that precedes.
    Definition(usize),
}

/// The names of definitions.
struct Names<'n, 'd> {
    definitions: &'n [Definition<'d>],
    /// The name of each definition.
    names: Vec<&'d str>,
    /// The first definition of each name.
    by_name: HashMap<&'d str, usize>,
}

impl<'n, 'd> Names<'n, 'd> {
    fn new(definitions: &'n [Definition<'d>]) -> Self {
        let names: Vec<_> = definitions.iter().map(name).collect();
        let mut by_name = HashMap::new();
        for (at, name) in names.iter().enumerate() {
            by_name.entry(*name).or_insert(at);
        }
        Self { definitions, names, by_name }
    }

    fn is_ratio(&self, at: usize) -> bool {
        self.definitions.get(at).is_some_and(|definition| definition.is_ratio)
    }

    fn name(&self, at: usize) -> &'d str {
        self.names.get(at).copied().unwrap_or_default()
    }

    /// Checks whether a definition can have its name.
    fn check(&self, at: usize, fields: &impl Fields) -> Result<(), RatioFault> {
        let name = self.name(at);
        let refused = |fact: String, help: &str| Err(RatioFault::new(0..1, fact, help));
        if let Some(first) = self.by_name.get(name).filter(|first| **first < at) {
            let what = match (self.is_ratio(*first), self.is_ratio(at)) {
                (true, true) => "two ratios",
                (false, false) => "two named terms",
                _ => "a ratio and a named term",
            };
            return refused(format!("{what} are called `{name}`"), "rename one of the two");
        }
        if !self.is_ratio(at) && fields.has(name) {
            return refused(format!("`{name}` is a field, so it can't name a term"), "give the term another name");
        }
        Ok(())
    }

    /// Checks whether a ratio can have its parameter.
    fn check_parameter(&self, at: usize, fields: &impl Fields) -> Result<(), RatioFault> {
        let parsed = self.definitions.get(at).map(|definition| definition.parsed);
        let Some((parsed, (parameter, token))) = parsed.and_then(|parsed| Some((parsed, parsed.any_parameter()?)))
        else {
            return Ok(());
        };
        let span = *token..token + 1;
        let hidden = match self.by_name.get(parameter.as_str()) {
            _ if fields.has(parameter) => Some("field"),
            Some(named) => Some(if self.is_ratio(*named) { "ratio" } else { "named term" }),
            None => None,
        };
        if let Some(hidden) = hidden {
            let fact = format!("the parameter `{parameter}` hides the {hidden} of that name");
            return Err(RatioFault::new(span, fact, "give the parameter another name"));
        }
        let has_index = |term: &Term| term.steps.iter().any(|step| matches!(step.kind, TermStepKind::Parameter(_)));
        let is_used = |term: &Term| term.parameter.is_some() || has_index(term) || term.root == *parameter;
        if parsed.faults.is_empty() && !parsed.terms.iter().any(is_used) {
            let fact = format!("the expression does not name the parameter `{parameter}`");
            let help = match parsed.index {
                Some(_) => format!("write `[{parameter}]` after an array, or remove it after the name"),
                None => format!("name one of its fields, or remove `({parameter})`"),
            };
            return Err(RatioFault::new(span, fact, help));
        }
        Ok(())
    }

    /// Whether a term is the parameter of its ratio, without a field or an array.
    fn is_parameter(&self, at: usize, term: &Term) -> bool {
        let parameter = self.definitions.get(at).and_then(|definition| definition.parsed.any_parameter());
        term.parameter.is_none() && parameter.is_some_and(|(parameter, _)| *parameter == term.root)
    }

    /// The named terms that no definition uses.
    fn unused(&self) -> Vec<(usize, RatioFault)> {
        let terms = self.definitions.iter().flat_map(|definition| &definition.parsed.terms);
        let used: HashSet<_> = terms.map(|term| term.root.as_str()).collect();
        let is_unused = |at: &usize| !self.is_ratio(*at) && !used.contains(self.name(*at));
        let fault = |at| {
            let fact = format!("no ratio uses the term `{}`", self.name(at));
            (at, RatioFault::new(0..1, fact, "remove it, or name it in a ratio"))
        };
        (0..self.definitions.len()).filter(is_unused).map(fault).collect()
    }

    /// What a term means. `None` if something is wrong, which was reported.
    fn meaning<F: Fields>(&self, at: usize, term: &Term, fields: &mut F) -> Option<Meaning<F::Part>> {
        if self.is_parameter(at, term) {
            let (fact, help) = match self.definitions.get(at).and_then(|definition| definition.parsed.index.as_ref()) {
                Some((index, _)) => {
                    (format!("`{term}` is an index, not a number"), format!("write `[{index}]` after an array"))
                }
                None => {
                    (format!("`{term}` is a value of the struct, not a number"), "name one of its fields".to_owned())
                }
            };
            fields.report(at, RatioFault::new(term.span.clone(), fact, help));
            return None;
        }
        let named = self.by_name.get(term.root.as_str()).copied();
        let (Some(named), false) = (named, fields.has(&term.root)) else {
            // A ratio can have a field's name. In its own expression, the name can only be the field's.
            if named.is_some_and(|named| named < at && self.is_ratio(named)) {
                let fact = format!("`{}` is a field and a ratio", term.root);
                fields.report(at, RatioFault::new(term.at..term.at + 1, fact, "rename the ratio"));
                return None;
            }
            let part = fields.part(at, term, self.names.get(..at).unwrap_or_default())?;
            let elements = match term.function {
                Some(Function::Each) => fields.elements(&part),
                _ => Elements::One,
            };
            return Some(Meaning::Part(part, elements));
        };
        match self.reference(at, named, term) {
            Ok(()) => Some(Meaning::Definition(named)),
            Err(fault) => {
                fields.report(at, fault);
                None
            }
        }
    }

    /// Checks whether a term of one definition can name another.
    fn reference(&self, at: usize, named: usize, term: &Term) -> Result<(), RatioFault> {
        let refused = |fact: String, help: String| Err(RatioFault::new(term.span.clone(), fact, help));
        let (this, name) = (self.name(at), AsWritten(self.name(named)));
        let parsed = self.definitions.get(named).map(|definition| definition.parsed);
        let what = if self.is_ratio(named) { "a ratio" } else { "a named term" };
        if at == named {
            return refused(format!("`{this}` names itself"), "name a field, or an earlier term".to_owned());
        }
        if named > at {
            return match self.depends(named, at) {
                true => refused(
                    format!("`{this}` and `{name}` are defined by each other"),
                    format!("define one of the two without the other: `{this} = ...`, with an expression over fields"),
                ),
                false => refused(
                    format!("`{name}` is declared after `{this}`"),
                    format!("move `{name}` in front of `{this}`"),
                ),
            };
        }
        if let Some((parsed, (parameter, _))) = parsed.and_then(|parsed| Some((parsed, parsed.any_parameter()?))) {
            let fact = format!("`{name}` has the parameter `{parameter}`, so no expression can name it");
            let help = match self.is_ratio(at) {
                true if parsed.index.is_some() => {
                    format!("write its expression instead of the name: `{this}[{parameter}] = ...`")
                }
                true => format!("write its expression instead of the name: `{this}({parameter}) = ...`"),
                false => "write its expression in a ratio that has the parameter".to_owned(),
            };
            return refused(fact, help);
        }
        let name = term.up_to(0).to_string();
        if term.is_part() {
            return refused(format!("`{name}` is {what} and has no parts"), format!("write `{name}`"));
        }
        if let Some(function) = term.function.filter(|function| *function != Function::Each) {
            return refused(
                format!("`{name}` is {what}, not an array"),
                format!("write `{name}` without `{function}`"),
            );
        }
        Ok(())
    }

    /// Whether a definition names another, itself or through others.
    fn depends(&self, from: usize, on: usize) -> bool {
        let mut open = vec![from];
        let mut seen = vec![false; self.definitions.len()];
        while let Some(at) = open.pop() {
            if at == on {
                return true;
            }
            let Some(seen) = seen.get_mut(at).filter(|seen| !**seen) else { continue };
            *seen = true;
            let terms = self.definitions.get(at).map_or(&[][..], |definition| &definition.parsed.terms);
            open.extend(terms.iter().filter_map(|term| self.by_name.get(term.root.as_str()).copied()));
        }
        false
    }
}
