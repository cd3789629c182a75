//! The tests that every store of accounts passes, on a fresh database each.

use callflow_accounts::store::UserStore;
use callflow_accounts::testkit::sample::account;
use callflow_store_sql::SqlStore;

use crate::database::Database;
use crate::server::Kind;

macro_rules! on_every_database {
    ($($module:ident::$name:ident,)*) => {
        mod in_memory {$(
            #[tokio::test]
            async fn $name() {
                let store = callflow_store_sql::SqlStore::open("sqlite::memory:").await.unwrap();
                callflow_accounts::testkit::$module::$name(&store).await;
            }
        )*}

        mod in_a_file {$(
            #[tokio::test]
            async fn $name() {
                let database = super::Database::new();
                callflow_accounts::testkit::$module::$name(&database.open().await).await;
            }
        )*}

        mod in_postgres {$(
            #[tokio::test]
            #[ignore = "needs PostgreSQL, which tests/databases/install installs"]
            async fn $name() {
                let database = super::Kind::Postgres.server().database().await;
                let store = callflow_store_sql::SqlStore::open(&database.url).await.unwrap();
                callflow_accounts::testkit::$module::$name(&store).await;
                database.remove().await;
            }
        )*}

        mod in_mariadb {$(
            #[tokio::test]
            #[ignore = "needs MariaDB, which tests/databases/install installs"]
            async fn $name() {
                let database = super::Kind::Mariadb.server().database().await;
                let store = callflow_store_sql::SqlStore::open(&database.url).await.unwrap();
                callflow_accounts::testkit::$module::$name(&store).await;
                database.remove().await;
            }
        )*}
    };
}
callflow_accounts::for_each_account_test!(on_every_database);

/// Servers that start at once on one new database, each with connections of its own: one has the password to show.
async fn of_several_servers_one_makes_the_first_administrator(url: &str) {
    let servers: Vec<_> = (0..4)
        .map(|n| {
            let url = url.to_owned();
            tokio::spawn(async move {
                let store = SqlStore::open(&url).await.unwrap();
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_servers_on_a_file_one_makes_the_first_administrator() {
    let database = Database::new();
    of_several_servers_one_makes_the_first_administrator(&database.url()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL, which tests/databases/install installs"]
async fn of_several_servers_at_postgres_one_makes_the_first_administrator() {
    let database = Kind::Postgres.server().database().await;
    of_several_servers_one_makes_the_first_administrator(&database.url).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs MariaDB, which tests/databases/install installs"]
async fn of_several_servers_at_mariadb_one_makes_the_first_administrator() {
    let database = Kind::Mariadb.server().database().await;
    of_several_servers_one_makes_the_first_administrator(&database.url).await;
    database.remove().await;
}
