//! JSON that reads line by line.

/// How many columns a line may have before it is broken.
const WIDTH: usize = 110;

/// A JSON value, and how it is laid out.
pub(super) enum Json {
    Text(String),
    Number(i128),
    Flag(bool),
    List(Vec<Json>, Form),
    Object(Vec<(String, Json)>, Form),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Each part in a line of its own, so that adding one changes no other line.
    Lines,
    /// On one line if it fits.
    Fit,
    /// On one line however long its names are: a line that changes is a variable or member that does.
    Line,
}

impl Json {
    /// The text, with a line's end behind it.
    pub(super) fn print(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, 0, 0);
        text.push('\n');
        text
    }

    /// Writes it behind `used` columns of a line that is indented by `indent`.
    fn write(&self, out: &mut String, indent: usize, used: usize) {
        let (parts, form, [open, close]) = match self {
            Self::List(items, form) => (items.iter().map(|item| (String::new(), item)).collect(), form, ['[', ']']),
            Self::Object(fields, form) => (fields.iter().map(|(name, of)| (key(name), of)).collect(), form, ['{', '}']),
            leaf => return out.push_str(&leaf.line()),
        };
        let parts: Vec<(String, &Json)> = parts;
        if *form != Form::Lines || parts.is_empty() {
            let line = self.line();
            // A comma follows.
            if *form == Form::Line || parts.is_empty() || used + line.chars().count() < WIDTH {
                return out.push_str(&line);
            }
        }
        let inner = indent + 2;
        out.push(open);
        for (at, (name, part)) in parts.iter().enumerate() {
            out.push_str(if at == 0 { "\n" } else { ",\n" });
            out.push_str(&" ".repeat(inner));
            out.push_str(name);
            part.write(out, inner, inner + name.chars().count());
        }
        out.push('\n');
        out.push_str(&" ".repeat(indent));
        out.push(close);
    }

    /// All of it on one line.
    fn line(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::List(items, _) => format!("[{}]", joined(items.iter().map(Self::line))),
            Self::Object(fields, _) => {
                format!("{{{}}}", joined(fields.iter().map(|(name, field)| key(name) + &field.line())))
            }
        }
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

fn key(name: &str) -> String {
    quoted(name) + ": "
}

/// A text of which every character shows. JSON itself escapes control characters up to the blank only.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    if !json.chars().any(is_hidden) {
        return json;
    }
    let shown = |c: char| if is_hidden(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    json.chars().map(shown).collect()
}

/// What a terminal acts on, and what turns the direction of writing.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(fields: &[(&str, i128)], form: Form) -> Json {
        Json::Object(fields.iter().map(|(name, value)| ((*name).to_owned(), Json::Number(*value))).collect(), form)
    }

    #[test]
    fn what_fits_stands_on_one_line() {
        let whole = Json::Object(
            vec![
                ("a".to_owned(), object(&[("x", 1), ("y", -2)], Form::Fit)),
                ("b".to_owned(), Json::List(vec![Json::Flag(true), Json::Text("\"\n".to_owned())], Form::Lines)),
                ("none".to_owned(), Json::List(Vec::new(), Form::Lines)),
            ],
            Form::Lines,
        );
        let expected =
            "{\n  \"a\": {\"x\": 1, \"y\": -2},\n  \"b\": [\n    true,\n    \"\\\"\\n\"\n  ],\n  \"none\": []\n}\n";
        assert_eq!(whole.print(), expected);
    }

    #[test]
    fn nothing_that_a_terminal_acts_on_stands_in_a_file() {
        let text = Json::Text("a\u{9b}\u{202e}\u{1b}é".to_owned()).print();
        assert_eq!(text, "\"a\\u009b\\u202e\\u001bé\"\n");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), "a\u{9b}\u{202e}\u{1b}é");
    }

    #[test]
    fn what_is_longer_is_broken() {
        let of = |letters: usize| Json::List(vec![Json::Text("x".repeat(letters)), Json::Number(1)], Form::Fit).print();
        // `["...", 1]` and the comma that may follow it.
        let fits = WIDTH - 7;
        assert_eq!(of(fits - 1).lines().count(), 1);
        assert_eq!(of(fits - 1).trim_end().len(), WIDTH - 1);
        assert_eq!(of(fits), format!("[\n  \"{}\",\n  1\n]\n", "x".repeat(fits)));
        let row = Json::List(vec![Json::Text("x".repeat(fits)), Json::Number(1)], Form::Line).print();
        assert_eq!(row, format!("[\"{}\", 1]\n", "x".repeat(fits)));
    }
}
