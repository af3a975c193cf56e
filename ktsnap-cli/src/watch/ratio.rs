//! `--ratio 'name = expr'`: read, and held against the object.

mod parse;

use ktsnap_btf::path::resolve_var;
use ktsnap_btf::{Layout, Path, Step, Type, closest};
use ktsnap_core::ratio::{Expr, RatioError, evaluate};

use super::counters::Builder;
use super::leaves::{self, Int, Leaf};
use crate::failure::Failure;
use parse::Term;

/// What is computed from counters.
#[derive(Debug)]
pub(super) struct Ratio {
    pub(super) name: String,
    expr: &'static Expr,
    operands: Vec<Operand>,
}

/// Counters whose sum is one operand; most have one.
#[derive(Debug)]
struct Operand {
    text: String,
    counters: Vec<usize>,
}

/// Reads what was asked for.
pub(super) fn read(written: &[String], layout: &Layout, builder: &mut Builder<'_>) -> Result<Vec<Ratio>, Failure> {
    let mut ratios: Vec<Ratio> = Vec::new();
    for written in written {
        let (name, term) = parse::ratio(written)?;
        if ratios.iter().any(|other| other.name == name) {
            return Err(Failure::new(format!("two ratios are called `{name}`"), "give one another name"));
        }
        let mut operands = Vec::new();
        let expr = expr(&term, &mut |text, summed| {
            if let Some(known) = operands.iter().position(|operand: &Operand| operand.text == text) {
                return Ok(known);
            }
            let counters = counters(text, summed, layout, builder)
                .map_err(|(fact, help)| Failure::new(format!("in the ratio `{name}`, {fact}"), help))?;
            operands.push(Operand { text: text.to_owned(), counters });
            Ok(operands.len() - 1)
        })?;
        ratios.push(Ratio { name, expr, operands });
    }
    Ok(ratios)
}

/// The expression that the library evaluates. It takes constants, as derives write them; one that was read here lives as
/// long as the program.
fn expr(term: &Term, operand: &mut dyn FnMut(&str, bool) -> Result<usize, Failure>) -> Result<&'static Expr, Failure> {
    let expr = match term {
        Term::Int(value) => Expr::Int(*value),
        Term::Operand(text) => Expr::Field(operand(text, false)?),
        Term::Sum(text) => Expr::Field(operand(text, true)?),
        Term::Binary(left, op, right) => {
            let (a, b) = (expr(left, operand)?, expr(right, operand)?);
            match op {
                '+' => Expr::Add(a, b),
                '-' => Expr::Sub(a, b),
                '*' => Expr::Mul(a, b),
                _ => Expr::Div(a, b, right.to_string().leak()),
            }
        }
    };
    Ok(Box::leak(Box::new(expr)))
}

/// The counters that an operand names.
fn counters(
    text: &str,
    summed: bool,
    layout: &Layout,
    builder: &mut Builder<'_>,
) -> Result<Vec<usize>, (String, String)> {
    let vars = builder.vars;
    let is_root = |name: &str| vars.iter().any(|var| var.name == name);
    let path = Path::parse_rooted(text, is_root).map_err(|error| (error.to_string(), error.help()))?;
    let mut named = vars.iter().enumerate().filter(|(_, var)| var.name == path.root());
    let Some((at, var)) = named.next() else {
        if let Some(faulty) = builder.section.faulty.iter().find(|faulty| faulty.is_called(path.root())) {
            return Err((faulty.fact(), faulty.help().to_owned()));
        }
        let help = match closest(path.root(), vars.iter().map(|var| var.name.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`--section` names the section that its counters are in".to_owned(),
        };
        return Err((format!("`{}` is no variable of the section", path.root()), help));
    };
    if named.next().is_some() {
        let help = "count with one of another name".to_owned();
        return Err((format!("`{}` stands for several statics", path.root()), help));
    }
    let target = resolve_var(&path, builder.section, var, layout).map_err(|error| (error.to_string(), error.help()))?;
    let is_list = !target.dims.is_empty() || matches!(target.ty, Type::Array { .. });
    match (is_list, summed) {
        (true, false) => return Err((format!("`{text}` is several values"), format!("write `sum({text})`"))),
        (false, true) => return Err((format!("`{text}` is one value"), format!("write `{text}` without `sum`"))),
        _ => {}
    }
    if target.bits.is_some() || innermost(&target.ty).is_none() {
        let help = "a ratio is over integers".to_owned();
        return Err((format!("`{text}` is `{}`", target.c_type), help));
    }
    let (all, whole) = if target.steps.contains(&Step::All) || is_list {
        leaves::leaves(&var.ty)
    } else {
        let int = Int::of(&target.ty).unwrap_or(Int { size: 8, signed: false });
        (vec![Leaf { steps: target.steps.clone(), int, in_union: false }], true)
    };
    let taken = all.into_iter().filter(|leaf| is_of(&leaf.steps, &target.steps));
    if !whole {
        return Err((format!("`{text}` is in a variable of too many values to sum"), "sum fewer".to_owned()));
    }
    Ok(taken
        .map(|leaf| {
            let name = format!("{}{}", var.name, leaves::text(&leaf.steps));
            builder.add(at, leaf, name)
        })
        .collect())
}

/// Whether a leaf lies where the path leads.
fn is_of(leaf: &[Step], path: &[Step]) -> bool {
    let same = |(leaf, path): (&Step, &Step)| leaf == path || (*path == Step::All && matches!(leaf, Step::Index(_)));
    leaf.len() >= path.len() && leaf.iter().zip(path).all(same)
}

/// The integers in arrays of them.
fn innermost(ty: &Type) -> Option<Int> {
    match ty {
        Type::Array { element, .. } => innermost(element),
        other => Int::of(other),
    }
}

impl Ratio {
    /// Its value over those of the counters. `None` where one is missing, a denominator is zero, or a sum too large.
    pub(super) fn over(&self, counter: &dyn Fn(usize) -> Option<i128>) -> Option<f64> {
        let sum = |operand: &Operand| {
            operand.counters.iter().try_fold(0_i128, |sum, &at| sum.checked_add(counter(at)?)).map(Ok)
        };
        let values = self.operands.iter().map(sum).collect::<Option<Vec<_>>>()?;
        let names: Vec<_> = self.operands.iter().map(|operand| operand.text.as_str()).collect();
        let value: Result<f64, RatioError> = evaluate(&self.name, self.expr, &names, &values);
        value.ok()
    }

    /// The counters that it is of.
    pub(super) fn counters(&self) -> impl Iterator<Item = usize> {
        self.operands.iter().flat_map(|operand| operand.counters.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::tests::{DISPATCH, plan};

    /// The ratio where each counter is one more than the one before, the first 1.
    fn over(expr: &str, from: i128) -> Option<f64> {
        let plan = plan(&[DISPATCH, "--only", "nr_mig_same", "--ratio", &format!("r = {expr}")]).unwrap();
        plan.ratios[0].over(&|at| Some(from + i128::try_from(at).unwrap()))
    }

    #[test]
    fn expressions_are_computed_exactly() {
        // `nr_mig_same` is counter 0, `nr_mig_cross` counter 1.
        assert_eq!(over("nr_mig_cross / (nr_mig_same + nr_mig_cross)", 1), Some(2.0 / 3.0));
        assert_eq!(over("percent(nr_mig_cross / nr_mig_same)", 1), Some(200.0));
        assert_eq!(over("nr_mig_same - nr_mig_cross * 2", 1), Some(-3.0));
        let most = i128::from(u64::MAX) - 1;
        assert_eq!(over("(nr_mig_cross + nr_mig_cross) / nr_mig_cross", most), Some(2.0));
    }

    #[test]
    fn a_zero_denominator_has_no_value() {
        assert_eq!(over("nr_mig_cross / nr_mig_same", 0), None);
        assert_eq!(over("nr_mig_same / nr_mig_cross", 0), Some(0.0));
    }

    #[test]
    fn arrays_and_members_and_enumerators_are_operands() {
        // Counters 1, 2 and 3 after the row.
        assert_eq!(over("sum(dsp_stats)", 0), Some(6.0));
        assert_eq!(over("sum(dsp_stats[*]) / dsp_stats[DSP_KICK]", 0), Some(6.0 / 3.0));
        assert_eq!(over("waits.total_ns / waits.nr", 1), Some(2.0 / 3.0));
    }

    #[test]
    fn what_is_no_operand_is_told() {
        for (expr, told) in [
            ("nr_mig_crosss", "`nr_mig_crosss` is no variable of the section: did you mean `nr_mig_cross`?"),
            ("dsp_stats", "`dsp_stats` is several values: write `sum(dsp_stats)`"),
            ("sum(nr_mig_same)", "`nr_mig_same` is one value: write `nr_mig_same` without `sum`"),
            ("waits", "`waits` is `struct wait_stats`: a ratio is over integers"),
            ("waits.x", "`struct wait_stats` has no member `x`: its members are"),
        ] {
            let error = plan(&[DISPATCH, "--ratio", &format!("r = {expr}")]).unwrap_err();
            assert!(error.starts_with(&format!("in the ratio `r`, {told}")), "{error}");
        }
        let twice = plan(&[DISPATCH, "--ratio", "a = nr_mig_same", "--ratio", "a = 1"]).unwrap_err();
        assert_eq!(twice, "two ratios are called `a`: give one another name");
    }
}
