/* MqPrinter for people: a row a step, and on a terminal a live line below them that says the phase
 * and how long it has been going on. Everything from outside is cleaned before it is shown. */
#include "cli/mq-printer.h"
#include "cli/mq-usage.h"

#include "common/mq-json.h"
#include "common/mq-text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_TEXT 4000
#define MAX_STATUS 60
/* Of a step that failed: when that ends the run, all of it is said on standard error. */
#define MAX_FAILURE 120
#define TICK_MS 250

typedef struct
{
  MqPrinter base;

  gboolean terminal;
  gboolean live_shown;
  gboolean asking; /* the line is the user's */
  guint ticker;
  const char *phase; /* its title while it runs */
  gint64 phase_start;
  char *status; /* the step at work */
  char *spent;  /* what models used up so far, said at the end */
} Human;

static const struct
{
  const char *phase;
  const char *title;
} phases[] = {
  { "create", "Initial Creation Phase" },
  { "refine", "Automatic Refinement Phase" },
  { "guided", "User-Guided Phase" },
};

static const char *
get_phase_title (const char *phase)
{
  for (gsize i = 0; i < G_N_ELEMENTS (phases); i++)
    if (g_str_equal (phases[i].phase, phase))
      return phases[i].title;

  return NULL;
}

static char *
format_phase (const char *title, double seconds)
{
  guint whole = MAX (0, seconds);

  return g_strdup_printf ("[%s: %u:%02u:%02u]", title, whole / 3600, whole / 60 % 60, whole % 60);
}

static void
hide_live (Human *self)
{
  if (self->live_shown)
    fputs ("\r\033[K", stdout);
  self->live_shown = FALSE;
}

static void
show_live (Human *self)
{
  g_autofree char *line = NULL;

  if (!self->terminal || self->phase == NULL || self->asking)
    return;

  line = format_phase (self->phase,
                       (g_get_monotonic_time () - self->phase_start) / (double)G_USEC_PER_SEC);
  hide_live (self);
  fprintf (stdout, "%s%s%s", line, self->status != NULL ? " " : "",
           self->status != NULL ? self->status : "");
  fflush (stdout);
  self->live_shown = TRUE;
}

static gboolean
tick_cb (gpointer user_data)
{
  show_live (user_data);
  return G_SOURCE_CONTINUE;
}

static void G_GNUC_PRINTF (2, 3) row (Human *self, const char *format, ...)
{
  va_list args;

  hide_live (self);
  va_start (args, format);
  vfprintf (stdout, format, args);
  va_end (args);
  fputc ('\n', stdout);
  fflush (stdout);
  show_live (self);
}

static void
end_phase (Human *self)
{
  hide_live (self);
  g_clear_handle_id (&self->ticker, g_source_remove);
  g_clear_pointer (&self->status, g_free);
  self->phase = NULL;
}

static void
on_phase (Human *self, JsonObject *data)
{
  const char *title = get_phase_title (mq_json_get_string (data, "phase", ""));
  g_autofree char *line = NULL;

  if (title == NULL)
    return;

  end_phase (self);
  if (g_str_equal (mq_json_get_string (data, "state", ""), "ended"))
    {
      line = format_phase (title, mq_json_get_double (data, "seconds", 0));
      row (self, "%s", line);
      return;
    }

  self->phase = title;
  self->phase_start = g_get_monotonic_time ();
  if (self->terminal)
    self->ticker = g_timeout_add (TICK_MS, tick_cb, self);
  show_live (self);
}

static void
on_step (Human *self, JsonObject *data)
{
  const char *state = mq_json_get_string (data, "state", "");
  gboolean failed = g_str_equal (state, "failed");
  g_autofree char *role = mq_text_clean (mq_json_get_string (data, "role", ""), 20);
  g_autofree char *text = mq_text_clean (mq_json_get_string (data, "text", ""),
                                         failed ? MAX_FAILURE : MAX_TEXT);
  g_autofree char *used = NULL;

  if (g_str_equal (state, "started"))
    {
      g_autofree char *first = mq_text_clean (text, MAX_STATUS);

      first[strcspn (first, "\n")] = '\0';
      g_free (self->status);
      self->status = g_strdup_printf ("%s: %s", role, first);
      show_live (self);
      return;
    }

  /* What to do about it comes at the end, if it is one. */
  if (failed)
    text[strcspn (text, "\n")] = '\0';

  g_clear_pointer (&self->status, g_free);
  used = mq_usage_format_step (data);
  row (self, "  %s %-9s  %s%s%s", failed ? "✗" : "✓", role, text, *used != '\0' ? " · " : "", used);
}

static char *
join_items (JsonObject *data)
{
  JsonArray *items = mq_json_get_array (data, "items");
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      const char *item = mq_json_element_string (items, i);

      if (item != NULL)
        g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", item);
    }

  return mq_text_clean (list->str, MAX_TEXT);
}

/* The text says it all where it names the items already. */
static void
on_notice (Human *self, JsonObject *data)
{
  const char *level = mq_json_get_string (data, "level", "info");
  g_autofree char *text = mq_text_clean (mq_json_get_string (data, "text", ""), MAX_TEXT);
  g_autofree char *items = join_items (data);
  gboolean with_items = *items != '\0' && strstr (text, items) == NULL;

  row (self, "  %s %s%s%s", g_str_equal (level, "warning") ? "!" : "·", text,
       with_items ? (g_str_has_suffix (text, ":") ? " " : ": ") : "", with_items ? items : "");
}

/* Why, its step has said already. */
static void
on_refused (Human *self, JsonObject *data)
{
  row (self, "  ! Nothing was changed; the last version is kept");
}

static void
on_session (Human *self, JsonObject *data)
{
  row (self, "Session %s", mq_json_get_string (data, "session", ""));
}

static void
on_worker_replaced (Human *self, JsonObject *data)
{
  g_autofree char *why = mq_text_clean (mq_json_get_string (data, "why", ""), MAX_TEXT);

  row (self, "  ! %s; another one took over", why);
}

static void
on_service_restarted (Human *self, JsonObject *data)
{
  row (self, "  ! The agent service stopped and was restarted; the run continues");
}

static void
on_preview (Human *self, JsonObject *data)
{
  row (self, "  · First look (until the run ends): %s", mq_json_get_string (data, "picture", ""));
}

static void
on_picture (Human *self, JsonObject *data)
{
  g_free (self->status);
  self->status = g_strdup_printf ("blender: picture %d of %d",
                                  (int)mq_json_get_int (data, "done", 0),
                                  (int)mq_json_get_int (data, "of", 0));
  show_live (self);
}

static void
on_kept (Human *self, JsonObject *data)
{
  JsonArray *pictures = mq_json_get_array (data, "pictures");
  guint n = pictures != NULL ? json_array_get_length (pictures) : 0;

  row (self, "  ✓ Version %d is kept in %s", (int)mq_json_get_int (data, "version", 0),
       mq_json_get_string (data, "folder", ""));
  for (guint i = 0; i < n; i++)
    row (self, "      %s", mq_json_element_string (pictures, i));
}

static void
on_placed (Human *self, JsonObject *data)
{
  row (self, "  ✓ Version %d is in the open Blender", (int)mq_json_get_int (data, "version", 0));
}

static void
on_output (Human *self, JsonObject *data)
{
  row (self, "  ✓ Written to %s", mq_json_get_string (data, "folder", ""));
}

static void
on_output_failed (Human *self, JsonObject *data)
{
  row (self, "  ! The result could not be written to --output: %s",
       mq_json_get_string (data, "text", ""));
}

static void
on_refinement (Human *self, JsonObject *data)
{
  g_autofree char *text = mq_text_clean (mq_json_get_string (data, "text", ""), MAX_TEXT);

  self->asking = FALSE;
  row (self, "> %s", text);
}

static void
on_transcript (Human *self, JsonObject *data)
{
  row (self, "  ✓ Transcript: %s", mq_json_get_string (data, "file", ""));
}

static void
on_transcript_failed (Human *self, JsonObject *data)
{
  g_autofree char *text = mq_text_clean (mq_json_get_string (data, "text", ""), MAX_TEXT);

  row (self, "  ! The transcript could not be saved: %s", text);
}

static void
on_budget (Human *self, JsonObject *data)
{
  g_free (self->spent);
  self->spent = mq_usage_format_budget (data);
}

static void
say_spent (Human *self)
{
  if (self->spent != NULL && *self->spent != '\0')
    row (self, "Used: %s", self->spent);
  g_clear_pointer (&self->spent, g_free);
}

static void
on_done (Human *self, JsonObject *data)
{
  const char *reason = mq_json_get_string (data, "reason", "");

  end_phase (self);
  say_spent (self);
  if (g_str_equal (reason, "idle"))
    row (self, "Finished: no further changes. Everything is kept.");
  else
    row (self, "Finished.");
}

static void
on_failed (Human *self, JsonObject *data)
{
  end_phase (self);
  say_spent (self);
}

static const struct
{
  const char *type;
  void (*show) (Human *self, JsonObject *data);
} shows[] = {
  { "phase", on_phase },
  { "step", on_step },
  { "notice", on_notice },
  { "refused", on_refused },
  { "session", on_session },
  { "worker-replaced", on_worker_replaced },
  { "service-restarted", on_service_restarted },
  { "preview", on_preview },
  { "picture", on_picture },
  { "kept", on_kept },
  { "placed", on_placed },
  { "output", on_output },
  { "output-failed", on_output_failed },
  { "refinement", on_refinement },
  { "budget", on_budget },
  { "transcript", on_transcript },
  { "transcript-failed", on_transcript_failed },
  { "done", on_done },
  { "failed", on_failed },
};

static void
human_event (MqPrinter *printer, const char *type, JsonObject *data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shows); i++)
    if (g_str_equal (shows[i].type, type))
      shows[i].show ((Human *)printer, data);
}

static void
human_say (MqPrinter *printer, const char *text)
{
  row ((Human *)printer, "%s", text);
}

static void
human_ask (MqPrinter *printer, const char *question)
{
  Human *self = (Human *)printer;

  /* The live line would run over what is typed. */
  hide_live (self);
  self->asking = TRUE;
  fputs (question, stdout);
  fflush (stdout);
}

static void
human_free (MqPrinter *printer)
{
  Human *self = (Human *)printer;

  end_phase (self);
  g_free (self->spent);
  g_free (self);
}

/**
 * mq_printer_new_human:
 *
 * Returns: (transfer full): a printer for people on standard output
 */
MqPrinter *
mq_printer_new_human (void)
{
  static const MqPrinterKind kind = { human_event, human_say, human_ask, human_free };
  Human *self = g_new0 (Human, 1);
  const char *term = g_getenv ("TERM");

  self->base.kind = &kind;
  self->terminal = isatty (STDOUT_FILENO) && g_strcmp0 (term, "dumb") != 0;
  return &self->base;
}
