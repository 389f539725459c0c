#!/bin/bash
# Starts the service that is named, e.g. "history". Services find each other under their own address, so each says which is its.
set -euo pipefail

if [ "${1:-}" = health ]; then
  # Every service listens for the others of its ring; only the frontend for anybody else.
  for port in 6933 6934 6935 6939; do
    if (exec 3<>"/dev/tcp/$(hostname -i | cut -d' ' -f1)/$port") 2>/dev/null; then exit 0; fi
  done
  exit 1
fi

export TEMPORAL_BIND_ADDRESS="${TEMPORAL_BIND_ADDRESS:-0.0.0.0}"
export TEMPORAL_BROADCAST_ADDRESS="${TEMPORAL_BROADCAST_ADDRESS:-$(hostname -i | cut -d' ' -f1)}"
export TEMPORAL_METRICS_ADDRESS="${TEMPORAL_METRICS_ADDRESS:-0.0.0.0:9090}"
exec temporal-server --root / --config etc/temporal --env server --allow-no-auth start --service "$1"
