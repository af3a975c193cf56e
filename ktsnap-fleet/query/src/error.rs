//! [`QueryError`]: why a query has no answer, in plain words.

use datafusion::common::{DataFusionError, SchemaError};
use thiserror::Error;

use crate::Unreadable;

/// How many names a message lists.
const LISTED: usize = 20;

/// The reason why a query has no answer.
///
/// ```
/// # async fn example(session: ktsnap_query::Session) {
/// if let Err(error) = session.sql("select topolgy from counters").await {
///     assert_eq!(error.message(), "there is no column `topolgy`");
///     assert_eq!(error.help(), Some("did you mean `topology`?"));
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}{}", help.as_ref().map(|help| format!("; {help}")).unwrap_or_default())]
pub struct QueryError {
    message: String,
    help: Option<String>,
}

impl QueryError {
    /// An error without a remedy.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// An error with a remedy.
    pub fn with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: Some(help.into()) }
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do, if that is known.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The error of a query over these tables.
    #[doc(hidden)]
    #[must_use]
    pub fn of_query(error: &DataFusionError, tables: &[String]) -> Self {
        let root = error.find_root();
        match root {
            DataFusionError::SchemaError(schema, _) => of_schema(schema),
            DataFusionError::SQL(parser, _) => {
                let text = parser.to_string();
                let text = text.strip_prefix("sql parser error: ").unwrap_or(&text);
                let text = lower_first(text).replace(" at Line: ", " in line ").replace(", Column: ", ", column ");
                Self::new(format!("the query is not SQL: {text}"))
            }
            DataFusionError::ResourcesExhausted(text) => Self::with_help(
                format!("the query needs more memory than it may use: {}", first_line(text)),
                "raise the limit, or group by fewer columns",
            ),
            other => of_text(&plain(other), tables),
        }
    }
}

/// The text of an error without its kind and without DataFusion's request to report it.
fn plain(error: &DataFusionError) -> String {
    let text = error.message().into_owned();
    let text = text.split(DataFusionError::BACK_TRACE_SEP).next().unwrap_or_default();
    text.split(".\nThis issue was likely caused by").next().unwrap_or_default().to_owned()
}

fn of_schema(error: &SchemaError) -> QueryError {
    match error {
        SchemaError::FieldNotFound { field, valid_fields } => {
            let names: Vec<String> = valid_fields.iter().map(|column| column.name.clone()).collect();
            let message = format!("there is no column `{}`", field.name);
            let help = if names.contains(&field.name) {
                let full = valid_fields.iter().find(|column| column.name == field.name);
                full.map(|column| format!("did you mean `{}`?", column.flat_name()))
            } else if let Some(name) = names.iter().find(|name| name.eq_ignore_ascii_case(&field.name)) {
                // SQL reads a name without quotes as lower case.
                Some(format!("write the name in double quotes: \"{name}\""))
            } else {
                nearest(&field.name, &names).or_else(|| list("the columns are", &names))
            };
            QueryError { message, help }
        }
        SchemaError::AmbiguousReference { field } => QueryError::with_help(
            format!("more than one table has a column `{}`", field.name),
            format!("name its table: `counters.{}`", field.name),
        ),
        SchemaError::DuplicateQualifiedField { name, .. } | SchemaError::DuplicateUnqualifiedField { name } => {
            QueryError::with_help(
                format!("the query has two columns `{name}`"),
                format!("give one of them another name: `{name} as {name}_2`"),
            )
        }
    }
}

fn of_text(text: &str, tables: &[String]) -> QueryError {
    if let Some(report) = Unreadable::found(text) {
        return QueryError::new(report.to_string());
    }
    if let Some((_, rest)) = text.split_once("table '")
        && let Some((name, _)) = rest.split_once("' not found")
    {
        let name = name.rsplit('.').next().unwrap_or(name);
        let help = nearest(name, tables).or_else(|| list("the tables are", tables));
        return QueryError { message: format!("there is no table `{name}`"), help };
    }
    if let Some((_, rest)) = text.split_once("Invalid function '")
        && let Some((name, rest)) = rest.split_once('\'')
    {
        let help = rest.split_once("Did you mean '").and_then(|(_, rest)| rest.split_once('\''));
        let help = help.map(|(near, _)| format!("did you mean `{near}`?"));
        return QueryError { message: format!("there is no function `{name}`"), help };
    }
    if ["DDL not supported", "DML not supported", "Statement not supported"].iter().any(|start| text.contains(start)) {
        return QueryError::with_help(
            "the statement creates, changes or writes something, and a query only reads",
            "write a SELECT",
        );
    }
    if text.contains("only supports a single SQL statement") {
        return QueryError::with_help("there is more than one statement", "run one query at a time");
    }
    QueryError::new(text)
}

fn nearest(name: &str, names: &[String]) -> Option<String> {
    let similarity = |other: &String| strsim::jaro_winkler(name, other);
    let near = names.iter().filter(|other| similarity(other) > 0.8);
    let near = near.max_by(|a, b| similarity(a).total_cmp(&similarity(b)))?;
    Some(format!("did you mean `{near}`?"))
}

fn list(what: &str, names: &[String]) -> Option<String> {
    let listed: Vec<_> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!listed.is_empty()).then(|| format!("{what} {}{more}", listed.join(", ")))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}
