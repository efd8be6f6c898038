/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVersion: one saved state of a session: script, .blend, report, plan, pictures. It is never
 * rewritten; pictures may be added. MqLibrary creates it. One that a run is still at work on can be
 * looked at as a draft, whose number is 0. */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/** MQ_VERSION_MODEL: in the folder of a draft, its mesh, in place of the scene. */
#define MQ_VERSION_MODEL "model.glb"

/** MQ_VERSION_MESHES: in the folder of a version, what its script loads: the meshes of a model that
 * was taken in. The script has this name, too. */
#define MQ_VERSION_MESHES "meshes.blend"

/** MQ_VERSION_PREVIEW: in the folder of a version, its cover until its pictures join it. */
#define MQ_VERSION_PREVIEW "preview.png"
/** MQ_VERSION_LIKENESS_PICTURE: in the folder of a version, a picture of the user that it was
 * compared with. */
#define MQ_VERSION_LIKENESS_PICTURE "likeness-picture.jpg"
/** MQ_VERSION_LIKENESS_VERSION: the version from that picture's camera. */
#define MQ_VERSION_LIKENESS_VERSION "likeness-version.jpg"
/** MQ_VERSION_FAR_POSES: of a version that moves, each joint at its far end. */
#define MQ_VERSION_FAR_POSES "far-poses.jpg"

/* Properties, notify: "n-pictures", "warning". Its cast is MQ_KEPT_VERSION(): MQ_VERSION is the
 * program's version. */
#define MQ_TYPE_VERSION (mq_version_get_type ())
G_DECLARE_FINAL_TYPE (MqVersion, mq_version, MQ, KEPT_VERSION, GObject)

MqVersion *mq_version_new (const char *dir, guint number, guint parent, const char *summary,
                           const char *instruction, guint n_pictures, gint64 created);

MqVersion *mq_version_find_draft (const char *picture) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_version_is_draft (MqVersion *self);

MqVersion *mq_version_find (GListModel *versions, gint64 number) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *mq_version_list_chain (GListModel *versions, MqVersion *last) G_GNUC_WARN_UNUSED_RESULT;
guint mq_version_get_number (MqVersion *self);
guint mq_version_get_parent (MqVersion *self);
const char *mq_version_get_summary (MqVersion *self);
const char *mq_version_get_instruction (MqVersion *self);
gint64 mq_version_get_created (MqVersion *self);
const char *mq_version_get_dir (MqVersion *self);
char *mq_version_dup_meshes (MqVersion *self) G_GNUC_WARN_UNUSED_RESULT;
guint mq_version_get_n_pictures (MqVersion *self);
void mq_version_set_n_pictures (MqVersion *self, guint n_pictures);
const char *mq_version_get_warning (MqVersion *self);
void mq_version_set_warning (MqVersion *self, const char *warning);
char *mq_version_get_picture (MqVersion *self, guint index) G_GNUC_WARN_UNUSED_RESULT;
char *mq_version_dup_cover (MqVersion *self) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_version_put_report (MqVersion *self, JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_version_load (MqVersion *self) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_version_find_parts (MqVersion *self, const char *const *names,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
