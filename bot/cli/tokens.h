/* tokens.h: the secrets of a network: from a file, the environment or systemd's
 * credentials, never from the command line, and never shown. */
#ifndef TOCSIN_CLI_TOKENS_H
#define TOCSIN_CLI_TOKENS_H

#include "tocsin/network.h"
#include <stdbool.h>

struct token {
    char *value;      /* known to the log as a secret */
    char from[600];   /* "the file /etc/tocsin/slack-app-token": for people */
    bool open_to_all; /* everybody on this machine can read that file */
};

/* All of the network's, in the order of its row, into `ret`. Takes them out of the environment
 * as well, so that no child inherits them. Errors say what is missing or wrong, never the
 * value. Caller frees, also after a failure. */
bool tokens_load(const struct network *network, const void *section, struct token *ret,
                 struct error *err);
void tokens_free(struct token tokens[NETWORK_TOKENS_MAX]); /* wipes them */
/* Where they came from, and who else can read them. */
void tokens_report(const struct network *network, const struct token *tokens,
                   finding_cb report, void *ctx);

#endif
