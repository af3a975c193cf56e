//! What the processes of a cluster have in common.

use std::sync::Arc;

use ballista_core::extension::SessionConfigExt;
use datafusion::error::DataFusionError;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::object_store::ObjectStore;
use datafusion::prelude::SessionConfig;
use ktsnap_query::QueryError;
use url::Url;

use crate::Factory;
use crate::codec::Codec;

/// The largest message: the names and facts of a million files, compressed, need less.
pub(crate) const MESSAGE: u32 = 256 << 20;
/// How many tasks a scan is split into, unless the session says otherwise. More tasks than cores, so that little is read again
/// if an executor is lost.
const TASKS: usize = 16;

/// An object store that tables and reports can be in, for example `s3://bucket`.
///
/// ```
/// use std::sync::Arc;
///
/// use datafusion::object_store::memory::InMemory;
/// use ktsnap_cluster::Store;
///
/// let store = Store { url: "memory://reports".parse().unwrap(), store: Arc::new(InMemory::new()) };
/// assert_eq!(store.url.scheme(), "memory");
/// ```
#[derive(Debug, Clone)]
pub struct Store {
    /// Its address.
    pub url: Url,
    /// Its client.
    pub store: Arc<dyn ObjectStore>,
}

/// The configuration of a session, which knows tables and scans of reports.
pub(crate) fn config(factory: &Factory) -> SessionConfig {
    let codec = Codec::new(factory.clone());
    SessionConfig::new_with_ballista()
        .with_information_schema(true)
        .with_target_partitions(TASKS)
        .with_ballista_grpc_client_max_message_size(MESSAGE as usize)
        .with_ballista_logical_extension_codec(codec.clone())
        .with_ballista_physical_extension_codec(codec)
        // A killed executor refuses connections at once, so that a second try is enough.
        .set_str("ballista.client.io_retries_times", "1")
        .set_str("ballista.client.io_retry_wait_time_ms", "500")
        .set_str("ballista.client.grpc_connect_timeout_seconds", "5")
}

/// An environment that has the object stores.
pub(crate) fn runtime(builder: RuntimeEnvBuilder, stores: &[Store]) -> Result<Arc<RuntimeEnv>, DataFusionError> {
    let runtime = builder.build_arc()?;
    for store in stores {
        runtime.register_object_store(&store.url, store.store.clone());
    }
    Ok(runtime)
}

/// Splits `host:port`, or the address of a scheduler with its scheme.
pub(crate) fn host_and_port(address: &str) -> Result<(String, u16), QueryError> {
    let bad = || {
        let message = format!("`{address}` is not the address of a scheduler");
        QueryError::with_help(message, "write its host and port, for example `127.0.0.1:50050`")
    };
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let url = Url::parse(&format!("df://{rest}")).map_err(|_| bad())?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(bad)?;
    Ok((host.to_owned(), url.port().ok_or_else(bad)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_need_a_host_and_a_port() {
        for address in ["127.0.0.1:4000", "df://127.0.0.1:4000", "http://127.0.0.1:4000/"] {
            assert_eq!(host_and_port(address).unwrap(), ("127.0.0.1".to_owned(), 4000), "{address}");
        }
        assert_eq!(host_and_port("[::1]:4000").unwrap().0, "[::1]");
        for address in ["", "host", ":4000", "host:x", "df://"] {
            let error = host_and_port(address).unwrap_err().to_string();
            assert!(error.contains("for example `127.0.0.1:50050`"), "{address}: {error}");
        }
    }
}
