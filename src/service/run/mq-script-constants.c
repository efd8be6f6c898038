/* Parameters of a script, see mq-script-constants.h. */
#include "service/run/mq-script-constants.h"

#include "common/mq-text.h"

#include <math.h>
#include <string.h>

#define MAX_CONSTANTS 1000
#define MAX_ABOUT 200 /* characters */

static void
constant_free (gpointer data)
{
  MqConstant *constant = data;

  g_free (constant->name);
  g_free (constant->value);
  g_free (constant->unit);
  g_free (constant->about);
  g_free (constant);
}

/* Past a value that may be text with "#" in it. */
static const char *
find_comment (const char *text)
{
  char quote = '\0';

  for (; *text != '\0'; text++)
    {
      if (quote != '\0' && *text == '\\' && text[1] != '\0')
        text++;
      else if (quote != '\0')
        quote = *text == quote ? '\0' : quote;
      else if (*text == '"' || *text == '\'')
        quote = *text;
      else if (*text == '#')
        return text;
    }

  return NULL;
}

/* "m, 0.34..0.7: across the seat" -> "m" */
static char *
read_unit (const char *comment)
{
  gsize length = comment != NULL ? strcspn (comment, ",.:") : 0;

  return length > 0 && length <= 4 && comment[length] == ',' ? g_strndup (comment, length)
                                                             : g_strdup ("");
}

/* "m, 0.34..0.7: across the seat", "3..6: legs" */
static void
read_range (MqConstant *constant, const char *comment)
{
  const char *dots = strstr (comment, "..");
  const char *start = dots;
  char *end = NULL;
  double min;
  double max;

  while (start != NULL && start > comment && strchr ("+-.0123456789", start[-1]) != NULL)
    start--;
  if (dots == NULL || start == dots || (start > comment && start[-1] != ' '))
    return;

  min = g_ascii_strtod (start, &end);
  /* Of "3..6" the first dot is read as one of "3.". */
  if (end < dots || !(g_ascii_isdigit (dots[2]) || dots[2] == '-'))
    return;
  max = g_ascii_strtod (dots + 2, &end);
  if (!isfinite (min) || !isfinite (max) || min >= max)
    return;

  constant->ranged = TRUE;
  constant->min = min;
  constant->max = max;
  if (*end == ':')
    {
      g_free (constant->about);
      constant->about = mq_text_clean (end + 1 + strspn (end + 1, " "), MAX_ABOUT);
    }
}

/* `SEAT_WIDTH = 0.45  # m, 0.34..0.7: across the seat` */
static MqConstant *
read_constant (const char *line)
{
  gsize length = strspn (line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
  const char *at = line + length + strspn (line + length, " ");
  const char *comment;
  MqConstant *constant;

  if (length == 0 || !g_ascii_isupper (*line) || at[0] != '=' || at[1] == '=')
    return NULL;

  comment = find_comment (at + 1);
  constant = g_new0 (MqConstant, 1);
  constant->name = g_strndup (line, length);
  constant->value = comment != NULL ? g_strndup (at + 1, comment - at - 1) : g_strdup (at + 1);
  g_strstrip (constant->value);
  comment = comment != NULL ? comment + 1 + strspn (comment + 1, " ") : NULL;
  constant->unit = read_unit (comment);
  constant->about = g_strdup ("");
  if (comment != NULL)
    read_range (constant, comment);
  return constant;
}

/**
 * mq_script_constants_read:
 * @script: Python
 * @order: (nullable) (element-type MqConstant): is given them in the order of the script
 * @rest: (nullable): is given what else there is, constants as their names only
 *
 * Returns: (transfer full) (element-type utf8 MqConstant): by name; of two of a name the first
 */
GHashTable *
mq_script_constants_read (const char *script, GPtrArray *order, GString *rest)
{
  GHashTable *constants = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, constant_free);
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      MqConstant *constant = g_hash_table_size (constants) < MAX_CONSTANTS
                                 ? read_constant (lines[i])
                                 : NULL;

      if (constant != NULL && g_hash_table_contains (constants, constant->name))
        g_clear_pointer (&constant, constant_free);
      if (rest != NULL)
        g_string_append_printf (rest, "%s\n",
                                constant != NULL ? constant->name : g_strchomp (lines[i]));
      if (constant == NULL)
        continue;

      g_hash_table_insert (constants, constant->name, constant);
      if (order != NULL)
        g_ptr_array_add (order, constant);
    }

  return constants;
}

/**
 * mq_script_constants_read_number:
 * @value: of a constant
 * @number: (out): what it is
 *
 * Returns: whether it is a plain number
 */
gboolean
mq_script_constants_read_number (const char *value, double *number)
{
  char *end = NULL;

  if (!g_ascii_isdigit (value[value[0] == '-']) || (value[0] == '0' && g_ascii_isalpha (value[1])))
    return FALSE;

  *number = g_ascii_strtod (value, &end);
  return *end == '\0' && isfinite (*number);
}
