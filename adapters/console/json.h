/* json.h: the console for programs. */
#ifndef TOCSIN_CONSOLE_JSON_H
#define TOCSIN_CONSOLE_JSON_H

#include "shared.h"

extern const struct mode mode_json;

#endif
