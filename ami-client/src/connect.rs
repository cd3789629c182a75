//! Making a connection.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

#[cfg(feature = "tls")]
pub(crate) mod tls;

use crate::options::{Address, Transport};

/// A connection, whatever it is made of.
pub trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// A connection in the making.
pub type Connecting<'a> = Pin<Box<dyn Future<Output = io::Result<Box<dyn Io>>> + Send + 'a>>;

/// Another way to make connections: a tunnel, a Unix socket, a test.
pub trait Connector: Send + Sync + fmt::Debug {
    /// Makes one. It is dropped if it takes longer than [`Options::connect_within`](crate::Options::connect_within).
    fn connect<'a>(&'a self, address: &'a Address) -> Connecting<'a>;
}

impl Transport {
    /// Makes a connection; for a [`Connector`] that puts something around those of another transport.
    ///
    /// # Errors
    /// What the system, TLS or the connector says.
    ///
    /// # Cancel safety
    /// Dropping the future ends the attempt.
    pub async fn connect(&self, address: &Address) -> io::Result<Box<dyn Io>> {
        connect(self, address).await
    }
}

pub(crate) async fn connect(transport: &Transport, address: &Address) -> io::Result<Box<dyn Io>> {
    match transport {
        Transport::Custom(connector) => connector.connect(address).await,
        Transport::Tcp => Ok(Box::new(tcp(address).await?)),
        #[cfg(feature = "tls")]
        Transport::Tls(options) => {
            let socket = tcp(address).await?;
            Ok(Box::new(tls::connect(options, address, socket).await?))
        }
    }
}

async fn tcp(address: &Address) -> io::Result<TcpStream> {
    let socket = TcpStream::connect((address.host(), address.port())).await?;
    // Actions are short, and wait for nothing.
    socket.set_nodelay(true)?;
    Ok(socket)
}
