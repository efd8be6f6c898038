/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqKind: one kind of object that the sketcher can make, read from its folder (kind.json and
 * parts.py, see docs/extending/kinds.md) and validated. Immutable after loading. */
#pragma once

#include "common/script/mq-python-source.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_KIND_MAX_ITEMS: maximum parameters, materials, parts, variants or options of one kind. */
#define MQ_KIND_MAX_ITEMS 64
/** MQ_KIND_MAX_COUNT: maximum objects of one part. */
#define MQ_KIND_MAX_COUNT 500

/**
 * MqKindParam:
 * @unit: `m`, `deg`, `count`, `ratio` or `seed`
 * @of: the parts that it is a dimension of, or `whole`
 * @axis: (nullable): `width depth height length thickness radius diameter`, or `opening`: how far
 *   joints open
 * @words: further names, as phrase keys
 * @fit: how many clearances of the printer it has: 1 between two faces, 2 across; 0: it is none
 */
typedef struct
{
  const char *name;
  double value;
  double min;
  double max;
  const char *unit;
  const char *about;
  const char *const *of;
  const char *axis;
  const char *const *words;
  double fit;
  const char *measures; /* (nullable): the kind of requirement that measures it */
} MqKindParam;

/** MqKindMaterial: a slot; @extra are further arguments of its finish. */
typedef struct
{
  const char *id;
  const char *label;
  const char *const *words;
  const char *finish;
  const char *color;
  JsonObject *extra;
  JsonArray *colors;
  gboolean main;
} MqKindMaterial;

/** MqKindLook: a variant of the kind, or an option of one of its parts. */
typedef struct
{
  const char *const *words;
  const char *label;
  const char *title;
  const char *const *include;
  const char *const *exclude;
  JsonObject *set;
  JsonObject *material;
} MqKindLook;

/** MqKindPart: a part; @noun is its name in lower case, for sentences; @joints is the function that
 * lists the joints of its objects, or empty; @fits: (nullable): the parameter that is the gap all
 * round it, in or over what it joins. */
typedef struct
{
  const char *id;
  const char *name;
  const char *noun;
  const char *const *words;
  const char *const *traits;
  const char *function;
  const char *joints;
  const char *const *materials;
  const char *purpose;
  const char *count;
  const char *const *joins;
  const char *fits;
  const char *const *requires;
  const char *const *replaces;
  const char *box_min[3];
  const char *box_max[3];
  double box_tolerance;
  GPtrArray *at; /* of three expressions each (const char **) */
  gboolean optional;
  gboolean needed;
  gboolean effect;
  GPtrArray *options; /* of MqKindLook */
} MqKindPart;

/**
 * MqKind: the texts of it and its items are those of @json and @texts, the lists those of @lists.
 * @prefix: (nullable): of a copy for a composition, what all its names begin with
 * @stands: where it stands in a composition with something that has a surface: `around` it, `on`
 *   it, or beside it (empty)
 * @surface: parts that other things can stand on
 * @suggestions: changes that the user may want, in English, the best first
 * @lettering: (nullable): the constant that holds the words on it, such as `TEXT`
 * @letters: (nullable): these words, unless the user gives others
 * @letters_about: (nullable): what they are, for a comment
 */
typedef struct
{
  char *id;
  char *prefix;
  const char *stands;
  const char *const *surface;
  const char *const *suggestions;
  const char *lettering;
  const char *letters;
  const char *letters_about;
  JsonObject *json;
  const char *title;
  const char *group;
  const char *about;
  const char *const *words;
  const char *const *traits;
  gboolean grounded;
  gboolean is_alone;          /* never one thing of several: a table “with screws” */
  gboolean keeps_proportions; /* a size of the whole scales all of it */
  GPtrArray *params;          /* of MqKindParam */
  GPtrArray *materials;       /* of MqKindMaterial */
  GPtrArray *parts;           /* of MqKindPart */
  GPtrArray *variants;        /* of MqKindLook */
  MqPythonSource *source;
  GStringChunk *texts;
  GPtrArray *lists; /* of GStrv */
} MqKind;

MqKind *mq_kind_new (const char *id, JsonObject *json, MqPythonSource *source,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqKind *mq_kind_load (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqKind *mq_kind_new_empty (const char *id) G_GNUC_WARN_UNUSED_RESULT;
MqKind *mq_kind_rename (MqKind *self, const char *prefix, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_kind_free (MqKind *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqKind, mq_kind_free)

/* The item, a struct whose first field is its id or name; NULL when there is none. */
gpointer mq_kind_find (GPtrArray *items, const char *id);
double mq_kind_look_get_value (const MqKindLook *look, const MqKindParam *param);
gboolean mq_kind_part_is_joined (const MqKindPart *a, const MqKindPart *b);
gboolean mq_kind_has_axis (const MqKind *self, const char *axis);
gboolean mq_kind_param_is_along (const MqKindParam *param, const char *axis);

G_END_DECLS
