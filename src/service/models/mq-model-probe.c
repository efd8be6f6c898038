/* Test of a model, see mq-model-probe.h. */
#include "service/models/mq-model-probe.h"

#include "common/mq-fiber.h"
#include "common/mq-json.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define SIDE 64
/* Enough for models that think before they answer. */
#define MAX_TOKENS 2000

static const struct
{
  const char *name;
  guint32 rgb;
} colours[] = {
  { "red", 0xe01b24 },    { "green", 0x26a269 },  { "blue", 0x1a5fb4 },  { "yellow", 0xf6d32d },
  { "purple", 0x813d9c }, { "orange", 0xff7800 }, { "white", 0xffffff }, { "black", 0x000000 },
};

/* CRC-32 as PNG defines it (ISO 3309). */
static guint32
compute_crc (const guint8 *data, gsize length)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }

  return ~crc;
}

static void
append_u32 (GByteArray *png, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (png, (const guint8 *)&big, sizeof big);
}

static void
append_chunk (GByteArray *png, const char *type, const guint8 *data, gsize length)
{
  guint start;

  append_u32 (png, (guint32)length);
  start = png->len;
  g_byte_array_append (png, (const guint8 *)type, 4);
  g_byte_array_append (png, data, (guint)length);
  append_u32 (png, compute_crc (png->data + start, png->len - start));
}

/* A PNG of one colour, 0xRRGGBB. */
static GBytes *
paint (guint32 colour)
{
  static const guint8 signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  static const guint8 header[] = { 0, 0, 0, SIDE, 0, 0, 0, SIDE, 8, 2, 0, 0, 0 };
  g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9);
  g_autoptr (GByteArray) rows = g_byte_array_new ();
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) packed = NULL;
  GByteArray *png = g_byte_array_new ();
  gsize length;
  const guint8 *data;

  for (guint y = 0; y < SIDE; y++)
    {
      g_byte_array_append (rows, (const guint8[]){ 0 }, 1); /* no filter */
      for (guint x = 0; x < SIDE; x++)
        g_byte_array_append (
            rows, (const guint8[]){ (guint8)(colour >> 16), (guint8)(colour >> 8), (guint8)colour },
            3);
    }

  plain = g_byte_array_free_to_bytes (g_steal_pointer (&rows));
  packed = g_converter_convert_bytes (G_CONVERTER (zlib), plain, NULL);
  data = g_bytes_get_data (packed, &length);

  g_byte_array_append (png, signature, sizeof signature);
  append_chunk (png, "IHDR", header, sizeof header);
  append_chunk (png, "IDAT", data, length);
  append_chunk (png, "IEND", (const guint8 *)"", 0);
  return g_byte_array_free_to_bytes (png);
}

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
} Probe;

static MqModelAnswer *
ask (Probe *probe, MqModelRequest *request, GError **error)
{
  request->max_tokens = MAX_TOKENS;
  return dex_await_object (mq_fiber_unless (probe->dropped, mq_model_ask (probe->model, request,
                                                                          NULL, NULL, NULL, NULL)),
                           error);
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
  g_autoptr (GBytes) picture = paint (colours[at].rgb);
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

static char *
describe (const MqModelFindings *known)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;

  g_strv_builder_add (builder, _ ("It answers."));
  g_strv_builder_add (builder,
                      known->pictures == MQ_MODEL_ABILITY_YES
                          ? _ ("It sees pictures.")
                          : _ ("It sees no pictures: renders are not looked at, only measured."));
  g_strv_builder_add (builder, known->tools == MQ_MODEL_ABILITY_YES
                                   ? _ ("It calls tools.")
                                   : _ ("It calls no tools: what it needs to know is sent along."));
  g_strv_builder_add (
      builder, known->schema == MQ_MODEL_ABILITY_YES
                   ? _ ("It holds to a schema.")
                   : _ ("It holds to no schema: its answers are checked, and asked for again "
                        "where they are wrong."));
  lines = g_strv_builder_end (builder);
  return g_strjoinv (" ", lines);
}

static DexFuture *
probe_fiber (gpointer model, DexFuture *dropped)
{
  Probe probe = { model, dropped };
  JsonObject *result = json_object_new ();
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  MqModelFindings known;
  gboolean good = try_picture_and_tool (&probe, &known, &error);

  json_object_set_boolean_member (result, "ok", good);
  if (!good)
    {
      g_autofree char *code = g_strconcat (
          "model-",
          error->domain == MQ_MODEL_ERROR ? mq_model_error_to_code (error->code) : "request", NULL);

      mq_json_add (result, "code:s text:s", code, error->message);
      return dex_future_new_take_boxed (JSON_TYPE_OBJECT, result);
    }

  json_object_set_double_member (result, "seconds",
                                 (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  if (try_schema (&probe))
    known.schema = MQ_MODEL_ABILITY_YES;

  text = describe (&known);
  mq_json_add (result, "pictures:b tools:b schema:b text:s", known.pictures == MQ_MODEL_ABILITY_YES,
               known.tools == MQ_MODEL_ABILITY_YES, known.schema == MQ_MODEL_ABILITY_YES, text);
  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, result);
}

/**
 * mq_model_probe:
 * @model: a model that has received no request yet
 *
 * Dropping the future closes the connection at once.
 *
 * Returns: (transfer full): resolves to the result: `{"ok": true, "seconds", "pictures", "tools",
 *   "schema", "text"}` or `{"ok": false, "code", "text"}`
 */
DexFuture *
mq_model_probe (MqModel *model)
{
  dex_return_error_if_fail (MQ_IS_MODEL (model));

  return mq_fiber_spawn_droppable (256 * 1024, probe_fiber, g_object_ref (model), g_object_unref);
}

static MqModelAbility
read_ability (JsonObject *result, const char *key)
{
  return mq_json_get_boolean (result, key, FALSE) ? MQ_MODEL_ABILITY_YES : MQ_MODEL_ABILITY_NO;
}

/**
 * mq_model_probe_read:
 * @result: a result of mq_model_probe()
 *
 * Returns: the abilities found; all unknown when the model did not answer
 */
MqModelFindings
mq_model_probe_read (JsonObject *result)
{
  if (!mq_json_get_boolean (result, "ok", FALSE))
    return (MqModelFindings){ MQ_MODEL_ABILITY_AUTO, MQ_MODEL_ABILITY_AUTO, MQ_MODEL_ABILITY_AUTO };

  return (MqModelFindings){ read_ability (result, "pictures"), read_ability (result, "tools"),
                            read_ability (result, "schema") };
}
