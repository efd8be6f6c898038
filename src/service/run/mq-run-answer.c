/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of the team in the journal, see mq-run-answer.h:
 * {"answer": {…}, "usage": {…}}, or {"failure": {"code", "message"}, "usage": {…}}; with `absent`,
 * the seconds for which it was not asked because nobody followed the run. */
#include "service/run/mq-run-answer.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/model/mq-model-error.h"
#include "service/run/mq-http-problem.h"

#include <glib/gi18n.h>

#define MODEL "model-"
#define INTERNAL "internal"

static const struct
{
  const char *code;
  MqError error;
} faults[] = {
  { "failed", MQ_ERROR_FAILED },
  { "unknown-kind", MQ_ERROR_UNKNOWN_KIND },
  { "budget", MQ_ERROR_BUDGET },
};

/* @answer: (nullable): the team's answer; @usage: (nullable): its usage; @absent: seconds for
 * which nobody followed the run, and the team was not asked; @fault: (nullable): why there is no
 * answer. Returns: (transfer full): JSON text */
char *
mq_run_answer_to_text (JsonObject *answer, JsonObject *usage, gint64 absent, const GError *fault)
{
  g_autoptr (JsonObject) object = json_object_new ();

  if (answer != NULL)
    mq_json_add (object, "answer:O", answer);
  else
    {
      const char *code = INTERNAL;
      g_autofree char *model_code = NULL;

      for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
        if (g_error_matches (fault, MQ_ERROR, (int)faults[i].error))
          code = faults[i].code;
      if (fault->domain == MQ_MODEL_ERROR)
        code = model_code = g_strconcat (MODEL, mq_model_error_to_code (fault->code), NULL);
      mq_json_add (object, "failure:o", mq_json_new ("code:s message:s", code, fault->message));
    }
  mq_json_add (object, "usage:O?", usage);
  if (absent > 0)
    json_object_set_int_member (object, "absent", absent);

  return mq_json_object_to_string (object, FALSE);
}

/* @text: a text of mq_run_answer_to_text(); @usage: (out) (transfer full) (nullable): its usage;
 * @absent: (out): seconds for which nobody followed the run; @error: why there is no answer.
 * Returns: (transfer full) (nullable): the team's answer */
JsonObject *
mq_run_answer_from_text (const char *text, JsonObject **usage, gint64 *absent, GError **error)
{
  g_autoptr (JsonObject) object = mq_json_parse_object (text, -1, error);
  JsonObject *answer = mq_json_get_object (object, "answer");
  JsonObject *failure = mq_json_get_object (object, "failure");
  JsonObject *used = mq_json_get_object (object, "usage");
  JsonObject *said = failure != NULL ? failure : object;
  const char *code = mq_json_get_string (failure, "code", INTERNAL);
  const char *message = mq_json_get_string (said, "message", _ ("The team has no answer"));

  *absent = MAX (mq_json_get_int (object, "absent", 0), 0);
  *usage = used != NULL ? json_object_ref (used) : NULL;
  if (object == NULL)
    return NULL;

  if (answer != NULL)
    return json_object_ref (answer);

  /* The form of journals of version 0.1. */
  if (failure == NULL)
    {
      g_set_error_literal (error, MQ_ERROR, (int)mq_json_get_int (object, "code", MQ_ERROR_FAILED),
                           message);
      return NULL;
    }

  if (g_str_has_prefix (code, MODEL))
    {
      g_set_error_literal (error, MQ_MODEL_ERROR, mq_model_error_from_code (code + strlen (MODEL)),
                           message);
      return NULL;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (g_str_equal (faults[i].code, code))
      {
        g_set_error_literal (error, MQ_ERROR, (int)faults[i].error, message);
        return NULL;
      }

  g_set_error_literal (error, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_INTERNAL, message);
  return NULL;
}
