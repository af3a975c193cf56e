//! The sources to compile: the same structs in several packages, as text.

pub(crate) const STRUCTS: usize = 200;
pub(crate) const FIELDS: usize = 8;

/// The counters of scx_bpfland, all of them `u64`.
const COUNTERS: [&str; 18] = [
    "nr_kthread_dispatches",
    "nr_direct_dispatches",
    "nr_shared_dispatches",
    "nr_idle_select_path_picks",
    "nr_idle_enqueue_path_picks",
    "nr_idle_prev_cpu_picks",
    "nr_idle_primary_picks",
    "nr_idle_spill_picks",
    "nr_idle_pick_failures",
    "nr_idle_primary_domain_misses",
    "nr_idle_global_misses",
    "nr_waker_cpu_biases",
    "nr_keep_running_reuses",
    "nr_keep_running_queue_empty",
    "nr_keep_running_smt_blocked",
    "nr_keep_running_queued_work",
    "nr_dispatch_cpu_dsq_consumes",
    "nr_dispatch_node_dsq_consumes",
];

/// A package of the structs.
pub(crate) struct Package {
    pub(crate) name: &'static str,
    /// The dependencies in its manifest.
    pub(crate) manifest: &'static str,
    pub(crate) build_script: Option<&'static str>,
    /// The code before the structs.
    head: &'static str,
    /// The attributes of each struct.
    attributes: &'static str,
    /// The code after each struct, from its name and fields.
    tail: fn(&str, &[&str]) -> String,
}

pub(crate) const PLAIN: Package =
    Package { name: "plain", manifest: "", build_script: None, head: "", attributes: "", tail: |_, _| String::new() };

pub(crate) const SERDE: Package = Package {
    name: "serde",
    manifest: "[dependencies]\nserde = { version = \"1\", features = [\"derive\"] }\n",
    attributes: "#[derive(serde::Deserialize)]\n",
    ..PLAIN
};

pub(crate) const KTSNAP: Package = Package {
    name: "ktsnap",
    manifest: concat!("[dependencies]\nktsnap.path = '", env!("CARGO_MANIFEST_DIR"), "/..'\n"),
    attributes: "#[derive(ktsnap::SnapshotSchema)]\n#[snapshot(object = \"scheduler.bpf.o\")]\n",
    ..PLAIN
};

/// The structs as the types of fields, which can be read, compared and reduced.
pub(crate) const NESTED: Package = Package {
    name: "ktsnap-nested",
    attributes: "#[derive(ktsnap::SnapshotSchema)]\n#[snapshot(type = \"struct counters\")]\n",
    ..KTSNAP
};

/// The structs without a derive. Each is filled from the skeleton's struct of the section.
pub(crate) const SKELETON: Package = Package {
    name: "libbpf-cargo",
    manifest: r#"
[dependencies]
libbpf-rs = "=0.26.2"
libbpf-sys = { version = "1", default-features = false, features = ["vendored-libbpf"] }

[build-dependencies]
libbpf-cargo = { version = "=0.26.2", default-features = false }
libbpf-sys = { version = "1", default-features = false, features = ["vendored-libbpf"] }
"#,
    build_script: Some(
        r#"
use std::{env, error::Error, fs, path::Path, time::Instant};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=scheduler.bpf.o");
    let skeleton = Path::new(&env::var("OUT_DIR")?).join("skeleton.rs");
    let start = Instant::now();
    libbpf_cargo::SkeletonBuilder::new().obj("scheduler.bpf.o").generate(&skeleton)?;
    fs::write("generated", format!("{:.0} ms", start.elapsed().as_secs_f64() * 1e3))?;
    Ok(())
}
"#,
    ),
    head: r#"
#[allow(warnings)]
pub mod skeleton {
    include!(concat!(env!("OUT_DIR"), "/skeleton.rs"));
}
"#,
    tail: |name, fields| {
        let fields: String = fields.iter().map(|field| format!("{field}: bss.{field}, ")).collect();
        format!("impl {name} {{ pub fn read(bss: &skeleton::types::bss) -> Self {{ Self {{ {fields} }} }} }}\n")
    },
    ..PLAIN
};

impl Package {
    /// The package's `lib.rs`. If it is edited, one field of one struct is another counter.
    pub(crate) fn source(&self, edited: bool) -> String {
        let mut source = self.head.to_owned();
        for number in 0..STRUCTS {
            let name = format!("Counters{number}");
            let mut fields: Vec<_> = COUNTERS.iter().copied().cycle().skip(number).take(FIELDS + 1).collect();
            if edited && number == STRUCTS / 2 {
                // The other name has another length, so the following code moves and is compiled again, as in most edits.
                fields.swap_remove(1);
            }
            fields.truncate(FIELDS);
            let members: String = fields.iter().map(|field| format!("    pub {field}: u64,\n")).collect();
            let (attributes, tail) = (self.attributes, (self.tail)(&name, &fields));
            source.push_str(&format!("\n{attributes}pub struct {name} {{\n{members}}}\n{tail}"));
        }
        source
    }
}
