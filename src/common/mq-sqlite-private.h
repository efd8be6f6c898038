/* What mq-sqlite.c (the database) and mq-sqlite-statement.c share. */
#pragma once

#include "common/mq-sqlite.h"

#include <sqlite3.h>

G_BEGIN_DECLS

struct _MqSqlite
{
  GObject parent_instance;

  char *path;
  sqlite3 *db;
  GHashTable *idle; /* SQL text → sqlite3_stmt: prepared, and not in use */

  /* The writer thread, started by the first submit. */
  GMutex lock;
  GThread *thread;
  GAsyncQueue *jobs;
};

/* Whether @status is a success. */
gboolean mq_sqlite_check (MqSqlite *self, int status, GError **error);

G_END_DECLS
