/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_about_new_dialog(): the about dialog, with troubleshooting information. Used by
 * MqApplication. */
#pragma once

#include "app/workspace/mq-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

AdwDialog *mq_about_new_dialog (MqWorkspace *workspace);

G_END_DECLS
