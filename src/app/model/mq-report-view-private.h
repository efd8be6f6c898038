/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A measured report as parts, and formatted lengths. For mq-report-view.c and
 * mq-compared-value.c only. */
#pragma once

#include "app/model/mq-report-view.h"

G_BEGIN_DECLS

/* Repeated measurements may differ by this, m. */
#define MQ_REPORT_VIEW_SAME 0.0015

/* A part: the objects with the same part id. */
typedef struct
{
  char *id;
  char *title;
  char *function; /* its function in the plan, or NULL */
  guint n_objects;
  double box[2][3]; /* of all its objects, m */
  double each[3];   /* the size of one object, m, if all are equal */
  gboolean measured;
  gboolean effect; /* bubbles, sparks: allowed to float and to intersect */
  gboolean alike;
  GPtrArray *hashes;    /* in order */
  GPtrArray *materials; /* names, sorted, each once */
  GPtrArray *faults;    /* sentences without the part's name */
} MqReportViewPart;

typedef struct
{
  GPtrArray *parts;    /* of MqReportViewPart, the plan's order first */
  GHashTable *by_id;   /* id → MqReportViewPart */
  GHashTable *objects; /* object's name → MqReportViewPart */
} MqReportViewParts;

/* @report, @plan: (nullable) */
MqReportViewParts *mq_report_view_parts_new (JsonObject *report, JsonObject *plan);
void mq_report_view_parts_free (MqReportViewParts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqReportViewParts, mq_report_view_parts_free)

/* Three finite numbers, or FALSE. */
gboolean mq_report_view_get_vector (JsonObject *object, const char *member, double vector[3]);

G_END_DECLS
