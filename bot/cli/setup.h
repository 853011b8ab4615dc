/* setup.h: configuration, policy, messages and civil time, loaded and checked together;
 * swapped as one on a reload. */
#ifndef TOCSIN_CLI_SETUP_H
#define TOCSIN_CLI_SETUP_H

#include "cli/cli.h"
#include "core/messages.h"
#include "io/civil.h"
#include "io/config.h"
#include "tocsin/policy.h"

struct setup {
    struct config *config;
    struct policy *policy;
    struct civil *civil;
    struct messages messages;
    struct message_template *builtin, *overrides;
    char derivation[40]; /* changes when deadlines must be derived anew */
    struct setup *next;  /* kept until nothing refers to it any more */
};

/* From the options --config and --data. Every template is checked too. Caller frees. */
struct setup *setup_load(const struct cli_call *call, struct error *err);
/* Password of one's own Redis, NULL when none is configured; known to the log as a secret
 * from then on (log_forget_secrets). Caller frees. */
bool setup_password(const struct setup *setup, char **ret, struct error *err);
void setup_free(struct setup *setup);

#endif
