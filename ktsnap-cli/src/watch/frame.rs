//! A turn, as it is shown.

/// The values of one turn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Frame {
    /// The time of day: `12:34:56`.
    pub(super) time: String,
    /// The time stamp: `2026-01-02T11:34:56.5Z`.
    pub(super) stamp: String,
    pub(super) state: State,
    /// Empty while waiting.
    pub(super) rows: Vec<Row>,
    pub(super) ratios: Vec<Rates>,
    /// Seconds since the reading before, if there was one.
    pub(super) seconds: Option<f64>,
}

/// Whether a scheduler was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// No scheduler was read: what to wait for, and why.
    Waiting(String),
    /// An instance was read.
    Running {
        name: String,
        /// The id of its BTF.
        id: u32,
        /// The number of instances so far, this one included.
        instance: u32,
        /// The time of its first reading.
        since: String,
    },
}

/// A counter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) name: String,
    /// The values, or why the counter is not read.
    pub(super) counted: Result<Counted, String>,
}

/// The values of a counter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Counted {
    pub(super) value: i128,
    /// The difference to the reading before.
    pub(super) change: Option<i128>,
    /// The change per second.
    pub(super) rate: Option<f64>,
}

/// A ratio, over the differences to the reading before and to the first reading.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rates {
    pub(super) name: String,
    pub(super) last: Option<f64>,
    pub(super) all: Option<f64>,
    /// An operand that is not read, and why.
    pub(super) unread: Option<String>,
}

impl State {
    /// The state in one line.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Waiting(why) => format!("waiting for {why}"),
            Self::Running { name, id, instance, since } => {
                format!("{name}, instance {instance}, BTF id {id}, since {since}")
            }
        }
    }
}

impl Counted {
    pub(super) fn change(&self) -> String {
        match self.change {
            None => "-".to_owned(),
            Some(change) if change > 0 => format!("+{change}"),
            Some(change) => change.to_string(),
        }
    }

    pub(super) fn rate(&self) -> String {
        self.rate.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.1}"))
    }
}

/// The value of a ratio, or a dash if it has none.
pub(super) fn fraction(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

impl Frame {
    /// The counters that are not read, grouped by reason, in the order of the rows.
    pub(super) fn unread(&self) -> Vec<(&str, Vec<&str>)> {
        let mut unread: Vec<(&str, Vec<&str>)> = Vec::new();
        for (row, why) in self.rows.iter().filter_map(|row| Some((row, row.counted.as_ref().err()?))) {
            match unread.iter_mut().find(|(reason, _)| reason == why) {
                Some((_, names)) => names.push(&row.name),
                None => unread.push((why, vec![&row.name])),
            }
        }
        unread
    }
}
