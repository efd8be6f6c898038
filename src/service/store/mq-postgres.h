/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPostgres: an MqDatabase at a PostgreSQL server, by libpq: the store of a service with several
 * nodes. SQL is that of SQLite as far as the service uses it: ?1 is written as $1, and in the
 * layout INTEGER is BIGINT, BLOB is BYTEA and STRICT goes. */
#pragma once

#include "common/database/mq-database.h"

G_BEGIN_DECLS

/** MQ_POSTGRES_NOW: an expression of SQL: microseconds since 1970 by the clock of the server. */
#define MQ_POSTGRES_NOW "CAST (extract (epoch FROM clock_timestamp ()) * 1000000 AS BIGINT)"

#define MQ_TYPE_POSTGRES (mq_postgres_get_type ())
G_DECLARE_FINAL_TYPE (MqPostgres, mq_postgres, MQ, POSTGRES, MqDatabase)

gboolean mq_postgres_check_uri (const char *uri, GError **error);
MqDatabase *mq_postgres_open (const char *uri, const char *const *migrations,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A PGconn of libpq, for what needs more of it than a database: LISTEN. */
struct pg_conn *mq_postgres_connect (const char *uri) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
