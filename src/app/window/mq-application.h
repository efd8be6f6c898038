/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqApplication: the GApplication: owns the workspace, the conversations and the notifier, creates
 * the windows, opens picture files. Used by main(). */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_APPLICATION (mq_application_get_type ())
G_DECLARE_FINAL_TYPE (MqApplication, mq_application, MQ, APPLICATION, AdwApplication)

/* Runs the application; call it last in main(). May restart the process by execv() when a start
 * meets the exit of another instance. Returns: the exit status */
int mq_application_run (int argc, char *argv[]);

/* Opens the workspace, or retries after a problem. Called after a window's first frame. */

G_END_DECLS
