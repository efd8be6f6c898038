/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of defects, compared: which are gone after a repair, which are left, which are new, and how
 * much they weigh. Pure functions, used by the verifier and the pipeline. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqDefectChanges:
 * @gone: those of before that are no more
 * @left: those of before that are still there
 * @fresh: those of now that were not there before
 * @less: (element-type gint): for each of @left, how many of its faults are gone, if it stands for
 *   several equal ones; below 0: how many there are more
 *
 * What a repair changed.
 */
typedef struct
{
  JsonArray *gone;
  JsonArray *left;
  JsonArray *fresh;
  GArray *less;
} MqDefectChanges;

void mq_defect_changes_find (MqDefectChanges *self, JsonArray *before, JsonArray *now);
void mq_defect_changes_clear (MqDefectChanges *self);
int mq_defect_changes_weigh (const MqDefectChanges *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MqDefectChanges, mq_defect_changes_clear)

char *mq_defect_dup_id (const char *code, const char *part, JsonArray *objects,
                        const char *other) G_GNUC_WARN_UNUSED_RESULT;
guint mq_defect_count (JsonObject *defect);
gboolean mq_defect_is_severe (JsonObject *defect);

G_END_DECLS
