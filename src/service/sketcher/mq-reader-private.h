/* What the files of the reader share: the state of reading one text. */
#pragma once

#include "service/sketcher/mq-reading.h"

G_BEGIN_DECLS

/* A phrase that waits for what it describes. */
typedef struct
{
  const MqItem *item;
  double degree; /* of "more", "less", "slightly" before it; 0 none */
  double value;  /* of a measure, factor or count */
  const char *axis;
  MqRequestDetailType
      type; /* what it will be, or MQ_REQUEST_DETAIL_TRAIT when its meanings are to decide */
  gboolean decided;
  char *text;
} MqPending;

typedef struct
{
  MqLexicon *lexicon;
  MqKind *kind;
  MqReading *reading;
  GPtrArray *items;
  gboolean instruction;
  guint at;

  GPtrArray *pending; /* of Pending */
  GPtrArray *bare;    /* requests of this clause of which nothing is said yet */
  MqRequest *current; /* what was named last in this clause */
  MqRequestVerb verb;
  gboolean replacing;
  gboolean verb_seen; /* a verb began this clause */
  gboolean place;     /* what follows says where */
  gboolean fresh;     /* what describes now belongs to what is named next */
  gboolean negated;
  double degree_sign;
  double degree_size;
  double number; /* NAN: none waits */
  char *number_text;
  const char *axis; /* "height of": waits for its measure */
  double percent;
} MqReader;

gboolean mq_reader_anything_waits (MqReader *reader);
void mq_reader_bind (MqReader *reader, MqRequest *request);
void mq_reader_flush (MqReader *reader);
MqRequest *mq_reader_whole_request (MqReader *reader);
gboolean mq_item_describes (const MqItem *item);

G_END_DECLS
