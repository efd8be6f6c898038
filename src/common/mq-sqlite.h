/* A GError wrapper over SQLite: errors that match the return value, migrations, typed binds, and
 * one writer thread, so that the main loop never waits for the disk. After the first
 * mq_sqlite_submit(), all use of a connection goes through it. */
#pragma once

#include <glib-object.h>
#include <libdex.h>

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
G_DECLARE_FINAL_TYPE (MqSqlite, mq_sqlite, MQ, SQLITE, GObject)

/* Opening; a prepared statement; a transaction that rolls back unless it is committed. */
typedef struct _MqStatement MqStatement;
typedef struct _MqTransaction MqTransaction;

/**
 * MqSqliteFunc:
 * @self: the database
 * @user_data: as given to mq_sqlite_submit()
 *
 * A job for the writer thread. It may use all functions of this header except mq_sqlite_submit(),
 * and must not keep a reference to @self.
 *
 * Returns: (transfer full): a future that is complete already, such as dex_future_new_for_int64()
 *   or dex_future_new_for_error()
 */
typedef DexFuture *(*MqSqliteFunc) (MqSqlite *self, gpointer user_data);

MqSqlite *mq_sqlite_open (const char *path, const char *const *migrations, MqSqliteFlags flags,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_sqlite_submit (MqSqlite *self, MqSqliteFunc func, gpointer user_data,
                             GDestroyNotify notify) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_sqlite_exec (MqSqlite *self, const char *sql, GError **error);
gint64 mq_sqlite_get_last_id (MqSqlite *self);
gint64 mq_sqlite_get_changes (MqSqlite *self);

MqTransaction *mq_sqlite_begin (MqSqlite *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_transaction_commit (MqTransaction *self, GError **error);
void mq_transaction_rollback (MqTransaction *self);

MqStatement *
mq_sqlite_prepare (MqSqlite *self, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqStatement *mq_sqlite_query (MqSqlite *self, const char *sql, GError **error, const char *types,
                              ...) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_sqlite_run (MqSqlite *self, const char *sql, GError **error, const char *types, ...);
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
