//! Paths of the user's, resolved through the modules of the crate: `crate::`, `super::`, `use` and `mod x;`.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use syn::{Expr, ExprLit, Lit, Meta, UseTree};

use super::file::{Found, RustFile, Scope};
use crate::failure::Failure;

/// How many `use` items one name can lead through.
const DEPTH: usize = 32;

/// The files of a crate that were read.
#[derive(Default)]
pub(super) struct Modules {
    files: RefCell<Vec<Rc<RustFile>>>,
    /// The files that a `mod` of another file led to.
    children: RefCell<Vec<Child>>,
}

/// A file that is a module of another.
struct Child {
    file: Rc<RustFile>,
    parent: Scope,
    /// Whether `#[path = "..."]` names the file. The files of its children are then in its folder.
    has_path: bool,
}

/// Why a path leads to no item.
pub(super) enum Unresolved {
    /// The files of the crate have no such item.
    NotFound,
    /// The fact and the remedy.
    Refused(String, String),
    /// A file can't be read.
    Failed(Failure),
}

impl Modules {
    /// The file of this path, which is read once.
    pub(super) fn open(&self, path: &Path) -> Result<Rc<RustFile>, Failure> {
        if let Some(known) = self.files.borrow().iter().find(|file| file.path == path) {
            return Ok(Rc::clone(known));
        }
        Ok(self.add(RustFile::open(path)?))
    }

    /// Adds a file that was read.
    pub(super) fn add(&self, file: RustFile) -> Rc<RustFile> {
        let file = Rc::new(file);
        self.files.borrow_mut().push(Rc::clone(&file));
        file
    }

    /// The item that a path names in a module.
    pub(super) fn item(&self, scope: &Scope, path: &[String], is: fn(&Found) -> bool) -> Result<Found, Unresolved> {
        self.item_within(scope, path, is, 0)
    }

    fn item_within(
        &self,
        scope: &Scope,
        path: &[String],
        is: fn(&Found) -> bool,
        depth: usize,
    ) -> Result<Found, Unresolved> {
        let Some((name, modules)) = path.split_last().filter(|_| depth < DEPTH) else {
            return Err(Unresolved::NotFound);
        };
        let mut scope = scope.clone();
        if !modules.is_empty() {
            scope = self.module(&scope, modules, depth)?;
            return self.in_module(&scope, name, is, depth);
        }
        loop {
            match self.in_module(&scope, name, is, depth) {
                // The body of a function sees the names around the function.
                Err(Unresolved::NotFound) => match scope.module() {
                    Some(module) if module.name.is_none() && module.parent.is_some() => {
                        scope = scope.at(module.parent.unwrap_or_default());
                    }
                    _ => return Err(Unresolved::NotFound),
                },
                found => return found,
            }
        }
    }

    /// The item of a module: its own, or one that it imports.
    fn in_module(&self, scope: &Scope, name: &str, is: fn(&Found) -> bool, depth: usize) -> Result<Found, Unresolved> {
        let mut own = scope.called(name).filter(is);
        match (own.next(), own.next()) {
            (Some(found), None) => return Ok(found),
            (Some(_), Some(_)) => {
                let fact = format!("{} has several items `{name}`", scope.file.path.display());
                return Err(Unresolved::Refused(fact, "give one of them another name".to_owned()));
            }
            (None, _) => {}
        }
        let (named, globs) = imports(scope, name);
        let has_named = !named.is_empty();
        for path in named {
            match self.item_within(&scope.own_module(), &path, is, depth + 1) {
                Err(Unresolved::NotFound) => {}
                found => return found,
            }
        }
        // An import by name comes before those of whole modules, also if it is of another crate.
        if has_named {
            return Err(Unresolved::NotFound);
        }
        let mut found: Option<Found> = None;
        for path in globs {
            let module = match self.module(&scope.own_module(), &path, depth + 1) {
                Err(Unresolved::NotFound) => continue,
                module => module?,
            };
            match self.in_module(&module, name, is, depth + 1) {
                Err(Unresolved::NotFound) => {}
                Ok(one) if found.as_ref().is_none_or(|other| other.is(&one)) => found = Some(one),
                Ok(_) => {
                    let fact = format!("`{name}` is imported from two modules");
                    return Err(Unresolved::Refused(fact, "import one of them by its name".to_owned()));
                }
                refused => return refused,
            }
        }
        found.ok_or(Unresolved::NotFound)
    }

    /// The module that a path names in a module.
    fn module(&self, scope: &Scope, path: &[String], depth: usize) -> Result<Scope, Unresolved> {
        let Some((first, rest)) = path.split_first().filter(|_| depth < DEPTH) else {
            return Err(Unresolved::NotFound);
        };
        let mut at = match first.as_str() {
            "self" => scope.own_module(),
            "super" => self.parent(&scope.own_module())?,
            "crate" => self.root(scope)?,
            name => match self.child(&scope.own_module(), name) {
                Err(Unresolved::NotFound) => self.imported_module(scope, name, depth)?,
                found => found?,
            },
        };
        for name in rest {
            at = match name.as_str() {
                "super" => self.parent(&at)?,
                name => match self.child(&at, name) {
                    Err(Unresolved::NotFound) => self.imported_module(&at, name, depth)?,
                    found => found?,
                },
            };
        }
        Ok(at)
    }

    /// The module that a `use` names.
    fn imported_module(&self, scope: &Scope, name: &str, depth: usize) -> Result<Scope, Unresolved> {
        for path in imports(scope, name).0.into_iter().filter(|path| path.as_slice() != [name]) {
            match self.module(&scope.own_module(), &path, depth + 1) {
                Err(Unresolved::NotFound) => {}
                found => return found,
            }
        }
        Err(Unresolved::NotFound)
    }

    /// The module of this name in a module.
    fn child(&self, scope: &Scope, name: &str) -> Result<Scope, Unresolved> {
        let is_child =
            |module: &super::file::Module| module.parent == Some(scope.module) && module.name.as_deref() == Some(name);
        if let Some(inline) = scope.file.modules.iter().position(is_child) {
            return Ok(scope.at(inline));
        }
        let Some(module) = scope.module() else { return Err(Unresolved::NotFound) };
        let Some((_, attributes)) = module.in_files.iter().find(|(ident, _)| ident == name) else {
            return Err(Unresolved::NotFound);
        };
        let written = written_path(attributes);
        let has_path = written.is_some();
        let candidates = match written {
            Some(path) if scope.module == 0 => vec![folder(&scope.file.path).join(path)],
            Some(path) => vec![self.folder_of_children(scope).join(path)],
            None => {
                let folder = self.folder_of_children(scope);
                vec![folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")]
            }
        };
        match candidates.iter().find(|path| path.is_file()) {
            Some(path) => {
                let file = self.open(path).map_err(Unresolved::Failed)?;
                if self.link(&file).is_none() {
                    let child = Child { file: Rc::clone(&file), parent: scope.clone(), has_path };
                    self.children.borrow_mut().push(child);
                }
                Ok(Scope::of(file))
            }
            None => {
                let paths: Vec<_> = candidates.iter().map(|path| path.display().to_string()).collect();
                let fact = format!("the module `{name}` of {} has no file", scope.file.path.display());
                Err(Unresolved::Refused(fact, format!("create {}", paths.join(" or "))))
            }
        }
    }

    /// The module around a module.
    fn parent(&self, scope: &Scope) -> Result<Scope, Unresolved> {
        match scope.around() {
            Some(around) => Ok(around),
            None => self.parent_of_file(&scope.file)?.ok_or(Unresolved::NotFound),
        }
    }

    /// The module of a file that has this file as `mod x;`. `None` for the root of a crate.
    fn parent_of_file(&self, file: &Rc<RustFile>) -> Result<Option<Scope>, Unresolved> {
        if let Some((parent, _)) = self.link(file) {
            return Ok(Some(parent));
        }
        let (Some(stem), own_folder) = (file.path.file_stem().and_then(|stem| stem.to_str()), folder(&file.path))
        else {
            return Ok(None);
        };
        let (name, folder) = match stem {
            "lib" | "main" => return Ok(None),
            "mod" => (own_folder.file_name().and_then(|name| name.to_str()).unwrap_or_default(), folder(own_folder)),
            stem => (stem, own_folder),
        };
        let named_like_it = folder.file_name().map(|of| folder.with_file_name(of).with_extension("rs"));
        let named = ["mod.rs", "lib.rs", "main.rs"].into_iter().map(|name| folder.join(name));
        let mut parents = Vec::new();
        for path in named.chain(named_like_it).filter(|path| path.is_file() && *path != file.path) {
            let of = Scope::of(self.open(&path).map_err(Unresolved::Failed)?);
            let has_it = of.module().is_some_and(|module| module.in_files.iter().any(|(ident, _)| ident == name));
            parents.extend(has_it.then_some(of));
        }
        match parents.as_slice() {
            [] => Ok(None),
            [parent] => Ok(Some(parent.clone())),
            [one, other, ..] => {
                let [one, other] = [one, other].map(|of| of.file.path.display().to_string());
                let fact = format!("{} is a module of {one} and of {other}", file.path.display());
                Err(Unresolved::Refused(fact, "write the path of the type without `crate` and `super`".to_owned()))
            }
        }
    }

    /// The module that led to a file, and whether by `#[path = "..."]`.
    fn link(&self, file: &Rc<RustFile>) -> Option<(Scope, bool)> {
        let children = self.children.borrow();
        let child = children.iter().find(|child| Rc::ptr_eq(&child.file, file))?;
        Some((child.parent.clone(), child.has_path))
    }

    /// The folder of the files of a module's children.
    fn folder_of_children(&self, scope: &Scope) -> PathBuf {
        let path = &scope.file.path;
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let has_path = self.link(&scope.file).is_some_and(|(_, has_path)| has_path);
        let is_root = has_path || matches!(stem, "mod" | "lib" | "main") || is_target(path);
        let own = if is_root { folder(path).to_owned() } else { folder(path).join(stem) };
        scope.names().into_iter().fold(own, |folder, name| folder.join(name))
    }

    fn root(&self, scope: &Scope) -> Result<Scope, Unresolved> {
        let mut root = Scope::of(Rc::clone(&scope.file));
        for _ in 0..DEPTH {
            match self.parent_of_file(&root.file)? {
                Some(parent) => root = parent.at(0),
                None => return Ok(root),
            }
        }
        Err(Unresolved::NotFound)
    }
}

/// Whether Cargo makes a crate of a file: `tests/x.rs`, `examples/x.rs`, `benches/x.rs` and `src/bin/x.rs`.
fn is_target(path: &Path) -> bool {
    let name = |of: &Path| of.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let own = folder(path);
    match name(own).as_str() {
        "tests" | "examples" | "benches" => folder(own).join("Cargo.toml").is_file(),
        "bin" => name(folder(own)) == "src",
        _ => false,
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The text of `#[path = "..."]`.
fn written_path(attributes: &[syn::Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(of) if of.path.is_ident("path") => match &of.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

/// The paths that the `use` items of a module give a name, and the paths of the modules that they import whole.
fn imports(scope: &Scope, name: &str) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let mut found = (Vec::new(), Vec::new());
    let uses = scope.module().map(|module| module.uses.as_slice()).unwrap_or_default();
    uses.iter().for_each(|tree| collect(tree, &mut Vec::new(), name, &mut found));
    found
}

fn collect(tree: &UseTree, path: &mut Vec<String>, name: &str, found: &mut (Vec<Vec<String>>, Vec<Vec<String>>)) {
    let with = |path: &[String], last: &syn::Ident| {
        // `use a::b::{self}` imports `a::b`.
        let last = Some(last.to_string()).filter(|last| last != "self" || path.is_empty());
        path.iter().cloned().chain(last).collect::<Vec<_>>()
    };
    match tree {
        UseTree::Path(of) => {
            path.push(of.ident.to_string());
            collect(&of.tree, path, name, found);
            path.pop();
        }
        UseTree::Name(of) => {
            let whole = with(path, &of.ident);
            found.0.extend((whole.last().map(String::as_str) == Some(name)).then_some(whole));
        }
        UseTree::Rename(of) => found.0.extend((of.rename == name).then(|| with(path, &of.ident))),
        UseTree::Glob(_) => found.1.push(path.clone()),
        UseTree::Group(of) => of.items.iter().for_each(|tree| collect(tree, path, name, found)),
    }
}
