/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests a minute, see mq-rate-limit.h. */
#include "service/account/mq-rate-limit.h"

#define WINDOW ((gint64)60 * G_USEC_PER_SEC)
/* When there are so many, those that are full again are forgotten. */
#define SWEEP_SIZE 1024

struct _MqRateLimit
{
  gint64 interval;   /* µs between two requests at the limit; 0: no limit */
  GHashTable *times; /* key → when all of its requests are paid for, µs */
  guint sweep_at;    /* size at which the table is swept next */
};

/* @per_minute: requests a minute; 0: no limit. Returns: (transfer full): a limit */
MqRateLimit *
mq_rate_limit_new (guint per_minute)
{
  MqRateLimit *self = g_new0 (MqRateLimit, 1);

  self->interval = per_minute > 0 ? WINDOW / per_minute : 0;
  self->times = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->sweep_at = SWEEP_SIZE;
  return self;
}

void
mq_rate_limit_free (MqRateLimit *self)
{
  g_hash_table_unref (self->times);
  g_free (self);
}

static gboolean
is_over (gpointer key, gpointer time, gpointer now)
{
  return *(gint64 *)time <= *(gint64 *)now;
}

/* @key: whose request it is; @now: monotonic time, µs. Returns: 0 if the request is within the
 * limit, and counts it; else after how many seconds the next one will be */
guint
mq_rate_limit_take (MqRateLimit *self, const char *key, gint64 now)
{
  gint64 *time;
  gint64 paid;

  if (self->interval == 0)
    return 0;

  time = g_hash_table_lookup (self->times, key);
  paid = MAX (time != NULL ? *time : now, now) + self->interval;
  if (paid - now > WINDOW)
    return (guint)((paid - now - WINDOW + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);

  if (time != NULL)
    *time = paid;
  else
    g_hash_table_insert (self->times, g_strdup (key), g_memdup2 (&paid, sizeof paid));

  if (g_hash_table_size (self->times) > self->sweep_at)
    {
      g_hash_table_foreach_remove (self->times, is_over, &now);
      self->sweep_at = MAX (SWEEP_SIZE, 2 * g_hash_table_size (self->times));
    }
  return 0;
}

/* Returns: how many keys are remembered */
guint
mq_rate_limit_get_size (MqRateLimit *self)
{
  return g_hash_table_size (self->times);
}
