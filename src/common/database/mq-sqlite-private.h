/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by mq-sqlite.c (the database) and mq-sqlite-statement.c. */
#pragma once

#include "common/database/mq-sqlite.h"

#include <sqlite3.h>

G_BEGIN_DECLS

struct _MqSqlite
{
  MqDatabase parent_instance;

  char *path;
  sqlite3 *db;
  GHashTable *idle; /* SQL text → sqlite3_stmt: prepared, and not in use */
};

/* Whether @status is a success. */
gboolean mq_sqlite_check (MqSqlite *self, int status, GError **error);
void mq_sqlite_statement_class_init (MqDatabaseClass *klass);

G_END_DECLS
