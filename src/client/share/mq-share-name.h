/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The names that a file in an archive may have, with the limit and the check of each kind. Nothing
 * else is written or read. Private to client/share. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_SHARE_NONE,
  MQ_SHARE_SCRIPT,  /* versions/N/script.py */
  MQ_SHARE_BLEND,   /* versions/N/scene.blend */
  MQ_SHARE_REPORT,  /* versions/N/report.json */
  MQ_SHARE_PLAN,    /* versions/N/plan.json */
  MQ_SHARE_RENDER,  /* versions/N/renders/render_K.png */
  MQ_SHARE_RUN,     /* runs/N-RUN.jsonl */
  MQ_SHARE_PICTURE, /* pictures/N.png, .jpg, .webp */
} MqShareKind;

/** MQ_SHARE_MAX_NUMBER: of a version, a picture or a run. */
#define MQ_SHARE_MAX_NUMBER 99999
/** MQ_SHARE_MAX_RENDERS: of a version; the library shows no more. */
#define MQ_SHARE_MAX_RENDERS 64
/** MQ_SHARE_HEAD: bytes at the start of a file that decide on its format. */
#define MQ_SHARE_HEAD 4096

MqShareKind mq_share_name_parse (const char *name, guint *number, guint *render);
guint64 mq_share_kind_get_limit (MqShareKind kind);
gboolean mq_share_kind_is_text (MqShareKind kind);
gboolean mq_share_check_content (MqShareKind kind, const char *name, const char *data, gsize length,
                                 GError **error);

G_END_DECLS
