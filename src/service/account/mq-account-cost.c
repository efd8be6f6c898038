/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Cost of models for an account, see mq-account-cost.h. */
#include "service/account/mq-account-cost.h"

#include "common/base/mq-error.h"

#include <glib/gi18n.h>
#include <math.h>

/* A call of a small model costs some thousandths of a cent. */
#define PER_DOLLAR 1000000

/* @dollars: US dollars, at most some millions. Returns: millionths of a US dollar, which can be
 * summed without an error */
gint64
mq_account_cost_from_dollars (double dollars)
{
  return (gint64)llround (dollars * PER_DOLLAR);
}

/**
 * mq_account_cost_to_dollars:
 *
 * Returns: US dollars
 */
double
mq_account_cost_to_dollars (gint64 cost)
{
  return (double)cost / PER_DOLLAR;
}

/* @time: seconds since 1970. Returns: the number of its month (UTC), each one more than that
 * before */
gint64
mq_account_cost_get_month (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time);

  return 12 * (gint64)g_date_time_get_year (utc) + g_date_time_get_month (utc) - 1;
}

/* @time: seconds since 1970. Returns: when the next month begins (UTC), in seconds since 1970 */
gint64
mq_account_cost_get_end (gint64 time)
{
  gint64 next = mq_account_cost_get_month (time) + 1;
  g_autoptr (GDateTime) utc = g_date_time_new_utc ((int)(next / 12), (int)(next % 12) + 1, 1, 0, 0,
                                                   0);

  return g_date_time_to_unix (utc);
}

/* @cost: (out): millionths of a US dollar, 0 if there is none. Returns: whether it was read */
gboolean
mq_account_cost_read (MqDatabase *db, const char *account, gint64 month, gint64 *cost,
                      GError **error)
{
  *cost = 0;
  return mq_database_get_number (db,
                                 "SELECT cost FROM account_cost WHERE account = ?1 AND month = ?2",
                                 cost, error, "sl", account, month);
}

/* @limit: millionths of a US dollar, 0: none; @error: %MQ_ERROR_BUDGET. Returns: whether
 * something of the month's limit is left */
gboolean
mq_account_cost_check (MqDatabase *db, const char *account, gint64 month, gint64 limit,
                       GError **error)
{
  gint64 cost;

  if (limit == 0)
    return TRUE;
  if (!mq_account_cost_read (db, account, month, &cost, error))
    return FALSE;

  return cost < limit
         || mq_fail (error, MQ_ERROR_BUDGET,
                     /* Translators: %.2f is an amount of money. */
                     _ ("You have used what AI models may cost you this month ($%.2f)"),
                     mq_account_cost_to_dollars (limit));
}
