/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions as files, in the window: the dialogs that save one and open one, and what came of it.
 * Used by MqWindow's actions and MqApplication. */
#pragma once

#include "app/window/mq-window.h"

G_BEGIN_DECLS

/* Adds the window's actions that save a session, its transcript or the report of a problem, and
 * that import sessions and sets. A toast says what came of it, or a dialog. */
void mq_share_file_add_actions (MqWindow *window);
/* Imports files (of #GFile), one after the other, and shows the session of the last one. */
void mq_share_file_import (MqWindow *window, GListModel *files);

G_END_DECLS
