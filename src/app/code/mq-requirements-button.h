/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRequirementsButton: how many of a version's requirements are met, and in its popover each of
 * them with what was measured or seen. Hidden for a version without any. */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TYPE_REQUIREMENTS_BUTTON (mq_requirements_button_get_type ())
G_DECLARE_FINAL_TYPE (MqRequirementsButton, mq_requirements_button, MQ, REQUIREMENTS_BUTTON, AdwBin)

void mq_requirements_button_set_rows (MqRequirementsButton *self, JsonArray *rows);

G_END_DECLS
