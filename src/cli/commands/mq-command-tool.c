/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* tool: calls one of the tools that `mcp` offers, for programs that run commands instead. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "mcp/mq-mcp-offer.h"
#include "mcp/mq-mcp-result.h"
#include "mcp/mq-mcp-rights.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define MAX_FILE (4 * 1024 * 1024) /* bytes */

/* MEMBER=FILE */
static char **files;

/* The only line that is no notification. */
static void
take_answer (const char *line, gpointer answer)
{
  g_autoptr (JsonObject) message = mq_json_parse_object (line, -1, NULL);

  if (json_object_has_member (message, "id"))
    dex_promise_resolve_string (answer, g_strdup (line));
}

static gboolean
print_result (MqCliOptions *options, JsonObject *answer, GError **error)
{
  JsonObject *result = mq_json_get_object (answer, "result");
  JsonArray *content = mq_json_get_array (result, "content");
  JsonObject *values = mq_json_get_object (result, "structuredContent");
  g_autoptr (JsonArray) written = json_array_new ();
  gboolean is_written = TRUE;

  if (result == NULL || mq_json_get_boolean (result, "isError", FALSE))
    {
      static const MqError codes[] = { MQ_ERROR_BAD_INPUT, MQ_ERROR_NO_BLENDER,
                                       MQ_ERROR_UNREACHABLE, MQ_ERROR_BUSY };
      JsonObject *failure = mq_json_get_object (answer, "error");
      const char *text = result != NULL
                             ? mq_json_get_string (mq_json_element_object (content, 0), "text", "")
                             : mq_json_get_string (failure, "message", "");
      gint64 status = mq_json_get_int (mq_json_get_object (result, "_meta"), MQ_MCP_STATUS, 2);
      MqError code = MQ_ERROR_FAILED;

      /* Why the tool did nothing, with the exit status that the same failure of a command has. */
      for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
        {
          const GError one = { MQ_ERROR, (int)codes[i], NULL };

          code = mq_error_get_exit_status (&one) == status ? codes[i] : code;
        }
      return mq_fail (error, code, "%s", text);
    }

  /* Pictures become files in the folder of --output, which is made if need be. */
  if (options->output != NULL && g_mkdir_with_parents (options->output, 0755) != 0)
    {
      mq_files_fail (error, errno, "Could not make the folder “%s”", options->output);
      is_written = FALSE;
    }
  for (guint i = 0; options->output != NULL && is_written && i < mq_json_length (content); i++)
    {
      JsonObject *one = mq_json_element_object (content, i);
      const char *data = mq_json_get_string (one, "data", NULL);
      const char *type = mq_json_get_string (one, "mimeType", "");
      g_autofree char *name = g_strdup_printf ("picture-%u.%s", mq_json_length (written) + 1,
                                               g_str_equal (type, "image/png") ? "png" : "jpg");
      g_autofree char *path = g_build_filename (options->output, name, NULL);
      g_autofree guchar *bytes = NULL;
      gsize length;

      if (data == NULL)
        continue;
      bytes = g_base64_decode (data, &length);
      is_written = g_file_set_contents (path, (const char *)bytes, (gssize)length, error);
      if (is_written)
        json_array_add_string_element (written, path);
    }

  /* The work is done, also without them: whoever has the session's id loses nothing of it. */
  if (json_array_get_length (written) > 0)
    json_object_set_array_member (values, "pictures", g_steal_pointer (&written));
  mq_stdout_print_json (NULL, values);
  return is_written;
}

static gboolean
call_tool (MqCliContext *self, GError **error)
{
  const char *const *words = (const char *const *)self->options->words;
  g_autoptr (GError) wrong = NULL;
  g_autoptr (JsonObject) arguments = mq_json_parse_object (words[1] != NULL ? words[1] : "{}", -1,
                                                           &wrong);
  g_autoptr (JsonObject) meta = json_object_new ();
  g_autoptr (JsonObject) call = NULL;
  g_autoptr (MqMcpContext) context = NULL;
  g_autoptr (MqMcpServer) server = NULL;
  g_autoptr (DexPromise) promise = dex_promise_new ();
  g_autoptr (JsonObject) answer = NULL;
  g_autofree char *request = NULL;
  g_autofree char *line = NULL;

  if (arguments == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "The arguments are not a JSON object: %s",
                    wrong->message);

  /* Puts the text of each file into its member. */
  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      const char *equals = strchr (files[i], '=');
      g_autofree char *member = equals != NULL ? g_strndup (files[i], equals - files[i]) : NULL;
      g_autofree char *text = NULL;
      gsize length = 0;

      if (member == NULL)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” is not MEMBER=FILE", files[i]);
      if (!(text = mq_files_load (equals + 1, MAX_FILE, &length, &wrong)))
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s", wrong->message);
      if (!g_utf8_validate_len (text, length, NULL))
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” is not UTF-8 text", equals + 1);
      json_object_set_string_member (arguments, member, text);
    }

  if (!mq_cli_context_prepare (self, MQ_CLI_INTERRUPT | MQ_CLI_CONFIG, error))
    return FALSE;

  context = mq_mcp_context_new (self->config);
  server = mq_mcp_offer_make_server (context, take_answer, promise);
  json_object_set_string_member (meta, MQ_MCP_META "protocolVersion", MQ_MCP_MODERN);
  json_object_set_object_member (meta, MQ_MCP_META "clientInfo",
                                 mq_json_new ("name:s version:s", "maquette-cli", MQ_VERSION));
  json_object_set_object_member (meta, MQ_MCP_META "clientCapabilities", json_object_new ());
  call = mq_json_new ("jsonrpc:s id:i method:s params:o", "2.0", 1, "tools/call",
                      mq_json_new ("name:s arguments:O _meta:O", words[0], arguments, meta));
  request = mq_json_object_to_string (call, FALSE);
  mq_mcp_server_receive (server, request, strlen (request));
  line = dex_await_string (mq_cli_context_unless_interrupted (self, dex_ref (DEX_FUTURE (promise))),
                           error);
  dex_await (mq_mcp_server_stop (server), NULL);
  mq_mcp_context_close (context);
  mq_mcp_rights_leave (context);

  return line != NULL && (answer = mq_json_parse_object (line, -1, error)) != NULL
         && print_result (self->options, answer, error);
}

static const GOptionEntry options[] = {
  { "file", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files,
    "Take a member of the arguments from a file, as in --file script=chair.py", "MEMBER=FILE" },
  MQ_OPTION_OUTPUT ("Write pictures into this folder, and name them in the result", "DIR"),
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_tool[] = {
  { "tool", "NAME [JSON]", 1, 2,
    "Call a tool of the MCP server: run_script, edit_script, look, measure, search_api …",
    call_tool, options },
  { NULL },
};
