/* complete.h: the words that may come next in a line that somebody types. */
#ifndef TOCSIN_CORE_COMPLETE_H
#define TOCSIN_CORE_COMPLETE_H

#include "base/arena.h"
#include "core/command.h"
#include "tocsin/directory.h"
#include "tocsin/policy.h"

struct completion {
    const struct command_table *commands;
    const struct policy *policy;
    const struct directory *directory;
    const char *const *incidents; /* ids, NULL-terminated */
    const char *const *actors;    /* people beside those of the directory */
    void (*take)(void *ctx, const char *word);
    void *ctx;
};

/* Takes every word that may stand where the last one of `typed` begins, whatever that is
 * so far: command names, subcommands, severities, roles, phases, choices, names of
 * arguments ("service=", "impact:"), people ("@ana") and incidents. Words live in the
 * arena. */
void complete_words(struct arena *arena, const struct completion *completion,
                    const char *typed);

#endif
