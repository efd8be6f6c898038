/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Finishes as choices, see mq-finishes.h. */
#include "common/script/mq-finishes.h"

#include "common/base/mq-each.h"

#include <string.h>

/* Maximum columns of the script's lines. */
#define WIDTH 96

/* Finishes of things that people make (data/sketcher/library/finishes.py). Those of things that
 * grow or flow, and those made for one shape, are no choice: a leaf of metal is no leaf. */
static const char *const made[] = {
  "brick",   "ceramic", "concrete",   "copper", "fabric",  "glass",     "gold",   "lacquer",
  "leather", "metal",   "painted",    "paper",  "plastic", "porcelain", "rubber", "silk",
  "silver",  "stone",   "terracotta", "velvet", "wicker",  "wood",      NULL,
};

/* Finishes that each family may become: one of each other family, so that a script stays short. */
static const char *const offered[] = { "wood",   "metal",   "ceramic", "glass",
                                       "fabric", "plastic", "stone",   NULL };

/**
 * mq_finishes_list_choices:
 * @finish: the finish of a material
 *
 * Returns: (transfer full) (nullable): the finishes that it may become, itself among them; %NULL if
 *   it has none
 */
GStrv
mq_finishes_list_choices (const char *finish)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (!g_strv_contains (made, finish))
    return NULL;

  if (!g_strv_contains (offered, finish))
    g_strv_builder_add (builder, finish);
  g_strv_builder_addv (builder, (const char **)offered);
  return g_strv_builder_end (builder);
}

/**
 * mq_finishes_append_parameter:
 * @text: a script
 * @name: FRAME_FINISH
 * @finish: a finish with choices
 *
 * Appends the parameter's line.
 */
void
mq_finishes_append_parameter (GString *text, const char *name, const char *finish)
{
  g_auto (GStrv) choices = mq_finishes_list_choices (finish);
  g_autofree char *words = g_strjoinv (" | ", choices);

  g_string_append_printf (text, "%s = \"%s\"  # %s\n", name, finish, words);
}

/**
 * mq_finishes_append_table:
 * @text: a script, in build()
 * @finishes: (element-type utf8): finishes; those without choices are left out, the others are in
 *   the table with what they may become
 *
 * Appends `finishes = {"wood": wood, …}`, wrapped.
 */
void
mq_finishes_append_table (GString *text, GPtrArray *finishes)
{
  static const char start[] = "    finishes = {";
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize column = strlen (start);
  gboolean is_first = TRUE;

  MQ_EACH (finishes, i, const char, finish)
    {
      g_auto (GStrv) choices = mq_finishes_list_choices (finish);

      for (guint j = 0; choices != NULL && choices[j] != NULL; j++)
        {
          gsize length = 2 * strlen (choices[j]) + strlen ("\"\": , ");

          if (!g_hash_table_add (seen, g_strdup (choices[j])))
            continue;

          if (is_first)
            g_string_append (text, start);
          else if (column + length > WIDTH)
            g_string_append_printf (text, ",\n%*s", (int)strlen (start), "");
          else
            g_string_append (text, ", ");
          column = (is_first || column + length <= WIDTH ? column : strlen (start)) + length;
          is_first = FALSE;
          g_string_append_printf (text, "\"%s\": %s", choices[j], choices[j]);
        }
    }

  if (!is_first)
    g_string_append (text, "}\n");
}
