//! The tests that every store of accounts passes, on a database each: with transactions, and at a server that has none.

use callflow_accounts::store::UserStore;
use callflow_accounts::testkit::sample::account;
use callflow_store_mongo::{MongoStore, Options};

use crate::server::{Database, Kind};

async fn store(database: &Database, transactions: bool) -> MongoStore {
    let mut options = Options::default();
    options.transactions = transactions;
    MongoStore::open_with(&database.url, &options).await.unwrap()
}

macro_rules! at_a_server {
    ($($module:ident::$name:ident,)*) => {
        mod with_transactions {$(
            #[tokio::test]
            #[ignore = "needs a MongoDB"]
            async fn $name() {
                let database = super::Database::new();
                let store = super::store(&database, true).await;
                callflow_accounts::testkit::$module::$name(&store).await;
            }
        )*}

        mod without_transactions {$(
            #[tokio::test]
            #[ignore = "needs a MongoDB"]
            async fn $name() {
                let database = super::Database::on(super::Kind::Standalone);
                let store = super::store(&database, false).await;
                callflow_accounts::testkit::$module::$name(&store).await;
            }
        )*}
    };
}
callflow_accounts::for_each_account_test!(at_a_server);

/// Servers that start at once on one new database: one has the password to show.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a MongoDB"]
async fn of_several_servers_one_makes_the_first_administrator() {
    let database = Database::new();
    let servers: Vec<_> = (0..4)
        .map(|n| {
            let url = database.url.clone();
            tokio::spawn(async move {
                let store = MongoStore::open(&url).await.unwrap();
                store.create_first(&account("default", &format!("admin{n}"))).await.unwrap()
            })
        })
        .collect();
    let mut made = 0;
    for server in servers {
        made += u32::from(server.await.unwrap());
    }
    assert_eq!(made, 1);
}
