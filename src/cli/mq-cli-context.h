/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCliContext: the settings, the library, the version and the Blender that a command about a
 * version works with, and the Ctrl+C that ends it. Used by the commands that need a Blender. */
#pragma once

#include "cli/mq-cli-command.h"
#include "cli/mq-cli-interrupt.h"
#include "client/blender/mq-blender.h"
#include "client/library/mq-library.h"

G_BEGIN_DECLS

/**
 * MqCliContext:
 * @config: the settings
 * @library: the library
 * @session: (unowned): the version's session
 * @version: the version that the command's first word names
 * @blender: the Blender of the settings
 * @interrupt: set on Ctrl+C
 */
typedef struct
{
  MqConfig *config;
  MqLibrary *library;
  MqSession *session;
  MqVersion *version;
  MqBlender *blender;
  MqCliInterrupt interrupt;
} MqCliContext;

gboolean mq_cli_context_prepare (MqCliContext *self, MqCommandOptions *options, GError **error);
JsonObject *mq_cli_context_await (MqCliContext *self, gpointer job, DexFuture *performing,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_cli_context_clear (MqCliContext *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MqCliContext, mq_cli_context_clear)

G_END_DECLS
