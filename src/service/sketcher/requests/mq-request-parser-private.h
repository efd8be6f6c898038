/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRequestParser: the state of reading one text, shared by mq-request-parser.c and
 * mq-request-binding.c. */
#pragma once

#include "service/sketcher/requests/mq-request-list.h"

G_BEGIN_DECLS

/* A descriptive phrase whose noun is not read yet. */
typedef struct
{
  const MqItem *item;
  double degree; /* of "more", "less", "slightly" before it; 0: none */
  double value;  /* of a measure, factor or count */
  const char *axis;
  MqRequestDetailType type; /* MQ_REQUEST_DETAIL_TRAIT when its meanings decide the type */
  gboolean decided;
  char *text;
} MqPending;

typedef struct
{
  MqLexicon *lexicon;
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
  gboolean verb_seen; /* a verb started this clause */
  gboolean moving;    /* "move" started it, without a direction so far */
  guint strange;      /* unknown phrases before this clause */
  gboolean place;     /* the rest of the phrase is a location */
  gboolean fresh;     /* the next description belongs to the next noun */
  gboolean negated;
  double degree_sign;
  double degree_size;
  double number; /* NAN: none pending */
  char *number_text;
  const char *axis; /* "height of": its measure follows */
  double percent;
  char *percent_text; /* (nullable): "20 %" */
} MqRequestParser;

gboolean mq_reader_anything_waits (MqRequestParser *reader);
void mq_reader_bind (MqRequestParser *reader, MqRequest *request);
void mq_reader_flush (MqRequestParser *reader);
MqRequest *mq_reader_whole_request (MqRequestParser *reader);
void mq_reader_add_bare_finishes (MqRequestList *reading);
gboolean mq_item_describes (const MqItem *item);

/* mq-request-numbers.c */
gboolean mq_reader_read_move (MqRequestParser *reader);
gboolean mq_reader_read_time (MqRequestParser *reader);
void mq_reader_add_lost_numbers (MqRequestParser *reader);

G_END_DECLS
