//! Connections to the server: one a request, for a command asks seldom.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, HOST, HeaderValue, USER_AGENT};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

use super::ApiError;
use crate::failure::Failure;

/// A server that takes longer to be reached is none.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// The server gives up a request after 30 s itself.
const ANSWER_WITHIN: Duration = Duration::from_secs(40);

/// Makes connections to one server.
pub(super) struct Connector {
    host: Host<String>,
    port: u16,
    /// Where it is, as people write it, and as it is told whom it is asked as.
    place: String,
    host_header: HeaderValue,
    tls: Option<TlsConnector>,
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Connector").field(&self.place).finish()
    }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Connector {
    /// To this server; `trusted` are certificates besides those that the system trusts.
    pub(super) fn new(url: Url, trusted: Option<Vec<u8>>) -> Result<Self, Failure> {
        let place = url.as_str().trim_end_matches('/').to_owned();
        let (Some(host), Some(port)) = (url.host().map(|host| host.to_owned()), url.port_or_known_default())
        else {
            return Err(Failure::input(place, "names no host"));
        };
        let after_scheme = place.split_once("://").map_or(&*place, |(_, rest)| rest);
        let host_header =
            HeaderValue::from_str(after_scheme).map_err(|_| Failure::input(&place, "names no host"))?;
        let tls = match url.scheme() {
            "https" => Some(tls(trusted.as_deref()).map_err(|error| Failure::input(&place, error))?),
            _ => None,
        };
        Ok(Self { host, port, place, host_header, tls })
    }

    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// Sends a request on a connection of its own, and gives the answer with the body still to be read.
    pub(super) async fn send(
        &self,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, ApiError> {
        let headers = request.headers_mut();
        headers.insert(HOST, self.host_header.clone());
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("callflow/", env!("CARGO_PKG_VERSION"))));
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        let stream = self.connect().await?;
        let lost = |error: hyper::Error| self.lost(io::Error::other(error));
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(lost)?;
        // It ends with the answer's body, or when that is dropped.
        tokio::spawn(connection);
        let answer = timeout(ANSWER_WITHIN, sender.send_request(request)).await;
        answer.map_err(|_| self.lost(io::Error::new(io::ErrorKind::TimedOut, "no answer")))?.map_err(lost)
    }

    fn lost(&self, source: io::Error) -> ApiError {
        ApiError::Lost { place: self.place.clone(), source }
    }

    async fn connect(&self) -> Result<Box<dyn Stream>, ApiError> {
        let unreachable = |source| ApiError::Unreachable { place: self.place.clone(), source };
        let late = |_| unreachable(io::Error::new(io::ErrorKind::TimedOut, "no answer"));
        let socket = async {
            match &self.host {
                Host::Domain(name) => TcpStream::connect((&**name, self.port)).await,
                Host::Ipv4(address) => TcpStream::connect((*address, self.port)).await,
                Host::Ipv6(address) => TcpStream::connect((*address, self.port)).await,
            }
        };
        let socket = timeout(CONNECT_WITHIN, socket).await.map_err(late)?.map_err(unreachable)?;
        let Some(tls) = &self.tls else { return Ok(Box::new(socket)) };
        let failed = |source| ApiError::Tls { place: self.place.clone(), source };
        let name = match &self.host {
            Host::Domain(name) => {
                ServerName::try_from(name.clone()).map_err(|error| failed(io::Error::other(error)))?
            }
            Host::Ipv4(address) => ServerName::from(IpAddr::from(*address)),
            Host::Ipv6(address) => ServerName::from(IpAddr::from(*address)),
        };
        let stream =
            timeout(CONNECT_WITHIN, tls.connect(name, socket)).await.map_err(late)?.map_err(failed)?;
        Ok(Box::new(stream))
    }
}

fn tls(trusted: Option<&[u8]>) -> io::Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(pem) = trusted {
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let certificates = certificates.map_err(|error| io::Error::other(format!("--ca: {error}")))?;
        if roots.add_parsable_certificates(certificates).0 == 0 {
            return Err(io::Error::other("--ca: there is no certificate in the file"));
        }
    }
    if roots.is_empty() {
        return Err(io::Error::other(
            "no certificate authority is trusted; install ca-certificates, or see --ca",
        ));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// The whole body of an answer.
pub(super) async fn body(response: Response<Incoming>, place: &str, most: usize) -> Result<Bytes, ApiError> {
    let lost = |source| ApiError::Lost { place: place.to_owned(), source };
    let collected = timeout(ANSWER_WITHIN, Limited::new(response.into_body(), most).collect()).await;
    let collected = collected.map_err(|_| lost(io::Error::new(io::ErrorKind::TimedOut, "no answer")))?;
    collected.map(http_body_util::Collected::to_bytes).map_err(|error| lost(io::Error::other(error)))
}
