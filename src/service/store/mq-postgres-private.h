/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by MqPostgres and MqPostgresListener. */
#pragma once

#include "service/store/mq-postgres.h"

#include <libpq-fe.h>

G_BEGIN_DECLS

struct _MqPostgres
{
  MqDatabase parent_instance;

  PGconn *connection;
  GHashTable *prepared; /* set of the names of statements that the server has */
  gint64 changes;
  gboolean in_transaction;
  gint64 next_try; /* monotonic, µs: when to connect again; 0: the server is not known to be away */
};

PGconn *mq_postgres_connect (const char *uri);

G_END_DECLS
