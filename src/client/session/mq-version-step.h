/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps between the versions of a session that need no team: undo, redo, back to a version.
 * mq_version_step_read() recognises one in a message; MqVersionHistory knows where it leads, from
 * the events of the session's runs. Used by the window and the command line. */
#pragma once

#include "common/events/mq-run-event.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MqVersionStepKind:
 * @MQ_VERSION_STEP_UNDO: the version that was current before
 * @MQ_VERSION_STEP_REDO: the version before the last undo
 * @MQ_VERSION_STEP_TO: a version with a number
 */
typedef enum
{
  MQ_VERSION_STEP_UNDO,
  MQ_VERSION_STEP_REDO,
  MQ_VERSION_STEP_TO,
} MqVersionStepKind;

/**
 * MqVersionStep:
 * @kind: what it is
 * @number: of the version, for %MQ_VERSION_STEP_TO
 */
typedef struct
{
  MqVersionStepKind kind;
  guint number;
} MqVersionStep;

gboolean mq_version_step_read (const char *text, MqVersionStep *step);
gboolean mq_version_step_is_mentioned (const char *text);

typedef struct _MqVersionHistory MqVersionHistory;

MqVersionHistory *mq_version_history_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mq_version_history_free (MqVersionHistory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqVersionHistory, mq_version_history_free)

void mq_version_history_apply (MqVersionHistory *self, MqRunEvent *event, GListModel *versions);
guint mq_version_history_find (MqVersionHistory *self, const MqVersionStep *step, guint current,
                               GListModel *versions, GError **error);

G_END_DECLS
