#!/bin/bash
# A release on one host without an interruption: starts the programs of CONGVAN_VERSION (deploy/.env) beside those that run, then stops
# those. "docker compose up" would stop all of them first, and start the new ones when the database is migrated.
set -euo pipefail
cd "$(dirname "$0")"

say() { printf '\n── %s\n' "$1"; }
# Once, to its end.
finish() {
  docker compose up --detach --no-deps "$1"
  docker wait "$(docker compose ps --all --quiet "$1")" | grep -qx 0 || { docker compose logs "$1"; exit 1; }
}

say 'Images'
docker compose build
say 'Database'
finish migrate
if docker compose config --services | grep -qx former-worker; then
  say 'Workers of the former release'
  docker compose up --detach --no-deps --wait former-worker
fi
say 'Workers'
docker compose up --detach --no-deps --wait worker
say 'API'
former=$(docker compose ps --quiet api)
docker compose up --detach --no-deps --no-recreate --wait --scale api=$((2 * $(wc -w <<<"$former"))) api
# shellcheck disable=SC2086
docker stop $former && docker rm $former
say 'Rollout'
finish rollout
docker compose logs --no-log-prefix rollout
