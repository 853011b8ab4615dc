/* config_network.c: the sections of the networks: filled in from each one's options, then
 * judged by the network itself, which sees nothing of the file but its own values. */
#include "io/config_network.h"
#include "base/address.h"
#include "base/text.h"
#include "io/config_fill.h"
#include "io/config_options.h"
#include "io/config_read.h"

#include <string.h>

static const char *resolve(void *self, const char *path) {
    return config_resolve(self, path);
}

static bool refuse(void *self, const char *key, const char *why) {
    const struct reading *in = self;
    return yaml_fail(in->yaml, in->err, key, "%s", why);
}

static bool read_section(const struct reading *in, size_t i, struct config_network *ret,
                         struct directory_network *there) {
    const struct network *network = in->networks[i];
    struct reading at = *in; /* callbacks get it as a plain pointer */
    void *section = arena_alloc(in->arena, network->section);
    ret->section = section;
    there->name = network->name;
    return config_fill(in, i + 1, section) &&
           network->read(section, there,
                         &(struct network_reading){.self = &at,
                                                   .arena = in->arena,
                                                   .resolve = resolve,
                                                   .refuse = refuse});
}

bool config_read_networks(const struct reading *in) {
    size_t n = 0, given = 0;
    while (in->networks[n]) {
        n++;
    }
    struct config_network *networks = arena_array(in->arena, n + 1, sizeof *networks);
    struct directory_network *there = arena_array(in->arena, n + 1, sizeof *there);
    in->config->networks = networks;
    in->config->directory.networks = there;
    for (size_t i = 0; i < n; i++) {
        networks[i].network = in->networks[i];
        if (in->yaml && yaml_has(in->yaml, in->networks[i]->name) &&
            !read_section(in, i, &networks[i], &there[given++])) {
            return false;
        }
    }
    return true;
}

bool config_check_place(const struct reading *in, const char *key, const char *place) {
    for (const struct network *const *network = in->networks; *network; network++) {
        const char *wrong = (*network)->place && address_on(place, (*network)->name)
                                ? (*network)->place(address_name(place))
                                : NULL;
        if (wrong) {
            return yaml_fail(in->yaml, in->err, key, "\"%.60s\" is not %s", place, wrong);
        }
    }
    return true;
}

const void *config_section(const struct config *config, const struct network *network) {
    const struct config_network *it = config->networks;
    while (it->network && it->network != network) {
        it++;
    }
    return it->section;
}

static const char *const *copy_list(struct arena *arena, const char *const *words) {
    size_t n = 0;
    while (words[n]) {
        n++;
    }
    const char **list = arena_array(arena, n + 1, sizeof *list);
    for (size_t i = 0; i < n; i++) {
        list[i] = arena_strdup(arena, words[i]);
    }
    return list;
}

const void *config_section_copy(struct arena *arena, const struct network *network,
                                const void *section) {
    char *copy = arena_alloc(arena, network->section);
    memcpy(copy, section, network->section);
    for (const struct config_option *it = network->options; it->name; it++) {
        void *at = copy + it->at;
        if (it->shape == OPTION_LIST) {
            *(const char *const **)at = copy_list(arena, *(const char *const **)at);
        } else if (it->shape == OPTION_TEXT || it->shape == OPTION_PATH ||
                   it->shape == OPTION_WORD) {
            *(const char **)at = arena_strdup(arena, *(const char **)at);
        }
    }
    return copy;
}

static bool same_lists(const char *const *a, const char *const *b) {
    size_t i = 0;
    while (a[i] && text_equal(a[i], b[i])) {
        i++;
    }
    return !a[i] && !b[i];
}

static bool same_values(enum option_shape shape, const void *a, const void *b) {
    switch (shape) {
    case OPTION_TEXT:
    case OPTION_PATH:
    case OPTION_WORD:
        return text_equal(*(const char *const *)a, *(const char *const *)b);
    case OPTION_LIST:
        return same_lists(*(const char *const *const *)a, *(const char *const *const *)b);
    case OPTION_NUMBER:
        return *(const int64_t *)a == *(const int64_t *)b;
    case OPTION_SWITCH:
        return *(const bool *)a == *(const bool *)b;
    case OPTION_WORDS:
        return *(const unsigned *)a == *(const unsigned *)b;
    }
    return false;
}

bool config_section_same(const struct network *network, const void *a, const void *b) {
    bool same = !a == !b;
    for (const struct config_option *it = network->options; a && b && it->name; it++) {
        same = same && (it->live || same_values(it->shape, (const char *)a + it->at,
                                                (const char *)b + it->at));
    }
    return same;
}
