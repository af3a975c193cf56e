//! Definitions that name others: what each term means, and one program for each definition.

use std::collections::{HashMap, HashSet};

use crate::fault::RatioFault;
use crate::function::Function;
use crate::name::{can_be_raw, is_keyword};
use crate::parse::Parsed;
use crate::program::{Op, can_divide_by_zero, infix, start_of_value};
use crate::term::Term;

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

    /// Reports what is wrong with a definition.
    fn report(&mut self, definition: usize, fault: RatioFault);
}

/// An expression over fields, with the expressions of the definitions that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression<P> {
    /// The program. Its indices are those of [`names`](Self::names).
    pub program: Vec<Op>,
    /// The terms, each once.
    pub operands: Vec<Operand<P>>,
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
}

impl<P> Expression<P> {
    /// The names for [`evaluate`](crate::evaluate) and [`infix`]: those of the operands, then those of the definitions.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let operands = self.operands.iter().map(|operand| operand.text.as_str());
        operands.chain(self.named.iter().map(|(name, _)| name.as_str())).collect()
    }

    /// The expression as it would be written.
    #[must_use]
    pub fn text(&self) -> String {
        infix(&self.program, &self.names())
    }
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

/// The name of a definition as an expression has it.
fn shown(name: &str) -> String {
    let raw = if is_keyword(name) && can_be_raw(name) { "r#" } else { "" };
    format!("{raw}{name}")
}

/// What a term means.
enum Meaning<P> {
    Part(P),
    /// A definition that precedes.
    Definition(usize),
}

/// The names of definitions.
struct Names<'n, 'd> {
    definitions: &'n [Definition<'d>],
    /// The first definition of each name.
    by_name: HashMap<&'d str, usize>,
}

impl<'n, 'd> Names<'n, 'd> {
    fn new(definitions: &'n [Definition<'d>]) -> Self {
        let mut by_name = HashMap::new();
        for (at, definition) in definitions.iter().enumerate() {
            by_name.entry(name(definition)).or_insert(at);
        }
        Self { definitions, by_name }
    }

    fn is_ratio(&self, at: usize) -> bool {
        self.definitions.get(at).is_some_and(|definition| definition.is_ratio)
    }

    fn name(&self, at: usize) -> &'d str {
        self.definitions.get(at).map_or("", name)
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
        let Some((parsed, (parameter, token))) = parsed.and_then(|parsed| Some((parsed, parsed.parameter.as_ref()?)))
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
        let is_used = |term: &Term| term.parameter.is_some() || term.root == *parameter;
        if parsed.faults.is_empty() && !parsed.terms.iter().any(is_used) {
            let fact = format!("the expression does not name the parameter `{parameter}`");
            let help = format!("name one of its fields, or remove `({parameter})`");
            return Err(RatioFault::new(span, fact, help));
        }
        Ok(())
    }

    /// Whether a term is the parameter of its ratio, without a field.
    fn is_parameter(&self, at: usize, term: &Term) -> bool {
        let parameter = self.definitions.get(at).and_then(|definition| definition.parsed.parameter.as_ref());
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
            let fact = format!("`{term}` is a value of the struct, not a number");
            fields.report(at, RatioFault::new(term.span.clone(), fact, "name one of its fields"));
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
            let earlier: Vec<_> = self.definitions.iter().take(at).map(name).collect();
            return fields.part(at, term, &earlier).map(Meaning::Part);
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
        let (this, name) = (self.name(at), shown(self.name(named)));
        let parameter = self.definitions.get(named).and_then(|definition| definition.parsed.parameter.as_ref());
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
        if let Some((parameter, _)) = parameter {
            let fact = format!("`{name}` has the parameter `{parameter}`, so no expression can name it");
            let help = match self.is_ratio(at) {
                true => format!("write its expression instead of the name: `{this}({parameter}) = ...`"),
                false => "write its expression in a ratio that has the parameter".to_owned(),
            };
            return refused(fact, help);
        }
        let name = term.up_to(0).to_string();
        if term.is_part() {
            return refused(format!("`{name}` is {what} and has no parts"), format!("write `{name}`"));
        }
        if let Some(function) = term.function {
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

struct Linker<'l, 'd, P> {
    definitions: &'l [Definition<'d>],
    parsed: &'l Parsed,
    linked: &'l [Option<Expression<P>>],
    out: Expression<P>,
}

impl<P: Clone> Linker<'_, '_, P> {
    /// Writes the program. Fails without a fault if a definition that it names has one.
    fn link(&mut self, meanings: &[Meaning<P>]) -> Result<(), Option<RatioFault>> {
        let mut alternatives = self.parsed.alternatives.iter();
        for op in &self.parsed.program {
            match *op {
                Op::Term(index) | Op::Sum(index) | Op::Mean(index, _) => match (meanings.get(index), op) {
                    (Some(Meaning::Definition(named)), _) => self.inline(*named, index)?,
                    (Some(Meaning::Part(part)), _) => self.take(*op, index, part),
                    (None, _) => return Err(None),
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
    fn take(&mut self, op: Op, index: usize, part: &P) {
        let Some(term) = self.parsed.terms.get(index) else { return };
        let (path, is_of_parameter) = (term.path(), term.parameter.is_some());
        let mut operand = |function: Function| {
            let text = match function {
                Function::Sum => path.clone(),
                _ => format!("{function}({path})"),
            };
            self.out.operand(Operand { text, function, part: part.clone(), is_of_parameter })
        };
        let op = match op {
            Op::Mean(..) => Op::Mean(operand(Function::Sum), operand(Function::Count)),
            Op::Sum(_) => Op::Sum(operand(Function::Sum)),
            _ => Op::Term(operand(term.function.unwrap_or(Function::Sum))),
        };
        self.out.program.push(op);
    }

    /// Takes the expression of a definition, over the fields of the parameter if the term names that.
    fn inline(&mut self, named: usize, term: usize) -> Result<(), Option<RatioFault>> {
        let (Some(Some(of)), Some(definition)) = (self.linked.get(named), self.definitions.get(named)) else {
            return Err(None);
        };
        let term = self.parsed.terms.get(term);
        if self.out.program.len() + of.program.len() >= MOST {
            let span = term.map_or(0..1, |term| term.span.clone());
            let fact = format!("with the expressions of its terms, this expression has more than {MOST} parts");
            return Err(Some(RatioFault::new(span, fact, "name fewer terms")));
        }
        let parameter = term.and_then(|term| term.parameter.as_deref());
        let taken = of.operands.iter().map(|operand| {
            let text = operand.text_of(parameter);
            Operand { text, is_of_parameter: parameter.is_some(), ..operand.clone() }
        });
        let operands: Vec<_> = taken.map(|operand| self.out.operand(operand)).collect();
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
                other => other,
            });
        }
        let own = self.name(&shown(name(definition)), &of.text(), parameter);
        self.out.program.push(Op::Named(own));
        Ok(())
    }

    /// The index of a definition among the named ones, with its expression over the fields of a parameter.
    fn name(&mut self, name: &str, text: &str, parameter: Option<&str>) -> usize {
        let Some(parameter) = parameter else { return self.out.name(name, text) };
        let same = |definition: &Definition<'_>| shown(self::name(definition)) == name;
        let of = self.definitions.iter().position(same).and_then(|at| self.linked.get(at)?.as_ref());
        let text = of.map_or_else(|| text.to_owned(), |of| of.text_of(parameter));
        self.out.name(&format!("{parameter}.{name}"), &text)
    }
}

impl<P> Operand<P> {
    /// The text of the same value of a parameter.
    fn text_of(&self, parameter: Option<&str>) -> String {
        let Some(parameter) = parameter else { return self.text.clone() };
        let called = format!("{}(", self.function);
        match self.text.strip_prefix(&called).filter(|_| self.function != Function::Sum) {
            Some(path) => format!("{called}{parameter}.{path}"),
            None => format!("{parameter}.{}", self.text),
        }
    }
}

impl<P> Expression<P> {
    /// The expression over the fields of a parameter.
    fn text_of(&self, parameter: &str) -> String {
        let operands = self.operands.iter().map(|operand| operand.text_of(Some(parameter)));
        let named = self.named.iter().map(|(name, _)| format!("{parameter}.{name}"));
        infix(&self.program, &operands.chain(named).collect::<Vec<_>>())
    }
}

impl<P: Clone> Expression<P> {
    fn empty() -> Self {
        Self { program: Vec::new(), operands: Vec::new(), named: Vec::new() }
    }

    /// The index of an operand that was not taken yet, or that of the one that has the same values.
    fn operand(&mut self, operand: Operand<P>) -> usize {
        let known = self.operands.iter().position(|known| known.text == operand.text);
        known.unwrap_or_else(|| {
            self.operands.push(operand);
            self.operands.len() - 1
        })
    }

    /// The index of a definition among the named ones.
    fn name(&mut self, name: &str, text: &str) -> usize {
        let known = self.named.iter().position(|(known, _)| known == name);
        known.unwrap_or_else(|| {
            self.named.push((name.to_owned(), text.to_owned()));
            self.named.len() - 1
        })
    }

    /// With the names of definitions after those of the operands.
    fn finished(mut self) -> Self {
        let operands = self.operands.len();
        for op in &mut self.program {
            if let Op::Named(index) = op {
                *index += operands;
            }
        }
        self
    }
}
