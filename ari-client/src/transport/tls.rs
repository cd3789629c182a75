//! TLS, verified unless told otherwise.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

/// How a connection is encrypted, and whom it trusts.
#[derive(Clone)]
pub struct TlsOptions {
    roots: Roots,
    verification: Verification,
    server_name: Option<String>,
}

/// Which certificate authorities are trusted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Roots {
    /// Those of the operating system. The default.
    System,
    /// These alone, in PEM.
    Pem(Vec<u8>),
}

/// Whether the server's certificate is looked at.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Verification {
    /// It must be valid, of a trusted authority, and made out to the host. The default.
    #[default]
    Full,
    /// It is not looked at: whoever stands in between can read and change everything, the login included. Asterisk's
    /// own `ast_tls_cert` makes certificates without the host's name in the place where it is looked for; better
    /// give [`TlsOptions::server_name`], or make a certificate anew.
    DangerousNone,
}

/// Why TLS cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The file with the authorities cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// There is no certificate in it.
    #[error("no certificate in PEM form; it begins with -----BEGIN CERTIFICATE-----")]
    NoCertificate,
}

impl TlsOptions {
    /// Verified against the authorities of the operating system.
    #[must_use]
    pub fn new() -> Self {
        Self { roots: Roots::System, verification: Verification::Full, server_name: None }
    }

    /// Trusts these authorities alone.
    #[must_use]
    pub fn roots(mut self, roots: Roots) -> Self {
        self.roots = roots;
        self
    }

    /// Trusts the authorities of this PEM file alone.
    ///
    /// # Errors
    /// If it cannot be read, or has no certificate in it.
    pub fn ca_file(self, path: impl AsRef<Path>) -> Result<Self, TlsError> {
        let path = path.as_ref();
        let pem = std::fs::read(path)
            .map_err(|source| TlsError::Read { path: path.display().to_string(), source })?;
        if CertificateDer::pem_slice_iter(&pem).flatten().next().is_none() {
            return Err(TlsError::NoCertificate);
        }
        Ok(self.roots(Roots::Pem(pem)))
    }

    /// Whether the server's certificate is looked at.
    #[must_use]
    pub fn verification(mut self, verification: Verification) -> Self {
        self.verification = verification;
        self
    }

    /// The name that the certificate must be made out to, if it is not the host's.
    #[must_use]
    pub fn server_name(mut self, name: impl Into<String>) -> Self {
        self.server_name = Some(name.into());
        self
    }

    fn config(&self) -> io::Result<ClientConfig> {
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?;
        if self.verification == Verification::DangerousNone {
            let nobody = Arc::new(Unverified(provider));
            return Ok(builder.dangerous().with_custom_certificate_verifier(nobody).with_no_client_auth());
        }
        let mut trusted = RootCertStore::empty();
        match &self.roots {
            Roots::System => {
                let found = rustls_native_certs::load_native_certs();
                trusted.add_parsable_certificates(found.certs);
            }
            Roots::Pem(pem) => {
                trusted.add_parsable_certificates(CertificateDer::pem_slice_iter(pem).flatten());
            }
        }
        if trusted.is_empty() {
            return Err(io::Error::other("no certificate authority is trusted; give one"));
        }
        Ok(builder.with_root_certificates(trusted).with_no_client_auth())
    }
}

impl Default for TlsOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for TlsOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let roots = match self.roots {
            Roots::System => "system",
            Roots::Pem(_) => "given",
        };
        f.debug_struct("TlsOptions")
            .field("roots", &roots)
            .field("verification", &self.verification)
            .field("server_name", &self.server_name)
            .finish()
    }
}

pub(super) async fn connect(
    options: &TlsOptions,
    host: &str,
    socket: TcpStream,
) -> io::Result<TlsStream<TcpStream>> {
    // Made anew for each connection: a certificate authority may have been added to the system meanwhile.
    let config = options.config()?;
    let name = options.server_name.as_deref().unwrap_or(host).to_owned();
    let name = ServerName::try_from(name).map_err(io::Error::other)?;
    TlsConnector::from(Arc::new(config)).connect(name, socket).await
}

/// Takes any certificate. Signatures are still checked, so that at least the handshake is what it says.
#[derive(Debug)]
struct Unverified(Arc<CryptoProvider>);

impl ServerCertVerifier for Unverified {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
