/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The splitting of a text about one kind into phrases that the kind or the lexicon knows, the
 * longest first. Used by MqRequestParser. */
#pragma once

#include "service/sketcher/kinds/mq-kind.h"
#include "service/sketcher/language/mq-lexicon.h"

G_BEGIN_DECLS

/** MQ_VOCABULARY_MAX_ITEMS: maximum phrases of one text. */
#define MQ_VOCABULARY_MAX_ITEMS 2000

typedef enum
{
  MQ_MEANING_WORD,
  MQ_MEANING_KIND,
  MQ_MEANING_PART,
  MQ_MEANING_SLOT,
  MQ_MEANING_PARAM,
  MQ_MEANING_VARIANT,
  MQ_MEANING_OPTION,
  MQ_MEANING_TRAIT,
} MqMeaningType;

/** MqMeaning: one meaning of a phrase; @part is also the owner of an option or a trait. */
typedef struct
{
  MqMeaningType type;
  const MqWord *word;
  const MqKindPart *part;
  const MqKindMaterial *slot;
  const MqKindParam *param;
  const MqKindLook *look;
} MqMeaning;

typedef enum
{
  MQ_ITEM_PHRASE,
  MQ_ITEM_NUMBER,
  MQ_ITEM_COMMA,
  MQ_ITEM_STOP,
} MqItemType;

/**
 * MqItem:
 * @text: as it is written; of a number with its unit
 * @number: its value in @unit; %NAN: what it means is in doubt, or nothing here uses it
 * @unit: its unit; "" for none
 * @metres: the length that it is, in m; 0: it is none
 * @meanings: of a phrase (MqMeaning), none when unknown
 *
 * A phrase, a number, or a stop.
 */
typedef struct
{
  MqItemType type;
  char *text;
  double number;
  const char *unit;
  double metres;
  GPtrArray *meanings;
} MqItem;

GPtrArray *
mq_vocabulary_cut (MqLexicon *lexicon, MqKind *kind, const char *text) G_GNUC_WARN_UNUSED_RESULT;

const MqMeaning *mq_item_find (const MqItem *item, MqMeaningType type);
const MqWord *mq_item_word (const MqItem *item, MqWordType type);

gboolean mq_item_is_file (const MqItem *item);
GPtrArray *mq_vocabulary_tokens (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
