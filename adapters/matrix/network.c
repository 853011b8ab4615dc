/* network.c: Matrix as the program finds it (tocsin/network.h). */
#include "network.h"
#include "base/text.h"
#include "matrix.h"
#include "section.h"

enum token { TOKEN, PASSWORD }; /* their order in the row */

enum { MINUTE_MS = 60 * 1000 };

static const struct network_token tokens[] = {
    [TOKEN] = {.name = "access token",
               .option = "matrix.token_file",
               .file = offsetof(struct matrix_section, token_file),
               .env = "MATRIX_TOKEN",
               .credential = "matrix-token",
               .where = "the homeserver, from a login as that user",
               .letters = "=/+~",
               .spare = true},
    [PASSWORD] = {.name = "password",
                  .option = "matrix.password_file",
                  .file = offsetof(struct matrix_section, password_file),
                  .env = "MATRIX_PASSWORD",
                  .credential = "matrix-password",
                  .where = "the account of that user",
                  .phrase = true,
                  .spare = true},
    {.name = NULL},
};

static const struct network_mistake mistakes[] = {
    {"https:", "an address, which is no token"},
    {NULL, NULL},
};

/* The section allows http to this machine only. */
static bool local(const void *section) {
    return text_starts(((const struct matrix_section *)section)->homeserver, "http://");
}

static struct adapter *build(const struct network_parts *parts, struct error *err) {
    const struct matrix_section *section = parts->section;
    (void)err;
    return matrix_new(&(struct matrix_options){
        .loop = parts->loop,
        .http = parts->http,
        .homeserver = section->homeserver,
        .user = section->user,
        .token = parts->tokens[TOKEN],
        .password = parts->tokens[PASSWORD],
        .device = section->device,
        .command = section->command,
        .servers = section->servers,
        .users = section->users,
        .replay_ms = section->replay * MINUTE_MS,
        .places = parts->places,
        .on_fatal = parts->fatal,
        .ctx = parts->ctx,
    });
}

const struct network network_matrix = {
    .name = "matrix",
    .title = "Matrix",
    .todo = "write a section matrix: into tocsin.yaml (deploy/matrix/README.md)",
    .steps = "deploy/matrix/README.md",
    .place = matrix_section_place,
    .options = matrix_section_options,
    .section = sizeof(struct matrix_section),
    .read = matrix_section_read,
    .local = local,
    .tokens = tokens,
    .mistakes = mistakes,
    .needs = NETWORK_HTTP,
    .build = build,
};
