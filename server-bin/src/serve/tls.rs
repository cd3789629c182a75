//! HTTPS: a certificate out of files, read again when it is renewed.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

use crate::config::HttpTls;

/// Why there is no HTTPS.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// The certificate cannot be read.
    #[error("http.tls_certificate {}: {source}", file.display())]
    Certificate {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// The file of the certificate has none.
    #[error("http.tls_certificate {}: there is no certificate in it", file.display())]
    Empty {
        /// The file.
        file: PathBuf,
    },
    /// The key cannot be read.
    #[error("http.tls_key {}: {source}", file.display())]
    Key {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// They do not fit together, or are of no use.
    #[error("the certificate and its key cannot be used: {0}")]
    Refused(#[from] tokio_rustls::rustls::Error),
}

/// A certificate that may be changed while it is used.
#[derive(Clone)]
pub(crate) struct Certificate {
    current: Arc<RwLock<Arc<ServerConfig>>>,
}

impl Certificate {
    pub(crate) fn read(files: &HttpTls) -> Result<Self, CertificateError> {
        let current = Arc::new(RwLock::new(Arc::new(server_config(files)?)));
        Ok(Self { current })
    }

    /// Connections from now on get what is in these files. On an error the one of before stays.
    pub(crate) fn change(&self, files: &HttpTls) -> Result<(), CertificateError> {
        let config = Arc::new(server_config(files)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = config;
        Ok(())
    }

    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let config = self.current.read().unwrap_or_else(PoisonError::into_inner).clone();
        TlsAcceptor::from(config).accept(stream).await
    }
}

fn server_config(HttpTls { certificate, key }: &HttpTls) -> Result<ServerConfig, CertificateError> {
    let failed = |source| CertificateError::Certificate { file: certificate.clone(), source };
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(certificate).map_err(failed)?.collect();
    let chain = chain.map_err(failed)?;
    if chain.is_empty() {
        return Err(CertificateError::Empty { file: certificate.clone() });
    }
    let key = PrivateKeyDer::from_pem_file(key)
        .map_err(|source| CertificateError::Key { file: key.clone(), source })?;
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
