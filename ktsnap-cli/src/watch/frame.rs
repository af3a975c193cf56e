//! What one turn shows.

/// One turn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Frame {
    /// When it was read: `12:34:56`.
    pub(super) time: String,
    /// The same for a program: `2026-01-02T11:34:56.5Z`.
    pub(super) stamp: String,
    pub(super) state: State,
    /// None while waiting.
    pub(super) rows: Vec<Row>,
    pub(super) ratios: Vec<Rates>,
    /// Seconds that the changes took, if there is a reading before this one.
    pub(super) seconds: Option<f64>,
}

/// Who was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// Nobody: what is waited for, and why.
    Waiting(String),
    /// One instance.
    Running {
        name: String,
        /// The id of its BTF.
        id: u32,
        /// How many instances there were, with this one.
        instance: u32,
        /// When it was first read.
        since: String,
    },
}

/// One counter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) name: String,
    /// Or why it is not read.
    pub(super) counted: Result<Counted, String>,
}

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Counted {
    pub(super) value: i128,
    /// Since the reading before.
    pub(super) change: Option<i128>,
    /// A second.
    pub(super) rate: Option<f64>,
}

/// One ratio: of what was counted since the reading before, and since the first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rates {
    pub(super) name: String,
    pub(super) last: Option<f64>,
    pub(super) all: Option<f64>,
    /// An operand that is not read, and why.
    pub(super) unread: Option<String>,
}

impl State {
    /// In a line.
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

/// A ratio, or a dash where it has no value.
pub(super) fn fraction(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

impl Frame {
    /// Counters that are not read, by the reason, in the order of the rows.
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
