/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The planner's and refiner's part for compositions, see mq-sketch-planner-private.h: each thing is
 * read and planned with its own words. */
#include "service/sketcher/mq-sketch-planner-private.h"

#include "common/base/mq-error.h"
#include "service/sketcher/language/mq-phrases.h"
#include "service/sketcher/plan/mq-sketch-requirements.h"
#include "service/sketcher/kinds/mq-vocabulary.h"
#include "service/sketcher/language/mq-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* "chairs and a table": as many as people expect of them. */
#define SOME_SEATS 4
#define SOME_THINGS 3

static guint
wanted_copies (const MqThingMention *mention)
{
  if (mention->copies > 0)
    return mention->copies;
  if (!mention->is_plural || mention->is_definite || mention->counts_itself)
    return 1;
  if (g_str_equal (mention->kind->stands, "around"))
    return SOME_SEATS;

  return mention->kind->surface[0] != NULL ? 1 : SOME_THINGS;
}

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
      MqPhrase *phrase = g_ptr_array_steal_index (from, 0);

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

/* Adds the thing of a mention to a composition. Returns (nullable): it */
static MqSketchPlan *
add_thing (MqKindCatalogue *catalogue, MqSketchPlan *plan, const MqThingMention *mention,
           guint variant, GPtrArray *done, GPtrArray *not_done, GError **error)
{
  g_autofree char *prefix = mq_sketch_composition_find_prefix (plan, mention->kind);
  MqKind *kind = mq_kind_catalogue_rename (catalogue, mention->kind, prefix, error);
  g_autoptr (GPtrArray) own = NULL;
  MqSketchPlan *thing;

  if (kind == NULL
      || !(thing = mq_sketch_planner_plan_thing (catalogue, kind, mention, mention->text, variant,
                                                 &own, error)))
    return NULL;

  mq_sketch_composition_add (plan, thing);
  set_copies (thing, wanted_copies (mention), mention->copies > 0, not_done);
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
  for (guint i = 0; i < plan->things->len; i++)
    {
      MqSketchPlan *thing = g_ptr_array_index (plan->things, i);

      if (g_str_equal (thing->kind->id, kind->id))
        return thing;
    }

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

/* @mentions: (element-type MqThingMention): what @prompt names; @error: %MQ_ERROR_FAILED: no
 * such variant. Returns: (transfer full) (nullable): the plan of a composition */
MqSketchPlan *
mq_sketch_planner_plan_things (MqKindCatalogue *catalogue, GPtrArray *mentions, const char *prompt,
                               guint variant, GError **error)
{
  g_autoptr (MqSketchPlan) plan = mq_sketch_composition_new (catalogue, prompt);
  g_autoptr (GPtrArray) done = mq_phrases_new ();
  g_auto (GStrv) understood = NULL;

  for (guint i = 0; i < mentions->len; i++)
    {
      const MqThingMention *mention = g_ptr_array_index (mentions, i);

      if (plan->things->len >= MQ_PLAN_MAX_THINGS)
        {
          g_ptr_array_add (
              plan->not_understood,
              /* Translators: a thing in English: “vase: at most 8 different things”. */
              g_strdup_printf (_ ("%s: at most %u different things"), mention->named,
                               MQ_PLAN_MAX_THINGS));
          mq_sketch_requirements_add_unmade (
              plan, mention->text, plan->not_understood->pdata[plan->not_understood->len - 1]);
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

typedef struct
{
  MqKindCatalogue *catalogue;
  MqSketchPlan *plan;
  MqChangeLog *log;
} ThingChanges;

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

  for (guint i = 0; i < tokens->len; i++)
    {
      const MqItem *token = g_ptr_array_index (tokens, i);
      const MqWord *verb = mq_lexicon_find (catalogue->lexicon, token->text, MQ_WORD_VERB);

      if (verb != NULL)
        return verb->name;
    }

  return "";
}

/* Whether the text removes the thing itself, rather than something of it. */
static gboolean
removes_whole (ThingChanges *self, MqSketchPlan *thing, const char *text)
{
  g_autoptr (MqRequestList) reading = mq_request_list_parse (self->catalogue->lexicon, thing->kind,
                                                             text, TRUE);

  for (guint i = 0; i < reading->requests->len; i++)
    {
      const MqRequest *request = g_ptr_array_index (reading->requests, i);

      if (request->parts->len > 0 || request->slots->len > 0 || request->params->len > 0)
        return FALSE;
    }

  return TRUE;
}

static void
remove_copies (ThingChanges *self, MqSketchPlan *thing, const MqThingMention *mention)
{
  guint count = mention->copies > 0                        ? mention->copies
                : mention->is_plural || thing->copies == 1 ? thing->copies
                                                           : 1;

  if (count >= thing->copies && self->plan->things->len == 1)
    {
      g_ptr_array_add (self->log->not_done,
                       g_strdup_printf (_ ("Removing %s: nothing would be left"), mention->named));
      return;
    }

  name_parts (self, thing);
  describe_count (self->log->done, MQ_PHRASE_REMOVED, thing, MIN (count, thing->copies));
  if (count >= thing->copies)
    mq_sketch_composition_remove (self->plan, thing);
  else
    set_copies (thing, thing->copies - count, TRUE, self->log->not_done);
}

/* Applies the words to one thing. With @probe, only where all of them are possible. */
static gboolean
change_thing (ThingChanges *self, MqSketchPlan *thing, const char *text, gboolean probe)
{
  g_autoptr (MqRequestList) reading = mq_request_list_parse (self->catalogue->lexicon, thing->kind,
                                                             text, TRUE);
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

static void
arrange_copies (ThingChanges *self, MqSketchPlan *thing, const MqThingMention *mention)
{
  if (mention->is_piled || mention->is_in_row)
    {
      thing->is_piled = mention->is_piled;
      thing->place = thing->is_piled ? thing->place : MQ_PLAN_BESIDE;
      if (mention->is_in_row)
        g_set_str (&thing->at, "");
      mq_phrases_add (self->log->done, MQ_PHRASE_WORDS, thing->kind->prefix,
                      mention->is_piled ? _ ("on each other") : _ ("beside each other"));
    }
}

/* The things of the mentioned kind; of several only those that the text describes: "the blue mug".
 */
static GPtrArray *
find_targets (MqSketchPlan *plan, const MqThingMention *mention)
{
  GPtrArray *all = g_ptr_array_new ();
  g_autoptr (GPtrArray) described = g_ptr_array_new ();
  g_auto (GStrv) words = g_strsplit (mention->text, " ", -1);

  for (guint i = 0; i < plan->things->len; i++)
    {
      MqSketchPlan *thing = g_ptr_array_index (plan->things, i);
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
  if (described->len == 0 || described->len == all->len)
    return all;

  g_ptr_array_unref (all);
  return g_steal_pointer (&described);
}

static gboolean
has_details (ThingChanges *self, MqSketchPlan *thing, const char *text)
{
  g_autoptr (MqRequestList) reading = mq_request_list_parse (self->catalogue->lexicon, thing->kind,
                                                             text, FALSE);

  for (guint i = 0; i < reading->requests->len; i++)
    if (((const MqRequest *)g_ptr_array_index (reading->requests, i))->said->len > 0)
      return TRUE;

  return FALSE;
}

static void
apply_mention (ThingChanges *self, GPtrArray *mentions, const MqThingMention *mention,
               const char *verb)
{
  g_autoptr (GPtrArray) targets = find_targets (self->plan, mention);
  MqSketchPlan *first = targets->len > 0 ? g_ptr_array_index (targets, 0) : NULL;
  gboolean adds = (g_str_equal (verb, "add") || g_str_equal (verb, "give")) && !mention->is_definite
                  && !mention->is_location;

  if (adds && first != NULL && !has_details (self, first, mention->text))
    set_count (self, first, first->copies + MAX (mention->copies, 1), MQ_PHRASE_ADDED,
               MAX (mention->copies, 1));
  else if (adds)
    {
      MqSketchPlan *thing = NULL;

      if (self->plan->things->len < MQ_PLAN_MAX_THINGS)
        thing = add_thing (self->catalogue, self->plan, mention, 1, NULL, self->log->not_done,
                           NULL);
      if (thing == NULL)
        {
          g_ptr_array_add (self->log->not_done,
                           g_strdup_printf (_ ("%s: at most %u different things"), mention->named,
                                            MQ_PLAN_MAX_THINGS));
          return;
        }
      place_at (self->plan, mentions, mention, thing);
      name_parts (self, thing);
      describe_count (self->log->done, MQ_PHRASE_ADDED, thing, thing->copies);
    }
  else if (first == NULL)
    g_ptr_array_add (self->log->not_done, g_strdup_printf (_ ("No %s here yet; say “add %s” first"),
                                                           mention->named, mention->named));
  else if (g_str_equal (verb, "remove") && removes_whole (self, first, mention->text))
    remove_copies (self, first, mention);
  else
    {
      for (guint i = 0; i < targets->len; i++)
        {
          MqSketchPlan *thing = g_ptr_array_index (targets, i);

          if (mention->copies > 0 && mention->copies != thing->copies)
            set_count (self, thing, mention->copies, MQ_PHRASE_PART, mention->copies);
          arrange_copies (self, thing, mention);
          place_at (self->plan, mentions, mention, thing);
          change_thing (self, thing, mention->text, FALSE);
        }
    }
}

static gboolean
is_reference (GPtrArray *mentions, guint index)
{
  for (guint i = 0; i < mentions->len; i++)
    {
      const MqThingMention *other = g_ptr_array_index (mentions, i);

      if (i != index && other->place_said && other->at == (int)index)
        return TRUE;
    }

  return FALSE;
}

/* Words that name no thing: those things change that can. "Make it bigger" changes all of them. */
static void
change_all (ThingChanges *self, const char *text)
{
  gboolean found = FALSE;

  for (guint i = 0; i < self->plan->things->len; i++)
    {
      MqSketchPlan *thing = g_ptr_array_index (self->plan->things, i);

      if (change_thing (self, thing, text, TRUE))
        found |= change_thing (self, thing, text, FALSE);
    }
  if (!found)
    change_thing (self, g_ptr_array_index (self->plan->things, 0), text, FALSE);
}

/* Whether an instruction about one thing asks for further ones. */
static gboolean
wants_several (MqKindCatalogue *catalogue, MqSketchPlan *plan, GPtrArray *mentions,
               const char *verb)
{
  for (guint i = 0; i < mentions->len; i++)
    {
      const MqThingMention *mention = g_ptr_array_index (mentions, i);
      gboolean adds = g_str_equal (verb, "add") && !mention->is_definite && !mention->is_location;

      if (mention->kind == plan->kind
              ? adds || mention->copies > 1
              : adds && !mq_thing_mention_is_of (catalogue, plan->kind, mention->named))
        return TRUE;
    }

  return FALSE;
}

/* @plan: the current plan; it is not changed; @next: (out): the changed plan. Returns: (transfer
 * full) (nullable): the changes; %NULL when the instruction is about a plan of one thing that
 * stays one */
MqChangeLog *
mq_sketch_planner_change_things (MqKindCatalogue *catalogue, MqSketchPlan *plan,
                                 const char *instruction, MqSketchPlan **next)
{
  g_autoptr (GPtrArray) mentions = mq_thing_mentions_read (catalogue, instruction, NULL);
  const char *verb = find_verb (catalogue, instruction);
  ThingChanges self = { catalogue, NULL, NULL };

  if (plan->things->len == 0 && !wants_several (catalogue, plan, mentions, verb))
    return NULL;

  self.plan = plan->things->len > 0 ? mq_sketch_plan_copy (plan)
                                    : mq_sketch_composition_from_plan (catalogue, plan, NULL);
  if (self.plan == NULL)
    return NULL;
  self.log = mq_change_log_new ();
  if (mentions->len == 0)
    change_all (&self, instruction);
  for (guint i = 0; i < mentions->len; i++)
    {
      const MqThingMention *mention = g_ptr_array_index (mentions, i);
      const char *own = find_verb (catalogue, mention->text);

      verb = *own != '\0' ? own : verb;
      if (is_reference (mentions, i) && thing_of (self.plan, mention->kind) != NULL)
        continue;
      apply_mention (&self, mentions, mention, verb);
    }

  finish (self.plan, self.log->not_done);
  if (plan->things->len == 0)
    mq_sketch_composition_set_gap (self.plan);
  *next = self.plan;
  return self.log;
}
