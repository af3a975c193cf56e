//! The area in which an SVG is drawn, in pixels, and the document around it.

use std::cell::RefCell;

use plotters::coord::Shift;
use plotters::prelude::{Circle, DrawingArea, IntoDrawingArea, PathElement, Polygon, Rectangle, SVGBackend, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontTransform, IntoFont, ShapeStyle, TextStyle};

use super::SvgError;
use super::palette::{BACKGROUND, Ink, TEXT, dark_rules};
use crate::name::{clean, width};

/// The beginning of a file. Other programs do not write the comment.
pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- ktsnap-plot -->\n";

/// The height of letters in pixels.
const LETTER: f64 = 12.0;

/// The width of a column of the monospaced font. Fonts differ, and none of the usual ones is wider.
const COLUMN: f64 = 7.3;

/// Pixels between the top of two lines of text.
pub(super) const LINE: i32 = 18;

/// The library divides sizes of fonts by it.
const SIZE_UNIT: f64 = 1.24;

/// Where a text is relative to its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// A finished picture.
#[derive(Debug, Clone)]
pub(crate) struct Drawing {
    /// The elements.
    body: String,
    width: i32,
    height: i32,
    title: String,
    description: String,
    /// The area of the values in pixels: left, top, right and bottom.
    area: [i32; 4],
    /// Attributes for the script of a page, which finds the value at a position with them.
    data: String,
}

/// An area with text and shapes. Positions are pixels from the upper left corner.
pub(super) struct Canvas<'b> {
    pub(super) root: DrawingArea<SVGBackend<'b>, Shift>,
    /// Texts that are cut, and the whole texts, in the order in which they are drawn.
    cut: RefCell<Vec<(String, String)>>,
}

/// The width of a text in pixels.
pub(super) fn pixels(text: &str) -> i32 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "far below the limit")]
    let pixels = (width(text).min(100_000) as f64 * COLUMN).ceil() as i32;
    pixels
}

/// The font of all texts. Its columns have one width, so that texts can be placed without knowing the font.
pub(super) fn font(ink: Ink) -> TextStyle<'static> {
    ("monospace", LETTER * SIZE_UNIT).into_font().color(&ink.color())
}

impl Canvas<'_> {
    /// Draws a picture of this size.
    pub(super) fn draw(
        (width, height): (i32, i32),
        title: &str,
        description: &str,
        draw: impl FnOnce(&Canvas<'_>) -> Result<[i32; 4], SvgError>,
    ) -> Result<Drawing, SvgError> {
        let mut drawn = String::new();
        let size = (u32::try_from(width).unwrap_or(1), u32::try_from(height).unwrap_or(1));
        let (area, cut) = {
            let canvas = Canvas {
                root: SVGBackend::with_string(&mut drawn, size).into_drawing_area(),
                cut: RefCell::new(Vec::new()),
            };
            canvas.rectangle([0, 0, width, height], BACKGROUND)?;
            let area = draw(&canvas)?;
            canvas.root.present().map_err(SvgError::from)?;
            (area, canvas.cut.take())
        };
        let body = drawn.split_once('\n').map_or("", |(_, body)| body);
        let body = body.trim_end().strip_suffix("</svg>").unwrap_or(body);
        let body = with_titles(body, &cut).replace(" opacity=\"1\"", "").replace(" stroke=\"none\"", "");
        let (title, description) = (clean(title).into_owned(), clean(description).into_owned());
        Ok(Drawing { body, width, height, title, description, area, data: String::new() })
    }

    pub(super) fn text(&self, text: &str, (x, y): (i32, i32), align: Align, ink: Ink) -> Result<(), SvgError> {
        self.styled(clean(text).into_owned(), (x, y), align, &font(ink))
    }

    pub(super) fn heading(&self, text: &str, (x, y): (i32, i32), room: i32) -> Result<(), SvgError> {
        let style = ("monospace", LETTER * SIZE_UNIT, plotters::style::FontStyle::Bold);
        let text = self.fitted(text, room);
        self.styled(text, (x, y), Align::Left, &style.into_font().color(&TEXT.color()))
    }

    /// A text in at most `room` pixels. If it is longer, it is cut, and the picture shows the whole text as its title.
    pub(super) fn text_in(
        &self,
        text: &str,
        at: (i32, i32),
        room: i32,
        align: Align,
        ink: Ink,
    ) -> Result<(), SvgError> {
        let text = self.fitted(text, room);
        self.styled(text, at, align, &font(ink))
    }

    fn fitted(&self, text: &str, room: i32) -> String {
        let text = clean(text);
        if pixels(&text) <= room {
            return text.into_owned();
        }
        let mut head = String::new();
        for c in text.chars() {
            head.push(c);
            if pixels(&head) + pixels("…") > room {
                head.pop();
                break;
            }
        }
        head.push('…');
        self.cut.borrow_mut().push((head.clone(), text.into_owned()));
        head
    }

    fn styled(&self, text: String, at: (i32, i32), align: Align, style: &TextStyle<'static>) -> Result<(), SvgError> {
        let side = if align == Align::Left { HPos::Left } else { HPos::Right };
        let style = style.clone().pos(Pos::new(side, VPos::Top)).transform(FontTransform::None);
        self.root.draw(&Text::new(text, at, style)).map_err(SvgError::from)
    }

    pub(super) fn rectangle(&self, [left, top, right, bottom]: [i32; 4], ink: Ink) -> Result<(), SvgError> {
        let shape = Rectangle::new([(left, top), (right, bottom)], ink.color().filled());
        self.root.draw(&shape).map_err(SvgError::from)
    }

    pub(super) fn path(&self, points: Vec<(i32, i32)>, width: u32, ink: Ink) -> Result<(), SvgError> {
        let style = ShapeStyle { color: ink.color().to_rgba(), filled: false, stroke_width: width };
        self.root.draw(&PathElement::new(points, style)).map_err(SvgError::from)
    }

    /// The sign of a line. Signs differ in shape, so that colors are not needed.
    pub(super) fn sign(&self, number: usize, (x, y): (i32, i32), ink: Ink) -> Result<(), SvgError> {
        let fill = ink.color().filled();
        let shape = |corners: &[(i32, i32)]| {
            let corners: Vec<_> = corners.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
            self.root.draw(&Polygon::new(corners, fill)).map_err(SvgError::from)
        };
        match number % 8 {
            0 => self.root.draw(&Circle::new((x, y), 4, fill)).map_err(SvgError::from),
            1 => shape(&[(0, -5), (5, 4), (-5, 4)]),
            2 => shape(&[(-4, -4), (4, -4), (4, 4), (-4, 4)]),
            3 => shape(&[(0, -5), (5, 0), (0, 5), (-5, 0)]),
            4 => shape(&[(-5, -4), (5, -4), (0, 5)]),
            5 => shape(&[(-2, -5), (2, -5), (2, 5), (-2, 5)]),
            6 => shape(&[(-5, -2), (5, -2), (5, 2), (-5, 2)]),
            _ => self.root.draw(&Circle::new((x, y), 4, ink.color())).map_err(SvgError::from),
        }
    }
}

/// Adds the whole text to each text that is cut.
fn with_titles(body: &str, cut: &[(String, String)]) -> String {
    let mut titled = String::with_capacity(body.len());
    let mut rest = body;
    for (head, whole) in cut {
        let element = format!("\n{}\n</text>", escape(head));
        if let Some((before, after)) = rest.split_once(&element) {
            titled.push_str(before);
            titled.push_str(&format!("\n{}<title>{}</title>\n</text>", escape(head), escape(whole)));
            rest = after;
        }
    }
    titled.push_str(rest);
    titled
}

/// Escapes text for XML and HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            c => escaped.push(c),
        }
    }
    escaped
}

impl Drawing {
    /// Adds an attribute for the script of a page.
    pub(super) fn with_data(mut self, name: &str, value: &str) -> Self {
        self.data.push_str(&format!(" data-{name}=\"{}\"", escape(value)));
        self
    }

    /// A file.
    pub(super) fn document(&self) -> String {
        let style = format!("<style>@media screen and (prefers-color-scheme:dark){{{}}}</style>\n", dark_rules(""));
        format!("{HEAD}{}", self.element("picture", &style))
    }

    /// An element of a page. `id` must be unique in the page.
    pub(crate) fn inline(&self, id: &str) -> String {
        self.element(id, "")
    }

    fn element(&self, id: &str, style: &str) -> String {
        let Self { body, width, height, title, description, area: [left, top, right, bottom], data } = self;
        let (title, description) = (escape(title), escape(description));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" data-area=\"{left} {top} {right} {bottom}\"{data}>\n\
             <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{description}</desc>\n{style}{body}</svg>\n"
        )
    }
}
