/* Drawing on a model: what each stroke meets is what is under the pen, as rays tell that are cast
 * here once more; sizes become requirements; nothing that is drawn makes too many or wrong ones. */
#include "app/model-view/mq-drawing-view.h"
#include "common/base/mq-error.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"
#include "common/requirement/mq-own-requirements.h"
#include "support/mq-test.h"

#include <math.h>
#include <string.h>

#define ASPECT (16.0 / 9)

typedef struct
{
  MqMesh *mesh;
  MqSelection *selection;
  MqOrbitCamera camera;
  MqOrbitPick pick;
  MqDrawing *drawing;
  GString *report;
} Desk;

static void
add_box (Desk *desk, const char *name, const char *part, const float low[3], const float high[3])
{
  MqMesh *mesh = desk->mesh;
  MqMeshPart row = { .name = g_strdup (name), .first = mesh->indices->len, .n_indices = 36 };

  for (guint corner = 0; corner < 8; corner++)
    {
      MqMeshVertex vertex = { .normal = { 0, 0, 1 } };

      for (guint axis = 0; axis < 3; axis++)
        vertex.position[axis] = corner >> axis & 1 ? high[axis] : low[axis];
      g_array_append_val (mesh->vertices, vertex);
    }
  for (guint axis = 0; axis < 3; axis++)
    for (guint side = 0; side < 2; side++)
      {
        guint u = 1u << (axis + 1) % 3, v = 1u << (axis + 2) % 3, base = side << axis;
        const guint32 at = mesh->vertices->len - 8 + base;
        const guint32 quad[] = { at, at + u, at + u + v, at, at + u + v, at + v };

        g_array_append_vals (mesh->indices, quad, G_N_ELEMENTS (quad));
      }
  for (guint axis = 0; axis < 3; axis++)
    {
      row.low[axis] = low[axis];
      row.high[axis] = high[axis];
      mesh->low[axis] = mesh->parts->len == 0 ? low[axis] : MIN (mesh->low[axis], low[axis]);
      mesh->high[axis] = mesh->parts->len == 0 ? high[axis] : MAX (mesh->high[axis], high[axis]);
    }
  g_string_append_printf (desk->report, "%s{\"name\":\"%s\",\"part\":\"%s\"}",
                          mesh->parts->len > 0 ? "," : "", name, part);
  g_array_append_val (mesh->parts, row);
}

static void
desk_init (Desk *desk)
{
  *desk = (Desk){ .mesh = g_object_new (MQ_TYPE_MESH, NULL),
                  .selection = g_object_new (MQ_TYPE_SELECTION, NULL),
                  .report = g_string_new ("{\"objects\":[") };
}

/* From where the first render is made, turned by some degrees. */
static void
desk_begin (Desk *desk, double right, double up)
{
  g_autoptr (JsonObject) report = NULL;
  g_autoptr (MqOutline) outline = mq_outline_new ("");

  g_string_append (desk->report, "]}");
  report = mq_json_parse_object (desk->report->str, -1, NULL);
  mq_selection_set_version (desk->selection, report, NULL, outline);
  mq_orbit_camera_frame (&desk->camera, desk->mesh, NULL, 0);
  mq_orbit_camera_turn (&desk->camera, right, up);
  desk->pick = (MqOrbitPick){ desk->mesh, &desk->camera,
                              mq_orbit_camera_look (&desk->camera, ASPECT), desk->selection };
  desk->drawing = mq_drawing_new (&desk->pick);
}

static void
desk_clear (Desk *desk)
{
  g_clear_pointer (&desk->drawing, mq_drawing_free);
  g_clear_object (&desk->mesh);
  g_clear_object (&desk->selection);
  g_string_free (desk->report, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

/* A table of 1 by 0.6 m, 0.7 m high; its legs are 0.65 m. */
static void
make_table (Desk *desk)
{
  desk_init (desk);
  add_box (desk, "Top", "top", (float[]){ 0, 0, 0.65f }, (float[]){ 1, 0.6f, 0.7f });
  for (guint i = 0; i < 4; i++)
    {
      float x = i & 1 ? 0.92f : 0.02f, y = i & 2 ? 0.52f : 0.02f;
      g_autofree char *name = g_strdup_printf ("Leg %u", i + 1);

      add_box (desk, name, "legs", (float[]){ x, y, 0 }, (float[]){ x + 0.06f, y + 0.06f, 0.65f });
    }
  desk_begin (desk, -10, 5);
}

static graphene_point_t
see (Desk *desk, double x, double y, double z)
{
  const float *m = desk->pick.sight.matrix;
  double clip[4];

  for (guint row = 0; row < 4; row++)
    clip[row] = (double)m[row] * x + (double)m[4 + row] * y + (double)m[8 + row] * z
                + (double)m[12 + row];
  return GRAPHENE_POINT_INIT ((float)(0.5 + 0.5 * clip[0] / clip[3]),
                              (float)(0.5 - 0.5 * clip[1] / clip[3]));
}

/* By Möller and Trumbore, of all triangles: not how the program does it. */
static const char *
cast (Desk *desk, const graphene_point_t *point)
{
  const MqOrbitSight *sight = &desk->pick.sight;
  const char *name = NULL;
  double nearest = INFINITY, d[3];

  for (guint a = 0; a < 3; a++)
    d[a] = -sight->back[a] + sight->right[a] * sight->half_width * (2 * (double)point->x - 1)
           - sight->up[a] * sight->half_height * (2 * (double)point->y - 1);
  for (guint i = 0; i < desk->mesh->parts->len; i++)
    {
      const MqMeshPart *part = &g_array_index (desk->mesh->parts, MqMeshPart, i);

      for (guint j = part->first; j < part->first + part->n_indices; j += 3)
        {
          double e[2][3], s[3], p[3], q[3], det, u, v, t;
          const float *v0 = g_array_index (desk->mesh->vertices, MqMeshVertex,
                                           g_array_index (desk->mesh->indices, guint32, j))
                                .position;

          for (guint k = 0; k < 2; k++)
            for (guint a = 0; a < 3; a++)
              e[k][a]
                  = (double)g_array_index (desk->mesh->vertices, MqMeshVertex,
                                           g_array_index (desk->mesh->indices, guint32, j + k + 1))
                        .position[a]
                    - (double)v0[a];
          for (guint a = 0; a < 3; a++)
            {
              s[a] = sight->eye[a] - (double)v0[a];
              p[a] = d[(a + 1) % 3] * e[1][(a + 2) % 3] - d[(a + 2) % 3] * e[1][(a + 1) % 3];
            }
          for (guint a = 0; a < 3; a++)
            q[a] = s[(a + 1) % 3] * e[0][(a + 2) % 3] - s[(a + 2) % 3] * e[0][(a + 1) % 3];
          det = e[0][0] * p[0] + e[0][1] * p[1] + e[0][2] * p[2];
          if (fabs (det) < 1e-15)
            continue;
          u = (s[0] * p[0] + s[1] * p[1] + s[2] * p[2]) / det;
          v = (d[0] * q[0] + d[1] * q[1] + d[2] * q[2]) / det;
          t = (e[1][0] * q[0] + e[1][1] * q[1] + e[1][2] * q[2]) / det;
          if (u < 0 || v < 0 || u + v > 1 || t <= 0 || t >= nearest)
            continue;
          nearest = t;
          name = part->name;
        }
    }

  return name;
}

/* Those of the drawing, which every reader of messages accepts. */
static JsonArray *
list_targets (Desk *desk, guint *n_left_out)
{
  guint left;
  JsonArray *targets = mq_drawing_list_targets (desk->drawing, n_left_out ? n_left_out : &left);
  g_autoptr (JsonObject) message = mq_json_new ("targets:a", json_array_ref (targets));
  g_autoptr (JsonArray) read = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (mq_target_list_read (message, &read, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mq_json_length (read), ==, mq_json_length (targets));
  return targets;
}

static JsonObject *
get_target (JsonArray *targets, guint i)
{
  g_assert_cmpuint (i, <, mq_json_length (targets));
  return json_array_get_object_element (targets, i);
}

static const char *
get_object (JsonArray *targets, guint i)
{
  return mq_json_get_string (get_target (targets, i), "object", "");
}

static void
add (Desk *desk, MqStrokeKind kind, const graphene_point_t *points, guint n, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mq_drawing_add (desk->drawing, kind, points, n, text, &error));
  g_assert_no_error (error);
}

static void
circle (Desk *desk, float x, float y, float rx, float ry)
{
  graphene_point_t points[24];

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    points[i] = GRAPHENE_POINT_INIT (x + rx * cosf ((float)i * 0.2618f),
                                     y + ry * sinf ((float)i * 0.2618f));
  add (desk, MQ_STROKE_CIRCLE, points, G_N_ELEMENTS (points), NULL);
}

/* The part that is named is the one under the pen, on twelve assets. */
static void
test_under_the_pen (void)
{
  guint n_strokes = 0;

  for (guint32 seed = 1; seed <= 12; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_auto (Desk) desk = { 0 };
      guint n = (guint)g_rand_int_range (rand, 3, 40);

      desk_init (&desk);
      for (guint i = 0; i < n; i++)
        {
          float low[3], high[3];
          g_autofree char *name = g_strdup_printf ("Thing %u", i);

          for (guint axis = 0; axis < 3; axis++)
            {
              low[axis] = (float)g_rand_double_range (rand, 0, 1);
              high[axis] = low[axis] + (float)g_rand_double_range (rand, 0.02, 0.5);
            }
          add_box (&desk, name, name, low, high);
        }
      desk_begin (&desk, g_rand_double_range (rand, 0, 360), g_rand_double_range (rand, -40, 60));

      for (guint i = 0; i < 400; i++)
        {
          graphene_point_t points[9];
          g_autoptr (JsonArray) targets = NULL;
          const char *name;
          gboolean is_same = TRUE;
          MqStrokeKind kind = (MqStrokeKind[]){ MQ_STROKE_LINE, MQ_STROKE_CIRCLE, MQ_STROKE_BOX,
                                                MQ_STROKE_TEXT, MQ_STROKE_ARROW }[i % 5];

          points[0].x = (float)g_rand_double_range (rand, 0.02, 0.95);
          points[0].y = (float)g_rand_double_range (rand, 0.02, 0.95);
          name = cast (&desk, &points[0]);
          for (guint j = 1; j < G_N_ELEMENTS (points); j++)
            {
              points[j] = points[0];
              points[j].x += 0.015f * (float)(kind == MQ_STROKE_LINE ? j / 8.0 : j % 3 / 2.0);
              points[j].y += 0.025f * (float)(kind == MQ_STROKE_LINE ? j / 8.0 : j / 3 / 2.0);
              is_same = is_same && g_strcmp0 (cast (&desk, &points[j]), name) == 0;
            }
          if (!is_same || name == NULL)
            continue;

          if (kind == MQ_STROKE_BOX || kind == MQ_STROKE_ARROW)
            points[1] = points[8];
          if (kind == MQ_STROKE_CIRCLE)
            {
              points[1] = points[2];
              points[2] = points[8];
              points[3] = points[6];
            }
          add (&desk, kind, points,
               kind == MQ_STROKE_LINE     ? 9
               : kind == MQ_STROKE_CIRCLE ? 4
               : kind == MQ_STROKE_TEXT   ? 1
                                          : 2,
               "red");
          targets = list_targets (&desk, NULL);
          g_assert_cmpuint (mq_json_length (targets), ==, 1);
          g_assert_cmpstr (get_object (targets, 0), ==, name);
          g_assert_true (mq_drawing_undo (desk.drawing));
          n_strokes++;
        }
    }

  g_assert_cmpuint (n_strokes, >, 300);
}

/* On a model in a pose, strokes meet what is seen, and its place is where it was built. */
static void
test_posed (void)
{
  g_auto (Desk) desk = { 0 };
  g_autoptr (JsonObject) report = mq_json_parse_object (
      "{\"joints\":[{\"name\":\"Lid\",\"kind\":\"hinge\",\"parent\":\"body\",\"child\":\"lid\","
      "\"objects\":[\"Lid\"],\"origin_m\":[0.5,0.6,0.4],\"axis\":[-1,0,0],\"limits\":[0,100],"
      "\"free\":[0,100]}]}",
      -1, NULL);
  g_autoptr (MqMotion) motion = mq_motion_new (report);
  g_autoptr (JsonArray) raised = NULL;
  g_autoptr (JsonArray) below = NULL;
  graphene_point_t at;
  double place[3];

  desk_init (&desk);
  add_box (&desk, "Box", "body", (float[]){ 0, 0, 0 }, (float[]){ 1, 0.6f, 0.4f });
  add_box (&desk, "Lid", "lid", (float[]){ 0, 0, 0.4f }, (float[]){ 1, 0.6f, 0.44f });
  desk_begin (&desk, -10, 5);
  mq_drawing_free (desk.drawing);
  mq_orbit_camera_zoom (&desk.camera, 0.5);
  desk.pick.sight = mq_orbit_camera_look (&desk.camera, ASPECT);
  desk.pick.motion = motion;
  g_assert_true (mq_motion_set_value (motion, 0, 90));
  desk.drawing = mq_drawing_new (&desk.pick);

  /* The lid stands upright at the back now. */
  at = see (&desk, 0.5, 0.6, 0.6);
  circle (&desk, at.x, at.y, 0.02f, 0.02f);
  raised = list_targets (&desk, NULL);
  g_assert_cmpuint (mq_json_length (raised), ==, 1);
  g_assert_cmpstr (get_object (raised, 0), ==, "Lid");
  g_assert_true (mq_json_get_vector (get_target (raised, 0), "at_m", place));
  g_assert_cmpfloat_with_epsilon (place[0], 0.5, 0.03);
  g_assert_cmpfloat_with_epsilon (place[1], 0.4, 0.03);
  g_assert_cmpfloat_with_epsilon (place[2], 0.4, 0.001);

  g_assert_true (mq_drawing_undo (desk.drawing));
  at = see (&desk, 0.5, 0.2, 0.4);
  circle (&desk, at.x, at.y, 0.02f, 0.02f);
  below = list_targets (&desk, NULL);
  g_assert_cmpuint (mq_json_length (below), ==, 1);
  g_assert_cmpstr (get_object (below, 0), ==, "Box");
}

/* A circle is round what is in it, however much of other things it touches. */
static void
test_circle (void)
{
  g_auto (Desk) desk = { 0 };
  g_autoptr (JsonArray) targets = NULL;
  g_autoptr (JsonArray) written = NULL;
  graphene_rect_t box;
  graphene_point_t low, high, at;

  make_table (&desk);
  /* The two legs at the right. */
  low = see (&desk, 0.95, 0.02, 0);
  high = see (&desk, 0.95, 0.58, 0.55);
  circle (&desk, (low.x + high.x) / 2, (low.y + high.y) / 2, fabsf (low.x - high.x) * 1.1f + 0.03f,
          fabsf (low.y - high.y) * 0.62f);
  targets = list_targets (&desk, NULL);
  g_assert_cmpuint (mq_json_length (targets), ==, 2);
  g_assert_cmpstr (get_object (targets, 0), ==, "Leg 2");
  g_assert_cmpstr (get_object (targets, 1), ==, "Leg 4");
  g_assert_cmpstr (mq_json_get_string (get_target (targets, 0), "part", NULL), ==, "legs");
  g_assert_false (mq_target_list_is_drawn (targets));

  /* What is written beside it belongs to it, also over something else. */
  at = see (&desk, 0.8, 0.3, 0.7);
  add (&desk, MQ_STROKE_TEXT, &at, 1, "thicker");
  written = list_targets (&desk, NULL);
  g_assert_cmpuint (mq_json_length (written), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *mark = mq_json_get_object (get_target (written, i), "mark");

      g_assert_cmpstr (mq_json_get_string (mark, "kind", ""), ==, "circle");
      g_assert_cmpstr (mq_json_get_string (mark, "text", ""), ==, "thicker");
      g_assert_cmpint (mq_json_get_int (mark, "number", 0), ==, 1);
    }
  g_assert_true (mq_target_list_is_drawn (written));

  /* From the keyboard it begins round what is chosen. */
  g_assert_false (mq_drawing_find_chosen (desk.drawing, &box));
  mq_selection_choose (desk.selection, get_target (written, 0), FALSE);
  g_assert_true (mq_drawing_find_chosen (desk.drawing, &box));
  at = see (&desk, 0.98, 0.02, 0);
  g_assert_cmpfloat_with_epsilon (box.origin.y + box.size.height, at.y, 0.02);
}

/* A circle round a knob is about the knob, and not the door behind it; one round much of the door
 * is about both. */
static void
test_knob_on_a_door (void)
{
  static const struct
  {
    double radius; /* of the circle, m */
    const char *objects;
  } cases[] = { { 0.045, "Knob " }, { 0.08, "Knob " }, { 0.28, "Door Knob " } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Desk) desk = { 0 };
      g_autoptr (JsonArray) targets = NULL;
      g_autoptr (GString) objects = g_string_new (NULL);
      graphene_point_t at, right, above;

      desk_init (&desk);
      add_box (&desk, "Body", "body", (float[]){ 0, 0, 0 }, (float[]){ 0.5f, 0.4f, 0.6f });
      add_box (&desk, "Door", "door", (float[]){ 0.02f, -0.02f, 0.02f },
               (float[]){ 0.48f, 0, 0.58f });
      add_box (&desk, "Knob", "knob", (float[]){ 0.38f, -0.05f, 0.28f },
               (float[]){ 0.42f, -0.02f, 0.32f });
      desk_begin (&desk, -10, 5);
      at = see (&desk, i == 2 ? 0.25 : 0.4, -0.05, 0.3);
      right = see (&desk, (i == 2 ? 0.25 : 0.4) + cases[i].radius, -0.05, 0.3);
      above = see (&desk, i == 2 ? 0.25 : 0.4, -0.05, 0.3 + cases[i].radius);
      circle (&desk, at.x, at.y, right.x - at.x, at.y - above.y);
      targets = list_targets (&desk, NULL);
      for (guint j = 0; j < mq_json_length (targets); j++)
        g_string_append_printf (objects, "%s ", get_object (targets, j));
      g_assert_cmpstr (objects->str, ==, cases[i].objects);
    }
}

/* All of a part is one target; a box that has what is chosen is about that. */
static void
test_whole_part (void)
{
  const graphene_point_t all[] = { { 0.01f, 0.01f }, { 0.99f, 0.99f } };
  g_auto (Desk) desk = { 0 };
  g_autoptr (JsonArray) targets = NULL;
  g_autoptr (JsonArray) chosen = NULL;
  g_autoptr (JsonObject) top = NULL;

  make_table (&desk);
  add (&desk, MQ_STROKE_BOX, all, 2, NULL);
  targets = list_targets (&desk, NULL);
  g_assert_cmpuint (mq_json_length (targets), ==, 2);
  g_assert_cmpstr (get_object (targets, 0), ==, "Top");
  g_assert_cmpstr (mq_json_get_string (get_target (targets, 1), "part", NULL), ==, "legs");
  g_assert_cmpstr (get_object (targets, 1), ==, "");

  top = mq_selection_find_part (desk.selection, "top", NULL);
  mq_selection_choose (desk.selection, top, FALSE);
  g_assert_true (mq_drawing_undo (desk.drawing));
  add (&desk, MQ_STROKE_BOX, all, 2, NULL);
  chosen = list_targets (&desk, NULL);
  g_assert_cmpuint (mq_json_length (chosen), ==, 1);
  g_assert_cmpstr (get_object (chosen, 0), ==, "Top");
}

/* "An arrow of 0.12 m along -z from the top's front edge." */
static void
test_arrow (void)
{
  static const double ways[][3]
      = { { 0, 0, -0.12 }, { 0, 0, 0.3 }, { -0.2, 0, 0 }, { 0, 0.25, 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (Desk) desk = { 0 };
      g_autoptr (JsonArray) targets = NULL;
      JsonObject *mark;
      double at[3], normal[3], to[3], length = 0;
      graphene_point_t points[2];

      make_table (&desk);
      points[0] = see (&desk, 0.5, 0, 0.68);
      points[1] = see (&desk, 0.5 + ways[i][0], ways[i][1], 0.68 + ways[i][2]);
      add (&desk, MQ_STROKE_ARROW, points, 2, NULL);
      targets = list_targets (&desk, NULL);
      g_assert_cmpuint (mq_json_length (targets), ==, 1);
      g_assert_cmpstr (get_object (targets, 0), ==, "Top");
      mark = mq_json_get_object (get_target (targets, 0), "mark");
      g_assert_true (mq_json_get_vector (get_target (targets, 0), "at_m", at));
      /* The front of the table looks to -Y. */
      g_assert_true (mq_json_get_vector (get_target (targets, 0), "normal", normal));
      g_assert_cmpfloat_with_epsilon (normal[1], -1, 1e-6);
      g_assert_true (mq_json_get_vector (mark, "to_m", to));
      for (guint axis = 0; axis < 3; axis++)
        {
          g_assert_cmpfloat_with_epsilon (to[axis] - at[axis], ways[i][axis], 3e-3);
          length += fabs (ways[i][axis]);
        }
      g_assert_cmpfloat_with_epsilon (mq_json_get_double (mark, "length_m", 0), length, 3e-3);
      g_assert_true (mq_target_list_is_drawn (targets));
    }
}

static JsonObject *
draw_size (Desk *desk, const double from[3], const double to[3], const char *text,
           JsonArray **requirements)
{
  graphene_point_t points[2] = { see (desk, from[0], from[1], from[2]),
                                 see (desk, to[0], to[1], to[2]) };
  g_autoptr (JsonArray) targets = NULL;
  g_autoptr (GError) error = NULL;

  add (desk, MQ_STROKE_SIZE, points, 2, text);
  targets = list_targets (desk, NULL);
  g_assert_cmpuint (mq_json_length (targets), ==, 1);
  *requirements = mq_own_requirements_from_drawing (targets);
  g_assert_true (mq_own_requirements_check (*requirements, &error));
  g_assert_no_error (error);
  return json_object_ref (get_target (targets, 0));
}

/* A size is that of what is as long as its line, and becomes a requirement. */
static void
test_size (void)
{
  static const struct
  {
    double from[3];
    double to[3];
    const char *text;
    const char *object;
    const char *of; /* NULL: no requirement */
    const char *axis;
    double value;
    const char *unit;
    const char *other; /* what it may be of instead */
  } cases[] = {
    { { 0.95, 0.02, 0.64 }, { 0.95, 0.02, 0.005 }, "75 cm", "Leg 2", "legs", "z", 75, "cm", NULL },
    /* The top is as wide as the whole. */
    { { 0.01, 0, 0.66 }, { 0.99, 0, 0.66 }, "1,4m", NULL, "whole", "x", 1.4, "m", "Top" },
    { { 0.95, 0.02, 0.64 },
      { 0.95, 0.02, 0.005 },
      "29 1/2\"",
      "Leg 2",
      "legs",
      "z",
      29.5,
      "in",
      NULL },
    /* All of it: from the ground to the upper side. */
    { { 0.95, 0.02, 0.005 }, { 0.95, 0.02, 0.70 }, "800 mm", NULL, "whole", "z", 800, "mm", NULL },
    /* How far the legs are apart is the size of nothing. */
    { { 0.08, 0.02, 0.1 }, { 0.5, 0.02, 0.1 }, "12 cm", "Leg 1", NULL, NULL, 0, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Desk) desk = { 0 };
      g_autoptr (JsonArray) requirements = NULL;
      g_autoptr (JsonObject) target = NULL;
      JsonObject *row;

      make_table (&desk);
      target = draw_size (&desk, cases[i].from, cases[i].to, cases[i].text, &requirements);
      g_assert_cmpstr (mq_json_get_string (target, "object", NULL), ==, cases[i].object);
      g_assert_cmpstr (mq_json_get_string (mq_drawing_get_other (desk.drawing), "object", NULL), ==,
                       cases[i].other);
      g_assert_cmpuint (mq_json_length (requirements), ==, cases[i].of != NULL);
      if (cases[i].of == NULL)
        continue;
      row = json_array_get_object_element (requirements, 0);
      g_assert_cmpstr (mq_json_get_string (row, "what", NULL), ==, "size");
      g_assert_cmpstr (mq_json_get_string (row, "of", NULL), ==, cases[i].of);
      g_assert_cmpstr (mq_json_get_string (row, "axis", NULL), ==, cases[i].axis);
      g_assert_cmpfloat_with_epsilon (mq_json_get_double (row, "value", 0), cases[i].value, 1e-9);
      g_assert_cmpstr (mq_json_get_string (row, "unit", NULL), ==, cases[i].unit);
    }
}

/* The other of two that are as long is taken by a click, and given back by the next one. */
static void
test_size_of_another (void)
{
  g_auto (Desk) desk = { 0 };
  g_autoptr (JsonArray) drawn = NULL;
  g_autoptr (JsonObject) first = NULL;

  make_table (&desk);
  first = draw_size (&desk, (double[3]){ 0.01, 0, 0.66 }, (double[3]){ 0.99, 0, 0.66 }, "60 cm",
                     &drawn);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (JsonArray) targets = NULL;
      g_autoptr (JsonArray) requirements = NULL;

      mq_drawing_take_other (desk.drawing);
      targets = list_targets (&desk, NULL);
      requirements = mq_own_requirements_from_drawing (targets);
      g_assert_cmpstr (
          mq_json_get_string (json_array_get_object_element (requirements, 0), "of", NULL), ==,
          i == 0 ? "top" : "whole");
    }
  g_assert_true (mq_drawing_undo (desk.drawing));
  g_assert_null (mq_drawing_get_other (desk.drawing));
}

/* Text alone is about what is under it, or nearest to it. */
static void
test_text (void)
{
  g_auto (Desk) desk = { 0 };
  g_autoptr (JsonArray) under = NULL;
  g_autoptr (JsonArray) beside = NULL;
  graphene_point_t at;

  make_table (&desk);
  at = see (&desk, 0.5, 0.3, 0.7);
  add (&desk, MQ_STROKE_TEXT, &at, 1, "  red\n");
  under = list_targets (&desk, NULL);
  g_assert_cmpstr (get_object (under, 0), ==, "Top");
  g_assert_true (mq_drawing_erase (desk.drawing, &at));
  g_assert_false (mq_drawing_erase (desk.drawing, &at));

  at = see (&desk, 1.1, 0.05, 0.05);
  add (&desk, MQ_STROKE_TEXT, &at, 1, "longer");
  beside = list_targets (&desk, NULL);
  g_assert_cmpstr (get_object (beside, 0), ==, "Leg 2");
}

static void
refuse (Desk *desk, MqStrokeKind kind, const graphene_point_t *points, guint n, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mq_drawing_add (desk->drawing, kind, points, n, text, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
}

static void
test_hostile (void)
{
  static const char *const no_lengths[] = { "",         "12",     "cm",       "12 parsecs",
                                            "-3 cm",    "0 cm",   "1e999 m",  "nan cm",
                                            "1e-400 m", "1 2 cm", "1,200 mm", "40-45 cm" };
  const graphene_point_t out[] = { { -3, 2 }, { 9, -1 }, { NAN, 0.5f } };
  const graphene_point_t wild[] = { { NAN, NAN }, { 0.2f, 0.2f }, { INFINITY, 0.4f }, { 5, 0.5f } };
  g_auto (Desk) desk = { 0 };
  g_autoptr (JsonArray) targets = NULL;
  g_autofree graphene_point_t *many = g_new (graphene_point_t, 1000000);
  GPtrArray *strokes;
  guint n_left_out;

  make_table (&desk);
  strokes = mq_drawing_get_strokes (desk.drawing);
  for (guint kind = 0; kind < MQ_N_STROKE_KINDS; kind++)
    {
      refuse (&desk, (MqStrokeKind)kind, out, G_N_ELEMENTS (out), "5 cm");
      refuse (&desk, (MqStrokeKind)kind, NULL, 0, "5 cm");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (no_lengths); i++)
    refuse (&desk, MQ_STROKE_SIZE, wild, G_N_ELEMENTS (wild), no_lengths[i]);
  refuse (&desk, MQ_STROKE_TEXT, wild, G_N_ELEMENTS (wild), " \n ");
  g_assert_cmpuint (strokes->len, ==, 0);
  g_assert_false (mq_drawing_undo (desk.drawing));

  /* What is no place is left out; the rest stays within the picture. */
  add (&desk, MQ_STROKE_LINE, wild, G_N_ELEMENTS (wild), NULL);
  g_assert_cmpuint (((MqStroke *)strokes->pdata[0])->points->len, ==, 2);
  g_assert_cmpfloat (g_array_index (((MqStroke *)strokes->pdata[0])->points, graphene_point_t, 1).x,
                     ==, 1);

  /* A pen that is never lifted; thousands of strokes. */
  for (guint i = 0; i < 1000000; i++)
    many[i] = GRAPHENE_POINT_INIT ((float)(0.5 + 0.4 * sin (i * 0.7)),
                                   (float)(0.5 + 0.4 * cos (i * 0.011)));
  for (guint i = 0; i < 10000; i++)
    {
      if (i < MQ_DRAWING_MAX_STROKES - 1)
        add (&desk, i % 2 ? MQ_STROKE_CIRCLE : MQ_STROKE_LINE, many, i < 4 ? 1000000 : 5000, NULL);
      else
        refuse (&desk, MQ_STROKE_LINE, many, 3, NULL);
    }
  g_assert_cmpuint (strokes->len, ==, MQ_DRAWING_MAX_STROKES);
  g_assert_cmpuint (((MqStroke *)strokes->pdata[2])->points->len, ==, MQ_DRAWING_MAX_POINTS);
  targets = list_targets (&desk, &n_left_out);
  g_assert_cmpuint (mq_json_length (targets), <=, MQ_TARGETS_MAX);
  /* Two parts are there, and nothing is said of them but that. */
  g_assert_cmpuint (n_left_out, ==, 0);
}

/* The picture that goes with the message has the box that was written by its numbers. */
static void
test_box_in_the_picture (void)
{
  g_autoptr (GBytes) white
      = g_bytes_new_take (memset (g_malloc (320 * 180 * 4), 255, 320 * 180 * 4), 320 * 180 * 4);
  g_autoptr (GdkTexture) frame = gdk_memory_texture_new (320, 180, GDK_MEMORY_R8G8B8A8, white,
                                                         320 * 4);
  GtkWidget *window = gtk_window_new ();
  MqDrawingView *view = g_object_new (MQ_TYPE_DRAWING_VIEW, NULL);
  GObject *left = gtk_widget_get_template_child (GTK_WIDGET (view), MQ_TYPE_DRAWING_VIEW, "left");
  GObject *width = gtk_widget_get_template_child (GTK_WIDGET (view), MQ_TYPE_DRAWING_VIEW, "width");
  GObject *words = gtk_widget_get_template_child (GTK_WIDGET (view), MQ_TYPE_DRAWING_VIEW, "words");
  GObject *height = gtk_widget_get_template_child (GTK_WIDGET (view), MQ_TYPE_DRAWING_VIEW,
                                                   "height");
  g_autoptr (GdkTexture) picture = NULL;
  g_autoptr (JsonArray) targets = NULL;
  g_autofree guchar *pixels = g_malloc (320 * 180 * 4);
  g_auto (Desk) desk = { 0 };

  make_table (&desk);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (view));
  gtk_window_present (GTK_WINDOW (window));
  mq_drawing_view_begin (view, &desk.pick, frame);
  while (!gtk_widget_get_mapped (GTK_WIDGET (view)))
    g_main_context_iteration (NULL, TRUE);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (left), 25);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (width), 50);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (height), 50);
  g_signal_emit_by_name (words, "activate");
  picture = mq_drawing_view_take (view, &targets);
  g_assert_nonnull (picture);
  gdk_texture_download (picture, pixels, 320 * 4);

  /* In the middle of its left edge, and of the box; B, G, R. */
  g_assert_cmpint (pixels[(45 * 320 + 80) * 4], <, 64);
  g_assert_cmpint (pixels[(45 * 320 + 80) * 4 + 2], >, 192);
  g_assert_cmpint (pixels[(45 * 320 + 160) * 4], >, 192);
  gtk_window_destroy (GTK_WINDOW (window));
}

MQ_TEST_PROGRAM (strokes)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  g_test_add_func ("/drawing/under-the-pen", test_under_the_pen);
  g_test_add_func ("/drawing/posed", test_posed);
  g_test_add_func ("/drawing/circle", test_circle);
  g_test_add_func ("/drawing/knob-on-a-door", test_knob_on_a_door);
  g_test_add_func ("/drawing/whole-part", test_whole_part);
  g_test_add_func ("/drawing/arrow", test_arrow);
  g_test_add_func ("/drawing/size", test_size);
  g_test_add_func ("/drawing/size-of-another", test_size_of_another);
  g_test_add_func ("/drawing/text", test_text);
  g_test_add_func ("/drawing/hostile", test_hostile);
  g_test_add_func ("/drawing/box-in-the-picture", test_box_in_the_picture);
  return g_test_run ();
}
