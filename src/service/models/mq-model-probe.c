/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Test of a model, see mq-model-probe.h. */
#include "service/models/mq-model-probe.h"

#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script.h"

#include <string.h>

/* Enough for models that think before they answer. */
#define MAX_TOKENS 2000
#define MAX_SCRIPT_TOKENS 8000

/* Signature and header of the pictures: 64 × 64 pixels of RGB. */
#define HEAD "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAA"

/* Each with a PNG of that colour in base64, as `convert -size 64x64 xc:#e01b24` makes one. */
static const struct
{
  const char *name;
  const char *picture;
} colours[] = {
  { "red", HEAD "UElEQVR42u3PQQkAAAgEsOvh1/6ZjGIE38JgBZapfi0CAgICAgICAgICAgICAgICAgIC"
                "AgICAgICAgICAgICAgICAgICAgICAgICAgICApcFTY3xAKX1ELEAAAAASUVORK5CYII=" },
  { "green", HEAD "T0lEQVR42u3PQQkAAAgEsEtjN2uZ1Ai+hcEKLDX9WgQEBAQEBAQEBAQEBAQEBAQEBAQE"
                  "BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQELgvzyBEeZAn0DwAAAABJRU5ErkJggg==" },
  { "blue", HEAD "T0lEQVR42u3PQQkAAAgEsMthOUsa0Ai+hcEKLNXzWgQEBAQEBAQEBAQEBAQEBAQEBAQE"
                 "BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQELgspBdEP+QrwzAAAAABJRU5ErkJggg==" },
  { "yellow", HEAD "UElEQVR42u3PQQkAAAgEsCtk/yB28W0E38JgBZbpei0CAgICAgICAgICAgICAgICAgIC"
                   "AgICAgICAgICAgICAgICAgICAgICAgICAgICApcFHWth0iwKUugAAAAASUVORK5CYII=" },
  { "purple", HEAD "T0lEQVR42u3PQQkAAAgEsCtmOHsY1gi+hcEKLF3zWgQEBAQEBAQEBAQEBAQEBAQEBAQE"
                   "BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQELgsTf6E8IkPRbgAAAABJRU5ErkJggg==" },
  { "orange", HEAD "TElEQVR42u3PQQkAAAgEsIttey+Cb2GwAstOXouAgICAgICAgICAgICAgICAgICAgICA"
                   "gICAgICAgICAgICAgICAgICAgICAgICAwKVEkXFaDR1c3gAAAABJRU5ErkJggg==" },
  { "white", HEAD "S0lEQVR42u3PMQ0AAAwDoPo33UrYvQQckD4XAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
                  "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAYHLAMpT0sIcNbcEAAAAAElFTkSuQmCC" },
  { "black", HEAD "IklEQVR42u3BAQ0AAADCoPdPbQ8HFAAAAAAAAAAAAAAA8G4wQAAB7OHIlwAAAABJRU5E"
                  "rkJggg==" },
};

/* An object whose only member is the name of a colour. */
static JsonObject *
make_schema (void)
{
  JsonArray *names = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (colours); i++)
    json_array_add_string_element (names, colours[i].name);
  json_array_add_string_element (names, "none");
  return mq_json_new ("type:s properties:o required:a additionalProperties:b", "object",
                      mq_json_new ("colour:o", mq_json_new ("type:s enum:a", "string", names)),
                      mq_json_from_strings ((const char *[]){ "colour" }, 1), FALSE);
}

typedef struct
{
  MqModel *model;
  DexFuture *dropped;
  MqModelUsage spent;
} Probe;

static void
spend (Probe *probe, const MqModelUsage *usage)
{
  if (usage == NULL)
    return;

  probe->spent.input += usage->input;
  probe->spent.output += usage->output;
  probe->spent.cost = probe->spent.cost < 0 || usage->cost < 0 ? -1
                                                               : probe->spent.cost + usage->cost;
}

static MqModelAnswer *
ask (Probe *probe, MqModelRequest *request, GError **error)
{
  g_autoptr (GError) why = NULL;
  MqModelAnswer *answer;

  if (request->max_tokens == 0)
    request->max_tokens = MAX_TOKENS;
  answer = dex_await_object (
      mq_fiber_unless (probe->dropped,
                       mq_model_ask (probe->model, request, NULL, NULL, NULL, NULL)),
      &why);
  spend (probe, answer != NULL ? &answer->usage : mq_model_error_get_usage (why));
  if (answer == NULL)
    g_propagate_error (error, g_steal_pointer (&why));
  return answer;
}

static MqModelRequest *
make_request (const char *task, const char *question)
{
  MqModelRequest *request = mq_model_request_new ("probe", task);

  mq_model_request_add_text (request, MQ_MODEL_SYSTEM,
                             "A program tries out what you can do. Answer as briefly as you can.");
  mq_model_request_add_text (request, MQ_MODEL_USER, question);
  return request;
}

static void
offer_tool (MqModelRequest *request)
{
  g_autoptr (JsonObject) parameters = make_schema ();

  mq_model_request_add_tool (request, "report_colour", "Takes the name of a colour.", parameters);
}

/* Whether the answer names the colour, in the tool's argument or in its text. */
static gboolean
says_colour (MqModelAnswer *answer, const char *colour)
{
  GPtrArray *calls = answer->calls;
  g_autofree char *text = g_ascii_strdown (answer->text, -1);

  for (guint i = 0; i < calls->len; i++)
    {
      MqModelPart *call = g_ptr_array_index (calls, i);

      if (call->arguments != NULL)
        return g_str_equal (mq_json_get_string (call->arguments, "colour", ""), colour);
    }

  return strstr (text, colour) != NULL;
}

/* Whether the server refused a feature of the request, rather than being unreachable. */
static gboolean
is_about_request (const GError *error)
{
  return g_error_matches (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_REQUEST)
         || g_error_matches (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER)
         || g_error_matches (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_REFUSED);
}

/* Sends a picture and a tool together; when refused, the tool alone; when refused again, text
 * alone. */
static gboolean
try_picture_and_tool (Probe *probe, MqModelFindings *known, GError **error)
{
  guint at = (guint)g_random_int_range (0, G_N_ELEMENTS (colours));
  g_autoptr (MqModelRequest) both = make_request (
      "picture and tool", "Which colour is this picture? Call report_colour with it; "
                          "with “none” when you see no picture.");
  g_autoptr (MqModelRequest) tool = make_request ("tool", "Call report_colour with “green”.");
  g_autoptr (MqModelRequest) words = make_request ("words", "Say: ready");
  gsize length;
  guchar *bytes = g_base64_decode (colours[at].picture, &length);
  g_autoptr (GBytes) picture = g_bytes_new_take (bytes, length);
  g_autoptr (MqModelAnswer) answer = NULL;
  g_autoptr (GError) why = NULL;

  mq_model_request_add_picture (both, picture, "image/png");
  offer_tool (both);
  offer_tool (tool);

  *known = (MqModelFindings){ MQ_MODEL_ABILITY_NO, MQ_MODEL_ABILITY_NO, MQ_MODEL_ABILITY_NO };
  if ((answer = ask (probe, both, &why)) != NULL && says_colour (answer, colours[at].name))
    known->pictures = MQ_MODEL_ABILITY_YES;
  else if (answer == NULL && is_about_request (why))
    {
      g_clear_error (&why);
      answer = ask (probe, tool, &why);
    }

  /* The calls may come from text, where the server supports no tools. */
  if (answer != NULL && answer->calls->len > 0 && mq_model_get_abilities (probe->model).tools)
    known->tools = MQ_MODEL_ABILITY_YES;
  else if (answer == NULL && is_about_request (why))
    {
      g_clear_error (&why);
      answer = ask (probe, words, &why);
    }

  if (answer == NULL)
    g_propagate_error (error, g_steal_pointer (&why));
  return answer != NULL;
}

/* The answer is checked against the schema, whether or not the provider enforced it. */
static gboolean
try_schema (Probe *probe)
{
  g_autoptr (MqModelRequest) request = make_request ("schema", "Which colour is grass?");
  g_autoptr (JsonObject) schema = make_schema ();
  g_autoptr (MqModelAnswer) answer = NULL;

  mq_model_request_set_schema (request, "colour", schema);
  answer = ask (probe, request, NULL);
  return answer != NULL && mq_model_get_abilities (probe->model).schema;
}

/* The script of a small object, for the client to run. */
static void
try_script (Probe *probe, JsonObject *result)
{
  g_autoptr (MqModelRequest) request = make_request (
      "script",
      "Write a Python script for Blender 4.2 or newer that builds a small stool: a round wooden "
      "seat "
      "0.35 m across, and three legs under it. Its feet stand at z = 0, and the seat is at 0.45 m. "
      "The scene is empty already: delete and load nothing. Use bpy and math only, and give seat "
      "and "
      "legs a material. Answer with the script alone, between ```python and ```.");
  gint64 start = g_get_monotonic_time ();
  g_autoptr (MqModelAnswer) answer = NULL;
  g_autofree char *script = NULL;

  request->max_tokens = MAX_SCRIPT_TOKENS;
  answer = ask (probe, request, NULL);
  script = answer != NULL ? mq_script_unfence (answer->text, "python") : NULL;
  if (script != NULL && strstr (script, "import bpy") != NULL)
    mq_json_add (result, "script:s script_seconds:d", script,
                 (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC);
}

JsonObject *
mq_model_probe_describe_error (const GError *error)
{
  g_autofree char *code = g_strconcat (
      "model-", error->domain == MQ_MODEL_ERROR ? mq_model_error_to_code (error->code) : "request",
      NULL);

  return mq_json_new ("ok:b code:s text:s", FALSE, code, error->message);
}

static DexFuture *
probe_fiber (MqModel *model, gboolean writes_script, DexFuture *dropped)
{
  Probe probe = { model, dropped };
  JsonObject *result;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  MqModelFindings known;
  gboolean good = try_picture_and_tool (&probe, &known, &error);

  if (!good)
    return dex_future_new_take_boxed (JSON_TYPE_OBJECT, mq_model_probe_describe_error (error));

  result = mq_json_new ("ok:b seconds:d", TRUE,
                        (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  if (try_schema (&probe))
    known.schema = MQ_MODEL_ABILITY_YES;

  mq_json_add (result, "pictures:b tools:b schema:b", known.pictures == MQ_MODEL_ABILITY_YES,
               known.tools == MQ_MODEL_ABILITY_YES, known.schema == MQ_MODEL_ABILITY_YES);
  if (writes_script)
    try_script (&probe, result);

  json_object_set_int_member (result, "tokens", probe.spent.input + probe.spent.output);
  if (probe.spent.cost >= 0)
    json_object_set_double_member (result, "cost", probe.spent.cost);
  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, result);
}

/* Dropping the future closes the connection at once. Returns: (transfer full): resolves to the
 * result: `{"ok": true, "seconds", "pictures", "tools", "schema", "tokens", "cost", "script",
 * "script_seconds"}` or `{"ok": false, "code", "text"}`; without `cost` when the price is unknown,
 * without `script` when it wrote none */
DexFuture *
mq_model_probe (MqModel *model, gboolean writes_script)
{
  dex_return_error_if_fail (MQ_IS_MODEL (model));

  return mq_fiber_spawn_droppable_with (256 * 1024, probe_fiber, (MQ_TYPE_MODEL, model),
                                        (G_TYPE_BOOLEAN, writes_script));
}
