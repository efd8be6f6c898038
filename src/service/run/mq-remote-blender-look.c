/* Requests to the client's Blender for a team that uses models: its version and Python API, and
 * views of the asset. Both are optional: if they fail, the run continues without them. */
#include "service/run/mq-remote-blender-private.h"

#include "common/mq-json.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Cut-away views of intersections; more than two cost more tokens than they help. */
#define MAX_CUTS 2

/* Ends a failed step that is optional. */
static gboolean
do_without (MqRemoteBlender *self, const MqStep *step, GError *fault, GError **error)
{
  g_autoptr (GError) why = fault;

  if (mq_remote_blender_is_fatal (why))
    return mq_remote_blender_fail_step (self, step, g_steal_pointer (&why), error);

  return mq_remote_blender_end_step (self, step, MQ_EVENT_STATE_FAILED, why->message, error);
}

/**
 * mq_remote_blender_introspect:
 * @knowledge: (nullable): the indexes of Blenders
 * @error: the run has to end
 *
 * Asks the client for the version of its Blender, and for its Python API if there is no index of
 * it.
 *
 * Returns: %FALSE if the run has to end
 */
gboolean
mq_remote_blender_introspect (MqRemoteBlender *self, MqKnowledge *knowledge, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *version = NULL;
  g_autofree char *text = NULL;
  MqRunEvent *event;
  const char *blender;
  gint64 instruction;
  MqStep step;

  if (!mq_remote_blender_begin_step (self, &step, MQ_TEAM_ROLE_BLENDER,
                                     _ ("Reading Blender’s features"), error))
    return FALSE;

  event = mq_remote_blender_make_instruction (MQ_INSTRUCTION_INTROSPECT);
  event->instruction.have = knowledge != NULL ? mq_knowledge_list (knowledge) : NULL;
  if (event->instruction.have == NULL)
    event->instruction.have = g_new0 (char *, 1);
  result = mq_remote_blender_instruct (self, event, &instruction, &fault);
  if (result == NULL)
    return do_without (self, &step, g_steal_pointer (&fault), error);

  blender = mq_json_get_string (result, "blender", "");
  version = g_strndup (blender, strcspn (blender, "-"));
  mq_asset_state_set_blender (self->asset, version,
                              knowledge != NULL && mq_knowledge_has (knowledge, blender) ? blender
                                                                                         : NULL);

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

/* Labels each picture with the view that the result names. */
static GPtrArray *
label_views (GPtrArray *pictures, JsonArray *images)
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
      g_ptr_array_add (views, mq_asset_state_picture_new (picture->bytes, label));
    }

  return views;
}

/**
 * mq_remote_blender_look:
 * @sheet: put all views on one picture
 * @error: the run has to end
 *
 * Asks the client for small labelled views of the asset, for the team. An unchanged asset is not
 * rendered again.
 *
 * Returns: %FALSE if the run has to end
 */
gboolean
mq_remote_blender_look (MqRemoteBlender *self, gboolean sheet, GError **error)
{
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GPtrArray) pictures = NULL;
  g_autoptr (GPtrArray) views = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  MqRunEvent *event;
  gint64 instruction;
  MqStep step;

  if (self->looked)
    return TRUE;

  self->looked = TRUE;
  if (!mq_remote_blender_begin_step (self, &step, MQ_TEAM_ROLE_BLENDER, _ ("Reviewing the renders"),
                                     error))
    return FALSE;

  event = mq_remote_blender_make_instruction (MQ_INSTRUCTION_RENDER);
  event->instruction.mode = MQ_RENDER_MODE_LOOK;
  event->instruction.cuts = list_cuts (self->asset->report);
  event->instruction.sheet = sheet != FALSE;
  event->instruction.upload = TRUE;
  result = mq_remote_blender_instruct (self, event, &instruction, &fault);
  if (result == NULL)
    return do_without (self, &step, g_steal_pointer (&fault), error);

  if (!(pictures = mq_service_run_read_pictures (self->run, instruction, error)))
    return FALSE;

  views = label_views (pictures, mq_json_get_array (result, "images"));
  mq_asset_state_set_views (self->asset, views);
  text = g_strdup_printf (ngettext ("%u view", "%u views", views->len), views->len);
  return mq_remote_blender_end_step (self, &step, MQ_EVENT_STATE_ENDED, text, error);
}
