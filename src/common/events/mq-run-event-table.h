/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of events: name, typed members, sender and destinations of each kind. The codec, the
 * record, the printers and the documentation tests use it. A new event is a row here, a struct in
 * mq-run-event.h, and the code that handles it. */
#pragma once

#include "common/events/mq-run-event.h"

#include <stddef.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_FIELD_TEXT,   /* char * */
  MQ_FIELD_TEXTS,  /* GStrv */
  MQ_FIELD_INT,    /* gint64 */
  MQ_FIELD_DOUBLE, /* double */
  MQ_FIELD_FLAG,   /* int */
  MQ_FIELD_ENUM,   /* int, by names */
  MQ_FIELD_OBJECT, /* JsonObject * */
  MQ_FIELD_ARRAY,  /* JsonArray * */
} MqFieldType;

typedef enum
{
  MQ_FIELD_REQUIRED = 1 << 0, /* on the wire; records may lack it */
  MQ_FIELD_OR_NULL = 1 << 1,  /* an absent value is written as null */
} MqFieldFlags;

/**
 * MqEventField:
 * @name: the member's name; `a.b` is the member b of an object a
 * @type: its type
 * @flags: whether it is required
 * @offset: in #MqRunEvent
 * @values: (nullable): the names of an enum's values; the first, unknown, is %NULL
 * @n_values: the number of @values
 * @other: (nullable by 0): offset of the text that keeps an unknown value's name
 */
typedef struct
{
  const char *name;
  MqFieldType type;
  MqFieldFlags flags;
  gsize offset;
  const char *const *values;
  guint n_values;
  gsize other;
} MqEventField;

typedef enum
{
  MQ_EVENT_BY_SERVICE = 1 << 0,
  MQ_EVENT_BY_CLIENT = 1 << 1,
  MQ_EVENT_TRANSIENT = 1 << 2, /* transient: it has no number on the wire */
  MQ_EVENT_RECORDED = 1 << 3,  /* kept in the session's record */
  MQ_EVENT_PRINTED = 1 << 4,   /* shown at the command line, by --json too */
  MQ_EVENT_SHARED = 1 << 5,    /* a client's own that everybody who follows the run sees */
} MqEventFlags;

/**
 * MqEventRow:
 * @name: on the wire, in records and in lines of --json
 * @flags: its sender and destinations
 * @fields: its members, in the order in which they are written
 * @n_fields: the number of @fields
 */
typedef struct
{
  const char *name;
  MqEventFlags flags;
  const MqEventField *fields;
  guint n_fields;
} MqEventRow;

/* For rows. @path: from MqRunEvent, with the name of the payload first */
#define MQ_EVENT_FIELD(name, type, path, flags)                                                    \
  { name, MQ_FIELD_##type, flags, offsetof (MqRunEvent, path) }
#define MQ_EVENT_ENUM(name, list, path, flags)                                                     \
  { name, MQ_FIELD_ENUM, flags, offsetof (MqRunEvent, path), list, G_N_ELEMENTS (list) }
#define MQ_EVENT_ROW(name, fields, flags) { name, flags, fields, G_N_ELEMENTS (fields) }

const MqEventRow *mq_event_table_get (MqRunEventKind kind);
MqRunEventKind mq_event_table_find (const char *name);
const char *mq_event_table_get_role (MqTeamRole role);

G_END_DECLS
