/* MqPhrase: one thing that was understood or done, before it is put in words: "add 2 armrests" is one
 * phrase, however many steps it took. The nouns and adjectives are the user's and the kind's, in
 * English; the frames around them are translated. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqPhraseType:
 * @MQ_PHRASE_PART: a part is there, perhaps so many times, perhaps of a look
 * @MQ_PHRASE_ADDED: a part that was not there
 * @MQ_PHRASE_REMOVED: a part is not there
 * @MQ_PHRASE_WHOLE: a look of the whole, which shows in the materials that are named
 * @MQ_PHRASE_CHANGE: a part or a material is so now: "bigger"
 * @MQ_PHRASE_WORDS: nothing but words
 */
typedef enum
{
  MQ_PHRASE_PART,
  MQ_PHRASE_ADDED,
  MQ_PHRASE_REMOVED,
  MQ_PHRASE_WHOLE,
  MQ_PHRASE_CHANGE,
  MQ_PHRASE_WORDS,
} MqPhraseType;

/**
 * MqPhrase:
 * @key: what it is about; phrases about the same come together
 * @one: its name in singular
 * @many: its name in plural
 * @plural: without a number, @many is its name
 * @number: how many, 0 when nobody said
 * @before: (nullable): what stands before the name: "translucent blue"
 * @after: (nullable): the same where it stands after it: "translucent and blue"
 */
typedef struct
{
  MqPhraseType type;
  char *key;
  char *one;
  char *many;
  gboolean plural;
  guint number;
  char *before;
  char *after;
} MqPhrase;

GPtrArray *mq_phrases_new (void) G_GNUC_WARN_UNUSED_RESULT;
MqPhrase *mq_phrases_add (GPtrArray *self, MqPhraseType type, const char *key, const char *name);
void mq_phrase_inflect (MqPhrase *self);
void mq_phrase_qualify (MqPhrase *self, const char *before, const char *after);

GStrv mq_phrases_list_understood (GPtrArray *self) G_GNUC_WARN_UNUSED_RESULT;
char *mq_phrases_sum_up (GPtrArray *self) G_GNUC_WARN_UNUSED_RESULT;
char *mq_phrases_entitle (GPtrArray *self, const char *title) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
