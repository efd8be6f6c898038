/* What the tests of shared sessions need: libraries with a session, and what is in them. */
#pragma once

#include "client/share/mq-share.h"
#include "support/mq-test.h"

/* The header of a PNG of 16 × 16 pixels; nothing here decodes it. */
#define PNG "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x02\0\0\0"

/* Waits; no error. */
void share_expect (DexFuture *future);
MqLibrary *share_open_library (const char *path);
MqLibrary *share_make_library (const char *name);
/* Keeps a version with this script, a picture and a Blender file; returns its number. */
guint share_keep (MqLibrary *library, MqSession *session, guint parent, const char *script);
/* The record of a run: the user says @text with a picture, and @version is kept. */
void share_record (MqLibrary *library, MqSession *session, const char *run, const char *text,
                   guint base, guint version);
/* A session with two versions and the record of a run. */
MqSession *share_make_session (MqLibrary *library);
/* A path in the test's folder. */
char *share_make_path (const char *name);
void share_save (MqLibrary *library, MqSession *session, const char *path);
/* A Blender that is played; its `save` adds " saved anew" to a scene. */
const MqWorkerSettings *share_get_blender (void);
DexFuture *share_start_import (MqLibrary *library, const char *path, GCancellable *cancellable);
MqMergeResult *share_import (MqLibrary *library, const char *path);
/* @length: -1: @data ends with a NUL */
void share_write (const char *dir, const char *name, const char *data, gssize length);
char *share_load (const char *path, gsize *length);
/* Of all names and contents below a folder. */
char *share_digest (const char *path);
/* Opening puts things in order on the writer thread; waits until that is done. */
void share_settle (MqLibrary *library);
