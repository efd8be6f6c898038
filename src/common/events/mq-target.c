/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets of a message, see mq-target.h. */
#include "common/events/mq-target.h"

#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef enum
{
  TEXT,
  STROKE_KIND,
  NUMBER,
  POINT,
  BOX,
  MARK,
} Type;

typedef struct
{
  const char *name;
  Type type;
} Member;

/* The first four say which part or place it is. */
static const Member target_members[] = {
  { "part", TEXT },   { "object", TEXT }, { "function", TEXT },
  { "box_m", BOX },   { "at_m", POINT },  { "normal", POINT },
  { "camera", TEXT }, { "mark", MARK },   { NULL },
};

static const Member mark_members[] = {
  { "number", NUMBER },   { "kind", STROKE_KIND }, { "to_m", POINT },
  { "length_m", NUMBER }, { "text", TEXT },        { "size_m", NUMBER },
  { "value", NUMBER },    { "unit", TEXT },        { NULL },
};

static const char *const stroke_kinds[]
    = { "circle", "line", "arrow", "box", "text", "size", NULL };

JsonObject *
mq_target_new (const char *part, const char *object, const char *function)
{
  return mq_json_new ("part:s? object:s? function:s?", part, object, function);
}

/* Returns: whether @target has a box, in m */
gboolean
mq_target_get_box (JsonObject *target, double min[3], double max[3])
{
  JsonArray *box = mq_json_get_array (target, "box_m");

  if (mq_json_length (box) != 2 || !mq_json_read_vector (json_array_get_element (box, 0), min)
      || !mq_json_read_vector (json_array_get_element (box, 1), max))
    return FALSE;

  return min[0] <= max[0] && min[1] <= max[1] && min[2] <= max[2];
}

/* Returns: whether it is a length of everything that was drawn, as "this wide: 60 cm" */
gboolean
mq_target_is_size_of_all (JsonObject *target)
{
  JsonObject *mark = mq_json_get_object (target, "mark");

  return g_str_equal (mq_json_get_string (mark, "kind", ""), "size")
         && !json_object_has_member (target, "part") && !json_object_has_member (target, "object")
         && !json_object_has_member (target, "function");
}

/* Returns: (transfer full): what people call it, fit to show: "Armrests" */
char *
mq_target_dup_name (JsonObject *target)
{
  static const char *const names[] = { "part", "object", "function" };
  const char *name = NULL;

  for (gsize i = 0; name == NULL && i < G_N_ELEMENTS (names); i++)
    name = mq_json_get_string (target, names[i], NULL);
  if (mq_target_is_size_of_all (target))
    return g_strdup (_ ("Everything"));
  /* Translators: something that the user points at, without a part there. */
  return name != NULL ? mq_text_clean (name, 4 * MQ_TARGET_MAX_TEXT) : g_strdup (_ ("A place"));
}

/**
 * mq_target_list_dup_names:
 * @targets: (nullable): targets
 *
 * Returns: (transfer full): the names of all, each once: "Armrests, Leg 3"; empty for none
 */
char *
mq_target_list_dup_names (JsonArray *targets)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < mq_json_length (targets); i++)
    {
      g_autofree char *name = mq_target_dup_name (json_array_get_object_element (targets, i));

      if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, g_steal_pointer (&name));
    }

  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (GStrv)names->pdata);
}

/**
 * mq_target_list_is_drawn:
 * @targets: (nullable): targets
 *
 * Returns: whether something was drawn that says without words what is to change
 */
gboolean
mq_target_list_is_drawn (JsonArray *targets)
{
  for (guint i = 0; i < mq_json_length (targets); i++)
    {
      JsonObject *mark = mq_json_get_object (json_array_get_object_element (targets, i), "mark");

      if (mq_json_get_string (mark, "text", NULL) != NULL
          || mq_json_get_double (mark, "size_m", 0) > 0
          || (g_str_equal (mq_json_get_string (mark, "kind", ""), "arrow")
              && json_object_has_member (mark, "to_m")))
        return TRUE;
    }

  return FALSE;
}

/**
 * mq_target_list_merge:
 * @targets: (nullable): targets
 * @more: (nullable): further ones
 * @is_cut: (out) (optional): whether there are more of them
 *
 * Returns: (transfer full) (nullable): all of them, each once, as many as a message may have
 */
JsonArray *
mq_target_list_merge (JsonArray *targets, JsonArray *more, gboolean *is_cut)
{
  g_autoptr (JsonArray) all = json_array_new ();
  guint n_left_out = 0;

  mq_json_append (all, targets);
  for (guint i = 0; i < mq_json_length (more); i++)
    {
      JsonNode *target = json_array_get_element (more, i);
      gboolean is_listed = FALSE;

      for (guint j = 0; j < json_array_get_length (all) && !is_listed; j++)
        is_listed = json_node_equal (json_array_get_element (all, j), target);
      if (!is_listed && json_array_get_length (all) < MQ_TARGETS_MAX)
        json_array_add_element (all, json_node_copy (target));
      else if (!is_listed)
        n_left_out++;
    }

  if (is_cut != NULL)
    *is_cut = n_left_out > 0;
  return mq_json_length (all) > 0 ? g_steal_pointer (&all) : NULL;
}

/* Returns: (transfer full) (nullable): the known members; %NULL: @path and @rule say which one is
 * wrong, and what it must be */
static JsonObject *
read_members (JsonObject *json, const Member *members, char **path, const char **rule)
{
  g_autoptr (JsonObject) checked = json_object_new ();

  for (const Member *member = members; member->name != NULL; member++)
    {
      JsonNode *node = json_object_get_member (json, member->name);
      const char *text = mq_json_get_string (json, member->name, NULL);
      JsonObject *mark = mq_json_get_object (json, member->name);
      double min[3], max[3];
      gboolean fits;

      if (node == NULL || JSON_NODE_HOLDS_NULL (node))
        continue;

      switch (member->type)
        {
        case TEXT:
          *rule = "a text of 1 to 200 characters";
          fits = text != NULL && *text != '\0' && g_utf8_strlen (text, -1) <= MQ_TARGET_MAX_TEXT;
          break;
        case STROKE_KIND:
          *rule = "“circle”, “line”, “arrow”, “box”, “text” or “size”";
          fits = text != NULL && g_strv_contains (stroke_kinds, text);
          break;
        case NUMBER:
          *rule = "a number";
          fits = isfinite (mq_json_get_double (json, member->name, NAN));
          break;
        case POINT:
          *rule = "three numbers";
          fits = mq_json_get_vector (json, member->name, min);
          break;
        case BOX:
          *rule = "two corners of three numbers, lowest first";
          fits = mq_target_get_box (json, min, max);
          break;
        case MARK:
          *rule = "an object";
          fits = mark != NULL;
          break;
        default:
          g_assert_not_reached ();
        }

      if (!fits)
        {
          *path = g_strdup (member->name);
          return NULL;
        }

      if (member->type != MARK)
        json_object_set_member (checked, member->name, json_node_copy (node));
      else if ((mark = read_members (mark, mark_members, path, rule)) != NULL)
        json_object_set_object_member (checked, member->name, mark);
      else
        {
          g_autofree char *inner = g_steal_pointer (path);

          *path = g_strconcat (member->name, ".", inner, NULL);
          return NULL;
        }
    }

  return g_steal_pointer (&checked);
}

/**
 * mq_target_list_read:
 * @json: (nullable): a message
 * @targets: (out) (transfer full) (nullable): its targets, without members that none has; those
 *   that are wrong are left out
 * @error: %MQ_ERROR_BAD_INPUT, naming the first member that is wrong
 *
 * Returns: whether the member `targets` is as it must be, or absent
 */
gboolean
mq_target_list_read (JsonObject *json, JsonArray **targets, GError **error)
{
  JsonNode *node = json_object_get_member (json, "targets");
  JsonArray *list = mq_json_get_array (json, "targets");
  g_autoptr (JsonArray) checked = json_array_new ();
  guint n = MIN (mq_json_length (list), MQ_TARGETS_MAX);
  gboolean fits = TRUE;

  *targets = NULL;
  for (guint i = 0; i < n; i++)
    {
      JsonObject *one = mq_json_element_object (list, i);
      g_autofree char *path = NULL;
      const char *rule = NULL;
      g_autoptr (JsonObject) target = one != NULL ? read_members (one, target_members, &path, &rule)
                                                  : NULL;
      gboolean has_place = FALSE;

      for (gsize j = 0; target != NULL && j < 4; j++)
        has_place |= json_object_has_member (target, target_members[j].name);
      if (has_place)
        json_array_add_object_element (checked, g_steal_pointer (&target));
      else if (path != NULL)
        fits = mq_fail (fits ? error : NULL, MQ_ERROR_BAD_INPUT, "“targets[%u].%s” is %s", i, path,
                        rule);
      else
        fits = mq_fail (fits ? error : NULL, MQ_ERROR_BAD_INPUT,
                        "“targets[%u]” has a “part”, an “object”, a “function” or a “box_m”", i);
    }

  if (mq_json_length (checked) > 0)
    *targets = g_steal_pointer (&checked);
  if (!fits)
    return FALSE;

  return (node == NULL || JSON_NODE_HOLDS_NULL (node)
          || (list != NULL && mq_json_length (list) <= MQ_TARGETS_MAX))
         || mq_fail (error, MQ_ERROR_BAD_INPUT, "“targets” is a list of at most %d objects",
                     MQ_TARGETS_MAX);
}
