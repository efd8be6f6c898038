/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The things that a text names, see MqThingMention: "a round table and six chairs" names a table
 * and chairs, each with its own words. A noun is another thing only where English makes it one:
 * after "and", "with", "on" and the like, with an article, a number or in the plural. The last
 * noun counts: a bottle opener is no bottle, and a cushion for a chair no chair. */
#include "service/sketcher/plan/mq-sketch-composition.h"

#include "common/base/mq-each.h"
#include "service/sketcher/kinds/mq-vocabulary.h"
#include "service/sketcher/language/mq-words.h"

#include <math.h>
#include <string.h>

/* "stacked", and what else says that things stand on each other; the longest first. */
static const char *const piles[] = { "on top of each other",
                                     "on top of one another",
                                     "on each other",
                                     "on one another",
                                     "stack of",
                                     "pile of",
                                     "stacked",
                                     "piled",
                                     "stack",
                                     NULL };
/* Phrases of placement, which change nothing: things stand so already. */
static const char *const rows[] = { "beside each other",
                                    "next to each other",
                                    "side by side",
                                    "in a row",
                                    "in row",
                                    "in a line",
                                    "row of",
                                    "in a circle",
                                    "set of",
                                    NULL };
static const char *const ons[] = { "on", "onto", "on top of", "atop", NULL };
static const char *const besides[] = { "beside",      "near", "next to", "behind",
                                       "in front of", "at",   NULL };
static const char *const articles[] = { "a", "an", "some", "another", "more", NULL };
static const char *const definites[] = { "the", "both", "all", "these", "those", "its", NULL };

typedef struct
{
  MqKindCatalogue *catalogue;
  GPtrArray *tokens; /* of MqItem */
  gboolean *dropped; /* tokens that are no description: numbers, places */
  gboolean is_first;
  GPtrArray *mentions;
  gboolean excludes;
  char *unknown; /* (nullable): the noun of the first thing, if that is of no kind */
} MentionReader;

typedef gboolean (*MeaningTest) (const MqMeaning *meaning);

static const MqItem *
token_at (MentionReader *self, guint at)
{
  return at < self->tokens->len ? g_ptr_array_index (self->tokens, at) : NULL;
}

static char *
join_words (MentionReader *self, guint at, guint count)
{
  g_autoptr (GString) phrase = g_string_new (NULL);

  for (guint i = at; i < at + count; i++)
    if (!self->dropped[i])
      g_string_append_printf (phrase, "%s%s", phrase->len > 0 ? " " : "", token_at (self, i)->text);
  return g_string_free_and_steal (g_steal_pointer (&phrase));
}

static gboolean
is_text (const MqItem *item, const char *text)
{
  return g_ascii_strcasecmp (item->text, text) == 0;
}

static gboolean
is_word (MentionReader *self, guint at)
{
  return token_at (self, at) != NULL && token_at (self, at)->type == MQ_ITEM_PHRASE;
}

/* The number of words from @at on that are one of the phrases, which are compared in singular. */
static guint
match (MentionReader *self, guint at, const char *const *phrases)
{
  for (guint i = 0; phrases[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (phrases[i], " ", -1);
      guint count = 0;

      while (words[count] != NULL && is_word (self, at + count)
             && is_text (token_at (self, at + count), words[count]))
        count++;
      if (words[count] == NULL)
        return count;
    }

  return 0;
}

/* The number of words from @at on that a phrase can have. */
static guint
count_words (MentionReader *self, guint at)
{
  guint count = 0;

  while (count < MQ_WORDS_MAX_PHRASE && is_word (self, at + count))
    count++;
  return count;
}

/* The lexicon's word of a type from @at on, and the number of tokens that it has. */
static const MqWord *
word_at (MentionReader *self, guint at, MqWordType type, guint *taken)
{
  for (guint count = count_words (self, at); count > 0; count--)
    {
      g_autofree char *phrase = join_words (self, at, count);
      const MqWord *word = mq_lexicon_find (self->catalogue->lexicon, phrase, type);

      if (word != NULL)
        {
          *taken = count;
          return word;
        }
    }

  return NULL;
}

static gboolean
is_link (MentionReader *self, guint at)
{
  guint taken = 0;
  const MqWord *word = is_word (self, at) ? word_at (self, at, MQ_WORD_LINK, &taken) : NULL;

  return word != NULL && !g_str_equal (word->name, "in");
}

/* Where the noun phrase before @at begins: after a comma, a link or a place. */
static guint
find_start (MentionReader *self, guint at, guint least, gboolean *after_break)
{
  for (guint i = at; i > least; i--)
    {
      const MqItem *before = token_at (self, i - 1);
      static const char *const groups[] = { "stack of", "pile of",  "row of",    "set of",
                                            "pair of",  "group of", "couple of", NULL };
      guint taken = 0;

      /* "a stack of five books" is one noun. */
      if (i > least + 1 && match (self, i - 2, groups) == 2)
        continue;
      *after_break = TRUE;
      if (before->type == MQ_ITEM_COMMA || before->type == MQ_ITEM_STOP || is_link (self, i - 1))
        return i;
      if (is_word (self, i - 1) && word_at (self, i - 1, MQ_WORD_PLACE, &taken) != NULL
          && i - 1 + taken <= at)
        {
          guint start = i - 1 + taken;

          /* "around the" is a place word, too. */
          while (start > i && match (self, start - 1, definites) > 0)
            start--;
          return start;
        }
    }

  *after_break = least == 0;
  return least;
}

static MqKind *
kind_at (MentionReader *self, guint at, guint *taken)
{
  for (guint count = count_words (self, at); count > 0; count--)
    {
      g_autofree char *phrase = join_words (self, at, count);
      g_autofree char *key = mq_words_phrase_key (phrase);
      MqKind *kind = mq_kind_catalogue_lookup_name (self->catalogue, key);

      if (kind != NULL)
        {
          *taken = count;
          return kind;
        }
    }

  return NULL;
}

/* The kind after the name of @before; "oak" of a table is a material, and of a tree one. */
static MqKind *
kind_after (MentionReader *self, const MqKind *before, guint at, guint *taken)
{
  guint count = 0;
  MqKind *kind = kind_at (self, at, taken);

  return kind == before || word_at (self, at, MQ_WORD_FINISH, &count) == NULL ? kind : NULL;
}

static gboolean
any_meaning (MqKindCatalogue *catalogue, MqKind *kind, const char *words, MeaningTest test)
{
  g_autoptr (GPtrArray) items = mq_vocabulary_cut (catalogue->lexicon, kind, words);

  MQ_EACH (items, i, const MqItem, item)
    {
      for (guint j = 0; j < item->meanings->len; j++)
        if (test (g_ptr_array_index (item->meanings, j)))
          return TRUE;
    }

  return FALSE;
}

static gboolean
is_own (const MqMeaning *meaning)
{
  return meaning->type != MQ_MEANING_WORD && meaning->type != MQ_MEANING_KIND;
}

/* A part whose number is a parameter, or that parameter. */
static gboolean
is_counted (const MqMeaning *meaning)
{
  return (meaning->type == MQ_MEANING_PART
          && strpbrk (meaning->part->count, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL)
         || (meaning->type == MQ_MEANING_PARAM && g_str_equal (meaning->param->unit, "count"));
}

static gboolean
is_part (const MqMeaning *meaning)
{
  return meaning->type == MQ_MEANING_PART || meaning->type == MQ_MEANING_PARAM;
}

/**
 * mq_thing_mention_is_of:
 * @words: words of a text
 *
 * Returns: whether they name something of the kind itself, other than the kind: "flowers" of a vase
 */
gboolean
mq_thing_mention_is_of (MqKindCatalogue *catalogue, MqKind *kind, const char *words)
{
  return any_meaning (catalogue, kind, words, is_own);
}

/**
 * mq_thing_mention_find_part:
 * @kind: of what is there
 *
 * Returns: (nullable): the part of @kind that the mention's noun is, with the words before it: the
 *   flower boxes of a house, to a kind that makes boxes
 */
const MqKindPart *
mq_thing_mention_find_part (MqKindCatalogue *catalogue, MqKind *kind, const MqThingMention *mention)
{
  g_autoptr (GPtrArray) items = mq_vocabulary_cut (catalogue->lexicon, kind, mention->text);

  MQ_EACH (items, i, const MqItem, item)
    {
      const MqMeaning *part = mq_item_find (item, MQ_MEANING_PART);

      if (part != NULL && g_str_has_suffix (item->text, mention->named))
        return part->part;
    }

  return NULL;
}

/* The number of words from @at on that name something else by usage: "chest of drawers". */
static guint
count_other (MentionReader *self, guint at)
{
  guint count = count_words (self, at);

  for (; count > 0; count--)
    {
      g_autofree char *phrase = join_words (self, at, count);

      if (mq_lexicon_is_in (self->catalogue->lexicon, "others", phrase))
        break;
    }

  return count;
}

static gboolean
is_in (MentionReader *self, guint at, const char *list)
{
  return is_word (self, at)
         && mq_lexicon_is_in (self->catalogue->lexicon, list, token_at (self, at)->text);
}

/* The number of words from @at on that are a noun beside the name of the kind: a part of it, or
 * something unknown; 0 for none. */
static guint
count_noun (MentionReader *self, MqKind *kind, guint at)
{
  MqLexicon *lexicon = self->catalogue->lexicon;
  g_autofree char *words = join_words (self, at, count_words (self, at));
  g_autoptr (GPtrArray) items = mq_vocabulary_cut (lexicon, kind, words);
  const MqItem *item = items->len > 0 ? g_ptr_array_index (items, 0) : NULL;
  guint count = 1;

  if (item == NULL || !is_word (self, at))
    return 0;
  if (mq_item_find (item, MQ_MEANING_VARIANT) != NULL
      || mq_item_find (item, MQ_MEANING_TRAIT) != NULL
      || mq_item_find (item, MQ_MEANING_OPTION) != NULL)
    return 0;
  if (mq_item_find (item, MQ_MEANING_PART) == NULL || mq_item_find (item, MQ_MEANING_WORD) != NULL)
    return mq_lexicon_is_noun (lexicon, token_at (self, at)->text) ? 1 : 0;

  for (const char *p = item->text; *p != '\0'; p++)
    count += *p == ' ';
  return self->is_first ? count : 0;
}

/* The words from @at on describe the thing before them, though they look like a noun: "a robot
 * wears a hat", "a chair Eames", "stool number 3", "a shelf IKEA style". */
static gboolean
describes_before (MentionReader *self, const MqThingMention *mention, guint at, guint end)
{
  static const char *const single[] = { "a", "an", "one", "the", "this", "each", NULL };
  static const char *const ends[] = { "style",  "look",  "color", "colour", "pattern",
                                      "design", "theme", "shape", "would",  "could",
                                      "can",    "will",  NULL };
  const char *first = token_at (self, at)->text;
  g_autofree char *singular = mq_words_singular (first);
  g_autofree char *words = join_words (self, at, end - at);
  const MqItem *after = token_at (self, at + 1);
  gboolean is_name = g_unichar_isupper (g_utf8_get_char (token_at (self, end - 1)->text))
                     && g_unichar_islower (g_utf8_get_char (mention->named));
  guint taken = 0;

  if (is_name || match (self, end, ends) > 0)
    return TRUE;
  /* "chair legs oak, seat red" */
  if ((word_at (self, end, MQ_WORD_COLOR, &taken) != NULL
       || word_at (self, end, MQ_WORD_FINISH, &taken) != NULL)
      && mq_thing_mention_is_of (self->catalogue, mention->kind, words))
    return TRUE;
  if (is_in (self, at, "labels")
      && (after == NULL || after->type == MQ_ITEM_NUMBER || strlen (after->text) <= 2
          || word_at (self, at + 1, MQ_WORD_NUMBER, &taken) != NULL))
    return TRUE;
  if (strlen (singular) == strlen (first))
    return FALSE;
  for (guint i = at; i > 0 && is_word (self, i - 1); i--)
    if (match (self, i - 1, single) > 0)
      return TRUE;

  return match (self, end, articles) > 0;
}

/* Reads on from the name of a kind. Returns where the noun phrase ends if the kind's name only
 * describes its noun, else 0. @from: where it begins; @next: whether that noun is a kind. */
static guint
find_head (MentionReader *self, const MqThingMention *mention, guint *from, gboolean *next)
{
  static const char *const shaped[] = { "shaped", "themed", "sized", NULL };
  guint end = mention->to;
  guint count = count_other (self, end);
  guint taken = 0;
  gboolean is_new = self->is_first;

  *next = FALSE;
  *from = mention->from;
  if (count > 0)
    return end + count;
  /* "a banana yellow car" */
  if (word_at (self, *from, MQ_WORD_COLOR, &taken) != NULL && *from + taken > end)
    {
      *next = TRUE;
      return *from + taken;
    }
  for (guint i = mention->start; i < end; i++)
    if (i + (count = count_other (self, i)) >= end && count > end - MAX (i, mention->from))
      {
        *from = MIN (i, mention->from);
        return i + count;
      }

  /* An instruction says of "the chair" what it is to be. */
  for (guint i = mention->start; i < mention->from; i++)
    is_new |= match (self, i, articles) > 0;

  /* "a chair shaped phone stand", "a car themed bed" */
  if (is_new && match (self, end, shaped) > 0)
    {
      *next = kind_after (self, mention->kind, end + 1, &taken) != NULL;
      if (*next || count_noun (self, mention->kind, end + 1) > 0)
        end++;
    }

  while (is_new && !*next && is_word (self, end))
    {
      if (end > mention->to && kind_after (self, mention->kind, end, &taken) != NULL)
        {
          g_autofree char *named = join_words (self, end, taken);

          if ((*next = !mq_thing_mention_is_of (self->catalogue, mention->kind, named)))
            break;
        }
      if ((count = is_in (self, end, "labels") && is_word (self, end + 1)
                       ? 1
                       : count_noun (self, mention->kind, end))
          == 0)
        break;
      end += count;
    }

  return end == mention->to || describes_before (self, mention, mention->to, end) ? 0 : end;
}

/* "a lid for a teapot": the noun before "for", "of" or "in". Returns: (nullable) */
static const char *
find_owner (MentionReader *self, const MqThingMention *mention)
{
  static const char *const between[] = { "for", "of", "in", "inside", "from", NULL };
  guint at = mention->from;
  guint taken = 0;

  while (at > 0 && is_word (self, at - 1) && match (self, at - 1, between) == 0)
    if (is_link (self, --at) || kind_at (self, at, &taken) != NULL
        || word_at (self, at, MQ_WORD_PLACE, &taken) != NULL)
      return NULL;
  if (at < 2 || !is_word (self, at - 1) || !is_word (self, at - 2)
      || (is_in (self, at - 2, "groups") && match (self, at - 1, &between[1]) > 0)
      || !mq_lexicon_is_noun (self->catalogue->lexicon, token_at (self, at - 2)->text))
    return NULL;
  /* "make the legs of the chair red" */
  if ((match (self, at, definites) > 0
       || (is_word (self, mention->to) && !is_link (self, mention->to)))
      && mq_thing_mention_is_of (self->catalogue, mention->kind, token_at (self, at - 2)->text))
    return NULL;

  return token_at (self, at - 2)->text;
}

/* Whether "with", "featuring" or the like stands before @at. */
static gboolean
follows_with (MentionReader *self, guint at)
{
  for (guint i = at; i > 0 && i + 2 >= at; i--)
    {
      guint taken = 0;
      const MqWord *word = is_word (self, i - 1) ? word_at (self, i - 1, MQ_WORD_LINK, &taken)
                                                 : NULL;

      if (word != NULL && i - 1 + taken == at)
        return g_str_equal (word->name, "with");
    }

  return FALSE;
}

/* "a snowman with a hat": the unknown noun that has the mention; but "a room with a sofa" is no
 * thing of its own. Returns: (nullable) */
static const char *
find_bearer (MentionReader *self, const MqThingMention *mention)
{
  static const char *const one[] = { "a", "an", NULL };
  MqLexicon *lexicon = self->catalogue->lexicon;
  guint taken = 0;
  guint at = mention->start;
  const char *noun;

  if (!follows_with (self, at))
    return NULL;
  while (at > 0 && is_link (self, at - 1))
    at--;
  if (at == 0 || !is_word (self, at - 1))
    return NULL;

  noun = token_at (self, at - 1)->text;
  if (!mq_lexicon_is_noun (lexicon, noun) || mq_lexicon_is_in (lexicon, "groups", noun)
      || mq_lexicon_is_in (lexicon, "scenes", noun))
    return NULL;
  while (at > 0 && is_word (self, at - 1) && match (self, at - 1, one) == 0)
    if (is_link (self, --at) || word_at (self, at, MQ_WORD_PLACE, &taken) != NULL)
      return NULL;
  if (at == 0 || match (self, at - 1, one) == 0)
    return NULL;

  /* "for a boy with a car" */
  if (at >= 2 && (is_link (self, at - 2) || word_at (self, at - 2, MQ_WORD_PLACE, &taken) != NULL))
    return NULL;

  return noun;
}

static void
mention_free (gpointer data)
{
  MqThingMention *mention = data;

  g_free (mention->named);
  g_free (mention->title);
  g_free (mention->text);
  g_free (mention);
}

/* A wardrobe is no "Cabinet", although the kind is; nor is an urn an "Amphora". A name with the
 * kind's own in it, and a phrase such as "chair with wheels", are no titles. */
static void
read_title (MqThingMention *mention)
{
  static const char *const links[] = { " with ", " on ", " that ", " in ", " of " };
  MqKind *kind = mention->kind;
  g_autofree char *key = mq_words_phrase_key (mention->named);
  g_autofree char *title = NULL;

  mention->general = kind->title;
  MQ_EACH (kind->variants, i, const MqKindLook, look)
    if (look->title != NULL && g_strv_contains ((const char *const *)look->words, key))
      mention->general = look->title;
  title = mq_words_phrase_key (mention->general);

  if (strstr (title, key) != NULL || strstr (key, title) != NULL
      || strstr (key, kind->words[0]) != NULL
      || !g_strv_contains ((const char *const *)kind->words, key))
    mention->general = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    if (strstr (key, links[i]) != NULL)
      mention->general = NULL;
  if (mention->general != NULL)
    mention->title = mq_words_begin_sentence (key);
}

/* A number that is a name, or ends one: the 608 of a bearing, the 4 of a Raspberry Pi 4. */
static gboolean
is_designation (MentionReader *self, const MqThingMention *mention, guint at)
{
  gboolean is_one = token_at (self, at)->type == MQ_ITEM_NUMBER
                    && any_meaning (self->catalogue, mention->kind, token_at (self, at)->text,
                                    is_own);

  for (guint from = at; !is_one && from > mention->start; from--)
    {
      g_autofree char *phrase = join_words (self, from - 1, at - from + 2);
      g_autofree char *key = mq_words_phrase_key (phrase);

      MQ_EACH (mention->kind->variants, i, const MqKindLook, look)
        is_one |= g_strv_contains ((const char *const *)look->words, key);
    }

  return is_one;
}

/* Reads article and number before the noun. Returns whether there is any, or a plural. */
static gboolean
read_number (MentionReader *self, MqThingMention *mention)
{
  g_autofree char *last = g_utf8_strdown (token_at (self, mention->to - 1)->text, -1);
  g_autofree char *singular = mq_words_singular (last);
  gboolean determined = FALSE;

  mention->is_plural = !g_str_equal (singular, last);
  mention->counts_itself = any_meaning (self->catalogue, mention->kind, mention->named, is_counted);
  for (guint i = mention->start; i < mention->from; i++)
    {
      const MqItem *token = token_at (self, i);
      guint taken = 0;
      const MqWord *word = is_word (self, i) ? word_at (self, i, MQ_WORD_NUMBER, &taken) : NULL;
      double number = token->type == MQ_ITEM_NUMBER ? token->number
                      : word != NULL                ? word->value
                                                    : 0;
      const MqItem *next;

      /* "a 608 bearing", "a 10 x 10 board": not so many of them. */
      if (is_designation (self, mention, i)
          || (i > mention->start
              && (is_text (token_at (self, i - 1), "x") || is_text (token_at (self, i - 1), "by"))))
        continue;
      taken = token->type == MQ_ITEM_NUMBER ? 1 : taken;
      next = token_at (self, i + taken);
      /* "six", "3", but no measure */
      if (*token->unit == '\0' && number >= 1 && number == rint (number) && next != NULL
          && (next->type == MQ_ITEM_PHRASE || is_designation (self, mention, i + taken))
          && word_at (self, i + taken, MQ_WORD_UNIT, &(guint){ 0 }) == NULL && !is_text (next, "x")
          && !is_text (next, "by") && i + taken <= mention->from)
        {
          determined = TRUE;
          /* "six-legged": the number is of the legs. "three flowers" of a bouquet: the kind's own.
           */
          if (i + taken < mention->from
              && mq_thing_mention_is_of (self->catalogue, mention->kind, next->text)
              && word_at (self, i + taken, MQ_WORD_COLOR, &(guint){ 0 }) == NULL
              && word_at (self, i + taken, MQ_WORD_FINISH, &(guint){ 0 }) == NULL
              && g_str_has_suffix (next->text, "ed"))
            continue;
          mention->has_number = TRUE;
          if (mention->counts_itself)
            return TRUE;
          mention->copies = (guint)MIN (number, 1000);
          for (guint j = i; j < i + taken; j++)
            self->dropped[j] = TRUE;
          return TRUE;
        }
      determined |= match (self, i, articles) > 0;
      if (match (self, i, definites) > 0)
        determined = mention->is_definite = TRUE;
    }

  return determined || mention->is_plural;
}

/* Where a thing is, by the place word before it: "six chairs around a table". */
static void
read_relation (MentionReader *self, MqThingMention *mention)
{
  static const char *const around[] = { "around", "round", NULL };
  MqPlanPlace place = MQ_PLAN_BESIDE;
  gboolean found = FALSE;

  for (guint i = mention->start; i > 0 && i + 4 > mention->start; i--)
    {
      guint on = match (self, i - 1, ons);
      guint about = match (self, i - 1, around);
      guint beside = match (self, i - 1, besides);

      if (i - 1 + MAX (MAX (on, about), beside) != mention->start)
        continue;
      place = on > 0 ? MQ_PLAN_ON : about > 0 ? MQ_PLAN_AROUND : MQ_PLAN_BESIDE;
      found |= on > 0 || about > 0 || beside > 0;
      for (guint j = i - 1; found && self->mentions->len > 0 && j < mention->start; j++)
        self->dropped[j] = TRUE;
      if (on > 1 || beside > 1)
        break;
    }

  mention->is_location = found && self->mentions->len == 0;
  for (guint i = 0; found && i < self->mentions->len; i++)
    {
      MqThingMention *other = g_ptr_array_index (self->mentions, i);

      if (!other->place_said)
        {
          other->place_said = TRUE;
          other->place = place;
          other->at = place != MQ_PLAN_BESIDE ? (int)self->mentions->len : -1;
        }
    }
}

static gboolean
is_another (MentionReader *self, MqThingMention *mention, gboolean after_break, gboolean counted)
{
  static const char *const joining[]
      = { "on",     "onto",    "around", "beside", "near",     "at",
          "behind", "next to", "top of", "atop",   "front of", NULL };
  guint start = mention->start;
  gboolean is_joined = start == 0 || !is_word (self, start - 1) || is_link (self, start - 1);
  guint taken = 0;

  if (self->mentions->len == 0)
    return TRUE;

  /* After "for", "of" or "like" it is no thing of its own. */
  for (guint i = start; i > 0 && i + 2 >= start; i--)
    {
      guint count = match (self, i - 1, joining);

      is_joined |= count > 0 && i - 1 + count == start;
    }
  if (!after_break || !counted || !is_joined)
    return FALSE;
  /* "a flower pattern", "a castle style": the noun only describes another one. */
  if (is_word (self, mention->to)
      && (mq_lexicon_lookup (self->catalogue->lexicon, token_at (self, mention->to)->text) == NULL
          || word_at (self, mention->to, MQ_WORD_ASPECT, &taken) != NULL))
    return FALSE;

  MQ_EACH (self->mentions, i, const MqThingMention, other)
    {
      /* "the chair" is the one before; "the table and the chairs" are two. */
      if (other->kind == mention->kind && mention->is_definite && mention->copies == 0)
        return FALSE;
      /* "a bookshelf with three shelves": but "a book and another book" are two. */
      if ((other->kind != mention->kind
           && mq_thing_mention_is_of (self->catalogue, other->kind, mention->named))
          || (other->kind == mention->kind && follows_with (self, mention->start)
              && any_meaning (self->catalogue, other->kind, mention->named, is_part)))
        return FALSE;
    }

  return TRUE;
}

/* Gives each thing the words about it, without "in a row", "stacked", and "on it" of the last one.
 */
static void
finish_texts (MentionReader *self)
{
  static const char *const on_it[] = { "on top of it", "on it", "on them", "on top", NULL };
  static const char *const around_it[] = { "around it", "around them", NULL };
  gboolean is_one_of_several = self->mentions->len > 1;

  MQ_EACH (self->mentions, i, MqThingMention, mention)
    {
      const MqThingMention *next = i + 1 < self->mentions->len
                                       ? g_ptr_array_index (self->mentions, i + 1)
                                       : NULL;
      guint from = i == 0 ? 0 : mention->start;
      guint to = next != NULL ? next->start : self->tokens->len;

      for (guint at = from; at < to; at++)
        {
          guint pile = match (self, at, piles);
          guint row = match (self, at, rows);
          guint on = is_one_of_several ? match (self, at, on_it) : 0;
          guint about = is_one_of_several ? match (self, at, around_it) : 0;
          guint all = MAX (MAX (pile, row), MAX (on, about));

          if (all == 0
              || (pile > 0 && mq_thing_mention_is_of (self->catalogue, mention->kind, "stack")))
            continue;
          mention->is_piled |= pile > 0;
          mention->is_in_row |= row > 0 && pile == 0;
          if ((on > 0 && pile == 0) || about > 0)
            {
              mention->place_said = TRUE;
              mention->place = about > 0 ? MQ_PLAN_AROUND : MQ_PLAN_ON;
              mention->at = 0;
            }
          for (guint j = at; j < at + all; j++)
            self->dropped[j] = TRUE;
        }
      /* The link before the next thing belongs to neither. */
      while (next != NULL && to > mention->to
             && (self->dropped[to - 1] || token_at (self, to - 1)->type == MQ_ITEM_COMMA
                 || is_link (self, to - 1)))
        to--;
      mention->text = join_words (self, from, to - from);
      mention->is_cut = self->excludes;
    }
}

/* Whether the mention is no thing to make: it describes another noun, or is excluded. Then *at is
 * the last word that was read, and *least what the next noun phrase cannot reach. */
static gboolean
is_passed_over (MentionReader *self, const MqThingMention *mention, guint *least, guint *at)
{
  static const char *(*const find_noun[]) (MentionReader *, const MqThingMention *)
      = { find_owner, find_bearer };
  gboolean next;
  guint from;
  guint head = find_head (self, mention, &from, &next);
  const char *noun = NULL;

  if (head > 0)
    {
      if (self->is_first && !next && self->mentions->len == 0 && self->unknown == NULL)
        self->unknown = join_words (self, from, head - from);
      *at = head - 1;
      *least = next ? *least : head;
      return TRUE;
    }
  for (gsize i = 0; noun == NULL && i < G_N_ELEMENTS (find_noun); i++)
    if (self->is_first && self->mentions->len == 0)
      noun = find_noun[i](self, mention);
  if (noun != NULL)
    {
      if (self->unknown == NULL)
        self->unknown = g_strdup (noun);
      return TRUE;
    }

  /* "not a car but a train", "a table without chairs": where the words begin that exclude the
   * thing. "instead of" ends where the noun phrase begins. */
  from = mention->to;
  for (guint i = MAX (*least + 2, mention->start) - 2;
       self->is_first && from == mention->to && i <= mention->start; i++)
    for (guint count = 1; count <= 3 && i + count <= mention->from; count++)
      {
        g_autofree char *phrase = join_words (self, i, count);

        if ((i == mention->start || i + count == mention->start)
            && mq_lexicon_is_in (self->catalogue->lexicon, "negations", phrase))
          {
            from = i;
            break;
          }
      }
  for (guint i = 0; i < self->mentions->len; i++)
    if (mq_thing_mention_is_of (self->catalogue, ((MqThingMention *)self->mentions->pdata[i])->kind,
                                mention->named))
      return FALSE;
  for (guint i = from; i < mention->to; i++)
    self->dropped[i] = self->excludes = TRUE;
  return from < mention->to;
}

/**
 * mq_thing_mentions_read:
 * @text: a first message, or an instruction about a composition
 * @unknown: (out) (optional) (nullable): for a first message: what it names first, if that is of no
 * kind
 *
 * Returns: (transfer full) (element-type MqThingMention): the things that it names, in order; none
 *   where the first is @unknown
 */
GPtrArray *
mq_thing_mentions_read (MqKindCatalogue *catalogue, const char *text, char **unknown)
{
  g_autoptr (GPtrArray) tokens = mq_vocabulary_tokens (text);
  g_autofree gboolean *dropped = g_new0 (gboolean, tokens->len + 1);
  MentionReader self = { .catalogue = catalogue,
                         .tokens = tokens,
                         .dropped = dropped,
                         .is_first = unknown != NULL,
                         .mentions = g_ptr_array_new_with_free_func (mention_free) };
  guint least = 0;

  for (guint at = 0; at < tokens->len; at++)
    {
      guint taken = 0;
      MqKind *kind = kind_at (&self, at, &taken);
      guint other = count_other (&self, at);
      MqThingMention *mention;
      MqKind *next;
      gboolean after_break;
      gboolean counted;
      guint end;

      if (kind == NULL && other > 0)
        {
          if (self.is_first && self.mentions->len == 0 && self.unknown == NULL)
            self.unknown = join_words (&self, at, other);
          least = at += other;
          at--;
        }
      if (kind == NULL)
        continue;
      mention = g_new0 (MqThingMention, 1);
      mention->at = -1;
      mention->from = at;
      mention->to = end = at + taken;
      mention->kind = kind;
      /* The last of consecutive names is the noun: "flower pot". */
      while ((next = kind_after (&self, mention->kind, end, &taken)) != NULL)
        {
          mention->kind = next;
          mention->from = end;
          mention->to = end += taken;
        }
      at = end - 1;
      mention->named = join_words (&self, mention->from, mention->to - mention->from);
      read_title (mention);
      mention->start = find_start (&self, mention->from, least, &after_break);
      if ((mention->kind->is_alone && (!self.is_first || self.mentions->len > 0))
          || is_passed_over (&self, mention, &least, &at))
        {
          mention_free (mention);
          continue;
        }
      counted = read_number (&self, mention);
      if (!is_another (&self, mention, after_break, counted))
        {
          for (guint i = mention->start; i < mention->from; i++)
            self.dropped[i] = FALSE;
          mention_free (mention);
          continue;
        }
      read_relation (&self, mention);
      g_ptr_array_add (self.mentions, mention);
      least = mention->to;
    }

  finish_texts (&self);
  if (self.unknown != NULL)
    g_ptr_array_set_size (self.mentions, 0);
  if (unknown != NULL)
    *unknown = g_steal_pointer (&self.unknown);
  g_free (self.unknown);
  return self.mentions;
}
