/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Cost of models for an account in a month, in the journal's database. The functions are parts of
 * the jobs of MqAccounts, which run on a thread of the journal. */
#pragma once

#include "common/database/mq-database.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gint64 mq_account_cost_from_dollars (double dollars);
double mq_account_cost_to_dollars (gint64 cost);
gint64 mq_account_cost_get_month (gint64 time);
gint64 mq_account_cost_get_end (gint64 time);

gboolean mq_account_cost_read (MqDatabase *db, const char *account, gint64 month, gint64 *cost,
                               GError **error);
gboolean mq_account_cost_check (MqDatabase *db, const char *account, gint64 month, gint64 limit,
                                GError **error);

G_END_DECLS
