//! Opening the object or the layout file that a struct is checked against.

mod cache;
mod failure;
mod origin;
mod path;
mod search;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;

use ktsnap_btf::suggest::shell_word;
use ktsnap_btf::{Layout, LayoutFile, ObjectError};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Ident, LitStr};

use crate::error::Errors;
use crate::parse::ObjectSource;

use self::failure::Failure;
pub use self::origin::Origin;
use self::path::{Base, FilePath, UnsetVariable};

/// The variable with the path of the object, for a struct that names neither an object nor a layout file.
const OBJECT: &str = "KTSNAP_OBJECT";

/// The object or layout file of a struct.
pub struct OpenedObject {
    /// The file as messages name it.
    pub name: String,
    /// The object as the schema names it. It does not depend on whether the object or its layout file was read.
    pub schema_name: String,
    /// `None` after an error.
    opened: Option<Opened>,
    /// Items that make Cargo track the files and the environment variables in their paths.
    pub tracking: TokenStream,
}

impl ObjectSource {
    /// Opens the file that the attributes name. Returns `None` if they do not name a file, unless one is `required`.
    pub fn open(&self, required: bool, ident: &Ident, origin: &Origin, errors: &mut Errors) -> Option<OpenedObject> {
        if let Some((name, layout)) = &origin.object {
            return Some(OpenedObject::read(name.clone(), name.clone(), Opened::Object(layout.clone())));
        }
        let mut opening = Opening { source: self, origin, tracking: TokenStream::new(), errors };
        let opened = match (&self.object, &self.layout) {
            (Some(object), layout) => opening.named(object, layout.as_ref()),
            (None, Some(layout)) => opening.file(layout, &layout.value()),
            (None, None) => opening.by_variable(required, ident)?,
        };
        let tracking = opening.tracking;
        Some(OpenedObject { tracking, ..opened })
    }
}

/// The content of the file, which other structs share.
enum Opened {
    Object(Arc<Layout>),
    File {
        file: Arc<LayoutFile>,
        /// Its path in a command.
        in_shell: String,
    },
}

/// Opens the files of one struct.
struct Opening<'a, 'e> {
    source: &'a ObjectSource,
    origin: &'a Origin,
    tracking: TokenStream,
    errors: &'e mut Errors,
}

impl Opening<'_, '_> {
    /// The object that `object` names. If the file does not exist, the layout file is used instead.
    fn named(&mut self, written: &LitStr, layout: Option<&LitStr>) -> OpenedObject {
        let name = written.value();
        self.tracking.extend(path::watched_base());
        let place = match FilePath::read(&name, Base::Objects, self.origin) {
            Ok(place) => place,
            Err(unset) => {
                let failure = self.unset(&unset);
                return match layout {
                    Some(layout) => self.file(layout, &name),
                    None => self.failed(written, name, failure),
                };
            }
        };
        self.tracking.extend(place.watched());
        match (cache::object(&place.path, self.struct_ops().as_deref()), layout) {
            (Err(error), Some(layout)) if error.kind() == io::ErrorKind::NotFound && !name.is_empty() => {
                self.file(layout, &name)
            }
            (opened, layout) => {
                let object = self.object(written, &place, opened);
                if let (Some(layout), Some(of_object)) = (layout, object.layout()) {
                    self.compare(layout, &place, of_object);
                }
                object
            }
        }
    }

    /// The object that the environment names.
    fn by_variable(&mut self, required: bool, ident: &Ident) -> Option<OpenedObject> {
        if !required {
            if let Some(chosen) = &self.source.struct_ops {
                let help = "add `object = \"...\"`, or remove `struct_ops`";
                self.errors.push(chosen, "`struct_ops` requires `object`", help);
            }
            return None;
        }
        self.tracking.extend(path::watched(OBJECT));
        let Some(place) = FilePath::held_by(OBJECT, Base::Objects, self.origin) else {
            let fact = format!("no object to check `{ident}` against");
            let help = if self.origin.is_command() {
                "give it with `--object OBJECT`, or add `#[snapshot(object = \"...\")]`".to_owned()
            } else {
                format!("add `#[snapshot(object = \"...\")]`, or set `{OBJECT}` to the path of the object")
            };
            self.errors.push(ident, fact, help);
            return Some(OpenedObject::unread(String::new()));
        };
        self.tracking.extend(path::watched_base());
        Some(match place {
            Ok(place) => {
                let opened = cache::object(&place.path, self.struct_ops().as_deref());
                self.object(ident, &place, opened)
            }
            Err(unset) => {
                let failure = self.unset(&unset);
                self.failed(ident, OBJECT.to_owned(), failure)
            }
        })
    }

    fn struct_ops(&self) -> Option<String> {
        self.source.struct_ops.as_ref().map(LitStr::value)
    }

    /// Reports an object that can't be read: at the string that names it, or at `struct_ops` if that is the error.
    fn object(&mut self, at: &dyn ToTokens, place: &FilePath, opened: io::Result<cache::ParsedObject>) -> OpenedObject {
        let name = place.written.clone();
        match opened {
            Ok(parsed) => {
                self.tracking.extend(place.included());
                match parsed {
                    Ok(layout) => OpenedObject::read(name.clone(), name, Opened::Object(layout)),
                    Err(_) if self.source.object.is_some() && cache::is_layout_file(&place.path) => {
                        self.failed(at, name, Failure::is_layout_file(place))
                    }
                    Err(error) => {
                        let chosen = self.source.struct_ops.as_ref().filter(|_| failure::is_of_choice(&error));
                        let at = chosen.map_or(at, |chosen| chosen as &dyn ToTokens);
                        self.failed(at, name, Failure::of_object(&place.written, &error))
                    }
                }
            }
            // `include_bytes!` of a missing file would be a second error. Cargo runs a failed build again anyway.
            Err(error) => self.failed(at, name, Failure::unreadable(place, &error)),
        }
    }

    /// The layout file of an object.
    fn file(&mut self, written: &LitStr, object: &str) -> OpenedObject {
        let Some((place, file)) = self.layout_file(written) else {
            return OpenedObject::unread(written.value());
        };
        if let Some(chosen) = &self.source.struct_ops
            && !file.layout().struct_ops.iter().any(|name| *name == chosen.value())
        {
            let struct_ops = vec![file.layout().struct_ops.clone()];
            let error = ObjectError::NoStructOps { wanted: chosen.value(), struct_ops };
            let failure = Failure::of_object(&place.written, &error);
            self.errors.push(chosen, failure.fact, failure.help);
        }
        let in_shell = place.in_shell();
        OpenedObject::read(place.written, object.to_owned(), Opened::File { file, in_shell })
    }

    /// Reports a layout file that differs from its object.
    fn compare(&mut self, written: &LitStr, object: &FilePath, of_object: &Layout) {
        if let Some((place, file)) = self.layout_file(written) {
            let differences = file.differences(of_object);
            if !differences.is_empty() {
                let failure = Failure::differ((&place, &file), object, self.struct_ops().as_deref(), &differences);
                self.errors.push(written, failure.fact, failure.help);
            }
        }
    }

    fn layout_file(&mut self, written: &LitStr) -> Option<(FilePath, Arc<LayoutFile>)> {
        let place = match FilePath::read(&written.value(), Base::Package, self.origin) {
            Ok(place) => place,
            Err(unset) => {
                let failure = self.unset(&unset);
                self.errors.push(written, failure.fact, failure.help);
                return None;
            }
        };
        self.tracking.extend(place.watched());
        let failure = match cache::file(&place.path) {
            Ok(parsed) => {
                self.tracking.extend(place.included());
                match parsed {
                    Ok(file) => return Some((place, file)),
                    Err(_) if cache::is_object(&place.path) => Failure::is_object(&place, self.source.object.is_some()),
                    Err(error) => Failure::of_file(&place.written, &error),
                }
            }
            Err(error) => Failure::no_layout_file(&place, &error),
        };
        self.errors.push(written, failure.fact, failure.help);
        None
    }

    /// Cargo builds again once the variable is set.
    fn unset(&mut self, unset: &UnsetVariable) -> Failure {
        self.tracking.extend(path::watched(&unset.name));
        Failure::unset(unset, self.origin.is_command())
    }

    fn failed(&mut self, at: &dyn ToTokens, name: String, failure: Failure) -> OpenedObject {
        self.errors.push(at, failure.fact, failure.help);
        OpenedObject::unread(name)
    }
}

impl OpenedObject {
    fn read(name: String, schema_name: String, opened: Opened) -> Self {
        Self { name, schema_name, opened: Some(opened), tracking: TokenStream::new() }
    }

    fn unread(name: String) -> Self {
        Self { schema_name: name.clone(), name, opened: None, tracking: TokenStream::new() }
    }

    /// The layout; `None` after an error.
    pub fn layout(&self) -> Option<&Layout> {
        match self.opened.as_ref()? {
            Opened::Object(layout) => Some(layout),
            Opened::File { file, .. } => Some(file.layout()),
        }
    }

    /// The command that exports the layout file again, with that type too. `None` if the struct is checked against an object.
    pub fn export_with_type(&self, tag: &str) -> Option<String> {
        let Opened::File { file, in_shell } = self.opened.as_ref()? else { return None };
        Some(format!("{} --type {}", file.update_command("OBJECT", None, in_shell), shell_word(tag)))
    }
}
