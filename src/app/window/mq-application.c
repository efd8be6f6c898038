/* MqApplication: one process, one desk, see mq-application.h. */
#include "app/window/mq-application.h"

#include "app/window/mq-window.h"

struct _MqApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (MqApplication, mq_application, ADW_TYPE_APPLICATION)

static void
mq_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (mq_window_new (MQ_APPLICATION (application)));

  gtk_window_present (window);
}

static void
mq_application_class_init (MqApplicationClass *klass)
{
  G_APPLICATION_CLASS (klass)->activate = mq_application_activate;
}

static void
mq_application_init (MqApplication *self)
{
}

MqApplication *
mq_application_new (void)
{
  return g_object_new (MQ_TYPE_APPLICATION, "application-id", "org.maquette.Maquette", "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", "/org/maquette/Maquette",
                       NULL);
}
