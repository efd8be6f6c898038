/* A reading as text, see reading-text.h. */
#include "reading-text.h"

#include <math.h>

static void
append_said (GString *line, const MqRequestDetail *said)
{
  static const char *const names[] = { "color", "shade",    "palette",     "finish",  "effect",
                                       "count", "count by", "count times", "measure", "measure by",
                                       "times", "look",     "trait",       "time",    "range",
                                       "move",  "like",     "swap" };
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

  if (said->type == MQ_REQUEST_DETAIL_LIKE)
    g_string_append_printf (line, " %s", said->part->id);

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

GStrv
describe_reading (MqRequestList *reading)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < reading->requests->len; i++)
    g_strv_builder_take (builder, describe_request (g_ptr_array_index (reading->requests, i)));
  for (guint i = 0; i < reading->unknown->len; i++)
    g_strv_builder_take (
        builder, g_strdup_printf ("unknown: %s", (char *)g_ptr_array_index (reading->unknown, i)));
  return g_strv_builder_end (builder);
}
