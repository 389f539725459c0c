#!/bin/bash
# At the first start of the database: Temporal's own user, who makes its two databases and sees nothing of ours.
set -euo pipefail
psql --username "$POSTGRES_USER" --dbname postgres --set password="$TEMPORAL_POSTGRES_PASSWORD" <<'SQL'
create role temporal login createdb password :'password';
revoke connect on database congvan from public;
SQL
