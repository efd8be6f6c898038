/* MqSidebar: the list of sessions, with its search, see mq-sidebar.h. */
#include "app/window/mq-sidebar.h"

struct _MqSidebar
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (MqSidebar, mq_sidebar, ADW_TYPE_BIN)

static void
mq_sidebar_class_init (MqSidebarClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/org/maquette/Maquette/ui/mq-sidebar.ui");
}

static void
mq_sidebar_init (MqSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
