//! HTTPS, as a client meets it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::child::Callflowd;
use crate::server::Database;

/// A file of `tests/tls`.
pub(crate) fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls").join(name)
}

pub(crate) fn certificate(name: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_file(file(name)).unwrap()
}

/// The server's certificate and its answer to one request, for a client that trusts this one alone.
pub(crate) async fn asked(address: SocketAddr, trusted: &str) -> std::io::Result<(Vec<u8>, String)> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate(trusted)).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("pbx.example.org").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    let connection = stream.get_ref().1;
    assert_eq!(connection.alpn_protocol(), Some(&b"http/1.1"[..]));
    let shown = connection.peer_certificates().unwrap()[0].to_vec();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: pbx.example.org\r\nconnection: close\r\n\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok((shown, answer))
}

fn env(database: &Database, certificate: &str, key: &str) -> Vec<(String, String)> {
    let mut env = database.env(&[]);
    env.push(("CALLFLOW_HTTP_TLS_CERTIFICATE".into(), file(certificate).display().to_string()));
    env.push(("CALLFLOW_HTTP_TLS_KEY".into(), file(key).display().to_string()));
    env
}

#[tokio::test]
async fn whoever_trusts_the_certificate_is_answered() {
    let database = Database::new();
    let mut callflowd = Callflowd::start(database.folder(), &env(&database, "pbx.pem", "pbx.key"));
    let address = callflowd.address().await;
    // One that connects and says nothing keeps nobody out, and does not keep the server from stopping.
    let _silent = TcpStream::connect(address).await.unwrap();
    let (shown, answer) = asked(address, "ca.pem").await.unwrap();
    assert_eq!(shown, certificate("pbx.pem").to_vec());
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");

    let refused = asked(address, "renewed.pem").await.unwrap_err();
    assert!(refused.to_string().contains("certificate"), "{refused}");
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    assert!(asked(address, "ca.pem").await.is_ok());
    callflowd.terminate().await;
}

#[tokio::test]
async fn a_certificate_that_is_of_no_use_is_told_before_the_start() {
    for (certificate, key, why) in [
        ("pbx.pem", "renewed.key", "the certificate and its key cannot be used: "),
        ("pbx.key", "pbx.key", "pbx.key: there is no certificate in it"),
        ("pbx.pem", "ca.pem", "http.tls_key "),
        ("nowhere.pem", "pbx.key", "http.tls_certificate "),
    ] {
        let database = Database::new();
        let mut callflowd = Callflowd::start(database.folder(), &env(&database, certificate, key));
        let status = callflowd.ended().await;
        let said = callflowd.said.concat();
        assert!(!status.success() && said.contains(why), "{certificate}, {key}: {status} {said}");
    }
}
