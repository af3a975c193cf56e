//! The public items of each library, compared with the lists in `golden/`.
//!
//! A change of the public items is then visible in a review. `KTSNAP_BLESS=1 cargo test` writes the lists again.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use public_api::{Builder, PublicApi};

/// The repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Compares the public items of a library with its list.
#[track_caller]
fn assert_listed(package: &str, folder: &str) {
    let api = public_api_of(package, &Path::new(ROOT).join(folder).join("Cargo.toml"));
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(format!("{package}.txt"));
    let items: String = api.items().map(|item| format!("{item}\n")).collect();
    if env::var_os("KTSNAP_BLESS").is_some() {
        return fs::write(golden, items).unwrap();
    }
    let listed = fs::read_to_string(&golden).unwrap_or_default();
    let added: Vec<_> = items.lines().filter(|item| !listed.lines().any(|other| other == *item)).collect();
    let removed: Vec<_> = listed.lines().filter(|item| !items.lines().any(|other| other == *item)).collect();
    assert!(
        items == listed,
        "the public items of {package} differ from {}\nadded: {added:#?}\nremoved: {removed:#?}\n\
         If that is intended, run `KTSNAP_BLESS=1 cargo test` in tests/public-api.",
        golden.display()
    );
}

/// Has rustdoc describe the library. Its JSON output is unstable, and a stable compiler gives it only with
/// `RUSTC_BOOTSTRAP`.
fn public_api_of(package: &str, manifest: &Path) -> PublicApi {
    let target = target_dir();
    let rustdoc = Command::new(env!("CARGO"))
        .args(["rustdoc", "--quiet", "--lib", "--manifest-path"])
        .arg(manifest)
        .args(["--package", package, "--", "-Zunstable-options", "--output-format", "json"])
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", &target)
        .output()
        .unwrap();
    assert!(rustdoc.status.success(), "{}", String::from_utf8_lossy(&rustdoc.stderr));
    let json = target.join("doc").join(format!("{}.json", package.replace('-', "_")));
    Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .unwrap()
}

/// A folder of its own, below the one that this test was built in: cargo must not wait for itself.
fn target_dir() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).to_owned()
}

#[test]
fn ktsnap() {
    assert_listed("ktsnap", ".");
}

#[test]
fn ktsnap_core() {
    assert_listed("ktsnap-core", "ktsnap-core");
}

#[test]
fn ktsnap_btf() {
    assert_listed("ktsnap-btf", "ktsnap-btf");
}

#[test]
fn ktsnap_derive() {
    assert_listed("ktsnap-derive", "ktsnap-derive");
}

#[test]
fn ktsnap_derive_internals() {
    assert_listed("ktsnap-derive-internals", "ktsnap-derive-internals");
}

#[test]
fn ktsnap_ratio() {
    assert_listed("ktsnap-ratio", "ktsnap-ratio");
}

#[test]
fn ktsnap_render() {
    assert_listed("ktsnap-render", "ktsnap-render");
}

#[test]
fn ktsnap_mapping() {
    assert_listed("ktsnap-mapping", "ktsnap-mapping");
}

#[test]
fn ktsnap_live() {
    assert_listed("ktsnap-live", "ktsnap-live");
}
