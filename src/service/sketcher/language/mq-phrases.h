/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPhrase: one understood or applied statement before it becomes text: "add 2 armrests" is one
 * phrase, however many steps it took. Nouns and adjectives are the user's and the kind's, in
 * English; the sentences around them are translated. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqPhraseType:
 * @MQ_PHRASE_PART: a part exists, optionally with a number or a look
 * @MQ_PHRASE_ADDED: a part was added
 * @MQ_PHRASE_REMOVED: a part was removed
 * @MQ_PHRASE_WHOLE: a look of the whole, visible in the listed materials
 * @MQ_PHRASE_CHANGE: a part or a material changed: "bigger"
 * @MQ_PHRASE_WORDS: plain text
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
 * @key: its subject; phrases with the same subject merge
 * @one: its name in singular
 * @many: its name in plural
 * @plural: whether @many is used without a number
 * @number: the number of objects, 0 when not stated
 * @before: (nullable): adjectives that precede the name: "translucent blue"
 * @after: (nullable): the same as they follow the name: "translucent and blue"
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
char *mq_phrases_announce (GPtrArray *self) G_GNUC_WARN_UNUSED_RESULT;
char *mq_phrases_entitle (GPtrArray *self, const char *title,
                          gboolean is_counted) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
