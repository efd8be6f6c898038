/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCodeView: one part of the script, as it is written now, built in the sandbox and shown in place
 * of the renders, where it can be turned. No version is made of it. */
#include "app/code/mq-code-view-private.h"

#include "app/model-view/mq-orbit.h"
#include "client/mesh/mq-mesh-preview.h"

#include <glib/gi18n.h>

/* Returns: (transfer full): the script as it is shown */
char *
mq_code_view_dup_text (MqCodeView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

/* @mesh: (nullable): of the part; @problem: (nullable): why there is none */
static void
emit_part (MqCodeView *self, MqMesh *mesh, const char *problem)
{
  g_signal_emit_by_name (self, "part", self->part_title, mesh, problem);
}

/* The others are hidden, not removed: a modifier of this part may need them. */
static char *
write_script_for (const char *script, const char *part)
{
  g_autofree char *quoted = g_strescape (part, NULL);

  return g_strdup_printf ("%s\n\nimport bpy\nfor obj in bpy.data.objects:\n"
                          "    obj.hide_render = obj.get(\"part\") != \"%s\"\n",
                          script, quoted);
}

void
mq_code_view_stop_part (MqCodeView *self)
{
  if (self->part_preview == NULL)
    return;

  mq_workspace_add_ending (self->workspace, mq_mesh_preview_stop (self->part_preview));
  g_clear_object (&self->part_preview);
}

static void
mesh_cb (MqCodeView *self, MqMesh *mesh)
{
  emit_part (self, mesh, NULL);
  mq_code_view_stop_part (self);
}

static void
failed_cb (MqCodeView *self, const char *message)
{
  emit_part (self, NULL, message);
  mq_code_view_stop_part (self);
}

/* Builds the shown script in the sandbox, and emits "part" when that begins, and with the part
 * alone, or with why there is none. */
void
mq_code_view_build_part (MqCodeView *self, MqCodePart *part)
{
  MqWorkerSettings settings = mq_worker_settings_read (mq_workspace_get_blender (self->workspace),
                                                       mq_workspace_get_config (self->workspace));
  g_autofree char *text = mq_code_view_dup_text (self);
  g_autofree char *script = write_script_for (text, part->id);

  g_set_str (&self->part_title, part->title);
  mq_code_view_stop_part (self);
  emit_part (self, NULL, NULL);
  if (!mq_orbit_has_opengl (GTK_WIDGET (self)))
    {
      emit_part (self, NULL, _ ("Turning the model needs OpenGL, which this display lacks"));
      return;
    }

  self->part_preview = mq_mesh_preview_new (mq_workspace_get_library (self->workspace), &settings);
  g_signal_connect_object (self->part_preview, "mesh", G_CALLBACK (mesh_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->part_preview, "failed", G_CALLBACK (failed_cb), self,
                           G_CONNECT_SWAPPED);
  mq_mesh_preview_show (self->part_preview, script);
}
