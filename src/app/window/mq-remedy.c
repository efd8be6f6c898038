/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of remedies, see mq-remedy.h. */
#include "app/window/mq-remedy.h"

#include <glib/gi18n.h>

static const MqRemedy remedies[] = {
  [MQ_PROBLEM_CONFIG] = { "text-editor-symbolic", N_ ("Open File"), "win.open-config" },
  [MQ_PROBLEM_NO_BLENDER] = { "applications-graphics-symbolic", N_ ("Choose Blender…"),
                              "win.choose-blender", TRUE, TRUE },
  [MQ_PROBLEM_LIBRARY] = { "drive-harddisk-symbolic", N_ ("Try Again"), "win.try-again", TRUE },
  [MQ_PROBLEM_LIBRARY_READ_ONLY] = { "changes-prevent-symbolic", N_ ("Open Folder"),
                                     "win.open-library" },
  [MQ_PROBLEM_SERVICE] = { "network-server-symbolic", N_ ("Try Again"), "win.try-again", TRUE },
  [MQ_PROBLEM_SIGN_IN] = { "dialog-password-symbolic", N_ ("Sign In…"), "win.open-account", TRUE },
  [MQ_PROBLEM_SIGNING_IN] = { "dialog-password-symbolic", N_ ("Cancel"), "win.cancel-sign-in", TRUE,
                              .is_quiet = TRUE },
  [MQ_PROBLEM_TERMS] = { "text-x-generic-symbolic", N_ ("Read Terms…"), "win.open-account", TRUE },
  [MQ_PROBLEM_QUOTA] = { "alarm-symbolic", N_ ("Change Service"), "app.preferences", TRUE },
  [MQ_PROBLEM_SANDBOX] = { "security-low-symbolic", N_ ("Preferences"), "app.preferences" },
};

/* Returns: its remedy */
const MqRemedy *
mq_remedy_get (MqProblemKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (remedies), &remedies[MQ_PROBLEM_SERVICE]);

  return &remedies[kind];
}
