/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of a text: the time that a clock is to show ("10:10", "ten past ten", "a quarter to
 * five", "three o'clock", "noon"), moves ("5 cm to the left"), and numbers that no request took. */
#include "service/sketcher/requests/mq-request-numbers.h"

#include "common/base/mq-each.h"

#include <math.h>
#include <string.h>

#define MINUTES (12 * 60)
/* Words of a lost number and after it. */
#define MAX_FOLLOWING 4

static const char *
text_at (GPtrArray *items, guint at)
{
  return at < items->len ? ((const MqItem *)g_ptr_array_index (items, at))->text : "";
}

static gboolean
is_text (GPtrArray *items, guint at, const char *const *texts)
{
  g_autofree char *lower = g_ascii_strdown (text_at (items, at), -1);

  return g_strv_contains (texts, lower);
}

/* The whole number there from 1 to @most; NAN for none. */
static double
number_at (GPtrArray *items, guint at, double most)
{
  const MqItem *item = at < items->len ? g_ptr_array_index (items, at) : NULL;
  const MqWord *word = item != NULL && item->type == MQ_ITEM_PHRASE
                           ? mq_item_word (item, MQ_WORD_NUMBER)
                           : NULL;
  double value = item == NULL                   ? NAN
                 : item->type == MQ_ITEM_NUMBER ? item->number
                 : word != NULL                 ? word->value
                                                : NAN;

  return value >= 1 && value <= most && value == rint (value) ? value : NAN;
}

/**
 * mq_items_read_time:
 * @kind: the kind that the text is about
 * @items: (element-type MqItem): those of a text
 * @at: where to read
 * @minutes: (out): after twelve
 *
 * Returns: how many of the items say the time of a clock; 0 for none, and where @kind shows no time
 */
guint
mq_items_read_time (MqKind *kind, GPtrArray *items, guint at, double *minutes)
{
  static const char *const clocks[] = { "o'clock", "oclock", "o’clock", NULL };
  static const char *const noons[] = { "noon", "midnight", NULL };
  static const char *const articles[] = { "a", NULL };
  static const char *const halves[] = { "half", NULL };
  static const char *const quarters[] = { "quarter", "a quarter", NULL };
  static const char *const pasts[] = { "past", "after", NULL };
  static const char *const tos[] = { "to", "before", NULL };
  static const char *const units[] = { "minute", "minutes", NULL };
  const char *text = text_at (items, at);
  const char *colon = strchr (text, ':');
  double full_hour = number_at (items, at, 12);
  double hour;
  double part;
  guint next = at;
  gboolean has_hour = FALSE;
  gboolean has_minute = FALSE;
  gboolean is_past;

  for (guint i = 0; i < kind->params->len; i++)
    {
      const char *const *words = ((const MqKindParam *)g_ptr_array_index (kind->params, i))->words;

      has_hour |= g_strv_contains (words, "hour");
      has_minute |= g_strv_contains (words, "minute");
    }
  if (!has_hour || !has_minute)
    return 0;

  /* "10:10" */
  if (colon != NULL)
    {
      *minutes = fmod (
          60 * g_ascii_strtod (text, NULL) + g_ascii_strtod (colon + 1, NULL) + MINUTES, MINUTES);
      return 1;
    }
  if (is_text (items, at, noons))
    {
      *minutes = 0;
      return 1;
    }
  /* "three o'clock" */
  if (!isnan (full_hour) && is_text (items, at + 1, clocks))
    {
      *minutes = fmod (60 * full_hour, MINUTES);
      return 2;
    }

  /* "ten past ten", "a quarter to five", "half past three" */
  next += is_text (items, next, articles);
  part = is_text (items, next, halves)     ? 30
         : is_text (items, next, quarters) ? 15
                                           : number_at (items, next, 59);
  next += is_text (items, next + 1, units) ? 2 : 1;
  is_past = is_text (items, next, pasts);
  hour = number_at (items, next + 1, 12);
  if (isnan (part) || isnan (hour) || !(is_past || is_text (items, next, tos)))
    return 0;

  *minutes = fmod (60 * hour + (is_past ? part : -part) + MINUTES, MINUTES);
  return next + 2 - at;
}

/* A length there, in metres; 0 for none. */
static double
length_at (GPtrArray *items, guint at)
{
  double metres = at < items->len ? ((const MqItem *)items->pdata[at])->metres : 0;

  return isfinite (metres) ? metres : 0;
}

/**
 * mq_items_read_move:
 * @items: (element-type MqItem): those of a text
 * @at: where to read
 * @is_move: whether the words before are about a move
 * @direction: (out) (nullable): left, right, up, down, front or back; %NULL: the direction follows
 * @metres: (out): how far; 0: not said
 *
 * Reads "a bit to the left", "5 cm further up", "back by 3 cm"; or "move", before one of these.
 *
 * Returns: how many of the items say it; 0 for none
 */
guint
mq_items_read_move (GPtrArray *items, guint at, gboolean is_move, const char **direction,
                    double *metres)
{
  static const char *const verbs[] = { "move", "shift", "push", "pull", "slide", "nudge", NULL };
  static const char *const ways[] = { "to", "toward", "towards", "further", "farther", NULL };
  static const char *const the[] = { "the", NULL };
  static const char *const words[][3] = {
    { "left", "leftwards", NULL },     { "right", "rightwards", NULL },
    { "up", "upwards", NULL },         { "down", "downwards", NULL },
    { "forward", "forwards", NULL },   { "front", NULL },
    { "backward", "backwards", NULL }, { "back", NULL },
  };
  static const char *const by[] = { "by", NULL };
  static const char *const others[] = { "one", "ones", "side", "sides", "half", "end", NULL };
  guint after = at;

  *direction = NULL;
  if (is_text (items, at, verbs))
    return 1;

  *metres = length_at (items, at);
  after += *metres > 0 ? 1 : 0;
  /* Without a verb of moving only "to the left" is a move, as "up" is a filler and "back" may be a
   * part. */
  is_move |= *metres > 0 || items->len == 1 || is_text (items, after, ways);
  while (is_text (items, after, ways))
    after++;
  after += is_text (items, after, the);
  for (gsize i = 0; is_move && *direction == NULL && i < G_N_ELEMENTS (words); i++)
    if (is_text (items, after, words[i]))
      *direction = words[g_str_has_suffix (words[i][0], "ward") ? i + 1 : i][0];
  after++;
  /* "The left one", "the right armrest" */
  if (*direction == NULL || is_text (items, after, others)
      || (after < items->len && mq_item_find (items->pdata[after], MQ_MEANING_PART) != NULL))
    return 0;

  if (*metres <= 0)
    {
      after += is_text (items, after, by);
      *metres = length_at (items, after);
      after += *metres > 0 ? 1 : 0;
    }
  return after - at;
}

static gboolean
is_number (const MqItem *item)
{
  return item->type == MQ_ITEM_NUMBER
         || (item->type == MQ_ITEM_PHRASE && mq_item_word (item, MQ_WORD_NUMBER) != NULL
             && mq_item_word (item, MQ_WORD_FILLER) == NULL);
}

/* The parameter that an angle is of: the one that a word of the text names ("open"), or that of a
 * part of @about, which the angle describes. */
const MqKindParam *
mq_items_find_angle (MqKind *kind, GPtrArray *items, const MqRequest *about)
{
  const MqKindParam *found = NULL;

  MQ_EACH (kind->params, i, const MqKindParam, param)
    {
      if (!g_str_equal (param->unit, "deg"))
        continue;
      MQ_EACH (items, j, const MqItem, item)
        {
          for (guint k = 0; item->meanings != NULL && k < item->meanings->len; k++)
            if (((const MqMeaning *)g_ptr_array_index (item->meanings, k))->param == param)
              return param;
        }
      for (guint j = 0; about != NULL && found == NULL && j < about->parts->len; j++)
        if (g_strv_contains (param->of,
                             ((const MqKindPart *)g_ptr_array_index (about->parts, j))->id))
          found = param;
    }

  return found;
}

/* The parameter that a length is of which follows its word: "slide 30 cm", "pull out by 30 cm". */
const MqKindParam *
mq_items_find_travel (GPtrArray *items, guint number_at)
{
  for (guint back = 1; back <= MIN (number_at, 2); back++)
    {
      const MqItem *item = g_ptr_array_index (items, number_at - back);
      const MqMeaning *meaning = mq_item_find (item, MQ_MEANING_PARAM);

      if (meaning != NULL && g_strcmp0 (meaning->param->axis, "travel") == 0)
        return meaning->param;
    }

  return NULL;
}

/**
 * mq_items_are_chosen_number:
 * @items: (element-type MqItem): a text about what the user pointed at
 * @at: an item of it
 *
 * Returns: whether it only says how many those are, “these two”, “both” or “the round one”: no
 * count for them
 */
gboolean
mq_items_are_chosen_number (GPtrArray *items, guint at)
{
  static const char *const pronouns[] = { "these", "those", NULL };
  static const char *const single[] = { "this", "that", NULL };
  const MqItem *item = g_ptr_array_index (items, at);
  const MqItem *before = at > 0 ? g_ptr_array_index (items, at - 1) : NULL;
  const MqItem *next = at + 1 < items->len ? g_ptr_array_index (items, at + 1) : NULL;
  g_autofree char *pronoun = before != NULL ? g_ascii_strdown (before->text, -1) : NULL;

  if (g_ascii_strcasecmp (item->text, "both") == 0)
    return TRUE;
  if (g_ascii_strcasecmp (item->text, "ones") == 0)
    return before != NULL;
  if (g_ascii_strcasecmp (item->text, "one") == 0 && before != NULL
      && (g_strv_contains (single, pronoun)
          || (before->type == MQ_ITEM_PHRASE && before->meanings->len == 0)))
    return TRUE;
  if (!is_number (item) || *item->unit != '\0')
    return FALSE;
  /* “These two cm thicker”, “these two more” */
  if (next != NULL && next->type == MQ_ITEM_PHRASE
      && (mq_item_word (next, MQ_WORD_UNIT) != NULL
          || mq_item_word (next, MQ_WORD_QUANTITY) != NULL))
    return FALSE;

  return pronoun != NULL && g_strv_contains (pronouns, pronoun);
}

/* The side that "half as tall" is about, and how far @ahead it is. */
const MqWord *
mq_items_find_side (GPtrArray *items, guint at, guint *ahead)
{
  for (*ahead = 1; *ahead < 4 && at + *ahead < items->len; (*ahead)++)
    {
      const MqItem *item = g_ptr_array_index (items, at + *ahead);
      const MqWord *size = mq_item_word (item, MQ_WORD_SIZE);

      if (size != NULL || mq_item_word (item, MQ_WORD_AXIS) != NULL)
        return size != NULL ? size : mq_item_word (item, MQ_WORD_AXIS);
    }

  return NULL;
}

/* Whether a word names something with a height of its own, such as an opening. */
gboolean
mq_item_names_height (const MqItem *item)
{
  for (guint i = 0; item != NULL && item->meanings != NULL && i < item->meanings->len; i++)
    {
      const MqMeaning *meaning = g_ptr_array_index (item->meanings, i);

      if (meaning->param != NULL && g_strcmp0 (meaning->param->axis, "height") == 0)
        return TRUE;
    }

  return FALSE;
}

/* No number gets lost: one that no request took is unknown, with the words that follow it.
 * @is_of_chosen: whether the text is about what the user pointed at */
void
mq_request_list_add_lost_numbers (MqRequestList *reading, GPtrArray *items, gboolean is_of_chosen)
{
  static const char *const ones[] = { "one", "ones", NULL };

  MQ_EACH (items, i, const MqItem, item)
    {
      g_autofree char *pattern = g_regex_escape_string (item->text, -1);
      g_autofree char *whole = g_strdup_printf ("(?<![\\w.,])%s(?![\\w.,])", pattern);
      g_autoptr (GRegex) regex = NULL;
      g_autoptr (GPtrArray) texts = g_ptr_array_new ();
      g_autoptr (GString) text = NULL;
      guint n_items = 1;
      guint n_told = 0;

      /* "This one" */
      if (!is_number (item)
          || (is_of_chosen
              && (g_strv_contains (ones, item->text) || mq_items_are_chosen_number (items, i))))
        continue;
      for (guint j = 0; j < i; j++)
        n_items += g_str_equal (((MqItem *)g_ptr_array_index (items, j))->text, item->text);

      /* Details and unknown phrases have the number in their words so often, or more often. */
      MQ_EACH (reading->requests, j, const MqRequest, request)
        {
          for (guint k = 0; k < request->said->len; k++)
            g_ptr_array_add (texts,
                             ((MqRequestDetail *)g_ptr_array_index (request->said, k))->text);
        }
      g_ptr_array_extend (texts, reading->unknown, NULL, NULL);
      regex = g_regex_new (whole, 0, 0, NULL);
      for (guint j = 0; regex != NULL && j < texts->len; j++)
        {
          g_autoptr (GMatchInfo) match = NULL;

          g_regex_match (regex, g_ptr_array_index (texts, j), 0, &match);
          for (; g_match_info_matches (match); g_match_info_next (match, NULL))
            n_told++;
        }
      if (n_told >= n_items)
        continue;

      text = g_string_new (item->text);
      for (guint j = i + 1; j < MIN (items->len, i + MAX_FOLLOWING); j++)
        {
          const MqItem *next = g_ptr_array_index (items, j);

          if (next->type == MQ_ITEM_COMMA || next->type == MQ_ITEM_STOP
              || mq_item_word (next, MQ_WORD_LINK) != NULL)
            break;
          g_string_append_printf (text, " %s", next->text);
        }
      g_ptr_array_add (reading->unknown, g_string_free_and_steal (g_steal_pointer (&text)));
    }
}
