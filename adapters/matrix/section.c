/* section.c: the section `matrix:` of tocsin.yaml.
 *
 * Everything is refused here that the homeserver would refuse later, in the middle of an
 * incident. Neither token nor password is in the file, so that it can be shown. */
#include "section.h"
#include "base/address.h"
#include "base/arena.h"
#include "base/text.h"
#include "codec_events.h"
#include "tocsin/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS "0123456789"

enum {
    LIST_MAX = 200,
    INVITE_MAX = 50,
    REPLAY_LEAST = 1,
    REPLAY_MAX = 24 * 60, /* minutes: shorter than a repeat is recognised (IDEM_TTL_S) */
    KEY_MAX = 64,
};

#define IN(member) .at = offsetof(struct matrix_section, member)
#define TEXT OPTION_IS_TEXT
#define LIST OPTION_IS_LIST

/* clang-format off */
const struct config_option matrix_section_options[] = {
    {"matrix.homeserver", "URL", NULL,
     "where the client-server API is (https://matrix.example.org); http only on this "
     "machine",
     TEXT(LIMIT_URL), .must = true, IN(homeserver)},
    {"matrix.user", "user id", NULL, "whom tocsin is: @tocsin:example.org",
     TEXT(LIMIT_ID), .must = true, IN(user)},
    {"matrix.token_file", "path", NULL,
     "file that holds an access token of that user; else MATRIX_TOKEN, else the systemd "
     "credential matrix-token; else it logs in by password",
     TEXT(OPTION_PATH_MAX), IN(token_file)},
    {"matrix.password_file", "path", NULL,
     "file that holds the password; else MATRIX_PASSWORD, else the systemd credential "
     "matrix-password. Needed for the first login alone",
     TEXT(OPTION_PATH_MAX), IN(password_file)},
    {"matrix.device", "word", "TOCSIN", "device id of a login by password",
     TEXT(LIMIT_WORD), IN(device)},
    {"matrix.command", "word", "!inc", "what messages tell people to type before commands",
     TEXT(LIMIT_WORD), IN(command)},
    {"matrix.servers", "list of server names", NULL,
     "whose people may invite tocsin and give commands; left out: those of tocsin's own "
     "server. Others are refused",
     LIST(LIST_MAX, LIMIT_ID), IN(servers)},
    {"matrix.users", "list of user ids", NULL,
     "people of other servers who may do so as well",
     LIST(LIST_MAX, LIMIT_ID), IN(users)},
    {"matrix.invite", "list of user ids", NULL,
     "invited to every incident that is not restricted",
     LIST(INVITE_MAX, LIMIT_ID), IN(invite), .live = true},
    {"matrix.archive", "true or false", "true",
     "once its incident is closed, nobody writes in its room, and it leaves the space; "
     "`reopen` undoes both",
     OPTION_IS_SWITCH, IN(archive), .live = true},
    {"matrix.replay", "minutes", "60",
     "commands typed while tocsin was away are carried out when they are not older; older "
     "ones are answered: too old, nothing done",
     OPTION_IS_NUMBER(REPLAY_LEAST, REPLAY_MAX), IN(replay)},
    {.name = NULL},
};
/* clang-format on */

/* ---- single values -------------------------------------------------------------- */

static bool read_paths(const struct network_reading *in, struct matrix_section *matrix) {
    matrix->token_file = in->resolve(in->self, matrix->token_file);
    matrix->password_file = in->resolve(in->self, matrix->password_file);
    return true;
}

/* This machine: its traffic can be read by nobody else. */
static bool is_loopback(const char *host) {
    size_t len = strcspn(host, ":/");
    if (*host == '[') {
        return text_starts(host, "[::1]");
    }
    return (len == strlen("localhost") && text_starts(host, "localhost")) ||
           (text_starts(host, "127.") && strspn(host, DIGITS ".") == len);
}

static bool read_homeserver(const struct network_reading *in,
                            struct matrix_section *matrix) {
    const char *url = matrix->homeserver;
    size_t len = strlen(url);
    while (len > 0 && url[len - 1] == '/') {
        len--;
    }
    matrix->homeserver = arena_strndup(in->arena, url, len);
    if (!text_is_url(matrix->homeserver) || strpbrk(matrix->homeserver, "@?#") ||
        text_equal(strstr(matrix->homeserver, "://"), "://")) {
        return in->refuse(in->self, "matrix.homeserver",
                          "is not the address of a homeserver; write "
                          "https://matrix.example.org");
    }
    if (text_starts(url, "http://") && !is_loopback(url + strlen("http://"))) {
        return in->refuse(in->self, "matrix.homeserver",
                          "would send the token in the clear; write https, or http to "
                          "localhost, 127.0.0.1 or [::1]");
    }
    return true;
}

static bool is_user(const char *s) {
    return matrix_is_id(s, '@') && *matrix_server(s) && s[1] != ':';
}

static bool check_words(const struct network_reading *in,
                        const struct matrix_section *matrix) {
    if (!is_user(matrix->user)) {
        return in->refuse(in->self, "matrix.user",
                          "is not the id of a user; write @tocsin:example.org");
    }
    if (!text_is_word(matrix->device)) {
        return in->refuse(in->self, "matrix.device",
                          "is not one word; write letters and digits: TOCSIN");
    }
    return strspn(matrix->command, " ") == 0 ||
           in->refuse(in->self, "matrix.command", "begins with a space; write !inc");
}

/* ---- lists ---------------------------------------------------------------------- */

static bool check_ids(const struct network_reading *in, const char *option,
                      const char *const *ids) {
    for (size_t i = 0; ids[i]; i++) {
        char path[KEY_MAX];
        snprintf(path, sizeof path, "%s[%zu]", option, i);
        if (!is_user(ids[i])) {
            return in->refuse(in->self, path,
                              arena_printf(in->arena,
                                           "\"%.60s\" is not the id of a user; write "
                                           "@ana:example.org",
                                           ids[i]));
        }
    }
    return true;
}

static bool read_invite(const struct network_reading *in,
                        const struct matrix_section *matrix,
                        struct directory_network *there) {
    size_t n = 0;
    if (!check_ids(in, "matrix.invite", matrix->invite)) {
        return false;
    }
    while (matrix->invite[n]) {
        n++;
    }
    const char **list = arena_array(in->arena, n + 1, sizeof *list);
    for (size_t i = 0; i < n; i++) {
        list[i] = address_of(in->arena, "matrix", matrix->invite[i]);
    }
    there->invite = list;
    return true;
}

/* Left out: the server that tocsin itself is on. */
static bool read_servers(const struct network_reading *in,
                         struct matrix_section *matrix) {
    if (!matrix->servers[0]) {
        const char **own = arena_array(in->arena, 2, sizeof *own);
        own[0] = matrix_server(matrix->user);
        matrix->servers = own;
    }
    for (size_t i = 0; matrix->servers[i]; i++) {
        const char *name = matrix->servers[i];
        char path[KEY_MAX];
        snprintf(path, sizeof path, "matrix.servers[%zu]", i);
        if (name[strcspn(name, "@#!/ ")] != '\0') {
            return in->refuse(in->self, path,
                              arena_printf(in->arena,
                                           "\"%.60s\" is not the name of a server; write "
                                           "example.org",
                                           name));
        }
    }
    return true;
}

/* ---- the whole ------------------------------------------------------------------ */

const char *matrix_section_place(const char *name) {
    bool alias = matrix_is_id(name, '#') && *matrix_server(name) && name[1] != ':';
    return alias || matrix_is_id(name, '!')
               ? NULL
               : "a room of Matrix; write matrix:#incidents:example.org, or its id: "
                 "matrix:!abc:example.org";
}

bool matrix_section_read(void *section, struct directory_network *there,
                         const struct network_reading *in) {
    struct matrix_section *matrix = section;
    there->archive = matrix->archive;
    return read_paths(in, matrix) && read_homeserver(in, matrix) &&
           check_words(in, matrix) && check_ids(in, "matrix.users", matrix->users) &&
           read_servers(in, matrix) && read_invite(in, matrix, there);
}
