/* Libraries that most files include; see meson.build. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <libdex.h>
#include <libsoup/soup.h>
