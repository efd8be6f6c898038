/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of a technical drawing, see mq-technical-drawing.h. */
#include "client/technical-drawing/mq-technical-drawing.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/**
 * mq_technical_drawing_save:
 * @version: a version
 * @found: the bridge's answer to `drawing`
 * @title: what the asset is called
 * @paper: such as "a4"
 * @folder: a folder
 * @file: the new file in it, in the format of its suffix: .svg, .pdf or .dxf
 *
 * A fiber for a thread, as it blocks.
 *
 * Returns: (transfer full): resolves to %TRUE when the file is complete; rejects with
 *   %MQ_ERROR_FAILED if the asset is not that of the report, else as mq_files_put()
 */
DexFuture *
mq_technical_drawing_save (MqVersion *version, JsonObject *found, const char *title,
                           const char *paper, const char *folder, const char *file)
{
  GError *error = NULL;
  g_autoptr (JsonObject) loaded = dex_await_boxed (mq_version_load (version), &error);
  const MqDrawingFacts facts = { title, mq_version_get_number (version),
                                 mq_version_get_created (version), mq_paper_find (paper) };
  g_autoptr (MqTechnicalDrawing) drawing = NULL;
  g_autoptr (GString) text = NULL;
  g_autofd int dir = -1;

  if (loaded == NULL)
    return dex_future_new_for_error (error);

  drawing = mq_technical_drawing_new (found, mq_json_get_object (loaded, "report"), &facts);
  if (drawing == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED, "%s",
                                  _ ("The version has another size than its report says, so the "
                                     "drawing would be wrong"));

  text = g_str_has_suffix (file, ".svg")   ? mq_technical_drawing_write_svg (drawing)
         : g_str_has_suffix (file, ".pdf") ? mq_technical_drawing_write_pdf (drawing)
                                           : mq_technical_drawing_write_dxf (drawing);
  dir = mq_files_open_dir (folder, &error);
  if (dir < 0 || !mq_files_put (dir, file, text->str, text->len, FALSE, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}
