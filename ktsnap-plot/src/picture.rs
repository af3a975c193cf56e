//! The pictures, as plain data.

use serde::Serialize;

use crate::Number;

/// Values over time.
///
/// ```
/// use ktsnap_plot::{Axis, Line, Lines, Mark, Number};
///
/// let lines = Lines {
///     title: "cross_fraction".to_owned(),
///     x: Axis::new("seconds"),
///     y: Axis::new("ratio"),
///     xs: vec![2.0, 4.0, 6.0],
///     lines: vec![Line {
///         name: "cross_fraction".to_owned(),
///         values: vec![Some(Number::Float(0.63)), None, Some(Number::Float(0.61))],
///     }],
///     marks: vec![Mark { x: 5.0, label: "the scheduler was replaced".to_owned() }],
/// };
/// assert_eq!(lines.xs.len(), lines.lines[0].values.len());
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Lines {
    /// What the picture shows.
    pub title: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The positions of the values, in increasing order.
    pub xs: Vec<f64>,
    /// The lines.
    pub lines: Vec<Line>,
    /// Moments at which something happened. No line crosses them.
    pub marks: Vec<Mark>,
}

/// What an axis measures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Axis {
    /// The quantity or its unit, for example `seconds`. May be empty.
    pub name: String,
}

impl Axis {
    /// An axis with this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

/// A line of a picture.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Line {
    /// The name for the legend.
    pub name: String,
    /// The value at each position of [`Lines::xs`]. `None` is a gap.
    pub values: Vec<Option<Number>>,
}

/// A moment at which something happened, for example a restart.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Mark {
    /// The position.
    pub x: f64,
    /// What happened.
    pub label: String,
}

/// A table of numbers as shades: for example a row for each counter, and a column for each CPU.
///
/// ```
/// use ktsnap_plot::{Heat, HeatScale, Number};
///
/// let heat = Heat {
///     title: "cpu_stats".to_owned(),
///     rows: vec!["nr_runs".to_owned()],
///     columns: vec!["0".to_owned(), "1".to_owned()],
///     columns_name: "CPU".to_owned(),
///     cells: vec![vec![Some(Number::Int(7)), None]],
///     scale: HeatScale::Row,
/// };
/// assert_eq!(heat.cells[0].len(), heat.columns.len());
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Heat {
    /// What the picture shows.
    pub title: String,
    /// The names of the rows.
    pub rows: Vec<String>,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// What a column is, for example `CPU`.
    pub columns_name: String,
    /// The number of each row and column. `None` is a missing number.
    pub cells: Vec<Vec<Option<Number>>>,
    /// What full shade means.
    pub scale: HeatScale,
}

/// What full shade means in a [`Heat`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HeatScale {
    /// The largest number of the row: rows can have different units.
    #[default]
    Row,
    /// The largest number of the table: rows can be compared.
    Table,
}

/// A histogram, or other numbers side by side.
///
/// ```
/// use ktsnap_plot::{Bar, Bars, Number};
///
/// let bar = Bar {
///     from: Some(Number::Int(4)),
///     to: Some(Number::Int(8)),
///     label: "4 to 7".to_owned(),
///     count: Some(Number::Int(120)),
/// };
/// let bars = Bars { title: "wait_hist".to_owned(), label: "us".to_owned(), count: "waits".to_owned(), bars: vec![bar] };
/// assert_eq!(bars.bars.len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Bars {
    /// What the picture shows.
    pub title: String,
    /// What the labels are, for example the unit of the bounds. May be empty.
    pub label: String,
    /// What the counts are. May be empty.
    pub count: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// A bar of a histogram.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Bar {
    /// The lower bound, if the bar has bounds.
    pub from: Option<Number>,
    /// The upper bound, if the bar has bounds.
    pub to: Option<Number>,
    /// The text for the bar, for example its bounds or the name of an enumerator.
    pub label: String,
    /// The height of the bar. `None` is a missing number.
    pub count: Option<Number>,
}
