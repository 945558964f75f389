"""The example of ``firewall.toml``: every key with its default and what it is for."""

from __future__ import annotations

EXAMPLE = """\
# Everything an operator can tell the firewall. Each value here is the default: an empty file is the same.
# Paths are relative to this file. A key that is not listed here is an error.

[listen]
# Where requesters connect. Port 0 takes a free one.
host = "127.0.0.1"
port = 8080
# A certificate and its key, PEM. Without them the firewall speaks plain HTTP: fit for this machine only.
# tls_certificate = "tls/firewall.pem"
# tls_key = "tls/firewall.key"
# Who signs the certificates of requesters (mTLS), PEM. Without it, requesters can only show API keys.
# client_ca = "tls/partners-ca.pem"
# Whom these revoked, PEM: one list for each of them. Without a list in force, none of its certificates is believed.
# client_crl = "tls/partners-crl.pem"

[admin]
# Metrics, health and status for the city's own machines, never for requesters.
host = "127.0.0.1"
port = 8081
# The admin pages ask nobody for a password. True is only for where the network itself keeps strangers out.
allow_remote_admin_dangerous = false

[data]
# What the firewall writes: the audit log, cases, keys. One directory, on a local disk, and backed up.
directory = "data"

[record]
# A second place for each signed checkpoint, best on another machine's disk. With it, a record that was silently
# put back to an older state does not start (docs/keeping.md). Its folder must exist.
# witness = "/mnt/witness/firewall/checkpoint"
# The firewall stops taking requests before the disk is full: this many megabytes stay free.
reserve_mb = 64
# The record in PostgreSQL in place of a file of the data directory (docs/postgres.md): a role of a server, without its
# password, which stands on the first line of a file. To another machine only with TLS, and its certificate is checked.
# postgresql = "postgresql://firewall@db.city.example/firewall"
# password_file = "postgres-password"
# ca = "tls/database-ca.pem"

[retention]
# After how many days closed cases and ended legal process are deleted, and entries of the record may be moved to
# an archive (docs/keeping.md). Without them, everything is kept.
# cases_days = 1095
# log_days = 3650

[policies]
# What legal staff own. Changes are taken over while the firewall runs (docs/reloading.md).
directory = "policies"
# In its place, one file that people signed (docs/signed-policies.md), and who they are: see [policies.signers] below.
# bundle = "city.bundle"
# The first version of it that is taken.
# not_before_version = 1
# For how many hours at most an emergency may lie on a bundle.
# break_glass_hours = 24
# Seconds for which the files may differ from what is in force, because they have faults: then nobody is let in.
refuse_after_s = 600.0
# A draft that decides beside them, is never acted on and is only reported (`firewall policy shadow`,
# docs/mirror.md). At most 90 days from its first start; then it is dropped with a warning.
# draft = "policies-draft"
# draft_until = 2026-12-31

# How many people have to have signed the bundle, each of them another one.
# [policies.require]
# author = 1
# approver = 1

# Each of the people who sign has a table by a name of their own, as it stands in the file of the public key: here two
# of them. After the day `until` a key signs nothing new.
# [policies.signers.maria-gomez]
# key = "keys/maria-gomez.pub"
# roles = ["author"]
# until = 2027-12-31
# [policies.signers.jose-ruiz]
# key = "keys/jose-ruiz.pub"
# roles = ["approver"]

[detectors]
# Beside the firewall's own detectors, most of Presidio's recognizers run (docs/detection.md). More of them, by
# the names of their classes, and those that are not to run:
# presidio = ["DateRecognizer"]
# presidio_off = ["DePlzRecognizer"]
# Recognizers of the city's own, in Presidio's YAML format.
# recognizers = "recognizers.yaml"

[names]
# A spaCy model that finds names and places in free text, and the digest of its folder (`firewall names digest`).
# Without one, free text goes whole to nobody who may have no names (docs/detection.md).
# model = "models/en_core_web_sm-3.8.0"
# sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
# How long it may take over one answer; then the answer is uninspectable. And how many processes it runs in.
deadline_ms = 5000
workers = 1

[limits]
# Lower them freely. Above the default the firewall starts with a warning: it was tested up to there.
# The largest body after decoding, in bytes, and how many times larger than it came.
body_bytes = 8388608
ratio = 100
# How deep a body may nest, and how many fields it may have.
depth = 64
fields = 200000
# The characters of one text in it that could leave: beyond, the body is refused and nobody looks for what is in it.
# A record of people has some hundreds, a long file of notes 200,000; raise it for books, or for documents as base64.
text = 1048576
# Seconds for a request's head, for its body, for the service to answer, and for the whole exchange.
head_s = 5.0
body_s = 15.0
upstream_s = 10.0
whole_s = 30.0
# The bytes of all bodies held at one time, and the connections open at one time.
total_bytes = 268435456
connections = 1000

[spool]
# Where answers wait that are to leave as a whole (`stream: whole` in a service file): files without a name, encrypted
# under a key that is nowhere but in memory. Without it: data/spool.
# directory = "spool"
# How long one such answer may be as it comes, and what all may take on the disk, in bytes.
answer_bytes = 4294967296
total_bytes = 17179869184

[logs]
# Lines of JSON on standard error: codes, ids of the policy and counts, never a value (docs/watching.md).
# debug, info, warning or error.
level = "info"
# One line an exchange: its decision id, route, requester, outcome, rules and how long it took.
access = true
# A keyed digest of the address that the requester connected from, another one each day. Without it: nothing of it.
address_digest = false
# A file in place of standard error. It may be moved away at any time: the next line begins a new one.
# file = "firewall.jsonl"

[traces]
# An OpenTelemetry collector (OTLP over HTTP) that gets a share of the exchanges as spans. Needs the extra `otel`.
# endpoint = "http://127.0.0.1:4318/v1/traces"
# ca = "tls/collector-ca.pem"
sample = 0.01

[mirror]
# `firewall mirror` decides on copies of requests and answers nobody (docs/mirror.md). Where the copies arrive, and
# the directory of its own record, never the one of [data] (without it, `mirror` beside that).
host = "127.0.0.1"
port = 8082
# directory = "mirror"
# Whether it may ask the services once more, by GET and HEAD alone. Without, request and declared members decide.
ask = false

[processes]
# How many processes answer requests. Above 1 (Linux only, at most 16) one more keeps them and the record
# (docs/processes.md). Each takes its share of limits.total_bytes.
count = 1

[upstream_tls]
# Who signs the certificates of the city's services, PEM. Without it, the machine's own list is used.
# ca = "tls/services-ca.pem"

[client_cas]
# Who else signs certificates of requesters, by names of your own. A partner's file may demand one (`ca: county`).
# county = "tls/county-ca.pem"
# edge = "tls/edge-ca.pem"

[edge]
# The certificate of a balancer that ends TLS before the firewall and passes on the requester's in a header
# (docs/identity.md), and who must have signed it. From anybody else that header is ignored, and recorded.
# certificates = ["dns:balancer.city.example"]
# ca = "edge"

# Each issuer of signed tokens (JWT) has a table of its own, by a name of your own: here `county-login`. Its public
# keys come from keys_url, or from keys_file. Of keys_ca, the machine's own list is the default (docs/identity.md).
# [issuers.county-login]
# issuer = "https://login.county.example"
# audience = "https://firewall.city.example"
# algorithms = ["ES256"]
# keys_url = "https://login.county.example/jwks.json"
# keys_ca = "tls/county-ca.pem"
# certificate_bound = false
# leeway_s = 30
# longest_s = 3600
# refresh_s = 300.0
# keys_last_s = 21600.0
"""
