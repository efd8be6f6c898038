/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKnowledgeEntry, see mq-knowledge-entry.h: converts an entry of an introspection to a
 * passage. */
#include "service/knowledge/mq-knowledge-entry.h"

#include "common/base/mq-each.h"
#include "common/json/mq-json.h"

#include <string.h>

/* Bytes of a passage after which members are only listed by name. */
#define FULL_TEXT 2600
#define MAX_ITEMS_TEXT 400
#define MAX_DOC 1200
#define MAX_ARGUMENT_DOC 160
#define MAX_PATHS 8

static const char *const kinds[MQ_KNOWLEDGE_N_KINDS] = {
  "type", "property", "function",   "operator", "bmesh",   "mathutils",
  "node", "modifier", "constraint", "example",  "pitfall",
};

/**
 * mq_knowledge_kind_from_name:
 * @name: such as "operator"
 *
 * Returns: a #MqKnowledgeKind, or -1
 */
int
mq_knowledge_kind_from_name (const char *name)
{
  for (int i = 0; i < MQ_KNOWLEDGE_N_KINDS; i++)
    if (g_str_equal (kinds[i], name))
      return i;

  return -1;
}

/* @kind: a #MqKnowledgeKind. Returns: its name */
const char *
mq_knowledge_kind_get_name (int kind)
{
  g_return_val_if_fail (kind >= 0 && kind < MQ_KNOWLEDGE_N_KINDS, "");

  return kinds[kind];
}

static void
part_free (MqKnowledgePart *part)
{
  g_free (part->id);
  g_free (part->title);
  g_free (part->text);
  g_free (part->doc);
  g_ptr_array_unref (part->names);
  g_free (part);
}

/* @kind: a #MqKnowledgeKind. Returns: (transfer full): an entry without text */
MqKnowledgeEntry *
mq_knowledge_entry_new (const char *id, int kind, const char *title)
{
  MqKnowledgeEntry *self = g_new0 (MqKnowledgeEntry, 1);

  self->id = g_strdup (id);
  self->kind = kind;
  self->title = g_strdup (title);
  self->text = g_string_new (NULL);
  self->doc = g_string_new (NULL);
  self->members = g_string_new (NULL);
  self->phrases = g_ptr_array_new_with_free_func (g_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify)part_free);
  mq_knowledge_entry_add_name (self, id);

  return self;
}

void
mq_knowledge_entry_free (MqKnowledgeEntry *self)
{
  g_free (self->id);
  g_free (self->title);
  g_string_free (self->text, TRUE);
  g_string_free (self->doc, TRUE);
  g_string_free (self->members, TRUE);
  g_ptr_array_unref (self->phrases);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->parts);
  g_free (self->covers);
  g_free (self);
}

static void
add_name (GPtrArray *names, const char *name)
{
  g_autofree char *lower = g_utf8_strdown (name, -1);

  if (*lower != '\0' && !g_ptr_array_find_with_equal_func (names, lower, g_str_equal, NULL))
    g_ptr_array_add (names, g_steal_pointer (&lower));
}

/* @name: an exact name, in any case */
void
mq_knowledge_entry_add_name (MqKnowledgeEntry *self, const char *name)
{
  add_name (self->names, name);
}

/* Appends at most @limit bytes, cut at a character. */
static void
append_clipped (GString *to, const char *text, gsize limit)
{
  gsize length = strlen (text);

  if (length > limit)
    length = g_utf8_find_prev_char (text, text + limit + 1) - text;
  g_string_append_len (to, text, (gssize)length);
}

/* Numbers in Python's notation, shortened. */
static void
append_value (GString *to, JsonNode *value)
{
  if (value == NULL || JSON_NODE_HOLDS_NULL (value) || JSON_NODE_HOLDS_OBJECT (value))
    return;

  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *array = json_node_get_array (value);
      guint n = MIN (json_array_get_length (array), 16);

      g_string_append_c (to, '(');
      for (guint i = 0; i < n; i++)
        {
          if (i > 0)
            g_string_append (to, ", ");
          if (!JSON_NODE_HOLDS_ARRAY (json_array_get_element (array, i)))
            append_value (to, json_array_get_element (array, i));
        }
      g_string_append_c (to, ')');
      return;
    }

  switch (json_node_get_value_type (value))
    {
    case G_TYPE_BOOLEAN:
      g_string_append (to, json_node_get_boolean (value) ? "True" : "False");
      break;

    case G_TYPE_INT64:
      g_string_append_printf (to, "%" G_GINT64_FORMAT, json_node_get_int (value));
      break;

    case G_TYPE_DOUBLE:
      {
        char buffer[G_ASCII_DTOSTR_BUF_SIZE];

        g_string_append (
            to, g_ascii_formatd (buffer, sizeof buffer, "%.6g", json_node_get_double (value)));
        break;
      }

    case G_TYPE_STRING:
      g_string_append_c (to, '\'');
      append_clipped (to, json_node_get_string (value), 80);
      g_string_append_c (to, '\'');
      break;

    default:
      break;
    }
}

/* The default, and the range. */
static void
append_range (GString *to, JsonObject *json)
{
  gboolean low = json_object_has_member (json, "min");
  gboolean high = json_object_has_member (json, "max");

  if (json_object_has_member (json, "default"))
    {
      g_string_append (to, " = ");
      append_value (to, json_object_get_member (json, "default"));
    }

  if (!low && !high)
    return;

  g_string_append (to, " (");
  if (low)
    append_value (to, json_object_get_member (json, "min"));
  g_string_append (to, "..");
  if (high)
    append_value (to, json_object_get_member (json, "max"));
  g_string_append_c (to, ')');
}

/* The field at @place of an enum's item, [id, name, description]. */
static const char *
item_text (JsonArray *items, guint index, guint place)
{
  JsonNode *node = json_array_get_element (items, index);
  JsonArray *item = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  return place < mq_json_length (item) ? mq_json_element_string (item, place) : NULL;
}

/* All values of an enum, with descriptions when there is room. */
static void
append_member (GString *to, JsonObject *json, gboolean described)
{
  JsonArray *items = mq_json_get_array (json, "items");
  guint n_items = mq_json_length (items);
  const char *doc = mq_json_get_string (json, "doc", "");
  const char *deprecated = mq_json_get_string (json, "deprecated", NULL);
  gsize start;

  g_string_append_printf (to, "%s: ", mq_json_get_string (json, "name", ""));
  if (n_items == 0)
    g_string_append (to, mq_json_get_string (json, "type", "value"));

  start = to->len;
  for (guint i = 0; i < n_items; i++)
    {
      const char *id = item_text (items, i, 0);
      const char *meaning = item_text (items, i, 2);

      if (id == NULL)
        continue;

      if (to->len - start > MAX_ITEMS_TEXT * (described ? 4 : 1))
        {
          g_string_append_printf (to, " … %u more", n_items - i);
          break;
        }

      g_string_append_printf (to, "%s'%s'", to->len > start ? " | " : "", id);
      if (described && meaning != NULL && *meaning != '\0')
        g_string_append_printf (to, " (%s)", meaning);
    }

  append_range (to, json);
  if (mq_json_get_boolean (json, "readonly", FALSE))
    g_string_append (to, ", read-only");
  if (*doc != '\0')
    g_string_append_printf (to, " — %s", doc);
  if (deprecated != NULL)
    g_string_append_printf (to, " [deprecated: %s]", deprecated);
}

static void
append_socket (GString *to, JsonObject *json)
{
  const char *id = mq_json_get_string (json, "id", "");
  const char *name = mq_json_get_string (json, "name", "");
  const char *when = mq_json_get_string (json, "when", NULL);

  g_string_append_printf (to, "['%s']", name);
  if (!g_str_equal (id, name))
    g_string_append_printf (to, " (identifier %s)", id);
  g_string_append_printf (to, ": %s", mq_json_get_string (json, "type", "value"));
  append_range (to, json);
  if (when != NULL)
    g_string_append_printf (to, " when %s", when);
}

/* "bpy.types.BevelModifier" → "BevelModifier" */
static const char *
last_name (const char *id)
{
  const char *dot = strrchr (id, '.');

  return dot != NULL ? dot + 1 : id;
}

/* @id: (transfer full): its id; @name: an exact name, besides @id */
static MqKnowledgePart *
add_part (MqKnowledgeEntry *self, int kind, const char *title, char *id, const char *name,
          const char *text, const char *doc)
{
  MqKnowledgePart *part = g_new0 (MqKnowledgePart, 1);
  g_autofree char *owned = g_strdup_printf ("%s.%s", last_name (self->id), name);

  part->id = id;
  part->kind = kind;
  part->title = g_strdup (title);
  part->text = g_strdup (text);
  part->doc = g_utf8_make_valid (doc, -1);
  part->names = g_ptr_array_new_with_free_func (g_free);
  add_name (part->names, id);
  add_name (part->names, name);
  add_name (part->names, owned);
  g_ptr_array_add (self->parts, part);
  return part;
}

static void
add_property (MqKnowledgeEntry *self, JsonObject *json, gboolean own)
{
  const char *name = mq_json_get_string (json, "name", "");
  const char *label = mq_json_get_string (json, "label", name);
  JsonArray *items = mq_json_get_array (json, "items");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) doc = g_string_new (mq_json_get_string (json, "doc", ""));
  MqKnowledgePart *part;

  if (json == NULL)
    return;

  g_string_printf (text, "%s.", self->id);
  append_member (text, json, TRUE);
  for (guint i = 0; i < mq_json_length (items); i++)
    for (guint k = 0; k < 3; k++)
      if (item_text (items, i, k) != NULL)
        g_string_append_printf (doc, " %s", item_text (items, i, k));

  if (!own)
    {
      /* Arguments have no ids; their names lead to their operator. */
      g_string_append_printf (self->members, "%s %s ", name, label);
      append_clipped (self->members, doc->str, MAX_ARGUMENT_DOC);
      g_string_append_c (self->members, ' ');
      return;
    }

  g_string_truncate (doc, MIN (doc->len, MAX_DOC));
  part = add_part (self, MQ_KNOWLEDGE_PROPERTY, label, g_strdup_printf ("%s.%s", self->id, name),
                   name, text->str, doc->str);
  for (guint i = 0; i < mq_json_length (items); i++)
    {
      const char *item = item_text (items, i, 0);

      if (item != NULL && strlen (item) > 2)
        add_name (part->names, item);
    }
}

static void
add_function (MqKnowledgeEntry *self, JsonObject *json)
{
  const char *name = mq_json_get_string (json, "name", "");
  const char *doc = mq_json_get_string (json, "doc", "");
  const char *signature = mq_json_get_string (json, "signature", name);
  JsonArray *arguments = mq_json_get_array (json, "members");
  g_autoptr (GString) text = g_string_new (NULL);

  if (json == NULL)
    return;

  g_string_printf (text, "%s.%s", self->id, signature);
  if (*doc != '\0')
    g_string_append_printf (text, " — %s", doc);
  MQ_JSON_EACH (arguments, i, each)
    {
      if (each == NULL)
        continue;
      g_string_append (text, "\n  ");
      append_member (text, each, FALSE);
    }

  add_part (self, MQ_KNOWLEDGE_FUNCTION, name, g_strdup_printf ("%s.%s", self->id, name), name,
            text->str, doc);
}

static void
add_socket (MqKnowledgeEntry *self, JsonObject *json, const char *side)
{
  const char *id = mq_json_get_string (json, "id", "");
  const char *name = mq_json_get_string (json, "name", id);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *full = g_strdup_printf ("%s.%s['%s']", self->id, side, id);

  if (json == NULL)
    return;

  MQ_EACH (self->parts, i, const MqKnowledgePart, part)
    if (g_str_equal (part->id, full))
      return;

  g_string_append_printf (text, "%s.%s", self->id, side);
  append_socket (text, json);
  add_part (self, MQ_KNOWLEDGE_PROPERTY, name, g_steal_pointer (&full), name, text->str, "");
}

static void
append_list (MqKnowledgeEntry *self, JsonArray *list, const char *heading,
             void (*append) (GString *, JsonObject *))
{
  guint n = mq_json_length (list);

  if (n > 0 && heading != NULL)
    g_string_append_printf (self->text, "\n%s", heading);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *each = mq_json_element_object (list, i);

      if (each == NULL)
        continue;

      if (self->text->len < FULL_TEXT)
        {
          g_string_append (self->text, "\n  ");
          append (self->text, each);
        }
      else if (self->text->len < MQ_KNOWLEDGE_MAX_TEXT - 100)
        g_string_append_printf (self->text, ", %s", mq_json_get_string (each, "name", ""));
    }
}

static void
append_property_line (GString *to, JsonObject *json)
{
  append_member (to, json, FALSE);
}

static void
append_function_line (GString *to, JsonObject *json)
{
  g_string_append_printf (to, "%s — ", mq_json_get_string (json, "signature", ""));
  append_clipped (to, mq_json_get_string (json, "doc", ""), 160);
}

/* @json: an entry from mq_introspection_read(). Returns: (transfer full): the passage with its
 * search words */
MqKnowledgeEntry *
mq_knowledge_entry_from_json (JsonObject *json)
{
  const char *id = "", *doc = "", *type = NULL, *code = NULL, *signature = NULL;
  JsonArray *members = NULL, *functions = NULL, *inputs = NULL, *outputs = NULL;
  JsonArray *bases = NULL, *paths = NULL;
  int kind = mq_knowledge_kind_from_name (mq_json_get_string (json, "kind", ""));
  MqKnowledgeEntry *self;

  mq_json_read (json,
                "id:s doc:s type:s code:s signature:s members:A functions:A inputs:A outputs:A "
                "bases:A paths:A",
                &id, &doc, &type, &code, &signature, &members, &functions, &inputs, &outputs,
                &bases, &paths);
  self = mq_knowledge_entry_new (id, kind, mq_json_get_string (json, "name", last_name (id)));

  /* The head of its text. */
  if (signature != NULL && !g_str_has_prefix (signature, "bmesh.ops."))
    {
      g_autofree char *home = g_strndup (id, strlen (id) - strlen (last_name (id)));

      g_string_append_printf (self->text, "%s%s", g_str_has_prefix (signature, home) ? "" : home,
                              signature);
    }
  else
    g_string_append (self->text, signature != NULL ? signature : id);
  if (mq_json_length (bases) > 0 && mq_json_element_string (bases, 0))
    g_string_append_printf (self->text, "(%s)", mq_json_element_string (bases, 0));
  if (kind == MQ_KNOWLEDGE_OPERATOR)
    g_string_append (self->text, "(…)");
  if (!g_str_equal (self->title, last_name (id)))
    g_string_append_printf (self->text, " — %s", self->title);
  if (type != NULL)
    g_string_append_printf (self->text,
                            kind == MQ_KNOWLEDGE_MODIFIER ? "; obj.modifiers.new(name, '%s')"
                                                          : "; obj.constraints.new('%s')",
                            type);
  if (*doc != '\0')
    g_string_append_printf (self->text, "\n%s", doc);

  /* Its names: "mesh.bevel", "MESH_OT_bevel", "bevel"; a modifier's "BEVEL". */
  mq_knowledge_entry_add_name (self, last_name (id));
  if (strchr (self->title, ' ') != NULL)
    mq_knowledge_entry_add_name (self, self->title);
  if (type != NULL)
    mq_knowledge_entry_add_name (self, type);
  if (g_str_has_prefix (id, "bpy.ops."))
    {
      g_auto (GStrv) parts = g_strsplit (id + strlen ("bpy.ops."), ".", 2);
      g_autofree char *idname = g_strjoinv ("_OT_", parts);

      mq_knowledge_entry_add_name (self, id + strlen ("bpy.ops."));
      mq_knowledge_entry_add_name (self, id + strlen ("bpy."));
      mq_knowledge_entry_add_name (self, idname);
    }

  g_string_append (self->doc, doc);
  g_ptr_array_add (self->phrases, g_strdup (self->title));
  if ((kind == MQ_KNOWLEDGE_BMESH || kind == MQ_KNOWLEDGE_MATHUTILS) && signature != NULL)
    g_string_append (self->members, signature);

  append_list (self, inputs, "inputs:", append_socket);
  append_list (self, outputs, "outputs:", append_socket);
  append_list (self, members, NULL, append_property_line);
  append_list (self, functions, NULL, append_function_line);
  if (code != NULL)
    {
      g_string_append_c (self->text, '\n');
      append_clipped (self->text, code, MQ_KNOWLEDGE_MAX_TEXT - self->text->len);
      g_string_append (self->members, code);
    }

  MQ_JSON_EACH (inputs, i, input)
    add_socket (self, input, "inputs");
  MQ_JSON_EACH (outputs, i, output)
    add_socket (self, output, "outputs");
  MQ_JSON_EACH (members, i, member)
    add_property (self, member, kind != MQ_KNOWLEDGE_OPERATOR);
  MQ_JSON_EACH (functions, i, function)
    add_function (self, function);

  /* "bpy.data.objects" for BlendDataObjects: its "new" is also found as "bpy.data.objects.new". */
  for (guint i = 0; i < MIN (mq_json_length (paths), MAX_PATHS); i++)
    {
      const char *path = mq_json_element_string (paths, i);

      if (path == NULL)
        continue;

      mq_knowledge_entry_add_name (self, path);
      MQ_EACH (self->parts, k, MqKnowledgePart, part)
        {
          g_autofree char *name = g_strconcat (path, ".", strrchr (part->id, '.') + 1, NULL);

          add_name (part->names, name);
        }
    }

  return self;
}
