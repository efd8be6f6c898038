/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* /v1/runs/{id}/results and /pictures: results of instructions, and pictures. */
#include "service/http/mq-exchange.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-limits.h"
#include "service/http/mq-forward.h"
#include "service/run/mq-http-problem.h"
#include "service/routes/mq-uploaded-picture.h"

static gboolean
post_result (MqExchange *exchange, GError **error)
{
  JsonObject *posted = exchange->json;
  g_autoptr (MqServiceRun) run = mq_exchange_open_run (exchange, error);
  g_autoptr (GError) fault = NULL;
  gint64 instruction = mq_json_get_int (posted, "instruction", 0);
  gboolean accepted;

  if (run == NULL
      || !mq_service_run_check_lead (run, mq_json_get_string (posted, "client", ""), error))
    return FALSE;

  accepted = dex_await_boolean (mq_service_run_post_result (run, instruction, posted), &fault);
  if (fault != NULL)
    return mq_fail_with (error, &fault);

  return mq_exchange_reply (exchange, SOUP_STATUS_OK,
                            mq_json_new ("instruction:l accepted:b", instruction, accepted));
}

static gboolean
post_picture (MqExchange *exchange, GError **error)
{
  g_autoptr (MqServiceRun) run = mq_exchange_open_run (exchange, error);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  MqRunPicture picture = { .bytes = exchange->bytes };
  g_autoptr (GError) fault = NULL;
  gboolean accepted;
  gint64 tile = 0;

  if (run == NULL)
    return FALSE;

  /* Reads whether it is a view of an instruction or a picture of the user. */
  if (mq_exchange_get_query (exchange, "reference") != NULL)
    {
      if (!mq_exchange_read_number (exchange, "reference", MQ_RUN_MAX_PICTURES, &picture.number,
                                    error)
          || (mq_exchange_get_query (exchange, "tile") != NULL
              && !mq_exchange_read_number (exchange, "tile", MQ_RUN_MAX_TILES, &tile, error)))
        return FALSE;
      picture.number = MQ_RUN_TILE_NUMBER (picture.number, tile);
    }
  else if (!mq_exchange_read_number (exchange, "instruction", G_MAXINT32, &picture.instruction,
                                     error)
           || !mq_exchange_read_number (exchange, "view", MQ_RUN_MAX_PICTURES, &picture.number,
                                        error))
    return FALSE;
  if (!mq_uploaded_picture_check (picture.bytes, type, error))
    return FALSE;

  /* Another node that has loaded the run meanwhile does not know of the picture: the client sends
   * it again. */
  accepted = dex_await_boolean (mq_service_run_post_picture (run, &picture), &fault);
  if (fault == NULL && !mq_forward_is_here (exchange, run))
    mq_http_problem_fail_elsewhere (&fault);
  if (fault != NULL)
    return mq_fail_with (error, &fault);

  return mq_exchange_reply (exchange, accepted ? SOUP_STATUS_CREATED : SOUP_STATUS_OK,
                            mq_json_new ("accepted:b", accepted));
}

const MqRoute mq_routes_results[] = {
  { "POST", "/v1/runs/{id}/results", MQ_BODY_JSON, MQ_RUN_RESULT_MAX_BYTES, post_result,
    .members = "client error instruction ok result" },
  { "POST", "/v1/runs/{id}/pictures", MQ_BODY_PICTURE, MQ_RUN_PICTURE_MAX_BYTES, post_picture },
  { NULL },
};
