/* tokens.c: where the two tokens of Slack come from.
 *
 * The first source that is there decides: one that is there and wrong is an error, not a
 * reason to look further, because whoever wrote it means it. Arguments of a process can
 * be read by everybody on the machine, so that there is no option for a token. */
#include "cli/tokens.h"
#include "base/err.h"
#include "base/log.h"
#include "base/text.h"
#include "io/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TOKEN_MAX = 512, TOKEN_LEAST = 10, TOKEN_FILE_MAX = 16 * 1024 };

/* One kind of token and where it may be. */
struct kind {
    const char *name, *other;   /* what it is called; what it is mistaken for */
    const char *prefix, *wrong; /* of it; of the other one */
    const char *option, *env, *credential;
    const char *where; /* to get one */
};

static const struct kind app_kind = {
    .name = "app-level token",
    .other = "bot token",
    .prefix = "xapp-",
    .wrong = "xoxb-",
    .option = "slack.app_token_file",
    .env = "SLACK_APP_TOKEN",
    .credential = "slack-app-token",
    .where = "Slack's page of the app: Basic Information, App-Level Tokens, with the "
             "scope connections:write",
};
static const struct kind bot_kind = {
    .name = "bot token",
    .other = "app-level token",
    .prefix = "xoxb-",
    .wrong = "xapp-",
    .option = "slack.bot_token_file",
    .env = "SLACK_BOT_TOKEN",
    .credential = "slack-bot-token",
    .where = "Slack's page of the app: OAuth & Permissions, after it was installed to "
             "the workspace",
};

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
static bool read_credential(const struct kind *kind, struct token *token,
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

static bool find(const struct kind *kind, const char *file, struct token *token,
                 char text[TOKEN_MAX + 2], struct error *err) {
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
    return err_set(
        err, ERR_NOT_FOUND,
        "slack: there is no %s. Put it into a file and write %s, or set %s, or "
        "give systemd's LoadCredential=%s. It is found on %s",
        kind->name, kind->option, kind->env, kind->credential, kind->where);
}

/* Other tokens that Slack's pages show beside the right ones. */
static const struct {
    const char *prefix, *what;
} strange[] = {
    {"xoxp-", "the token of a person"},
    {"xoxe",
     "a token that is replaced every few hours (switch token rotation off for the "
     "app, and install it again)"},
    {"https:", "an address, which is no token"},
};

/* ---- judging -------------------------------------------------------------------- */

/* It becomes part of a header: nothing but what tokens are made of. */
static bool judge(const struct kind *kind, const struct token *token, const char *text,
                  struct error *err) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-._";
    size_t len = strlen(text);
    if (len == 0) {
        return err_set(err, ERR_INVALID, "slack: %s is empty; it should hold the %s (%s)",
                       token->from, kind->name, kind->where);
    }
    if (text_starts(text, kind->wrong)) {
        return err_set(err, ERR_INVALID,
                       "slack: %s holds the %s, and the %s belongs there: are the two "
                       "exchanged? It is found on %s",
                       token->from, kind->other, kind->name, kind->where);
    }
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        if (text_starts(text, strange[i].prefix)) {
            return err_set(err, ERR_INVALID,
                           "slack: %s holds %s, and the %s belongs there. It is found on "
                           "%s",
                           token->from, strange[i].what, kind->name, kind->where);
        }
    }
    if (!text_starts(text, kind->prefix)) {
        return err_set(err, ERR_INVALID,
                       "slack: what %s holds does not begin with %s, so it is no %s. It "
                       "is found on %s",
                       token->from, kind->prefix, kind->name, kind->where);
    }
    if (len < TOKEN_LEAST || len > TOKEN_MAX || text[strspn(text, allowed)] != '\0') {
        return err_set(
            err, ERR_INVALID,
            "slack: what %s holds begins like the %s but is not one: it should "
            "be a single line of letters, digits and hyphens. Copy it anew",
            token->from, kind->name);
    }
    return true;
}

static bool load(const struct kind *kind, const char *file, struct token *ret,
                 struct error *err) {
    char text[TOKEN_MAX + 2] = "";
    bool found = find(kind, file, ret, text, err);
    for (size_t len = strlen(text); len > 0 && strchr("\r\n", text[len - 1]); len--) {
        text[len - 1] = '\0';
    }
    if (strlen(text) >= TOKEN_LEAST) {
        log_secret(text); /* shorter ones would blank half of every line */
    }
    bool fine = found && judge(kind, ret, text, err);
    if (fine && !(ret->value = strdup(text))) {
        abort();
    }
    explicit_bzero(text, sizeof text);
    (void)unsetenv(kind->env);
    return fine;
}

bool slack_tokens_load(const struct config_slack *slack, struct slack_tokens *ret,
                       struct error *err) {
    struct error second = {0};
    *ret = (struct slack_tokens){0};
    /* Both are read in any case: neither may stay in the environment. */
    bool app = load(&app_kind, slack->app_token_file, &ret->app, err);
    bool bot = load(&bot_kind, slack->bot_token_file, &ret->bot, &second);
    return app && (bot || err_set(err, second.code, "%s", second.text));
}

static void wipe(struct token *token) {
    if (token->value) {
        explicit_bzero(token->value, strlen(token->value));
        free(token->value);
        token->value = NULL;
    }
}

void slack_tokens_free(struct slack_tokens *tokens) {
    wipe(&tokens->app);
    wipe(&tokens->bot);
}
