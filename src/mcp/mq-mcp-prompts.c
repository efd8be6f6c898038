/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Prompts, see mq-mcp-prompts.h. Each has one argument. */
#include "mcp/mq-mcp-prompts.h"

#include "common/json/mq-json.h"

#include <string.h>

/* The longest argument, bytes; a script. */
#define MAX_ARGUMENT (512 * 1024)

typedef struct
{
  const char *name;
  const char *title;
  const char *description;
  const char *argument;
  const char *about; /* of the argument */
  const char *text;  /* before the argument */
} Prompt;

static const Prompt prompts[] = {
  { "model_object", "Model an Object", "Builds an object in Blender, measured and looked at",
    "object", "What it is, with the sizes that count",
    "Model this in Blender with the tools of Maquette: plan its parts and sizes, write one "
    "function "
    "for each part, run the script with my demands as requirements, look, mend every fault that "
    "was measured, and tell me the session and what was measured. The object: " },
  { "check_script", "Check and Mend a Script",
    "Runs a Blender script, and mends what fails or is measured as a fault", "script",
    "The Blender Python script",
    "Run this Blender script with Maquette's run_script. Mend what fails and each fault that was "
    "measured with edit_script, changing no more than that needs; then tell me what you changed "
    "and why. The script:\n\n" },
  { "make_printable", "Make It Printable",
    "Makes an asset one that a 3D printer can print, and exports it", "session",
    "The id of the session",
    "Make the asset of this session printable: measure with the requirements watertight, one_solid "
    "and walls of at least 1.2 mm, mend its script with edit_script until they are met without "
    "changing how it looks, check_print it, and export the last version as STL in mm. The "
    "session: " },
};

static JsonObject *
describe (const Prompt *prompt)
{
  JsonArray *arguments = json_array_new ();

  json_array_add_object_element (arguments, mq_json_new ("name:s description:s required:b",
                                                         prompt->argument, prompt->about, TRUE));
  return mq_json_new ("name:s title:s description:s arguments:a", prompt->name, prompt->title,
                      prompt->description, arguments);
}

JsonObject *
mq_mcp_prompts_list (MqMcpCall *call, GError **error)
{
  JsonArray *list = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (prompts); i++)
    json_array_add_object_element (list, describe (&prompts[i]));
  return mq_json_new ("prompts:a", list);
}

static const Prompt *
find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (prompts); i++)
    if (g_str_equal (prompts[i].name, name))
      return &prompts[i];

  return NULL;
}

JsonObject *
mq_mcp_prompts_get (MqMcpCall *call, GError **error)
{
  const char *name = mq_json_get_string (call->params, "name", "");
  const Prompt *prompt = find (name);
  JsonObject *arguments = mq_json_get_object (call->params, "arguments");
  const char *argument = prompt != NULL ? mq_json_get_string (arguments, prompt->argument, "") : "";
  g_autofree char *text = NULL;
  JsonArray *messages;

  if (prompt == NULL || *argument == '\0' || strlen (argument) > MAX_ARGUMENT)
    {
      g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_PARAMS,
                   prompt == NULL ? "There is no prompt “%.100s”"
                                  : "The prompt “%.100s” needs its argument, of at most 512 KiB",
                   name);
      return NULL;
    }

  text = g_strconcat (prompt->text, argument, NULL);
  messages = json_array_new ();
  json_array_add_object_element (
      messages,
      mq_json_new ("role:s content:o", "user", mq_json_new ("type:s text:s", "text", text)));
  return mq_json_new ("description:s messages:a", prompt->description, messages);
}
