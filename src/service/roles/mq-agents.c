/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAgents, see mq-agents.h. */
#include "service/roles/mq-agents.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/settings/mq-fit.h"
#include "common/asset/mq-requirement.h"

#include <string.h>

static const char *const roles[] = {
  "planner",  "writer", "writer-group", "writer-part",    "debugger",
  "rewriter", "critic", "verifier",     "refiner",        "variants",
  "locator",  "reader", "reader-again", "reader-closely",
};
static const char *const roles_with_schema[] = { "planner", "critic", "verifier",
                                                 "locator", "reader", "reader-closely" };

void
mq_agents_free (MqAgents *self)
{
  g_free (self->shared);
  g_free (self->introduction);
  g_clear_pointer (&self->toolkit, mq_toolkit_free);
  g_hash_table_unref (self->texts);
  g_hash_table_unref (self->schemas);
  g_free (self);
}

static char *
read_text (const char *dir, const char *name, const char *suffix, GError **error)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);
  g_autofree char *path = g_build_filename (dir, file, NULL);
  char *text = NULL;
  const char *end;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;

  /* The first line, "<!-- version 2 -->", is for editors of the file, not for the model. */
  if (g_str_has_prefix (text, "<!--") && (end = strchr (text, '\n')) != NULL)
    memmove (text, end + 1, strlen (end + 1) + 1);
  return text;
}

static char *
replace (const char *text, const char *name, const char *value)
{
  g_autofree char *mark = g_strdup_printf ("{{%s}}", name);
  g_auto (GStrv) pieces = g_strsplit (text, mark, -1);

  return g_strjoinv (value, pieces);
}

/* @dir: data/agents; @library: the functions that toolkit.txt lists; @gap: between printed pieces
 * that fit, m, or 0; @error: names the file that is missing or invalid. Returns: (transfer full)
 * (nullable): the texts */
MqAgents *
mq_agents_new (const char *dir, MqPythonLibrary *library, double gap, GError **error)
{
  g_autoptr (MqAgents) self = g_new0 (MqAgents, 1);
  g_autofree char *kinds = mq_requirement_join_kinds ("\", \"");
  g_autofree char *fits = mq_fit_describe_all (gap);
  g_autofree char *introduction = NULL;

  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->schemas = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify)json_object_unref);
  if (!(self->shared = read_text (dir, "shared", ".md", error))
      || !(introduction = read_text (dir, "toolkit", ".md", error))
      || !(self->toolkit = mq_toolkit_load (dir, library, error)))
    return NULL;

  self->introduction = replace (introduction, "toolkit", self->toolkit->general);

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autofree char *text = read_text (dir, roles[i], ".md", error);

      if (text == NULL)
        return NULL;
      g_hash_table_insert (self->texts, (gpointer)roles[i], replace (text, "fits", fits));
    }

  for (gsize i = 0; i < G_N_ELEMENTS (roles_with_schema); i++)
    {
      g_autofree char *text = read_text (dir, roles_with_schema[i], ".schema.json", error);
      g_autofree char *whole = text != NULL ? replace (text, "requirements", kinds) : NULL;
      JsonObject *schema;

      if (whole == NULL)
        return NULL;
      if (!(schema = mq_json_parse_object (whole, -1, error)))
        {
          g_prefix_error (error, "%s.schema.json: ", roles_with_schema[i]);
          return NULL;
        }
      g_hash_table_insert (self->schemas, (gpointer)roles_with_schema[i], schema);
    }

  return g_steal_pointer (&self);
}

/* @blender_version: (nullable): "4.3.2". Returns: (transfer full): the rules that all roles
 * share, the same for every role of a run, so that providers can cache them */
char *
mq_agents_dup_shared (MqAgents *self, const char *blender_version)
{
  return replace (self->shared, "blender",
                  blender_version != NULL ? blender_version : "4.2 or newer");
}

/* @role: "planner", …; @replacements: (nullable) (array zero-terminated=1): name, value, name,
 * value …; each value takes the place of `{{name}}`. Returns: (transfer full): the role's text */
char *
mq_agents_dup_role (MqAgents *self, const char *role, const char *const *replacements)
{
  char *text = g_strdup (g_hash_table_lookup (self->texts, role));

  for (gsize i = 0; replacements != NULL && replacements[i] != NULL; i += 2)
    {
      g_autofree char *old = text;

      text = replace (old, replacements[i], replacements[i + 1]);
    }

  return text;
}
