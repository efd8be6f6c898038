/* MqLogTail: the last lines of a text that grows, whatever its length. It never becomes higher than these
 * lines, so that a fast writer does not push the rest about. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MQ_TYPE_LOG_TAIL (mq_log_tail_get_type ())
G_DECLARE_FINAL_TYPE (MqLogTail, mq_log_tail, MQ, LOG_TAIL, GtkWidget)

void mq_log_tail_set_text (MqLogTail *self, const char *text, gboolean is_code);

G_END_DECLS
