//! The copy of the workspace that is changed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::Failure;
use crate::arguments::Arguments;
use crate::sources::{CRATES, files_of};

/// Where the copy is.
pub(crate) struct Copy {
    pub(crate) repository: PathBuf,
    /// The folder of the copy. The results of the tool are in it too.
    pub(crate) scratch: PathBuf,
    pub(crate) root: PathBuf,
    target: PathBuf,
}

impl Copy {
    /// Copies the files that are in the repository. Equal files stay as they are, so that cargo doesn't build them again.
    pub(crate) fn make(arguments: &Arguments) -> Result<Self, Failure> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
        fs::create_dir_all(&arguments.scratch)?;
        let scratch = arguments.scratch.canonicalize()?;
        let root = scratch.join("copy");
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| scratch.join("target"), PathBuf::from);
        let copy = Self { repository, scratch, root, target };
        let files = files_in(&copy.repository)?;
        // These are written with their mutations.
        let mut changed = BTreeSet::new();
        for name in CRATES {
            changed.extend(files_of(&copy.repository, name)?);
        }
        remove_others(&copy.root, &copy.root, &files)?;
        for file in files.iter().filter(|file| !changed.contains(*file)) {
            let mut contents = fs::read(copy.repository.join(file))?;
            if CRATES.iter().any(|name| *file == Path::new(name).join("Cargo.toml")) {
                contents = with_switch(&String::from_utf8(contents)?).into_bytes();
            }
            copy.write(file, &contents)?;
        }
        Ok(copy)
    }

    /// Writes a file of the copy if it has other contents.
    pub(crate) fn write(&self, file: &Path, contents: &[u8]) -> Result<(), Failure> {
        let path = self.root.join(file);
        if fs::read(&path).is_ok_and(|earlier| earlier == contents) {
            return Ok(());
        }
        fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
        fs::write(path, contents)?;
        Ok(())
    }

    /// Cargo in the copy, without warnings about the changed code.
    pub(crate) fn cargo(&self) -> Command {
        let flags = env::var("RUSTFLAGS").unwrap_or_default();
        let mut cargo = Command::new("cargo");
        cargo
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("RUSTFLAGS", format!("{flags} -Awarnings"));
        cargo
    }
}

/// The files that git knows.
fn files_in(repository: &Path) -> Result<BTreeSet<PathBuf>, Failure> {
    let output = Command::new("git").arg("-C").arg(repository).args(["ls-files", "-z"]).output()?;
    if !output.status.success() {
        return Err(format!("git ls-files: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let names = String::from_utf8(output.stdout)?;
    let files = names.split_terminator('\0').map(PathBuf::from);
    // A file that is removed from the folder is known until the next commit.
    Ok(files.filter(|file| repository.join(file).is_file()).collect())
}

/// Removes the files of an earlier copy that are not in the repository any more.
fn remove_others(root: &Path, folder: &Path, files: &BTreeSet<PathBuf>) -> Result<(), Failure> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() && !path.is_symlink() {
            remove_others(root, &path, files)?;
        } else if !files.contains(path.strip_prefix(root)?) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// A manifest that depends on the switch.
fn with_switch(manifest: &str) -> String {
    const DEPENDENCIES: &str = "[dependencies]\n";
    let switch = format!("{DEPENDENCIES}mutation-switch = {{ path = \"../mutations/switch\" }}\n");
    manifest.replacen(DEPENDENCIES, &switch, 1)
}
