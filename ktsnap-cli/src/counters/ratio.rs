//! Ratios of counters, looked up in the sections and maps of the object.

use ktsnap_btf::path::Bound;
use ktsnap_btf::{Dim, Layout, Path, Step, Target, Type, closest};
use ktsnap_ratio::{
    Count, Elements, Expression, Function, Operand, Term, TermStepKind, Value, check_term, evaluate_counts,
};

use super::builder::{Builder, target};
use super::entries;
use super::leaf::{Int, Leaf, leaves};
use super::root::Root;
use crate::failure::Failure;
use crate::named::{COUNTED, Fault};
use crate::ratio::{LookUp, Written, enumerator, linked};
use crate::screen::text::listed;

/// A ratio of counters.
#[derive(Debug)]
pub(crate) struct Ratio {
    pub(crate) name: String,
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
pub(super) fn read(written: Written<'_>, builder: &mut Builder<'_>) -> Result<Vec<Ratio>, Failure> {
    let linked = linked(written, &mut Roots { builder })?;
    let ratios = linked.into_iter().filter(|linked| linked.is_ratio);
    let ratios = ratios.map(|linked| {
        let name = linked.name.trim_start_matches("r#").to_owned();
        Ratio { name, expression: linked.expression }
    });
    Ok(ratios.collect())
}

/// The variables of sections, and the entries of maps.
struct Roots<'b, 'l> {
    builder: &'b mut Builder<'l>,
}

impl LookUp for Roots<'_, '_> {
    type Part = Part;

    const NO_PARAMETER: Option<&'static str> = Some("a command reads each counter once");
    const NO_INDEX: Option<&'static str> = Some("a command shows one value for each ratio");

    fn has(&self, name: &str) -> bool {
        self.builder.roots.iter().any(|root| root.name == name)
    }

    fn part(&mut self, term: &Term, names: &[&str]) -> Result<Part, Fault> {
        let text = term.path();
        let at = self.root(term, names)?;
        let (layout, builder) = (self.builder.layout, &mut *self.builder);
        let Some(root) = builder.roots.get(at) else { return Err((format!("no `{text}`"), String::new())) };
        if root.is_hash() {
            let fact =
                format!("`{}` is a hash map: entries come and go, so a difference of them is not a count", root.name);
            return Err((fact, "use counters of sections and arrays".to_owned()));
        }
        let term = &entries::in_full(term, root, &builder.described, layout)?;
        // A slice takes some of the elements that `[*]` takes.
        let path = Path::parse_rooted(&term.without_slices().path(), |name| name == root.name)
            .map_err(|error| (error.to_string(), error.help()))?;
        let target = target(&path, root, layout).map_err(|error| (error.to_string(), error.help()))?;
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
        let (all, is_whole) = if is_array {
            leaves(root, &builder.described)
        } else {
            let int = Int::of(&target.ty).unwrap_or(Int { size: 8, signed: false });
            let leaf = Leaf::named(target.steps.clone(), &text, int);
            (vec![Leaf { enumerators: entries::enumerators(&target.steps, root, &builder.described), ..leaf }], true)
        };
        if !is_whole {
            let help = "name fewer elements".to_owned();
            return Err((format!("`{text}` is part of a variable with too many values for a ratio"), help));
        }
        let taken: Vec<_> = all.into_iter().filter(|leaf| is_part(&leaf.steps, &target.steps, &ranges)).collect();
        let is_per_cpu = root.is_per_cpu();
        let counters: Vec<_> = taken.into_iter().map(|leaf| builder.add(at, leaf)).collect();
        let unsummed = counters.iter().filter_map(|at| builder.counters.get(*at)).find(|counter| !counter.has_sum);
        if let Some(counter) = unsummed.filter(|_| is_per_cpu) {
            let fact = format!(
                "`{}` has a value for each CPU, and its name or sign does not allow a sum over CPUs",
                counter.name
            );
            return Err((fact, format!("if the sum means something, add `--sum '{}'`", counter.name)));
        }
        Ok(Part { counters, len, is_several })
    }

    fn elements(&self, part: &Part) -> Elements {
        if part.is_several { Elements::InOrder } else { Elements::One }
    }
}

impl Roots<'_, '_> {
    /// The index of the root that a term starts from.
    fn root(&self, term: &Term, names: &[&str]) -> Result<usize, Fault> {
        let Builder { roots, sections, .. } = &*self.builder;
        let is_root = |name: &str| roots.iter().any(|root| root.name == name);
        let path = Path::parse_rooted(&term.without_slices().path(), is_root)
            .map_err(|error| (error.to_string(), error.help()))?;
        let mut named = roots.iter().enumerate().filter(|(_, root)| root.name == path.root());
        let Some((at, _)) = named.next() else {
            let mut faulty = sections.iter().flat_map(|section| section.faulty_named(path.root()));
            if let Some(faulty) = faulty.next() {
                return Err((faulty.fact(), faulty.help().to_owned()));
            }
            let known = roots.iter().map(|root| root.name.as_str()).chain(names.iter().copied());
            let help = match (self.elsewhere(path.root()), closest(path.root(), known)) {
                (Some(option), _) => format!("add `{option}`"),
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) => "`--section` names the section that its counters are in, `--map` the map".to_owned(),
            };
            return Err((self.missing(path.root()), help));
        };
        if named.next().is_some() {
            let help = "use a variable whose name is unique".to_owned();
            return Err((format!("several statics are called `{}`", path.root()), help));
        }
        Ok(at)
    }

    /// The fact that no section or map has the name.
    fn missing(&self, name: &str) -> String {
        let Builder { roots, sections, .. } = &*self.builder;
        let maps: Vec<_> = roots.iter().filter_map(Root::as_map).map(|map| map.name.as_str()).collect();
        match (sections.as_slice(), maps.as_slice()) {
            ([section], []) => format!("`{}` has no variable `{name}`", section.name),
            ([], maps) => format!("there is no map `{name}` among {}", listed(maps.iter().copied())),
            (sections, maps) => {
                let places = sections.iter().map(|section| section.name.as_str()).chain(maps.iter().copied());
                format!("there is no `{name}` in {}", listed(places))
            }
        }
    }

    /// The option that adds the section or map of a name that the object has.
    fn elsewhere(&self, name: &str) -> Option<String> {
        let layout = self.builder.layout;
        if layout.map(name).is_some_and(|map| COUNTED.reads(map)) {
            return Some(format!("--map {name}"));
        }
        let section = layout.global_sections().find(|section| section.vars_named(name).next().is_some())?;
        // The sections that are read are named too: without them, `--section` names the only one.
        let read = self.builder.sections.iter().map(|section| section.name.as_str());
        let options = read.chain([section.name.as_str()]).map(|name| format!("--section {name}"));
        Some(options.collect::<Vec<_>>().join(" "))
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
fn ranges(term: &Term, target: &Target, layout: &Layout) -> Result<Vec<(u64, u64)>, Fault> {
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
    pub(crate) fn over(&self, counter: &dyn Fn(usize) -> Option<i128>) -> Option<f64> {
        self.value(counter).ok()
    }

    /// Like [`over`](Self::over), with the reason if there is no value.
    pub(crate) fn value(&self, counter: &dyn Fn(usize) -> Option<i128>) -> Result<f64, String> {
        let of = &self.expression;
        let missing = |text: &str| format!("`{text}` has no value");
        let value = |operand: &Operand<Part>| {
            operand.part.value(operand.function, counter).map(Ok).ok_or_else(|| missing(&operand.text))
        };
        let values = of.operands.iter().map(value).collect::<Result<Vec<_>, _>>()?;
        let column = |column: &Operand<Part>| {
            column.part.values(counter).collect::<Option<_>>().map(Ok).ok_or_else(|| missing(&column.text))
        };
        let columns = of.columns.iter().map(column).collect::<Result<Vec<_>, _>>()?;
        let value = evaluate_counts(&self.name, &of.program, &of.names(), &values, &columns);
        value.map_err(|error| error.to_string())
    }

    /// The counters that the ratio is computed from.
    pub(crate) fn counters(&self) -> impl Iterator<Item = usize> {
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

    use super::super::tests::{DISPATCH, plan};
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

    /// The ratio over counters of maps that count up from 1.
    fn over_maps(expr: &str) -> Result<Option<f64>, String> {
        let maps = ["--map", "stats", "--map", "cpu_stats", "--map", "wait_hist"];
        let rows = ["--rows", "stats=dsp_stat", "--only", "stats[LOCAL]", "--ratio"];
        let ratio = format!("r = {expr}");
        let args = [&[DISPATCH][..], &maps, &rows, &[ratio.as_str()]].concat();
        let plan = plan(&args)?;
        Ok(plan.ratios[0].over(&|at| Some(1 + i128::try_from(at).unwrap())))
    }

    #[test]
    fn entries_and_members_of_maps_are_operands() {
        // `stats[LOCAL]` is counter 0.
        assert_eq!(over_maps("stats[LOCAL] / sum(stats[*])"), Ok(Some(1.0 / 6.0)));
        assert_eq!(over_maps("stats[LOCAL] / sum(stats)"), Ok(Some(1.0 / 6.0)));
        assert_eq!(over_maps("stats[DSP_SHARED] / stats[LOCAL]"), Ok(Some(2.0)));
        assert_eq!(over_maps("cpu_stats.busy_ns / cpu_stats.nr_runs"), Ok(Some(2.0 / 3.0)));
        assert_eq!(over_maps("cpu_stats[0].busy_ns / stats[0]"), Ok(Some(2.0)));
        assert_eq!(over_maps("max(stats[SHARED..3]) / len(wait_hist)"), Ok(Some(3.0 / 16.0)));
    }

    #[test]
    fn an_operand_that_no_map_has_is_named() {
        for (expr, expected) in [
            ("stats[KICKS] / 2", "no entry or element is called `KICKS`: did you mean `KICK`?"),
            ("stats[9] / 2", "`stats` has 3 elements"),
            ("cpu_stats.busy / 2", "`struct cpu_stats` has no member `busy`"),
            (
                "queue_waits[0].nr / 2",
                "there is no map `queue_waits` among `stats`, `cpu_stats`, `wait_hist`: add `--map queue_waits`",
            ),
            (
                "nr_mig_same / 2",
                "there is no map `nr_mig_same` among `stats`, `cpu_stats`, `wait_hist`: add `--section .bss`",
            ),
        ] {
            let error = over_maps(expr).unwrap_err();
            let error = without_option(&error);
            assert!(error.starts_with(expected), "{error}");
        }
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
                Parsed { parameter: Some(_), .. } => Some("is a second value of the struct, but a command reads"),
                Parsed { index: Some(_), .. } => Some("is an index that the caller of a method passes, but a command"),
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
