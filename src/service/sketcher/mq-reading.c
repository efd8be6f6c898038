/* MqReading, see mq-reading.h: the data, and its text form for tests and notices. */
#include "service/sketcher/mq-reading.h"

#include <math.h>

static void
said_free (gpointer data)
{
  MqRequestDetail *said = data;

  g_free (said->text);
  g_free (said->color);
  g_free (said);
}

static void
request_free (gpointer data)
{
  MqRequest *request = data;

  g_ptr_array_unref (request->parts);
  g_ptr_array_unref (request->slots);
  g_ptr_array_unref (request->params);
  g_ptr_array_unref (request->said);
  g_free (request->text);
  g_free (request);
}

void
mq_reading_free (MqReading *reading)
{
  g_ptr_array_unref (reading->requests);
  g_ptr_array_unref (reading->unknown);
  g_free (reading);
}

MqReading *
mq_reading_new (void)
{
  MqReading *reading = g_new0 (MqReading, 1);

  reading->requests = g_ptr_array_new_with_free_func (request_free);
  reading->unknown = g_ptr_array_new_with_free_func (g_free);
  return reading;
}

/**
 * mq_reading_add:
 * @reading: a reading
 * @verb: the verb
 * @text: its subject, in the user's words
 *
 * Returns: (transfer none): a new request at its end
 */
MqRequest *
mq_reading_add (MqReading *reading, MqRequestVerb verb, const char *text)
{
  MqRequest *request = g_new0 (MqRequest, 1);

  request->verb = verb;
  request->text = g_strdup (text);
  request->parts = g_ptr_array_new ();
  request->slots = g_ptr_array_new ();
  request->params = g_ptr_array_new ();
  request->said = g_ptr_array_new_with_free_func (said_free);
  g_ptr_array_add (reading->requests, request);
  return request;
}

/**
 * mq_request_add_detail:
 * @request: a request
 * @type: the type of detail
 * @text: the user's words for it
 *
 * Returns: (transfer none): the new detail with its other fields empty
 */
MqRequestDetail *
mq_request_add_detail (MqRequest *request, MqRequestDetailType type, const char *text)
{
  MqRequestDetail *said = g_new0 (MqRequestDetail, 1);

  said->type = type;
  said->text = g_strdup (text);
  g_ptr_array_add (request->said, said);
  return said;
}

/* Copies all details of @from to @request. */
void
mq_request_copy_details (MqRequest *request, const MqRequest *from)
{
  for (guint i = 0; i < from->said->len; i++)
    {
      const MqRequestDetail *old = g_ptr_array_index (from->said, i);
      MqRequestDetail *said = mq_request_add_detail (request, old->type, old->text);

      said->color = g_strdup (old->color);
      said->word = old->word;
      said->degree = old->degree;
      said->value = old->value;
      said->axis = old->axis;
      said->look = old->look;
      said->part = old->part;
    }
}

static void
append_said (GString *line, const MqRequestDetail *said)
{
  static const char *const names[] = { "color", "shade",    "palette",     "finish",  "effect",
                                       "count", "count by", "count times", "measure", "measure by",
                                       "times", "look",     "trait" };
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (line, names[said->type]);
  if (said->type >= MQ_REQUEST_DETAIL_COUNT && said->type <= MQ_REQUEST_DETAIL_FACTOR)
    g_string_append_printf (line, " %s",
                            g_ascii_formatd (buffer, sizeof buffer, "%.4g", said->value));
  if (said->axis != NULL)
    g_string_append_printf (line, " %s", said->axis);
  if (said->type == MQ_REQUEST_DETAIL_COLOR)
    g_string_append_printf (line, " %s (%s)", said->color, said->text);
  else if (said->type == MQ_REQUEST_DETAIL_FINISH)
    g_string_append_printf (line, " %s (%s)", said->word->finish, said->word->label);
  else if (said->word != NULL)
    g_string_append_printf (line, " %s", said->word->name);
  else if (said->look != NULL)
    g_string_append_printf (line, " %s", said->look->words[0]);
  else if (said->type == MQ_REQUEST_DETAIL_TRAIT)
    g_string_append_printf (line, " %s", said->text);

  if (isinf (said->degree))
    g_string_append (line, " off");
  else if (said->degree != 0)
    g_string_append_printf (line, " %+g", said->degree);
}

static char *
describe_request (const MqRequest *request)
{
  static const char *const verbs[] = { "describe", "add", "remove", "change" };
  GString *line = g_string_new (verbs[request->verb]);

  if (request->whole)
    g_string_append (line, " whole");
  for (guint i = 0; i < request->parts->len; i++)
    g_string_append_printf (line, " %s",
                            ((const MqKindPart *)g_ptr_array_index (request->parts, i))->id);
  for (guint i = 0; i < request->slots->len; i++)
    g_string_append_printf (line, " [%s]",
                            ((const MqKindMaterial *)g_ptr_array_index (request->slots, i))->id);
  for (guint i = 0; i < request->params->len; i++)
    g_string_append_printf (line, " %s",
                            ((const MqKindParam *)g_ptr_array_index (request->params, i))->name);
  for (guint i = 0; i < request->said->len; i++)
    {
      g_string_append (line, i == 0 ? ": " : ", ");
      append_said (line, g_ptr_array_index (request->said, i));
    }

  return g_string_free_and_steal (line);
}

/**
 * mq_reading_describe:
 * @reading: a reading
 *
 * Returns: (transfer full): one line per request and unknown phrase, for tests and authors
 *   of kinds: "change seat [pad]: color #c1272d (red), finish silk (silk)"
 */
GStrv
mq_reading_describe (MqReading *reading)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < reading->requests->len; i++)
    g_strv_builder_take (builder, describe_request (g_ptr_array_index (reading->requests, i)));
  for (guint i = 0; i < reading->unknown->len; i++)
    g_strv_builder_take (
        builder, g_strdup_printf ("unknown: %s", (char *)g_ptr_array_index (reading->unknown, i)));
  return g_strv_builder_end (builder);
}

/**
 * mq_request_has_detail:
 * @self: a request
 * @type: a type of detail
 *
 * Returns: whether the request has such a detail
 */
gboolean
mq_request_has_detail (const MqRequest *self, MqRequestDetailType type)
{
  for (guint i = 0; i < self->said->len; i++)
    if (((const MqRequestDetail *)g_ptr_array_index (self->said, i))->type == type)
      return TRUE;

  return FALSE;
}
