//! The same of a million calls, because database servers know what is in their tables, and SQLite does once it was told to
//! look.

use std::path::Path;

use callflow_core::CallId;
use callflow_core::store::{CallQuery, Entity, HistoryQuery, Period, Purge, Scope, StatisticsQuery};
use sea_query::SelectStatement;
use sqlx::{Connection as _, Executor as _, SqliteConnection};

use self::server::Kind;
use super::{
    BESIDES, FILTERS, STATISTICS, after, assert_by_text, assert_in_order, assert_indexed, day,
    text_questions, with_text,
};
use crate::connection::Connections;
use crate::dialect::Dialect;
use crate::open;
use crate::options::Options;
use crate::queries::{device_events, intervals, list, recordings, records, statistics};
use crate::row::Row;

#[path = "../../../tests/it/server.rs"]
#[allow(dead_code, reason = "the other tests ask for more of it")]
mod server;

/// 230 days of calls, one each 20 seconds, the last hundred of which go on; half of them went through a queue.
const FILL: &str = "
    INSERT INTO calls (id, started_at, version, tenant, pbx, live, merged, ended, answered_at, ended_at, direction,
        disposition, state, answered, ring_ms, wait_ms, talk_ms, hold_ms, duration_ms, caller_number, caller_name, dialled,
        did, answered_by, queue, hangup_cause, facets, search)
    SELECT 'c' || (10000000 + n), 1795132800000000 + n * 20000000, 1,
        CASE WHEN n % 20 = 0 THEN 'acme' ELSE 'default' END, CASE WHEN n % 10 = 0 THEN 'ams' ELSE 'default' END,
        CASE WHEN n > 999900 THEN 1 ELSE 0 END, CASE WHEN n % 50 = 1 THEN 1 ELSE 0 END,
        CASE WHEN n > 999900 THEN 0 ELSE 1 END, NULL,
        CASE WHEN n > 999900 THEN NULL ELSE 1795132800000000 + n * 20000000 + 60000000 END,
        CASE n % 10 WHEN 0 THEN 'internal' WHEN 1 THEN 'outbound' WHEN 2 THEN 'outbound' ELSE 'inbound' END,
        CASE WHEN n > 999900 THEN NULL WHEN n % 7 < 4 THEN 'answered' WHEN n % 100 = 6 THEN 'busy' ELSE 'no_answer' END,
        'ended', 0, 0, 0, 0, 0, 60000, '+1202555' || (n % 40000), 'Ann Example ' || (n % 5000), '+15125550101', '+15125550101',
        '' || (100 + n % 200), 'sales', 16,
        'n+1202555' || (n % 40000) || '\nn+15125550101\nn' || (100 + n % 200) || '\na' || (100 + n % 200) || '\nqsales\n',
        '+1202555' || (n % 40000) || '\n+15125550101\n' || (100 + n % 200) || '\nann example' || (n % 5000) || '\nbob example\n'
    FROM numbers;
    INSERT INTO call_records (call_id, TIME_COLUMN record)
    SELECT 'c' || (10000000 + n), TIME_VALUE '{\"a record\": \"is longer than a row of calls, and this is not\"}' FROM numbers;
    INSERT INTO call_facets (kind, value, started_at, call_id, merged)
    SELECT 'n', '+1202555' || (n % 40000), 1795132800000000 + n * 20000000, 'c' || (10000000 + n),
        CASE WHEN n % 50 = 1 THEN 1 ELSE 0 END
    FROM numbers;
    INSERT INTO call_facets (kind, value, started_at, call_id, merged)
    SELECT 'a', '' || (100 + n % 200), 1795132800000000 + n * 20000000, 'c' || (10000000 + n),
        CASE WHEN n % 50 = 1 THEN 1 ELSE 0 END
    FROM numbers;
    INSERT INTO call_facets (kind, value, started_at, call_id, merged)
    SELECT 'n', '' || (100 + n % 200), 1795132800000000 + n * 20000000, 'c' || (10000000 + n),
        CASE WHEN n % 50 = 1 THEN 1 ELSE 0 END
    FROM numbers;
    INSERT INTO call_facets (kind, value, started_at, call_id, merged)
    SELECT 'q', CASE n % 8 WHEN 0 THEN 'sales' WHEN 2 THEN 'support' ELSE 'desk' END,
        1795132800000000 + n * 20000000, 'c' || (10000000 + n), CASE WHEN n % 50 = 1 THEN 1 ELSE 0 END
    FROM numbers WHERE n % 2 = 0;
    INSERT INTO agent_intervals (from_at, order_id, pbx, tenant, agent, state, to_at, record)
    SELECT 1795132800000000 + n * 20000000, 'default/' || (100 + n % 200), CASE WHEN n % 200 = 0 THEN 'ams' ELSE 'default' END,
        CASE WHEN n % 300 = 0 THEN 'acme' ELSE 'default' END, '' || (100 + n % 200),
        'available', 1795132800000000 + n * 20000000 + 1, '{}'
    FROM numbers WHERE n % 10 = 0;
    INSERT INTO device_events (happened_at, id, pbx, extension, tenant, status, registered, record)
    SELECT 1795132800000000 + n * 20000000, 'e' || n, CASE WHEN n % 200 = 0 THEN 'ams' ELSE 'default' END,
        '' || (100 + n % 200), CASE WHEN n % 300 = 0 THEN 'acme' ELSE 'default' END, 'online', 1, '{}'
    FROM numbers WHERE n % 10 = 0;
    INSERT INTO call_recordings (call_id, n, order_id, pbx, tenant, from_at, record)
    SELECT 'c' || (10000000 + n), 0, 'c' || (10000000 + n) || '/000000', CASE WHEN n % 200 = 0 THEN 'ams' ELSE 'default' END,
        CASE WHEN n % 300 = 0 THEN 'acme' ELSE 'default' END,
        1795132800000000 + n * 20000000, '{}'
    FROM numbers WHERE n % 10 = 0;
    INSERT INTO call_statistics
    SELECT 3600, 1795132800000000 + n * 3600000000, 'default', 'default', 'inbound', 180, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM numbers WHERE n <= 5500;
";

/// Filters that leave a part of the calls.
const FEW: [&str; 5] = ["time", "disposition", "number", "caller", "agent"];

const TABLES: [&str; 6] =
    ["calls", "call_records", "call_facets", "agent_intervals", "device_events", "call_recordings"];

/// What fills a database.
fn fill(dialect: Dialect) -> String {
    let (numbers, time, value) = match dialect {
        Dialect::Sqlite => (
            "(WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 1000000)
            SELECT n FROM counted) AS numbers",
            "",
            "",
        ),
        Dialect::Postgres => (
            "generate_series(1::bigint, 1000000) AS numbers (n)",
            "started_at,",
            "1795132800000000 + n * 20000000,",
        ),
        Dialect::Mysql => ("(SELECT seq AS n FROM seq_1_to_1000000) AS numbers", "", ""),
    };
    let fill = FILL.replace("FROM numbers", &format!("FROM {numbers}"));
    fill.replace("TIME_COLUMN", time).replace("TIME_VALUE", value)
}

struct Filled {
    dialect: Dialect,
    connections: Connections,
}

impl Filled {
    async fn open(url: &str) -> Self {
        let (dialect, connections) = open::open(url, &Options::default()).await.unwrap();
        Self { dialect, connections }
    }

    /// One line for each step of the plan.
    async fn plan(&self, select: &SelectStatement) -> Vec<String> {
        let (sql, values) = self.dialect.select(select);
        let explain = if self.dialect == Dialect::Sqlite { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
        let rows = self.connections.fetch(&format!("{explain} {sql}"), values.0).await.unwrap();
        rows.iter().map(|row| self.step(row)).collect()
    }

    fn step(&self, row: &Row) -> String {
        match self.dialect {
            // Table, type, key, rows, extra.
            Dialect::Mysql => {
                let column = |at: usize| row.text_or_null(at).unwrap().unwrap_or("-".into()).into_owned();
                let rows = row.number_or_null(8_usize).unwrap().unwrap_or(0);
                format!("{} {} {} {rows} {}", column(2), column(3), column(5), column(9))
            }
            Dialect::Postgres => row.text(0).unwrap().into_owned(),
            Dialect::Sqlite => row.text("detail").unwrap().into_owned(),
        }
    }

    /// No table that grows is walked through from one end to the other, and nothing but a page is sorted.
    async fn check(&self, name: &str, select: &SelectStatement) {
        let plan = self.plan(select).await;
        let (sql, _) = self.dialect.select(select);
        let scans = |step: &String| match self.dialect {
            Dialect::Mysql => {
                let (table, rest) = step.split_once(' ').unwrap();
                let whole = rest.starts_with("ALL") || rest.starts_with("index ");
                // What is counted is put together by a sort.
                let sorted = rest.contains("filesort") && !sql.contains("GROUP BY");
                // The page itself is a table too.
                (whole || sorted) && table != "p" && !table.starts_with('<')
            }
            Dialect::Postgres => step.contains("Seq Scan on"),
            Dialect::Sqlite => {
                assert_indexed(name, &plan);
                assert_in_order(name, &plan);
                false
            }
        };
        assert!(!plan.iter().any(scans), "{name}: {plan:#?}\n{sql}");
    }

    async fn check_all(&self) {
        let dialect = self.dialect;
        self.check_lists().await;
        self.check_texts().await;
        self.check("one call", &records::of(dialect, &CallId::new("c10500000"))).await;
        for period in [Period::Hour, Period::Day] {
            for filter in STATISTICS {
                let mut query = StatisticsQuery::new(after(day(100)), after(day(130)), period);
                filter(&mut query);
                for select in statistics::questions(dialect, &query) {
                    self.check("statistics", &select).await;
                }
            }
        }
        self.check_histories().await;
        for entity in Entity::ALL {
            let purge = Purge::new(entity, day(10));
            self.check(entity.as_str(), &crate::purge::oldest_of(dialect, &purge)).await;
        }
    }

    async fn check_lists(&self) {
        let dialect = self.dialect;
        for (one, set_one) in FILTERS {
            for (other, set_other) in FILTERS.iter().chain(BESIDES) {
                let mut query = CallQuery::default();
                set_one(&mut query);
                set_other(&mut query);
                self.check(&format!("{one} {other}"), &list::page(dialect, &query)).await;
                // To count most calls of all, one table or index is as good as another.
                if [one, other].iter().any(|name| FEW.contains(name)) {
                    self.check(&format!("total of {one} {other}"), &list::total(dialect, &query)).await;
                }
            }
        }
        for scope in [Scope::default(), Scope::of_pbx("ams"), Scope::of_tenant("acme")] {
            self.check("live calls", &list::live(dialect, &scope)).await;
        }
    }

    async fn check_texts(&self) {
        let dialect = self.dialect;
        let mut within_a_day = with_text("ann");
        (within_a_day.from, within_a_day.to) = (Some(day(100)), Some(day(101)));
        self.check("text within a day", &list::page(dialect, &within_a_day)).await;
        self.check("total of a text within a day", &list::total(dialect, &within_a_day)).await;
        match dialect {
            // It has no index of texts.
            Dialect::Mysql => {}
            Dialect::Postgres => {
                for (text, index) in [("20255539999", "calls_search"), ("example", "calls_started")] {
                    let page = self.plan(&list::page(dialect, &with_text(text))).await;
                    assert!(page.iter().any(|step| step.contains(index)), "{text}: {page:#?}");
                }
                self.check("total of a text", &list::total(dialect, &with_text("20255539999"))).await;
            }
            Dialect::Sqlite => {
                for (name, select) in text_questions() {
                    assert_by_text(&name, &self.plan(&select).await);
                }
            }
        }
    }

    async fn check_histories(&self) {
        let histories = [intervals::HISTORY, device_events::HISTORY, recordings::HISTORY];
        let filters: [fn(&mut HistoryQuery); 4] = [
            |q| q.of = Some("101".into()),
            |q| q.scope = Scope::of_pbx("ams"),
            |q| q.scope = Scope::of_tenant("acme"),
            |q| (q.from, q.to) = (Some(day(100)), Some(day(101))),
        ];
        for history in histories {
            // The recordings of one call are few, and sorted.
            let filters = filters.iter().skip(usize::from(history.table == recordings::HISTORY.table));
            for filter in filters {
                let mut query = HistoryQuery::default();
                filter(&mut query);
                self.check(history.table, &history.page(self.dialect, &query)).await;
            }
        }
    }
}

async fn check_server(kind: Kind) {
    let database = kind.server().database().await;
    let filled = Filled::open(&database.url).await;
    database.execute(&fill(filled.dialect)).await;
    for table in TABLES {
        let analyze = match kind {
            Kind::Postgres => "VACUUM ANALYZE",
            Kind::Mariadb => "ANALYZE TABLE",
        };
        database.execute(&format!("{analyze} {table}")).await;
    }
    filled.check_all().await;
    database.remove().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL, which tests/databases/install installs"]
async fn postgres_finds_every_answer_by_an_index() {
    check_server(Kind::Postgres).await;
}

#[tokio::test]
#[ignore = "needs MariaDB, which tests/databases/install installs"]
async fn mariadb_finds_every_answer_by_an_index() {
    check_server(Kind::Mariadb).await;
}

async fn in_file(file: &Path, sql: &str) {
    let url = format!("sqlite:{}", file.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    // Nobody misses it if it breaks.
    connection
        .execute("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -400000")
        .await
        .unwrap();
    connection.execute(sql).await.unwrap();
    connection.close().await.unwrap();
}

/// Without statistics, as in a database that grew while the server ran, and with them.
#[tokio::test]
#[ignore = "fills a file with a million calls, which takes half a minute"]
async fn sqlite_finds_every_answer_by_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("calls.db");
    let url = format!("sqlite:{}", file.display());
    drop(Filled::open(&url).await);
    in_file(&file, &fill(Dialect::Sqlite)).await;
    Filled::open(&url).await.check_all().await;
    in_file(&file, "ANALYZE").await;
    Filled::open(&url).await.check_all().await;
}
