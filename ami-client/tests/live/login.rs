//! Being let in, or not.

use ami_client::ami_proto::action::{Originate, Ping, UserEvent};
use ami_client::ami_proto::session::LoginMethod;
use ami_client::{Client, ConnectError, Options, TlsOptions, Transport, Verification};

use crate::at_both;
use crate::proxy::Proxy;
use crate::rig::{Asterisk, Listener, connected_times, mark, options_at, state};

at_both!(
    both_ways_to_prove_the_secret,
    tls_trusts_whom_it_is_told_to_trust,
    whoever_is_not_let_in_is_told_so,
    who_may_little_is_connected_all_the_same,
    two_connections_are_one_client,
    a_secret_is_changed_while_the_client_runs,
);

async fn both_ways_to_prove_the_secret(asterisk: Asterisk) {
    for method in [LoginMethod::Plain, LoginMethod::Md5] {
        let client = Client::connect(asterisk.options("callflow").login_method(method)).await.unwrap();
        assert_eq!(client.send(Ping::new()).await.unwrap().text("Ping").unwrap(), "Pong");
        // The version is asked for and the uptime told once we are in.
        state(&client, "version and uptime", |state| {
            state
                .server()
                .is_some_and(|server| server.asterisk_version().is_some() && server.uptime().is_some())
        })
        .await;
        let now = client.state().borrow().clone();
        let server = now.server().unwrap();
        assert!(server.asterisk_version().unwrap().starts_with(&format!("{}.", asterisk.version)));
        assert_eq!(server.asterisk_major(), Some(asterisk.version));
        assert_eq!(server.ami_version(), Some(if asterisk.version == 22 { (11, 0) } else { (5, 0) }));
        assert!(server.capabilities().command_output_headers());
        assert_eq!((server.filter_refused(), server.settings_refused()), (None, None));
        assert_eq!(client.metrics().unreadable, 0);
    }
}

async fn tls_trusts_whom_it_is_told_to_trust(asterisk: Asterisk) {
    let connect = async |tls: TlsOptions, host: &str| {
        let address = format!("{host}:{}", asterisk.amis.port());
        let options = Options::new(address, "callflow", "test-callflow").unwrap();
        Client::connect(options.transport(Transport::Tls(tls))).await
    };
    let ours = || TlsOptions::new().ca_file(&asterisk.ca).unwrap();
    for (tls, host) in [
        (ours(), "127.0.0.1"),
        (ours(), "localhost"),
        (ours().server_name("localhost"), "127.0.0.1"),
        (TlsOptions::new().verification(Verification::DangerousNone), "127.0.0.1"),
        (ours().server_name("pbx.example").verification(Verification::DangerousNone), "127.0.0.1"),
    ] {
        let told = format!("{tls:?} {host}");
        let client = connect(tls, host).await.unwrap_or_else(|error| panic!("{told}: {error}"));
        assert_eq!(client.send(Ping::new()).await.unwrap().text("Ping").unwrap(), "Pong", "{told}");
        // More than one TLS record.
        let commands = client.command("core show help").await.unwrap();
        assert!(commands.len() > 100, "{told}");
        client.close().await;
    }
    for (tls, host) in [(TlsOptions::new(), "127.0.0.1"), (ours().server_name("pbx.example"), "127.0.0.1")] {
        let told = format!("{tls:?} {host}");
        let error = connect(tls, host).await.unwrap_err();
        assert!(matches!(error, ConnectError::Connect { .. }), "{told}: {error:?}");
    }
    let wrong_name = connect(ours().server_name("pbx.example"), "127.0.0.1").await.unwrap_err();
    assert!(wrong_name.to_string().contains("not valid for name"), "{wrong_name}");

    // Each at the other's port.
    let tls_at_plain = options_at(asterisk.ami, "callflow").transport(Transport::Tls(ours()));
    let error = Client::connect(tls_at_plain).await.unwrap_err();
    assert!(matches!(error, ConnectError::Connect { .. }), "{error:?}");
    let error = Client::connect(options_at(asterisk.amis, "callflow")).await.unwrap_err();
    assert!(matches!(error, ConnectError::Closed | ConnectError::Broke(_)), "{error:?}");
}

async fn whoever_is_not_let_in_is_told_so(asterisk: Asterisk) {
    let refused = async |user: &str, secret: &str, method| {
        let options = Options::new(asterisk.ami.to_string(), user, secret.to_owned()).unwrap();
        match Client::connect(options.login_method(method)).await {
            Err(ConnectError::Refused { username, message }) => {
                assert_eq!((&*username, &*message), (user, "Authentication failed"));
            }
            other => panic!("{user}: {other:?}"),
        }
    };
    use LoginMethod::{Md5, Plain};
    tokio::join!(
        refused("callflow", "wrong", Md5),
        refused("callflow", "wrong", Plain),
        refused("nobody", "test-nobody", Md5),
        refused("denied", "test-denied", Md5),
        refused("denied", "test-denied", Plain),
    );
    assert_eq!(asterisk.client().await.metrics().failures, 0);
}

/// `FullyBooted` is an event of the class system, and the version is told to those who may act.
async fn who_may_little_is_connected_all_the_same(asterisk: Asterisk) {
    let admin = asterisk.client().await;
    for (user, settings) in [("nosystem", true), ("reader", false)] {
        let client = Client::connect(asterisk.options(user)).await.unwrap();
        let mut events = Listener::new(&client);
        state(&client, "told its version", |state| {
            let server = state.server();
            server.is_some_and(|server| {
                server.asterisk_version().is_some() || server.settings_refused().is_some()
            })
        })
        .await;
        let server = client.state().borrow().server().unwrap().clone();
        assert_eq!(server.asterisk_version().is_some(), settings, "{user}");
        assert_eq!(server.settings_refused(), (!settings).then_some("Permission denied"));
        // The greeting tells the version, too.
        assert_eq!((server.asterisk_major(), server.uptime()), (Some(asterisk.version), None), "{user}");
        mark(&admin, "Marked").await;
        events.marked("Marked").await;
        assert_eq!(events.words()[0], "connected");
        assert!(!events.words().contains(&"FullyBooted".to_owned()), "{user}: {:?}", events.words());
    }
}

async fn two_connections_are_one_client(asterisk: Asterisk) {
    let proxy = Proxy::to(asterisk.ami, []).await;
    let client = Client::connect(options_at(proxy.address, "callflow").separate_actions()).await.unwrap();
    let mut events = Listener::new(&client);
    let before = proxy.carried();
    assert_eq!(before.len(), 2);
    let storm = Originate::new().channel("Local/400@storm").application("Wait").data("60");
    client.send(storm.async_("true")).await.unwrap();
    events.event("UserEvent", "Left", "0").await;
    assert!(client.state().borrow().is_up() && client.actions_state().borrow().is_up());
    // The one of actions is told nothing; which one came first, chance decides.
    let mut brought: Vec<_> = proxy.carried().iter().zip(&before).map(|(now, then)| now - then).collect();
    brought.sort_unstable();
    assert!(brought[0] < 10_000 && brought[1] > 400_000, "{brought:?}");

    proxy.cut();
    proxy.accepted(4).await;
    connected_times(&client, 2).await;
    assert!(client.ready().await);
    client.send(UserEvent::new().user_event("Marked")).await.unwrap();
    events.marked("Marked").await;
    client.close().await;
    assert_eq!(proxy.carried().len(), 4);
}

async fn a_secret_is_changed_while_the_client_runs(asterisk: Asterisk) {
    let proxy = Proxy::to(asterisk.ami, []).await;
    let client = Client::connect(options_at(proxy.address, "callflow")).await.unwrap();
    let file = asterisk.config("manager.conf");
    let config = std::fs::read_to_string(&file).unwrap();
    assert!(config.contains("secret = test-callflow"));
    std::fs::write(&file, config.replace("secret = test-callflow", "secret = another")).unwrap();
    client.command("manager reload").await.unwrap();
    let error = Client::connect(asterisk.options("callflow")).await.unwrap_err();
    assert!(matches!(error, ConnectError::Refused { .. }), "{error:?}");

    // The connection that there is stays.
    client.set_secret("another");
    client.send(Ping::new()).await.unwrap();
    proxy.cut();
    connected_times(&client, 2).await;
    client.send(Ping::new()).await.unwrap();
    assert_eq!(client.metrics().failures, 0);
}
