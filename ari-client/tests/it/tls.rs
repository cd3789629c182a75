//! TLS: the WebSocket and HTTP alike, verified unless told otherwise.
//!
//! `tls/` has a certificate for `pbx.example` and `127.0.0.1`, until 2126, and the authority that signed it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ari_client::{Client, ConnectError, Options, Requests, State, TlsOptions, Verification};
use serde_json::json;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::server::{Asked, Server, idle, ok};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls").join(name)
}

/// Takes TLS and hands it on without.
async fn before(server: SocketAddr) -> SocketAddr {
    let certificate = CertificateDer::from_pem_file(file("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("server.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // One who does not trust us ends the handshake.
                let Ok(mut client) = acceptor.accept(stream).await else { return };
                let mut server = TcpStream::connect(server).await.unwrap();
                let _ = copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    address
}

fn options(address: SocketAddr, tls: TlsOptions) -> Options {
    let url = format!("https://{address}");
    Options::new(&url, "user", "hunter2", "app").unwrap().tls(tls).without_snapshots()
}

fn ours() -> TlsOptions {
    TlsOptions::new().ca_file(file("ca.pem")).unwrap()
}

#[tokio::test]
async fn events_and_requests_are_encrypted() {
    let answers = |asked: &Asked| {
        if asked.line.starts_with("GET /ari/asterisk/variable?variable=A") {
            ok(&json!({"value": "b"}))
        } else {
            idle("16.28.0")(asked)
        }
    };
    let mut server = Server::start(answers).await;
    let address = before(server.address).await;
    for tls in [
        ours(),
        ours().server_name("pbx.example"),
        TlsOptions::new().verification(Verification::DangerousNone),
    ] {
        let client = Client::connect(options(address, tls)).await.unwrap();
        let State::Up { server: known, .. } = client.state().borrow().clone() else { panic!("not up") };
        assert_eq!(known.requests, Requests::Http);
        let mut events = client.subscribe(ari_client::SubscribeOptions::new());
        let mut socket = server.socket().await;
        socket.event(3).await;
        let (_, event) =
            crate::server::until(&mut events, |message| crate::server::number(message).is_some()).await;
        assert_eq!(crate::server::number(&event), Some(3));
        let variable = ari_client::operation::asterisk::GetGlobalVar::new("A");
        assert_eq!(client.send(&variable).await.unwrap().value, "b");
    }
}

#[tokio::test]
async fn strange_certificates_are_refused() {
    let server = Server::start(idle("16.28.0")).await;
    let address = before(server.address).await;
    for (tls, why) in
        [(TlsOptions::new(), "UnknownIssuer"), (ours().server_name("other.example"), "not valid for name")]
    {
        let error = Client::connect(options(address, tls)).await.unwrap_err();
        let ConnectError::Connect { source, .. } = &error else { panic!("{error:?}") };
        assert!(source.to_string().contains(why), "{why}: {source}");
    }
    assert!(server.lines().is_empty(), "{:?}", server.lines());
    assert!(TlsOptions::new().ca_file(file("server.key")).is_err());
}
