/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The captions of a dataset: composed of the user's words, the plan and the parts that are there,
 * without a model. They are English, apart from the user's words, and never translated: the same
 * version has the same captions everywhere. */
#include "client/dataset/mq-dataset-private.h"

#include "common/json/mq-json.h"

#include <string.h>

/* The whole asset's size in m along x, y and z. */
static void
measure (JsonArray *parts, double size[3])
{
  double low[3] = { G_MAXDOUBLE, G_MAXDOUBLE, G_MAXDOUBLE };
  double high[3] = { -G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE };

  for (guint i = 0; i < mq_json_length (parts); i++)
    {
      double min[3];
      double max[3];

      if (!mq_json_get_box (mq_json_element_object (parts, i), min, max))
        continue;
      for (guint axis = 0; axis < 3; axis++)
        {
          low[axis] = MIN (low[axis], min[axis]);
          high[axis] = MAX (high[axis], max[axis]);
        }
    }

  for (guint axis = 0; axis < 3; axis++)
    size[axis] = MAX (0, high[axis] - low[axis]);
}

static void
append_sentence (GString *text, const char *sentence)
{
  if (sentence == NULL || *sentence == '\0')
    return;

  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append_unichar (text, g_unichar_toupper (g_utf8_get_char (sentence)));
  g_string_append (text, g_utf8_next_char (sentence));
  if (strchr (".!?", text->str[text->len - 1]) == NULL)
    g_string_append_c (text, '.');
}

/* "legs (4 objects), seat" */
static char *
list_parts (JsonArray *parts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < mq_json_length (parts); i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);
      guint n_objects = mq_json_length (mq_json_get_array (part, "objects"));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                              mq_json_get_string (part, "name", "?"));
      if (n_objects > 1)
        g_string_append_printf (text, " (%u objects)", n_objects);
    }

  g_strdelimit (text->str, "_", ' ');
  return g_string_free_and_steal (text);
}

/* Each name once, in alphabetical order. */
static char *
list_materials (JsonArray *parts)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < mq_json_length (parts); i++)
    {
      JsonArray *materials = mq_json_get_array (mq_json_element_object (parts, i), "materials");

      for (guint j = 0; j < mq_json_length (materials); j++)
        {
          const char *name = mq_json_element_string (materials, j);

          if (name != NULL && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
            g_ptr_array_add (names, (gpointer)name);
        }
    }

  g_ptr_array_sort_values (names, (GCompareFunc)strcmp);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (GStrv)names->pdata);
}

/* The first words, and the changes after them. */
static char *
join_words (JsonObject *plan, const char *instruction, const char *summary)
{
  const char *prompt = mq_json_get_string (plan, "prompt", instruction);
  JsonArray *changes = mq_json_get_array (plan, "instructions");
  GString *text = g_string_new (*prompt != '\0' ? prompt : summary);

  for (guint i = 0; i < mq_json_length (changes); i++)
    if (mq_json_element_string (changes, i) != NULL)
      g_string_append_printf (text, "; %s", mq_json_element_string (changes, i));

  return g_string_free_and_steal (text);
}

/* @plan: (nullable): of the version; @instruction: the user's words for the version; empty for a
 * script of one's own; @summary: of the version; @parts: the content of parts.json. Returns:
 * (transfer full): the content of captions.json */
JsonObject *
mq_dataset_caption_make (JsonObject *plan, const char *instruction, const char *summary,
                         JsonObject *parts)
{
  JsonArray *rows = mq_json_get_array (parts, "parts");
  g_autofree char *brief = join_words (plan, instruction, summary);
  g_autofree char *list = list_parts (rows);
  g_autofree char *materials = list_materials (rows);
  g_autofree char *about = g_strdup (mq_json_get_string (plan, "about", ""));
  g_autofree char *counted = g_strdup_printf ("Parts: %s", list);
  g_autofree char *made = *materials != '\0' ? g_strdup_printf ("Materials: %s", materials) : NULL;
  g_autoptr (GString) full = g_string_new (NULL);
  g_autofree char *extent = NULL;
  char number[3][G_ASCII_DTOSTR_BUF_SIZE];
  double size[3];

  measure (rows, size);
  for (guint axis = 0; axis < 3; axis++)
    g_ascii_formatd (number[axis], sizeof number[axis], "%.3g", size[axis]);
  extent = g_strdup_printf ("Size: %s m wide, %s m deep, %s m high", number[0], number[1],
                            number[2]);

  append_sentence (full, brief);
  append_sentence (full, about);
  append_sentence (full, counted);
  append_sentence (full, made);
  append_sentence (full, extent);
  return mq_json_new ("schema:i short:s long:s", 1, brief, full->str);
}
