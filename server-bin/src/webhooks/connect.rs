//! Connecting to a receiver, at an address that was looked at: the name is resolved here, each address is held against the rules,
//! and the connection goes to that very address. So a name that means another place a moment later leads nowhere else.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use callflow_webhooks::address::AddressRules;
use callflow_webhooks::target::Target;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Host;

/// More addresses of one name are not tried.
const MOST_ADDRESSES: usize = 4;

/// A connection, encrypted or not.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Why there is no connection. Without the URL, which is a secret of some receivers.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectError {
    #[error("the name of the host is not known: {0}")]
    Unknown(#[source] io::Error),
    #[error("the address {0} is of a private network or of this machine: allow it in webhooks.allow_private")]
    Private(IpAddr),
    #[error("cannot connect: {0}")]
    Failed(#[source] io::Error),
    #[error("no encrypted connection: {0}")]
    Tls(#[source] io::Error),
}

/// Makes connections.
#[derive(Debug)]
pub(super) struct Connector {
    rules: AddressRules,
    /// Read when it is first needed: it takes some milliseconds.
    tls: OnceCell<Arc<ClientConfig>>,
}

impl Connector {
    pub(super) fn new(rules: AddressRules) -> Self {
        Self { rules, tls: OnceCell::new() }
    }

    pub(super) async fn connect(&self, target: &Target) -> Result<Box<dyn Stream>, ConnectError> {
        let socket = self.socket(target).await?;
        if !target.is_encrypted() {
            return Ok(Box::new(socket));
        }
        let config = self.tls.get_or_try_init(client_config).await.map_err(ConnectError::Tls)?;
        let name = match target.host() {
            Host::Domain(name) => ServerName::try_from(name.to_owned())
                .map_err(|error| ConnectError::Tls(io::Error::other(error)))?,
            Host::Ipv4(address) => ServerName::from(IpAddr::from(address)),
            Host::Ipv6(address) => ServerName::from(IpAddr::from(address)),
        };
        let connector = TlsConnector::from(config.clone());
        Ok(Box::new(connector.connect(name, socket).await.map_err(ConnectError::Tls)?))
    }

    async fn socket(&self, target: &Target) -> Result<TcpStream, ConnectError> {
        let mut failed = ConnectError::Unknown(io::Error::other("it has no address"));
        for address in self.addresses(target).await?.into_iter().take(MOST_ADDRESSES) {
            match TcpStream::connect(address).await {
                Ok(socket) => {
                    let _ = socket.set_nodelay(true);
                    return Ok(socket);
                }
                Err(error) => failed = ConnectError::Failed(error),
            }
        }
        Err(failed)
    }

    /// The addresses of the host that may be asked; an error where it has others alone.
    async fn addresses(&self, target: &Target) -> Result<Vec<SocketAddr>, ConnectError> {
        let port = target.port();
        let found: Vec<SocketAddr> = match target.host() {
            Host::Ipv4(address) => vec![(address, port).into()],
            Host::Ipv6(address) => vec![(address, port).into()],
            Host::Domain(name) => lookup_host((name, port)).await.map_err(ConnectError::Unknown)?.collect(),
        };
        let refused = found.iter().find(|address| !self.rules.admits(address.ip())).map(SocketAddr::ip);
        let admitted: Vec<SocketAddr> =
            found.into_iter().filter(|address| self.rules.admits(address.ip())).collect();
        match refused {
            Some(refused) if admitted.is_empty() => Err(ConnectError::Private(refused)),
            _ => Ok(admitted),
        }
    }
}

/// Trusts whom the operating system trusts.
pub(crate) async fn client_config() -> io::Result<Arc<ClientConfig>> {
    let found = tokio::task::spawn_blocking(rustls_native_certs::load_native_certs);
    let mut trusted = RootCertStore::empty();
    trusted.add_parsable_certificates(found.await.map_err(io::Error::other)?.certs);
    if trusted.is_empty() {
        return Err(io::Error::other("no certificate authority is trusted; install ca-certificates"));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(trusted)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
