/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking an item of a batch as a session with one version, see mq-share-private.h. Its files are a
 * stranger's: they are copied without following links, and each copy is checked. */
#include "client/share/mq-share-private.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_JSON (1 << 20) /* bytes of batch.json and of an item's attempt.json */
#define MAX_MEMBER 16384   /* bytes of what a session remembers: all are in memory */
#define VERSION "versions/1"
/* Unix seconds: the last one of the year 9999. */
#define MAX_TIME G_GINT64_CONSTANT (253402300799)

JsonObject *
mq_share_read_object (int dir, const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = mq_files_read (dir, name, MAX_JSON, error);

  return bytes != NULL ? mq_json_parse_object (g_bytes_get_data (bytes, NULL),
                                               (gssize)g_bytes_get_size (bytes), error)
                       : NULL;
}

/* Copies @from into the version, and checks the copy. */
static gboolean
take_file (int item, int dir, const char *from, const char *name, char **text, GError **error)
{
  guint number, render;
  MqShareKind kind = mq_share_name_parse (name, &number, &render);
  guint64 limit = mq_share_kind_get_limit (kind);
  g_autofree char *parent = g_path_get_dirname (name);
  g_autofree char *base = g_path_get_basename (name);
  g_autofd int to = openat (dir, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autofd int fd = -1;
  g_autofree char *content = NULL;
  guint64 size = 0;
  gssize length;

  if (to < 0 || !mq_files_put_copy (item, from, to, base, limit, FALSE, error)
      || (fd = mq_files_open (to, base, limit, &size, error)) < 0)
    return FALSE;

  size = mq_share_kind_is_text (kind) ? size : MIN (size, MQ_SHARE_HEAD);
  content = g_malloc (size + 1);
  length = pread (fd, content, size, 0);
  if (length < 0 || (guint64)length != size)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” cannot be read"), from);

  content[size] = '\0';
  if (!mq_share_check_content (kind, name, content, size, error))
    return FALSE;

  if (text != NULL)
    *text = g_steal_pointer (&content);
  return TRUE;
}

/* A link is there, too, and is refused. */
static gboolean
is_there (int item, const char *name)
{
  struct stat facts;

  return fstatat (item, name, &facts, AT_SYMLINK_NOFOLLOW) == 0;
}

static gboolean
take_files (int item, int dir, guint *n_pictures, char **script, char **plan, char **report,
            GError **error)
{
  if (mkdirat (dir, "versions", 0700) != 0 || mkdirat (dir, VERSION, 0700) != 0
      || mkdirat (dir, VERSION "/renders", 0700) != 0)
    return mq_files_fail (error, errno, N_ ("Could not make “%s”"), VERSION);
  if (!take_file (item, dir, "script.py", VERSION "/script.py", script, error)
      || !take_file (item, dir, "scene.blend", VERSION "/scene.blend", NULL, error)
      || !take_file (item, dir, "report.json", VERSION "/report.json", report, error)
      || (is_there (item, "plan.json")
          && !take_file (item, dir, "plan.json", VERSION "/plan.json", plan, error)))
    return FALSE;

  for (*n_pictures = 0; *n_pictures < MQ_SHARE_MAX_RENDERS; (*n_pictures)++)
    {
      g_autofree char *from = g_strdup_printf ("render_%u.png", *n_pictures + 1);
      g_autofree char *name = g_strdup_printf (VERSION "/renders/%s", from);

      if (!is_there (item, from))
        break;
      if (!take_file (item, dir, from, name, NULL, error))
        return FALSE;
    }

  return TRUE;
}

/* Makes the session's memory of the item. */
static JsonObject *
describe (const MqSetResult *result, const char *name, JsonObject *attempt)
{
  static const char *const members[] = { "tags", "measured" };
  JsonObject *batch = mq_json_new ("set:s name:s item:s", result->set, result->name, name);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonObject *object = mq_json_get_object (attempt, members[i]);
      g_autofree char *text = object != NULL ? mq_json_object_to_string (object, FALSE) : NULL;

      if (text != NULL && strlen (text) <= MAX_MEMBER)
        json_object_set_object_member (batch, members[i], json_object_ref (object));
    }

  return batch;
}

static void
add_event (MqRunCopy *run, MqRunEvent *event, gint64 time)
{
  event->id = run->events->len + 1;
  event->time = time;
  g_ptr_array_add (run->events, event);
}

/* The record of a run that has made the item: without one, the session would look cut off. */
static MqRunCopy *
make_record (const char *words, const char *title, JsonObject *attempt, JsonObject *plan,
             JsonObject *report)
{
  MqRunCopy *run = mq_run_copy_new ("batch");
  gint64 time = CLAMP (mq_json_get_int (attempt, "ended", 0), 0, MAX_TIME) * G_USEC_PER_SEC;
  JsonObject *measured = mq_json_get_object (attempt, "measured");
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_BEGAN);

  event->began.mode = g_strdup ("create");
  add_event (run, event, time);

  event = mq_run_event_new_message (mq_message_new (words, NULL), MQ_SPEAKER_USER);
  add_event (run, event, time);

  event = mq_run_event_new (MQ_EVENT_VERSION);
  event->version.summary = g_strdup (title);
  event->version.instruction = g_strdup (words);
  event->version.requirements = mq_requirement_list_rows (plan, report);
  if (mq_json_get_array (attempt, "faults") != NULL)
    event->version.faults = json_array_ref (mq_json_get_array (attempt, "faults"));
  else if (mq_json_get_int (measured, "faults", -1) == 0)
    event->version.faults = json_array_new ();
  event->version.detached = mq_json_to_strings (mq_json_get_array (attempt, "detached"));
  add_event (run, event, time);

  event = mq_run_event_new (MQ_EVENT_KEPT);
  event->kept.version = 1;
  add_event (run, event, time);

  event = mq_run_event_new (MQ_EVENT_ENDED);
  event->ended.how = MQ_RUN_OUTCOME_DONE;
  add_event (run, event, time);
  return run;
}

/* Blocks. @items: the folder `items` of a batch; @words: what was asked for; @set: the set that
 * the session is to belong to; @copy: with an empty folder; receives the session and its files;
 * @error: why the item is refused; those of mq_files_fail(). Returns: whether all of the item is
 * copied and checked */
gboolean
mq_share_take_item (int items, const char *name, const char *words, const MqSetResult *set,
                    MqSessionCopy *copy, GError **error)
{
  g_autofd int item = openat (items, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  int failure = errno;
  g_autofd int dir = mq_files_open_dir (copy->dir, error);
  g_autofree char *shown = g_strdelimit (mq_text_clean (name, strlen (name)), "\n\t", ' ');
  g_autoptr (JsonObject) attempt = NULL;
  g_autoptr (JsonObject) plan = NULL;
  g_autoptr (JsonObject) report = NULL;
  g_autofree char *script = NULL;
  g_autofree char *plan_text = NULL;
  g_autofree char *report_text = NULL;
  g_autofree char *title = NULL;
  g_autofree char *version_dir = g_build_filename (copy->dir, VERSION, NULL);
  guint n_pictures = 0;

  if (dir < 0)
    return FALSE;
  if (item < 0)
    return failure == EACCES
               ? mq_files_fail (error, failure, N_ ("Could not open the folder “%s”"), name)
               : mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is no folder"), name);
  if (!(attempt = mq_share_read_object (item, "attempt.json", error))
      || !take_files (item, dir, &n_pictures, &script, &plan_text, &report_text, error))
    return FALSE;

  plan = plan_text != NULL ? mq_json_parse_object (plan_text, -1, NULL) : NULL;
  report = mq_json_parse_object (report_text, -1, NULL);
  copy->prompt = mq_text_clean (words, 4 * MQ_PROMPT_MAX_CHARS);
  title = mq_session_make_title (mq_json_get_string (plan, "title", copy->prompt));
  /* Many objects of a set have the same name. */
  copy->title = g_strdup_printf ("%s · %s", title, shown);
  copy->created = CLAMP (mq_json_get_int (attempt, "ended", 0), 0, MAX_TIME);
  copy->batch = describe (set, shown, attempt);
  g_ptr_array_add (copy->versions, mq_version_new (version_dir, 1, 0, title, copy->prompt,
                                                   n_pictures, copy->created));
  g_ptr_array_add (copy->runs, make_record (copy->prompt, title, attempt, plan, report));
  g_hash_table_insert (copy->scripts, GUINT_TO_POINTER (1), g_steal_pointer (&script));
  return TRUE;
}
