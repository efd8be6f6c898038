/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRenderTurn: a place in the line of those who render final pictures, and the right to render
 * when it is reached. All programs of the user stand in the same line. Used by MqRun and
 * MqExport. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* The ranks of those who wait for pictures. Within one, the order is that of arrival. */
typedef enum
{
  MQ_RENDER_RANK_PERSON, /* somebody in front of a window or a terminal, or a program's model */
  MQ_RENDER_RANK_BATCH,
} MqRenderRank;

typedef struct _MqRenderTurn MqRenderTurn;

MqRenderTurn *mq_render_turn_new (MqRenderRank rank, const char *title) G_GNUC_WARN_UNUSED_RESULT;
void mq_render_turn_free (MqRenderTurn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRenderTurn, mq_render_turn_free)

guint
mq_render_turn_try (MqRenderTurn *self, guint at_once, char **before) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_render_turn_wait (MqRenderTurn *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
