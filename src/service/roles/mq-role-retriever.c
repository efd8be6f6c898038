/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The retriever role: looks up how to make what the plan names, without a model: tested examples of
 * the whole or of a part. Most plans need none: the toolkit has their shapes, and the check knows
 * what changed between versions. */
#include "service/roles/mq-role.h"

#include "common/json/mq-json.h"

#include <glib/gi18n.h>

#define MAX_PASSAGES 2
/* For a model that can search by itself. */
#define FEW_PASSAGES 1
#define MAX_TOKENS 1100
#define BYTES_PER_TOKEN 4

/* @error: never set: a failed query is ignored. Returns: (transfer full): `{"passages", "text",
 * "detail"}` */
JsonObject *
mq_role_retrieve (MqRoleCall *task, GError **error)
{
  static const char *const frames[] = { "import ",     "from ",       "def paint(",
                                        "def finish(", "if __name__", NULL };
  const char *blender = task->asset->blender;
  JsonObject *plan = task->asset->plan;
  JsonArray *parts = mq_json_get_array (plan, "parts");
  g_autoptr (GString) things = g_string_new (mq_json_get_string (plan, "title", ""));
  g_autoptr (GString) titles = g_string_new (NULL);
  g_autoptr (JsonArray) found = NULL;
  g_autofree char *text = NULL;
  JsonArray *passages = json_array_new ();
  gsize room = MAX_TOKENS * BYTES_PER_TOKEN;
  guint count;

  /* The things to make, one a line: the whole, then its parts. */
  MQ_JSON_EACH (parts, i, part)
    {
      const char *id = mq_json_get_string (part, "id", "");

      g_string_append_printf (things, "\n%s", mq_json_get_string (part, "name", id));
    }

  if (blender != NULL)
    {
      /* Weak models depend on retrieved passages; strong ones seldom need them. */
      gboolean few = mq_role_has_tools (task->context, "debugger")
                     && mq_models_get_effort (task->context->models) != MQ_EFFORT_THOROUGH;
      MqKnowledgeQuery query = { things->str, NULL, few ? FEW_PASSAGES : MAX_PASSAGES, 0,
                                 MQ_KNOWLEDGE_FOR_MAKING };

      found = dex_await_boxed (mq_knowledge_search (task->context->knowledge, blender, &query),
                               NULL);
    }

  /* Whole examples only: half of one is of no use. */
  MQ_JSON_EACH (found, i, passage)
    {
      g_auto (GStrv) lines = g_strsplit (mq_json_get_string (passage, "text", ""), "\n", -1);
      g_autoptr (GString) technique = g_string_new (NULL);
      gboolean is_frame = FALSE;
      JsonObject *copy;

      /* Without what makes it a script of another form: its imports, the helpers `paint` and
       * `finish` that the toolkit has under other names, and the call at its end. */
      for (gsize j = 0; lines[j] != NULL; j++)
        {
          if (g_ascii_isgraph (*lines[j]))
            {
              is_frame = FALSE;
              for (gsize k = 0; frames[k] != NULL; k++)
                is_frame |= g_str_has_prefix (lines[j], frames[k]);
            }
          if (!is_frame && !g_str_equal (lines[j], "build()"))
            g_string_append_printf (technique, "%s\n",
                                    g_str_equal (lines[j], "def build():") ? "def example():"
                                                                           : lines[j]);
        }

      if (technique->len > room)
        continue;
      room -= technique->len;
      copy = mq_json_copy_object (passage);
      json_object_set_string_member (copy, "text", technique->str);
      json_array_add_object_element (passages, copy);
      g_string_append_printf (titles, "- `%s` %s\n", mq_json_get_string (passage, "id", ""),
                              mq_json_get_string (passage, "title", ""));
    }

  count = json_array_get_length (passages);
  if (blender == NULL)
    text = g_strdup (_ ("Nothing could be looked up"));
  else if (count == 0)
    text = g_strdup (_ ("Nothing to look up: no page fits"));
  else
    text = g_strdup_printf (
        ngettext ("Looked up %u thing for Blender %s", "Looked up %u things for Blender %s", count),
        count, task->asset->blender_version);
  return mq_json_new ("passages:a text:s detail:s", passages, text, titles->str);
}
