//! The tests that every store passes, on a fresh database each.

macro_rules! on_every_database {
    ($($module:ident::$name:ident,)*) => {
        mod in_memory {$(
            #[tokio::test]
            async fn $name() {
                let store = callflow_store_sql::SqlStore::open("sqlite::memory:").await.unwrap();
                callflow_core::store::testkit::$module::$name(&store).await;
            }
        )*}

        mod in_a_file {$(
            #[tokio::test]
            async fn $name() {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite:{}", folder.path().join("calls.db").display());
                let store = callflow_store_sql::SqlStore::open(&url).await.unwrap();
                callflow_core::store::testkit::$module::$name(&store).await;
            }
        )*}

        mod in_postgres {$(
            #[tokio::test]
            #[ignore = "needs PostgreSQL, which tests/databases/install installs"]
            async fn $name() {
                let database = crate::server::Kind::Postgres.server().database().await;
                let store = callflow_store_sql::SqlStore::open(&database.url).await.unwrap();
                callflow_core::store::testkit::$module::$name(&store).await;
                database.remove().await;
            }
        )*}

        mod in_mariadb {$(
            #[tokio::test]
            #[ignore = "needs MariaDB, which tests/databases/install installs"]
            async fn $name() {
                let database = crate::server::Kind::Mariadb.server().database().await;
                let store = callflow_store_sql::SqlStore::open(&database.url).await.unwrap();
                callflow_core::store::testkit::$module::$name(&store).await;
                database.remove().await;
            }
        )*}
    };
}
callflow_core::for_each_store_test!(on_every_database);
