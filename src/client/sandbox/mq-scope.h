/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqScope: a control group around the processes of one sandbox, made by the user's systemd. It
 * bounds all of the memory that they take, also the kernel's for them, and the number of tasks. */
#pragma once

#include "client/sandbox/mq-sandbox.h"

G_BEGIN_DECLS

/**
 * MqScope:
 *
 * A scope that is to be made around a bubblewrap which is about to start.
 */
typedef struct _MqScope MqScope;

MqScope *mq_scope_new (const MqSandboxLimits *limits);
void mq_scope_take_fds (MqScope *self, int *ret_info_fd, int *ret_block_fd);
void mq_scope_enclose (MqScope *self, GPid bubblewrap);
DexFuture *mq_scope_enclose_process (MqScope *self, GPid pid) G_GNUC_WARN_UNUSED_RESULT;
void mq_scope_free (MqScope *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqScope, mq_scope_free)

G_END_DECLS
