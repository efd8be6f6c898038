/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRequestList: a first message or an instruction as requests about a kind, each with its subject
 * and details. Produced by the reader without a plan, applied by mq_sketch_changes_apply(). */
#pragma once

#include "service/sketcher/kinds/mq-vocabulary.h"

G_BEGIN_DECLS

/**
 * MqRequestVerb:
 * @MQ_REQUEST_DESCRIBE: describes the asset: a named part exists
 * @MQ_REQUEST_ADD: adds the subject, or more of it
 * @MQ_REQUEST_REMOVE: removes the subject
 * @MQ_REQUEST_CHANGE: changes the existing subject
 */
typedef enum
{
  MQ_REQUEST_DESCRIBE,
  MQ_REQUEST_ADD,
  MQ_REQUEST_REMOVE,
  MQ_REQUEST_CHANGE,
} MqRequestVerb;

/**
 * MqRequestDetailType:
 * @MQ_REQUEST_DETAIL_COLOR: @color, named @text
 * @MQ_REQUEST_DETAIL_SHADE: shades the existing colour by @word
 * @MQ_REQUEST_DETAIL_PALETTE: several colours, @word
 * @MQ_REQUEST_DETAIL_FINISH: @word
 * @MQ_REQUEST_DETAIL_EFFECT: @word; @degree 0: plain, above 0: more, below 0: less, -INFINITY: none
 * @MQ_REQUEST_DETAIL_COUNT: @value
 * @MQ_REQUEST_DETAIL_COUNT_BY: @value more
 * @MQ_REQUEST_DETAIL_COUNT_TIMES: @value times as many
 * @MQ_REQUEST_DETAIL_MEASURE: @value metres along @axis
 * @MQ_REQUEST_DETAIL_MEASURE_BY: @value metres more along @axis
 * @MQ_REQUEST_DETAIL_FACTOR: @value times along @axis
 * @MQ_REQUEST_DETAIL_LOOK: @look of the kind, or of @part
 * @MQ_REQUEST_DETAIL_TRAIT: a property that the kind already has
 * @MQ_REQUEST_DETAIL_TIME: @value minutes after twelve, which a clock shows
 * @MQ_REQUEST_DETAIL_RANGE: @value degrees or metres of the parameter that @param is from the
 *   beginning
 * @MQ_REQUEST_DETAIL_MOVE: @value metres, or @degree steps, along @axis: left, right, up, down,
 *   front, back; later x, y or z; %NULL: not said
 * @MQ_REQUEST_DETAIL_LIKE: the material of @part, or only its colour where @value is 1
 * @MQ_REQUEST_DETAIL_SWAP: two parts get each other's material, or only the colour likewise
 */
typedef enum
{
  MQ_REQUEST_DETAIL_COLOR,
  MQ_REQUEST_DETAIL_SHADE,
  MQ_REQUEST_DETAIL_PALETTE,
  MQ_REQUEST_DETAIL_FINISH,
  MQ_REQUEST_DETAIL_EFFECT,
  MQ_REQUEST_DETAIL_COUNT,
  MQ_REQUEST_DETAIL_COUNT_BY,
  MQ_REQUEST_DETAIL_COUNT_TIMES,
  MQ_REQUEST_DETAIL_MEASURE,
  MQ_REQUEST_DETAIL_MEASURE_BY,
  MQ_REQUEST_DETAIL_FACTOR,
  MQ_REQUEST_DETAIL_LOOK,
  MQ_REQUEST_DETAIL_TRAIT,
  MQ_REQUEST_DETAIL_TIME,
  MQ_REQUEST_DETAIL_RANGE,
  MQ_REQUEST_DETAIL_MOVE,
  MQ_REQUEST_DETAIL_LIKE,
  MQ_REQUEST_DETAIL_SWAP,
} MqRequestDetailType;

/**
 * MqRequestDetail:
 * @degree: of a size, too: the end that stays, -1 the lower and 1 the upper one; 0: not said
 * @param: (nullable): the parameter that was set by it
 * @refused: (nullable): why it was not applied as it is
 *
 * The last two are written when a plan is changed by it.
 */
typedef struct
{
  MqRequestDetailType type;
  char *text;
  char *color;
  const MqWord *word;
  double degree;
  double value;
  const char *axis;
  const MqKindLook *look;
  const MqKindPart *part;
  const MqKindParam *param;
  char *refused;
} MqRequestDetail;

/**
 * MqRequest:
 * @whole: whether the subject is the whole
 * @chosen: whether the user pointed at its parts; it has one then when it is applied
 * @alone: and whether these stretch where they are, so that nothing else changes
 * @parts: the parts it is about (`const MqKindPart *`)
 * @slots: or the materials it is about (`const MqKindMaterial *`)
 * @params: or the parameters it is about, named by their words (`const MqKindParam *`)
 * @finish: (nullable): the finish, when the subject is also the name of one
 * @is_single: whether its noun has "a" or "an": "a drawer"
 * @text: its subject, in the user's words
 * @said: its details (MqRequestDetail)
 * @refused: (nullable): why the subject was not added or removed; written as that of a detail
 */
typedef struct
{
  MqRequestVerb verb;
  gboolean whole;
  gboolean chosen;
  gboolean alone;
  gboolean is_single;
  GPtrArray *parts;
  GPtrArray *slots;
  GPtrArray *params;
  const MqWord *finish;
  char *text;
  GPtrArray *said;
  char *refused;
} MqRequest;

/** MqRequestList: @requests in order, and the unknown phrases. */
typedef struct
{
  GPtrArray *requests;
  GPtrArray *unknown;
} MqRequestList;

void mq_request_list_free (MqRequestList *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRequestList, mq_request_list_free)

MqRequestList *mq_request_list_new (void);
MqRequest *mq_request_list_add (MqRequestList *reading, MqRequestVerb verb, const char *text);
MqRequestDetail *
mq_request_add_detail (MqRequest *request, MqRequestDetailType type, const char *text);
gboolean mq_request_has_detail (const MqRequest *self, MqRequestDetailType type);
const char *mq_request_get_key (const MqRequest *self);
void mq_request_copy_details (MqRequest *request, const MqRequest *from);
MqRequest *mq_request_list_find_round (const MqRequestList *reading);

MqRequestList *
mq_request_list_parse (MqLexicon *lexicon, MqKind *kind, const char *text, gboolean instruction,
                       GPtrArray *chosen) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
