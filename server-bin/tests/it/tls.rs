//! Encrypted connections, to an Asterisk that is simulated behind an end of TLS.
//!
//! `tests/tls` has a certificate for `pbx.example.org` and the authority that made it, for these tests alone.

use std::net::SocketAddr;
use std::sync::Arc;

use ami_client::Client;
use asterisk_sim::{Options, Pace, Script, Sim, demo};
use callflow_server::config::{Pbx, Tls};
use callflow_server::record;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

use crate::https::{certificate, file};

/// Decrypts what comes, by the certificate and the key of this name, and passes it on.
pub(crate) async fn end_of_tls(behind: SocketAddr, whose: &str) -> SocketAddr {
    let key = PrivateKeyDer::from_pem_file(file(&format!("{whose}.key"))).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate(&format!("{whose}.pem"))], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // Clients that do not trust the certificate come no further.
                let Ok(mut client) = acceptor.accept(socket).await else { return };
                let mut asterisk = TcpStream::connect(behind).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut client, &mut asterisk).await;
            });
        }
    });
    address
}

fn pbx(address: SocketAddr, tls: Tls) -> Pbx {
    Pbx {
        host: address.ip().to_string(),
        port: address.port(),
        username: "admin".into(),
        password: "secret".to_owned().into(),
        tls,
        wss: "wss://pbx.example.com:8089/ws".into(),
    }
}

fn verified(ca: Option<&str>, name: Option<&str>) -> Tls {
    Tls::On { ca: ca.map(file), name: name.map(str::to_owned) }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_encrypted_is_recorded_in_the_clear() {
    let call = demo::captures().unwrap().swap_remove(0);
    let sim = Sim::bind(Options::new().script(Script::of(call).pace(Pace::AsRead))).await.unwrap();
    let address = end_of_tls(sim.local_addr(), "pbx").await;
    let options = pbx(address, verified(Some("ca.pem"), Some("pbx.example.org"))).options("default").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let path = folder.path().to_owned();
    let recording = tokio::spawn(async move { record(options, &path, async { drop(stopped.await) }).await });
    sim.finished().await;
    drop(stop);
    recording.await.unwrap().unwrap();
    let raw = std::fs::read_to_string(folder.path().join("ami.raw")).unwrap();
    assert!(raw.starts_with("Asterisk Call Manager/11.0.0\r\nResponse: Success\r\n"), "{raw}");
    assert_eq!(raw.matches("Event: Hangup\r\n").count(), 2);
    assert!(!folder.path().join("ami-2.raw").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_holder_of_the_certificate_is_let_in() {
    let sim = Sim::bind(Options::new()).await.unwrap();
    let address = end_of_tls(sim.local_addr(), "pbx").await;
    for (tls, why) in [
        (verified(Some("ca.pem"), Some("pbx.example.org")), None),
        (Tls::Unverified, None),
        // The host is an address, which the certificate is not made out to.
        (verified(Some("ca.pem"), None), Some("certificate")),
        (verified(None, Some("pbx.example.org")), Some("certificate")),
        // It waits for the greeting of something else.
        (Tls::Off, Some("")),
    ] {
        let options = pbx(address, tls.clone()).options("default").unwrap();
        let options = options.login_within(std::time::Duration::from_millis(300));
        match (Client::connect(options).await, why) {
            (Ok(client), None) => client.close().await,
            (Err(error), Some(why)) => assert!(error.to_string().contains(why), "{tls:?}: {error}"),
            (connected, why) => panic!("{tls:?}: {connected:?} {why:?}"),
        }
    }
}
