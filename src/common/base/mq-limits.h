/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits of what a client sends to a service. The client checks them before it sends, the service
 * when it receives. docs/inside/protocol.md lists them. */
#pragma once

/** MQ_MESSAGE_MAX_CHARS: characters of a message. */
#define MQ_MESSAGE_MAX_CHARS 10000
/** MQ_RUN_MAX_VARIANTS: runs that make a variant each. */
#define MQ_RUN_MAX_VARIANTS 6
/** MQ_RUN_MAX_HISTORY: versions of a session that a run knows of. */
#define MQ_RUN_MAX_HISTORY 20
/** MQ_SCRIPT_MAX_BYTES: bytes of a script. */
#define MQ_SCRIPT_MAX_BYTES (512 * 1024)
/** MQ_RUN_RESULT_MAX_BYTES: bytes of the JSON of a result; a report of a large asset is long. */
#define MQ_RUN_RESULT_MAX_BYTES (8 * 1024 * 1024)
/** MQ_RUN_MAX_PICTURES: of the user's in a run, and of a look. */
#define MQ_RUN_MAX_PICTURES 16
/** MQ_RUN_PICTURE_MAX_BYTES: bytes of such a picture. */
#define MQ_RUN_PICTURE_MAX_BYTES (8 * 1024 * 1024)
/** MQ_RUN_PICTURE_MAX_SIDE: px of its longer side. Anthropic shrinks larger pictures ("Vision",
 * docs.anthropic.com), OpenAI uses tiles of 512 px within 2048 px; more pixels cost more and show
 * no more. */
#define MQ_RUN_PICTURE_MAX_SIDE 1568
/** MQ_RUN_QUARTERS: pictures of parts of a drawing, enlarged: two rows of two. */
#define MQ_RUN_QUARTERS 4
/** MQ_RUN_CROP_SIDE: three rows of three smaller parts follow, with so many sixteenths of the
 * sheet's sides, evenly spread. */
#define MQ_RUN_CROP_SIDE 7
/** MQ_RUN_MAX_TILES: all these parts. */
#define MQ_RUN_MAX_TILES (MQ_RUN_QUARTERS + 9)
/** MQ_RUN_TILE_NUMBER: the number of such a picture; @reference: that of the drawing; @tile: 1 … */
#define MQ_RUN_TILE_NUMBER(reference, tile) (1000 * (tile) + (reference))

/** MQ_SESSION_MAX_BYTES: bytes of a session's file at a shared service. */
#define MQ_SESSION_MAX_BYTES (64 * 1024 * 1024)
/** MQ_RUN_MAX_EVENTS: events of a run; a long one with a model has some thousands. */
#define MQ_RUN_MAX_EVENTS 100000
/** MQ_RUN_EVENTS_MAX_BYTES: bytes of all events of a run, which the client keeps. */
#define MQ_RUN_EVENTS_MAX_BYTES (64 * 1024 * 1024)
