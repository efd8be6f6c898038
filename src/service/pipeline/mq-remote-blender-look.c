/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests to the client's Blender for a team that uses models: its version and Python API, views
 * of the asset, and close-ups of its defects. All are optional: if they fail, the run continues
 * without them. */
#include "service/pipeline/mq-remote-blender.h"

#include "common/json/mq-json.h"
#include "service/team/mq-look-choice.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Cut-away views of intersections; more than two cost more tokens than they help. */
#define MAX_CUTS 2

/* Asks the client for the version of its Blender, and for its Python API if there is no index of
 * it. @knowledge: (nullable): the indexes of Blenders. Returns: %FALSE if the run has to end */
gboolean
mq_remote_blender_introspect (MqRemoteBlender *self, MqKnowledge *knowledge, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *version = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  MqRunEvent *event;
  const char *blender;
  gint64 instruction;
  MqStep step;

  if (!mq_remote_blender_begin_step (self, &step, MQ_TEAM_ROLE_BLENDER,
                                     _ ("Reading Blender’s features"), error))
    return FALSE;

  event = mq_remote_blender_make_instruction (MQ_INSTRUCTION_INTROSPECT);
  event->instruction.have = knowledge != NULL ? mq_knowledge_list (knowledge, self->run->owner)
                                              : NULL;
  if (event->instruction.have == NULL)
    event->instruction.have = g_new0 (char *, 1);
  result = mq_remote_blender_instruct (self, event, &instruction, &fault);
  /* Without a Blender nothing is built later, and the models need not be asked. */
  if (result == NULL)
    return mq_remote_blender_is_fatal (fault)
               ? mq_remote_blender_fail_step (self, &step, g_steal_pointer (&fault), error)
               : mq_remote_blender_do_without (self, &step, g_steal_pointer (&fault), error);

  blender = mq_json_get_string (result, "blender", "");
  version = g_strndup (blender, strcspn (blender, "-"));
  g_set_str (&self->asset->blender_version, version);
  name = mq_knowledge_name (blender, self->run->owner);
  if (knowledge != NULL && mq_knowledge_has (knowledge, name))
    g_set_str (&self->asset->blender, name);

  text = g_strdup_printf ("Blender %s", version);
  return mq_remote_blender_end_step (self, &step, MQ_EVENT_STATE_ENDED, text, error);
}

/* The deepest intersections, each of which gets a cut-away view. */
static JsonArray *
list_cuts (JsonObject *report)
{
  JsonArray *penetrations = mq_json_get_array (report, "penetrations");
  JsonArray *cuts = json_array_new ();

  for (guint i = 0; penetrations != NULL && i < json_array_get_length (penetrations)
                    && json_array_get_length (cuts) < MAX_CUTS;
       i++)
    {
      JsonArray *pair = mq_json_get_array (mq_json_element_object (penetrations, i), "objects");

      if (pair != NULL && json_array_get_length (pair) == 2)
        json_array_add_array_element (cuts, json_array_ref (pair));
    }

  return cuts;
}

/* "front-right, camera 18° above"; for the model, so never translated. */
static char *
describe_view (JsonObject *image, gint64 number)
{
  const char *label = mq_json_get_string (image, "label", NULL);
  const char *view = mq_json_get_string (image, "view", NULL);
  int elevation = (int)lround (mq_json_get_double (image, "elevation_deg", 0));

  if (label != NULL)
    return g_strdup (label);
  if (view == NULL)
    return g_strdup_printf ("view %" G_GINT64_FORMAT, number);
  if (elevation == 0 || !json_object_has_member (image, "elevation_deg"))
    return g_strdup (view);

  return g_strdup_printf ("%s, camera %d° %s", view, ABS (elevation),
                          elevation > 0 ? "above" : "below");
}

/* Labels each picture with the view that the result names, and sorts them into views and
 * @closeups. */
static GPtrArray *
label_views (GPtrArray *pictures, JsonArray *images, GPtrArray *closeups)
{
  GPtrArray *views = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_asset_state_picture_free);

  for (guint i = 0; i < pictures->len; i++)
    {
      const MqRunPicture *picture = g_ptr_array_index (pictures, i);
      JsonObject *image = NULL;
      g_autofree char *label = NULL;

      if (picture->number <= json_array_get_length (images))
        image = mq_json_element_object (images, (guint)picture->number - 1);
      if (image == NULL)
        continue;

      label = describe_view (image, picture->number);
      g_ptr_array_add (mq_json_get_array (image, "cameras") != NULL ? closeups : views,
                       mq_asset_state_picture_new (picture->bytes, label));
    }

  return views;
}

static MqRunEvent *
make_look (MqRemoteBlender *self, gboolean sheet)
{
  MqRunEvent *event = mq_remote_blender_make_instruction (MQ_INSTRUCTION_RENDER);

  event->instruction.mode = MQ_RENDER_MODE_LOOK;
  event->instruction.sheet = sheet != FALSE;
  event->instruction.upload = TRUE;
  if (mq_look_is_about_materials (self->asset))
    event->instruction.materials = TRUE;
  return event;
}

/* Has a look made and takes its pictures. @event: (transfer full). @result: (out): the result,
 * %NULL if the client could not make it, which ended the step */
static gboolean
take_look (MqRemoteBlender *self, const MqStep *step, MqRunEvent *event, JsonObject **result,
           GError **error)
{
  g_autoptr (GPtrArray) pictures = NULL;
  g_autoptr (GPtrArray) views = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  gint64 instruction;
  guint count;

  *result = mq_remote_blender_instruct (self, event, &instruction, &fault);
  if (*result == NULL)
    return mq_remote_blender_do_without (self, step, g_steal_pointer (&fault), error);

  if (!(pictures = mq_service_run_read_pictures (self->run, instruction, error)))
    return FALSE;

  count = self->asset->closeups->len;
  views = label_views (pictures, mq_json_get_array (*result, "images"), self->asset->closeups);
  count = views->len + self->asset->closeups->len - count;
  if (views->len > 0)
    mq_asset_state_set_views (self->asset, views);
  text = g_strdup_printf (ngettext ("%u view", "%u views", count), count);
  return mq_remote_blender_end_step (self, step, MQ_EVENT_STATE_ENDED, text, error);
}

/* The close-ups to ask for. @member: those that have it, with it: "objects", before a repair;
 * "camera", the same after it */
static JsonArray *
list_closeups (JsonArray *closeups, const char *when, const char *member)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < mq_json_length (closeups); i++)
    {
      JsonObject *closeup = mq_json_element_object (closeups, i);
      JsonArray *shown = mq_json_get_array (closeup, member);
      g_autofree char *label = g_strdup_printf ("%s: %s", when,
                                                mq_json_get_string (closeup, "label", ""));
      JsonObject *wanted;

      if (shown == NULL)
        continue;

      wanted = mq_json_new ("label:s", label);
      json_object_set_array_member (wanted, member, json_array_ref (shown));
      json_array_add_object_element (list, wanted);
    }

  return list;
}

/* Asks the client for small labelled views of the asset, for the team, and for the close-ups
 * after a repair. An unchanged asset is not rendered again. @sheet: put all views on one
 * picture. Returns: %FALSE if the run has to end */
gboolean
mq_remote_blender_look (MqRemoteBlender *self, gboolean sheet, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (JsonArray) closeups = NULL;
  MqRunEvent *event;
  MqStep step;

  if (self->looked)
    return TRUE;

  self->looked = TRUE;
  if (!mq_remote_blender_begin_step (self, &step, MQ_TEAM_ROLE_BLENDER, _ ("Reviewing the renders"),
                                     error))
    return FALSE;

  event = make_look (self, sheet);
  event->instruction.cuts = list_cuts (self->asset->report);
  event->instruction.inside
      = g_strdup (mq_look_choose_inside (self->asset->plan, self->asset->report));
  closeups = list_closeups (self->closeups, "after", "camera");
  if (json_array_get_length (closeups) > 0)
    event->instruction.closeups = g_steal_pointer (&closeups);
  return take_look (self, &step, event, &result, error);
}

/* The cameras of the close-ups, in their order, from the result's picture of them. */
static JsonArray *
find_cameras (JsonObject *result)
{
  JsonArray *images = mq_json_get_array (result, "images");

  for (guint i = 0; i < mq_json_length (images); i++)
    {
      JsonArray *cameras = mq_json_get_array (mq_json_element_object (images, i), "cameras");

      if (cameras != NULL)
        return cameras;
    }

  return NULL;
}

/* Keeps each camera beside what it shows: a list of one row, as the bridge takes it. */
static void
keep_cameras (JsonArray *closeups, JsonArray *cameras)
{
  for (guint i = 0; i < mq_json_length (closeups) && i < mq_json_length (cameras); i++)
    {
      JsonNode *camera = json_array_get_element (cameras, i);
      JsonArray *rows;

      if (!JSON_NODE_HOLDS_ARRAY (camera))
        continue;

      rows = json_array_new ();
      json_array_add_array_element (rows, json_array_ref (json_node_get_array (camera)));
      json_object_set_array_member (mq_json_element_object (closeups, i), "camera", rows);
    }
}

/* Asks the client for close-ups of the objects of the defects that are to be repaired, and keeps
 * their cameras for the next look. Returns: %FALSE if the run has to end */
gboolean
mq_remote_blender_look_closely (MqRemoteBlender *self, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  JsonArray *closeups = mq_look_list_closeups (self->asset->defects, self->asset->report);
  MqRunEvent *event;
  MqStep step;

  g_assert (self->closeups == NULL);
  self->closeups = closeups;
  if (json_array_get_length (closeups) == 0)
    return TRUE;

  if (!mq_remote_blender_begin_step (self, &step, MQ_TEAM_ROLE_BLENDER,
                                     _ ("Looking closely at the problems found"), error))
    return FALSE;

  event = make_look (self, FALSE);
  event->instruction.views = FALSE;
  event->instruction.closeups = list_closeups (closeups, "before", "objects");
  if (!take_look (self, &step, event, &result, error))
    return FALSE;

  keep_cameras (closeups, find_cameras (result));
  return TRUE;
}

/* Drops the close-ups of defects that are repaired, or not repaired any more. */
void
mq_remote_blender_forget_closeups (MqRemoteBlender *self)
{
  g_clear_pointer (&self->closeups, json_array_unref);
  g_ptr_array_set_size (self->asset->closeups, 0);
}
