//! Which file is opened for the attributes of a struct, and the errors if that fails.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::{env, fs};

use super::Origin;
use crate::declaration;

/// What happened to the file of a struct.
#[derive(Debug, PartialEq)]
struct Outcome {
    errors: Vec<String>,
    schema_name: String,
    tracking: String,
}

/// Opens the files that attributes name, for a struct of `examples/bpf/dispatch.bpf.o` with a misspelled field.
fn open(attributes: &str, origin: &Origin) -> Outcome {
    let source = format!("#[snapshot({attributes})] struct Counters {{ nr_enqueuedd: u64 }}");
    declaration::read(&syn::parse_str(&source).unwrap(), origin, |read| {
        let object = read.object.unwrap();
        Outcome {
            errors: read.errors.iter().map(|error| error.to_string().replace("\nhelp: ", " | ")).collect(),
            schema_name: object.schema_name.clone(),
            tracking: object.tracking.to_string().replace(' ', ""),
        }
    })
}

fn errors(attributes: &str) -> Vec<String> {
    open(attributes, &Origin::default()).errors
}

/// The error at the misspelled field, which shows that the object was read.
fn misspelled(object: &str) -> [String; 1] {
    [format!("no global `nr_enqueuedd` in {object} | `.bss` has `nr_enqueued: u64`")]
}

const OBJECT: &str = "../examples/bpf/dispatch.bpf.o";
const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn an_object_that_can_not_be_opened_is_an_error_with_its_place() {
    for (object, expected) in [
        ("/nonexistent/none.bpf.o", "no such file: `/nonexistent/none.bpf.o` | build the object first".to_owned()),
        (
            "none/none.bpf.o",
            format!(
                "no such file: `{PACKAGE}/none/none.bpf.o` | build the object first; relative paths start at \
                 `CARGO_MANIFEST_DIR`"
            ),
        ),
        ("src", format!("`{PACKAGE}/src` is a directory | write the path of an object in it")),
        ("", "`object` is empty | write the path of the scheduler's BPF object".to_owned()),
        (
            "Cargo.toml/none.bpf.o",
            format!(
                "can't open `{PACKAGE}/Cargo.toml/none.bpf.o`: Not a directory (os error 20) | build the object first; \
                 relative paths start at `CARGO_MANIFEST_DIR`"
            ),
        ),
    ] {
        assert_eq!(errors(&format!("object = \"{object}\"")), [expected]);
    }
    let of_command = Origin { package: Some(PACKAGE.into()), object: None };
    let expected = format!(
        "no such file: `{PACKAGE}/none/none.bpf.o` | build the object first, or give it with `--object OBJECT`"
    );
    assert_eq!(open("object = \"none/none.bpf.o\"", &of_command).errors, [expected]);
}

/// A layout file of the object with this variable of struct_ops.
struct WithOps(PathBuf);

impl WithOps {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("ktsnap-open-{name}-{}.json", process::id()));
        let sections = r#"{".bss": {"size": 8, "vars": [{"name": "nr_enqueued", "type": "u64", "c_type": "u64", "offset": 0, "size": 8}]}}"#;
        let text = format!(
            r#"{{"ktsnap_layout": 1, "byte_order": "little", "sections": {sections}, "maps": {{}}, "types": {{}},
                "typedefs": {{}}, "names": {{".struct_ops.link": ["{name}"]}}}}"#
        );
        fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for WithOps {
    fn drop(&mut self) {
        _ = fs::remove_file(&self.0);
    }
}

#[test]
fn a_layout_file_replaces_an_object_that_does_not_exist() {
    let file = WithOps::new("small_ops");
    let path = file.0.to_str().unwrap();
    let layout = format!("layout = \"{path}\"");
    let found = open(&format!("object = \"none/none.bpf.o\", {layout}"), &Origin::default());
    assert_eq!((found.errors, found.schema_name.as_str()), (misspelled(path).into(), "none/none.bpf.o"));

    assert_eq!(errors(&format!("{layout}, struct_ops = \"small_ops\"")), misspelled(path));
    let other = errors(&format!("{layout}, struct_ops = \"other_ops\""));
    assert_eq!(other.len(), 2, "{other:?}");
    assert!(other[0].contains("`small_ops`"), "{other:?}");

    // Only a file that does not exist is replaced.
    let expected = format!(
        "can't open `{PACKAGE}/Cargo.toml/none.bpf.o`: Not a directory (os error 20) | build the object first; relative \
         paths start at `CARGO_MANIFEST_DIR`"
    );
    assert_eq!(errors(&format!("object = \"Cargo.toml/none.bpf.o\", {layout}")), [expected]);
}

#[test]
fn a_layout_file_is_compared_with_its_object() {
    let right = "object = \"../tests/bpf/index.bpf.o\", layout = \"../tests/layouts/index.json\"";
    assert_eq!(
        errors(right),
        [
            "no global `nr_enqueuedd` in ../tests/bpf/index.bpf.o | `.bss` has `nr_written`, `ring`, `grid`, `mode_ns`, `mode`, `rings`, `only`, `head` and 2 more"
        ]
    );
    let wrong = errors(&format!("object = \"{OBJECT}\", layout = \"../tests/layouts/index.json\""));
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert!(wrong[0].starts_with(&format!("../tests/layouts/index.json does not match {OBJECT}\n")), "{wrong:?}");
}

/// Runs a test with these variables. A process with threads can't soundly change its own environment, so the test runs itself
/// again.
fn with_variables(test: &str, variables: &[(&str, &OsStr)], run: impl FnOnce()) {
    const TEST: &str = "KTSNAP_TEST_WITH_VARIABLES";
    if env::var_os(TEST).is_some_and(|name| name == test) {
        return run();
    }
    let mut command = Command::new(env::current_exe().unwrap());
    command.env(TEST, test).envs(variables.iter().copied()).args(["--exact", &format!("object::tests::{test}")]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn variables_of_a_build_name_the_object() {
    let folder = Path::new(PACKAGE).join("../examples/bpf");
    let variables = [
        ("KTSNAP_OBJECT_DIR", folder.as_os_str()),
        ("KTSNAP_OBJECT", OsStr::new("dispatch.bpf.o")),
        ("OUT_DIR", OsStr::new("/nonexistent/out")),
        ("OUT_DIRECTORY", OsStr::new("/nonexistent/other")),
    ];
    with_variables("variables_of_a_build_name_the_object", &variables, || {
        assert_eq!(errors("section = \".bss\""), misspelled("dispatch.bpf.o"));
        let found = open("object = \"dispatch.bpf.o\"", &Origin::default());
        assert_eq!(found.errors, misspelled("dispatch.bpf.o"));
        let included = "include_bytes!(::core::concat!(::core::env!(\"KTSNAP_OBJECT_DIR\"),\"/\",\"dispatch.bpf.o\"))";
        assert!(found.tracking.contains(included), "{}", found.tracking);
        // Layout files are in the package.
        let layout = errors("layout = \"../tests/layouts/index.json\"");
        assert!(layout[0].starts_with("no global `nr_enqueuedd` in ../tests/layouts/index.json"), "{layout:?}");

        let written_there = "write it there in the package's build script";
        for path in ["$OUT_DIR/x.bpf.o", "${OUT_DIR}/x.bpf.o"] {
            let expected = format!("no such file: `/nonexistent/out/x.bpf.o` | {written_there}");
            assert_eq!(errors(&format!("object = \"{path}\"")), [expected]);
        }
        let expected = "no such file: `/nonexistent/other/x.bpf.o` | build the object first";
        assert_eq!(errors("object = \"$OUT_DIRECTORY/x.bpf.o\""), [expected]);
    });
}

#[test]
fn a_folder_of_objects_starts_at_the_package() {
    let not_text = OsString::from_vec(vec![0xff]);
    let variables = [("KTSNAP_OBJECT_DIR", OsStr::new("../examples/bpf")), ("KTSNAP_OBJECT", &*not_text)];
    with_variables("a_folder_of_objects_starts_at_the_package", &variables, || {
        let found = open("object = \"dispatch.bpf.o\"", &Origin::default());
        assert_eq!(found.errors, misspelled("dispatch.bpf.o"));
        let included = "include_bytes!(::core::concat!(::core::env!(\"CARGO_MANIFEST_DIR\"),\"/\",::core::env!(\"KTSNAP_OBJECT_DIR\"),\"/\",\"dispatch.bpf.o\"))";
        assert!(found.tracking.contains(included), "{}", found.tracking);
        assert_eq!(
            errors("section = \".bss\""),
            ["`KTSNAP_OBJECT` is not UTF-8 | set `KTSNAP_OBJECT`, or write the path without it"]
        );
    });
}
