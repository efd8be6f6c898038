/* /v1/runs/{id}/results and /pictures: what the client's machine did. */
#include "service/http/mq-exchange.h"

#include "common/mq-error.h"
#include "common/mq-json.h"

#include <string.h>

static gboolean
post_result (MqExchange *exchange, GError **error)
{
  JsonObject *posted = mq_exchange_get_json (exchange);
  g_autoptr (MqServiceRun) run = dex_await_object (
      mq_runs_open (mq_exchange_get_runs (exchange), mq_exchange_get_run (exchange)), error);
  g_autoptr (GError) fault = NULL;
  gint64 instruction = mq_json_get_int (posted, "instruction", 0);
  gboolean accepted;
  JsonObject *body;

  if (run == NULL)
    return FALSE;

  accepted = dex_await_boolean (mq_service_run_post_result (run, instruction, posted), &fault);
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }

  body = json_object_new ();
  json_object_set_int_member (body, "instruction", instruction);
  json_object_set_boolean_member (body, "accepted", accepted);
  mq_exchange_reply (exchange, SOUP_STATUS_OK, body);
  return TRUE;
}

static gboolean
is_picture (GBytes *bytes)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  static const guint8 jpeg[] = { 0xff, 0xd8, 0xff };
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return (length > sizeof png && memcmp (data, png, sizeof png) == 0)
         || (length > sizeof jpeg && memcmp (data, jpeg, sizeof jpeg) == 0);
}

/* No team of this service looks at pictures, so no instruction asks for one. */
static gboolean
post_picture (MqExchange *exchange, GError **error)
{
  g_autoptr (MqServiceRun) run = dex_await_object (
      mq_runs_open (mq_exchange_get_runs (exchange), mq_exchange_get_run (exchange)), error);
  const char *asked = mq_exchange_get_query (exchange, "instruction");
  guint64 instruction = 0;

  if (run == NULL)
    return FALSE;

  if (asked == NULL || !g_ascii_string_to_unsigned (asked, 10, 1, G_MAXINT32, &instruction, NULL))
    {
      g_set_error_literal (error, MQ_ERROR, MQ_ERROR_BAD_INPUT,
                           "“instruction” is missing or not a number");
      return FALSE;
    }

  if (!is_picture (mq_exchange_get_bytes (exchange)))
    {
      g_set_error_literal (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, "The body is no PNG and no JPEG");
      return FALSE;
    }

  if (mq_run_log_get_instruction (mq_service_run_get_log (run), (gint64)instruction) == NULL)
    {
      g_set_error (error, MQ_ERROR, MQ_ERROR_NOT_FOUND,
                   "The run has given no instruction %" G_GUINT64_FORMAT, instruction);
      return FALSE;
    }

  g_set_error (error, MQ_ERROR, MQ_ERROR_CONFLICT,
               "Instruction %" G_GUINT64_FORMAT " did not ask for pictures; the %s does not look "
               "at them",
               instruction, mq_team_get_label (mq_service_run_get_team (run)));
  return FALSE;
}

const MqRoute mq_routes_results[] = {
  { "POST", "/v1/runs/{id}/results", MQ_BODY_JSON, MQ_HTTP_MAX_REPORT, post_result },
  { "POST", "/v1/runs/{id}/pictures", MQ_BODY_PICTURE, MQ_HTTP_MAX_PICTURE, post_picture },
  { NULL },
};
