/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks of other parts among items, see mq-request-looks.h. */
#include "service/sketcher/requests/mq-request-looks.h"

#include "service/sketcher/language/mq-words.h"

static const MqItem *
peek (GPtrArray *items, guint at)
{
  return at < items->len ? g_ptr_array_index (items, at) : NULL;
}

static gboolean
is_one_of (const MqItem *item, const char *const *words)
{
  g_autofree char *lower = item != NULL ? g_ascii_strdown (item->text, -1) : NULL;

  return lower != NULL && g_strv_contains (words, lower);
}

static gboolean
is_text (const MqItem *item, const char *text)
{
  return item != NULL && g_ascii_strcasecmp (item->text, text) == 0;
}

static gboolean
is_aspect (const MqItem *item)
{
  return item != NULL && item->type == MQ_ITEM_PHRASE
         && mq_item_word (item, MQ_WORD_ASPECT) != NULL;
}

/* Whether only the colour is taken over, not the whole material. */
static gboolean
is_color (const MqItem *aspect)
{
  static const char *const colors[] = { "color", "tone", "hue", "shade", "coloring", NULL };

  return g_strv_contains (colors, mq_item_word (aspect, MQ_WORD_ASPECT)->label);
}

/* Whether it stands for what the user pointed at. */
static gboolean
is_pronoun (const MqItem *item)
{
  static const char *const pronouns[] = { "this", "that",  "these", "those", "it",
                                          "them", "their", "its",   "both",  NULL };

  return is_one_of (item, pronouns);
}

/**
 * mq_items_read_like:
 * @items: (element-type MqItem): a text
 * @at: where it may begin
 * @chosen: (nullable) (element-type MqKindPart): what the user pointed at
 * @is_after_in: whether "in" or the like came before: "in the color of the legs"
 * @part: (out): the part whose look it is
 * @only_color: (out): whether only its colour is meant
 *
 * Returns: how many items say that something gets the look of a part; 0: none
 */
guint
mq_items_read_like (GPtrArray *items, guint at, GPtrArray *chosen, gboolean is_after_in,
                    const MqKindPart **part, gboolean *only_color)
{
  static const char *const articles[] = { "the", "of", "on", NULL };
  gboolean is_same = is_text (peek (items, at), "same");
  const MqItem *aspect = peek (items, at + is_same);
  guint next = at + is_same + 2;
  const MqMeaning *meaning;

  if (!is_aspect (aspect) || !(is_same || is_after_in)
      || !is_text (peek (items, next - 1), is_same ? "as" : "of"))
    return 0;
  while (is_one_of (peek (items, next), articles))
    next++;
  if (peek (items, next) == NULL || peek (items, next)->type != MQ_ITEM_PHRASE)
    return 0;

  meaning = mq_item_find (peek (items, next), MQ_MEANING_PART);
  *only_color = is_color (aspect);
  *part = meaning != NULL ? meaning->part
          : chosen != NULL && chosen->len > 0 && is_pronoun (peek (items, next))
              ? g_ptr_array_index (chosen, 0)
              : NULL;
  return *part != NULL ? next - at + 1 : 0;
}

/* @request gets the look of @part, or only its colour */
void
mq_request_add_like (MqRequest *request, const MqKindPart *part, gboolean only_color)
{
  g_autofree char *noun = g_strcmp0 (part->count, "1") == 0 ? g_strdup (part->noun)
                                                            : mq_words_plural (part->noun);
  g_autofree char *text = g_strdup_printf ("in the %s of the %s", only_color ? "color" : "material",
                                           noun);
  MqRequestDetail *said = mq_request_add_detail (request, MQ_REQUEST_DETAIL_LIKE, text);

  said->part = part;
  said->value = only_color;
}

/**
 * mq_request_list_read_swap:
 * @reading: gets the request
 * @items: (element-type MqItem): a text
 * @at: where it may begin
 * @chosen: (nullable) (element-type MqKindPart): what the user pointed at
 *
 * Returns: how many items say that two parts get each other's look; 0: none
 */
guint
mq_request_list_read_swap (MqRequestList *reading, GPtrArray *items, guint at, GPtrArray *chosen)
{
  static const char *const verbs[] = { "swap", "exchange", "switch", NULL };
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  g_autofree char *names = NULL;
  const MqItem *aspect = NULL;
  const MqItem *item;
  MqRequest *request;
  guint next;

  if (!is_one_of (peek (items, at), verbs))
    return 0;

  for (next = at + 1; (item = peek (items, next)) != NULL && item->type == MQ_ITEM_PHRASE; next++)
    {
      const MqMeaning *meaning = mq_item_find (item, MQ_MEANING_PART);

      if (meaning != NULL)
        g_ptr_array_add (parts, (gpointer)meaning->part);
      else if (aspect == NULL && is_aspect (item))
        aspect = item;
      else if (!is_pronoun (item) && mq_item_word (item, MQ_WORD_FILLER) == NULL
               && mq_item_word (item, MQ_WORD_LINK) == NULL
               && mq_item_word (item, MQ_WORD_NUMBER) == NULL)
        return 0;
    }
  if (chosen != NULL && parts->len < 2)
    g_ptr_array_extend (parts, chosen, NULL, NULL);
  if (aspect == NULL || parts->len != 2 || parts->pdata[0] == parts->pdata[1])
    return 0;

  names = g_strdup_printf ("the %s and the %s", ((const MqKindPart *)parts->pdata[0])->noun,
                           ((const MqKindPart *)parts->pdata[1])->noun);
  request = mq_request_list_add (reading, MQ_REQUEST_CHANGE, names);
  request->chosen = chosen != NULL;
  g_ptr_array_extend (request->parts, parts, NULL, NULL);
  mq_request_add_detail (request, MQ_REQUEST_DETAIL_SWAP, "swap")->value = is_color (aspect);
  return next - at;
}
