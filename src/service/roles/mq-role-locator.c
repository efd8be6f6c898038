/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The locator role: the critic's model names points of the object in a picture of the user, and
 * which corners of the parts' measured boxes they are. The bridge finds the picture's camera by
 * them. */
#include "service/roles/mq-role.h"

#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "service/team/mq-likeness.h"

#include <glib/gi18n.h>

#define MAX_WHY 200 /* bytes */

/* @error: an error of mq_role_ask(). Returns: (transfer full) (nullable): `{"landmarks", "text"}`
 */
JsonObject *
mq_role_locate (MqRoleCall *task, GError **error)
{
  MqAssetState *asset = task->asset;
  g_autofree char *picture = g_strdup_printf ("Picture %u", asset->pictured);
  const char *const replacements[] = { "picture", picture, NULL };
  g_autoptr (MqModelRequest) request = mq_role_new_request (task, "critic", "locate");
  g_autoptr (MqModelAnswer) answer = NULL;
  g_autoptr (JsonArray) landmarks = NULL;
  g_autofree char *why = NULL;
  g_autofree char *text = NULL;
  guint n;

  mq_model_request_take_text (
      request, mq_role_context_describe_report (asset->plan, asset->report, TRUE, NULL));
  mq_role_context_add_views (request, asset);
  mq_role_add_prompt (request, task, "locator", replacements, "landmarks");
  if (!(answer = mq_role_ask (task, request, error)))
    return NULL;

  landmarks = mq_likeness_read_landmarks (answer->object);
  n = json_array_get_length (landmarks);
  why = mq_text_clean (mq_json_get_string (answer->object, "why", ""), MAX_WHY);
  if (n == 0 && *why != '\0')
    /* Translators: %s is a sentence of a language model that says why. */
    text = g_strdup_printf (_ ("Cannot be compared with the picture: %s"), why);
  else
    text = g_strdup_printf (
        ngettext ("Found %u landmark in the picture", "Found %u landmarks in the picture", n), n);
  return mq_json_new ("landmarks:a text:s", g_steal_pointer (&landmarks), text);
}
