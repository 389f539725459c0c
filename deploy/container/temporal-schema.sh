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
prepare "${TEMPORAL_VISIBILITY_DATABASE:-temporal_visibility}" postgresql/v12/visibility
