//! Opening the object that a struct names, once a process, and having cargo watch it.

use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use ktsnap_btf::{Layout, ObjectError, closest};
use proc_macro2::TokenStream;
use quote::quote;

/// Where the object's path starts when the attribute's is relative.
const OBJECT_DIR: &str = "KTSNAP_OBJECT_DIR";
const MANIFEST_DIR: &str = "CARGO_MANIFEST_DIR";

/// An object that was opened, or why not, and the code that has cargo rebuild when that changes.
pub(crate) struct Object {
    pub(crate) layout: Result<Arc<Layout>, Failure>,
    /// Items that name the file and the variables that led to it.
    pub(crate) tracking: TokenStream,
}

/// Why an object gave no layout.
pub(crate) struct Failure {
    pub(crate) fact: String,
    pub(crate) help: String,
}

/// Opens the object of that name, as the attribute has it.
pub(crate) fn open(written: &str) -> Object {
    let object_dir = env::var_os(OBJECT_DIR).filter(|dir| !dir.is_empty());
    let path = base(object_dir.as_ref()).join(written);
    let watch_dir = quote! {
        const _: ::core::option::Option<&'static ::core::primitive::str> = ::core::option_env!(#OBJECT_DIR);
    };
    let place = if object_dir.is_some() { OBJECT_DIR } else { MANIFEST_DIR };
    let (layout, watch_file) = match read(&path) {
        Ok(layout) => {
            let included = included(written, object_dir.as_ref());
            let layout =
                layout.map_err(|error| Failure { fact: format!("{written} {error}"), help: error.help().to_owned() });
            (layout, quote! { const _: &[::core::primitive::u8] = #included; })
        }
        // Including a file that can't be read would be a second error. Cargo runs a failed build again anyway.
        Err(error) => (Err(unreadable(written, &path, place, &error)), TokenStream::new()),
    };
    Object { layout, tracking: quote! { #watch_dir #watch_file } }
}

fn base(object_dir: Option<&OsString>) -> PathBuf {
    let manifest_dir = PathBuf::from(env::var_os(MANIFEST_DIR).unwrap_or_default());
    match object_dir {
        Some(dir) => manifest_dir.join(dir),
        None => manifest_dir,
    }
}

/// The file as the compiler finds it again. No path of this machine gets into the expansion unless the attribute
/// holds one.
fn included(written: &str, object_dir: Option<&OsString>) -> TokenStream {
    if Path::new(written).is_absolute() {
        return quote! { ::core::include_bytes!(#written) };
    }
    let manifest = quote! { ::core::env!(#MANIFEST_DIR), "/" };
    let parts = match object_dir {
        Some(dir) if Path::new(dir).is_absolute() => quote! { ::core::env!(#OBJECT_DIR), "/" },
        Some(_) => quote! { #manifest, ::core::env!(#OBJECT_DIR), "/" },
        None => manifest,
    };
    quote! { ::core::include_bytes!(::core::concat!(#parts, #written)) }
}

fn unreadable(written: &str, path: &Path, place: &str, error: &io::Error) -> Failure {
    if written.is_empty() {
        return Failure { fact: "`object` is empty".to_owned(), help: "name the scheduler's BPF object".to_owned() };
    }
    let help = match neighbour(written, path) {
        _ if path.is_dir() => "name the object in it".to_owned(),
        Some(near) => format!("did you mean {near}?"),
        None if Path::new(written).is_absolute() => "build the object first".to_owned(),
        None => format!("build the object first; its path starts at {place}"),
    };
    Failure { fact: format!("can't open {written}: {error}"), help }
}

/// A file of nearly that name in the same folder.
fn neighbour(written: &str, path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let files: Vec<_> =
        fs::read_dir(path.parent()?).ok()?.filter_map(|file| file.ok()?.file_name().into_string().ok()).collect();
    let near = closest(name, files.iter().map(String::as_str)).filter(|near| *near != name)?;
    Some(format!("{}{near}", written.strip_suffix(name)?))
}

/// What tells one state of a file from another.
type Stamp = (u64, SystemTime);

/// A layout, or why the object gave none.
type Parsed = Result<Arc<Layout>, Arc<ObjectError>>;

/// The objects this process has parsed, each in its latest state: a compile of many structs parses an object once, and
/// rust-analyzer's server, which lives long, sees it change.
static PARSED: Mutex<Option<HashMap<PathBuf, (Stamp, Parsed)>>> = Mutex::new(None);

fn read(path: &Path) -> io::Result<Parsed> {
    let metadata = fs::metadata(path)?;
    let stamp = (metadata.len(), metadata.modified()?);
    let mut parsed = PARSED.lock().unwrap_or_else(PoisonError::into_inner);
    let parsed = parsed.get_or_insert_default();
    if let Some((known, layout)) = parsed.get(path)
        && *known == stamp
    {
        return Ok(layout.clone());
    }
    let layout = Layout::parse(&fs::read(path)?).map(Arc::new).map_err(Arc::new);
    parsed.insert(path.to_owned(), (stamp, layout.clone()));
    Ok(layout)
}
