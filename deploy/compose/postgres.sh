#!/bin/sh
# Runs once, when the database of docker-compose.yml is made: the tables of the record, and the role that can read and add.
set -eu
socket=${SOCKET:-/run/postgresql}
psql -X -q -h "$socket" -U "$POSTGRES_USER" --set role=firewall --file "${RECORD:-/etc/firewall/record.sql}" "$POSTGRES_DB"
# psql reads the password itself: on a command line others could see it.
psql -X -q -h "$socket" -U "$POSTGRES_USER" --set ON_ERROR_STOP=1 "$POSTGRES_DB" <<'SQL'
\set password `cat /run/secrets/postgres-firewall`
ALTER ROLE firewall PASSWORD :'password';
SQL
