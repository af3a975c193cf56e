//! The counters of a plan as metrics.

use std::collections::HashMap;
use std::sync::Arc;

use ktsnap_core::histogram::Bounds;
use ktsnap_core::report::limits::MAX_HASH_ENTRIES;

use super::exporter::{Exported, Reading as Metrics, check_names};
use super::family::{Family, Kind, Labels, Rule, Sample, Value};
use super::name::metric_name;
use crate::args::Chosen;
use crate::counters::{Counter, Histogram, Plan, Ratio, Root, is_named_as_count};
use crate::failure::Failure;
use crate::filter::is_selected;
use crate::live::locate::Places;
use crate::live::reading::Reading;
use crate::live::running::{Entries, Turn, texts};
use crate::live::{Bound, Gone, Placed, Read, Source, read};

/// The counters of a plan in what a source finds.
pub(super) struct PlanMetrics<'p, S: Source> {
    plan: &'p Plan,
    options: Options,
    source: S,
    bound: Option<BoundPlan<S::Bound>>,
}

/// What the options say about counters.
#[derive(Debug, Clone)]
pub(super) struct Options {
    /// Patterns of counters that are summed over all CPUs.
    sum: Vec<String>,
    gauge: Vec<String>,
    counter: Vec<String>,
    /// The expressions of the ratios, by their names.
    ratios: HashMap<String, String>,
}

/// A running object, and the families of its counters.
struct BoundPlan<B> {
    bound: B,
    placed: Placed,
    template: Template,
}

/// The families of a plan, without their samples.
struct Template {
    families: Vec<(Family, Vec<Part>)>,
    histograms: Vec<(Family, Vec<Bars>)>,
    ratios: Vec<Family>,
}

/// A counter of a family.
struct Part {
    /// Its index in the plan.
    counter: usize,
    labels: Labels,
    /// Whether the values of all CPUs are summed.
    is_summed: bool,
}

/// A histogram of a family.
struct Bars {
    labels: Labels,
    bounds: Bounds,
    /// The indices of its counters in the plan.
    buckets: Vec<usize>,
}

impl Options {
    pub(super) fn of(args: &Chosen) -> Self {
        let ratios = args.ratios.ratio.iter().filter_map(|text| text.split_once('='));
        let ratios = ratios.map(|(name, of)| (name.trim().to_owned(), of.trim().to_owned())).collect();
        Self { sum: args.sum.clone(), gauge: args.gauge.clone(), counter: args.counter.clone(), ratios }
    }

    fn kind(&self, place: &str, counter: &Counter) -> (Kind, Rule) {
        let is_selected = |patterns: &[String]| {
            is_selected(patterns, place, &counter.name) || is_selected(patterns, place, &counter.full)
        };
        if is_selected(&self.gauge) {
            (Kind::Gauge, Rule::NeverDecreases)
        } else if is_selected(&self.counter) {
            (Kind::Counter, Rule::KeepsHighest)
        } else if counter.int.signed || !is_named_as_count(&counter.full) {
            (Kind::Gauge, Rule::NeverDecreases)
        } else {
            (Kind::Counter, Rule::NeverDecreases)
        }
    }
}

impl<'p, S: Source> PlanMetrics<'p, S> {
    /// # Errors
    ///
    /// [`Failure`] if two counters have one name.
    pub(super) fn new(plan: &'p Plan, options: Options, source: S) -> Result<Self, Failure> {
        let template = Template::of(plan, &options);
        let Template { families, histograms, ratios } = template;
        let families = families.into_iter().map(|(family, _)| family);
        let histograms = histograms.into_iter().map(|(family, _)| family);
        let families: Vec<_> = families.chain(histograms).chain(ratios).collect();
        check_names(&families)?;
        Ok(Self { plan, options, source, bound: None })
    }
}

impl<S: Source> Exported for PlanMetrics<'_, S> {
    fn read(&mut self) -> Result<Read<Metrics>, Failure> {
        let Self { plan, options, source, bound } = self;
        let mut bind = || {
            let bound = source.bind()?;
            let placed = Placed::of(plan, bound.running());
            let template = Template::of(placed.plan(plan), options);
            Ok(BoundPlan { bound, placed, template })
        };
        read(bound, &mut bind, &mut |bound| bound.metrics(plan))
    }
}

impl<B: Bound> BoundPlan<B> {
    fn metrics(&self, plan: &Plan) -> Result<Metrics, Gone> {
        let Placed { places, .. } = &self.placed;
        let turn = self.bound.read(places)?;
        let plan = self.placed.plan(plan);
        let values = places.values(&turn.spans);
        let mut unread: Vec<(String, String)> = Vec::new();
        let reasons = plan.counters.iter().zip(&places.counters);
        unread
            .extend(reasons.filter_map(|(counter, place)| Some((counter.name.clone(), place.as_ref().err()?.clone()))));
        let mut families: Vec<Family> = Vec::new();
        for (family, parts) in &self.template.families {
            let mut family = family.clone();
            for part in parts {
                if let Some(Some(value)) = values.get(part.counter) {
                    family.add(part, &part.labels, value);
                }
            }
            families.push(family);
        }
        self.entries(plan, places, turn, &mut families, &mut unread);
        families.extend(self.template.histograms.iter().map(|(family, all)| {
            let samples = all.iter().filter_map(|bars| bars.sample(&values)).collect();
            Family { samples, ..family.clone() }
        }));
        families.extend(plan.ratios.iter().zip(&self.template.ratios).map(|(ratio, family)| {
            let value = ratio.over(&|at| Some(values.get(at)?.as_ref()?.total()));
            let sample = value.map(|value| Sample { labels: Vec::new(), value: Value::Float(value) });
            Family { samples: sample.into_iter().collect(), ..family.clone() }
        }));
        let (name, id, loaded) = (self.bound.name(), self.bound.id(), self.bound.loaded());
        Ok(Metrics { name, id, loaded, families, unread })
    }

    /// Adds the samples of the entries of hash maps. A map that is not read whole has none, since their sum would be wrong.
    fn entries(
        &self,
        plan: &Plan,
        places: &Places,
        turn: Turn,
        families: &mut [Family],
        unread: &mut Vec<(String, String)>,
    ) {
        for (hash, entries) in places.hashes.iter().zip(turn.entries) {
            let map = &hash.span.place;
            let Entries { mut entries, .. } = match entries {
                Ok(entries) if entries.is_whole => entries,
                Ok(_) => {
                    unread.push((map.clone(), format!("it has more than {MAX_HASH_ENTRIES} entries")));
                    continue;
                }
                Err(why) => {
                    unread.push((map.clone(), why));
                    continue;
                }
            };
            entries.sort_unstable_by(|one, other| one.key.cmp(&other.key));
            let texts: Vec<Arc<str>> = texts(&entries).into_iter().map(Arc::from).collect();
            for (family, (_, parts)) in families.iter_mut().zip(&self.template.families) {
                for part in parts.iter().filter(|part| hash.counters.binary_search(&part.counter).is_ok()) {
                    let Some(counter) = plan.counters.get(part.counter) else { continue };
                    let Some(Ok(place)) = places.counters.get(part.counter) else { continue };
                    for (entry, text) in entries.iter().zip(&texts) {
                        let Some(value) = place.of_value(&entry.value).filter(|_| plan.selects(counter, text)) else {
                            continue;
                        };
                        let key = part
                            .labels
                            .iter()
                            .map(|(name, of)| (*name, if *name == "key" { text } else { of }.clone()));
                        family.add(part, &key.collect(), &value);
                    }
                }
            }
        }
    }
}

impl Family {
    /// Adds the value of a counter, or its values on each CPU.
    fn add(&mut self, part: &Part, labels: &Labels, value: &Reading) {
        match value {
            Reading::Each(values) if !part.is_summed => {
                self.samples.extend(values.iter().enumerate().map(|(cpu, value)| {
                    let mut labels = labels.clone();
                    labels.push(("cpu", cpu.to_string().into()));
                    Sample { labels, value: Value::Integer(*value) }
                }));
            }
            value => self.samples.push(Sample { labels: labels.clone(), value: Value::Integer(value.total()) }),
        }
    }
}

impl Bars {
    /// The histogram. `None` if a bucket is not read.
    fn sample(&self, values: &[Option<Reading>]) -> Option<Sample> {
        let count = |at: &usize| Some(values.get(*at)?.as_ref()?.total());
        let counts = self.buckets.iter().map(count).collect::<Option<Vec<_>>>()?;
        Some(Sample { labels: self.labels.clone(), value: Value::buckets(&self.bounds, &counts)? })
    }
}

impl Template {
    fn of(plan: &Plan, options: &Options) -> Self {
        let mut families: Vec<(Family, Vec<Part>)> = Vec::new();
        let mut known: HashMap<(String, bool), usize> = HashMap::new();
        for (at, counter) in plan.counters.iter().take(plan.rows).enumerate() {
            let Some(root) = plan.roots.get(counter.root) else { continue };
            let (kind, rule) = options.kind(root.place(), counter);
            let Path { of, labels } = Path::of(counter, root);
            let is_summed = is_selected(&options.sum, root.place(), &counter.full);
            let family = *known.entry((of.clone(), kind == Kind::Gauge)).or_insert_with(|| {
                let rule = if root.is_hash() { Rule::ComesAndGoes } else { rule };
                let name = metric_name(&of, kind);
                let bytes = if is_summed { 8 } else { counter.int.size };
                let help = help(&of, root, is_summed).into();
                let remedy = remedy(&of.replace("[]", "[*]")).into();
                families.push((
                    Family { name, help, kind, samples: Vec::new(), of: of.into(), rule, bytes, remedy },
                    Vec::new(),
                ));
                families.len() - 1
            });
            if let Some((_, parts)) = families.get_mut(family) {
                parts.push(Part { counter: at, labels, is_summed });
            }
        }
        tell_apart(&mut families);
        let ratio = |ratio: &Ratio| {
            let expression = options.ratios.get(&ratio.name).map_or("a ratio", String::as_str);
            Family::ratio(
                &ratio.name,
                &format!("{expression}, over all that was counted since the scheduler was loaded"),
            )
        };
        Self { families, histograms: histograms(plan), ratios: plan.ratios.iter().map(ratio).collect() }
    }
}

/// Gauges among the elements of an array of counters are a family of their own.
fn tell_apart(families: &mut [(Family, Vec<Part>)]) {
    let counters: Vec<Arc<str>> =
        families.iter().filter(|(of, _)| of.kind == Kind::Counter).map(|(of, _)| of.of.clone()).collect();
    for (family, _) in
        families.iter_mut().filter(|(family, _)| family.kind == Kind::Gauge && counters.contains(&family.of))
    {
        family.name.base = format!("{}_value", family.name.base).into();
        family.of = format!("{} (gauges)", family.of).into();
    }
}

fn histograms(plan: &Plan) -> Vec<(Family, Vec<Bars>)> {
    let mut families: Vec<(Family, Vec<Bars>)> = Vec::new();
    for Histogram { bounds, buckets, .. } in &plan.histograms {
        let first = buckets.first().and_then(|at| plan.counters.get(*at));
        let Some((first, root)) = first.and_then(|first| Some((first, plan.roots.get(first.root)?))) else { continue };
        let Path { of, mut labels } = Path::of(first, root);
        // The last index is that of the bucket.
        labels.pop();
        let of = of.strip_suffix("[]").unwrap_or(&of);
        let bars = Bars { labels, bounds: *bounds, buckets: buckets.clone() };
        match families.iter_mut().find(|(family, _)| &*family.of == of) {
            Some((_, all)) => all.push(bars),
            None => {
                let name = metric_name(of, Kind::Histogram);
                let help = help(of, root, root.is_per_cpu());
                families.push((Family { name, ..Family::one(of, &help, Kind::Histogram, Vec::new()) }, vec![bars]));
            }
        }
    }
    families
}

/// The path of a counter without keys and indices, and these as labels.
struct Path {
    of: String,
    labels: Labels,
}

impl Path {
    fn of(counter: &Counter, root: &Root) -> Self {
        let (mut of, mut labels, mut indices) = (String::new(), Labels::new(), 0);
        let mut rest = counter.full.as_str();
        let mut is_key = root.as_map().is_some() && !root.is_single();
        while let Some((before, after)) = rest.split_once('[') {
            let (index, after) = after.split_once(']').unwrap_or((after, ""));
            of.push_str(before);
            of.push_str("[]");
            let label = if is_key { "key" } else { index_label(indices) };
            indices += usize::from(!is_key);
            is_key = false;
            labels.push((label, index.into()));
            rest = after;
        }
        of.push_str(rest);
        Self { of, labels }
    }
}

/// The label of the index in an array: `index`, `index2`.
pub(super) fn index_label(before: usize) -> &'static str {
    const LABELS: [&str; 8] = ["index", "index2", "index3", "index4", "index5", "index6", "index7", "index8"];
    LABELS.get(before).copied().unwrap_or("index_of_more")
}

/// What is counted, as the object declares it.
fn help(of: &str, root: &Root, is_summed: bool) -> String {
    let (name, place) = (&root.name, root.place());
    let declared = match root.as_map() {
        Some(_) if of == name => format!("{of}, a map of {}", value_type(root)),
        Some(_) => format!("{of}, where {name} is a map of {}", value_type(root)),
        None if of == name => format!("{of}, which is {} in {place}", root.c_type),
        None => format!("{of}, where {name} is {} in {place}", root.c_type),
    };
    format!("{declared}{}", if is_summed { "; the sum over all CPUs" } else { "" })
}

/// The type of an entry's value.
fn value_type(root: &Root) -> &str {
    root.c_type.rsplit_once('[').map_or(&*root.c_type, |(value, _)| value)
}

fn remedy(pattern: &str) -> String {
    format!(
        "pass `--gauge '{pattern}'`; or `--counter '{pattern}'`, if it only loses counts of CPUs that add at the same time"
    )
}
