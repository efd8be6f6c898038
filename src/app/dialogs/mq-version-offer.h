/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVersionOffer: a version as a file that is dragged into another program, a GLB with its
 * pictures. It is made when the drag begins; whoever takes it before it is done waits. Used by
 * MqExportDialog. */
#pragma once

#include "app/workspace/mq-workspace.h"
#include "client/session/mq-version.h"

#include <gdk/gdk.h>

G_BEGIN_DECLS

#define MQ_TYPE_VERSION_OFFER (mq_version_offer_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionOffer, mq_version_offer, MQ, VERSION_OFFER, GdkContentProvider)

GdkContentProvider *mq_version_offer_new (MqWorkspace *workspace, MqVersion *version,
                                          const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
