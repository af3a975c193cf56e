//! The ratios of `ktsnap watch`, looked up in the object.

use ktsnap_btf::path::{Bound, resolve_var};
use ktsnap_btf::{Dim, Layout, Path, Step, Target, Type, closest};
use ktsnap_ratio::{Count, Elements, Expression, Function, Term, TermStepKind, Value, check_term, evaluate_counts};

use super::counters::{Builder, Int, Leaf, leaves, path_text};
use crate::failure::Failure;
use crate::ratio::{LookUp, Written, enumerator, linked};

/// A ratio of counters.
#[derive(Debug)]
pub(super) struct Ratio {
    pub(super) name: String,
    expression: Expression<Part>,
}

/// What a term names.
#[derive(Debug, Clone)]
struct Part {
    /// The integers. Most terms have one.
    counters: Vec<usize>,
    /// The number of elements, if the term names several or an array.
    len: u64,
    /// Whether a condition compares each of the integers.
    is_several: bool,
}

/// Reads the ratios that were asked for, and adds their counters to those that are read.
pub(super) fn read(written: Written<'_>, layout: &Layout, builder: &mut Builder<'_>) -> Result<Vec<Ratio>, Failure> {
    let linked = linked(written, &mut Variables { layout, builder })?;
    let ratios = linked.into_iter().filter(|linked| linked.is_ratio);
    let ratios = ratios.map(|linked| {
        let name = linked.name.trim_start_matches("r#").to_owned();
        Ratio { name, expression: linked.expression }
    });
    Ok(ratios.collect())
}

/// The variables of a section.
struct Variables<'v, 'l> {
    layout: &'v Layout,
    builder: &'v mut Builder<'l>,
}

impl LookUp for Variables<'_, '_> {
    type Part = Part;

    const NO_PARAMETER: Option<&'static str> = Some("`ktsnap watch` reads each counter once");
    const NO_INDEX: Option<&'static str> = Some("`ktsnap watch` shows one value for each ratio");

    fn has(&self, name: &str) -> bool {
        self.builder.vars.iter().any(|var| var.name == name)
    }

    fn part(&mut self, term: &Term, names: &[&str]) -> Result<Part, (String, String)> {
        let (layout, builder) = (self.layout, &mut *self.builder);
        let vars = builder.vars;
        let is_root = |name: &str| vars.iter().any(|var| var.name == name);
        // A slice takes some of the elements that `[*]` takes.
        let path = Path::parse_rooted(&term.without_slices().path(), is_root)
            .map_err(|error| (error.to_string(), error.help()))?;
        let mut named = vars.iter().enumerate().filter(|(_, var)| var.name == path.root());
        let Some((at, var)) = named.next() else {
            if let Some(faulty) = builder.section.faulty.iter().find(|faulty| faulty.matches_name(path.root())) {
                return Err((faulty.fact(), faulty.help().to_owned()));
            }
            let known = vars.iter().map(|var| var.name.as_str()).chain(names.iter().copied());
            let help = match closest(path.root(), known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`--section` names the section that its counters are in".to_owned(),
            };
            return Err((format!("`{}` has no variable `{}`", builder.section.name, path.root()), help));
        };
        if named.next().is_some() {
            let help = "use a variable whose name is unique".to_owned();
            return Err((format!("several statics are called `{}`", path.root()), help));
        }
        let target =
            resolve_var(&path, builder.section, var, layout).map_err(|error| (error.to_string(), error.help()))?;
        let text = term.path();
        if target.follows_a_pointer() {
            let pointer = text.split("->").next().unwrap_or(&text);
            let help = format!("remove `{text}`: only a report of the harness can hold the target");
            return Err((format!("`{text}` follows the pointer `{pointer}`, and a map only holds its address"), help));
        }
        if let Some(Step::IndexedBy(name)) = target.steps.iter().find(|step| matches!(step, Step::IndexedBy(_))) {
            let fact = format!("`{name}` can change between two reads, so `{text}` has no difference");
            return Err((fact, "write the number of an element, or `[*]` for all elements".to_owned()));
        }
        let ranges = ranges(term, &target, layout)?;
        let is_array = !target.dims.is_empty() || matches!(target.ty, Type::Array { .. });
        let count = if is_array { Count::Array } else { Count::One };
        let value = match target.bits {
            None => value(&target.ty, &target.c_type),
            Some(_) => Value::Other(&target.c_type),
        };
        check_term(&text, term.function, count, value)?;
        let mut is_several = term.is_several();
        if term.function == Some(Function::Each) {
            let each = term.each(depth(&target.ty), is_several).map_err(|fault| (fault.fact, fault.help))?;
            is_several |= each;
        }
        let len = match &target.ty {
            Type::Array { len, .. } if ranges.is_empty() => *len,
            _ => ranges.iter().map(|(from, to)| to - from).fold(1, u64::saturating_mul),
        };
        if term.function == Some(Function::Len) {
            return Ok(Part { counters: Vec::new(), len, is_several });
        }
        let (all, whole) = if is_array {
            leaves(&var.ty)
        } else {
            let int = Int::of(&target.ty).unwrap_or(Int { size: 8, signed: false });
            (vec![Leaf { steps: target.steps.clone(), int, in_union: false }], true)
        };
        if !whole {
            let help = "name fewer elements".to_owned();
            return Err((format!("`{text}` is part of a variable with too many values for a ratio"), help));
        }
        let taken = all.into_iter().filter(|leaf| is_part(&leaf.steps, &target.steps, &ranges));
        let counters = taken
            .map(|leaf| {
                let name = format!("{}{}", var.name, path_text(&leaf.steps));
                builder.add(at, leaf, name)
            })
            .collect();
        Ok(Part { counters, len, is_several })
    }

    fn elements(&self, part: &Part) -> Elements {
        if part.is_several { Elements::InOrder } else { Elements::One }
    }
}

/// How many indices lead to one value.
fn depth(ty: &Type) -> usize {
    match ty {
        Type::Array { element, .. } => 1 + depth(element),
        _ => 0,
    }
}

/// The elements that each `[*]` and each slice of a term takes: the first, and the one after the last.
fn ranges(term: &Term, target: &Target, layout: &Layout) -> Result<Vec<(u64, u64)>, (String, String)> {
    let several = term.steps.iter().enumerate().filter(|(_, step)| step.is_several());
    let lengths = target.dims.iter().filter_map(|dim| match dim {
        Dim::All { len } => Some(*len),
        _ => None,
    });
    several
        .zip(lengths)
        .map(|((place, step), len)| match step.kind {
            TermStepKind::Slice(..) => {
                let bounds = term.slice(place, Some(len), &|name| enumerator(layout, name));
                let (from, to) = bounds.map_err(|fault| (fault.fact, fault.help))?;
                Ok((u64::try_from(from).unwrap_or(u64::MAX), u64::try_from(to).unwrap_or(u64::MAX)))
            }
            _ => Ok((0, len)),
        })
        .collect()
}

/// Whether a leaf is part of the value that the path names. The ranges are those of its `[*]`, in their order.
fn is_part(leaf: &[Step], path: &[Step], ranges: &[(u64, u64)]) -> bool {
    let mut ranges = ranges.iter();
    let mut same = |(leaf, path): (&Step, &Step)| match (leaf, path) {
        (Step::Index(index), Step::All) => ranges.next().is_none_or(|(from, to)| (from..to).contains(&index)),
        (Step::Index(index), Step::Slice(Bound::Number(from), Bound::Number(to))) => (from..to).contains(&index),
        _ => leaf == path,
    };
    leaf.len() >= path.len() && leaf.iter().zip(path).all(&mut same)
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
    /// The value of the ratio. `None` if a counter is missing, an array is empty, a denominator is zero without an `or`, or
    /// a number does not fit.
    pub(super) fn over(&self, counter: &dyn Fn(usize) -> Option<i128>) -> Option<f64> {
        let of = &self.expression;
        let operands = of.operands.iter();
        let values = operands.map(|operand| operand.part.value(operand.function, counter).map(Ok));
        let values = values.collect::<Option<Vec<_>>>()?;
        let columns = of.columns.iter().map(|column| column.part.values(counter).collect::<Option<_>>().map(Ok));
        let columns = columns.collect::<Option<Vec<_>>>()?;
        evaluate_counts(&self.name, &of.program, &of.names(), &values, &columns).ok()
    }

    /// The counters that the ratio is computed from.
    pub(super) fn counters(&self) -> impl Iterator<Item = usize> {
        let Expression { operands, columns, .. } = &self.expression;
        operands.iter().chain(columns).flat_map(|operand| operand.part.counters.iter().copied())
    }
}

impl Part {
    fn values(&self, counter: &dyn Fn(usize) -> Option<i128>) -> impl Iterator<Item = Option<i128>> {
        self.counters.iter().map(|at| counter(*at))
    }

    fn value(&self, function: Function, counter: &dyn Fn(usize) -> Option<i128>) -> Option<i128> {
        let mut values = self.values(counter);
        match function {
            Function::Len => Some(self.len.into()),
            Function::Count => i128::try_from(values.collect::<Option<Vec<_>>>()?.len()).ok(),
            Function::Max => values.collect::<Option<Vec<_>>>()?.into_iter().max(),
            Function::Min => values.collect::<Option<Vec<_>>>()?.into_iter().min(),
            _ => values.try_fold(0_i128, |sum, value| sum.checked_add(value?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use ktsnap_ratio::{Parsed, definition, lex, named_term};

    use super::super::plan::tests::{DISPATCH, plan};
    use crate::ratio::tests::{options, table, without_option};

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

    /// The error of the definitions, without the text that was written.
    fn error(written: &'static str) -> String {
        let args: Vec<_> = [DISPATCH].into_iter().chain(options(written)).collect();
        without_option(&plan(&args).unwrap_err()).to_owned()
    }

    #[test]
    fn slices_and_functions_take_the_elements_that_they_name() {
        // `moves` is an array of four arrays of four. Its elements are counters 1 to 16 after the row.
        for (expr, expected) in [
            ("sum(moves[1..3]) + max(moves)", (5..=12).sum::<i32>() + 16),
            ("max(moves[1]) + max(moves)", 8 + 16),
            ("sum(moves[*][1..3]) + max(moves)", [2, 3, 6, 7, 10, 11, 14, 15].iter().sum::<i32>() + 16),
            ("min(moves[2..4][3]) + max(moves)", 12 + 16),
            ("mean(moves) * 2", 17),
            ("count(moves[*][*] > 6 and 9 >= moves[*][*]) + max(moves)", 3 + 16),
            ("count(moves[1] < moves[2][0..4]) + count(moves[0] == 2) + max(moves)", 4 + 1 + 16),
            ("len(moves) + len(moves[*][*]) + len(moves[1..3]) + len(moves[0]) + len(per_llc)", 4 + 16 + 2 + 4 + 4),
        ] {
            // The whole array comes first, so that its counters are in order.
            let args = [DISPATCH, "--only", "nr_mig_same", "--let", "all = sum(moves) * 0"];
            let ratio = format!("r = all + {expr}");
            let plan = plan(&[&args[..], &["--ratio", &ratio]].concat()).unwrap();
            let value = plan.ratios[0].over(&|at| Some(at.try_into().unwrap()));
            assert_eq!(value, Some(f64::from(expected)), "{expr}");
        }
    }

    #[test]
    fn an_or_is_the_value_for_a_zero_denominator() {
        assert_eq!(over("percent(nr_mig_cross / nr_mig_same) or 0.5", 0), Some(0.5));
        let args = [DISPATCH, "--let", "both = nr_mig_same + nr_mig_cross", "--ratio", "r = nr_mig_cross / both or -1"];
        let plan = plan(&args).unwrap();
        assert_eq!(plan.ratios[0].over(&|_| Some(0)), Some(-1.0));
        assert_eq!(plan.ratios[0].over(&|_| Some(3)), Some(0.5));
        assert_eq!(plan.ratios[0].over(&|_| None), None);
    }

    #[test]
    fn an_operand_that_the_section_lacks_is_named() {
        for (expr, expected) in [
            ("r = nr_mig_crosss", "`.bss` has no variable `nr_mig_crosss`: did you mean `nr_mig_cross`?"),
            ("r = waits", "`waits` is `struct wait_stats`: a ratio takes integers"),
            ("r = waits.x", "`struct wait_stats` has no member `x`: its members are"),
            (
                "r = dsp_stats[last_dsp] / nr_mig_same",
                "`last_dsp` can change between two reads, so `dsp_stats[last_dsp]` has no difference: write the number of an \
                 element, or `[*]` for all elements",
            ),
        ] {
            let error = error(expr);
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn ratios_are_those_of_the_derive() {
        for (written, expected) in table() {
            let parsed = written.split("; ").map(|text| match text.strip_prefix("let ") {
                Some(term) => named_term(&lex(term)),
                None => definition(&lex(text)),
            });
            let refused = parsed.filter(|parsed| parsed.faults.is_empty()).find_map(|parsed| match parsed {
                Parsed { parameter: Some(_), .. } => Some("is a second value of the struct, but `ktsnap watch` reads"),
                Parsed { index: Some(_), .. } => {
                    Some("is an index that the caller of a method passes, but `ktsnap watch`")
                }
                _ => None,
            });
            if let Some(refused) = refused {
                let error = error(written);
                assert!(error.contains(refused), "{written}: {error}");
                continue;
            }
            match expected {
                Ok(_) => {
                    let args: Vec<_> = [DISPATCH].into_iter().chain(options(written)).collect();
                    drop(plan(&args).expect(written));
                }
                Err(expected) => assert_eq!(error(written), expected, "{written}"),
            }
        }
    }
}
