/* The migrations of the library's database. New ones are appended; a released one never changes. */
#include "client/library/mq-library-rows.h"

const char *const mq_library_migrations[] = {
  "CREATE TABLE session ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  title TEXT NOT NULL,"
  "  prompt TEXT NOT NULL,"
  "  base TEXT,"
  "  created INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX session_created ON session (created);"
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
  "CREATE TABLE message ("
  "  id INTEGER PRIMARY KEY,"
  "  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,"
  "  role TEXT NOT NULL,"
  "  text TEXT NOT NULL,"
  "  created INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX message_session ON message (session, id);"
  "CREATE TABLE run ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,"
  "  last_event INTEGER NOT NULL,"
  "  ended INTEGER NOT NULL,"
  "  created INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX run_session ON run (session, created)",

  /* updated: time of the last version or message. removed: time when it was moved to the trash.
   * purged: its files are being deleted. document: its row in `found`, NULL if that has to be
   * (re)built. owner: the locked folder below tmp/ of the process that owns the run. chore: a
   * pending task. */
  "ALTER TABLE session ADD COLUMN updated INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE session ADD COLUMN removed INTEGER;"
  "ALTER TABLE session ADD COLUMN purged INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE session ADD COLUMN document INTEGER;"
  "UPDATE session SET updated = max (created,"
  "  coalesce ((SELECT max (created) FROM version WHERE version.session = session.id), 0),"
  "  coalesce ((SELECT max (created) FROM message WHERE message.session = session.id), 0));"
  "CREATE INDEX session_updated ON session (updated);"
  "CREATE INDEX session_removed ON session (removed) WHERE removed IS NOT NULL;"
  "CREATE INDEX session_document ON session (document);"
  "CREATE TABLE event ("
  "  id INTEGER PRIMARY KEY,"
  "  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,"
  "  run TEXT,"
  "  type TEXT NOT NULL,"
  "  data TEXT NOT NULL,"
  "  time INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX event_session ON event (session, id);"
  "ALTER TABLE run ADD COLUMN owner TEXT;"
  "CREATE INDEX run_open ON run (created) WHERE NOT ended;"
  "CREATE VIRTUAL TABLE found USING fts5 (title, said, code, tokenize = 'ascii', detail = "
  "'column');"
  "CREATE TABLE chore (name TEXT NOT NULL PRIMARY KEY) STRICT;"
  "INSERT INTO chore (name) VALUES ('look-for-versions')",

  /* stage: an MqRunStage as known when the row was written; `ended` works for all rows. */
  "ALTER TABLE run ADD COLUMN stage INTEGER NOT NULL DEFAULT 0",

  /* What goes on in a run is the service's to keep; `event` has the record of those that are over.
   * failed: the last run failed. unsent: what the user said and no service has yet. */
  "INSERT INTO event (session, type, data, time) SELECT session, 'message',"
  "  json_object ('role', 'user', 'text', text), created * 1000000 FROM message"
  "  WHERE role = 'user' AND session NOT IN (SELECT session FROM event);"
  "DROP TABLE run;"
  "DROP TABLE message;"
  "DROP TABLE chore;"
  "ALTER TABLE session ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;"
  "CREATE INDEX event_run ON event (run);"
  "CREATE TABLE unsent ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,"
  "  data TEXT NOT NULL"
  ") STRICT",
  NULL,
};
