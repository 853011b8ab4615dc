/* redact.c: `tocsin redact INC NUMBER`: removes the text of one entry, through the same
 * turn as the command in the chat, while no bot is at work. */
#include "base/err.h"
#include "cli/database.h"
#include "cli/database_ids.h"
#include "cli/rewrite.h"
#include "core/command.h"
#include "core/markup_text.h"
#include "runtime/bot.h"
#include "tocsin/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct command_table command_table;

enum { WAIT_MS = 15 * 1000, REWRITE_MS = 60 * 1000, LOOK_MS = 500 };

struct redaction {
    bool ready, standby, settled, stopped;
    bool redacted, done_well;
    char holder[128];
    char text[1024];
};

static void on_ready(void *ctx) {
    struct redaction *redaction = ctx;
    redaction->ready = redaction->settled = true;
}

static void on_standby(void *ctx, const char *who) {
    struct redaction *redaction = ctx;
    snprintf(redaction->holder, sizeof redaction->holder, "%s", who);
    redaction->standby = redaction->settled = true;
}

static void on_stopped(void *ctx) {
    struct redaction *redaction = ctx;
    redaction->stopped = true;
}

static void on_redacted(void *ctx) {
    struct redaction *redaction = ctx;
    redaction->redacted = true;
}

struct replied {
    bool came;
    struct redaction *redaction;
};

static void replied(void *ctx, const struct reply *reply) {
    struct replied *answer = ctx;
    struct arena *arena = arena_new();
    answer->redaction->done_well = reply->status == REPLY_DONE;
    snprintf(answer->redaction->text, sizeof answer->redaction->text, "%s",
             reply->body ? markup_plain(arena, reply->body) : "");
    arena_free(arena);
    answer->came = true;
}

static void set_flag(void *ctx) {
    *(bool *)ctx = true;
}

/* Like loop_wait(), but nobody waits for a Redis that takes nothing. */
static bool wait_for(struct database *db, const bool *flag, int64_t ms) {
    for (int64_t left = ms; left > 0 && !*flag && !database_ill(db); left -= LOOK_MS) {
        (void)loop_wait(database_loop(db), flag, left < LOOK_MS ? left : LOOK_MS);
    }
    return *flag;
}

static bool not_removed(const struct database *db, struct error *err) {
    const char *why = database_ill(db);
    return err_set(err, ERR_UNAVAILABLE, "nothing was removed: %s",
                   why ? why : "Redis takes no writes. tocsin doctor says more");
}

static bool ask_bot(struct database *db, struct bot *bot, struct redaction *redaction,
                    const char *id, const char *number, struct error *err) {
    bot_store_up(bot);
    if (!wait_for(db, &redaction->settled, WAIT_MS)) {
        return not_removed(db, err);
    }
    if (redaction->standby) {
        return err_set(err, ERR_CONFLICT,
                       "a bot is at work here (%s): type `redact %s` in the incident's "
                       "channel as an admin, or stop the bot first",
                       redaction->holder, number);
    }
    const struct host *host = bot_host(bot);
    bool quiet = false;
    host->quiet(host->self, set_flag, &quiet);
    (void)wait_for(db, &quiet, WAIT_MS);
    struct replied answer = {false, redaction};
    struct input input = {
        .kind = INPUT_REDACT,
        .actor = "tocsin:operator",
        .incident = id,
        .number = strtoll(number, NULL, 10),
        .done = replied,
        .ctx = &answer,
    };
    host->input(host->self, &input);
    if (!loop_wait(database_loop(db), &answer.came, WAIT_MS)) {
        return err_set(err, ERR_UNKNOWN, "no answer in time: run tocsin show %s", id);
    }
    return redaction->done_well || err_set(err, ERR_INVALID, "%s", redaction->text);
}

/* Waits until the append-only file has been written anew without the text. */
static bool rewrite_file(struct database *db, struct error *err) {
    struct rewrite *rewrite = rewrite_new(database_loop(db), database_store(db));
    rewrite_start(rewrite);
    const bool *idle = rewrite_idle(rewrite);
    for (int64_t left = REWRITE_MS; left > 0 && !*idle && !rewrite_failed(rewrite);
         left -= LOOK_MS) {
        (void)loop_wait(database_loop(db), idle, LOOK_MS);
    }
    bool done = *idle && rewrite_done(rewrite);
    const char *ill = database_ill(db);
    if (*idle || rewrite_failed(rewrite)) {
        rewrite_free(rewrite);
    } /* else Redis may still call it: it ends with the process */
    return done || err_set(err, ERR_IO,
                           "the text is removed, but the append-only file, which still "
                           "has it, could not be written anew: %s The next start of "
                           "tocsin tries again",
                           ill ? ill
                               : "see the log of Redis, and whether its disk has "
                                 "room for a second one.");
}

static bool redact(struct setup *setup, struct database *db, const char *id,
                   const char *number, struct error *err) {
    struct redaction redaction = {0};
    struct adapter *none[] = {NULL};
    if (database_ill(db)) {
        return not_removed(db, err); /* what is removed needs room for a new file */
    }
    struct bot_options options = {
        .loop = database_loop(db),
        .store = database_store(db),
        .adapters = none,
        .commands = &command_table,
        .policy = setup->policy,
        .directory = &setup->config->directory,
        .messages = &setup->messages,
        .civil = setup->civil,
        .derivation = setup->derivation,
        .offline = true,
        .on_ready = on_ready,
        .on_standby = on_standby,
        .on_stopped = on_stopped,
        .on_redacted = on_redacted,
        .ctx = &redaction,
    };
    struct bot *bot = bot_new(&options);
    bool ok = ask_bot(db, bot, &redaction, id, number, err);
    bot_stop(bot, WAIT_MS);
    (void)loop_wait(database_loop(db), &redaction.stopped, WAIT_MS);
    bot_free(bot);
    return ok && rewrite_file(db, err);
}

static bool is_number(const char *text) {
    return strspn(text, "0123456789") == strlen(text) && strtoll(text, NULL, 10) > 0;
}

static int run(const struct cli_call *call) {
    struct error err = {0};
    if (!is_number(call->argv[1])) {
        return cli_usage(call, "NUMBER is the number of an entry: see tocsin show INC");
    }
    struct setup *setup = setup_load(call, &err);
    struct database *db = setup ? database_open(setup, &err) : NULL;
    struct arena *arena = arena_new();
    const char *id = db ? database_resolve(db, arena, call->argv[0], &err) : NULL;
    int status = EXIT_FINE;
    if (!id || !redact(setup, db, id, call->argv[1], &err)) {
        status = cli_fail(&err);
    } else {
        printf(
            "The text of entry %s of %s is removed, from Redis and from its append-only "
            "file.\nWhat was already shown in a channel, and backups, still have it.\n",
            call->argv[1], id);
    }
    arena_free(arena);
    if (db) {
        database_close(db);
    }
    setup_free(setup);
    return status;
}

static const struct cli_option options[] = {CLI_COMMON_OPTIONS, {0}};

const struct cli_command cli_redact = {
    .name = "redact",
    .words = "INC NUMBER",
    .summary = "remove the text of one entry; the chain still verifies",
    .details =
        "The entry keeps its place, author and time; a text.redacted entry says who\n"
        "removed it. Numbers are shown by tocsin show INC.",
    .least = 2,
    .most = 2,
    .options = options,
    .run = run,
};
