/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPostgresListener, see mq-postgres-listener.h. Only the first connection blocks; a lost one is
 * made again step by step, as PQresetPoll() wants it. */
#include "service/store/mq-postgres-listener.h"

#include "common/base/mq-error.h"
#include "service/store/mq-postgres.h"

#include <glib-unix.h>
#include <libpq-fe.h>
#include <string.h>

#define RETRY_MS 500
#define POLL_MS 50
/* PQresetPoll() knows no connect_timeout. */
#define RESET_SECONDS 5

struct _MqPostgresListener
{
  GObject parent_instance;

  PGconn *connection;
  char *listen; /* the statement */
  guint watch;  /* of the connection's socket */
  guint timer;  /* while the connection is made again */
  gboolean is_resetting;
  gboolean is_answer_due; /* to the statement */
  gint64 reset_deadline;
};

G_DEFINE_FINAL_TYPE (MqPostgresListener, mq_postgres_listener, G_TYPE_OBJECT)

enum
{
  HEARD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
mq_postgres_listener_finalize (GObject *object)
{
  MqPostgresListener *self = MQ_POSTGRES_LISTENER (object);

  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->connection, PQfinish);
  g_free (self->listen);

  G_OBJECT_CLASS (mq_postgres_listener_parent_class)->finalize (object);
}

static void
mq_postgres_listener_class_init (MqPostgresListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_postgres_listener_finalize;

  signals[HEARD] = g_signal_new ("heard", MQ_TYPE_POSTGRES_LISTENER, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mq_postgres_listener_init (MqPostgresListener *self)
{
}

static gboolean reconnect_cb (gpointer user_data);

static void
hear (MqPostgresListener *self)
{
  PGnotify *notice;

  while ((notice = PQnotifies (self->connection)) != NULL)
    {
      g_signal_emit (self, signals[HEARD], 0, notice->extra);
      PQfreemem (notice);
    }
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (MqPostgresListener) self = g_object_ref (user_data);
  gboolean ok = PQconsumeInput (self->connection) != 0
                && PQstatus (self->connection) == CONNECTION_OK;

  /* The answer to LISTEN, once all of it is there. */
  while (ok && self->is_answer_due && PQisBusy (self->connection) == 0)
    {
      PGresult *result = PQgetResult (self->connection);

      ok = result == NULL || PQresultStatus (result) == PGRES_COMMAND_OK;
      self->is_answer_due = !ok || result != NULL;
      PQclear (result);
      if (!self->is_answer_due)
        g_signal_emit (self, signals[HEARD], 0, "");
    }
  if (ok)
    {
      hear (self);
      return G_SOURCE_CONTINUE;
    }

  g_message ("The database does not answer; it is tried again");
  self->watch = 0;
  self->is_resetting = FALSE;
  self->timer = g_timeout_add (RETRY_MS, reconnect_cb, self);
  return G_SOURCE_REMOVE;
}

static void
watch (MqPostgresListener *self)
{
  self->watch = g_unix_fd_add (PQsocket (self->connection), G_IO_IN, readable_cb, self);
}

static void
set_timer (MqPostgresListener *self, guint milliseconds)
{
  self->timer = g_timeout_add (milliseconds, reconnect_cb, self);
}

static gboolean
reconnect_cb (gpointer user_data)
{
  g_autoptr (MqPostgresListener) self = g_object_ref (user_data);
  PostgresPollingStatusType status;

  self->timer = 0;
  if (!self->is_resetting)
    {
      self->is_resetting = PQresetStart (self->connection) != 0;
      self->reset_deadline = g_get_monotonic_time () + RESET_SECONDS * G_TIME_SPAN_SECOND;
      set_timer (self, self->is_resetting ? POLL_MS : RETRY_MS);
      return G_SOURCE_REMOVE;
    }

  status = PQresetPoll (self->connection);
  if (status == PGRES_POLLING_OK && PQsendQuery (self->connection, self->listen) != 0)
    {
      self->is_answer_due = TRUE;
      watch (self);
      return G_SOURCE_REMOVE;
    }

  self->is_resetting = (status == PGRES_POLLING_READING || status == PGRES_POLLING_WRITING)
                       && g_get_monotonic_time () < self->reset_deadline;
  set_timer (self, self->is_resetting ? POLL_MS : RETRY_MS);
  return G_SOURCE_REMOVE;
}

/* Blocks until the server answers. @uri: as for mq_postgres_open(); @channel: a name, of LISTEN;
 * @error: %MQ_ERROR_UNREACHABLE. Returns: (transfer full) (nullable): a listener that hears what
 * is said from now on */
MqPostgresListener *
mq_postgres_listener_new (const char *uri, const char *channel, GError **error)
{
  g_autoptr (MqPostgresListener) self = g_object_new (MQ_TYPE_POSTGRES_LISTENER, NULL);
  const char *message;
  PGresult *result;
  gboolean ok;

  self->listen = g_strconcat ("LISTEN ", channel, NULL);
  self->connection = mq_postgres_connect (uri);
  result = PQexec (self->connection, self->listen);
  ok = PQresultStatus (result) == PGRES_COMMAND_OK;
  PQclear (result);
  if (ok)
    {
      watch (self);
      /* Notices may be in memory already, and the socket stays silent. */
      hear (self);
      return g_steal_pointer (&self);
    }

  message = PQerrorMessage (self->connection);
  return mq_fail_null (error, MQ_ERROR_UNREACHABLE, "The database cannot be reached: %.*s",
                       (int)strcspn (message, "\n"), message);
}
