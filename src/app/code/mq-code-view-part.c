/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCodeView: one part of the script, as it is written now, built in the sandbox and shown in a
 * dialog where it can be turned. No version is made of it. */
#include "app/code/mq-code-view-private.h"

#include "app/model-view/mq-orbit.h"
#include "client/mesh/mq-mesh-preview.h"

#include <glib/gi18n.h>

/* The others are hidden, not removed: a modifier of this part may need them. */
static char *
write_script_for (const char *script, const char *part)
{
  g_autofree char *quoted = g_strescape (part, NULL);

  return g_strdup_printf ("%s\n\nimport bpy\nfor obj in bpy.data.objects:\n"
                          "    obj.hide_render = obj.get(\"part\") != \"%s\"\n",
                          script, quoted);
}

static void
show_mesh_cb (MqOrbit *orbit, MqMesh *mesh)
{
  AdwDialog *dialog = ADW_DIALOG (gtk_widget_get_ancestor (GTK_WIDGET (orbit), ADW_TYPE_DIALOG));

  mq_orbit_show_mesh (orbit, mesh, NULL, adw_dialog_get_title (dialog), FALSE);
}

void
mq_code_view_stop_part (MqCodeView *self)
{
  if (self->part_preview == NULL)
    return;

  mq_workspace_add_ending (self->workspace, mq_mesh_preview_stop (self->part_preview));
  g_clear_object (&self->part_preview);
}

/* Builds the shown script in the sandbox, and shows the part alone in a dialog. If the script
 * fails, the dialog says why. */
void
mq_code_view_build_part (MqCodeView *self, MqCodePart *part)
{
  MqWorkerSettings settings = mq_worker_settings_read (mq_workspace_get_blender (self->workspace),
                                                       mq_workspace_get_config (self->workspace));
  g_autofree char *text = mq_code_view_dup_text (self);
  g_autofree char *script = write_script_for (text, part->id);
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  MqOrbit *orbit = g_object_new (MQ_TYPE_ORBIT, NULL);

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (orbit));
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_title (dialog, part->title);
  adw_dialog_set_content_width (dialog, 720);
  adw_dialog_set_content_height (dialog, 540);
  g_signal_connect_object (dialog, "closed", G_CALLBACK (mq_code_view_stop_part), self,
                           G_CONNECT_SWAPPED);

  mq_code_view_stop_part (self);
  self->part_preview = mq_mesh_preview_new (mq_workspace_get_library (self->workspace), &settings);
  g_signal_connect_object (self->part_preview, "mesh", G_CALLBACK (show_mesh_cb), orbit,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->part_preview, "failed", G_CALLBACK (mq_orbit_show_problem), orbit,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));

  if (mq_orbit_has_opengl (GTK_WIDGET (self)))
    mq_mesh_preview_show (self->part_preview, script);
  else
    mq_orbit_show_problem (orbit, _ ("Turning the model needs OpenGL, which this display lacks"));
}
