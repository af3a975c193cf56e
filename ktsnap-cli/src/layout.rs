//! `ktsnap layout`: the globals and maps of an object, as tables or as JSON.

use std::collections::HashMap;
use std::io::Write;
use std::process::ExitCode;

use anstyle::Style;
use ktsnap_btf::{Fault, FaultyVar, Layout, Linkage, Map, Section, Text, UnsupportedMap, Var, closest};
use serde_json::{Value, json};

use crate::args;
use crate::failure::Failure;
use crate::filter::is_named;
use crate::generate::mirrors::Mirrors;
use crate::object::{self, Opened, is_format};
use crate::screen::text::{clean, listed, map_type, name, wrap_whole};
use crate::screen::{Heading, Screen, Table};

pub(crate) fn run(args: &args::Layout, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let opened = object::open(&args.object)?;
    let layout = opened.layout();
    let chosen = choose(args, &opened)?;
    if screen.json {
        screen.write_json(out, &document(layout, &chosen))?;
    } else {
        write(layout, &chosen, screen, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What the arguments select.
struct Selection<'l> {
    sections: Vec<(&'l Section, Vec<SelectedVar<'l>>)>,
    maps: Vec<&'l Map>,
    unsupported_maps: Vec<&'l UnsupportedMap>,
    /// Whether the tables leave out format strings.
    brief: bool,
    /// Whether the layout is from a layout file.
    of_file: bool,
}

/// One variable of a section.
#[derive(Clone, Copy)]
struct SelectedVar<'l> {
    var: &'l Var,
    /// Set if the variable can't be read.
    faulty: Option<&'l FaultyVar>,
}

impl Selection<'_> {
    /// Whether the tables leave out a variable.
    fn is_left_out(&self, var: &Var) -> bool {
        self.brief && is_format(var)
    }

    /// Whether only the names of a section's variables are known. A layout file keeps no more of a section without globals.
    fn has_only_names(&self, section: &Section) -> bool {
        self.of_file && !section.holds_globals()
    }
}

fn choose<'l>(args: &args::Layout, opened: &'l Opened) -> Result<Selection<'l>, Failure> {
    let layout = opened.layout();
    let path = &args.object.path;
    let is_empty = |section: &Section| section.vars.is_empty() && section.faulty.is_empty();
    if layout.maps.is_empty() && layout.unsupported_maps.is_empty() && layout.sections.iter().all(is_empty) {
        let help = "give the BPF object that declares the scheduler's globals and maps";
        return Err(Failure::of(path, "has no globals and no maps", help));
    }
    if let Some(name) = &args.section
        && layout.section(name).is_none()
    {
        let names = || layout.sections.iter().map(|section| section.name.as_str());
        let help = match closest(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its sections are {}", listed(names())),
        };
        return Err(Failure::of(path, format!("has no section `{name}`"), help));
    }
    let wanted = |name: &str| is_named(&args.only, name);
    let in_section = |name: &str| args.section.as_ref().is_none_or(|section| section == name);
    // Maps have a table of their own.
    let globals = layout.sections.iter().filter(|section| section.name != ".maps" && in_section(&section.name));
    let of_section = |section: &'l Section| {
        // An extern has no place in the section, so it follows the listed variables.
        let externs = section.faulty.iter().filter(|faulty| faulty.fault == Fault::Extern).map(|faulty| &faulty.var);
        let faulty: HashMap<*const Var, _> =
            section.faulty.iter().map(|faulty| (&raw const faulty.var, faulty)).collect();
        let vars = section.listed().into_iter().chain(externs);
        let vars = vars.map(|var| SelectedVar { var, faulty: faulty.get(&std::ptr::from_ref(var)).copied() });
        let is_selected =
            |row: &SelectedVar<'_>| wanted(&row.var.name) || row.faulty.is_some_and(|faulty| wanted(faulty.declared()));
        (section, vars.filter(is_selected).collect::<Vec<_>>())
    };
    let sections = globals.map(of_section).filter(|(_, vars)| args.only.is_empty() || !vars.is_empty()).collect();
    let maps = layout.maps.iter().filter(|map| in_section(".maps") && wanted(&map.name)).collect();
    let unsupported_maps =
        layout.unsupported_maps.iter().filter(|map| in_section(".maps") && wanted(&map.name)).collect();
    let chosen = Selection {
        sections,
        maps,
        unsupported_maps,
        brief: !args.all && args.only.is_empty(),
        of_file: matches!(opened, Opened::File(_)),
    };
    match args.only.first() {
        Some(pattern) if chosen.sections.is_empty() && chosen.maps.is_empty() && chosen.unsupported_maps.is_empty() => {
            let vars = layout.sections.iter().filter(|section| in_section(&section.name)).flat_map(|one| &one.vars);
            let near = closest(&pattern.replace(['*', '?'], ""), vars.map(|var| var.name.as_str()));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "omit `--only` to list all".to_owned(),
            };
            let place = args.section.as_ref().map_or_else(String::new, |name| format!(" in `{name}`"));
            Err(Failure::of(path, format!("has no global or map `{pattern}`{place}"), help))
        }
        _ => Ok(chosen),
    }
}

fn write(layout: &Layout, chosen: &Selection<'_>, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
    let mut mirrors = Mirrors::new(layout);
    let mut gap = "";
    for (section, vars) in &chosen.sections {
        out.write_all(gap.as_bytes())?;
        gap = "\n";
        globals(section, vars, chosen, &mut mirrors, screen, out)?;
    }
    if !chosen.maps.is_empty() {
        out.write_all(gap.as_bytes())?;
        maps(&chosen.maps, screen, out)?;
        gap = "\n";
    }
    for odd in &chosen.unsupported_maps {
        out.write_all(gap.as_bytes())?;
        let (name, why) = (clean(&odd.name), clean(&odd.reason));
        screen.line(&format!("`{name}` is not a map that libbpf can create: {why}"), out)?;
        gap = "";
    }
    Ok(())
}

fn globals(
    section: &Section,
    vars: &[SelectedVar<'_>],
    chosen: &Selection<'_>,
    mirrors: &mut Mirrors<'_>,
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if chosen.has_only_names(section) {
        heading(screen, &clean(&section.name), ": a layout file contains only the names", out)?;
        for row in vars {
            writeln!(out, "{}", name(&row.var.name))?;
        }
        return Ok(());
    }
    let size = match section.size {
        // A section that the kernel or the loader fills in.
        0 => String::new(),
        1 => ", 1 byte".to_owned(),
        size => format!(", {size} bytes"),
    };
    heading(screen, &clean(&section.name), &size, out)?;
    let shown: Vec<_> = vars.iter().filter(|row| !chosen.is_left_out(row.var)).collect();
    let mut rows: Vec<[String; 6]> = Vec::new();
    for SelectedVar { var, faulty } in &shown {
        let rust = if faulty.is_some() { None } else { mirrors.rust_type(section, var) };
        rows.push([
            clean(&var.name).into_owned(),
            clean(&var.c_type).into_owned(),
            rust.unwrap_or_else(|| "-".to_owned()),
            var.offset.to_string(),
            var.size.to_string(),
            match var.linkage {
                Linkage::Static => "static",
                Linkage::Extern => "extern",
                _ => "",
            }
            .to_owned(),
        ]);
    }
    let columns = [
        "name".into(),
        Heading::from("C type").cut(),
        Heading::from("Rust type").cut().leaves(2),
        Heading::from(">offset").leaves(4),
        Heading::from(">size").leaves(3),
        Heading::from("linkage").leaves(1),
    ];
    table(screen, &columns, rows, out)?;
    for faulty in shown.iter().filter_map(|row| row.faulty) {
        screen.line(&format!("{}: {}", clean(&faulty.fact()), faulty.help()), out)?;
    }
    match vars.len() - shown.len() {
        0 => Ok(()),
        1 => Ok(screen.line("and 1 format string (--all lists it)", out)?),
        strings => Ok(screen.line(&format!("and {strings} format strings (--all lists them)"), out)?),
    }
}

fn maps(maps: &[&Map], screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
    heading(screen, "maps", "", out)?;
    let of_size = |c_type: &Option<Text>, size: u64| match (c_type, size) {
        (Some(c_type), _) => clean(c_type).into_owned(),
        (None, 0) => "-".to_owned(),
        (None, 1) => "1 byte".to_owned(),
        (None, size) => format!("{size} bytes"),
    };
    let row = |map: &&Map| {
        [
            clean(&map.name).into_owned(),
            map_type(map.kind),
            of_size(&map.key_c_type, map.key_size),
            of_size(&map.value_c_type, map.value_size),
            map.max_entries.to_string(),
            map.value_size.to_string(),
        ]
    };
    let columns = [
        "name".into(),
        Heading::from("type").leaves(4),
        Heading::from("key").cut().leaves(2),
        Heading::from("value").cut(),
        Heading::from(">entries").leaves(3),
        Heading::from(">value size").leaves(1),
    ];
    table(screen, &columns, maps.iter().map(row).collect(), out)
}

fn heading(screen: &Screen, name: &str, more: &str, out: &mut dyn Write) -> Result<(), Failure> {
    for line in wrap_whole(&format!("{name}{more}"), screen.width.into(), 2) {
        match line.strip_prefix(name) {
            Some(rest) => writeln!(out, "{}{rest}", screen.paint(Style::new().bold(), name))?,
            None => writeln!(out, "{line}")?,
        }
    }
    Ok(())
}

fn table(screen: &Screen, columns: &[Heading; 6], rows: Vec<[String; 6]>, out: &mut dyn Write) -> Result<(), Failure> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut table = Table::new(screen, columns);
    for row in rows {
        table.row(row);
    }
    Ok(write!(out, "{table}")?)
}

fn document(layout: &Layout, chosen: &Selection<'_>) -> Value {
    let mut mirrors = Mirrors::new(layout);
    let mut sections = serde_json::Map::new();
    for (section, vars) in &chosen.sections {
        if chosen.has_only_names(section) {
            let vars: Vec<_> = vars.iter().map(|row| json!({ "name": row.var.name })).collect();
            sections.insert(section.name.clone(), json!({ "vars": vars }));
            continue;
        }
        let vars: Vec<_> = vars.iter().map(|row| variable(section, *row, &mut mirrors)).collect();
        sections.insert(section.name.clone(), json!({ "size": section.size, "vars": vars }));
    }
    let maps: serde_json::Map<_, _> = chosen.maps.iter().map(|map| (map.name.to_string(), of_map(map))).collect();
    let mut document = json!({ "sections": sections, "maps": maps });
    if let (false, Some(fields)) = (chosen.unsupported_maps.is_empty(), document.as_object_mut()) {
        let odd = chosen.unsupported_maps.iter().map(|map| json!({ "name": map.name, "fault": map.reason }));
        fields.insert("unsupported_maps".to_owned(), odd.collect());
    }
    document
}

fn variable(section: &Section, SelectedVar { var, faulty }: SelectedVar<'_>, mirrors: &mut Mirrors<'_>) -> Value {
    let mut document = json!({
        "name": var.name,
        "c_type": var.c_type,
        "rust": if faulty.is_some() { None } else { mirrors.rust_type(section, var) },
        "offset": var.offset,
        "size": var.size,
        "linkage": match var.linkage {
            Linkage::Static => "static",
            Linkage::Extern => "extern",
            _ => "global",
        },
    });
    if let (Some(faulty), Some(fields)) = (faulty, document.as_object_mut()) {
        fields.insert("fault".to_owned(), format!("{}: {}", faulty.fact(), faulty.help()).into());
    }
    document
}

fn of_map(map: &Map) -> Value {
    json!({
        "type": map_type(map.kind),
        "key": map.key_c_type,
        "value": map.value_c_type,
        "key_size": map.key_size,
        "value_size": map.value_size,
        "entries": map.max_entries,
    })
}
