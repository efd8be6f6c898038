/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The materials of a model's plan, see mq-plan-materials.h. */
#include "service/plan/mq-plan-materials.h"

#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <string.h>

/* Other names that models give to a colour. */
static const char *const members[] = { "color",       "colour", "hex", "base_color",
                                       "base_colour", "rgb",    "tint" };

/* As HTML has them; what is in no list is sent back. */
static const struct
{
  const char *word;
  const char *color;
} names[] = {
  { "black", "#1a1a1a" },  { "white", "#f2f2f0" }, { "gray", "#8c8c8c" },   { "grey", "#8c8c8c" },
  { "red", "#b02020" },    { "green", "#2f7d32" }, { "blue", "#2456a6" },   { "yellow", "#e8c21c" },
  { "orange", "#e07b1f" }, { "brown", "#6b4226" }, { "purple", "#6a3d9a" }, { "pink", "#e79ab5" },
};

/* "#rrggbb" of "#8A5A33", "8a5a33", "#fa0" or "brown"; NULL of anything else. */
static char *
read_color (const char *text)
{
  g_autofree char *word = g_ascii_strdown (text, -1);
  const char *digits;
  gsize n;

  g_strstrip (word);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (word, names[i].word))
      return g_strdup (names[i].color);

  digits = word + (*word == '#');
  n = strspn (digits, "0123456789abcdef");
  if (digits[n] != '\0' || (n != 3 && n != 6))
    return NULL;
  if (n == 6)
    return g_strconcat ("#", digits, NULL);

  return g_strdup_printf ("#%c%c%c%c%c%c", digits[0], digits[0], digits[1], digits[1], digits[2],
                          digits[2]);
}

/* A member of that name in any case: "Colour". */
static const char *
find_text (JsonObject *material, const char *name)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, material);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    if (g_ascii_strcasecmp (member, name) == 0)
      return mq_json_get_string (material, member, "");

  return "";
}

/* Returns: (transfer full) (nullable): the colour. @said: (out): as it was written */
static char *
find_color (JsonObject *material, const char **said)
{
  *said = "";
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *text = find_text (material, members[i]);
      char *color = read_color (text);

      if (color != NULL)
        return color;
      if (**said == '\0')
        *said = text;
    }

  return NULL;
}

/**
 * mq_plan_materials_read:
 * @said: (nullable): materials as a model writes them
 * @old: (nullable): materials of the plan that is changed; one without a colour keeps its own
 * @faults: gets a line, for the model, for each colour that cannot be read
 *
 * Returns: (transfer full): `[{"id", "label", "finish", "color"}]`, each with a name for the user
 */
JsonArray *
mq_plan_materials_read (JsonArray *said, JsonArray *old, GString *faults)
{
  JsonArray *materials = json_array_new ();

  for (guint i = 0; i < mq_json_length (said); i++)
    {
      JsonObject *material = mq_json_element_object (said, i);
      const char *id = mq_json_get_string (material, "id", "main");
      JsonObject *was = mq_json_find (old, "id", id);
      g_autofree char *label = mq_text_make_title (id);
      g_autofree char *color = NULL;
      const char *written;

      if (material == NULL)
        continue;

      color = find_color (material, &written);
      if (color == NULL && *written == '\0' && was != NULL)
        color = g_strdup (mq_json_get_string (was, "color", ""));
      if (color == NULL)
        g_string_append_printf (
            faults, "- material \"%.60s\": \"color\" must be \"#rrggbb\"%s%.60s%s\n", id,
            *written != '\0' ? ", not \"" : "", written, *written != '\0' ? "\"" : "");
      json_array_add_object_element (
          materials,
          mq_json_new (
              "id:s label:s finish:s color:s", id, mq_json_get_string (material, "label", label),
              mq_json_get_string (material, "finish", mq_json_get_string (was, "finish", "")),
              color != NULL ? color : ""));
    }

  return materials;
}
