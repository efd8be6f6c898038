/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of a text: the time that a clock is to show ("10:10", "ten past ten", "a quarter to
 * five", "three o'clock", "noon"), and those that no request took. */
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
  for (guint i = 0; i < reader->items->len; i++)
    {
      const MqItem *item = g_ptr_array_index (reader->items, i);
      g_autoptr (GString) text = NULL;
      guint before = 0;

      if (!is_number (item))
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
