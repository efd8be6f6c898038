/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The named line ranges of a script, see mq-code-part.h. */
#include "app/code/mq-code-part.h"

#include "app/model/mq-report-view.h"
#include "common/asset/mq-asset-names.h"
#include "common/base/mq-each.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_FACTS,
  PROP_FAULTS,
  PROP_CHOSEN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MqCodePart, mq_code_part, G_TYPE_OBJECT)

static void
mq_code_part_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MqCodePart *self = MQ_CODE_PART (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_FACTS:
      g_value_set_string (value, self->facts);
      break;
    case PROP_FAULTS:
      g_value_set_string (value, self->faults);
      break;
    case PROP_CHOSEN:
      g_value_set_boolean (value, self->chosen);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mq_code_part_finalize (GObject *object)
{
  MqCodePart *self = MQ_CODE_PART (object);

  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->facts, g_free);
  g_clear_pointer (&self->faults, g_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->function, g_free);

  G_OBJECT_CLASS (mq_code_part_parent_class)->finalize (object);
}

static void
mq_code_part_class_init (MqCodePartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const char *names[]
      = { [PROP_TITLE] = "title", [PROP_FACTS] = "facts", [PROP_FAULTS] = "faults" };

  object_class->get_property = mq_code_part_get_property;
  object_class->finalize = mq_code_part_finalize;

  properties[PROP_CHOSEN] = g_param_spec_boolean ("chosen", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  for (guint i = PROP_TITLE; i < PROP_CHOSEN; i++)
    properties[i] = g_param_spec_string (names[i], NULL, NULL, NULL,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mq_code_part_init (MqCodePart *self)
{
}

static MqCodePart *
part_new (const char *title, guint first_line, guint last_line)
{
  MqCodePart *self = g_object_new (MQ_TYPE_CODE_PART, NULL);

  self->title = g_strdup (title);
  self->first_line = first_line;
  self->last_line = last_line;

  return self;
}

static gboolean
add_parameters (GListStore *list, MqOutline *outline)
{
  guint n = outline->parameters->len;
  const MqScriptParameter *first = n > 0 ? outline->parameters->pdata[0] : NULL;
  const MqScriptParameter *last = n > 0 ? outline->parameters->pdata[n - 1] : NULL;
  g_autoptr (MqCodePart) part = NULL;

  if (n == 0)
    return FALSE;

  /* Translators: the block of a script in which its dimensions and colours are set. */
  part = part_new (_ ("Values"), first->line, last->line);
  part->facts = g_strdup_printf (ngettext ("%u value", "%u values", n), n);
  g_list_store_append (list, part);
  return TRUE;
}

/**
 * mq_code_part_list:
 * @contents: a version
 * @outline: the outline of its script, or of an edited copy of it
 *
 * Lists the parts with faults first, then the parameters and the other parts. Without a report, the
 * functions of the script are listed instead.
 *
 * Returns: (transfer full): a list of #MqCodePart
 */
GListModel *
mq_code_part_list (MqVersionContents *contents, MqOutline *outline)
{
  JsonObject *report = contents->report;
  GListStore *list = g_list_store_new (MQ_TYPE_CODE_PART);
  g_autoptr (GPtrArray) rows = mq_report_view_list_parts (report, contents->plan, outline);
  gboolean has_parameters = FALSE;

  MQ_EACH (rows, i, const MqPartRow, row)
    {
      const MqOutlineFunction *function;
      g_autoptr (MqCodePart) part = NULL;

      if (!has_parameters && row->faults == NULL)
        has_parameters = add_parameters (list, outline);

      function = row->line > 0 ? mq_outline_find_line (outline, row->line) : NULL;
      part = part_new (row->title, function != NULL ? function->first_line : row->line,
                       function != NULL ? function->last_line : row->line);
      part->id = g_strdup (row->part);
      part->facts = g_strdup (row->facts);
      if (row->faults != NULL)
        part->faults = g_strjoinv ("\n", row->faults);
      g_list_store_append (list, part);
    }
  if (!has_parameters)
    add_parameters (list, outline);
  if (rows->len == 0)
    MQ_EACH (outline->functions, i, const MqOutlineFunction, function)
      {
        g_autoptr (MqCodePart) part
            = part_new (mq_asset_name_translate (MQ_ASSET_NAME_PART, function->title),
                        function->first_line, function->last_line);

        part->function = g_strdup (function->name);
        g_list_store_append (list, part);
      }

  return G_LIST_MODEL (list);
}

/* Whether the user has chosen it. */
void
mq_code_part_set_chosen (MqCodePart *self, gboolean chosen)
{
  if (self->chosen == chosen)
    return;

  self->chosen = chosen;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}

/* Returns: (transfer full): @script, which then shows this part only. The others are hidden, not
 * removed: a modifier of this part may need them. */
char *
mq_code_part_write_script (MqCodePart *self, const char *script)
{
  g_autofree char *quoted = g_strescape (self->id, NULL);

  return g_strdup_printf ("%s\n\nimport bpy\nfor obj in bpy.data.objects:\n"
                          "    obj.hide_render = obj.get(\"part\") != \"%s\"\n",
                          script, quoted);
}
