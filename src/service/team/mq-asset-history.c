/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of a session, see mq-asset-history.h. What a client sends is not trusted: an entry
 * without a number or a script is left out. */
#include "service/team/mq-asset-history.h"

#include "common/json/mq-json.h"
#include "common/base/mq-limits.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-text.h"
#include "common/script/mq-script.h"

#include <string.h>

#define MAX_WORDS 300 /* bytes of an instruction or a summary in a line */

/**
 * mq_asset_history_read:
 * @request: the request for a run; its `history` may be absent
 *
 * Returns: (transfer full): the usable entries, at most %MQ_RUN_MAX_HISTORY
 */
JsonArray *
mq_asset_history_read (JsonObject *request)
{
  JsonArray *said = mq_json_get_array (request, "history");
  JsonArray *history = json_array_new ();

  MQ_JSON_EACH (said, i, entry)
    {
      const char *script = mq_json_get_string (entry, "script", NULL);

      if (script != NULL && strlen (script) <= MQ_SCRIPT_MAX_BYTES
          && mq_json_get_int (entry, "version", 0) > 0)
        mq_asset_history_add (history, json_object_ref (entry));
    }

  return history;
}

/**
 * mq_asset_history_find:
 * @version: a number
 *
 * Returns: (transfer none) (nullable): its entry
 */
JsonObject *
mq_asset_history_find (JsonArray *history, gint64 version)
{
  MQ_JSON_EACH (history, i, entry)
    if (mq_json_get_int (entry, "version", 0) == version)
      return entry;

  return NULL;
}

/**
 * mq_asset_history_add:
 * @entry: (transfer full): a version; the oldest one makes room for it
 */
void
mq_asset_history_add (JsonArray *history, JsonObject *entry)
{
  if (json_array_get_length (history) >= MQ_RUN_MAX_HISTORY)
    json_array_remove_element (history, 0);
  json_array_add_object_element (history, entry);
}

static void
append_words (GString *text, const char *format, JsonObject *entry, const char *member)
{
  g_autofree char *words = mq_text_clean (mq_json_get_string (entry, member, ""), MAX_WORDS);

  if (*words != '\0')
    g_string_append_printf (text, format, words);
}

/**
 * mq_asset_history_describe:
 * @current: the version that the asset is at
 * @library: functions that models know
 * @with_code: also what the newest change replaced, whole
 *
 * Returns: (transfer full): a line for each version; "" without any history
 */
char *
mq_asset_history_describe (JsonArray *history, gint64 current, MqPythonLibrary *library,
                           gboolean with_code)
{
  GString *text = g_string_new (NULL);
  JsonObject *now = mq_asset_history_find (history, current);
  JsonObject *before = mq_asset_history_find (history, mq_json_get_int (now, "parent", 0));
  g_autofree char *replaced = NULL;

  if (now == NULL || mq_json_length (history) < 2)
    return g_string_free (text, FALSE);

  g_string_append_printf (text, "# History: %s version %" G_GINT64_FORMAT "\n",
                          with_code ? "the asset is" : "before this change the asset was", current);
  MQ_JSON_EACH (history, i, entry)
    {
      gint64 parent = mq_json_get_int (entry, "parent", 0);
      JsonObject *old = mq_asset_history_find (history, parent);
      g_autoptr (JsonArray) required_then = mq_requirement_list (mq_json_get_object (old, "plan"));
      g_autoptr (JsonArray) required = mq_requirement_list (mq_json_get_object (entry, "plan"));
      const char *separator = "; now required: ";

      g_string_append_printf (text, "- version %" G_GINT64_FORMAT,
                              mq_json_get_int (entry, "version", 0));
      if (parent > 0)
        g_string_append_printf (text, ", from %" G_GINT64_FORMAT, parent);
      append_words (text, ": the user said “%s”", entry, "instruction");
      append_words (text, "; %s", entry, "summary");

      /* The newest change is told by its code. */
      if (old != NULL && (!with_code || entry != now))
        {
          g_autofree char *changes
              = mq_script_describe_difference (mq_json_get_string (old, "script", ""),
                                               mq_json_get_string (entry, "script", ""), library);

          if (*changes != '\0')
            g_string_append_printf (text, " (%s)", changes);
        }

      /* The requirements that the version added or changed. */
      for (guint j = 0; old != NULL && j < json_array_get_length (required); j++)
        {
          const char *said = mq_json_get_string (mq_json_element_object (required, j), "words", "");
          g_autofree char *words = mq_text_clean (said, MAX_WORDS);

          if (mq_json_find (required_then, "words", said) != NULL)
            continue;
          g_string_append_printf (text, "%s“%s”", separator, words);
          separator = ", ";
        }
      g_string_append_c (text, '\n');
    }

  if (before == NULL || !with_code)
    return g_string_free (text, FALSE);

  replaced = mq_script_dup_replaced (mq_json_get_string (before, "script", ""),
                                     mq_json_get_string (now, "script", ""), library);
  if (*replaced != '\0')
    g_string_append_printf (text,
                            "What version %" G_GINT64_FORMAT
                            " replaced was, in version %" G_GINT64_FORMAT ":\n```python\n%s```\n",
                            current, mq_json_get_int (before, "version", 0), replaced);
  return g_string_free (text, FALSE);
}
