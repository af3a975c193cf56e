//! The connections of clients. Their number has a limit, at which a new connection ends the one that has been idle for the longest
//! time. So idle clients do not keep others from being served.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::{spawn_local, yield_now};
use tokio::time::sleep;

/// The most connections. Each needs a file descriptor, and a process may have 1,024 by default.
pub(super) const MOST: usize = 256;

/// The longest time that a client may take for the head of a request, and between two requests.
const LONGEST: Duration = Duration::from_secs(30);

/// The most bytes of the head of a request.
const LARGEST: usize = 16 * 1024;

/// How long to wait after the system refused a connection, for example because no file descriptor is left.
const PAUSE: Duration = Duration::from_millis(50);

/// The connections, that with the latest request last.
#[derive(Debug, Default)]
pub(super) struct Connections {
    open: RefCell<VecDeque<Rc<Connection>>>,
    /// The number of connections, including those that have to end but have not yet ended.
    all: Cell<usize>,
}

#[derive(Debug, Default)]
struct Connection {
    /// The number of requests that are being answered.
    answering: Cell<usize>,
    /// Says that the connection has to end.
    end: Notify,
}

impl Connections {
    /// Answers the requests of all clients.
    pub(super) async fn accept<A, F, B>(self: Rc<Self>, listener: TcpListener, respond: A)
    where
        A: Fn(Request<Incoming>) -> F + Clone + 'static,
        F: Future<Output = Result<Response<B>, Infallible>> + 'static,
        B: Body<Error: std::error::Error + Send + Sync + 'static> + 'static,
    {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    while self.all.get() >= MOST {
                        self.end_idle();
                        // Now it ends.
                        yield_now().await;
                    }
                    let connection = Rc::new(Connection::default());
                    self.open.borrow_mut().push_back(connection.clone());
                    self.all.set(self.all.get() + 1);
                    spawn_local(self.clone().serve(stream, connection, respond.clone()));
                }
                Err(_) => {
                    self.end_idle();
                    sleep(PAUSE).await;
                }
            }
        }
    }

    /// Answers the requests of one client, until it or this server ends the connection.
    async fn serve<A, F, B>(self: Rc<Self>, stream: TcpStream, connection: Rc<Connection>, respond: A)
    where
        A: Fn(Request<Incoming>) -> F + 'static,
        F: Future<Output = Result<Response<B>, Infallible>> + 'static,
        B: Body<Error: std::error::Error + Send + Sync + 'static> + 'static,
    {
        let service = service_fn(|request| {
            self.used(&connection);
            connection.answering.set(connection.answering.get() + 1);
            let answer = respond(request);
            async {
                let answer = answer.await;
                connection.answering.set(connection.answering.get().saturating_sub(1));
                answer
            }
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(LONGEST).max_buf_size(LARGEST);
        let served = http.serve_connection(TokioIo::new(stream), service);
        tokio::select! {
            // An error, such as a broken connection, concerns only this client.
            _ = served => {}
            () = connection.end.notified() => {}
        }
        self.open.borrow_mut().retain(|other| !Rc::ptr_eq(other, &connection));
        self.all.set(self.all.get().saturating_sub(1));
    }

    /// Moves a connection to the end.
    fn used(&self, connection: &Rc<Connection>) {
        let mut open = self.open.borrow_mut();
        let at = open.iter().position(|other| Rc::ptr_eq(other, connection));
        // `end_idle` removes a connection that has to end.
        if let Some(connection) = at.and_then(|at| open.remove(at)) {
            open.push_back(connection);
        }
    }

    /// Ends the connection whose last request was the longest time ago, and which waits for no answer.
    fn end_idle(&self) {
        let mut open = self.open.borrow_mut();
        let idle = open.iter().position(|connection| connection.answering.get() == 0);
        if let Some(connection) = idle.and_then(|at| open.remove(at)) {
            connection.end.notify_one();
        }
    }
}
