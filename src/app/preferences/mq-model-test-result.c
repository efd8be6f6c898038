/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The result of a model test as text, see mq-model-test-result.h. */
#include "app/preferences/mq-model-test-result.h"

#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_TEXT 2000

static const struct
{
  const char *member;
  const char *yes;
  const char *no;
} abilities[] = {
  { "pictures", N_ ("Supports pictures."),
    N_ ("No picture support: results are checked by measuring only.") },
  { "tools", N_ ("Supports tools."), N_ ("No tool support: Maquette looks things up for it.") },
  { "schema", N_ ("Supports structured output."),
    N_ ("No structured output: answers are checked, and requested again if needed.") },
};

/**
 * mq_model_test_result_describe:
 * @answer: the response of `POST /v1/models/try`
 *
 * Returns: (transfer full): response time and abilities; or the error and its solution, as the
 *   service reports them
 */
char *
mq_model_test_result_describe (JsonObject *answer)
{
  const char *text = mq_json_get_string (answer, "text", NULL);
  double seconds = mq_json_get_double (answer, "seconds", 0);
  g_autoptr (GString) words = NULL;

  if (!mq_json_get_boolean (answer, "ok", FALSE))
    return text != NULL ? mq_text_clean (text, MAX_TEXT) : g_strdup (_ ("No answer."));

  words = g_string_new (NULL);
  /* Translators: a duration in seconds */
  g_string_append_printf (words, _ ("Answered in %.1f s."),
                          isfinite (seconds) ? CLAMP (seconds, 0, 3600) : 0);
  for (gsize i = 0; i < G_N_ELEMENTS (abilities); i++)
    if (json_object_has_member (answer, abilities[i].member))
      g_string_append_printf (words, " %s",
                              mq_json_get_boolean (answer, abilities[i].member, FALSE)
                                  ? _ (abilities[i].yes)
                                  : _ (abilities[i].no));

  return g_string_free_and_steal (g_steal_pointer (&words));
}
