//! `ktsnap export`: the layout of an object, as a file that can be committed.

use std::io::Write;
use std::process::ExitCode;

use ktsnap_btf::LayoutFile;

use crate::args::Export;
use crate::failure::Failure;
use crate::object::{self, Opened, fingerprint};
use crate::output::{ContentKind, Destination};
use crate::screen::Screen;

pub(crate) fn run(args: &Export, _screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let path = &args.object.path;
    let output = args.output.as_deref().map(|file| Destination {
        path: file,
        kind: ContentKind::Layout,
        input: Some(path),
        force: args.force,
        mode: None,
    });
    if let Some(output) = &output {
        output.check()?;
    }
    let opened = object::open(&args.object)?;
    // A layout file is read and written again, in the format of this version.
    let existing = match &opened {
        Opened::File(file) => Some(file),
        Opened::Object { .. } => None,
    };
    let types = existing.into_iter().flat_map(LayoutFile::kept).chain(args.types.iter().map(String::as_str));
    let file = LayoutFile::with_types(opened.layout(), types)
        .map_err(|error| Failure::of(path, &error, error.help()))?
        .of_object(args.label.as_deref().or(existing.and_then(LayoutFile::label)), fingerprint(&opened));
    let text = file.to_json();
    // A malformed object can give an invalid layout file. Report that now, not when a crate that uses the file is compiled.
    LayoutFile::parse(text.as_bytes())
        .map_err(|error| Failure::of(path, format!("has a layout that {error}"), "rebuild the object"))?;
    match output {
        Some(output) => output.write(text.as_bytes())?,
        None => out.write_all(text.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}
