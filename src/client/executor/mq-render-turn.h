/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRenderTurn: the right to render final pictures. Programs of the user share them by locks of
 * files, which the kernel drops when a program dies. Used by MqRun and MqExport. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

typedef struct _MqRenderTurn MqRenderTurn;

#define MQ_TYPE_RENDER_TURN (mq_render_turn_get_type ())
GType mq_render_turn_get_type (void);

MqRenderTurn *mq_render_turn_try (guint at_once) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to an MqRenderTurn; dropping it ends the wait. */
DexFuture *mq_render_turn_wait (guint at_once) G_GNUC_WARN_UNUSED_RESULT;
void mq_render_turn_free (MqRenderTurn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRenderTurn, mq_render_turn_free)

G_END_DECLS
