-- Texts are found by an index of their parts, where the server has the extension pg_trgm and this user may make it. Where not,
-- they are looked for in the table, as before; docs/databases.md says how the index is made later.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
        -- Not in the schema of these tables, with which it would go.
        CREATE EXTENSION pg_trgm SCHEMA public;
    END IF;
    EXECUTE format(
        'CREATE INDEX calls_search ON calls USING gin (search %I.gin_trgm_ops) WITH (gin_pending_list_limit = 1024)',
        (SELECT nspname FROM pg_namespace JOIN pg_extension ON extnamespace = pg_namespace.oid WHERE extname = 'pg_trgm')
    );
EXCEPTION
    -- Not installed, or not allowed.
    WHEN undefined_file OR feature_not_supported OR insufficient_privilege OR invalid_schema_name THEN
        RAISE NOTICE 'no index of texts: %', SQLERRM;
END $$;
