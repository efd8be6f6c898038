/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids of the parts of a model's plan, see mq-plan-names.h. */
#include "service/team/mq-plan-names.h"

#include "common/json/mq-json.h"
#include "common/base/mq-text.h"
#include "service/team/mq-plan-joins.h"

#include <string.h>

static gboolean
is_taken (const char *id, MqPythonLibrary *library)
{
  static const char *const own[] = { "build", "whole", "main", NULL };

  return g_strv_contains (own, id) || mq_python_library_lookup (library, id) != NULL;
}

static char *
make_id (const char *id, MqPythonLibrary *library)
{
  return is_taken (id, library) ? g_strconcat (id, "_part", NULL) : g_strdup (id);
}

/* "moss: let in 2 mm" → "moss_part: let in 2 mm" */
static JsonArray *
rename_joins (JsonObject *part, JsonArray *parts, MqPythonLibrary *library)
{
  JsonArray *joins = mq_json_get_array (part, "joins");
  JsonArray *renamed = json_array_new ();

  for (guint i = 0; i < mq_json_length (joins); i++)
    {
      const char *join = mq_json_element_string (joins, i);
      g_autofree char *old = join != NULL ? mq_plan_joins_dup_id (join, parts) : NULL;
      g_autofree char *id = old != NULL ? make_id (old, library) : NULL;
      g_autofree char *text = NULL;

      if (id == NULL)
        continue;
      text = g_strconcat (id, join + strcspn (join, ":"), NULL);
      json_array_add_string_element (renamed, text);
    }

  return renamed;
}

/* The parts, each id once. */
static JsonArray *
settle_parts (JsonArray *parts, MqPythonLibrary *library)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *settled = json_array_new ();

  for (guint i = 0; i < mq_json_length (parts); i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);
      const char *id = mq_json_get_string (part, "id", "");
      g_autofree char *own = make_id (id, library);
      JsonObject *copy;

      if (part == NULL || !g_hash_table_add (seen, g_ascii_strdown (id, -1)))
        continue;

      copy = mq_json_copy_object (part);
      mq_json_add (copy, "id:s joins:a", own, rename_joins (part, parts, library));
      /* The user reads the model's word. */
      if (!g_str_equal (own, id) && !json_object_has_member (part, "name"))
        {
          g_autofree char *name = mq_text_make_title (id);

          json_object_set_string_member (copy, "name", name);
        }
      json_array_add_object_element (settled, copy);
    }

  return settled;
}

static void
rename_subjects (JsonArray *requirements, JsonArray *parts, MqPythonLibrary *library)
{
  static const char *const members[] = { "of", "to" };

  for (guint i = 0; i < mq_json_length (requirements); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (members); j++)
      {
        JsonObject *requirement = mq_json_element_object (requirements, i);
        const char *id = mq_json_get_string (requirement, members[j], "");

        if (mq_json_find (parts, "id", id) != NULL && is_taken (id, library))
          {
            g_autofree char *own = make_id (id, library);

            json_object_set_string_member (requirement, members[j], own);
          }
      }
}

/**
 * mq_plan_names_settle:
 * @said: a model's plan
 * @library: functions whose names are taken
 *
 * Returns: (transfer full): the plan with ids of its own: `moss` becomes `moss_part`, everywhere
 */
JsonObject *
mq_plan_names_settle (JsonObject *said, MqPythonLibrary *library)
{
  JsonObject *settled = mq_json_copy_object (said);
  JsonArray *parts = mq_json_get_array (said, "parts");

  rename_subjects (mq_json_get_array (settled, "requirements"), parts, library);
  if (parts != NULL)
    json_object_set_array_member (settled, "parts", settle_parts (parts, library));
  return settled;
}
