/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Work for the thread of a database: single statements, whose values are copied, and jobs of
 * several statements as functions with typed arguments. */
#pragma once

#include "common/base/mq-call.h"
#include "common/database/mq-database.h"

G_BEGIN_DECLS

/**
 * MqRowFunc:
 * @statement: at a row
 *
 * Returns: (transfer full): what the row says
 */
typedef gpointer (*MqRowFunc) (MqStatement *statement);

/* @types: as for mq_database_query(), at most eight. */
/* Resolves to an int64: how many rows it has changed, once they are on disk. */
DexFuture *mq_database_execute (MqDatabase *self, const char *sql, const char *types,
                                ...) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to an int64: the first column of the first row; 0 without one. */
DexFuture *mq_database_read_number (MqDatabase *self, const char *sql, const char *types,
                                    ...) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GPtrArray (G_TYPE_PTR_ARRAY): what @func makes of each row. */
DexFuture *mq_database_list (MqDatabase *self, MqRowFunc func, GDestroyNotify free_func,
                             const char *sql, const char *types, ...) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GStrv: the first column of each row. */
DexFuture *mq_database_list_texts (MqDatabase *self, const char *sql, const char *types,
                                   ...) G_GNUC_WARN_UNUSED_RESULT;

/**
 * mq_database_call:
 * @self: a database
 * @func: a job as #MqDatabaseFunc, with a parameter for each of the arguments and a last one, the
 *   database
 * @...: one to eight arguments `(TYPE, value)`, as for mq_fiber_spawn_with()
 *
 * Like mq_database_submit(), but without a structure for the arguments.
 *
 * Returns: (transfer full): resolves or rejects as the future that @func returns
 */
#define mq_database_call(self, func, ...)                                                          \
  ((void)sizeof (func (MQ_CALL_VALUES (__VA_ARGS__), (MqDatabase *)NULL)),                         \
   mq_database_call_values (self, #func, G_CALLBACK (func), MQ_CALL_TYPED_VALUES (__VA_ARGS__),    \
                            G_TYPE_INVALID))
DexFuture *mq_database_call_values (MqDatabase *self, const char *name, GCallback func,
                                    ...) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
