/* shipped.h: the message templates that ship with the program, as one pack. */
#ifndef TOCSIN_TESTS_SHIPPED_H
#define TOCSIN_TESTS_SHIPPED_H

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "core/messages.h"
#include "tocsin/assets.h"

/* "templates/en/opened.mustache" as language and name, in the arena. */
static inline struct messages shipped_messages(struct arena *arena,
                                               const char *language) {
    static const char folder[] = "templates/", suffix[] = ".mustache";
    struct message_template *list = arena_array(arena, assets_count, sizeof *list);
    size_t n = 0;

    for (size_t i = 0; i < assets_count; i++) {
        const char *path = assets[i].path, *slash;

        if (!text_starts(path, folder)) {
            continue;
        }
        path += sizeof folder - 1;
        slash = strchr(path, '/');
        list[n].language = arena_strndup(arena, path, (size_t)(slash - path));
        list[n].name =
            arena_strndup(arena, slash + 1, strlen(slash + 1) - (sizeof suffix - 1));
        list[n++].text = assets[i].text;
    }
    return (struct messages){.language = language, .builtin = list, .nbuiltin = n};
}

#endif
