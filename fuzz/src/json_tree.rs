//! Changes a JSON text by its structure, so that the result is usually still a report.

use fastrand::Rng;

/// A JSON value. Numbers, texts and names of fields are kept as they are written, and a name may occur twice.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Scalar(String),
    Array(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// Values that a field may get.
const SCALARS: [&str; 26] = [
    "0",
    "1",
    "-1",
    "2",
    "7",
    "8",
    "64",
    "128",
    "255",
    "256",
    "4096",
    "4097",
    "2147483648",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "0.5",
    "1e400",
    "null",
    "true",
    "false",
    "\"\"",
    "\"dispatch\"",
    "\"dispatch.bss\"",
    "\"00 ff\"",
    "\"\\u00e9\\n\"",
];

/// Names that a field may get: those of a report and its values.
const NAMES: [&str; 32] = [
    "schema",
    "maps",
    "name",
    "map_kva",
    "map_type",
    "value_size",
    "max_entries",
    "value",
    "entries",
    "array_entries",
    "percpu_entries",
    "percpu_hash_entries",
    "per_cpu",
    "key",
    "error",
    "kind",
    "bits",
    "members",
    "type_name",
    "len",
    "elements",
    "hex",
    "needed",
    "had",
    "partial",
    "variant",
    "deref",
    "cast_annotation",
    "active_obj_name",
    "active_map_kvas",
    "late",
    "early",
];

/// Values of `kind`.
const KINDS: [&str; 13] = [
    "int",
    "uint",
    "bool",
    "char",
    "float",
    "enum",
    "struct",
    "array",
    "cpu_list",
    "ptr",
    "bytes",
    "truncated",
    "unsupported",
];

/// How deep a text may nest to be changed.
const DEPTH: usize = 200;

/// Changes the text, or returns `None` if it is not JSON.
#[must_use]
pub fn mutated(text: &str, seed: u64) -> Option<String> {
    let mut rng = Rng::with_seed(seed);
    let mut parser = Parser { rest: text.trim_ascii() };
    let mut root = parser.value(0)?;
    if !parser.rest.trim_ascii_start().is_empty() {
        return None;
    }
    for _ in 0..rng.usize(1..5) {
        let donor = copy_of_one(&root, &mut rng);
        change_one(&mut root, donor, &mut rng);
    }
    let mut out = String::new();
    write(&root, &mut out);
    Some(out)
}

struct Parser<'t> {
    rest: &'t str,
}

impl<'t> Parser<'t> {
    fn skip(&mut self, token: char) -> bool {
        self.rest = self.rest.trim_ascii_start();
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn scalar(&mut self) -> Option<&'t str> {
        self.rest = self.rest.trim_ascii_start();
        let bytes = self.rest.as_bytes();
        let len = if bytes.first() == Some(&b'"') {
            let mut at = 1;
            while *bytes.get(at)? != b'"' {
                at += 1 + usize::from(bytes[at] == b'\\');
            }
            at + 1
        } else {
            bytes.iter().position(|byte| b",]} \n\t:".contains(byte)).unwrap_or(bytes.len())
        };
        let (scalar, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        (!scalar.is_empty()).then_some(scalar)
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        if depth > DEPTH {
            return None;
        }
        if self.skip('[') {
            let mut items = Vec::new();
            while !self.skip(']') {
                items.push(self.value(depth + 1)?);
                self.skip(',');
            }
            return Some(Node::Array(items));
        }
        if self.skip('{') {
            let mut fields = Vec::new();
            while !self.skip('}') {
                let name = self.scalar()?.to_owned();
                if !self.skip(':') {
                    return None;
                }
                fields.push((name, self.value(depth + 1)?));
                self.skip(',');
            }
            return Some(Node::Object(fields));
        }
        self.scalar().map(|scalar| Node::Scalar(scalar.to_owned()))
    }
}

fn write(node: &Node, out: &mut String) {
    match node {
        Node::Scalar(text) => out.push_str(text),
        Node::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Node::Object(fields) => {
            out.push('{');
            for (at, (name, value)) in fields.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                out.push_str(name);
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
    }
}

/// A value of the text, found by a walk from the root that can stop at each level.
fn copy_of_one(root: &Node, rng: &mut Rng) -> Node {
    let mut node = root;
    loop {
        let inner = match node {
            Node::Array(items) if !items.is_empty() => &items[rng.usize(..items.len())],
            Node::Object(fields) if !fields.is_empty() => &fields[rng.usize(..fields.len())].1,
            _ => return node.clone(),
        };
        if rng.u8(..6) == 0 {
            return node.clone();
        }
        node = inner;
    }
}

fn change_one(root: &mut Node, donor: Node, rng: &mut Rng) {
    let mut node = root;
    loop {
        let stop = rng.u8(..5) == 0;
        match node {
            Node::Array(items) if items.is_empty() || stop => return change_array(items, donor, rng),
            Node::Object(fields) if fields.is_empty() || stop => return change_object(fields, donor, rng),
            Node::Scalar(text) => return change_scalar(text, rng),
            Node::Array(items) => {
                let at = rng.usize(..items.len());
                node = &mut items[at];
            }
            Node::Object(fields) => {
                let at = rng.usize(..fields.len());
                if fields[at].0 == "\"kind\"" && rng.bool() {
                    fields[at].1 = Node::Scalar(quoted(KINDS[rng.usize(..KINDS.len())]));
                    return;
                }
                node = &mut fields[at].1;
            }
        }
    }
}

fn change_array(items: &mut Vec<Node>, donor: Node, rng: &mut Rng) {
    let at = rng.usize(..=items.len());
    match rng.u8(..6) {
        0 if at < items.len() => drop(items.remove(at)),
        1 if at < items.len() => items.insert(at, items[at].clone()),
        2 => items.truncate(at),
        3 if items.len() > 1 => {
            let len = items.len();
            items.swap(at % len, rng.usize(..len));
        }
        4 => items.extend((0..rng.usize(1..9)).map(|_| donor.clone()).collect::<Vec<_>>()),
        _ => items.insert(at, donor),
    }
}

fn change_object(fields: &mut Vec<(String, Node)>, donor: Node, rng: &mut Rng) {
    let at = rng.usize(..=fields.len());
    let name = quoted(NAMES[rng.usize(..NAMES.len())]);
    match rng.u8(..6) {
        0 if at < fields.len() => drop(fields.remove(at)),
        1 if at < fields.len() => fields.insert(at, fields[at].clone()),
        2 if at < fields.len() => fields[at].0 = name,
        3 if fields.len() > 1 => {
            let len = fields.len();
            fields.swap(at % len, rng.usize(..len));
        }
        4 if at < fields.len() => fields[at].1 = donor,
        _ => fields.insert(at, (name, donor)),
    }
}

fn change_scalar(text: &mut String, rng: &mut Rng) {
    let nearby = text.parse::<u64>().ok().filter(|_| rng.bool());
    *text = match nearby {
        Some(number) => {
            [number.wrapping_add(1), number.wrapping_sub(1), !number, number << 1][rng.usize(..4)].to_string()
        }
        None => SCALARS[rng.usize(..SCALARS.len())].to_owned(),
    };
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        r#"{"schema": "single", "maps": [{"name": "a\"b", "map_kva": 1, "value": {"kind": "uint"}}], "x": 1}"#;

    #[test]
    fn a_changed_text_is_json_and_differs() {
        let texts: Vec<_> = (0..500).map(|seed| mutated(TEXT, seed).expect("the text is JSON")).collect();
        assert!(
            texts.iter().all(|text| serde_json::from_str::<serde_json::Value>(text).is_ok() || text.contains("1e400"))
        );
        let compact = TEXT.replace(": ", ":").replace(", ", ",");
        let changed = texts.iter().filter(|text| **text != compact).count();
        assert!(changed > 400, "{changed}");
    }

    #[test]
    fn other_text_is_not_changed() {
        for text in ["", "{", "[1", "{\"a\" 1}", "1 2", "\"a"] {
            assert_eq!(mutated(text, 1), None, "{text}");
        }
    }
}
