//! By what a text is found: its parts of three characters.
//!
//! PostgreSQL has an index of `calls` by them, if the server has the extension for it; MariaDB nothing. SQLite has a table,
//! `call_texts`: when calls began in whose text a word may occur.
//!
//! A row is a moment, and what it is found by are the parts of three characters of the texts of all calls that began
//! then. So the moments of a word come in the order of lists, and a page of a frequent one is at hand as soon as it is
//! full. Nothing else is in the table, neither the texts nor ids; whether a call has the word is looked up in `calls`.

use std::collections::BTreeSet;

use callflow_core::Timestamp;
use callflow_core::store::{CallQuery, Sort, Stage};
use sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement};

use crate::connection::{Keep, Transaction};
use crate::dialect::Dialect;
use crate::schema::{calls, texts};

/// Characters of a part. Words that are shorter have none.
const PART: usize = 3;
/// The last parts of a word mostly leave hardly a call, as numbers and names differ at their ends. To look all calls of a
/// country through for its code takes longer.
const LAST_PARTS: usize = 4;
/// More parts of a text hardly leave fewer moments.
const MOST_PARTS: usize = 16;
/// Moments that a page is looked for in at first, and those that are looked at before another way is taken.
const FIRST: u64 = 256;
const MOST: u64 = 4096;
/// Moments that one statement writes, a power of two.
const MOST_WRITTEN: usize = 512;
const FOUND: &str = "found";

/// The first moments, in the order of a list, that have parts of a text.
#[derive(Clone, Debug)]
pub(crate) struct Moments {
    /// In the language of FTS5.
    parts: String,
    /// So many of them.
    most: u64,
    from: Option<i64>,
    /// The last moment.
    until: Option<i64>,
    order: Order,
}

/// Where the calls of a list with a text are looked for, one after the other until the answer is whole; nowhere if no
/// table has parts of the text, or if something leaves fewer calls: those that go on are few.
pub(crate) fn steps(dialect: Dialect, query: &CallQuery) -> Vec<Moments> {
    let last = parts(dialect, query, LAST_PARTS);
    if !dialect.has_table_of_texts() || last.is_empty() || query.stage == Some(Stage::Live) {
        return Vec::new();
    }
    let moments = |parts: &str, most| Moments {
        parts: parts.to_owned(),
        most,
        from: query.from.map(Timestamp::unix_micros),
        until: query.to.map(|to| to.unix_micros().saturating_sub(1)),
        order: match query.sort {
            Sort::OldestFirst => Order::Asc,
            _ => Order::Desc,
        },
    };
    let mut steps = vec![moments(&last, FIRST), moments(&last, MOST)];
    let all = parts(dialect, query, MOST_PARTS);
    if all != last {
        steps.push(moments(&all, MOST));
    }
    steps
}

/// Whether an index of `calls` may have parts of the text. It takes them from stretches of letters and digits.
pub(crate) fn has_indexed_part(dialect: Dialect, query: &CallQuery) -> bool {
    let has_part =
        |word: &str| word.split(|char: char| !char.is_alphanumeric()).any(|it| it.chars().count() >= PART);
    dialect.may_have_index_of_texts() && query.words().any(|word| has_part(&word))
}

/// How many indexes find a call by parts of its text: none where PostgreSQL has not got the extension for it.
pub(crate) fn indexes() -> SelectStatement {
    Query::select()
        .expr(Func::count(Expr::val(1)))
        .from("pg_index")
        .and_where(Expr::cust("indrelid = 'calls'::regclass AND indisvalid"))
        .and_where(Expr::cust("indexrelid IN (SELECT oid FROM pg_class WHERE relam = (SELECT oid FROM pg_am WHERE amname = 'gin'))"))
        .take()
}

impl Moments {
    /// Only those from the cursor of the question on.
    pub(crate) fn after_cursor(mut self, query: &CallQuery) -> Self {
        if let Some(at) = query.cursor.as_ref().map(|cursor| cursor.at().unix_micros()) {
            match self.order {
                Order::Asc => self.from = Some(self.from.map_or(at, |from| Ord::max(from, at))),
                _ => self.until = Some(self.until.map_or(at, |until| Ord::min(until, at))),
            }
        }
        self
    }

    pub(crate) fn most(&self) -> u64 {
        self.most
    }

    pub(crate) fn select(&self) -> SelectStatement {
        self.first(self.most)
    }

    /// How many there are, counted up to one that is too many.
    pub(crate) fn count(&self) -> SelectStatement {
        let mut select = Query::select();
        select.expr(Func::count(Expr::val(1))).from_subquery(self.first(self.most + 1), FOUND).take()
    }

    fn first(&self, most: u64) -> SelectStatement {
        let moment = || Expr::col(texts::ROWID);
        let mut select = Query::select();
        select.expr_as(moment(), texts::MOMENT).from(texts::TABLE).limit(most);
        select.and_where(Expr::cust_with_values("call_texts MATCH ?", [self.parts.as_str()]));
        if let Some(from) = self.from {
            select.and_where(moment().gte(from));
        }
        if let Some(until) = self.until {
            select.and_where(moment().lte(until));
        }
        select.order_by(texts::ROWID, self.order.clone()).take()
    }
}

/// Writes anew what is there of these moments, once the calls that began then are what they are to be.
pub(crate) async fn renew(
    transaction: &mut Transaction,
    dialect: Dialect,
    moments: &BTreeSet<i64>,
) -> Result<(), sqlx::Error> {
    if !dialect.has_table_of_texts() {
        return Ok(());
    }
    let moments: Vec<i64> = moments.iter().copied().collect();
    for moments in moments.chunks(MOST_WRITTEN) {
        // Numbers of them that are powers of two, the last one repeated, so that few statements are prepared.
        let padded = moments.len().next_power_of_two();
        let last = moments.last().copied().unwrap_or_default();
        let moments: Vec<i64> = moments.iter().copied().chain(std::iter::repeat(last)).take(padded).collect();
        let delete = Query::delete()
            .from_table(texts::TABLE)
            .and_where(Expr::col(texts::ROWID).is_in(moments.iter().copied()))
            .take();
        let (sql, values) = dialect.delete(&delete);
        transaction.execute(&sql, values.0, Keep::Prepared).await?;
        let together = Func::cust("group_concat").arg(Expr::col(calls::SEARCH)).arg("");
        let of_calls = Query::select()
            .column(calls::STARTED_AT)
            .expr(together)
            .from(calls::TABLE)
            .and_where(Expr::col(calls::STARTED_AT).is_in(moments))
            .group_by_col(calls::STARTED_AT)
            .take();
        let mut insert = Query::insert();
        insert.into_table(texts::TABLE).columns([texts::ROWID, texts::SEARCH]);
        // It is refused only if the two have another number of columns.
        let _ = insert.select_from(of_calls);
        let (sql, values) = dialect.insert(&insert);
        transaction.execute(&sql, values.0, Keep::Prepared).await?;
    }
    Ok(())
}

/// The last `most` parts of each word, as far as the text has no more than are worth while; in the language of FTS5.
fn parts(dialect: Dialect, query: &CallQuery, most: usize) -> String {
    let mut parts: Vec<String> = Vec::new();
    for word in query.words() {
        let chars: Vec<char> = dialect.search(word).chars().collect();
        for part in chars.windows(PART).rev().take(most) {
            let part = format!("\"{}\"", String::from_iter(part).replace('"', "\"\""));
            if !parts.contains(&part) && parts.len() < MOST_PARTS {
                parts.push(part);
            }
        }
    }
    parts.join(" AND ")
}

#[cfg(test)]
mod tests {
    use callflow_core::store::Cursor;

    use super::*;

    fn of(text: &str, most: usize) -> String {
        let mut query = CallQuery::default();
        query.text = Some(text.into());
        parts(Dialect::Sqlite, &query, most)
    }

    #[test]
    fn parts_are_the_last_ones_of_each_word_and_quoted() {
        assert_eq!(of("anna zoë", MOST_PARTS), r#""nna" AND "ann" AND "zoë""#);
        assert_eq!(of("+12025550143", 2), r#""143" AND "014""#);
        assert_eq!(of("åäö電", 1), r#""äö電""#);
        assert_eq!(of(r#"a"" ' x*y"#, 9), r#""a""""" AND "x*y""#);
        assert_eq!(of("aaaaa", 9), r#""aaa""#);
        assert_eq!(of("a\0b", 9), "\"\u{1}\u{1}b\" AND \"a\u{1}\u{1}\"");
    }

    #[test]
    fn short_words_have_none_and_long_ones_not_too_many() {
        assert_eq!(of("an n éè", 9), "");
        assert_eq!(of(&"0123456789abcdef".repeat(9), 99).split(" AND ").count(), MOST_PARTS);
    }

    #[test]
    fn a_cursor_leaves_what_comes_after_it() {
        let at = |micros| Timestamp::from_unix_micros(micros);
        let mut query = CallQuery::default();
        (query.text, query.from, query.to) = (Some("ann".into()), Some(at(10)), Some(at(20)));
        query.cursor = Some(Cursor::new(at(15), "c"));
        for (sort, want) in [(Sort::NewestFirst, (10, 15)), (Sort::OldestFirst, (15, 19))] {
            query.sort = sort;
            for step in steps(Dialect::Sqlite, &query) {
                assert_eq!((step.from, step.until), (Some(10), Some(19)));
                let step = step.after_cursor(&query);
                assert_eq!((step.from, step.until), (Some(want.0), Some(want.1)));
            }
        }
    }
}
