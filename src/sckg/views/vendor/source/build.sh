#!/usr/bin/env bash
# Rebuilds the browser libraries beside this folder from package-lock.json. Needs Node 20 or newer, npm and a registry;
# users of sckg need none of them.
#   build.sh           writes the libraries into the folder above
#   build.sh --check   compares them with what is there; 1 where they differ
set -euo pipefail

source=$(cd "$(dirname "$0")" && pwd)
target=$(dirname "$source")
case "${1-}" in
  "" | --check) ;;
  *) echo "usage: build.sh [--check]" >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$source"/*.js "$source"/*.mjs "$source"/package.json "$source"/package-lock.json "$source"/.npmrc "$work"
cd "$work"
npm ci --silent
node build.mjs out

if [ "${1-}" = --check ]; then
  diff -rq --exclude=source --exclude='__init__.py' --exclude=__pycache__ out "$target"
  echo "the libraries are what the lock file says"
else
  cp out/* "$target"
fi
