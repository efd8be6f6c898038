/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Compositions: plans of several things, each with a plan of its own, arranged on the ground,
 * around or on each other. Used by the planner, the script generator and the critic. */
#pragma once

#include "service/sketcher/plan/mq-sketch-plan.h"

G_BEGIN_DECLS

/**
 * MqThingMention: one thing that a text names.
 * @named: the user's words for it
 * @title: (nullable): the title that this word gives, in place of @general: "Wardrobe", "Cabinet"
 * @general: (nullable): the title of the kind, or of its variant with this word
 * @text: what is said of it, without number and place
 * @from: index of its first word
 * @copies: how many; 0 when no number is said
 * @counts_itself: its name is what the kind has a number of: "five books"
 * @has_number: a number is said, also one of a kind that counts itself
 * @is_plural: it is named in the plural
 * @is_definite: "the chairs", as of something that is there
 * @is_piled: they are to stand on each other
 * @is_in_row: they are to stand beside each other
 * @is_cut: the whole text also names what is not to be made
 * @is_location: it only says where: "add bubbles around the fish"
 * @place_said: @place and @at were said
 * @at: index of the other thing that it is placed at, -1 for none
 */
typedef struct
{
  MqKind *kind;
  char *named;
  char *title;
  const char *general;
  char *text;
  guint from;
  guint to;
  guint start;
  guint copies;
  gboolean counts_itself;
  gboolean has_number;
  gboolean is_plural;
  gboolean is_definite;
  gboolean is_piled;
  gboolean is_in_row;
  gboolean is_cut;
  gboolean is_location;
  gboolean place_said;
  MqPlanPlace place;
  int at;
} MqThingMention;

GPtrArray *mq_thing_mentions_read (MqKindCatalogue *catalogue, const char *text,
                                   char **unknown) G_GNUC_WARN_UNUSED_RESULT;
const MqKindPart *mq_thing_mention_find_part (MqKindCatalogue *catalogue, MqKind *kind,
                                              const MqThingMention *mention);
gboolean mq_thing_mention_is_of (MqKindCatalogue *catalogue, MqKind *kind, const char *words);

MqSketchPlan *
mq_sketch_composition_new (MqKindCatalogue *catalogue, const char *text) G_GNUC_WARN_UNUSED_RESULT;
MqSketchPlan *mq_sketch_composition_from_plan (MqKindCatalogue *catalogue,
                                               MqSketchPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
char *
mq_sketch_composition_find_prefix (MqSketchPlan *self, MqKind *kind) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_sketch_composition_is_prefix (MqSketchPlan *self, MqKind *kind, const char *prefix);
void mq_sketch_composition_add (MqSketchPlan *self, MqSketchPlan *thing);
void mq_sketch_composition_remove (MqSketchPlan *self, MqSketchPlan *thing);
void mq_sketch_composition_arrange (MqSketchPlan *self, GPtrArray *not_done);
void mq_sketch_composition_set_gap (MqSketchPlan *self);
void mq_sketch_composition_entitle (MqSketchPlan *self);

char *mq_sketch_composition_count_name (MqSketchPlan *thing) G_GNUC_WARN_UNUSED_RESULT;
char *mq_sketch_composition_count_about (MqSketchPlan *thing) G_GNUC_WARN_UNUSED_RESULT;
char *mq_sketch_composition_copy_name (MqSketchPlan *thing, guint copy) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
