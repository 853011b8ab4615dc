/* tokens.h: the secrets of a network: from a file, the environment or systemd's
 * credentials, never from the command line, and never shown. */
#ifndef TOCSIN_CLI_TOKENS_H
#define TOCSIN_CLI_TOKENS_H

#include "io/config.h"
#include "tocsin/error.h"
#include <stdbool.h>

struct token {
    char *value;      /* known to the log as a secret */
    char from[600];   /* "the file /etc/tocsin/slack-app-token": for people */
    bool open_to_all; /* everybody on this machine can read that file */
};

struct slack_tokens {
    struct token app, bot;
};

/* Takes them out of the environment as well, so that no child inherits them. Errors say
 * what is missing or wrong, never the value. Caller frees, also after a failure. */
bool slack_tokens_load(const struct config_slack *slack, struct slack_tokens *ret,
                       struct error *err);
void slack_tokens_free(struct slack_tokens *tokens); /* wipes them */

#endif
