-- Undoes few-indexes.sql: makes again what was dropped, as it was. On a large table that takes minutes, in which nothing is written to it.
DO $$
DECLARE
  it record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('congvan_dropped_index'));
  IF to_regclass('congvan_dropped_index') IS NULL THEN
    RETURN;
  END IF;
  FOR it IN SELECT definition FROM congvan_dropped_index WHERE to_regclass(quote_ident(name)) IS NULL LOOP
    BEGIN
      EXECUTE it.definition;
    EXCEPTION WHEN undefined_column THEN
      NULL; -- of a later version, which has it no more
    END;
  END LOOP;
  FOR it IN
    SELECT indexname FROM pg_indexes
    WHERE schemaname = current_schema() AND tablename = 'executions_visibility' AND indexname LIKE 'congvan_%'
  LOOP
    EXECUTE format('DROP INDEX %I', it.indexname);
  END LOOP;
  DROP TABLE congvan_dropped_index;
END
$$;
