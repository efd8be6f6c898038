/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqChanges: the state of applying a reading to a plan, shared by the files
 * mq-sketch-changes*.c. */
#pragma once

#include "service/sketcher/changes/mq-sketch-changes.h"

G_BEGIN_DECLS

typedef struct
{
  MqSketchPlan *plan;
  MqChangeLog *log;
  gboolean instruction;
  GArray *held;             /* of MqHeldSize */
  MqSketchPlan *before;     /* (nullable): a copy of the plan, where the user pointed at parts */
  GPtrArray *used;          /* (nullable): parameters that a size of these parts set */
  MqRequest *request;       /* that is applied */
  MqRequestDetail *current; /* (nullable): that is applied */
} MqChanges;

/* A size of the whole set in metres, which is kept when another one scales the whole. */
typedef struct
{
  const MqKindParam *param;
  double metres;
} MqHeldSize;

/* The subject of a size or a count: the whole where @name is NULL. */
typedef struct
{
  const char *key;
  const char *name;
} MqChangeSubject;

MqPhrase *mq_changes_done (MqChanges *self, MqPhraseType type, const char *key, const char *name);
void mq_changes_done_words (MqChanges *self, const char *words);
gboolean mq_changes_are_joined (const MqKindPart *a, const MqKindPart *b);
const char *mq_changes_key (const MqRequest *request);
void mq_changes_not_done (MqChanges *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* mq-sketch-changes-materials.c */
void mq_changes_materials (MqChanges *self, const MqRequest *request);
void mq_changes_look_material (MqSketchPlan *plan, const char *slot, JsonObject *change);

/* mq-sketch-changes-sizes.c */
void mq_changes_size (MqChanges *self, const MqRequest *request, const MqRequestDetail *said);
void mq_changes_set_param (MqChanges *self, const MqKindParam *param, double value,
                           const MqChangeSubject *subject, const MqRequestDetail *said);
void mq_changes_restore_sizes (MqChanges *self, const MqRequestList *reading);
void mq_changes_report_count (MqChanges *self, const MqChangeSubject *subject, double count);

G_END_DECLS
