/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDatabase: a connection to an SQL database: errors that match the return value, typed binds, and
 * one thread that does the work, so that the main loop never waits for it. After the first
 * mq_database_submit(), all use of a connection goes through it. The stores are MqSqlite
 * (mq-sqlite.h) and, in the service, MqPostgres. SQL that both run has parameters ?1, ?2, … */
#pragma once

#include <glib-object.h>
#include <libdex.h>

G_BEGIN_DECLS

#define MQ_TYPE_DATABASE (mq_database_get_type ())
G_DECLARE_DERIVABLE_TYPE (MqDatabase, mq_database, MQ, DATABASE, GObject)

/* A prepared statement; a transaction that rolls back unless it is committed. */
typedef struct _MqStatement MqStatement;
typedef struct _MqTransaction MqTransaction;

/* Each store has a struct of its own that begins with this one. */
struct _MqStatement
{
  MqDatabase *db; /* unowned: it outlives the statement */
};

/**
 * MqDatabaseClass:
 * @exec: runs one or several statements without parameters
 * @begin: starts a transaction
 * @commit: ends it; the transaction stays open after an error
 * @rollback: undoes it; does nothing when the database has done so by itself
 * @prepare: makes a statement
 * @release: (transfer full): ends a statement
 * @step: to the next row
 * @reset: ends the reading and clears the parameters
 *
 * What a store has to do. The other members are as the functions of that name.
 */
struct _MqDatabaseClass
{
  GObjectClass parent_class;

  gboolean (*exec) (MqDatabase *self, const char *sql, GError **error);
  gint64 (*get_changes) (MqDatabase *self);
  gboolean (*begin) (MqDatabase *self, GError **error);
  gboolean (*commit) (MqDatabase *self, GError **error);
  void (*rollback) (MqDatabase *self);

  MqStatement *(*prepare) (MqDatabase *self, const char *sql, GError **error);
  void (*release) (MqStatement *statement);
  void (*bind_int64) (MqStatement *statement, int parameter, gint64 value);
  void (*bind_double) (MqStatement *statement, int parameter, double value);
  void (*bind_text) (MqStatement *statement, int parameter, const char *value);
  void (*bind_bytes) (MqStatement *statement, int parameter, GBytes *value);
  gboolean (*step) (MqStatement *statement, gboolean *has_row, GError **error);
  void (*reset) (MqStatement *statement);
  gboolean (*is_null) (MqStatement *statement, int column);
  gint64 (*get_int64) (MqStatement *statement, int column);
  double (*get_double) (MqStatement *statement, int column);
  const char *(*get_text) (MqStatement *statement, int column);
  GBytes *(*dup_bytes) (MqStatement *statement, int column);
};

/**
 * MqDatabaseFunc:
 * @self: the database
 * @user_data: as given to mq_database_submit()
 *
 * A job for the database's thread. It may use all functions of this header except
 * mq_database_submit(), and must not keep a reference to @self.
 *
 * Returns: (transfer full): a future that is complete already, such as dex_future_new_for_int64()
 *   or dex_future_new_for_error()
 */
typedef DexFuture *(*MqDatabaseFunc) (MqDatabase *self, gpointer user_data);

DexFuture *mq_database_submit (MqDatabase *self, MqDatabaseFunc func, gpointer user_data,
                               GDestroyNotify notify) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_database_exec (MqDatabase *self, const char *sql, GError **error);
gint64 mq_database_get_changes (MqDatabase *self);

MqTransaction *mq_database_begin (MqDatabase *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_transaction_commit (MqTransaction *self, GError **error);
void mq_transaction_rollback (MqTransaction *self);

MqStatement *
mq_database_prepare (MqDatabase *self, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqStatement *mq_database_query (MqDatabase *self, const char *sql, GError **error,
                                const char *types, ...) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mq_database_run (MqDatabase *self, const char *sql, GError **error, const char *types, ...);
gboolean mq_database_get_number (MqDatabase *self, const char *sql, gint64 *number, GError **error,
                                 const char *types, ...);
void mq_statement_free (MqStatement *self);

/* Parameters count from 1. A failed bind is reported by the next step. Texts are copied. */
void mq_statement_bind_int64 (MqStatement *self, int parameter, gint64 value);
void mq_statement_bind_double (MqStatement *self, int parameter, double value);
void mq_statement_bind_text (MqStatement *self, int parameter, const char *value);
void mq_statement_bind_bytes (MqStatement *self, int parameter, GBytes *value);

gboolean mq_statement_step (MqStatement *self, gboolean *has_row, GError **error);
gboolean mq_statement_run (MqStatement *self, GError **error);
GStrv mq_statement_list_texts (MqStatement *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_statement_reset (MqStatement *self);

/* Columns count from 0 and are valid until the next step. */
gboolean mq_statement_is_null (MqStatement *self, int column);
gint64 mq_statement_get_int64 (MqStatement *self, int column);
double mq_statement_get_double (MqStatement *self, int column);
const char *mq_statement_get_text (MqStatement *self, int column);
char *mq_statement_dup_text (MqStatement *self, int column) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mq_statement_dup_bytes (MqStatement *self, int column) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqStatement, mq_statement_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqTransaction, mq_transaction_rollback)

G_END_DECLS
