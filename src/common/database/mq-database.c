/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDatabase, see mq-database.h: its thread, and its transactions. mq-database-statement.c has the
 * statements. */
#include "common/database/mq-database.h"

typedef struct
{
  GMutex lock;
  GThread *thread; /* started by the first submit */
  GAsyncQueue *jobs;
} MqDatabasePrivate;

struct _MqTransaction
{
  MqDatabase *db; /* unowned: lives on the stack of a caller that holds it */
};

typedef struct
{
  MqDatabaseFunc func;
  gpointer user_data;
  GDestroyNotify notify;
  DexPromise *promise;
} WriteJob;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MqDatabase, mq_database, G_TYPE_OBJECT)

static void
run_job (MqDatabase *self, WriteJob *job)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DexFuture) result = job->func (self, job->user_data);
  const GValue *value = dex_future_get_value (result, &error);

  /* Free the caller's data first, as documented for mq_database_submit(). */
  if (job->notify != NULL)
    job->notify (job->user_data);

  if (value != NULL)
    dex_promise_resolve (job->promise, value);
  else
    dex_promise_reject (job->promise, g_steal_pointer (&error));
}

static void
write_job_free (WriteJob *job)
{
  dex_clear (&job->promise);
  g_free (job);
}

static gpointer
writer_thread (gpointer user_data)
{
  MqDatabase *self = user_data;
  MqDatabasePrivate *priv = mq_database_get_instance_private (self);
  g_autoptr (GAsyncQueue) jobs = g_async_queue_ref (priv->jobs);
  WriteJob *job;

  /* Any job may dispose of @self, see mq_database_dispose(); then the next job is the last. */
  while ((job = g_async_queue_pop (jobs))->func != NULL)
    {
      run_job (self, job);
      write_job_free (job);
    }

  write_job_free (job);
  return NULL;
}

/* Runs the submitted jobs before the store closes. A future that the thread has just completed may
 * hold the last reference; that thread cannot wait for itself. */
static void
mq_database_dispose (GObject *object)
{
  MqDatabase *self = MQ_DATABASE (object);
  MqDatabasePrivate *priv = mq_database_get_instance_private (self);
  GThread *thread = g_steal_pointer (&priv->thread);
  WriteJob *job;

  while (thread == g_thread_self () && (job = g_async_queue_try_pop (priv->jobs)) != NULL)
    {
      run_job (self, job);
      write_job_free (job);
    }

  if (thread != NULL)
    g_async_queue_push (priv->jobs, g_new0 (WriteJob, 1));
  if (thread == g_thread_self ())
    g_thread_unref (thread);
  else if (thread != NULL)
    g_thread_join (thread);

  G_OBJECT_CLASS (mq_database_parent_class)->dispose (object);
}

static void
mq_database_finalize (GObject *object)
{
  MqDatabasePrivate *priv = mq_database_get_instance_private (MQ_DATABASE (object));

  g_async_queue_unref (priv->jobs);
  g_mutex_clear (&priv->lock);

  G_OBJECT_CLASS (mq_database_parent_class)->finalize (object);
}

static void
mq_database_class_init (MqDatabaseClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_database_dispose;
  G_OBJECT_CLASS (klass)->finalize = mq_database_finalize;
}

static void
mq_database_init (MqDatabase *self)
{
  MqDatabasePrivate *priv = mq_database_get_instance_private (self);

  g_mutex_init (&priv->lock);
  priv->jobs = g_async_queue_new ();
}

/**
 * mq_database_submit:
 * @self: a database
 * @func: the job
 * @user_data: for @func
 * @notify: (nullable): frees @user_data on that thread, before the future is complete
 *
 * Runs @func on the thread of this database, in the order of submission. Dropping the future
 * does not cancel the job: every submitted job runs, at the latest before the last reference to
 * @self is gone.
 *
 * Returns: (transfer full): resolves or rejects as the future that @func returns
 */
DexFuture *
mq_database_submit (MqDatabase *self, MqDatabaseFunc func, gpointer user_data,
                    GDestroyNotify notify)
{
  MqDatabasePrivate *priv = mq_database_get_instance_private (self);
  DexPromise *promise = dex_promise_new ();
  WriteJob *job = g_new0 (WriteJob, 1);

  g_assert (MQ_IS_DATABASE (self) && func != NULL);

  *job = (WriteJob){ func, user_data, notify, dex_ref (promise) };

  g_mutex_lock (&priv->lock);
  if (priv->thread == NULL)
    priv->thread = g_thread_new ("mq-database", writer_thread, self);
  g_async_queue_push (priv->jobs, job);
  g_mutex_unlock (&priv->lock);

  return DEX_FUTURE (promise);
}

/**
 * mq_database_exec:
 * @self: a database
 * @sql: one or several statements without parameters
 * @error: as of its store
 *
 * Returns: whether all statements succeeded
 */
gboolean
mq_database_exec (MqDatabase *self, const char *sql, GError **error)
{
  return MQ_DATABASE_GET_CLASS (self)->exec (self, sql, error);
}

/**
 * mq_database_get_changes:
 * @self: a database
 *
 * Returns: the number of rows that the last statement changed
 */
gint64
mq_database_get_changes (MqDatabase *self)
{
  return MQ_DATABASE_GET_CLASS (self)->get_changes (self);
}

/**
 * mq_database_begin:
 * @self: a database; it must outlive the transaction
 * @error: return location
 *
 * Starts a transaction. Of SQLite it holds the write lock at once (`BEGIN IMMEDIATE`), so that no
 * other process can write between a read and a later write. Use with g_autoptr: leaving the scope
 * without mq_transaction_commit() rolls back.
 *
 * Returns: (transfer full) (nullable): the guard
 */
MqTransaction *
mq_database_begin (MqDatabase *self, GError **error)
{
  MqTransaction *transaction;

  if (!MQ_DATABASE_GET_CLASS (self)->begin (self, error))
    return NULL;

  transaction = g_new0 (MqTransaction, 1);
  transaction->db = self;
  return transaction;
}

/**
 * mq_transaction_commit:
 * @self: (transfer full): a transaction
 * @error: return location
 *
 * Returns: whether it is committed; if not, it was rolled back
 */
gboolean
mq_transaction_commit (MqTransaction *self, GError **error)
{
  if (!MQ_DATABASE_GET_CLASS (self->db)->commit (self->db, error))
    {
      mq_transaction_rollback (self);
      return FALSE;
    }

  g_free (self);
  return TRUE;
}

/* Undoes all changes since mq_database_begin(). */
void
mq_transaction_rollback (MqTransaction *self)
{
  MQ_DATABASE_GET_CLASS (self->db)->rollback (self->db);
  g_free (self);
}
