/* MqCliWorkplace: the settings, the library, the version and the Blender that a command about a
 * version works with. Used by the commands that need a Blender. */
#pragma once

#include "cli/mq-cli-command.h"
#include "client/blender/mq-blender.h"
#include "client/library/mq-library.h"

G_BEGIN_DECLS

/**
 * MqCliWorkplace:
 * @config: the settings
 * @library: the library
 * @session: (unowned): the version's session
 * @version: the version that the command's first word names
 * @blender: the Blender of the settings
 */
typedef struct
{
  MqConfig *config;
  MqLibrary *library;
  MqSession *session;
  MqVersion *version;
  MqBlender *blender;
} MqCliWorkplace;

gboolean mq_cli_workplace_prepare (MqCliWorkplace *self, MqCommandOptions *options, GError **error);
void mq_cli_workplace_clear (MqCliWorkplace *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MqCliWorkplace, mq_cli_workplace_clear)

G_END_DECLS
