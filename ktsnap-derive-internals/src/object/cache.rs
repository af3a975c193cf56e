//! The objects and layout files that this process has parsed. A crate with many structs parses an object once. The process
//! of rust-analyzer lives long, so a file that changes is parsed again.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use std::{fs, io};

use ktsnap_btf::file::LayoutFileError;
use ktsnap_btf::{EmbeddedObject, Layout, LayoutFile, ObjectError};

/// The size and time of a file. A different stamp means that the file has changed.
type Stamp = (u64, SystemTime);

/// Parsed files, by path and by the value of `struct_ops`.
type Cache<T> = Mutex<Option<HashMap<(PathBuf, Option<String>), (Stamp, T)>>>;

/// The layout of an object.
pub(super) type ParsedObject = Result<Arc<Layout>, Arc<ObjectError>>;

/// The content of a layout file.
pub(super) type ParsedFile = Result<Arc<LayoutFile>, Arc<LayoutFileError>>;

static OBJECTS: Cache<ParsedObject> = Mutex::new(None);
static FILES: Cache<ParsedFile> = Mutex::new(None);

/// Parses the object in a file.
pub(super) fn object(path: &Path, struct_ops: Option<&str>) -> io::Result<ParsedObject> {
    read(&OBJECTS, path, struct_ops, |bytes| {
        EmbeddedObject::choose(bytes, struct_ops).map(|object| Arc::new(object.layout)).map_err(Arc::new)
    })
}

/// Parses a layout file.
pub(super) fn file(path: &Path) -> io::Result<ParsedFile> {
    read(&FILES, path, None, |bytes| LayoutFile::parse(bytes).map(Arc::new).map_err(Arc::new))
}

/// Whether the file is a layout file.
pub(super) fn is_layout_file(path: &Path) -> bool {
    file(path).is_ok_and(|parsed| parsed.is_ok())
}

/// Whether the file is an object, or a program with objects in it.
pub(super) fn is_object(path: &Path) -> bool {
    object(path, None).is_ok_and(|parsed| match parsed {
        Ok(_) => true,
        Err(error) => matches!(*error, ObjectError::Several { .. }),
    })
}

fn read<T: Clone>(
    cache: &Cache<T>,
    path: &Path,
    struct_ops: Option<&str>,
    parse: impl FnOnce(&[u8]) -> T,
) -> io::Result<T> {
    let metadata = fs::metadata(path)?;
    let stamp = (metadata.len(), metadata.modified()?);
    let key = (path.to_owned(), struct_ops.map(str::to_owned));
    let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
    let known = cache.get_or_insert_default();
    if let Some((of, parsed)) = known.get(&key)
        && *of == stamp
    {
        return Ok(parsed.clone());
    }
    let parsed = parse(&fs::read(path)?);
    known.insert(key, (stamp, parsed.clone()));
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::{env, fs, process};

    use super::{Cache, read};

    #[test]
    fn a_file_is_parsed_again_after_it_has_changed() {
        let path = env::temp_dir().join(format!("ktsnap-cache-{}", process::id()));
        let cache: Cache<String> = Mutex::new(None);
        let mut parsed = 0;
        let mut text = |contents: &str| {
            fs::write(&path, contents).unwrap();
            let mut again = || {
                read(&cache, &path, None, |bytes| {
                    parsed += 1;
                    String::from_utf8(bytes.to_owned()).unwrap()
                })
                .unwrap()
            };
            assert_eq!((again(), again()), (contents.to_owned(), contents.to_owned()));
        };
        text("one");
        text("longer");
        fs::remove_file(&path).unwrap();
        assert_eq!(parsed, 2);
        assert!(read(&cache, &path, None, |_| unreachable!()).is_err());
    }
}
