/* /v1/account, /v1/terms: the account of a shared service: its quota, terms and data. A service
 * without accounts says that it has none. */
#include "service/http/mq-exchange.h"

#include "common/mq-error.h"
#include "common/mq-json.h"
#include "service/run/mq-nodes.h"

#include <glib/gstdio.h>

/* Returns: (transfer none) (nullable): the accounts, if there are any and the request has one */
static MqAccounts *
get_accounts (MqExchange *exchange)
{
  return exchange->account != NULL ? exchange->runs->accounts : NULL;
}

static MqAccounts *
require_accounts (MqExchange *exchange, GError **error)
{
  MqAccounts *accounts = get_accounts (exchange);

  if (accounts == NULL)
    mq_fail (error, MQ_ERROR_NOT_FOUND, "This service has no accounts");

  return accounts;
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

/* @time: seconds since 1970 */
static JsonObject *
make_resetting (gint64 time)
{
  g_autoptr (GDateTime) resets = g_date_time_new_from_unix_utc (time);
  g_autofree char *text = g_date_time_format_iso8601 (resets);

  return mq_json_new ("resets:s", text);
}

static JsonObject *
cost_to_json (const MqAccountQuota *quota)
{
  JsonObject *object = make_resetting (quota->cost_resets);

  mq_json_add (object, "spent:d", quota->cost);
  if (quota->cost_limit > 0)
    mq_json_add (object, "limit:d", quota->cost_limit);
  else
    json_object_set_null_member (object, "limit");
  return object;
}

static JsonObject *
quota_to_json (const MqAccountQuota *quota)
{
  JsonObject *object = make_resetting (quota->resets);

  set_limit (object, "limit", quota->limit);
  set_limit (object, "left", quota->left);
  return object;
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

  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

static gboolean
get_account (MqExchange *exchange, GError **error)
{
  MqAccounts *accounts = get_accounts (exchange);
  MqAccount *account = exchange->account;
  g_autoptr (MqAccountQuota) quota = NULL;
  gboolean accepted;
  JsonObject *body;

  if (accounts == NULL)
    {
      mq_exchange_reply (exchange, SOUP_STATUS_OK, mq_json_new ("kind:s", "none"));
      return TRUE;
    }

  if (!(quota = dex_await_boxed (mq_accounts_read_quota (accounts, account), error))
      || !has_accepted (exchange, &accepted, error))
    return FALSE;

  body = mq_json_new ("kind:s name:s issuer:s quota:o cost:o", "oidc", account->name,
                      account->issuer, quota_to_json (quota), cost_to_json (quota));
  if (accounts->terms != NULL)
    mq_json_add (body, "terms:o",
                 mq_json_new ("version:s accepted:b", accounts->terms->version, accepted));
  else
    json_object_set_null_member (body, "terms");

  mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
  return TRUE;
}

/* Deletes what the service holds about the account. Its registered clients stay until they leave;
 * they are only in memory. */
static gboolean
delete_account (MqExchange *exchange, GError **error)
{
  MqAccounts *accounts = require_accounts (exchange, error);
  MqRuns *runs = exchange->runs;
  const char *owner = mq_exchange_get_owner (exchange);
  g_auto (GStrv) ids = NULL;

  if (accounts != NULL && runs->nodes != NULL)
    mq_nodes_tell_deletion (runs->nodes, owner);
  if (accounts == NULL || !dex_await (mq_runs_put_away (runs, owner), error)
      || !(ids = dex_await_boxed (mq_journal_list_ids (runs->journal, owner), error))
      || !dex_await (mq_accounts_delete (accounts, exchange->account), error))
    return FALSE;

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *transcript = mq_runs_dup_transcript (runs, ids[i]);

      if (transcript != NULL)
        g_unlink (transcript);
    }

  mq_exchange_reply (exchange, SOUP_STATUS_OK, mq_json_new ("accepted:b", TRUE));
  return TRUE;
}

/* Appends an object without its closing brace, so that more members can follow. */
static void
append_open (GString *text, JsonObject *object)
{
  g_autofree char *json = mq_json_object_to_string (object, FALSE);

  g_string_append (text, g_strchomp (json));
  g_assert (text->str[text->len - 1] == '}');
  g_string_truncate (text, text->len - 1);
}

static void
append_row (GString *text, const MqRow *row)
{
  g_autoptr (JsonObject) object = mq_json_new ("seq:l kind:i key:l time:l type:s", row->seq,
                                               (int)row->kind, row->key, row->time, row->type);

  append_open (text, object);
  g_string_append_printf (text, ",\"body\":%s}", *row->body != '\0' ? row->body : "null");
}

/* Sends the rows of a run's log, page by page. Awaits. */
static gboolean
send_log (MqExchange *exchange, GString *text, const char *run, GError **error)
{
  gint64 last = 0;

  for (;;)
    {
      g_autoptr (GPtrArray) rows
          = dex_await_boxed (mq_journal_read_rows (exchange->runs->journal, run, last), error);

      if (rows == NULL)
        return FALSE;

      if (rows->len == 0)
        return TRUE;

      for (guint i = 0; i < rows->len; i++)
        {
          const MqRow *row = g_ptr_array_index (rows, i);

          g_string_append (text, last > 0 ? "," : "");
          append_row (text, row);
          last = row->seq;
        }

      if (!mq_exchange_send_piece (exchange, text, error))
        return FALSE;
    }
}

/* The pictures by their numbers: they are as large as everything else, and are deleted when the run
 * is over. Awaits. */
static JsonArray *
list_pictures (MqExchange *exchange, const char *run, GError **error)
{
  g_autoptr (GPtrArray) pictures
      = dex_await_boxed (mq_journal_list_pictures (exchange->runs->journal, run), error);
  JsonArray *list;

  if (pictures == NULL)
    return NULL;

  list = json_array_new ();
  for (guint i = 0; i < pictures->len; i++)
    {
      const MqRunPicture *picture = g_ptr_array_index (pictures, i);

      json_array_add_object_element (
          list, mq_json_new ("instruction:l number:l", picture->instruction, picture->number));
    }

  return list;
}

/* Awaits. */
static gboolean
send_run (MqExchange *exchange, GString *text, const char *run, GError **error)
{
  MqRuns *runs = exchange->runs;
  g_autofree char *transcript = mq_runs_dup_transcript (runs, run);
  g_autoptr (MqRunRecord) record = dex_await_boxed (mq_journal_find_run (runs->journal, run),
                                                    error);
  g_autoptr (JsonObject) object = NULL;
  JsonArray *pictures;

  if (record == NULL || !(pictures = list_pictures (exchange, run, error)))
    return FALSE;

  object = mq_run_record_to_json (record);
  mq_json_add (object, "transcript:b pictures:a",
               transcript != NULL && g_file_test (transcript, G_FILE_TEST_EXISTS), pictures);
  append_open (text, object);
  g_string_append_printf (text, ",\"request\":%s,\"log\":[", record->request);
  if (!send_log (exchange, text, run, error))
    return FALSE;

  g_string_append (text, "]}");
  return TRUE;
}

/* One document, sent piece by piece. After an error it stays incomplete, which a reader of JSON
 * notices. */
static gboolean
get_export (MqExchange *exchange, GError **error)
{
  MqAccounts *accounts = require_accounts (exchange, error);
  MqAccount *account = exchange->account;
  const char *owner = mq_exchange_get_owner (exchange);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonObject) about = NULL;
  g_auto (GStrv) ids = NULL;

  if (accounts == NULL
      || !(about = dex_await_boxed (mq_accounts_describe (accounts, account), error))
      || !(ids = dex_await_boxed (mq_journal_list_ids (exchange->runs->journal, owner), error)))
    return FALSE;

  mq_json_add (about, "id:s issuer:s", account->id, account->issuer);
  mq_exchange_begin_stream (exchange, "application/json");
  append_open (text, about);
  g_string_append (text, ",\"runs\":[");
  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_string_append (text, i > 0 ? "," : "");
      if (!send_run (exchange, text, ids[i], error))
        return FALSE;
    }

  g_string_append (text, "]}");
  return mq_exchange_send_piece (exchange, text, error);
}

/* Awaits. */
static gboolean
reply_terms (MqExchange *exchange, MqTerms *terms, GError **error)
{
  gboolean accepted;

  if (!has_accepted (exchange, &accepted, error))
    return FALSE;

  mq_exchange_reply (exchange, SOUP_STATUS_OK,
                     mq_json_new ("required:b version:s text:s accepted:b", TRUE, terms->version,
                                  terms->text, accepted));
  return TRUE;
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

  mq_exchange_reply (exchange, SOUP_STATUS_OK, mq_json_new ("required:b", FALSE));
  return TRUE;
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

  mq_exchange_reply (exchange, SOUP_STATUS_OK, json_object_ref (accounts->metadata));
  return TRUE;
}

const MqRoute mq_routes_account[] = {
  { "GET", "/.well-known/oauth-protected-resource", MQ_BODY_NONE, 0, get_metadata, TRUE },
  { "GET", "/v1/account", MQ_BODY_NONE, 0, get_account },
  { "DELETE", "/v1/account", MQ_BODY_NONE, 0, delete_account },
  { "GET", "/v1/account/export", MQ_BODY_NONE, 0, get_export },
  { "GET", "/v1/terms", MQ_BODY_NONE, 0, get_terms },
  { "POST", "/v1/terms", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_terms, .members = "version" },
  { NULL },
};
