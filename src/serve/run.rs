//! The sockets: as many connections as the machine bears, slow clients cut, a stop that lets what is under way finish.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::{App, router};

/// Connections at once; the next ones wait in the queue of the system.
const MOST: u32 = 512;
/// A client has this long to send the head of a request, or to ask again.
const HEAD: Duration = Duration::from_secs(10);
/// A connection is closed after this long, once its answer is written: one that reads slowly holds no place for ever.
const LIFE: Duration = Duration::from_secs(120);
/// What is under way has this long to finish when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until the process is asked to stop; `ready` is told the address, once it listens.
///
/// # Errors
/// When the address cannot be listened on.
pub fn run(app: App, ready: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(app.config.address).await?;
        ready(listener.local_addr()?);
        listen(listener, router(Arc::new(app))).await;
        Ok(())
    })
}

async fn listen(listener: TcpListener, router: Router) {
    let places = Arc::new(Semaphore::new(MOST as usize));
    let (stop, stopped) = watch::channel(());
    let mut asked = pin!(asked_to_stop());
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = &mut asked => break,
            next = next => next,
        };
        match (place, accepted) {
            (Ok(place), Ok((stream, _))) => {
                tokio::spawn(converse(stream, router.clone(), stopped.clone(), place));
            }
            // Out of file descriptors, most often: leave those under way the time to close.
            _ => sleep(Duration::from_millis(50)).await,
        }
    }
    drop(listener);
    drop(stop);
    // Every place back means every connection closed.
    let _ = timeout(GRACE, places.acquire_many(MOST)).await;
}

async fn converse(
    stream: TcpStream,
    router: Router,
    mut stopped: watch::Receiver<()>,
    place: OwnedSemaphorePermit,
) {
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.changed() => {}
        () = sleep(LIFE) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(GRACE, connection).await;
    drop(place);
}

/// Ctrl+C, or the signal that a service manager sends.
async fn asked_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
