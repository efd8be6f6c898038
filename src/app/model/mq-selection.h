/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSelection: what the user has chosen of the version that is shown, in the order of choosing, as
 * targets of a message (common/events/mq-target.h). All views of a window mark what is in it, and
 * none has a choice of its own. Used by MqReview, which has it, and by its views. */
#pragma once

#include "app/model/mq-outline.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Signal: "changed": something else is chosen, or of another version. */
#define MQ_TYPE_SELECTION (mq_selection_get_type ())
G_DECLARE_FINAL_TYPE (MqSelection, mq_selection, MQ, SELECTION, GObject)

struct _MqSelection
{
  GObject parent_instance;

  /* Read only */
  JsonArray *targets; /* that are chosen, the last one last; replaced, never changed */
  char *titles;       /* of these, for people: "Armrests, Seat"; empty: nothing is chosen */

  /* Private */
  JsonObject *report;    /* of the version; NULL: none */
  GPtrArray *rows;       /* of MqPartRow */
  GHashTable *functions; /* id of a part -> name of its function */
  GHashTable *objects;   /* names of those that are chosen, or whose part is */
};

void mq_selection_set_version (MqSelection *self, JsonObject *report, JsonObject *plan,
                               MqOutline *outline);
JsonObject *
mq_selection_find_object (MqSelection *self, const char *object) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_selection_find_part (MqSelection *self, const char *part,
                                    const char *function) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_selection_find_clicked (MqSelection *self, const char *object,
                                       gboolean adds) G_GNUC_WARN_UNUSED_RESULT;
void mq_selection_add_objects (MqSelection *self, JsonObject *target, GHashTable *objects);
void mq_selection_choose (MqSelection *self, JsonObject *target, gboolean adds);
char *mq_selection_dup_label (MqSelection *self, const char *object,
                              char **hint) G_GNUC_WARN_UNUSED_RESULT;
char *mq_selection_dup_titles (MqSelection *self, JsonArray *targets) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mq_selection_has (MqSelection *self, const char *part, const char *function, gboolean last);
gboolean mq_selection_has_object (MqSelection *self, const char *object);

JsonArray *mq_selection_merge (JsonArray *targets, JsonArray *more,
                               gboolean *is_cut) G_GNUC_WARN_UNUSED_RESULT;
char *mq_selection_dup_title (GPtrArray *rows, JsonObject *target) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_selection_is_there (GPtrArray *rows, JsonObject *report, JsonObject *target);

G_END_DECLS
