//! A BPF object that a test loads and runs: `tests/bpf/host.bpf.c`.

#![allow(dead_code, reason = "each test file uses what it needs")]

use std::path::Path;

use libbpf_rs::{MapCore, MapHandle, Object, ObjectBuilder, OpenObject, ProgramInput};

/// Loaded until it is dropped.
pub(crate) struct Host {
    object: Object,
}

impl Host {
    /// Loads the object under a name of the test's own, which its sections' maps bear: of 8 characters at most.
    pub(crate) fn load(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/bpf/host.bpf.o");
        let mut builder = ObjectBuilder::default();
        builder.name(name).unwrap();
        let loaded = builder.open_file(path).and_then(OpenObject::load);
        Self { object: loaded.unwrap_or_else(|error| panic!("these tests load BPF, so they need root: {error:#}")) }
    }

    /// The same with that many bytes for `.bss`, whose last array libbpf lengthens.
    pub(crate) fn load_lengthened(name: &str, bytes: u32) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/bpf/host.bpf.o");
        let mut object = ObjectBuilder::default().name(name).unwrap().open_file(path).unwrap();
        let mut bss = object.maps_mut().find(|map| map.name().to_string_lossy().ends_with(".bss")).unwrap();
        bss.set_value_size(bytes).unwrap();
        Self { object: object.load().unwrap_or_else(|error| panic!("loading needs root: {error:#}")) }
    }

    /// The id of its program, by which `Machine::program` finds it.
    pub(crate) fn program(&self) -> String {
        use std::os::fd::AsFd;
        let program = self.object.progs().find(|program| program.name() == "host_step").unwrap();
        libbpf_rs::Program::id_from_fd(program.as_fd()).unwrap().to_string()
    }

    /// Runs the program once.
    pub(crate) fn step(&mut self, by: u64) {
        let program = self.object.progs_mut().find(|program| program.name() == "host_step").unwrap();
        let mut context = by.to_ne_bytes();
        let input = ProgramInput { context_in: Some(&mut context), ..ProgramInput::default() };
        program.test_run(input).unwrap();
    }

    /// A descriptor of one of its maps, which keeps the map when the rest is gone.
    pub(crate) fn map(&self, name: &str) -> MapHandle {
        let map = self.object.maps().find(|map| map.name().to_string_lossy().ends_with(name)).unwrap();
        MapHandle::try_from(&map).unwrap()
    }
}

/// `tests/bpf/resized.bpf.c`, loaded until it is dropped.
pub(crate) struct Resized {
    object: Object,
}

impl Resized {
    /// Loads the object with so many slots, and with so many bytes for each of the sections.
    pub(crate) fn load(slots: u32, lengths: &[(&str, u32)]) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/bpf/resized.bpf.o");
        let mut object = ObjectBuilder::default().open_file(path).unwrap();
        for mut map in object.maps_mut() {
            let name = map.name().to_string_lossy().into_owned();
            if let Some((_, bytes)) = lengths.iter().find(|(section, _)| *section == name) {
                map.set_value_size(*bytes).unwrap();
            }
            if name.ends_with(".rodata") {
                map.initial_value_mut().unwrap()[..4].copy_from_slice(&slots.to_ne_bytes());
            }
        }
        Self { object: object.load().unwrap_or_else(|error| panic!("loading needs root: {error:#}")) }
    }

    /// The id of its program.
    pub(crate) fn program(&self) -> String {
        use std::os::fd::AsFd;
        let program = self.object.progs().next().unwrap();
        libbpf_rs::Program::id_from_fd(program.as_fd()).unwrap().to_string()
    }

    /// Runs the program once.
    pub(crate) fn run(&mut self) {
        let program = self.object.progs_mut().next().unwrap();
        let mut context = [0; 8];
        program.test_run(ProgramInput { context_in: Some(&mut context), ..ProgramInput::default() }).unwrap();
    }
}
