/* A picture goes elsewhere: to the clipboard, to a file of the user's choice, to where it is dropped. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void mq_picture_copy (GtkWidget *widget, const char *path);
void mq_picture_save (GtkWidget *widget, const char *path, const char *name);
GdkContentProvider *mq_picture_offer (const char *path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
