/* mq_picture_dialog_present(): shows a picture of the conversation large, in a dialog. Used by
 * MqMessageRow. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mq_picture_dialog_present (const char *path, const char *title, GtkWidget *parent);

G_END_DECLS
