//! The ratios of a struct, over its values.

use ktsnap_core::__private::Inspected;
use ktsnap_derive_internals::declaration::Declaration;
use ktsnap_derive_internals::ratio::{Part, Step};
use ktsnap_ratio::{Column, Expression, Function, Operand, OperandError, RatioError, evaluate_counts};
use syn::ext::IdentExt;

/// A ratio of a struct.
#[derive(Debug)]
pub(crate) struct Ratio {
    pub(crate) name: String,
    expression: Expression<Path>,
}

/// The path of a term from the struct.
#[derive(Debug, Clone)]
struct Path(Vec<PathStep>);

#[derive(Debug, Clone)]
enum PathStep {
    Member(String),
    Index(usize),
    All,
    Slice(usize, usize),
}

/// The ratios that have one value for one read, and why the others have none. `is_of_each_cpu` is whether the struct has a value for
/// each CPU.
pub(super) fn of(declaration: &Declaration<'_>, is_of_each_cpu: bool) -> (Vec<Ratio>, Vec<String>) {
    let (mut ratios, mut notes) = (Vec::new(), Vec::new());
    for ratio in declaration.ratios {
        let name = ratio.name.unraw().to_string();
        if let Some(parameter) = &ratio.parameter {
            notes.push(format!("`{name}` is left out: `{parameter}` is a second value of the struct"));
        } else if let Some(index) = &ratio.index {
            notes.push(format!("`{name}` is left out: `{index}` is an index that the caller of the method passes"));
        } else if is_of_each_cpu {
            notes.push(format!("`{name}` is left out: it has a value for each CPU, as the fields have"));
        } else if let Some(partial) = partial_rows(declaration, ratio.expression.as_ref()) {
            notes.push(format!("`{name}` is left out: `{partial}` is `PartialRows`, which need not be all rows"));
        } else if let Some(expression) = &ratio.expression {
            ratios.push(Ratio { name, expression: over_names(expression) });
        }
    }
    (ratios, notes)
}

/// The first field of a ratio whose rows need not be all.
fn partial_rows(declaration: &Declaration<'_>, of: Option<&Expression<Part>>) -> Option<String> {
    let operands = of.into_iter().flat_map(|of| of.operands.iter().chain(&of.columns));
    let mut fields = operands.map(|operand| operand.part.field.unraw());
    let is_partial =
        |name: &syn::Ident| declaration.fields.iter().any(|field| field.ident.unraw() == *name && field.is_partial());
    fields.find(is_partial).map(|name| name.to_string())
}

fn over_names(of: &Expression<Part>) -> Expression<Path> {
    let operands = |operands: &[Operand<Part>]| operands.iter().map(over_name).collect();
    Expression {
        program: of.program.clone(),
        operands: operands(&of.operands),
        columns: operands(&of.columns),
        named: of.named.clone(),
    }
}

fn over_name(of: &Operand<Part>) -> Operand<Path> {
    let field = PathStep::Member(of.part.field.unraw().to_string());
    let steps = of.part.steps.iter().filter_map(|step| match step {
        Step::Member(name) => Some(PathStep::Member(name.unraw().to_string())),
        Step::Index(index) => Some(PathStep::Index(*index)),
        Step::All => Some(PathStep::All),
        Step::Slice(from, to) => Some(PathStep::Slice(*from, *to)),
        // A ratio with an index is left out.
        Step::Parameter => None,
    });
    Operand {
        text: of.text.clone(),
        function: of.function,
        part: Path([field].into_iter().chain(steps).collect()),
        is_of_parameter: of.is_of_parameter,
        is_paired: of.is_paired,
    }
}

impl Ratio {
    /// The fields of the struct that it is computed from.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        let Expression { operands, columns, .. } = &self.expression;
        operands.iter().chain(columns).filter_map(|operand| match operand.part.0.first() {
            Some(PathStep::Member(name)) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The value.
    ///
    /// # Errors
    ///
    /// [`RatioError`], as for the compiled struct.
    pub(crate) fn over(&self, values: &Inspected) -> Result<f64, RatioError> {
        let Expression { program, operands, columns, .. } = &self.expression;
        let operands: Vec<_> = operands.iter().map(|operand| operand.part.value(values, operand.function)).collect();
        let columns: Vec<Column> = columns.iter().map(|column| column.part.integers(values)).collect();
        evaluate_counts(&self.name, program, &self.expression.names(), &operands, &columns)
    }
}

impl Path {
    fn integers(&self, values: &Inspected) -> Result<Vec<i128>, OperandError> {
        let mut found = Vec::new();
        integers(values, &self.0, &mut found)?;
        Ok(found)
    }

    fn value(&self, values: &Inspected, function: Function) -> Result<i128, OperandError> {
        if function == Function::Len {
            return len(values, &self.0);
        }
        let found = self.integers(values)?;
        match function {
            Function::Max => found.into_iter().max().ok_or(OperandError::Empty),
            Function::Min => found.into_iter().min().ok_or(OperandError::Empty),
            Function::Count => i128::try_from(found.len()).map_err(|_| OperandError::Overflow),
            _ => found.into_iter().try_fold(0_i128, i128::checked_add).ok_or(OperandError::Overflow),
        }
    }
}

/// Adds the integers at the end of a path: one, or those of an array and of all CPUs.
fn integers(at: &Inspected, steps: &[PathStep], found: &mut Vec<i128>) -> Result<(), OperandError> {
    let (step, rest) = match (at, steps) {
        (Inspected::Absent, _) => return Err(OperandError::Unmapped { cpu: 0 }),
        (_, [step, rest @ ..]) => (step, rest),
        (_, []) => return all(at, found),
    };
    match (step, at) {
        (PathStep::Member(name), Inspected::Fields(fields)) => {
            let field = fields.iter().find(|field| field.name == name).ok_or(OperandError::Empty)?;
            integers(&field.value, rest, found)
        }
        (PathStep::Index(index), Inspected::Elements(elements)) => {
            let out_of_range = OperandError::OutOfRange { index: *index, len: elements.len() };
            integers(slot(elements.get(*index).ok_or(out_of_range)?, *index)?, rest, found)
        }
        (PathStep::All, Inspected::Elements(elements)) => {
            elements.iter().enumerate().try_for_each(|(index, element)| integers(slot(element, index)?, rest, found))
        }
        (PathStep::All, Inspected::Rows(of_map)) => {
            of_map.rows.iter().try_for_each(|(_, row)| integers(row, rest, found))
        }
        (PathStep::Slice(from, to), Inspected::Elements(elements)) => (*from..*to).try_for_each(|index| {
            let out_of_range = OperandError::OutOfRange { index, len: elements.len() };
            integers(slot(elements.get(index).ok_or(out_of_range)?, index)?, rest, found)
        }),
        // The check of the ratio refuses other terms.
        _ => Err(OperandError::Empty),
    }
}

fn all(at: &Inspected, found: &mut Vec<i128>) -> Result<(), OperandError> {
    match at {
        Inspected::Integer { value, .. } => found.push(*value),
        Inspected::Elements(elements) => {
            for (index, element) in elements.iter().enumerate() {
                all(slot(element, index)?, found)?;
            }
        }
        Inspected::Rows(of_map) => of_map.rows.iter().try_for_each(|(_, row)| all(row, found))?,
        _ => return Err(OperandError::Empty),
    }
    Ok(())
}

/// The slot of a CPU, if it was read.
fn slot(element: &Inspected, cpu: usize) -> Result<&Inspected, OperandError> {
    match element {
        Inspected::Absent => Err(OperandError::Unmapped { cpu }),
        element => Ok(element),
    }
}

/// The number of elements at the end of a path.
fn len(at: &Inspected, steps: &[PathStep]) -> Result<i128, OperandError> {
    let count = match (at, steps) {
        (Inspected::Elements(elements), [] | [PathStep::All]) => elements.len(),
        (Inspected::Rows(of_map), [] | [PathStep::All]) => of_map.rows.len(),
        (_, [PathStep::Slice(from, to)]) => to.saturating_sub(*from),
        (Inspected::Fields(fields), [PathStep::Member(name), rest @ ..]) => {
            let field = fields.iter().find(|field| field.name == name).ok_or(OperandError::Empty)?;
            return len(&field.value, rest);
        }
        (Inspected::Elements(elements), [PathStep::Index(index), rest @ ..]) => {
            let out_of_range = OperandError::OutOfRange { index: *index, len: elements.len() };
            return len(elements.get(*index).ok_or(out_of_range)?, rest);
        }
        _ => return Err(OperandError::Empty),
    };
    i128::try_from(count).map_err(|_| OperandError::Overflow)
}
