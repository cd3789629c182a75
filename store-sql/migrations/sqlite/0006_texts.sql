-- When calls began in whose text a word may occur: by its parts of three characters, as a table of FTS5. A row is a moment,
-- by its number as rowid, and what it is found by are the texts of all calls that began then. Neither they nor where in them
-- a part stands is kept: that is looked up in calls.
CREATE VIRTUAL TABLE call_texts USING fts5 (
    search, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1'
);

-- FTS5 reads a text up to its first NUL. So NUL is written as two characters here, and so is the first of these.
UPDATE calls SET search = (
    WITH RECURSIVE part (done, rest) AS (
        SELECT '', CAST(replace(search, char(1), char(1, 2)) AS BLOB)
        UNION ALL
        SELECT
            done || CAST(substr(rest, 1, instr(rest, x'00') - 1) AS TEXT) || char(1, 1),
            substr(rest, instr(rest, x'00') + 1)
        FROM part WHERE instr(rest, x'00') > 0
    )
    SELECT done || CAST(rest AS TEXT) FROM part WHERE instr(rest, x'00') = 0
)
WHERE instr(search, char(0)) > 0 OR instr(search, char(1)) > 0;

INSERT INTO call_texts (rowid, search)
SELECT started_at, group_concat(search, '') FROM calls GROUP BY started_at;
