/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a version, see mq-model-page.h. Its markup, style and scripts are files in page/;
 * all that is of the version is JSON in it, which the scripts put in as text. */
#include "client/export/mq-model-page.h"

#include "client/export/mq-sheet.h"
#include "common/asset/mq-asset-names.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#define RESOURCES "/maquette/model-page/"
#define PICTURE_SIDE 800 /* px */
/* Bytes of a name of an object or a file. */
#define MAX_NAME 120
#define STRICT "\"use strict\";\n"
/* In the markup: “{{Words to translate}}” and “@SLOT@”. */
#define SLOTS "\\{\\{(.+?)\\}\\}|@([A-Z]+)@"

/* Those of the markup. */
static const char *const words[] = {
  N_ ("Model: drag or use the arrow keys to turn it"),
  N_ ("This browser cannot show 3D models"),
  N_ ("The model cannot be read"),
  N_ ("The model is being made…"),
  N_ ("Zoom In"),
  N_ ("Zoom Out"),
  N_ ("Whole Model"),
  N_ ("Dimensions"),
  N_ ("Explode"),
  N_ ("Motion"),
  /* Translators: a check box; %s is a part: “Legs” */
  N_ ("Show %s"),
  N_ ("Parts"),
  N_ ("Met"),
  N_ ("Not met"),
  N_ ("Not measured"),
  N_ ("Requirements"),
  N_ ("Picture %d"),
  N_ ("Pictures"),
  N_ ("Picture"),
  N_ ("Blender Script"),
  N_ ("Copy"),
  N_ ("Copied"),
  N_ ("Save 3D Model"),
  N_ ("Made with Maquette"),
  N_ ("Close"),
  N_ ("This page needs JavaScript to show the model."),
  NULL,
};

/* Returns: (transfer full): packed by gzip, in base64 */
static char *
pack (GBytes *bytes)
{
  g_autoptr (GInputStream) plain = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GZlibCompressor) packer = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GInputStream) packed = g_converter_input_stream_new (plain, G_CONVERTER (packer));
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();

  g_output_stream_splice (out, packed, G_OUTPUT_STREAM_SPLICE_NONE, NULL, NULL);
  return g_base64_encode (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (out)),
                          g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (out)));
}

/* On a thread; awaits the version's data. */
static DexFuture *
describe_fiber (MqVersion *version, const char *title, GBytes *model)
{
  static const char *const states[] = { "open", "met", "missed" };
  GError *error = NULL;
  g_autoptr (JsonObject) loaded = dex_await_boxed (mq_version_load (version), &error);
  JsonObject *report = mq_json_get_object (loaded, "report");
  JsonArray *objects = mq_json_get_array (report, "objects");
  JsonObject *parts = json_object_new ();
  JsonArray *rows = json_array_new ();
  JsonArray *pictures = json_array_new ();
  g_autofree char *facts = mq_sheet_describe (report);
  g_autofree char *packed = NULL;
  g_autofree char *file = NULL;
  g_autofree char *clean = mq_text_clean (title, MAX_NAME);
  g_autoptr (JsonArray) requirements = NULL;
  JsonObject *data = mq_json_new ("title:s facts:s parts:o requirements:a pictures:a", clean, facts,
                                  parts, rows, pictures);

  if (loaded == NULL)
    {
      json_object_unref (data);
      return dex_future_new_for_error (error);
    }

  MQ_JSON_EACH (objects, i, object)
    {
      const char *name = mq_json_get_string (object, "name", "");
      g_autofree char *part = mq_asset_name_make_title (MQ_ASSET_NAME_PART,
                                                        mq_json_get_string (object, "part", name));

      json_object_set_string_member (parts, name, part);
    }

  requirements = mq_requirement_list_rows (mq_json_get_object (loaded, "plan"), report);
  MQ_JSON_EACH (requirements, i, row)
    {
      g_autofree char *label = mq_requirement_label (row);
      g_autofree char *found = mq_requirement_describe_with_words (row);

      json_array_add_object_element (rows, mq_json_new ("state:s text:s found:s",
                                                        states[mq_requirement_get_state (row)],
                                                        label, found));
    }

  for (guint i = 0; i < mq_version_get_n_pictures (version); i++)
    {
      g_autofree char *path = mq_version_get_picture (version, i);
      cairo_surface_t *picture = mq_sheet_load_small (path, PICTURE_SIDE);
      g_autoptr (GBytes) webp = picture != NULL ? mq_sheet_encode (picture) : NULL;
      g_autofree char *base64 = webp != NULL ? g_base64_encode (g_bytes_get_data (webp, NULL),
                                                                g_bytes_get_size (webp))
                                             : NULL;
      g_autofree char *url = g_strconcat ("data:image/webp;base64,", base64, NULL);

      g_clear_pointer (&picture, cairo_surface_destroy);
      if (base64 != NULL)
        json_array_add_string_element (pictures, url);
    }

  packed = pack (model);
  file = g_strconcat (clean, ".glb", NULL);
  g_strdelimit (file, "/\\:*?\"<>|", '_');
  mq_json_add (data, "script:s file:s model:s", mq_json_get_string (loaded, "script", ""), file,
               packed);
  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, data);
}

/**
 * mq_model_page_describe:
 * @version: a version
 * @title: what it is called
 * @model: its GLB
 *
 * Returns: (transfer full): resolves to what the page shows (JSON_TYPE_OBJECT): `title`, `facts`,
 *   `parts` ({object: part}), `requirements`, `pictures` (“data:” URLs), `script`, `file` (a name
 *   for the model), and `model` (packed by gzip, in base64); rejects as mq_version_load()
 */
DexFuture *
mq_model_page_describe (MqVersion *version, const char *title, GBytes *model)
{
  dex_return_error_if_fail (MQ_IS_KEPT_VERSION (version));

  return mq_fiber_spawn_on_thread (describe_fiber, (MQ_TYPE_VERSION, version),
                                   (G_TYPE_STRING, title), (G_TYPE_BYTES, model));
}

/* Made by glib-compile-resources. Named, or the linker would leave it out. */
GResource *mq_model_page_get_resource (void);

static char *
load_resource (const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCES, name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (mq_model_page_get_resource (), path, 0, NULL);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* As a policy for contents has it (CSP 3, 2.3.1). */
static char *
hash (const char *text)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autofree char *base64 = NULL;

  g_checksum_update (checksum, (const guchar *)text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  base64 = g_base64_encode (digest, length);
  return g_strdup_printf ("'sha256-%s'", base64);
}

/* Puts into the markup what stands in a place of it. @slots: {“DATA”: text}, as it is in HTML */
static gboolean
fill_cb (const GMatchInfo *match, GString *out, gpointer slots)
{
  g_autofree char *english = g_match_info_fetch (match, 1);
  g_autofree char *slot = g_match_info_fetch (match, 2);
  g_autofree char *text = NULL;

  g_assert (*english == '\0' || g_strv_contains (words, english));
  if (*english != '\0')
    text = g_markup_escape_text (g_dgettext (GETTEXT_PACKAGE, english), -1);
  g_string_append (out, text != NULL ? text : (const char *)g_hash_table_lookup (slots, slot));
  return FALSE;
}

/**
 * mq_model_page_make:
 * @data: (nullable): what mq_model_page_describe() resolved to; %NULL: a page that gets it from the
 *   program that shows it
 *
 * Returns: (transfer full): the page in HTML, in the user's language
 */
char *
mq_model_page_make (JsonObject *data)
{
  g_autoptr (GRegex) places = g_regex_new (SLOTS, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr (GHashTable) slots = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autofree char *markup = load_resource ("page.html");
  g_autofree char *viewer = load_resource ("viewer.js");
  g_autofree char *page = load_resource ("page.js");
  char *style = load_resource ("page.css");
  char *script = g_strconcat (STRICT, viewer, page, NULL);
  g_autofree char *json = data != NULL ? mq_json_object_to_string (data, FALSE) : g_strdup ("null");
  g_autoptr (GString) safe = g_string_new (json);
  g_autofree char *style_hash = hash (style);
  g_autofree char *script_hash = hash (script);
  const char *title = mq_json_get_string (data, "title", "Maquette");
  /* Translators: the code of the language of these translations, as HTML has it: “de”, “pt-BR” */
  const char *language = C_ ("page", "en");

  /* No tag begins in it (HTML, 4.12.1.3). */
  g_string_replace (safe, "<", "\\u003c", 0);
  g_hash_table_insert (slots, "LANGUAGE", g_strdup (language));
  g_hash_table_insert (slots, "TITLE", g_markup_escape_text (title, -1));
  g_hash_table_insert (slots, "POLICY",
                       g_strdup_printf ("default-src 'none'; img-src data:; style-src %s; "
                                        "script-src %s; base-uri 'none'; form-action 'none'",
                                        style_hash, script_hash));
  g_hash_table_insert (slots, "STYLE", style);
  g_hash_table_insert (slots, "SCRIPT", script);
  g_hash_table_insert (slots, "DATA", g_strdup (safe->str));
  return g_regex_replace_eval (places, markup, -1, 0, G_REGEX_MATCH_DEFAULT, fill_cb, slots, NULL);
}
