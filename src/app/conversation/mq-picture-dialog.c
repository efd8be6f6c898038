/* The dialog that shows a picture large, see mq-picture-dialog.h. */
#include "app/conversation/mq-picture-dialog.h"

#include "app/picture/mq-picture-view.h"

#include <adwaita.h>

/**
 * mq_picture_dialog_present:
 * @path: the picture's file
 * @title: title of the dialog, also for screen readers
 * @parent: the widget that asks for it
 */
void
mq_picture_dialog_present (const char *path, const char *title, GtkWidget *parent)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *toolbar = adw_toolbar_view_new ();
  GtkWidget *picture = g_object_new (MQ_TYPE_PICTURE_VIEW, NULL);

  mq_picture_view_show (MQ_PICTURE_VIEW (picture), path, title, NULL);
  gtk_widget_add_css_class (picture, "photo");
  gtk_widget_set_hexpand (picture, TRUE);
  gtk_widget_set_vexpand (picture, TRUE);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar), picture);

  adw_dialog_set_title (dialog, title);
  adw_dialog_set_content_width (dialog, 960);
  adw_dialog_set_content_height (dialog, 720);
  adw_dialog_set_child (dialog, toolbar);
  adw_dialog_set_focus (dialog, picture);
  adw_dialog_present (dialog, parent);
}
