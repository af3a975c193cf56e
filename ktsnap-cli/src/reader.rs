//! Counters of many reports, read by a struct: the one that `--struct` names, or the one that `ktsnap derive` writes for the same
//! options. Threads share a reader.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use ktsnap_btf::LayoutFile;
use ktsnap_core::__private::{DynamicStruct, Inspected, InspectedField, RustType, read_dynamic, read_with};
use ktsnap_core::Snapshot;
use ktsnap_core::select::Pick;
use ktsnap_core::typed::{ReadError, SchemaError};

use crate::args::columns::Columns;
use crate::args::{Derive, Object};
use crate::declared::{Declared, Ratio};
use crate::derive::{self, Generated};
use crate::failure::{Failure, note};
use crate::object::{self, Opened};

/// The name of generated source in messages.
const GENERATED: &str = "counters.rs";

/// The struct that has a generated struct for each section and map.
const OF_SEVERAL: &str = "Counters";

/// The counters that are read from each report.
pub struct Reader {
    declared: Declared,
    fields: Vec<(&'static str, RustType)>,
    spec: Option<ReaderSpec>,
    /// The structs with some of the fields that were needed so far.
    projections: Mutex<HashMap<BTreeSet<usize>, Option<Arc<DynamicStruct>>>>,
}

/// What another process needs to read the same counters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderSpec {
    /// The source of the struct.
    pub source: String,
    /// The name of the struct.
    pub name: String,
    /// The layout file of its object.
    pub layout: String,
}

/// The values that were read from a report.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadValues {
    /// The values of the fields that were asked for, in that order.
    pub fields: Vec<Inspected>,
    /// The values of the ratios that were asked for, or why a ratio has none.
    pub ratios: Vec<Result<f64, String>>,
    /// The name of the first map that was read.
    pub map: String,
    /// The address of that map in the kernel; 0 if it is unknown.
    pub map_kva: u64,
}

impl Reader {
    /// The counters that the options select.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the options contradict each other, or name what the object lacks.
    pub fn of(args: &Columns) -> Result<Self, Failure> {
        match &args.declared.name {
            Some(written) => Self::of_struct(args, written),
            None => Self::of_object(args),
        }
    }

    /// The counters of another process.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the struct does not agree with the layout.
    pub fn of_spec(spec: ReaderSpec) -> Result<Self, Failure> {
        let path = Path::new(GENERATED);
        let file = LayoutFile::parse(spec.layout.as_bytes());
        let file = file.map_err(|error| Failure::of(path, &error, error.help()))?;
        let object = ("the layout file".to_owned(), Arc::new(file.layout().clone()));
        let declared = Declared::of_text(path, &spec.source, &spec.name, object)?;
        Ok(Self::new(declared, Some(spec)))
    }

    fn of_struct(args: &Columns, written: &str) -> Result<Self, Failure> {
        let Columns { sources, only, sum, ratios, .. } = args;
        let replaced = [
            ("--section", !sources.section.is_empty()),
            ("--map", !sources.map.is_empty()),
            ("--rows", !sources.rows.is_empty()),
            ("--histogram", !sources.histogram.is_empty()),
            ("--only", !only.is_empty()),
            ("--sum", *sum),
            ("--ratio", !ratios.ratio.is_empty()),
            ("--let", !ratios.terms.is_empty()),
        ];
        if let Some((option, _)) = replaced.iter().find(|(_, is_given)| *is_given) {
            let fact =
                format!("`{option}` describes counters of an object, and a struct has its own fields and ratios");
            return Err(Failure::usage(fact, format!("omit `{option}`, or `--struct {written}`")));
        }
        let declared = Declared::of(&args.declared, &args.of)?;
        let declared = declared.ok_or_else(|| Failure::usage("no struct is named", "add `--struct FILE.rs:NAME`"))?;
        declared.notes.iter().for_each(note);
        Ok(Self::new(declared, None))
    }

    fn of_object(args: &Columns) -> Result<Self, Failure> {
        let Some(path) = &args.of.object else {
            let help =
                "add `--object OBJECT` with the scheduler's BPF object, or `--struct FILE.rs:NAME` with a struct";
            return Err(Failure::usage("reports do not say which of their values are counters", help));
        };
        let object = Object { path: path.clone(), struct_ops: args.of.struct_ops.clone() };
        let opened = object::open(&object)?;
        let spec = spec(args, object, &opened)?;
        Self::of_spec(spec)
    }

    fn new(declared: Declared, spec: Option<ReaderSpec>) -> Self {
        let fields = declared.fields();
        Self { declared, fields, spec, projections: Mutex::default() }
    }

    /// The name of the struct.
    pub fn name(&self) -> &str {
        &self.declared.name
    }

    /// The fields, each with its type.
    pub fn fields(&self) -> &[(&'static str, RustType)] {
        &self.fields
    }

    /// The names of the ratios.
    pub fn ratios(&self) -> impl Iterator<Item = &str> {
        self.declared.ratios.iter().map(|ratio| ratio.name.as_str())
    }

    /// What is read, as a text that differs for counters that differ. Another build of the object has the same.
    pub fn definition(&self) -> String {
        self.declared.definition()
    }

    /// What another process needs to read the same counters. `None` for a struct of `--struct`, whose types can be in other files.
    pub fn spec(&self) -> Option<&ReaderSpec> {
        self.spec.as_ref()
    }

    /// Reads the fields and ratios at these positions from the text of a report. Without any, all fields are read, so that a report
    /// that has none of the counters is an error.
    ///
    /// # Errors
    ///
    /// Those of a typed read.
    pub fn read(&self, json: &str, file: &Path, fields: &[usize], ratios: &[usize]) -> Result<ReadValues, ReadError> {
        let ratios = || ratios.iter().filter_map(|at| self.declared.ratios.get(*at));
        let operands = ratios().flat_map(Ratio::fields);
        let operands = operands.filter_map(|name| self.fields.iter().position(|(field, _)| *field == name));
        let needed: BTreeSet<usize> = fields.iter().copied().chain(operands).collect();
        let (values, map, map_kva) = match self.projection(&needed) {
            Some(some) => read_with(json, Some(file), &[some.schema], |snapshot| {
                let (fields, pick) = read_dynamic(snapshot, &some)?;
                Ok((Inspected::Fields(fields), pick.map.name.to_owned(), pick.map.map_kva))
            })?,
            None => read_with(json, Some(file), self.declared.schemas(), |snapshot| self.whole(snapshot))?,
        };
        Ok(ReadValues {
            ratios: ratios().map(|ratio| ratio.over(&values).map_err(|error| error.to_string())).collect(),
            fields: chosen(values, fields.iter().filter_map(|at| self.fields.get(*at)).map(|(name, _)| *name)),
            map,
            map_kva,
        })
    }

    fn whole(&self, snapshot: &Snapshot<'_>) -> Result<(Inspected, String, u64), SchemaError> {
        let (values, picks) = self.declared.read_values(snapshot)?;
        let first = picks.first().map(|Pick { map, .. }| (map.name.to_owned(), map.map_kva));
        let (map, map_kva) = first.unwrap_or_default();
        Ok((values, map, map_kva))
    }

    /// The struct with some of the fields. `None` if all are read.
    fn projection(&self, needed: &BTreeSet<usize>) -> Option<Arc<DynamicStruct>> {
        if needed.is_empty() || needed.len() == self.fields.len() {
            return None;
        }
        let mut known = self.projections.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(needed) {
            return known.clone();
        }
        let made = self.declared.only(needed).map(Arc::new);
        known.insert(needed.clone(), made.clone());
        made
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("name", &self.name()).finish_non_exhaustive()
    }
}

/// The values of the fields with these names, in this order.
fn chosen(values: Inspected, names: impl Iterator<Item = &'static str>) -> Vec<Inspected> {
    let Inspected::Fields(mut fields) = values else { return Vec::new() };
    let take = |name: &str| {
        let field: &mut InspectedField = fields.iter_mut().find(|field| field.name == name)?;
        Some(std::mem::replace(&mut field.value, Inspected::Absent))
    };
    names.filter_map(take).collect()
}

/// The struct that `ktsnap derive` writes for the options, and the layout of the object.
fn spec(args: &Columns, object: Object, opened: &Opened) -> Result<ReaderSpec, Failure> {
    let sources = &args.sources;
    let derive = Derive {
        object,
        section: sources.section.clone(),
        map: sources.map.clone(),
        key: sources.key.clone(),
        only: args.only.clone(),
        rows: sources.rows.clone(),
        histogram: sources.histogram.clone(),
        sum: args.sum,
        name: None,
        ratio: args.ratios.ratio.clone(),
        terms: args.ratios.terms.clone(),
        main: false,
        // The layout replaces it.
        object_as: Some("object".to_owned()),
    };
    let Generated { mut source, structs, left_out } = derive::generated(&derive, opened)?;
    left_out.iter().for_each(note);
    let name = match structs.as_slice() {
        [only] => only.clone(),
        several => {
            source.push_str(&of_several(several));
            OF_SEVERAL.to_owned()
        }
    };
    Ok(ReaderSpec { source, name, layout: LayoutFile::new(opened.layout()).to_json() })
}

/// The source of a struct whose parts are these structs.
fn of_several(structs: &[String]) -> String {
    let parts: Vec<_> = structs.iter().map(|name| format!("    {}: {name},\n", snake(name))).collect();
    format!("\n#[derive(ktsnap::SnapshotSchema)]\n#[snapshot(parts)]\nstruct {OF_SEVERAL} {{\n{}}}\n", parts.concat())
}

/// The name of a field for a struct: `cpu_stats` for `CpuStats`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::Parser;
    use serde_json::Value;

    use super::*;

    const OBJECT: &str = "../examples/bpf/dispatch.bpf.o";
    const REPORT: &str = "../examples/captures/dispatch-a1.json";

    #[derive(Parser)]
    struct Options {
        #[command(flatten)]
        columns: Columns,
    }

    fn reader(options: &[&str]) -> Result<Reader, String> {
        let options = Options::try_parse_from([&["table"], options].concat()).map_err(|error| error.to_string())?;
        Reader::of(&options.columns).map_err(|failure| match failure {
            Failure::Message(message) | Failure::Usage(message) => message,
            Failure::Output(error) => error.to_string(),
        })
    }

    fn of_object(options: &[&str]) -> Reader {
        reader(&[&["--object", OBJECT], options].concat()).unwrap()
    }

    fn names(reader: &Reader) -> Vec<&str> {
        reader.fields().iter().map(|(name, _)| *name).collect()
    }

    fn read(reader: &Reader, json: &str, fields: &[usize], ratios: &[usize]) -> Result<ReadValues, String> {
        reader.read(json, Path::new(REPORT), fields, ratios).map_err(|error| error.to_string())
    }

    /// A variable of `.bss`, as serde_json reads it.
    fn counter(report: &Value, name: &str) -> i128 {
        let maps = report["maps"].as_array().unwrap();
        let bss = maps.iter().find(|map| map["name"].as_str().unwrap().ends_with(".bss")).unwrap();
        let members = bss["value"]["members"].as_array().unwrap();
        let member = members.iter().find(|member| member["name"] == name).unwrap();
        member["value"]["value"].as_u64().unwrap().into()
    }

    #[test]
    fn the_fields_and_ratios_that_are_asked_for_are_read() {
        let json = fs::read_to_string(REPORT).unwrap();
        let report: Value = serde_json::from_str(&json).unwrap();
        let same_and_cross = ["nr_mig_same", "nr_mig_cross"].map(|name| counter(&report, name));
        let ratio = "cross = nr_mig_cross / (nr_mig_same + nr_mig_cross)";
        let reader = of_object(&["--only", "nr_mig_*", "--ratio", ratio]);
        assert_eq!((reader.name(), names(&reader)), ("Bss", vec!["nr_mig_same", "nr_mig_cross"]));
        let values = read(&reader, &json, &[1], &[]).unwrap();
        assert_eq!(values.fields, [Inspected::Integer { value: same_and_cross[1], counts: true }]);
        // The ratio needs a field that is not asked for.
        let values = read(&reader, &json, &[0], &[0]).unwrap();
        assert_eq!(values.fields, [Inspected::Integer { value: same_and_cross[0], counts: true }]);
        let expected = same_and_cross[1] as f64 / (same_and_cross[0] + same_and_cross[1]) as f64;
        assert_eq!(values.ratios, [Ok(expected)]);
        assert!(values.map.ends_with(".bss") && values.map_kva > 0, "{values:?}");
    }

    #[test]
    fn a_read_of_some_fields_needs_no_other_variable() {
        let json = fs::read_to_string(REPORT).unwrap().replace("\"nr_mig_same\"", "\"nr_mig_sane\"");
        let reader = of_object(&["--only", "nr_mig_*"]);
        assert_eq!(read(&reader, &json, &[1], &[]).unwrap().fields.len(), 1);
        for fields in [&[0][..], &[0, 1], &[]] {
            let error = read(&reader, &json, fields, &[]).unwrap_err();
            assert!(error.contains("nr_mig_same"), "{fields:?}: {error}");
        }
    }

    #[test]
    fn several_sections_and_maps_are_the_fields_of_a_struct() {
        let reader = of_object(&["--section", ".bss", "--map", "cpu_stats", "--only", "nr_*", "--sum"]);
        assert_eq!(names(&reader), ["bss", "cpu_stats"]);
        let values = read(&reader, &fs::read_to_string(REPORT).unwrap(), &[1], &[]).unwrap();
        let [Inspected::Fields(fields)] = values.fields.as_slice() else { panic!("{values:?}") };
        assert_eq!(fields.iter().map(|field| field.name).collect::<Vec<_>>(), ["nr_runs"]);
    }

    #[test]
    fn another_process_reads_the_same() {
        let json = fs::read_to_string(REPORT).unwrap();
        let ratio = "kicks = dsp_stats[DSP_KICK] / sum(dsp_stats)";
        for options in [&["--ratio", ratio][..], &["--map", "stats", "--key", "dsp_stat"], &["--map", "cpu_stats"]] {
            let reader = of_object(options);
            let other = Reader::of_spec(reader.spec().unwrap().clone()).unwrap();
            let all: Vec<_> = (0..reader.fields().len()).collect();
            let ratios: Vec<_> = (0..reader.ratios().count()).collect();
            assert_eq!(ratios.len(), usize::from(options.contains(&ratio)));
            let values = read(&reader, &json, &all, &ratios).unwrap();
            assert_eq!(values.fields.len(), all.len());
            assert_eq!(read(&other, &json, &all, &ratios).unwrap(), values, "{options:?}");
        }
    }

    #[test]
    fn another_build_of_the_object_has_the_same_definition() {
        let ratio = "cross = nr_mig_cross / (nr_mig_same + nr_mig_cross)";
        let reader = of_object(&["--only", "nr_mig_*", "--ratio", ratio]);
        let mut spec = reader.spec().unwrap().clone();
        let swapped = spec.layout.replace("nr_mig_same", "swapped").replace("nr_mig_cross", "nr_mig_same");
        spec.layout = swapped.replace("swapped", "nr_mig_cross");
        let rebuilt = Reader::of_spec(spec.clone()).unwrap();
        assert_ne!(format!("{:?}", rebuilt.declared.schemas()), format!("{:?}", reader.declared.schemas()));
        assert_eq!(rebuilt.definition(), reader.definition());
        for options in
            [&["--only", "nr_mig_*", "--ratio", "cross = nr_mig_same / nr_mig_cross"][..], &["--only", "nr_*"]]
        {
            assert_ne!(of_object(options).definition(), reader.definition(), "{options:?}");
        }
    }

    #[test]
    fn options_without_a_struct_or_with_two_are_refused() {
        for (options, expected) in [
            (&["--only", "nr_*"][..], "reports do not say which of their values are counters: add `--object OBJECT`"),
            (&["--object", OBJECT, "--only", "nr_x"], "is called `nr_x`"),
            (
                &["--struct", "a.rs:A", "--only", "nr_*"],
                "`--only` describes counters of an object, and a struct has its own fields and ratios: omit `--only`, or \
                 `--struct a.rs:A`",
            ),
        ] {
            let error = reader(options).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
