//! Requests to the storage, by the same HTTP and TLS as the rest of the server. A connection each: recordings are few, and large.

use std::error::Error;
use std::io;
use std::time::Duration;

use async_trait::async_trait;
use axum::http::{HeaderValue, Method, Uri, header};
use http_body_util::BodyExt as _;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody,
    HttpService,
};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::webhooks::{Stream, client_config};

/// Until there is a connection.
const CONNECT_WITHIN: Duration = Duration::from_secs(15);
/// Until an answer has come, with a part of a recording before it; of a reading until it begins to come.
const ANSWER_WITHIN: Duration = Duration::from_secs(120);

/// Makes clients.
#[derive(Debug)]
pub(super) struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Http::default()))
    }
}

#[derive(Debug, Default)]
struct Http {
    /// Read when it is first needed.
    tls: OnceCell<std::sync::Arc<ClientConfig>>,
}

#[async_trait]
impl HttpService for Http {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let stream = timeout(CONNECT_WITHIN, self.connect(request.uri())).await;
        let stream = stream.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        let stream = stream.map_err(|error| failed(HttpErrorKind::Connect, error))?;
        let late = || failed(HttpErrorKind::Timeout, io::Error::from(io::ErrorKind::TimedOut));
        timeout(ANSWER_WITHIN, ask(stream, request)).await.unwrap_or_else(|_| Err(late()))
    }
}

impl Http {
    async fn connect(&self, uri: &Uri) -> io::Result<Box<dyn Stream>> {
        let host = uri.host().ok_or_else(|| io::Error::other("the URL has no host"))?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let is_encrypted = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if is_encrypted { 443 } else { 80 });
        let socket = TcpStream::connect((host, port)).await?;
        socket.set_nodelay(true)?;
        if !is_encrypted {
            return Ok(Box::new(socket));
        }
        let config = self.tls.get_or_try_init(client_config).await?;
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        Ok(Box::new(TlsConnector::from(config.clone()).connect(name, socket).await?))
    }
}

async fn ask(stream: Box<dyn Stream>, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let broken = |error| failed(HttpErrorKind::Request, error);
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    // It ends with the last byte of the answer, or with whoever would have read it.
    tokio::spawn(connection);
    let is_reading = request.method() == Method::GET;
    to_origin_form(&mut request).map_err(|error| failed(HttpErrorKind::Unknown, error))?;
    let (parts, body) = sender.send_request(request).await.map_err(broken)?.into_parts();
    let body = if is_reading {
        HttpResponseBody::new(body.map_err(|error| failed(HttpErrorKind::Interrupted, error)))
    } else {
        body.collect().await.map_err(broken)?.to_bytes().into()
    };
    Ok(HttpResponse::from_parts(parts, body))
}

/// On the wire the path alone stands in the first line, and the host in a header.
fn to_origin_form(request: &mut HttpRequest) -> Result<(), axum::http::Error> {
    let uri = request.uri().clone();
    if !request.headers().contains_key(header::HOST)
        && let Some(authority) = uri.authority()
    {
        request.headers_mut().insert(header::HOST, HeaderValue::from_str(authority.as_str())?);
    }
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    *request.uri_mut() = Uri::try_from(path)?;
    Ok(())
}

fn failed(kind: HttpErrorKind, error: impl Error + Send + Sync + 'static) -> HttpError {
    HttpError::new(kind, error)
}
