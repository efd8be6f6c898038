/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The sketcher's planner and refiner, see mq-sketch-planner.h: read the text, apply it to a
 * plan, and record what was understood. */
#include "service/sketcher/mq-sketch-planner.h"

#include "common/asset/mq-asset-names.h"
#include "common/base/mq-each.h"
#include "common/base/mq-written-number.h"
#include "common/base/mq-error.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"
#include "service/sketcher/changes/mq-sketch-changes.h"
#include "service/sketcher/changes/mq-sketch-variants.h"
#include "service/sketcher/kinds/mq-vocabulary.h"
#include "service/sketcher/language/mq-phrases.h"
#include "service/sketcher/language/mq-words.h"
#include "service/sketcher/mq-sketch-targets.h"
#include "service/sketcher/plan/mq-sketch-composition.h"
#include "service/sketcher/plan/mq-sketch-requirements.h"
#include "service/sketcher/requests/mq-request-lettering.h"
#include "service/sketcher/script/mq-script-generator.h"
#include "service/sketcher/mq-unknown-kind.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* "chairs and a table": as many as people expect of them. */
#define SOME_SEATS 4
#define SOME_THINGS 3

typedef struct
{
  MqKindCatalogue *catalogue;
  MqSketchPlan *plan;
  MqChangeLog *log;
} ThingChanges;

/* Plans with values that a program gives by the names of the kind's parameters, as batches do. */

static void
set_seed (MqSketchPlan *plan, gint64 seed)
{
  MQ_EACH (plan->kind->params, i, const MqKindParam, param)
    {
      gint64 n = (gint64)(param->max - param->min) + 1;

      if (g_str_equal (param->unit, "seed"))
        mq_sketch_plan_set_value (plan, param->name, param->min + (double)(((seed % n) + n) % n));
    }
}

/* @plan: a plan of one thing; one of several has no parameters; @values: (nullable): numbers by
 * the names of the kind's parameters; lengths in m, angles in deg; @seed: (nullable): what the
 * kind's seed becomes, if it has one; @error: %MQ_ERROR_BAD_INPUT: no such parameter, or not in
 * its range. Returns: whether the plan has these values */
static gboolean
set_values (MqSketchPlan *plan, JsonObject *values, const gint64 *seed, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (seed != NULL)
    {
      set_seed (plan, *seed);
      for (guint i = 0; i < plan->things->len; i++)
        set_seed (g_ptr_array_index (plan->things, i), *seed);
    }
  if (values == NULL)
    return TRUE;

  json_object_iter_init_ordered (&iter, values);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      const MqKindParam *param = mq_kind_find (plan->kind->params, name);
      double value;

      if (param == NULL)
        {
          g_autoptr (GString) names = g_string_new (NULL);

          for (guint i = 0; i < plan->kind->params->len; i++)
            g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                                    ((MqKindParam *)plan->kind->params->pdata[i])->name);

          /* Translators: the kind “chair” has no “WIDTH”; names of parameters follow. */
          return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” has no parameter “%s”. It has: %s"),
                          plan->kind->id, name, names->str);
        }

      if (!mq_json_schema_is_of_type (node, "number"))
        return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The value of “%s” is not a number"), name);

      value = json_node_get_double (node);
      if (!isfinite (value) || value < param->min || value > param->max)
        return mq_fail (error, MQ_ERROR_BAD_INPUT,
                        /* Translators: a parameter, a number, and the range that it may be in. */
                        _ ("“%s” is %g; it can be from %g to %g"), name, value, param->min,
                        param->max);

      mq_sketch_plan_set_value (plan, name, value);
    }

  return TRUE;
}

/* Compositions: each thing is read and planned with its own words. */

/* @is_said: the user gave the number */
static void
set_copies (MqSketchPlan *thing, guint copies, gboolean is_said, GPtrArray *not_done)
{
  if (copies > MQ_PLAN_MAX_COPIES)
    {
      g_autofree char *name = g_utf8_strdown (thing->name, -1);
      g_autofree char *many = mq_words_plural (name);

      g_ptr_array_add (not_done,
                       /* Translators: a number and things in English: “20 chairs: at most 12”. */
                       g_strdup_printf (_ ("%u %s: at most %u of a thing are made"), copies, many,
                                        MQ_PLAN_MAX_COPIES));
    }
  thing->copies = CLAMP (copies, 1, MQ_PLAN_MAX_COPIES);
  if (is_said)
    mq_sketch_requirements_add_copies (thing, copies);
}

/* "8 chairs", once for each thing. */
static MqPhrase *
describe_count (GPtrArray *done, MqPhraseType type, const MqSketchPlan *thing, guint count)
{
  g_autofree char *name = g_utf8_strdown (thing->name, -1);
  MqPhrase *phrase = mq_phrases_add (done, type, thing->kind->prefix, name);

  mq_phrase_inflect (phrase);
  phrase->number = count > 1 ? count : 0;
  return phrase;
}

static void
add_name (char **text, const char *format, const char *name)
{
  char *named;

  if (*text == NULL || strstr (*text, name) != NULL || strstr (name, *text) != NULL)
    return;
  named = g_strdup_printf (format, name, *text);
  g_free (*text);
  *text = named;
}

/* Moves the phrases about a thing: "4 legs" → "4 table legs", "75 cm tall" → "table: 75 cm tall".
 */
static void
take_phrases (GPtrArray *to, GPtrArray *from, const MqSketchPlan *thing)
{
  g_autofree char *name = g_utf8_strdown (thing->name, -1);

  while (from->len > 0)
    {
      const MqPhrase *first = g_ptr_array_index (from, 0);
      g_autofree char *key = mq_words_phrase_key (first->one);
      MqPhrase *phrase;

      /* The look of a wardrobe is its name. */
      if (first->type == MQ_PHRASE_WORDS && g_str_equal (key, name))
        {
          g_ptr_array_remove_index (from, 0);
          continue;
        }

      phrase = g_ptr_array_steal_index (from, 0);
      if (phrase->type == MQ_PHRASE_WORDS)
        add_name (&phrase->one, "%s: %s", name);
      else
        {
          add_name (&phrase->one, "%s %s", name);
          add_name (&phrase->many, "%s %s", name);
        }
      g_ptr_array_add (to, phrase);
    }
}

/* Collects the words that could not be followed for a thing: "chair: “flumph”". */
static void
take_not_done (GPtrArray *to, GPtrArray *from, const MqSketchPlan *thing)
{
  g_autofree char *name = g_utf8_strdown (thing->name, -1);

  for (guint i = 0; i < from->len; i++)
    {
      char *text = g_strdup (g_ptr_array_index (from, i));

      add_name (&text, "%s: %s", name);
      g_ptr_array_add (to, text);
    }
}

static MqSketchPlan *
plan_thing (MqKindCatalogue *catalogue, MqKind *kind, const MqThingMention *mention,
            const char *text, guint variant, GPtrArray **done, GError **error);

/* Adds the thing of a mention to a composition. Returns (nullable): it */
static MqSketchPlan *
add_thing (MqKindCatalogue *catalogue, MqSketchPlan *plan, const MqThingMention *mention,
           guint variant, GPtrArray *done, GPtrArray *not_done, GError **error)
{
  g_autofree char *prefix = mq_sketch_composition_find_prefix (plan, mention->kind);
  MqKind *kind = mq_kind_catalogue_rename (catalogue, mention->kind, prefix, error);
  guint copies = MAX (mention->copies, 1);
  g_autoptr (GPtrArray) own = NULL;
  MqSketchPlan *thing;

  if (kind == NULL
      || !(thing = plan_thing (catalogue, kind, mention, mention->text, variant, &own, error)))
    return NULL;

  g_set_str (&thing->name, mention->title);
  mq_sketch_composition_add (plan, thing);
  if (mention->copies == 0 && mention->is_plural && !mention->is_definite
      && !mention->counts_itself)
    {
      if (g_str_equal (mention->kind->stands, "around"))
        copies = SOME_SEATS;
      else if (mention->kind->surface[0] == NULL)
        copies = SOME_THINGS;
    }
  set_copies (thing, copies, mention->copies > 0, not_done);
  thing->is_piled = mention->is_piled && thing->copies > 1;
  thing->place = mention->place;
  if (done != NULL)
    {
      describe_count (done, MQ_PHRASE_PART, thing, thing->copies);
      take_phrases (done, own, thing);
    }
  take_not_done (not_done, thing->not_understood, thing);
  g_ptr_array_set_size (thing->not_understood, 0);
  g_ptr_array_set_size (thing->understood, 0);
  return thing;
}

static MqSketchPlan *
thing_of (MqSketchPlan *plan, MqKind *kind)
{
  MQ_EACH (plan->things, i, MqSketchPlan, thing)
    if (g_str_equal (thing->kind->id, kind->id))
      return thing;

  return NULL;
}

static void
place_at (MqSketchPlan *plan, GPtrArray *mentions, const MqThingMention *mention,
          MqSketchPlan *thing)
{
  const MqThingMention *other = mention->at >= 0 && (guint)mention->at < mentions->len
                                    ? g_ptr_array_index (mentions, mention->at)
                                    : NULL;
  MqSketchPlan *base = other != NULL && other != mention ? thing_of (plan, other->kind) : NULL;

  if (!mention->place_said)
    return;
  thing->place = base != NULL && base != thing ? mention->place : MQ_PLAN_BESIDE;
  g_set_str (&thing->at, thing->place != MQ_PLAN_BESIDE ? base->kind->prefix : "");
}

/* Where no place was said, arrange() finds one; an empty one was said to be the ground. */
static void
finish (MqSketchPlan *plan, GPtrArray *not_done)
{
  mq_sketch_composition_arrange (plan, not_done);
  mq_sketch_composition_entitle (plan);
}

static void
name_parts (ThingChanges *self, MqSketchPlan *thing)
{
  for (guint i = 0; i < thing->kind->parts->len; i++)
    g_hash_table_add (self->log->named,
                      g_strdup (((MqKindPart *)thing->kind->parts->pdata[i])->id));
}

/* The first verb of the text, in its form in the lexicon: "add", "remove"; "" for none. */
static const char *
find_verb (MqKindCatalogue *catalogue, const char *text)
{
  g_autoptr (GPtrArray) tokens = mq_vocabulary_tokens (text);

  MQ_EACH (tokens, i, const MqItem, token)
    {
      const MqWord *verb = mq_lexicon_find (catalogue->lexicon, token->text, MQ_WORD_VERB);

      if (verb != NULL)
        return verb->name;
    }

  return "";
}

/* Removes the thing itself. Returns FALSE if the text removes something of it. */
static gboolean
remove_thing (ThingChanges *self, MqSketchPlan *thing, const MqThingMention *mention)
{
  g_autoptr (MqRequestList) reading = mq_request_list_parse (self->catalogue->lexicon, thing->kind,
                                                             mention->text, TRUE, NULL);
  guint count = mention->is_plural ? thing->copies : 1;

  MQ_EACH (reading->requests, i, const MqRequest, request)
    if (request->parts->len > 0 || request->slots->len > 0 || request->params->len > 0)
      return FALSE;

  if (mention->copies > 0)
    count = mention->copies;
  if (count >= thing->copies && self->plan->things->len == 1)
    {
      g_ptr_array_add (self->log->not_done,
                       g_strdup_printf (_ ("Removing %s: nothing would be left"), mention->named));
      return TRUE;
    }

  name_parts (self, thing);
  describe_count (self->log->done, MQ_PHRASE_REMOVED, thing, MIN (count, thing->copies));
  if (count >= thing->copies)
    mq_sketch_composition_remove (self->plan, thing);
  else
    set_copies (thing, thing->copies - count, TRUE, self->log->not_done);
  return TRUE;
}

/* Applies the words to one thing. With @probe, only where all of them are possible. */
static gboolean
change_thing (ThingChanges *self, MqSketchPlan *thing, const char *text, gboolean probe)
{
  g_autoptr (MqRequestList) reading = mq_request_list_parse (self->catalogue->lexicon, thing->kind,
                                                             text, TRUE, NULL);
  g_autoptr (MqSketchPlan) copy = mq_sketch_plan_copy (thing);
  g_autoptr (MqChangeLog) log = mq_sketch_changes_apply (probe ? copy : thing, reading, TRUE);
  GHashTableIter iter;
  gpointer id;

  if (!probe)
    mq_sketch_requirements_update (thing, copy, self->catalogue->lexicon, reading);
  if (probe)
    return log->done->len > 0 && log->not_done->len == 0;

  take_not_done (self->log->not_done, log->not_done, thing);
  if (log->done->len > 0 && g_hash_table_size (log->named) == 0)
    name_parts (self, thing);
  g_hash_table_iter_init (&iter, log->named);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (self->log->named, g_strdup (id));
  take_phrases (self->log->done, log->done, thing);
  return TRUE;
}

static void
set_count (ThingChanges *self, MqSketchPlan *thing, guint count, MqPhraseType type, guint said)
{
  set_copies (thing, count, TRUE, self->log->not_done);
  name_parts (self, thing);
  describe_count (self->log->done, type, thing, said)->number = type == MQ_PHRASE_PART
                                                                    ? thing->copies
                                                                    : said;
}

/* Adds copies of @like, which may be %NULL, unless the text gives them details of their own. */
static void
add_mentioned (ThingChanges *self, GPtrArray *mentions, const MqThingMention *mention,
               MqSketchPlan *like)
{
  MqSketchPlan *thing = NULL;

  if (like != NULL)
    {
      g_autoptr (MqRequestList) reading = mq_request_list_parse (
          self->catalogue->lexicon, like->kind, mention->text, FALSE, NULL);
      gboolean has_details = FALSE;

      for (guint i = 0; i < reading->requests->len; i++)
        has_details |= ((const MqRequest *)reading->requests->pdata[i])->said->len > 0;
      if (!has_details)
        {
          guint more = MAX (mention->copies, 1);

          set_count (self, like, like->copies + more, MQ_PHRASE_ADDED, more);
          return;
        }
    }

  if (self->plan->things->len < MQ_PLAN_MAX_THINGS)
    thing = add_thing (self->catalogue, self->plan, mention, 1, NULL, self->log->not_done, NULL);
  if (thing == NULL)
    {
      g_ptr_array_add (self->log->not_done, g_strdup_printf (_ ("%s: at most %u different things"),
                                                             mention->named, MQ_PLAN_MAX_THINGS));
      return;
    }

  place_at (self->plan, mentions, mention, thing);
  name_parts (self, thing);
  describe_count (self->log->done, MQ_PHRASE_ADDED, thing, thing->copies);
}

static void
apply_mention (ThingChanges *self, GPtrArray *mentions, const MqThingMention *mention,
               const char *verb)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GPtrArray) described = g_ptr_array_new ();
  g_auto (GStrv) words = g_strsplit (mention->text, " ", -1);
  gboolean adds = (g_str_equal (verb, "add") || g_str_equal (verb, "give")) && !mention->is_definite
                  && !mention->is_location;
  GPtrArray *targets;
  MqSketchPlan *first;

  /* The things of the kind; of several only those that the text describes: "the blue mug". */
  MQ_EACH (self->plan->things, i, MqSketchPlan, thing)
    {
      g_autofree char *name = g_utf8_strdown (thing->name, -1);
      g_autofree char *title = g_utf8_strdown (thing->title, -1);

      if (!g_str_equal (thing->kind->id, mention->kind->id))
        continue;
      g_ptr_array_add (all, thing);
      for (gsize j = 0; words[j] != NULL; j++)
        if (g_ascii_strcasecmp (words[j], mention->named) != 0
            && (g_str_has_prefix (name, words[j]) || g_str_has_prefix (title, words[j])))
          {
            g_ptr_array_add (described, thing);
            break;
          }
    }
  targets = described->len > 0 ? described : all;
  first = targets->len > 0 ? g_ptr_array_index (targets, 0) : NULL;

  if (adds)
    {
      add_mentioned (self, mentions, mention, first);
      return;
    }
  if (first == NULL)
    {
      g_ptr_array_add (self->log->not_done,
                       g_strdup_printf (_ ("No %s here yet; say “add %s” first"), mention->named,
                                        mention->named));
      return;
    }
  if (g_str_equal (verb, "remove") && remove_thing (self, first, mention))
    return;

  MQ_EACH (targets, i, MqSketchPlan, thing)
    {
      if (mention->copies > 0 && mention->copies != thing->copies)
        set_count (self, thing, mention->copies, MQ_PHRASE_PART, mention->copies);
      if (mention->is_piled || mention->is_in_row)
        {
          thing->is_piled = mention->is_piled;
          thing->place = thing->is_piled ? thing->place : MQ_PLAN_BESIDE;
          if (mention->is_in_row)
            g_set_str (&thing->at, "");
          mq_phrases_add (self->log->done, MQ_PHRASE_WORDS, thing->kind->prefix,
                          mention->is_piled ? _ ("on each other") : _ ("beside each other"));
        }
      place_at (self->plan, mentions, mention, thing);
      change_thing (self, thing, mention->text, FALSE);
    }
}

/* @plan: the current plan; it is not changed; @next: (out): the changed plan. Returns: (transfer
 * full) (nullable): the changes; %NULL when the instruction is about a plan of one thing that
 * stays one */
static MqChangeLog *
change_things (MqKindCatalogue *catalogue, MqSketchPlan *plan, const char *instruction,
               MqSketchPlan **next)
{
  g_autoptr (GPtrArray) mentions = mq_thing_mentions_read (catalogue, instruction, NULL);
  const char *verb = find_verb (catalogue, instruction);
  const MqThingMention *first = mentions->len > 0 ? g_ptr_array_index (mentions, 0) : NULL;
  gboolean has_several = plan->things->len > 0;
  ThingChanges self = { catalogue, NULL, NULL };

  /* "6 chairs around it" */
  if (*verb == '\0' && plan->things->len == 0 && first != NULL && first->copies > 0
      && first->kind != plan->kind)
    verb = "add";
  for (guint i = 0; !has_several && i < mentions->len; i++)
    {
      const MqThingMention *mention = g_ptr_array_index (mentions, i);
      const MqKindPart *part = mq_thing_mention_find_part (catalogue, plan->kind, mention);

      has_several = g_str_equal (verb, "add") && !mention->is_definite && !mention->is_location;
      /* A nut, which is also made alone, is put on a bolt. */
      if (mention->kind == plan->kind)
        has_several = mention->copies > 1
                      || (has_several
                          && (part == NULL || mq_sketch_plan_find_part (plan, part->id) != NULL));
      else
        has_several &= part == NULL
                       && !mq_thing_mention_is_of (catalogue, plan->kind, mention->named);
    }
  if (!has_several)
    return NULL;

  self.plan = plan->things->len > 0 ? mq_sketch_plan_copy (plan)
                                    : mq_sketch_composition_from_plan (catalogue, plan);
  if (self.plan == NULL)
    return NULL;
  self.log = mq_change_log_new ();
  if (mentions->len == 0)
    {
      gboolean found = FALSE;

      /* The words name no thing: those change that can. "Make it bigger" changes all of them. */
      MQ_EACH (self.plan->things, i, MqSketchPlan, thing)
        if (change_thing (&self, thing, instruction, TRUE))
          found |= change_thing (&self, thing, instruction, FALSE);
      if (!found)
        change_thing (&self, g_ptr_array_index (self.plan->things, 0), instruction, FALSE);
    }

  MQ_EACH (mentions, i, const MqThingMention, mention)
    {
      const char *own = find_verb (catalogue, mention->text);
      gboolean is_reference = FALSE;

      verb = *own != '\0' ? own : verb;
      MQ_EACH (mentions, j, const MqThingMention, other)
        is_reference |= j != i && other->place_said && other->at == (int)i;
      if (!is_reference || thing_of (self.plan, mention->kind) == NULL)
        apply_mention (&self, mentions, mention, verb);
    }

  finish (self.plan, self.log->not_done);
  if (plan->things->len == 0)
    mq_sketch_composition_set_gap (self.plan);
  *next = self.plan;
  return self.log;
}

void
mq_refinement_free (MqRefinement *refinement)
{
  g_clear_pointer (&refinement->plan, mq_sketch_plan_free);
  g_free (refinement->script);
  g_strfreev (refinement->touches);
  g_strfreev (refinement->follows);
  g_free (refinement->announcement);
  g_free (refinement->summary);
  g_strfreev (refinement->done);
  g_strfreev (refinement->not_done);
  g_free (refinement);
}

/* Whether a phrase contains a word: a bonsai tree is a bonsai. */
static gboolean
has_word (const char *phrase, const char *word)
{
  g_autofree char *spaced_phrase = g_strdup_printf (" %s ", phrase);
  g_autofree char *spaced_word = g_strdup_printf (" %s ", word);

  return strstr (spaced_phrase, spaced_word) != NULL;
}

/* The plan of one thing, which @mention names in @text. @kind: its kind, which may be renamed */
static MqSketchPlan *
plan_thing (MqKindCatalogue *catalogue, MqKind *kind, const MqThingMention *mention,
            const char *text, guint variant, GPtrArray **done, GError **error)
{
  g_autoptr (MqRequestList) reading = mq_request_list_parse (catalogue->lexicon, kind, text, FALSE,
                                                             NULL);
  g_autoptr (MqSketchPlan) plan = mq_sketch_plan_new (kind, text);
  g_autoptr (MqChangeLog) log = mq_sketch_changes_apply (plan, reading, FALSE);
  g_autofree char *key = mq_words_phrase_key (mention->named);
  g_autofree char *word = mq_words_phrase_key (kind->words[0]);
  g_autofree char *look = NULL;
  g_autofree char *title = NULL;
  g_autoptr (MqSketchPlan) varied = NULL;
  g_auto (GStrv) understood = NULL;
  g_autofree char *own_title = mq_words_phrase_key (kind->title);
  char *object;

  /* "A book" is one, although the kind is a stack of them. */
  if (mention->counts_itself && !mention->is_plural && !mention->has_number
      && !g_str_equal (key, own_title))
    {
      g_autofree char *single = mq_words_begin_sentence (key);

      MQ_EACH (kind->parts, i, const MqKindPart, part)
        {
          const MqKindParam *param = mq_kind_find (kind->params, part->count);

          if (param != NULL && g_strv_contains (part->words, key))
            mq_sketch_plan_set_value (plan, param->name, 1);
        }
      if (g_str_has_suffix (plan->title, kind->title))
        g_set_str (&plan->title, single);
    }
  if (g_strcmp0 (plan->title, mention->general) == 0)
    g_set_str (&plan->title, mention->title);
  understood = mq_phrases_list_understood (log->done);
  title = g_steal_pointer (&plan->title);
  look = mq_words_phrase_key (title);
  plan->title = mq_phrases_entitle (log->done, title,
                                    mention->counts_itself && mention->has_number);

  /* The name of a look, such as "armchair", implies the kind, and so does "fir tree". */
  if (g_str_equal (key, look))
    object = g_utf8_strdown (title, -1);
  else if (g_strv_contains ((const char *const *)understood, key))
    object = g_strdup (key);
  else if (has_word (key, word) || has_word (key, look))
    object = g_strdup (kind->words[0]);
  else
    /* Translators: a kind in English, and the user's word for it: “rocket (from “spaceship”)”. */
    object = g_strdup_printf (_ ("%s (from “%s”)"), kind->words[0], mention->named);
  g_ptr_array_add (plan->understood, object);
  for (gsize i = 0; understood[i] != NULL; i++)
    if (!g_str_equal (understood[i], object))
      g_ptr_array_add (plan->understood, g_strdup (understood[i]));
  mq_sketch_requirements_update (plan, NULL, catalogue->lexicon, reading);
  mq_sketch_plan_add_strings (plan->not_understood, log->not_done->pdata);
  if (done != NULL)
    *done = g_ptr_array_ref (log->done);
  if (variant <= 1)
    return g_steal_pointer (&plan);

  /* A variant has its own plan, and the same title and wishes. */
  varied = mq_sketch_variants_plan (catalogue, plan, reading, variant);
  if (varied == NULL)
    return mq_fail_null (error, MQ_ERROR_FAILED, "%s",
                         _ ("The built-in sketcher knows no further variant of this"));
  g_set_str (&varied->title, plan->title);
  mq_sketch_requirements_update (varied, NULL, catalogue->lexicon, reading);
  mq_sketch_plan_add_strings (varied->understood, plan->understood->pdata);
  mq_sketch_plan_add_strings (varied->not_understood, plan->not_understood->pdata);
  return g_steal_pointer (&varied);
}

/* Translators: words that are written on an object. */
static char *
describe_letters (const char *letters)
{
  return g_strdup_printf (_ ("text “%s”"), letters);
}

/* @error: as of mq_sketch_planner_plan(). Returns: (transfer full) (nullable): the plan of a
 * message without words for the thing to carry */
static MqSketchPlan *
plan_message (MqKindCatalogue *catalogue, const char *message, guint variant, GError **error)
{
  g_autofree char *unknown = NULL;
  g_autoptr (GPtrArray) mentions = mq_thing_mentions_read (catalogue, message, &unknown);
  const MqThingMention *first = mentions->len > 0 ? g_ptr_array_index (mentions, 0) : NULL;
  g_autoptr (GPtrArray) done = mq_phrases_new ();
  g_auto (GStrv) understood = NULL;
  g_autoptr (MqSketchPlan) plan = NULL;

  if (first == NULL)
    {
      g_auto (GStrv) near = NULL;
      g_autofree char *sentence = mq_unknown_kind_describe (catalogue, message, unknown, &near);
      g_autofree char *joined = g_strjoinv (", ", near);
      g_autofree char *text = *joined == '\0'
                                  ? g_strdup (sentence)
                                  /* Translators: a sentence about unknown words, and names of
                                   * similar kinds in English. */
                                  : g_strdup_printf (_ ("%s Nearest: %s."), sentence, joined);

      return mq_fail_null (error, MQ_ERROR_UNKNOWN_KIND, "%s", text);
    }
  if (mentions->len == 1 && first->copies <= 1)
    {
      plan = plan_thing (catalogue, first->kind, first, first->is_cut ? first->text : message,
                         variant, NULL, error);
      if (plan != NULL)
        g_set_str (&plan->text, message);
      return g_steal_pointer (&plan);
    }

  plan = mq_sketch_composition_new (catalogue, message);
  MQ_EACH (mentions, i, const MqThingMention, mention)
    {
      if (plan->things->len >= MQ_PLAN_MAX_THINGS)
        {
          /* Translators: a thing in English: “vase: at most 8 different things”. */
          char *reason = g_strdup_printf (_ ("%s: at most %u different things"), mention->named,
                                          MQ_PLAN_MAX_THINGS);

          g_ptr_array_add (plan->not_understood, reason);
          mq_sketch_requirements_add_unmade (plan, mention->text, reason);
        }
      else if (add_thing (catalogue, plan, mention, variant, done, plan->not_understood, error)
               == NULL)
        return NULL;
    }
  for (guint i = 0; i < plan->things->len; i++)
    place_at (plan, mentions, g_ptr_array_index (mentions, i), plan->things->pdata[i]);

  finish (plan, plan->not_understood);
  mq_sketch_composition_set_gap (plan);
  understood = mq_phrases_list_understood (done);
  mq_sketch_plan_add_strings (plan->understood, understood);
  return g_steal_pointer (&plan);
}

/* @variant: 1, or the number of another variant; @error: %MQ_ERROR_UNKNOWN_KIND, with the
 * nearest kinds; %MQ_ERROR_FAILED: no such variant. Returns: (transfer full) (nullable): the
 * plan */
MqSketchPlan *
mq_sketch_planner_plan (MqKindCatalogue *catalogue, const char *message, guint variant,
                        GError **error)
{
  g_autofree char *letters = NULL;
  g_autofree char *rest = mq_request_lettering_cut (message, &letters);
  g_autoptr (MqSketchPlan) plan = rest != NULL ? plan_message (catalogue, rest, variant, NULL)
                                               : NULL;

  if (plan == NULL || !mq_sketch_plan_set_letters (plan, letters))
    return plan_message (catalogue, message, variant, error);

  g_set_str (&plan->text, message);
  g_ptr_array_add (plan->understood, describe_letters (letters));
  return g_steal_pointer (&plan);
}

/* Lists parts whose fingerprint differs, in the kind's order, then those that a composition has no
 * more. A thing of a composition follows another as a whole. */
static void
compare_plans (MqKindCatalogue *catalogue, MqSketchPlan *before, MqRefinement *refinement,
               GHashTable *named)
{
  MqSketchPlan *after = refinement->plan;
  g_autoptr (GHashTable) old = mq_script_generator_fingerprints (catalogue, before);
  g_autoptr (GHashTable) new = mq_script_generator_fingerprints (catalogue, after);
  g_autoptr (GHashTable) listed = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) plans = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) touches = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) follows = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer id;

  g_ptr_array_add (plans, after);
  g_ptr_array_extend (plans, after->things, NULL, NULL);
  MQ_EACH (plans, i, MqSketchPlan, plan)
    {
      MQ_EACH (plan->kind->parts, j, const MqKindPart, part)
        {
          const char *was = g_hash_table_lookup (old, part->id);

          if (g_strcmp0 (was, g_hash_table_lookup (new, part->id)) != 0)
            {
              g_strv_builder_add (touches, part->id);
              if (plan == after && !g_hash_table_contains (named, part->id))
                g_strv_builder_take (follows, mq_sketch_plan_get_count (plan, part) > 1
                                                  ? mq_words_plural (part->noun)
                                                  : g_strdup (part->noun));
            }
          if (plan != after)
            g_hash_table_add (listed, (gpointer)part->id);
        }
    }
  g_hash_table_iter_init (&iter, old);
  while (after->things->len > 0 && g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (listed, id))
      g_strv_builder_add (touches, id);
  refinement->touches = g_strv_builder_end (touches);
  refinement->follows = g_strv_builder_end (follows);
}

/* @targets, @report: (nullable): what the user pointed at, and the report of @plan; @variant: 1, or
 * another one. Returns: (transfer full): the result; without a plan if there is no such variant */
MqRefinement *
mq_sketch_planner_refine (MqKindCatalogue *catalogue, MqSketchPlan *plan, const char *instruction,
                          JsonArray *targets, JsonObject *report, guint variant)
{
  MqRefinement *refinement = g_new0 (MqRefinement, 1);
  g_autoptr (MqSketchPlan) next = NULL;
  g_autoptr (MqChangeLog) log = mq_sketch_targets_change (catalogue, plan, instruction, targets,
                                                          report, &next);
  g_autofree char *names = mq_target_list_dup_names (targets);
  g_autofree char *letters = NULL;
  g_autofree char *rest = NULL;

  if (log == NULL && (rest = mq_request_lettering_cut (instruction, &letters)) != NULL)
    {
      g_autoptr (MqSketchPlan) copy = mq_sketch_plan_copy (plan);

      if (!mq_sketch_plan_set_letters (copy, letters))
        g_clear_pointer (&letters, g_free);
    }
  if (log == NULL && letters == NULL)
    log = change_things (catalogue, plan, instruction, &next);
  if (log == NULL)
    {
      g_autoptr (MqRequestList) reading = mq_request_list_parse (
          catalogue->lexicon, plan->kind, letters != NULL ? rest : instruction, TRUE, NULL);

      next = mq_sketch_plan_copy (plan);
      log = mq_sketch_changes_apply (next, reading, TRUE);
      mq_sketch_requirements_update (next, plan, catalogue->lexicon, reading);
    }
  if (letters != NULL)
    {
      g_autofree char *text = describe_letters (letters);

      mq_sketch_plan_set_letters (next, letters);
      mq_phrases_add (log->done, MQ_PHRASE_WORDS, "text", text);
    }

  refinement->done = mq_phrases_list_understood (log->done);
  refinement->not_done = g_strdupv ((GStrv)log->not_done->pdata);
  refinement->announcement = mq_phrases_announce (log->done);
  refinement->summary = mq_phrases_sum_up (log->done);
  refinement->plan = g_steal_pointer (&next);
  g_clear_pointer (&refinement->plan->summary, g_free);
  if (variant > 1)
    {
      g_autoptr (MqSketchPlan) first = g_steal_pointer (&refinement->plan);
      g_autofree char *change = g_steal_pointer (&refinement->summary);

      mq_sketch_plan_add_strings (first->not_understood, refinement->not_done);
      /* A composition has no variants of a change, nor has what was pointed at. */
      if (first->things->len == 0 && *names == '\0')
        refinement->plan = mq_sketch_variants_change (
            catalogue, plan, first, letters != NULL ? rest : instruction, variant);
      if (refinement->plan != NULL && letters != NULL)
        mq_sketch_plan_set_letters (refinement->plan, letters);
      refinement->only_way = refinement->plan == NULL;
      if (refinement->plan == NULL)
        return refinement;

      /* Translators: a change, and how a variant of it differs: “Seat thicker: more of it”. */
      refinement->summary = g_strdup_printf (_ ("%s: %s"), change, refinement->plan->summary);
      g_clear_pointer (&refinement->plan->summary, g_free);
    }

  compare_plans (catalogue, plan, refinement, log->named);
  if (refinement->touches[0] == NULL)
    {
      g_clear_pointer (&refinement->plan, mq_sketch_plan_free);
      return refinement;
    }

  g_ptr_array_add (refinement->plan->instructions,
                   g_strconcat (names, *names != '\0' ? ": " : "", instruction, NULL));
  g_ptr_array_set_size (refinement->plan->understood, 0);
  g_ptr_array_set_size (refinement->plan->not_understood, 0);
  mq_sketch_plan_add_strings (refinement->plan->understood, refinement->done);
  mq_sketch_plan_add_strings (refinement->plan->not_understood, refinement->not_done);
  refinement->script = mq_script_generator_write (catalogue, refinement->plan);
  return refinement;
}

/* @plan: a plan that was made of a message. Returns: (transfer full): what is being made: "Making
 * a chair: 2 armrests, green cushion" */
char *
mq_sketch_planner_announce (MqSketchPlan *plan)
{
  const GStrv understood = (GStrv)plan->understood->pdata;
  gboolean is_one = plan->things->len == 0 && plan->understood->len > 0;
  g_autofree char *object = NULL;
  /* Joined without "and", as phrases may contain an "and". */
  g_autofree char *details = g_strjoinv (", ", is_one ? understood + 1 : understood);

  /* The object with its article; in another language its name there, if the tree has it. */
  if (is_one)
    {
      g_autofree char *title = mq_words_begin_sentence (understood[0]);
      const char *name = mq_asset_name_translate (MQ_ASSET_NAME_KIND, title);

      object = name != title ? g_strdup (name) : mq_words_add_article (understood[0]);
    }
  if (object == NULL || *object == '\0' || *details == '\0')
    /* Translators: what is being made: “Making a fir tree”. */
    return g_strdup_printf (_ ("Making %s"), object != NULL && *object != '\0' ? object : details);

  /* Translators: an object, and how it will be: “Making a chair: 2 armrests, green cushion”. */
  return g_strdup_printf (_ ("Making %s: %s"), object, details);
}

/* Returns: (transfer full) (nullable): why something is not included; %NULL if all is, or if the
 * plan's phrases say it themselves */
char *
mq_sketch_planner_explain (MqSketchPlan *plan, const char *message)
{
  const char *unmade = NULL;
  g_autofree char *noun = g_utf8_strdown (plan->kind->words[0], -1);
  g_autofree char *many = mq_words_plural (noun);
  g_autofree char *said = g_utf8_strdown (message, -1);
  g_autofree char *both = NULL;
  char *doubt;

  /* The only words that the plan does not have, as the user wrote them. */
  MQ_EACH (plan->requirements, i, JsonObject, row)
    {
      if (mq_json_get_boolean (mq_json_get_object (row, "seen"), "met", TRUE))
        continue;
      if (unmade != NULL)
        return NULL;
      unmade = mq_json_get_string (row, "words", NULL);
    }
  if (unmade == NULL)
    return NULL;

  doubt = mq_written_number_describe_doubt (unmade);
  if (doubt != NULL)
    return doubt;
  /* A word before that of the kind says which kind of it: a rocking chair. */
  both = g_strdup_printf ("%s %s", unmade, noun);
  if (strstr (said, both) == NULL)
    return NULL;

  /* Translators: the user's word and the name of a kind, both in English: “rocking chairs”. */
  return g_strdup_printf (_ ("The built-in sketcher makes no %s %s."), unmade, many);
}

/* @wanted: (nullable): `parameters` and `seed` that the plan is to have; @error:
 * %MQ_ERROR_BAD_INPUT: the kind has no such parameter, or not with that value. Returns:
 * (transfer full) (nullable): the answer of @understand of #MqTeamInterface, from the same
 * reading as the plan's */
JsonObject *
mq_sketch_planner_understand (MqKindCatalogue *catalogue, const char *message, JsonObject *wanted,
                              GError **error)
{
  g_autoptr (MqSketchPlan) plan = mq_sketch_planner_plan (catalogue, message, 1, NULL);
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *made = NULL;
  g_autofree char *unmade = NULL;
  g_autofree char *text = NULL;
  g_autofree char *why = NULL;
  gint64 seed = mq_json_get_int (wanted, "seed", 0);
  JsonArray *params;

  if (plan == NULL)
    {
      g_autofree char *noun = NULL;
      g_autoptr (GPtrArray) mentions = mq_thing_mentions_read (catalogue, message, &noun);
      g_auto (GStrv) nearest = NULL;

      text = mq_unknown_kind_describe (catalogue, message, noun, &nearest);
      return mq_json_new ("known:b kind:s text:s understood:a ignored:a nearest:a", FALSE, NULL,
                          text, json_array_new (), json_array_new (),
                          mq_json_from_strings ((const char *const *)nearest, -1));
    }

  made = mq_sketch_planner_announce (plan);
  unmade = g_strjoinv (", ", (GStrv)plan->not_understood->pdata);
  if (*unmade == '\0')
    text = g_strconcat (made, ".", NULL);
  else
    /* Translators: “Making a chair: green cushion. Not included: “flumph”.” */
    text = g_strdup_printf (_ ("%s. %s: %s."), made, _ ("Not included"), unmade);
  why = mq_sketch_planner_explain (plan, message);
  answer
      = mq_json_new ("known:b kind:s title:s why:s text:s understood:a ignored:a nearest:a", TRUE,
                     plan->kind->id, plan->kind->title, why, text,
                     mq_json_from_strings ((const char *const *)plan->understood->pdata + 1,
                                           plan->understood->len - MIN (plan->understood->len, 1)),
                     mq_json_from_strings ((const char *const *)plan->not_understood->pdata,
                                           plan->not_understood->len),
                     json_array_new ());
  if (wanted == NULL)
    return g_steal_pointer (&answer);

  /* The plan as a run can begin with it, and what else its values could have been. */
  if (!set_values (plan, mq_json_get_object (wanted, "parameters"),
                   json_object_has_member (wanted, "seed") ? &seed : NULL, error))
    return NULL;
  params = json_array_new ();
  MQ_EACH (plan->kind->params, i, const MqKindParam, param)
    json_array_add_object_element (params,
                                   mq_json_new ("name:s value:d min:d max:d unit:s", param->name,
                                                param->value, param->min, param->max, param->unit));
  mq_json_add (answer, "plan:o parameters:a", mq_sketch_plan_to_json (plan), params);
  return g_steal_pointer (&answer);
}
