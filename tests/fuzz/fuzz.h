/* One target of libFuzzer a file; main.c runs the same on the files of its corpus. A target asserts
 * what holds whatever comes in: no crash, and what its parser promises. */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
