#!/usr/bin/env bash
# Des demandes au hasard à l'interface JSON, d'après sa description : jamais d'erreur du serveur, toujours la forme annoncée.
# Sans schemathesis, le dit et s'arrête là. Usage : tests/interface/au-hasard.sh BINAIRE
set -euo pipefail
binary=$(realpath "${1:?donner le chemin de clausier}")
cd "$(dirname "$0")"
if ! command -v schemathesis >/dev/null 2>&1; then echo "schemathesis absent : essais au hasard passés."; exit 0; fi

said=$(mktemp)
"$binary" servir --adresse 127.0.0.1:0 >"$said" 2>/dev/null &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -f "$said"' EXIT
for _ in $(seq 100); do grep -q 'http://' "$said" && break; sleep 0.1; done
address=$(grep -o 'http://[^/]*' "$said")

SCHEMATHESIS_HOOKS=serialiseurs schemathesis run "$address/api/openapi.json" --max-examples 100 --seed 1 --no-color \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,negative_data_rejection
curl -fsS "$address/sante" >/dev/null && echo "Le serveur répond encore."
