#!/usr/bin/env bash
# Les essais en navigateur. Sans Chromium, sans Node ou sans les paquets npm, le dit et s'arrête là ; avec eux, un essai manqué est un échec.
# Usage : tests/navigateur/lancer.sh BINAIRE
set -euo pipefail
binary=$(realpath "${1:?donner le chemin de clausier}")
cd "$(dirname "$0")"

for chromium in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
  [ -n "$chromium" ] && [ -x "$chromium" ] && break
  chromium=
done
if [ -z "$chromium" ]; then echo "Chromium absent : essais en navigateur passés."; exit 0; fi
if ! command -v node >/dev/null 2>&1; then echo "Node absent : essais en navigateur passés."; exit 0; fi
if [ ! -d node_modules/playwright-core ] || [ ! -d node_modules/axe-core ]; then
  npm ci --no-audit --no-fund --silent || { echo "Paquets npm absents : essais en navigateur passés."; exit 0; }
fi

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
"$binary" catalogue --date 2026-11-24 --sortie "$out/site"
"$binary" portefeuille ../portefeuille/decp-2022.json ../portefeuille/consolides.json ../../exemples --politique dijon-2024-2027 \
  --saisies ../portefeuille/saisies.toml --sortie "$out/tableau.html" >/dev/null
CHROMIUM="$chromium" CATALOGUE="$out/site" TABLEAU="$out/tableau.html" CLAUSIER="$binary" node --test --test-reporter=spec
