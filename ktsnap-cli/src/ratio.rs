//! `--ratio 'name = expression'` and `--let 'name = expression'`: parsing, and looking up the names.

use ktsnap_btf::{Layout, closest};
use ktsnap_ratio::{
    Definition, Elements, Expression, Fields, Parsed, RatioFault, Term, definition, lex, link, named_term,
};

use crate::failure::Failure;

/// The ratios and named terms of a command line. Named terms precede the ratios.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written<'w> {
    /// What precedes each name on the command line: the struct and a dot, or nothing.
    pub(crate) prefix: &'w str,
    pub(crate) terms: &'w [String],
    pub(crate) ratios: &'w [String],
}

/// A ratio or a named term whose names were found.
#[derive(Debug)]
pub(crate) struct Linked<P> {
    pub(crate) is_ratio: bool,
    /// The name, with `r#` if it is a keyword.
    pub(crate) name: String,
    /// The name with its parameter, as in `share(total)`.
    pub(crate) head: String,
    pub(crate) expression: Expression<P>,
}

/// What the names of a command line mean.
pub(crate) trait LookUp {
    /// A field or variable, or a part of it.
    type Part: Clone;

    /// Why a ratio can't have a parameter, if it can't.
    const NO_PARAMETER: Option<&'static str> = None;

    /// Why a ratio can't have an index parameter, if it can't.
    const NO_INDEX: Option<&'static str> = None;

    /// Whether there is a field or variable of that name.
    fn has(&self, name: &str) -> bool;

    /// What a term names, or the fact and the remedy. `names` are the definitions that precede.
    fn part(&mut self, term: &Term, names: &[&str]) -> Result<Self::Part, (String, String)>;

    /// Which values a part has as a side of a comparison.
    fn elements(&self, part: &Self::Part) -> Elements;
}

/// Parses ratios and named terms, and looks up what they name.
///
/// # Errors
///
/// The first mistake.
pub(crate) fn linked<L: LookUp>(written: Written<'_>, look_up: &mut L) -> Result<Vec<Linked<L::Part>>, Failure> {
    let prefix = written.prefix;
    let terms = written.terms.iter().map(|text| (false, text));
    let texts: Vec<_> = terms.chain(written.ratios.iter().map(|text| (true, text))).collect();
    let mut all: Vec<Parsed> = Vec::new();
    for &(is_ratio, text) in &texts {
        let parsed = if is_ratio { definition(&lex(text)) } else { named_term(&lex(text)) };
        if let Some(fault) = parsed.faults.first() {
            return Err(failure(is_ratio, prefix, text, &fault.fact, &fault.help));
        }
        if let (Some(reason), Some((parameter, _))) = (L::NO_PARAMETER, &parsed.parameter) {
            let fact = format!("`{parameter}` is a second value of the struct, but {reason}");
            return Err(failure(is_ratio, prefix, text, &fact, "write the ratio without the parameter"));
        }
        if let (Some(reason), Some((index, _))) = (L::NO_INDEX, &parsed.index) {
            let fact = format!("`{index}` is an index that the caller of a method passes, but {reason}");
            let help =
                format!("write the number of an element instead of `{index}`, and remove `[{index}]` after the name");
            return Err(failure(is_ratio, prefix, text, &fact, &help));
        }
        all.push(parsed);
    }
    let kinds = texts.iter().zip(&all);
    let definitions: Vec<_> = kinds.map(|(&(is_ratio, _), parsed)| Definition { is_ratio, parsed }).collect();
    let mut names = Names { prefix, texts: &texts, look_up, failure: None };
    let expressions = link(&definitions, &mut names);
    if let Some(failure) = names.failure {
        return Err(failure);
    }
    let found = definitions.iter().zip(expressions).filter_map(|(definition, expression)| {
        let name = definition.parsed.name.as_ref().map(|(name, _)| name.clone()).unwrap_or_default();
        let head = definition.parsed.head();
        Some(Linked { is_ratio: definition.is_ratio, name, head, expression: expression? })
    });
    Ok(found.collect())
}

/// Looks up names, and keeps the first failure.
struct Names<'n, L> {
    prefix: &'n str,
    texts: &'n [(bool, &'n String)],
    look_up: &'n mut L,
    failure: Option<Failure>,
}

impl<L> Names<'_, L> {
    fn fail(&mut self, definition: usize, fact: &str, help: &str) {
        if let (None, Some((is_ratio, text))) = (&self.failure, self.texts.get(definition)) {
            self.failure = Some(failure(*is_ratio, self.prefix, text, fact, help));
        }
    }
}

impl<L: LookUp> Fields for Names<'_, L> {
    type Part = L::Part;

    fn has(&self, name: &str) -> bool {
        self.look_up.has(name)
    }

    fn part(&mut self, definition: usize, term: &Term, names: &[&str]) -> Option<L::Part> {
        match self.look_up.part(term, names) {
            Ok(part) => Some(part),
            Err((fact, help)) => {
                self.fail(definition, &fact, &help);
                None
            }
        }
    }

    fn elements(&self, part: &L::Part) -> Elements {
        self.look_up.elements(part)
    }

    fn report(&mut self, definition: usize, fault: RatioFault) {
        self.fail(definition, &fault.fact, &fault.help);
    }
}

/// What is wrong with the ratio or the named term that was written so.
fn failure(is_ratio: bool, prefix: &str, written: &str, fact: &str, help: &str) -> Failure {
    let option = if is_ratio { "ratio" } else { "let" };
    Failure::new(format!("`--{option} '{prefix}{written}'`: {fact}"), help)
}

/// The value of an enumerator, or the fact and the remedy.
pub(crate) fn enumerator(layout: &Layout, name: &str) -> Result<i128, (String, String)> {
    let mut values = layout.enumerators(name).map(|(_, found)| found.value);
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        (Some(value), Some(other)) if value == other && values.all(|other| other == value) => Ok(value),
        (Some(_), _) => {
            let fact = format!("enums of the object give `{name}` different values");
            Err((fact, "write the number of the element".to_owned()))
        }
        (None, _) => {
            let help = match closest(name, layout.enumerator_names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write the number of the element".to_owned(),
            };
            Err((format!("no enumerator `{name}` in the object"), help))
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    /// The definitions that all front ends agree about, each with its expression, or with its error and help.
    pub(crate) fn table() -> impl Iterator<Item = (&'static str, Result<&'static str, &'static str>)> {
        let table = include_str!("../../ktsnap-ratio/tests/table.txt");
        let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(|line| line.split_once("=> ").expect(line)).map(|(written, expected)| {
            (written.trim(), if expected.contains(": ") { Err(expected) } else { Ok(expected) })
        })
    }

    /// The options for a line of the table: `--let` for each definition that begins with `let`, and `--ratio` for the others.
    pub(crate) fn options(written: &'static str) -> Vec<&'static str> {
        let option = |definition: &'static str| match definition.strip_prefix("let ") {
            Some(term) => ["--let", term],
            None => ["--ratio", definition],
        };
        written.split("; ").flat_map(option).collect()
    }

    /// The error without the option that it begins with.
    pub(crate) fn without_option(error: &str) -> &str {
        let rest = ["`--ratio '", "`--let '"].into_iter().find_map(|option| error.strip_prefix(option));
        rest.and_then(|rest| rest.split_once("'`: ")).map_or(error, |(_, rest)| rest)
    }
}
