/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Close-ups of defects, see mq-defect-closeup.h. */
#include "common/asset/mq-defect-closeup.h"

#include "common/json/mq-json.h"

/* Objects of one close-up. */
#define MAX_NAMES 20
/* Characters of a close-up's label. */
#define MAX_LABEL 40

static void
add_name (JsonArray *names, JsonArray *objects, const char *name)
{
  if (mq_json_find (objects, "name", name) != NULL && json_array_get_length (names) < MAX_NAMES
      && !mq_json_contains (names, name))
    json_array_add_string_element (names, name);
}

/**
 * mq_defect_closeup_make:
 * @defect: a defect
 * @objects: those of the measured report
 *
 * Returns: (transfer full) (nullable): `{"label", "objects": [names]}`, as the bridge's `render`
 *   takes it; of two objects it shows where they meet. %NULL: the defect has no objects
 */
JsonObject *
mq_defect_closeup_make (JsonObject *defect, JsonArray *objects)
{
  JsonObject *facts = mq_json_get_object (defect, "facts");
  JsonArray *named = mq_json_get_array (facts, "objects");
  const char *part = mq_json_get_string (defect, "part", "whole");
  g_autoptr (JsonArray) names = json_array_new ();
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;
  guint count;

  MQ_JSON_EACH_STRING (named, i, name)
    if (name != NULL)
      add_name (names, objects, name);
  add_name (names, objects, mq_json_get_string (facts, "other", ""));
  add_name (names, objects, mq_json_get_string (defect, "object", ""));

  /* A defect that names no objects is of all of its part. */
  count = json_array_get_length (names);
  for (guint i = 0; count == 0 && i < mq_json_length (objects); i++)
    {
      JsonObject *object = mq_json_element_object (objects, i);

      if (g_str_equal (mq_json_get_string (object, "part", ""), part))
        add_name (names, objects, mq_json_get_string (object, "name", ""));
    }

  if ((count = json_array_get_length (names)) == 0)
    return NULL;

  /* "Leg 1 and Seat", "legs": what a close-up shows. */
  if (count == 2)
    text = g_strdup_printf ("%s and %s", mq_json_element_string (names, 0),
                            mq_json_element_string (names, 1));
  else
    text = g_strdup (count == 1 ? mq_json_element_string (names, 0) : part);
  label = g_utf8_strlen (text, -1) > MAX_LABEL ? g_utf8_substring (text, 0, MAX_LABEL)
                                               : g_steal_pointer (&text);
  return mq_json_new ("label:s objects:a", label, json_array_ref (names));
}
