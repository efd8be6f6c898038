/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of a text: the time that a clock is to show ("10:10", "ten past ten", "a quarter to
 * five", "three o'clock", "noon"), moves ("5 cm to the left"), and numbers that no request took. */
#include "service/sketcher/requests/mq-request-parser-private.h"

#include <math.h>
#include <string.h>

#define MINUTES (12 * 60)
/* Words of a lost number and after it. */
#define MAX_FOLLOWING 4

static const char *
text_at (MqRequestParser *reader, guint ahead)
{
  guint index = reader->at + ahead;

  return index < reader->items->len
             ? ((const MqItem *)g_ptr_array_index (reader->items, index))->text
             : "";
}

static gboolean
is_text (MqRequestParser *reader, guint ahead, const char *const *texts)
{
  g_autofree char *lower = g_ascii_strdown (text_at (reader, ahead), -1);

  return g_strv_contains (texts, lower);
}

/* The number there from @least to @most; NAN for none. */
static double
number_at (MqRequestParser *reader, guint ahead, double least, double most)
{
  guint index = reader->at + ahead;
  const MqItem *item = index < reader->items->len ? g_ptr_array_index (reader->items, index) : NULL;
  const MqWord *word = item != NULL && item->type == MQ_ITEM_PHRASE
                           ? mq_item_word (item, MQ_WORD_NUMBER)
                           : NULL;
  double value = item == NULL                   ? NAN
                 : item->type == MQ_ITEM_NUMBER ? item->number
                 : word != NULL                 ? word->value
                                                : NAN;

  return value >= least && value <= most && value == rint (value) ? value : NAN;
}

/* "10:10" */
static guint
read_digits (MqRequestParser *reader, double *minutes)
{
  const char *text = text_at (reader, 0);
  const char *colon = strchr (text, ':');

  if (colon == NULL)
    return 0;

  *minutes = 60 * g_ascii_strtod (text, NULL) + g_ascii_strtod (colon + 1, NULL);
  return 1;
}

/* "ten past ten", "a quarter to five", "half past three" */
static guint
read_past (MqRequestParser *reader, double *minutes)
{
  static const char *const articles[] = { "a", NULL };
  static const char *const halves[] = { "half", NULL };
  static const char *const quarters[] = { "quarter", "a quarter", NULL };
  static const char *const pasts[] = { "past", "after", NULL };
  static const char *const tos[] = { "to", "before", NULL };
  static const char *const units[] = { "minute", "minutes", NULL };
  guint at = is_text (reader, 0, articles) ? 1 : 0;
  double part = is_text (reader, at, halves)     ? 30
                : is_text (reader, at, quarters) ? 15
                                                 : number_at (reader, at, 1, 59);
  double hour;
  gboolean is_past;

  at += is_text (reader, at + 1, units) ? 2 : 1;
  is_past = is_text (reader, at, pasts);
  hour = number_at (reader, at + 1, 1, 12);
  if (isnan (part) || isnan (hour) || !(is_past || is_text (reader, at, tos)))
    return 0;

  *minutes = 60 * hour + (is_past ? part : -part);
  return at + 2;
}

/* "three o'clock" */
static guint
read_full_hour (MqRequestParser *reader, double *minutes)
{
  static const char *const clocks[] = { "o'clock", "oclock", "o’clock", NULL };
  static const char *const noons[] = { "noon", "midnight", NULL };
  double hour = number_at (reader, 0, 1, 12);

  if (is_text (reader, 0, noons))
    {
      *minutes = 0;
      return 1;
    }
  if (isnan (hour) || !is_text (reader, 1, clocks))
    return 0;

  *minutes = 60 * hour;
  return 2;
}

static gboolean
has_time (MqKind *kind)
{
  gboolean hour = FALSE;
  gboolean minute = FALSE;

  for (guint i = 0; i < kind->params->len; i++)
    {
      GStrv words = ((const MqKindParam *)g_ptr_array_index (kind->params, i))->words;

      hour |= g_strv_contains ((const char *const *)words, "hour");
      minute |= g_strv_contains ((const char *const *)words, "minute");
    }

  return hour && minute;
}

/* Reads a time of a clock, which is of the whole; FALSE if there is none here. */
gboolean
mq_reader_read_time (MqRequestParser *reader)
{
  g_autoptr (GString) text = NULL;
  MqRequest *request;
  MqRequestDetail *said;
  double minutes = 0;
  guint taken;

  if (!has_time (reader->kind))
    return FALSE;
  if ((taken = read_digits (reader, &minutes)) == 0 && (taken = read_past (reader, &minutes)) == 0)
    taken = read_full_hour (reader, &minutes);
  if (taken == 0)
    return FALSE;

  mq_reader_flush (reader);
  text = g_string_new (text_at (reader, 0));
  for (guint i = 1; i < taken; i++)
    g_string_append_printf (text, " %s", text_at (reader, i));
  request = mq_reader_whole_request (reader);
  said = mq_request_add_detail (request, MQ_REQUEST_DETAIL_TIME, text->str);
  said->value = fmod (minutes + MINUTES, MINUTES);
  reader->at += taken - 1;
  return TRUE;
}

/* A length at @ahead, in metres; 0 for none. */
static double
length_at (MqRequestParser *reader, guint ahead)
{
  guint index = reader->at + ahead;
  const MqItem *item = index + 1 < reader->items->len ? reader->items->pdata[index] : NULL;
  const MqWord *unit = item != NULL && item->type == MQ_ITEM_NUMBER
                           ? mq_item_word (reader->items->pdata[index + 1], MQ_WORD_UNIT)
                           : NULL;

  return unit != NULL && !g_str_equal (unit->name, "deg") ? item->number * unit->value : 0;
}

/* The direction that the words from @ahead on say, and in @after what follows them. With @is_move
 * they are about a move; else only "to the left" is, as "up" is a filler and "back" may be a part.
 */
static const char *
direction_at (MqRequestParser *reader, guint ahead, gboolean is_move, guint *after)
{
  static const char *const ways[] = { "to", "toward", "towards", "further", "farther", NULL };
  static const char *const the[] = { "the", NULL };
  static const char *const words[][3] = {
    { "left", "leftwards", NULL },     { "right", "rightwards", NULL },
    { "up", "upwards", NULL },         { "down", "downwards", NULL },
    { "forward", "forwards", NULL },   { "front", NULL },
    { "backward", "backwards", NULL }, { "back", NULL },
  };
  guint at = ahead;

  while (is_text (reader, at, ways))
    at++;
  is_move |= at > ahead || reader->items->len == 1;
  at += is_text (reader, at, the);
  *after = at + 1;
  for (gsize i = 0; is_move && i < G_N_ELEMENTS (words); i++)
    if (is_text (reader, at, words[i]))
      return g_str_has_suffix (words[i][0], "ward") ? words[i + 1][0] : words[i][0];

  return NULL;
}

/* "A bit to the left", "5 cm further up", "move it back by 3 cm": where what was chosen goes. */
gboolean
mq_reader_read_move (MqRequestParser *reader)
{
  static const char *const verbs[] = { "move", "shift", "push", "pull", "slide", "nudge", NULL };
  static const char *const by[] = { "by", NULL };
  static const char *const others[] = { "one", "ones", "side", "sides", "half", "end", NULL };
  double metres = length_at (reader, 0);
  double degree = reader->degree_size;
  g_autoptr (GString) text = NULL;
  const char *direction;
  MqRequestDetail *said;
  guint after;

  if (reader->chosen == NULL)
    return FALSE;
  if (is_text (reader, 0, verbs))
    {
      reader->moving = TRUE;
      return TRUE;
    }

  direction = direction_at (reader, metres > 0 ? 2 : 0, reader->moving || metres > 0 || degree != 1,
                            &after);
  /* "The left one", "the right armrest" */
  if (direction == NULL || is_text (reader, after, others)
      || (reader->at + after < reader->items->len
          && mq_item_find (reader->items->pdata[reader->at + after], MQ_MEANING_PART) != NULL))
    return FALSE;

  if (metres <= 0 && is_text (reader, after, by))
    after++;
  if (metres <= 0 && (metres = length_at (reader, after)) > 0)
    after += 2;
  reader->degree_size = 1;
  mq_reader_flush (reader);
  if (reader->current == NULL)
    reader->current = mq_reader_whole_request (reader);
  text = g_string_new (text_at (reader, 0));
  for (guint i = 1; i < after; i++)
    g_string_append_printf (text, " %s", text_at (reader, i));
  said = mq_request_add_detail (reader->current, MQ_REQUEST_DETAIL_MOVE, text->str);
  said->axis = direction;
  said->value = metres;
  said->degree = degree;
  reader->degree_sign = 0;
  reader->moving = FALSE;
  reader->at += after - 1;
  return TRUE;
}

/* Whether details and unknown phrases have a number in their words more often than @before. */
static gboolean
is_told (MqRequestList *reading, const char *number, guint before)
{
  g_autofree char *pattern = g_regex_escape_string (number, -1);
  g_autofree char *whole = g_strdup_printf ("(?<![\\w.,])%s(?![\\w.,])", pattern);
  g_autoptr (GRegex) regex = g_regex_new (whole, 0, 0, NULL);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  for (guint i = 0; i < reading->requests->len; i++)
    {
      const MqRequest *request = g_ptr_array_index (reading->requests, i);

      for (guint j = 0; j < request->said->len; j++)
        g_ptr_array_add (texts, ((MqRequestDetail *)g_ptr_array_index (request->said, j))->text);
    }
  g_ptr_array_extend (texts, reading->unknown, NULL, NULL);

  for (guint i = 0; regex != NULL && i < texts->len; i++)
    {
      g_autoptr (GMatchInfo) match = NULL;

      g_regex_match (regex, g_ptr_array_index (texts, i), 0, &match);
      for (; g_match_info_matches (match); g_match_info_next (match, NULL))
        if (before-- == 0)
          return TRUE;
    }

  return FALSE;
}

static gboolean
is_number (const MqItem *item)
{
  return item->type == MQ_ITEM_NUMBER
         || (item->type == MQ_ITEM_PHRASE && mq_item_word (item, MQ_WORD_NUMBER) != NULL
             && mq_item_word (item, MQ_WORD_FILLER) == NULL);
}

/* No number gets lost: one that no request took is unknown, with the words that follow it. */
void
mq_reader_add_lost_numbers (MqRequestParser *reader)
{
  static const char *const ones[] = { "one", "ones", NULL };

  for (guint i = 0; i < reader->items->len; i++)
    {
      const MqItem *item = g_ptr_array_index (reader->items, i);
      g_autoptr (GString) text = NULL;
      guint before = 0;

      /* "This one" */
      if (!is_number (item) || (reader->chosen != NULL && g_strv_contains (ones, item->text)))
        continue;
      for (guint j = 0; j < i; j++)
        before += g_str_equal (((MqItem *)g_ptr_array_index (reader->items, j))->text, item->text);
      if (is_told (reader->reading, item->text, before))
        continue;

      text = g_string_new (item->text);
      for (guint j = i + 1; j < MIN (reader->items->len, i + MAX_FOLLOWING); j++)
        {
          const MqItem *next = g_ptr_array_index (reader->items, j);

          if (next->type == MQ_ITEM_COMMA || next->type == MQ_ITEM_STOP
              || mq_item_word (next, MQ_WORD_LINK) != NULL)
            break;
          g_string_append_printf (text, " %s", next->text);
        }
      g_ptr_array_add (reader->reading->unknown, g_string_free_and_steal (g_steal_pointer (&text)));
    }
}
