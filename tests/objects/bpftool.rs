//! The output of `bpftool btf dump` for an object, in the same form as a [`Layout`].

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use ktsnap_btf::{Linkage, Section, Type, Var};
use serde_json::{Value, json};

/// The tool if it is installed. Otherwise the test prints what it skips, and fails in CI.
pub(crate) fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // Debian installs it in a folder that only root's PATH has.
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    let tool = folders.map(|folder| folder.join("bpftool")).find(|tool| tool.is_file());
    if tool.is_none() {
        let message = "bpftool is not installed: no layout was compared with its answer (apt-get install bpftool)";
        assert!(std::env::var("CI").as_deref() != Ok("true"), "{message}");
        // The output of `eprintln!` is only shown for a failing test.
        std::io::stderr().write_all(format!("{message}\n").as_bytes()).unwrap();
    }
    tool
}

/// The types of one object, by id.
pub(crate) struct Dump {
    types: HashMap<u64, Value>,
}

impl Dump {
    pub(crate) fn of(tool: &Path, object: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(object);
        let output = Command::new(tool).args(["-j", "btf", "dump", "file"]).arg(&path).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "bpftool on {object}: {stderr}");
        let mut json: Value = serde_json::from_slice(&output.stdout).unwrap();
        let Value::Array(types) = json["types"].take() else { panic!("bpftool lists no types of {object}") };
        let types = types.into_iter().map(|ty| (ty["id"].as_u64().unwrap(), ty)).collect();
        Self { types }
    }

    /// Every DATASEC, by name.
    pub(crate) fn sections(&self) -> Vec<&Value> {
        let mut sections: Vec<_> = self.types.values().filter(|ty| ty["kind"] == "DATASEC").collect();
        sections.sort_by_key(|section| section["name"].as_str());
        sections
    }

    /// The variables of a DATASEC, in the words of [`var`].
    pub(crate) fn vars(&self, section: &Value) -> Vec<Value> {
        let entries = section["vars"].as_array().unwrap();
        let listed = entries.iter().map(|entry| (entry, self.get(&entry["type_id"])));
        let vars = listed.filter(|(_, of)| of["kind"] == "VAR").map(|(entry, of)| {
            json!({
                "name": of["name"], "offset": entry["offset"], "size": entry["size"], "linkage": of["linkage"],
                "type": self.ty(&of["type_id"]),
            })
        });
        vars.collect()
    }

    fn get(&self, id: &Value) -> &Value {
        &self.types[&id.as_u64().unwrap()]
    }

    /// The tag of a struct or union after typedefs and qualifiers.
    fn tag(&self, id: &Value) -> Option<String> {
        let of = self.types.get(&id.as_u64().unwrap())?;
        let keyword = match of["kind"].as_str().unwrap() {
            "TYPEDEF" | "CONST" | "VOLATILE" | "RESTRICT" | "TYPE_TAG" => return self.tag(&of["type_id"]),
            "STRUCT" => "struct",
            "UNION" => "union",
            "FWD" => of["fwd_kind"].as_str().unwrap(),
            _ => return None,
        };
        let name = of["name"].as_str().filter(|name| *name != "(anon)")?;
        Some(format!("{keyword} {name}"))
    }

    /// A type in the words of [`ty`].
    fn ty(&self, id: &Value) -> Value {
        if *id == 0 {
            return json!("opaque");
        }
        let of = self.get(id);
        let name = Some(&of["name"]).filter(|name| *name != "(anon)");
        match of["kind"].as_str().unwrap() {
            "INT" if of["encoding"] == "BOOL" => json!({"bool": of["size"]}),
            "INT" if of["name"] == "char" => json!("char"),
            "INT" => json!({"int": of["size"], "signed": of["encoding"] == "SIGNED"}),
            "FLOAT" => json!({"float": of["size"]}),
            "PTR" => json!({"pointer": self.tag(&of["type_id"])}),
            "FWD" | "FUNC_PROTO" => json!("opaque"),
            "ARRAY" => json!({"array": of["nr_elems"], "of": self.ty(&of["type_id"])}),
            "ENUM" | "ENUM64" => {
                let values = of["values"].as_array().unwrap().iter();
                let values: Vec<_> = values.map(|value| json!([value["name"], value["val"].to_string()])).collect();
                json!({"enum": name, "size": of["size"], "signed": of["encoding"] == "SIGNED", "values": values})
            }
            kind @ ("STRUCT" | "UNION") => {
                let members = of["members"].as_array().unwrap().iter().map(|member| {
                    let name = Some(&member["name"]).filter(|name| *name != "(anon)");
                    // A struct that has bitfields gives the others a width of 0.
                    let bits = Some(&member["bitfield_size"]).filter(|bits| bits.as_u64() != Some(0));
                    json!([name, member["bits_offset"], bits, self.ty(&member["type_id"])])
                });
                let members: Vec<_> = members.collect();
                json!({"struct": name, "union": kind == "UNION", "size": of["size"], "members": members})
            }
            "TYPEDEF" | "CONST" | "VOLATILE" | "RESTRICT" | "TYPE_TAG" => self.ty(&of["type_id"]),
            kind => panic!("a variable of kind {kind}"),
        }
    }
}

/// The variables of a section.
pub(crate) fn vars(section: &Section) -> Vec<Value> {
    section.listed().into_iter().map(var).collect()
}

fn var(var: &Var) -> Value {
    let linkage = match var.linkage {
        Linkage::Static => "static",
        Linkage::Global => "global",
        Linkage::Extern => "extern",
        _ => "unknown",
    };
    json!({
        "name": var.name, "offset": var.offset, "size": var.size, "linkage": linkage, "type": ty(&var.ty),
    })
}

fn ty(of: &Type) -> Value {
    match of {
        Type::Int { size, signed } => json!({"int": size, "signed": signed}),
        Type::Bool { size } => json!({"bool": size}),
        Type::Float { size } => json!({"float": size}),
        Type::Char => json!("char"),
        Type::Ptr { to } => json!({"pointer": to.as_deref()}),
        Type::Opaque => json!("opaque"),
        Type::Array { element, len } => json!({"array": len, "of": ty(element)}),
        Type::Enum(of) => {
            let values = of.enumerators.iter();
            let values: Vec<_> = values.map(|value| json!([value.name, value.value.to_string()])).collect();
            json!({"enum": of.name, "size": of.size, "signed": of.signed, "values": values})
        }
        Type::Struct(of) => {
            let members = of.members.iter().map(|member| {
                let name = Some(&member.name).filter(|name| !name.is_empty());
                json!([name, member.bit_offset, member.bits, ty(&member.ty)])
            });
            let members: Vec<_> = members.collect();
            json!({"struct": of.name, "union": of.union, "size": of.size, "members": members})
        }
        other => panic!("a type that bpftool was not asked for: {other:?}"),
    }
}
