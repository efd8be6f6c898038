/* MqWindow: sessions, conversation, review, see mq-window.h. */
#include "app/window/mq-window.h"

#include "app/conversation/mq-conversation-view.h"
#include "app/review/mq-review.h"
#include "app/window/mq-sidebar.h"

struct _MqWindow
{
  AdwApplicationWindow parent_instance;

  /* Template widgets */
  MqSidebar *sidebar;
  MqConversationView *conversation_view;
  MqReview *review;
};

G_DEFINE_FINAL_TYPE (MqWindow, mq_window, ADW_TYPE_APPLICATION_WINDOW)

static void
mq_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_WINDOW);

  G_OBJECT_CLASS (mq_window_parent_class)->dispose (object);
}

static void
mq_window_class_init (MqWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_window_dispose;

  g_type_ensure (MQ_TYPE_SIDEBAR);
  g_type_ensure (MQ_TYPE_CONVERSATION_VIEW);
  g_type_ensure (MQ_TYPE_REVIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MqWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, MqWindow, conversation_view);
  gtk_widget_class_bind_template_child (widget_class, MqWindow, review);
}

static void
mq_window_init (MqWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mq_window_new:
 * @application: the application
 *
 * Returns: (transfer none): a window, owned by GTK
 */
MqWindow *
mq_window_new (MqApplication *application)
{
  return g_object_new (MQ_TYPE_WINDOW, "application", application, NULL);
}
