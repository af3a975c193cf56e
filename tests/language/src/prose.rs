//! The prose in a file: what is left after its code is taken away.

use std::path::Path;

/// Text that belongs together: a paragraph of comments or documentation, or one string of a program.
#[derive(Debug, PartialEq, Eq)]
pub struct Passage {
    /// The line on which it starts, counted from 1.
    pub line: usize,
    /// The text, with its lines joined by spaces.
    pub text: String,
}

/// The passages of a file, by its kind. A file of another kind has none.
#[must_use]
pub fn passages(file: &Path, text: &str) -> Vec<Passage> {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("rs" | "c" | "h") => of_program(text),
        Some("md") => of_markdown(text),
        Some("stderr") => text.lines().enumerate().map(|(at, line)| passage(at + 1, line)).collect(),
        Some("toml" | "sh" | "yml") | None => of_hashed(text),
        Some(_) => Vec::new(),
    }
}

fn passage(line: usize, text: &str) -> Passage {
    Passage { line, text: text.trim().to_owned() }
}

/// Collects lines into paragraphs.
#[derive(Default)]
struct Paragraphs {
    done: Vec<Passage>,
    open: bool,
}

impl Paragraphs {
    fn line(&mut self, line: usize, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return self.close();
        }
        match self.done.last_mut().filter(|_| self.open) {
            Some(last) => {
                last.text.push(' ');
                last.text.push_str(text);
            }
            None => self.done.push(passage(line, text)),
        }
        self.open = true;
    }

    fn close(&mut self) {
        self.open = false;
    }
}

/// Comments of `//`, and strings.
fn of_program(text: &str) -> Vec<Passage> {
    let mut comments = Paragraphs::default();
    let mut strings = Vec::new();
    let mut is_code = false;
    let mut rest = text;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let taken = if rest.starts_with("//") {
            let end = rest.find('\n').unwrap_or(rest.len());
            let comment = rest.get(..end).unwrap_or_default().trim_start_matches(['/', '!']);
            if comment.trim_start().starts_with("```") {
                is_code = !is_code;
                comments.close();
            } else if !is_code {
                comments.line(line, comment);
            }
            end
        } else if let Some((text, taken)) = string(rest) {
            strings.push(passage(line, &text));
            taken
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            rest.find("\"'").map_or(1, |at| at + 2)
        } else {
            if !first.is_whitespace() {
                comments.close();
                is_code = false;
            }
            first.len_utf8()
        };
        let (passed, after) = rest.split_at(taken);
        line += passed.matches('\n').count();
        rest = after;
    }
    let mut all = comments.done;
    all.append(&mut strings);
    all
}

/// A string at the start of this text: what it says, and how many bytes it takes.
fn string(text: &str) -> Option<(String, usize)> {
    if let Some(raw) = text.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let inside = raw.get(hashes..)?.strip_prefix('"')?;
        let end = inside.find(&format!("\"{}", "#".repeat(hashes)))?;
        return Some((inside.get(..end)?.to_owned(), 1 + hashes + 1 + end + 1 + hashes));
    }
    let inside = text.strip_prefix('"')?;
    let mut said = String::new();
    let mut chars = inside.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((said, at + 2)),
            '\\' => match chars.next()?.1 {
                // The string goes on where the next line's text starts.
                '\n' => {
                    let indent = chars.as_str().len() - chars.as_str().trim_start().len();
                    for _ in 0..indent {
                        chars.next();
                    }
                }
                'n' => said.push('\n'),
                other => said.push(other),
            },
            other => said.push(other),
        }
    }
    None
}

/// Everything outside of code blocks.
fn of_markdown(text: &str) -> Vec<Passage> {
    let mut paragraphs = Paragraphs::default();
    let mut is_code = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
            paragraphs.close();
        } else if !is_code {
            paragraphs.line(at + 1, line);
        }
    }
    paragraphs.done
}

/// Comments of `#`.
fn of_hashed(text: &str) -> Vec<Passage> {
    let mut paragraphs = Paragraphs::default();
    for (at, line) in text.lines().enumerate() {
        match line.trim_start().strip_prefix('#') {
            Some(comment) => paragraphs.line(at + 1, comment),
            None => paragraphs.close(),
        }
    }
    paragraphs.done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(file: &str, text: &str) -> Vec<(usize, String)> {
        passages(Path::new(file), text).into_iter().map(|passage| (passage.line, passage.text)).collect()
    }

    fn said(line: usize, text: &str) -> (usize, String) {
        (line, text.to_owned())
    }

    #[test]
    fn comments_are_joined_and_strings_are_whole() {
        let text = "// A comment\n// on two lines.\nlet a = \"a \\\"b\\\" \\\n    c\"; // After code.\nlet b = r#\"x \"y\"\"#;\n";
        assert_eq!(
            texts("a.rs", text),
            [said(1, "A comment on two lines."), said(4, "After code."), said(3, "a \"b\" c"), said(5, "x \"y\""),]
        );
    }

    #[test]
    fn examples_in_documentation_are_code() {
        let text = "/// Says it.\n///\n/// ```\n/// let behind = 1;\n/// ```\nfn a() {}\n";
        assert_eq!(texts("a.rs", text), [said(1, "Says it.")]);
    }

    #[test]
    fn a_quote_as_a_character_starts_no_string() {
        assert_eq!(texts("a.rs", "let a = '\"'; // One.\nlet b = '\\\"'; // Two.\n").len(), 2);
    }

    #[test]
    fn code_blocks_of_markdown_are_code() {
        assert_eq!(texts("a.md", "One\ntwo.\n\n```c\nint x;\n```\nThree.\n"), [said(1, "One two."), said(7, "Three.")]);
    }

    #[test]
    fn comments_of_scripts_and_manifests_are_prose() {
        assert_eq!(texts("a.toml", "# One\n# two.\nname = \"x\"\n"), [said(1, "One two.")]);
        assert_eq!(texts("run", "# One.\necho 1\n"), [said(1, "One.")]);
    }
}
