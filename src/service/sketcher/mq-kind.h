/* MqKind: one kind of object that the sketcher can make, read from its folder (kind.json and
 * parts.py, see docs/kinds.md) and validated. Immutable after loading. */
#pragma once

#include "service/script/mq-python-source.h"

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
 * @axis: (nullable): `width depth height length thickness radius diameter`
 * @words: further names, as phrase keys
 */
typedef struct
{
  char *name;
  double value;
  double min;
  double max;
  char *unit;
  char *about;
  GStrv of;
  char *axis;
  GStrv words;
} MqKindParam;

/** MqKindMaterial: a slot; @extra are further arguments of its finish. */
typedef struct
{
  char *id;
  char *label;
  GStrv words;
  char *finish;
  char *color;
  JsonObject *extra;
  JsonArray *colors;
  gboolean main;
} MqKindMaterial;

/** MqKindLook: a variant of the kind, or an option of one of its parts. */
typedef struct
{
  GStrv words;
  char *label;
  char *title;
  GStrv include;
  GStrv exclude;
  JsonObject *set;
  JsonObject *material;
} MqKindLook;

typedef struct
{
  char *id;
  char *name;
  GStrv words;
  GStrv traits;
  char *function;
  GStrv materials;
  char *purpose;
  char *count;
  GStrv joins;
  GStrv requires;
  GStrv replaces;
  char *box_min[3];
  char *box_max[3];
  double box_tolerance;
  GPtrArray *at; /* of GStrv with three expressions */
  gboolean optional;
  gboolean needed;
  gboolean effect;
  GPtrArray *options; /* of MqKindLook */
} MqKindPart;

#define MQ_TYPE_KIND (mq_kind_get_type ())
G_DECLARE_FINAL_TYPE (MqKind, mq_kind, MQ, KIND, GObject)

struct _MqKind
{
  GObject parent_instance;

  char *id;
  char *folder;
  char *title;
  char *group;
  char *about;
  GStrv words;
  GStrv traits;
  gboolean grounded;
  gboolean keeps_proportions; /* a size of the whole scales all of it */
  GPtrArray *params;          /* of MqKindParam */
  GPtrArray *materials;       /* of MqKindMaterial */
  GPtrArray *parts;           /* of MqKindPart */
  GPtrArray *variants;        /* of MqKindLook */
  MqPythonSource *source;
};

MqKind *mq_kind_load (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;

const MqKindParam *mq_kind_find_param (MqKind *self, const char *name);
const MqKindMaterial *mq_kind_find_material (MqKind *self, const char *id);
const MqKindPart *mq_kind_find_part (MqKind *self, const char *id);

G_END_DECLS
