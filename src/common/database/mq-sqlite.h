/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSqlite: an MqDatabase in a file, by SQLite, in WAL mode with foreign keys on. */
#pragma once

#include "common/database/mq-database.h"

G_BEGIN_DECLS

/**
 * MqSqliteFlags:
 * @MQ_SQLITE_NONE: read and write; a crash of the machine may lose the last transactions, never
 *   more
 * @MQ_SQLITE_READ_ONLY: never writes, works on a read-only file system too
 * @MQ_SQLITE_NEWER: with %MQ_SQLITE_READ_ONLY: also opens a database of a newer Maquette
 * @MQ_SQLITE_DURABLE: a commit has reached the disk when it returns (`synchronous=FULL`)
 */
typedef enum
{
  MQ_SQLITE_NONE = 0,
  MQ_SQLITE_READ_ONLY = 1 << 0,
  MQ_SQLITE_DURABLE = 1 << 1,
  MQ_SQLITE_NEWER = 1 << 2,
} MqSqliteFlags;

#define MQ_TYPE_SQLITE (mq_sqlite_get_type ())
G_DECLARE_FINAL_TYPE (MqSqlite, mq_sqlite, MQ, SQLITE, MqDatabase)

MqDatabase *mq_sqlite_open (const char *path, const char *const *migrations, MqSqliteFlags flags,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
