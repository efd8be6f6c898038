/* MqVersionContents: the files of a version, loaded off the main thread: script, report, plan, and
 * a sentence on missing files. A damaged version has what could be read. Used by MqReview and its
 * pages. */
#pragma once

#include "app/model/mq-outline.h"
#include "client/library/mq-version.h"

G_BEGIN_DECLS

#define MQ_TYPE_VERSION_CONTENTS (mq_version_contents_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionContents, mq_version_contents, MQ, VERSION_CONTENTS, GObject)

DexFuture *mq_version_contents_load (MqVersion *version) G_GNUC_WARN_UNUSED_RESULT;

MqVersion *mq_version_contents_get_version (MqVersionContents *self);
const char *mq_version_contents_get_script (MqVersionContents *self); /* nullable */
JsonObject *mq_version_contents_get_report (MqVersionContents *self); /* nullable */
JsonObject *mq_version_contents_get_plan (MqVersionContents *self);   /* nullable */
MqOutline *
mq_version_contents_get_outline (MqVersionContents *self); /* of an empty script if none */
const char *mq_version_contents_get_missing (MqVersionContents *self); /* NULL: none */
char *mq_version_contents_dup_file (MqVersionContents *self, const char *name);
gboolean mq_version_contents_has_scene (MqVersionContents *self);

G_END_DECLS
