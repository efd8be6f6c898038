/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Names, limits and checks of the files of an archive, see mq-share-private.h. */
#include "client/share/mq-share-private.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-limits.h"
#include "common/asset/mq-picture-sniff.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define MIB ((guint64)1 << 20)
/* Pixels of a side: more than any Blender of ours renders. */
#define MAX_SIDE 16384

static gboolean
check_script (const char *name, const char *data, gsize length, GError **error)
{
  return g_utf8_validate_len (data, length, NULL) && memchr (data, '\0', length) == NULL
             ? TRUE
             : mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is not UTF-8 text"), name);
}

static gboolean
check_json (const char *name, const char *data, gsize length, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (JsonObject) object = mq_json_parse_object (data, length, &reason);

  return object != NULL || mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s”: %s", name, reason->message);
}

/* Raw, or compressed by Blender: zstd, or gzip before Blender 3.0. */
static gboolean
check_blend (const char *name, const char *data, gsize length, GError **error)
{
  static const char *const starts[] = { "BLENDER", "\x28\xb5\x2f\xfd", "\x1f\x8b" };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    if (length >= strlen (starts[i]) && memcmp (data, starts[i], strlen (starts[i])) == 0)
      return TRUE;

  return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is not a file of Blender"), name);
}

/* The decoders check all that follows: libpng row by row, others in a sandboxed process. */
static gboolean
check_picture (const char *name, const char *data, gsize length, GError **error)
{
  const char *dot = strrchr (name, '.');
  const char *mime = NULL;
  guint width = 0;
  guint height = 0;

  mq_picture_sniff ((const guint8 *)data, length, &mime, &width, &height);
  if (mime == NULL
      || !g_str_equal (strchr (mime, '/') + 1, g_str_equal (dot, ".jpg") ? "jpeg" : dot + 1))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is not such a picture"), name);

  return (width <= MAX_SIDE && height <= MAX_SIDE)
         || mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The picture “%s” has too many pixels"), name);
}

#define NUMBER "([1-9][0-9]{0,4})"

/* Lower case, no dots but these, no folder but these: what differs only in case, leaves the folder
 * or hides cannot be written. */
static const struct
{
  const char *pattern;
  guint64 limit;    /* bytes */
  gboolean is_text; /* checked as a whole; of others the head */
  gboolean (*check) (const char *name, const char *data, gsize length, GError **error);
} kinds[] = {
  [MQ_SHARE_SCRIPT] = { "^versions/" NUMBER "/script\\.py$", MQ_SCRIPT_MAX_BYTES, TRUE,
                        check_script },
  [MQ_SHARE_BLEND] = { "^versions/" NUMBER "/scene\\.blend$", 2048 * MIB, FALSE, check_blend },
  [MQ_SHARE_REPORT] = { "^versions/" NUMBER "/report\\.json$", 8 * MIB, TRUE, check_json },
  [MQ_SHARE_PLAN] = { "^versions/" NUMBER "/plan\\.json$", 8 * MIB, TRUE, check_json },
  [MQ_SHARE_RENDER] = { "^versions/" NUMBER "/renders/render_([1-9][0-9]?)\\.png$", 64 * MIB, FALSE,
                        check_picture },
  [MQ_SHARE_RUN] = { "^runs/" NUMBER "-[A-Za-z0-9_-]{1,100}\\.jsonl$", MQ_RUN_EVENTS_MAX_BYTES,
                     TRUE, NULL },
  [MQ_SHARE_PICTURE] = { "^pictures/" NUMBER "\\.(?:png|jpg|webp)$", 20 * MIB, FALSE,
                         check_picture },
};

static gboolean
match (MqShareKind kind, const char *name, guint *number, guint *render)
{
  static GRegex *compiled[G_N_ELEMENTS (kinds)];
  g_autoptr (GMatchInfo) info = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (g_once_init_enter_pointer (&compiled[kind]))
    g_once_init_leave_pointer (
        &compiled[kind],
        g_regex_new (kinds[kind].pattern, G_REGEX_DOLLAR_ENDONLY | G_REGEX_RAW, 0, NULL));
  if (!g_regex_match (compiled[kind], name, 0, &info))
    return FALSE;

  first = g_match_info_fetch (info, 1);
  second = g_match_info_fetch (info, 2);
  *number = atoi (first);
  *render = second != NULL ? atoi (second) : 0;
  return TRUE;
}

/* @name: of a file in an archive; @number: (out): of the version, the run or the picture;
 * @render: (out): number of the render, else 0. Returns: its kind; %MQ_SHARE_NONE: no file of an
 * archive may have this name */
MqShareKind
mq_share_name_parse (const char *name, guint *number, guint *render)
{
  for (MqShareKind kind = MQ_SHARE_SCRIPT; kind < G_N_ELEMENTS (kinds); kind++)
    if (match (kind, name, number, render))
      return kind;

  *number = *render = 0;
  return MQ_SHARE_NONE;
}

guint64
mq_share_kind_get_limit (MqShareKind kind)
{
  return kinds[kind].limit;
}

gboolean
mq_share_kind_is_text (MqShareKind kind)
{
  return kinds[kind].is_text;
}

/* @data: its content; of pictures and Blender files the first %MQ_SHARE_HEAD bytes; @length:
 * bytes of @data; @error: %MQ_ERROR_BAD_INPUT. Returns: whether it is what its name says */
gboolean
mq_share_check_content (MqShareKind kind, const char *name, const char *data, gsize length,
                        GError **error)
{
  return kinds[kind].check == NULL || kinds[kind].check (name, data, length, error);
}
