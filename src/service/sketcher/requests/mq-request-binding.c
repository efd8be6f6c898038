/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Binds phrases to requests, see mq-request-binding.h. Of a phrase's meanings the first that fits
 * is used: a look of the part or kind, a trait that is already true, then the words common to all
 * kinds. */
#include "service/sketcher/requests/mq-request-binding.h"

#include "common/base/mq-each.h"

#include <math.h>

gboolean
mq_item_describes (const MqItem *item)
{
  return mq_item_word (item, MQ_WORD_COLOR) != NULL || mq_item_word (item, MQ_WORD_SHADE) != NULL
         || mq_item_word (item, MQ_WORD_FINISH) != NULL
         || mq_item_word (item, MQ_WORD_EFFECT) != NULL
         || mq_item_word (item, MQ_WORD_PALETTE) != NULL
         || mq_item_word (item, MQ_WORD_SIZE) != NULL;
}

static gboolean
look_is_of (const MqRequest *request, const MqKindPart *part)
{
  return g_ptr_array_find (request->parts, part, NULL);
}

/* The look that a phrase means for a request, or NULL. */
static const MqMeaning *
find_look (const MqRequest *request, const MqItem *item, gboolean anywhere)
{
  const MqMeaning *found = NULL;

  MQ_EACH (item->meanings, i, const MqMeaning, meaning)
    {
      if (meaning->type == MQ_MEANING_OPTION && look_is_of (request, meaning->part))
        return meaning;
      if (meaning->type == MQ_MEANING_VARIANT && request->whole)
        return meaning;
      if ((meaning->type == MQ_MEANING_OPTION || meaning->type == MQ_MEANING_VARIANT) && anywhere)
        found = meaning;
    }

  return found;
}

static gboolean
is_trait_of (const MqRequest *request, const MqItem *item)
{
  MQ_EACH (item->meanings, i, const MqMeaning, meaning)
    if (meaning->type == MQ_MEANING_TRAIT
        && (meaning->part == NULL ? request->whole : look_is_of (request, meaning->part)))
      return TRUE;

  return FALSE;
}

static void
add_look (MqRequest *request, const MqMeaning *meaning, const char *text)
{
  MqRequestDetail *said;

  for (guint i = 0; i < request->said->len; i++)
    if (((const MqRequestDetail *)g_ptr_array_index (request->said, i))->look == meaning->look)
      return;

  said = mq_request_add_detail (request, MQ_REQUEST_DETAIL_LOOK, text);
  said->look = meaning->look;
  said->part = meaning->part;
}

static void
add_word (MqRequest *request, const MqPending *pending, MqRequestDetailType type,
          const MqWord *word)
{
  MqRequestDetail *said = mq_request_add_detail (request, type, pending->text);

  said->word = word;
  said->degree = pending->degree;
}

/* A shade before a colour makes a new colour; several shades may precede it. */
static void
add_color (MqRequest *request, const MqWord *color, const GPtrArray *shades, const char *text)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *mixed = g_strdup (color->color);
  MqRequestDetail *said;

  MQ_EACH (shades, i, const MqWord, shade)
    {
      char *next = mq_lexicon_shade_color (shade, mixed);

      g_free (mixed);
      mixed = next;
      g_string_append_printf (words, "%s ", shade->label);
    }
  g_string_append (words, text);

  said = mq_request_add_detail (request, MQ_REQUEST_DETAIL_COLOR, words->str);
  said->color = g_steal_pointer (&mixed);
  MQ_EACH (shades, i, const MqWord, shade)
    if (shade->set != NULL)
      mq_request_add_detail (request, MQ_REQUEST_DETAIL_EFFECT, shade->label)->word = shade;
}

static gboolean
says_finish (GPtrArray *phrases)
{
  MQ_EACH (phrases, i, const MqPending, pending)
    if (!pending->decided && mq_item_word (pending->item, MQ_WORD_FINISH) != NULL
        && mq_item_word (pending->item, MQ_WORD_COLOR) == NULL)
      return TRUE;

  return FALSE;
}

static gboolean
says_color (GPtrArray *phrases)
{
  MQ_EACH (phrases, i, const MqPending, pending)
    if (!pending->decided && mq_item_word (pending->item, MQ_WORD_COLOR) != NULL)
      return TRUE;

  return FALSE;
}

/* Applies one pending phrase to a request; FALSE when it has no known meaning there. */
static gboolean
apply_pending (GPtrArray *phrases, MqRequest *request, const MqPending *pending, GPtrArray *shades)
{
  const MqItem *item = pending->item;
  const MqMeaning *look;
  const MqWord *word;
  MqRequestDetail *said;
  gboolean is_shade, is_shaded;

  if (pending->decided)
    {
      said = mq_request_add_detail (request, pending->type, pending->text);
      said->value = pending->value;
      said->axis = pending->axis;
      return TRUE;
    }

  /* "bright red": neither what a bright lamp is, nor the red that is among its looks */
  is_shade = mq_item_word (item, MQ_WORD_SHADE) != NULL && says_color (phrases);
  is_shaded = mq_item_word (item, MQ_WORD_COLOR) != NULL && shades->len > 0;
  if (!is_shade && !is_shaded && (look = find_look (request, item, FALSE)) != NULL
      && isfinite (pending->degree))
    {
      add_look (request, look, item->text);
      return TRUE;
    }
  /* Green is a bottle's own colour, but not that of a steel one. */
  if (!is_shade && is_trait_of (request, item)
      && !(mq_item_word (item, MQ_WORD_COLOR) != NULL && says_finish (phrases))
      && (request->verb == MQ_REQUEST_DESCRIBE || request->verb == MQ_REQUEST_ADD
          || !mq_item_describes (item)))
    {
      mq_request_add_detail (request, MQ_REQUEST_DETAIL_TRAIT, item->text);
      return TRUE;
    }

  if ((word = mq_item_word (item, MQ_WORD_PALETTE)) != NULL)
    add_word (request, pending, MQ_REQUEST_DETAIL_PALETTE, word);
  else if ((word = mq_item_word (item, MQ_WORD_SHADE)) != NULL)
    {
      g_ptr_array_add (shades, (gpointer)word);
      return TRUE;
    }
  else if ((word = mq_item_word (item, MQ_WORD_COLOR)) != NULL)
    {
      add_color (request, word, shades, item->text);
      g_ptr_array_set_size (shades, 0);
    }
  else if ((word = mq_item_word (item, MQ_WORD_FINISH)) != NULL)
    {
      add_word (request, pending, MQ_REQUEST_DETAIL_FINISH, word);
      /* "dark brown wood" has a colour already, "dark wood" gets a darker one. */
      if (shades->len > 0 && word->color != NULL)
        add_color (request, word, shades, item->text);
      g_ptr_array_set_size (shades, 0);
    }
  else if ((word = mq_item_word (item, MQ_WORD_EFFECT)) != NULL)
    add_word (request, pending, MQ_REQUEST_DETAIL_EFFECT, word);
  else if ((word = mq_item_word (item, MQ_WORD_SIZE)) != NULL)
    {
      said = mq_request_add_detail (request, MQ_REQUEST_DETAIL_FACTOR, item->text);
      said->axis = word->name;
      said->value = pow (word->value, fabs (pending->degree) == 0 ? 1 : fabs (pending->degree));
      if (pending->degree < 0 && isfinite (pending->degree))
        said->value = 1 / said->value;
    }
  else if ((look = find_look (request, item, !request->chosen)) != NULL)
    add_look (request, look, item->text);
  else if (mq_item_find (item, MQ_MEANING_TRAIT) != NULL)
    mq_request_add_detail (request, MQ_REQUEST_DETAIL_TRAIT, item->text);
  else
    return FALSE;

  return TRUE;
}

/**
 * mq_request_bind:
 * @request: what the phrases describe
 * @phrases: (element-type MqPending): in order
 * @unknown: (element-type utf8): gets those without a known meaning there
 */
void
mq_request_bind (MqRequest *request, GPtrArray *phrases, GPtrArray *unknown)
{
  g_autoptr (GPtrArray) shades = g_ptr_array_new ();

  MQ_EACH (phrases, i, const MqPending, pending)
    if (!apply_pending (phrases, request, pending, shades))
      g_ptr_array_add (unknown, g_strdup (pending->text));
  /* A shade without a colour after it changes the existing colour. */
  MQ_EACH (shades, i, const MqWord, shade)
    mq_request_add_detail (request, MQ_REQUEST_DETAIL_SHADE, shade->label)->word = shade;
}

/**
 * mq_request_lose:
 * @phrases: (element-type MqPending): phrases of an instruction after one that is not known
 * @is_bare: whether no noun is known that they describe
 * @is_lost: whether the unknown phrase is the noun that they describe: "make the wings red"
 * @unknown: (element-type utf8): the last one gets what cannot be used: all if @is_lost, else
 *   lengths whose axis (with @is_bare, any) the unknown phrase may decide: "chamfer it by 5 mm"
 */
void
mq_request_lose (GPtrArray *phrases, gboolean is_bare, gboolean is_lost, GPtrArray *unknown)
{
  for (guint i = 0; i < phrases->len;)
    {
      MqPending *pending = g_ptr_array_index (phrases, i);
      gboolean is_length = pending->decided && pending->type == MQ_REQUEST_DETAIL_MEASURE;
      char **last = (char **)&g_ptr_array_index (unknown, unknown->len - 1);
      char *joined;

      if (!is_lost && !(is_length && (is_bare || pending->axis == NULL)))
        {
          i++;
          continue;
        }
      joined = g_strdup_printf ("%s %s", *last, pending->text);
      g_free (*last);
      *last = joined;
      g_ptr_array_remove_index (phrases, i);
    }
}

/* The request is about the parts, materials and parameters that a noun names. */
void
mq_request_add_targets (MqRequest *request, const MqItem *item)
{
  MQ_EACH (item->meanings, i, const MqMeaning, meaning)
    {
      if (meaning->type == MQ_MEANING_PART
          && !g_ptr_array_find (request->parts, meaning->part, NULL))
        g_ptr_array_add (request->parts, (gpointer)meaning->part);
      else if (meaning->type == MQ_MEANING_SLOT
               && !g_ptr_array_find (request->slots, meaning->slot, NULL))
        g_ptr_array_add (request->slots, (gpointer)meaning->slot);
      else if (meaning->type == MQ_MEANING_PARAM)
        g_ptr_array_add (request->params, (gpointer)meaning->param);
    }
}

/* "replace the legs with metal legs" changes them; "… the cushion with armrests" removes one. */
MqRequestVerb
mq_request_replace_by (MqRequest *old, const MqItem *item)
{
  MQ_EACH (item->meanings, i, const MqMeaning, meaning)
    if ((meaning->type == MQ_MEANING_PART && g_ptr_array_find (old->parts, meaning->part, NULL))
        || (meaning->type == MQ_MEANING_SLOT && g_ptr_array_find (old->slots, meaning->slot, NULL)))
      return MQ_REQUEST_CHANGE;

  if (!old->whole)
    old->verb = MQ_REQUEST_REMOVE;
  return MQ_REQUEST_ADD;
}
