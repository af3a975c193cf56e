//! Requests and their responses.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::rc::Rc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::{Method, Request, Response, StatusCode};
use tokio::runtime::Builder;
use tokio::sync::{mpsc, oneshot};
use tokio::task::LocalSet;
use tokio::time::timeout;

use super::Scrape;
use super::connections::Connections;
use super::negotiate::format;

/// The longest time that a scrape waits. Prometheus waits ten seconds, unless it is configured otherwise.
const LONGEST: Duration = Duration::from_secs(10);

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

const ROOT: &str = "ktsnap serve: the counters of the running sched_ext scheduler are at /metrics\n";

type Reply = Response<Full<Bytes>>;

/// Answers requests. Each scrape is sent to the thread that reads.
pub(super) fn serve(listener: TcpListener, scrapes: mpsc::Sender<Scrape>) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
    let respond = move |request: Request<Incoming>| {
        let scrapes = scrapes.clone();
        async move { Ok::<_, Infallible>(respond(&request, &scrapes).await) }
    };
    LocalSet::new().block_on(&runtime, async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        Rc::new(Connections::default()).accept(listener, respond).await;
        Ok(())
    })
}

async fn respond(request: &Request<Incoming>, scrapes: &mpsc::Sender<Scrape>) -> Reply {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut answer = text(StatusCode::METHOD_NOT_ALLOWED, "use GET\n");
        answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return answer;
    }
    match request.uri().path() {
        "/metrics" => scrape(request, scrapes).await,
        "/" => text(StatusCode::OK, ROOT),
        _ => text(StatusCode::NOT_FOUND, "the metrics are at /metrics\n"),
    }
}

async fn scrape(request: &Request<Incoming>, scrapes: &mpsc::Sender<Scrape>) -> Reply {
    let accept: Vec<_> = request.headers().get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let format = format(&accept.join(","));
    let (answer, receiver) = oneshot::channel();
    // There is room for one of each connection.
    if scrapes.try_send(Scrape { format, answer }).is_err() {
        return busy("ktsnap is stopping\n");
    }
    match timeout(LONGEST, receiver).await {
        Ok(Ok(Ok(metrics))) => {
            let mut answer = text(StatusCode::OK, metrics);
            answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(format.content_type()));
            answer
        }
        Ok(Ok(Err(message))) => text(StatusCode::INTERNAL_SERVER_ERROR, format!("ktsnap: {message}\n")),
        Ok(Err(_)) => busy("ktsnap is stopping\n"),
        Err(_) => busy("the counters could not be read in time\n"),
    }
}

fn busy(why: &'static str) -> Reply {
    let mut answer = text(StatusCode::SERVICE_UNAVAILABLE, why);
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    answer
}

fn text(status: StatusCode, body: impl Into<Bytes>) -> Reply {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, TEXT);
    answer
}
