/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements before and after a change: which take the place of others, which are dropped, whose
 * words no longer hold; and all of that in sentences, for the user and for models. See
 * mq-requirements.h. */
#include "service/plan/mq-requirements.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAX_WORDS 200 /* bytes */

/* How many of the requirements are about the measure of one. */
static guint
count_same (JsonArray *requirements, JsonObject *one)
{
  guint n = 0;

  MQ_JSON_EACH (requirements, i, requirement)
    n += mq_requirements_are_same (requirement, one);
  return n;
}

static const char *
get_words (JsonObject *requirement)
{
  return mq_json_get_string (requirement, "words", "");
}

/* Gives a requirement new words, and keeps those that it had. */
static void
reword (JsonObject *requirement, const char *was, const char *words)
{
  if (!g_str_equal (was, words))
    mq_json_add (requirement, "words:s was:s", words, was);
}

/**
 * mq_requirements_complete:
 * @said: (nullable): requirements as a model writes them
 * @old: those before the edit
 *
 * Returns: (transfer full): @said; where one has the number `n` of an old one and says no `what`,
 *   it has the form of that one, with other words
 */
JsonArray *
mq_requirements_complete (JsonArray *said, JsonArray *old)
{
  JsonArray *complete = json_array_new ();

  MQ_JSON_EACH (said, i, one)
    {
      JsonObject *was = mq_requirement_get_numbered (old, mq_json_get_int (one, "n", 0));

      if (was == NULL || json_object_has_member (one, "what"))
        {
          json_array_add_element (complete, json_array_dup_element (said, i));
          continue;
        }

      was = mq_json_copy_object (was);
      json_object_remove_member (was, "seen");
      mq_json_add (was, "n:l words:s", mq_json_get_int (one, "n", 0),
                   mq_json_get_string (one, "words", get_words (was)));
      json_array_add_object_element (complete, was);
    }

  return complete;
}

/**
 * mq_requirements_change:
 * @old: (nullable): the requirements before an edit
 * @added: read ones; one with the number `n` of an old one, or about the same measure, takes the
 *   place of the old one
 * @dropped: (nullable): numbers, from 1, of those that no longer hold, or their words
 *
 * Returns: (transfer full): the requirements after it; `was` has the words that one had before
 */
JsonArray *
mq_requirements_change (JsonArray *old, JsonArray *added, JsonArray *dropped)
{
  JsonArray *changed = json_array_new ();
  g_autoptr (JsonArray) gone = json_array_new ();
  g_autoptr (GHashTable) placed = g_hash_table_new (NULL, NULL);

  MQ_JSON_EACH (old, i, requirement)
    {
      JsonObject *instead = NULL;
      gboolean is_dropped = mq_json_contains (dropped, get_words (requirement));
      /* With several holes it is not known which one is meant. */
      gboolean replaced = count_same (added, requirement) > 0
                          && (!mq_requirements_are_several (requirement)
                              || count_same (old, requirement) == 1);

      if (requirement == NULL)
        continue;

      for (guint j = 0; j < mq_json_length (added) && instead == NULL; j++)
        if (mq_json_get_int (mq_json_element_object (added, j), "n", 0) == (gint64)i + 1)
          instead = mq_json_element_object (added, j);
      for (guint j = 0; j < mq_json_length (dropped) && !is_dropped; j++)
        {
          JsonNode *node = json_array_get_element (dropped, j);

          is_dropped = JSON_NODE_HOLDS_VALUE (node)
                       && json_node_get_value_type (node) == G_TYPE_INT64
                       && json_node_get_int (node) == (gint64)i + 1;
        }

      if (instead != NULL && g_hash_table_add (placed, instead))
        {
          reword (instead, get_words (requirement), get_words (instead));
          json_array_add_object_element (changed, json_object_ref (instead));
        }
      else if (!replaced && !is_dropped)
        {
          json_array_add_object_element (changed, json_object_ref (requirement));
          continue;
        }
      json_array_add_object_element (gone, json_object_ref (requirement));
    }

  /* Words that two requirements shared no longer hold for the one that stays: “24 yellow petals” of
   * petals that are red. It is told by what is measured. */
  MQ_JSON_EACH (changed, i, requirement)
    {
      g_autofree char *words = g_strdup (get_words (requirement));
      g_autofree char *label = NULL;
      JsonObject *copy;

      if (*words == '\0' || mq_json_find (gone, "words", words) == NULL
          || mq_requirement_is_by_eye (requirement))
        continue;
      label = mq_requirement_label_in_english (requirement);
      copy = mq_json_copy_object (requirement);
      reword (copy, words, label);
      json_node_take_object (json_array_get_element (changed, i), copy);
    }
  MQ_JSON_EACH (added, i, one)
    {
      json_object_remove_member (one, "n");
      if (!g_hash_table_contains (placed, one))
        json_array_add_object_element (changed, json_object_ref (one));
    }
  return changed;
}

/**
 * mq_requirements_add_own:
 * @requirements: of a plan; changed in place
 * @own: (nullable): the user's own, which take the place of the team's about the same
 * @may_change: the user has said something since: one that wants something else may stay
 */
void
mq_requirements_add_own (JsonArray *requirements, JsonArray *own, gboolean may_change)
{
  MQ_JSON_EACH (own, i, each)
    {
      g_autoptr (JsonObject) one = mq_json_copy_object (each);
      gboolean by_eye = mq_requirement_is_by_eye (one);
      gboolean placed = FALSE;

      MQ_JSON_EACH (requirements, j, requirement)
        {
          double wanted = mq_json_get_double (one, "value", 0);
          double value = mq_json_get_double (requirement, "value", 0);
          gboolean same, is_about_it;

          if (requirement == NULL)
            continue;

          mq_requirement_get_metres (one, &wanted);
          mq_requirement_get_metres (requirement, &value);
          same = fabs (wanted - value) <= 1e-6 * MAX (fabs (wanted), fabs (value))
                 && g_str_equal (mq_json_get_string (one, "text", ""),
                                 mq_json_get_string (requirement, "text", ""))
                 && g_str_equal (mq_json_get_string (one, "is", "equal"),
                                 mq_json_get_string (requirement, "is", "equal"));
          /* Several sizes of holes may be asked for. */
          if (by_eye)
            is_about_it = mq_requirement_is_by_eye (requirement)
                          && g_str_equal (get_words (one), get_words (requirement));
          else
            is_about_it = mq_requirements_are_same (requirement, one)
                          && (same || !mq_requirements_are_several (one));

          if (!is_about_it)
            continue;
          if (placed)
            json_array_remove_element (requirements, j--);
          else if (same || !may_change)
            {
              JsonObject *seen = mq_json_get_object (requirement, "seen");

              mq_json_add (one, "seen:O?", seen);
              json_node_set_object (json_array_get_element (requirements, j), one);
            }
          placed = TRUE;
        }
      if (!placed)
        json_array_add_object_element (requirements, json_object_ref (one));
    }
}

static const char *
say (const char *text, gboolean translated)
{
  return translated ? _ (text) : text;
}

static char *
dup_label (JsonObject *requirement, gboolean translated)
{
  return translated ? mq_requirement_label (requirement)
                    : mq_requirement_label_in_english (requirement);
}

static char *
dup_words (JsonObject *requirement)
{
  return mq_text_clean (get_words (requirement), MAX_WORDS);
}

static void
add (JsonArray *list, char *taken)
{
  g_autofree char *text = taken;

  json_array_add_string_element (list, text);
}

/* The one that an old requirement has become: the same, or one that took its place. */
static gint
find_successor (JsonArray *now, JsonObject *was)
{
  const char *const members[] = { "words", "was" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    MQ_JSON_EACH (now, j, is)
      if (g_str_equal (mq_json_get_string (is, members[i], "\n"), get_words (was))
          && (mq_requirement_is_by_eye (was) ? mq_requirement_is_by_eye (is)
                                             : mq_requirements_are_same (was, is)))
        return (gint)j;
  MQ_JSON_EACH (now, j, one)
    if (mq_requirements_are_same (was, one))
      return (gint)j;
  MQ_JSON_EACH (now, j, each)
    if (g_str_equal (mq_json_get_string (each, "was", "\n"), get_words (was)))
      return (gint)j;

  return -1;
}

/**
 * mq_requirements_list_changes:
 * @old_plan: (nullable): the plan before a change
 * @old_report: (nullable): the report before it
 * @plan: (nullable): the plan after it
 * @report: (nullable): the report after it
 * @translated: for the user; otherwise for a model
 *
 * Returns: (transfer full): (element-type utf8): what was dropped, replaced or reworded, and what
 *   was met and is no longer, a sentence each
 */
JsonArray *
mq_requirements_list_changes (JsonObject *old_plan, JsonObject *old_report, JsonObject *plan,
                              JsonObject *report, gboolean translated)
{
  g_autoptr (JsonArray) old = mq_requirement_list (old_plan);
  g_autoptr (JsonArray) now = mq_requirement_list (plan);
  g_autoptr (JsonArray) old_rows = mq_requirement_list_rows (old_plan, old_report);
  g_autoptr (JsonArray) rows = mq_requirement_list_rows (plan, report);
  JsonArray *list = json_array_new ();
  gboolean has_rows = json_array_get_length (old_rows) == json_array_get_length (old)
                      && json_array_get_length (rows) == json_array_get_length (now);

  MQ_JSON_EACH (old, i, was)
    {
      gint next = was != NULL ? find_successor (now, was) : -1;
      JsonObject *is = next >= 0 ? mq_json_element_object (now, (guint)next) : NULL;
      g_autofree char *label = was != NULL ? dup_label (was, translated) : NULL;
      g_autofree char *new_label = is != NULL ? dup_label (is, translated) : NULL;
      g_autofree char *asked = was != NULL ? mq_requirement_label_in_english (was) : NULL;
      g_autofree char *asks = is != NULL ? mq_requirement_label_in_english (is) : NULL;
      JsonObject *old_row = NULL;
      JsonObject *row = NULL;

      if (was == NULL || (is == NULL && mq_requirement_is_promise (was)))
        continue;
      if (is == NULL)
        {
          /* Translators: a requirement that a change dropped. */
          add (list, g_strdup_printf (say (N_ ("no longer required: %s"), translated), label));
          continue;
        }

      if (!g_str_equal (label, new_label))
        /* Translators: a requirement now, and as it was before a change. */
        add (list,
             g_strdup_printf (say (N_ ("“%s” instead of “%s”"), translated), new_label, label));
      else
        {
          g_autofree char *old_words = dup_words (was);
          g_autofree char *words = dup_words (is);

          if (!g_str_equal (old_words, words))
            add (list,
                 g_strdup_printf (say (N_ ("“%s” instead of “%s”"), translated), words, old_words));
        }

      /* The same is asked, was met, and is no longer; unless nobody has looked yet. */
      if (!has_rows || !g_str_equal (asked, asks))
        continue;
      old_row = mq_json_element_object (old_rows, i);
      row = mq_json_element_object (rows, (guint)next);
      if (mq_requirement_get_state (old_row) == MQ_REQUIREMENT_MET
          && mq_requirement_get_state (row) != MQ_REQUIREMENT_MET
          && !(g_str_equal (mq_json_get_string (row, "by", "eye"), "eye")
               && mq_requirement_get_state (row) == MQ_REQUIREMENT_OPEN))
        {
          g_autofree char *name = dup_label (row, translated);
          g_autofree char *before = mq_requirement_describe (old_row);
          g_autofree char *found = mq_requirement_describe (row);

          /* Translators: a requirement; what was found before a change, and after it. */
          add (list, g_strdup_printf (say (N_ ("no longer met: %s (%s → %s)"), translated), name,
                                      before, found));
        }
    }

  return list;
}

/**
 * mq_requirements_forget_seen:
 * @plan: the plan of an asset that changed, at which nobody has looked since
 *
 * Returns: (transfer full): a copy of @plan without what was seen
 */
JsonObject *
mq_requirements_forget_seen (JsonObject *plan)
{
  JsonObject *copy = mq_json_copy_object (plan);
  JsonArray *requirements = mq_json_get_array (copy, "requirements");

  MQ_JSON_EACH (requirements, i, one)
    {
      JsonObject *seen = mq_json_get_object (one, "seen");

      if (seen != NULL && !json_object_has_member (seen, "by"))
        json_object_remove_member (one, "seen");
    }

  return copy;
}
