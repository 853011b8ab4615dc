/* config_read.c: what the readers of tocsin.yaml share. */
#include "io/config_read.h"
#include "base/text.h"

#include <string.h>

const char *config_copy(const struct reading *in, const char *value) {
    return arena_strdup(in->arena, value);
}

const char *const *config_copy_list(const struct reading *in, char *const *words,
                                    size_t n) {
    const char **list = arena_array(in->arena, n + 1, sizeof(*list));
    for (size_t i = 0; i < n; i++) {
        list[i] = arena_strdup(in->arena, words[i]);
    }
    return list;
}

const char *const *config_split(const struct reading *in, const char *words) {
    size_t most = words ? strlen(words) + 1 : 0;
    const char **list = arena_array(in->arena, most + 1, sizeof(*list));
    for (size_t i = 0; words && *words != '\0'; i++) {
        size_t len = strcspn(words, ",");
        list[i] = arena_strndup(in->arena, words, len);
        words += len + strspn(words + len, ", ");
    }
    return list;
}

const char *config_resolve(const struct reading *in, const char *path) {
    const char *slash = in->config->path ? strrchr(in->config->path, '/') : NULL;
    if (!path || *path == '/' || !slash) {
        return arena_strdup(in->arena, path);
    }
    return arena_printf(in->arena, "%.*s/%s", (int)(slash - in->config->path),
                        in->config->path, text_starts(path, "./") ? path + 2 : path);
}
