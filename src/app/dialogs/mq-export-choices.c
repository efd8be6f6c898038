/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The choices of the last export in each format, see mq-export-choices.h. */
#include "app/dialogs/mq-export-choices.h"

#define KEY "export-choices"

/* The members of MqExportOptions that are kept. */
static const struct
{
  const char *name;
  const char *type;
  gsize offset;
} choices[] = {
  { "unit", "s", G_STRUCT_OFFSET (MqExportOptions, unit) },
  { "up", "s", G_STRUCT_OFFSET (MqExportOptions, up) },
  { "size", "d", G_STRUCT_OFFSET (MqExportOptions, size) },
  { "on-ground", "b", G_STRUCT_OFFSET (MqExportOptions, on_ground) },
  { "max-triangles", "u", G_STRUCT_OFFSET (MqExportOptions, max_triangles) },
  { "levels", "b", G_STRUCT_OFFSET (MqExportOptions, levels) },
  { "join", "b", G_STRUCT_OFFSET (MqExportOptions, join) },
  { "textures", "u", G_STRUCT_OFFSET (MqExportOptions, texture_px) },
  { "draco", "b", G_STRUCT_OFFSET (MqExportOptions, draco) },
  { "report", "b", G_STRUCT_OFFSET (MqExportOptions, report) },
};

static void
load_choice (GVariant *kept, guint i, MqExportOptions *options)
{
  gpointer member = G_STRUCT_MEMBER_P (options, choices[i].offset);

  if (*choices[i].type == 's')
    {
      g_autofree char *text = NULL;

      if (g_variant_lookup (kept, choices[i].name, "s", &text))
        g_set_str (member, text);
    }
  else
    g_variant_lookup (kept, choices[i].name, choices[i].type, member);
}

/* Sets what was chosen for the last export in that format; without one, nothing changes.
 * @settings: of the window; @options: options with a format. */
void
mq_export_choices_load (GSettings *settings, MqExportOptions *options)
{
  g_autoptr (GVariant) all = g_settings_get_value (settings, KEY);
  g_autoptr (GVariant) kept = g_variant_lookup_value (all, options->format->id,
                                                      G_VARIANT_TYPE_VARDICT);

  for (guint i = 0; kept != NULL && i < G_N_ELEMENTS (choices); i++)
    load_choice (kept, i, options);
}

static GVariant *
make_variant (const MqExportOptions *options, guint i)
{
  gconstpointer member = G_STRUCT_MEMBER_P (options, choices[i].offset);

  switch (*choices[i].type)
    {
    case 's':
      return g_variant_new_string (*(const char *const *)member);
    case 'd':
      return g_variant_new_double (*(const double *)member);
    case 'u':
      return g_variant_new_uint32 (*(const guint *)member);
    default:
      return g_variant_new_boolean (*(const gboolean *)member);
    }
}

/* Keeps them as the choices for their format. @settings: of the window. */
void
mq_export_choices_save (GSettings *settings, const MqExportOptions *options)
{
  g_autoptr (GVariant) before = g_settings_get_value (settings, KEY);
  GVariantDict all, kept;

  g_variant_dict_init (&all, before);
  g_variant_dict_init (&kept, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (*choices[i].type != 's' || G_STRUCT_MEMBER (char *, options, choices[i].offset) != NULL)
      g_variant_dict_insert_value (&kept, choices[i].name, make_variant (options, i));
  g_variant_dict_insert_value (&all, options->format->id, g_variant_dict_end (&kept));
  g_settings_set_value (settings, KEY, g_variant_dict_end (&all));
}
