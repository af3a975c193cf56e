//! The items of a Rust file, in their modules.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use syn::{Attribute, Block, Ident, Item, Stmt, UseTree};

use crate::failure::Failure;

/// The largest file that is read.
const MOST: u64 = 16 << 20;

/// A Rust file.
pub(super) struct RustFile {
    pub(super) path: PathBuf,
    /// The module of the file is the first. A module comes after the one around it.
    pub(super) modules: Vec<Module>,
    /// Whether the file calls a macro that may make items.
    pub(super) has_macros: bool,
}

/// A module in a file, or the body of a function.
pub(super) struct Module {
    /// Its name. `None` for the body of a function, and for the file.
    pub(super) name: Option<String>,
    /// The module around it, in the same file.
    pub(super) parent: Option<usize>,
    /// Structs, enums, aliases and constants.
    pub(super) items: Vec<Item>,
    /// The trees of `use`.
    pub(super) uses: Vec<UseTree>,
    /// The modules that have files of their own, each with its attributes.
    pub(super) in_files: Vec<(Ident, Vec<Attribute>)>,
}

/// A module that names are looked up in.
#[derive(Clone)]
pub(super) struct Scope {
    pub(super) file: Rc<RustFile>,
    /// The index of the module in the file.
    pub(super) module: usize,
}

/// A struct, an enum, an alias or a constant.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) scope: Scope,
    /// The index of the item in the module.
    index: usize,
}

impl RustFile {
    /// Reads a file.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let size = fs::metadata(path).map_err(|error| Failure::of(path, "can't be opened", error))?;
        if size.is_file() && size.len() > MOST {
            return Err(Failure::of(path, "has more than 16 MiB", "give a Rust file"));
        }
        let text = fs::read_to_string(path).map_err(|error| Failure::of(path, "can't be read", error))?;
        Self::parse(path, &text)
    }

    /// Reads the text of a file. `path` is its name in messages.
    pub(super) fn parse(path: &Path, text: &str) -> Result<Self, Failure> {
        let parsed = syn::parse_file(text).map_err(|error| {
            let at = error.span().start();
            let why = match error.to_string() {
                // The error of the lexer.
                why if why.contains("token stream") => "a bracket or a quote has no end".to_owned(),
                why => why,
            };
            Failure::new(format!("{}:{}:{}: not Rust", path.display(), at.line, at.column + 1), why)
        })?;
        let mut file = Self { path: path.to_owned(), modules: Vec::new(), has_macros: false };
        file.collect(parsed.items, None, None);
        Ok(file)
    }

    fn collect(&mut self, items: Vec<Item>, name: Option<String>, parent: Option<usize>) {
        let index = self.modules.len();
        self.modules.push(Module { name, parent, items: Vec::new(), uses: Vec::new(), in_files: Vec::new() });
        let mut inner = Vec::new();
        let mut module = (Vec::new(), Vec::new(), Vec::new());
        for item in items {
            match item {
                Item::Mod(of) => match of.content {
                    Some((_, items)) => inner.push((Some(of.ident.to_string()), items)),
                    None => module.2.push((of.ident, of.attrs)),
                },
                // The items in the body of a function, such as a test.
                Item::Fn(function) => inner.push((None, items_of(*function.block))),
                Item::Use(of) => module.1.push(of.tree),
                Item::Macro(made) => self.has_macros |= made.ident.is_none(),
                item @ (Item::Struct(_) | Item::Enum(_) | Item::Type(_) | Item::Const(_)) => module.0.push(item),
                _ => {}
            }
        }
        if let Some(of) = self.modules.get_mut(index) {
            (of.items, of.uses, of.in_files) = module;
        }
        for (name, items) in inner.into_iter().filter(|(name, items)| name.is_some() || !items.is_empty()) {
            self.collect(items, name, Some(index));
        }
    }
}

fn items_of(block: Block) -> Vec<Item> {
    let item = |statement| match statement {
        Stmt::Item(item) => Some(item),
        _ => None,
    };
    block.stmts.into_iter().filter_map(item).collect()
}

impl Scope {
    /// The module of a file.
    pub(super) fn of(file: Rc<RustFile>) -> Self {
        Self { file, module: 0 }
    }

    pub(super) fn module(&self) -> Option<&Module> {
        self.file.modules.get(self.module)
    }

    /// Another module of the same file.
    pub(super) fn at(&self, module: usize) -> Self {
        Self { file: Rc::clone(&self.file), module }
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.file, &other.file) && self.module == other.module
    }

    /// The module around this one in the file, without the bodies of functions. `None` for the file.
    pub(super) fn around(&self) -> Option<Self> {
        let mut parent = self.module()?.parent?;
        while let Some(Module { name: None, parent: Some(around), .. }) = self.file.modules.get(parent) {
            parent = *around;
        }
        Some(self.at(parent))
    }

    /// The module that this is, or that the function with this body is in.
    pub(super) fn own_module(&self) -> Self {
        match self.module() {
            Some(Module { name: None, parent: Some(_), .. }) => self.around().unwrap_or_else(|| self.at(0)),
            _ => self.clone(),
        }
    }

    /// The names of the modules of the file that are around this one, and its own.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut at = self.module();
        while let Some(module) = at {
            names.extend(module.name.clone());
            at = module.parent.and_then(|parent| self.file.modules.get(parent));
        }
        names.reverse();
        names
    }

    /// The items of the module with this name.
    pub(super) fn called<'s>(&'s self, name: &'s str) -> impl Iterator<Item = Found> + 's {
        let items = self.module().map(|module| module.items.as_slice()).unwrap_or_default();
        let called = items.iter().enumerate().filter(move |(_, item)| ident(item).is_some_and(|ident| ident == name));
        called.map(|(index, _)| Found { scope: self.clone(), index })
    }

    /// Every item of the file.
    pub(super) fn all(file: &Rc<RustFile>) -> impl Iterator<Item = Found> {
        let scopes = (0..file.modules.len()).map(|module| Self { file: Rc::clone(file), module });
        scopes.flat_map(|scope| {
            let items = scope.module().map_or(0, |module| module.items.len());
            (0..items).map(move |index| Found { scope: scope.clone(), index })
        })
    }
}

impl Found {
    pub(super) fn item(&self) -> Option<&Item> {
        self.scope.module()?.items.get(self.index)
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        self.scope.is(&other.scope) && self.index == other.index
    }

    pub(super) fn is_called(&self, name: &str) -> bool {
        self.item().and_then(ident).is_some_and(|ident| ident == name)
    }

    pub(super) fn is_type(&self) -> bool {
        matches!(self.item(), Some(Item::Struct(_) | Item::Enum(_) | Item::Type(_)))
    }
}

/// The name with its modules in the file.
impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.item().and_then(ident).map(ToString::to_string);
        f.write_str(&self.scope.names().into_iter().chain(name).collect::<Vec<_>>().join("::"))
    }
}

fn ident(item: &Item) -> Option<&Ident> {
    match item {
        Item::Struct(of) => Some(&of.ident),
        Item::Enum(of) => Some(&of.ident),
        Item::Type(of) => Some(&of.ident),
        Item::Const(of) => Some(&of.ident),
        _ => None,
    }
}
