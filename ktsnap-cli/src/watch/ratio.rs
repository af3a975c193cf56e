//! The ratios of `ktsnap watch`, looked up in the object.

use ktsnap_btf::path::resolve_var;
use ktsnap_btf::{Layout, Path, Step, Type, closest};
use ktsnap_ratio::{Count, Op, Value, check_term, distinct, evaluate};

use super::counters::Builder;
use super::leaves::{self, Int, Leaf};
use crate::failure::Failure;
use crate::ratio::{definitions, failure};

/// A ratio of counters.
#[derive(Debug)]
pub(super) struct Ratio {
    pub(super) name: String,
    program: Vec<Op>,
    operands: Vec<Operand>,
}

/// Counters whose sum is an operand. Most operands have one counter.
#[derive(Debug)]
struct Operand {
    text: String,
    counters: Vec<usize>,
}

/// Reads the ratios that were asked for, and adds their counters to those that are read.
pub(super) fn read(written: &[String], layout: &Layout, builder: &mut Builder<'_>) -> Result<Vec<Ratio>, Failure> {
    let mut ratios = Vec::new();
    for (definition, written) in definitions(written)?.into_iter().zip(written) {
        let mut parsed = definition.parsed;
        let mut counters = Vec::new();
        for operand in &parsed.terms {
            let found = find(&operand.path(), operand.is_sum, layout, builder);
            counters.push(found.map_err(|(fact, help)| failure(written, &fact, &help))?);
        }
        let firsts = distinct(&mut parsed.program, &parsed.terms);
        let texts = parsed.terms.iter().map(ktsnap_ratio::Term::path);
        let mut all: Vec<_> = texts.zip(counters).map(|(text, counters)| Some(Operand { text, counters })).collect();
        let operands = firsts.into_iter().filter_map(|first| all.get_mut(first).and_then(Option::take)).collect();
        let name = definition.name.trim_start_matches("r#").to_owned();
        ratios.push(Ratio { name, program: parsed.program, operands });
    }
    Ok(ratios)
}

/// The counters that an operand names, or the fact and the remedy.
fn find(text: &str, is_sum: bool, layout: &Layout, builder: &mut Builder<'_>) -> Result<Vec<usize>, (String, String)> {
    let vars = builder.vars;
    let is_root = |name: &str| vars.iter().any(|var| var.name == name);
    let path = Path::parse_rooted(text, is_root).map_err(|error| (error.to_string(), error.help()))?;
    let mut named = vars.iter().enumerate().filter(|(_, var)| var.name == path.root());
    let Some((at, var)) = named.next() else {
        if let Some(faulty) = builder.section.faulty.iter().find(|faulty| faulty.matches_name(path.root())) {
            return Err((faulty.fact(), faulty.help().to_owned()));
        }
        let help = match closest(path.root(), vars.iter().map(|var| var.name.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`--section` names the section that its counters are in".to_owned(),
        };
        return Err((format!("`{}` has no variable `{}`", builder.section.name, path.root()), help));
    };
    if named.next().is_some() {
        let help = "use a variable whose name is unique".to_owned();
        return Err((format!("several statics are called `{}`", path.root()), help));
    }
    let target = resolve_var(&path, builder.section, var, layout).map_err(|error| (error.to_string(), error.help()))?;
    let is_array = !target.dims.is_empty() || matches!(target.ty, Type::Array { .. });
    let count = if is_array { Count::Array } else { Count::One };
    let value = match target.bits {
        None => value(&target.ty, &target.c_type),
        Some(_) => Value::Other(&target.c_type),
    };
    check_term(text, is_sum, count, value)?;
    let (all, whole) = if target.steps.contains(&Step::All) || is_array {
        leaves::leaves(&var.ty)
    } else {
        let int = Int::of(&target.ty).unwrap_or(Int { size: 8, signed: false });
        (vec![Leaf { steps: target.steps.clone(), int, in_union: false }], true)
    };
    if !whole {
        return Err((format!("`{text}` is part of a variable with too many values to add up"), "sum fewer".to_owned()));
    }
    let taken = all.into_iter().filter(|leaf| is_part(&leaf.steps, &target.steps));
    Ok(taken
        .map(|leaf| {
            let name = format!("{}{}", var.name, leaves::text(&leaf.steps));
            builder.add(at, leaf, name)
        })
        .collect())
}

/// Whether a leaf is part of the value that the path names.
fn is_part(leaf: &[Step], path: &[Step]) -> bool {
    let same = |(leaf, path): (&Step, &Step)| leaf == path || (*path == Step::All && matches!(leaf, Step::Index(_)));
    leaf.len() >= path.len() && leaf.iter().zip(path).all(same)
}

/// What the values of a type are, in arrays too.
fn value<'t>(ty: &Type, c_type: &'t str) -> Value<'t> {
    match ty {
        Type::Array { element, .. } => value(element, c_type),
        Type::Bool { .. } => Value::Bool,
        Type::Float { .. } => Value::Float,
        Type::Char => Value::Text,
        Type::Ptr { .. } => Value::Pointer,
        Type::Struct(of) if matches!(of.name.as_deref(), Some("cpumask" | "bpf_cpumask")) => Value::CpuSet,
        Type::Int { size: 9.., .. } => Value::Wide,
        other if Int::of(other).is_some() => Value::Integer,
        _ => Value::Other(c_type),
    }
}

impl Ratio {
    /// The value of the ratio. `None` if a counter is missing, a denominator is zero, or a number does not fit.
    pub(super) fn over(&self, counter: &dyn Fn(usize) -> Option<i128>) -> Option<f64> {
        let sum = |operand: &Operand| {
            operand.counters.iter().try_fold(0_i128, |sum, &at| sum.checked_add(counter(at)?)).map(Ok)
        };
        let values = self.operands.iter().map(sum).collect::<Option<Vec<_>>>()?;
        let names: Vec<_> = self.operands.iter().map(|operand| operand.text.as_str()).collect();
        evaluate(&self.name, &self.program, &names, &values).ok()
    }

    /// The counters that the ratio is computed from.
    pub(super) fn counters(&self) -> impl Iterator<Item = usize> {
        self.operands.iter().flat_map(|operand| operand.counters.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::tests::{DISPATCH, plan};
    use crate::ratio::tests::table;

    /// The ratio of counters that count up from a number.
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

    /// The error of the ratio, without the text that was written.
    fn error(expr: &str) -> String {
        let error = plan(&[DISPATCH, "--ratio", expr]).unwrap_err();
        error.strip_prefix(&format!("`--ratio '{expr}'`: ")).unwrap_or(&error).to_owned()
    }

    #[test]
    fn an_operand_that_the_section_lacks_is_named() {
        for (expr, expected) in [
            ("nr_mig_crosss", "`.bss` has no variable `nr_mig_crosss`: did you mean `nr_mig_cross`?"),
            ("waits", "`waits` is `struct wait_stats`: a ratio takes integers"),
            ("waits.x", "`struct wait_stats` has no member `x`: its members are"),
        ] {
            let error = error(&format!("r = {expr}"));
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn ratios_are_those_of_the_derive() {
        for (written, expected) in table() {
            match expected {
                Ok(_) => drop(plan(&[DISPATCH, "--ratio", written]).expect(written)),
                Err(expected) => assert_eq!(error(written), expected, "{written}"),
            }
        }
    }
}
