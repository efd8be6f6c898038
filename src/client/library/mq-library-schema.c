/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The layout of the library's database. Changes to it are appended; a released one never changes.
 */
#include "client/library/mq-library-rows.h"

const char *const mq_library_migrations[] = {
  /* updated: time of the last version or message. removed: time when it was moved to the trash.
   * purged: its files are being deleted. document: its row in `found`, NULL if that has to be
   * (re)built. recorded: its folder has the record of a run. failed: its last run failed. */
  "CREATE TABLE session ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  title TEXT NOT NULL,"
  "  prompt TEXT NOT NULL,"
  "  base TEXT,"
  "  created INTEGER NOT NULL,"
  "  updated INTEGER NOT NULL DEFAULT 0,"
  "  removed INTEGER,"
  "  purged INTEGER NOT NULL DEFAULT 0,"
  "  document INTEGER,"
  "  recorded INTEGER NOT NULL DEFAULT 0,"
  "  failed INTEGER NOT NULL DEFAULT 0"
  ") STRICT;"
  "CREATE INDEX session_created ON session (created);"
  "CREATE INDEX session_updated ON session (updated);"
  "CREATE INDEX session_removed ON session (removed) WHERE removed IS NOT NULL;"
  "CREATE INDEX session_document ON session (document);"
  "CREATE TABLE version ("
  "  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,"
  "  number INTEGER NOT NULL CHECK (number > 0),"
  "  parent INTEGER NOT NULL CHECK (parent < number),"
  "  summary TEXT NOT NULL,"
  "  instruction TEXT NOT NULL,"
  "  pictures INTEGER NOT NULL,"
  "  created INTEGER NOT NULL,"
  "  UNIQUE (session, number)"
  ") STRICT;"
  /* Messages that no service has received yet. */
  "CREATE TABLE unsent ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,"
  "  data TEXT NOT NULL"
  ") STRICT;"
  "CREATE VIRTUAL TABLE found USING fts5 (title, said, code, tokenize = 'ascii', detail = "
  "'column')",

  /* favorite: the user wants it at the top. */
  "ALTER TABLE session ADD COLUMN favorite INTEGER NOT NULL DEFAULT 0",

  /* Sessions that are kept at a shared service, too. place: the service and the account. revision
   * and title: those there, as far as this library has seen. changed: counts the changes here,
   * sent: of these, how many are there. */
  "CREATE TABLE kept ("
  "  place TEXT NOT NULL,"
  "  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,"
  "  revision INTEGER NOT NULL DEFAULT 0,"
  "  title TEXT NOT NULL DEFAULT '',"
  "  changed INTEGER NOT NULL DEFAULT 1,"
  "  sent INTEGER NOT NULL DEFAULT 0,"
  "  UNIQUE (place, session)"
  ") STRICT;"
  "CREATE INDEX kept_session ON kept (session);"
  "CREATE TRIGGER session_changed AFTER UPDATE OF updated ON session BEGIN "
  "UPDATE kept SET changed = changed + 1 WHERE session = new.id; END",
  NULL,
};
