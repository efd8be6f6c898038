/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqComparePictures: the same view of two versions, with a divider, side by side, or as marked
 * differences; and the user's picture with the later one from its camera. Used by MqCompare. */
#pragma once

#include "client/session/mq-version.h"

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TYPE_COMPARE_PICTURES (mq_compare_pictures_get_type ())
G_DECLARE_FINAL_TYPE (MqComparePictures, mq_compare_pictures, MQ, COMPARE_PICTURES, AdwBin)

void mq_compare_pictures_set_references (MqComparePictures *self, GStrv references);
void
mq_compare_pictures_set_versions (MqComparePictures *self, MqVersion *before, MqVersion *after);
void mq_compare_pictures_set_changes (MqComparePictures *self, GListModel *changes);
gboolean mq_compare_pictures_has_likeness (MqVersion *version);
void
mq_compare_pictures_set_reports (MqComparePictures *self, JsonObject *before, JsonObject *after);

G_END_DECLS
