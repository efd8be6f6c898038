/* MqStepRow: who did what and how long it took, in one short line; opens to the whole of it. */
#pragma once

#include "app/model/mq-timeline-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MQ_TYPE_STEP_ROW (mq_step_row_get_type ())
G_DECLARE_FINAL_TYPE (MqStepRow, mq_step_row, MQ, STEP_ROW, GtkListBoxRow)

GtkWidget *mq_step_row_new (MqStepItem *item);
MqStepItem *mq_step_row_get_item (MqStepRow *self);

G_END_DECLS
