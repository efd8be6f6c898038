/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of all kinds of object that the built-in sketcher knows, each with a picture. A click
 * writes a message. */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TYPE_KINDS_DIALOG (mq_kinds_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MqKindsDialog, mq_kinds_dialog, MQ, KINDS_DIALOG, AdwDialog)

AdwDialog *mq_kinds_dialog_new (const char *const *kinds, JsonArray *families);

G_END_DECLS
