//! A connection to Asterisk's HTTP server, before anything is said.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use crate::error::ConnectError;
use crate::options::Options;

/// What bytes travel by.
pub trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// The connection; encrypted if the address says so.
pub(crate) async fn open(options: &Options) -> Result<Box<dyn Io>, ConnectError> {
    let limit = options.connect_within;
    match tokio::time::timeout(limit, connect(options)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(source)) => {
            Err(ConnectError::Connect { address: options.address.authority(), source: Arc::new(source) })
        }
        Err(_) => Err(ConnectError::NoAnswer { address: options.address.authority(), within: limit }),
    }
}

async fn connect(options: &Options) -> io::Result<Box<dyn Io>> {
    let address = &options.address;
    let socket = TcpStream::connect((address.host.as_str(), address.port)).await?;
    // Requests are small, and an answer is waited for.
    socket.set_nodelay(true)?;
    #[cfg(feature = "tls")]
    if address.encrypted {
        return Ok(Box::new(super::tls::connect(&options.tls, &address.host, socket).await?));
    }
    Ok(Box::new(socket))
}
