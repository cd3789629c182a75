//! Two servers that give out the same extensions.

use std::collections::BTreeSet;

use asterisk_sim::{Options, Sim};
use serde_json::{Value, json};

use super::phones::{env, password, script, unplugged};
use crate::server::{Client, Database, Server};
use crate::stores::databases;

const CLIENTS: usize = 50;
const LEASES: usize = 1_000;

async fn site(url: &str, database: &Database, sim: &Sim) -> Server {
    // The passwords that one has encrypted the other one reads.
    let mut env =
        env(database, sim, &[("CALLFLOW_LEASING_SECRET_KEY", "a-key-of-two-servers-0123456789abcdef")]);
    env.retain(|(name, _)| name != "CALLFLOW_DATABASE_URL");
    env.push(("CALLFLOW_DATABASE_URL".to_owned(), url.to_owned()));
    let journal = database.folder().join("callflow.journal");
    env.push(("CALLFLOW_JOURNAL_PATH".to_owned(), journal.display().to_string()));
    Server::start(&database.config_of(env)).await
}

/// Asks until this many are taken.
async fn take(client: Client, count: usize) -> Vec<String> {
    let mut taken = Vec::new();
    while taken.len() < count {
        let answer = client.get("/extensions/free").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let lease: Value = answer.json();
        let extension = lease["extension"].as_str().unwrap().to_owned();
        assert_eq!(lease["password"], password(&extension));
        taken.push(extension);
    }
    taken
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a database server"]
async fn two_servers_give_no_extension_out_twice() {
    let postgres = databases::Server::start("postgres");
    let numbers: Vec<String> = (0..LEASES).map(|number| format!("{}", 3_000 + number)).collect();
    let events: Vec<String> = numbers.iter().map(|number| unplugged(number)).collect();
    let (mut servers, mut sims, mut databases) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..2 {
        let sim = Sim::bind(Options::new().script(script(&events))).await.unwrap();
        let database = Database::new();
        servers.push(site(&postgres.url, &database, &sim).await);
        sims.push(sim);
        databases.push(database);
    }
    let clients: Vec<Client> = servers.iter().map(Server::client).collect();
    for client in &clients {
        let all = |answer: &crate::server::Answer| {
            answer.json()["extensions"].as_object().is_some_and(|all| all.len() == LEASES)
        };
        client.until("/extensions/status", all).await;
    }
    let configuring: Vec<_> = numbers
        .chunks(LEASES / CLIENTS)
        .map(|numbers| {
            let (client, numbers) = (clients[0].clone(), numbers.to_vec());
            tokio::spawn(async move {
                for number in numbers {
                    let new = json!({"extension": number, "password": password(&number)});
                    let made = client.send("POST /api/extensions", Some(&new), &[]).await;
                    assert_eq!(made.status, 201, "{}", made.text);
                }
            })
        })
        .collect();
    for one in configuring {
        one.await.unwrap();
    }

    let taking: Vec<_> = (0..CLIENTS)
        .map(|number| tokio::spawn(take(clients[number % 2].clone(), LEASES / CLIENTS)))
        .collect();
    let mut taken = Vec::new();
    for one in taking {
        taken.extend(one.await.unwrap());
    }
    let distinct: BTreeSet<&String> = taken.iter().collect();
    assert_eq!((taken.len(), distinct.len()), (LEASES, LEASES), "an extension was given out twice");
    for client in &clients {
        assert_eq!(client.get("/extensions/free").await.status, 503, "there are no more");
    }
    for server in servers {
        server.stop().await;
    }
}
