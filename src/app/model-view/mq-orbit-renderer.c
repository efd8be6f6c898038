/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The OpenGL of the turned asset, see mq-orbit-renderer.h: the shadow of the key light first, then
 * the stage, then the asset, with several samples a pixel. */
#include "app/model-view/mq-orbit-renderer.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"

#include <epoxy/gl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>

#define SHADERS "/org/maquette/Maquette/shaders/orbit-"
#define SAMPLES 4
/* Where a frame takes longer, without a graphics card, it is coarse while the picture moves. */
#define SLOW 20000       /* µs */
#define COARSE 2         /* px of the picture in a pixel of a coarse one, each way */
#define USUAL_WIDTH 1280 /* px of a picture on a large screen */
#define USUAL_HEIGHT 720 /* px */
#define WARM_WIDTH 256   /* px of the frame that warm_up draws */
#define WARM_HEIGHT 144  /* px */
#define SHADOW_SIDE 1024 /* px */
/* How much of the tint those have that are chosen, and those that are pointed at. */
#define CHOSEN_TINT 0.25f
#define POINTED_TINT 0.45f

enum
{
  AT_POSITION,
  AT_NORMAL,
};

/* The lamps of the studio (light.py): degrees from the camera, distance and diameter in sizes of
 * the asset, W of an asset of size 1. */
static const struct
{
  double azimuth;
  double elevation;
  double distance;
  double diameter;
  double power;
  double color[3];
} lights[] = {
  { -46, 50, 2.2, 1.5, 31, { 1, 0.975, 0.95 } },
  { 62, 24, 2.6, 2.2, 7, { 0.94, 0.97, 1 } },
  { 160, 44, 2.4, 1.3, 20, { 1, 1, 1 } },
};

struct _MqOrbitRenderer
{
  GLuint mesh_program;
  GLuint stage_program;
  GLuint shadow_program;

  GLuint empty_array; /* the stage needs no vertices */
  GLuint array;
  GLuint vertices;
  GLuint indices;
  GLuint edges; /* 0 until they are first drawn */

  GLuint shadow_frame;
  GLuint shadow_map;

  GLuint frame; /* with several samples a pixel */
  GLuint color_buffer;
  GLuint depth_buffer;
  int width;
  int height;
  int samples;
  double pixel_time; /* µs that a pixel of the last fine frame took */

  MqMesh *mesh;
};

/* Programs. */

static GLuint
compile (GLenum kind, const char *const *names, GError **error)
{
  g_autoptr (GString) text = g_string_new (
      epoxy_is_desktop_gl () ? "#version 150\n"
                             : "#version 300 es\nprecision highp float;\nprecision highp int;\n");
  const char *source;
  GLuint shader;
  GLint is_compiled;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf (SHADERS "%s.glsl", names[i]);
      g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, error);

      if (bytes == NULL)
        return 0;
      g_string_append_len (text, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }

  source = text->str;
  shader = glCreateShader (kind);
  glShaderSource (shader, 1, &source, NULL);
  glCompileShader (shader);
  glGetShaderiv (shader, GL_COMPILE_STATUS, &is_compiled);
  if (!is_compiled)
    {
      char log[1024] = "";

      glGetShaderInfoLog (shader, sizeof log, NULL, log);
      glDeleteShader (shader);
      mq_fail (error, MQ_ERROR_FAILED, _ ("The graphics driver refuses the shaders: %s"), log);
      return 0;
    }

  return shader;
}

static GLuint
link_program (const char *name, gboolean is_lit, GError **error)
{
  g_autofree char *vertex_name = g_strdup_printf ("%s-vertex", name);
  g_autofree char *fragment_name = g_strdup_printf ("%s-fragment", name);
  const char *const vertex_names[] = { vertex_name, NULL };
  const char *const fragment_names[] = { is_lit ? "light" : fragment_name,
                                         is_lit ? fragment_name : NULL, NULL };
  GLuint vertex = compile (GL_VERTEX_SHADER, vertex_names, error);
  GLuint fragment = vertex != 0 ? compile (GL_FRAGMENT_SHADER, fragment_names, error) : 0;
  GLuint program = 0;
  GLint is_linked = 0;

  if (fragment != 0)
    {
      program = glCreateProgram ();
      glAttachShader (program, vertex);
      glAttachShader (program, fragment);
      glBindAttribLocation (program, AT_POSITION, "position");
      glBindAttribLocation (program, AT_NORMAL, "normal");
      glLinkProgram (program);
      glGetProgramiv (program, GL_LINK_STATUS, &is_linked);
      if (!is_linked)
        {
          mq_fail (error, MQ_ERROR_FAILED, _ ("The graphics driver refuses the shaders: %s"), name);
          glDeleteProgram (program);
          program = 0;
        }
    }

  glDeleteShader (vertex);
  glDeleteShader (fragment);
  return program;
}

/* @error: %MQ_ERROR_FAILED when the context is too old, or its compiler refuses the shaders.
 * Returns: (transfer full) (nullable): a renderer in the current context */
MqOrbitRenderer *
mq_orbit_renderer_new (GError **error)
{
  g_autoptr (MqOrbitRenderer) self = NULL;
  GLint before;
  const GLenum none = GL_NONE;

  if (epoxy_gl_version () < (epoxy_is_desktop_gl () ? 32 : 30))
    return mq_fail_null (error, MQ_ERROR_FAILED,
                         _ ("The graphics driver has neither OpenGL 3.2 nor OpenGL ES 3"));

  self = g_new0 (MqOrbitRenderer, 1);
  if (!(self->mesh_program = link_program ("mesh", TRUE, error))
      || !(self->stage_program = link_program ("stage", TRUE, error))
      || !(self->shadow_program = link_program ("shadow", FALSE, error)))
    return NULL;

  glGetIntegerv (GL_FRAMEBUFFER_BINDING, &before);
  glGenVertexArrays (1, &self->empty_array);

  glGenTextures (1, &self->shadow_map);
  glBindTexture (GL_TEXTURE_2D, self->shadow_map);
  glTexImage2D (GL_TEXTURE_2D, 0, GL_DEPTH_COMPONENT24, SHADOW_SIDE, SHADOW_SIDE, 0,
                GL_DEPTH_COMPONENT, GL_UNSIGNED_INT, NULL);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_COMPARE_MODE, GL_COMPARE_REF_TO_TEXTURE);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_COMPARE_FUNC, GL_LEQUAL);

  glGenFramebuffers (1, &self->shadow_frame);
  glBindFramebuffer (GL_FRAMEBUFFER, self->shadow_frame);
  glFramebufferTexture2D (GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_TEXTURE_2D, self->shadow_map, 0);
  glDrawBuffers (1, &none);
  glReadBuffer (GL_NONE);

  glBindFramebuffer (GL_FRAMEBUFFER, (GLuint)before);
  return g_steal_pointer (&self);
}

static void
drop_frame (MqOrbitRenderer *self)
{
  glDeleteFramebuffers (1, &self->frame);
  glDeleteRenderbuffers (1, &self->color_buffer);
  glDeleteRenderbuffers (1, &self->depth_buffer);
  self->frame = self->color_buffer = self->depth_buffer = 0;
}

static void
drop_mesh (MqOrbitRenderer *self)
{
  glDeleteVertexArrays (1, &self->array);
  glDeleteBuffers (1, &self->vertices);
  glDeleteBuffers (1, &self->indices);
  glDeleteBuffers (1, &self->edges);
  self->array = self->vertices = self->indices = self->edges = 0;
  g_clear_object (&self->mesh);
}

void
mq_orbit_renderer_free (MqOrbitRenderer *self)
{
  drop_mesh (self);
  drop_frame (self);
  glDeleteFramebuffers (1, &self->shadow_frame);
  glDeleteTextures (1, &self->shadow_map);
  glDeleteVertexArrays (1, &self->empty_array);
  glDeleteProgram (self->mesh_program);
  glDeleteProgram (self->stage_program);
  glDeleteProgram (self->shadow_program);
  g_free (self);
}

/* @mesh: the mesh to draw; it is copied to the graphics card */
void
mq_orbit_renderer_set_mesh (MqOrbitRenderer *self, MqMesh *mesh)
{
  if (self->mesh == mesh)
    return;

  drop_mesh (self);
  self->mesh = g_object_ref (mesh);
  glGenVertexArrays (1, &self->array);
  glBindVertexArray (self->array);
  glGenBuffers (1, &self->vertices);
  glBindBuffer (GL_ARRAY_BUFFER, self->vertices);
  glBufferData (GL_ARRAY_BUFFER, (GLsizeiptr)(mesh->vertices->len * sizeof (MqMeshVertex)),
                mesh->vertices->data, GL_STATIC_DRAW);
  glEnableVertexAttribArray (AT_POSITION);
  glVertexAttribPointer (AT_POSITION, 3, GL_FLOAT, GL_FALSE, sizeof (MqMeshVertex),
                         GSIZE_TO_POINTER (G_STRUCT_OFFSET (MqMeshVertex, position)));
  glEnableVertexAttribArray (AT_NORMAL);
  glVertexAttribPointer (AT_NORMAL, 3, GL_FLOAT, GL_FALSE, sizeof (MqMeshVertex),
                         GSIZE_TO_POINTER (G_STRUCT_OFFSET (MqMeshVertex, normal)));
  glGenBuffers (1, &self->indices);
  glBindBuffer (GL_ELEMENT_ARRAY_BUFFER, self->indices);
  glBufferData (GL_ELEMENT_ARRAY_BUFFER, (GLsizeiptr)(mesh->indices->len * sizeof (guint32)),
                mesh->indices->data, GL_STATIC_DRAW);
  glBindVertexArray (0);
}

/* Drawing. */

static void
set_number (GLuint program, const char *name, double value)
{
  glUniform1f (glGetUniformLocation (program, name), (float)value);
}

static void
set_vector (GLuint program, const char *name, const double vector[3])
{
  glUniform3f (glGetUniformLocation (program, name), (float)vector[0], (float)vector[1],
               (float)vector[2]);
}

static void
set_matrix (GLuint program, const char *name, const float matrix[16])
{
  glUniformMatrix4fv (glGetUniformLocation (program, name), 1, GL_FALSE, matrix);
}

/* Puts a part where it is in the pose. */
static void
set_place (GLuint program, MqMotion *motion, const char *object)
{
  float place[16] = { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1 };

  if (motion != NULL)
    mq_motion_place (motion, object, place);
  set_matrix (program, "pose", place);
}

/* Draws those parts that are chosen. */
static void
draw_chosen (MqOrbitRenderer *self, const MqOrbitMarks *marks)
{
  MQ_EACH_VALUE (self->mesh->parts, i, const MqMeshPart, part)
    {
      if (!mq_selection_has_object (marks->chosen, part->name))
        continue;
      set_place (self->mesh_program, marks->motion, part->name);
      glDrawElements (GL_TRIANGLES, (GLsizei)part->n_indices, GL_UNSIGNED_INT,
                      GSIZE_TO_POINTER (part->first * sizeof (guint32)));
    }
}

/* Draws a line round what is chosen, also where something stands before that. It is white outside
 * and blue inside, so it differs from all colours. */
static void
draw_outline (MqOrbitRenderer *self, const MqOrbitMarks *marks)
{
  static const float lines[][4] = { { 1, 1, 1, 1 }, { 0.102f, 0.373f, 0.706f, 1 } };
  static const float ways[][2] = { { 1, 1 }, { -1, 1 }, { 1, -1 }, { -1, -1 } };
  GLint color = glGetUniformLocation (self->mesh_program, "color");
  GLint shift = glGetUniformLocation (self->mesh_program, "shift");
  float wide = CLAMP ((float)self->height / 200, self->samples > 0 ? 2 : 1, 5); /* px */

  glUniform1i (glGetUniformLocation (self->mesh_program, "is_line"), 1);
  glDisable (GL_DEPTH_TEST);
  glEnable (GL_STENCIL_TEST);
  glStencilFunc (GL_ALWAYS, 1, 0xff);
  glStencilOp (GL_KEEP, GL_KEEP, GL_REPLACE);
  glColorMask (GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
  draw_chosen (self, marks);
  glColorMask (GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  glStencilFunc (GL_NOTEQUAL, 1, 0xff);
  glStencilOp (GL_KEEP, GL_KEEP, GL_KEEP);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    for (guint j = 0; j < G_N_ELEMENTS (ways); j++)
      {
        float far = i == 0 ? wide : wide / 2;

        glUniform4fv (color, 1, lines[i]);
        glUniform2f (shift, 2 * far * ways[j][0] / (float)self->width,
                     2 * far * ways[j][1] / (float)self->height);
        draw_chosen (self, marks);
      }
  glUniform2f (shift, 0, 0);
  glDisable (GL_STENCIL_TEST);
}

/* Draws the triangles, or with @of 2 the edges, of all parts; each in its place if there is a pose.
 */
static void
draw_all (MqOrbitRenderer *self, GLuint program, MqMotion *motion, GLenum mode, guint of)
{
  gboolean is_posed = motion != NULL && mq_motion_is_posed (motion);

  if (!is_posed)
    {
      set_place (program, NULL, NULL);
      glDrawElements (mode, (GLsizei)(of * self->mesh->indices->len), GL_UNSIGNED_INT, NULL);
    }
  for (guint i = 0; is_posed && i < self->mesh->parts->len; i++)
    {
      const MqMeshPart *part = &g_array_index (self->mesh->parts, MqMeshPart, i);

      set_place (program, motion, part->name);
      glDrawElements (mode, (GLsizei)(of * part->n_indices), GL_UNSIGNED_INT,
                      GSIZE_TO_POINTER (of * part->first * sizeof (guint32)));
    }
}

/* Uses a program whose fragments are lit. */
static void
use_lit (MqOrbitRenderer *self, GLuint program, const MqOrbitCamera *camera,
         const MqOrbitSight *sight, const float shadow_matrix[16])
{
  double foot[3];

  for (guint axis = 0; axis < 2; axis++)
    foot[axis] = ((double)self->mesh->low[axis] + self->mesh->high[axis]) / 2;
  foot[2] = self->mesh->low[2];

  glUseProgram (program);
  set_vector (program, "eye", sight->eye);
  set_vector (program, "foot", foot);
  set_number (program, "size", camera->size);
  set_matrix (program, "shadow_matrix", shadow_matrix);
  glUniform1i (glGetUniformLocation (program, "shadow_map"), 0);
  for (guint i = 0; i < G_N_ELEMENTS (lights); i++)
    {
      g_autofree char *place_name = g_strdup_printf ("light_place[%u]", i);
      g_autofree char *power_name = g_strdup_printf ("light_power[%u]", i);
      g_autofree char *radius_name = g_strdup_printf ("light_radius[%u]", i);
      double place[3], power[3];

      double right[3], up[3], way[3];

      mq_orbit_find_axes (camera->azimuth + lights[i].azimuth, lights[i].elevation, right, up, way);
      for (guint axis = 0; axis < 3; axis++)
        place[axis] = ((double)self->mesh->low[axis] + self->mesh->high[axis]) / 2
                      + way[axis] * lights[i].distance * camera->size;

      for (guint c = 0; c < 3; c++)
        power[c] = lights[i].power * lights[i].color[c] * camera->size * camera->size;
      set_vector (program, place_name, place);
      set_vector (program, power_name, power);
      set_number (program, radius_name, lights[i].diameter / 2 * camera->size);
    }
}

/* Draws those parts that are opaque, or those that are not, which come last. */
static void
draw_parts (MqOrbitRenderer *self, MqOrbitMode mode, const MqOrbitMarks *marks, gboolean opaque)
{
  gboolean colored = mode == MQ_ORBIT_COLORS || mode == MQ_ORBIT_DIMENSIONS;
  float grey = mode == MQ_ORBIT_CLAY ? 0.5f : 0.75f;
  GLint color = glGetUniformLocation (self->mesh_program, "color");
  GLint metallic = glGetUniformLocation (self->mesh_program, "metallic");
  GLint roughness = glGetUniformLocation (self->mesh_program, "roughness");
  GLint tint = glGetUniformLocation (self->mesh_program, "tint");
  GLint is_met = glGetUniformLocation (self->mesh_program, "is_met");

  MQ_EACH_VALUE (self->mesh->parts, i, const MqMeshPart, part)
    {
      if ((colored && part->color[3] < 1) == opaque)
        continue;

      if (colored)
        glUniform4fv (color, 1, part->color);
      else
        glUniform4f (color, grey, grey, grey, 1);
      glUniform1f (tint,
                   marks->pointed != NULL && g_hash_table_contains (marks->pointed, part->name)
                       ? POINTED_TINT
                   : marks->chosen != NULL && mq_selection_has_object (marks->chosen, part->name)
                       ? CHOSEN_TINT
                       : 0);
      glUniform1i (is_met, marks->motion != NULL && mq_motion_is_met (marks->motion, part->name));
      set_place (self->mesh_program, marks->motion, part->name);
      glUniform1f (metallic, colored ? part->metallic : 0);
      glUniform1f (roughness, colored ? part->roughness : 0.8f);
      glDrawElements (GL_TRIANGLES, (GLsizei)part->n_indices, GL_UNSIGNED_INT,
                      GSIZE_TO_POINTER (part->first * sizeof (guint32)));
    }
}

static void
draw_asset (MqOrbitRenderer *self, const MqOrbitSight *sight, MqOrbitMode mode,
            const MqOrbitMarks *marks)
{
  set_matrix (self->mesh_program, "matrix", sight->matrix);
  glUniform1i (glGetUniformLocation (self->mesh_program, "is_line"), 0);
  glEnable (GL_DEPTH_TEST);
  glBlendFuncSeparate (GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE);
  glBindVertexArray (self->array);
  glBindBuffer (GL_ELEMENT_ARRAY_BUFFER, self->indices);
  if (mode == MQ_ORBIT_WIREFRAME)
    {
      /* Pushes the surfaces back, so that the edges lie before them. */
      glEnable (GL_POLYGON_OFFSET_FILL);
      glPolygonOffset (1, 1);
    }
  draw_parts (self, mode, marks, TRUE);
  glDisable (GL_POLYGON_OFFSET_FILL);
  if (mode == MQ_ORBIT_WIREFRAME)
    {
      glUniform1i (glGetUniformLocation (self->mesh_program, "is_line"), 1);
      glUniform4f (glGetUniformLocation (self->mesh_program, "color"), 0.1f, 0.1f, 0.12f, 0.4f);
      if (self->edges == 0)
        {
          GArray *indices = self->mesh->indices;
          g_autofree guint32 *edges = g_new (guint32, 2 * (gsize)indices->len);

          /* OpenGL ES cannot draw triangles as lines. */
          for (guint i = 0; i < indices->len; i++)
            {
              guint next = i % 3 == 2 ? i - 2 : i + 1;

              edges[2 * i] = g_array_index (indices, guint32, i);
              edges[2 * i + 1] = g_array_index (indices, guint32, next);
            }
          glGenBuffers (1, &self->edges);
          glBindBuffer (GL_ELEMENT_ARRAY_BUFFER, self->edges);
          glBufferData (GL_ELEMENT_ARRAY_BUFFER, (GLsizeiptr)(2 * indices->len * sizeof (guint32)),
                        edges, GL_STATIC_DRAW);
        }
      else
        glBindBuffer (GL_ELEMENT_ARRAY_BUFFER, self->edges);
      glEnable (GL_BLEND);
      draw_all (self, self->mesh_program, marks->motion, GL_LINES, 2);
      glDisable (GL_BLEND);
    }

  glEnable (GL_BLEND);
  glDepthMask (GL_FALSE);
  draw_parts (self, mode, marks, FALSE);
  glDepthMask (GL_TRUE);
  glDisable (GL_BLEND);
  if (marks->chosen != NULL && *marks->chosen->titles != '\0')
    draw_outline (self, marks);
}

/* A frame of the picture's size, with as many samples a pixel as the driver has, up to @samples. */
static void
bind_frame (MqOrbitRenderer *self, int width, int height, int samples)
{
  GLint most;

  if (self->frame != 0 && self->width == width && self->height == height
      && self->samples == samples)
    {
      glBindFramebuffer (GL_FRAMEBUFFER, self->frame);
      return;
    }

  drop_frame (self);
  glGetIntegerv (GL_MAX_SAMPLES, &most);
  glGenRenderbuffers (1, &self->color_buffer);
  glBindRenderbuffer (GL_RENDERBUFFER, self->color_buffer);
  glRenderbufferStorageMultisample (GL_RENDERBUFFER, MIN (samples, most), GL_RGBA8, width, height);
  glGenRenderbuffers (1, &self->depth_buffer);
  glBindRenderbuffer (GL_RENDERBUFFER, self->depth_buffer);
  glRenderbufferStorageMultisample (GL_RENDERBUFFER, MIN (samples, most), GL_DEPTH24_STENCIL8,
                                    width, height);
  glGenFramebuffers (1, &self->frame);
  glBindFramebuffer (GL_FRAMEBUFFER, self->frame);
  glFramebufferRenderbuffer (GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER,
                             self->color_buffer);
  glFramebufferRenderbuffer (GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT, GL_RENDERBUFFER,
                             self->depth_buffer);
  self->width = width;
  self->height = height;
  self->samples = samples;
}

/* Draws into the frame. */
static void
draw_frame (MqOrbitRenderer *self, const MqOrbitCamera *camera, MqOrbitMode mode,
            const MqOrbitMarks *marks, int width, int height, int samples)
{
  MqOrbitSight sight = mq_orbit_camera_look (camera, (double)width / MAX (height, 1));
  float shadow_matrix[16];
  double axes[3][3];
  double right[3];
  double up[3];

  /* The key light's view, without perspective, of the asset and of the ground that its shadow falls
   * on. */
  mq_orbit_find_axes (camera->azimuth + lights[0].azimuth, lights[0].elevation, axes[0], axes[1],
                      axes[2]);
  for (guint row = 0; row < 3; row++)
    {
      double scale = row == 2 ? -1 / (1.6 * camera->size) : 1 / (0.8 * camera->size);
      double middle = 0;

      for (guint axis = 0; axis < 3; axis++)
        {
          shadow_matrix[4 * axis + row] = (float)(axes[row][axis] * scale);
          middle += axes[row][axis] * ((double)self->mesh->low[axis] + self->mesh->high[axis]) / 2;
        }
      shadow_matrix[12 + row] = (float)(-middle * scale);
    }
  shadow_matrix[3] = shadow_matrix[7] = shadow_matrix[11] = 0;
  shadow_matrix[15] = 1;

  glBindFramebuffer (GL_FRAMEBUFFER, self->shadow_frame);
  glViewport (0, 0, SHADOW_SIDE, SHADOW_SIDE);
  glEnable (GL_DEPTH_TEST);
  glDepthMask (GL_TRUE);
  glClear (GL_DEPTH_BUFFER_BIT);
  glUseProgram (self->shadow_program);
  set_matrix (self->shadow_program, "matrix", shadow_matrix);
  glBindVertexArray (self->array);
  glBindBuffer (GL_ELEMENT_ARRAY_BUFFER, self->indices);
  draw_all (self, self->shadow_program, marks->motion, GL_TRIANGLES, 1);

  bind_frame (self, width, height, samples);
  glViewport (0, 0, width, height);
  glClear (GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT);
  glActiveTexture (GL_TEXTURE0);
  glBindTexture (GL_TEXTURE_2D, self->shadow_map);
  use_lit (self, self->stage_program, camera, &sight, shadow_matrix);

  for (guint axis = 0; axis < 3; axis++)
    {
      right[axis] = sight.right[axis] * sight.half_width;
      up[axis] = sight.up[axis] * sight.half_height;
    }
  set_vector (self->stage_program, "right", right);
  set_vector (self->stage_program, "up", up);
  set_vector (self->stage_program, "back", sight.back);
  glDisable (GL_DEPTH_TEST);
  glBindVertexArray (self->empty_array);
  glDrawArrays (GL_TRIANGLES, 0, 3);

  use_lit (self, self->mesh_program, camera, &sight, shadow_matrix);
  draw_asset (self, &sight, mode, marks);
  glBindVertexArray (0);
}

/* Draws into the frame with several samples a pixel, and measures that. */
static void
draw_fine (MqOrbitRenderer *self, const MqOrbitCamera *camera, MqOrbitMode mode,
           const MqOrbitMarks *marks, int width, int height)
{
  gint64 started = g_get_monotonic_time ();

  draw_frame (self, camera, mode, marks, width, height, SAMPLES);
  glFinish ();
  self->pixel_time = (double)(g_get_monotonic_time () - started)
                     / (MAX (width, 1) * MAX (height, 1));
}

/* Copies the frame to @target, as large as that is. */
static void
copy_frame (MqOrbitRenderer *self, GLuint target, int width, int height)
{
  glBindFramebuffer (GL_READ_FRAMEBUFFER, self->frame);
  glBindFramebuffer (GL_DRAW_FRAMEBUFFER, target);
  glBlitFramebuffer (0, 0, self->width, self->height, 0, 0, width, height, GL_COLOR_BUFFER_BIT,
                     self->width == width ? GL_NEAREST : GL_LINEAR);
}

/* Draws a small picture that nobody sees: drivers compile shaders, and copy the mesh, when they
 * first draw. Then it is known how fast they are. @camera: where it is seen from. */
void
mq_orbit_renderer_warm_up (MqOrbitRenderer *self, const MqOrbitCamera *camera)
{
  const MqOrbitMarks none = { NULL, NULL, NULL };
  GLint target;

  g_return_if_fail (self->mesh != NULL);

  glGetIntegerv (GL_FRAMEBUFFER_BINDING, &target);
  for (guint i = 0; i < 2; i++)
    draw_fine (self, camera, MQ_ORBIT_COLORS, &none, WARM_WIDTH, WARM_HEIGHT);
  if (mq_orbit_renderer_is_slow (self, USUAL_WIDTH, USUAL_HEIGHT))
    {
      GLuint texture, coarse;

      glGenTextures (1, &texture);
      glBindTexture (GL_TEXTURE_2D, texture);
      glTexImage2D (GL_TEXTURE_2D, 0, GL_RGBA8, COARSE * WARM_WIDTH, COARSE * WARM_HEIGHT, 0,
                    GL_RGBA, GL_UNSIGNED_BYTE, NULL);
      glGenFramebuffers (1, &coarse);
      glBindFramebuffer (GL_FRAMEBUFFER, coarse);
      glFramebufferTexture2D (GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
      draw_frame (self, camera, MQ_ORBIT_COLORS, &none, WARM_WIDTH, WARM_HEIGHT, 0);
      copy_frame (self, coarse, COARSE * WARM_WIDTH, COARSE * WARM_HEIGHT);
      glFinish ();
      glDeleteFramebuffers (1, &coarse);
      glDeleteTextures (1, &texture);
    }
  glBindFramebuffer (GL_FRAMEBUFFER, (GLuint)target);
}

/* @width: of the picture, px; @height: of the picture, px. Returns: whether a picture that moves
 * is drawn coarsely, because others would take too long */
gboolean
mq_orbit_renderer_is_slow (MqOrbitRenderer *self, int width, int height)
{
  return self->pixel_time * width * height > SLOW;
}

/* Draws into the frame buffer that is bound, and leaves it bound. @camera: where it is seen
 * from; @mode: how it is shown; @marks: the objects to set off from the others; @width: of the
 * picture, px; @height: of the picture, px; @moves: whether another picture follows soon. */
void
mq_orbit_renderer_draw (MqOrbitRenderer *self, const MqOrbitCamera *camera, MqOrbitMode mode,
                        const MqOrbitMarks *marks, int width, int height, gboolean moves)
{
  gboolean coarse = moves && mq_orbit_renderer_is_slow (self, width, height);
  GLint target;

  g_return_if_fail (self->mesh != NULL);

  glGetIntegerv (GL_FRAMEBUFFER_BINDING, &target);
  if (coarse)
    draw_frame (self, camera, mode, marks, MAX (width / COARSE, 1), MAX (height / COARSE, 1), 0);
  else
    draw_fine (self, camera, mode, marks, width, height);
  copy_frame (self, (GLuint)target, width, height);
  glBindFramebuffer (GL_FRAMEBUFFER, (GLuint)target);
}
