/* MqVocabulary: all phrases that mean something about one kind: its own words and the lexicon's; and
 * the cutting of a text into such phrases, the longest first. */
#pragma once

#include "service/sketcher/mq-kind.h"
#include "service/sketcher/mq-lexicon.h"

G_BEGIN_DECLS

/** MQ_VOCABULARY_MAX_ITEMS: most phrases that are read from one text. */
#define MQ_VOCABULARY_MAX_ITEMS 2000

typedef enum
{
  MQ_SENSE_WORD,
  MQ_SENSE_KIND,
  MQ_SENSE_PART,
  MQ_SENSE_SLOT,
  MQ_SENSE_PARAM,
  MQ_SENSE_VARIANT,
  MQ_SENSE_OPTION,
  MQ_SENSE_TRAIT,
} MqSenseType;

/** MqSense: one meaning of a phrase; @part is also the one that an option or a trait belongs to. */
typedef struct
{
  MqSenseType type;
  const MqWord *word;
  const MqKindPart *part;
  const MqKindMaterial *slot;
  const MqKindParam *param;
  const MqKindLook *look;
} MqSense;

typedef enum
{
  MQ_ITEM_PHRASE,
  MQ_ITEM_NUMBER,
  MQ_ITEM_COMMA,
  MQ_ITEM_STOP,
} MqItemType;

/** MqItem: a phrase with its senses (of MqSense, none when it is unknown), a number, or a stop. */
typedef struct
{
  MqItemType type;
  char *text;
  double number;
  GPtrArray *senses;
} MqItem;

#define MQ_TYPE_VOCABULARY (mq_vocabulary_get_type ())
G_DECLARE_FINAL_TYPE (MqVocabulary, mq_vocabulary, MQ, VOCABULARY, GObject)

MqVocabulary *mq_vocabulary_new (MqLexicon *lexicon, MqKind *kind);
GPtrArray *mq_vocabulary_cut (MqVocabulary *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;

const MqSense *mq_item_find (const MqItem *item, MqSenseType type);
const MqWord *mq_item_word (const MqItem *item, MqWordType type);

GPtrArray *mq_vocabulary_tokens (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
