//! The tests that every store of webhooks passes, on a fresh database each.

use crate::database::Database;
use crate::server::Kind;

macro_rules! on_every_database {
    ($($module:ident::$name:ident,)*) => {
        mod in_memory {$(
            #[tokio::test]
            async fn $name() {
                let store = callflow_store_sql::SqlStore::open("sqlite::memory:").await.unwrap();
                callflow_webhooks::testkit::$module::$name(&store).await;
            }
        )*}

        mod in_a_file {$(
            #[tokio::test]
            async fn $name() {
                let database = super::Database::new();
                callflow_webhooks::testkit::$module::$name(&database.open().await).await;
            }
        )*}

        mod in_postgres {$(
            #[tokio::test]
            #[ignore = "needs PostgreSQL, which tests/databases/install installs"]
            async fn $name() {
                let database = super::Kind::Postgres.server().database().await;
                let store = callflow_store_sql::SqlStore::open(&database.url).await.unwrap();
                callflow_webhooks::testkit::$module::$name(&store).await;
                database.remove().await;
            }
        )*}

        mod in_mariadb {$(
            #[tokio::test]
            #[ignore = "needs MariaDB, which tests/databases/install installs"]
            async fn $name() {
                let database = super::Kind::Mariadb.server().database().await;
                let store = callflow_store_sql::SqlStore::open(&database.url).await.unwrap();
                callflow_webhooks::testkit::$module::$name(&store).await;
                database.remove().await;
            }
        )*}
    };
}
callflow_webhooks::for_each_webhook_test!(on_every_database);

mod batches {
    use crate::database::Database;
    use crate::server::Kind;

    callflow_webhooks::for_each_outbox_test!(on_every_database);
}
