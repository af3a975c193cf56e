//! The plan of the counters to read, from the object and the arguments.

use std::path::{Path, PathBuf};

use ktsnap_btf::{FaultyVar, Layout, Map, Section, Type, closest};

use super::builder::{Builder, Counter, Histogram, Selected};
use super::describe::describe;
use super::leaf::{Int, in_entry, leaves};
use super::ratio::{self, Ratio};
use super::root::Root;
use super::spot::Described;
use crate::args::select::{Cpus, Only, Ratios, Sources};
use crate::failure::Failure;
use crate::filter::is_wanted;
use crate::named::{self, Readable, Source, section_named};
use crate::ratio::Written;
use crate::screen::text::{clean, listed};
use crate::source;

/// The counters to read.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The variables and maps of the object.
    pub(crate) roots: Vec<Root>,
    pub(crate) counters: Vec<Counter>,
    /// The number of counters that are rows. The counters after them are only operands of ratios or buckets of histograms.
    pub(crate) rows: usize,
    pub(crate) histograms: Vec<Histogram>,
    pub(crate) ratios: Vec<Ratio>,
    /// Notes about counters without a row.
    pub(crate) notes: Vec<String>,
    /// The object's file name.
    pub(crate) object: String,
    /// The names of the sections and maps.
    pub(crate) places: Vec<String>,
    request: Request,
}

/// An object, and the file that it was read from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Object<'l> {
    pub(crate) layout: &'l Layout,
    pub(crate) path: &'l Path,
    pub(crate) is_layout_file: bool,
}

/// The options of a command that a plan is made from.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) sources: Sources,
    pub(crate) only: Only,
    pub(crate) cpus: Cpus,
    pub(crate) ratios: Ratios,
    /// The maps that the command can read.
    pub(crate) readable: Readable,
}

/// The options and the object that a plan is made from.
#[derive(Debug, Clone)]
struct Request {
    options: Options,
    layout: Layout,
    path: PathBuf,
    is_layout_file: bool,
}

impl Plan {
    /// The plan for an object.
    ///
    /// # Errors
    ///
    /// [`Failure`] if an option names what the object lacks, or selects nothing.
    pub(crate) fn of(options: Options, object: Object<'_>) -> Result<Self, Failure> {
        let sections = sections(&options.sources, object)?;
        let maps = options.sources.map.iter();
        let maps = maps.map(|name| named::map_named(object.layout, name, object.path, options.readable).cloned());
        let maps = maps.collect::<Result<Vec<_>, _>>()?;
        let Object { layout, path, is_layout_file } = object;
        let request = Request { options, layout: layout.clone(), path: path.to_owned(), is_layout_file };
        Self::made(request, &sections, &maps)
    }

    fn made(request: Request, sections: &[Section], maps: &[Map]) -> Result<Self, Failure> {
        let Options { sources, only, cpus, ratios: written, .. } = &request.options;
        let object = Object { layout: &request.layout, path: &request.path, is_layout_file: request.is_layout_file };
        let named: Vec<_> = sections.iter().map(Source::Section).chain(maps.iter().map(Source::Map)).collect();
        let described = describe(sources, object, &named)?;
        let roots = sections.iter().flat_map(Root::vars).chain(maps.iter().map(Root::map)).collect();
        let selected = Selected { only: &only.only, sum: &cpus.sum, per_cpu: cpus.per_cpu };
        let mut builder = Builder::new(object.layout, roots, described, sections.to_vec(), selected);
        let mut notes = builder.rows();
        let rows = builder.counters.len();
        builder.histograms().map_err(|of| {
            let fact = format!("each entry of the hash map has a histogram `{}` of its own", clean(&of));
            Failure::new(fact, "remove `--histogram`: then the buckets are counters")
        })?;
        for section in sections {
            let faulty =
                section.faulty.iter().filter(|faulty| only.only.is_empty() || names(faulty, section, &only.only));
            notes.extend(faulty.map(|faulty| format!("{}: {}", faulty.fact(), faulty.help())));
        }
        let written = Written { prefix: "", terms: &written.terms, ratios: &written.ratio };
        let ratios = ratio::read(written, &mut builder)?;
        let Builder { roots, counters, histograms, described, .. } = builder;
        if rows == 0 && histograms.is_empty() && ratios.is_empty() {
            return Err(nothing(object, &only.only, sections, &roots, &described, &notes));
        }
        let file = request.path.file_name().unwrap_or(request.path.as_os_str()).to_string_lossy();
        Ok(Self {
            roots,
            counters,
            rows,
            histograms,
            ratios,
            notes,
            object: clean(&file).into_owned(),
            places: named.iter().map(|source| clean(source.name()).into_owned()).collect(),
            request,
        })
    }

    /// The names of the sections.
    pub(crate) fn sections(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.roots.iter().filter(|root| root.var().is_some()).map(Root::place).collect();
        names.dedup();
        names
    }

    /// The maps.
    pub(crate) fn maps(&self) -> impl Iterator<Item = &Map> {
        self.roots.iter().filter_map(Root::as_map)
    }

    /// The tags of the enums that name entries or elements.
    pub(crate) fn enum_tags(&self) -> Vec<&str> {
        let enumerators = self.counters.iter().flat_map(|counter| &counter.enumerators);
        let mut tags: Vec<&str> = enumerators.map(|enumerator| enumerator.tag.as_str()).collect();
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    /// Whether `--only` selects a counter of an entry with this key.
    pub(crate) fn selects(&self, counter: &Counter, key: &str) -> bool {
        let only = &self.request.options.only.only;
        let place = self.roots.get(counter.root).map_or("", Root::place);
        let is_wanted = |name| is_wanted(only, place, &in_entry(name, key));
        only.is_empty() || is_wanted(&counter.name) || is_wanted(&counter.full)
    }

    /// Whether each CPU has a row of its own.
    pub(crate) fn is_per_cpu(&self) -> bool {
        self.request.options.cpus.per_cpu
    }

    /// The plan for a running object, in which user space may have given the last array of a section, or a map, another
    /// number of elements: `len` has the number of a root. `None` if each has the number that this plan has.
    ///
    /// # Errors
    ///
    /// [`Failure`] if there are too many elements for a ratio, or too few for an option.
    pub(crate) fn resized(&self, len: &dyn Fn(&Root) -> Option<u64>) -> Result<Option<Self>, Failure> {
        let (mut sections, mut maps) = (Vec::<Section>::new(), Vec::<Map>::new());
        let mut is_changed = false;
        for root in &self.roots {
            let running = len(root);
            match (root.var(), root.as_map()) {
                (Some((section, _)), _) => {
                    if sections.last().is_none_or(|last| last.name != section.name) {
                        sections.push(section.clone());
                    }
                    let Type::Array { element, len: built } = &root.ty else { continue };
                    let Some(running) = running.filter(|len| root.is_resizable() && len != built) else { continue };
                    if let Some(var) = sections.last_mut().and_then(|section| section.vars.last_mut()) {
                        var.ty = Type::Array { element: element.clone(), len: running };
                        is_changed = true;
                    }
                }
                (None, Some(map)) => {
                    let mut map = map.clone();
                    is_changed |= running.is_some_and(|len| len != map.max_entries);
                    map.max_entries = running.unwrap_or(map.max_entries);
                    maps.push(map);
                }
                (None, None) => {}
            }
        }
        if !is_changed {
            return Ok(None);
        }
        Self::made(self.request.clone(), &sections, &maps).map(Some)
    }
}

/// The most counters of a map that a message considers.
const MOST: usize = 256;

/// The sections that were asked for: `.bss`, if neither a section nor a map was.
fn sections(sources: &Sources, object: Object<'_>) -> Result<Vec<Section>, Failure> {
    let bss = [".bss".to_owned()];
    let names = if sources.section.is_empty() && sources.map.is_empty() { &bss } else { sources.section.as_slice() };
    names.iter().map(|name| section_named(object.layout, name, object.path).cloned()).collect()
}

/// Whether a pattern selects a variable that can't be read.
fn names(faulty: &FaultyVar, section: &Section, only: &[String]) -> bool {
    [&*faulty.var.name, faulty.declared()].iter().any(|name| is_wanted(only, &section.name, name))
}

/// The error for a plan without anything to show.
fn nothing(
    object: Object<'_>,
    only: &[String],
    sections: &[Section],
    roots: &[Root],
    described: &Described,
    notes: &[String],
) -> Failure {
    let mut places: Vec<&str> = sections.iter().map(|section| section.name.as_str()).collect();
    places.extend(roots.iter().filter_map(Root::as_map).map(|map| map.name.as_str()));
    let places: Vec<_> = places.iter().map(|place| format!("`{place}`")).collect();
    let place = format!("{} of {}", places.join(", "), source::name(object.path));
    if let Some(note) = notes.iter().find_map(|note| note.split_once(": ").filter(|_| note.contains("over CPUs"))) {
        return Failure::new(format!("in {place}, {}", note.0), note.1);
    }
    let Some(pattern) = only.first() else {
        return Failure::new(
            format!("{place} holds no counter"),
            "name another with `--section` or `--map`, or one with `--only`",
        );
    };
    for section in sections {
        if let Some(faulty) = section.faulty.iter().find(|faulty| names(faulty, section, only)) {
            return Failure::new(format!("in {place}, {}", faulty.fact()), faulty.help());
        }
    }
    let bare = pattern.replace(['*', '?'], "");
    let all: Vec<String> = roots
        .iter()
        .flat_map(|root| match root.as_map() {
            Some(_) => leaves(root, described).0.into_iter().take(MOST).map(|leaf| leaf.name).collect(),
            None => vec![root.name.clone()],
        })
        .collect();
    let names = || all.iter().map(String::as_str);
    let help = match (roots.iter().find(|root| root.name == *pattern), closest(&bare, names())) {
        (Some(root), _) => match Int::of(&root.ty) {
            None if leaves(root, described).0.is_empty() => format!("`{}` is `{}`, no integer", root.name, root.c_type),
            _ => format!("`--only '{}*'` takes what is in it", root.name),
        },
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => format!("it has {}", listed(names())),
    };
    Failure::new(format!("no integer in {place} is called `{pattern}`"), help)
}
