/* config_read.c: values of tocsin.yaml, or else the defaults of the table of options. */
#include "io/config_read.h"
#include "base/text.h"

#include <string.h>

const char *config_otherwise(const char *option) {
    const struct config_option *it = config_options;
    while (it->name != NULL && !text_equal(it->name, option))
        it++;
    return it->otherwise;
}

const char *config_copy(const struct reading *in, const char *value) {
    return arena_strdup(in->arena, value);
}

const char *config_text_or(const struct reading *in, const char *value,
                           const char *option) {
    return value != NULL ? config_copy(in, value) : config_otherwise(option);
}

const char *const *config_copy_list(const struct reading *in, char *const *words,
                                    size_t n) {
    const char **list = arena_array(in->arena, n + 1, sizeof(*list));
    for (size_t i = 0; i < n; i++)
        list[i] = arena_strdup(in->arena, words[i]);
    return list;
}

const char *const *config_list_or(const struct reading *in, char *const *words, size_t n,
                                  const char *option) {
    if (in->yaml != NULL && yaml_has(in->yaml, option))
        return config_copy_list(in, words, n);
    const char *rest = config_otherwise(option);
    size_t most = rest != NULL ? strlen(rest) + 1 : 0;
    const char **list = arena_array(in->arena, most + 1, sizeof(*list));
    for (size_t i = 0; rest != NULL && *rest != '\0'; i++) {
        size_t len = strcspn(rest, ",");
        list[i] = arena_strndup(in->arena, rest, len);
        rest += len + strspn(rest + len, ", ");
    }
    return list;
}

const char *config_resolve(const struct reading *in, const char *path) {
    const char *slash = in->config->path != NULL ? strrchr(in->config->path, '/') : NULL;
    if (path == NULL || *path == '/' || slash == NULL)
        return arena_strdup(in->arena, path);
    return arena_printf(in->arena, "%.*s/%s", (int)(slash - in->config->path),
                        in->config->path, text_starts(path, "./") ? path + 2 : path);
}

bool config_is_url(const char *url) {
    if (url == NULL)
        return true;
    const char *host = strstr(url, "://");
    bool web = text_starts(url, "http://") || text_starts(url, "https://");
    return web && host[3] != '\0' && url[strcspn(url, " \t\r\n<>\"'|\\")] == '\0';
}
