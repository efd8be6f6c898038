/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVersionContents: the files of a version, loaded off the main thread: script, report, plan, and
 * a sentence on missing files. A damaged version has what could be read. Used by MqReview and its
 * pages. */
#pragma once

#include "app/model/mq-outline.h"
#include "client/session/mq-version.h"

G_BEGIN_DECLS

#define MQ_TYPE_VERSION_CONTENTS (mq_version_contents_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionContents, mq_version_contents, MQ, VERSION_CONTENTS, GObject)

struct _MqVersionContents
{
  GObject parent_instance;

  MqVersion *version;
  char *script;       /* or NULL */
  JsonObject *report; /* or NULL */
  JsonObject *plan;   /* or NULL */
  MqOutline *outline; /* of an empty script if there is none */
  char *missing;      /* a sentence that names the missing files, for a banner; or NULL */
  gboolean has_scene;
};

DexFuture *mq_version_contents_load (MqVersion *version) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_version_contents_is_draft_of (MqVersionContents *self, MqVersionContents *other);
char *mq_version_contents_dup_file (MqVersionContents *self, const char *name);

G_END_DECLS
