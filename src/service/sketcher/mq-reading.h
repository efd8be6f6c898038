/* MqReading: what a prompt or an instruction asks for, in terms of a kind: requests, each with what it
 * is about and what is said of it. No plan is needed to read, and nothing is changed by it. */
#pragma once

#include "service/sketcher/mq-vocabulary.h"

G_BEGIN_DECLS

/**
 * MqRequestVerb:
 * @MQ_REQUEST_DESCRIBE: it is so: a part that is named is there
 * @MQ_REQUEST_ADD: it is to be there, or more of it
 * @MQ_REQUEST_REMOVE: it is not to be there
 * @MQ_REQUEST_CHANGE: what is there is to be so
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
 * @MQ_REQUEST_DETAIL_COLOR: @color, in words @text
 * @MQ_REQUEST_DETAIL_SHADE: the colour that is there, by @word
 * @MQ_REQUEST_DETAIL_PALETTE: several colours, @word
 * @MQ_REQUEST_DETAIL_FINISH: @word
 * @MQ_REQUEST_DETAIL_EFFECT: @word; @degree 0 as such, more than 0 more, less than 0 less, -INFINITY not at all
 * @MQ_REQUEST_DETAIL_COUNT: @value
 * @MQ_REQUEST_DETAIL_COUNT_BY: @value more
 * @MQ_REQUEST_DETAIL_COUNT_TIMES: @value times as many
 * @MQ_REQUEST_DETAIL_MEASURE: @value metres along @axis
 * @MQ_REQUEST_DETAIL_MEASURE_BY: @value metres more along @axis
 * @MQ_REQUEST_DETAIL_FACTOR: @value times along @axis
 * @MQ_REQUEST_DETAIL_LOOK: @look of the kind, or of @part
 * @MQ_REQUEST_DETAIL_TRAIT: true already
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
} MqRequestDetailType;

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
} MqRequestDetail;

/**
 * MqRequest:
 * @whole: it is about the whole
 * @parts: it is about these (`const MqKindPart *`)
 * @slots: or about these materials (`const MqKindMaterial *`)
 * @params: or about these parameters, named by their words (`const MqKindParam *`)
 * @finish: (nullable): what it is about is also the name of a finish
 * @text: what it is about, in the user's words
 * @said: of MqRequestDetail
 */
typedef struct
{
  MqRequestVerb verb;
  gboolean whole;
  GPtrArray *parts;
  GPtrArray *slots;
  GPtrArray *params;
  const MqWord *finish;
  char *text;
  GPtrArray *said;
} MqRequest;

/** MqReading: @requests in order, and phrases that mean nothing here. */
typedef struct
{
  GPtrArray *requests;
  GPtrArray *unknown;
} MqReading;

void mq_reading_free (MqReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqReading, mq_reading_free)

MqReading *mq_reading_new (void);
MqRequest *mq_reading_add (MqReading *reading, MqRequestVerb verb, const char *text);
MqRequestDetail *
mq_request_add_detail (MqRequest *request, MqRequestDetailType type, const char *text);
gboolean mq_request_has_detail (const MqRequest *self, MqRequestDetailType type);
void mq_request_copy_details (MqRequest *request, const MqRequest *from);
GStrv mq_reading_describe (MqReading *reading) G_GNUC_WARN_UNUSED_RESULT;

MqReading *mq_reader_read (MqLexicon *lexicon, MqKind *kind, const char *text,
                           gboolean instruction) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
