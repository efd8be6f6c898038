/* MqApplication: one process, one desk; makes the window, opens pictures, tells when work is done. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_APPLICATION (mq_application_get_type ())
G_DECLARE_FINAL_TYPE (MqApplication, mq_application, MQ, APPLICATION, AdwApplication)

MqApplication *mq_application_new (void);

G_END_DECLS
