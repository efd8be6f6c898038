/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_file_name_make(): file names for what the user saves of a version or a session. Used by
 * MqReview, MqGallery and the dialog that shares a session. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_file_name_make (const char *title, guint version, guint picture,
                         const char *extension) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
