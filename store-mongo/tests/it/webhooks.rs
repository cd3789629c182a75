//! The tests that every store of webhooks passes, on a database each: with transactions, and at a server that has none.

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
                callflow_webhooks::testkit::$module::$name(&store).await;
            }
        )*}

        mod without_transactions {$(
            #[tokio::test]
            #[ignore = "needs a MongoDB"]
            async fn $name() {
                let database = super::Database::on(super::Kind::Standalone);
                let store = super::store(&database, false).await;
                callflow_webhooks::testkit::$module::$name(&store).await;
            }
        )*}
    };
}
callflow_webhooks::for_each_webhook_test!(at_a_server);

mod batches {
    use super::store;
    use crate::server::{Database, Kind};

    callflow_webhooks::for_each_outbox_test!(at_a_server);
}
