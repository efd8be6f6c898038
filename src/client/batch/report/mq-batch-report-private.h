/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of MqBatchReport: mq-batch-report.c reads the batch, and writes its table and
 * its pictures; mq-batch-report-page.c writes the page. */
#pragma once

#include "client/batch/report/mq-batch-report.h"

G_BEGIN_DECLS

/**
 * MqBatchReportRow:
 * @item: the item
 * @asked: (owned): its JSON
 * @attempt: (owned) (nullable): its last attempt, or the one that made it
 * @status: what has become of it
 * @has_picture: whether a small picture was made of it
 */
typedef struct
{
  const MqBatchItem *item;
  JsonObject *asked;
  JsonObject *attempt;
  MqBatchStatus status;
  gboolean has_picture;
} MqBatchReportRow;

/**
 * MqBatchReportCause:
 * @text: the error, without what differs from item to item
 * @ids: (element-type utf8): the items that it ended
 */
typedef struct
{
  char *text;
  GPtrArray *ids;
} MqBatchReportCause;

/**
 * MqBatchReportWishes:
 * @kind: of requirement: "hole_diameter"
 * @counts: by #MqRequirementState
 */
typedef struct
{
  char *kind;
  guint counts[3];
} MqBatchReportWishes;

struct _MqBatchReport
{
  GObject parent_instance;

  MqBatchFolder *folder;
  char *output; /* path */
  int dir;      /* the same */
  char *link;   /* a relative URL from there to @folder: "" or "../set/" */

  GPtrArray *items;
  GPtrArray *rows;       /* (element-type MqBatchReportRow): one for each of @items */
  GPtrArray *done;       /* (element-type MqBatchReportRow): those that are done */
  GPtrArray *tags;       /* (element-type utf8): their names, sorted */
  GPtrArray *parameters; /* (element-type utf8): the same of @parameters */
  GPtrArray *causes;     /* (element-type MqBatchReportCause): the most frequent first */
  GPtrArray *versions;   /* (element-type utf8): "Blender 4.3.2" */

  /* Sums of all attempts. */
  guint attempts;
  double seconds;      /* the sum */
  double busy_seconds; /* in which at least one was made */
  gint64 tokens;
  double cost;

  guint n_sheets;
  GMutex lock;
  GPtrArray
      *wishes; /* (element-type MqBatchReportWishes): @lock guards it while pictures are made */
};

/* mq-batch-report.c */
double mq_batch_report_get_rate (MqBatchReport *self);
guint mq_batch_report_count (MqBatchReport *self, MqBatchStatus status);
char *mq_batch_report_dup_value (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;

/* mq-batch-report-page.c */
gboolean mq_batch_report_write_page (MqBatchReport *self, GError **error);

G_END_DECLS
