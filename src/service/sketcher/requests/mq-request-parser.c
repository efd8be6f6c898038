/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRequestParser: converts phrases to requests by simple rules of English word order. A
 * description precedes its noun ("red silk") or follows it ("make the seat red"); a verb or full
 * stop starts a clause; "and" joins similar phrases; a place word starts a location. */
#include "service/sketcher/language/mq-words.h"
#include "common/base/mq-each.h"
#include "service/sketcher/requests/mq-request-binding.h"
#include "service/sketcher/requests/mq-request-looks.h"
#include "service/sketcher/requests/mq-request-numbers.h"

#include <math.h>

typedef struct
{
  MqKind *kind;
  MqRequestList *reading;
  GPtrArray *items;
  gboolean instruction;
  GPtrArray *chosen; /* (nullable): of const MqKindPart: what words mean that name nothing */
  guint at;

  GPtrArray *pending; /* of MqPending */
  GPtrArray *bare;    /* requests of this clause without any detail yet */
  MqRequest *current; /* the noun named last in this clause */
  MqRequestVerb verb;
  gboolean replacing;
  gboolean at_start;  /* of a clause, but for fillers */
  gboolean verb_seen; /* a verb started this clause */
  gboolean moving;    /* "move" started it, without a direction so far */
  guint strange;      /* unknown phrases before this clause */
  gboolean place;     /* the rest of the phrase is a location */
  gboolean fresh;     /* the next description belongs to the next noun */
  gboolean opened;    /* nothing waited at the comma before */
  gboolean lost;      /* the clause is about a noun that is not known */
  gboolean negated;
  double degree_sign;
  double degree_size;
  double number; /* NAN: none pending */
  char *number_text;
  const char *axis; /* "height of": its measure follows */
  double percent;
  char *percent_text; /* (nullable): "20 %" */
} MqRequestParser;

/* Returns: whether the item was read, and perhaps others after it */
typedef gboolean (*ReadItem) (MqRequestParser *reader, const MqItem *item);

static void
pending_free (gpointer data)
{
  MqPending *pending = data;

  g_free (pending->text);
  g_free (pending);
}

static const MqItem *
peek (MqRequestParser *reader, guint ahead)
{
  guint index = reader->at + ahead;

  return index < reader->items->len ? g_ptr_array_index (reader->items, index) : NULL;
}

static gboolean
is_countable (const MqItem *item)
{
  return mq_item_find (item, MQ_MEANING_PART) != NULL
         || mq_item_find (item, MQ_MEANING_PARAM) != NULL;
}

static gboolean
is_head (const MqItem *item)
{
  return item != NULL
         && (is_countable (item) || mq_item_find (item, MQ_MEANING_SLOT) != NULL
             || mq_item_find (item, MQ_MEANING_KIND) != NULL);
}

static gboolean
is_only (const MqItem *item, MqWordType type)
{
  return item != NULL && mq_item_word (item, type) != NULL && !is_head (item)
         && mq_item_find (item, MQ_MEANING_OPTION) == NULL;
}

static gboolean
is_break (const MqItem *item)
{
  return item == NULL || item->type == MQ_ITEM_COMMA || item->type == MQ_ITEM_STOP
         || is_only (item, MQ_WORD_LINK) || is_only (item, MQ_WORD_PLACE);
}

/* Whether a noun that can be described follows before the next break. */
static gboolean
head_follows (MqRequestParser *reader)
{
  for (guint i = 1; !is_break (peek (reader, i)); i++)
    if (is_head (peek (reader, i)))
      return TRUE;

  return FALSE;
}

static gboolean
is_text (const MqItem *item, const char *text)
{
  return item != NULL && g_ascii_strcasecmp (item->text, text) == 0;
}

/* Whether a countable thing follows: "more leaves"; or, of what was chosen, none: "two more". */
static gboolean
countable_follows (MqRequestParser *reader)
{
  for (guint i = 1;; i++)
    {
      const MqItem *item = peek (reader, i);

      if (reader->chosen != NULL
          && (is_text (item, "of") || (item != NULL && is_only (item, MQ_WORD_WHOLE))))
        continue;
      if (is_break (item))
        return reader->chosen != NULL && reader->pending->len == 0
               && (item == NULL || item->type != MQ_ITEM_PHRASE);
      if (is_countable (item))
        return !mq_item_describes (item);
      if (mq_item_word (item, MQ_WORD_FILLER) == NULL)
        return FALSE;
    }
}

/* A phrase whose meanings decide what it says of its noun. */
static MqPending *
wait_for_head (MqRequestParser *reader, const MqItem *item, const char *text)
{
  MqPending *pending = g_new0 (MqPending, 1);

  pending->item = item;
  pending->text = g_strdup (text);
  pending->degree = reader->degree_sign * reader->degree_size;
  if (pending->degree == 0 && reader->degree_size != 1)
    pending->degree = reader->degree_size;
  if (reader->negated)
    pending->degree = -INFINITY;
  reader->degree_sign = 0;
  reader->degree_size = 1;
  g_ptr_array_add (reader->pending, pending);
  return pending;
}

/* A number of a noun. @axis: (nullable) */
static void
wait_with_number (MqRequestParser *reader, const MqItem *item, MqRequestDetailType type,
                  double value, const char *axis, const char *text)
{
  MqPending *pending = wait_for_head (reader, item, text);

  pending->decided = TRUE;
  pending->type = type;
  pending->value = value;
  pending->axis = axis;
}

/* The number that waits is the request's count. */
static void
take_number (MqRequestParser *reader, MqRequest *request)
{
  if (isnan (reader->number))
    return;

  mq_request_add_detail (request, MQ_REQUEST_DETAIL_COUNT, reader->number_text)->value
      = reader->number;
  reader->number = NAN;
}

/* Applies all pending phrases to a request. */
static void
bind_pending (MqRequestParser *reader, MqRequest *request)
{
  /* "glow less": the degree follows its word. */
  if (reader->pending->len > 0 && reader->degree_sign != 0)
    {
      MqPending *last = g_ptr_array_index (reader->pending, reader->pending->len - 1);

      if (last->degree == 0)
        last->degree = reader->degree_sign * reader->degree_size;
    }

  mq_request_bind (request, reader->pending, reader->reading->unknown);
  g_ptr_array_set_size (reader->pending, 0);
  take_number (reader, request);
  reader->degree_sign = 0;
  reader->degree_size = 1;
}

static gboolean
anything_waits (MqRequestParser *reader)
{
  return reader->pending->len > 0 || !isnan (reader->number);
}

static MqRequest *
whole_request (MqRequestParser *reader)
{
  MqRequest *request = mq_request_list_add (
      reader->reading, reader->instruction ? MQ_REQUEST_CHANGE : MQ_REQUEST_DESCRIBE,
      reader->kind->words[0]);

  request->whole = reader->chosen == NULL;
  if (request->whole)
    return request;

  request->chosen = TRUE;
  g_ptr_array_extend (request->parts, reader->chosen, NULL, NULL);
  if (reader->negated || reader->verb == MQ_REQUEST_REMOVE)
    request->verb = MQ_REQUEST_REMOVE;
  else if (reader->verb == MQ_REQUEST_ADD)
    request->verb = MQ_REQUEST_ADD;
  return request;
}

static MqRequest *
ensure_current (MqRequestParser *reader)
{
  if (reader->current == NULL)
    reader->current = whole_request (reader);
  return reader->current;
}

/* Pending phrases without a noun after them belong to the noun before, the whole or the chosen. */
static void
flush (MqRequestParser *reader)
{
  gboolean is_lost = reader->lost && (reader->current == NULL || reader->current->whole);

  if (reader->instruction && reader->reading->unknown->len > reader->strange)
    mq_request_lose (reader->pending, reader->current == NULL, is_lost, reader->reading->unknown);
  if (!anything_waits (reader))
    return;

  bind_pending (reader, ensure_current (reader));

  /* "the seat and the back red": red applies to both. */
  for (guint i = 0; i < reader->bare->len && reader->instruction; i++)
    {
      MqRequest *other = g_ptr_array_index (reader->bare, i);

      if (other != reader->current && g_ptr_array_find (reader->bare, reader->current, NULL))
        mq_request_copy_details (other, reader->current);
    }
  g_ptr_array_set_size (reader->bare, 0);
}

/* "Remove", "add another", "move this": a verb alone is about what was chosen. */
static void
end_clause (MqRequestParser *reader)
{
  gboolean is_bare = reader->verb == MQ_REQUEST_REMOVE || reader->verb == MQ_REQUEST_ADD;

  flush (reader);
  if (reader->chosen == NULL || reader->reading->unknown->len > reader->strange)
    return;
  if (reader->current == NULL && ((reader->verb_seen && is_bare) || reader->moving))
    reader->current = whole_request (reader);
  if (reader->moving)
    mq_request_add_detail (reader->current, MQ_REQUEST_DETAIL_MOVE, "move");
  reader->moving = FALSE;
}

static void
start_clause (MqRequestParser *reader)
{
  end_clause (reader);
  reader->strange = reader->reading->unknown->len;
  reader->current = NULL;
  g_ptr_array_set_size (reader->bare, 0);
  reader->verb = reader->instruction ? MQ_REQUEST_CHANGE : MQ_REQUEST_DESCRIBE;
  reader->verb_seen = FALSE;
  reader->replacing = FALSE;
  reader->place = FALSE;
  reader->fresh = FALSE;
  reader->opened = FALSE;
  reader->lost = FALSE;
  reader->negated = FALSE;
  reader->axis = NULL;
  reader->percent = NAN;
}

/* A verb counts only at the beginning of a clause; "color" and "paint" are nouns elsewhere. */
static gboolean
read_verb (MqRequestParser *reader, const MqItem *item)
{
  const MqWord *word = mq_item_word (item, MQ_WORD_VERB);

  if (word == NULL || !reader->at_start || mq_item_find (item, MQ_MEANING_KIND) != NULL)
    return FALSE;
  /* "make" starts any first message; "lower legs" is no instruction when legs are described. */
  if (!reader->instruction
      && (g_str_equal (word->name, "make") || g_str_equal (word->name, "change")))
    return mq_item_word (item, MQ_WORD_FILLER) != NULL || g_str_equal (word->name, "make");
  if (mq_item_word (item, MQ_WORD_SIZE) != NULL)
    return FALSE;

  start_clause (reader);
  reader->verb_seen = TRUE;
  if (g_str_equal (word->name, "add"))
    reader->verb = MQ_REQUEST_ADD;
  else if (g_str_equal (word->name, "give"))
    reader->verb = MQ_REQUEST_DESCRIBE;
  else if (g_str_equal (word->name, "remove"))
    reader->verb = MQ_REQUEST_REMOVE;
  else
    reader->verb = MQ_REQUEST_CHANGE;
  reader->replacing = g_str_equal (word->name, "replace");
  return TRUE;
}

/* "the chair's legs", "seat cushion": the first noun only specifies the second. */
static gboolean
is_modifier (MqRequestParser *reader)
{
  const MqItem *next = peek (reader, 1);

  return next != NULL && next->type == MQ_ITEM_PHRASE && is_head (next)
         && !(reader->instruction && mq_item_word (next, MQ_WORD_FINISH) != NULL
              && is_break (peek (reader, 2)))
         && mq_item_word (next, MQ_WORD_LINK) == NULL && mq_item_word (next, MQ_WORD_PLACE) == NULL;
}

static void
drop_restrictive (MqRequestParser *reader)
{
  /* "make the red silk more translucent": red identifies the silk; the change follows. */
  if (!reader->instruction || reader->verb != MQ_REQUEST_CHANGE || !reader->verb_seen)
    return;

  for (guint i = 1; peek (reader, i) != NULL && peek (reader, i)->type != MQ_ITEM_STOP; i++)
    {
      const MqItem *item = peek (reader, i);

      if (is_head (item) && !mq_item_describes (item))
        return;
      if (mq_item_word (item, MQ_WORD_VERB) != NULL && !mq_item_describes (item))
        return;
      if (mq_item_describes (item) || mq_item_find (item, MQ_MEANING_OPTION) != NULL)
        {
          g_ptr_array_set_size (reader->pending, 0);
          return;
        }
    }
}

static gboolean
is_unknown (const MqItem *item)
{
  return item != NULL && item->type == MQ_ITEM_PHRASE && item->meanings->len == 0;
}

/* "a bookshelf with 5 shelves": the second time it means the part. */
static gboolean
names_kind (MqRequestParser *reader, const MqItem *item)
{
  if (mq_item_find (item, MQ_MEANING_KIND) == NULL)
    return FALSE;
  if (!is_countable (item))
    return TRUE;

  return !(reader->current != NULL && reader->current->whole) && isnan (reader->number)
         && (!reader->instruction || reader->verb == MQ_REQUEST_CHANGE);
}

/* "a drawer", "a small red drawer", but not "a drawer unit" */
static gboolean
is_single (MqRequestParser *reader, const MqItem *item)
{
  if (mq_item_find (item, MQ_MEANING_KIND) != NULL || is_unknown (peek (reader, 1)))
    return FALSE;

  for (guint i = reader->at; i-- > 0;)
    {
      const MqItem *before = g_ptr_array_index (reader->items, i);

      if (is_text (before, "a") || is_text (before, "an"))
        return TRUE;
      if (is_break (before) || before->type == MQ_ITEM_NUMBER
          || (is_head (before) && !mq_item_describes (before)))
        break;
    }

  return FALSE;
}

static gboolean
read_head (MqRequestParser *reader, const MqItem *item)
{
  gboolean is_kind = names_kind (reader, item);
  MqRequestVerb verb = reader->verb;
  const MqMeaning *look;
  MqRequest *request;

  if (!is_head (item))
    return FALSE;
  /* "of metal": what was chosen; "the metal": what is of metal. */
  if (reader->chosen != NULL && !is_countable (item) && mq_item_word (item, MQ_WORD_FINISH) != NULL
      && (reader->at == 0 || !is_text (reader->items->pdata[reader->at - 1], "the")))
    return FALSE;
  /* "a gold rim" without a known rim: gold describes the rim, so both are unknown. */
  if (!is_kind && mq_item_describes (item) && is_unknown (peek (reader, 1)))
    return FALSE;
  /* "wooden legs": wood describes the legs; "red silk": no noun follows, so silk is the noun. */
  if (!is_kind && mq_item_describes (item) && head_follows (reader))
    return FALSE;
  /* "make the seat leather", "change it to silk" */
  if (!is_kind && reader->instruction && mq_item_word (item, MQ_WORD_FINISH) != NULL
      && ((reader->place && reader->verb_seen)
          || (reader->current != NULL && reader->current->said->len == 0 && !reader->fresh)))
    return FALSE;
  if (mq_item_word (item, MQ_WORD_SHADE) != NULL && peek (reader, 1) != NULL
      && (mq_item_word (peek (reader, 1), MQ_WORD_COLOR) != NULL
          || mq_item_word (peek (reader, 1), MQ_WORD_FINISH) != NULL))
    return FALSE;
  /* A variant's name selects both the kind and the variant. */
  if (is_kind && mq_item_find (item, MQ_MEANING_VARIANT) != NULL)
    wait_for_head (reader, item, item->text);
  else if (is_modifier (reader))
    {
      /* "six-legged chair": the number belongs to the legs. */
      if (!isnan (reader->number) && is_countable (item))
        {
          request = mq_request_list_add (reader->reading, verb, item->text);
          mq_request_add_targets (request, item);
          take_number (reader, request);
        }
      /* "a tripod lamp": a part's name may select the variant that has it. */
      else if (!reader->instruction && mq_item_find (item, MQ_MEANING_VARIANT) != NULL)
        wait_for_head (reader, item, item->text);
      return TRUE;
    }

  if (reader->place && reader->instruction && !anything_waits (reader)
      && (reader->current != NULL || is_kind))
    return TRUE;
  /* In "the legs of the chair" the legs are the subject. */
  if (reader->place && is_kind && reader->current != NULL)
    {
      flush (reader);
      return TRUE;
    }

  if (reader->negated)
    verb = MQ_REQUEST_REMOVE;
  else if (reader->place && verb != MQ_REQUEST_DESCRIBE)
    verb = MQ_REQUEST_CHANGE;
  else if (reader->verb == MQ_REQUEST_ADD && is_kind)
    verb = MQ_REQUEST_CHANGE;

  if (reader->replacing && reader->verb == MQ_REQUEST_ADD && reader->current != NULL)
    verb = mq_request_replace_by (reader->current, item);

  drop_restrictive (reader);
  if (is_kind && reader->current != NULL && reader->current->whole)
    request = reader->current;
  else
    request = mq_request_list_add (reader->reading, verb, item->text);
  if (is_kind)
    request->whole = TRUE;
  else
    mq_request_add_targets (request, item);
  request->finish = mq_item_word (item, MQ_WORD_FINISH);
  request->is_single = is_single (reader, item);
  if (anything_waits (reader))
    g_ptr_array_set_size (reader->bare, 0);
  bind_pending (reader, request);
  /* "With vents": without a number, the look of that name has some. */
  look = mq_item_find (item, MQ_MEANING_VARIANT);
  if (look != NULL && request->said->len == 0 && request->params->len > 0
      && request->parts->len == 0 && verb != MQ_REQUEST_REMOVE && !request->is_single)
    mq_request_add_detail (request, MQ_REQUEST_DETAIL_LOOK, item->text)->look = look->look;
  if (request->said->len == 0 && !reader->place && !request->whole)
    g_ptr_array_add (reader->bare, request);

  if (!reader->place || reader->current == NULL)
    reader->current = request;
  reader->lost &= reader->place;
  reader->fresh = FALSE;
  return TRUE;
}

/* "doors that open 110 degrees", "drawers that slide 30 cm" */
static gboolean
read_range (MqRequestParser *reader, const MqKindParam *param, double value, const char *text)
{
  MqRequestDetail *said;

  if (param == NULL)
    return FALSE;

  said = mq_request_add_detail (ensure_current (reader), MQ_REQUEST_DETAIL_RANGE, text);
  said->value = value;
  said->param = param;
  return TRUE;
}

static char *
join_items (MqRequestParser *reader, guint count)
{
  g_autoptr (GString) text = g_string_new (peek (reader, 0)->text);

  for (guint i = 1; i < count; i++)
    g_string_append_printf (text, " %s", peek (reader, i)->text);
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/* "A case for a board of 60 x 40 mm", "… a board 60 mm wide": the noun just before has the size. */
static void
turn_to_noun (MqRequestParser *reader)
{
  guint back = reader->at > 0 && is_text (reader->items->pdata[reader->at - 1], "of") ? 2 : 1;
  const MqItem *noun = reader->at >= back ? reader->items->pdata[reader->at - back] : NULL;
  GPtrArray *requests = reader->reading->requests;

  if (reader->place && !reader->instruction && noun != NULL && is_countable (noun)
      && mq_item_find (noun, MQ_MEANING_KIND) == NULL && requests->len > 0)
    reader->current = g_ptr_array_index (requests, requests->len - 1);
}

/* "An aerial of 30 cm": what is not known has the size. */
static gboolean
is_of_unknown (MqRequestParser *reader)
{
  return reader->at > 1 && is_text (reader->items->pdata[reader->at - 1], "of")
         && is_unknown (reader->items->pdata[reader->at - 2]);
}

/* A number that can mean two, or that nothing uses, is named with its side: “1,200 mm wide”. */
static void
read_unclear (MqRequestParser *reader, guint count)
{
  const MqItem *side = peek (reader, count);

  count += side != NULL
           && (mq_item_word (side, MQ_WORD_AXIS) != NULL
               || mq_item_word (side, MQ_WORD_SIZE) != NULL);
  g_ptr_array_add (reader->reading->unknown, join_items (reader, count));
  reader->at += count - 1;
}

static gboolean
read_number (MqRequestParser *reader, const MqItem *item)
{
  gboolean is_digits = item->type == MQ_ITEM_NUMBER;
  const MqWord *word = !is_digits ? mq_item_word (item, MQ_WORD_NUMBER) : NULL;
  const MqItem *next = peek (reader, 1);
  const MqWord *unit = next != NULL && *item->unit == '\0' ? mq_item_word (next, MQ_WORD_UNIT)
                                                           : NULL;
  double value = is_digits ? item->number : word != NULL ? word->value : NAN;
  guint number_at = reader->at;
  g_autofree char *text = NULL;
  const char *name;
  const MqWord *axis, *size;
  double metres;

  if (isnan (value))
    {
      if (is_digits)
        read_unclear (reader, 1);
      return is_digits;
    }
  if (is_digits && *item->unit == '\0' && is_text (next, "x"))
    {
      text = join_items (reader, 2);
      g_set_str (&reader->percent_text, text);
      reader->percent = (value - 1) * 100;
      reader->degree_size = value;
      reader->at++;
      return TRUE;
    }
  /* Digits have their unit of length with them: the “in” of “4 in a row” is none. */
  if (is_digits && unit != NULL && unit->value > 0)
    unit = NULL;
  name = unit != NULL ? unit->name : item->unit;
  if (item->metres > 0 && is_of_unknown (reader))
    {
      read_unclear (reader, 1);
      return TRUE;
    }
  if (item->metres > 0)
    turn_to_noun (reader);
  if (*name == '\0')
    {
      reader->number = value;
      g_set_str (&reader->number_text, item->text);
      return TRUE;
    }

  text = unit != NULL ? join_items (reader, 2) : g_strdup (item->text);
  metres = unit != NULL ? value * unit->value : item->metres;
  reader->at += unit != NULL;
  if (g_str_equal (name, "deg") || g_str_equal (name, "other"))
    {
      if (!g_str_equal (name, "deg")
          || !read_range (reader,
                          mq_items_find_angle (reader->kind, reader->items, reader->current), value,
                          text))
        g_ptr_array_add (reader->reading->unknown, g_steal_pointer (&text));
      return TRUE;
    }
  if (g_str_equal (name, "percent"))
    {
      g_set_str (&reader->percent_text, text);
      reader->percent = value;
      return TRUE;
    }

  if (read_range (reader, mq_items_find_travel (reader->items, number_at), metres, text))
    return TRUE;
  next = peek (reader, 1);
  axis = next != NULL ? mq_item_word (next, MQ_WORD_AXIS) : NULL;
  size = next != NULL ? mq_item_word (next, MQ_WORD_SIZE) : NULL;
  if (axis != NULL)
    {
      reader->at++;
      wait_with_number (reader, item, MQ_REQUEST_DETAIL_MEASURE, metres, axis->name, text);
    }
  else if (size != NULL)
    {
      reader->at++;
      wait_with_number (reader, item, MQ_REQUEST_DETAIL_MEASURE_BY,
                        metres * (size->value > 1 ? 1 : -1), size->name, text);
    }
  else
    {
      const MqItem *after = peek (reader, 2);
      gboolean is_stuff = next != NULL && mq_item_word (next, MQ_WORD_FINISH) != NULL
                          && (after == NULL || after->type == MQ_ITEM_COMMA
                              || after->type == MQ_ITEM_STOP
                              || mq_item_word (after, MQ_WORD_LINK) != NULL);
      MqRequest *round = mq_request_list_find_round (reader->reading);

      /* "two holes in each leg, 5 mm" */
      if (reader->at_start && round != NULL && !reader->instruction
          && (next == NULL || next->type != MQ_ITEM_PHRASE))
        reader->current = round;
      /* “4 mm steel” is its thickness, a “40 cm wooden stool” is not. */
      wait_with_number (reader, item, MQ_REQUEST_DETAIL_MEASURE, metres,
                        is_stuff ? "thickness" : reader->axis, text);
      reader->axis = NULL;
    }
  return TRUE;
}

/* "60 x 40 x 75 cm": width, depth, height, as the kind has them; “2x4” is no size that is known. */
static gboolean
read_dimensions (MqRequestParser *reader, const MqItem *item)
{
  static const char *const broad[] = { "width", "depth", "height" };
  static const char *const narrow[] = { "length", "width", "height" };
  static const char *const upright[] = { "width", "height", "depth" };
  gboolean is_narrow = mq_kind_has_axis (reader->kind, "length")
                       && !mq_kind_has_axis (reader->kind, "depth");
  const char *const *axes = is_narrow ? narrow : broad;
  const MqItem *numbers[G_N_ELEMENTS (broad)];
  const MqItem *units[G_N_ELEMENTS (broad)];
  const MqItem *unit = item;
  gboolean is_clear = TRUE;
  guint count = 0;

  for (;;)
    {
      const MqItem *next = peek (reader, 2 * count);
      const MqItem *link = peek (reader, 2 * count + 1);

      if (next == NULL || next->type != MQ_ITEM_NUMBER)
        return FALSE;
      if (count < G_N_ELEMENTS (numbers))
        numbers[count] = next;
      unit = next;
      is_clear &= count < G_N_ELEMENTS (numbers) && !isnan (next->number);
      count++;
      if (!is_text (link, "x") && !is_text (link, "by"))
        break;
    }
  if (count < 2)
    return FALSE;
  if (!is_clear || !(unit->metres > 0) || is_of_unknown (reader))
    {
      read_unclear (reader, 2 * count - 1);
      return TRUE;
    }
  turn_to_noun (reader);
  if (mq_item_names_height (peek (reader, 2 * count - 1))
      || (reader->at > 1 && is_text (reader->items->pdata[reader->at - 1], "of")
          && mq_item_names_height (reader->items->pdata[reader->at - 2])))
    axes = upright;

  for (guint i = count; i-- > 0;)
    units[i] = unit = *numbers[i]->unit != '\0' ? numbers[i] : unit;
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *text = units[i] == numbers[i]
                                  ? g_strdup (numbers[i]->text)
                                  : g_strdup_printf ("%s %s", numbers[i]->text, units[i]->unit);

      wait_with_number (reader, item, MQ_REQUEST_DETAIL_MEASURE,
                        units[i]->metres / units[i]->number * numbers[i]->number, axes[i], text);
    }
  reader->at += 2 * count - 2;
  return TRUE;
}

static double
take_factor (MqRequestParser *reader, double otherwise)
{
  double value = otherwise;

  if (!isnan (reader->percent))
    value = otherwise > 1 ? 1 + reader->percent / 100 : 1 / (1 + reader->percent / 100);
  else
    value = pow (otherwise, reader->degree_size);
  reader->percent = NAN;
  reader->degree_size = 1;
  return value;
}

/* "twice as tall", "increase the height", "20 % wider", "height of 2 m" */
static gboolean
read_axis (MqRequestParser *reader, const MqItem *item)
{
  const MqWord *axis = mq_item_word (item, MQ_WORD_AXIS);
  const MqWord *size = mq_item_word (item, MQ_WORD_SIZE);

  if (!isnan (reader->percent) && (size != NULL || axis != NULL))
    {
      g_autofree char *percent = g_steal_pointer (&reader->percent_text);
      g_autofree char *text = percent != NULL ? g_strdup_printf ("%s %s", percent, item->text)
                                              : g_strdup (item->text);
      double value = take_factor (reader, size != NULL && size->value < 1 ? 0.8 : 1.25);

      wait_with_number (reader, item, MQ_REQUEST_DETAIL_FACTOR, value,
                        size != NULL ? size->name : axis->name, text);
      return TRUE;
    }
  if (axis == NULL || size != NULL || is_head (item))
    return FALSE;

  if (reader->degree_sign != 0)
    {
      double value = take_factor (reader, reader->degree_sign > 0 ? 1.25 : 0.8);

      reader->degree_sign = 0;
      wait_with_number (reader, item, MQ_REQUEST_DETAIL_FACTOR, value, axis->name, item->text);
    }
  else
    reader->axis = axis->name;
  return TRUE;
}

/* "one drawer less", "two drawers more": the number just read is a difference. */
static gboolean
read_difference (MqRequestParser *reader, const MqItem *item, const MqWord *quantity)
{
  GPtrArray *all = reader->current != NULL ? reader->current->said : NULL;
  MqRequestDetail *said = all != NULL && all->len > 0 ? all->pdata[all->len - 1] : NULL;

  if (!reader->instruction || said == NULL || said->type != MQ_REQUEST_DETAIL_COUNT
      || is_break (reader->items->pdata[reader->at - 1]) || !is_break (peek (reader, 1))
      || !(is_text (item, "less") || is_text (item, "fewer") || is_text (item, "more")))
    return FALSE;

  said->type = MQ_REQUEST_DETAIL_COUNT_BY;
  said->value *= quantity->value > 1 ? 1 : -1;
  return TRUE;
}

static gboolean
read_degree (MqRequestParser *reader, const MqItem *item)
{
  const MqWord *factor = mq_item_word (item, MQ_WORD_FACTOR);
  const MqWord *degree = mq_item_word (item, MQ_WORD_DEGREE);
  const MqWord *quantity = mq_item_word (item, MQ_WORD_QUANTITY);

  if (quantity != NULL && countable_follows (reader))
    {
      if (!isnan (reader->number))
        {
          double sign = quantity->value > 1 ? 1 : -1;

          wait_with_number (reader, item, MQ_REQUEST_DETAIL_COUNT_BY, sign * reader->number, NULL,
                            reader->number_text);
          reader->number = NAN;
        }
      else
        wait_with_number (reader, item, MQ_REQUEST_DETAIL_COUNT_TIMES, quantity->value, NULL,
                          item->text);
      return TRUE;
    }

  if (quantity != NULL && read_difference (reader, item, quantity))
    return TRUE;
  if (factor != NULL && countable_follows (reader))
    {
      wait_with_number (reader, item, MQ_REQUEST_DETAIL_COUNT_TIMES, factor->value, NULL,
                        item->text);
      return TRUE;
    }
  if (factor != NULL)
    {
      reader->percent = (factor->value > 1 ? factor->value - 1 : 1 / factor->value - 1) * 100;
      reader->degree_sign = factor->value > 1 ? 1 : -1;
      /* "half as tall" shrinks, although "tall" alone enlarges. */
      if (factor->value < 1)
        {
          guint ahead;
          const MqWord *axis = mq_items_find_side (reader->items, reader->at, &ahead);

          if (axis != NULL)
            {
              wait_with_number (reader, item, MQ_REQUEST_DETAIL_FACTOR, factor->value, axis->name,
                                item->text);
              reader->at += ahead;
            }
          reader->percent = NAN;
          reader->degree_sign = 0;
        }
      return TRUE;
    }

  if (degree == NULL || is_head (item))
    return FALSE;
  if (g_str_equal (degree->name, "more") || g_str_equal (degree->name, "less"))
    reader->degree_sign = degree->value;
  else
    reader->degree_size = degree->value;
  return TRUE;
}

/* "and" before a similar phrase keeps the pending ones; otherwise they apply to the noun before. */
static void
read_break (MqRequestParser *reader, const MqItem *item)
{
  const MqWord *link = item->type == MQ_ITEM_PHRASE ? mq_item_word (item, MQ_WORD_LINK) : NULL;
  gboolean alike = item->type == MQ_ITEM_COMMA
                   || (link != NULL
                       && (g_str_equal (link->name, "and") || g_str_equal (link->name, "or")));
  const MqItem *next = peek (reader, 1);
  gboolean determined = is_text (next, "a") || is_text (next, "an") || is_text (next, "the")
                        || is_text (next, "its");
  gboolean carry = alike && !determined && head_follows (reader)
                   && (reader->current == NULL || reader->fresh);
  gboolean is_size = reader->opened && item->type == MQ_ITEM_COMMA && !reader->instruction
                     && reader->pending->len > 0 && isnan (reader->number);

  /* "the height of the back", "use walnut for the seat" */
  carry |= reader->current == NULL && item->type == MQ_ITEM_PHRASE && head_follows (reader)
           && (g_ascii_strcasecmp (item->text, "of") == 0
               || (reader->instruction && mq_item_word (item, MQ_WORD_PLACE) != NULL));
  /* "a box, 12 x 8 x 6 cm, walls 2 mm" */
  MQ_EACH (reader->pending, i, const MqPending, each)
    is_size &= each->decided && each->type == MQ_REQUEST_DETAIL_MEASURE && each->axis != NULL;
  if (is_size && reader->current != NULL && !reader->current->whole)
    reader->current = NULL;
  if (anything_waits (reader) && (!carry || is_size))
    flush (reader);
  reader->opened = item->type == MQ_ITEM_COMMA && !anything_waits (reader);

  /* "a lantern with a tassel, 40 cm tall, red": without a noun, the rest is of the whole. */
  if (item->type == MQ_ITEM_COMMA && !carry && !reader->instruction && reader->current != NULL
      && !reader->current->whole && !head_follows (reader))
    reader->current = NULL;

  if (alike)
    {
      reader->fresh = TRUE;
      reader->place = FALSE;
      /* "no arms or back" excludes both; "no arms and red legs" does not. */
      if (link == NULL || !g_str_equal (link->name, "or"))
        reader->negated = FALSE;
    }
  else if (link != NULL && (g_str_equal (link->name, "with") || g_str_equal (link->name, "but")))
    {
      reader->fresh = TRUE;
      reader->place = FALSE;
      reader->negated = FALSE;
      /* "replace the legs with metal legs": the new form follows. */
      if (reader->replacing && g_str_equal (link->name, "with"))
        reader->verb = MQ_REQUEST_ADD;
    }
  else
    reader->place = TRUE;
}

/* "another one", "one of these": numbers of what was chosen, fillers elsewhere. "This one" is none.
 */
static gboolean
read_chosen_number (MqRequestParser *reader, const MqItem *item)
{
  gboolean is_more = is_text (item, "another");

  if (reader->chosen != NULL && mq_items_are_chosen_number (reader->items, reader->at))
    return TRUE;
  if (reader->chosen == NULL || head_follows (reader) || !(is_more || is_text (item, "one of")))
    return FALSE;
  reader->at += is_more && is_text (peek (reader, 1), "one");
  wait_with_number (reader, item, is_more ? MQ_REQUEST_DETAIL_COUNT_BY : MQ_REQUEST_DETAIL_COUNT, 1,
                    NULL, is_more ? "another one" : "one");
  return TRUE;
}

/* "the same material as the legs": another part's look. */
static gboolean
read_like (MqRequestParser *reader, const MqItem *item)
{
  const MqKindPart *part;
  gboolean only_color;
  guint taken = reader->instruction ? mq_items_read_like (reader->items, reader->at, reader->chosen,
                                                          reader->place, &part, &only_color)
                                    : 0;

  /* "In the material of this" of this alone */
  if (taken == 0
      || (reader->current == NULL
          && (reader->chosen != NULL && g_ptr_array_find (reader->chosen, part, NULL))))
    return FALSE;

  flush (reader);
  mq_request_add_like (ensure_current (reader), part, only_color);
  reader->at += taken - 1;
  return TRUE;
}

/* "swap the colors of these two" */
static gboolean
read_swap (MqRequestParser *reader, const MqItem *item)
{
  guint taken = reader->instruction && reader->at_start
                    ? mq_request_list_read_swap (reader->reading, reader->items, reader->at,
                                                 reader->chosen)
                    : 0;

  if (taken == 0)
    return FALSE;
  start_clause (reader);
  reader->at += taken - 1;
  return TRUE;
}

static gboolean
read_small_word (MqRequestParser *reader, const MqItem *item)
{
  if (mq_item_word (item, MQ_WORD_NEGATION) != NULL && !is_head (item))
    {
      flush (reader);
      reader->negated = TRUE;
      reader->fresh = TRUE;
      reader->place = FALSE;
      return TRUE;
    }
  if (is_only (item, MQ_WORD_LINK) || is_only (item, MQ_WORD_PLACE))
    {
      read_break (reader, item);
      return TRUE;
    }
  if (is_only (item, MQ_WORD_WHOLE) && !mq_item_describes (item)
      && (reader->instruction || mq_item_word (item, MQ_WORD_FILLER) == NULL))
    {
      /* "the entire chair": the noun follows; "it" means the whole by itself. */
      if (!head_follows (reader) && !reader->place)
        {
          reader->current = whole_request (reader);
          bind_pending (reader, reader->current);
        }
      return TRUE;
    }
  /* "two holes in each leg": a count is of the whole. */
  if (is_text (item, "each") && reader->place && head_follows (reader) && reader->current != NULL
      && mq_request_has_detail (reader->current, MQ_REQUEST_DETAIL_COUNT))
    g_ptr_array_add (reader->reading->unknown, join_items (reader, 2));
  return (is_only (item, MQ_WORD_ASPECT) || is_only (item, MQ_WORD_FILLER))
         && !mq_item_describes (item) && mq_item_find (item, MQ_MEANING_TRAIT) == NULL
         && mq_item_find (item, MQ_MEANING_VARIANT) == NULL;
}

static gboolean
read_description (MqRequestParser *reader, const MqItem *item)
{
  MqPending *pending;

  if (item->meanings->len == 0)
    return FALSE;
  if (!mq_item_describes (item) && mq_item_find (item, MQ_MEANING_OPTION) == NULL
      && mq_item_find (item, MQ_MEANING_VARIANT) == NULL
      && mq_item_find (item, MQ_MEANING_TRAIT) == NULL)
    return FALSE;

  /* "emerald green" is one colour, identified by its first word. */
  if (mq_item_word (item, MQ_WORD_COLOR) != NULL && reader->pending->len > 0 && reader->at > 0)
    {
      MqPending *last = g_ptr_array_index (reader->pending, reader->pending->len - 1);

      if (last->item == g_ptr_array_index (reader->items, reader->at - 1)
          && mq_item_word (last->item, MQ_WORD_COLOR) != NULL)
        return TRUE;
    }

  pending = wait_for_head (reader, item, item->text);
  /* "no glow": the glow itself is removed. */
  if (reader->negated || reader->verb == MQ_REQUEST_REMOVE)
    {
      if (mq_item_word (item, MQ_WORD_EFFECT) != NULL && !head_follows (reader))
        pending->degree = -INFINITY;
      else if (isinf (pending->degree))
        pending->degree = 0;
    }
  return TRUE;
}

/* An unknown noun takes the descriptions just before it with it. */
static gboolean
read_unknown (MqRequestParser *reader, const MqItem *item)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const MqItem *before = reader->at > 0 ? reader->items->pdata[reader->at - 1] : NULL;
  const MqItem *next = peek (reader, 1);
  g_autofree char *words = NULL;
  guint count = 1;

  /* "make the wings red": it is they that are red. */
  if (!reader->place && !is_text (next, "one")
      && (is_text (before, "the") || is_text (before, "its") || reader->at_start))
    {
      reader->lost = TRUE;
      reader->current = reader->instruction ? NULL : reader->current;
    }
  /* "heart-shaped" is one word. */
  if (next != NULL && g_ascii_strcasecmp (next->text, "shaped") == 0)
    {
      g_ptr_array_add (reader->reading->unknown, g_strdup_printf ("%s-shaped", item->text));
      reader->at++;
      return TRUE;
    }
  if (!is_break (next) && head_follows (reader))
    {
      g_ptr_array_add (reader->reading->unknown, g_strdup (item->text));
      return TRUE;
    }

  if (!isnan (reader->number))
    g_string_append_printf (text, "%s ", reader->number_text);
  MQ_EACH (reader->pending, i, const MqPending, waiting)
    g_string_append_printf (text, "%s ", waiting->text);
  while (count <= MQ_WORDS_MAX_PHRASE && !is_break (next) && is_unknown (next))
    next = peek (reader, ++count);
  words = join_items (reader, count);
  g_string_append (text, words);
  reader->at += count - 1;
  g_ptr_array_set_size (reader->pending, 0);
  reader->number = NAN;
  g_ptr_array_add (reader->reading->unknown, g_string_free_and_steal (g_steal_pointer (&text)));
  return TRUE;
}

/* Reads a time of a clock, which is of the whole. */
static gboolean
read_time (MqRequestParser *reader, const MqItem *item)
{
  double minutes = 0;
  guint taken = mq_items_read_time (reader->kind, reader->items, reader->at, &minutes);
  g_autofree char *text = NULL;

  if (taken == 0)
    return FALSE;

  flush (reader);
  text = join_items (reader, taken);
  mq_request_add_detail (whole_request (reader), MQ_REQUEST_DETAIL_TIME, text)->value = minutes;
  reader->at += taken - 1;
  return TRUE;
}

/* Reads where what was chosen goes. */
static gboolean
read_move (MqRequestParser *reader)
{
  double degree = reader->degree_size;
  g_autofree char *text = NULL;
  const char *direction;
  MqRequestDetail *said;
  double metres;
  guint taken;

  if (reader->chosen == NULL)
    {
      gboolean is_move = reader->instruction && reader->at_start
                         && is_text (peek (reader, 0), "move");

      return is_move && read_unknown (reader, peek (reader, 0));
    }

  taken = mq_items_read_move (reader->items, reader->at, reader->moving || degree != 1, &direction,
                              &metres);
  if (taken == 0)
    return FALSE;

  if (direction == NULL)
    {
      reader->moving = TRUE;
      return TRUE;
    }

  reader->degree_size = 1;
  flush (reader);
  text = join_items (reader, taken);
  said = mq_request_add_detail (ensure_current (reader), MQ_REQUEST_DETAIL_MOVE, text);
  said->axis = direction;
  said->value = metres;
  said->degree = degree;
  reader->degree_sign = 0;
  reader->moving = FALSE;
  reader->at += taken - 1;
  return TRUE;
}

/* The first that reads an item counts. */
static const ReadItem number_readers[] = { read_time, read_dimensions, read_chosen_number,
                                           read_number, NULL };
static const ReadItem phrase_readers[]
    = { read_time,        read_swap,          read_like,   read_verb, read_degree,
        read_axis,        read_chosen_number, read_number, read_head, read_small_word,
        read_description, read_unknown,       NULL };

/**
 * mq_request_list_parse:
 * @lexicon: the words common to all kinds
 * @kind: the kind that the text is about
 * @text: a first message, or an instruction about an existing asset
 * @instruction: whether it is an instruction
 * @chosen: (nullable) (element-type MqKindPart): parts that the user pointed at: what words mean
 *   that name nothing; empty: they mean nothing
 *
 * Returns: (transfer full): the requests; they borrow from @lexicon and @kind
 */
MqRequestList *
mq_request_list_parse (MqLexicon *lexicon, MqKind *kind, const char *text, gboolean instruction,
                       GPtrArray *chosen)
{
  MqRequestParser reader = { .kind = kind,
                             .reading = mq_request_list_new (),
                             .items = mq_vocabulary_cut (lexicon, kind, text),
                             .instruction = instruction,
                             .chosen = chosen,
                             .pending = g_ptr_array_new_with_free_func (pending_free),
                             .bare = g_ptr_array_new (),
                             .at_start = TRUE,
                             .number = NAN,
                             .percent = NAN,
                             .degree_size = 1 };

  start_clause (&reader);

  for (reader.at = 0; reader.at < reader.items->len; reader.at++)
    {
      const MqItem *item = g_ptr_array_index (reader.items, reader.at);
      gboolean is_phrase = item->type == MQ_ITEM_PHRASE;
      const MqWord *link = is_phrase ? mq_item_word (item, MQ_WORD_LINK) : NULL;
      const ReadItem *read = item->type == MQ_ITEM_NUMBER ? number_readers : phrase_readers;

      if (item->type == MQ_ITEM_STOP)
        start_clause (&reader);
      else if (item->type == MQ_ITEM_COMMA)
        read_break (&reader, item);
      else if (read_move (&reader))
        continue;
      else
        for (; *read != NULL && !(*read) (&reader, item); read++)
          ;

      reader.at_start = item->type == MQ_ITEM_STOP || item->type == MQ_ITEM_COMMA
                        || (reader.at_start && is_phrase
                            && mq_item_word (item, MQ_WORD_FILLER) != NULL)
                        || (link != NULL && !g_str_equal (link->name, "with"));
    }
  end_clause (&reader);

  /* "a sofa in leather": leather is the name of a material here, without another detail. */
  MQ_EACH (reader.reading->requests, i, MqRequest, request)
    if (request->finish != NULL && request->said->len == 0 && request->slots->len > 0
        && request->verb != MQ_REQUEST_REMOVE)
      mq_request_add_detail (request, MQ_REQUEST_DETAIL_FINISH, request->text)->word
          = request->finish;
  mq_request_list_add_lost_numbers (reader.reading, reader.items, chosen != NULL);

  g_ptr_array_unref (reader.pending);
  g_ptr_array_unref (reader.bare);
  g_ptr_array_unref (reader.items);
  g_free (reader.number_text);
  g_free (reader.percent_text);
  return reader.reading;
}
