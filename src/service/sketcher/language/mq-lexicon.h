/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqLexicon: the words that are independent of a kind: colours, finishes, effects, numbers,
 * units, sizes, verbs and function words. Read from words.json. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqWordType:
 * @MQ_WORD_COLOR: red, sky blue
 * @MQ_WORD_SHADE: light, dark: changes the colour that follows
 * @MQ_WORD_PALETTE: neon colours, rainbow: several colours in turn
 * @MQ_WORD_FINISH: wooden, oak, linen
 * @MQ_WORD_EFFECT: glowing, translucent, shiny
 * @MQ_WORD_NUMBER: four, a pair of
 * @MQ_WORD_QUANTITY: many, fewer: a factor on a count
 * @MQ_WORD_UNIT: cm, its value in metres
 * @MQ_WORD_AXIS: wide, height: the axis of a measure
 * @MQ_WORD_SIZE: bigger, taller: a factor along an axis
 * @MQ_WORD_FACTOR: twice, half
 * @MQ_WORD_DEGREE: more, less, slightly
 * @MQ_WORD_VERB: add, remove, change, replace, give, make
 * @MQ_WORD_NEGATION: no, without
 * @MQ_WORD_ASPECT: colour, material, texture: names an aspect, not a thing
 * @MQ_WORD_WHOLE: it, everything
 * @MQ_WORD_LINK: and, with, but
 * @MQ_WORD_PLACE: on, around, under: the rest of the phrase is a location
 * @MQ_WORD_FILLER: the, please, 3D: ignored silently
 */
typedef enum
{
  MQ_WORD_COLOR,
  MQ_WORD_SHADE,
  MQ_WORD_PALETTE,
  MQ_WORD_FINISH,
  MQ_WORD_EFFECT,
  MQ_WORD_NUMBER,
  MQ_WORD_QUANTITY,
  MQ_WORD_UNIT,
  MQ_WORD_AXIS,
  MQ_WORD_SIZE,
  MQ_WORD_FACTOR,
  MQ_WORD_DEGREE,
  MQ_WORD_VERB,
  MQ_WORD_NEGATION,
  MQ_WORD_ASPECT,
  MQ_WORD_WHOLE,
  MQ_WORD_LINK,
  MQ_WORD_PLACE,
  MQ_WORD_FILLER,
  MQ_N_WORD_TYPES,
} MqWordType;

/**
 * MqWord:
 * @label: its spelling in words.json
 * @name: the canonical name of a verb, axis, effect or link
 * @color: (nullable): `#rrggbb`
 * @finish: (nullable): a finish of the library
 * @value: the value of a number, unit (m), factor, degree, or a shade's strength
 * @set: (nullable): finish arguments: numbers, or `{"to", "step", "min", "max"}`
 * @colors: (nullable): the colours of a palette
 */
typedef struct
{
  MqWordType type;
  const char *label;
  const char *name;
  const char *color;
  const char *finish;
  double value;
  JsonObject *set;
  JsonArray *colors;
} MqWord;

typedef struct _MqLexicon MqLexicon;

MqLexicon *mq_lexicon_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_lexicon_free (MqLexicon *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqLexicon, mq_lexicon_free)

/* Elements are `const MqWord *`; NULL when the phrase, or its key, is unknown. */
GPtrArray *mq_lexicon_lookup (MqLexicon *self, const char *phrase);
const MqWord *mq_lexicon_find (MqLexicon *self, const char *phrase, MqWordType type);

const char *const *mq_lexicon_get_choices (MqLexicon *self, const char *finish);

gboolean mq_lexicon_is_in (MqLexicon *self, const char *list, const char *phrase);
gboolean mq_lexicon_is_noun (MqLexicon *self, const char *word);

gboolean mq_lexicon_is_color (const char *text);
char *mq_lexicon_shade_color (const MqWord *shade, const char *color) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
