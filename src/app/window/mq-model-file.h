/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Models of other programs, in the window: the dialog that opens one, and what came of it. Used by
 * MqWindow's actions and mq-share-file.c, which gets the files that somebody opens. */
#pragma once

#include "app/window/mq-window.h"

G_BEGIN_DECLS

/* Adds the window's actions that open a model: by a dialog, and by its path. */
void mq_model_file_add_actions (MqWindow *window);
/* Reads the model, and begins a session with it. A dialog says why not. Awaits. */
void mq_model_file_open (MqWindow *window, const char *path);

G_END_DECLS
