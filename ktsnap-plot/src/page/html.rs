//! The HTML of a page.

use std::fmt::Write;

use super::{Cell, Page, PageError, Part, Table};
use crate::svg::{Draw, dark_rules, escape};

pub(super) const STYLE: &str = include_str!("page.css");
pub(super) const SCRIPT: &str = include_str!("page.js");

/// The hash of [`SCRIPT`]. The page allows no other script.
pub(super) const SCRIPT_HASH: &str = "sha256-iBqCdigXRIwRgEFgpTiGhPSKdMM8saU+25MFV5hvhxc=";

/// The beginning of a page. Other programs do not write the name of the generator.
const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
                    <meta name=\"generator\" content=\"ktsnap-plot\">\n";

/// Whether a file starts as a page of this module.
///
/// ```
/// use ktsnap_plot::page::{self, Page};
///
/// assert!(page::is_page(Page::default().html()?.as_bytes()));
/// assert!(!page::is_page(b"<!DOCTYPE html>"));
/// # Ok::<(), ktsnap_plot::page::PageError>(())
/// ```
#[must_use]
pub fn is_page(contents: &[u8]) -> bool {
    contents.starts_with(HEAD.as_bytes())
}

impl Page {
    /// The page as HTML.
    ///
    /// # Errors
    ///
    /// If a picture can't be drawn.
    ///
    /// ```
    /// use ktsnap_plot::page::Page;
    ///
    /// let page = Page { title: "</script>".to_owned(), ..Page::default() };
    /// assert!(page.html()?.contains("<h1>&lt;/script&gt;</h1>"));
    /// # Ok::<(), ktsnap_plot::page::PageError>(())
    /// ```
    pub fn html(&self) -> Result<String, PageError> {
        let title = escape(&self.title);
        let mut html = format!(
            "{HEAD}\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
             script-src '{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
             <style>{STYLE}@media screen and (prefers-color-scheme:dark){{{}}}</style>\n</head>\n<body>\n<main>\n\
             <h1>{title}</h1>\n",
            dark_rules("svg ")
        );
        self.write_facts(&mut html);
        let mut number = 0;
        for section in &self.sections {
            push(&mut html, &format!("<section>\n<h2>{}</h2>\n", escape(&section.title)));
            if !section.note.is_empty() {
                push(&mut html, &format!("<p>{}</p>\n", escape(&section.note)));
            }
            for part in &section.parts {
                html.push_str(&figure(part, number)?);
                number += 1;
            }
            html.push_str("</section>\n");
        }
        html.push_str("</main>\n<footer class=\"screen\">A picture shows its values under the pointer. With the keyboard, go to a \
             picture with Tab, and through its values with the arrow keys, Home and End.\
             <noscript> Values under the pointer and the tables of values need JavaScript.</noscript></footer>\n");
        // In JSON these characters only occur in strings, where they can be escaped. The HTML then ends no element early.
        let json = serde_json::to_string(self)?.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
        push(&mut html, &format!("<script type=\"application/json\" id=\"data\">{json}</script>\n"));
        push(&mut html, &format!("<script>{SCRIPT}</script>\n</body>\n</html>\n"));
        Ok(html)
    }

    fn write_facts(&self, html: &mut String) {
        if !self.facts.is_empty() {
            html.push_str("<dl>\n");
            for fact in &self.facts {
                push(html, &format!("<dt>{}</dt><dd>{}</dd>\n", escape(&fact.name), escape(&fact.value)));
            }
            html.push_str("</dl>\n");
        }
        if !self.skipped.is_empty() {
            html.push_str("<section>\n<h2>Not shown</h2>\n<ul>\n");
            for line in &self.skipped {
                push(html, &format!("<li>{}</li>\n", escape(line)));
            }
            html.push_str("</ul>\n</section>\n");
        }
    }
}

/// Writing into a string can't fail.
fn push(html: &mut String, text: &str) {
    _ = html.write_str(text);
}

fn figure(part: &Part, number: usize) -> Result<String, PageError> {
    let (drawing, title, has_values) = match part {
        Part::Lines(lines) => (lines.drawing()?, &lines.title, true),
        Part::Heat(heat) => (heat.drawing()?, &heat.title, true),
        Part::Bars(bars) => (bars.drawing()?, &bars.title, false),
        Part::Table(table) => return Ok(written(table)),
    };
    let svg = drawing.inline(&format!("picture-{number}"));
    let title = escape(title);
    let (focus, values) = match has_values {
        true => (
            format!(" tabindex=\"0\" role=\"group\" aria-label=\"{title}: arrow keys show values\""),
            "<p class=\"values\" role=\"status\" aria-live=\"polite\"></p>\n",
        ),
        false => (String::new(), ""),
    };
    Ok(format!(
        "<figure data-part=\"{number}\">\n<div class=\"picture\"{focus}>\n{svg}</div>\n{values}\
         <details><summary>Table of {title}</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" \
         aria-label=\"Table of {title}\"></div></details>\n</figure>\n"
    ))
}

fn written(table: &Table) -> String {
    let is_number = |column: usize| table.rows.iter().all(|row| !matches!(row.get(column), Some(Cell::Text(_))));
    let class = |column: usize| if column > 0 && is_number(column) { " class=\"number\"" } else { "" };
    let mut html = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table><caption>{0}</caption>\n<thead><tr>",
        escape(&table.title)
    );
    for (column, name) in table.columns.iter().enumerate() {
        push(&mut html, &format!("<th scope=\"col\"{}>{}</th>", class(column), escape(name)));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        html.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            let text = match cell {
                Cell::Text(text) => escape(text),
                Cell::Number(number) => number.to_string(),
                Cell::Missing => "-".to_owned(),
            };
            match column {
                0 => push(&mut html, &format!("<th scope=\"row\">{text}</th>")),
                _ => push(&mut html, &format!("<td{}>{text}</td>", class(column))),
            }
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody></table></div>\n");
    html
}
