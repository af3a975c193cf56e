//! A package on disk, and the cargo commands that compile it.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::sources::Package;

/// The folder of all packages. Each is a workspace of its own.
const FOLDER: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/compile");

/// The target folder of all packages.
const TARGET: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/compile/target");

/// A package without dependents, so that a timed command only compiles this package.
pub(crate) struct Leaf {
    package: Package,
    folder: PathBuf,
}

impl Leaf {
    /// Writes the package, with a copy of the object and the repository's versions of dependencies.
    pub(crate) fn write(package: Package, object: &[u8]) -> Result<Self, Box<dyn Error>> {
        let folder = Path::new(FOLDER).join(package.name);
        fs::create_dir_all(folder.join("src"))?;
        let (name, manifest) = (package.name, package.manifest);
        let head = "version = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
        fs::write(folder.join("Cargo.toml"), format!("[package]\nname = \"{name}-structs\"\n{head}{manifest}"))?;
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"), folder.join("Cargo.lock"))?;
        fs::write(folder.join("scheduler.bpf.o"), object)?;
        if let Some(script) = package.build_script {
            fs::write(folder.join("build.rs"), script)?;
        }
        let leaf = Self { package, folder };
        leaf.write_source(false)?;
        Ok(leaf)
    }

    pub(crate) fn name(&self) -> &'static str {
        self.package.name
    }

    /// Runs a cargo command, including its dependencies, which may have to be fetched.
    pub(crate) fn prepare(&self, command: &str) -> Result<(), Box<dyn Error>> {
        self.cargo(&[command])?;
        Ok(())
    }

    /// Times a command after its earlier results were removed.
    pub(crate) fn clean(&self, command: &str) -> Result<Duration, Box<dyn Error>> {
        self.cargo(&["clean", "--offline", "--package", &format!("{}-structs", self.package.name)])?;
        self.write_source(false)?;
        self.time(command)
    }

    /// Times the command again after an edit.
    pub(crate) fn edited(&self, command: &str) -> Result<Duration, Box<dyn Error>> {
        self.write_source(true)?;
        self.time(command)
    }

    /// The size of the metadata that a dependent package reads, in bytes.
    pub(crate) fn metadata(&self) -> Result<u64, Box<dyn Error>> {
        let folder = Path::new(TARGET).join("debug/deps");
        let prefix = format!("lib{}_structs-", self.package.name.replace('-', "_"));
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| name.starts_with(&prefix) && name.ends_with(".rmeta")) {
                return Ok(entry.metadata()?.len());
            }
        }
        Err(format!("no {prefix}*.rmeta in {}", folder.display()).into())
    }

    /// The time that the build script reports.
    pub(crate) fn generated(&self) -> Option<String> {
        fs::read_to_string(self.folder.join("generated")).ok()
    }

    fn write_source(&self, edited: bool) -> Result<(), Box<dyn Error>> {
        Ok(fs::write(self.folder.join("src/lib.rs"), self.package.source(edited))?)
    }

    fn time(&self, command: &str) -> Result<Duration, Box<dyn Error>> {
        let start = Instant::now();
        let output = self.cargo(&[command, "--frozen"])?;
        let taken = start.elapsed();
        let said = String::from_utf8_lossy(&output.stderr);
        let compiled: Vec<_> = said
            .lines()
            .filter(|line| ["Checking ", "Compiling "].iter().any(|verb| line.trim_start().starts_with(verb)))
            .collect();
        match compiled[..] {
            [only] if only.contains(&format!(" {}-structs ", self.package.name)) => Ok(taken),
            _ => {
                Err(format!("expected one compiled package, but cargo printed\n{said}run again while no file changes")
                    .into())
            }
        }
    }

    fn cargo(&self, arguments: &[&str]) -> Result<Output, Box<dyn Error>> {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--target-dir", TARGET])
            .current_dir(&self.folder)
            .env("CARGO_INCREMENTAL", "1")
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("KTSNAP_OBJECT_DIR")
            .output()?;
        if output.status.success() {
            return Ok(output);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("cargo {} in {}: {}\n{said}", arguments.join(" "), self.folder.display(), output.status).into())
    }
}
