/* config_load.c: tocsin.yaml becomes a struct config: its values are filled in from the table of
 * options, then checked against each other and the world.
 *
 * Everything has a default there, so that the bot runs without any file. Relative paths are
 * relative to the folder of the file they are written in: the bot means the same files
 * wherever it is started. Passwords are never in this file, so that it can be shown and kept
 * in a repository. */
#include "io/config_load.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "io/config_fill.h"
#include "io/config_network.h"
#include "io/config_options.h"
#include "io/config_read.h"
#include "io/config_schema.h"
#include "io/file.h"
#include "tocsin/limits.h"
#include <sys/un.h>

static const char DEFAULT_FILE[] = "tocsin.yaml";

enum {
    DEFAULT_REDIS_PORT = 6379,
    LARGEST_PORT = 65535,
};

struct loaded_config {
    struct config config; /* first: config_free() gets its address */
    struct arena *arena;
};

/* ---- single values -------------------------------------------------------------- */

static bool read_workspace(const struct reading *in) {
    const char *name = in->config->directory.workspace;
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789._-";
    return name[strspn(name, allowed)] == '\0' ||
           yaml_fail(
               in->yaml, in->err, "workspace",
               "\"%s\" cannot be a name in Redis; write letters, digits, dot, hyphen, "
               "underscore",
               name);
}

static bool read_language(const struct reading *in) {
    const char *name = in->config->directory.language;
    static const char small[] = "abcdefghijklmnopqrstuvwxyz";
    size_t len = strspn(name, small);
    return ((len == 2 || len == 3) && name[len] == '\0') ||
           yaml_fail(in->yaml, in->err, "language",
                     "\"%s\" is not a language; write its code: en or fr", name);
}

static bool is_url(const char *url) {
    return !url || text_is_url(url);
}

static bool read_links(const struct reading *in) {
    struct directory *directory = &in->config->directory;
    return (is_url(directory->status_page) ||
            yaml_fail(in->yaml, in->err, "status_page",
                      "is not a web address; write https://status.example.org")) &&
           (is_url(directory->runbook) ||
            yaml_fail(in->yaml, in->err, "links.runbook",
                      "is not a web address; write https://wiki.example.org/runbook"));
}

static bool read_heartbeat(const struct reading *in) {
    const char *url = in->config->heartbeat;
    return (is_url(url) && (!url || !strchr(url, '@'))) ||
           yaml_fail(in->yaml, in->err, "heartbeat",
                     "is not a web address without name and password; write "
                     "https://monitoring.example.org/ping/…");
}

static bool read_policy(const struct reading *in) {
    const char *name = in->config->policy;
    if (strchr(name, '/')) {
        in->config->policy = config_resolve(in, name);
        return true;
    }
    return (text_is_word(name) && !strstr(name, ".yaml") && !strstr(name, ".yml")) ||
           yaml_fail(
               in->yaml, in->err, "policy",
               "\"%.60s\" is not the name of a shipped policy; a file is written with "
               "a slash: ./%.60s",
               name, name);
}

/* ---- time ----------------------------------------------------------------------- */

static bool read_civil(const struct reading *in) {
    struct civil_options *civil = &in->config->civil;
    struct error why = {0};
    char path[YAML_PATH_MAX];
    civil->zone = in->config->directory.zone;
    struct civil *zone = civil_new(&(struct civil_options){.zone = civil->zone}, &why);
    civil_free(zone);
    if (!zone && !in->yaml) {
        return err_set(in->err, why.code, "%s", why.text);
    }
    if (!zone) {
        return yaml_fail(in->yaml, in->err, "zone", "%s", why.text);
    }
    for (size_t i = 0; civil->holidays[i]; i++) {
        snprintf(path, sizeof(path), "holidays[%zu]", i);
        if (!civil_date_valid(civil->holidays[i])) {
            return yaml_fail(in->yaml, in->err, path,
                             "\"%s\" is not a date; write it as 2025-12-25",
                             civil->holidays[i]);
        }
    }
    zone = civil_new(civil, &why);
    civil_free(zone);
    return zone || yaml_fail(in->yaml, in->err, "weekend", "%s", why.text);
}

/* ---- people and places ---------------------------------------------------------- */

/* "network:name", as places and identities are written. */
static bool is_address(const char *word) {
    size_t network = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return network > 0 && word[network] == ':' && word[network + 1] != '\0' &&
           word[strcspn(word, " \t\r\n")] == '\0';
}

static bool check_places(const struct reading *in, const char *option,
                         const char *const *places) {
    char path[YAML_PATH_MAX];
    for (size_t i = 0; places[i]; i++) {
        snprintf(path, sizeof(path), "%s[%zu]", option, i);
        if (!is_address(places[i])) {
            return yaml_fail(
                in->yaml, in->err, path,
                "\"%.60s\" is not a place; write the network and the channel: "
                "%s",
                places[i], config_option(option)->otherwise);
        }
        if (!config_check_place(in, path, places[i])) {
            return false;
        }
    }
    return true;
}

static bool check_identities(const struct reading *in, size_t person) {
    const struct person *people = in->config->directory.people;
    const char *const *identities = people[person].identities;
    char path[YAML_PATH_MAX];
    for (size_t i = 0; identities[i]; i++) {
        snprintf(path, sizeof(path), "people[%zu].identities[%zu]", person, i);
        if (!is_address(identities[i])) {
            return yaml_fail(
                in->yaml, in->err, path,
                "\"%.60s\" is not an identity; write the network and the user: "
                "console:ana",
                identities[i]);
        }
        for (size_t other = 0; other < person; other++) {
            if (text_in(identities[i], people[other].identities)) {
                return yaml_fail(in->yaml, in->err, path, "\"%s\" already belongs to %s",
                                 identities[i], people[other].name);
            }
        }
    }
    return true;
}

static bool check_groups(const struct reading *in, size_t person) {
    const char *const *groups = in->config->directory.people[person].groups;
    char path[YAML_PATH_MAX];
    for (size_t i = 0; groups[i]; i++) {
        snprintf(path, sizeof(path), "people[%zu].groups[%zu]", person, i);
        if (!text_is_word(groups[i])) {
            return yaml_fail(in->yaml, in->err, path,
                             "\"%.60s\" is not one word; write letters, digits and "
                             "hyphens",
                             groups[i]);
        }
    }
    return true;
}

static bool read_people(const struct reading *in) {
    size_t n = in->raw ? in->raw->people_count : 0;
    struct person *people = arena_array(in->arena, n, sizeof(*people));
    in->config->directory.people = people;
    in->config->directory.npeople = n;
    for (size_t i = 0; i < n; i++) {
        config_fill_person(in, i, &people[i]);
        if (!check_identities(in, i) || !check_groups(in, i)) {
            return false;
        }
    }
    return true;
}

static bool read_directory(const struct reading *in) {
    const struct directory *directory = &in->config->directory;
    return read_workspace(in) && read_language(in) && read_links(in) &&
           check_places(in, "announce", directory->announce) &&
           check_places(in, "leadership", directory->leadership) && read_people(in);
}

/* ---- Redis ---------------------------------------------------------------------- */

/* "host", "host:port", "[address]:port". */
static bool read_host(const struct reading *in, const char *address) {
    struct config *config = in->config;
    const char *port = NULL;
    size_t len = strcspn(address, ":/");
    if (*address == '[') {
        address++;
        len = strcspn(address, "]");
        if (address[len] != ']') {
            return false;
        }
        port = address + len + 1;
    } else {
        port = address + len;
    }
    config->redis = REDIS_TCP;
    config->redis_port = DEFAULT_REDIS_PORT;
    config->redis_host = arena_strndup(in->arena, address, len);
    if (*port == '\0' || text_equal(port, "/")) {
        return len > 0;
    }
    if (*port != ':' || port[1] == '\0' || strlen(port) > 6 ||
        port[1 + strspn(port + 1, "0123456789")] != '\0') {
        return false;
    }
    config->redis_port = (int)strtol(port + 1, NULL, 10);
    return len > 0 && config->redis_port >= 1 && config->redis_port <= LARGEST_PORT;
}

static bool read_socket(const struct reading *in, const char *path) {
    in->config->redis = REDIS_UNIX;
    in->config->redis_path = config_resolve(in, path);
    size_t most = sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1;
    return strlen(in->config->redis_path) <= most ||
           yaml_fail(in->yaml, in->err, "redis.url",
                     "the path of a socket has at most %zu bytes", most);
}

/* Its text is never shown: people do write passwords into addresses. */
static bool read_redis_url(const struct reading *in) {
    static const char unix_prefix[] = "unix:", tcp_prefix[] = "redis://";
    const char *url = in->config->redis_url;
    if (text_equal(url, "embedded")) {
        in->config->redis = REDIS_EMBEDDED;
        return true;
    }
    if (text_starts(url, unix_prefix) && url[strlen(unix_prefix)] != '\0') {
        return read_socket(in, url + strlen(unix_prefix));
    }
    if (strchr(url, '@')) {
        return yaml_fail(in->yaml, in->err, "redis.url",
                         "must not hold a name or password; put the password into a file "
                         "and write redis.password_file");
    }
    return (text_starts(url, tcp_prefix) && read_host(in, url + strlen(tcp_prefix))) ||
           yaml_fail(
               in->yaml, in->err, "redis.url",
               "is not an address; write embedded, unix:/path or redis://host:port");
}

static bool read_redis(const struct reading *in) {
    struct config *config = in->config;
    if (strchr(config->redis_server, '/')) {
        config->redis_server = config_resolve(in, config->redis_server);
    }
    return read_redis_url(in);
}

/* ---- the whole ------------------------------------------------------------------ */

static bool fill(const struct reading *in) {
    return config_fill(in, 0, in->config) && read_directory(in) && read_civil(in) &&
           read_policy(in) && read_redis(in) && read_heartbeat(in) &&
           config_read_networks(in);
}

/* `text` NULL: defaults alone. */
static struct config *parse(const char *text, size_t len, const char *path,
                            const struct network *const *networks, struct error *err) {
    struct yaml *yaml = NULL;
    struct arena *arena = arena_new();
    const struct config_row *rows = config_rows(arena, networks);
    if (text && !(yaml = yaml_open(text, len, path, config_schema(arena, rows), err))) {
        arena_free(arena);
        return NULL;
    }
    struct loaded_config *loaded = arena_alloc(arena, sizeof(*loaded));
    loaded->arena = arena;
    loaded->config.path = arena_strdup(arena, text ? path : NULL);
    bool done = fill(&(struct reading){.yaml = yaml,
                                       .raw = yaml ? yaml_data(yaml) : NULL,
                                       .networks = networks,
                                       .rows = rows,
                                       .arena = arena,
                                       .config = &loaded->config,
                                       .err = err});
    yaml_close(yaml);
    if (done) {
        return &loaded->config;
    }
    arena_free(arena);
    return NULL;
}

struct config *config_load(const char *path, const struct network *const *networks,
                           struct error *err) {
    struct error why = {0};
    struct file_text file = {0};
    const char *from = path ? path : DEFAULT_FILE;
    if (!file_read(from, YAML_FILE_MAX, false, &file, &why) &&
        (path || why.code != ERR_NOT_FOUND)) {
        err_set(err, why.code, "%s", why.text);
        return NULL;
    }
    struct config *config = parse(file.ptr, file.len, from, networks, err);
    file_free(&file);
    return config;
}

void config_free(struct config *config) {
    if (config) {
        arena_free(((struct loaded_config *)config)->arena);
    }
}
