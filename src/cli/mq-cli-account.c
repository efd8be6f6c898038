/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences about an account, see mq-cli-account.h. */
#include "cli/mq-cli-account.h"

#include "client/service/mq-service-client.h"
#include "common/json/mq-json.h"

/**
 * mq_cli_account_describe_quota:
 * @account: (nullable): the service's answer
 *
 * Returns: (transfer full) (nullable): how many runs are left, and until when; %NULL if @account
 *   does not say
 */
char *
mq_cli_account_describe_quota (JsonObject *account)
{
  JsonObject *quota = mq_json_get_object (account, "quota");
  gint64 limit = mq_json_get_int (quota, "limit", -1);
  gint64 left = mq_json_get_int (quota, "left", -1);
  const char *text = mq_json_get_string (quota, "resets", NULL);
  g_autoptr (GDateTime) resets = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autoptr (GDateTime) local = resets != NULL ? g_date_time_to_local (resets) : NULL;
  g_autofree char *until = local != NULL ? g_date_time_format (local, " until %H:%M") : NULL;

  if (quota == NULL)
    return NULL;
  if (limit < 0)
    return g_strdup ("No limit on runs");

  return g_strdup_printf ("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " runs left%s", MAX (left, 0),
                          limit, until != NULL ? until : "");
}

/**
 * mq_cli_account_fetch_quota:
 * @server: the address of a service
 *
 * Returns: (transfer full) (nullable): as mq_cli_account_describe_quota(); %NULL if the service has
 *   no accounts, or does not answer
 */
char *
mq_cli_account_fetch_quota (const char *server)
{
  g_autoptr (MqServiceClient) client = mq_service_client_new_for_url (server);
  g_autoptr (JsonObject) account = dex_await_boxed (mq_service_client_get (client, "/v1/account"),
                                                    NULL);

  return mq_cli_account_describe_quota (account);
}
