//! Many clients of several servers that want an extension at the same moment.

use std::collections::BTreeSet;
use std::sync::Arc;

use callflow_core::lease::LeaseId;
use callflow_core::store::testkit::lease_claims::all_are_given_once;
use callflow_core::store::testkit::sample::at;
use callflow_core::store::{LeaseClaimStore, LeaseRequest, Scope};
use callflow_store_sql::SqlStore;

use crate::database::Database;
use crate::server::Kind;

const CLIENTS: usize = 50;
const EACH: usize = 20;

/// Fifty clients of two servers take a thousand extensions.
async fn of_two_servers_each_gets_another(url: &str) {
    let stores = [SqlStore::open(url).await.unwrap(), SqlStore::open(url).await.unwrap()].map(Arc::new);
    let candidates: Arc<[Arc<str>]> = (0..CLIENTS * EACH).map(|n| format!("{n}").into()).collect();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (store, candidates) = (stores[client % 2].clone(), candidates.clone());
            tokio::spawn(async move {
                let mut given = Vec::new();
                for n in 0..EACH {
                    let id = LeaseId::new(&format!("client-{client}-{n}"));
                    let (pbx, tenant, until) = ("default", "default", at(60));
                    let request = LeaseRequest { pbx, tenant, candidates: &candidates, id: &id, until };
                    given.extend(store.claim_lease(&request, at(0)).await.unwrap());
                }
                given
            })
        })
        .collect();
    let mut given = Vec::new();
    for client in clients {
        given.extend(client.await.unwrap());
    }
    assert_eq!(given.len(), candidates.len(), "some got none");
    assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), candidates.len(), "some got the same");
    let claims = stores[0].lease_claims(&Scope::default(), at(0)).await.unwrap();
    assert_eq!(claims.len(), candidates.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL, which tests/databases/install installs"]
async fn of_two_servers_at_postgres() {
    let database = Kind::Postgres.server().database().await;
    of_two_servers_each_gets_another(&database.url).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs MariaDB, which tests/databases/install installs"]
async fn of_two_servers_at_mariadb() {
    let database = Kind::Mariadb.server().database().await;
    of_two_servers_each_gets_another(&database.url).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_one_server_in_a_file() {
    let database = Database::new();
    all_are_given_once(&database.open().await, CLIENTS, EACH).await;
}
