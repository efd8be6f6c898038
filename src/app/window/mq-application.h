/* MqApplication: one process, one workspace; makes the window, opens pictures, tells when work is done. */
#pragma once

#include "app/workspace/mq-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_APPLICATION (mq_application_get_type ())
G_DECLARE_FINAL_TYPE (MqApplication, mq_application, MQ, APPLICATION, AdwApplication)

/* Runs it: the last thing that a program does. Where a start and an end of Maquette meet, the program
 * may begin anew, in the same process. Returns: the exit status */
int mq_application_run (int argc, char *argv[]);

MqWorkspace *mq_application_get_workspace (MqApplication *self);
GSettings *mq_application_get_settings (MqApplication *self);
/* Opens the workspace, or tries again; the window asks for it once it stands there. */
void mq_application_open_workspace (MqApplication *self);

G_END_DECLS
