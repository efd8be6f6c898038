/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKind, see mq-kind.h: reads a kind's folder; mq-kind-check.c checks its consistency. */
#include "service/sketcher/kinds/mq-kind.h"

#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "service/sketcher/language/mq-words.h"

#include <string.h>

/* Position of a value in kind.json, for messages, and the first error. */
typedef struct
{
  const char *id;
  const char *list;
  guint index;
  GError *error;
} ValuePlace;

static void
param_free (gpointer data)
{
  MqKindParam *param = data;

  g_strfreev (param->of);
  g_strfreev (param->words);
  g_free (param);
}

static void
material_free (gpointer data)
{
  MqKindMaterial *material = data;

  g_strfreev (material->words);
  g_clear_pointer (&material->extra, json_object_unref);
  g_free (material);
}

static void
look_free (gpointer data)
{
  MqKindLook *look = data;

  g_strfreev (look->words);
  g_strfreev (look->include);
  g_strfreev (look->exclude);
  g_free (look);
}

static void
part_free (gpointer data)
{
  MqKindPart *part = data;

  g_free (part->noun);
  g_strfreev (part->words);
  g_strfreev (part->traits);
  g_strfreev (part->materials);
  g_free (part->count);
  g_strfreev (part->joins);
  g_strfreev (part->requires);
  g_strfreev (part->replaces);
  for (gsize i = 0; i < 3; i++)
    {
      g_free (part->box_min[i]);
      g_free (part->box_max[i]);
    }
  g_clear_pointer (&part->at, g_ptr_array_unref);
  g_clear_pointer (&part->options, g_ptr_array_unref);
  g_free (part);
}

void
mq_kind_free (MqKind *self)
{
  g_free (self->id);
  g_strfreev (self->words);
  g_strfreev (self->traits);
  g_strfreev (self->surface);
  g_strfreev (self->suggestions);
  g_free (self->prefix);
  g_clear_pointer (&self->params, g_ptr_array_unref);
  g_clear_pointer (&self->materials, g_ptr_array_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->variants, g_ptr_array_unref);
  g_clear_pointer (&self->source, mq_python_source_free);
  g_clear_pointer (&self->json, json_object_unref);
  g_free (self);
}

static void G_GNUC_PRINTF (3, 4) fail (ValuePlace *place, const char *key, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  if (place->error != NULL)
    return;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  if (place->list != NULL)
    g_set_error (&place->error, MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s/kind.json: %s[%u].%s %s",
                 place->id, place->list, place->index, key, what);
  else
    g_set_error (&place->error, MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s/kind.json: %s %s", place->id, key,
                 what);
}

static const char *
read_text (ValuePlace *place, JsonObject *object, const char *key, const char *fallback)
{
  const char *value = mq_json_get_string (object, key, NULL);

  if (value == NULL && (json_object_has_member (object, key) || fallback == NULL))
    fail (place, key, "must be a text");
  else if (value != NULL && strlen (value) > 400)
    fail (place, key, "is longer than 400 bytes");
  else if (value != NULL && strpbrk (value, "\n\r\\\"") != NULL)
    fail (place, key, "may hold no line break, double quote or backslash");

  return value != NULL ? value : fallback;
}

/* An expression, or a plain number. */
static char *
read_expression_node (ValuePlace *place, JsonNode *node, const char *key)
{
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node))
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      if (json_node_get_value_type (node) == G_TYPE_STRING)
        return g_strdup (json_node_get_string (node));
      if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
        return g_strdup (
            g_ascii_formatd (buffer, sizeof buffer, "%.10g", json_node_get_double (node)));
    }

  fail (place, key, "must be a number or an expression");
  return g_strdup ("0");
}

static GStrv
read_list (ValuePlace *place, JsonObject *object, const char *key, gboolean keys)
{
  JsonArray *array = mq_json_get_array (object, key);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (array == NULL && json_object_has_member (object, key))
    fail (place, key, "must be a list of texts");

  for (guint i = 0; i < mq_json_length (array); i++)
    {
      const char *word = mq_json_element_string (array, i);

      if (word == NULL || *word == '\0' || strlen (word) > 80)
        fail (place, key, "must be a list of texts");
      else
        g_strv_builder_take (builder, keys ? mq_words_phrase_key (word) : g_strdup (word));
    }

  return g_strv_builder_end (builder);
}

static double
read_number (ValuePlace *place, JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || (json_node_get_value_type (node) != G_TYPE_INT64
          && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    {
      fail (place, key, "must be a number");
      return 0;
    }

  return mq_json_get_double (object, key, 0);
}

static void
check_keys (ValuePlace *place, JsonObject *object, const char *const *known)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *member = members; member != NULL; member = member->next)
    if (!g_strv_contains (known, member->data))
      fail (place, member->data, "is not a key that is known here");
}

static gpointer
read_param (ValuePlace *place, JsonObject *object)
{
  static const char *const keys[] = { "name",  "default", "min",  "max",   "unit",
                                      "about", "of",      "axis", "words", NULL };
  MqKindParam *param = g_new0 (MqKindParam, 1);

  check_keys (place, object, keys);
  param->name = read_text (place, object, "name", NULL);
  param->value = read_number (place, object, "default");
  param->min = read_number (place, object, "min");
  param->max = read_number (place, object, "max");
  param->unit = read_text (place, object, "unit", "m");
  param->about = read_text (place, object, "about", "");
  param->axis = json_object_has_member (object, "axis") ? read_text (place, object, "axis", NULL)
                                                        : NULL;
  param->of = read_list (place, object, "of", FALSE);
  param->words = read_list (place, object, "words", TRUE);
  return param;
}

static gpointer
read_material (ValuePlace *place, JsonObject *object)
{
  MqKindMaterial *material = g_new0 (MqKindMaterial, 1);
  static const char *const own[] = { "id",    "label",  "words", "finish",
                                     "color", "colors", "main",  NULL };
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  material->id = read_text (place, object, "id", NULL);
  material->label = read_text (place, object, "label", material->id);
  material->words = read_list (place, object, "words", TRUE);
  material->finish = read_text (place, object, "finish", NULL);
  material->color = read_text (place, object, "color", NULL);
  material->main = mq_json_get_boolean (object, "main", FALSE);
  material->colors = mq_json_get_array (object, "colors");

  material->extra = json_object_new ();
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    if (!g_strv_contains (own, key))
      {
        if (!mq_python_is_identifier (key) || !JSON_NODE_HOLDS_VALUE (node))
          fail (place, key, "is handed to the finish and must be a number, truth value or text");
        else
          json_object_set_member (material->extra, key, json_node_copy (node));
      }

  return material;
}

static gpointer
read_look (ValuePlace *place, JsonObject *object)
{
  static const char *const keys[] = { "words", "label", "title",    "include", "exclude",
                                      "set",   "about", "material", NULL };
  MqKindLook *look = g_new0 (MqKindLook, 1);
  JsonArray *words = mq_json_get_array (object, "words");

  check_keys (place, object, keys);
  look->words = read_list (place, object, "words", TRUE);
  if (look->words[0] == NULL)
    fail (place, "words", "must name at least one word");
  else
    look->label = mq_json_element_string (words, 0);
  look->title = json_object_has_member (object, "title") ? read_text (place, object, "title", NULL)
                                                         : NULL;
  look->include = read_list (place, object, "include", FALSE);
  look->exclude = read_list (place, object, "exclude", FALSE);
  look->set = mq_json_get_object (object, "set");
  look->material = mq_json_get_object (object, "material");
  return look;
}

static void
read_box (ValuePlace *place, MqKindPart *part, JsonObject *object)
{
  JsonObject *box = mq_json_get_object (object, "box");
  JsonArray *min = mq_json_get_array (box, "min");
  JsonArray *max = mq_json_get_array (box, "max");

  if (min == NULL || max == NULL || json_array_get_length (min) != 3
      || json_array_get_length (max) != 3)
    {
      fail (place, "box", "must have “min” and “max” with three expressions each");
      return;
    }

  for (guint i = 0; i < 3; i++)
    {
      part->box_min[i] = read_expression_node (place, json_array_get_element (min, i), "box");
      part->box_max[i] = read_expression_node (place, json_array_get_element (max, i), "box");
    }
}

static void
read_places (ValuePlace *place, MqKindPart *part, JsonObject *object)
{
  JsonArray *at = mq_json_get_array (object, "at");

  part->at = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  for (guint i = 0; at != NULL && i < MIN (json_array_get_length (at), MQ_KIND_MAX_COUNT); i++)
    {
      JsonNode *node = json_array_get_element (at, i);
      JsonArray *point = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      GStrv expressions = g_new0 (char *, 4);

      if (mq_json_length (point) != 3)
        fail (place, "at", "must be a list of places with three expressions each");
      for (guint axis = 0; place->error == NULL && axis < 3; axis++)
        expressions[axis] = read_expression_node (place, json_array_get_element (point, axis),
                                                  "at");
      g_ptr_array_add (part->at, expressions);
    }
}

static GPtrArray *read_items (MqKind *self, JsonObject *root, const char *list,
                              gpointer (*read) (ValuePlace *, JsonObject *), GDestroyNotify destroy,
                              const char *outer, guint outer_index, GError **error);

static gpointer
read_part (ValuePlace *place, JsonObject *object)
{
  static const char *const keys[] = {
    "id",       "name",   "words",    "traits",   "function", "materials",     "purpose",
    "count",    "joins",  "requires", "replaces", "box",      "box_tolerance", "at",
    "optional", "needed", "effect",   "options",  NULL,
  };
  MqKindPart *part = g_new0 (MqKindPart, 1);

  check_keys (place, object, keys);
  part->id = read_text (place, object, "id", NULL);
  part->name = read_text (place, object, "name", part->id);
  part->noun = part->name != NULL ? g_utf8_strdown (part->name, -1) : NULL;
  part->words = read_list (place, object, "words", TRUE);
  part->traits = read_list (place, object, "traits", TRUE);
  part->function = read_text (place, object, "function", part->id);
  part->materials = read_list (place, object, "materials", FALSE);
  part->purpose = read_text (place, object, "purpose", "");
  part->count = json_object_has_member (object, "count")
                    ? read_expression_node (place, json_object_get_member (object, "count"),
                                            "count")
                    : g_strdup ("1");
  part->joins = read_list (place, object, "joins", FALSE);
  part->requires = read_list (place, object, "requires", FALSE);
  part->replaces = read_list (place, object, "replaces", FALSE);
  part->box_tolerance = mq_json_get_double (object, "box_tolerance", 0.08);
  part->optional = mq_json_get_boolean (object, "optional", FALSE);
  part->needed = mq_json_get_boolean (object, "needed", FALSE);
  part->effect = mq_json_get_boolean (object, "effect", FALSE);
  read_box (place, part, object);
  read_places (place, part, object);
  return part;
}

static GPtrArray *
read_items (MqKind *self, JsonObject *root, const char *list,
            gpointer (*read) (ValuePlace *, JsonObject *), GDestroyNotify destroy,
            const char *outer, guint outer_index, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (destroy);
  JsonArray *array = mq_json_get_array (root, list);
  g_autofree char *name = outer != NULL ? g_strdup_printf ("%s[%u].%s", outer, outer_index, list)
                                        : g_strdup (list);
  ValuePlace place = { .id = self->id, .list = name };

  if (array == NULL && json_object_has_member (root, list))
    fail (&place, "", "must be a list");
  else if (mq_json_length (array) > MQ_KIND_MAX_ITEMS)
    fail (&place, "", "may have at most %d entries", MQ_KIND_MAX_ITEMS);

  for (guint i = 0; place.error == NULL && i < mq_json_length (array); i++)
    {
      JsonObject *object = mq_json_element_object (array, i);

      place.index = i;
      if (object == NULL)
        fail (&place, "", "must be an object");
      else
        g_ptr_array_add (items, read (&place, object));
    }

  if (place.error != NULL)
    {
      g_propagate_error (error, place.error);
      return NULL;
    }

  return g_steal_pointer (&items);
}

static gboolean
read_kind (MqKind *self, GError **error)
{
  static const char *const keys[] = {
    "id",          "title",    "group",
    "about",       "words",    "traits",
    "suggestions", "grounded", "keeps_proportions",
    "stands",      "surface",  "params",
    "materials",   "parts",    "variants",
    NULL,
  };
  JsonObject *root = self->json;
  ValuePlace place = { .id = self->id };
  const char *id = read_text (&place, root, "id", NULL);
  JsonArray *parts = mq_json_get_array (root, "parts");

  check_keys (&place, root, keys);
  self->title = read_text (&place, root, "title", NULL);
  self->group = read_text (&place, root, "group", "other");
  self->about = read_text (&place, root, "about", NULL);
  self->words = read_list (&place, root, "words", TRUE);
  self->traits = read_list (&place, root, "traits", TRUE);
  self->grounded = mq_json_get_boolean (root, "grounded", TRUE);
  self->keeps_proportions = mq_json_get_boolean (root, "keeps_proportions", FALSE);
  self->stands = read_text (&place, root, "stands", "");
  self->surface = read_list (&place, root, "surface", FALSE);
  self->suggestions = read_list (&place, root, "suggestions", FALSE);
  if (place.error == NULL && g_strcmp0 (id, self->id) != 0)
    fail (&place, "id", "must be “%s”, as its folder is called", self->id);
  if (place.error == NULL && self->words[0] == NULL)
    fail (&place, "words", "must name the kind");
  if (place.error != NULL)
    {
      g_propagate_error (error, place.error);
      return FALSE;
    }

  if (!(self->params = read_items (self, root, "params", read_param, param_free, NULL, 0, error))
      || !(self->materials = read_items (self, root, "materials", read_material, material_free,
                                         NULL, 0, error))
      || !(self->parts = read_items (self, root, "parts", read_part, part_free, NULL, 0, error))
      || !(self->variants = read_items (self, root, "variants", read_look, look_free, NULL, 0,
                                        error)))
    return FALSE;

  for (guint i = 0; i < self->parts->len; i++)
    {
      MqKindPart *part = g_ptr_array_index (self->parts, i);

      if (!(part->options = read_items (self, mq_json_element_object (parts, i), "options",
                                        read_look, look_free, "parts", i, error)))
        return FALSE;
    }

  return TRUE;
}

static char *
load_file (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  gsize length;

  if (!(text = mq_files_load (path, MQ_PYTHON_SOURCE_MAX_BYTES, &length, error)))
    return NULL;

  if (memchr (text, '\0', length) != NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s is no text", path);

  return g_steal_pointer (&text);
}

/* A kind of its JSON and its Python, which is taken. */
MqKind *
mq_kind_new (const char *id, JsonObject *json, MqPythonSource *source, GError **error)
{
  g_autoptr (MqKind) self = g_new0 (MqKind, 1);

  self->id = g_strdup (id);
  self->json = json_object_ref (json);
  self->source = source;
  return read_kind (self, error) && mq_kind_check (self, error) ? g_steal_pointer (&self) : NULL;
}

/* Returns: (transfer full): a kind without parameters, materials and parts */
MqKind *
mq_kind_new_empty (const char *id)
{
  MqKind *self = g_new0 (MqKind, 1);
  g_autoptr (GError) error = NULL;

  self->id = g_strdup (id);
  self->json = mq_json_new ("id:s title:s about:s words:a", id, id, id,
                            mq_json_from_strings (&id, 1));
  self->source = mq_python_source_new ("", 0, id, &error);
  if (error == NULL)
    read_kind (self, &error);
  g_assert_no_error (error);
  return self;
}

/* @folder: holds kind.json and parts.py; its name is the kind's id; @error: %MQ_ERROR_BAD_INPUT
 * naming file and key, or an error of reading a file. Returns: (transfer full) (nullable): the
 * kind */
MqKind *
mq_kind_load (const char *folder, GError **error)
{
  g_autofree char *id = g_path_get_basename (folder);
  g_autofree char *text = load_file (folder, "kind.json", error);
  g_autofree char *python = text != NULL ? load_file (folder, "parts.py", error) : NULL;
  g_autofree char *file = g_strconcat (id, "/parts.py", NULL);
  g_autoptr (JsonObject) json = NULL;
  MqPythonSource *source;

  if (python == NULL)
    return NULL;

  if (!(json = mq_json_parse_object (text, -1, error)))
    {
      g_prefix_error (error, "%s/kind.json: ", id);
      return NULL;
    }

  source = mq_python_source_new (python, -1, file, error);
  return source != NULL ? mq_kind_new (id, json, source, error) : NULL;
}

gpointer
mq_kind_find (GPtrArray *items, const char *id)
{
  for (guint i = 0; i < items->len; i++)
    if (g_strcmp0 (*(const char **)items->pdata[i], id) == 0)
      return items->pdata[i];

  return NULL;
}

/**
 * mq_kind_has_axis:
 * @axis: "width", "length" and the like
 *
 * Returns: whether a parameter of the whole is along this axis
 */
gboolean
mq_kind_has_axis (const MqKind *self, const char *axis)
{
  for (guint i = 0; i < self->params->len; i++)
    {
      const MqKindParam *param = g_ptr_array_index (self->params, i);

      if (g_strcmp0 (param->axis, axis) == 0
          && g_strv_contains ((const char *const *)param->of, "whole"))
        return TRUE;
    }

  return FALSE;
}
