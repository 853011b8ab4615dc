/* tokens.c: where the tokens of a network come from.
 *
 * The first source that is there decides: one that is there and wrong is an error, not a
 * reason to look further, because whoever wrote it means it. Arguments of a process can
 * be read by everybody on the machine, so that there is no option for a token. */
#include "cli/tokens.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/findings.h"
#include "io/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TOKEN_MAX = 512, TOKEN_LEAST = 10, TOKEN_FILE_MAX = 16 * 1024 };

/* ---- reading -------------------------------------------------------------------- */

/* A pipe will do: "<(pass show slack)". */
static bool read_file(const char *path, struct token *token, char text[TOKEN_MAX + 2],
                      struct error *err) {
    struct file_text file;
    if (!file_read(path, TOKEN_FILE_MAX, true, &file, err)) {
        return false;
    }
    snprintf(text, TOKEN_MAX + 2, "%s", file.ptr);
    token->open_to_all = file.open_to_all;
    file_free(&file);
    return true;
}

/* False with err->code ERR_OK: nothing is there. */
static bool read_credential(const struct network_token *kind, struct token *token,
                            char text[TOKEN_MAX + 2], struct error *err) {
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    char path[sizeof token->from - 64];
    if (!folder || !*folder) {
        return false;
    }
    snprintf(path, sizeof path, "%s/%s", folder, kind->credential);
    snprintf(token->from, sizeof token->from, "the systemd credential %s",
             kind->credential);
    if (access(path, F_OK) != 0) {
        return false;
    }
    return read_file(path, token, text, err) || err_prefix(err, "%s", token->from);
}

static bool find(const struct network *network, const struct network_token *kind,
                 const char *file, struct token *token, char text[TOKEN_MAX + 2],
                 struct error *err) {
    const char *env = getenv(kind->env);
    if (file) {
        snprintf(token->from, sizeof token->from, "the file %.500s", file);
        return read_file(file, token, text, err) || err_prefix(err, "%s", kind->option);
    }
    if (env && *env) {
        snprintf(token->from, sizeof token->from, "%s", kind->env);
        snprintf(text, TOKEN_MAX + 2, "%s", env);
        return true;
    }
    struct error why = {0};
    if (read_credential(kind, token, text, &why)) {
        return true;
    }
    if (why.code) {
        return err_set(err, why.code, "%s", why.text);
    }
    return err_set(err, ERR_NOT_FOUND,
                   "%s: there is no %s. Put it into a file and write %s, or set %s, or "
                   "give systemd's LoadCredential=%s. It is found on %s",
                   network->name, kind->name, kind->option, kind->env, kind->credential,
                   kind->where);
}

/* ---- judging -------------------------------------------------------------------- */

/* It becomes part of a header: nothing but what tokens are made of. */
static bool is_fine(const struct network_token *kind, const char *text) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-._";
    size_t len = strlen(text), i = 0;
    if (kind->phrase) {
        return len <= TOKEN_MAX && utf8_valid(text, len) && !strpbrk(text, "\r\n");
    }
    while (text[i] && (strchr(allowed, text[i]) ||
                       (kind->letters && strchr(kind->letters, text[i])))) {
        i++;
    }
    return len >= TOKEN_LEAST && len <= TOKEN_MAX && i == len;
}

/* What it is instead, or NULL: nothing that is known; *ret_swapped when it is another one
 * of the same network. */
static const char *mistaken(struct arena *arena, const struct network *network,
                            const struct network_token *kind, const char *text,
                            bool *ret_swapped) {
    for (const struct network_token *it = network->tokens; it->name; it++) {
        if (it != kind && it->prefix && text_starts(text, it->prefix)) {
            *ret_swapped = true;
            return arena_printf(arena, "the %s", it->name);
        }
    }
    const struct network_mistake *it = network->mistakes;
    while (it && it->prefix && !text_starts(text, it->prefix)) {
        it++;
    }
    return it ? it->what : NULL;
}

static bool judge(struct arena *arena, const struct network *network,
                  const struct network_token *kind, const struct token *token,
                  const char *text, struct error *err) {
    bool swapped = false;
    if (*text == '\0') {
        return err_set(err, ERR_INVALID, "%s: %s is empty; it should hold the %s (%s)",
                       network->name, token->from, kind->name, kind->where);
    }
    const char *other = mistaken(arena, network, kind, text, &swapped);
    if (other) {
        return err_set(err, ERR_INVALID,
                       "%s: %s holds %s, and the %s belongs there%s It is found on %s",
                       network->name, token->from, other, kind->name,
                       swapped ? ": are the two exchanged?" : ".", kind->where);
    }
    if (kind->prefix && !text_starts(text, kind->prefix)) {
        return err_set(err, ERR_INVALID,
                       "%s: what %s holds does not begin with %s, so it is no %s. It is "
                       "found on %s",
                       network->name, token->from, kind->prefix, kind->name, kind->where);
    }
    if (!is_fine(kind, text)) {
        return err_set(
            err, ERR_INVALID,
            "%s: what %s holds %s the %s but is not one: it should be a single "
            "line of letters, digits and hyphens. Copy it anew",
            network->name, token->from, kind->prefix ? "begins like" : "stands for",
            kind->name);
    }
    return true;
}

static bool load(const struct network *network, const struct network_token *kind,
                 const char *file, struct token *ret, struct error *err) {
    char text[TOKEN_MAX + 2] = "";
    struct arena *arena = arena_new();
    bool found = find(network, kind, file, ret, text, err);
    for (size_t len = strlen(text); len > 0 && strchr("\r\n", text[len - 1]); len--) {
        text[len - 1] = '\0';
    }
    if (strlen(text) >= TOKEN_LEAST) {
        log_secret(text); /* shorter ones would blank half of every line */
    }
    bool fine = found && judge(arena, network, kind, ret, text, err);
    if (fine) {
        ret->value = mem_copy(text);
    }
    arena_free(arena);
    explicit_bzero(text, sizeof text);
    (void)unsetenv(kind->env);
    return fine;
}

static const char *file_of(const struct network_token *kind, const void *section) {
    return *(const char *const *)((const char *)section + kind->file);
}

/* All are read in any case: none may stay in the environment. */
bool tokens_load(const struct network *network, const void *section, struct token *ret,
                 struct error *err) {
    bool fine = true;
    memset(ret, 0, NETWORK_TOKENS_MAX * sizeof *ret);
    for (size_t i = 0; network->tokens && network->tokens[i].name; i++) {
        const struct network_token *kind = &network->tokens[i];
        struct error why = {0};
        bool loaded = load(network, kind, file_of(kind, section), &ret[i], &why);
        bool lacks = kind->spare && why.code == ERR_NOT_FOUND && !file_of(kind, section);
        if (!loaded && !lacks && fine) {
            fine = err_set(err, why.code, "%s", why.text);
        }
    }
    return fine;
}

void tokens_free(struct token tokens[NETWORK_TOKENS_MAX]) {
    for (size_t i = 0; i < NETWORK_TOKENS_MAX; i++) {
        if (tokens[i].value) {
            explicit_bzero(tokens[i].value, strlen(tokens[i].value));
            free(tokens[i].value);
            tokens[i].value = NULL;
        }
    }
}

void tokens_report(const struct network *network, const struct token *tokens,
                   finding_cb report, void *ctx) {
    for (size_t i = 0; network->tokens && network->tokens[i].name; i++) {
        if (!tokens[i].value) {
            continue;
        }
        const char *name = network->tokens[i].name;
        if (tokens[i].open_to_all) {
            findings_say(
                report, ctx, FINDING_WARN, "chmod 600 that file",
                "%s: the %s is from %s, which everybody on this machine can read",
                network->title, name, tokens[i].from);
        } else {
            findings_say(report, ctx, FINDING_FINE, NULL, "%s: the %s is from %s",
                         network->title, name, tokens[i].from);
        }
    }
}
