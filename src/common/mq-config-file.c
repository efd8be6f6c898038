/* Changing config.yaml, see mq-config-file.h. libyaml says where the value stands; those bytes are
 * replaced, and what comes of it is read again and compared before it is written. So whatever YAML
 * can do that this does not know ends in an error that says where to edit by hand. */
#include "common/mq-config-file.h"

#include "common/mq-config.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-paths.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

#define MAX_SIZE (64 * 1024)
#define MAX_LINKS 16
#define MAX_DEPTH 8
#define MAX_NAMES 3
#define ROLES "model.roles"

/* Where things are; offsets in characters, as libyaml counts. */
typedef struct
{
  gboolean has_section;
  gboolean is_flow; /* { written: so } */
  gsize section_end;
  gsize last_end;     /* of the section's last word */
  gsize line;         /* of what has to be looked at by hand */
  int section_indent; /* of the section's name */
  int indent;         /* of the section's keys, -1: it has none */
  int root_indent;    /* of sections' names */
  int any_indent;     /* of the first key in any section */
  gboolean has_key;
  gsize start, end; /* of the value */
  gboolean is_empty;
  gboolean one_line;
  yaml_scalar_style_t style;
} Place;

typedef struct
{
  Place *place;
  const char *const *names; /* of the sections, and last of the key */
  guint n_names;
  guint depth;
  guint matched; /* how many of the names we are in */
  gboolean name_next[MAX_DEPTH];
} Locator;

/* What is to be changed: a key of the table, or the model of a role. */
typedef struct
{
  const char *path;
  MqConfigKey key; /* %MQ_CONFIG_N_KEYS: */
  const char *role;
} Setting;

static gboolean
is_in_section (Locator *self)
{
  return self->matched + 1 >= self->n_names;
}

static void
locate_name (Locator *self, const yaml_event_t *event)
{
  Place *place = self->place;
  const char *name = (const char *)event->data.scalar.value;
  int column = (int)event->start_mark.column;

  self->name_next[self->depth] = FALSE;
  self->matched = MIN (self->matched, self->depth - 1);
  if (self->depth <= self->n_names && self->matched == self->depth - 1
      && g_str_equal (name, self->names[self->depth - 1]))
    self->matched++;

  if (self->depth == 1 && place->root_indent < 0)
    place->root_indent = column;
  if (self->depth == 2 && place->any_indent < 0 && event->start_mark.line > 0
      && column > place->root_indent)
    place->any_indent = column - place->root_indent;

  if (self->depth == self->n_names - 1 && is_in_section (self))
    {
      place->has_section = TRUE;
      place->section_indent = column;
      place->line = event->start_mark.line;
    }
  else if (self->depth == self->n_names && is_in_section (self) && place->indent < 0)
    place->indent = column;
}

static void
locate_value (Locator *self, const yaml_event_t *event)
{
  Place *place = self->place;

  self->name_next[self->depth] = TRUE;
  if (is_in_section (self))
    place->last_end = event->end_mark.index;

  if (is_in_section (self) && self->depth == self->n_names - 1)
    place->section_end = event->end_mark.index;

  if (self->matched == self->n_names && self->depth == self->n_names)
    {
      place->has_key = TRUE;
      place->start = event->start_mark.index;
      place->end = event->end_mark.index;
      place->line = event->start_mark.line;
      place->is_empty = event->start_mark.index == event->end_mark.index;
      place->one_line = event->start_mark.line == event->end_mark.line;
      place->style = event->data.scalar.style;
    }
}

/* @text has been read as a config before: it is well formed, without aliases and lists. */
static void
locate (const char *text, gsize length, const char *const *names, guint n_names, Place *place)
{
  Locator self = { place, names, n_names };
  yaml_parser_t parser;
  gboolean more = TRUE;

  *place = (Place){ .indent = -1, .root_indent = -1, .any_indent = -1 };
  if (!yaml_parser_initialize (&parser))
    g_error ("Out of memory");
  yaml_parser_set_input_string (&parser, (const unsigned char *)text, length);

  while (more)
    {
      yaml_event_t event = { 0 };

      more = yaml_parser_parse (&parser, &event) && event.type != YAML_STREAM_END_EVENT;
      if (event.type == YAML_MAPPING_START_EVENT && self.depth + 1 < MAX_DEPTH)
        {
          if (is_in_section (&self) && self.depth == n_names - 1)
            place->is_flow = event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
          self.name_next[++self.depth] = TRUE;
        }
      else if (event.type == YAML_MAPPING_END_EVENT && self.depth > 0)
        {
          self.name_next[--self.depth] = TRUE;
          if (self.depth == n_names - 1 && is_in_section (&self))
            place->section_end = event.end_mark.index;
        }
      else if (event.type == YAML_SCALAR_EVENT && self.name_next[self.depth])
        {
          locate_name (&self, &event);
        }
      else if (event.type == YAML_SCALAR_EVENT)
        {
          locate_value (&self, &event);
        }
      yaml_event_delete (&event);
    }

  yaml_parser_delete (&parser);
}

static char *
quote_single (const char *text)
{
  g_auto (GStrv) pieces = g_strsplit (text, "'", -1);
  g_autofree char *doubled = g_strjoinv ("''", pieces);

  return g_strconcat ("'", doubled, "'", NULL);
}

static char *
quote_double (const char *text)
{
  GString *quoted = g_string_new ("\"");

  for (const guchar *c = (const guchar *)text; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_printf (quoted, "\\%c", *c);
      else if (*c < 0x20 || *c == 0x7f)
        g_string_append_printf (quoted, "\\x%02x", *c);
      else
        g_string_append_c (quoted, (char)*c);
    }

  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

/* Plain where that means the same in every YAML reader; in the quotes that stood there before. */
static char *
write_scalar (const Setting *setting, const char *value, const Place *place)
{
  static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-~+:"
                             "%=@";
  gsize length = strlen (value);
  gboolean is_plain = length > 0 && strspn (value, safe) == length && value[length - 1] != ':'
                      && (g_ascii_isalnum (*value) || *value == '/')
                      && !g_str_equal (value, "null");
  gboolean has_control = FALSE;
  double number;

  if (setting->role == NULL && mq_config_key_get_info (setting->key)->type < MQ_CONFIG_TYPE_STRING)
    return g_strdup (value);

  for (const guchar *c = (const guchar *)value; *c != '\0'; c++)
    has_control = has_control || *c < 0x20 || *c == 0x7f;

  if (place->has_key && !has_control && place->style == YAML_SINGLE_QUOTED_SCALAR_STYLE)
    return quote_single (value);
  if (place->has_key && place->style == YAML_DOUBLE_QUOTED_SCALAR_STYLE)
    return quote_double (value);
  if (is_plain
      && (setting->role != NULL ? mq_config_key_is_text (value, FALSE)
                                : mq_config_key_read (setting->key, value, FALSE, &number, NULL)))
    return g_strdup (value);

  return quote_double (value);
}

static gboolean
by_hand (const char *name, gsize line, const Setting *setting, GError **error)
{
  g_set_error (error, MQ_ERROR, MQ_ERROR_CONFLICT,
               /* Translators: file, line, a key such as “render.num_images” */
               _ ("%s, line %zu: “%s” is written there in a way that cannot be changed from here\n"
                  "Edit the file by hand"),
               name, line + 1, setting->path);
  return FALSE;
}

/* Characters, as libyaml counts them, to bytes; it does not count a byte order mark. */
static gsize
to_bytes (const char *text, gsize characters)
{
  const char *start = g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text;

  return g_utf8_offset_to_pointer (start, (glong)characters) - text;
}

/* The end of the line that @at is in, before its line break. The end of a block of text is after
 * its break. */
static gsize
end_of_line (const char *text, gsize at)
{
  while (at > 0 && (text[at - 1] == '\n' || text[at - 1] == '\r'))
    at--;

  return at + strcspn (text + at, "\r\n");
}

static const char *
line_break (const char *text)
{
  const char *first = strchr (text, '\n');

  return first != NULL && first > text && first[-1] == '\r' ? "\r\n" : "\n";
}

static GString *
replace_value (const char *text, const Setting *setting, const char *value, const Place *place)
{
  gsize start = to_bytes (text, place->start);
  gsize end = to_bytes (text, place->end);
  g_autofree char *scalar = value != NULL ? write_scalar (setting, value, place) : g_strdup ("");
  GString *result;

  /* Nothing is left on the line but the name. */
  if (value == NULL && strchr ("\r\n", text[end]) != NULL)
    while (start > 0 && text[start - 1] == ' ')
      start--;

  result = g_string_new_len (text, start);

  /* Right behind the colon there is no value without a space. */
  if (place->is_empty && start > 0 && text[start - 1] == ':' && *scalar != '\0')
    g_string_append_c (result, ' ');
  g_string_append (result, scalar);
  g_string_append (result, text + end);
  return result;
}

static int
get_step (const Place *place)
{
  return place->any_indent > 0 ? place->any_indent : 2;
}

/* `key: value`, and above it the groups that are not there yet, each a step farther in. */
static void
append_entry (GString *result, const char *const *names, guint n_names, int indent, int step,
              const char *eol, const char *scalar)
{
  for (guint i = 0; i + 1 < n_names; i++)
    g_string_append_printf (result, "%*s%s:%s", indent + step * (int)i, "", names[i], eol);
  g_string_append_printf (result, "%*s%s: %s", indent + step * ((int)n_names - 1), "",
                          names[n_names - 1], scalar);
}

static GString *
add_key (const char *text, const char *const *names, guint n_names, const char *scalar,
         const Place *place)
{
  gboolean is_empty = place->indent < 0;
  gsize at = end_of_line (text, to_bytes (text, is_empty ? place->section_end : place->last_end));
  GString *result = g_string_new_len (text, at);
  const char *eol = line_break (text);

  g_string_append (result, eol);
  append_entry (result, names, n_names,
                is_empty ? place->section_indent + get_step (place) : place->indent,
                get_step (place), eol, scalar);
  g_string_append (result, text + at);
  return result;
}

static GString *
add_section (const char *text, const char *const *names, guint n_names, const char *scalar,
             const Place *place)
{
  const char *eol = line_break (text);
  GString *result = g_string_new (text);

  if (result->len > 0 && !g_str_has_suffix (text, "\n"))
    g_string_append (result, eol);
  append_entry (result, names, n_names, MAX (place->root_indent, 0), get_step (place), eol, scalar);
  g_string_append (result, eol);
  return result;
}

/* The deepest group that is there gets the rest. */
static GString *
add_value (const char *text, gsize length, const char *const *names, guint n_names,
           const char *scalar, Place *place)
{
  guint n = n_names;

  while (!place->has_section && --n > 1)
    locate (text, length, names, n, place);

  if (!place->has_section)
    return add_section (text, names, n_names, scalar, place);

  return place->is_flow ? NULL : add_key (text, names + n - 1, n_names - n + 1, scalar, place);
}

/* Is @changed exactly @before with this one value? */
static gboolean
is_wanted (MqConfig *before, const char *changed, gsize length, const Setting *setting,
           const char *value)
{
  g_autoptr (MqConfig) after = mq_config_parse ("", changed, length, NULL);
  const MqConfigKeyInfo *info;
  double number;

  if (after == NULL)
    return FALSE;

  if (setting->role != NULL)
    return mq_config_equal_but_role (before, after, setting->role)
           && g_strcmp0 (mq_config_get_role_model (after, setting->role), value) == 0;

  if (!mq_config_equal_but (before, after, setting->key))
    return FALSE;

  info = mq_config_key_get_info (setting->key);
  number = info->number;
  if (info->type >= MQ_CONFIG_TYPE_STRING)
    return g_strcmp0 (mq_config_get_string (after, setting->key),
                      value != NULL ? mq_config_key_get_canonical (setting->key, value)
                                    : info->text)
           == 0;

  if (value != NULL)
    mq_config_key_read (setting->key, value, FALSE, &number, NULL);
  if (info->type == MQ_CONFIG_TYPE_BOOLEAN)
    return mq_config_get_boolean (after, setting->key) == (number != 0);
  if (info->type == MQ_CONFIG_TYPE_INT)
    return mq_config_get_int (after, setting->key) == (int)number;

  return mq_config_get_double (after, setting->key) == number;
}

/* FALSE and MQ_ERROR_BAD_INPUT when it may not stand there. */
static gboolean
check_value (const Setting *setting, const char *value, GError **error)
{
  g_autofree char *why_not = NULL;
  double number;

  if (value == NULL)
    return TRUE;

  if (!g_utf8_validate (value, -1, NULL))
    why_not = g_strdup_printf (_ ("“%s” must be text in UTF-8"), setting->path);
  else if (setting->role != NULL && !mq_config_key_is_text (value, TRUE))
    why_not = g_strdup_printf (_ ("“%s” must be a text"), setting->path);
  else if (setting->role == NULL)
    mq_config_key_read (setting->key, value,
                        mq_config_key_get_info (setting->key)->type >= MQ_CONFIG_TYPE_STRING,
                        &number, &why_not);

  if (why_not != NULL)
    g_set_error_literal (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, why_not);
  return why_not == NULL;
}

static char *
change_text (const char *name, const char *text, gsize length, const Setting *setting,
             const char *value, GError **error)
{
  g_auto (GStrv) names = g_strsplit (setting->path, ".", MAX_NAMES);
  const char *const *path = (const char *const *)names;
  guint n_names = g_strv_length (names);
  g_autoptr (MqConfig) before = mq_config_parse (name, text, length, error);
  g_autoptr (GString) result = NULL;
  Place place;

  if (before == NULL || !check_value (setting, value, error))
    return NULL;

  locate (text, length, path, n_names, &place);
  if (value == NULL && !place.has_key)
    return g_strdup (text);

  /* Marks of a text in UTF-16 would not be ours. */
  if (g_utf8_validate (text, length, NULL))
    {
      if (!place.has_key)
        {
          g_autofree char *scalar = write_scalar (setting, value, &place);

          result = add_value (text, length, path, n_names, scalar, &place);
        }
      else if (place.one_line && place.style != YAML_LITERAL_SCALAR_STYLE
               && place.style != YAML_FOLDED_SCALAR_STYLE)
        result = replace_value (text, setting, value, &place);
    }

  if (result == NULL || !is_wanted (before, result->str, result->len, setting, value))
    {
      by_hand (name, place.line, setting, error);
      return NULL;
    }

  return g_string_free (g_steal_pointer (&result), FALSE);
}

/**
 * mq_config_text_set:
 * @name: what errors call the file
 * @text: its whole text, with a NUL behind it
 * @length: bytes
 * @key: the key to change
 * @value: (nullable): the value as text ("5", "true", "/opt/blender/blender"); %NULL empties it, so
 *   that the default holds, and leaves name and comment where they are
 * @error: %MQ_ERROR_BAD_INPUT when @text or @value is wrong, %MQ_ERROR_CONFLICT when it can only be
 *   changed by hand
 *
 * Returns: (transfer full) (nullable): the text with that one change
 */
char *
mq_config_text_set (const char *name, const char *text, gsize length, MqConfigKey key,
                    const char *value, GError **error)
{
  const Setting setting = { mq_config_key_get_info (key)->path, key, NULL };

  return change_text (name, text, length, &setting, value, error);
}

/**
 * mq_config_text_set_role:
 * @name: what errors call the file
 * @text: its whole text, with a NUL behind it
 * @length: bytes
 * @role: a role: letters and underscores
 * @model: (nullable): its model; %NULL: that of all
 * @error: as mq_config_text_set()
 *
 * Returns: (transfer full) (nullable): the text with `model.roles.ROLE` changed
 */
char *
mq_config_text_set_role (const char *name, const char *text, gsize length, const char *role,
                         const char *model, GError **error)
{
  g_autofree char *path = g_strconcat (ROLES ".", role, NULL);
  const Setting setting = { path, MQ_CONFIG_N_KEYS, role };

  g_return_val_if_fail (*role != '\0' && role[strspn (role, G_CSET_a_2_z "_")] == '\0', NULL);

  return change_text (name, text, length, &setting, model, error);
}

/* Where a link leads, even when nothing is there yet. */
static char *
follow_links (const char *path)
{
  g_autofree char *at = g_strdup (path);

  for (guint i = 0; i < MAX_LINKS; i++)
    {
      g_autofree char *target = g_file_read_link (at, NULL);
      g_autofree char *folder = g_path_get_dirname (at);

      if (target == NULL)
        break;

      g_free (at);
      at = g_path_is_absolute (target) ? g_steal_pointer (&target)
                                       : g_build_filename (folder, target, NULL);
    }

  return g_steal_pointer (&at);
}

/* One writer at a time, in any process: the folder is locked, for the file itself is replaced. */
static int
lock_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  while (fd >= 0 && flock (fd, LOCK_EX) != 0 && errno == EINTR)
    ;

  return fd;
}

static gboolean
read_text (const char *path, char **text, gsize *length, GError **error)
{
  g_autoptr (GError) read_error = NULL;
  GStatBuf info;

  if (g_stat (path, &info) != 0 && errno == ENOENT)
    {
      *text = g_strdup ("");
      *length = 0;
      return TRUE;
    }

  if (g_stat (path, &info) == 0 && (!S_ISREG (info.st_mode) || info.st_size > MAX_SIZE))
    {
      g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT,
                   S_ISREG (info.st_mode) ? _ ("%s is larger than 64 KiB") : _ ("%s is not a file"),
                   path);
      return FALSE;
    }

  if (g_file_get_contents (path, text, length, &read_error))
    return TRUE;

  g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, _ ("The settings cannot be read: %s"),
               read_error->message);
  return FALSE;
}

static gboolean
write_text (const char *path, const char *text, GError **error)
{
  g_autoptr (GError) write_error = NULL;
  gboolean is_full;

  if (g_file_set_contents_full (path, text, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &write_error))
    return TRUE;

  is_full = g_error_matches (write_error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
  g_set_error (error, MQ_ERROR, is_full ? MQ_ERROR_NO_SPACE : MQ_ERROR_READ_ONLY,
               _ ("The settings cannot be written: %s"), write_error->message);
  return FALSE;
}

static gboolean
change_file (const char *path, MqConfigKey key, const char *role, const char *value, GError **error)
{
  g_autofree char *usual = path == NULL ? mq_paths_get_config_file () : NULL;
  const char *name = path != NULL ? path : usual;
  g_autofree char *file = follow_links (name);
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *text = NULL;
  g_autofree char *changed = NULL;
  gsize length = 0;
  gboolean good = FALSE;
  int lock;

  if (!mq_paths_make_private (folder, error))
    return FALSE;

  lock = lock_folder (folder);
  if (read_text (file, &text, &length, error)
      && (changed = role != NULL ? mq_config_text_set_role (name, text, length, role, value, error)
                                 : mq_config_text_set (name, text, length, key, value, error))
             != NULL)
    good = g_str_equal (text, changed) || write_text (file, changed, error);

  if (lock >= 0)
    g_close (lock, NULL);
  return good;
}

/**
 * mq_config_file_set:
 * @path: (nullable): the file, %NULL for `$XDG_CONFIG_HOME/maquette/config.yaml`; made when it is
 *   not there; a link is followed
 * @key: the key to change
 * @value: (nullable): see mq_config_text_set()
 * @error: %MQ_ERROR_BAD_INPUT, %MQ_ERROR_CONFLICT (can only be edited by hand),
 *   %MQ_ERROR_READ_ONLY, %MQ_ERROR_NO_SPACE
 *
 * Changes one setting and leaves every other byte as it is. The file is replaced at once and is
 * this user's alone (0600); on an error it is untouched. Blocks: see mq_config_file_set_later().
 *
 * Returns: whether it stands there now
 */
gboolean
mq_config_file_set (const char *path, MqConfigKey key, const char *value, GError **error)
{
  g_return_val_if_fail (key < MQ_CONFIG_N_KEYS, FALSE);

  return change_file (path, key, NULL, value, error);
}

typedef struct
{
  char *path;
  MqConfigKey key;
  char *role;
  char *value;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->path);
  g_free (change->role);
  g_free (change->value);
  g_free (change);
}

static DexFuture *
set_fiber (gpointer data)
{
  const Change *change = data;
  GError *error = NULL;

  if (!change_file (change->path, change->key, change->role, change->value, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

static DexFuture *
change_later (const char *path, MqConfigKey key, const char *role, const char *value)
{
  Change *change = g_new0 (Change, 1);

  *change = (Change){ g_strdup (path), key, g_strdup (role), g_strdup (value) };
  return mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), 256 * 1024, set_fiber, change,
                         change_free);
}

/**
 * mq_config_file_set_later:
 * @path: (nullable): see mq_config_file_set()
 * @key: the key to change
 * @value: (nullable): its new value
 *
 * As mq_config_file_set(), on a thread of the pool.
 *
 * Returns: (transfer full): resolves to %TRUE, or rejects as that does
 */
DexFuture *
mq_config_file_set_later (const char *path, MqConfigKey key, const char *value)
{
  dex_return_error_if_fail (key < MQ_CONFIG_N_KEYS);

  return change_later (path, key, NULL, value);
}

/**
 * mq_config_file_set_role_later:
 * @path: (nullable): see mq_config_file_set()
 * @role: see mq_config_text_set_role()
 * @model: (nullable): its model
 *
 * The same for the model of a role.
 *
 * Returns: (transfer full): resolves to %TRUE, or rejects as mq_config_file_set_later()
 */
DexFuture *
mq_config_file_set_role_later (const char *path, const char *role, const char *model)
{
  dex_return_error_if_fail (role != NULL);

  return change_later (path, MQ_CONFIG_N_KEYS, role, model);
}
