#!/bin/bash
# Makes Temporal's two databases, or brings them to the version of this image. Doing it again changes nothing.
set -euo pipefail

export SQL_PLUGIN=postgres12_pgx
export SQL_HOST="$TEMPORAL_POSTGRES_HOST"
export SQL_PORT="${TEMPORAL_POSTGRES_PORT:-5432}"
export SQL_USER="${TEMPORAL_POSTGRES_USER:-temporal}"
export SQL_PASSWORD="$TEMPORAL_POSTGRES_PASSWORD"
export SQL_TLS="${TEMPORAL_POSTGRES_TLS:-false}"
if [ -n "${TEMPORAL_POSTGRES_CA_FILE:-}" ]; then export SQL_TLS_CA_FILE="$TEMPORAL_POSTGRES_CA_FILE"; fi

prepare() {
  export SQL_DATABASE="$1"
  # Fails where it exists; where it could not be made, the next line says so.
  temporal-sql-tool create-database --defaultdb postgres || true
  temporal-sql-tool setup-schema --version 0.0
  temporal-sql-tool update-schema --schema-name "$2"
}
prepare "${TEMPORAL_DATABASE:-temporal}" postgresql/v12/temporal

# Indexes of the lists: those that are used, or with TEMPORAL_LIST_INDEXES=all every one (docs/how-to/run-in-production.md).
lists="${TEMPORAL_VISIBILITY_DATABASE:-temporal_visibility}"
export PGHOST="$SQL_HOST" PGPORT="$SQL_PORT" PGUSER="$SQL_USER" PGPASSWORD="$SQL_PASSWORD" PGDATABASE="$lists"
if [ "$SQL_TLS" = true ]; then export PGSSLMODE=verify-full PGSSLROOTCERT="${SQL_TLS_CA_FILE:-system}"; fi
run() { psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --file "/etc/temporal/$1"; }
# A later version may change an index that was dropped.
prepare "$lists" postgresql/v12/visibility || { run all-indexes.sql; prepare "$lists" postgresql/v12/visibility; }
run "${TEMPORAL_LIST_INDEXES:-few}-indexes.sql"
