//! The object of the tests, loaded by bpftool.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// The object, relative to the repository.
pub(crate) const OBJECT: &str = "tests/bpf/host.bpf.o";

/// A loaded copy of the object, pinned in a BPF file system of its own.
pub(crate) struct Loaded {
    folder: PathBuf,
    pin: PathBuf,
}

impl Loaded {
    /// Loads the object under another name of the same length as `host_step`, since tests run in parallel.
    pub(crate) fn new(name: &str) -> Self {
        static LOADS: AtomicU32 = AtomicU32::new(0);
        let load = LOADS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("ktsnap-live-{}-{load}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        let object = folder.with_extension("bpf.o");
        let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(OBJECT)).unwrap();
        fs::write(&object, renamed(bytes, name)).unwrap();
        run(Command::new("mount").args(["-t", "bpf", "bpf"]).arg(&folder));
        let pin = folder.join("program");
        let loaded = Self { folder, pin };
        run(Command::new("bpftool").args(["prog", "load"]).arg(&object).arg(&loaded.pin));
        fs::remove_file(&object).unwrap();
        loaded
    }

    fn program(&self) -> Value {
        let json = run(Command::new("bpftool").args(["-j", "prog", "show", "pinned"]).arg(&self.pin));
        serde_json::from_slice(&json).unwrap()
    }

    /// The id of the program.
    pub(crate) fn id(&self) -> String {
        self.program()["id"].to_string()
    }

    /// The id of a map of the object.
    pub(crate) fn map(&self, name: &str) -> u32 {
        let maps: Value = serde_json::from_slice(&run(Command::new("bpftool").args(["-j", "map", "show"]))).unwrap();
        let used = self.program()["map_ids"].clone();
        let is_its_own = |map: &&Value| map["name"] == name && used.as_array().unwrap().contains(&map["id"]);
        let map = maps.as_array().unwrap().iter().find(is_its_own).unwrap();
        u32::try_from(map["id"].as_u64().unwrap()).unwrap()
    }

    /// Sets the global `custom`, which has a section of its own.
    pub(crate) fn set_custom(&self, value: u64) {
        let bytes = value.to_ne_bytes().map(|byte| byte.to_string());
        let id = self.map(".data.custom").to_string();
        run(Command::new("bpftool").args(["map", "update", "id", &id, "key", "0", "0", "0", "0", "value"]).args(bytes));
    }

    /// Sets an entry of a map. The bytes are the value on every CPU of a per-CPU map.
    pub(crate) fn set(&self, map: &str, key: u32, value: &[u8]) {
        let value = value.iter().map(u8::to_string);
        run(self.entry("update", map, key).arg("value").args(value));
    }

    /// Deletes an entry of a map.
    pub(crate) fn delete(&self, map: &str, key: u32) {
        run(&mut self.entry("delete", map, key));
    }

    fn entry(&self, action: &str, map: &str, key: u32) -> Command {
        let key = key.to_ne_bytes().map(|byte| byte.to_string());
        let mut command = Command::new("bpftool");
        command.args(["map", action, "id", &self.map(map).to_string(), "key"]).args(key);
        command
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        _ = fs::remove_file(&self.pin);
        _ = Command::new("umount").arg(&self.folder).status();
        _ = fs::remove_dir(&self.folder);
        // The kernel frees the program soon after its last reference is gone.
    }
}

fn renamed(mut object: Vec<u8>, name: &str) -> Vec<u8> {
    const OLD: &[u8] = b"host_step";
    assert_eq!(name.len(), OLD.len());
    for at in 0..=object.len() - OLD.len() {
        if object[at..].starts_with(OLD) {
            object[at..at + OLD.len()].copy_from_slice(name.as_bytes());
        }
    }
    object
}

fn run(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?} (as root?): {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
