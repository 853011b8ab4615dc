/* assets.h: the shipped policies and templates, carried in the binary (generated source,
 * deploy/build/assets.cmake). Names are paths below deploy/: "policies/default.yaml",
 * "templates/en/opened.mustache". */
#ifndef TOCSIN_ASSETS_H
#define TOCSIN_ASSETS_H

#include <stddef.h>

struct asset {
    const char *path;
    const char *text; /* NUL-terminated */
    size_t len;
};

extern const struct asset assets[]; /* sorted by path */
extern const size_t assets_count;

#endif
