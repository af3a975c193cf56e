//! The object of the tests, loaded by bpftool.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

/// The object, relative to the repository.
pub(crate) const OBJECT: &str = "tests/bpf/host.bpf.o";

/// A loaded copy of the object, pinned in a BPF file system of its own.
pub(crate) struct Loaded {
    folder: PathBuf,
    pin: PathBuf,
    /// The id of its BTF, which all its maps have.
    btf: Value,
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
        let mut loaded = Self { folder, pin, btf: Value::Null };
        run(Command::new("bpftool").args(["prog", "load"]).arg(&object).arg(&loaded.pin));
        fs::remove_file(&object).unwrap();
        loaded.btf = loaded.program()["btf_id"].clone();
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
        let maps: Value = serde_json::from_slice(&run(&mut map_list())).unwrap();
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
        // The kernel frees the maps some time after the last reference to the program is gone. Until then the next test would see
        // them too, and the number of its system calls would change while it runs.
        let start = Instant::now();
        while has_maps_of(&self.btf) && start.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// The command that lists the kernel's maps.
fn map_list() -> Command {
    let mut command = Command::new("bpftool");
    command.args(["-j", "map", "show"]);
    command
}

/// Whether the kernel has a map with the BTF of this id.
fn has_maps_of(btf: &Value) -> bool {
    let maps = map_list().output().ok().and_then(|output| serde_json::from_slice::<Value>(&output.stdout).ok());
    maps.is_some_and(|maps| maps.as_array().is_some_and(|maps| maps.iter().any(|map| map["btf_id"] == *btf)))
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
