/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog *About Maquette*, with the facts for a bug report. Opened by MqApplication. */
#pragma once

#include "app/workspace/mq-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

AdwDialog *mq_about_dialog_new (MqWorkspace *workspace);
JsonObject *mq_about_describe_window (MqWorkspace *workspace) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
