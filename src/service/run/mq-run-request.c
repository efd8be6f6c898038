/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRunRequest: parses and checks the request for a run, see mq-run-request.h. */
#include "service/run/mq-run-request.h"

#include "common/requirement/mq-own-requirements.h"
#include "common/base/mq-error.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-text.h"
#include "common/script/mq-script-proof.h"
#include "common/settings/mq-fit.h"
#include "service/run/mq-http-problem.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_SESSION_ID 64

static const char *const modes[] = { "create", "continue", "script" };

/**
 * mq_run_request_free:
 * @self: (transfer full) (nullable): a request
 */
void
mq_run_request_free (MqRunRequest *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->message, mq_message_free);
  g_free (self->session);
  g_free (self->client);
  g_free (self->team);
  g_free (self->script);
  g_free (self->base_script);
  g_free (self->title);
  g_clear_pointer (&self->begun_plan, json_object_unref);
  g_free (self->begun_script);
  g_clear_pointer (&self->plan, json_object_unref);
  g_clear_pointer (&self->report, json_object_unref);
  g_clear_pointer (&self->by_hand, json_object_unref);
  g_clear_pointer (&self->json, json_object_unref);
  g_free (self);
}

/**
 * mq_run_mode_to_string:
 *
 * Returns: (transfer none): the name on the wire
 */
const char *
mq_run_mode_to_string (MqRunMode mode)
{
  return modes[mode];
}

/**
 * mq_run_check_id:
 * @id: (nullable): a client's id of a request; "": none, too
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether it is valid: 32 lower-case hexadecimal digits, or ""
 */
gboolean
mq_run_check_id (const char *id, GError **error)
{
  gsize length = id != NULL ? strspn (id, "0123456789abcdef") : 0;

  if (id == NULL || (id[length] == '\0' && (length == 32 || length == 0)))
    return TRUE;

  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  "“id” has 32 hexadecimal digits in lower case, made by the sender");
}

/**
 * mq_run_check_text:
 * @text: the user's words
 * @may_be_empty: the text may be empty, because there are pictures
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether there is at least one visible character and at most %MQ_MESSAGE_MAX_CHARS
 */
gboolean
mq_run_check_text (const char *text, gboolean may_be_empty, GError **error)
{
  glong chars = g_utf8_strlen (text, -1);

  if (chars > MQ_MESSAGE_MAX_CHARS)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("The text has %ld characters; at most %d are read"), chars,
                    MQ_MESSAGE_MAX_CHARS);

  if (!may_be_empty && mq_text_is_blank (text))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The text is empty"));

  return TRUE;
}

/* Checks the words of a message, which what was drawn or pictures can do without. Returns: as
 * mq_run_check_text() */
gboolean
mq_run_check_message (const MqMessage *message, GError **error)
{
  return mq_run_check_text (message->text,
                            message->numbers->len > 0 || mq_target_list_is_drawn (message->targets),
                            error);
}

/* Returns: (transfer full) */
static char *
read_script (JsonObject *from, const char *what, GError **error)
{
  const char *script = mq_json_get_string (from, "script", NULL);

  if (script == NULL || *script == '\0')
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s is missing or empty", what);

  if (strlen (script) > MQ_SCRIPT_MAX_BYTES)
    return mq_http_problem_fail_null (error, MQ_HTTP_PROBLEM_TOO_LARGE,
                                      _ ("The script has %zu bytes; at most %d are read"),
                                      strlen (script), MQ_SCRIPT_MAX_BYTES);

  return g_strdup (script);
}

static JsonObject *
dup_object (JsonObject *from, const char *key)
{
  JsonObject *object = mq_json_get_object (from, key);

  return object != NULL ? json_object_ref (object) : NULL;
}

/* @script: (out): of the base */
static gboolean
read_base (MqRunRequest *self, char **script, GError **error)
{
  JsonObject *base = mq_json_get_object (self->json, "base");

  if (base == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“base” is missing: the version to continue from");

  self->plan = dup_object (base, "plan");
  self->report = dup_object (base, "report");
  self->title = g_strdup (mq_json_get_string (base, "title", NULL));
  return (*script = read_script (base, "“base.script”", error)) != NULL;
}

/* Makes the plan that the script is held to: what the script itself says of requirements and joins,
 * and @given: (nullable): the plan of the request, instead of that of the base. */
static gboolean
take_rows (MqRunRequest *self, JsonObject *given, GError **error)
{
  g_autoptr (JsonObject) rows = NULL;
  g_autofree char *rest = NULL;

  if (given != NULL)
    mq_json_replace_object (&self->plan, given);
  if (!mq_script_proof_take (self->script, &rest, &rows, error))
    return FALSE;

  g_set_str (&self->script, rest);
  if (rows != NULL)
    {
      JsonObject *settings = mq_json_get_object (self->json, "settings");
      JsonObject *print = mq_json_get_object (mq_json_get_object (settings, "config"), "print");
      JsonArray *own = mq_json_get_array (rows, "requirements");
      JsonArray *joins = mq_json_get_array (rows, "joins");
      double gap = mq_json_get_double (print, "clearance_mm", 0) / 1000;
      g_autoptr (JsonObject) plan = NULL;

      /* The user gave them beside the script. */
      if (given != NULL && own != NULL)
        mq_json_append (own, mq_json_get_array (given, "requirements"));
      /* A fit with a name and no number has some of the gap of the user's printer. */
      MQ_JSON_EACH (joins, i, join)
        {
          double gaps = mq_fit_find (mq_json_get_string (join, "fit", NULL));

          if (isfinite (gaps) && !json_object_has_member (join, "m")
              && g_strcmp0 (mq_json_get_string (join, "kind", NULL), "fits") == 0)
            json_object_set_double_member (join, "m", gaps * (gap > 0 ? gap : MQ_FIT_USUAL_GAP));
        }
      plan = mq_script_proof_apply (rows, self->plan);
      mq_json_replace_object (&self->plan, plan);
    }
  return TRUE;
}

/**
 * mq_run_request_parse:
 * @json: the body of POST /v1/runs
 * @error: %MQ_ERROR_BAD_INPUT, or %MQ_HTTP_PROBLEM_TOO_LARGE
 *
 * Returns: (transfer full) (nullable): the request
 */
MqRunRequest *
mq_run_request_parse (JsonObject *json, GError **error)
{
  g_autoptr (MqRunRequest) self = g_new0 (MqRunRequest, 1);
  const char *mode = mq_json_get_string (json, "mode", "create");
  gsize length;

  if (!(self->message = mq_message_read (json, MQ_MESSAGE_WIRE | MQ_MESSAGE_FIRST, error))
      || !mq_run_check_id (self->message->id, error)
      || !mq_own_requirements_check (self->message->requirements, error))
    return NULL;

  self->json = json_object_ref (json);
  self->session = g_strdup (mq_json_get_string (json, "session", ""));
  length = strlen (self->session);
  if (length > MAX_SESSION_ID
      || strspn (self->session, "0123456789abcdefghijklmnopqrstuvwxyz-") != length)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "“session” has at most %d lower-case letters, digits and hyphens",
                         MAX_SESSION_ID);

  self->team = g_strdup (mq_json_get_string (json, "team", NULL));
  self->client = g_strdup (mq_json_get_string (json, "client_id", ""));
  self->go_on = mq_json_get_boolean (json, "go_on", FALSE);
  self->interactive = mq_json_get_boolean (json, "interactive", TRUE);
  self->no_renders = mq_json_get_int (mq_json_get_object (json, "render"), "num_images", 1) == 0;

  while (self->mode < G_N_ELEMENTS (modes) && !g_str_equal (mode, modes[self->mode]))
    self->mode++;
  if (self->mode == G_N_ELEMENTS (modes))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "“mode” is “%s”; it can be create, continue or script", mode);

  if (self->message->variants > 1 && self->mode == MQ_RUN_SCRIPT)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "A script of the user's own has no variants");

  /* A script of the user's own needs no message; the limit holds for it, too. */
  if ((self->mode != MQ_RUN_SCRIPT || *self->message->text != '\0')
      && !mq_run_check_message (self->message, error))
    return NULL;

  /* Reads the plan and the script of an earlier run that stopped or failed. */
  if (self->mode == MQ_RUN_CREATE)
    {
      JsonObject *begun = mq_json_get_object (json, "begun");

      self->begun_plan = dup_object (begun, "plan");
      if (mq_json_get_string (begun, "script", NULL) != NULL
          && (self->begun_script = read_script (begun, "“begun.script”", error)) == NULL)
        return NULL;
    }

  /* The user's own script, the version that it was made from, if any, what was changed by hand of
   * that, and what it is held to, if not to the plan of that. */
  if (self->mode == MQ_RUN_SCRIPT)
    {
      if (!(self->script = read_script (json, "“script”", error))
          || (mq_json_get_object (json, "base") != NULL
              && !read_base (self, &self->base_script, error)))
        return NULL;

      if ((self->by_hand = dup_object (json, "by_hand")) != NULL && self->base_script == NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                             "“base” is missing: the version that was changed by hand");

      if (!take_rows (self, mq_json_get_object (json, "plan"), error))
        return NULL;
    }

  if (self->mode == MQ_RUN_CONTINUE && !read_base (self, &self->script, error))
    return NULL;

  return g_steal_pointer (&self);
}
