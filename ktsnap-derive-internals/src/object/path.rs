//! The path of a file as an attribute names it, and the code that makes Cargo track the file.

use std::env::VarError;
use std::fs;
use std::path::{Path, PathBuf};

use ktsnap_btf::closest;
use ktsnap_btf::suggest::shell_word;
use proc_macro2::TokenStream;
use quote::quote;

use super::origin::Origin;
use super::search;

/// The folder at which relative paths of objects start, if it is set.
pub(super) const OBJECT_DIR: &str = "KTSNAP_OBJECT_DIR";
pub(super) const MANIFEST_DIR: &str = "CARGO_MANIFEST_DIR";

/// A file that an attribute names.
pub(crate) struct FilePath {
    /// The path as it was written.
    pub(super) written: String,
    /// The path on this machine.
    pub(super) path: PathBuf,
    /// The path as an expression for the compiler. It has no absolute path of this machine unless the attribute has one.
    found_by: TokenStream,
    /// The environment variables in the path.
    variables: Vec<String>,
    /// The variable with the folder of a relative path; `None` for an absolute path.
    pub(super) start: Option<&'static str>,
    origin: Origin,
}

/// A part of a path: `$OUT_DIR/bpf.bpf.o` has a variable and a text.
#[derive(Debug, PartialEq)]
enum PathPart<'w> {
    Text(&'w str),
    Variable(&'w str),
}

/// The folder at which a relative path starts.
#[derive(Clone, Copy)]
pub(super) enum Base {
    /// The folder of `KTSNAP_OBJECT_DIR`, or the package's.
    Objects,
    /// The package's folder.
    Package,
}

/// An environment variable that can't be read.
pub(super) struct UnsetVariable {
    pub(super) name: String,
    /// The path that contains it; empty if the variable itself is the path.
    pub(super) within: String,
    pub(super) error: VarError,
}

impl FilePath {
    /// The path that an attribute names.
    pub(super) fn read(written: &str, base: Base, origin: &Origin) -> Result<Self, UnsetVariable> {
        Self::of(written, &parts(written), base, origin)
    }

    /// The path in a variable; `None` if the variable is not set.
    pub(super) fn held_by(variable: &str, base: Base, origin: &Origin) -> Option<Result<Self, UnsetVariable>> {
        origin.os_variable(variable).filter(|value| !value.is_empty())?;
        let place = Self::of("", &[PathPart::Variable(variable)], base, origin);
        Some(place.map(|place| Self { written: origin.variable(variable).unwrap_or_default(), ..place }))
    }

    fn of(written: &str, parts: &[PathPart<'_>], base: Base, origin: &Origin) -> Result<Self, UnsetVariable> {
        let (mut whole, mut code, mut variables) = (String::new(), Vec::new(), Vec::new());
        for part in parts {
            match *part {
                PathPart::Text(text) => {
                    whole.push_str(text);
                    code.push(quote! { #text });
                }
                PathPart::Variable(name) => {
                    whole.push_str(&variable(name, written, origin)?);
                    code.push(quote! { ::core::env!(#name) });
                    variables.push(name.to_owned());
                }
            }
        }
        let whole = PathBuf::from(whole);
        if whole.is_absolute() {
            let found_by = concat(&code);
            let (written, origin) = (written.to_owned(), origin.clone());
            return Ok(Self { written, path: whole, found_by, variables, start: None, origin });
        }
        let manifest_dir = PathBuf::from(origin.os_variable(MANIFEST_DIR).unwrap_or_default());
        let (mut path, mut before, mut start) =
            (manifest_dir, vec![quote! { ::core::env!(#MANIFEST_DIR), "/" }], MANIFEST_DIR);
        let object_dir = origin.os_variable(OBJECT_DIR).filter(|dir| !dir.is_empty() && matches!(base, Base::Objects));
        if let Some(dir) = object_dir {
            if Path::new(&dir).is_absolute() {
                before.clear();
            }
            path.push(dir);
            before.push(quote! { ::core::env!(#OBJECT_DIR), "/" });
            start = OBJECT_DIR;
        }
        path.push(whole);
        before.append(&mut code);
        let (written, origin) = (written.to_owned(), origin.clone());
        Ok(Self { written, path, found_by: concat(&before), variables, start: Some(start), origin })
    }

    /// Whether the path has the variable `OUT_DIR`, which is only set in a build.
    pub(super) fn is_in_out_dir(&self) -> bool {
        self.variables.iter().any(|name| name == "OUT_DIR")
    }

    /// Whether a command reads the file, and not the compiler.
    pub(super) fn is_of_command(&self) -> bool {
        self.origin.is_command()
    }

    /// The path, from the package's folder.
    pub(super) fn package_path(&self) -> String {
        match self.start {
            Some(OBJECT_DIR) => format!("${OBJECT_DIR}/{}", self.written),
            _ => self.written.clone(),
        }
    }

    /// The path as a word of a command that runs in the package's folder.
    pub(super) fn in_shell(&self) -> String {
        in_shell(&self.package_path())
    }

    /// The file that the user probably meant, as an attribute would name it: a file with the same name elsewhere in the
    /// package, or with a similar name in the same folder.
    pub(super) fn suggestion(&self) -> Option<String> {
        self.elsewhere().or_else(|| self.neighbour())
    }

    /// A file with the same name below the start of relative paths, or below the package.
    fn elsewhere(&self) -> Option<String> {
        let name = self.path.file_name()?;
        let starts = [OBJECT_DIR, MANIFEST_DIR].into_iter().filter_map(|start| Some((start, self.start_of(start)?)));
        for (start, folder) in starts {
            if let Some(found) = search::file(&folder, name) {
                let found = found.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
                let relative = self.start == Some(start) || (self.start.is_none() && start == MANIFEST_DIR);
                return Some(if relative { found } else { format!("${start}/{found}") });
            }
        }
        None
    }

    /// The folder in a variable at which relative paths can start.
    fn start_of(&self, variable: &str) -> Option<PathBuf> {
        let package = PathBuf::from(self.origin.os_variable(MANIFEST_DIR)?);
        match variable {
            MANIFEST_DIR => Some(package),
            _ => self.origin.os_variable(variable).filter(|dir| !dir.is_empty()).map(|dir| package.join(dir)),
        }
    }

    /// A file with a similar name in the same folder.
    fn neighbour(&self) -> Option<String> {
        let name = self.path.file_name()?.to_str()?;
        let files = fs::read_dir(self.path.parent()?).ok()?.take(search::MAX_FILES);
        let mut files: Vec<_> = files.filter_map(|file| file.ok()?.file_name().into_string().ok()).collect();
        files.sort_unstable();
        let near = closest(name, files.iter().map(String::as_str)).filter(|near| *near != name)?;
        Some(format!("{}{near}", self.written.strip_suffix(name)?))
    }

    /// Code that makes Cargo build again if the file changes. It is in a function because the bytes in a constant would be
    /// stored in the metadata of the user's crate, once for each struct.
    pub(super) fn included(&self) -> TokenStream {
        let found_by = &self.found_by;
        quote! { const _: () = { fn _object() { let _ = ::core::include_bytes!(#found_by); } }; }
    }

    /// Code that makes Cargo build again if a variable in the path changes.
    pub(super) fn watched(&self) -> TokenStream {
        self.variables.iter().map(|name| watched(name)).collect()
    }
}

/// Code that makes Cargo build again if the variable changes.
pub(super) fn watched(variable: &str) -> TokenStream {
    quote! { const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(#variable); }
}

/// Code that makes Cargo build again if the folder of objects changes.
pub(super) fn watched_base() -> TokenStream {
    watched(OBJECT_DIR)
}

fn concat(code: &[TokenStream]) -> TokenStream {
    match code {
        [only] => only.clone(),
        code => quote! { ::core::concat!(#(#code),*) },
    }
}

/// Splits a path at its variables, `$NAME` and `${NAME}`. Any other `$` is text.
fn parts(written: &str) -> Vec<PathPart<'_>> {
    let (mut parts, mut text, mut rest) = (Vec::new(), 0, 0);
    while let Some(dollar) = written.get(rest..).and_then(|after| after.find('$')).map(|at| rest + at) {
        let after = written.get(dollar + 1..).unwrap_or_default();
        let bare = |after: &str| after.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(after.len());
        let (name, len) = match after.strip_prefix('{').and_then(|braced| braced.split_once('}')) {
            Some((name, _)) => (name, name.len() + 2),
            None => (after.get(..bare(after)).unwrap_or_default(), bare(after)),
        };
        rest = dollar + 1;
        if !name.is_empty() && bare(name) == name.len() {
            parts.extend(written.get(text..dollar).filter(|text| !text.is_empty()).map(PathPart::Text));
            parts.push(PathPart::Variable(name));
            rest += len;
            text = rest;
        }
    }
    parts.extend(written.get(text..).filter(|text| !text.is_empty()).map(PathPart::Text));
    parts
}

/// A path as a word for a shell, which replaces its variables.
fn in_shell(written: &str) -> String {
    let parts = parts(written);
    let is_plain = |part: &PathPart<'_>| match part {
        PathPart::Text(text) => shell_word(text) == *text,
        PathPart::Variable(_) => true,
    };
    if parts.iter().all(is_plain) {
        return written.to_owned();
    }
    let quoted = parts.iter().map(|part| match part {
        PathPart::Text(text) => shell_word(text).into_owned(),
        PathPart::Variable(name) => format!("\"${name}\""),
    });
    quoted.collect()
}

fn variable(name: &str, written: &str, origin: &Origin) -> Result<String, UnsetVariable> {
    origin.variable(name).map_err(|error| UnsetVariable { name: name.to_owned(), within: written.to_owned(), error })
}

#[cfg(test)]
mod tests {
    use super::PathPart::{Text, Variable};
    use super::{in_shell, parts};

    #[test]
    fn paths_are_split_at_variables() {
        assert_eq!(parts("$OUT_DIR/bpf.bpf.o"), [Variable("OUT_DIR"), Text("/bpf.bpf.o")]);
        assert_eq!(parts("a/${KIND}_x/$B.o"), [Text("a/"), Variable("KIND"), Text("_x/"), Variable("B"), Text(".o")]);
        assert_eq!(parts("bpf/plain.bpf.o"), [Text("bpf/plain.bpf.o")]);
        assert_eq!(parts("$A$B"), [Variable("A"), Variable("B")]);
    }

    #[test]
    fn a_dollar_without_a_name_is_text() {
        for path in ["a$/b", "100$", "${}/x", "${A-B}", "${A", "$é"] {
            assert_eq!(parts(path), [Text(path)], "{path}");
        }
        assert_eq!(parts(""), []);
    }

    #[test]
    fn a_path_in_a_command_keeps_its_variables() {
        assert_eq!(in_shell("bpf/x.bpf.o"), "bpf/x.bpf.o");
        assert_eq!(in_shell("$OUT_DIR/x.bpf.o"), "$OUT_DIR/x.bpf.o");
        assert_eq!(in_shell("my bpf/x.bpf.o"), "'my bpf/x.bpf.o'");
        assert_eq!(in_shell("$OUT_DIR/my x.bpf.o"), "\"$OUT_DIR\"'/my x.bpf.o'");
        assert_eq!(in_shell("a$/b"), "'a$/b'");
    }
}
