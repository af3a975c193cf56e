//! Opening what a struct is checked against: an object, a layout file in its place, or both.

mod cache;
mod failure;
mod path;
mod search;

use std::io;
use std::sync::Arc;

use ktsnap_btf::{Layout, LayoutFile, ObjectError};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Ident, LitStr};

use crate::error::Errors;
use crate::parse::ObjectSource;

use self::failure::Failure;
use self::path::{Base, FilePath, UnsetVariable};

/// Names the object where a struct names neither an object nor a layout file.
const OBJECT: &str = "KTSNAP_OBJECT";

/// What was opened.
pub(crate) struct OpenedObject {
    /// The file as messages name it.
    pub(crate) name: String,
    /// The object as the schema names it: with the object or only its layout file at hand, the same.
    pub(crate) schema_name: String,
    /// `None` after an error.
    opened: Option<Opened>,
    /// Items that name the files and the variables that led to them.
    pub(crate) tracking: TokenStream,
}

impl ObjectSource {
    /// Opens what is named; nothing may be, unless it is `required`.
    pub(crate) fn open(&self, required: bool, ident: &Ident, errors: &mut Errors) -> Option<OpenedObject> {
        let mut opening = Opening { source: self, tracking: TokenStream::new(), errors };
        let opened = match (&self.object, &self.layout) {
            (Some(object), layout) => opening.named(object, layout.as_ref()),
            (None, Some(layout)) => opening.file(layout, &layout.value()),
            (None, None) => opening.by_variable(required, ident)?,
        };
        let tracking = opening.tracking;
        Some(OpenedObject { tracking, ..opened })
    }
}

/// What a file gave. Others of this process have it too.
enum Opened {
    Object(Arc<Layout>),
    File(Arc<LayoutFile>),
}

/// One opening of what a struct names.
struct Opening<'a, 'e> {
    source: &'a ObjectSource,
    tracking: TokenStream,
    errors: &'e mut Errors,
}

impl Opening<'_, '_> {
    /// The object that `object` names; where it is not there, the layout file that stands for it.
    fn named(&mut self, written: &LitStr, layout: Option<&LitStr>) -> OpenedObject {
        let name = written.value();
        self.tracking.extend(path::watched_base());
        let place = match FilePath::read(&name, Base::Objects) {
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
                let help = "name the `object` that has it, or remove it";
                self.errors.push(chosen, "`struct_ops` requires `object`", help);
            }
            return None;
        }
        self.tracking.extend(path::watched(OBJECT));
        let Some(place) = FilePath::held_by(OBJECT, Base::Objects) else {
            let fact = format!("`{ident}` names no object to be checked against");
            let help =
                format!("write `#[snapshot(object = \"...\")]` above it, or set `{OBJECT}` to the path of the object");
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

    /// An object that was found, or not. A mistake in it shows where it is named, or where one in it is chosen.
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
            // Including a file that can't be read would be a second error. Cargo runs a failed build again anyway.
            Err(error) => self.failed(at, name, Failure::unreadable(place, &error)),
        }
    }

    /// The layout file that stands for the object of that name.
    fn file(&mut self, written: &LitStr, object: &str) -> OpenedObject {
        let Some((place, file)) = self.layout_file(written) else {
            return OpenedObject::unread(written.value());
        };
        if let Some(chosen) = &self.source.struct_ops
            && !file.layout().struct_ops.contains(&chosen.value())
        {
            let struct_ops = vec![file.layout().struct_ops.clone()];
            let error = ObjectError::NoStructOps { wanted: chosen.value(), struct_ops };
            let failure = Failure::of_object(&place.written, &error);
            self.errors.push(chosen, failure.fact, failure.help);
        }
        OpenedObject::read(place.written, object.to_owned(), Opened::File(file))
    }

    /// Holds the layout file against the object, which it must be of.
    fn compare(&mut self, written: &LitStr, object: &FilePath, of_object: &Layout) {
        if let Some((place, file)) = self.layout_file(written) {
            let differences = file.differences(of_object);
            if !differences.is_empty() {
                let failure = Failure::differ(&place.written, &object.written, &differences);
                self.errors.push(written, failure.fact, failure.help);
            }
        }
    }

    fn layout_file(&mut self, written: &LitStr) -> Option<(FilePath, Arc<LayoutFile>)> {
        let place = match FilePath::read(&written.value(), Base::Package) {
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

    /// A variable that is not set may be set later.
    fn unset(&mut self, unset: &UnsetVariable) -> Failure {
        self.tracking.extend(path::watched(&unset.name));
        Failure::unset(unset)
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

    /// What there is to check against; nothing after an error.
    pub(crate) fn layout(&self) -> Option<&Layout> {
        match self.opened.as_ref()? {
            Opened::Object(layout) => Some(layout),
            Opened::File(file) => Some(file.layout()),
        }
    }
}
