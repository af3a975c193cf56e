//! [`Session`]: tables and the queries over them.

use std::fmt::{self, Debug};
use std::num::NonZeroUsize;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::object_store::ObjectStore;
use datafusion::prelude::{SQLOptions, SessionConfig, SessionContext};
use url::Url;

use crate::providers::providers;
use crate::rows::{Engine, Local, Running};
use crate::{Input, QueryError, Rows};

/// How queries run.
///
/// ```
/// let options = ktsnap_query::Options { strict: true, ..Default::default() };
/// assert_eq!(options.memory, 1 << 30);
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether the first report that can't be read ends a query with an error. Otherwise the answer lacks its row, and
    /// [`Rows::unreadable`] has the report.
    pub strict: bool,
    /// How many reports are read at a time. `None`: one on each core.
    pub threads: Option<NonZeroUsize>,
    /// How many bytes the groups, joins and sorts of a query may hold before they use temporary files or fail. The text of the
    /// reports that are being read comes on top.
    pub memory: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { strict: false, threads: None, memory: 1 << 30 }
    }
}

impl Options {
    /// The settings of a session of DataFusion with these options.
    #[doc(hidden)]
    pub fn state(&self) -> Result<SessionState, QueryError> {
        let mut config = SessionConfig::new().with_information_schema(true);
        if let Some(threads) = self.threads {
            config = config.with_target_partitions(threads.get());
        }
        let runtime = RuntimeEnvBuilder::new().with_memory_limit(self.memory, 1.0).build_arc();
        let runtime = runtime.map_err(|error| QueryError::of_query(&error, &[]))?;
        let builder = SessionStateBuilder::new().with_config(config).with_runtime_env(runtime);
        Ok(builder.with_default_features().build())
    }
}

/// Tables and the queries over them. The tables are `counters` and `errors`, or those of the names that the inputs have.
pub struct Session {
    running: Running,
}

impl Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("tables", &self.tables())
            .field("engine", &self.running.engine)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// Opens a session over the inputs. No report is read yet.
    ///
    /// # Errors
    ///
    /// If a Parquet file can't be read, or if two inputs have one name.
    pub async fn open(inputs: impl IntoIterator<Item = Input>, options: &Options) -> Result<Self, QueryError> {
        Self::open_on(SessionContext::new_with_state(options.state()?), Arc::new(Local), inputs, options).await
    }

    /// Opens a session whose plans run somewhere else.
    #[doc(hidden)]
    pub async fn open_on(
        context: SessionContext,
        engine: Arc<dyn Engine>,
        inputs: impl IntoIterator<Item = Input>,
        options: &Options,
    ) -> Result<Self, QueryError> {
        let mut tables = Vec::new();
        for input in inputs {
            let (counters, errors) = input.names();
            if tables.contains(&counters) || tables.contains(&errors) {
                let message = format!("two inputs have the table `{counters}`");
                return Err(QueryError::with_help(message, "give one of them a name"));
            }
            let (counters_table, errors_table) = providers(&context, input.source, options).await?;
            register(&context, &counters, counters_table)?;
            tables.push(counters);
            if let Some(table) = errors_table {
                register(&context, &errors, table)?;
                tables.push(errors);
            }
        }
        Ok(Self { running: Running { context, engine, tables: Arc::new(tables) } })
    }

    /// The names of the tables.
    #[must_use]
    pub fn tables(&self) -> &[String] {
        &self.running.tables
    }

    /// Adds an object store, whose reports and tables inputs can name, for example `s3://bucket`.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// use datafusion::object_store::memory::InMemory;
    ///
    /// # async fn example(session: ktsnap_query::Session) {
    /// session.register_store(&"memory://reports".parse().unwrap(), Arc::new(InMemory::new()));
    /// # }
    /// ```
    pub fn register_store(&self, url: &Url, store: Arc<dyn ObjectStore>) {
        // A store that was registered for the address before is replaced.
        drop(self.running.context.register_object_store(url, store));
    }

    /// Starts a query. A statement that is not a query is refused.
    ///
    /// # Errors
    ///
    /// If the text is not a query over the tables.
    pub async fn sql(&self, text: &str) -> Result<Rows, QueryError> {
        let planned = async {
            let query = self.running.context.state().create_logical_plan(text).await?;
            let reads = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
            reads.verify_plan(&query)?;
            self.running.clone().start(query).await
        };
        planned.await.map_err(|error| self.running.error(&error))
    }
}

fn register(context: &SessionContext, name: &str, table: Arc<dyn TableProvider>) -> Result<(), QueryError> {
    // A table reference from a text would be split at dots.
    let reference = datafusion::common::TableReference::bare(name);
    context.register_table(reference, table).map_err(|error| QueryError::of_query(&error, &[]))?;
    Ok(())
}
