//! The running objects of this machine.

use std::collections::HashMap;
use std::time::SystemTime;

use ktsnap_btf::{Layout, Map, Type};
use ktsnap_core::report::limits::MAX_HASH_ENTRIES;
use ktsnap_live::{Global, Instance, LiveError, LiveMap, Machine, MapEntries, MapValues};

use super::follow::Gone;
use super::locate::Places;
use super::running::{Entries, Entry, Key, Read, Running, RunningMap, Span, Turn};
use super::source::{Bound, Source};
use crate::args::RunningArgs;
use crate::counters::Plan;
use crate::failure::Failure;
use crate::object::running;
use crate::report::line::key_name;
use crate::report::maps::MapKey;

/// This machine.
pub(crate) struct Kernel<'a> {
    machine: Machine,
    named: &'a RunningArgs,
    plan: &'a Plan,
    /// Whether there was an instance.
    found: bool,
}

/// A running object, and the sections and maps of it that are read.
pub(crate) struct Reader<'a> {
    instance: Instance,
    running: Running,
    sections: HashMap<String, Global>,
    maps: HashMap<String, MapValues>,
    hashes: HashMap<String, MapEntries>,
    named: &'a RunningArgs,
}

impl<'a> Kernel<'a> {
    pub(crate) fn new(machine: Machine, named: &'a RunningArgs, plan: &'a Plan) -> Self {
        Self { machine, named, plan, found: false }
    }
}

impl<'a> Source for Kernel<'a> {
    type Bound = Reader<'a>;

    fn bind(&mut self) -> Result<Reader<'a>, Gone> {
        let instance = find(self.named, &self.machine, self.found)?;
        let reader = Reader::open(instance, self.plan, self.named)?;
        self.found = true;
        Ok(reader)
    }
}

/// The running instance. `found` says whether there was one before.
pub(crate) fn find(named: &RunningArgs, machine: &Machine, found: bool) -> Result<Instance, Gone> {
    match running::find(named, machine) {
        // The old one and the new one, for a moment.
        Err(error @ LiveError::SeveralPrograms { .. }) if found => Err(wait(&error, named)),
        found => found.map_err(|error| gone(&error, named)),
    }
}

impl<'a> Reader<'a> {
    /// Opens the sections and maps of a plan. A section or map that can't be opened is a reason with its counters, unless none
    /// can.
    fn open(instance: Instance, plan: &Plan, named: &'a RunningArgs) -> Result<Self, Gone> {
        let mut failed = None;
        let (mut sections, mut maps, mut hashes) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut running = Running::default();
        for name in plan.sections() {
            match instance.global(name) {
                Ok(global) => {
                    running.sections.insert(name.to_owned(), Ok(global.section().clone()));
                    sections.insert(name.to_owned(), global);
                }
                Err(error) => {
                    running.sections.insert(name.to_owned(), Err(reason(&error, plan)));
                    failed = failed.or(Some(error));
                }
            }
        }
        for map in plan.maps() {
            match opened(&instance, map) {
                Ok((values, found)) => {
                    running.maps.insert(map.name.to_string(), Ok(found));
                    match values {
                        Opened::Array(values) => drop(maps.insert(map.name.to_string(), values)),
                        Opened::Hash(entries) => drop(hashes.insert(map.name.to_string(), entries)),
                    }
                }
                Err(error) => {
                    running.maps.insert(map.name.to_string(), Err(reason(&error, plan)));
                    failed = failed.or(Some(error));
                }
            }
        }
        if let (Some(error), true) = (failed, sections.is_empty() && maps.is_empty() && hashes.is_empty()) {
            return Err(gone(&error, named));
        }
        let tags = plan.enum_tags();
        if !tags.is_empty()
            && let Ok(layout) = instance.btf().layout()
        {
            running.enums = tags.into_iter().filter_map(|tag| Some((tag.to_owned(), enum_of(&layout, tag)?))).collect();
        }
        Ok(Self { instance, running, sections, maps, hashes, named })
    }

    /// The bytes of spans of one section, or of one value, which one call reads.
    fn read_group(&self, group: &[Span]) -> Result<Vec<Read>, LiveError> {
        let Some(first) = group.first() else { return Ok(Vec::new()) };
        let ranges: Vec<_> = group.iter().map(Span::bytes).collect();
        match (first.key, self.sections.get(&first.place), self.maps.get(&first.place)) {
            (None, Some(section), _) => Ok(section.read(&ranges)?.into_iter().map(|bytes| vec![bytes]).collect()),
            (Some(key), _, Some(map)) => {
                let mut spans: Vec<Read> = vec![Vec::new(); group.len()];
                for value in map.read(key, &ranges)? {
                    for (span, bytes) in spans.iter_mut().zip(value) {
                        span.push(bytes);
                    }
                }
                Ok(spans)
            }
            _ => Err(LiveError::NoMap {
                name: self.instance.name().to_owned(),
                place: first.place.clone(),
                has: self.instance.maps().iter().map(LiveMap::name).collect(),
            }),
        }
    }
}

impl Reader<'_> {
    /// The entries of a hash map. An error, for example if entries are deleted too fast, may be gone in the next turn.
    fn entries(&self, span: &Span) -> Result<Entries, String> {
        let map = self.hashes.get(&span.place).ok_or("not in the running object")?;
        let read = map.read(MAX_HASH_ENTRIES, &[span.bytes()]).map_err(|error| error.to_string())?;
        let entries = read.entries.into_iter().map(|entry| Entry {
            text: key_name(&MapKey::Rendered(&map.key(&entry.key), "")),
            key: Key::new(&entry.key, map.key_type()),
            value: entry.values.into_iter().map(|parts| parts.into_iter().next().unwrap_or_default()).collect(),
        });
        Ok(Entries { entries: entries.collect(), is_whole: read.is_whole })
    }
}

impl Bound for Reader<'_> {
    fn name(&self) -> String {
        self.instance.name().to_owned()
    }

    fn id(&self) -> u32 {
        self.instance.id()
    }

    fn loaded(&self) -> SystemTime {
        self.instance.loaded_at()
    }

    fn running(&self) -> &Running {
        &self.running
    }

    fn read(&self, places: &Places) -> Result<Turn, Gone> {
        let spans = &places.spans;
        let gone = |error| gone(&error, self.named);
        let mut read = Vec::with_capacity(spans.len());
        for group in spans.chunk_by(|a, b| (&a.place, a.key) == (&b.place, b.key)) {
            read.extend(self.read_group(group).map_err(gone)?);
        }
        let entries = places.hashes.iter().map(|hash| self.entries(&hash.span)).collect();
        // Check after the read: the values of a scheduler that has stopped meanwhile are complete but no longer current.
        self.instance.still_runs().map_err(gone)?;
        Ok(Turn { spans: read, entries })
    }
}

/// A map that is open.
enum Opened {
    Array(MapValues),
    Hash(MapEntries),
}

/// Opens a map.
fn opened(instance: &Instance, map: &Map) -> Result<(Opened, RunningMap), LiveError> {
    if map.kind.has_keys() {
        let entries = instance.entries(map)?;
        let (value, key) = (entries.value_type().clone(), Some(entries.key_type().clone()));
        let found = RunningMap { value, key, entries: entries.map().max_entries().into() };
        return Ok((Opened::Hash(entries), found));
    }
    let values = instance.values(map)?;
    let (value, entries) = (values.value_type().clone(), values.map().max_entries().into());
    Ok((Opened::Array(values), RunningMap { value, key: None, entries }))
}

fn enum_of(layout: &Layout, tag: &str) -> Option<ktsnap_btf::Enum> {
    match layout.type_by_name(tag)? {
        Type::Enum(of) => Some(of.as_ref().clone()),
        _ => None,
    }
}

/// Why a section or map is not read, for a note with its counters.
fn reason(error: &LiveError, plan: &Plan) -> String {
    match error {
        LiveError::NoMap { .. } => "not in the running object".to_owned(),
        LiveError::Drift(drift) => {
            format!("{} in the running object, {} in {}", drift.found, drift.expected, plan.object)
        }
        error => error.to_string(),
    }
}

pub(crate) fn gone(error: &LiveError, named: &RunningArgs) -> Gone {
    match running::is_final(error, named) {
        true => Gone::Ever(Failure::Message(error.to_string())),
        false => wait(error, named),
    }
}

fn wait(error: &LiveError, named: &RunningArgs) -> Gone {
    let what = if named.program.is_some() { "the program" } else { "a scheduler" };
    Gone::Now(match error {
        LiveError::NotAttached { .. } => format!("{what} (none attached)"),
        error => format!("{what} ({error})"),
    })
}
