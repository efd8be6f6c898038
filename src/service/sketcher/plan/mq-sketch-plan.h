/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSketchPlan: the sketcher's plan for one asset: the kind's parameter values, the materials,
 * the parts and small adjustments. Its JSON form is the protocol's plan and lossless, so that a
 * refinement can start from any version. */
#pragma once

#include "service/sketcher/kinds/mq-kind-catalogue.h"

G_BEGIN_DECLS

/**
 * MqPlanMaterial:
 * @id: a slot of the kind, or an own name for one part
 * @base: the slot of the kind that it is or was copied from
 * @part: (nullable): the part that it was copied for
 * @options: further arguments of the finish
 * @colors: (nullable): several colours, used in turn
 */
typedef struct
{
  char *id;
  char *label;
  char *base;
  char *part;
  char *finish;
  char *color;
  JsonObject *options;
  JsonArray *colors;
} MqPlanMaterial;

/**
 * MqPlanAdjustKind:
 * @MQ_PLAN_MOVE: moves one object by @x metres along each axis
 * @MQ_PLAN_FIT: fits all objects of the part into the box from @x to @y
 * @MQ_PLAN_RESIZE: scales all objects together by @x, about the centre of their base
 * @MQ_PLAN_REMOVE: removes one object
 * @MQ_PLAN_COPY: copies one object, @x metres further along each axis
 * @MQ_PLAN_SHIFT: moves all objects of the part by @x metres along each axis
 * @MQ_PLAN_STRETCH: scales each object by @x where it is; of each axis @y is the end that stays, -1
 *   the lower and 1 the upper one, or 0 for the middle
 * @MQ_PLAN_THICKEN: scales each object across itself by the first of @x, and lengthwise by the next
 */
typedef enum
{
  MQ_PLAN_MOVE,
  MQ_PLAN_FIT,
  MQ_PLAN_RESIZE,
  MQ_PLAN_REMOVE,
  MQ_PLAN_COPY,
  MQ_PLAN_SHIFT,
  MQ_PLAN_STRETCH,
  MQ_PLAN_THICKEN,
} MqPlanAdjustKind;

/** MqPlanAdjust: a change of a part's objects after creation, and why; @object counts from 0. */
typedef struct
{
  MqPlanAdjustKind kind;
  guint object;
  double x[3];
  double y[3];
  char *why;
} MqPlanAdjust;

/**
 * MqPlanPart:
 * @materials: ids of its materials, in the order of its function's arguments
 * @adjust: its adjustments (MqPlanAdjust) in order
 */
typedef struct
{
  const MqKindPart *kind;
  GPtrArray *materials;
  GPtrArray *adjust;
} MqPlanPart;

/**
 * MqPlanPlace:
 * @MQ_PLAN_BESIDE: on the ground, in rows with the others
 * @MQ_PLAN_AROUND: on the ground around another thing, facing it
 * @MQ_PLAN_ON: on another thing
 */
typedef enum
{
  MQ_PLAN_BESIDE,
  MQ_PLAN_AROUND,
  MQ_PLAN_ON,
} MqPlanPlace;

/** MQ_PLAN_MAX_COPIES: maximum copies of one thing in a composition. */
#define MQ_PLAN_MAX_COPIES 12
/** MQ_PLAN_MAX_THINGS: maximum different things of a composition. */
#define MQ_PLAN_MAX_THINGS 8

/**
 * MqSketchPlan:
 * @kind: the catalogue's, which must outlive the plan
 * @things: (element-type MqSketchPlan): of a composition; otherwise empty. Then the plan itself has
 *   no parts, and the kind of each thing is renamed, so that no two things share a name
 * @letters: (nullable): the words on it, if the user gave some
 * @gap: of a composition, metres between its things
 * @name: (nullable): of a thing, what its objects are called after: "Chair"
 * @copies: of a thing
 * @is_piled: of a thing: its copies stand on each other
 * @at: (nullable): of a thing, the prefix of the other thing that it stands around or on
 */
typedef struct
{
  MqKind *kind;
  char *title;
  char *summary; /* what is different of a variant; NULL: it is none */
  char *text;
  char *letters;
  GPtrArray *instructions; /* of char *, NULL-terminated, as are the lists of phrases */
  double *values;          /* as many as the kind has parameters */
  double scale;
  GPtrArray *materials;    /* of MqPlanMaterial */
  GPtrArray *parts;        /* of MqPlanPart, in the kind's order */
  GPtrArray *requirements; /* of JsonObject */
  GPtrArray *understood;
  GPtrArray *not_understood;
  GPtrArray *things;
  double gap;
  char *name;
  guint copies;
  gboolean is_piled;
  MqPlanPlace place;
  char *at;
} MqSketchPlan;

MqSketchPlan *mq_sketch_plan_new (MqKind *kind, const char *text);
MqSketchPlan *mq_sketch_plan_new_empty (MqKind *kind, const char *text);
void mq_sketch_plan_free (MqSketchPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSketchPlan, mq_sketch_plan_free)
MqSketchPlan *mq_sketch_plan_copy (MqSketchPlan *self) G_GNUC_WARN_UNUSED_RESULT;
MqSketchPlan *mq_sketch_plan_from_json (MqKindCatalogue *catalogue, JsonObject *json,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_sketch_plan_to_json (MqSketchPlan *self) G_GNUC_WARN_UNUSED_RESULT;

const char *mq_sketch_plan_get_letters (const MqSketchPlan *self);
gboolean mq_sketch_plan_set_letters (MqSketchPlan *self, const char *letters);
double mq_sketch_plan_get_value (MqSketchPlan *self, const char *name);
void mq_sketch_plan_set_value (MqSketchPlan *self, const char *name, double value);
double mq_sketch_plan_evaluate (MqSketchPlan *self, const char *expression);
guint mq_sketch_plan_get_count (MqSketchPlan *self, const MqKindPart *part);
void
mq_sketch_plan_get_box (MqSketchPlan *self, const MqKindPart *part, double min[3], double max[3]);
void mq_sketch_plan_get_size (MqSketchPlan *self, const MqKindPart *part, double size[3]);
double mq_sketch_plan_get_tolerance (MqSketchPlan *self, const MqKindPart *part);
gboolean mq_sketch_plan_get_whole_box (MqSketchPlan *self, double min[3], double max[3]);
gsize mq_sketch_plan_find_axis (MqSketchPlan *self, const char *name);

MqPlanPart *mq_plan_part_copy (const MqPlanPart *self, const MqKindPart *kind);
MqPlanPart *mq_plan_part_new (const MqKindPart *kind);
MqPlanAdjust *
mq_plan_part_adjust (MqPlanPart *part, MqPlanAdjustKind kind, guint object, const char *why);
gboolean
mq_plan_part_adjust_from_json (MqPlanPart *part, JsonObject *json, gint64 object, const char *why);
MqPlanPart *mq_sketch_plan_find_part (MqSketchPlan *self, const char *id);
MqPlanMaterial *mq_sketch_plan_find_material (MqSketchPlan *self, const char *id);
gboolean mq_sketch_plan_include (MqSketchPlan *self, const char *id);
gboolean mq_sketch_plan_exclude (MqSketchPlan *self, const char *id);
gboolean
mq_sketch_plan_uses_material (MqSketchPlan *self, const char *material, const MqPlanPart *except);
MqPlanMaterial *mq_sketch_plan_part_material (MqSketchPlan *self, MqPlanPart *part);

MqPlanMaterial *mq_plan_material_copy (const MqPlanMaterial *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_plan_material_free (MqPlanMaterial *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqPlanMaterial, mq_plan_material_free)

void mq_sketch_plan_add_strings (GPtrArray *to, gpointer strings);
void mq_plan_append_number (GString *text, double value);

G_END_DECLS
