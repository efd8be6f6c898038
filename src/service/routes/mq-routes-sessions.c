/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/sessions: the sender's runs, and the sessions that its programs keep here, for another
 * computer to go on with. Only a service with accounts keeps sessions: one of the user's own is on
 * the computer that has them anyway. */
#include "service/http/mq-exchange.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-limits.h"
#include "service/store/mq-journal-sessions.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_SESSIONS 1000
#define MAX_TITLE 200 /* characters */

static gboolean
require_accounts (MqExchange *exchange, GError **error)
{
  return exchange->account != NULL
         || mq_fail (error, MQ_ERROR_NOT_FOUND, "This service keeps no sessions");
}

static JsonObject *
to_json (const MqSessionRecord *record)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc_usec (record->time);
  g_autofree char *updated = g_date_time_format_iso8601 (time);

  return mq_json_new ("id:s title:s versions:l revision:l updated:s bytes:l", record->id,
                      record->title, record->versions, record->revision, updated, record->bytes);
}

static gboolean
get_sessions (MqExchange *exchange, GError **error)
{
  MqJournal *journal = exchange->runs->journal;
  const char *owner = mq_exchange_get_owner (exchange);
  const char *after = mq_exchange_get_query (exchange, "after");
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GPtrArray) records = NULL;
  JsonArray *runs;
  guint n_runs = MAX_SESSIONS;
  gint64 limit = 0;

  if ((after != NULL || mq_exchange_get_query (exchange, "limit") != NULL)
      && !mq_exchange_read_number (exchange, "limit", MAX_SESSIONS, &limit, error))
    return FALSE;

  /* The runs are on the first page. */
  if (limit > 0)
    n_runs = after == NULL ? (guint)limit : 0;
  records = dex_await_boxed (mq_journal_list_sessions (journal, owner, n_runs), error);
  if (records == NULL)
    return FALSE;

  runs = json_array_new ();
  for (guint i = 0; i < records->len; i++)
    json_array_add_object_element (runs, mq_run_record_to_json (g_ptr_array_index (records, i)));
  json_object_set_array_member (body, "sessions", runs);

  /* Without a limit all that are kept, the latest first. */
  if (exchange->account != NULL)
    {
      g_autoptr (GPtrArray) kept = dex_await_boxed (
          limit > 0 ? mq_journal_list_kept_page (journal, owner, after != NULL ? after : "", limit)
                    : mq_journal_list_kept (journal, owner),
          error);
      JsonArray *list;

      if (kept == NULL)
        return FALSE;

      list = json_array_new ();
      for (guint i = 0; i < kept->len; i++)
        json_array_add_object_element (list, to_json (g_ptr_array_index (kept, i)));
      json_object_set_array_member (body, "kept", list);
      if (kept->len == limit && kept->len > 0)
        mq_json_add (body, "next:s", ((const MqSessionRecord *)kept->pdata[kept->len - 1])->id);
    }

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, g_steal_pointer (&body));
}

static gboolean
get_session (MqExchange *exchange, GError **error)
{
  g_autoptr (MqSessionRecord) record = NULL;

  if (!require_accounts (exchange, error))
    return FALSE;

  record = dex_await_boxed (mq_journal_find_kept (exchange->runs->journal,
                                                  mq_exchange_get_owner (exchange),
                                                  exchange->segment),
                            error);
  return record != NULL && mq_exchange_reply (exchange, SOUP_STATUS_OK, to_json (record));
}

static gboolean
post_session (MqExchange *exchange, GError **error)
{
  const char *title = mq_json_require_string (exchange->json, "title", error);

  if (title == NULL || !require_accounts (exchange, error))
    return FALSE;

  if (*title == '\0' || g_utf8_strlen (title, -1) > MAX_TITLE)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“title” has 1 to %d characters", MAX_TITLE);

  return dex_await (mq_journal_rename_session (exchange->runs->journal,
                                               mq_exchange_get_owner (exchange), exchange->segment,
                                               title),
                    error)
         && get_session (exchange, error);
}

static gboolean
delete_session (MqExchange *exchange, GError **error)
{
  MqJournal *journal = exchange->runs->journal;
  const char *owner = mq_exchange_get_owner (exchange);
  const char *session = exchange->segment;
  g_autoptr (GPtrArray) open = NULL;
  g_auto (GStrv) ids = NULL;

  /* At any node. */
  if (!require_accounts (exchange, error)
      || !(open = dex_await_boxed (mq_journal_list_open (journal, owner), error)))
    return FALSE;

  MQ_EACH (open, i, const MqRunRecord, record)
    {
      gboolean is_over = g_str_equal (record->last_type, "done")
                         || g_str_equal (record->last_type, "failed");

      if (g_str_equal (record->session, session) && !is_over)
        return mq_fail (error, MQ_ERROR_CONFLICT, _ ("A run of the session is under way"));
    }

  ids = dex_await_boxed (mq_journal_list_session_ids (journal, owner, session), error);
  if (ids == NULL)
    return FALSE;

  mq_runs_delete_transcripts (exchange->runs, (const char *const *)ids);
  if (!dex_await (mq_journal_delete_session (journal, owner, session), error))
    return FALSE;

  return mq_exchange_reply (exchange, SOUP_STATUS_OK, mq_json_new ("accepted:b", TRUE));
}

static gboolean
put_file (MqExchange *exchange, GError **error)
{
  MqSessionRecord record = { .owner = (char *)mq_exchange_get_owner (exchange),
                             .id = exchange->segment,
                             .time = g_get_real_time () };
  gsize length;
  const char *data;

  if (!require_accounts (exchange, error)
      || !mq_exchange_read_number (exchange, "revision", G_MAXINT32, &record.revision, error)
      || !mq_exchange_read_number (exchange, "versions", G_MAXINT32, &record.versions, error))
    return FALSE;

  /* A file of ours is a ZIP archive (docs/using/share.md); what is in it, only the program that
   * imports it looks at. */
  data = g_bytes_get_data (exchange->bytes, &length);
  if (length <= 4 || memcmp (data, "PK\3\4", 4) != 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "The body is no session: a file that Maquette saves was expected");

  record.bytes = (gint64)g_bytes_get_size (exchange->bytes);
  return dex_await (mq_journal_keep_session (exchange->runs->journal, &record, exchange->bytes,
                                             exchange->runs->accounts->session_bytes),
                    error)
         && get_session (exchange, error);
}

static gboolean
get_file (MqExchange *exchange, GError **error)
{
  g_autoptr (GBytes) file = NULL;

  if (!require_accounts (exchange, error)
      || !(file = dex_await_boxed (mq_journal_read_kept (exchange->runs->journal,
                                                         mq_exchange_get_owner (exchange),
                                                         exchange->segment),
                                   error)))
    return FALSE;

  mq_exchange_begin_stream (exchange, "application/zip");
  return mq_exchange_send_bytes (exchange, file, error);
}

const MqRoute mq_routes_sessions[] = {
  { "GET", "/v1/sessions", MQ_BODY_NONE, 0, get_sessions },
  { "GET", "/v1/sessions/{session}", MQ_BODY_NONE, 0, get_session },
  { "POST", "/v1/sessions/{session}", MQ_BODY_JSON, MQ_HTTP_MAX_JSON, post_session,
    .members = "title" },
  { "DELETE", "/v1/sessions/{session}", MQ_BODY_NONE, 0, delete_session },
  { "GET", "/v1/sessions/{session}/file", MQ_BODY_NONE, 0, get_file, .is_stream = TRUE },
  { "PUT", "/v1/sessions/{session}/file", MQ_BODY_SESSION, MQ_SESSION_MAX_BYTES, put_file },
  { NULL },
};
