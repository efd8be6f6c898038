/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Problems of the service as GErrors, see mq-http-problem-error.h. */
#include "client/service/mq-http-problem-error.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DETAIL 16384
#define MAX_NEXT 1024

/* The codes that callers handle; every other code is MQ_ERROR_FAILED. */
static const struct
{
  const char *code;
  MqError error;
} codes[] = {
  { "bad-request", MQ_ERROR_BAD_INPUT },
  { "too-large", MQ_ERROR_BAD_INPUT },
  { "pictures-need-a-model", MQ_ERROR_BAD_INPUT },
  { "no-such-team", MQ_ERROR_NO_MODEL },
  { "unknown-kind", MQ_ERROR_UNKNOWN_KIND },
  { "not-found", MQ_ERROR_NOT_FOUND },
  { "conflict", MQ_ERROR_CONFLICT },
  { "run-ended", MQ_ERROR_CONFLICT },
  { "worker-lost", MQ_ERROR_WORKER_LOST },
  { "timeout", MQ_ERROR_TIMEOUT },
  { "no-blender", MQ_ERROR_NO_BLENDER },
  { "disk-full", MQ_ERROR_NO_SPACE },
  { "cancelled", MQ_ERROR_CANCELLED },
  { "sign-in", MQ_ERROR_SIGN_IN },
  { "terms", MQ_ERROR_TERMS },
  { "quota", MQ_ERROR_QUOTA },
  { "busy", MQ_ERROR_BUSY },
  { "unavailable", MQ_ERROR_BUSY },
  { "too-many-requests", MQ_ERROR_BUSY },
  { "model-busy", MQ_ERROR_BUSY },
  { "model-unreachable", MQ_ERROR_MODEL_AWAY },
  { "model-cut", MQ_ERROR_MODEL_CUT },
  { "model-key", MQ_ERROR_MODEL_ACCESS },
  { "model-payment", MQ_ERROR_MODEL_ACCESS },
  { "model-address", MQ_ERROR_MODEL_ACCESS },
  { "no-model", MQ_ERROR_NO_MODEL },
};

/**
 * mq_http_problem_to_error:
 * @problem: (nullable): a problem object, of an answer or of the event `failed`
 * @status: the HTTP status, or 0
 *
 * Returns: (transfer full): an error of %MQ_ERROR; %MQ_ERROR_UNREACHABLE for the answer of a proxy
 *   that reaches no service
 */
GError *
mq_http_problem_to_error (JsonObject *problem, guint status)
{
  const char *type = mq_json_get_string (problem, "type", "");
  const char *slash = strrchr (type, '/');
  const char *code = slash != NULL ? slash + 1 : type;
  const char *title = mq_json_get_string (problem, "title", NULL);
  g_autofree char *detail = mq_text_clean (mq_json_get_string (problem, "detail", title),
                                           MAX_DETAIL);
  g_autofree char *next = mq_text_clean (mq_json_get_string (problem, "next", NULL), MAX_NEXT);
  MqError error = MQ_ERROR_FAILED;

  /* A proxy says so when no service is behind it at the moment (RFC 9110, 15.6.3 to 15.6.5). */
  if (problem == NULL && (status == 502 || status == 503 || status == 504))
    error = MQ_ERROR_UNREACHABLE;
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (codes[i].code, code))
      error = codes[i].error;

  /* The words of an API, which the title is better than: an id, or a route. */
  if (title != NULL
      && (error == MQ_ERROR_BAD_INPUT || error == MQ_ERROR_NOT_FOUND || error == MQ_ERROR_CONFLICT)
      && g_regex_match_simple ("[0-9a-f]{8}-[0-9a-f]{4}-|/v1/|openapi", detail, G_REGEX_OPTIMIZE,
                               0))
    {
      g_free (detail);
      detail = mq_text_clean (title, MAX_DETAIL);
    }
  if (*detail == '\0')
    {
      g_free (detail);
      detail = status != 0
                   ? g_strdup_printf (_ ("The agent service answered with status %u"), status)
                   : g_strdup (_ ("The run failed, and the service did not say why"));
    }

  /* The second line of a model's error says what to do in this case, so it replaces `next`. */
  if ((g_str_has_prefix (code, "model-") || g_str_equal (code, "no-model"))
      && strchr (detail, '\n') != NULL)
    *next = '\0';

  return g_error_new (MQ_ERROR, error, *next != '\0' ? "%s\n%s" : "%s", detail, next);
}
