/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/account, /v1/terms: the account of a shared service: its quota, terms and data. A service
 * without accounts says that it has none. */
#include "service/http/mq-exchange.h"

#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

/* Returns: (transfer none) (nullable): the accounts, if there are any and the request has one */
static MqAccounts *
get_accounts (MqExchange *exchange)
{
  return exchange->account != NULL ? exchange->runs->accounts : NULL;
}

/* @number: or %MQ_ACCOUNTS_UNLIMITED */
static void
set_limit (JsonObject *object, const char *member, gint64 number)
{
  if (number == MQ_ACCOUNTS_UNLIMITED)
    json_object_set_null_member (object, member);
  else
    json_object_set_int_member (object, member, number);
}

/* @accepted: (out): whether the account has accepted the terms of today. Awaits. */
static gboolean
has_accepted (MqExchange *exchange, gboolean *accepted, GError **error)
{
  g_autoptr (GError) why = NULL;

  *accepted = dex_await_boolean (
      mq_accounts_has_accepted (exchange->runs->accounts, exchange->account), &why);
  if (why == NULL)
    return TRUE;

  return mq_fail_with (error, &why);
}

static gboolean
get_account (MqExchange *exchange, GError **error)
{
  MqAccounts *accounts = get_accounts (exchange);
  MqAccount *account = exchange->account;
  g_autoptr (MqAccountQuota) quota = NULL;
  g_autofree char *resets = NULL;
  g_autofree char *cost_resets = NULL;
  g_autofree char *expires = NULL;
  gboolean accepted;
  JsonObject *runs;
  JsonObject *cost;
  JsonObject *body;

  if (accounts == NULL)
    return mq_exchange_reply (exchange, SOUP_STATUS_OK, mq_json_new ("kind:s", "none"));

  if (!(quota = dex_await_boxed (mq_accounts_read_quota (accounts, account), error))
      || !has_accepted (exchange, &accepted, error))
    return FALSE;

  resets = mq_text_format_time (quota->resets);
  runs = mq_json_new ("resets:s", resets);
  set_limit (runs, "limit", quota->limit);
  set_limit (runs, "left", quota->left);

  cost_resets = mq_text_format_time (quota->cost_resets);
  cost = mq_json_new ("resets:s spent:d", cost_resets, quota->cost);
  if (quota->cost_limit > 0)
    mq_json_add (cost, "limit:d", quota->cost_limit);
  else
    json_object_set_null_member (cost, "limit");

  body = mq_json_new ("kind:s name:s issuer:s quota:o cost:o",
                      account->expires > 0 ? "token" : "oidc", account->name, account->issuer, runs,
                      cost);
  expires = mq_text_format_time (account->expires);
  if (account->expires > 0)
    mq_json_add (body, "expires:s", expires);
  if (accounts->terms != NULL)
    mq_json_add (body, "terms:o",
                 mq_json_new ("version:s accepted:b", accounts->terms->version, accepted));
  else
    json_object_set_null_member (body, "terms");

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
}

/* Deletes what the service holds about the account. Its registered clients stay until they leave;
 * they are only in memory. */
static gboolean
delete_account (MqExchange *exchange, GError **error)
{
  const char *owner = mq_exchange_get_owner (exchange);

  if (get_accounts (exchange) == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "This service has no accounts");
  if (!dex_await (mq_runs_delete_account (exchange->runs, owner), error))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, mq_json_new ("accepted:b", TRUE));
}

/* Awaits. */
static gboolean
reply_terms (MqExchange *exchange, MqTerms *terms, GError **error)
{
  gboolean accepted;

  if (!has_accepted (exchange, &accepted, error))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_OK,
                            mq_json_new ("required:b version:s text:s accepted:b", TRUE,
                                         terms->version, terms->text, accepted));
}

static MqTerms *
get_current_terms (MqExchange *exchange)
{
  MqAccounts *accounts = get_accounts (exchange);

  return accounts != NULL ? accounts->terms : NULL;
}

static gboolean
get_terms (MqExchange *exchange, GError **error)
{
  MqTerms *terms = get_current_terms (exchange);

  if (terms != NULL)
    return reply_terms (exchange, terms, error);

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, mq_json_new ("required:b", FALSE));
}

static gboolean
post_terms (MqExchange *exchange, GError **error)
{
  MqTerms *terms = get_current_terms (exchange);
  const char *version;

  if (terms == NULL)
    return get_terms (exchange, error);

  if (!(version = mq_json_require_string (exchange->json, "version", error))
      || !dex_await (
          mq_accounts_accept_terms (exchange->runs->accounts, exchange->account, version), error))
    return FALSE;

  return reply_terms (exchange, terms, error);
}

static gboolean
get_metadata (MqExchange *exchange, GError **error)
{
  MqAccounts *accounts = exchange->runs->accounts;

  if (accounts == NULL || accounts->metadata == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "This service has no accounts");

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, json_object_ref (accounts->metadata));
}

const MqRoute mq_routes_account[] = {
  { "GET", "/.well-known/oauth-protected-resource", MQ_BODY_NONE, 0, get_metadata, TRUE },
  { "GET", "/v1/account", MQ_BODY_NONE, 0, get_account },
  { "DELETE", "/v1/account", MQ_BODY_NONE, 0, delete_account },
  { "GET", "/v1/terms", MQ_BODY_NONE, 0, get_terms },
  { "POST", "/v1/terms", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_terms, .members = "version" },
  { NULL },
};
