/* The shared code context in words: plan, script, what was looked up, measured, seen and tried, rendered the same for every role.
 * What is the same in later requests comes first and is marked so, for providers that cache. */
#include "service/team/mq-role.h"

#include "common/mq-json.h"
#include "service/script/mq-script.h"
#include "service/team/mq-report.h"

#include <math.h>
#include <string.h>

#define MAX_OBJECTS 60
/* Objects of one part that are told one by one. */
#define MAX_PIECES 4
#define MAX_LISTED 12

static void
append_vector (GString *text, JsonArray *vector)
{
  g_string_append_c (text, '(');
  for (guint axis = 0; vector != NULL && axis < json_array_get_length (vector); axis++)
    g_string_append_printf (text, "%s%.4g", axis > 0 ? ", " : "",
                            json_array_get_double_element (vector, axis));
  g_string_append_c (text, ')');
}

static void
append_names (GString *text, JsonArray *names)
{
  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    if (i < MAX_LISTED && mq_json_element_string (names, i) != NULL)
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", mq_json_element_string (names, i));
  if (names != NULL && json_array_get_length (names) > MAX_LISTED)
    g_string_append_printf (text, " and %u more", json_array_get_length (names) - MAX_LISTED);
}

static void
append_line (GString *text, const char *heading, const char *said)
{
  if (said != NULL && *said != '\0')
    g_string_append_printf (text, "%s: %s\n", heading, said);
}

static void
append_parts (GString *text, JsonArray *parts)
{
  g_string_append (text, "Parts (id, count × name, box in m; materials; joins): purpose\n");
  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);
      JsonObject *box = mq_json_get_object (part, "box");

      g_string_append_printf (text, "- %s, %d × %s, ", mq_json_get_string (part, "id", ""),
                              (int)mq_json_get_int (part, "count", 1),
                              mq_json_get_string (part, "name", ""));
      append_vector (text, mq_json_get_array (box, "min"));
      g_string_append (text, " to ");
      append_vector (text, mq_json_get_array (box, "max"));
      g_string_append (text, "; ");
      append_names (text, mq_json_get_array (part, "materials"));
      g_string_append (text, "; joins ");
      append_names (text, mq_json_get_array (part, "joins"));
      g_string_append_printf (text, ": %s\n", mq_json_get_string (part, "purpose", ""));
    }
}

static void
append_materials (GString *text, JsonArray *materials)
{
  g_string_append (text, "Materials (id, label, finish, colour):\n");
  for (guint i = 0; materials != NULL && i < json_array_get_length (materials); i++)
    {
      JsonObject *material = mq_json_element_object (materials, i);

      g_string_append_printf (text, "- %s, %s, %s, %s\n", mq_json_get_string (material, "id", ""),
                              mq_json_get_string (material, "label", ""),
                              mq_json_get_string (material, "finish", ""),
                              mq_json_get_string (material, "color", ""));
    }
}

static void
append_params (GString *text, JsonArray *params)
{
  g_string_append (text, "Parameters:\n");
  for (guint i = 0; params != NULL && i < json_array_get_length (params); i++)
    {
      JsonObject *param = mq_json_element_object (params, i);

      g_string_append_printf (
          text, "- %s = %g (%s, %g..%g): %s\n", mq_json_get_string (param, "name", ""),
          mq_json_get_double (param, "value", 0), mq_json_get_string (param, "unit", ""),
          mq_json_get_double (param, "min", 0), mq_json_get_double (param, "max", 0),
          mq_json_get_string (param, "about", ""));
    }
}

/**
 * mq_context_add_plan:
 *
 * Adds the plan, when there is one: its facts without JSON's quotes and names, which cost a third more.
 */
void
mq_context_add_plan (MqModelRequest *request, MqDraft *draft)
{
  JsonObject *plan = mq_draft_get_plan (draft);
  JsonArray *musts = mq_json_get_array (plan, "must_haves");
  g_autoptr (GString) text = g_string_new ("# Plan\n");

  if (plan == NULL)
    return;

  append_line (text, "Title", mq_json_get_string (plan, "title", NULL));
  append_line (text, "About", mq_json_get_string (plan, "about", NULL));
  append_line (text, "The picture", mq_json_get_string (plan, "seen", NULL));
  append_line (text, "Style", mq_json_get_string (plan, "style", NULL));
  append_line (text, "Notes", mq_json_get_string (plan, "notes", NULL));
  append_line (text, "Stands on the ground",
               mq_json_get_boolean (plan, "grounded", TRUE) ? "yes" : "no");
  append_parts (text, mq_json_get_array (plan, "parts"));
  append_materials (text, mq_json_get_array (plan, "materials"));
  append_params (text, mq_json_get_array (plan, "params"));
  g_string_append (text, "Must-haves:\n");
  for (guint i = 0; musts != NULL && i < json_array_get_length (musts); i++)
    if (mq_json_element_string (musts, i) != NULL)
      g_string_append_printf (text, "- %s\n", mq_json_element_string (musts, i));

  mq_model_request_add_stable (request, MQ_MODEL_USER, text->str);
}

/* Without the toolkit, which is known; as it is when it cannot be cut. */
static char *
dup_script (MqDraft *draft, MqPythonLibrary *library, gboolean numbered)
{
  g_autoptr (MqScript) script = mq_script_new (mq_draft_get_script (draft), NULL);

  if (script == NULL)
    return g_strdup (mq_draft_get_script (draft));

  return numbered ? mq_script_dup_numbered (script, library) : mq_script_dup_own (script, library);
}

/**
 * mq_context_add_script:
 * @library: left out, as the model knows it
 * @numbered: with the line numbers of findings and tracebacks, so the whole of it
 *
 * Adds the script, when there is one.
 */
void
mq_context_add_script (MqModelRequest *request, MqDraft *draft, MqPythonLibrary *library,
                       gboolean numbered)
{
  g_autofree char *script = NULL;
  g_autofree char *text = NULL;

  if (mq_draft_get_script (draft) == NULL)
    return;

  script = dup_script (draft, library, numbered);
  text = g_strdup_printf ("# Script%s\n```python\n%s```\n",
                          numbered ? ", with line numbers" : " (the toolkit's functions left out)",
                          script);
  mq_model_request_add_text (request, MQ_MODEL_USER, text);
}

/**
 * mq_context_add_passages:
 * @passages: (nullable): what was looked up
 *
 * Adds them, with the version they are of.
 */
void
mq_context_add_passages (MqModelRequest *request, JsonArray *passages)
{
  g_autoptr (GString) text = g_string_new ("# Looked up in the Blender at hand\n");
  guint count = passages != NULL ? json_array_get_length (passages) : 0;

  for (guint i = 0; i < count; i++)
    {
      JsonObject *passage = mq_json_element_object (passages, i);

      g_string_append_printf (text, "## %s: %s\n%s\n", mq_json_get_string (passage, "id", ""),
                              mq_json_get_string (passage, "title", ""),
                              mq_json_get_string (passage, "text", ""));
    }

  if (count > 0)
    mq_model_request_add_text (request, MQ_MODEL_USER, text->str);
}

/**
 * mq_context_add_views:
 *
 * Adds what the asset looks like, each picture after its label.
 */
void
mq_context_add_views (MqModelRequest *request, MqDraft *draft)
{
  GPtrArray *views = mq_draft_get_views (draft);

  for (guint i = 0; i < views->len; i++)
    {
      const MqDraftPicture *view = g_ptr_array_index (views, i);
      g_autofree char *label = g_strdup_printf ("View %u: %s", i + 1, view->label);

      mq_model_request_add_text (request, MQ_MODEL_USER, label);
      mq_model_request_add_picture (request, view->bytes, view->media_type);
    }
}

/**
 * mq_context_add_tries:
 *
 * Adds what went wrong before, so that nothing is tried twice.
 */
void
mq_context_add_tries (MqModelRequest *request, MqDraft *draft)
{
  g_autoptr (GString) text = g_string_new ("# What went wrong before, oldest first\n");
  JsonArray *tries = mq_draft_get_tries (draft);

  /* The last one is what is to be mended now. */
  for (guint i = 0; i + 1 < json_array_get_length (tries); i++)
    {
      JsonObject *fault = mq_json_element_object (tries, i);

      g_string_append_printf (text, "- %s: %s\n", mq_json_get_string (fault, "stage", ""),
                              mq_json_get_string (fault, "text", ""));
    }

  if (json_array_get_length (tries) > 1)
    mq_model_request_add_text (request, MQ_MODEL_USER, text->str);
}

static gboolean
read_box (JsonObject *holder, double min[3], double max[3])
{
  JsonObject *box = mq_json_get_object (holder, "box");
  JsonArray *low = mq_json_get_array (box, "min");
  JsonArray *high = mq_json_get_array (box, "max");

  if (low == NULL || high == NULL || json_array_get_length (low) != 3
      || json_array_get_length (high) != 3)
    return FALSE;

  for (guint axis = 0; axis < 3; axis++)
    {
      min[axis] = json_array_get_double_element (low, axis);
      max[axis] = json_array_get_double_element (high, axis);
    }
  return TRUE;
}

/* The box round all objects of a part. */
static gboolean
measure_part (JsonObject *report, const char *id, double min[3], double max[3])
{
  JsonArray *objects = mq_json_get_array (report, "objects");
  gboolean any = FALSE;

  for (guint i = 0; objects != NULL && i < json_array_get_length (objects); i++)
    {
      JsonObject *object = mq_json_element_object (objects, i);
      double low[3];
      double high[3];

      if (g_strcmp0 (mq_json_get_string (object, "part", NULL), id) != 0
          || !read_box (object, low, high))
        continue;
      for (guint axis = 0; axis < 3; axis++)
        {
          min[axis] = any ? MIN (min[axis], low[axis]) : low[axis];
          max[axis] = any ? MAX (max[axis], high[axis]) : high[axis];
        }
      any = TRUE;
    }

  return any;
}

static void
append_box (GString *text, const double min[3], const double max[3])
{
  g_string_append_printf (text, "(%.4g, %.4g, %.4g) to (%.4g, %.4g, %.4g)", min[0], min[1], min[2],
                          max[0], max[1], max[2]);
}

static void
append_object (GString *text, JsonObject *object)
{
  double min[3] = { 0 };
  double max[3] = { 0 };

  read_box (object, min, max);
  g_string_append_printf (text, "- %s: %s ", mq_json_get_string (object, "part", "?"),
                          mq_json_get_string (object, "name", "?"));
  append_box (text, min, max);
  g_string_append_printf (text, ", %d, ", (int)mq_json_get_int (object, "triangles", 0));
  append_names (text, mq_json_get_array (object, "materials"));
  g_string_append_c (text, '\n');
}

/* Many pieces of one part (rivets, leaves) are told in one line. */
static void
append_group (GString *text, JsonObject *report, JsonArray *objects, JsonObject *first, guint count)
{
  const char *part = mq_json_get_string (first, "part", "?");
  gint64 triangles = 0;
  double min[3] = { 0 };
  double max[3] = { 0 };

  for (guint i = 0; i < json_array_get_length (objects); i++)
    {
      JsonObject *object = mq_json_element_object (objects, i);

      if (g_strcmp0 (mq_json_get_string (object, "part", "?"), part) == 0)
        triangles += mq_json_get_int (object, "triangles", 0);
    }

  measure_part (report, part, min, max);
  g_string_append_printf (text, "- %s: %u objects such as %s, together ", part, count,
                          mq_json_get_string (first, "name", "?"));
  append_box (text, min, max);
  g_string_append_printf (text, ", %d, ", (int)triangles);
  append_names (text, mq_json_get_array (first, "materials"));
  g_string_append_c (text, '\n');
}

static guint
count_part (JsonArray *objects, const char *part)
{
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (objects); i++)
    count += g_strcmp0 (mq_json_get_string (mq_json_element_object (objects, i), "part", "?"), part)
             == 0;
  return count;
}

static void
append_objects (GString *text, JsonObject *report)
{
  JsonArray *objects = mq_json_get_array (report, "objects");
  g_autoptr (GHashTable) grouped = g_hash_table_new (g_str_hash, g_str_equal);
  guint lines = 0;

  g_string_append (text, "Objects (part: name, box min to max in m, triangles, materials):\n");
  for (guint i = 0; objects != NULL && i < json_array_get_length (objects); i++)
    {
      JsonObject *object = mq_json_element_object (objects, i);
      const char *part = mq_json_get_string (object, "part", "?");
      guint count = count_part (objects, part);

      if (count > MAX_PIECES && !g_hash_table_add (grouped, (gpointer)part))
        continue;
      if (lines++ >= MAX_OBJECTS)
        continue;
      if (count > MAX_PIECES)
        append_group (text, report, objects, object, count);
      else
        append_object (text, object);
    }
  if (lines > MAX_OBJECTS)
    g_string_append_printf (text, "- and %u lines more\n", lines - MAX_OBJECTS);
}

/* "Parts that touch: legs – seat, …": what answers whether parts are joined, each pair once. */
static void
append_contacts (GString *text, JsonObject *report)
{
  JsonArray *contacts = mq_json_get_array (report, "contacts");
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint count = contacts != NULL ? json_array_get_length (contacts) : 0;

  if (count == 0)
    return;

  g_string_append (text, "Parts that touch: ");
  for (guint i = 0; i < count; i++)
    {
      JsonArray *pair = json_array_get_array_element (contacts, i);
      const char *a;
      const char *b;
      char *line;

      if (pair == NULL || json_array_get_length (pair) != 2)
        continue;
      a = mq_report_get_part (report, json_array_get_string_element (pair, 0));
      b = mq_report_get_part (report, json_array_get_string_element (pair, 1));
      if (g_str_equal (a, b))
        continue;
      line = strcmp (a, b) < 0 ? g_strdup_printf ("%s – %s", a, b)
                               : g_strdup_printf ("%s – %s", b, a);
      if (g_hash_table_size (told) > 0 && !g_hash_table_contains (told, line))
        g_string_append (text, ", ");
      if (!g_hash_table_contains (told, line))
        g_string_append (text, line);
      g_hash_table_add (told, line);
    }
  g_string_append_c (text, '\n');
}

/* Where a part came out by a sixth larger or smaller than it was planned: no fault by itself. */
static void
append_differences (GString *text, JsonObject *plan, JsonObject *report)
{
  JsonArray *parts = mq_json_get_array (plan, "parts");

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);
      double low[3];
      double high[3];
      double min[3];
      double max[3];

      if (!read_box (part, low, high)
          || !measure_part (report, mq_json_get_string (part, "id", ""), min, max))
        continue;
      for (guint axis = 0; axis < 3; axis++)
        {
          double planned = high[axis] - low[axis];
          double measured = max[axis] - min[axis];

          if (fabs (measured - planned) > MAX (planned, measured) / 6
              && fabs (measured - planned) > 0.002)
            g_string_append_printf (
                text, "Other than planned: %s is %.4g m along %c, planned %.4g m\n",
                mq_json_get_string (part, "id", ""), measured, "xyz"[axis], planned);
        }
    }
}

/**
 * mq_context_describe_report:
 * @plan: (nullable): what was meant
 * @report: (nullable): what was measured
 *
 * Returns: (transfer full): its numbers in words; faults are told as defects elsewhere
 */
char *
mq_context_describe_report (JsonObject *plan, JsonObject *report)
{
  GString *text = g_string_new ("# Measured\n");
  JsonObject *whole = mq_json_get_object (report, "whole");

  if (report == NULL)
    return g_string_free (text, FALSE);

  g_string_append (text, "Whole (x, y, z) in m: ");
  append_vector (text, mq_json_get_array (whole, "dimensions_m"));
  g_string_append_printf (text, ", lowest point at z = %.4g m, %d objects, %d triangles\n",
                          mq_json_get_double (whole, "ground_gap_m", 0),
                          (int)mq_json_get_int (whole, "objects", 0),
                          (int)mq_json_get_int (whole, "triangles", 0));
  append_objects (text, report);
  append_contacts (text, report);
  append_differences (text, plan, report);
  return g_string_free (text, FALSE);
}
