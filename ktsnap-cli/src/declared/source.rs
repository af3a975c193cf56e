//! Finding a struct in a Rust file.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use ktsnap_btf::closest;
use syn::{Block, DeriveInput, Ident, Item, Stmt};

use crate::failure::Failure;
use crate::screen::text::listed;

/// The largest file that is read.
const MOST: u64 = 16 << 20;

/// A Rust file, and the struct in it that is wanted.
pub(super) struct Source {
    pub(super) file: PathBuf,
    /// The name of the struct, with the modules that the user wrote before it.
    wanted: Vec<String>,
    pub(super) items: Vec<Found>,
    /// Whether the file calls a macro that may make items.
    has_macros: bool,
    /// How differences take the fields of the structs that are types of fields.
    pub(super) rules: Rules,
}

/// How a difference takes a field, by the names of its struct and of the field.
pub(super) type Rules = RefCell<HashMap<(&'static str, &'static str), Rule>>;

/// How a difference takes a field.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rule {
    /// Whether it keeps the later value.
    pub(super) keeps_later: bool,
    /// Whether a counter may decrease.
    pub(super) saturating: bool,
}

/// A struct, an enum, an alias or a constant.
pub(super) struct Found {
    /// The modules around it.
    modules: Vec<String>,
    pub(super) item: Item,
}

impl Found {
    fn ident(&self) -> Option<&Ident> {
        match &self.item {
            Item::Struct(of) => Some(&of.ident),
            Item::Enum(of) => Some(&of.ident),
            Item::Type(of) => Some(&of.ident),
            Item::Const(of) => Some(&of.ident),
            _ => None,
        }
    }

    pub(super) fn is_called(&self, name: &str) -> bool {
        self.ident().is_some_and(|ident| ident == name)
    }

    /// The name with its modules.
    fn path(&self) -> String {
        let name = self.ident().map(ToString::to_string);
        self.modules.iter().cloned().chain(name).collect::<Vec<_>>().join("::")
    }
}

impl Source {
    /// Opens the file of `FILE.rs:NAME`.
    pub(super) fn open(written: &str) -> Result<Self, Failure> {
        // The name can have modules: `counters.rs:bpf::Bss`.
        let split = written.rfind(".rs:").map(|at| written.split_at(at + 3));
        let Some((file, name)) = split.map(|(file, name)| (file, name.trim_start_matches(':'))) else {
            let fact = format!("`--struct {written}` does not name a file and a struct");
            return Err(Failure::new(fact, "write `--struct FILE.rs:NAME`"));
        };
        let path = Path::new(file);
        let size = fs::metadata(path).map_err(|error| Failure::of(path, "can't be opened", error))?;
        if size.is_file() && size.len() > MOST {
            return Err(Failure::of(path, "has more than 16 MiB", "give a Rust file"));
        }
        let text = fs::read_to_string(path).map_err(|error| Failure::of(path, "can't be read", error))?;
        let parsed = syn::parse_file(&text).map_err(|error| {
            let at = error.span().start();
            let why = match error.to_string() {
                // The error of the lexer.
                why if why.contains("token stream") => "a bracket or a quote has no end".to_owned(),
                why => why,
            };
            Failure::new(format!("{file}:{}:{}: not Rust", at.line, at.column + 1), why)
        })?;
        let wanted = name.split("::").map(str::to_owned).collect();
        let mut source =
            Self { file: path.to_owned(), wanted, items: Vec::new(), has_macros: false, rules: Rules::default() };
        source.collect(parsed.items, &[]);
        Ok(source)
    }

    fn collect(&mut self, items: Vec<Item>, modules: &[String]) {
        for item in items {
            match item {
                Item::Mod(module) => {
                    let inner: Vec<_> = modules.iter().cloned().chain([module.ident.to_string()]).collect();
                    self.collect(module.content.map(|(_, items)| items).unwrap_or_default(), &inner);
                }
                Item::Fn(function) => self.collect_local(*function.block, modules),
                Item::Macro(made) => self.has_macros |= made.ident.is_none(),
                item => self.items.push(Found { modules: modules.to_vec(), item }),
            }
        }
    }

    /// The items in the body of a function, such as a test.
    fn collect_local(&mut self, block: Block, modules: &[String]) {
        let items = block.stmts.into_iter().filter_map(|statement| match statement {
            Stmt::Item(item) => Some(item),
            _ => None,
        });
        self.collect(items.collect(), modules);
    }

    /// The struct that is wanted.
    pub(super) fn named(&self) -> Result<DeriveInput, Failure> {
        let name = self.wanted.last().map(String::as_str).unwrap_or_default();
        let modules = self.wanted.split_last().map(|(_, modules)| modules).unwrap_or_default();
        let all: Vec<_> = self.called(name).filter(|found| found.modules.ends_with(modules)).collect();
        let structs: Vec<_> = all.iter().filter(|found| matches!(found.item, Item::Struct(_))).collect();
        let file = self.file.display();
        match (structs.as_slice(), all.as_slice()) {
            ([found], _) => {
                let Item::Struct(of) = &found.item else { return Err(self.missing(name)) };
                if !of.attrs.iter().any(is_derived) {
                    let fact = format!("`{name}` in {file} does not derive `SnapshotSchema`");
                    return Err(Failure::new(fact, "add `#[derive(SnapshotSchema)]`, or name another struct"));
                }
                Ok(DeriveInput::from(of.clone()))
            }
            ([], [found]) => match &found.item {
                Item::Type(alias) => {
                    let to = quote::ToTokens::to_token_stream(&alias.ty).to_string().replace(' ', "");
                    let fact = format!("`{name}` in {file} is an alias");
                    Err(Failure::new(fact, format!("name the struct: `--struct {file}:{to}`")))
                }
                _ => Err(Failure::new(format!("`{name}` in {file} is not a struct"), "name a struct")),
            },
            ([], _) => Err(self.missing(name)),
            (several, _) => {
                let paths: Vec<_> = several.iter().map(|found| format!("{file}:{}", found.path())).collect();
                let fact = format!("{file} has {} structs `{name}`", several.len());
                let is_told_apart = paths.windows(2).all(|two| two.first() != two.last());
                let help = if is_told_apart {
                    format!("name one of {}", listed(paths.iter().map(String::as_str)))
                } else {
                    "rename one of them".to_owned()
                };
                Err(Failure::new(fact, help))
            }
        }
    }

    /// The error for a name that no struct has.
    fn missing(&self, name: &str) -> Failure {
        let derived = |found: &&Found| matches!(&found.item, Item::Struct(of) if of.attrs.iter().any(is_derived));
        let names: Vec<String> = self.items.iter().filter(derived).map(Found::path).collect();
        let bare = || names.iter().map(|path| path.rsplit("::").next().unwrap_or(path));
        let help = match closest(name, bare()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() && self.has_macros => {
                "the file calls macros, which are not expanded here: write the struct in a file".to_owned()
            }
            None if names.is_empty() => "no struct in it derives `SnapshotSchema`".to_owned(),
            None => format!("its structs are {}", listed(names.iter().map(String::as_str))),
        };
        Failure::new(format!("{} has no struct `{name}`", self.file.display()), help)
    }

    /// The items of that name.
    pub(super) fn called<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Found> {
        self.items.iter().filter(move |found| found.is_called(name))
    }
}

/// Whether an attribute is `derive` with `SnapshotSchema`, also in `cfg_attr`.
fn is_derived(attribute: &syn::Attribute) -> bool {
    let text = quote::ToTokens::to_token_stream(attribute).to_string();
    let mut words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    text.contains("derive") && words.any(|word| word == "SnapshotSchema")
}
