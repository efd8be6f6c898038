/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the journal, and how they came to be, for SQLite and PostgreSQL (mq-postgres.h says
 * what differs). A layout that was released is never changed: a new one is added. */
#include "service/store/mq-journal-private.h"

/* clang-format off */
const char *const mq_journal_layout[] = {
  "CREATE TABLE run ("
  "  id TEXT PRIMARY KEY,"
  "  time INTEGER NOT NULL,"
  "  team TEXT NOT NULL,"
  "  mode TEXT NOT NULL,"
  "  prompt TEXT NOT NULL,"
  "  request TEXT NOT NULL,"
  "  session TEXT NOT NULL DEFAULT '',"
  "  recorded INTEGER NOT NULL DEFAULT 0) STRICT;"
  "CREATE INDEX run_open ON run (time) WHERE session <> '' AND recorded = 0;"
  /* A node may add a row while another one deletes the run. */
  "CREATE TABLE log ("
  "  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
  "  seq INTEGER NOT NULL,"
  "  kind INTEGER NOT NULL,"
  "  key INTEGER NOT NULL,"
  "  time INTEGER NOT NULL,"
  "  type TEXT NOT NULL,"
  "  body TEXT NOT NULL,"
  "  PRIMARY KEY (run, seq)) STRICT;"
  /* The same event, result or answer twice means that a second service works on the run. A query
   * uses it only when it says `key > 0`. */
  "CREATE UNIQUE INDEX log_key ON log (run, kind, key) WHERE key > 0;"
  "CREATE INDEX log_version ON log (run) WHERE kind = 1 AND type = 'version';"
  "CREATE TABLE picture ("
  "  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
  "  instruction INTEGER NOT NULL,"
  "  number INTEGER NOT NULL,"
  "  data BLOB NOT NULL,"
  "  PRIMARY KEY (run, instruction, number)) STRICT;",

  /* Accounts of a shared service. `paid` is the day whose quota the run has used. */
  "ALTER TABLE run ADD COLUMN owner TEXT NOT NULL DEFAULT '';"
  "ALTER TABLE run ADD COLUMN paid INTEGER NOT NULL DEFAULT 0;"
  "CREATE INDEX run_owner ON run (owner, time);"
  "CREATE TABLE account ("
  "  id TEXT PRIMARY KEY,"
  "  name TEXT NOT NULL,"
  "  created INTEGER NOT NULL,"
  "  seen INTEGER NOT NULL) STRICT;"
  "CREATE TABLE acceptance ("
  "  account TEXT NOT NULL,"
  "  version TEXT NOT NULL,"
  "  time INTEGER NOT NULL,"
  "  PRIMARY KEY (account, version)) STRICT;"
  "CREATE TABLE use ("
  "  account TEXT NOT NULL,"
  "  day INTEGER NOT NULL,"
  "  runs INTEGER NOT NULL CHECK (runs >= 0),"
  "  PRIMARY KEY (account, day)) STRICT;",

  /* Services that share a database. `node` has the run, and `lead` is its leading client, for the
   * lists of the other nodes. */
  "ALTER TABLE run ADD COLUMN node TEXT NOT NULL DEFAULT '';"
  "ALTER TABLE run ADD COLUMN lead TEXT NOT NULL DEFAULT '';"
  "CREATE INDEX run_node ON run (node) WHERE node <> '';"
  "CREATE TABLE node ("
  "  id TEXT PRIMARY KEY,"
  "  url TEXT NOT NULL,"
  "  until INTEGER NOT NULL) STRICT;"
  "CREATE TABLE client ("
  "  owner TEXT NOT NULL,"
  "  id TEXT NOT NULL,"
  "  node TEXT NOT NULL,"
  "  PRIMARY KEY (owner, id, node)) STRICT;",

  /* Sessions that accounts keep here. The file is the last column, so that lists do not read it. */
  "CREATE TABLE session ("
  "  owner TEXT NOT NULL,"
  "  id TEXT NOT NULL,"
  "  title TEXT NOT NULL,"
  "  versions INTEGER NOT NULL,"
  "  revision INTEGER NOT NULL,"
  "  time INTEGER NOT NULL,"
  "  bytes INTEGER NOT NULL,"
  "  data BLOB NOT NULL,"
  "  PRIMARY KEY (owner, id)) STRICT;",

  /* A quota that the administrator gave to an account (-1: no limit), and what models cost it in a
   * month (12 * year + month of the year, from 0), in millionths of a US dollar. */
  "CREATE TABLE account_quota ("
  "  account TEXT PRIMARY KEY,"
  "  runs INTEGER NOT NULL) STRICT;"
  "CREATE TABLE account_cost ("
  "  account TEXT NOT NULL,"
  "  month INTEGER NOT NULL,"
  "  cost INTEGER NOT NULL,"
  "  PRIMARY KEY (account, month)) STRICT;",

  /* Accounts that the administrator has blocked, and those that the services are to delete. */
  "CREATE TABLE account_block ("
  "  account TEXT PRIMARY KEY,"
  "  time INTEGER NOT NULL) STRICT;"
  "CREATE TABLE account_deletion ("
  "  account TEXT PRIMARY KEY,"
  "  time INTEGER NOT NULL) STRICT;",

  /* Tokens for machines: hashes of them, the first digits of which are the id. */
  "CREATE TABLE account_token ("
  "  id TEXT PRIMARY KEY,"
  "  hash TEXT NOT NULL,"
  "  account TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  created INTEGER NOT NULL,"
  "  expires INTEGER NOT NULL,"
  "  revoked INTEGER NOT NULL DEFAULT 0) STRICT;",
  NULL,
};
/* clang-format on */
