/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Strokes on a picture of an asset, see mq-drawing.h. What the picture shows is drawn once more, so
 * small that it can be asked pixel by pixel which object is where. */
#include "app/model-view/mq-drawing.h"

#include "common/base/mq-each.h"
#include "common/base/mq-written-number.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* px, of the picture that is asked. */
#define MAP_WIDTH 320
#define MAX_MAP_HEIGHT 640
#define OUTLINE_WIDTH 800 /* of the picture in which what is chosen has a line round it */
/* Pixels of triangles that are looked at: a mesh of many large ones would take minutes. */
#define MAX_TESTS 400000000

/* Shares of the picture's height: how near to a stroke the eraser is, to an object the end of a
 * size, to a stroke the text that belongs to it; and the width of a letter. */
#define ERASER 0.025
#define NEAR 0.05
#define BESIDE 0.15
#define LETTER 0.02

/* A circle is round an object if it has so much of what is seen of that, or if that is so much of
 * all that is seen in it. */
#define ROUND 0.75
#define MOST_OF 0.4
/* An object of which a circle holds less than this share is background, like the door behind a
 * knob, if the objects that the circle is round are at least so much of what is seen in it. */
#define BACKGROUND 0.25
#define LEAST_OF 0.08
/* A line meets what is under so much of it. */
#define UNDER 0.15
/* Two directions that are the same, as a cosine: 12°. */
#define SAME_WAY 0.978
/* How far a length that is drawn may be off the one that is meant, as a share. */
#define SAME_LENGTH 0.25
#define N_SAMPLES 128

struct _MqDrawing
{
  MqMesh *mesh;
  MqSelection *selection;
  MqOrbitCamera camera;
  MqOrbitPick pick;     /* of these */
  MqOrbitSight *sights; /* what @pick sees, from where each part of the mesh was built */
  GPtrArray *strokes;   /* of MqStroke */

  guint width; /* of the map; 0: not made yet */
  guint height;
  guint *ids;       /* what is seen: 1 + the index of a part of the mesh; 0: none with a name */
  float *depths;    /* how far it is from the eye, m */
  guint *totals;    /* pixels of each id */
  GPtrArray *parts; /* of each part of the mesh, the id of the plan's part; or NULL */
};

/* A place of the model. */
typedef struct
{
  guint id;
  double at[3];
  double normal[3]; /* 0: not known */
} Place;

/* How much of an object a stroke meets, and where. */
typedef struct
{
  guint n; /* pixels, or samples */
  graphene_point_t first;
  graphene_point_t last;
} Met;

static void
stroke_free (gpointer data)
{
  MqStroke *self = data;

  g_array_unref (self->points);
  g_free (self->text);
  g_clear_pointer (&self->met, json_array_unref);
  g_clear_pointer (&self->other, json_array_unref);
  g_free (self);
}

/* @place: where a part is in the pose. Returns: the same sight from where it was built */
static MqOrbitSight
turn_back (const MqOrbitSight *sight, const float place[16])
{
  MqOrbitSight turned = *sight;

  for (guint axis = 0; axis < 3; axis++)
    {
      const float *column = place + 4 * axis;

      turned.eye[axis] = turned.right[axis] = turned.up[axis] = turned.back[axis] = 0;
      for (guint i = 0; i < 3; i++)
        {
          turned.eye[axis] += (double)column[i] * (sight->eye[i] - (double)place[12 + i]);
          turned.right[axis] += (double)column[i] * sight->right[i];
          turned.up[axis] += (double)column[i] * sight->up[i];
          turned.back[axis] += (double)column[i] * sight->back[i];
        }
    }
  for (guint i = 0; i < 16; i++)
    {
      turned.matrix[i] = 0;
      for (guint j = 0; j < 4; j++)
        turned.matrix[i] += sight->matrix[4 * j + i % 4] * place[i / 4 * 4 + j];
    }

  return turned;
}

/* @pick: what is drawn on; copied. Returns: (transfer full): a drawing without strokes */
MqDrawing *
mq_drawing_new (const MqOrbitPick *pick)
{
  MqDrawing *self = g_new0 (MqDrawing, 1);

  self->mesh = g_object_ref (pick->mesh);
  self->selection = g_object_ref (pick->selection);
  self->camera = *pick->camera;
  self->pick = (MqOrbitPick){ self->mesh, &self->camera, pick->sight, self->selection,
                              pick->motion != NULL ? g_object_ref (pick->motion) : NULL };
  self->sights = g_new (MqOrbitSight, self->mesh->parts->len);
  MQ_EACH_VALUE (self->mesh->parts, i, const MqMeshPart, part)
    {
      float place[16];

      self->sights[i] = pick->motion != NULL && mq_motion_place (pick->motion, part->name, place)
                            ? turn_back (&pick->sight, place)
                            : pick->sight;
    }
  self->strokes = g_ptr_array_new_with_free_func (stroke_free);
  return self;
}

void
mq_drawing_free (MqDrawing *self)
{
  g_object_unref (self->mesh);
  g_object_unref (self->selection);
  g_clear_object (&self->pick.motion);
  g_free (self->sights);
  g_ptr_array_unref (self->strokes);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_free (self->ids);
  g_free (self->depths);
  g_free (self->totals);
  g_free (self);
}

/* The map. */

static const MqMeshPart *
get_part (MqDrawing *self, guint id)
{
  return &g_array_index (self->mesh->parts, MqMeshPart, id - 1);
}

/* @a, @b, @c: px of the map, and how far from the eye. Returns: how many pixels were looked at */
static guint64
fill (MqDrawing *self, const float *a, const float *b, const float *c, guint id)
{
  double area = ((double)b[0] - a[0]) * ((double)c[1] - a[1])
                - ((double)b[1] - a[1]) * ((double)c[0] - a[0]);
  double left = MIN (a[0], MIN (b[0], c[0])), right = MAX (a[0], MAX (b[0], c[0]));
  double top = MIN (a[1], MIN (b[1], c[1])), bottom = MAX (a[1], MAX (b[1], c[1]));
  guint x0, x1, y0, y1;

  if (!(a[2] > 0 && b[2] > 0 && c[2] > 0) || !isfinite (area) || area == 0
      || !(right > 0 && left < self->width && bottom > 0 && top < self->height))
    return 1;

  x0 = (guint)MAX (left, 0);
  x1 = (guint)MIN (ceil (right), self->width);
  y0 = (guint)MAX (top, 0);
  y1 = (guint)MIN (ceil (bottom), self->height);
  for (guint y = y0; y < y1; y++)
    for (guint x = x0; x < x1; x++)
      {
        double px = x + 0.5, py = y + 0.5;
        double u = ((b[0] - px) * (c[1] - py) - (b[1] - py) * (c[0] - px)) / area;
        double v = ((c[0] - px) * (a[1] - py) - (c[1] - py) * (a[0] - px)) / area;
        double w = 1 - u - v;
        double depth;

        if (u < 0 || v < 0 || w < 0)
          continue;
        depth = 1 / (u / a[2] + v / b[2] + w / c[2]);
        if (depth >= self->depths[y * self->width + x])
          continue;
        self->depths[y * self->width + x] = (float)depth;
        self->ids[y * self->width + x] = id;
      }
  return (guint64)(x1 - x0) * (y1 - y0) + 1;
}

/* Where a place is in the picture, as shares; the last is how far from the eye. */
static void
project (const MqOrbitSight *sight, const double at[3], double seen[3])
{
  double clip[4];

  for (guint row = 0; row < 4; row++)
    clip[row] = sight->matrix[row] * at[0] + sight->matrix[4 + row] * at[1]
                + sight->matrix[8 + row] * at[2] + sight->matrix[12 + row];
  seen[0] = 0.5 + 0.5 * clip[0] / clip[3];
  seen[1] = 0.5 - 0.5 * clip[1] / clip[3];
  seen[2] = clip[3];
}

static double
get_aspect (MqDrawing *self)
{
  return self->pick.sight.half_width / self->pick.sight.half_height;
}

/* @seen: (out): px of the map, and how far from the eye */
static void
find_pixel (MqDrawing *self, guint id, guint32 index, float seen[3])
{
  const MqMeshVertex *vertex = &g_array_index (self->mesh->vertices, MqMeshVertex, index);
  const double at[3] = { vertex->position[0], vertex->position[1], vertex->position[2] };
  double place[3];

  project (&self->sights[id - 1], at, place);
  seen[0] = (float)(place[0] * self->width);
  seen[1] = (float)(place[1] * self->height);
  seen[2] = (float)place[2];
}

/* Makes the map unless it is there already. @width: of a new map, px */
static void
make_map (MqDrawing *self, guint width)
{
  guint64 tests = 0;
  gsize n;

  if (self->width > 0)
    return;

  self->width = width;
  self->height = (guint)CLAMP (width / get_aspect (self), 1, MAX_MAP_HEIGHT);
  n = (gsize)self->width * self->height;
  self->ids = g_new0 (guint, n);
  self->depths = g_new (float, n);
  self->totals = g_new0 (guint, (gsize)self->mesh->parts->len + 1);
  for (gsize i = 0; i < n; i++)
    self->depths[i] = G_MAXFLOAT;

  for (guint id = 1; id <= self->mesh->parts->len; id++)
    {
      const MqMeshPart *part = get_part (self, id);

      for (guint j = part->first; j < part->first + part->n_indices && tests < MAX_TESTS; j += 3)
        {
          float corners[3][3];

          for (guint k = 0; k < 3; k++)
            find_pixel (self, id, g_array_index (self->mesh->indices, guint32, j + k), corners[k]);
          tests += fill (self, corners[0], corners[1], corners[2], *part->name != '\0' ? id : 0);
        }
    }
  for (gsize i = 0; i < n; i++)
    self->totals[self->ids[i]]++;
}

static graphene_point_t
get_pixel (MqDrawing *self, gsize index)
{
  return GRAPHENE_POINT_INIT (((float)(index % self->width) + 0.5f) / (float)self->width,
                              ((float)(index / self->width) + 0.5f) / (float)self->height);
}

/* How far two places of the picture are from each other, of its height. */
static double
get_distance (MqDrawing *self, const graphene_point_t *a, const graphene_point_t *b)
{
  return hypot (((double)a->x - b->x) * get_aspect (self), (double)a->y - b->y);
}

static void
reach_to (const MqOrbitSight *sight, const graphene_point_t *point, double depth, double at[3])
{
  double direction[3];

  mq_orbit_sight_aim (sight, point->x, point->y, direction);
  for (guint axis = 0; axis < 3; axis++)
    at[axis] = sight->eye[axis] + direction[axis] * depth;
}

/* Finds what is at a place of the picture, else what is nearest to it. @reach: how far away that
 * may be, of the picture's height. */
static gboolean
find_place (MqDrawing *self, const graphene_point_t *point, double reach, Place *place)
{
  gsize n = (gsize)self->width * self->height, nearest = n;
  MqMeshHit hit;

  *place = (Place){ 0 };
  if (mq_orbit_pick_hit (&self->pick, point->x, point->y, &hit))
    {
      place->id = (guint)(hit.part - get_part (self, 1)) + 1;
      memcpy (place->at, hit.at, sizeof place->at);
      memcpy (place->normal, hit.normal, sizeof place->normal);
      return TRUE;
    }

  for (gsize i = 0; i < n; i++)
    {
      graphene_point_t pixel = get_pixel (self, i);
      double distance;

      if (self->ids[i] == 0 || (distance = get_distance (self, &pixel, point)) > reach)
        continue;
      reach = distance;
      nearest = i;
    }
  if (nearest == n)
    return FALSE;

  place->id = self->ids[nearest];
  reach_to (&self->sights[place->id - 1], point, self->depths[nearest], place->at);
  return TRUE;
}

/* The strokes. */

static const char *const kinds[MQ_N_STROKE_KINDS] = { "circle", "line", "arrow",
                                                      "box",    "text", "size" };

/* Returns: the kind of that name; %MQ_N_STROKE_KINDS for none */
MqStrokeKind
mq_stroke_kind_find (const char *name)
{
  guint kind = 0;

  while (kind < MQ_N_STROKE_KINDS && !g_str_equal (kinds[kind], name))
    kind++;
  return (MqStrokeKind)kind;
}

/* Returns: (transfer none) (element-type MqStroke): the strokes, oldest first */
GPtrArray *
mq_drawing_get_strokes (MqDrawing *self)
{
  return self->strokes;
}

/**
 * mq_drawing_add:
 * @self: a drawing
 * @kind: how it is drawn
 * @points: shares of the picture's width and height
 * @n_points: their number
 * @text: (nullable): what is written there
 * @error: %MQ_ERROR_BAD_INPUT with a sentence for the user
 *
 * Returns: whether the stroke was added
 */
gboolean
mq_drawing_add (MqDrawing *self, MqStrokeKind kind, const graphene_point_t *points, guint n_points,
                const char *text, GError **error)
{
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
  g_autofree char *clean = mq_text_clean (text, MQ_TARGET_MAX_TEXT);
  gboolean is_written = !mq_text_is_blank (clean);
  g_autoptr (GError) wrong = NULL;
  MqWrittenNumber length = { .unit = "" };
  gboolean is_number = kind != MQ_STROKE_SIZE
                       || mq_written_number_take (clean, NULL, FALSE, &length, &wrong);
  double metres = length.metres;
  MqStroke *stroke;
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
  gboolean is_inside = FALSE;

  /* Takes the points that are places, as many as a stroke has; outside of the picture it follows
   * the edge. */
  for (guint i = 0; i < n_points; i++)
    if (isfinite (points[i].x) && isfinite (points[i].y))
      {
        graphene_point_t point = { CLAMP (points[i].x, 0, 1), CLAMP (points[i].y, 0, 1) };

        is_inside = is_inside || (point.x == points[i].x && point.y == points[i].y);
        g_array_append_val (all, point);
      }
  for (guint i = 0; is_inside && i < MIN (all->len, MQ_DRAWING_MAX_POINTS); i++)
    {
      guint at = all->len <= MQ_DRAWING_MAX_POINTS
                     ? i
                     : (guint)((guint64)i * (all->len - 1) / (MQ_DRAWING_MAX_POINTS - 1));

      g_array_append_val (taken, g_array_index (all, graphene_point_t, at));
    }

  if (self->strokes->len >= MQ_DRAWING_MAX_STROKES)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("A drawing has at most %d strokes. Use this one in the message, or erase "
                       "some."),
                    MQ_DRAWING_MAX_STROKES);
  if (length.is_doubtful)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s", wrong->message);
  if (!is_number || (kind == MQ_STROKE_SIZE && !(metres > 0 && metres < 1e6 && isnan (length.off))))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Write a length with its unit, such as 12 cm"));
  if (taken->len < (kind == MQ_STROKE_TEXT ? 1 : 2) || (kind == MQ_STROKE_TEXT && !is_written))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Nothing was drawn: draw on the picture"));

  stroke = g_new0 (MqStroke, 1);
  stroke->kind = kind;
  stroke->points = g_steal_pointer (&taken);
  stroke->text = is_written ? g_steal_pointer (&clean) : NULL;
  stroke->value = length.value;
  stroke->unit = length.unit;
  stroke->metres = metres;
  g_ptr_array_add (self->strokes, stroke);
  return TRUE;
}

/* Removes the last stroke. Returns: whether there was one */
gboolean
mq_drawing_undo (MqDrawing *self)
{
  if (self->strokes->len > 0)
    g_ptr_array_remove_index (self->strokes, self->strokes->len - 1);
  else
    return FALSE;

  return TRUE;
}

static const graphene_point_t *
get_point (const MqStroke *stroke, guint i)
{
  return &g_array_index (stroke->points, graphene_point_t, i);
}

static const graphene_point_t *
get_end (const MqStroke *stroke)
{
  return get_point (stroke, stroke->points->len - 1);
}

/* Returns: (transfer full): the outline of a stroke; that of what goes round something is closed */
static GArray *
dup_outline (const MqStroke *stroke)
{
  GArray *outline = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
  const graphene_point_t *a = get_point (stroke, 0), *b = get_end (stroke);

  if (stroke->kind == MQ_STROKE_BOX)
    {
      const graphene_point_t corners[] = { *a, GRAPHENE_POINT_INIT (b->x, a->y), *b,
                                           GRAPHENE_POINT_INIT (a->x, b->y) };

      g_array_append_vals (outline, corners, G_N_ELEMENTS (corners));
    }
  else
    g_array_append_vals (outline, stroke->points->data, stroke->points->len);
  if (stroke->kind == MQ_STROKE_BOX || stroke->kind == MQ_STROKE_CIRCLE)
    g_array_append_val (outline, *a);
  return outline;
}

/* Whether a place is in a closed outline. */
static gboolean
is_within (const GArray *outline, const graphene_point_t *at)
{
  gboolean within = FALSE;

  for (guint i = 0; i + 1 < outline->len; i++)
    {
      const graphene_point_t *a = &g_array_index (outline, graphene_point_t, i), *b = a + 1;

      if ((a->y > at->y) != (b->y > at->y)
          && at->x < a->x + (b->x - a->x) * (at->y - a->y) / (b->y - a->y))
        within = !within;
    }

  return within;
}

/* How far a place is from a stroke, of the picture's height; 0 within what goes round it. */
static double
get_distance_from (MqDrawing *self, const MqStroke *stroke, const graphene_point_t *at)
{
  g_autoptr (GArray) outline = dup_outline (stroke);
  double nearest = get_distance (self, get_end (stroke), at);

  for (guint i = 0; i + 1 < outline->len; i++)
    {
      const graphene_point_t *a = &g_array_index (outline, graphene_point_t, i), *b = a + 1;
      double x = ((double)b->x - a->x) * get_aspect (self), y = (double)b->y - a->y;
      double dx = ((double)at->x - a->x) * get_aspect (self), dy = (double)at->y - a->y;
      double along = x * x + y * y > 0 ? CLAMP ((x * dx + y * dy) / (x * x + y * y), 0, 1) : 0;

      nearest = MIN (nearest, hypot (dx - along * x, dy - along * y));
    }

  return nearest;
}

static double
get_text_width (MqDrawing *self, const char *text)
{
  return LETTER * (double)g_utf8_strlen (text, -1) / get_aspect (self);
}

/* Removes the topmost stroke at a place. Returns: whether there was one */
gboolean
mq_drawing_erase (MqDrawing *self, const graphene_point_t *at)
{
  for (guint i = self->strokes->len; i-- > 0;)
    {
      const MqStroke *stroke = self->strokes->pdata[i];
      double width = stroke->kind == MQ_STROKE_TEXT ? get_text_width (self, stroke->text) : 0;
      graphene_point_t nearest = { CLAMP (get_point (stroke, 0)->x, at->x - (float)width, at->x),
                                   at->y };

      if (get_distance_from (self, stroke, width > 0 ? &nearest : at) > ERASER)
        continue;
      g_ptr_array_remove_index (self->strokes, i);
      return TRUE;
    }

  return FALSE;
}

/* Finds where the chosen parts are seen. Returns: whether any is */
gboolean
mq_drawing_find_chosen (MqDrawing *self, graphene_rect_t *box)
{
  gboolean found = FALSE;

  make_map (self, MAP_WIDTH);
  for (gsize i = 0; i < (gsize)self->width * self->height; i++)
    {
      graphene_point_t pixel = get_pixel (self, i);

      if (self->ids[i] == 0
          || !mq_selection_has_object (self->selection, get_part (self, self->ids[i])->name))
        continue;
      if (!found)
        graphene_rect_init (box, pixel.x, pixel.y, 0, 0);
      graphene_rect_expand (box, &pixel, box);
      found = TRUE;
    }

  return found;
}

/* Returns: (transfer full) (nullable): a line round the chosen parts, white outside and blue
 * inside; %NULL: none of them is seen */
GdkTexture *
mq_drawing_outline_chosen (MqDrawing *self)
{
  static const guint8 white[] = { 0xff, 0xff, 0xff, 0xff }, blue[] = { 0x1a, 0x5f, 0xb4, 0xff };
  g_autofree gboolean *is_chosen = g_new0 (gboolean, (gsize)self->mesh->parts->len + 1);
  g_autofree guint8 *pixels = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gboolean found = FALSE;
  gsize n;

  make_map (self, OUTLINE_WIDTH);
  n = (gsize)self->width * self->height;
  for (guint id = 1; id <= self->mesh->parts->len; id++)
    {
      is_chosen[id] = mq_selection_has_object (self->selection, get_part (self, id)->name);
      found |= is_chosen[id] && self->totals[id] > 0;
    }
  if (!found)
    return NULL;

  pixels = g_malloc0 (4 * n);
  for (gsize i = 0; i < n; i++)
    {
      int x = (int)(i % self->width), y = (int)(i / self->width), nearest = 3;

      for (int down = -2; down <= 2 && !is_chosen[self->ids[i]]; down++)
        for (int right = -2; right <= 2; right++)
          {
            gsize at = i + (gsize)(down * (int)self->width + right);

            if (x + right >= 0 && x + right < (int)self->width && y + down >= 0
                && y + down < (int)self->height && is_chosen[self->ids[at]])
              nearest = MIN (nearest, MAX (ABS (right), ABS (down)));
          }
      if (nearest < 3)
        memcpy (pixels + 4 * i, nearest == 1 ? blue : white, 4);
    }
  bytes = g_bytes_new_take (g_steal_pointer (&pixels), 4 * n);
  return gdk_memory_texture_new ((int)self->width, (int)self->height, GDK_MEMORY_R8G8B8A8, bytes,
                                 4 * (gsize)self->width);
}

/* The objects that strokes meet. */

/* To a tenth of a millimetre. */
static JsonArray *
write_place (const double at[3])
{
  double rounded[3];

  for (guint axis = 0; axis < 3; axis++)
    rounded[axis] = round (at[axis] * 1e4) / 1e4;
  return mq_json_from_vector (rounded);
}

/* @place: of a part that is pointed at */
static JsonObject *
add_target (MqDrawing *self, JsonArray *targets, JsonObject *target, const Place *place)
{
  mq_json_add (target, "at_m:a camera:s", write_place (place->at),
               mq_orbit_camera_get_side (&self->camera));
  if (place->normal[0] != 0 || place->normal[1] != 0 || place->normal[2] != 0)
    mq_json_add (target, "normal:a", mq_json_from_vector (place->normal));
  json_array_add_object_element (targets, target);
  return target;
}

static JsonObject *
find_object (MqDrawing *self, guint id)
{
  return mq_selection_find_object (self->selection, get_part (self, id)->name);
}

static void
set_mark (JsonObject *target, const MqStroke *stroke)
{
  mq_json_add (target, "mark:o", mq_json_new ("kind:s text:s?", kinds[stroke->kind], stroke->text));
}

static void
set_way (JsonObject *target, const double at[3], const double to[3])
{
  double length = sqrt ((to[0] - at[0]) * (to[0] - at[0]) + (to[1] - at[1]) * (to[1] - at[1])
                        + (to[2] - at[2]) * (to[2] - at[2]));

  mq_json_add (json_object_get_object_member (target, "mark"), "to_m:a length_m:d",
               write_place (to), round (length * 1e4) / 1e4);
}

/* The objects that are met enough. @share: of the samples that meet any. */
static gboolean
is_met (const Met *met, guint n_ids, guint id, guint total, double share)
{
  guint all = 0, most = 0;

  for (guint i = 1; i < n_ids; i++)
    {
      all += met[i].n;
      most = MAX (most, met[i].n);
    }

  return met[id].n > 0
         && (met[id].n == most || met[id].n >= share * all || met[id].n >= ROUND * total);
}

/* Leaves out what is only behind the objects that a circle is round. */
static void
leave_out_background (MqDrawing *self, const Met *met, guint n_ids, gboolean *meets)
{
  guint all = 0, round = 0;

  for (guint id = 1; id < n_ids; id++)
    {
      all += met[id].n;
      round += meets[id] && met[id].n >= ROUND * self->totals[id] ? met[id].n : 0;
    }
  for (guint id = 1; id < n_ids && round > 0 && round >= LEAST_OF * all; id++)
    meets[id] = meets[id] && met[id].n >= BACKGROUND * self->totals[id];
}

static void
list_parts (MqDrawing *self)
{
  if (self->parts != NULL)
    return;

  self->parts = g_ptr_array_new_with_free_func (g_free);
  for (guint id = 1; id <= self->mesh->parts->len; id++)
    {
      g_autoptr (JsonObject) object = find_object (self, id);

      g_ptr_array_add (self->parts, g_strdup (mq_json_get_string (object, "part", NULL)));
    }
}

/* Whether all objects of a part that are seen are met, and there are several. */
static gboolean
is_whole_part (MqDrawing *self, const gboolean *is_met, const char *part)
{
  guint n = 0;

  for (guint id = 1; part != NULL && id <= self->mesh->parts->len; id++)
    if (self->totals[id] > 0 && g_strcmp0 (self->parts->pdata[id - 1], part) == 0)
      {
        if (!is_met[id])
          return FALSE;
        n++;
      }

  return n > 1;
}

/* A circle or a box: what is round the objects that are seen in it. */
static void
list_within (MqDrawing *self, const MqStroke *stroke, JsonArray *targets)
{
  g_autoptr (GArray) outline = dup_outline (stroke);
  guint n_ids = self->mesh->parts->len + 1;
  g_autofree Met *met = g_new0 (Met, n_ids);
  g_autofree double *nearest = g_new (double, n_ids);
  g_autofree gboolean *meets = g_new0 (gboolean, n_ids);
  g_autoptr (GHashTable) whole = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean has_chosen = FALSE;

  for (gsize i = 0; i < (gsize)self->width * self->height; i++)
    {
      graphene_point_t pixel = get_pixel (self, i);
      Met *of = &met[self->ids[i]];

      if (self->ids[i] == 0 || !is_within (outline, &pixel))
        continue;
      of->n++;
      of->first.x += (pixel.x - of->first.x) / (float)of->n; /* the middle */
      of->first.y += (pixel.y - of->first.y) / (float)of->n;
      nearest[self->ids[i]] = G_MAXDOUBLE;
    }
  for (gsize i = 0; i < (gsize)self->width * self->height; i++)
    {
      graphene_point_t pixel = get_pixel (self, i);
      Met *of = &met[self->ids[i]];
      double distance = of->n > 0 ? get_distance (self, &pixel, &of->first) : G_MAXDOUBLE;

      if (of->n == 0 || distance >= nearest[self->ids[i]] || !is_within (outline, &pixel))
        continue;
      nearest[self->ids[i]] = distance;
      of->last = pixel;
    }

  list_parts (self);
  for (guint id = 1; id < n_ids; id++)
    {
      meets[id] = is_met (met, n_ids, id, self->totals[id], MOST_OF);
      has_chosen = has_chosen
                   || (meets[id] && stroke->kind == MQ_STROKE_BOX
                       && mq_selection_has_object (self->selection, get_part (self, id)->name));
    }
  if (!has_chosen)
    leave_out_background (self, met, n_ids, meets);
  /* A box, which begins round what is chosen, is about that. */
  for (guint id = 1; id < n_ids && has_chosen; id++)
    meets[id] = meets[id] && mq_selection_has_object (self->selection, get_part (self, id)->name);
  for (guint id = 1; id < n_ids; id++)
    {
      const char *part = self->parts->pdata[id - 1];
      gboolean is_whole = meets[id] && is_whole_part (self, meets, part);
      JsonObject *target;
      Place place;

      if (!meets[id] || (is_whole && g_hash_table_contains (whole, part)))
        continue;
      find_place (self, &met[id].last, NEAR, &place);
      target = add_target (self, targets, find_object (self, id), &place);
      set_mark (target, stroke);
      if (is_whole)
        {
          json_object_remove_member (target, "object");
          g_hash_table_add (whole, (gpointer)part);
        }
    }
}

/* Counts what is under the sections of a stroke. */
static Met *
follow (MqDrawing *self, const MqStroke *stroke)
{
  Met *met = g_new0 (Met, (gsize)self->mesh->parts->len + 1);

  for (guint i = 0; i + 1 < stroke->points->len; i++)
    {
      const graphene_point_t *a = get_point (stroke, i), *b = get_point (stroke, i + 1);
      guint n = (guint)CLAMP (get_distance (self, a, b) * N_SAMPLES, 1, 2 * N_SAMPLES);

      for (guint j = 0; j <= n; j++)
        {
          graphene_point_t at;
          guint x, y;
          Met *of;

          graphene_point_interpolate (a, b, (double)j / n, &at);
          x = (guint)CLAMP (at.x * (float)self->width, 0, (float)self->width - 1);
          y = (guint)CLAMP (at.y * (float)self->height, 0, (float)self->height - 1);
          of = &met[self->ids[y * self->width + x]];
          if (of->n++ == 0)
            of->first = at;
          of->last = at;
        }
    }

  return met;
}

/* Finds where a straight stroke ends that begins at a place of the model: along an axis, if one is
 * seen in its direction; else as far from the eye as it begins. Returns: the axis, 3 for none */
static guint
find_end (MqDrawing *self, const Place *place, const graphene_point_t *from,
          const graphene_point_t *point, double to[3])
{
  const MqOrbitSight *sight = &self->sights[place->id - 1];
  const double *at = place->at;
  double x = ((double)point->x - from->x) * get_aspect (self), y = (double)point->y - from->y;
  double start[3], reach[3], cosine[3], longest = 0, depth = 0;
  guint best = 3;

  project (sight, at, start);
  for (guint axis = 0; axis < 3; axis++)
    {
      double step[3] = { at[0], at[1], at[2] }, seen[3];

      step[axis] += 1e-3 * self->camera.size;
      project (sight, step, seen);
      seen[0] = (seen[0] - start[0]) * get_aspect (self);
      seen[1] -= start[1];
      reach[axis] = hypot (seen[0], seen[1]);
      cosine[axis] = fabs (seen[0] * x + seen[1] * y) / MAX (reach[axis] * hypot (x, y), 1e-12);
      longest = MAX (longest, reach[axis]);
    }
  for (guint axis = 0; axis < 3; axis++)
    if (cosine[axis] >= SAME_WAY && reach[axis] > 0.3 * longest
        && (best == 3 || cosine[axis] > cosine[best]))
      best = axis;

  for (guint axis = 0; axis < 3; axis++)
    {
      depth += (sight->eye[axis] - at[axis]) * sight->back[axis];
      to[axis] = at[axis];
    }
  if (best < 3)
    {
      /* Where the axis is nearest to the line of sight. */
      double way[3], along = 0, away = 0, square = 0;

      mq_orbit_sight_aim (sight, point->x, point->y, way);
      for (guint axis = 0; axis < 3; axis++)
        {
          square += way[axis] * way[axis];
          away += way[axis] * (at[axis] - sight->eye[axis]);
        }
      along = at[best] - sight->eye[best];
      to[best] += (way[best] * away - square * along) / (square - way[best] * way[best]);
    }
  else
    reach_to (sight, point, depth, to);
  return best;
}

/* How long something is along an axis: an object, else all that are of a part, else everything. */
static double
get_extent (MqDrawing *self, guint axis, guint id, const char *part)
{
  double low = INFINITY, high = -INFINITY;

  for (guint i = 1; i <= self->mesh->parts->len; i++)
    {
      const MqMeshPart *one = get_part (self, i);

      if (id > 0 ? i != id : part != NULL && g_strcmp0 (self->parts->pdata[i - 1], part) != 0)
        continue;
      low = MIN (low, one->low[axis]);
      high = MAX (high, one->high[axis]);
    }

  return high - low;
}

/* Finds what is as long as a line that goes along it: everything first where that fits as well as a
 * part. Returns: (transfer full) (element-type JsonObject): up to two targets */
static GPtrArray *
find_measured (MqDrawing *self, const Met *met, guint axis, double length)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify)json_object_unref);
  double best = SAME_LENGTH;
  double whole = get_extent (self, axis, 0, NULL);
  double off = fabs (length - whole) / whole;
  JsonObject *target = NULL;
  guint object = 0;
  const char *part = NULL;

  list_parts (self);
  for (guint id = 1; id <= self->mesh->parts->len; id++)
    {
      const char *of = self->parts->pdata[id - 1];
      double own = get_extent (self, axis, id, NULL), all = get_extent (self, axis, 0, of);

      if (met[id].n == 0)
        continue;
      /* If several are as long, the smaller thing is meant. */
      if (fabs (length - own) / own < best)
        {
          best = fabs (length - own) / own;
          object = id;
          part = of;
        }
      if (of != NULL && fabs (length - all) / all < best - 0.02)
        {
          best = fabs (length - all) / all;
          object = 0;
          part = of;
        }
    }
  if (off < SAME_LENGTH && off <= best + 0.02)
    {
      const float *low = self->mesh->low, *high = self->mesh->high;
      JsonArray *box = json_array_new ();

      json_array_add_array_element (box,
                                    mq_json_from_vector ((double[3]){ low[0], low[1], low[2] }));
      json_array_add_array_element (box,
                                    mq_json_from_vector ((double[3]){ high[0], high[1], high[2] }));
      g_ptr_array_add (found, mq_json_new ("box_m:a", box));
    }
  if (object > 0)
    target = find_object (self, object);
  else if (part != NULL)
    target = mq_selection_find_part (self->selection, part, NULL);
  if (target != NULL && (found->len == 0 || (off >= best - 0.02 && self->mesh->parts->len > 1)))
    g_ptr_array_add (found, target);
  else
    g_clear_pointer (&target, json_object_unref);

  return found;
}

/* A size is that of what is as long as its line; a line of another length is none. */
static void
list_size (MqDrawing *self, MqStroke *stroke)
{
  const graphene_point_t *from = get_point (stroke, 0), *point = get_end (stroke);
  g_autofree Met *met = follow (self, stroke);
  g_autoptr (GPtrArray) measured = NULL;
  double to[3];
  Place place;
  guint axis;

  if (!find_place (self, from, NEAR, &place))
    {
      /* Beside the model, it is of what is nearest to it. */
      point = from;
      from = get_end (stroke);
      if (!find_place (self, from, INFINITY, &place))
        return;
    }

  axis = find_end (self, &place, from, point, to);
  met[place.id].n++;
  measured = axis < 3 ? find_measured (self, met, axis, fabs (to[axis] - place.at[axis]))
                      : g_ptr_array_new ();
  for (guint i = 0; i < MAX (measured->len, 1); i++)
    {
      JsonArray *targets = i == 0 ? stroke->met : (stroke->other = json_array_new ());
      JsonObject *target = add_target (self, targets,
                                       i < measured->len ? json_object_ref (measured->pdata[i])
                                                         : find_object (self, place.id),
                                       &place);

      set_mark (target, stroke);
      set_way (target, place.at, to);
      if (i < measured->len)
        mq_json_add (json_object_get_object_member (target, "mark"), "size_m:d value:d unit:s",
                     stroke->metres, stroke->value, stroke->unit);
      else
        mq_json_add (json_object_get_object_member (target, "mark"), "kind:s", "line");
    }
}

/* Finds what a stroke meets, once. */
static void
list_met (MqDrawing *self, MqStroke *stroke)
{
  const graphene_point_t *from = get_point (stroke, 0), *point = get_end (stroke);
  JsonObject *target;
  Place place, end;

  if (stroke->met != NULL)
    return;

  stroke->met = json_array_new ();
  if (stroke->kind == MQ_STROKE_CIRCLE || stroke->kind == MQ_STROKE_BOX)
    list_within (self, stroke, stroke->met);
  else if (stroke->kind == MQ_STROKE_LINE)
    {
      g_autofree Met *met = follow (self, stroke);
      guint n_ids = self->mesh->parts->len + 1;

      for (guint id = 1; id < n_ids; id++)
        {
          if (!is_met (met, n_ids, id, G_MAXUINT, UNDER))
            continue;
          find_place (self, &met[id].first, NEAR, &place);
          find_place (self, &met[id].last, NEAR, &end);
          target = add_target (self, stroke->met, find_object (self, id), &place);
          set_mark (target, stroke);
          set_way (target, place.at, end.at);
        }
    }
  else if (stroke->kind == MQ_STROKE_ARROW)
    {
      /* It begins at what it moves. One from beside the model points at something. */
      gboolean moves = find_place (self, from, NEAR / 2, &place);

      if (!moves && !find_place (self, point, NEAR, &place))
        return;

      target = add_target (self, stroke->met, find_object (self, place.id), &place);
      set_mark (target, stroke);
      if (moves)
        {
          find_end (self, &place, from, point, end.at);
          set_way (target, place.at, end.at);
        }
    }
  else if (stroke->kind == MQ_STROKE_SIZE)
    list_size (self, stroke);
}

/* Text belongs to the stroke that it is in or beside, else to what is under it. @listed: the
 * targets of each stroke. */
static void
list_text (MqDrawing *self, guint index, GPtrArray *listed)
{
  const MqStroke *text = self->strokes->pdata[index];
  float width = (float)get_text_width (self, text->text);
  JsonArray *targets = NULL;
  double nearest = BESIDE;
  Place place;

  MQ_EACH (self->strokes, i, const MqStroke, stroke)
    {
      if (stroke->kind == MQ_STROKE_TEXT || stroke->kind == MQ_STROKE_SIZE
          || json_array_get_length (listed->pdata[i]) == 0)
        continue;
      for (guint letter = 0; letter <= 4; letter++)
        {
          graphene_point_t at = *get_point (text, 0);
          double distance;

          at.x += width * (float)letter / 4;
          distance = get_distance_from (self, stroke, &at);
          if (distance < nearest)
            targets = listed->pdata[i];
          nearest = MIN (nearest, distance);
        }
    }

  for (guint i = 0; targets != NULL && i < json_array_get_length (targets); i++)
    {
      JsonObject *mark = json_object_get_object_member (json_array_get_object_element (targets, i),
                                                        "mark");
      const char *before = mq_json_get_string (mark, "text", NULL);
      g_autofree char *both = before != NULL ? g_strdup_printf ("%s. %s", before, text->text)
                                             : g_strdup (text->text);
      g_autofree char *clean = mq_text_clean (both, MQ_TARGET_MAX_TEXT);

      json_object_set_string_member (mark, "text", clean);
    }
  if (targets == NULL && find_place (self, get_point (text, 0), INFINITY, &place))
    set_mark (add_target (self, listed->pdata[index], find_object (self, place.id), &place), text);
}

/* Joins what strokes meet of one part, if they say no more than that. */
static gboolean
is_joined (JsonArray *targets, JsonObject *target)
{
  const char *part = mq_json_get_string (target, "part", NULL);
  JsonObject *mark = json_object_get_object_member (target, "mark");

  for (guint i = 0; part != NULL && i < json_array_get_length (targets); i++)
    {
      JsonObject *other = json_array_get_object_element (targets, i);
      JsonObject *drawn = json_object_get_object_member (other, "mark");

      if (g_strcmp0 (mq_json_get_string (other, "part", NULL), part) != 0
          || g_strcmp0 (mq_json_get_string (drawn, "text", NULL),
                        mq_json_get_string (mark, "text", NULL))
                 != 0
          || g_str_equal (mq_json_get_string (mark, "kind", ""), "arrow"))
        continue;
      json_object_remove_member (other, "object");
      return TRUE;
    }

  return FALSE;
}

/**
 * mq_drawing_list_targets:
 * @self: a drawing
 * @n_left_out: (out): how many of what the strokes meet are more than a message has
 *
 * Returns: (transfer full): what the strokes meet
 */
JsonArray *
mq_drawing_list_targets (MqDrawing *self, guint *n_left_out)
{
  g_autoptr (GPtrArray) listed = g_ptr_array_new_with_free_func ((GDestroyNotify)json_array_unref);
  JsonArray *targets = json_array_new ();
  guint n = 0;

  make_map (self, MAP_WIDTH);
  MQ_EACH (self->strokes, i, MqStroke, stroke)
    {
      list_met (self, stroke);
      g_ptr_array_add (listed, mq_json_copy_array (stroke->met));
    }
  for (guint i = 0; i < self->strokes->len; i++)
    if (((MqStroke *)self->strokes->pdata[i])->kind == MQ_STROKE_TEXT)
      list_text (self, i, listed);

  for (guint i = 0; i < listed->len; i++)
    n += json_array_get_length (listed->pdata[i]);
  *n_left_out = 0;
  for (guint i = 0; i < listed->len; i++)
    for (guint j = 0; j < json_array_get_length (listed->pdata[i]); j++)
      {
        JsonObject *target = json_array_get_object_element (listed->pdata[i], j);

        mq_json_add (json_object_get_object_member (target, "mark"), "number:i", (int)i + 1);
        if (n > MQ_TARGETS_MAX && is_joined (targets, target))
          continue;
        if (json_array_get_length (targets) < MQ_TARGETS_MAX)
          json_array_add_object_element (targets, json_object_ref (target));
        else
          (*n_left_out)++;
      }

  return targets;
}

/**
 * mq_drawing_get_other:
 * @self: a drawing
 *
 * Returns: (transfer none) (nullable): the target that the last stroke may mean instead: a line
 * over the whole width of a thing is the size of the thing, or of the part below it
 */
JsonObject *
mq_drawing_get_other (MqDrawing *self)
{
  MqStroke *last = self->strokes->len > 0 ? self->strokes->pdata[self->strokes->len - 1] : NULL;

  return last != NULL && last->other != NULL ? mq_json_element_object (last->other, 0) : NULL;
}

/* Takes what mq_drawing_get_other() has, which then has the target of before */
void
mq_drawing_take_other (MqDrawing *self)
{
  MqStroke *last = self->strokes->pdata[self->strokes->len - 1];
  JsonArray *met = last->met;

  last->met = g_steal_pointer (&last->other);
  last->other = met;
}
