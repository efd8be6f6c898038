/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBatchReport: what has become of the items of a batch, for people: a page, a table for
 * spreadsheets and contact sheets. docs/using/batch.md describes them. Used by `maquette-cli
 * batch`. */
#pragma once

#include "client/batch/mq-batch-folder.h"

#include <libdex.h>

G_BEGIN_DECLS

/* Files of a report; contact sheets have numbers from 1. */
#define MQ_BATCH_REPORT_PAGE "report.html"
#define MQ_BATCH_REPORT_TABLE "report.csv"
#define MQ_BATCH_REPORT_SHEET "contact-%u.png"
/** MQ_BATCH_REPORT_PICTURES: the folder of the small pictures, beside the page. */
#define MQ_BATCH_REPORT_PICTURES "report"

#define MQ_TYPE_BATCH_REPORT (mq_batch_report_get_type ())
G_DECLARE_FINAL_TYPE (MqBatchReport, mq_batch_report, MQ, BATCH_REPORT, GObject)

MqBatchReport *mq_batch_report_new (MqBatchFolder *folder, const char *output);
DexFuture *mq_batch_report_write (MqBatchReport *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
