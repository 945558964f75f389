-- The tables of the record, and a role for the firewall that can read and add, and nothing else: it cannot change an
-- entry, take one out, or drop a table. The owner of the database runs this once, in a database made for it:
--
--   createdb --encoding UTF8 --template template0 firewall
--   psql --set role=firewall --file deploy/postgres/record.sql firewall
--
-- The role is made without a password; give it one with \password, or let pg_hba.conf say how it proves who it is.

\set ON_ERROR_STOP on

BEGIN;
CREATE SCHEMA IF NOT EXISTS record;
CREATE TABLE record.entries (
    idx bigint PRIMARY KEY, id text NOT NULL, at text COLLATE "C" NOT NULL,
    entry bytea NOT NULL, leaf bytea NOT NULL
);
CREATE INDEX entries_by_id ON record.entries (id);
CREATE INDEX entries_by_at ON record.entries (at);
CREATE TABLE record.frontiers (size bigint PRIMARY KEY, peaks bytea NOT NULL);
CREATE TABLE record.checkpoints (size bigint PRIMARY KEY, note bytea NOT NULL);
CREATE TABLE record.version (schema integer NOT NULL);
INSERT INTO record.version (schema) VALUES (1);

SELECT format('CREATE ROLE %I LOGIN', :'role')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
REVOKE ALL ON SCHEMA record FROM PUBLIC;
GRANT USAGE ON SCHEMA record TO :"role";
GRANT SELECT, INSERT ON record.entries, record.frontiers, record.checkpoints TO :"role";
GRANT SELECT ON record.version TO :"role";
COMMIT;
