-- For Temporal's database of lists, after its schema was set up: leaves the indexes that are used. Of the 55 that it comes with most are for
-- filters that nobody here asks for (our lists come from the read model), and each is written twice for every run of a workflow.
-- What is dropped is noted in congvan_dropped_index, from which all-indexes.sql makes it again. May be repeated, also while the server runs.
DO $$
DECLARE
  it record;
BEGIN
  -- several that start at once
  PERFORM pg_advisory_xact_lock(hashtext('congvan_dropped_index'));
  CREATE TABLE IF NOT EXISTS congvan_dropped_index (name text PRIMARY KEY, definition text NOT NULL);
  FOR it IN
    SELECT indexname, indexdef FROM pg_indexes
    WHERE schemaname = current_schema() AND tablename = 'executions_visibility' AND indexname NOT LIKE 'congvan_%'
      -- by run, in the order of every list (what is open comes first), by id
      AND indexname NOT IN ('executions_visibility_pkey', 'default_idx', 'by_workflow_id')
  LOOP
    INSERT INTO congvan_dropped_index VALUES (it.indexname, it.indexdef)
    ON CONFLICT (name) DO UPDATE SET definition = EXCLUDED.definition;
    EXECUTE format('DROP INDEX %I', it.indexname);
  END LOOP;

  -- Of what few workflows have, those alone: deployments, schedules and batches of Temporal's own, workers of a version, workflow tasks that
  -- fail (1.30 and later).
  FOR it IN
    SELECT attname,
      CASE atttypid WHEN 'jsonb'::regtype THEN 'GIN (namespace_id, %2$I jsonb_path_ops)' ELSE 'btree (namespace_id, %2$I)' END AS form
    FROM pg_attribute
    WHERE attrelid = 'executions_visibility'::regclass AND to_regclass('congvan_by_' || attname) IS NULL
      AND attname IN ('temporalnamespacedivision', 'temporalworkerdeploymentversion', 'buildids', 'temporalreportedproblems')
  LOOP
    EXECUTE format(
      'CREATE INDEX %1$I ON executions_visibility USING ' || it.form || ' WHERE %2$I IS NOT NULL',
      'congvan_by_' || it.attname, it.attname);
  END LOOP;
END
$$;
