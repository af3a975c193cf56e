//! The structs that were asked for, and their attributes with the path of the object.

use std::env;
use std::path::{Component, Path, PathBuf};

use ktsnap_btf::{Enum, Layout, Map, Section, Type, closest};
use ktsnap_core::report::limits::MAX_VALUE_BYTES;

use super::fields::{self, Wanted};
use super::{arrays, ratio};
use crate::args::Derive;
use crate::failure::{self, Failure};
use crate::generate::mirrors::Mirrors;
use crate::generate::names::{Names, camel};
use crate::generate::{Key, Line, StructItem};
use crate::named::enums::{enum_tag, key_enum};
use crate::named::{MIRRORED, Source, is_mirrored, map_named, section_named};
use crate::object::Opened;
use crate::package;
use crate::screen::text::{clean, listed};
use crate::source::is_stdin;

/// The structs that were asked for: one for each section, then one for each map.
pub(super) fn structs(args: &Derive, opened: &Opened, mirrors: &mut Mirrors<'_>) -> Result<Vec<StructItem>, Failure> {
    let path = &args.object.path;
    let bss = [".bss".to_owned()];
    let sections = if args.section.is_empty() && args.map.is_empty() { &bss } else { args.section.as_slice() };
    let sections = sections.iter().map(|name| section_named(mirrors.layout, name, path).map(Source::Section));
    let maps = args.map.iter().map(|name| map_named(mirrors.layout, name, path, MIRRORED).map(Source::Map));
    let targets = sections.chain(maps).collect::<Result<Vec<_>, _>>()?;
    check_options(args, &targets, mirrors.layout)?;
    // These names are taken first, so that none of them gets a number because of a field's type.
    let names = targets.iter().map(|target| struct_name(args, mirrors, target.name()));
    let names = names.collect::<Result<Vec<_>, _>>()?;
    let object = object(args, opened)?;
    let described = arrays::describe(args, opened, mirrors, &targets, &object)?;
    let of = targets.into_iter().zip(names).map(|(target, name)| match target {
        Source::Section(section) => of_section(args, object.clone(), mirrors, section, name),
        Source::Map(map) => of_map(args, opened, object.clone(), mirrors, map, name),
    });
    let structs = of.collect::<Result<Vec<_>, _>>()?;
    described.check_used(mirrors)?;
    Ok(structs)
}

/// Refuses options that only apply to one struct if several were asked for, and options without an effect.
fn check_options(args: &Derive, targets: &[Source<'_>], layout: &Layout) -> Result<(), Failure> {
    let is_per_cpu = |map: &Map| map.kind.is_per_cpu();
    if args.sum && !targets.iter().any(|target| target.as_map().is_some_and(is_per_cpu)) {
        let per_cpu = layout.maps.iter().filter(|map| is_mirrored(map) && is_per_cpu(map));
        let names: Vec<_> = per_cpu.map(|map| map.name.as_str()).collect();
        let help = match names.as_slice() {
            [] => "remove `--sum`".to_owned(),
            names => format!("the per-CPU maps are {}", listed(names.iter().copied())),
        };
        let fact = match targets {
            [target] => format!("`{}` is not a per-CPU map", target.name()),
            targets => format!("none of {} is a per-CPU map", listed(targets.iter().map(Source::name))),
        };
        return Err(Failure::new(format!("`--sum` adds the values of all CPUs, but {fact}"), help));
    }
    let structs = targets.len();
    let applied = [
        ("--name", args.name.is_some()),
        ("--key", args.key.is_some()),
        ("--ratio", args.ratio.iter().any(|text| !ratio::names_struct(text))),
        ("--let", args.terms.iter().any(|text| !ratio::names_struct(text))),
        ("--main", args.main),
    ];
    match applied.into_iter().find(|(_, given)| *given && structs > 1) {
        Some((option, _)) => {
            let fact = format!("`{option}` applies to a single struct, but {structs} were asked for");
            let help = match option {
                "--ratio" | "--let" => "write the struct before the name: `Counters.hit_rate = ...`",
                _ => "name one section or map",
            };
            Err(Failure::new(fact, help))
        }
        None => Ok(()),
    }
}

fn of_section(
    args: &Derive,
    mut attributes: Vec<Vec<Key>>,
    mirrors: &mut Mirrors<'_>,
    found: &Section,
    rust: String,
) -> Result<StructItem, Failure> {
    let (path, name) = (&args.object.path, &found.name);
    let globals = fields::globals(mirrors, found, &args.only);
    let names = || found.vars.iter().map(|var| var.name.as_str());
    let what = format!("`{name}` of {}", path.display());
    check_not_empty(&globals.lines, &what, "global", &args.only, names, globals.formats)?;
    if !fields::is_inferred(mirrors.layout, found, &globals.lines) {
        attributes.push(vec![("section", found.name.clone())]);
    }
    let mut notes = Vec::new();
    match globals.formats {
        0 => {}
        1 => notes.push("Left out: a format string. `--only '*___fmt*'` includes it.".to_owned()),
        formats => notes.push(format!("Left out: {formats} format strings. `--only '*___fmt*'` includes them.")),
    }
    if found.size > MAX_VALUE_BYTES {
        notes.push(format!("The section has {} bytes. A report has no section of more than 16 MiB.", found.size));
    }
    let doc = vec![format!("Globals in `{}` of {}.", clean(&found.name), file_name(args))];
    Ok(StructItem {
        name: rust,
        doc,
        attributes,
        ratios: Vec::new(),
        each_cpu: false,
        is_key: false,
        lines: globals.lines,
        notes,
    })
}

fn of_map(
    args: &Derive,
    opened: &Opened,
    mut attributes: Vec<Vec<Key>>,
    mirrors: &mut Mirrors<'_>,
    found: &Map,
    rust: String,
) -> Result<StructItem, Failure> {
    let (path, name) = (&args.object.path, &found.name);
    let keys = match &args.key {
        Some(key) => Some(key_enum(mirrors.layout, opened.is_file(), key).map_err(|help| {
            let help = help.unwrap_or_else(|| {
                "BTF only has enums that are the type of a variable, a member or a parameter".to_owned()
            });
            Failure::of(path, format!("has no `{}`", enum_tag(key)), help)
        })?),
        None => None,
    };
    let keys = keys.as_ref().map(|(tag, of)| (tag.as_str(), *of));
    let sum = args.sum && found.kind.is_per_cpu();
    mirrors.is_summing = sum;
    let fields = fields::entries(mirrors, found, Wanted { keys, sum, only: &args.only });
    mirrors.is_summing = false;
    let fields = fields.map_err(|(fact, help)| Failure::new(format!("in {}, {fact}", path.display()), help))?;
    let names: Vec<String> = match (keys, &found.key, &found.value) {
        (Some((_, of)), ..) => enumerators(of),
        (None, Some(Type::Enum(of)), _) if !found.kind.has_keys() => enumerators(of),
        (.., Some(Type::Struct(of))) if found.max_entries == 1 && !found.kind.has_keys() => {
            of.names().map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    let what = format!("map `{name}` of {}", path.display());
    check_not_empty(&fields.lines, &what, "entry or member", &args.only, || names.iter().map(String::as_str), 0)?;
    attributes.push([("map", found.name.to_string())].into_iter().chain(fields.keys.clone()).collect());
    let mut doc = vec![format!("{} of the map `{}` in {}.", fields.doc, clean(&found.name), file_name(args))];
    let each_cpu = !sum && found.kind.is_per_cpu() && fields.keys.iter().any(|(key, _)| *key == "value");
    if each_cpu {
        doc.push(format!("Read the values of all CPUs with `PerCpu::<{rust}>::from_snapshot(&snapshot)`."));
    }
    let is_sum = |line: &Line| matches!(line, Line::Field(field) if field.keys.iter().any(|(key, _)| *key == "sum"));
    if fields.lines.iter().any(is_sum) {
        doc.push("Each field is the sum over all CPUs.".to_owned());
    }
    let (lines, notes) = (fields.lines, fields.notes);
    Ok(StructItem { name: rust, doc, attributes, ratios: Vec::new(), each_cpu, is_key: false, lines, notes })
}

fn enumerators(of: &Enum) -> Vec<String> {
    of.enumerators.iter().map(|one| one.name.to_string()).collect()
}

/// Refuses a struct without fields, and says why it has none.
fn check_not_empty<'n, N: Iterator<Item = &'n str>>(
    lines: &[Line],
    place: &str,
    kind: &str,
    only: &[String],
    names: impl Fn() -> N,
    formats: usize,
) -> Result<(), Failure> {
    if lines.iter().any(|line| matches!(line, Line::Field(_))) {
        return Ok(());
    }
    if let Some(Line::LeftOut(left_out)) = lines.first() {
        let (name, reason) = (&left_out.name, &left_out.reason);
        return Err(Failure::new(format!("in {place}, `{name}` can't be a field"), reason));
    }
    if formats > 0 {
        return Err(Failure::new(format!("{place} has only format strings"), "include them with `--only '*'`"));
    }
    if let Some(pattern) = only.first() {
        let near = closest(&pattern.replace(['*', '?'], ""), names());
        let help = near.map_or_else(|| format!("it has {}", listed(names())), |near| format!("did you mean `{near}`?"));
        return Err(Failure::new(format!("no {kind} of {place} is called `{pattern}`"), help));
    }
    Err(Failure::new(format!("{place} is empty"), "name another section or map"))
}

/// The attributes that name the object, or the layout file.
fn object(args: &Derive, opened: &Opened) -> Result<Vec<Vec<Key>>, Failure> {
    let written = match &args.object_as {
        Some(written) => written.clone(),
        None => match written_path(&args.object.path)?.to_str() {
            Some(path) => below_home(path),
            None => {
                let help = "give the path to write with `--object-as`";
                return Err(Failure::of(&args.object.path, "is not UTF-8", help));
            }
        },
    };
    if let Opened::File(_) = opened {
        return Ok(vec![vec![("layout", written)]]);
    }
    let chosen = args.object.struct_ops.iter().map(|variable| ("struct_ops", variable.clone()));
    Ok(vec![[("object", written)].into_iter().chain(chosen).collect()])
}

/// The path to write in the attribute. Prints a note if a relative path can't be made relative to a package.
fn written_path(path: &Path) -> Result<PathBuf, Failure> {
    let here = env::current_dir().unwrap_or_default();
    let package = package::folder_of(&here)?;
    Ok(match &package {
        Some(package) if path.is_absolute() => path.strip_prefix(package).unwrap_or(path).to_owned(),
        Some(package) => from_package(path, here.strip_prefix(package).unwrap_or(Path::new(""))),
        None => {
            if path.is_relative() {
                failure::note(format_args!(
                    "this folder is not in a Cargo package, so the path of the object is written as given, `{}`, but the derive \
                     resolves it from the folder of the package's Cargo.toml: run this inside the package, or give the path \
                     to write with `--object-as`",
                    path.display()
                ));
            }
            path.to_owned()
        }
    })
}

/// A path that is relative to the folder `below` of a package, relative to the package.
fn from_package(path: &Path, below: &Path) -> PathBuf {
    let mut written = below.to_owned();
    let mut rest = path.components().filter(|part| *part != Component::CurDir).peekable();
    // Only leading `..` are removed: `a/..` is another folder if `a` is a link.
    while !written.as_os_str().is_empty() && rest.next_if_eq(&Component::ParentDir).is_some() {
        written.pop();
    }
    written.extend(rest);
    written
}

/// The path with `$HOME` for the user's home folder, so that it works for other users too.
fn below_home(path: &str) -> String {
    let home = env::var("HOME").unwrap_or_default();
    match path.strip_prefix(home.trim_end_matches('/')).filter(|rest| home.len() > 1 && rest.starts_with('/')) {
        Some(rest) => format!("$HOME{rest}"),
        None => path.to_owned(),
    }
}

fn file_name(args: &Derive) -> String {
    let path = match &args.object_as {
        Some(written) if is_stdin(&args.object.path) => Path::new(written),
        _ => &args.object.path,
    };
    path.file_name().map(|name| clean(&name.to_string_lossy()).into_owned()).unwrap_or_default()
}

fn struct_name(args: &Derive, mirrors: &mut Mirrors<'_>, of: &str) -> Result<String, Failure> {
    let Some(name) = &args.name else { return Ok(mirrors.names.fresh(&camel(of))) };
    let mut letters = name.chars();
    let begins = letters.next().is_some_and(|first| first.is_ascii_uppercase());
    let is_name = begins && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if !is_name || Names::of_types().has(name) {
        let fact = format!("`{name}` can't name the struct");
        return Err(Failure::new(fact, "write a name like `Counters`"));
    }
    Ok(mirrors.names.fresh(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_starts_at_the_package() {
        for (path, below, expected) in [
            ("bpf/x.o", "", "bpf/x.o"),
            ("./x.o", "", "x.o"),
            ("../x.o", "", "../x.o"),
            ("x.o", "tests", "tests/x.o"),
            ("../bpf/x.o", "tests", "bpf/x.o"),
            ("../../bpf/x.o", "tests/unit", "bpf/x.o"),
            ("../../x.o", "tests", "../x.o"),
            ("../../../x.o", "tests", "../../x.o"),
            ("../a/../x.o", "tests", "a/../x.o"),
        ] {
            assert_eq!(from_package(Path::new(path), Path::new(below)), Path::new(expected), "{path} in {below}");
        }
    }
}
