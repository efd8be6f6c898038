/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a model's plan, see mq-plan-parts.h: their joins and their ids. */
#include "service/plan/mq-plan-parts.h"

#include "common/base/mq-written-number.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <string.h>

/* m: deeper ones are mistakes of the model. */
#define MAX_DEPTH 10.0

/* Other names that models give to a colour. */
static const char *const material_members[] = { "color",       "colour", "hex", "base_color",
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

static const struct
{
  const char *words; /* how a model begins */
  const char *kind;
} kinds[] = {
  { "rest", "rests" },     { "touch", "rests" },  { "let in", "let_in" },
  { "let_in", "let_in" },  { "inset", "let_in" }, { "through", "through" },
  { "passes", "through" }, { "hinge", "hinged" }, { "clearance", "fits" },
  { "fits", "fits" },      { "gap", "fits" },     { "free", "free" },
  { "swims", "free" },     { "flies", "free" },   { "hang", "hangs" },
  { "lies", "lies" },      { "lie ", "lies" },
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

  MQ_JSON_EACH (said, i, material)
    {
      const char *id = mq_json_get_string (material, "id", "main");
      JsonObject *was = mq_json_find (old, "id", id);
      g_autofree char *label = mq_text_make_title (id);
      g_autofree char *color = NULL;
      const char *written = "";

      if (material == NULL)
        continue;

      /* A colour under another name, in any case, or in another form is read; one that cannot be
       * read is sent back, and never becomes a grey in silence. */
      for (gsize j = 0; j < G_N_ELEMENTS (material_members) && color == NULL; j++)
        {
          const char *text = "";
          const char *member;
          JsonObjectIter iter;
          JsonNode *node;

          json_object_iter_init_ordered (&iter, material);
          while (json_object_iter_next_ordered (&iter, &member, &node))
            if (g_ascii_strcasecmp (member, material_members[j]) == 0)
              {
                text = mq_json_get_string (material, member, "");
                break;
              }
          color = read_color (text);
          if (*written == '\0')
            written = text;
        }
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

/* Returns: (nullable): the part with an id, in whatever spelling: “drip tray” is `drip_tray` */
JsonObject *
mq_plan_parts_find (JsonArray *parts, const char *id)
{
  g_autofree char *wanted = mq_text_fold_name (id);

  for (guint i = 0; *wanted != '\0' && i < mq_json_length (parts); i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);
      g_autofree char *folded = mq_text_fold_name (mq_json_get_string (part, "id", ""));

      if (g_str_equal (folded, wanted))
        return part;
    }

  return NULL;
}

/* Returns: (transfer full) (nullable): the id of the part that it names, in whatever spelling */
static char *
plan_joins_dup_id (const char *join, JsonArray *parts)
{
  g_autofree char *name = g_strndup (join, strcspn (join, ":"));
  JsonObject *part = mq_plan_parts_find (parts, name);

  return part != NULL ? g_strdup (mq_json_get_string (part, "id", "")) : NULL;
}

/* Returns: (nullable): the kind that words begin with */
static const char *
find_kind (const char *how)
{
  how += strspn (how, " ");
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strncasecmp (how, kinds[i].words, strlen (kinds[i].words)) == 0)
      return kinds[i].kind;

  return NULL;
}

/* Whether a join names what is no part, such as the air: "air: free in", "ceiling: hangs from". */
static gboolean
is_outside (const char *join)
{
  const char *how = strchr (join, ':');
  const char *kind = find_kind (how != NULL ? how + 1 : join);

  /* A word alone is an id, such as "freezer". */
  if (how == NULL && strchr (join, ' ') == NULL && !g_str_equal (join, "free"))
    return FALSE;

  return g_strcmp0 (kind, "free") == 0 || g_strcmp0 (kind, "hangs") == 0;
}

/**
 * mq_plan_joins_read:
 * @said: a part of a model's answer
 * @parts: the plan's parts
 * @rests: whether a join without a kind only touches
 * @part: gets `joins` and `join_kinds`
 *
 * Reads the joins to parts that exist. A part that is free in, or hangs from, what is no part joins
 * itself.
 */
void
mq_plan_joins_read (JsonObject *said, JsonArray *parts, gboolean rests, JsonObject *part)
{
  JsonArray *named = mq_json_get_array (said, "joins");
  JsonArray *joins = json_array_new ();
  JsonObject *how = json_object_new ();

  MQ_JSON_EACH_STRING (named, i, join)
    {
      const char *own = mq_json_get_string (part, "id", "");
      g_autofree char *id = join != NULL ? plan_joins_dup_id (join, parts) : NULL;
      gboolean outside = join != NULL && is_outside (join) && (id == NULL || g_str_equal (id, own));
      const char *said_how;
      const char *kind;
      MqWrittenNumber number;
      double metres;

      if (outside)
        g_set_str (&id, own);
      if (id == NULL || (g_str_equal (id, own) && !outside) || mq_json_contains (joins, id))
        continue;

      json_array_add_string_element (joins, id);
      said_how = strchr (join, ':');
      if (said_how == NULL && !outside)
        {
          if (rests)
            json_object_set_object_member (how, id, mq_json_new ("kind:s m:d", "rests", 0.0));
          continue;
        }

      /* "let in 20 mm"; let in by an unknown depth is let in by any. */
      said_how = said_how != NULL ? said_how + 1 : join;
      kind = find_kind (said_how);
      metres = mq_written_number_find (said_how, 0, NULL, &number) ? number.metres : 0;
      if (!(metres > 0 && metres <= MAX_DEPTH))
        metres = 0;
      if (kind != NULL && (!g_str_equal (kind, "let_in") || metres > 0))
        json_object_set_object_member (how, id, mq_json_new ("kind:s m:d", kind, metres));
    }

  mq_json_add (part, "joins:a join_kinds:o", joins, how);
}

/**
 * mq_plan_joins_describe:
 * @part: a part of a plan
 * @other: the id of a part that it joins
 *
 * Returns: (transfer full): the join as a model writes it
 */
char *
mq_plan_joins_describe (JsonObject *part, const char *other)
{
  JsonObject *how = mq_json_get_object (mq_json_get_object (part, "join_kinds"), other);
  const char *kind = mq_json_get_string (how, "kind", "rests");
  double mm = mq_json_get_double (how, "m", 0) * 1000;
  gboolean outside = g_str_equal (other, mq_json_get_string (part, "id", ""));

  if (g_str_equal (kind, "let_in"))
    return g_strdup_printf ("%s: let in %g mm", other, mm);
  if (g_str_equal (kind, "fits"))
    return g_strdup_printf ("%s: clearance %g mm", other, mm);
  if (g_str_equal (kind, "through") || g_str_equal (kind, "hinged"))
    return g_strdup_printf ("%s: %s", other, kind);

  if (g_str_equal (kind, "free"))
    return g_strdup_printf ("%s: free in", outside ? "air" : other);
  if (g_str_equal (kind, "hangs"))
    return g_strdup_printf ("%s: hangs from", outside ? "above" : other);
  if (g_str_equal (kind, "lies"))
    return g_strdup_printf ("%s: lies on", other);

  return g_strdup (other);
}

/* Whether a part's function would be called like another one of the script, or the part like all of
 * them. A function of the toolkit is no such thing: mq_script_complete() names it apart. */
static gboolean
is_taken (const char *id)
{
  static const char *const own[] = { "build", "start", "whole", "main", NULL };

  return g_strv_contains (own, id);
}

static char *
make_id (const char *id)
{
  return is_taken (id) ? g_strconcat (id, "_part", NULL) : g_strdup (id);
}

/**
 * mq_plan_names_find_twice:
 * @parts: (nullable): a model's parts
 * @faults: gets a line for each id that an earlier part has, in whatever spelling
 */
void
mq_plan_names_find_twice (JsonArray *parts, GString *faults)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  MQ_JSON_EACH (parts, i, part)
    {
      const char *id = mq_json_get_string (part, "id", "");

      if (!g_hash_table_add (seen, mq_text_fold_name (id)))
        g_string_append_printf (faults, "- two parts have the id “%s”\n", id);
    }
}

/**
 * mq_plan_names_settle:
 * @said: a model's plan
 *
 * Returns: (transfer full): the plan with ids of its own, each once: `build` becomes `build_part`,
 *   everywhere; the part's `called` has the model's word
 */
JsonObject *
mq_plan_names_settle (JsonObject *said)
{
  static const char *const members[] = { "of", "to" };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonObject *settled = mq_json_copy_object (said);
  JsonArray *parts = mq_json_get_array (said, "parts");
  JsonArray *requirements = mq_json_get_array (settled, "requirements");
  JsonArray *own_parts;

  MQ_JSON_EACH (requirements, i, requirement)
    for (gsize j = 0; j < G_N_ELEMENTS (members); j++)
      {
        JsonObject *part = mq_plan_parts_find (parts,
                                               mq_json_get_string (requirement, members[j], ""));
        const char *id = mq_json_get_string (part, "id", "");

        if (is_taken (id))
          {
            g_autofree char *own = make_id (id);

            json_object_set_string_member (requirement, members[j], own);
          }
      }
  if (parts == NULL)
    return settled;

  own_parts = json_array_new ();
  MQ_JSON_EACH (parts, i, part)
    {
      const char *id = mq_json_get_string (part, "id", "");
      JsonArray *joins = mq_json_get_array (part, "joins");
      g_autofree char *own = make_id (id);
      JsonArray *renamed;
      JsonObject *copy;

      if (part == NULL || !g_hash_table_add (seen, mq_text_fold_name (id)))
        continue;

      /* "build: let in 2 mm" → "build_part: let in 2 mm" */
      renamed = json_array_new ();
      MQ_JSON_EACH_STRING (joins, j, join)
        {
          g_autofree char *old = join != NULL ? plan_joins_dup_id (join, parts) : NULL;
          g_autofree char *other = old != NULL ? make_id (old) : NULL;

          if (other != NULL)
            {
              g_autofree char *text = g_strconcat (other, join + strcspn (join, ":"), NULL);

              json_array_add_string_element (renamed, text);
            }
          else if (join != NULL && is_outside (join))
            json_array_add_string_element (renamed, join);
        }

      copy = mq_json_copy_object (part);
      mq_json_add (copy, "id:s joins:a", own, renamed);
      /* The user reads the model's word, and whoever reads the model's notes is told. */
      if (!g_str_equal (own, id))
        json_object_set_string_member (copy, "called", id);
      if (!g_str_equal (own, id) && !json_object_has_member (part, "name"))
        {
          g_autofree char *name = mq_text_make_title (id);

          json_object_set_string_member (copy, "name", name);
        }
      json_array_add_object_element (own_parts, copy);
    }
  json_object_set_array_member (settled, "parts", own_parts);
  return settled;
}
