//! Pictures of counters: as text on the screen, as JSON, or as SVG files.

pub(crate) mod buckets;
pub(crate) mod cpus;
pub(crate) mod histogram;
pub(crate) mod lines;

use std::borrow::Cow;
use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;

use ktsnap_plot::text::{self, TextOptions};
use ktsnap_plot::{Bars, Heat, Lines, svg};
use serde::Serialize;

use crate::args::Pictures;
use crate::failure::Failure;
use crate::output::{ContentKind, Destination};
use crate::screen::Screen;

/// Lines of a picture of values over time.
const HEIGHT: u16 = 12;

/// A picture.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Picture {
    Lines(Lines),
    Heat(Heat),
    Bars(Bars),
}

impl Picture {
    fn text(&self, options: &TextOptions) -> Vec<String> {
        match self {
            Self::Lines(lines) => text::lines(lines, options),
            Self::Heat(heat) => text::heat(heat, options),
            Self::Bars(bars) => text::bars(bars, options),
        }
    }

    fn svg(&self) -> Result<String, Failure> {
        let drawn = match self {
            Self::Lines(lines) => svg::lines(lines),
            Self::Heat(heat) => svg::heat(heat),
            Self::Bars(bars) => svg::bars(bars),
        };
        drawn.map_err(|error| Failure::new(error.to_string(), "report this as a bug of ktsnap"))
    }
}

/// Draws pictures as the arguments say: as SVG files, as JSON or as text.
pub(crate) fn draw(
    pictures: &[Picture],
    args: &Pictures,
    input: Option<&Path>,
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if let Some(file) = &args.svg {
        write(pictures, file, args.force, input)?;
    }
    if screen.json {
        return screen.write_json(out, &serde_json::json!({ "pictures": pictures }));
    }
    if args.svg.is_some() {
        return Ok(());
    }
    draw_text(pictures, args.ascii, screen, out)
}

/// Draws pictures as text.
pub(crate) fn draw_text(
    pictures: &[Picture],
    ascii: bool,
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let ascii = ascii || !is_utf8(|name| env::var_os(name));
    let options = TextOptions { width: screen.width, height: HEIGHT, color: screen.color, ascii };
    for (at, picture) in pictures.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        for line in picture.text(&options) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// Writes each picture to a file. All files are checked before the first is written.
fn write(pictures: &[Picture], file: &Path, force: bool, input: Option<&Path>) -> Result<(), Failure> {
    let paths: Vec<_> = (1..=pictures.len()).map(|number| numbered(file, number)).collect();
    let to = |path| Destination { path, kind: ContentKind::Picture, input, force, mode: None };
    paths.iter().try_for_each(|path| to(path).check())?;
    for (picture, path) in pictures.iter().zip(&paths) {
        to(path).write(picture.svg()?.as_bytes())?;
    }
    Ok(())
}

/// The file of a picture: `run.svg`, then `run-2.svg`.
fn numbered(file: &Path, number: usize) -> Cow<'_, Path> {
    if number == 1 {
        return Cow::Borrowed(file);
    }
    let mut name: OsString = file.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{number}"));
    if let Some(extension) = file.extension() {
        name.push(".");
        name.push(extension);
    }
    Cow::Owned(file.with_file_name(name))
}

/// Whether the locale can show more than ASCII. The first variable that is set decides, as in C; without any, it can.
fn is_utf8(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let set =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| variable(name).filter(|value| !value.is_empty()));
    let Some(locale) = set else { return true };
    let locale = locale.to_string_lossy().to_ascii_lowercase();
    // Containers often set `C` or `POSIX` in a terminal that can show everything.
    locale.contains("utf-8") || locale.contains("utf8") || !locale.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_picture_has_a_number() {
        let name = |file: &str, number| numbered(Path::new(file), number).display().to_string();
        assert_eq!(name("out/run.svg", 1), "out/run.svg");
        assert_eq!(name("out/run.svg", 2), "out/run-2.svg");
        assert_eq!(name("run", 3), "run-3");
    }

    #[test]
    fn a_locale_of_another_character_set_gets_ascii() {
        let of = |all: Option<&str>, lang: Option<&str>| {
            let (all, lang) = (all.map(OsString::from), lang.map(OsString::from));
            is_utf8(|name| {
                if name == "LC_ALL" {
                    all.clone()
                } else if name == "LANG" {
                    lang.clone()
                } else {
                    None
                }
            })
        };
        assert!(of(None, None) && of(None, Some("C.UTF-8")) && of(Some("de_DE.utf8"), Some("de_DE.ISO-8859-1")));
        assert!(!of(None, Some("de_DE.ISO-8859-1")) && !of(Some("ja_JP.eucJP"), Some("C.UTF-8")));
    }
}
